package pay

import (
	"context"

	"qunli/kit/fault"
	"qunli/kit/money"
)

// Provider is who carries out payments. Calls run outside transactions and may be repeated: the number decides. What it does not
// say by one of the errors below nobody knows; the next step asks again.
type Provider interface {
	// Order announces a payment and gives the handle of its pay sheet. The same again gives a handle of the same payment.
	Order(ctx context.Context, o Order) (prepay string, err error)
	// Payment tells how a payment stands, by our number.
	Payment(ctx context.Context, number string) (Standing, error)
	// Transaction tells of one transaction, by the provider's number.
	Transaction(ctx context.Context, providerNo string) (Standing, error)
	// Close ends a payment that is not paid. ErrPaidThere when it is.
	Close(ctx context.Context, number string) error
	// Refund asks for a refund, Refunded how one stands.
	Refund(ctx context.Context, r RefundOrder) (RefundStanding, error)
	Refunded(ctx context.Context, number string) (RefundStanding, error)
	// PayOut asks for a payout, PaidOut how one stands.
	PayOut(ctx context.Context, p PayoutOrder) (PayoutStanding, error)
	PaidOut(ctx context.Context, number string) (PayoutStanding, error)
	// Bill lists what the provider booked on a day; ErrAbsent when there is no bill (yet).
	Bill(ctx context.Context, day string) ([]BillLine, error)
	// Sheet signs what the payer's app needs to show the pay sheet.
	Sheet(ctx context.Context, prepay string) (Sheet, error)
	// Confirm gives what the receiver's app needs to take a payout.
	Confirm(ctx context.Context, handle string) (Confirmation, error)
	// Spaces lists where the identities of payers stand (customer.Key.Space), the best first.
	Spaces(ctx context.Context) ([]string, error)
}

// Order is a payment as the provider is told of it.
type Order struct {
	Number, Title, OpenID string
	Amount                money.Fen
	Expire                int64 // unix ms
}

// Standing is how a payment stands at the provider.
type Standing struct {
	Number     string
	ProviderNo string // "" nobody paid
	Paid       bool
	Closed     bool
	Amount     money.Fen // that was paid
	PaidAt     int64     // unix ms
}

// RefundOrder is a refund as the provider is told of it.
type RefundOrder struct {
	Number, ProviderNo, Reason string // ProviderNo is the transaction's
	Amount, Total              money.Fen
}

// RefundStanding is how a refund stands at the provider.
type RefundStanding struct {
	Number, ProviderNo string
	Done, Failed       bool
	Problem            string // why it failed
	TakenAt            int64  // unix ms
}

// PayoutOrder is a payout as the provider is told of it.
type PayoutOrder struct {
	Number, Title, OpenID string
	Amount                money.Fen
}

// PayoutStanding is how a payout stands at the provider.
type PayoutStanding struct {
	Number, ProviderNo string
	State              PayoutState
	Package            string // while the receiver has to confirm
	Problem            string
	At                 int64 // unix ms of the last change
}

// BillKind tells the rows of a bill apart.
type BillKind string

// The kinds of rows.
const (
	BillPayment BillKind = "payment"
	BillRefund  BillKind = "refund"
	BillPayout  BillKind = "payout"
)

// BillLine is one row of the provider's bill. Payments are told apart by ProviderNo, the others by Number.
type BillLine struct {
	Kind               BillKind
	Number, ProviderNo string
	Amount             money.Fen
}

// Sheet is what the payer's app is handed, signed.
type Sheet struct {
	AppID     string `json:"appId"`
	TimeStamp string `json:"timeStamp"`
	NonceStr  string `json:"nonceStr"`
	Package   string `json:"package"`
	SignType  string `json:"signType"`
	PaySign   string `json:"paySign"`
	Address   string `json:"-"` // of a page that acts the pay sheet, "" the payer's own app shows it
}

// Confirmation is what the receiver's app is handed to take a payout.
type Confirmation struct {
	MchID   string `json:"mchId"`
	AppID   string `json:"appId"`
	Package string `json:"package"`
	Address string `json:"-"` // of a page that acts it, "" the receiver's own app shows it
}

// What a provider says instead of an answer.
var (
	ErrAbsent    = fault.New(fault.Missing, "pay.absent", "支付平台没有这笔单", "The provider does not know it")
	ErrPaidThere = fault.New(fault.Conflict, "pay.paid_there", "支付平台说已经付过了", "The provider says that it is paid already")
	ErrRefused   = fault.New(fault.Invalid, "pay.refused", "支付平台拒绝了（%s）：%s", "The provider refused (%s): %s")
	ErrShort     = fault.New(fault.Exhausted, "pay.short", "商户账户余额不足：请充值，之后会自动重试", "The merchant's account holds too little: top it up; it is tried again by itself")
	ErrNoAnswer  = fault.New(fault.Unavailable, "pay.no_answer", "支付平台没有答复，会自动重试", "The provider did not answer; it is tried again by itself")
)
