package insight

// measured is one measure of one level: the number, over how many, and its 95 % interval.
type measured struct {
	number *float64
	n      int64
	ci     interval
	sure   bool // the interval can be told, and n is large enough for the cell not to be grey
}

// fellFrom tells whether the measure falls from a lower level to this one: only if their intervals part.
func (m measured) fellFrom(lower measured) bool {
	return m.sure && lower.sure && m.ci.high < lower.ci.low
}

// The measures of INS-08.
const (
	measureAOV = iota
	measureConversion
	measureRepurchase
	measureReferral
	measureCount
)

func measureTitle(m int) Words {
	return [measureCount]Words{{"客单价", "AOV"}, {"转化率", "conversion"}, {"复购率", "repurchase"}, {"转介绍率", "referral"}}[m]
}

// tally is what the people of one level bought and brought.
type tally struct {
	people, buyers, repeaters, referrers int64
	orders                               ratioSums // amount over orders, by buyer
}

// add counts a person: what they bought (nil: nothing) and whether they made a valid referral.
func (t *tally) add(b *bought, referred bool) {
	t.people++
	if referred {
		t.referrers++
	}
	if b == nil {
		return
	}
	t.buyers++
	t.orders.add(float64(b.Amount), float64(b.Orders))
	if b.Days > 1 {
		t.repeaters++
	}
}

// measure gives one measure; least is how many people it takes for a cell not to be grey.
func (t tally) measure(which int, least int64) measured {
	share := func(k, n int64) measured {
		if n == 0 {
			return measured{}
		}
		return measured{ratio(k, n), n, wilson(k, n), n >= least}
	}
	switch which {
	case measureConversion:
		return share(t.buyers, t.people)
	case measureRepurchase:
		return share(t.repeaters, t.buyers)
	case measureReferral:
		return share(t.referrers, t.people)
	}
	if t.orders.y == 0 {
		return measured{}
	}
	aov := t.orders.x / t.orders.y
	ci, ok := t.orders.interval()
	return measured{&aov, t.buyers, ci, ok && t.buyers >= least}
}

// falls lists the measures that fall at a level, each against the nearest lower level that can be told.
func falls(levels []tally, least int64) [][]int {
	out := make([][]int, len(levels))
	for m := range measureCount {
		var lower measured
		for i, l := range levels {
			here := l.measure(m, least)
			if here.fellFrom(lower) {
				out[i] = append(out[i], m)
			}
			if here.sure {
				lower = here
			}
		}
	}
	return out
}
