package redpacket_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"qunli/campaign"
	"qunli/campaign/campaigntest"
	"qunli/campaign/redpacket"
	"qunli/commerce/pay"
	"qunli/kit/money"
)

// The whole suite: luck, even shares, and a budget that ends in the middle of a day.
func TestSuite(t *testing.T) {
	campaigntest.Run(t, campaigntest.Suite{
		Model: redpacket.Model{},
		Settings: map[string]string{
			"lucky":  `{"amount":2000,"shares":10,"least":10,"most":1000,"hours":1,"budget":60000,"purpose":"开业"}`,
			"narrow": `{"amount":999,"shares":10,"least":90,"most":110,"hours":1,"budget":20000,"budget_day":4000,"purpose":"开业"}`,
			"even":   `{"amount":1000,"shares":7,"least":10,"most":1000,"hours":1,"budget":9000,"even":true,"purpose":"开业"}`,
			"best":   `{"amount":1000,"shares":4,"least":10,"most":1000,"hours":1,"budget":30000,"purpose":"开业","best":{"what":"gift","stock":20}}`,
		},
		Unit: 2000,
		Enter: func(w *campaigntest.World) campaign.Command {
			c := campaign.Command{Kind: campaign.Join, Person: w.Person(), Instance: w.Instance()}
			switch {
			case w.Rand.IntN(24) == 0: // one of the staff sent one in a chat
				return campaign.Command{Kind: campaign.Open, Number: 100 + w.Rand.Int64N(20), Amount: 300, Ref: `{"group":"com_x","purpose":"暖场","shares":3}`}
			case c.Instance == 0 || w.Rand.IntN(12) == 0:
				return campaign.Command{Kind: campaign.Open, Number: 1 + w.Rand.Int64N(40)}
			}
			return c
		},
		Fact: func(w *campaigntest.World) campaign.Command { // somebody tells of one, truly or not
			i := w.AnySeat()
			if s := w.Seat(i); i == 0 || s.State != redpacket.Handed {
				return campaign.Command{}
			}
			n := w.Rand.Int64N(4)
			return redpacket.Report(i, n, n*100, w.Rand.IntN(2) == 0)
		},
	})
}

// packets is how many are cut: a million once, a sample each time.
func packets() int {
	if os.Getenv("QUNLI_PROOF") == "full" {
		return 1_000_000
	}
	return 40_000
}

// Σ is exact, every share is within its limits, and no place is better than another (C8): means per position within 1 % of the
// mean over a million packets (within five standard errors over a sample), and the largest share falls on each as often.
func TestEveryPlaceIsAlike(t *testing.T) {
	const total, n, least, most = 10_000, 10, 1, 20_000
	sums, best := [n]float64{}, [n]float64{}
	for i := range packets() {
		shares := redpacket.Split(fmt.Sprint(i), total, n, least, most)
		sum, top := int64(0), 0
		for p, x := range shares {
			sum += x
			sums[p] += float64(x)
			if x > shares[top] {
				top = p
			}
		}
		best[top]++
		if sum != total || slices.Min(shares) < least || slices.Max(shares) > most {
			t.Fatalf("packet %d: %v", i, shares)
		}
	}
	count, chi := float64(packets()), 0.0
	within := max(0.01, 5*0.9/math.Sqrt(count)) // a share's standard deviation is 0.9 of its mean
	for p := range n {
		if mean := sums[p] / count; math.Abs(mean/(total/n)-1) > within {
			t.Errorf("place %d has %.1f fen on average, the mean is %d", p+1, mean, total/n)
		}
		chi += (best[p] - count/n) * (best[p] - count/n) / (count / n)
	}
	if chi > 21.67 { // χ² of 9 degrees, p = 0.01
		t.Errorf("the largest share falls on %v: χ² = %.1f", best, chi)
	}
}

// Whatever the limits, the sum is exact and every share is within them.
func TestSplitAlwaysFits(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	for i := range 20_000 {
		n, least := 1+r.Int64N(60), 1+r.Int64N(50)
		most := least + r.Int64N(300)
		total := n*least + r.Int64N(n*(most-least)+1)
		shares := redpacket.Split(fmt.Sprint("x", i), total, n, least, most)
		sum := int64(0)
		for _, x := range shares {
			sum += x
		}
		if sum != total || int64(len(shares)) != n || slices.Min(shares) < least || slices.Max(shares) > most {
			t.Fatalf("%d in %d of %d to %d: %v", total, n, least, most, shares)
		}
		if again := redpacket.Split(fmt.Sprint("x", i), total, n, least, most); !slices.Equal(again, shares) {
			t.Fatalf("the same seed gave %v, then %v", shares, again)
		}
	}
}

// What an operator can read: testdata/*.scenario.
func TestScenarios(t *testing.T) { campaigntest.Scenarios(t, redpacket.Model{}) }

// A share that the provider does not pay out would be lost to whoever won it: such rules are refused.
func TestLessThanIsPaidOutIsRefused(t *testing.T) {
	for least, good := range map[money.Fen]bool{0: false, 1: false, pay.LeastPayout - 1: false, pay.LeastPayout: true} {
		for _, even := range []bool{false, true} {
			g := &redpacket.Game{Rules: redpacket.Rules{Amount: 1000, Shares: 10, Least: int64(least), Most: 500, Hours: 1, Budget: 1000, Even: even, Purpose: "开业"}}
			problems := g.Validate(campaign.Terms{})
			if good != (len(problems) == 0) || !good && (problems[0].Field != "least" || problems[0].Value != fmt.Sprint(int64(least)) || !strings.Contains(problems[0].Zh, pay.LeastPayout.String())) {
				t.Errorf("%d: %+v", least, problems)
			}
		}
	}
}
