package demo

import (
	"fmt"
	"slices"

	"qunli/customer"
)

// contact is one dated contact of somebody with the brand.
type contact struct {
	at      float64
	kind    string
	item    string
	channel string // an advertisement's, "" none
	group   *group
	by      *person
	key     string
}

// often are the kinds of contact, each as heavy as it is frequent.
var often = []struct {
	kind   string
	weight float64
}{
	{customer.ActView, 9}, {customer.ActClick, 5}, {customer.ActFavorite, 1.2}, {customer.ActCart, 2}, {customer.ActGrab, 1},
	{customer.ActReview, 1.2}, {customer.ActMaterial, 0.8}, {customer.ActVote, 0.7}, {customer.ActCheckin, 1.2}, {customer.ActImpression, 0.8},
	{customer.ActForward, 0.4},
}

// contacts draws what somebody did with the brand, by time.
func (s *Story) contacts(p *person) []contact {
	d := roll(s.Seed, "touch", p.number)
	out := []contact{{at: p.came, kind: customer.ActScan, item: "店码", by: p.inviter}}
	end := min(days, p.lastSeen()+45)
	for range d.poisson(s.touches * (end - p.came) / 30) {
		out = append(out, s.contact(d, p, d.between(p.came+0.02, end)))
	}
	for _, o := range p.orders { // who buys has looked before
		if at := o.at - d.exp(0.05); at > p.came && d.chance(0.7) {
			out = append(out, contact{at: at, kind: customer.ActView, item: o.lines[0].good.sku})
		}
	}
	for range p.invited {
		out = append(out, contact{at: min(p.came+d.exp(3), days-0.001), kind: customer.ActShare, item: "邀请海报"})
	}
	slices.SortStableFunc(out, func(a, b contact) int { return compare(a.at, b.at) })
	for i := range out {
		out[i].key = fmt.Sprintf("T%08d-%d", p.number, i)
	}
	return out
}

// contact draws one at a time. Somebody who has bought is now and then won back by an advertisement.
func (s *Story) contact(d dice, p *person, at float64) contact {
	weights := make([]float64, len(often))
	for i := range often {
		weights[i] = often[i].weight
	}
	c := contact{at: at, kind: often[d.weigh(weights)].kind, item: pick(d, goods).sku}
	switch {
	case c.kind == customer.ActClick && len(p.orders) > 0 && at > p.orders[0].at && d.chance(0.12):
		c.channel = ways[len(ways)-1-d.IntN(3)].name
	case c.kind == customer.ActVote || c.kind == customer.ActCheckin || c.kind == customer.ActForward:
		c.group = lively(p, at)
	}
	return c
}

// lively gives a group that the person is in and that is alive, nil when there is none.
func lively(p *person, at float64) *group {
	for i := range p.groups {
		m := &p.groups[i]
		if m.inside(at) && at < m.group.dies && m.group.fate != NeverLit && m.group.fate != AdsOnly {
			return m.group
		}
	}
	return nil
}
