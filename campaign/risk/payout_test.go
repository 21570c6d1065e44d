package risk_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"qunli/campaign"
	"qunli/campaign/risk"
	"qunli/customer"
	"qunli/kit/db"
)

// hand remembers what went out and what was taken back.
type hand struct{ out, back map[string]int }

func (h *hand) Let(_ context.Context, tx *db.Tx, m campaign.Message) error {
	tx.After(func() { h.out[m.Number]++ })
	return nil
}

func (h *hand) TakeBack(_ context.Context, tx *db.Tx, m campaign.Message) error {
	tx.After(func() { h.back[m.Number]++ })
	return nil
}

func (h *house) hands() *hand {
	out := &hand{map[string]int{}, map[string]int{}}
	h.HandBy(out)
	return out
}

// terms changes the terms in force.
func (h *house) terms(i campaign.ID, change func(*campaign.Terms)) {
	h.t.Helper()
	_, r, err := h.games.Rules(h.owner, i, 0)
	h.is(err, nil)
	var t campaign.Terms
	h.is(json.Unmarshal([]byte(r.Terms), &t), nil)
	change(&t)
	_, err = h.games.Save(h.owner, i, campaign.Edit{Terms: t, Edits: r.Edits})
	h.is(err, nil)
	_, err = h.games.Publish(h.owner, i)
	h.is(err, nil)
}

// waits asks whether a person's reward has to wait, as often as the queue would.
func (h *house) waits(i campaign.ID, who customer.ID, seat campaign.SeatID, fen int64) bool {
	h.t.Helper()
	m := campaign.Message{Kind: campaign.Transfer, Number: campaign.TransferNumber(seat, 1), Campaign: i, Seat: seat, Person: who, Amount: fen}
	var out bool
	for n := range 2 {
		h.is(h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
			got, err := h.Waits(ctx, tx, m)
			if n > 0 && got != out {
				h.t.Errorf("asked again: %v", got)
			}
			out = got
			return err
		}), nil)
	}
	return out
}

// What is more than the campaign lets go out unseen waits; it goes out once when it is approved, never when it is rejected, and nobody
// decides twice.
func TestRewardsAboveAnAmountWait(t *testing.T) {
	each(t, func(h *house, i campaign.ID) {
		did, who := h.hands(), h.newcomers(1)[0]
		h.equal(h.waits(i, who, 70, 900), false)
		h.terms(i, func(t *campaign.Terms) { t.ReviewAbove = 500 })
		h.equal([]bool{h.waits(i, who, 71, 500), h.waits(i, who, 72, 501), h.waits(i, who, 73, 900)}, []bool{false, true, true})
		list, err := h.Payouts(h.owner, i, risk.Waiting, 0)
		h.is(err, nil)
		h.equal([]any{len(list), list[0].Amount, list[0].Why, list[0].PersonID}, []any{2, 501, risk.ByAmount, who})
		one, other := list[0].Number, list[1].Number
		if h.Approve(h.owner, i, one, " ") == nil {
			h.t.Error("without a reason")
		}
		for range 2 {
			h.is(h.Approve(h.owner, i, one, "看过了，可以发"), nil)
			h.is(h.Reject(h.owner, i, other, "同一台设备领了五次"), nil)
		}
		h.is(h.Reject(h.owner, i, one, "反悔"), risk.ErrReviewed)
		h.is(h.Approve(h.owner, i, other, "反悔"), risk.ErrReviewed)
		h.is(h.Approve(h.owner, i, "T9", "没有"), risk.ErrMissing)
		h.equal([]any{did.out, did.back}, []any{map[string]int{one: 1}, map[string]int{other: 1}})
		h.equal([]bool{h.waits(i, who, 72, 501), h.waits(i, who, 73, 900)}, []bool{false, true}) // as was decided
		p, ok, err := risk.ReviewOf(h.owner, h.Read(), other)
		h.is(err, nil)
		h.equal([]any{ok, p.Stand, p.Note}, []any{true, risk.Rejected, "同一台设备领了五次"})
		h.is(h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error { return risk.ErasePeople(ctx, tx, []customer.ID{who}) }), nil)
		p, _, err = risk.ReviewOf(h.owner, h.Read(), other)
		h.is(err, nil)
		h.equal(p.Note, "")
	})
}

// What people win before they were first scored waits for that: then it goes out, but of whoever is held by then, of whom a review takes
// it back.
func TestWhatAnUnseenAccountWinsWaits(t *testing.T) {
	each(t, func(h *house, i campaign.ID) {
		did := h.hands()
		h.terms(i, func(t *campaign.Terms) { t.ReviewFirst = true })
		many, honest := h.newcomers(12), h.newcomers(1)[0]
		for _, p := range many { // a dozen accounts on one device, none of whom looked at the page
			h.is(h.Saw(h.owner, i, p, risk.Evidence{Visitor: "one", Network: "net", Entered: true, Instance: h.packet}), nil)
		}
		h.is(h.Saw(h.owner, i, honest, risk.Evidence{Visitor: "own", Network: "home"}), nil)
		for n, p := range append(many, honest) {
			h.equal(h.waits(i, p, campaign.SeatID(100+n), 100), true)
		}
		h.Clock.Advance(40 * time.Second)
		h.is(h.queue.Drain(h.owner), nil)
		h.equal([]any{len(did.out), len(did.back)}, []any{1, 0})
		h.equal(did.out[campaign.TransferNumber(112, 1)], 1)
		list, err := h.Payouts(h.owner, i, risk.Waiting, 0)
		h.is(err, nil)
		h.equal([]any{len(list), list[0].Why}, []any{12, risk.ByPerson})
		for range 2 {
			h.is(h.Confirm(h.owner, i, many[0], "群控设备"), nil)
		}
		h.equal(did.back, map[string]int{campaign.TransferNumber(100, 1): 1})
		h.is(h.Release(h.owner, i, many[1], "看过了"), nil)
		h.is(h.Approve(h.owner, i, campaign.TransferNumber(101, 1), "看过了"), nil)
		h.equal([]int{len(did.out), len(did.back)}, []int{2, 1})
		h.equal(h.waits(i, honest, 200, 100), false) // was scored
	})
}
