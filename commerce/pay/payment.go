package pay

import (
	"strings"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/fault"
	"qunli/kit/id"
	"qunli/kit/money"
)

type paymentKind struct{}

func (paymentKind) Prefix() string { return "pay" }

type receiptKind struct{}

func (receiptKind) Prefix() string { return "rcp" }

type refundKind struct{}

func (refundKind) Prefix() string { return "rfd" }

type payoutKind struct{}

func (payoutKind) Prefix() string { return "out" }

type differenceKind struct{}

func (differenceKind) Prefix() string { return "dif" }

// The ids of this room.
type (
	ID           = id.Of[paymentKind]
	ReceiptID    = id.Of[receiptKind]
	RefundID     = id.Of[refundKind]
	PayoutID     = id.Of[payoutKind]
	DifferenceID = id.Of[differenceKind]
)

// Cause is what money is moved for: told back in every fact, so that the room that asked knows its own.
type Cause struct {
	Kind string `json:"kind"` // room.what, such as campaign.seat
	ID   int64  `json:"id"`
}

// State of a payment.
type State string

// The states of a payment. Held: money of another amount came; somebody has to decide.
const (
	Created  State = "created"
	Pending  State = "pending"
	Complete State = "paid"
	Shut     State = "closed"
	Held     State = "held"
)

// LeastPayout is the least that can be paid out: the provider refuses less, so whoever wins less gets nothing. The provider's own console
// tells the figure, which differs between merchants and is to be confirmed there; rules of games are held against this one.
const LeastPayout money.Fen = 10

// Payment is money asked of a customer.
type Payment struct {
	ID         ID
	CustomerID customer.ID
	CauseKind  string
	CauseID    int64
	Title      string
	Amount     money.Fen
	Number     string // out_trade_no
	State      State
	Prepay     string // handle of the pay sheet, "" not ordered yet
	DeadlineAt int64  // unix ms
	EndedAt    int64  // unix ms, 0 not yet
	Refunded   money.Fen
	Settled    bool
	Problem    string // code of the last refusal, "" none
	StepAt     int64  // unix ms, 0 never
	Tries      int64
	Version    int64
	CreatedAt  int64
}

// Cause is what it was asked for.
func (p *Payment) Cause() Cause { return Cause{p.CauseKind, p.CauseID} }

// Open reports whether it can still be paid.
func (p *Payment) Open() bool { return p.State == Created || p.State == Pending }

// Left is what could still be refunded.
func (p *Payment) Left() money.Fen {
	if p.State != Complete {
		return 0
	}
	return p.Amount - p.Refunded
}

// Fate is what becomes of money that came.
type Fate string

// The fates. All but Accepted go back: Late and Twice by themselves, Mismatch when somebody decides.
const (
	Accepted Fate = "accepted"
	Late     Fate = "late"
	Twice    Fate = "twice"
	Mismatch Fate = "mismatch"
)

// fate decides about money that came for the payment as it is.
func (p *Payment) fate(amount money.Fen) Fate {
	switch {
	case p.Open() && amount == p.Amount:
		return Accepted
	case p.Open():
		return Mismatch
	case p.State == Shut:
		return Late
	}
	return Twice
}

// Receipt is money that came.
type Receipt struct {
	ID         ReceiptID
	PaymentID  ID
	ProviderNo string
	Amount     money.Fen
	PaidAt     int64
	Day        string
	Fate       Fate
	At         int64
}

// RefundState of a refund.
type RefundState string

// The states of a refund.
const (
	RefundAsked      RefundState = "asked"
	RefundProcessing RefundState = "processing"
	RefundDone       RefundState = "done"
	RefundFailed     RefundState = "failed"
)

// The reasons for which money goes back by itself; callers have their own.
const (
	LatePaid    = "LATE_PAID"
	PaidTwice   = "PAID_TWICE"
	WrongAmount = "MISMATCH"
	ByHand      = "BY_HAND"
)

// Refund is money that goes back to a payer.
type Refund struct {
	ID         RefundID
	PaymentID  ID
	ReceiptID  ReceiptID
	CustomerID customer.ID
	Reason     string
	NaturalKey string
	Amount     money.Fen
	Number     string // out_refund_no
	State      RefundState
	ProviderNo string
	Day        string
	EndedAt    int64
	Problem    string
	StepAt     int64
	Tries      int64
	Version    int64
	CreatedAt  int64
}

// open reports whether the provider has still to say how it ends.
func (r *Refund) open() bool { return r.State == RefundAsked || r.State == RefundProcessing }

// unreached is the problem of a refund that the payer's bank did not take.
const unreached = "wechatpay.refund_abnormal"

// stuck reports whether the money has left us and not reached the payer: somebody settles it at the provider. Under another number it
// would leave twice.
func (r *Refund) stuck() bool { return r.State == RefundFailed && r.Problem == unreached }

// PayoutState of a payout.
type PayoutState string

// The states of a payout. Waiting: the receiver has 24 hours to confirm. Returned and failed: it is owed still.
const (
	PayoutAsked    PayoutState = "asked"
	PayoutWaiting  PayoutState = "waiting_user"
	PayoutReceived PayoutState = "received"
	PayoutReturned PayoutState = "returned"
	PayoutFailed   PayoutState = "failed"
)

// Payout is money that goes out to somebody to whom it is owed.
type Payout struct {
	ID         PayoutID
	CustomerID customer.ID
	CauseKind  string
	CauseID    int64
	Title      string
	Amount     money.Fen
	Number     string // out_bill_no
	State      PayoutState
	ProviderNo string
	Package    string
	Day        string
	EndedAt    int64
	Problem    string
	StepAt     int64
	Tries      int64
	Version    int64
	CreatedAt  int64
}

// Cause is what it was paid out for.
func (p *Payout) Cause() Cause { return Cause{p.CauseKind, p.CauseID} }

func (p *Payout) open() bool { return p.State == PayoutAsked || p.State == PayoutWaiting }

// number spells an id as the provider wants numbers: letters and digits alone.
func number(id string) string { return strings.ReplaceAll(id, "_", "") }

// margin is how long before our deadline the provider stops taking the payment, so that most late payments cannot happen.
const margin = time.Minute

// shanghai is the zone of the provider's bills, whatever the organisation's is.
func shanghai() *time.Location { return time.FixedZone("Asia/Shanghai", 8*3600) }

// billDay gives the bill in which something of that moment stands.
func billDay(ms int64) string { return clock.Day(ms, shanghai()) }

// wait gives the pause after so many steps that led nowhere: 15 s, doubled each time, at most an hour.
func wait(tries int64) int64 {
	const first, most = 15 * time.Second, time.Hour
	if tries > 8 {
		return most.Milliseconds()
	}
	return min(first<<max(tries-1, 0), most).Milliseconds()
}

// looksAfter is when a closed payment is looked at again, counted from its close: money may have come nevertheless.
func looksAfter(looks int64) time.Duration {
	after := [...]time.Duration{time.Minute, 10 * time.Minute, 2 * time.Hour}
	if looks >= int64(len(after)) {
		return 0
	}
	return after[looks]
}

// Asking is a payment as a room asks for it.
type Asking struct {
	Customer customer.ID
	Cause    Cause
	Title    string    // as the payer reads it, at most 40 characters
	Amount   money.Fen // above 0
	Deadline int64     // unix ms at which what is held for it is let go; the provider is told a minute less
}

// The refusals of this room.
var (
	ErrMissing = fault.New(fault.Missing, "pay.missing", "没有这笔收付款", "There is no such payment, refund or payout")
	ErrNotPaid = fault.New(fault.Conflict, "pay.not_paid", "这笔付款没有收到钱，不能退", "Nothing was paid, so nothing can be refunded")
	ErrOver    = fault.New(fault.Exhausted, "pay.over", "退款 %s 元超过还可退的金额 %s 元", "A refund of %s yuan exceeds what is left to refund, %s yuan")
	ErrTaken   = fault.New(fault.Conflict, "pay.taken", "这个编号已用于另一笔金额 %s 元的退款", "This key is taken by a refund of another amount, %s yuan")
	ErrNotHeld = fault.New(fault.Conflict, "pay.not_held", "只有金额不符、待处理的付款可以这样退回", "Only a payment that is held for a wrong amount is given back like this")
	ErrNotOver = fault.New(fault.Conflict, "pay.not_failed", "只有失败的退款可以重新发起", "Only a refund that failed can be asked again")
	ErrUnset   = fault.New(fault.Conflict, "pay.unset", "还没有接通微信支付：请在“设置 → 微信支付”里填写商户号和密钥",
		"WeChat Pay is not connected yet: enter the merchant and its keys under Settings → WeChat Pay")
	ErrNoOpenID = fault.New(fault.Conflict, "pay.no_openid", "不知道这位客户在公众号里的 openid：请让客户先在微信里打开一次页面",
		"The customer's openid is not known: have them open a page in WeChat first")
)

// check refuses what the provider would.
func (a *Asking) check() error {
	if a.Amount <= 0 {
		return fault.InvalidField("amount", a.Amount.String(), "应大于零", "is above zero")
	}
	if n := len([]rune(a.Title)); n == 0 || n > 40 {
		return fault.InvalidField("title", a.Title, "应有 1 到 40 个字", "has 1 to 40 characters")
	}
	if a.Cause.Kind == "" || a.Cause.ID == 0 || a.Customer == 0 {
		return fault.InvalidField("cause", a.Cause.Kind, "缺少事由或付款人", "lacks the cause or the payer")
	}
	return nil
}
