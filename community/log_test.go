package community

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/testkit/data"
)

// logMoves reads the joins, parts and quits of a real channel; names are people as they are written.
func logMoves(t *testing.T) (names []string, moves []Movement) {
	t.Helper()
	f, err := os.Open(data.File(t, "chat_irc_qtox", "events.tsv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for n := int64(1); lines.Scan(); n++ {
		cells := strings.Split(lines.Text(), "\t")
		kind := map[string]MoveKind{"join": Join, "part": Leave, "quit": Leave}[cells[2]]
		if kind == "" {
			continue
		}
		when, err := time.Parse("2006-01-02 15:04:05", strings.Replace(cells[1], "T", " ", 1))
		if err != nil {
			t.Fatal(err)
		}
		who, ok := at[cells[3]]
		if !ok {
			who, at[cells[3]] = len(names), len(names)
			names = append(names, cells[3])
		}
		moves = append(moves, Movement{Customer: customer.ID(who), Kind: kind, At: when.UnixMilli(), Ordinal: n, Ref: fmt.Sprint("log:", n)})
	}
	return names, moves
}

// TestARealLog: 26,131 movements of a real channel enter in batches as an import brings them; the raw leaves are the
// 13,034 of the file, and the debounced ones those of the rule over the whole file at once.
func TestARealLog(t *testing.T) {
	names, raw := logMoves(t)
	each(t, func(h house) {
		c, people := h.ensure(1, "#qtox"), h.people(names...)
		moves := slices.Clone(raw)
		pairs := map[customer.ID][]Move{}
		for i := range moves {
			m := &moves[i]
			m.Community, m.Customer = c, people[m.Customer]
			pairs[m.Customer] = append(pairs[m.Customer], Move{Kind: m.Kind, At: m.At, Ordinal: m.Ordinal})
		}
		watch := clock.Stopwatch()
		for part := range slices.Chunk(moves, 1000) {
			h.moved(1, part...)
		}
		took := watch()
		type sums struct{ RawJoins, RawLeaves, Joins, Seen, Leaves int64 }
		got := must[sums](t)(db.One[sums](h.ctx, h.Read(), `SELECT CAST(SUM(raw_joins) AS BIGINT) AS raw_joins,
			CAST(SUM(raw_leaves) AS BIGINT) AS raw_leaves, CAST(SUM(joins) AS BIGINT) AS joins, CAST(SUM(seen) AS BIGINT) AS seen,
			CAST(SUM(leaves) AS BIGINT) AS leaves FROM community_day`))
		want := sums{RawJoins: 13_097, RawLeaves: 13_034}
		for _, all := range pairs {
			for _, s := range Stays(all, half) {
				if s.Certain {
					want.Joins++
				} else {
					want.Seen++
				}
				if s.LeftAt != 0 {
					want.Leaves++
				}
			}
		}
		if got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
		t.Logf("%d movements in %v (%.0f/s): raw %d joins and %d leaves, debounced by 30 min %d joins, %d seen, %d leaves",
			len(moves), took, float64(len(moves))/took.Seconds(), got.RawJoins, got.RawLeaves, got.Joins, got.Seen, got.Leaves)
		h.clean()
		watch = clock.Stopwatch()
		h.forgetBy(1, 1000)
		t.Logf("undone in %v", watch())
		if n := h.count(`SELECT COUNT(*) FROM community_stay`) + h.count(`SELECT COUNT(*) FROM community_day`); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}
