package conversation

import (
	"context"
	"maps"
	"slices"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
)

// ImportDependents lists what came later and stands on what only this import brought: nothing ever does. Messages of other
// origin that answer messages that go lose what they answer.
func ImportDependents(context.Context, db.Q, int64) ([]customer.Dependent, error) { return nil, nil }

// StillUsed tells which of those people write, or have written, in groups.
func StillUsed(ctx context.Context, tx *db.Tx, people []customer.ID) (map[customer.ID]bool, error) {
	out := map[customer.ID]bool{}
	err := db.Lists(tx, people, func(part []customer.ID) error {
		c := db.Where("customer_id <> 0").In("customer_id", part)
		return db.Each(ctx, tx, func(i customer.ID) error { out[i] = true; return nil },
			`SELECT DISTINCT customer_id FROM conversation_author WHERE `+c.SQL(), c.Args()...)
	})
	return out, err
}

// ForgetImport takes away what only this import brought, at most about limit rows a call, in the caller's transaction;
// more is true when it has to be called again. What another import or the API brought too passes to the earliest of them.
// Every call leaves everything derived right. Call community.ForgetImport too: movements are its.
func ForgetImport(ctx context.Context, tx *db.Tx, importID int64, limit int) (more bool, err error) {
	u := &undo{importID: importID, limit: limit, sums: newSums()}
	if err := customer.Hold(ctx, tx); err != nil {
		return false, err
	}
	for _, step := range []func(context.Context, *db.Tx) (bool, error){u.messages, u.presences, u.sights} {
		if some, err := step(ctx, tx); err != nil || some {
			return some, err
		}
	}
	return false, nil
}

// undo is one call of ForgetImport.
type undo struct {
	importID int64
	limit    int
	sums     *sums
}

// lineHead is a line of the import and its group.
type lineHead struct {
	ID          int64
	CommunityID community.ID
}

// next gives the next lines of a table that only this import brought, and passes the others to their heirs. The groups of
// all are locked.
func (u *undo) next(ctx context.Context, tx *db.Tx, table string) (gone []int64, some bool, err error) {
	heads, err := db.All[lineHead](ctx, tx, `SELECT id, community_id FROM `+table+` WHERE import_id = $1 AND import_id <> 0
		ORDER BY id LIMIT $2`, u.importID, u.limit)
	if err != nil || len(heads) == 0 {
		return nil, false, err
	}
	groups := map[community.ID]bool{}
	ids := make([]int64, len(heads))
	for i, h := range heads {
		groups[h.CommunityID] = true
		ids[i] = h.ID
	}
	if err := lock(ctx, tx, groups); err != nil {
		return nil, false, err
	}
	heirs, err := heirsOf(ctx, tx, u.importID, ids)
	if err != nil {
		return nil, false, err
	}
	for _, id := range ids {
		if _, ok := heirs[id]; !ok {
			gone = append(gone, id)
		}
	}
	return gone, true, handOver(ctx, tx, table, heirs)
}

// heirsOf gives for each line that others brought too the earliest of them.
func heirsOf(ctx context.Context, tx *db.Tx, importID int64, ids []int64) (map[int64]int64, error) {
	out := map[int64]int64{}
	err := db.Lists(tx, ids, func(part []int64) error {
		c := db.Where("import_id <> $1", importID).In("line_id", part)
		return db.Each(ctx, tx, func(s sight) error { out[s.LineID] = s.ImportID; return nil },
			`SELECT MIN(import_id) AS import_id, line_id FROM conversation_seen WHERE `+c.SQL()+` GROUP BY line_id`, c.Args()...)
	})
	return out, err
}

// handOver makes each heir the import that brought its lines.
func handOver(ctx context.Context, tx *db.Tx, table string, heirs map[int64]int64) error {
	byHeir := map[int64][]int64{}
	for _, line := range sortedKeys(heirs) {
		byHeir[heirs[line]] = append(byHeir[heirs[line]], line)
	}
	for _, heir := range sortedKeys(byHeir) {
		err := db.Lists(tx, byHeir[heir], func(part []int64) error {
			c := db.Where("").In("id", part)
			_, err := db.Exec(ctx, tx, `UPDATE `+table+` SET import_id = `+c.Next(1)+` WHERE `+c.SQL(), c.Args(heir)...)
			if err != nil {
				return err
			}
			c = db.Where("import_id = $1", heir).In("line_id", part)
			_, err = db.Exec(ctx, tx, `DELETE FROM conversation_seen WHERE `+c.SQL(), c.Args()...)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// messages takes messages away.
func (u *undo) messages(ctx context.Context, tx *db.Tx) (bool, error) {
	gone, some, err := u.next(ctx, tx, "conversation_message")
	if err != nil || len(gone) == 0 {
		return some, err
	}
	f := &forgetting{undo: u, gone: map[ID]bool{}, authors: map[AuthorID]*author{}}
	for _, id := range gone {
		f.ids = append(f.ids, ID(id))
		f.gone[ID(id)] = true
	}
	for _, step := range []func(context.Context, *db.Tx) error{
		f.read, f.uncount, f.unlink, f.unanswer, f.drop, f.writeSums, f.silence,
	} {
		if err := step(ctx, tx); err != nil {
			return false, err
		}
	}
	return true, nil
}

// presences takes movements away.
func (u *undo) presences(ctx context.Context, tx *db.Tx) (bool, error) {
	gone, some, err := u.next(ctx, tx, "conversation_presence")
	if err != nil || len(gone) == 0 {
		return some, err
	}
	touched := map[AuthorID]bool{}
	err = db.Lists(tx, gone, func(part []int64) error { return u.dropPresences(ctx, tx, part, touched) })
	if err != nil {
		return false, err
	}
	if err := u.dropUnused(ctx, tx, sortedKeys(touched)); err != nil {
		return false, err
	}
	return true, u.writeSums(ctx, tx)
}

// dropPresences deletes movements and notes whose names they bore.
func (u *undo) dropPresences(ctx context.Context, tx *db.Tx, ids []int64, touched map[AuthorID]bool) error {
	c := db.Where("").In("id", ids)
	rows, err := db.All[presenceRow](ctx, tx, `SELECT id, community_id, author_id, kind, target_id, day FROM conversation_presence
		WHERE `+c.SQL(), c.Args()...)
	if err != nil {
		return err
	}
	for i := range rows {
		u.sums.presence(&rows[i], -1)
		touched[rows[i].AuthorID], touched[rows[i].TargetID] = true, true
	}
	if err := uncountPresences(ctx, tx, rows); err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, `DELETE FROM conversation_presence WHERE `+c.SQL(), c.Args()...)
	return err
}

// uncountPresences takes joins and leaves back from their authors.
func uncountPresences(ctx context.Context, tx *db.Tx, rows []presenceRow) error {
	joins, leaves := map[AuthorID]int64{}, map[AuthorID]int64{}
	for _, r := range rows {
		joins[r.AuthorID] += 0
		switch r.Kind {
		case LineJoin:
			joins[r.AuthorID]++
		case LineLeave:
			leaves[r.AuthorID]++
		}
	}
	for _, id := range sortedKeys(joins) {
		_, err := db.Exec(ctx, tx, `UPDATE conversation_author SET joins = joins - $1, leaves = leaves - $2 WHERE id = $3`,
			joins[id], leaves[id], id)
		if err != nil {
			return err
		}
	}
	return nil
}

func (u *undo) writeSums(ctx context.Context, tx *db.Tx) error {
	groups := map[community.ID]bool{}
	for k := range u.sums.days {
		groups[k.community] = true
	}
	places, err := community.Places(ctx, tx, sortedKeys(groups))
	if err != nil {
		return err
	}
	if err := u.sums.write(ctx, tx, places); err != nil {
		return err
	}
	err = u.sums.sweep(ctx, tx)
	u.sums = newSums()
	return err
}

// unused tells names that nothing stands under any more.
const unused = `a.first_at = 0 AND a.notices = 0 AND a.joins = 0 AND a.leaves = 0 AND NOT EXISTS (
	SELECT 1 FROM conversation_presence p WHERE p.author_id = a.id) AND NOT EXISTS (
	SELECT 1 FROM conversation_presence p WHERE p.target_id = a.id AND p.target_id <> 0)`

// dropUnused takes away those of the authors that nothing stands under any more.
func (u *undo) dropUnused(ctx context.Context, tx *db.Tx, authors []AuthorID) error {
	return db.Lists(tx, authors, func(part []AuthorID) error {
		c := db.Where(unused).In("a.id", part)
		free, err := db.All[AuthorID](ctx, tx, `SELECT a.id FROM conversation_author a WHERE `+c.SQL(), c.Args()...)
		if err != nil || len(free) == 0 {
			return err
		}
		return u.dropAuthors(ctx, tx, free)
	})
}

// lostCall is a mention of an author who goes, with its message.
type lostCall struct {
	ID          ID // of the message
	CommunityID community.ID
	AuthorID    AuthorID // of the message
	CustomerID  customer.ID
	Day         string
	Name        string
	Prefix      bool
}

// dropAuthors takes authors away whom nobody counted as speaking. What called them calls whoever else has the name.
func (u *undo) dropAuthors(ctx context.Context, tx *db.Tx, ids []AuthorID) error {
	c := db.Where("a.name <> ''").In("n.author_id", ids)
	lost, err := db.All[lostCall](ctx, tx, `SELECT m.id, m.community_id, m.author_id, m.customer_id, m.day, a.name, n.prefix
		FROM conversation_mention n JOIN conversation_author a ON a.id = n.author_id
		JOIN conversation_message m ON m.id = n.message_id WHERE `+c.SQL(), c.Args()...)
	if err != nil {
		return err
	}
	for _, of := range []struct{ table, column string }{{"conversation_mention", "author_id"}, {"conversation_author", "id"}} {
		c := db.Where("").In(of.column, ids)
		if _, err := db.Exec(ctx, tx, `DELETE FROM `+of.table+` WHERE `+c.SQL(), c.Args()...); err != nil {
			return err
		}
	}
	return u.recall(ctx, tx, lost)
}

// recall finds whom else of the group calls mean by the name, or notes that nobody has it.
func (u *undo) recall(ctx context.Context, tx *db.Tx, lost []lostCall) error {
	names := map[nameKey]bool{}
	for _, m := range lost {
		names[nameKey{m.CommunityID, m.Name}] = true
	}
	namesakes := newPeople(u.importID, tx.NewID)
	if err := namesakes.read(ctx, tx, slices.Collect(maps.Keys(names))); err != nil {
		return err
	}
	var mentions []mentionRow
	var addresses []addressRow
	for _, m := range lost {
		switch w := namesakes.called(nameKey{m.CommunityID, m.Name}); {
		case w == nil:
			addresses = append(addresses, addressRow{m.ID, m.CommunityID, m.Name, m.Prefix})
		case w.ID != m.AuthorID:
			mentions = append(mentions, mentionRow{m.ID, w.ID, w.CustomerID, m.Prefix})
			if m.Prefix && w.FirstAt != 0 {
				u.sums.mention(&messageRow{ID: m.ID, CommunityID: m.CommunityID, AuthorID: m.AuthorID, CustomerID: m.CustomerID, Day: m.Day}, 1)
			}
		}
	}
	if _, err := db.Insert(ctx, tx, "conversation_mention", mentions, ""); err != nil {
		return err
	}
	_, err := db.Insert(ctx, tx, "conversation_address", addresses, "ON CONFLICT DO NOTHING")
	return err
}

// sights forgets what the import saw of others' lines.
func (u *undo) sights(ctx context.Context, tx *db.Tx) (bool, error) {
	lines, err := db.All[int64](ctx, tx, `SELECT line_id FROM conversation_seen WHERE import_id = $1 LIMIT $2`, u.importID, u.limit)
	if err != nil || len(lines) == 0 {
		return false, err
	}
	return true, db.Lists(tx, lines, func(part []int64) error {
		c := db.Where("import_id = $1", u.importID).In("line_id", part)
		_, err := db.Exec(ctx, tx, `DELETE FROM conversation_seen WHERE `+c.SQL(), c.Args()...)
		return err
	})
}
