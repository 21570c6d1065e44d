package conversation

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"qunli/community"
	"qunli/kit/db"
	"qunli/org"
	"qunli/testkit/dbtest"
)

// TestWhatNobodyCanBeCalled: a text may begin with anything before a colon; what is longer than any name is no name, and
// enters like every other text.
func TestWhatNobodyCanBeCalled(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		g, h := group(t, d, 0, "g"), newHouse(t, d)
		var token strings.Builder
		for i := range 900 {
			fmt.Fprintf(&token, "%08x", uint32(i)*2654435761)
		}
		h.say(t, Line{Community: g, Sort: LineMessage, Name: "王芳", At: at(0), Text: token.String() + ": 密钥"})
		if n := num(t, d.Read(), `SELECT COUNT(*) FROM conversation_address`); n != 0 {
			t.Errorf("%d names", n)
		}
		clean(t, d)
	})
}

// TestANameThatNobodyHadYet: words under a name that was nobody's stay nobody's when somebody comes under it.
func TestANameThatNobodyHadYet(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		g := group(t, d, 0, "g")
		for i, m := range []Message{{Name: "公告"}, {Name: "公告", Customer: 11}} {
			m.Community, m.At, m.Text, m.Ref = g, at(float64(i)), "你好", fmt.Sprint(i)
			err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := Take(ctx, tx, 0, time.UTC, []Message{m})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		clean(t, d)
	})
}

// TestWhatStandsOnAnImportsGroup: what staff say there over the API keeps the group when the import is undone.
func TestWhatStandsOnAnImportsGroup(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		g, h := group(t, d, 7, "g"), newHouse(t, d)
		h.say(t, Line{Community: g, Sort: LineMessage, Name: "店小二", Staff: 9, At: at(0), Text: "大家好"})
		moves := func(ctx context.Context, tx *db.Tx, importID int64, limit int) (bool, error) {
			_, more, err := community.ForgetImport(ctx, tx, importID, limit)
			return more, err
		}
		for _, undo := range []func(context.Context, *db.Tx, int64, int) (bool, error){ForgetImport, moves} {
			for more := true; more; {
				err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
					more, err = undo(ctx, tx, 7, 100)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		if got := must[[]Said](t)(h.Messages(h.ctx, g, Filter{})); len(got) != 1 {
			t.Errorf("%d messages", len(got))
		}
	})
}

// TestAnImportBesideCallers: an import that names its groups first and callers of the API take the locks of a group in one
// order: neither is begun again.
func TestAnImportBesideCallers(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		if d.Engine() != db.Postgres {
			return // one writer at a time
		}
		g := group(t, d, 0, "g")
		zone := must[*time.Location](t)(org.Zone(t.Context(), d.Read()))
		var caller sync.WaitGroup
		attempts, calls := 0, 0
		err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			attempts++
			if _, err := community.Ensure(ctx, tx, 3, []community.Known{{Source: "irc", Code: "g"}}); err != nil {
				return err
			}
			if attempts == 1 {
				caller.Go(func() {
					err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
						calls++
						_, err := TakeLog(ctx, tx, 0, zone, options(), number([]Line{{Community: g, Sort: LineMessage, Name: "bob", At: at(2), Text: "y"}}))
						return err
					})
					if err != nil {
						t.Error(err)
					}
				})
				for num(t, d.Read(), `SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'
					AND datname = current_database() AND application_name = current_setting('application_name')`) == 0 {
					continue // until the caller waits for the group
				}
			}
			_, err := TakeLog(ctx, tx, 3, zone, options(), number([]Line{{Community: g, Sort: LineMessage, Name: "ann", At: at(1), Text: "x"}}))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		caller.Wait()
		if attempts != 1 || calls != 1 {
			t.Errorf("the import was begun %d times, the caller %d", attempts, calls)
		}
		clean(t, d)
	})
}
