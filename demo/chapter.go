package demo

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
)

// Chapter is one file of the story.
type Chapter struct {
	Name string // of the file, one of a kind within the story
	Kind string // of import
	tell func(*pen)
}

// Write writes the chapter as CSV and gives its records.
func (c Chapter) Write(w io.Writer) (records int, err error) {
	p := &pen{w: csv.NewWriter(w)}
	c.tell(p)
	p.w.Flush()
	return p.rows, p.w.Error()
}

// pen writes records; the first error stays with the writer.
type pen struct {
	w    *csv.Writer
	rows int
}

func (p *pen) head(columns ...string) { _ = p.w.Write(columns) } // the error stays in the writer

func (p *pen) row(cells ...string) {
	p.rows++
	_ = p.w.Write(cells) // the error stays in the writer
}

// partOf is how many blocks stand in one file.
const partOf = 25

// Chapters gives the story in the order in which it is to be read. Only one block is in memory at a time.
func (s *Story) Chapters() iter.Seq[Chapter] {
	name := func(kind string, part int) string {
		return fmt.Sprintf("demo-%s-%d-%s-%s-%03d.csv", s.Size, s.Seed, s.day(days-1), kind, part+1)
	}
	return func(yield func(Chapter) bool) {
		if !yield(Chapter{name("products", 0), "products", s.tellGoods}) || !yield(Chapter{name("spend", 0), "spend", s.tellSpend}) {
			return
		}
		for part := 0; part*partOf < s.blocks(); part++ {
			for _, k := range []struct {
				kind string
				head []string
				tell func(*pen, *block)
			}{
				{"customers", peopleHead, s.tellPeople}, {"referrals", referralHead, s.tellReferrals}, {"chat", talkHead, s.tellTalk},
				{"orders", orderHead, s.tellOrders}, {"touches", touchHead, s.tellTouches},
			} {
				whole := func(p *pen) {
					p.head(k.head...)
					for b := part * partOf; b < min((part+1)*partOf, s.blocks()); b++ {
						k.tell(p, s.draw(b))
					}
				}
				if !yield(Chapter{name(k.kind, part), k.kind, whole}) {
					return
				}
			}
		}
	}
}

// block is the people who are told together, and their groups.
type block struct {
	people []*person
	groups []*group
}

// draw draws a block.
func (s *Story) draw(number int) *block {
	people := s.populate(number)
	return &block{people, s.groupsOf(number, people)}
}

var (
	peopleHead   = []string{"customer", "external_userid", "phone", "name", "added_at", "channel", "store", "staff", "tags"}
	referralHead = []string{"person", "inviter", "time", "via", "evidence"}
	talkHead     = []string{"community", "community_name", "store", "time", "member", "external_userid", "staff", "event", "text", "key", "reply_to", "scene"}
	orderHead    = []string{"order_no", "time", "customer", "sku", "product", "quantity", "price", "amount", "kind", "refund_of", "status", "store", "staff", "scene", "community", "by", "act"}
	touchHead    = []string{"customer", "touch", "time", "item", "channel", "community", "by", "store", "ref"}
)

func (s *Story) tellGoods(p *pen) {
	p.head("sku", "product", "line", "role", "price")
	for _, g := range goods {
		p.row(g.sku, g.name, g.line, g.role, yuan(int64(g.price*100+0.5)))
	}
}

// tellSpend writes what advertisements cost: each day the price of those they are to bring, give or take.
func (s *Story) tellSpend(p *pen) {
	p.head("day", "channel", "amount", "campaign")
	d := roll(s.Seed, "spend", 0)
	shape, total := make([]float64, days), 0.0
	for day := range days {
		shape[day] = pull(float64(day) + 0.5)
		total += shape[day]
	}
	weights := 0.0
	for _, w := range ways {
		if w.paid {
			weights += w.weight
		}
	}
	strangers := float64(s.people) * s.strangers()
	for day := range days {
		for _, w := range ways {
			if !w.paid {
				continue
			}
			heads := strangers * s.Paid * w.weight / weights * shape[day] / total
			p.row(s.day(day), w.name, yuan(max(100, int64(heads*s.CostPerHead*100*d.between(0.85, 1.15)))), "拉新")
		}
	}
}

// strangers is about which part of the people nobody brought.
func (p Parameters) strangers() float64 {
	k := 0.0
	for i, c := range p.Cohorts {
		end := p.Days
		if i+1 < len(p.Cohorts) {
			end = p.Cohorts[i+1].From
		}
		k += c.K * float64(end-c.From) / float64(p.Days)
	}
	return 1 - k
}

func (s *Story) tellPeople(p *pen, b *block) {
	for _, c := range b.people {
		p.row(c.account(), c.external(), c.phone(), c.name, s.written(c.came), c.way.name, shopOf(c.shop).code, c.clerk(), c.tagList())
	}
}

func (s *Story) tellReferrals(p *pen, b *block) {
	for _, c := range b.people {
		if c.inviter != nil {
			p.row(c.account(), c.inviter.account(), s.written(c.came), "code", fmt.Sprintf("QSC%07d", c.inviter.number))
		}
	}
}

func (s *Story) tellTouches(p *pen, b *block) {
	for _, c := range b.people {
		for _, t := range s.contacts(c) {
			group, by := "", ""
			if t.group != nil {
				group = t.group.code()
			}
			if t.by != nil {
				by = t.by.account()
			}
			p.row(c.account(), t.kind, s.written(t.at), t.item, t.channel, group, by, shopOf(c.shop).code, t.key)
		}
	}
}

func (s *Story) tellTalk(p *pen, b *block) {
	for _, g := range b.groups {
		for _, l := range s.log(g) {
			member, external, staff, scene := "", "", "", ""
			if l.clerk != nil {
				member, staff = "青穗里·"+l.clerk.name+l.clerk.code, l.clerk.code
			} else {
				member, external = l.person.nick, l.person.external()
			}
			if l.event == "leave" {
				scene = "left"
			}
			p.row(g.code(), g.name(), shopOf(g.shop).code, s.written(l.at), member, external, staff, l.event, l.text, l.key, l.replyTo, scene)
		}
	}
}
