package channel

import (
	"context"
	"slices"
	"strings"

	"qunli/kit/db"
	"qunli/kit/id"
)

// old are the payloads that came before a moment and that nobody waits for.
func old(before int64) *db.Cond {
	return db.Where("id < $1 AND at < $2 AND state <> 'new'", id.From(before+idSlack), before)
}

// Old counts the payloads that came before a moment (unix ms) and were read, or could not be.
func Old(ctx context.Context, q db.Q, before int64) (int64, error) {
	c := old(before)
	return db.One[int64](ctx, q, `SELECT COUNT(*) FROM channel_inbox WHERE `+c.SQL(), c.Args()...)
}

// ForgetOld deletes at most limit of them, in the caller's transaction. The same told again after that would be read again;
// channels tell again within minutes.
func ForgetOld(ctx context.Context, tx *db.Tx, before int64, limit int) (int64, error) {
	c := old(before)
	return db.Exec(ctx, tx, `DELETE FROM channel_inbox WHERE id IN (SELECT id FROM channel_inbox WHERE `+c.SQL()+` ORDER BY id LIMIT `+c.Next(1)+`)`, c.Args(limit)...)
}

// Blank takes the people of those keys out of everything a channel told: what is about one of them is emptied, and counts as
// read; what only names one among others is emptied once it was read, and loses the name before that, so that the others are
// not lost with it. Nothing about them is read again. It joins the caller's transaction.
func Blank(ctx context.Context, tx *db.Tx, keys []string) error {
	if len(keys) == 0 {
		return nil
	}
	subjects := make([]string, len(keys))
	for n, k := range keys {
		subjects[n] = "person:" + k
	}
	c := db.Where("").In("subject", subjects)
	_, err := db.Exec(ctx, tx, `UPDATE channel_inbox SET payload = '', subject = '', urgent = '', until_at = 0, state = 'done',
		handled_at = CASE WHEN handled_at = 0 THEN `+c.Next(1)+` ELSE handled_at END WHERE `+c.SQL(), c.Args(tx.Now)...)
	if err != nil {
		return err
	}
	c = db.Where("").In("subject", subjects)
	if _, err := db.Exec(ctx, tx, `DELETE FROM channel_stale WHERE `+c.SQL(), c.Args()...); err != nil {
		return err
	}
	found, err := naming(ctx, tx, keys)
	if err != nil {
		return err
	}
	var without []string
	for _, k := range keys {
		without = append(without, k, "")
	}
	struck := strings.NewReplacer(without...)
	for _, p := range found {
		text := ""
		if p.State == New {
			text = struck.Replace(p.Payload)
		}
		if _, err := db.Exec(ctx, tx, `UPDATE channel_inbox SET payload = $2, urgent = '', until_at = 0 WHERE id = $1`, p.ID, text); err != nil {
			return err
		}
	}
	return nil
}

// naming gives the payloads that name one of the keys beside those about them: what was read about another person names
// nobody else.
func naming(ctx context.Context, tx *db.Tx, keys []string) ([]Payload, error) {
	var out []Payload
	seen := map[PayloadID]bool{}
	for _, part := range []string{`substr(subject, 1, 7) <> 'person:'`, `state = 'new'`, `state = 'failed'`} {
		err := db.Each(ctx, tx, func(p Payload) error {
			if !seen[p.ID] && slices.ContainsFunc(keys, func(k string) bool { return strings.Contains(p.Payload, k) || strings.Contains(p.Urgent, k) }) {
				seen[p.ID] = true
				out = append(out, p)
			}
			return nil
		}, `SELECT `+payloadColumns+` FROM channel_inbox WHERE `+part)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
