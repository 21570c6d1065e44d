package referral

import (
	"cmp"
	"context"
	"fmt"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/org"
)

// Check rebuilds everything derived in this room and gives what differs: bonds from claims; the standings of invitations from stays; the forest from bonds, aliases
// and what people bought; the rollups from claims. It reads whole tables. Trees in which the
// merge or the order of somebody has not been heard of yet are left out.
func Check(ctx context.Context, q db.Q) ([]db.Difference, error) {
	var out []db.Difference
	for _, check := range []func(context.Context, db.Q) ([]db.Difference, error){checkBonds, checkStandings, checkForest, checkDays} {
		some, err := check(ctx, q)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, nil
}

// checkBonds compares bonds with the claims that hold: one of a person, and nothing else.
func checkBonds(ctx context.Context, q db.Q) ([]db.Difference, error) {
	stored := `SELECT customer_id, inviter_id, claim_id, at, import_id FROM referral_bond`
	rebuilt := `SELECT customer_id, inviter_id, id AS claim_id, at, import_id FROM referral_claim WHERE verdict = 'bound'`
	var out []db.Difference
	for _, way := range []struct{ sql, stored, rebuilt string }{
		{stored + ` EXCEPT ` + rebuilt, "a bond", ""}, {rebuilt + ` EXCEPT ` + stored, "", "a bond"},
	} {
		rows, err := db.All[bondRow](ctx, q, fmt.Sprintf(`%s ORDER BY 1 LIMIT %d`, way.sql, db.MostDifferences))
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out = append(out, db.Differs("referral_bond", r.CustomerID.String()+" "+r.ClaimID.String(), way.stored, way.rebuilt))
		}
	}
	return out, nil
}

// checkForest compares the nodes with a forest grown from nothing.
func checkForest(ctx context.Context, q db.Q) ([]db.Difference, error) {
	t, err := grown(ctx, q)
	if err != nil {
		return nil, err
	}
	want := t.standing()
	have, err := db.All[Node](ctx, q, `SELECT `+nodeColumns+` FROM referral_node ORDER BY customer_id`)
	if err != nil {
		return nil, err
	}
	behind, err := unheard(ctx, q)
	if err != nil {
		return nil, err
	}
	if len(behind) > 0 {
		have, want = withoutTrees(have, want, behind)
	}
	return differingNodes(have, want), nil
}

// differingNodes lists where two forests differ, both in order of ids.
func differingNodes(have, want []Node) []db.Difference {
	var out []db.Difference
	for len(have)+len(want) > 0 && len(out) < db.MostDifferences {
		var h, w Node
		if len(want) == 0 || len(have) > 0 && have[0].CustomerID <= want[0].CustomerID {
			h = have[0]
		}
		if len(have) == 0 || len(want) > 0 && want[0].CustomerID <= have[0].CustomerID {
			w = want[0]
		}
		if h.CustomerID != 0 {
			have = have[1:]
		}
		if w.CustomerID != 0 {
			want = want[1:]
		}
		if h != w {
			out = append(out, db.Differs("referral_node", cmp.Or(h.CustomerID, w.CustomerID).String(), h.text(), w.text()))
		}
	}
	return out
}

// text spells a node for a report; "" for none.
func (n Node) text() string {
	if n.CustomerID == 0 {
		return ""
	}
	return fmt.Sprintf("under %s at %d, %d children, %d below, own %d, below %d, %d buyers, dropped %s",
		n.ParentID, n.At, n.Children, n.Subtree, n.Own, n.Below, n.Buyers, n.DroppedID)
}

// counted counts all claims into rollups.
func counted(ctx context.Context, q db.Q) (*tally, error) {
	zone, err := org.Zone(ctx, q)
	if err != nil {
		return nil, err
	}
	t := newTally()
	err = db.Each(ctx, q, func(r Record) error {
		day := ""
		if r.At != 0 {
			day = clock.Day(r.At, zone)
		}
		t.add(&r, day, 1)
		return nil
	}, `SELECT `+claimColumns+` FROM referral_claim`)
	return t, err
}

// checkDays compares the rollups, and what people did, with a count of all claims.
func checkDays(ctx context.Context, q db.Q) ([]db.Difference, error) {
	t, err := counted(ctx, q)
	if err != nil {
		return nil, err
	}
	have := newTally()
	err = db.Each(ctx, q, func(r dayRow) error {
		n := r.Bonds
		r.Bonds = 0
		have.days[r] = n
		return nil
	}, `SELECT day, store_id, staff_id, source, bonds FROM referral_day`)
	if err != nil {
		return nil, err
	}
	err = db.Each(ctx, q, func(r inviterRow) error {
		n := [3]int64{r.Invited, r.Valid, r.Pending}
		r.Invited, r.Valid, r.Pending = 0, 0, 0
		have.inviters[r] = n
		return nil
	}, `SELECT inviter_id, day, community_id, store_id, staff_id, invited, valid, pending FROM referral_inviter_day`)
	if err != nil {
		return nil, err
	}
	out := append(db.CompareMaps("referral_day", have.days, t.days), db.CompareMaps("referral_inviter_day", have.inviters, t.inviters)...)
	acts, err := customer.CheckActs(ctx, q, customer.ActReferral, t.acts)
	return append(out, db.FirstDifferences(acts)...), err
}
