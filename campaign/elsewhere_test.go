package campaign_test

import (
	"strings"
	"testing"

	"qunli/campaign"
	"qunli/kit/db"
)

const overflowing = `{"size":3,"minutes":60,"price":5900,"leader_price":5900,"stock":1000,"hold_minutes":10,"pay_first":true,"overflow":"join_other"}`

// Who pays when their team is full is in the one that lacks least, the earliest of those, also when another node decides that knows
// nothing yet; the payment told again gets the same answer.
func TestWhoFindsTheTeamFullJoinsTheNearest(t *testing.T) {
	each(t, func(h *house) {
		i, who := h.published("groupbuy", overflowing), people(60)
		var teams []campaign.InstanceID
		for n := range 40 { // more than are read at once; each third one has two
			first := h.do(i, open(who[n]))
			h.pay(i, first)
			teams = append(teams, first.Instance)
			if n%13 == 12 {
				h.pay(i, h.do(i, join(who[40+n/13], first.Instance)))
			}
		}
		var late []campaign.Reply
		for n := 50; n < 55; n++ {
			late = append(late, h.do(i, join(who[n], teams[0])))
		}
		h.pay(i, late[0])
		h.pay(i, late[1])
		other := h.node()
		want := []campaign.InstanceID{teams[12], teams[25], teams[38]}
		for n, r := range late[2:] {
			told := campaign.Command{Kind: campaign.Paid, Seat: r.Seat, Amount: r.Amount, Ref: "W" + r.Seat.String()}
			by := h.Service
			if n%2 == 0 {
				by = other
			}
			got, err := by.Do(h.owner, i, told)
			h.is(err, nil)
			h.equal([]any{got.Instance, got.State, got.Note}, []any{want[n], "settled", "moved"})
			h.equal(h.do(i, told), got)
			g, err := h.Gathering(h.owner, i, want[n])
			h.is(err, nil)
			h.equal([]any{g.Instance.State, g.Instance.Done, len(g.Seats)}, []any{"succeeded", 3, 3})
			h.equal(g.Seats[2].Wanted(), teams[0])
		}
		h.equal(len(h.heard(campaign.Refund)), 0)
		h.equal(len(h.heard(campaign.Fulfil)), 12)
		h.checked()
	})
}

// Many who pay at once for one team: nobody is lost, no team is overfilled, and what is left over are the members of one team at most.
func TestManyPayForOneTeam(t *testing.T) {
	each(t, func(h *house) {
		i := h.published("groupbuy", overflowing)
		crowd := people(61)
		first := h.do(i, open(crowd[0]))
		h.pay(i, first)
		var paid []campaign.Command
		for _, p := range crowd[1:] {
			r := h.do(i, join(p, first.Instance))
			paid = append(paid, campaign.Command{Kind: campaign.Paid, Seat: r.Seat, Amount: r.Amount, Ref: "W" + r.Seat.String()})
		}
		other := h.node()
		by := func(n int) *campaign.Service {
			if n%2 == 0 {
				return other
			}
			return h.Service
		}
		replies := h.together(by, i, paid)
		h.equal(h.together(by, i, paid), replies)
		in := map[campaign.InstanceID]int{first.Instance: 1}
		for _, r := range replies {
			in[r.Instance]++
		}
		short := 0
		for team, n := range in {
			g, err := h.Gathering(h.owner, i, team)
			h.is(err, nil)
			h.equal([]any{g.Instance.Done, len(g.Seats)}, []any{n, n})
			if n < 3 {
				short++
			}
		}
		if short > 1 || len(in) != 21 {
			t.Errorf("%d teams, %d of them short", len(in), short)
		}
		h.equal(h.bucket(i, "stock").Free, 1000-61)
		h.equal(len(h.heard(campaign.Refund)), 0)
		h.checked()
	})
}

// The nearest are found by an index that holds what is open only, however many there are.
func TestTheNearestAreFoundByTheirKeys(t *testing.T) {
	each(t, func(h *house) {
		if h.Engine() != db.SQLite {
			return // plans are read on SQLite
		}
		type step struct {
			ID, Parent, Notused int64
			Detail              string
		}
		plan, err := db.All[step](h.owner, h.Read(), `EXPLAIN QUERY PLAN SELECT id FROM campaign_instance
			WHERE campaign_id = $1 AND revision = $2 AND state = $3 AND due_at > 0 AND size > 0 AND size - held - done - fill > 0 AND deadline > $4
			ORDER BY size - held - done - fill, id LIMIT $5`, 1, 1, "forming", 1, 32)
		h.is(err, nil)
		if len(plan) != 1 || !strings.Contains(plan[0].Detail, "campaign_instance_near (campaign_id=? AND revision=? AND state=? AND <expr>>?)") {
			t.Errorf("%+v", plan)
		}
	})
}
