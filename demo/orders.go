package demo

import (
	"fmt"
	"strconv"
)

// tellOrders writes the documents of a block: sales line by line, and the refunds of some.
func (s *Story) tellOrders(p *pen, b *block) {
	for _, c := range b.people {
		for i := range c.orders {
			s.tellOrder(p, c, &c.orders[i], fmt.Sprintf("QSO%08d-%03d", c.number, i+1), i == 0)
		}
		for i := range c.regrets {
			o := &c.regrets[i]
			number := fmt.Sprintf("QSO%08d-R%02d", c.number, i+1)
			if s.tellOrder(p, c, o, number, false); !o.closed {
				s.tellRefund(p, c, number, o.at+2, o.total())
			}
		}
	}
}

// tellOrder writes one sale, with what of it was taken back.
func (s *Story) tellOrder(p *pen, c *person, o *order, number string, first bool) {
	group, by, act, status, scene := "", "", "", "", o.scene
	if scene == "group" {
		if g := lively(c, o.at); g != nil {
			group = g.code()
		} else {
			scene = "mini_program"
		}
	}
	if first && c.inviter != nil {
		by, act = c.inviter.account(), "refer"
	}
	if o.closed {
		status = "cancelled"
	}
	for _, l := range o.lines {
		p.row(number, s.written(o.at), c.account(), l.good.sku, l.good.name, strconv.Itoa(l.count), yuan(int64(l.good.price*100+0.5)),
			yuan(l.amount), "sale", "", status, shopOf(c.shop).code, c.clerk(), scene, group, by, act)
	}
	if o.refund > 0 {
		s.tellRefund(p, c, number, o.at+2, o.refund)
	}
}

func (s *Story) tellRefund(p *pen, c *person, number string, at float64, fen int64) {
	p.row(number+"T", s.written(at), c.account(), "", "", "1", "", yuan(fen), "refund", number, "", shopOf(c.shop).code, c.clerk(), "", "", "", "")
}

// total is what a sale comes to, fen.
func (o *order) total() int64 {
	sum := int64(0)
	for _, l := range o.lines {
		sum += l.amount
	}
	return sum
}
