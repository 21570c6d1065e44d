package console

import (
	"qunli/commerce/pay"
	"qunli/customer"
	"qunli/kit/ledger"
	"qunli/kit/money"
)

// PaymentView is money asked of a customer.
type PaymentView struct {
	ID         pay.ID      `json:"id"`
	CustomerID customer.ID `json:"customer_id"`
	Cause      string      `json:"cause" doc:"What it was asked for, room.what"`
	Title      string      `json:"title" doc:"As the payer reads it"`
	Amount     money.Fen   `json:"amount" doc:"Fen"`
	Number     string      `json:"number" doc:"Our number at the provider"`
	State      pay.State   `json:"state" enum:"created,pending,paid,closed,held" doc:"held: money of another amount came"`
	DeadlineAt int64       `json:"deadline_at" doc:"Unix ms"`
	EndedAt    int64       `json:"ended_at" doc:"Unix ms, 0 not yet"`
	Refunded   money.Fen   `json:"refunded" doc:"Fen asked back"`
	Settled    bool        `json:"settled" doc:"It was earned"`
	Problem    string      `json:"problem" doc:"Code of what the provider refused last, empty: nothing"`
	CreatedAt  int64       `json:"created_at" doc:"Unix ms"`
}

func viewPayment(p pay.Payment) PaymentView {
	return PaymentView{p.ID, p.CustomerID, p.CauseKind, p.Title, p.Amount, p.Number, p.State, p.DeadlineAt, p.EndedAt, p.Refunded, p.Settled, p.Problem, p.CreatedAt}
}

// ReceiptView is money that came for a payment.
type ReceiptView struct {
	ID         pay.ReceiptID `json:"id"`
	ProviderNo string        `json:"provider_no"`
	Amount     money.Fen     `json:"amount" doc:"Fen"`
	PaidAt     int64         `json:"paid_at" doc:"Unix ms"`
	Fate       pay.Fate      `json:"fate" enum:"accepted,late,twice,mismatch" doc:"All but the accepted goes back"`
}

func viewReceipt(r pay.Receipt) ReceiptView {
	return ReceiptView{r.ID, r.ProviderNo, r.Amount, r.PaidAt, r.Fate}
}

// PayRefundView is money that goes back to a payer.
type PayRefundView struct {
	ID         pay.RefundID    `json:"id"`
	PaymentID  pay.ID          `json:"payment_id"`
	CustomerID customer.ID     `json:"customer_id"`
	Reason     string          `json:"reason"`
	Amount     money.Fen       `json:"amount" doc:"Fen"`
	Number     string          `json:"number"`
	State      pay.RefundState `json:"state" enum:"asked,processing,done,failed"`
	EndedAt    int64           `json:"ended_at" doc:"Unix ms, 0 not yet"`
	Problem    string          `json:"problem"`
	CreatedAt  int64           `json:"created_at" doc:"Unix ms"`
}

func viewPayRefund(r pay.Refund) PayRefundView {
	return PayRefundView{r.ID, r.PaymentID, r.CustomerID, r.Reason, r.Amount, r.Number, r.State, r.EndedAt, r.Problem, r.CreatedAt}
}

// PayoutView is money that goes out to somebody.
type PayoutView struct {
	ID         pay.PayoutID    `json:"id"`
	CustomerID customer.ID     `json:"customer_id"`
	Cause      string          `json:"cause"`
	Title      string          `json:"title"`
	Amount     money.Fen       `json:"amount" doc:"Fen"`
	Number     string          `json:"number"`
	State      pay.PayoutState `json:"state" enum:"asked,waiting_user,received,returned,failed"`
	EndedAt    int64           `json:"ended_at" doc:"Unix ms, 0 not yet"`
	Problem    string          `json:"problem"`
	CreatedAt  int64           `json:"created_at" doc:"Unix ms"`
}

func viewPayout(p pay.Payout) PayoutView {
	return PayoutView{p.ID, p.CustomerID, p.CauseKind, p.Title, p.Amount, p.Number, p.State, p.EndedAt, p.Problem, p.CreatedAt}
}

// BillDayView is a day whose bill was held against our book.
type BillDayView struct {
	Day         string `json:"day"`
	Ours        int64  `json:"ours" doc:"Rows of ours"`
	Theirs      int64  `json:"theirs" doc:"Rows of the provider's bill"`
	Differences int64  `json:"differences"`
	At          int64  `json:"at" doc:"Unix ms when it was compared last"`
}

func viewBillDay(d pay.Day) BillDayView { return BillDayView(d) }

// DifferenceView is one row on which bill and book disagree.
type DifferenceView struct {
	ID         pay.DifferenceID `json:"id"`
	Kind       pay.BillKind     `json:"kind" enum:"payment,refund,payout"`
	What       pay.What         `json:"what" enum:"missing,extra,amount" doc:"missing: the bill lacks it; extra: we lack it"`
	Number     string           `json:"number"`
	ProviderNo string           `json:"provider_no"`
	Ours       money.Fen        `json:"ours" doc:"Fen, 0 none"`
	Theirs     money.Fen        `json:"theirs" doc:"Fen, 0 none"`
}

func viewDifference(d pay.Difference) DifferenceView {
	return DifferenceView{d.ID, d.Kind, d.What, d.Number, d.ProviderNo, d.Ours, d.Theirs}
}

// AccountView is the sum of all accounts of a kind in the book.
type AccountView struct {
	Kind    string    `json:"kind"`
	Debits  money.Fen `json:"debits" doc:"Fen"`
	Credits money.Fen `json:"credits" doc:"Fen"`
}

func viewAccount(b ledger.Balance) AccountView { return AccountView{b.Kind, b.Debits, b.Credits} }
