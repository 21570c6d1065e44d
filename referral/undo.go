package referral

import (
	"context"
	"fmt"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
)

// maxDependents bounds the list of what stands on an import.
const maxDependents = 50

// ImportDependents lists what came later and stands on claims that only this import brought: disputes decided for them by
// hand. An undo is refused while there are any.
func ImportDependents(ctx context.Context, q db.Q, importID int64) ([]customer.Dependent, error) {
	ids, err := db.All[customer.ID](ctx, q, fmt.Sprintf(`SELECT customer_id FROM referral_claim
		WHERE import_id = $1 AND forced AND NOT EXISTS (SELECT 1 FROM referral_seen s WHERE s.claim_id = referral_claim.id)
		ORDER BY id LIMIT %d`, maxDependents), importID)
	if err != nil {
		return nil, err
	}
	var out []customer.Dependent
	for _, i := range ids {
		out = append(out, customer.Dependent{Kind: "referral", ID: i.String(),
			Zh: "后来人工裁定由这条推荐记录生效", En: "a dispute was decided by hand for the claim"})
	}
	return out, nil
}

// StillUsed tells which of those people claims or codes name.
func StillUsed(ctx context.Context, tx *db.Tx, people []customer.ID) (map[customer.ID]bool, error) {
	out := map[customer.ID]bool{}
	for _, d := range []struct{ table, column string }{
		{"referral_claim", "customer_id"}, {"referral_claim", "inviter_id"}, {"referral_code", "customer_id"},
	} {
		err := db.Lists(tx, people, func(part []customer.ID) error {
			c := db.Where("").In(d.column, part)
			return db.Each(ctx, tx, func(i customer.ID) error { out[i] = true; return nil },
				`SELECT DISTINCT `+d.column+` FROM `+d.table+` WHERE `+c.SQL(), c.Args()...)
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ForgetImport takes away the claims that only this import brought, at most limit a call, in the caller's transaction; more is
// true when it has to be called again. What another import, or a person, said too passes to the earliest of them. Whoever
// was bound by one that goes is decided anew by the claims left.
func ForgetImport(ctx context.Context, tx *db.Tx, importID int64, limit int) (more bool, err error) {
	if err := lockForest(ctx, tx); err != nil {
		return false, err
	}
	rows, err := db.All[Record](ctx, tx, `SELECT `+claimColumns+` FROM referral_claim WHERE import_id = $1 ORDER BY id LIMIT $2`,
		importID, limit)
	if err != nil {
		return false, err
	}
	if len(rows) == 0 {
		_, err := db.Exec(ctx, tx, `DELETE FROM referral_seen WHERE import_id = $1`, importID)
		return false, err
	}
	heirs, err := heirsOf(ctx, tx, importID, rows)
	if err != nil {
		return false, err
	}
	var people, inviters []customer.ID
	for _, r := range rows {
		people, inviters = append(people, r.CustomerID), append(inviters, r.InviterID)
	}
	g, err := openGrove(ctx, tx, 0, distinct(people), distinct(inviters))
	if err != nil {
		return false, err
	}
	g.forget(rows, heirs)
	if err := dropHeirs(ctx, tx, heirs); err != nil {
		return false, err
	}
	return true, g.write(ctx, tx)
}

// heirsOf gives for claims the earliest other import that brought them too; 0 is the API and by hand.
func heirsOf(ctx context.Context, q db.Q, importID int64, rows []Record) (map[ClaimID]int64, error) {
	ids := make([]ClaimID, len(rows))
	for n, r := range rows {
		ids[n] = r.ID
	}
	heirs := map[ClaimID]int64{}
	return heirs, db.Lists(q, ids, func(part []ClaimID) error {
		c := db.Where("import_id <> $1", importID).In("claim_id", part)
		return db.Each(ctx, q, func(s seenRow) error {
			if heir, ok := heirs[s.ClaimID]; !ok || s.ImportID < heir {
				heirs[s.ClaimID] = s.ImportID
			}
			return nil
		}, `SELECT claim_id, import_id FROM referral_seen WHERE `+c.SQL(), c.Args()...)
	})
}

// dropHeirs forgets that heirs said claims again: these are their own now.
func dropHeirs(ctx context.Context, tx *db.Tx, heirs map[ClaimID]int64) error {
	rows := make([]seenRow, 0, len(heirs))
	for i, heir := range heirs {
		rows = append(rows, seenRow{i, heir})
	}
	return db.Lists(tx, rows, func(part []seenRow) error {
		c := db.Where("").InRows("claim_id, import_id", part)
		_, err := db.Exec(ctx, tx, `DELETE FROM referral_seen WHERE `+c.SQL(), c.Args()...)
		return err
	})
}

// forget passes claims to their heirs and lets the others go.
func (g *grove) forget(rows []Record, heirs map[ClaimID]int64) {
	going := map[ClaimID]bool{}
	for _, r := range rows {
		going[r.ID] = true
	}
	var freed []customer.ID
	before := map[customer.ID]link{}
	for _, e := range g.entries {
		if !going[e.ID] {
			continue
		}
		if heir, ok := heirs[e.ID]; ok {
			e.ImportID = heir
			continue
		}
		person := g.family.Now(e.CustomerID)
		if _, known := before[person]; !known && e.Verdict == OutcomeBound {
			before[person], _ = g.recorded(person)
			freed = append(freed, person)
		}
		e.gone = true
		if e.CommunityID != 0 {
			g.places[place{person, e.CommunityID}] = true
		}
	}
	slices.Sort(freed)
	for _, person := range freed {
		g.resettle(person, before[person])
	}
}
