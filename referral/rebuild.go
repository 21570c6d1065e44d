package referral

import (
	"cmp"
	"context"
	"slices"

	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/db"
)

// thicket is the whole forest grown from nothing: bonds, aliases and what people bought. It shares no rule with the code
// that keeps the forest from change to change.
type thicket struct {
	place map[customer.ID]int32
	nodes []Node
	edges []bondRow // of each node the recorded edge, between people as booked; claim 0: none
	above []int32   // of each node its parent's place, -1 none
}

// grown reads bonds and grows the forest.
func grown(ctx context.Context, q db.Q) (*thicket, error) {
	bonds, err := db.All[bondRow](ctx, q, `SELECT customer_id, inviter_id, claim_id, at, import_id FROM referral_bond ORDER BY customer_id`)
	if err != nil {
		return nil, err
	}
	people := make([]customer.ID, 0, 2*len(bonds))
	for _, b := range bonds {
		people = append(people, b.CustomerID, b.InviterID)
	}
	people = distinct(people)
	family, err := customer.FamiliesOf(ctx, q, people)
	if err != nil {
		return nil, err
	}
	t := &thicket{place: make(map[customer.ID]int32, len(people))}
	for _, b := range bonds {
		t.record(b, family)
	}
	t.drop()
	if err := t.earn(ctx, q, family); err != nil {
		return nil, err
	}
	t.sum()
	return t, nil
}

// at gives the place of a person, a new one when there is none.
func (t *thicket) at(i customer.ID) int32 {
	p, ok := t.place[i]
	if !ok {
		p = int32(len(t.nodes))
		t.place[i] = p
		t.nodes = append(t.nodes, Node{CustomerID: i})
		t.edges = append(t.edges, bondRow{})
		t.above = append(t.above, -1)
	}
	return p
}

// record takes a bond as the edge of its person, unless an earlier one is.
func (t *thicket) record(b bondRow, family *customer.Families) {
	person, parent := family.Now(b.CustomerID), family.Now(b.InviterID)
	if person == parent {
		return
	}
	p, up := t.at(person), t.at(parent)
	held := t.edges[p]
	if held.ClaimID != 0 && cmp.Or(cmp.Compare(dated(held.At), dated(b.At)), cmp.Compare(held.ClaimID, b.ClaimID)) < 0 {
		return
	}
	t.edges[p], t.above[p] = b, up
}

// drop takes the latest edge of every circle out.
func (t *thicket) drop() {
	mark := make([]int32, len(t.nodes)) // the walk that came by, from 1
	for start := range t.nodes {
		p := int32(start)
		for p >= 0 && mark[p] == 0 {
			mark[p] = int32(start) + 1
			p = t.above[p]
		}
		if p < 0 || mark[p] != int32(start)+1 {
			continue
		}
		last := p
		for x := t.above[p]; x != p; x = t.above[x] {
			if later(t.link(x), t.link(last)) {
				last = x
			}
		}
		t.nodes[last].DroppedID = t.nodes[t.above[last]].CustomerID
		t.above[last] = -1
	}
}

func (t *thicket) link(p int32) link {
	return link{t.nodes[p].CustomerID, 0, t.edges[p].At}
}

// earn fills in what everybody bought.
func (t *thicket) earn(ctx context.Context, q db.Q, family *customer.Families) error {
	var all []customer.ID
	for _, n := range t.nodes {
		all = append(all, family.Members(n.CustomerID)...)
	}
	bought, err := commerce.Bought(ctx, q, all)
	if err != nil {
		return err
	}
	for n := range t.nodes {
		for _, i := range family.Members(t.nodes[n].CustomerID) {
			t.nodes[n].Own += bought[i].Amount
		}
	}
	return nil
}

// sum fills in counts and sums, from the leaves up.
func (t *thicket) sum() {
	waiting := make([]int64, len(t.nodes))
	for p, up := range t.above {
		if up >= 0 {
			waiting[up]++
			t.nodes[up].Children++
			t.nodes[p].ParentID = t.nodes[up].CustomerID
		}
		if up >= 0 || t.nodes[p].DroppedID != 0 {
			t.nodes[p].At = t.edges[p].At
		}
	}
	for start := range t.nodes {
		if t.nodes[start].Children > 0 {
			continue
		}
		for p := int32(start); t.above[p] >= 0 && waiting[p] == 0; p = t.above[p] {
			up := t.above[p]
			waiting[up]--
			t.nodes[up].Subtree += t.nodes[p].Subtree + 1
			t.nodes[up].Below += t.nodes[p].Below + t.nodes[p].Own
			t.nodes[up].Buyers += t.nodes[p].Buyers + buying(t.nodes[p].Own)
			if waiting[up] > 0 {
				break
			}
		}
	}
}

// standing gives the nodes that stand in the table, in order of ids.
func (t *thicket) standing() []Node {
	out := slices.DeleteFunc(slices.Clone(t.nodes), func(n Node) bool {
		return n.ParentID == 0 && n.DroppedID == 0 && n.Children == 0
	})
	slices.SortFunc(out, func(a, b Node) int { return cmp.Compare(a.CustomerID, b.CustomerID) })
	return out
}

// Rebuild writes everything derived in this room anew from claims, aliases and orders, in one transaction. Who referred or
// reaches whom may have changed for anybody: the caller has segments rebuilt too.
func Rebuild(ctx context.Context, tx *db.Tx) error {
	if err := lockForest(ctx, tx); err != nil {
		return err
	}
	for _, table := range []string{"referral_bond", "referral_node", "referral_day", "referral_inviter_day"} {
		if _, err := db.Exec(ctx, tx, `DELETE FROM `+table); err != nil {
			return err
		}
	}
	_, err := db.Exec(ctx, tx, `INSERT INTO referral_bond (customer_id, inviter_id, claim_id, at, import_id)
		SELECT customer_id, inviter_id, id, at, import_id FROM referral_claim WHERE verdict = 'bound'`)
	if err != nil {
		return err
	}
	t, err := grown(ctx, tx)
	if err != nil {
		return err
	}
	if err := insertNodes(ctx, tx, t.standing(), ""); err != nil {
		return err
	}
	counted, err := counted(ctx, tx)
	if err != nil {
		return err
	}
	if err := counted.writeDays(ctx, tx); err != nil {
		return err
	}
	_, err = counted.writeInviters(ctx, tx)
	return err
}
