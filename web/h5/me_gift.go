package h5

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"

	"qunli/campaign"
	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/fault"
	"qunli/org"
	"qunli/reward"
)

// giftView is something that was given to whoever looks.
type giftView struct {
	ID                            reward.ID
	Name, Worth, State, Off, Code string
	Parcel, Words, Why, Until     string
	Revoked                       string // why
	Good, Open, Confirm           bool   // it can be used; the form is open; it may be said to have arrived
	Ask                           string // what the form is for, "" there is none
	Refused                       string // what is wrong with what was typed
	Typed                         reward.Address
}

// typed is what was typed into the form of a gift and refused.
type typed struct {
	gift    reward.ID
	seat    campaign.SeatID
	address reward.Address
	refused error
}

// gifts reads what a customer was given, and why.
func (p *Pages) gifts(ctx context.Context, t meWords, again typed) ([]giftView, error) {
	all, err := p.Rewards.Mine(ctx)
	if err != nil {
		return nil, err
	}
	zone, err := org.Zone(ctx, p.DB.Read())
	if err != nil {
		return nil, err
	}
	out := make([]giftView, len(all))
	for n, g := range all {
		v := giftView{ID: g.ID, Name: g.Name, State: t.GiftStates[g.State], Code: g.Code, Words: g.Words, Good: g.State == reward.Issued || g.State == reward.Received}
		if g.Worth > 0 {
			v.Worth = spell(t.WorthOf, yuan(int64(g.Worth)))
		}
		if g.Kind == reward.Coupon {
			v.Off = t.coupon(g.Terms)
		}
		if g.Parcel != "" {
			v.Parcel = g.Carrier + " " + g.Parcel
		}
		v.Why = clock.Day(g.CreatedAt, zone) + " " + spell(t.From, g.Title)
		if why := t.GiftReasons[g.Reason]; why != "" {
			v.Why += t.Comma + why
		}
		switch {
		case g.State == reward.Revoked:
			v.Revoked = g.Why
		case g.State == reward.Waiting:
			v.Ask, v.Open = t.AskAddress, true
		case g.State == reward.Applied:
			v.Ask = t.ChangeAddress
		}
		if g.UntilAt > 0 && (g.State == reward.Issued || g.State == reward.Waiting) {
			v.Until = spell(t.UntilDay, clock.Day(g.UntilAt-1, zone))
		}
		if v.Confirm = g.State == reward.Shipped; again.gift == g.ID {
			v.Open, v.Typed, v.Refused = true, again.address, amiss(t.Lang, again.refused)
		}
		out[n] = v
	}
	return out, nil
}

// coupon says what a coupon takes off.
func (t meWords) coupon(c reward.Terms) string {
	from := t.NoMinimum
	if c.Minimum > 0 {
		from = spell(t.Minimum, yuan(int64(c.Minimum)))
	}
	off := spell(t.TakesOff, yuan(int64(c.Off)))
	if c.Rate > 0 {
		off = spell(t.Rate, t.rate(c.Rate))
		if c.Most > 0 {
			off += t.Comma + spell(t.Most, yuan(int64(c.Most)))
		}
	}
	return from + off
}

// rate spells basis points taken off: in Chinese as what is left to pay, in tenths; in English as a share.
func (t meWords) rate(bp int64) string {
	if t.Lang == "en" {
		return decimal(bp, 100)
	}
	return decimal(10_000-bp, 1000)
}

// amiss says what is wrong with what was typed.
func amiss(lang string, err error) string {
	f := fault.Of(err)
	if f == nil {
		return ""
	}
	for _, one := range f.Fields {
		if lang == "en" {
			return cmp.Or(one.En, f.En)
		}
		return cmp.Or(one.Zh, f.Zh)
	}
	return f.Message(lang)
}

// claim takes where a thing goes, or that it arrived.
func (p *Pages) claim(w http.ResponseWriter, r *http.Request) error {
	ctx, known := p.Session.who(r)
	if !known {
		return p.enter(w, r)
	}
	if err := readForm(w, r); err != nil {
		return err
	}
	var i reward.ID
	if i.UnmarshalText([]byte(r.PostForm.Get("gift"))) != nil {
		return reward.ErrMissing
	}
	to := reward.Address{Name: r.PostForm.Get("name"), Phone: r.PostForm.Get("phone"), Text: r.PostForm.Get("address")}
	var err error
	if r.PostForm.Get("arrived") != "" {
		err = p.Rewards.Confirm(ctx, i)
	} else {
		err = p.Rewards.Claim(ctx, i, to)
	}
	switch {
	case errors.Is(err, customer.ErrMissing):
		return p.enter(w, r)
	case errors.Is(err, fault.ErrInvalid), errors.Is(err, reward.ErrState):
		return p.showMine(w, r, ctx, typed{gift: i, address: to, refused: err})
	case err != nil:
		return err
	}
	http.Redirect(w, r, MePath+"?saved=1#"+i.String(), http.StatusSeeOther)
	return nil
}

// decimal spells n of so many parts (100 or 1,000) of one, without noughts behind the point.
func decimal(n, parts int64) string {
	text := strings.TrimRight(digits(parts + n%parts)[1:], "0")
	if text == "" {
		return digits(n / parts)
	}
	return digits(n/parts) + "." + text
}
