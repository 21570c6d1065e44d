package conversation

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/testkit/dbtest"
)

// babble makes a log of n lines in which names are called, questions asked, names changed and lines repeated.
func babble(g community.ID, n int, seed uint64) []Line {
	r := rand.New(rand.NewPCG(seed, 7))
	name := func() string {
		return fmt.Sprint([]string{"ann", "bob", "cat", "dan", "eve-git-", "fay"}[r.IntN(6)], r.IntN(3))
	}
	moment := at(0)
	lines := make([]Line, n)
	for i := range lines {
		moment += int64(r.IntN(4)) * 500 * int64(r.IntN(200))
		l := Line{Community: g, Name: name(), At: moment}
		switch k := r.IntN(20); {
		case k < 2:
			l.Sort = LineJoin
		case k < 4:
			l.Sort = LineLeave
		case k == 4:
			l.Sort, l.Target = LineRename, name()
		case k == 5:
			l.Sort, l.Text = LineNotice, "done"
		case k < 10:
			l.Sort, l.Text = LineMessage, name()+": how does it work?"
		case k < 12:
			l.Sort, l.Text = LineMessage, "大家今晚秒杀，@"+name()+" 记得领券"
		default:
			l.Sort, l.Text = LineMessage, "it works "+fmt.Sprint(r.IntN(5))
		}
		lines[i] = l
	}
	return number(lines)
}

// forget undoes an import here, and gives how many calls it took.
func forget(t *testing.T, d dbtest.Fixture, importID int64, limit int) (calls int) {
	t.Helper()
	for more := true; more; calls++ {
		err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			var err error
			more, err = ForgetImport(ctx, tx, importID, limit)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if calls%5 == 0 {
			clean(t, d)
		}
	}
	return calls
}

// facts gives what does not depend on who else had spoken when a line came: links do.
func facts(t *testing.T, d dbtest.Fixture, g community.ID) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	for what, query := range map[string]string{
		"messages":  `SELECT COUNT(*) FROM conversation_message WHERE community_id = $1`,
		"presences": `SELECT COUNT(*) FROM conversation_presence WHERE community_id = $1`,
		"authors":   `SELECT COUNT(*) FROM conversation_author WHERE community_id = $1`,
		"mentions":  `SELECT COUNT(*) FROM conversation_mention n JOIN conversation_message m ON m.id = n.message_id WHERE m.community_id = $1`,
		"addresses": `SELECT COUNT(*) FROM conversation_address WHERE community_id = $1`,
		"writers":   `SELECT COUNT(*) FROM conversation_author_day WHERE community_id = $1`,
		"hours":     `SELECT COUNT(*) FROM conversation_hour WHERE community_id = $1`,
	} {
		out[what] = num(t, d.Read(), query, g)
	}
	for _, column := range []string{"messages", "bots", "notices", "promos", "mentions", "questions", "joins", "leaves", "renames"} {
		out["day "+column] = num(t, d.Read(), `SELECT CAST(COALESCE(SUM(`+column+`), 0) AS BIGINT) FROM conversation_day
			WHERE community_id = $1`, g)
	}
	return out
}

// Undoing the first of two overlapping imports leaves what the second alone would have brought; undoing both leaves
// nothing.
func TestUndo(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		both, alone := group(t, d, 1, "#both"), group(t, d, 3, "#alone")
		lines := babble(both, 700, 11)
		other := options()
		other.Source = "elsewhere"
		takeLog(t, d, 1, options(), lines[:400], 90)
		takeLog(t, d, 2, options(), lines[250:], 90)
		clean(t, d)
		mirror := babble(alone, 700, 11)
		takeLog(t, d, 3, other, mirror[250:], 90)
		if calls := forget(t, d, 1, 60); calls < 5 {
			t.Errorf("undone in %d calls: the limit does nothing", calls)
		}
		clean(t, d)
		if diff := cmp.Diff(facts(t, d, alone), facts(t, d, both)); diff != "" {
			t.Errorf("the second alone (-) and the two without the first (+):\n%s", diff)
		}
		forget(t, d, 2, 100)
		for what, n := range facts(t, d, both) {
			if n != 0 {
				t.Errorf("%s: %d are left", what, n)
			}
		}
		if n := num(t, d.Read(), `SELECT COUNT(*) FROM conversation_seen`); n != 0 {
			t.Errorf("%d sights are left", n)
		}
		forget(t, d, 3, 1000)
		if n := num(t, d.Read(), `SELECT COALESCE(CAST(SUM(acts) AS BIGINT), 0) FROM customer_act_day WHERE kind = 'speak'`); n != 0 {
			t.Errorf("%d acts of speech are left", n)
		}
	})
}

// Two people of a group have one name. Once an undo takes the one away whom a message called, it calls the other, and nobody
// when both are gone.
func TestUndoLeavesCallsToTheNamesake(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		g := group(t, d, 1, "#two")
		ann := func(minutes float64) []Line {
			return number([]Line{{Community: g, Sort: LineMessage, Name: "ann", Text: "hello", At: at(minutes)}})
		}
		other := options()
		other.Source = "elsewhere"
		takeLog(t, d, 1, options(), ann(0), 9)
		takeLog(t, d, 2, other, ann(1), 9)
		takeLog(t, d, 3, options(), number([]Line{{Community: g, Sort: LineMessage, Name: "bob", Text: "ann: hi, @ann again", At: at(2)}}), 9)
		called := func() int64 {
			return num(t, d.Read(), `SELECT COALESCE(MAX(a.import_id), 0) FROM conversation_mention n JOIN conversation_author a ON a.id = n.author_id`)
		}
		counted := func() int64 {
			return num(t, d.Read(), `SELECT CAST(COALESCE(SUM(mentions), 0) AS BIGINT) FROM conversation_day`)
		}
		if called() != 2 || counted() != 1 {
			t.Fatalf("the one who spoke last is called: import %d, %d mentions", called(), counted())
		}
		forget(t, d, 2, 100)
		if called() != 1 || counted() != 1 {
			t.Errorf("without the one the other is called: import %d, %d mentions", called(), counted())
		}
		clean(t, d)
		forget(t, d, 1, 100)
		if n := num(t, d.Read(), `SELECT COUNT(*) FROM conversation_address`); n != 1 || called() != 0 || counted() != 0 {
			t.Errorf("without both nobody is: %d names of nobody, import %d, %d mentions", n, called(), counted())
		}
		clean(t, d)
	})
}

func TestStillUsed(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		g := group(t, d, 1, "#t")
		takeLog(t, d, 1, options(), twelve(g), 100)
		people := must[[]customer.ID](t)(db.All[customer.ID](t.Context(), d.Read(), `SELECT id FROM customer`))
		err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			used, err := StillUsed(ctx, tx, append(people, 1))
			if len(used) != 2 || used[1] {
				t.Errorf("used: %v", used)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// A storm of lines in any order, cut anyhow, brought twice, leaves everything derived as its facts give it, whatever the
// order.
func TestStorm(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		var first map[string]int64
		for seed := range uint64(3) {
			g := group(t, d, 1, fmt.Sprint("#", seed))
			o := options()
			o.Source = fmt.Sprint("irc", seed)
			lines := babble(g, 500, 5)
			r := rand.New(rand.NewPCG(seed, 1))
			if seed > 0 {
				r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
			}
			for len(lines) > 0 {
				n := min(len(lines), 1+r.IntN(120))
				takeLog(t, d, 1, o, lines[:n], n)
				takeLog(t, d, 2, o, lines[:min(len(lines), 2*n)], 2*n)
				lines = lines[n:]
			}
			got := facts(t, d, g)
			if first == nil {
				first = got
			} else if diff := cmp.Diff(first, got); diff != "" {
				t.Errorf("shuffled by %d (-in order +shuffled):\n%s", seed, diff)
			}
		}
		clean(t, d)
	})
}
