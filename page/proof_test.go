package page_test

import (
	"bytes"
	"context"
	"errors"
	"image/color"
	"io/fs"
	"testing"
	"time"

	"qunli/channel"
	"qunli/commerce"
	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/kit/serve"
	"qunli/org"
	"qunli/page"
	"qunli/segment"
	"qunli/testkit/dbtest"
)

// library is the room with people who have bought.
type library struct {
	dbtest.Fixture
	*page.Library
	t       *testing.T
	owner   context.Context
	picture string
}

func eachLibrary(t *testing.T, f func(l *library)) {
	t.Helper()
	rooms := []fs.FS{serve.Schema, job.Schema, event.Schema, channel.Schema, org.Schema, customer.Schema, segment.Schema, community.Schema, conversation.Schema, commerce.Schema, page.Schema}
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		l := &library{d, page.NewLibrary(d.DB), t, org.Owner(t.Context(), "test"), ""}
		s, err := page.NewPictures(d.DB).Add(l.owner, bytes.NewReader(asPNG(t, plain(40, 30, color.White))))
		l.is(err, nil)
		l.picture = s.Key
		f(l)
	})
}

func (l *library) is(err, want error) {
	l.t.Helper()
	if !errors.Is(err, want) && (want == nil || fault.Of(err).Code != fault.Of(want).Code) {
		l.t.Fatalf("got %v, want %v", err, want)
	}
}

// buyer gives somebody who bought something.
func (l *library) buyer(phone string) (customer.ID, commerce.OrderID) {
	l.t.Helper()
	var who customer.ID
	var what commerce.OrderID
	l.is(l.Tx(l.owner, func(ctx context.Context, tx *db.Tx) error {
		found, err := customer.Resolve(ctx, tx, 0, []customer.Card{{Keys: []customer.Key{{Kind: customer.Phone, Value: phone}}}})
		if err != nil {
			return err
		}
		who, what = found[0].ID, commerce.OrderID(tx.NewID())
		_, err = db.Exec(ctx, tx, `INSERT INTO commerce_order (id, source, order_no, kind, refund_of, refund_no, customer_id, buyer_import, store_id, staff_id, scene, channel, at, day,
			amount, refunded, goods, state, import_id, version, created_at) VALUES ($1, 'till', $2, 'sale', 0, '', $3, 0, 0, 0, 'unknown', '', $4, '2026-03-02', 5900, 0, 1, 'kept', 0, 1, $4)`, what, phone, who, tx.Now)
		return err
	}), nil)
	return who, what
}

// answers records whether somebody agrees that their words are shown.
func (l *library) answers(who customer.ID, agreed bool) {
	l.t.Helper()
	l.Clock.Advance(time.Millisecond)
	l.is(customer.New(l.DB, event.NewBus(job.New(l.DB, job.Options{}))).Consent(l.owner, who, customer.Consent{Channel: page.ConsentChannel, Topic: page.ConsentTopic, Agreed: agreed, Evidence: "counter"}), nil)
}

// shown tells whether a published page that refers to a proof shows it on a day.
func (l *library) shown(p page.Proof, day string) bool {
	l.t.Helper()
	published := page.Page{Middle: []page.Block{{Kind: page.Trust, Ref: p.ID.String()}}}
	if published.Shown(day).Has(page.Trust) {
		l.t.Error("what nobody asked the library about is shown")
	}
	proven, err := page.Prove(l.t.Context(), l.Read(), published)
	l.is(err, nil)
	out := proven.Shown(day)
	if out.Has(page.Trust) && out.Middle[0].Title != p.Title {
		l.t.Errorf("%+v", out)
	}
	return out.Has(page.Trust)
}

const today = "2026-03-02"

// TestACertificateComesAndGoesByItself: a published page shows it from its approval to its last day, or until it is withdrawn; nothing is
// published again (LND-03).
func TestACertificateComesAndGoesByItself(t *testing.T) {
	eachLibrary(t, func(l *library) {
		if _, err := l.Add(l.owner, page.Proof{Kind: "certificate", Title: "有机认证", Holder: "春风茶业"}); err == nil {
			t.Error("a certificate without its file is taken")
		}
		if _, err := l.Add(l.owner, page.Proof{Kind: "expert", Title: "【待填】", Holder: "x", Picture: l.picture, Alt: "x"}); err == nil {
			t.Error("a placeholder is taken")
		}
		p, err := l.Add(l.owner, page.Proof{Kind: "certificate", Title: "有机认证", Holder: "春风茶业", Picture: l.picture, Alt: "证书", Until: "2099-12-31"})
		l.is(err, nil)
		if l.shown(p, today) {
			t.Error("what nobody approved is shown")
		}
		_, err = l.Approve(org.As(t.Context(), org.Actor{Kind: org.ActorStaff, Role: org.RoleOperator, Scope: org.ScopeAll}), p.ID)
		l.is(err, org.ErrDenied)
		p, err = l.Approve(l.owner, p.ID)
		l.is(err, nil)
		if p.ApprovedAt == 0 || !l.shown(p, today) || !l.shown(p, "2099-12-31") || l.shown(p, "2100-01-01") {
			t.Errorf("it is not shown just as long as it holds: %+v", p)
		}
		_, err = l.Approve(l.owner, p.ID)
		l.is(err, page.ErrProofState)
		p, err = l.Withdraw(l.owner, p.ID, "换证")
		l.is(err, nil)
		if l.shown(p, today) {
			t.Error("what was withdrawn is shown")
		}
		old, err := l.Add(l.owner, page.Proof{Kind: "certificate", Title: "旧证", Holder: "春风茶业", Picture: l.picture, Alt: "证书", Until: "2020-01-01"})
		l.is(err, nil)
		_, err = l.Approve(l.owner, old.ID)
		l.is(err, page.ErrProofOver)
		found, err := page.Judge(t.Context(), l.Read(), page.Page{Middle: []page.Block{{Kind: page.Trust, Ref: p.ID.String()}}}, today)
		l.is(err, nil)
		fields := map[string]bool{}
		for _, f := range found {
			fields[f.Field] = fields[f.Field] || f.Warns
		}
		if !fields["page.middle[0].ref"] || !fields["page.middle"] {
			t.Errorf("nobody is warned of a proof that is not shown: %+v", found)
		}
	})
}

// TestWhatACustomerSaidNeedsTheirOrderAndConsent: without either it cannot be approved; when they take the consent back or are erased it is gone from published
// pages at once; typed words of a customer are shown nowhere (SHP-10).
func TestWhatACustomerSaidNeedsTheirOrderAndConsent(t *testing.T) {
	eachLibrary(t, func(l *library) {
		wang, order := l.buyer("13800000001")
		_, others := l.buyer("13800000002")
		said := page.Proof{Kind: "customer", Title: "比去年还香", Holder: "王女士", CustomerID: wang, OrderID: others}
		_, err := l.Add(l.owner, said)
		l.is(err, page.ErrNotBought)
		said.OrderID = order
		p, err := l.Add(l.owner, said)
		l.is(err, nil)
		_, err = l.Approve(l.owner, p.ID)
		l.is(err, page.ErrNoConsent)
		l.answers(wang, true)
		p, err = l.Approve(l.owner, p.ID)
		l.is(err, nil)
		if !l.shown(p, today) {
			t.Error("it is not shown")
		}
		l.answers(wang, false)
		if l.shown(p, today) {
			t.Error("it is shown though the consent was taken back")
		}
		l.answers(wang, true)
		if !l.shown(p, today) {
			t.Error("it is not shown again")
		}
		l.is(l.Tx(l.owner, func(ctx context.Context, tx *db.Tx) error { return page.ErasePeople(ctx, tx, []customer.ID{wang}) }), nil)
		if l.shown(p, today) {
			t.Error("it is shown though whoever said it was erased")
		}
		typed := page.Page{Middle: []page.Block{{Kind: page.Trust, Proof: "customer", Title: "好"}}}
		if typed.Shown(today).Has(page.Trust) {
			t.Error("typed words of a customer are shown")
		}
	})
}
