package org

import (
	"net/netip"
	"time"

	"qunli/kit/secret"
)

// Throttle says how many attempts an account and an address have before they are blocked.
type Throttle struct {
	Account int64         // failures of one account within Window; 5 when 0
	Address int64         // failures from one address within Window; 30 when 0
	Window  time.Duration // 15 minutes when 0
	Block   time.Duration // 15 minutes when 0
}

func (t Throttle) withDefaults() Throttle {
	if t.Account == 0 {
		t.Account = 5
	}
	if t.Address == 0 {
		t.Address = 30
	}
	if t.Window == 0 {
		t.Window = 15 * time.Minute
	}
	if t.Block == 0 {
		t.Block = 15 * time.Minute
	}
	return t
}

// accountSubject names an account in the throttle, whether it exists or not.
func accountSubject(login string) string { return secret.Hash("account:" + login) }

// addressSubject names an address in the throttle. An IPv6 caller owns a whole /64 and counts as one.
func addressSubject(address string) string {
	if a, err := netip.ParseAddr(address); err == nil {
		a = a.Unmap().WithZone("")
		bits := a.BitLen()
		if a.Is6() {
			bits = 64
		}
		if p, err := a.Prefix(bits); err == nil {
			address = p.String()
		}
	}
	return secret.Hash("address:" + address)
}
