package org

import "qunli/kit/id"

type (
	staffKind   struct{}
	storeKind   struct{}
	tokenKind   struct{}
	sessionKind struct{}
	auditKind   struct{}
)

func (staffKind) Prefix() string   { return "stf" }
func (storeKind) Prefix() string   { return "sto" }
func (tokenKind) Prefix() string   { return "tok" }
func (sessionKind) Prefix() string { return "ses" }
func (auditKind) Prefix() string   { return "aud" }

// The ids of this room; 0 is "none".
type (
	StaffID   = id.Of[staffKind]
	StoreID   = id.Of[storeKind]
	TokenID   = id.Of[tokenKind]
	SessionID = id.Of[sessionKind]
	AuditID   = id.Of[auditKind]
)
