package referral

import (
	"cmp"
	"context"
	"slices"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/org"
)

// bondRow is a row of referral_bond.
type bondRow struct {
	CustomerID customer.ID
	InviterID  customer.ID
	ClaimID    ClaimID
	At         int64
	ImportID   int64
}

// write stores everything decided: claims, bonds, nodes, rollups, and what other rooms hear of it.
func (g *grove) write(ctx context.Context, tx *db.Tx) error {
	if err := g.stand(ctx, tx); err != nil {
		return err
	}
	if err := g.mend(ctx, tx); err != nil {
		return err
	}
	for _, step := range []func(context.Context, *db.Tx) error{
		g.writeClaims, g.writeBonds, g.forest.write, g.writeDays, g.writeSeen,
	} {
		if err := step(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// mend lets dropped edges come back whose circle is gone.
func (g *grove) mend(ctx context.Context, tx *db.Tx) error {
	if !g.torn {
		return nil
	}
	if err := g.loadDropped(ctx, tx); err != nil {
		return err
	}
	g.relink(nil)
	return nil
}

// stand gives the claims into groups their standing.
func (g *grove) stand(ctx context.Context, tx *db.Tx) error {
	if len(g.places) == 0 {
		return nil
	}
	var people []customer.ID
	var groups []community.ID
	for p := range g.places {
		people = append(people, g.family.Members(p.person)...)
		groups = append(groups, p.group)
	}
	stays := map[place][]community.Stay{}
	all, err := community.StaysOf(ctx, tx, distinct(people), distinct(groups))
	if err != nil {
		return err
	}
	for _, s := range all {
		p := place{g.family.Now(s.CustomerID), s.CommunityID}
		stays[p] = append(stays[p], s)
	}
	for p := range g.places {
		var claims []*Record
		for _, e := range g.claims[p.person] {
			if e.CommunityID == p.group && !e.gone {
				claims = append(claims, &e.Record)
			}
		}
		slices.SortFunc(stays[p], func(a, b community.Stay) int { return cmp.Compare(a.JoinedAt, b.JoinedAt) })
		g.rules.invite(claims, stays[p])
	}
	return nil
}

// writeClaims stores new claims and what changed of others, and deletes those undone.
func (g *grove) writeClaims(ctx context.Context, tx *db.Tx) error {
	var fresh, changed []Record
	var gone []ClaimID
	for _, e := range g.entries {
		switch {
		case e.gone:
			gone = append(gone, e.ID)
		case e.stored.ID == 0:
			fresh = append(fresh, e.Record)
		case e.Record != e.stored:
			changed = append(changed, e.Record)
		}
	}
	if err := deleteClaims(ctx, tx, gone); err != nil {
		return err
	}
	if _, err := db.Insert(ctx, tx, "referral_claim", fresh, ""); err != nil {
		return err
	}
	_, err := db.Insert(ctx, tx, "referral_claim", changed, `ON CONFLICT (id) DO UPDATE SET verdict = excluded.verdict,
		reason = excluded.reason, note = excluded.note, forced = excluded.forced, standing = excluded.standing,
		import_id = excluded.import_id`)
	return err
}

func deleteClaims(ctx context.Context, tx *db.Tx, ids []ClaimID) error {
	return db.Lists(tx, ids, func(part []ClaimID) error {
		c := db.Where("").In("claim_id", part)
		if _, err := db.Exec(ctx, tx, `DELETE FROM referral_seen WHERE `+c.SQL(), c.Args()...); err != nil {
			return err
		}
		c = db.Where("").In("id", part)
		_, err := db.Exec(ctx, tx, `DELETE FROM referral_claim WHERE `+c.SQL(), c.Args()...)
		return err
	})
}

// holds tells whether a claim is a bond.
func holds(r *Record) bool { return r.ID != 0 && r.Verdict == OutcomeBound }

// now is what becomes of an entry: the zero Record of one that goes.
func (e *entry) now() Record {
	if e.gone {
		return Record{}
	}
	return e.Record
}

// writeBonds deletes and inserts bonds so that they are the claims that hold.
func (g *grove) writeBonds(ctx context.Context, tx *db.Tx) error {
	var gone []customer.ID
	var rows []bondRow
	for _, e := range g.entries {
		r := e.now()
		if holds(&e.stored) && (!holds(&r) || r.ImportID != e.stored.ImportID) {
			gone = append(gone, e.stored.CustomerID)
		}
		if holds(&r) && (!holds(&e.stored) || r.ImportID != e.stored.ImportID) {
			rows = append(rows, bondRow{r.CustomerID, r.InviterID, r.ID, r.At, r.ImportID})
		}
	}
	if err := deletePeople(ctx, tx, "referral_bond", gone); err != nil {
		return err
	}
	slices.SortFunc(rows, func(a, b bondRow) int { return cmp.Compare(a.CustomerID, b.CustomerID) })
	_, err := db.Insert(ctx, tx, "referral_bond", rows, "")
	return err
}

func (g *grove) writeSeen(ctx context.Context, tx *db.Tx) error {
	rows := make([]seenRow, 0, len(g.seen))
	for s := range g.seen {
		rows = append(rows, s)
	}
	slices.SortFunc(rows, func(a, b seenRow) int {
		return cmp.Or(cmp.Compare(a.ClaimID, b.ClaimID), cmp.Compare(a.ImportID, b.ImportID))
	})
	_, err := db.Insert(ctx, tx, "referral_seen", rows, "ON CONFLICT DO NOTHING")
	return err
}

// dayRow is a row of referral_day.
type dayRow struct {
	Day     string
	StoreID org.StoreID
	StaffID org.StaffID
	Source  Source
	Bonds   int64
}

// inviterRow is a row of referral_inviter_day.
type inviterRow struct {
	InviterID   customer.ID
	Day         string
	CommunityID community.ID
	StoreID     org.StoreID
	StaffID     org.StaffID
	Invited     int64
	Valid       int64
	Pending     int64
}

// tally counts claims into the rollups.
type tally struct {
	days     map[dayRow]int64        // by row without Bonds
	inviters map[inviterRow][3]int64 // by row without figures: invited, valid, pending
	acts     []customer.Act
}

func newTally() *tally { return &tally{map[dayRow]int64{}, map[inviterRow][3]int64{}, nil} }

// add counts a claim in (sign 1) or out (-1). day is its calendar day, "" unknown. What its inviter did is a bond that is a valid
// invitation too.
func (t *tally) add(r *Record, day string, sign int64) {
	if holds(r) {
		t.days[dayRow{day, r.StoreID, r.KeeperID, r.Source, 0}] += sign
		if day != "" && r.Standing == StandingValid {
			t.acts = append(t.acts, customer.Act{Customer: r.InviterID, Day: day, Kind: customer.ActReferral, Acts: sign})
		}
	}
	if r.ID == 0 || r.Standing == StandingExcluded {
		return
	}
	k := inviterRow{InviterID: r.InviterID, Day: day, CommunityID: r.CommunityID, StoreID: r.StoreID, StaffID: r.KeeperID}
	n := t.inviters[k]
	n[0] += sign
	switch r.Standing {
	case StandingValid:
		n[1] += sign
	case StandingPending:
		n[2] += sign
	}
	t.inviters[k] = n
}

// dayOf gives the calendar day of a claim, "" when it has no date.
func (g *grove) dayOf(r *Record) string {
	if r.At == 0 {
		return ""
	}
	return clock.Day(r.At, g.zone)
}

// writeDays folds what changed into the rollups, and into what people did.
func (g *grove) writeDays(ctx context.Context, tx *db.Tx) error {
	t := newTally()
	for _, e := range g.entries {
		r := e.now()
		if r.Verdict == e.stored.Verdict && r.Standing == e.stored.Standing {
			continue
		}
		day := g.dayOf(&e.Record)
		t.add(&e.stored, day, -1)
		t.add(&r, day, 1)
	}
	if err := t.writeDays(ctx, tx); err != nil {
		return err
	}
	inviters, err := t.writeInviters(ctx, tx)
	if err != nil {
		return err
	}
	if err := customer.Acted(ctx, tx, t.acts); err != nil {
		return err
	}
	return customer.Changed(ctx, tx, inviters, attrInvited, attrValid)
}

func (t *tally) writeDays(ctx context.Context, tx *db.Tx) error {
	var rows []dayRow
	var less []string
	for r, n := range t.days {
		if r.Bonds = n; n != 0 {
			rows = append(rows, r)
		}
		if n < 0 {
			less = append(less, r.Day)
		}
	}
	slices.SortFunc(rows, func(a, b dayRow) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.StoreID, b.StoreID), cmp.Compare(a.StaffID, b.StaffID), cmp.Compare(a.Source, b.Source))
	})
	_, err := db.Insert(ctx, tx, "referral_day", rows,
		`ON CONFLICT (day, store_id, staff_id, source) DO UPDATE SET bonds = referral_day.bonds + excluded.bonds`)
	if err != nil {
		return err
	}
	slices.Sort(less)
	return db.Lists(tx, slices.Compact(less), func(part []string) error {
		c := db.Where("bonds = 0").In("day", part)
		_, err := db.Exec(ctx, tx, `DELETE FROM referral_day WHERE `+c.SQL(), c.Args()...)
		return err
	})
}

// writeInviters gives whose invitations changed.
func (t *tally) writeInviters(ctx context.Context, tx *db.Tx) ([]customer.ID, error) {
	var rows []inviterRow
	var less, all []customer.ID
	for r, n := range t.inviters {
		if n == [3]int64{} {
			continue
		}
		r.Invited, r.Valid, r.Pending = n[0], n[1], n[2]
		rows, all = append(rows, r), append(all, r.InviterID)
		if r.Invited < 0 {
			less = append(less, r.InviterID)
		}
	}
	slices.SortFunc(rows, func(a, b inviterRow) int {
		return cmp.Or(cmp.Compare(a.InviterID, b.InviterID), cmp.Compare(a.Day, b.Day), cmp.Compare(a.CommunityID, b.CommunityID),
			cmp.Compare(a.StoreID, b.StoreID), cmp.Compare(a.StaffID, b.StaffID))
	})
	_, err := db.Insert(ctx, tx, "referral_inviter_day", rows, `ON CONFLICT (inviter_id, day, community_id, store_id, staff_id)
		DO UPDATE SET invited = referral_inviter_day.invited + excluded.invited, valid = referral_inviter_day.valid + excluded.valid,
		pending = referral_inviter_day.pending + excluded.pending`)
	if err != nil {
		return nil, err
	}
	return distinct(all), db.Lists(tx, distinct(less), func(part []customer.ID) error {
		c := db.Where("invited = 0").In("inviter_id", part)
		_, err := db.Exec(ctx, tx, `DELETE FROM referral_inviter_day WHERE `+c.SQL(), c.Args()...)
		return err
	})
}
