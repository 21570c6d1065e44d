package insight

import (
	"cmp"
	"slices"

	"qunli/commerce"
	"qunli/community"
	"qunli/customer"
	"qunli/kit/money"
)

// guidable is a kept order of a known buyer that a community may have guided.
type guidable struct {
	id       commerce.OrderID
	buyer    customer.ID
	at       int64
	day      string
	amount   money.Fen
	explicit community.ID // the community written on the order: assisted, or by its code; 0 none
	newcomer bool         // brought by somebody recorded, and the buyer's first kept order lies in the window
}

// click is a link of a community followed, or its code scanned.
type click struct {
	community community.ID
	at        int64
}

// guide gives the community that guided an order placed at ms: the one written on it, else that of the buyer's last click
// at or before it and at most span ms before; 0 for an order placed without.
func guide(o guidable, clicks []click, span int64) community.ID {
	if o.explicit != 0 {
		return o.explicit
	}
	var last click
	for _, c := range clicks {
		if c.at <= o.at && c.at >= o.at-span && c.at >= last.at {
			last = c
		}
	}
	return last.community
}

// guided is an order and the community that guided it.
type guided struct {
	guidable
	community community.ID
	member    bool // the buyer was there in the window
	inWindow  bool
}

// reach is what a set of communities made of its people.
type reach struct {
	members  map[customer.ID]bool // present at any time in the window
	exposed  map[customer.ID]bool // of these, touched in the community, or guided
	clicked  map[customer.ID]bool // of these, followed a link or scanned a code
	buyers   map[customer.ID]bool // of these, with a guided order in the window
	ever     map[customer.ID]bool // of these, with a guided order at any time
	orders   int                  // guided, by members, in the window
	brought  int                  // of these, by referred newcomers
	outsider int                  // guided orders of the window by others
	amount   money.Fen            // of orders
}

func newReach() *reach {
	return &reach{map[customer.ID]bool{}, map[customer.ID]bool{}, map[customer.ID]bool{}, map[customer.ID]bool{}, map[customer.ID]bool{}, 0, 0, 0, 0}
}

// add counts a guided order.
func (r *reach) add(o guided) {
	if !o.member {
		if o.inWindow {
			r.outsider++
		}
		return
	}
	r.ever[o.buyer] = true
	if !o.inWindow {
		return
	}
	r.buyers[o.buyer], r.exposed[o.buyer] = true, true
	r.orders++
	r.amount += o.amount
	if o.newcomer {
		r.brought++
	}
}

func (r *reach) convMembers() *float64 { return ratio(len(r.buyers), len(r.members)) }
func (r *reach) convExposed() *float64 { return ratio(len(r.buyers), len(r.exposed)) }

// sortedPeople gives the ids of a set in order.
func sortedPeople(set map[customer.ID]bool) []customer.ID {
	out := make([]customer.ID, 0, len(set))
	for id := range set {
		out = append(out, id)
	}
	slices.SortFunc(out, func(a, b customer.ID) int { return cmp.Compare(a, b) })
	return out
}
