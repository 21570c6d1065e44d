package customer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"qunli/kit/db"
)

// take makes the new identities ours. It gives false, and leaves nothing behind, when somebody else took one of them
// or changed one of the people meanwhile: then the book has to be opened again.
func (b *book) take(ctx context.Context, tx *db.Tx) (won bool, err error) {
	if same, err := b.hold(ctx, tx); err != nil || !same {
		return false, err
	}
	// In one order everywhere, so that two batches with the same keys wait for each other instead of deadlocking.
	slices.SortFunc(b.identities, func(x, y identity) int { return compareKeys(x.key(), y.key()) })
	n, err := db.Insert(ctx, tx, "customer_identity", b.identities, "ON CONFLICT DO NOTHING")
	if err != nil || n == int64(len(b.identities)) {
		return err == nil, err
	}
	mine := make([]IdentityID, len(b.identities))
	for i := range b.identities {
		mine[i] = b.identities[i].ID
	}
	return false, db.Lists(tx, mine, func(part []IdentityID) error {
		c := db.Where("").In("id", part)
		_, err := db.Exec(ctx, tx, `DELETE FROM customer_identity WHERE `+c.SQL(), c.Args()...)
		return err
	})
}

// hold locks the existing people who are about to change and tells whether they are still as they were read. An erased
// person is not.
func (b *book) hold(ctx context.Context, tx *db.Tx) (same bool, err error) {
	type held struct {
		ID      ID
		Name    string
		Version int64
	}
	var ids []ID
	for _, m := range b.order {
		if m.changed {
			ids = append(ids, m.ID)
		}
	}
	slices.Sort(ids)
	count, same := 0, true
	err = db.Lists(tx, ids, func(part []ID) error {
		c := db.Where("erased_at = 0").In("id", part)
		return db.Each(ctx, tx, func(h held) error {
			count++
			m := b.members[h.ID]
			name := m.Name
			if m.named {
				name = "" // it was empty when it was read
			}
			same = same && (!m.loaded || m.Version == h.Version && name == h.Name)
			return nil
		}, `UPDATE customer SET version = version WHERE `+c.SQL()+` RETURNING id, name, version`, c.Args()...)
	})
	return same && count == len(ids), err
}

// write stores everything decided, identities excepted: take has stored them.
func (b *book) write(ctx context.Context, tx *db.Tx) error {
	for _, step := range []func(context.Context, *db.Tx) error{
		b.writePeople, b.writeFills, b.writeTerms, b.writeTags, b.writeConsents, b.writeNotes, b.tell,
	} {
		if err := step(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

func (b *book) writePeople(ctx context.Context, tx *db.Tx) error {
	var rows []row
	for _, m := range b.order {
		if m.fresh {
			rows = append(rows, m.row)
		}
	}
	_, err := db.Insert(ctx, tx, "customer", rows, "")
	return err
}

// writeFills writes the fields filled in of existing people, and by which import.
func (b *book) writeFills(ctx context.Context, tx *db.Tx) error {
	var fills []fill
	var changed []*member
	for _, m := range b.order {
		if len(m.filled) > 0 {
			changed = append(changed, m)
		}
		for _, f := range m.filled {
			fills = append(fills, fill{m.ID, f, b.importID})
		}
	}
	for part := range slices.Chunk(changed, fillRows) {
		if err := updateEmpty(ctx, tx, part); err != nil {
			return err
		}
	}
	_, err := db.Insert(ctx, tx, "customer_fill", fills, "ON CONFLICT DO NOTHING")
	return err
}

// fillRows is how many people one statement of updateEmpty changes.
const fillRows = 64

// updateEmpty sets the fields of people where they are empty still.
func updateEmpty(ctx context.Context, tx *db.Tx, people []*member) error {
	var values strings.Builder
	var args []any
	for i, m := range people {
		if i > 0 {
			values.WriteByte(',')
		}
		n := len(args)
		fmt.Fprintf(&values, "(CAST($%d AS BIGINT), CAST($%d AS TEXT), CAST($%d AS TEXT), CAST($%d AS BIGINT), CAST($%d AS BIGINT), CAST($%d AS TEXT), CAST($%d AS BIGINT))",
			n+1, n+2, n+3, n+4, n+5, n+6, n+7)
		args = append(args, m.ID, m.Name, m.Folded, m.StoreID, m.StaffID, m.Channel, m.AddedAt)
	}
	_, err := db.Exec(ctx, tx, `
		UPDATE customer SET
			name     = CASE WHEN customer.name = ''    THEN v.column2 ELSE customer.name END,
			folded   = CASE WHEN customer.name = ''    THEN v.column3 ELSE customer.folded END,
			store_id = CASE WHEN customer.store_id = 0 THEN v.column4 ELSE customer.store_id END,
			staff_id = CASE WHEN customer.staff_id = 0 THEN v.column5 ELSE customer.staff_id END,
			channel  = CASE WHEN customer.channel = '' THEN v.column6 ELSE customer.channel END,
			added_at = CASE WHEN customer.added_at = 0 THEN v.column7 ELSE customer.added_at END
		FROM (VALUES `+values.String()+`) AS v
		WHERE customer.id = v.column1`, args...)
	return err
}

type term struct {
	Term       string
	CustomerID ID
}

func (b *book) writeTerms(ctx context.Context, tx *db.Tx) error {
	var rows []term
	for _, m := range b.order {
		folded := ""
		if m.named {
			folded = m.Folded
		}
		for _, t := range terms(folded, m.phones) {
			rows = append(rows, term{t, m.ID})
		}
	}
	slices.SortFunc(rows, func(x, y term) int {
		return cmp.Or(cmp.Compare(x.Term, y.Term), cmp.Compare(x.CustomerID, y.CustomerID))
	})
	_, err := db.Insert(ctx, tx, "customer_term", rows, "ON CONFLICT DO NOTHING")
	return err
}

func (b *book) writeTags(ctx context.Context, tx *db.Tx) error {
	var names []tagName
	for _, m := range b.order {
		names = append(names, m.newTags...)
	}
	ids, err := ensureTags(ctx, tx, names)
	if err != nil {
		return err
	}
	origin := "import"
	if b.importID == 0 {
		origin = "hand"
	}
	var rows []tagging
	for _, m := range b.order {
		for _, t := range m.newTags {
			rows = append(rows, tagging{m.ID, ids[t], origin, b.importID, b.now})
		}
	}
	_, err = db.Insert(ctx, tx, "customer_tagging", rows, "ON CONFLICT DO NOTHING")
	return err
}

func (b *book) writeConsents(ctx context.Context, tx *db.Tx) error {
	var rows []consentRow
	for _, m := range b.order {
		rows = append(rows, m.newTalks...)
	}
	_, err := db.Insert(ctx, tx, "customer_consent", rows, "ON CONFLICT DO NOTHING")
	return err
}

// writeNotes stores twins and what other imports brought before.
func (b *book) writeNotes(ctx context.Context, tx *db.Tx) error {
	twins := make([]twin, 0, len(b.twins))
	for _, t := range b.twins {
		twins = append(twins, t)
	}
	slices.SortFunc(twins, func(x, y twin) int { return cmp.Or(cmp.Compare(x.OneID, y.OneID), cmp.Compare(x.OtherID, y.OtherID)) })
	if _, err := db.Insert(ctx, tx, "customer_twin", twins, "ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	rows := make([]seen, 0, len(b.seen))
	for s := range b.seen {
		rows = append(rows, s)
	}
	slices.SortFunc(rows, compareSeen)
	if _, err := db.Insert(ctx, tx, "customer_seen", rows, "ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	again := make([]fill, 0, len(b.refills))
	for f := range b.refills {
		again = append(again, f)
	}
	slices.SortFunc(again, func(x, y fill) int {
		return cmp.Or(cmp.Compare(x.CustomerID, y.CustomerID), cmp.Compare(x.Field, y.Field))
	})
	_, err := db.Insert(ctx, tx, "customer_refill", again, "ON CONFLICT DO NOTHING")
	return err
}

// tell says what the batch changed of whom.
func (b *book) tell(ctx context.Context, tx *db.Tx) error {
	var notes []note
	for _, m := range b.order {
		if what := b.news(m); len(what) > 0 {
			notes = append(notes, note{m.ID, what})
		}
	}
	for _, i := range b.identities {
		if i.Badge != NoBadge {
			notes = append(notes, note{i.CustomerID, []string{attrBadge}})
		}
	}
	return tell(ctx, tx, notes)
}

// news names what the batch changed of a person.
func (b *book) news(m *member) []string {
	if m.fresh {
		return []string{entered}
	}
	var out []string
	for _, f := range m.filled {
		if a := fieldAttributes[f]; a != "" {
			out = append(out, a)
		}
	}
	if len(m.newTags) > 0 {
		out = append(out, attrTag)
	}
	return out
}

func compareSeen(x, y seen) int {
	return cmp.Or(cmp.Compare(x.CustomerID, y.CustomerID), cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.ObjectID, y.ObjectID))
}

// tagRow is a row of customer_tag.
type tagRow struct {
	ID        TagID
	Family    string
	Name      string
	CreatedAt int64
}

// ensureTags gives the ids of tags and makes the missing ones.
func ensureTags(ctx context.Context, tx *db.Tx, names []tagName) (map[tagName]TagID, error) {
	sorted := slices.Clone(names)
	slices.SortFunc(sorted, func(x, y tagName) int { return cmp.Or(cmp.Compare(x.Family, y.Family), cmp.Compare(x.Name, y.Name)) })
	sorted = slices.Compact(sorted)
	rows := make([]tagRow, len(sorted))
	for i, n := range sorted {
		rows[i] = tagRow{TagID(tx.NewID()), n.Family, n.Name, tx.Now}
	}
	if _, err := db.Insert(ctx, tx, "customer_tag", rows, "ON CONFLICT DO NOTHING"); err != nil {
		return nil, err
	}
	out := make(map[tagName]TagID, len(sorted))
	return out, db.Lists(tx, sorted, func(part []tagName) error {
		c := db.Where("").InRows("family, name", part)
		return db.Each(ctx, tx, func(t tagRow) error { out[tagName{t.Family, t.Name}] = t.ID; return nil },
			`SELECT id, family, name FROM customer_tag WHERE `+c.SQL(), c.Args()...)
	})
}

// dropFill forgets that an import filled in a field: a person has said what stands there now.
func dropFill(ctx context.Context, tx *db.Tx, i ID, fields ...string) error {
	for _, table := range []string{"customer_fill", "customer_refill"} {
		c := db.Where("customer_id = $1", i).In("field", fields)
		if _, err := db.Exec(ctx, tx, `DELETE FROM `+table+` WHERE `+c.SQL(), c.Args()...); err != nil {
			return err
		}
	}
	return nil
}
