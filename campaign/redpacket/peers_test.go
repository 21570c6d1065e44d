package redpacket_test

import (
	"math/rand/v2"
	"testing"

	"qunli/campaign"
	"qunli/campaign/campaigntest"
	"qunli/campaign/redpacket"
	"qunli/customer"
)

// Drawing each share uniformly from what is left (§2.11, the naive way) gives the first half of everything on average.
func TestUniformOfTheRestIsUnfair(t *testing.T) {
	const total, n, packets = 10_000, 10, 5_000
	r := rand.New(rand.NewPCG(1, 1))
	first, ours := int64(0), int64(0)
	for i := range packets {
		first += r.Int64N(total)
		ours += redpacket.Split(string(rune('a'+i%26))+string(rune(i)), total, n, 1, total)[0]
	}
	if first/packets < 3*total/n {
		t.Fatal("the naive way does not show its defect")
	}
	if mean := ours / packets; mean < 900 || mean > 1100 {
		t.Errorf("ours: the first place has %d of a mean of %d", mean, total/n)
	}
}

// What is left is read, a share is drawn, the rest is written back: two who open at once draw from the same rest, and more goes
// out than there was.
func TestTheRestReadTwiceGivesTooMuch(t *testing.T) {
	rest, given := 1000, 0
	a, b := rest, rest
	for _, seen := range []int{a, b} {
		share := seen * 3 / 5
		given += share
		rest = seen - share
	}
	if given+rest == 1000 {
		t.Fatal("the peer's way does not show its defect")
	}
	w := campaigntest.NewWorld(t, redpacket.Model{}, `{"amount":1000,"shares":2,"least":10,"most":990,"hours":24,"budget":1000,"purpose":"开业"}`, campaign.Terms{}, 5, 1)
	p := w.Do(t, campaign.Command{Kind: campaign.Open})
	sum := int64(0)
	for who := range int64(3) {
		sum += w.Do(t, campaign.Command{Kind: campaign.Join, Person: customer.ID(1 + who), Instance: p.Instance}).Amount
	}
	if sum != 1000 {
		t.Errorf("ours gave %d", sum)
	}
	w.Recount(t)
}
