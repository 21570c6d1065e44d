package referral

import (
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
)

// Service is the room's verbs for people at a screen and callers of the API.
type Service struct {
	db        *db.DB
	bus       *event.Bus
	customers *customer.Service
}

// New gives the verbs on d; facts go to bus.
func New(d *db.DB, bus *event.Bus, customers *customer.Service) *Service {
	return &Service{d, bus, customers}
}

// The refusals of the verbs.
var (
	ErrMissing = fault.New(fault.Missing, "referral.claim.missing", "没有这条推荐记录", "No such claim")
	ErrSelf    = fault.New(fault.Invalid, "referral.self", "推荐人和被推荐人是同一位客户", "Referrer and referred are one person")
	ErrCycle   = fault.New(fault.Conflict, "referral.cycle",
		"推荐人是这位客户直接或间接带来的，不能反过来推荐", "The referrer was brought, directly or not, by this person")
	ErrUnconfirmed = fault.New(fault.Invalid, "referral.unconfirmed",
		"请先请顾客本人确认推荐人", "The buyer has to confirm the referrer first")
	ErrNoReason = fault.New(fault.Invalid, "referral.no_reason", "请填写原因", "Say why")
	ErrNoBond   = fault.New(fault.Conflict, "referral.no_bond", "这位客户没有推荐人", "This person has no recorded referrer")
	ErrVoid     = fault.New(fault.Conflict, "referral.claim.void",
		"这条推荐记录已作废，不能再采用", "This claim was taken back and can no longer win")
	ErrNoCode = fault.New(fault.Missing, "referral.code.missing", "没有这个推荐码", "No such code")
	ErrEnded  = fault.New(fault.Exhausted, "referral.code.ended", "这个推荐码已停用", "This code has ended")
)
