package h5

import (
	"strings"

	"qunli/campaign"
	"qunli/campaign/flashsale"
)

// maxPieces bounds what one wish may ask for of a thing without a limit of its own.
const maxPieces = 20

// sale is the page of a flash sale: what is there, and what the visitor has of it.
func (s *scene) sale(g *flashsale.Game) play {
	p, in := s.begin(s.shown.Campaign.Name)
	if m, ok := s.own(func(campaign.Seat) bool { return true }); ok {
		if m.State == flashsale.Sold {
			p.State, p.Note = "settled", spell(s.t.Bought, s.things(g, m))
			if m.Back == m.Paid && m.Paid > 0 {
				p.Note = spell(s.t.BoughtBack, s.things(g, m), yuan(m.Back))
			} else if m.Back > 0 {
				p.Note = spell(s.t.BoughtPart, s.things(g, m), yuan(m.Back))
			}
		} else if m.State == flashsale.Released {
			p.State, p.Note = "released", s.t.HoldOver
		} else if s.paying(&p, m) && m.State == flashsale.Held {
			p.Note = spell(s.t.HeldThings, s.things(g, m))
		}
	}
	items, any := s.items(g)
	switch {
	case in && !any && p.State == string(live):
		p.State, p.Note = "soldout", s.t.SoldOut
	case in && any:
		p.Forms = append([]form{{Act: string(campaign.Join), Button: s.t.Grab, N: s.wish(campaign.Join, 0), Items: items, Quiet: p.State == "held"}}, p.Forms...)
		if p.State == "held" { // first what is held is paid
			p.Forms = p.Forms[1:]
		}
	}
	if len(p.Forms) == 0 || p.State == "held" || !any {
		p.Lists = append(p.Lists, list{s.t.Things, itemRows(items)})
	}
	p.Lists = append(p.Lists, s.bought(g)...)
	return p
}

// items lists what is on sale, and whether any of it can be had.
func (s *scene) items(g *flashsale.Game) (out []item, any bool) {
	for _, i := range g.Items {
		left, price, note := s.offerTo(i)
		one := item{Key: i.Key, Name: i.Name, Price: yuan(price), Was: was(i.Was), Left: spell(s.t.Left, left), Most: min(left, maxPieces)}
		if i.PerPerson > 0 {
			one.Most = min(one.Most, i.PerPerson-s.have(i.Key))
		}
		if one.Most = max(one.Most, 0); left <= 0 {
			one.Left = s.t.Gone
		} else if one.Most == 0 {
			one.Left = s.t.LimitReached
		}
		if note != "" {
			one.Left += " · " + note
		}
		one.One = len(g.Items) == 1 && one.Most == 1
		if !any { // one of the first that can be had
			one.Begin = min(1, one.Most)
		}
		any = any || one.Most > 0
		out = append(out, one)
	}
	return out, any
}

// offerTo gives how many pieces the visitor can have of a thing, at which price, and what is said of its price for groups: that it is
// theirs, or why it is not.
func (s *scene) offerTo(i flashsale.Item) (left, price int64, note string) {
	left = s.free("stock-"+i.Key, i.StockADay)
	part := func(h flashsale.Share) int64 {
		if name := i.Bucket(h); name != "" {
			return min(left, s.free(name, 0))
		}
		return left
	}
	h, ok, member := i.Offer(func(rule string) bool { return s.meets[rule] }, func(h flashsale.Share) bool { return part(h) > 0 })
	price = i.PriceFor(h, ok)
	switch {
	case ok && price < i.Price:
		return part(h), price, s.t.GroupPrice
	case ok:
		return part(h), price, ""
	case member:
		return 0, price, s.t.GroupGone
	}
	var only []string
	for _, h := range i.Groups {
		if h.Price > 0 || i.GroupsOnly {
			only = append(only, s.groups[h.Group])
		}
	}
	if len(only) > 0 {
		note = spell(s.t.GroupOnly, yuan(lowestOf(i)), strings.Join(only, s.t.And))
	}
	if i.GroupsOnly {
		left = 0
	}
	return left, price, note
}

// lowestOf gives the lowest price that a group has of a thing.
func lowestOf(i flashsale.Item) int64 {
	out := i.Price
	for _, h := range i.Groups {
		out = min(out, i.PriceFor(h, true))
	}
	return out
}

// have gives how many pieces of a thing the visitor holds or bought.
func (s *scene) have(key string) int64 {
	n := int64(0)
	for _, m := range s.mine {
		if m.Stands() {
			n += m.Takes.Of("stock-" + key)
		}
	}
	return n
}

// things names what a claim is of.
func (s *scene) things(g *flashsale.Game, m campaign.Seat) string {
	var out []string
	for _, i := range g.Items {
		if n := m.Takes.Of("stock-" + i.Key); n > 0 {
			out = append(out, spell(s.t.Pieces, i.Name, n))
		}
	}
	return strings.Join(out, s.t.And)
}

func (s *scene) bought(g *flashsale.Game) []list {
	var rows []row
	for _, m := range s.mine {
		if m.State == flashsale.Released {
			continue
		}
		rows = append(rows, row{Main: s.things(g, m), Side: yuan(m.Amount), Tag: s.t.SeatStates[m.State], Good: m.State == flashsale.Sold})
	}
	if len(rows) < 2 { // what there is one of stands above
		return nil
	}
	return []list{{s.t.Mine, rows}}
}

func itemRows(items []item) []row {
	var out []row
	for _, i := range items {
		out = append(out, row{Main: i.Name, Side: i.Price, Tag: i.Left, Good: i.Most > 0})
	}
	return out
}
