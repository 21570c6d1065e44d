package referral

import (
	"cmp"
	"slices"

	"qunli/customer"
	"qunli/kit/money"
)

// plant is a node while a transaction works on it.
type plant struct {
	Node
	stored Node // as the table has it; the zero Node of one it does not have
}

// forest is the part of the influence forest that a transaction works on. It is closed upwards: with a plant, everybody
// above it is here.
type forest struct {
	plants map[customer.ID]*plant
}

func newForest() *forest { return &forest{map[customer.ID]*plant{}} }

// grow gives somebody's plant, a new one when there is none.
func (f *forest) grow(i customer.ID) *plant {
	p := f.plants[i]
	if p == nil {
		p = &plant{Node: Node{CustomerID: i}}
		f.plants[i] = p
	}
	return p
}

// link is an edge on record between people as they are now.
type link struct {
	person, parent customer.ID
	at             int64
}

// edge gives the recorded edge above a plant, whether it stands or was dropped; parent 0: none.
func (p *plant) edge() link {
	return link{p.CustomerID, cmp.Or(p.ParentID, p.DroppedID), p.At}
}

// bear adds people and their spend to everybody above p.
func (f *forest) bear(p *plant, people int64, spend money.Fen, buyers int64) {
	for up := p.ParentID; up != 0; {
		above := f.plants[up]
		above.Subtree += people
		above.Below += spend
		above.Buyers += buyers
		up = above.ParentID
	}
}

// weight is what p and everybody below it add to those above.
func (p *plant) weight() (people int64, spend money.Fen, buyers int64) {
	return p.Subtree + 1, p.Below + p.Own, p.Buyers + buying(p.Own)
}

func buying(own money.Fen) int64 {
	if own != 0 {
		return 1
	}
	return 0
}

// join puts a root and all below it under a parent. The caller knows that the parent is not below it.
func (f *forest) join(p *plant, l link) {
	f.grow(l.parent).Children++
	p.ParentID, p.At, p.DroppedID = l.parent, l.at, 0
	people, spend, buyers := p.weight()
	f.bear(p, people, spend, buyers)
}

// cut takes the edge above a plant away, whether it stands or was dropped.
func (f *forest) cut(p *plant) {
	if p.ParentID != 0 {
		people, spend, buyers := p.weight()
		f.bear(p, -people, -spend, -buyers)
		f.plants[p.ParentID].Children--
	}
	p.ParentID, p.At, p.DroppedID = 0, 0, 0
}

// earn sets a plant's own spend.
func (f *forest) earn(p *plant, own money.Fen) {
	if own == p.Own {
		return
	}
	f.bear(p, 0, own-p.Own, buying(own)-buying(p.Own))
	p.Own = own
}

// circles tells whether an edge from person to parent would close a circle of edges on record.
func (f *forest) circles(person, parent customer.ID) bool {
	up := parent
	for range len(f.plants) + 1 { // a circle elsewhere, whose dropped edge is on record, has no end
		if up == person {
			return true
		}
		p := f.plants[up]
		if p == nil {
			return false
		}
		up = p.edge().parent
	}
	return false
}

// link puts an edge on record; where it closes a circle, the latest edge of the circle is dropped: kept on record, but not
// part of the forest. The person has no edge before.
func (f *forest) link(l link) {
	p := f.grow(l.person)
	latest := l
	for up := l.parent; up != l.person; {
		above := f.grow(up)
		if above.ParentID == 0 { // no circle
			f.join(p, l)
			return
		}
		if e := above.edge(); later(e, latest) {
			latest = e
		}
		up = above.ParentID
	}
	if latest != l {
		q := f.plants[latest.person]
		f.cut(q)
		f.join(p, l)
		p = q
	}
	p.DroppedID, p.At = latest.parent, latest.at
}

// later orders edges: the one that a circle loses is later than all others of it.
func later(a, b link) bool {
	return cmp.Or(cmp.Compare(dated(a.at), dated(b.at)), cmp.Compare(a.person, b.person)) > 0
}

// relink takes the edges of people away and puts others on record; parent 0 is none. Dropped edges whose circle is gone
// come back: the caller has put all dropped plants of the table into the forest.
func (f *forest) relink(links []link) {
	due := map[customer.ID]link{}
	for _, p := range f.plants {
		if p.DroppedID != 0 {
			due[p.CustomerID] = p.edge()
		}
	}
	for _, l := range links {
		due[l.person] = l
	}
	order := make([]link, 0, len(due))
	for i, l := range due {
		p := f.plants[i]
		if p != nil && p.DroppedID == 0 && p.edge() == l {
			continue // as it is
		}
		if p != nil {
			f.cut(p)
		}
		order = append(order, l)
	}
	slices.SortFunc(order, func(a, b link) int { return cmp.Compare(a.person, b.person) })
	for _, l := range order {
		if l.parent != 0 {
			f.link(l)
		}
	}
}

// empty tells whether nothing remains to be said of a plant: its row goes.
func (p *plant) empty() bool { return p.ParentID == 0 && p.DroppedID == 0 && p.Children == 0 }
