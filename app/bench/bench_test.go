package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"qunli/kit/db"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// The case runs, its books balance, its tables are gone afterwards. The ratio itself is judged by the command, not here.
func TestCommitCase(t *testing.T) {
	for name, address := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite://" + t.TempDir() + "/scratch.db" },
		"postgres": func(t *testing.T) string { return pgtest.Fresh(t) },
	} {
		t.Run(name, func(t *testing.T) {
			at := address(t)
			open := func(ctx context.Context) (*db.DB, error) { return db.Open(ctx, at, db.Options{}) }
			r, err := commitCase(t.Context(), Env{Open: open, Dir: t.TempDir()}, 30*time.Millisecond)
			if err != nil {
				t.Fatal(err)
			}
			if string(r.Engine) != name || len(r.Rows) != 8 {
				t.Errorf("%+v", r)
			}
			for _, row := range r.Rows {
				if row.Value <= 0 || row.Zh == "" || row.En == "" {
					t.Errorf("%+v", row)
				}
			}
			d, err := open(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			_, err = db.One[int64](t.Context(), d.Read(), `SELECT COUNT(*) FROM bench_claim`)
			if err == nil {
				t.Error("bench_claim was left behind")
			}
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestClaims(t *testing.T) {
	dbtest.Each(t, nil, func(t *testing.T, d dbtest.Fixture) {
		l, err := Claims(t.Context(), d.DB, Load{Callers: 4, For: 20 * time.Millisecond})
		if err != nil || len(l.Each) == 0 || l.At(0.5) > l.At(0.99) || l.At(0.99) > l.Took || l.Rate() <= 0 {
			t.Errorf("%d calls, p50 %v, p99 %v, %v", len(l.Each), l.At(0.5), l.At(0.99), err)
		}
	})
}

func TestLatencies(t *testing.T) {
	a := Latencies{Each: []time.Duration{1, 3}, Took: time.Second}
	b := a.join(Latencies{Each: []time.Duration{2, 4}, Took: time.Second})
	if b.At(0) != 1 || b.At(0.5) != 3 || b.At(0.99) != 4 || b.At(1) != 4 || b.Rate() != 2 {
		t.Errorf("%+v: %v %v %v", b, b.At(0), b.At(0.5), b.At(1))
	}
	if (Latencies{}).At(0.5) != 0 || (Latencies{}).Rate() != 0 {
		t.Error("no calls have no latency")
	}
}

func TestJudging(t *testing.T) {
	r := Result{Case: "x", Engine: db.SQLite, Rows: []Row{
		{Name: "a", Zh: "甲", En: "first", Value: 12345.6, Unit: "/s"},
		{Name: "b", Zh: "乙", En: "second", Value: 8, Unit: "×", Least: 8},
		{Name: "c", Zh: "丙", En: "third", Value: 5.01, Unit: "×", Most: 5},
	}}
	var text, out bytes.Buffer
	if err := errors.Join(r.Text(&text), r.JSON(&out)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"12346", "≥ 8 ✓", "≤ 5 ✗", "丙"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in\n%s", want, text.String())
		}
	}
	var back struct {
		Good bool
		Rows []Row
	}
	if err := json.Unmarshal(out.Bytes(), &back); err != nil || back.Good || len(back.Rows) != 3 {
		t.Errorf("%v: %s", err, out.String())
	}
	r.Rows = r.Rows[:2]
	if !r.Good() {
		t.Error("a value at its limit is good")
	}
}

func TestFind(t *testing.T) {
	if c, err := Find([]Case{Commit()}, "commit"); err != nil || c.Run == nil {
		t.Error(err)
	}
	if _, err := Find([]Case{Commit()}, "speed"); !errors.Is(err, ErrUnknown) || !strings.Contains(err.Error(), "commit") {
		t.Error(err)
	}
}

// The record keeps the last measurement of each case and engine; the document has every case, measured or not.
func TestRecordAndItsDocument(t *testing.T) {
	path := t.TempDir() + "/b.json"
	cases := []Case{{Name: "commit", Zh: "提交", En: "commits"}, {Name: "pages", Zh: "页面", En: "pages"}}
	put := func(engine db.Engine, value float64) {
		t.Helper()
		r, err := LoadRecord(path)
		if err != nil {
			t.Fatal(err)
		}
		r.Put(Measured{Result{"commit", engine, []Row{{Name: "ratio", Zh: "比", En: "ratio", Value: value, Unit: "×", Least: 8},
			{Name: "rate", Zh: "速度", En: "rate", Value: 1234, Unit: "/s"}}}, "2026-11-22", "2 × amd64"})
		if err := r.Save(path, cases); err != nil {
			t.Fatal(err)
		}
	}
	put(db.Postgres, 40)
	put(db.SQLite, 61)
	put(db.Postgres, 7)
	text, err := os.ReadFile(strings.TrimSuffix(path, ".json") + ".md")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"- SQLite: 2026-11-22, 2 × amd64\n- PostgreSQL:", "| 比 · ratio | ≥ 8 | 61 × ✓ | 7 × ✗ |\n", "| 速度 · rate |  | 1234 /s | 1234 /s |\n",
		"## pages\n\n页面 · pages\n\n未测 · not measured\n"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(string(text), "40 ×") {
		t.Error("an earlier measurement is still there")
	}
}
