package referral

import (
	"math/rand/v2"
	"testing"

	"qunli/customer"
	"qunli/kit/money"
)

// grow makes the forest of edges from nothing, by the rules of rebuild.go.
func regrown(edges map[customer.ID]link, own map[customer.ID]money.Fen) map[customer.ID]Node {
	t := &thicket{place: map[customer.ID]int32{}}
	for i, l := range edges {
		if l.parent != 0 {
			p, up := t.at(i), t.at(l.parent)
			t.edges[p], t.above[p] = bondRow{ClaimID: 1, At: l.at}, up
		}
	}
	t.drop()
	for n := range t.nodes {
		t.nodes[n].Own = own[t.nodes[n].CustomerID]
	}
	t.sum()
	out := map[customer.ID]Node{}
	for _, n := range t.standing() {
		out[n.CustomerID] = n
	}
	return out
}

func compare(t *testing.T, f *forest, edges map[customer.ID]link, own map[customer.ID]money.Fen) bool {
	t.Helper()
	want := regrown(edges, own)
	for i, p := range f.plants {
		if p.empty() {
			continue
		}
		if p.Node != want[i] {
			t.Errorf("%v: %s\nrebuilt: %s", i, p.text(), want[i].text())
			return false
		}
		delete(want, i)
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}
	return len(want) == 0
}

// Whatever edges are put on record and taken away, circles included, the forest is the one grown from nothing.
func TestTheForestIsWhatItsEdgesGive(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 7))
		people := 2 + r.IntN(12)
		f, edges, own := newForest(), map[customer.ID]link{}, map[customer.ID]money.Fen{}
		someone := func() customer.ID { return customer.ID(1 + r.IntN(people)) }
		for step := range 60 {
			switch r.IntN(4) {
			case 0:
				i := someone()
				own[i] = money.Fen(r.IntN(3) * 100)
				if p := f.plants[i]; p != nil {
					f.earn(p, own[i])
				}
			case 1, 2: // what a merge does: any edges, circles or not
				var links []link
				for range 1 + r.IntN(4) {
					l := link{someone(), someone(), int64(r.IntN(5))}
					if r.IntN(3) == 0 {
						l.parent, l.at = 0, 0
					}
					if l.parent != l.person {
						links = append(links, l)
					}
				}
				for _, l := range links {
					edges[l.person] = l
				}
				for n := range links {
					links[n] = edges[links[n].person]
				}
				for _, l := range links {
					f.grow(l.person).Own = own[l.person]
					if l.parent != 0 {
						f.grow(l.parent).Own = own[l.parent]
					}
				}
				f.relink(links)
			default: // what a bond does: no circle
				l := link{someone(), someone(), int64(1 + r.IntN(5))}
				if edges[l.person].parent != 0 || f.circles(l.person, l.parent) {
					continue
				}
				f.grow(l.person).Own, f.grow(l.parent).Own = own[l.person], own[l.parent]
				f.join(f.grow(l.person), l)
				edges[l.person] = l
			}
			if !compare(t, f, edges, own) {
				t.Fatalf("seed %d, step %d", seed, step)
			}
		}
	}
}

func TestALongChainAndAStar(t *testing.T) {
	f, edges, own := newForest(), map[customer.ID]link{}, map[customer.ID]money.Fen{}
	bind := func(person, parent customer.ID) {
		l := link{person, parent, 1}
		f.grow(person).Own, f.grow(parent).Own = 100, 100
		own[person], own[parent] = 100, 100
		f.join(f.grow(person), l)
		edges[person] = l
	}
	for i := customer.ID(2); i <= 500; i++ {
		bind(i, i-1)
	}
	for i := customer.ID(1001); i <= 1500; i++ {
		bind(i, 500)
	}
	compare(t, f, edges, own)
	if n := f.plants[1]; n.Subtree != 999 || n.Below != 99_900 || n.Buyers != 999 {
		t.Errorf("the root has %s", n.text())
	}
	if !f.circles(1, 1500) || !f.circles(500, 1001) || f.circles(1001, 1002) {
		t.Error("circles are not seen")
	}
}
