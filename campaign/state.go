package campaign

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"qunli/customer"
	"qunli/kit/id"
)

// Instance is what people gather in: a team, a packet, a referrer's account. What the counts mean is the model's.
type Instance struct {
	ID         InstanceID
	CampaignID ID
	Revision   int64       // the rules under which it was opened hold to its end (R6)
	OwnerID    customer.ID // who opened it; 0 the brand
	State      string
	Held       int64 // seats held
	Done       int64 // seats that count
	Fill       int64 // places the brand filled, never shown as people
	Size       int64 // places there are, 0 no bound
	Amount     int64 // fen: the whole
	Seed       string
	At         int64 // ms
	Deadline   int64 // ms; it never moves
	DueAt      int64 // ms when time next changes it, 0 never
}

// Standing is what a seat holds of what is scarce.
type Standing string

// The standings.
const (
	None  Standing = ""
	Held  Standing = "held"
	Spent Standing = "spent"
)

// Takes lists what a seat takes of buckets while it stands: "stock/red=1,budget/2026-03-02=500".
type Takes string

// Take spells taking n of a bucket.
func Take(bucket string, n int64) Takes {
	if n == 0 {
		return ""
	}
	return Takes(bucket + "=" + strconv.FormatInt(n, 10))
}

// And adds other takes.
func (t Takes) And(other Takes) Takes {
	if t == "" || other == "" {
		return t + other
	}
	return t + "," + other
}

// each calls f with every bucket of the path of each take: a take of stock/red is one of stock too.
func (t Takes) each(f func(bucket string, n int64)) {
	for rest := string(t); rest != ""; {
		one, after, _ := strings.Cut(rest, ",")
		rest = after
		name, number, _ := strings.Cut(one, "=")
		n, _ := strconv.ParseInt(number, 10, 64) // written by Take
		for name != "" {
			f(name, n)
			name = name[:max(strings.LastIndexByte(name, '/'), 0)]
		}
	}
}

// Seat is one contribution of one person.
type Seat struct {
	ID         SeatID
	CampaignID ID
	InstanceID InstanceID // 0: in the campaign itself
	PersonID   customer.ID
	Entry      Kind       // the command that brought it: open or join; "" none did
	IntoID     InstanceID // what that named, and with Number the rest of its key
	Number     int64      // the person's n-th such entry; of what no entry brought, the model's
	Reply      string     // JSON: what was replied to the entry
	State      string
	Standing   Standing
	Takes      Takes
	Note       string // of the model: the role, the step, the thing
	Amount     int64  // fen: its price, or its share
	Paid       int64  // fen received
	Back       int64  // fen sent back, confirmed or not
	Arrived    int64  // fen of them that arrived
	Asked      int64  // how many refunds, transfers and gifts were asked for: the n of their numbers
	Place      int64  // its place in the instance
	At         int64  // ms
	PaidAt     int64  // ms, 0 not yet
	DueAt      int64  // ms when time next changes it, 0 never
	Because    string // JSON: what the eligibility rule said of the person when they entered, "" no rule
}

// Wanted gives the instance in which the seat's person first took it: by now it may be in another one.
func (s Seat) Wanted() InstanceID {
	var r Reply
	if s.Entry == "" || json.Unmarshal([]byte(s.Reply), &r) != nil || r.Instance == 0 {
		return s.InstanceID
	}
	return r.Instance
}

// Stands tells whether the seat holds its place.
func (s Seat) Stands() bool { return s.Standing != None }

// Bucket counts something scarce. All counts are ≥ 0, and free + held + spent = total (R4).
type Bucket struct {
	CampaignID ID
	Name       string // a path: what is taken of stock/red is taken of stock too
	Total      int64
	Free       int64
	Held       int64
	Spent      int64
}

// add counts n more in a standing.
func (b *Bucket) add(s Standing, n int64) {
	switch s {
	case Held:
		b.Free, b.Held = b.Free-n, b.Held+n
	case Spent:
		b.Free, b.Spent = b.Free-n, b.Spent+n
	}
}

func (b Bucket) holds() bool { return b.Free >= 0 && b.Held >= 0 && b.Spent >= 0 }

// Plan is a bucket that the rules of a game call for.
type Plan struct {
	Name  string
	Total int64
	Daily int64 // how much of it one day may take, 0 all; Env.Leaf gives the name of the day's part
	Code  Code  // of a refusal when it is used up; SoldOut when empty
}

// MessageKind is what is asked of the world outside.
type MessageKind string

// The kinds of message (R7). Each is delivered at least once; its number makes it once.
const (
	RequestPayment MessageKind = "request_payment" // Amount from Person, payable until Until; answers Paid or PayClosed
	ClosePayment   MessageKind = "close_payment"   // the payment Number is not wanted any more; answers PayClosed, or Paid if it came first
	Refund         MessageKind = "refund"          // Amount of the payment Of back; answers Refunded
	Transfer       MessageKind = "transfer"        // Amount to Person; answers Sent or Returned
	Grant          MessageKind = "grant"           // the gift or coupon What to Person; answers Sent
	Fulfil         MessageKind = "fulfil"          // the goods of a seat may be shipped
)

// Message asks the world outside for something.
type Message struct {
	Kind     MessageKind `json:"kind"`
	Number   string      `json:"number"` // unique for ever: the provider's out_trade_no, out_refund_no, out_bill_no
	Of       string      `json:"of,omitempty"`
	Campaign ID          `json:"campaign"`
	Instance InstanceID  `json:"instance,omitempty"`
	Seat     SeatID      `json:"seat"`
	Person   customer.ID `json:"person"`
	Amount   int64       `json:"amount,omitempty"` // fen
	Until    int64       `json:"until,omitempty"`  // ms
	What     string      `json:"what,omitempty"`
	Reason   string      `json:"reason,omitempty"`
	At       int64       `json:"at"`
}

// PaymentNumber gives the number of the one payment of a seat.
func PaymentNumber(s SeatID) string { return "P" + bare(s) }

// SeatOfPayment gives the seat that a payment's number is of; ok is false of other numbers.
func SeatOfPayment(number string) (s SeatID, ok bool) {
	rest, ok := strings.CutPrefix(number, "P")
	if !ok {
		return 0, false
	}
	s, err := id.Parse[seatKind](seatPrefix + rest)
	return s, err == nil && s != 0
}

// RefundNumber gives the number of a seat's n-th refund, from 1.
func RefundNumber(s SeatID, n int64) string { return "R" + bare(s) + "N" + strconv.FormatInt(n, 10) }

// TransferNumber gives the number of a seat's n-th reward, from 1.
func TransferNumber(s SeatID, n int64) string { return "T" + bare(s) + "N" + strconv.FormatInt(n, 10) }

// IsRefund tells whether a number is of a refund of a seat.
func IsRefund(s SeatID, number string) bool { return strings.HasPrefix(number, "R"+bare(s)+"N") }

// Nth gives which refund or reward of its seat a number is of, 0 of other numbers.
func Nth(number string) int64 {
	n, _ := strconv.ParseInt(number[strings.LastIndexByte(number, 'N')+1:], 10, 64) // of other numbers 0
	return n
}

func bare(s SeatID) string { return strings.TrimPrefix(s.String(), seatPrefix) }

const seatPrefix = "sea_"

// payBefore is how much earlier than its hold a payment may last be begun: most late payments cannot happen then (§2.0).
const payBefore = 60_000

// PayUntil gives until when (ms) the provider may take the payment of a seat held until due.
func PayUntil(now, due int64) int64 { return max(due-payBefore, now+(due-now)/2) }

// sortSeats puts seats in the order in which they came.
func sortSeats(seats []*Seat) {
	slices.SortFunc(seats, func(a, b *Seat) int { return int(min(max(a.ID-b.ID, -1), 1)) })
}

// Of gives how many of a bucket, or of its parts, are taken.
func (t Takes) Of(bucket string) int64 {
	n := int64(0)
	t.each(func(name string, k int64) {
		if name == bucket {
			n += k
		}
	})
	return n
}
