package demo

import "math"

// order is one document of the order book.
type order struct {
	at     float64
	lines  []line
	scene  string
	refund int64 // fen taken back later, 0 none
	closed bool  // cancelled
}

// line is one good of an order; the amount is what was paid for it, fen.
type line struct {
	good   *good
	count  int
	amount int64
}

// buy draws what somebody buys: nothing, or a first order and those that follow until they lose interest (BG/NBD), each of
// a sum (Gamma-Gamma).
func (s *Story) buy(d dice, p *person) {
	if !d.chance(s.Buyers) {
		return
	}
	h, m := s.Habit, s.Spend
	rate := d.gamma(h.R) / h.Alpha / 7
	drop := d.beta(h.A, h.B)
	taste := d.gamma(m.Q) / m.Gamma
	at := p.came + d.exp(s.FirstOrder)
	for n := 0; at < days; n++ {
		p.orders = append(p.orders, s.order(d, p, at, n, d.gamma(m.P)/taste))
		if n > 0 && d.chance(drop) {
			break
		}
		at += d.exp(1 / rate)
	}
	s.regret(d, p)
}

var (
	firstScenes = []string{"counter", "mini_program", "live", "moments_chat", "group"}
	laterScenes = []string{"group", "mini_program", "mall_repeat", "moments_link", "counter", "clearance"}
)

// order draws one that stands; sum is what it brings in the end, in yuan.
func (s *Story) order(d dice, p *person, at float64, n int, sum float64) order {
	o := order{at: at, scene: pick(d, laterScenes)}
	if n == 0 {
		o.scene = pick(d, firstScenes)
	}
	net := max(100, int64(math.Round(sum*100)))
	if d.chance(0.03) && at+3 < days {
		o.refund = max(100, net/int64(3+d.IntN(5)))
	}
	o.lines = basket(d, net+o.refund)
	return o
}

// regret adds orders that come to nothing: cancelled, or returned whole.
func (s *Story) regret(d dice, p *person) {
	for _, o := range p.orders {
		if at := o.at + d.between(1, 20); d.chance(0.02) && at+4 < days {
			p.regrets = append(p.regrets, order{at: at, scene: "mini_program", lines: basket(d, int64(2000+d.IntN(20000))), closed: d.chance(0.5)})
		}
	}
}

// basket spreads a sum over one to three goods whose prices fit.
func basket(d dice, fen int64) []line {
	n := 1
	if fen > 6000 {
		n += d.weigh([]float64{5, 3, 1})
	}
	var out []line
	for i := range n {
		part := fen
		if i < n-1 {
			part = int64(float64(fen) * d.between(0.3, 0.6))
		}
		fen -= part
		g := fitting(d, part)
		out = append(out, line{g, max(1, int(math.Round(float64(part)/100/g.price))), part})
	}
	return out
}

// fitting gives a good that is not dearer than a sum.
func fitting(d dice, fen int64) *good {
	var open []int
	for i := range goods {
		if goods[i].price*80 <= float64(fen) {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return &goods[0]
	}
	if n := len(open); n > 5 {
		open = open[n-5:]
	}
	return &goods[pick(d, open)]
}
