package conversation

import (
	"context"
	"time"

	"qunli/kit/db"
	"qunli/org"
)

// forgetting takes some messages away for good.
type forgetting struct {
	*undo
	ids     []ID
	gone    map[ID]bool
	rows    []messageRow
	authors map[AuthorID]*author // of those messages, as they were
}

const messageColumns = `id, community_id, author_id, customer_id, at, ordinal, day, hour, kind, text, promo, reply_to, linked,
	question, answered_at, answered_by, told, ref, import_id`

func (f *forgetting) read(ctx context.Context, tx *db.Tx) error {
	err := db.Lists(tx, f.ids, func(part []ID) error {
		c := db.Where("").In("id", part)
		return db.Each(ctx, tx, func(m messageRow) error { f.rows = append(f.rows, m); return nil },
			`SELECT `+messageColumns+` FROM conversation_message WHERE `+c.SQL(), c.Args()...)
	})
	if err != nil {
		return err
	}
	for _, m := range f.rows {
		f.authors[m.AuthorID] = nil
	}
	return db.Lists(tx, sortedKeys(f.authors), func(part []AuthorID) error {
		c := db.Where("").In("id", part)
		return db.Each(ctx, tx, func(a author) error { f.authors[a.ID] = &a; return nil },
			`SELECT `+authorColumns+` FROM conversation_author WHERE `+c.SQL(), c.Args()...)
	})
}

// uncount takes the messages and their mentions out of every sum.
func (f *forgetting) uncount(ctx context.Context, tx *db.Tx) error {
	for i := range f.rows {
		f.sums.message(&f.rows[i], f.authors[f.rows[i].AuthorID].Bot, -1)
	}
	return db.Lists(tx, f.ids, func(part []ID) error {
		c := db.Where("n.prefix = TRUE AND a.first_at <> 0").In("m.id", part)
		return db.Each(ctx, tx, func(m messageRow) error { f.sums.mention(&m, -1); return nil },
			`SELECT m.id, m.community_id, m.author_id, m.customer_id, m.day FROM conversation_mention n
			JOIN conversation_message m ON m.id = n.message_id JOIN conversation_author a ON a.id = n.author_id
			WHERE `+c.SQL(), c.Args()...)
	})
}

// countedReply is the condition under which message m counts as a reply to p; w wrote m.
const countedReply = `m.kind <> 'notice' AND w.bot = FALSE AND m.author_id <> p.author_id`

// unlink takes replies out of the sums: those that go, and those to messages that go.
func (f *forgetting) unlink(ctx context.Context, tx *db.Tx) error {
	counted := map[ID]messageRow{}
	for _, column := range []string{"m.id", "m.reply_to"} {
		err := db.Lists(tx, f.ids, func(part []ID) error {
			c := db.Where("m.reply_to <> 0 AND "+countedReply).In(column, part)
			return db.Each(ctx, tx, func(m messageRow) error { counted[m.ID] = m; return nil },
				`SELECT m.id, m.community_id, m.author_id, m.customer_id, m.day FROM conversation_message m
				JOIN conversation_message p ON p.id = m.reply_to JOIN conversation_author w ON w.id = m.author_id
				WHERE `+c.SQL(), c.Args()...)
		})
		if err != nil {
			return err
		}
	}
	for _, m := range counted {
		f.sums.reply(&m, -1)
	}
	return db.Lists(tx, f.ids, func(part []ID) error {
		c := db.Where("reply_to <> 0").In("reply_to", part)
		_, err := db.Exec(ctx, tx, `UPDATE conversation_message SET reply_to = 0, linked = 0 WHERE `+c.SQL(), c.Args()...)
		return err
	})
}

// unanswer lets questions that stay, and whose answer goes, be answered by the next one, or wait. Nobody is told: it is
// history.
func (f *forgetting) unanswer(ctx context.Context, tx *db.Tx) error {
	var questions []messageRow
	err := db.Lists(tx, f.ids, func(part []ID) error {
		c := db.Where("answered_by <> 0").In("answered_by", part)
		return db.Each(ctx, tx, func(m messageRow) error {
			if !f.gone[m.ID] {
				questions = append(questions, m)
			}
			return nil
		}, `SELECT `+messageColumns+` FROM conversation_message WHERE `+c.SQL(), c.Args()...)
	})
	for i := 0; err == nil && i < len(questions); i++ {
		err = f.reopen(ctx, tx, &questions[i])
	}
	return err
}

// reopen finds the next answer of a question among those linked to it.
func (f *forgetting) reopen(ctx context.Context, tx *db.Tx, q *messageRow) error {
	f.sums.question(q, -1)
	answers, err := db.All[messageRow](ctx, tx, `SELECT m.id, m.at FROM conversation_message m
		JOIN conversation_author w ON w.id = m.author_id
		WHERE m.reply_to = $1 AND m.reply_to <> 0 AND m.kind <> 'notice' AND w.bot = FALSE AND m.author_id <> $2
		AND (m.customer_id = 0 OR m.customer_id <> $3) ORDER BY m.at, m.ordinal, m.id`, q.ID, q.AuthorID, q.CustomerID)
	if err != nil {
		return err
	}
	q.Question, q.AnsweredAt, q.AnsweredBy = waiting, 0, 0
	for _, a := range answers {
		if !f.gone[a.ID] {
			q.Question, q.AnsweredAt, q.AnsweredBy = answered, a.At, a.ID
			break
		}
	}
	f.sums.question(q, 1)
	_, err = db.Exec(ctx, tx, `UPDATE conversation_message SET question = $1, answered_at = $2, answered_by = $3, told = TRUE
		WHERE id = $4`, q.Question, q.AnsweredAt, q.AnsweredBy, q.ID)
	return err
}

// drop deletes the messages and whom they call.
func (f *forgetting) drop(ctx context.Context, tx *db.Tx) error {
	return db.Lists(tx, f.ids, func(part []ID) error {
		for table, column := range map[string]string{"conversation_mention": "message_id", "conversation_address": "message_id",
			"conversation_message": "id"} {
			c := db.Where("").In(column, part)
			if _, err := db.Exec(ctx, tx, `DELETE FROM `+table+` WHERE `+c.SQL(), c.Args()...); err != nil {
				return err
			}
		}
		return nil
	})
}

// silence finds the first and last message of the authors anew. Those who have none left are nobody who speaks here: what
// calls them no longer counts.
func (f *forgetting) silence(ctx context.Context, tx *db.Tx) error {
	zone, err := org.Zone(ctx, tx)
	if err != nil {
		return err
	}
	notices := map[AuthorID]int64{}
	for _, m := range f.rows {
		if m.Kind == Notice {
			notices[m.AuthorID]++
		}
	}
	b := &book{sums: f.sums}
	for _, id := range sortedKeys(f.authors) {
		a := f.authors[id]
		first, last, err := spoken(ctx, tx, a, zone)
		if err != nil {
			return err
		}
		_, err = db.Exec(ctx, tx, `UPDATE conversation_author SET first_at = $1, last_at = $2, notices = notices - $3 WHERE id = $4`,
			first, last, notices[id], id)
		if err != nil {
			return err
		}
		if a.FirstAt != 0 && first == 0 {
			if err := b.countMentionsOf(ctx, tx, []AuthorID{id}, -1); err != nil {
				return err
			}
		}
	}
	if err := f.dropUnused(ctx, tx, sortedKeys(f.authors)); err != nil {
		return err
	}
	return f.writeSums(ctx, tx)
}

type extremes struct{ First, Last int64 }

// spoken finds an author's first and last message: the rollup tells the days.
func spoken(ctx context.Context, q db.Q, a *author, zone *time.Location) (first, last int64, err error) {
	type span struct{ First, Last string }
	days, err := db.One[span](ctx, q, `SELECT COALESCE(MIN(day), '') AS first, COALESCE(MAX(day), '') AS last
		FROM conversation_author_day WHERE community_id = $1 AND author_id = $2 AND messages > 0`, a.CommunityID, a.ID)
	if err != nil || days.First == "" {
		return 0, 0, err
	}
	on := func(day string) (extremes, error) {
		start := dayStart(day, zone)
		return db.One[extremes](ctx, q, `SELECT COALESCE(MIN(at), 0) AS first, COALESCE(MAX(at), 0) AS last
			FROM conversation_message WHERE community_id = $1 AND at >= $2 AND at < $3 AND author_id = $4 AND kind <> 'notice'`,
			a.CommunityID, start-hourMs*3, start+27*hourMs, a.ID)
	}
	from, err := on(days.First)
	if err != nil {
		return 0, 0, err
	}
	to, err := on(days.Last)
	return from.First, to.Last, err
}
