package insight

// Class says where an order came from: exactly one each (INS-01).
type Class string

// The classes of orders, in the order in which they are tried.
const (
	Repurchase Class = "repurchase" // the buyer has an earlier kept order
	Referral   Class = "referral"   // else: somebody recorded brought the buyer
	Ad         Class = "ad"         // else: a paid touch brought the buyer
	Natural    Class = "natural"    // else
)

// Evidence is what is known of an order when it is classed.
type Evidence struct {
	Earlier     bool // the buyer, merged people being one, has an earlier kept order, at any time in any store
	Referred    bool // somebody recorded brought the buyer, at or before the order
	PaidTouch30 bool // the first touch, or one in the 30 days (option paid_days) up to the order, was paid for
	PaidTouch7  bool // a touch in the 7 days (option strict_days) up to the order was paid for
}

// classify puts an order into its class.
func classify(e Evidence) Class {
	switch {
	case e.Earlier:
		return Repurchase
	case e.Referred:
		return Referral
	case e.PaidTouch30:
		return Ad
	}
	return Natural
}

// basis is one way of counting: orders, or fen.
type basis struct {
	repurchase, referral, ad, natural int64
	paid                              int64 // of repurchase and referral: bought back by a paid touch in the 7 days before
}

func (b *basis) add(c Class, paid7 bool, weight int64) {
	switch c {
	case Repurchase:
		b.repurchase += weight
	case Referral:
		b.referral += weight
	case Ad:
		b.ad += weight
	case Natural:
		b.natural += weight
	}
	if paid7 && (c == Repurchase || c == Referral) {
		b.paid += weight
	}
}

func (b basis) all() int64 { return b.repurchase + b.referral + b.ad + b.natural }

// rate is SR = (R+F) ÷ (R+F+A); nil, "no data", when that is 0.
func (b basis) rate() *float64 {
	own := b.repurchase + b.referral
	return ratio(own, own+b.ad)
}

// strict is SR with the orders that a paid touch bought back counted as ads.
func (b basis) strict() *float64 {
	own := b.repurchase + b.referral
	return ratio(own-b.paid, own+b.ad)
}

// of gives the weight of one class.
func (b basis) of(c Class) int64 {
	return map[Class]int64{Repurchase: b.repurchase, Referral: b.referral, Ad: b.ad, Natural: b.natural}[c]
}

// bases counts all three ways at once.
type bases struct{ orders, revenue, visits basis }

func (b *bases) add(o loopOrder) {
	b.orders.add(o.class, o.paid7, 1)
	b.revenue.add(o.class, o.paid7, int64(o.amount))
}

func (b *bases) visit(v loopVisit) { b.visits.add(v.class, v.paid7, 1) }

// band reads a rate: where a shop stands between living on ads and living on its own people.
func band(rate *float64) Words {
	switch {
	case rate == nil:
		return Words{"暂无数据", "no data"}
	case *rate < 0.3:
		return Words{"依赖投放：低于 30%", "living on ads: below 30 %"}
	case *rate < 0.6:
		return Words{"正在自循环：30%–60%", "the loop is turning: 30–60 %"}
	}
	return Words{"健康自循环：60% 以上", "a healthy loop: 60 % and above"}
}

const dayMS = 24 * 60 * 60 * 1000

// contacts is what paid touches a person had, and when the first touch of all was.
type contacts struct {
	first int64   // ms of the first touch, paid or not; 0 none
	paid  []int64 // ms of paid touches
}

func (c *contacts) note(at int64, paid bool) {
	if c.first == 0 || at < c.first {
		c.first = at
	}
	if paid {
		c.paid = append(c.paid, at)
	}
}

// evidence reads the contacts for an order placed, or a visit made, at ms: long and short are the spans, ms, in which a
// paid touch counts for the class and for the strict rate.
func (c contacts) evidence(at, long, short int64) (paid30, paid7 bool) {
	for _, p := range c.paid {
		if p > at {
			continue
		}
		paid30 = paid30 || p == c.first || p >= at-long
		paid7 = paid7 || p >= at-short
	}
	return paid30, paid7
}
