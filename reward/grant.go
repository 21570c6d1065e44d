package reward

import (
	"slices"
	"strings"
	"unicode/utf8"

	"qunli/commerce/pay"
	"qunli/customer"
	"qunli/kit/fault"
)

// State is where something that was given stands.
type State string

// The states. Those of a thing begin with Waiting: nobody said yet where it goes.
const (
	Issued   State = "issued"
	Locked   State = "locked" // of an order that is not paid yet
	Used     State = "used"
	Expired  State = "expired"
	Revoked  State = "revoked"
	Waiting  State = "waiting"
	Applied  State = "applied"
	Shipped  State = "shipped"
	Received State = "received"
)

// Grant is something that was given to somebody.
type Grant struct {
	ID         ID
	GiftID     GiftID
	Kind       Kind
	CustomerID customer.ID
	CauseKind  string
	CauseID    int64
	Title      string // why: the name of the campaign
	Reason     string // word of the one who asked
	State      State
	Place      int64
	UntilAt    int64 // unix ms, 0 no end
	DueAt      int64 // unix ms when time next changes it, 0 never
	OrderKind  string
	OrderID    int64
	Returned   bool
	Address    string // sealed
	Carrier    string
	Parcel     string
	Why        string
	EndedAt    int64 // unix ms, 0 not yet
	Version    int64
	CreatedAt  int64
}

// Cause is what it was given for.
func (g *Grant) Cause() pay.Cause { return pay.Cause{Kind: g.CauseKind, ID: g.CauseID} }

// Asking asks that somebody be given something.
type Asking struct {
	Customer customer.ID
	Gift     GiftID
	Cause    pay.Cause // the natural key: the same again is the same grant
	Title    string    // why, as its owner reads it
	Reason   string    // a word of the one who asks, "" none
}

// grant gives what is given as it begins.
func (a *Asking) grant(g *Gift, i ID, now int64) Grant {
	out := Grant{ID: i, GiftID: g.ID, Kind: g.Kind, CustomerID: a.Customer, CauseKind: a.Cause.Kind, CauseID: a.Cause.ID, Title: a.Title, Reason: a.Reason,
		State: Issued, UntilAt: g.ends(now), Version: 1, CreatedAt: now}
	out.DueAt = out.UntilAt
	switch g.Kind {
	case Code:
		out.Place = g.Issued + 1
	case Thing:
		out.State = Waiting
	}
	return out
}

// turn changes the state, where the one it has is among from.
func (g *Grant) turn(to State, now int64, from ...State) error {
	if !slices.Contains(from, g.State) {
		return ErrState.F(string(g.State))
	}
	g.State, g.DueAt = to, 0
	switch to {
	case Waiting, Issued:
		g.DueAt = g.UntilAt
	case Shipped:
		g.DueAt = now + confirmIn
	case Expired, Revoked, Received:
		g.EndedAt = now
	}
	return nil
}

// Address is where a thing is sent.
type Address struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
	Text  string `json:"text"`
}

// Check trims what was typed, and names what is missing.
func (a *Address) Check() error { return a.normal() }

// normal is Check.
func (a *Address) normal() error {
	a.Name, a.Text = strings.TrimSpace(a.Name), strings.TrimSpace(a.Text)
	phone, ok := customer.NormalizeKey(customer.Key{Kind: customer.Phone, Value: a.Phone})
	switch n := utf8.RuneCountInString(a.Text); {
	case a.Name == "" || utf8.RuneCountInString(a.Name) > 20:
		return fault.InvalidField("name", "", "请填写收件人，最多 20 个字", "give the name of who receives it, at most 20 characters")
	case !ok:
		return fault.InvalidField("phone", "", "手机号不对，请再看看", "that is no phone number")
	case n < 5 || n > 120:
		return fault.InvalidField("address", "", "请填写完整地址，5 到 120 个字", "give the whole address, 5 to 120 characters")
	}
	a.Phone = phone.Value
	return nil
}
