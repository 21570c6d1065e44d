package conversation

import (
	"context"
	"testing"

	"qunli/kit/db"
	"qunli/testkit/dbtest"
)

// Check sees whatever is derived and wrong.
func TestCheckSees(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		g := group(t, d, 1, "#t")
		takeLog(t, d, 1, options(), twelve(g), 100)
		for what, damage := range map[string][2]string{
			"conversation_day":              {`UPDATE conversation_day SET answer_ms = answer_ms + 1`, `UPDATE conversation_day SET answer_ms = answer_ms - 1`},
			"conversation_author_day":       {`UPDATE conversation_author_day SET mentions = mentions + 1`, `UPDATE conversation_author_day SET mentions = mentions - 1`},
			"conversation_hour":             {`UPDATE conversation_hour SET bots = bots + 1`, `UPDATE conversation_hour SET bots = bots - 1`},
			"conversation_author":           {`UPDATE conversation_author SET joins = joins + 1`, `UPDATE conversation_author SET joins = joins - 1`},
			"conversation_message.reply_to": {`UPDATE conversation_message SET reply_to = 5 WHERE kind = 'notice'`, `UPDATE conversation_message SET reply_to = 0 WHERE kind = 'notice'`},
			"conversation_message.question": {`UPDATE conversation_message SET answered_by = 5 WHERE kind = 'notice'`, `UPDATE conversation_message SET answered_by = 0 WHERE kind = 'notice'`},
			"conversation_mention":          {`UPDATE conversation_mention SET customer_id = customer_id + 1`, `UPDATE conversation_mention SET customer_id = customer_id - 1`},
			"conversation_address":          {`INSERT INTO conversation_address SELECT id, community_id, 'bob', FALSE FROM conversation_message`, `DELETE FROM conversation_address`},
		} {
			run := func(sql string) {
				t.Helper()
				err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
					n, err := db.Exec(ctx, tx, sql)
					if n == 0 {
						t.Errorf("%s changes nothing", sql)
					}
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			run(damage[0])
			found := must[[]db.Difference](t)(Check(t.Context(), d.Read()))
			if len(found) == 0 || found[0].Table != what {
				t.Errorf("%s was damaged; found %v", what, found)
			}
			run(damage[1])
		}
		clean(t, d)
	})
}
