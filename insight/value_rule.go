package insight

import (
	"math"

	"qunli/customer"
	"qunli/kit/money"
)

// worth is what a person is worth: what they paid, what those they brought paid, and what came by those (CUS-09).
type worth struct {
	id       customer.ID
	own      money.Fen
	direct   money.Fen // of those the person brought
	indirect money.Fen // of those that these brought, each level counting λ times the one above
	children int64     // people brought
	below    int64     // people below, at any distance
}

// value is V = own + direct + indirect.
func (w worth) value() money.Fen { return w.own + w.direct + w.indirect }

// social is V − own: what came through others.
func (w worth) social() money.Fen { return w.direct + w.indirect }

// worths computes V for everybody who paid or brought somebody, down to depth levels below (0: any), by id of people.
func worths(owns map[customer.ID]money.Fen, bonds []bond, lambda float64, depth int) map[customer.ID]worth {
	people, index := numbered(owns, bonds)
	parent := make([]int32, len(people))
	for i := range parent {
		parent[i] = -1
	}
	for _, b := range bonds {
		parent[index[b.CustomerID]] = index[b.ParentID]
	}
	f := growForest(parent)
	own := make([]float64, len(people))
	direct := make([]money.Fen, len(people))
	for i, id := range people {
		own[i] = float64(owns[id])
	}
	for i, p := range parent {
		if p >= 0 {
			direct[p] += owns[people[i]]
		}
	}
	all := f.influence(own, lambda, depth)
	out := make(map[customer.ID]worth, len(people))
	for i, id := range people {
		social := money.Fen(math.Floor(all[i] + 0.5))
		out[id] = worth{id, owns[id], direct[i], social - direct[i], int64(f.children[i]), int64(f.below[i])}
	}
	return out
}

// numbered gives everybody a number from 0.
func numbered(owns map[customer.ID]money.Fen, bonds []bond) ([]customer.ID, map[customer.ID]int32) {
	var people []customer.ID
	index := make(map[customer.ID]int32, len(owns)+len(bonds))
	add := func(id customer.ID) {
		if _, seen := index[id]; !seen {
			index[id] = int32(len(people))
			people = append(people, id)
		}
	}
	for id := range owns {
		add(id)
	}
	for _, b := range bonds {
		add(b.CustomerID)
		add(b.ParentID)
	}
	return people, index
}

// influence sums, for every node, the weights of those below it, each times λ to the power of its distance less one, down
// to depth levels (0: any). With S(x) that sum, S(x) = Σ over children c of weight(c) + λ·S(c).
func (f *forest) influence(weight []float64, lambda float64, depth int) []float64 {
	if height := f.height(); depth == 0 || depth > height {
		return f.fold(weight, make([]float64, len(weight)), lambda, true)
	}
	sums := make([]float64, len(weight))
	for range depth {
		sums = f.fold(weight, sums, lambda, false)
	}
	return sums
}

// fold adds to every node the weight of its children and λ times their sums: those of below, or those it has just
// computed (whole), children before parents.
func (f *forest) fold(weight, below []float64, lambda float64, whole bool) []float64 {
	sums := make([]float64, len(weight))
	for i := len(f.order) - 1; i >= 0; i-- {
		node := f.order[i]
		if p := f.parent[node]; p >= 0 {
			from := below[node]
			if whole {
				from = sums[node]
			}
			sums[p] += weight[node] + lambda*from
		}
	}
	return sums
}

// height is the largest level of a node.
func (f *forest) height() int {
	h := int32(0)
	for _, l := range f.level {
		h = max(h, l)
	}
	return int(h)
}
