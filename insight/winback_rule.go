package insight

// approach is one attempt to win somebody back.
type approach struct {
	at  int64
	way string // kind of the touch: card, sms, call, ask, …; task for a call task done
}

// oldCustomer is a buyer, how they can be reached, and what was done to win them back.
type oldCustomer struct {
	person
	linked     int64 // ms since when we can reach them, 0 not: 失联
	approaches []approach
	refused    bool // a refusal to be contacted stands
}

// lostAt tells whether the buyer was out of reach at ms.
func (o oldCustomer) lostAt(at int64) bool { return o.linked == 0 || o.linked > at }

// reconnected tells how it went with a buyer approached while out of reach: tried, and linked since.
func (o oldCustomer) reconnected() (tried, linked bool) {
	for _, a := range o.approaches {
		if o.lostAt(a.at) {
			return true, o.linked != 0
		}
	}
	return false, false
}

// lapsedAt tells whether the last order before the day lies more than span days back.
func (o oldCustomer) lapsedAt(at, span day) bool {
	last, bought := day(0), false
	for _, p := range o.days {
		if p.day < at {
			last, bought = p.day, true
		}
	}
	return bought && at-last > span
}

// wonBack tells how it went with a buyer approached when lapsed and within reach: tried, and an order on a later day.
func (o oldCustomer) wonBack(span day, dayOf func(ms int64) day) (tried, ordered bool) {
	for _, a := range o.approaches {
		if at := dayOf(a.at); !o.lostAt(a.at) && o.lapsedAt(at, span) {
			return true, o.last() > at
		}
	}
	return false, false
}

// winback counts the old customers.
type winback struct {
	lost, listed, refused, spent []oldCustomer // out of reach now; to be approached; who must not be; who has been often enough
	tried, linked                []oldCustomer // approached while out of reach; of these, linked since
	lapsed, again, ordered       []oldCustomer // linked and lapsed now; approached when lapsed; of these, ordered since
}

func winbackOf(people []oldCustomer, attempts int, span, today day, dayOf func(ms int64) day) winback {
	var w winback
	for _, o := range people {
		if o.linked == 0 {
			w.lost = append(w.lost, o)
			switch {
			case o.refused:
				w.refused = append(w.refused, o)
			case len(o.approaches) >= attempts:
				w.spent = append(w.spent, o)
			default:
				w.listed = append(w.listed, o)
			}
		} else if o.lapsedAt(today+1, span) {
			w.lapsed = append(w.lapsed, o)
		}
		if tried, linked := o.reconnected(); tried {
			w.tried = append(w.tried, o)
			if linked {
				w.linked = append(w.linked, o)
			}
		}
		if tried, ordered := o.wonBack(span, dayOf); tried {
			w.again = append(w.again, o)
			if ordered {
				w.ordered = append(w.ordered, o)
			}
		}
	}
	return w
}

// ways counts, by way of the first approach while out of reach, who was tried and who was linked since.
func (w winback) ways() map[string][2]int {
	out := map[string][2]int{}
	note := func(people []oldCustomer, at int) {
		for _, o := range people {
			for _, a := range o.approaches {
				if o.lostAt(a.at) {
					n := out[a.way]
					n[at]++
					out[a.way] = n
					break
				}
			}
		}
	}
	note(w.tried, 0)
	note(w.linked, 1)
	return out
}

// of gives the buyers of a set by name.
func (w winback) of(set string) []oldCustomer {
	return map[string][]oldCustomer{"lost": w.lost, "list": w.listed, "refused": w.refused, "spent": w.spent, "contacted": w.tried,
		"linked": w.linked, "lapsed": w.lapsed, "lapsed-contacted": w.again, "lapsed-ordered": w.ordered}[set]
}
