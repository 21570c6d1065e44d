package demo

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// person is one customer of a block. Times are days of the story.
type person struct {
	number  int // within the brand, from 0
	came    float64
	shop    int // within the brand
	way     way
	inviter *person // nil: nobody brought them
	invited int     // how many they brought
	name    string
	nick    string // under which they write, one of a kind
	tags    []string
	orders  []order // that stand, by time
	regrets []order // cancelled, or returned whole
	groups  []membership
}

func (p *person) account() string  { return fmt.Sprintf("QS%08d", p.number) }
func (p *person) external() string { return fmt.Sprintf("wmDEMO%08d", p.number) }
func (p *person) phone() string    { return fmt.Sprintf("12%09d", p.number) }

// clerk gives the code of who looks after them.
func (p *person) clerk() string { return clerkOf(p.shop, 1+p.number%(clerksOfShop-1)).code }

// lastSeen is when they last did what is known of them.
func (p *person) lastSeen() float64 {
	if len(p.orders) == 0 {
		return p.came + 20
	}
	return p.orders[len(p.orders)-1].at
}

// populate draws the people of a block: trees of who brought whom, one after the other, until there are enough.
func (s *Story) populate(block int) []*person {
	want := min(s.block, s.people-block*s.block)
	d := roll(s.Seed, "people", block)
	var people []*person
	for len(people) < want {
		tree := []*person{s.newcomer(d, block)}
		for i := 0; i < len(tree); i++ {
			tree = append(tree, s.bring(d, tree[i])...)
		}
		people = append(people, tree...)
	}
	people = people[:want]
	slices.SortStableFunc(people, func(a, b *person) int { return compare(a.came, b.came) })
	for i, p := range people {
		p.number = block*s.block + i
		s.portray(p)
	}
	for _, p := range people {
		if p.inviter != nil {
			p.inviter.invited++
		}
	}
	return people
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// newcomer is somebody whom nobody brought. The chain grows, and two sales a year draw a crowd.
func (s *Story) newcomer(d dice, block int) *person {
	p := &person{shop: (block*shopsOfBlock + d.IntN(min(shopsOfBlock, s.shops))) % s.shops}
	for {
		p.came = d.between(0, days)
		if d.Float64() < pull(p.came) {
			break
		}
	}
	paid := d.chance(s.Paid)
	var open []way
	var weights []float64
	for _, w := range ways {
		if w.paid == paid {
			open, weights = append(open, w), append(weights, w.weight)
		}
	}
	p.way = open[d.weigh(weights)]
	return p
}

// pull is how strongly newcomers are drawn on a day, at most 1.
func pull(t float64) float64 {
	season := 0.08 * math.Sin(2*math.Pi*t/7)
	if peak := math.Mod(t, 182); peak > 150 && peak < 160 {
		season += 0.3
	}
	return 0.35 + 0.25*t/days + season
}

// bring draws whom somebody brings. People who would come after the end have not come yet.
func (s *Story) bring(d dice, p *person) []*person {
	if !d.chance(s.Sharers) {
		return nil
	}
	n := 1 + d.poisson(s.K(p.came)/s.Sharers-1)
	var out []*person
	for range n {
		wait := d.exp(s.MeanCycle)
		for wait >= s.MaxCycle {
			wait = d.exp(s.MeanCycle)
		}
		if t := p.came + wait; t < days {
			out = append(out, &person{came: t, shop: p.shop, way: way{name: broughtWay}, inviter: p})
		}
	}
	return out
}

// portray gives somebody a name and a life.
func (s *Story) portray(p *person) {
	d := roll(s.Seed, "person", p.number)
	p.name = pick(d, surnames) + pick(d, givenNames)
	p.nick = fmt.Sprintf("%s%d", pick(d, nickHeads), p.number+100)
	for _, family := range tagNames {
		if d.chance(0.45) {
			p.tags = append(p.tags, pick(d, family))
		}
	}
	s.buy(d, p)
}

func (p *person) tagList() string { return strings.Join(p.tags, ";") }
