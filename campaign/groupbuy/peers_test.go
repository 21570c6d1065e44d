package groupbuy_test

import (
	"testing"

	"qunli/campaign"
	"qunli/campaign/campaigntest"
	"qunli/campaign/groupbuy"
	"qunli/customer"
)

// Each test below is a defect of other group-buys (§2.1): their way, told again here, goes wrong when two people come at once
// in a fixed order, and the same order is played to ours.

const (
	plain    = `{"size":3,"minutes":60,"price":5900,"leader_price":5900,"stock":90,"hold_minutes":10}`
	payFirst = `{"size":3,"minutes":60,"price":5900,"leader_price":5900,"stock":90,"hold_minutes":10,"pay_first":true,"overflow":"refund"}`
)

// theirs is a team as the others keep it: rows, and what a reader saw of them.
type theirs struct {
	size, paid  int
	complete    bool
	completions int
	deadline    int64
}

func world(t *testing.T, settings string) *campaigntest.World {
	t.Helper()
	return campaigntest.NewWorld(t, groupbuy.Model{}, settings, campaign.Terms{}, 50, 1)
}

// forming gives a team of ours of which all but n places are paid.
func forming(t *testing.T, w *campaigntest.World, n int64) campaign.InstanceID {
	t.Helper()
	first := w.Do(t, campaign.Command{Kind: campaign.Open, Person: 1})
	w.Pay(t, first.Seat)
	for i := range 2 - n {
		w.Pay(t, join(t, w, first.Instance, 2+i).Seat)
	}
	return first.Instance
}

func join(t *testing.T, w *campaigntest.World, team campaign.InstanceID, who int64) campaign.Reply {
	t.Helper()
	return w.Do(t, campaign.Command{Kind: campaign.Join, Person: customer.ID(who), Instance: team})
}

// CRMEB, createPink: the member is inserted, then "if nothing is missing (!count) complete". Two who pay for the last seat at
// once both insert first; then -1 is missing, and the team of four paid people hangs until it expires.
func TestCRMEBTheLastSeatPaidTwiceHangs(t *testing.T) {
	peer := theirs{size: 3, paid: 2}
	insert := func() { peer.paid++ }
	check := func() {
		if missing := peer.size - peer.paid; missing == 0 {
			peer.complete = true
		}
	}
	insert()
	insert()
	check()
	check()
	if peer.complete || peer.paid != 4 {
		t.Fatal("the peer's way does not show its defect")
	}
	w := world(t, payFirst)
	team := forming(t, w, 1)
	a, b := join(t, w, team, 10), join(t, w, team, 11)
	w.Pay(t, a.Seat)
	late := w.Pay(t, b.Seat)
	if got := w.Team(team); got.State != groupbuy.Succeeded || got.Done != 3 || late.Note != campaign.LatePaid {
		t.Errorf("ours: %+v, the second was answered %+v", got, late)
	}
	w.Recount(t)
}

// CRMEB, isPinkBe: who joins twice and pays twice is turned away after the payment, and nothing goes back.
func TestCRMEBPaidAndTurnedAwayWithoutRefund(t *testing.T) {
	peerTaken, peerBack := 0, 0
	member := map[int]bool{}
	pay := func(who, amount int) {
		peerTaken += amount
		if member[who] {
			return // isPinkBe: return false
		}
		member[who] = true
	}
	pay(1, 5900)
	pay(1, 5900)
	if peerTaken-peerBack == 5900 {
		t.Fatal("the peer's way does not show its defect")
	}
	w := world(t, plain)
	first := w.Do(t, campaign.Command{Kind: campaign.Open, Person: 1})
	w.Pay(t, first.Seat)
	again := w.Do(t, campaign.Command{Kind: campaign.Paid, Seat: first.Seat, Amount: 5900, Ref: "another transaction"})
	if s := w.Seat(first.Seat); s.Paid-s.Back != 5900 || again.Note != campaign.LatePaid || s.State != groupbuy.PaidSeat {
		t.Errorf("ours: %+v", s)
	}
}

// CRMEB, setRefundPink: when the leader leaves, the deadline becomes the new leader's time of joining and a day.
func TestCRMEBTheDeadlineMovesWithTheLeader(t *testing.T) {
	peer := theirs{deadline: 24}
	joined := int64(20)
	peer.deadline = joined + 24 // add_time + 86400
	if peer.deadline == 24 {
		t.Fatal("the peer's way does not show its defect")
	}
	w := world(t, plain)
	team := forming(t, w, 1)
	before := w.Team(team)
	w.Clock += 20 * 60_000
	if r := w.Do(t, campaign.Command{Kind: campaign.Leave, Seat: w.FirstSeat(team), Person: 1}); r.Code != campaign.Done {
		t.Fatalf("the leader's leaving: %+v", r)
	}
	if after := w.Team(team); after.Deadline != before.Deadline || after.OwnerID == before.OwnerID {
		t.Errorf("ours: before %+v, after %+v", before, after)
	}
}

// likeshop, updateTeamStatus: complete only if joined == needed; the test "is it full" reads outside of any lock, so two get
// in, four are not three, and the team never completes.
func TestLikeshopFourAreNotThree(t *testing.T) {
	peer := theirs{size: 3, paid: 2}
	full := func() bool { return peer.paid >= peer.size }
	a, b := full(), full()
	for _, seen := range []bool{a, b} {
		if !seen {
			peer.paid++
		}
	}
	peer.complete = peer.paid == peer.size
	if peer.complete {
		t.Fatal("the peer's way does not show its defect")
	}
	w := world(t, plain)
	team := forming(t, w, 1)
	first, second := join(t, w, team, 10), join(t, w, team, 11)
	if second.Code != campaign.Full {
		t.Errorf("ours let two into one place: %+v", second)
	}
	w.Pay(t, first.Seat)
	if got := w.Team(team); got.State != groupbuy.Succeeded {
		t.Errorf("ours: %+v", got)
	}
}

// litemall counts only paid members when it admits an order, and completes with >=: any number order for the last place, all
// of them pay, and all get the price of the team. ruoyi validates, inserts, counts, without a lock: the same overfill.
func TestLitemallAndRuoyiOverfill(t *testing.T) {
	peer := theirs{size: 3, paid: 2}
	admitted := 0
	for range 5 {
		if peer.paid < peer.size { // nobody has paid yet
			admitted++
		}
	}
	for range admitted {
		if peer.paid++; peer.paid >= peer.size {
			peer.completions++
		}
	}
	if peer.paid == 3 || peer.completions == 1 {
		t.Fatal("the peer's way does not show its defect")
	}
	for _, settings := range []string{plain, payFirst} {
		w := world(t, settings)
		team := forming(t, w, 1)
		for who := range int64(5) {
			if r := join(t, w, team, 10+who); r.Code == campaign.Done {
				w.Pay(t, r.Seat)
			}
		}
		if got := w.Team(team); got.State != groupbuy.Succeeded || got.Done != 3 || len(w.Messages(campaign.Fulfil, 0)) != 3 {
			t.Errorf("ours: %+v", got)
		}
		w.Recount(t)
	}
}

// The ladder of CAM-09, a hundred sold: who pays the price current then gets back 345 yuan in all; who pays the highest
// price first (§2.1), 500. Everybody has paid 25 in the end.
func TestTheLadderReconcilesToTheFen(t *testing.T) {
	for mode, want := range map[string]int64{`"current":true,`: 34_500, ``: 50_000} {
		w := world(t, `{"size":2,"most":100,"minutes":60,"price":3000,"leader_price":3000,"stock":1000,"hold_minutes":10,`+mode+
			`"ladder":[{"from":50,"price":2700},{"from":100,"price":2500}]}`)
		first := w.Do(t, campaign.Command{Kind: campaign.Open, Person: 1})
		w.Pay(t, first.Seat)
		for who := range int64(99) {
			w.Pay(t, join(t, w, first.Instance, 2+who).Seat)
		}
		back := int64(0)
		for _, m := range w.Messages(campaign.Refund, 0) {
			back += m.Amount
			if s := w.Seat(m.Seat); s.Paid-s.Back != 2500 {
				t.Errorf("seat %d paid %d in the end", s.Place, s.Paid-s.Back)
			}
		}
		if got := w.Team(first.Instance); back != want || got.State != groupbuy.Succeeded {
			t.Errorf("%s %d fen went back, not %d; %+v", mode, back, want, got)
		}
		w.Recount(t)
	}
}
