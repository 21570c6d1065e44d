package org

import (
	"strings"

	"qunli/kit/fault"
)

// The refusals about stores.
var (
	ErrNoStore     = fault.New(fault.Missing, "store.missing", "没有这家门店", "No such store")
	ErrStoreTaken  = fault.New(fault.Conflict, "store.code_taken", "这个门店编号已被使用", "This store code is taken")
	ErrStoreClosed = fault.New(fault.Conflict, "store.closed", "这家门店已经关闭", "This store is closed")
)

// Store is a shop of the brand, or a till without walls: what data scope and totals are counted by.
type Store struct {
	ID        StoreID `json:"id"`
	Code      string  `json:"code"` // number in the brand's other systems, unique
	Name      string  `json:"name"`
	City      string  `json:"city"`
	Closed    bool    `json:"closed"`
	Version   int64   `json:"version"`
	CreatedAt int64   `json:"created_at"` // unix ms
}

// StoreRequest is what OpenStore and ChangeStore are given. A code of "" is made from the id.
type StoreRequest struct {
	Code string
	Name string
	City string
}

// normal gives the request trimmed, or says which fields are wrong.
func (r StoreRequest) normal() (StoreRequest, error) {
	r.Code, r.Name, r.City = strings.TrimSpace(r.Code), strings.TrimSpace(r.Name), strings.TrimSpace(r.City)
	e := textFault(nil, "name", r.Name, 1, 64)
	e = textFault(e, "code", r.Code, 0, 64)
	e = textFault(e, "city", r.City, 0, 64)
	if e == nil {
		return r, nil
	}
	return r, e
}

// masked gives what the audit may know: nothing of a store is personal.
func (s Store) masked() any {
	return map[string]any{"code": s.Code, "name": s.Name, "city": s.City, "closed": s.Closed}
}
