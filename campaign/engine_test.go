package campaign_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"qunli/campaign"
	"qunli/customer"
	"qunli/kit/commit"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

const (
	three = `{"size":3,"minutes":1440,"price":5900,"leader_price":4900,"stock":100,"hold_minutes":10}`
	sale  = `{"items":[{"key":"a","name":"A","price":1990,"stock":50,"per_person":1}],"hold_minutes":15}`
)

func open(who customer.ID) campaign.Command {
	return campaign.Command{Kind: campaign.Open, Person: who}
}

func join(who customer.ID, team campaign.InstanceID) campaign.Command {
	return campaign.Command{Kind: campaign.Join, Person: who, Instance: team}
}

func claim(who customer.ID) campaign.Command {
	return campaign.Command{Kind: campaign.Join, Person: who, Lines: []campaign.Line{{Item: "a", N: 1}}}
}

// A team from its opening to its success: every step is in the tables, and the world outside is asked once for each thing.
func TestATeamSucceeds(t *testing.T) {
	each(t, func(h *house) {
		i, who := h.published("groupbuy", three), people(4)
		first := h.do(i, open(who[0]))
		h.equal(first.Amount, 4900)
		h.pay(i, first)
		second := h.do(i, join(who[1], first.Instance))
		h.equal(h.do(i, join(who[1], first.Instance)), second) // the same reply, not a second seat
		third := h.do(i, join(who[2], first.Instance))
		h.equal(h.do(i, join(who[3], first.Instance)).Code, campaign.Full)
		h.pay(i, second)
		h.equal(h.bucket(i, "stock").Held, 3)
		h.equal(h.pay(i, third).State, "settled")
		h.equal(h.pay(i, third).State, "settled") // the provider tells it again
		g, err := h.Gathering(h.owner, i, first.Instance)
		h.is(err, nil)
		h.equal([]any{g.Instance.State, g.Instance.Done, len(g.Seats)}, []any{"succeeded", 3, 3})
		h.equal(h.bucket(i, "stock"), campaign.Bucket{CampaignID: i, Name: "stock", Total: 100, Free: 97, Spent: 3})
		h.equal([]int{len(h.heard(campaign.RequestPayment)), len(h.heard(campaign.Fulfil)), len(h.heard(campaign.Refund))}, []int{3, 3, 0})
		h.checked()
	})
}

// A team that is short at its deadline: everybody gets back what they paid, once, whatever is asked again meanwhile.
func TestATeamFails(t *testing.T) {
	each(t, func(h *house) {
		i, who := h.published("groupbuy", three), people(3)
		first := h.do(i, open(who[0]))
		h.pay(i, first)
		second := h.do(i, join(who[1], first.Instance))
		h.later(11 * time.Minute)
		h.equal(h.bucket(i, "stock").Held, 1) // the hold is over
		h.later(24 * time.Hour)
		h.later(time.Second)
		refunds := h.heard(campaign.Refund)
		h.equal(len(refunds), 1)
		h.equal([]any{refunds[0].Amount, refunds[0].Seat, refunds[0].Reason}, []any{4900, first.Seat, "team_failed"})
		late := h.pay(i, second)
		h.equal(late.Note, campaign.LatePaid)
		for _, r := range h.heard(campaign.Refund) {
			done := campaign.Command{Kind: campaign.Refunded, Seat: r.Seat, Amount: r.Amount, Ref: r.Number}
			h.equal(h.do(i, done).State, "refunded")
			h.equal(h.do(i, done).State, "refunded")
		}
		h.equal(len(h.heard(campaign.Refund)), 2)
		h.equal(h.bucket(i, "stock").Free, 100)
		h.checked()
	})
}

// The last things, more callers than things, two engines on one database: sold is what there was, and each once.
func TestTheLastOnes(t *testing.T) {
	each(t, func(h *house) {
		i, other := h.published("flashsale", sale), h.node()
		var commands []campaign.Command
		for _, who := range people(130) {
			commands = append(commands, claim(who), claim(who))
		}
		replies := h.together(func(n int) *campaign.Service {
			if n%3 == 0 {
				return other
			}
			return h.Service
		}, i, commands)
		held, seats := 0, map[campaign.SeatID]bool{}
		for n := 0; n < len(replies); n += 2 {
			a, b := replies[n], replies[n+1]
			switch {
			case a.Code == campaign.Done && b != a, b.Code == campaign.Done && a != b:
				t.Errorf("one person got %+v and %+v", a, b)
			case a.Code == campaign.Done:
				held++
				seats[a.Seat] = true
			case a.Code != campaign.SoldOut:
				t.Errorf("got %+v", a)
			}
		}
		h.equal([]int{held, len(seats)}, []int{50, 50})
		h.equal(h.bucket(i, "stock-a"), campaign.Bucket{CampaignID: i, Name: "stock-a", Total: 50, Held: 50})
		n, err := db.One[int64](t.Context(), h.Read(), `SELECT COUNT(DISTINCT person_id) FROM campaign_seat WHERE standing = 'held'`)
		h.is(err, nil)
		h.equal(n, 50)
		h.checked()
		h.later(15 * time.Minute) // nobody paid: all of it is back on sale (undersold is a defect too)
		h.equal(h.bucket(i, "stock-a").Free, 50)
		h.checked()
	})
}

// The last seat of a team: as many as it has enter, from any node, and it succeeds once.
func TestTheLastSeat(t *testing.T) {
	each(t, func(h *house) {
		i, who, other := h.published("groupbuy", three), people(60), h.node()
		first := h.do(i, open(who[0]))
		h.pay(i, first)
		var commands []campaign.Command
		for _, p := range who[1:] {
			commands = append(commands, join(p, first.Instance))
		}
		either := func(n int) *campaign.Service {
			if n%2 == 0 {
				return other
			}
			return h.Service
		}
		var pays []campaign.Command
		for _, r := range h.together(either, i, commands) {
			if r.Code == campaign.Done {
				pay := campaign.Command{Kind: campaign.Paid, Seat: r.Seat, Amount: r.Amount, Ref: r.Seat.String()}
				pays = append(pays, pay, pay, pay)
			} else {
				h.equal(r.Code, campaign.Full)
			}
		}
		h.equal(len(pays), 6)
		h.together(either, i, pays)
		g, err := h.Gathering(h.owner, i, first.Instance)
		h.is(err, nil)
		h.equal([]any{g.Instance.State, g.Instance.Done}, []any{"succeeded", 3})
		h.equal(len(h.heard(campaign.Fulfil)), 3)
		h.checked()
	})
}

// A clock that goes back gives no time back: within a campaign it stands.
// A command that comes while the program starts is decided once the engine runs; one that comes after its end is refused at once.
func TestWhoComesBeforeTheEngineRunsIsServed(t *testing.T) {
	each(t, func(h *house) {
		i, who, late := h.published("flashsale", sale), people(1)[0], h.engine()
		impatient, cancel := context.WithCancel(h.owner)
		cancel()
		_, err := late.Do(impatient, i, claim(who))
		h.is(err, commit.ErrLeft)
		came := make(chan error)
		go func() {
			r, err := late.Do(h.owner, i, claim(who))
			came <- errors.Join(err, r.Err())
		}()
		ctx, stop := context.WithCancel(h.owner)
		ended := make(chan error)
		go func() { ended <- late.Run(ctx) }()
		h.is(<-came, nil)
		stop()
		h.is(<-ended, nil)
		_, err = late.Do(h.owner, i, claim(who))
		h.is(err, commit.ErrStopped)
	})
}

func TestTheClockGoesBack(t *testing.T) {
	each(t, func(h *house) {
		i, who := h.published("flashsale", sale), people(2)
		r := h.do(i, claim(who[0]))
		h.later(15*time.Minute - time.Millisecond)
		h.equal(h.bucket(i, "stock-a").Held, 1)
		h.Clock.Advance(time.Millisecond)
		h.do(i, claim(who[1])) // the batch sees that the first hold is over
		h.equal(h.bucket(i, "stock-a").Held, 1)
		h.Clock.Advance(-5 * time.Second)
		h.equal(h.pay(i, r).State, "settled") // late by the campaign's clock; there is one left
		h.equal(h.bucket(i, "stock-a"), campaign.Bucket{CampaignID: i, Name: "stock-a", Total: 50, Free: 48, Held: 1, Spent: 1})
		h.checked()
	})
}

// Pause takes effect with the next command and honours payments; ending calls off what is open.
func TestPauseAndEnd(t *testing.T) {
	each(t, func(h *house) {
		i, who := h.published("groupbuy", three), people(3)
		first := h.do(i, open(who[0]))
		_, err := h.Pause(h.owner, i, "库存核对")
		h.is(err, nil)
		h.equal(h.do(i, open(who[1])).Code, campaign.Stopped)
		h.equal(h.pay(i, first).State, "paid")
		_, err = h.Resume(h.owner, i)
		h.is(err, nil)
		h.equal(h.do(i, join(who[1], first.Instance)).Code, campaign.Done)
		_, err = h.End(h.owner, i, "")
		h.is(err, nil)
		h.later(0)
		g, err := h.Gathering(h.owner, i, first.Instance)
		h.is(err, nil)
		h.equal(g.Instance.State, "cancelled")
		h.equal([]int{len(h.heard(campaign.Refund)), len(h.heard(campaign.ClosePayment))}, []int{1, 1})
		h.equal(h.do(i, open(who[2])).Code, campaign.Ended)
		h.equal(h.bucket(i, "stock").Free, 100)
		_, err = h.Resume(h.owner, i)
		h.is(err, campaign.ErrState)
		h.checked()
	})
}

// What is open keeps its rules; stock follows new ones, never below what is taken.
func TestNewRules(t *testing.T) {
	each(t, func(h *house) {
		i, who := h.published("groupbuy", three), people(5)
		old := h.do(i, open(who[0]))
		h.is(h.publish(i, `{"size":2,"minutes":60,"price":3900,"leader_price":2900,"stock":80,"hold_minutes":10}`), nil)
		h.equal(h.do(i, join(who[1], old.Instance)).Amount, 5900)
		fresh := h.do(i, open(who[2]))
		h.equal(fresh.Amount, 2900)
		h.equal(h.bucket(i, "stock"), campaign.Bucket{CampaignID: i, Name: "stock", Total: 80, Free: 77, Held: 3})
		h.pay(i, h.do(i, join(who[3], fresh.Instance)))
		h.equal(h.pay(i, fresh).State, "settled")
		h.is(h.publish(i, `{"size":2,"minutes":60,"price":3900,"leader_price":2900,"stock":3,"hold_minutes":10}`), campaign.ErrShrunk)
		err := h.publish(i, `{"size":1,"minutes":60,"price":0,"leader_price":1,"stock":30,"hold_minutes":10}`)
		h.is(err, campaign.ErrRules)
		if f := fault.Of(err); len(f.Fields) != 2 || f.Fields[0].Name != "size" || f.Fields[1].Name != "price" {
			t.Errorf("got %+v", f.Fields)
		}
		h.checked()
	})
}

// Who may take part is asked of the rule tree; merged people are one, and their limits count together.
func TestEligibilityAndOnePerson(t *testing.T) {
	each(t, func(h *house) {
		var who []customer.ID
		h.is(h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
			var cards []customer.Card
			for _, name := range []string{"a", "b", "c"} {
				cards = append(cards, customer.Card{Keys: []customer.Key{{Kind: customer.Account, Space: "till", Value: name}}, Channel: "shop"})
			}
			cards[2].Channel = "store"
			found, err := customer.Resolve(ctx, tx, 0, cards)
			for _, f := range found {
				who = append(who, f.ID)
			}
			return err
		}), nil)
		i := h.published("flashsale", sale, func(t *campaign.Terms) { t.Rule = "channel = shop" })
		h.equal(h.do(i, claim(who[2])).Code, campaign.Ineligible)
		first := h.do(i, claim(who[0]))
		h.equal(first.Code, campaign.Done)
		h.pay(i, first)
		seat, why, err := h.Why(h.owner, i, first.Seat)
		h.is(err, nil)
		h.equal([]any{seat.Because != "", len(why)}, []any{true, 1})
		h.is(customer.New(h.DB, h.bus).Merge(h.owner, who[1], who[0], "same"), nil)
		again := claim(who[1])
		h.equal(h.do(i, again), first) // the same person's same wish
		again.Number = 2
		h.equal(h.do(i, again).Code, campaign.LimitUser)
		mine, err := h.Mine(h.owner, i, who[1])
		h.is(err, nil)
		h.equal(len(mine), 1)
		h.checked()
	})
}

// What rules besides the models' own say: who may join others' teams, who is held for review, what must not be published, and
// rules that have come to ask for what there is not.
func TestGates(t *testing.T) {
	each(t, func(h *house) {
		who := people(2)
		i := h.published("groupbuy", three, func(t *campaign.Terms) { t.GuestRule = "channel = nowhere" })
		first := h.do(i, open(who[0]))
		h.equal([]campaign.Code{first.Code, h.do(i, join(who[1], first.Instance)).Code, h.do(i, open(suspect)).Code},
			[]campaign.Code{campaign.Done, campaign.Ineligible, campaign.RiskHold})
		h.is(h.publish(i, three, func(t *campaign.Terms) { t.Act = "click" }), campaign.ErrRules)
		h.is(h.publish(i, three, func(t *campaign.Terms) { t.Rule = "shoe_size > 40" }), campaign.ErrRules)
		h.is(h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `UPDATE campaign_revision SET terms = REPLACE(terms, 'channel = nowhere', 'shoe_size > 40') WHERE number = 1`)
			return err
		}), nil)
		_, err := h.Pause(h.owner, i, "")
		h.is(err, nil)
		_, err = h.Resume(h.owner, i)
		h.is(err, nil)
		h.equal(h.do(i, join(who[1], first.Instance)).Code, campaign.Ineligible)
		h.equal(h.pay(i, first).State, "paid")
	})
}

// Two teams that would both fail are one before the deadline, when the rules said so; nobody has to ask for it.
func TestTeamsAreMerged(t *testing.T) {
	each(t, func(h *house) {
		i, who := h.published("groupbuy", `{"size":3,"minutes":60,"price":5900,"leader_price":4900,"stock":100,"hold_minutes":10,"merge_before":10}`), people(3)
		first := h.do(i, open(who[0]))
		h.pay(i, first)
		h.pay(i, h.do(i, join(who[1], first.Instance)))
		h.Clock.Advance(time.Minute)
		second := h.do(i, open(who[2]))
		h.pay(i, second)
		h.later(49 * time.Minute)
		h.equal(len(h.heard(campaign.Fulfil)), 0)
		h.later(time.Minute)
		g, err := h.Gathering(h.owner, i, first.Instance)
		h.is(err, nil)
		h.equal([]any{g.Instance.State, g.Instance.Done}, []any{"succeeded", 3})
		g, err = h.Gathering(h.owner, i, second.Instance)
		h.is(err, nil)
		h.equal([]any{g.Instance.State, len(g.Seats)}, []any{"merged", 0})
		h.equal(len(h.heard(campaign.Fulfil)), 3)
		h.checked()
	})
}

// The breaker pauses a campaign that runs away, with the command after its threshold.
func TestTheBreaker(t *testing.T) {
	each(t, func(h *house) {
		i := h.published("flashsale", sale, func(t *campaign.Terms) { t.PerMinute = 10 })
		var codes []campaign.Code
		for _, who := range people(12) {
			codes = append(codes, h.do(i, claim(who)).Code)
		}
		h.equal(codes[9:], []campaign.Code{campaign.Done, campaign.Stopped, campaign.Stopped})
		c, err := h.Get(h.owner, i)
		h.is(err, nil)
		h.equal([]any{c.State, c.Why}, []any{campaign.Paused, "breaker"})
	})
}

// A person acts for themselves alone; whoever may not edit campaigns tells no payments.
func TestWhoMayAct(t *testing.T) {
	each(t, func(h *house) {
		i, who := h.published("flashsale", sale), people(2)
		as := func(i customer.ID) context.Context {
			return org.As(t.Context(), org.Actor{Kind: org.ActorCustomer, ID: int64(i)})
		}
		r, err := h.Do(as(who[0]), i, claim(who[0]))
		h.is(errors.Join(err, r.Err()), nil)
		_, err = h.Do(as(who[0]), i, claim(who[1]))
		h.is(err, org.ErrDenied)
		_, err = h.Do(as(who[0]), i, campaign.Command{Kind: campaign.Paid, Person: who[0], Seat: r.Seat, Amount: r.Amount})
		h.is(err, org.ErrDenied)
		_, err = h.Do(t.Context(), i, claim(who[1]))
		h.is(err, org.ErrUnauthenticated)
		r, err = h.Do(as(who[1]), i, campaign.Command{Kind: campaign.Leave, Person: who[1], Seat: r.Seat})
		h.is(err, nil)
		h.is(r.Err(), campaign.Reply{Code: campaign.Unknown}.Err())
		for name, call := range map[string]func(ctx context.Context) error{
			"Draft":   func(ctx context.Context) error { _, err := h.Draft(ctx, "flashsale", "x", 0); return err },
			"Begin":   func(ctx context.Context) error { _, err := h.Begin(ctx, "flashsale", 0, campaign.Edit{}); return err },
			"Restore": func(ctx context.Context) error { _, err := h.Restore(ctx, i, 1, 0); return err },
			"Save":    func(ctx context.Context) error { _, err := h.Save(ctx, i, campaign.Edit{}); return err },
			"Pause":   func(ctx context.Context) error { _, err := h.Pause(ctx, i, ""); return err },
			"End":     func(ctx context.Context) error { _, err := h.End(ctx, i, ""); return err },
			"Publish": func(ctx context.Context) error { _, err := h.Publish(ctx, i); return err },
		} {
			if err := call(org.As(t.Context(), org.Actor{Kind: org.ActorStaff, Role: org.RoleReader, Scope: org.ScopeAll})); !errors.Is(err, org.ErrDenied) {
				t.Errorf("%s by a reader: %v", name, err)
			}
		}
	})
}
