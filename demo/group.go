package demo

import (
	"fmt"
	"slices"

	"qunli/community"
)

// Fate is what becomes of a group (COM-17).
type Fate string

// The fates.
const (
	Thrives   Fate = "thrives"   // lives to the end
	NeverLit  Fate = "never_lit" // never had a topic: dead A
	Neglected Fate = "neglected" // was lively, then nobody cared: dead B
	AdsOnly   Fate = "ads_only"  // next to nothing but advertisements
	Ended     Fate = "ended"     // an activity that came to its end
)

// group is one group of a shop. Times are days of the story.
type group struct {
	number  int // within the brand, from 0
	shop    int
	kind    community.Kind
	fate    Fate
	purpose string
	born    float64
	dies    float64 // nobody says anything from here on; days of the story when it thrives
	members []membership
}

// membership is one person's stay; left is beyond the story while they are inside.
type membership struct {
	*person
	group     *group
	joined    float64
	left      float64
	talkative float64
}

func (g *group) code() string { return fmt.Sprintf("QSG%06d", g.number+1) }

func (g *group) name() string {
	return fmt.Sprintf("青穗里%s·%s%d群", cities[g.shop%len(cities)].areas[g.shop/len(cities)%5], g.purpose, g.number%90+1)
}

// owner is the clerk who owns it.
func (g *group) owner() clerk { return clerkOf(g.shop, 1+g.number%(clerksOfShop-1)) }

// groupsOfShop is how many groups a shop has in a block.
const groupsOfShop = 5

// groupsOf draws the groups of a block and who was in them, by number.
func (s *Story) groupsOf(block int, people []*person) []*group {
	d := roll(s.Seed, "groups", block)
	shops := min(shopsOfBlock, s.shops)
	var out []*group
	for i := range shops {
		shop := (block*shopsOfBlock + i) % s.shops
		for n := range groupsOfShop {
			g := &group{number: block*shops*groupsOfShop + i*groupsOfShop + n, shop: shop}
			s.plan(d, g, i, n)
			out = append(out, g)
		}
	}
	for _, g := range out {
		s.gather(d, g, people)
	}
	return out
}

// plan gives the n-th group of the i-th shop its kind and fate.
func (s *Story) plan(d dice, g *group, i, n int) {
	g.dies = days
	switch n {
	case 0:
		g.kind, g.fate, g.purpose, g.born = community.Serving, Thrives, "会员服务", d.between(3, 60)
	case 1:
		g.kind, g.fate, g.purpose, g.born = community.Sales, Thrives, "团购福利", d.between(10, 120)
		if i%3 == 2 {
			g.fate = AdsOnly
		}
	case 2:
		g.kind, g.fate, g.purpose, g.born = community.Activity, Ended, "21天打卡", d.between(60, 330)
		g.dies = g.born + d.between(21, 35)
	case 3:
		g.kind, g.fate, g.purpose, g.born = community.Activity, Ended, "新品试吃", d.between(340, 470)
		g.dies = g.born + d.between(14, 28)
		if i%3 == 1 {
			g.fate, g.born, g.dies = Thrives, d.between(505, 525), days
		}
	default:
		s.special(d, g, i)
	}
}

// special is the last group of a shop: some of each sort.
func (s *Story) special(d dice, g *group, i int) {
	switch i % shopsOfBlock {
	case 0:
		g.kind, g.fate, g.purpose, g.born = community.Core, Thrives, "核心会员", d.between(90, 200)
	case 1:
		g.kind, g.fate, g.purpose, g.born = community.Seed, Thrives, "种子用户", d.between(60, 160)
	case 2:
		g.kind, g.fate, g.purpose, g.born = community.Serving, Neglected, "宝妈早餐", d.between(20, 120)
		g.dies = d.between(300, 480)
	case 3:
		g.kind, g.fate, g.purpose, g.born = community.Sales, NeverLit, "邻里特惠", d.between(20, 200)
	case 4:
		g.kind, g.fate, g.purpose, g.born = community.Core, Neglected, "滋补品鉴", d.between(60, 160)
		g.dies = d.between(330, 490)
	default:
		g.kind, g.fate, g.purpose, g.born = community.Serving, NeverLit, "售后答疑", d.between(20, 200)
	}
}

// appetite is the part of those who could who join a group of a kind.
var appetite = map[community.Kind]float64{community.Serving: 0.38, community.Sales: 0.34, community.Activity: 0.24, community.Core: 0.5, community.Seed: 0.6}

// gather draws who joins a group and when they leave it.
func (s *Story) gather(d dice, g *group, people []*person) {
	if g.fate == NeverLit {
		g.trickle(d, people)
	} else {
		for _, p := range people {
			if p.shop == g.shop && p.came < g.dies-1 && d.chance(appetite[g.kind]) && g.suits(p) {
				s.join(d, g, p)
			}
		}
	}
	slices.SortStableFunc(g.members, func(a, b membership) int { return compare(a.joined, b.joined) })
	for _, m := range g.members {
		m.person.groups = append(m.person.groups, m)
	}
}

// join lets somebody in, and out again one day.
func (s *Story) join(d dice, g *group, p *person) {
	wait := 2.0
	if g.kind == community.Activity {
		wait = 1
	}
	m := membership{person: p, group: g, joined: max(p.came+0.01, g.born) + d.exp(wait), left: days + 1, talkative: d.gamma(0.6) + 0.02}
	if stay := d.exp(900); m.joined+stay < days {
		m.left = m.joined + stay
	}
	if m.joined < min(g.dies, days)-0.5 {
		g.members = append(g.members, m)
	}
}

// trickle lets one in every five days, and nobody out: there is never a week in which a tenth of them does anything.
func (g *group) trickle(d dice, people []*person) {
	next := 0
	for t := g.born; t < days-1; t += 5 {
		for next < len(people) && (people[next].shop != g.shop || !d.chance(0.5)) {
			next++
		}
		if next == len(people) || people[next].came >= t {
			continue
		}
		g.members = append(g.members, membership{person: people[next], group: g, joined: t + d.between(0, 0.9), left: days + 1, talkative: 0.02})
		next++
	}
}

// suits tells whether somebody would be asked into a group of its kind.
func (g *group) suits(p *person) bool {
	switch g.kind {
	case community.Core:
		return len(p.orders) >= 3
	case community.Seed:
		return p.invited >= 1
	case community.Sales:
		return len(p.orders) >= 1
	case community.Activity:
		return p.came > g.born-240
	}
	return true
}

// inside tells whether the person is in the group at a time.
func (m *membership) inside(t float64) bool { return m.joined <= t && t < m.left }
