package insight

import (
	"cmp"
	"slices"

	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/money"
)

// pricedOrder is a kept order and the one act it is owed to (CUS-11).
type pricedOrder struct {
	id     commerce.OrderID
	day    string
	amount money.Fen // net
	buyer  customer.ID
	by     customer.ID // 0: owed to nobody known
	act    commerce.Act
}

// claim says that somebody's act led to an order.
type claim struct {
	by  customer.ID
	act commerce.Act
}

// rank orders the acts: partner, distribute, refer, share, forward; what is no act comes last.
func rank(a commerce.Act) int {
	i := slices.IndexFunc(commerce.Acts(), func(l commerce.ActLabel) bool { return l.Code == a })
	if i < 0 {
		return len(commerce.Acts())
	}
	return i
}

// price gives the claim that has the order: the strongest act, the first of equals. Nobody has an order of their own.
func price(buyer customer.ID, claims ...claim) claim {
	claims = slices.DeleteFunc(slices.Clone(claims), func(c claim) bool {
		return c.by == 0 || c.by == buyer || rank(c.act) == len(commerce.Acts())
	})
	if len(claims) == 0 {
		return claim{}
	}
	return slices.MinFunc(claims, func(a, b claim) int { return cmp.Compare(rank(a.act), rank(b.act)) })
}

// sociable is what somebody did for others to come, and what it brought.
type sociable struct {
	id     customer.ID
	tree   money.Fen        // Social_tree = V − own
	orders money.Fen        // Social_acts: net of the orders owed to the person's acts
	priced int64            // orders
	acts   map[string]int64 // how often, by kind of act of customer_act_day
	owed   []pricedOrder    // in order of id
	by     map[commerce.Act]money.Fen
}

// socialKind is one of the five social acts: what it is called in orders and in act days.
type socialKind struct {
	act   commerce.Act
	kind  string
	title Words
}

// socialKinds lists the five acts, the weakest first, as n1…n5.
func socialKinds() []socialKind {
	kinds := map[commerce.Act]string{commerce.ActForward: customer.ActForward, commerce.ActShare: customer.ActShare,
		commerce.ActRefer: customer.ActReferral, commerce.ActDistribute: customer.ActDistribute, commerce.ActPartner: customer.ActPartner}
	var out []socialKind
	for _, l := range slices.Backward(commerce.Acts()) {
		out = append(out, socialKind{l.Code, kinds[l.Code], Words{l.Zh, l.En}})
	}
	return out
}

// ledgerOf gathers what everybody did and brought, by id of people; who did and brought nothing is left out.
func ledgerOf(worths []worth, acts []act, orders []pricedOrder) []sociable {
	of := map[customer.ID]*sociable{}
	at := func(id customer.ID) *sociable {
		if of[id] == nil {
			of[id] = &sociable{id: id, acts: map[string]int64{}, by: map[commerce.Act]money.Fen{}}
		}
		return of[id]
	}
	for _, w := range worths {
		if w.social() != 0 {
			at(w.id).tree = w.social()
		}
	}
	for _, a := range acts {
		at(a.CustomerID).acts[a.Kind] += a.Acts
	}
	for _, o := range orders {
		if o.by == 0 {
			continue
		}
		p := at(o.by)
		p.orders += o.amount
		p.priced++
		p.by[o.act] += o.amount
		p.owed = append(p.owed, o)
	}
	var out []sociable
	for _, p := range of {
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b sociable) int { return cmp.Compare(a.id, b.id) })
	return out
}
