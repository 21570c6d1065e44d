package pay

import (
	"qunli/customer"
	"qunli/kit/event"
	"qunli/kit/money"
)

// Paid tells that a payment was paid, in time and whole.
type Paid struct {
	Payment  ID          `json:"payment"`
	Cause    Cause       `json:"cause"`
	Customer customer.ID `json:"customer"`
	Amount   money.Fen   `json:"amount"`
	At       int64       `json:"at"` // unix ms by the provider
}

// FactKind names the fact.
func (Paid) FactKind() string { return "pay.paid" }

// Closed tells that a payment was not paid and cannot be any more. What comes nevertheless goes back by itself.
type Closed struct {
	Payment  ID          `json:"payment"`
	Cause    Cause       `json:"cause"`
	Customer customer.ID `json:"customer"`
	Why      string      `json:"why"` // deadline (or Cancel), refused (by the provider), held (another amount came)
}

// FactKind names the fact.
func (Closed) FactKind() string { return "pay.closed" }

// Refunded tells that money went back.
type Refunded struct {
	Refund   RefundID    `json:"refund"`
	Payment  ID          `json:"payment"`
	Cause    Cause       `json:"cause"`
	Customer customer.ID `json:"customer"`
	Amount   money.Fen   `json:"amount"`
	Reason   string      `json:"reason"`
}

// FactKind names the fact.
func (Refunded) FactKind() string { return "pay.refunded" }

// PayoutEnded tells how a payout ended: received, returned or failed.
type PayoutEnded struct {
	Payout   PayoutID    `json:"payout"`
	Cause    Cause       `json:"cause"`
	Customer customer.ID `json:"customer"`
	Amount   money.Fen   `json:"amount"`
	State    PayoutState `json:"state"`
}

// FactKind names the fact.
func (PayoutEnded) FactKind() string { return "pay.payout_ended" }

var (
	_ event.Fact = Paid{}
	_ event.Fact = Closed{}
	_ event.Fact = Refunded{}
	_ event.Fact = PayoutEnded{}
)
