package conversation

import (
	"context"
	"fmt"
	"io/fs"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
	"qunli/segment"
	"qunli/testkit/dbtest"
)

func schemas() []fs.FS {
	return []fs.FS{job.Schema, event.Schema, org.Schema, customer.Schema, segment.Schema, community.Schema, Schema}
}

const minute = int64(60_000)

// at is a moment so many minutes after the start of every test.
func at(minutes float64) int64 { return dbtest.Start.UnixMilli() + int64(minutes*float64(minute)) }

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func num(t *testing.T, q db.Q, query string, args ...any) int64 {
	t.Helper()
	return must[int64](t)(db.One[int64](t.Context(), q, query, args...))
}

// group makes a group for an import.
func group(t *testing.T, d dbtest.Fixture, importID int64, code string) community.ID {
	t.Helper()
	var id community.ID
	err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		ids, err := community.Ensure(ctx, tx, importID, []community.Known{{Source: "irc", Code: code}})
		id = ids[code]
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

var botNames = regexp.MustCompile(`-git-|bot$`)

func options() Options { return Options{Source: "irc", Bots: botNames, Reconnect: 30 * time.Minute} }

// number numbers lines as one file.
func number(lines []Line) []Line {
	count := NewCounter()
	for i := range lines {
		count.Number(&lines[i])
	}
	return lines
}

// takeLog brings lines in, step lines a transaction, and gives how many were added.
func takeLog(t *testing.T, d dbtest.Fixture, importID int64, o Options, lines []Line, step int) (added int64) {
	t.Helper()
	zone := must[*time.Location](t)(org.Zone(t.Context(), d.Read()))
	for from := 0; from < len(lines); from += step {
		part := lines[from:min(from+step, len(lines))]
		err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			out, err := TakeLog(ctx, tx, importID, zone, o, part)
			for i, f := range out.Fates {
				if f.Refusal != nil {
					return fmt.Errorf("line %d: %w", from+i, f.Refusal)
				}
				if f.Added {
					added++
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return added
}

// clean fails when anything derived is not what its facts give.
func clean(t *testing.T, d dbtest.Fixture) {
	t.Helper()
	for _, x := range must[[]db.Difference](t)(Check(t.Context(), d.Read())) {
		t.Errorf("difference: %+v", x)
	}
}

// dump gives everything that an import may change, for comparisons.
func dump(t *testing.T, d dbtest.Fixture) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	for _, table := range []string{"conversation_author", "conversation_message", "conversation_mention", "conversation_address",
		"conversation_presence", "conversation_seen", "conversation_day", "conversation_author_day", "conversation_hour",
		"community_move", "community_stay", "customer", "customer_identity", "customer_act_day"} {
		out[table] = num(t, d.Read(), `SELECT COUNT(*) FROM `+table)
	}
	return out
}

// twelve is the fixture of twelve events that fixes how a log is read: a rename is followed; who quits and joins within
// 30:00 never left, at 30:01 they came back.
func twelve(g community.ID) []Line {
	return number([]Line{
		{Community: g, Sort: LineJoin, Name: "ann", At: at(0)},
		{Community: g, Sort: LineJoin, Name: "bob", At: at(1)},
		{Community: g, Sort: LineMessage, Name: "bob", At: at(2), Text: "ann: how do I build it?"},
		{Community: g, Sort: LineRename, Name: "ann", Target: "ann_away", At: at(3)},
		{Community: g, Sort: LineMessage, Name: "ann_away", At: at(4), Text: "bob: run make"},
		{Community: g, Sort: LineLeave, Name: "ann_away", Scene: community.SceneQuit, At: at(10)},
		{Community: g, Sort: LineJoin, Name: "ann", At: at(40)}, // 30:00: never left
		{Community: g, Sort: LineLeave, Name: "bob", Scene: community.SceneQuit, At: at(50)},
		{Community: g, Sort: LineJoin, Name: "bob", At: at(80) + 1000}, // 30:01: came back
		{Community: g, Sort: LineNotice, Name: "our-git-1", At: at(81), Text: "[main] a commit"},
		{Community: g, Sort: LineMessage, Name: "syncbot", At: at(82), Text: "hello from the other side"},
		{Community: g, Sort: LineLeave, Name: "ann", At: at(90)},
	})
}

func TestTwelveEvents(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		g := group(t, d, 1, "#t")
		if n := takeLog(t, d, 1, options(), twelve(g), 5); n != 12 {
			t.Errorf("%d lines were added", n)
		}
		type stay struct {
			Name       string
			Joined     int64
			Left       int64
			Reconnects int64
		}
		stays := must[[]stay](t)(db.All[stay](t.Context(), d.Read(), `SELECT c.name, s.joined_at AS joined, s.left_at AS "left",
			s.reconnects FROM community_stay s JOIN customer c ON c.id = s.customer_id ORDER BY s.joined_at`))
		want := []stay{{"ann", at(0), at(90), 1}, {"bob", at(1), at(50), 0}, {"bob", at(80) + 1000, 0, 0}}
		if diff := cmp.Diff(want, stays); diff != "" {
			t.Errorf("stays (-want +got):\n%s", diff)
		}
		q := d.Read()
		got := map[string]int64{
			"people":         num(t, q, `SELECT COUNT(*) FROM customer`),
			"names":          num(t, q, `SELECT COUNT(*) FROM conversation_author`),
			"bots":           num(t, q, `SELECT COUNT(*) FROM conversation_author WHERE bot = TRUE`),
			"raw joins":      num(t, q, `SELECT CAST(SUM(joins) AS BIGINT) FROM conversation_day`),
			"raw leaves":     num(t, q, `SELECT CAST(SUM(leaves) AS BIGINT) FROM conversation_day`),
			"joined names":   num(t, q, `SELECT COUNT(*) FROM conversation_author WHERE joins > 0`),
			"messages":       num(t, q, `SELECT CAST(SUM(messages) AS BIGINT) FROM conversation_day`),
			"of bots":        num(t, q, `SELECT CAST(SUM(bots) AS BIGINT) FROM conversation_day`),
			"notices":        num(t, q, `SELECT CAST(SUM(notices) AS BIGINT) FROM conversation_day`),
			"mentions":       num(t, q, `SELECT CAST(SUM(mentions) AS BIGINT) FROM conversation_day`),
			"renames":        num(t, q, `SELECT CAST(SUM(renames) AS BIGINT) FROM conversation_day`),
			"acts of speech": num(t, q, `SELECT CAST(SUM(acts) AS BIGINT) FROM customer_act_day WHERE kind = 'speak'`),
		}
		if diff := cmp.Diff(map[string]int64{"people": 2, "names": 5, "bots": 2, "raw joins": 4, "raw leaves": 3,
			"joined names": 2, "messages": 2, "of bots": 1, "notices": 1, "mentions": 1, "renames": 1, "acts of speech": 2}, got); diff != "" {
			t.Errorf("figures (-want +got):\n%s", diff)
		}
		clean(t, d)
	})
}

// "ann: …" counts as a mention of a speaker only once ann has spoken, in whatever order the lines come and however they
// are cut.
func TestTheSameLinesAgainChangeNothing(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		g := group(t, d, 1, "#t")
		takeLog(t, d, 1, options(), twelve(g), 3)
		before := dump(t, d)
		for _, step := range []int{12, 5, 1} {
			if n := takeLog(t, d, 1, options(), twelve(g), step); n != 0 {
				t.Errorf("%d lines were added again", n)
			}
		}
		if diff := cmp.Diff(before, dump(t, d)); diff != "" {
			t.Error(diff)
		}
		longer := append(twelve(g), Line{Community: g, Sort: LineMessage, Name: "bob", At: at(2), Text: "ann: how do I build it?", Repeat: 1})
		if n := takeLog(t, d, 1, options(), longer, 100); n != 1 {
			t.Errorf("%d lines of a longer file were added; an equal line of one moment is a line", n)
		}
		clean(t, d)
	})
}

// What is stored does not depend on how a log is cut into calls.
func TestCutsDoNotMatter(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		var first map[string]int64
		for i, step := range []int{1, 2, 7, 100} {
			g := group(t, d, int64(i+1), fmt.Sprint("#", i))
			o := options()
			o.Source = fmt.Sprint("irc", i)
			before := dump(t, d)
			takeLog(t, d, int64(i+1), o, twelve(g), step)
			after := dump(t, d)
			for k, n := range before {
				after[k] -= n
			}
			if first == nil {
				first = after
			} else if diff := cmp.Diff(first, after); diff != "" {
				t.Errorf("in steps of %d (-1 +%d):\n%s", step, step, diff)
			}
		}
		clean(t, d)
	})
}

func TestRefusals(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		g := group(t, d, 1, "#t")
		o := options()
		o.Ignore = regexp.MustCompile("^ChanServ$")
		lines := []Line{
			{Sort: LineJoin, Name: "a", At: 1},
			{Community: g, Sort: LineJoin, Name: " ", At: 1},
			{Community: g, Sort: LineJoin, Name: "a", At: 0},
			{Community: g, Sort: "mode", Name: "a", At: 1},
			{Community: g, Sort: LineRename, Name: "a", At: 1},
			{Community: g, Sort: LineMessage, Content: "smell", Name: "a", At: 1},
			{Community: g, Sort: LineJoin, Name: "ChanServ", At: 1},
		}
		err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			out, err := TakeLog(ctx, tx, 1, time.UTC, o, lines)
			var codes []string
			for _, f := range out.Fates {
				switch {
				case f.Refusal != nil:
					codes = append(codes, f.Refusal.Code)
				case f.Ignored:
					codes = append(codes, "ignored")
				}
			}
			want := []string{"conversation.community", "conversation.name", "conversation.time_range", "conversation.line",
				"conversation.target", "conversation.content", "ignored"}
			if diff := cmp.Diff(want, codes); diff != "" {
				t.Error(diff)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := num(t, d.Read(), `SELECT COUNT(*) FROM conversation_author`); n != 0 {
			t.Errorf("%d names entered", n)
		}
	})
}

// A new name that is somebody else's leaves two people, noted as twins: one has gone, the other is there.
func TestARenameToSomebodyElsesName(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		g := group(t, d, 1, "#t")
		takeLog(t, d, 1, options(), number([]Line{
			{Community: g, Sort: LineJoin, Name: "foo", At: at(0)},
			{Community: g, Sort: LineJoin, Name: "foo_", At: at(60)},
			{Community: g, Sort: LineRename, Name: "foo_", Target: "foo", At: at(61)},
		}), 2)
		q := d.Read()
		if n := num(t, q, `SELECT COUNT(*) FROM customer`); n != 2 {
			t.Errorf("%d people", n)
		}
		if n := num(t, q, `SELECT COUNT(*) FROM customer_twin`); n != 1 {
			t.Errorf("%d twins", n)
		}
		if n := num(t, q, `SELECT COUNT(*) FROM community_stay WHERE left_at = 0`); n != 1 {
			t.Errorf("%d are there", n)
		}
		clean(t, d)
	})
}
