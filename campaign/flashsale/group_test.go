package flashsale_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"qunli/campaign"
	"qunli/campaign/campaigntest"
	"qunli/campaign/flashsale"
	"qunli/customer"
)

const grouped = `{"items":[{"key":"a","name":"A","price":1990,"stock":20,"per_person":2,"groups":[{"group":"com_x","stock":6,"price":1490},{"group":"com_y","stock":5},{"group":"com_z","price":990}]},
	{"key":"b","name":"B","price":500,"stock":9,"groups":[{"group":"com_x","stock":4,"price":300}],"groups_only":true}],"hold_minutes":15}`

// place puts somebody into groups.
func place(w *campaigntest.World, who customer.ID, groups ...string) {
	v := campaign.Verdict{In: true, Guest: true, Meets: map[string]bool{}}
	for _, g := range groups {
		v.Meets[flashsale.Share{Group: g}.Rule()] = true
	}
	w.Judge(who, v)
}

func ask(t *testing.T, w *campaigntest.World, who, number int64, item string) campaign.Reply {
	t.Helper()
	return w.Do(t, campaign.Command{Kind: campaign.Join, Person: customer.ID(who), Number: number, Lines: []campaign.Line{{Item: item, N: 1}}})
}

// Members pay their group's price, the lowest of theirs; what is frozen is the price at the moment the place was taken, whoever leaves
// the group since. Others pay the price of all, and get nothing of what is for groups alone.
func TestThePriceIsFrozen(t *testing.T) {
	w := campaigntest.NewWorld(t, flashsale.Model{}, grouped, campaign.Terms{}, 50, 1)
	place(w, 1, "com_x")
	place(w, 2, "com_x", "com_z")
	place(w, 3)
	for n, want := range []struct {
		who, amount int64
		item        string
		code        campaign.Code
	}{{1, 1490, "a", ""}, {2, 990, "a", ""}, {3, 1990, "a", ""}, {4, 1990, "a", ""}, {1, 300, "b", ""}, {3, 0, "b", campaign.Ineligible}} {
		if r := ask(t, w, want.who, int64(n+1), want.item); r.Amount != want.amount || r.Code != want.code {
			t.Errorf("person %d for %s: %+v", want.who, want.item, r)
		}
	}
	first := ask(t, w, 1, 1, "a") // the same wish
	place(w, 1)
	if r := w.Pay(t, first.Seat); r.State != flashsale.Sold || w.Seat(first.Seat).Paid != 1490 {
		t.Errorf("left the group before paying: %+v", r)
	}
	if r := ask(t, w, 1, 9, "a"); r.Amount != 1990 {
		t.Errorf("not of the group any more: %+v", r)
	}
	w.Recount(t)
}

// Whoever comes in whatever order, and pays or not: no group gets more than its part, all of them no more than there is, and what lapsed
// of a group's part is its again.
func TestNeverOversoldPerGroup(t *testing.T) {
	for seed := range int64(60) {
		w := campaigntest.NewWorld(t, flashsale.Model{}, grouped, campaign.Terms{}, 50, seed+1)
		r := rand.New(rand.NewPCG(uint64(seed), 9))
		in := map[int64][]string{}
		for who := int64(1); who <= 60; who++ {
			for _, g := range []string{"com_x", "com_y", "com_z"} {
				if r.IntN(3) == 0 {
					in[who] = append(in[who], g)
				}
			}
			place(w, customer.ID(who), in[who]...)
		}
		for n := range int64(400) {
			switch r.IntN(8) {
			case 0:
				w.Answer(t)
			case 1:
				w.Clock += r.Int64N(6 * 60_000)
				w.Sweep(t)
			default:
				who, item := 1+r.Int64N(60), string("ab"[r.IntN(2)])
				got := ask(t, w, who, n+1, item)
				if want := in[who]; got.Code == campaign.Done && item == "a" && got.Amount != 1990 && len(want) == 0 {
					t.Fatalf("seed %d: a stranger pays %d", seed, got.Amount)
				}
			}
			for name, most := range map[string]int64{"stock-a": 20, "stock-b": 9, "group-a-com_x": 6, "group-a-com_y": 5, "group-b-com_x": 4} {
				if b := w.Bucket(name); b.Free < 0 || b.Held+b.Spent > most || b.Total != most {
					t.Fatalf("seed %d: %+v", seed, b)
				}
			}
		}
		w.Recount(t)
		w.Settle(t)
		w.Final(t)
	}
}

// What is wrong with groups is named by its place.
func TestGroupsAreChecked(t *testing.T) {
	g, err := flashsale.Model{}.Read([]byte(`{"items":[{"key":"a","name":"A","price":100,"stock":5,"groups":[{"group":"x"},{"group":"com_a","stock":6},{"group":"com_b","price":100},{"group":"com_b"}]},
		{"key":"b","name":"B","price":100,"stock":5,"groups_only":true}],"hold_minutes":15}`))
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, p := range g.Validate(campaign.Terms{}) {
		got += p.Field + " "
	}
	if want := "items[0].groups[0].group items[0].groups[1].stock items[0].groups[2].price items[0].groups[3].group items[1].groups_only "; got != want {
		t.Errorf("named %s", got)
	}
	if worst := g.(campaign.Costed).Worst(); worst != 0 {
		t.Errorf("the worst is %s", fmt.Sprint(worst))
	}
}
