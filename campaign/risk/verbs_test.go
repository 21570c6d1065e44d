package risk_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"qunli/campaign"
	"qunli/campaign/redpacket"
	"qunli/campaign/risk"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/org"
	"qunli/segment"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// house is a campaign of red packets that is played, and what risk thinks of who plays it.
type house struct {
	dbtest.Fixture
	*risk.Service
	t      *testing.T
	owner  context.Context
	games  *campaign.Service
	people *customer.Service
	queue  *job.Queue
	packet campaign.InstanceID
}

func each(t *testing.T, f func(h *house, i campaign.ID)) {
	t.Helper()
	rooms := []fs.FS{org.Schema, job.Schema, event.Schema, customer.Schema, segment.Schema, campaign.Schema, risk.Schema}
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		h := &house{Fixture: d, t: t, owner: org.Owner(t.Context(), "test"), queue: job.New(d.DB, job.Options{})}
		bus := event.NewBus(h.queue)
		h.people = customer.New(d.DB, bus, risk.ErasePeople)
		h.games = campaign.New(d.DB, bus, segment.New(d.DB, bus, customer.Attributes()), campaign.NewModels(redpacket.Model{}), slog.New(slog.DiscardHandler), campaign.Options{Risk: risk.Held})
		h.Service = risk.New(d.DB, h.queue, h.games)
		ctx, cancel := context.WithCancel(t.Context())
		var running errgroup.Group
		running.Go(func() error { return h.games.Run(ctx) })
		running.Go(func() error { return h.Service.Run(ctx) })
		t.Cleanup(func() {
			cancel()
			if err := running.Wait(); err != nil {
				t.Error(err)
			}
		})
		f(h, h.opened())
	})
}

// opened publishes a campaign with one packet.
func (h *house) opened() campaign.ID {
	h.t.Helper()
	c, err := h.games.Draft(h.owner, "redpacket", "开业红包", 0)
	h.is(err, nil)
	now := h.Clock.Now().UnixMilli()
	_, err = h.games.Save(h.owner, c.ID, campaign.Edit{Settings: []byte(`{"amount":2000,"shares":20,"least":50,"most":1000,"hours":24,"budget":20000,"purpose":"开业"}`),
		Terms: campaign.Terms{From: now, Until: now + 30*day, Goal: "开业", Target: 10, Cost: 20000}})
	h.is(err, nil)
	_, err = h.games.Publish(h.owner, c.ID)
	h.is(err, nil)
	r, err := h.games.Do(h.owner, c.ID, campaign.Command{Kind: campaign.Open})
	h.is(err, nil)
	h.packet = r.Instance
	return c.ID
}

func (h *house) is(err, want error) {
	h.t.Helper()
	if !errors.Is(err, want) {
		h.t.Fatalf("got %v, want %v", err, want)
	}
}

func (h *house) equal(got, want any) {
	h.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		h.t.Fatalf("\ngot  %v\nwant %v", got, want)
	}
}

// newcomers makes people who become known now.
func (h *house) newcomers(n int) []customer.ID {
	h.t.Helper()
	var out []customer.ID
	h.is(h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
		var cards []customer.Card
		for range n {
			cards = append(cards, customer.Card{Keys: []customer.Key{{Kind: customer.UnionID, Value: fmt.Sprint("u", tx.NewID())}}})
		}
		made, err := customer.Resolve(ctx, tx, 0, cards)
		for _, p := range made {
			out = append(out, p.ID)
		}
		return err
	}), nil)
	return out
}

// looks has people look at the page from one device, and lets the campaign be scored.
func (h *house) looks(i campaign.ID, visitor string, who ...customer.ID) {
	h.t.Helper()
	for _, p := range who {
		e := risk.Salted([]byte("salt"), "203.0.113.9", visitor)
		h.is(h.Saw(as(h.t.Context(), p), i, p, e), nil)
	}
	h.Clock.Advance(31 * time.Second)
	h.is(h.queue.Drain(h.owner), nil)
}

func as(ctx context.Context, who customer.ID) context.Context {
	return org.As(ctx, org.Actor{Kind: org.ActorCustomer, ID: int64(who)})
}

// takes asks for a share.
func (h *house) takes(i campaign.ID, who customer.ID) campaign.Code {
	h.t.Helper()
	r, err := h.games.Do(as(h.t.Context(), who), i, campaign.Command{Kind: campaign.Join, Person: who, Instance: h.packet})
	h.is(err, nil)
	return r.Code
}

// waiting gives who waits for a review.
func (h *house) waiting(i campaign.ID) []risk.Case {
	h.t.Helper()
	out, err := h.List(h.owner, i, risk.Filter{})
	h.is(err, nil)
	return out
}

// Who shares a device with many is held until somebody looks; released, they take part; confirmed, they do not, and are noticed at
// once elsewhere. Nobody else is touched.
func TestHeldThenReviewed(t *testing.T) {
	each(t, func(h *house, i campaign.ID) {
		farm, alone := h.newcomers(6), h.newcomers(1)
		h.looks(i, "phone", farm...)
		h.looks(i, "own phone", alone...)
		h.equal([]campaign.Code{h.takes(i, farm[0]), h.takes(i, farm[1]), h.takes(i, alone[0])}, []campaign.Code{campaign.RiskHold, campaign.RiskHold, campaign.Done})
		cases := h.waiting(i)
		h.equal(len(cases), 6)
		reasons, err := cases[0].Reasons()
		h.is(err, nil)
		h.equal([]any{cases[0].Stand, reasons[0].Name, reasons[0].N, len(reasons[0].With)}, []any{risk.Hold, risk.Device, 6, 5})

		h.is(h.Release(h.owner, i, farm[0], "  "), fault.ErrInvalid)
		h.is(h.Release(h.owner, i, alone[0], "没有记录"), risk.ErrMissing)
		h.is(h.Release(org.As(t.Context(), org.Actor{Kind: org.ActorStaff, Staff: 3, Role: org.RoleReader, Scope: org.ScopeAll}), i, farm[0], "看过"), org.ErrDenied)
		h.is(h.Release(h.owner, i, farm[0], "是一家人，到店核对过"), nil)
		h.is(h.Confirm(h.owner, i, farm[1], "同一台手机六个号"), nil)
		h.is(h.Confirm(h.owner, i, farm[1], "再按一次"), nil)
		h.equal([]campaign.Code{h.takes(i, farm[0]), h.takes(i, farm[1])}, []campaign.Code{campaign.Done, campaign.RiskHold})
		h.equal(len(h.waiting(i)), 4)
		verbs, err := db.All[string](h.owner, h.Read(), `SELECT verb FROM org_audit WHERE object_kind = 'customer' AND verb IN ('campaign.released', 'campaign.confirmed') ORDER BY id`)
		h.is(err, nil)
		h.equal(verbs, []string{"campaign.released", "campaign.confirmed"})

		h.looks(i, "phone", farm...) // scored again: what was decided stands
		h.equal([]campaign.Code{h.takes(i, farm[1]), h.takes(i, farm[2])}, []campaign.Code{campaign.RiskHold, campaign.RiskHold})
		h.equal(len(h.waiting(i)), 4)

		other := h.opened()
		h.looks(other, "new phone", farm[1])
		h.equal(h.takes(other, farm[1]), campaign.RiskHold)
		h.equal(h.waiting(other)[0].Stand, risk.Flagged)
	})
}

// Thresholds are a campaign's own; and people of one address alone are never held, however many.
func TestAnOfficeStaysHonest(t *testing.T) {
	each(t, func(h *house, i campaign.ID) {
		h.is(h.SetThresholds(h.owner, i, risk.Thresholds{Hold: 50, Flag: 40}), fault.ErrInvalid)
		for n, p := range h.newcomers(40) {
			e := risk.Salted([]byte("salt"), "203.0.113.9", fmt.Sprint("own", n))
			h.is(h.Saw(h.owner, i, p, e), nil)
			h.Clock.Advance(time.Duration([]int{4, 70, 9, 31, 3, 18, 45}[n%7]) * time.Second)
			e.Entered = true
			h.is(h.Saw(h.owner, i, p, e), nil)
		}
		h.Clock.Advance(time.Minute)
		h.is(h.queue.Drain(h.owner), nil)
		h.equal(len(h.waiting(i)), 0)
		h.is(h.SetThresholds(h.owner, i, risk.Thresholds{Hold: 15, Flag: 40}), nil)
		h.looks(i, "one more", h.newcomers(1)...)
		if n := len(h.waiting(i)); n < 30 {
			t.Fatalf("%d are held by a threshold of 15", n)
		}
	})
}

// Nobody tells of somebody else; no evidence is taken in the clear by mistake.
func TestWhoMayTell(t *testing.T) {
	each(t, func(h *house, i campaign.ID) {
		who := h.newcomers(2)
		h.is(h.Saw(as(t.Context(), who[0]), i, who[1], risk.Evidence{}), org.ErrDenied)
		h.is(h.Saw(t.Context(), i, who[0], risk.Evidence{}), org.ErrUnauthenticated)
		h.is(h.Saw(h.owner, i, 0, risk.Evidence{}), fault.ErrInvalid)
	})
}

// What was seen of people goes with them, and after its time; a person merged away stays held under the name they have now.
func TestForgottenAndMerged(t *testing.T) {
	each(t, func(h *house, i campaign.ID) {
		farm := h.newcomers(7)
		h.looks(i, "phone", farm[:6]...)
		h.is(h.Confirm(h.owner, i, farm[1], "同一台手机六个号"), nil)
		h.is(h.people.Merge(h.owner, farm[1], farm[6], "同一个人"), nil)
		h.equal(h.takes(i, farm[6]), campaign.RiskHold)
		h.is(h.people.Erase(h.owner, farm[0]), nil)
		h.is(h.people.Erase(h.owner, farm[6]), nil)
		left := func() []int64 {
			n, err := db.All[int64](h.owner, h.Read(), `SELECT COUNT(*) FROM campaign_risk_sight UNION ALL SELECT COUNT(*) FROM campaign_risk_score`)
			h.is(err, nil)
			return n
		}
		h.equal(left(), []int64{4, 4})
		said, err := db.All[string](h.owner, h.Read(), `SELECT after FROM org_audit WHERE verb = 'campaign.confirmed'`)
		h.is(err, nil)
		h.equal(said, []string{""})
		h.Clock.Advance(risk.Kept * 24 * time.Hour)
		before := h.Clock.Now().UnixMilli()
		old, err := risk.Old(h.owner, h.Read(), before)
		h.is(err, nil)
		h.equal(old, 8)
		h.is(h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
			_, err := risk.ForgetOld(ctx, tx, before, 3)
			return err
		}), nil)
		h.equal(left(), []int64{1, 1})
	})
}

// A hash tells nothing of an address but that its network is the same.
func TestEvidenceIsSalted(t *testing.T) {
	one, same := risk.Salted([]byte("a"), "203.0.113.9", "cookie"), risk.Salted([]byte("a"), "::ffff:203.0.113.200", "cookie")
	if one != same || one.Network == "" || one.Visitor == "" {
		t.Errorf("%+v and %+v", one, same)
	}
	for _, other := range []risk.Evidence{risk.Salted([]byte("b"), "203.0.113.9", "cookie"), risk.Salted([]byte("a"), "203.0.114.9", "other")} {
		if other.Network == one.Network || other.Visitor == one.Visitor {
			t.Errorf("%+v and %+v", one, other)
		}
	}
	if e := risk.Salted([]byte("a"), "nowhere", ""); e != (risk.Evidence{}) {
		t.Errorf("%+v", e)
	}
	if a, b := risk.Salted([]byte("a"), "2001:db8:1::1", ""), risk.Salted([]byte("a"), "2001:db8:1:ffff::2", ""); a != b || a.Network == "" {
		t.Errorf("%+v and %+v", a, b)
	}
}
