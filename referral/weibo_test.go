package referral

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/testkit/data"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

// repost is one line of the cascades: the node, 1 and up, and its parent, 0 the root.
type repost struct {
	cascade, node, parent int64
	at                    int64 // ms, 0 undated
}

// eachLine reads a gzipped table without its head.
func eachLine(t testing.TB, name string, f func(cells []string) error) {
	t.Helper()
	file := must[*os.File](t)(os.Open(data.File(t, "weibo_cascades", name)))
	defer file.Close()
	in := bufio.NewScanner(must[*gzip.Reader](t)(gzip.NewReader(file)))
	in.Buffer(nil, 1<<20)
	for in.Scan(); in.Scan(); {
		if err := f(strings.Split(in.Text(), "\t")); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
}

func number(t testing.TB, s string) int64 {
	t.Helper()
	return must[int64](t)(strconv.ParseInt(s, 10, 64))
}

// reposts reads the first cascades.
func reposts(t testing.TB, cascades int64) []repost {
	t.Helper()
	roots := map[int64]int64{}
	eachLine(t, "roots.tsv.gz", func(c []string) error {
		if c[2] != "None" {
			roots[number(t, c[0])] = number(t, c[2])
		}
		return nil
	})
	var out []repost
	eachLine(t, "reposts.tsv.gz", func(c []string) error {
		r := repost{cascade: number(t, c[0]), node: number(t, c[1]), parent: number(t, c[2])}
		if r.cascade > cascades {
			return io.EOF
		}
		if c[4] != "" && roots[r.cascade] != 0 {
			r.at = (roots[r.cascade] + number(t, c[4])) * 1000
		}
		out = append(out, r)
		return nil
	})
	return out
}

func card(cascade, node int64) customer.Card {
	return customer.Card{Keys: []customer.Key{{Kind: customer.Account, Space: "weibo", Value: fmt.Sprint(cascade, "/", node)}}}
}

// load brings reposts in by batches, as the importer does, and gives how long that took.
func (h *house) load(t testing.TB, all []repost) time.Duration {
	t.Helper()
	const batch = 5000
	ctx := db.Bulk(h.owner)
	watch := clock.Stopwatch()
	for part := range slices.Chunk(all, batch) {
		err := h.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			cards := make([]customer.Card, 0, 2*len(part))
			for _, r := range part {
				cards = append(cards, card(r.cascade, r.parent), card(r.cascade, r.node))
			}
			people, err := customer.Resolve(ctx, tx, 1, cards)
			if err != nil {
				return err
			}
			claims := make([]Claim, len(part))
			for n, r := range part {
				claims[n] = brings(people[2*n].ID, people[2*n+1].ID, r.at)
			}
			verdicts, err := Bind(ctx, tx, 1, claims)
			if err != nil {
				return err
			}
			for n, v := range verdicts {
				if !v.Added || v.Outcome != OutcomeBound {
					return fmt.Errorf("%+v: %+v", part[n], v)
				}
			}
			return h.bus.Publish(ctx, tx, Facts(1, verdicts)...)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return watch()
}

// bare copies every row into an empty database, a prepared INSERT a row, 5,000 rows a transaction.
func (h *house) bare(t testing.TB, to dbtest.Fixture) (took time.Duration, rows int) {
	t.Helper()
	for _, table := range must[[]db.Table](t)(db.Tables(h.owner, h.Read())) {
		if table.Name == "node" {
			continue
		}
		count := 0
		var part [][]any
		flush := func() error {
			watch := clock.Stopwatch()
			err := to.DB.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error { return db.InsertEach(ctx, tx, table, part) })
			took, count, part = took+watch(), count+len(part), part[:0]
			return err
		}
		err := db.EachRow(h.owner, h.Read(), table, func(row []any) error {
			if part = append(part, row); len(part) == 5000 {
				return flush()
			}
			return nil
		})
		if err = errors.Join(err, flush()); err != nil {
			t.Fatal(err)
		}
		rows += count
		if count > 0 {
			t.Logf("%s: %d rows", table.Name, count)
		}
	}
	return took, rows
}

// figures are what expected.json says of a cascade.
type figures struct{ size, depth, width, most int64 }

// measure reads the forest and gives the figures of each cascade by its root.
func (h *house) measure(t testing.TB) map[customer.ID]figures {
	t.Helper()
	nodes := must[[]Node](t)(db.All[Node](h.owner, h.Read(), `SELECT `+nodeColumns+` FROM referral_node`))
	parent, children := map[customer.ID]customer.ID{}, map[customer.ID][]customer.ID{}
	var roots []customer.ID
	for _, n := range nodes {
		parent[n.CustomerID] = n.ParentID
		if n.ParentID == 0 {
			roots = append(roots, n.CustomerID)
		} else {
			children[n.ParentID] = append(children[n.ParentID], n.CustomerID)
		}
	}
	out := map[customer.ID]figures{}
	for _, root := range roots {
		f := figures{}
		level := []customer.ID{root}
		for depth := int64(0); len(level) > 0; depth++ {
			f.size, f.depth, f.width = f.size+int64(len(level)), depth, max(f.width, int64(len(level)))
			var next []customer.ID
			for _, i := range level {
				next = append(next, children[i]...)
				if i != root {
					f.most = max(f.most, int64(len(children[i])))
				}
			}
			level = next
		}
		out[root] = f
	}
	for _, n := range nodes {
		if n.ParentID == 0 && n.Subtree != out[n.CustomerID].size-1 {
			t.Errorf("%v has %d below, counted %d", n.CustomerID, n.Subtree, out[n.CustomerID].size-1)
		}
	}
	return out
}

// TestCascades loads real cascades: 24 of them, all with QUNLI_PROOF=full.
func TestCascades(t *testing.T) {
	cascades, full := int64(24), os.Getenv("QUNLI_PROOF") == "full"
	if full {
		cascades = 1 << 40
	}
	all := reposts(t, cascades)
	var expected struct {
		Nodes    int64
		MaxDepth int64                `json:"max_depth"`
		First20  map[string][]float64 `json:"first_20"`
	}
	if err := json.Unmarshal(must[[]byte](t)(os.ReadFile(data.File(t, "weibo_cascades", "expected.json"))), &expected); err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, h *house) {
		took := h.load(t, all)
		t.Logf("%d bonds in %v: %.0f/s", len(all), took, float64(len(all))/took.Seconds())
		found := h.measure(t)
		people, deepest := int64(0), int64(0)
		for _, f := range found {
			people, deepest = people+f.size, max(deepest, f.depth)
		}
		for name, want := range expected.First20 {
			root := h.who(t, card(number(t, name), 0))
			if w := (figures{int64(want[0]), int64(want[1]), int64(want[2]), int64(want[3])}); found[root] != w {
				t.Errorf("cascade %s: %+v, want %+v", name, found[root], w)
			}
		}
		if full && (people != expected.Nodes || deepest != expected.MaxDepth) {
			t.Errorf("%d people, depth %d; want %d, %d", people, deepest, expected.Nodes, expected.MaxDepth)
		}
		m := must[Measured](t)(Measure(h.owner, h.Service, map[bool]int{false: 2000, true: 100_000}[full], 1))
		t.Logf("%d nodes: ancestors %v, children %v, node %v", m.Nodes, m.Ancestors, m.Children, m.Node)
		if worst := max(m.Ancestors.P99, m.Children.P99, m.Node.P99); full && worst > 2 {
			t.Errorf("p99 is %.2f ms, want 2 at most", worst)
		}
		if again := h.again(t, all[:min(len(all), 5000)]); again != 0 {
			t.Errorf("%d bonds entered twice", again)
		}
		h.clean(t)
		to := dbtest.Open(t, fresh(t, h.Address), rooms)
		plain, rows := h.bare(t, to)
		ratio := plain.Seconds() / took.Seconds()
		t.Logf("the same %d rows by bare inserts: %v; ratio %.2f", rows, plain, ratio)
		if full && ratio < 0.3 {
			t.Errorf("loading is %.2f of bare inserts, want at least 0.3", ratio)
		}
	})
}

// who finds the person of a card.
func (h *house) who(t testing.TB, c customer.Card) customer.ID {
	t.Helper()
	var out customer.ID
	h.tx(t, func(ctx context.Context, tx *db.Tx) error {
		r, err := customer.Resolve(ctx, tx, 0, []customer.Card{c})
		out = r[0].ID
		return err
	})
	return out
}

// again brings reposts in once more and gives how many claims entered.
func (h *house) again(t testing.TB, part []repost) (added int) {
	t.Helper()
	var claims []Claim
	h.tx(t, func(ctx context.Context, tx *db.Tx) error {
		var cards []customer.Card
		for _, r := range part {
			cards = append(cards, card(r.cascade, r.parent), card(r.cascade, r.node))
		}
		people, err := customer.Resolve(ctx, tx, 1, cards)
		if err != nil {
			return err
		}
		for n, r := range part {
			claims = append(claims, brings(people[2*n].ID, people[2*n+1].ID, r.at))
		}
		verdicts, err := Bind(ctx, tx, 1, claims)
		for _, v := range verdicts {
			if v.Added {
				added++
			}
		}
		return err
	})
	return added
}

// fresh is the address of another empty database of the same engine.
func fresh(t testing.TB, like string) string {
	t.Helper()
	if strings.HasPrefix(like, "sqlite") {
		return "sqlite://" + filepath.Join(t.TempDir(), "bare.db")
	}
	return pgtest.Fresh(t)
}
