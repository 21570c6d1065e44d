package intake_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"qunli/intake"
	"qunli/kit/db"
	"qunli/testkit/data"
)

// TestWeibo brings real reposts in, the first cascades of them unless all are asked for (QUNLI_PROOF=full): every node is
// one person, brought by its parent; sizes and depths are those an independent program found.
func TestWeibo(t *testing.T) {
	most := 60
	if os.Getenv("QUNLI_PROOF") == "full" {
		most = 1 << 30
	}
	roots := cut(t, data.File(t, "weibo_cascades", "roots.tsv.gz"), most)
	reposts := cut(t, data.File(t, "weibo_cascades", "reposts.tsv.gz"), most)
	want := sizesOf(t)
	each(t, func(t *testing.T, d desk) {
		empty := d.tables()
		first := d.load(roots, intake.Request{Mapping: d.preset("weibo-roots")})
		imp := d.load(reposts, intake.Request{Mapping: d.preset("weibo-cascades")})
		t.Logf("%d referrals in %d ms: %.0f/s; %s", imp.Rows, imp.WorkMs, imp.RatePerSecond(), imp.Counts)
		if imp.Added != imp.Rows || imp.Rejected != 0 || imp.Tally()["referral_bound"] != imp.Rows {
			t.Errorf("read %d, added %d, rejected %d: %s", imp.Rows, imp.Added, imp.Rejected, imp.Counts)
		}
		if people := d.count(`SELECT COUNT(*) FROM customer`); people != imp.Rows+first.Rows {
			t.Errorf("%d people of %d nodes and %d roots", people, imp.Rows, first.Rows)
		}
		if most > 3387 && (imp.Rows != 1_275_180 || first.Rows != 3387) {
			t.Errorf("%d referrals of %d roots; want 1,275,180 of 3,387", imp.Rows, first.Rows)
		}
		trees := sizesIn(t, d)
		for cascade, w := range want {
			if got := trees[cascade]; got != w[0] {
				t.Errorf("cascade %s has %d people, want %d", cascade, got, w[0])
			}
		}
		if most > 3387 {
			return
		}
		again := d.load(reposts, intake.Request{Mapping: d.preset("weibo-cascades")})
		if again.Added != 0 || again.Same != imp.Rows {
			t.Errorf("the same again: added %d, same %d", again.Added, again.Same)
		}
		d.clean()
		d.undo(again.ID)
		d.undo(imp.ID)
		d.undo(first.ID)
		for table, n := range d.tables() {
			if n != empty[table] {
				t.Errorf("undone, but %s has %d rows", table, n)
			}
		}
	})
}

// sizesIn gives the number of people of each tree by the cascade of its root.
func sizesIn(t *testing.T, d desk) map[string]int64 {
	t.Helper()
	type tree struct {
		Value   string
		Subtree int64
	}
	list, err := db.All[tree](t.Context(), d.Read(), `SELECT i.value, n.subtree FROM referral_node n
		JOIN customer_identity i ON i.customer_id = n.customer_id WHERE n.parent_id = 0`)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int64{}
	for _, x := range list {
		cascade, _ := strings.CutSuffix(x.Value, "/0")
		out[cascade] = x.Subtree + 1
	}
	return out
}

// sizesOf reads what data/weibo_cascades/expected.json says of the first cascades.
func sizesOf(t *testing.T) map[string][5]int64 {
	t.Helper()
	var want struct {
		First map[string][5]float64 `json:"first_20"`
	}
	text, err := os.ReadFile(data.File(t, "weibo_cascades", "expected.json"))
	if err == nil {
		err = json.Unmarshal(text, &want)
	}
	if err != nil || len(want.First) != 20 {
		t.Fatal(len(want.First), err)
	}
	out := map[string][5]int64{}
	for k, v := range want.First {
		out[k] = [5]int64{int64(v[0]), int64(v[1]), int64(v[2]), int64(v[3])}
	}
	return out
}

// cut writes the lines of the first cascades of a file to a file of its own and gives its path.
func cut(t *testing.T, path string, cascades int) string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	out, err := os.Create(filepath.Join(t.TempDir(), strings.TrimSuffix(filepath.Base(path), ".gz")))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	w, s := bufio.NewWriter(out), bufio.NewScanner(z)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		cascade, _, _ := strings.Cut(s.Text(), "\t")
		if n, err := strconv.Atoi(cascade); err == nil && n > cascades {
			break
		}
		fmt.Fprintln(w, s.Text())
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return out.Name()
}
