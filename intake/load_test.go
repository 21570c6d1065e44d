package intake_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/intake"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

const header = "订单号,下单时间,客户编号,商品编码,数量,单价\n"

// orders writes n orders of two lines each; order i is bought by customer i mod 7.
func orders(n int) string {
	var b strings.Builder
	b.WriteString(header)
	for i := range n {
		for line := range 2 {
			fmt.Fprintf(&b, "N%04d,2026-01-%02d 10:00:00,%d,SKU%d,%d,9.99\n", i, 1+i%28, i%7, line, line+1)
		}
	}
	return b.String()
}

// state is every row of the business tables, without ids: what an import changes and an undo gives back.
func (d desk) state() map[string]int64 {
	d.t.Helper()
	out := map[string]int64{}
	for name, sql := range map[string]string{
		"orders":     `SELECT COUNT(*) FROM commerce_order`,
		"lines":      `SELECT COUNT(*) FROM commerce_line`,
		"fen":        `SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM commerce_line`,
		"people":     `SELECT COUNT(*) FROM customer`,
		"accounts":   `SELECT COUNT(*) FROM customer_identity`,
		"touches":    `SELECT COUNT(*) FROM customer_touch`,
		"products":   `SELECT COUNT(*) FROM commerce_product`,
		"day rows":   `SELECT COUNT(*) FROM commerce_day`,
		"buyer days": `SELECT COUNT(*) FROM commerce_buyer_day`,
		"sku months": `SELECT COUNT(*) FROM commerce_sku_month`,
		"spend":      `SELECT COUNT(*) FROM commerce_spend`,
	} {
		n, err := db.One[int64](d.t.Context(), d.Read(), sql)
		if err != nil {
			d.t.Fatal(err)
		}
		out[name] = n
	}
	return out
}

func TestSameAndLongerFile(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		d.load(d.file("a.csv", orders(50)), intake.Request{Kind: "orders"})
		before := d.state()
		if again := d.load(d.file("b.csv", orders(50)), intake.Request{Kind: "orders"}); again.Added != 0 || again.Same != 100 {
			t.Errorf("the same rows again: added %d, same %d", again.Added, again.Same)
		}
		if diff := cmp.Diff(before, d.state()); diff != "" {
			t.Errorf("the same rows again changed: %s", diff)
		}
		if longer := d.load(d.file("c.csv", orders(60)), intake.Request{Kind: "orders"}); longer.Added != 20 || longer.Same != 100 {
			t.Errorf("a longer file: added %d, same %d; want 20 and 100", longer.Added, longer.Same)
		}
		d.clean()
	})
}

func TestUndo(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		ctx := org.Owner(t.Context(), "test")
		empty := d.state()
		first := d.load(d.file("a.csv", orders(50)), intake.Request{Kind: "orders"})
		afterFirst := d.state()
		longer := d.load(d.file("b.csv", orders(60)), intake.Request{Kind: "orders"})
		afterBoth := d.state()
		if _, err := d.Undo(ctx, first.ID); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(afterBoth, d.state()); diff != "" {
			t.Errorf("undoing the shorter file took away what the longer one also brought: %s", diff)
		}
		d.clean()
		if _, err := d.Undo(ctx, longer.ID); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(empty, d.state()); diff != "" {
			t.Errorf("both undone, but not as before: %s", diff)
		}
		d.clean()
		if again := d.load(d.file("a.csv", orders(50)), intake.Request{Kind: "orders"}); again.Added != 100 {
			t.Errorf("after the undo the file brings %d, want 100", again.Added)
		}
		if diff := cmp.Diff(afterFirst, d.state()); diff != "" {
			t.Error(diff)
		}
		if _, err := d.Undo(ctx, first.ID); !errors.Is(err, intake.ErrUndoState) {
			t.Errorf("undone twice: %v", err)
		}
	})
}

func TestUndoIsRefusedWhileSomethingDependsOnIt(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		ctx := org.Owner(t.Context(), "test")
		first := d.load(d.file("a.csv", orders(5)), intake.Request{Kind: "orders", Source: "mall"})
		refund := "订单号,下单时间,客户编号,商品编码,数量,单价,单据类型,原订单号\nR1,2026-02-01,1,SKU0,-1,9.99,退款,N0001\n"
		d.load(d.file("r.csv", refund), intake.Request{Kind: "orders", Source: "mall"})
		before := d.state()
		_, err := d.Undo(ctx, first.ID)
		if !errors.Is(err, intake.ErrDependent) {
			t.Fatalf("got %v, want a refusal", err)
		}
		if f := fault.Of(err).Fields; len(f) == 0 || f[0].Zh == "" || f[0].En == "" {
			t.Errorf("the refusal lists nothing: %+v", f)
		}
		if diff := cmp.Diff(before, d.state()); diff != "" {
			t.Errorf("a refused undo changed: %s", diff)
		}
	})
}

// TestBadRows are records that are refused one by one, with line and reason in both languages, while the others enter.
func TestBadRows(t *testing.T) {
	good := "N1,2026-01-01,7,S,1,9.99\n"
	tests := []struct{ name, row, says string }{
		{"impossible date", "N2,2026-02-30,7,S,1,9.99\n", "2026-02-30"},
		{"ambiguous date", "N2,01/02/2026,7,S,1,9.99\n", "time_format"},
		{"no order number", ",2026-01-01,7,S,1,9.99\n", "order_no"},
		{"no number", "N2,2026-01-01,7,S,many,9.99\n", "many"},
		{"no price", "N2,2026-01-01,7,S,1,\n", "price"},
		{"out of range", "N2,2026-01-01,7,S,99999999999,99999999999\n", "range"},
		{"formula", "N2,2026-01-01,7,=1+1,1,9.99\n", "formula"},
		{"too few cells", "N2,2026-01-01\n", "cells"},
		{"unbalanced quote", "N2,2026-01-01,7,S\"x\"y,1,9.99\n", "quote"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, openSQLite(t))
			imp := d.load(d.file("bad.csv", header+good+tt.row), intake.Request{Kind: "orders"})
			if imp.Added != 1 || imp.Rejected != 1 {
				t.Fatalf("added %d, rejected %d; want one each", imp.Added, imp.Rejected)
			}
			var out bytes.Buffer
			if err := d.WriteRejects(org.Owner(t.Context(), "test"), imp.ID, &out); err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimSpace(out.String()), "\n")
			if len(lines) != 2 || !strings.HasPrefix(lines[1], "3,") || !strings.Contains(lines[1], tt.says) {
				t.Errorf("the reject file says %q; want line 3 and %q", lines, tt.says)
			}
		})
	}
}

// TestOrdersDoNotSayWhoBroughtThePerson: the channel of a later order is not where a person was acquired; otherwise a day
// of spend on it would turn the first contact into a paid one.
func TestOrdersDoNotSayWhoBroughtThePerson(t *testing.T) {
	d := newDesk(t, openSQLite(t))
	orders := d.file("orders.csv", "order_no,time,customer,channel,price\nN1,2026-02-01,7,ads,5\nN2,2026-02-02,8,ads,5\n")
	people := d.file("people.csv", "customer,added_at,channel\n7,2026-01-01,\n8,2026-01-01,shop\n")
	d.load(orders, intake.Request{Kind: "orders", Source: "s"})
	d.load(people, intake.Request{Kind: "customers", Source: "s"})
	got, err := db.All[string](t.Context(), d.Read(), `SELECT channel FROM customer ORDER BY channel`)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"", "shop"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestNobodyIsNoCustomer: orders whose export writes NULL for the buyer have none, rather than one buyer together; columns
// named one by one leave the others to be guessed, but a whole preset is taken at its word.
func TestNobodyIsNoCustomer(t *testing.T) {
	d := newDesk(t, openSQLite(t))
	file := d.file("null.csv", "No,When,Customer ID,Phone,Qty,Price\nN1,2026-01-01,NULL,'-,2,5\nN2,2026-01-01,7,'13800138000,2,5\n")
	imp := d.load(file, intake.Request{Kind: "orders", Map: map[string]string{"order_no": "No", "time": "When"}})
	if n := imp.Tally()["no_customer"]; imp.Added != 2 || n != 1 {
		t.Errorf("%d added, %d without a buyer; want 2 and 1", imp.Added, n)
	}
	if got := d.state()["fen"]; got != 2000 {
		t.Errorf("%d fen, want 2,000", got)
	}
	people := d.file("people.csv", "客户编号,姓名\nc9,王芳\n")
	if imp := d.load(people, intake.Request{Kind: "customers"}); imp.Added != 1 {
		t.Errorf("%d people added, want 1: no field of theirs is required, yet all are guessed", imp.Added)
	}
	whole := &intake.Mapping{Kind: "orders", Source: "whole", Columns: map[string]string{"order_no": "No", "time": "When", "price": "Price"}}
	imp = d.load(file, intake.Request{Mapping: whole})
	if n := imp.Tally()["no_customer"]; n != 2 {
		t.Errorf("%d without a buyer; the preset names none", n)
	}
}

// TestBadFiles are files that are refused as a whole: a clear fault in both languages, and nothing written.
func TestBadFiles(t *testing.T) {
	tests := []struct {
		name string
		code string
		make func(d desk) (path string, r intake.Request)
	}{
		{"truncated gz", "import.gzip.truncated", func(d desk) (string, intake.Request) {
			whole := gz(orders(2000))
			return d.file("t.csv.gz", string(whole[:len(whole)-20])), intake.Request{Kind: "orders"}
		}},
		{"wrong encoding", "import.encoding", func(d desk) (string, intake.Request) {
			return d.file("e.csv", orders(500)+"N9,2026-01-01,7,caf\xe9,1,1\n"), intake.Request{Kind: "orders"}
		}},
		{"missing column", "import.column.missing", func(d desk) (string, intake.Request) {
			return d.file("m.csv", "单价,数量\n1,2\n"), intake.Request{Kind: "orders"}
		}},
		{"duplicate header", "import.header.duplicate", func(d desk) (string, intake.Request) {
			return d.file("h.csv", "订单号,下单时间,订单号,单价\nA,2026-01-01,B,1\n"), intake.Request{Kind: "orders"}
		}},
		{"a line without end", "import.record.long", func(d desk) (string, intake.Request) {
			return d.file("l.csv.gz", string(gz(orders(2000)+strings.Repeat("x", 8<<20)))), intake.Request{Kind: "orders"}
		}},
		{"nothing readable", "import.all_wrong", func(d desk) (string, intake.Request) {
			return d.file("n.csv", header+strings.Repeat("N,never,7,S,1,1\n", 1500)), intake.Request{Kind: "orders"}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			each(t, func(t *testing.T, d desk) {
				before := d.state()
				path, r := tt.make(d)
				_, err := d.Load(org.Owner(t.Context(), "test"), path, r, func(intake.Import) {})
				f := fault.Of(err)
				if f.Code != tt.code {
					t.Fatalf("got %v, want %s", err, tt.code)
				}
				if f.Message("zh") == "" || f.Message("en") == "" || f.Message("zh") == f.Message("en") {
					t.Errorf("messages %q and %q", f.Message("zh"), f.Message("en"))
				}
				if diff := cmp.Diff(before, d.state()); diff != "" {
					t.Errorf("something was written: %s", diff)
				}
			})
		})
	}
}

func gz(text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.Bytes()
}

func TestSpend(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		file := "日期,渠道,花费,计划\n2026-01-01,douyin,100.50,A\n2026-01-01,douyin,20,B\n2026-01-02,douyin,-5,A\n2026-01-01,douyin,1,A\n"
		imp := d.load(d.file("s.csv", file), intake.Request{Kind: "spend"})
		if imp.Added != 2 || imp.Rejected != 2 {
			t.Errorf("added %d, rejected %d; want 2 (two plans) and 2 (a negative one, a second line for one plan)", imp.Added, imp.Rejected)
		}
		again := d.load(d.file("s2.csv", "日期,渠道,花费,计划\n2026-01-01,douyin,100.50,A\n2026-01-01,douyin,21,B\n"), intake.Request{Kind: "spend"})
		if again.Same != 1 || again.Rejected != 1 {
			t.Errorf("same %d, rejected %d; want the equal one the same and the other refused", again.Same, again.Rejected)
		}
	})
}

// TestInterruptedRunGoesOn stops a run between two commits and runs the same file again.
func TestInterruptedRunGoesOn(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		ctx, stop := cancelAfter(org.Owner(t.Context(), "test"), 1)
		path := d.file("a.csv", orders(4000))
		cut, err := d.Load(ctx, path, intake.Request{Kind: "orders"}, stop)
		if err == nil || cut.Rows == 0 || cut.Rows == cut.Total {
			t.Fatalf("the run was not cut off midway: %d of %d rows, %v", cut.Rows, cut.Total, err)
		}
		whole := d.load(path, intake.Request{Kind: "orders"})
		if whole.ID != cut.ID || whole.State != intake.Done || whole.Added != 8000 || whole.Rows != 8000 {
			t.Errorf("got %s %s with %d of %d added; want %s to go on to 8,000", whole.ID, whole.State, whole.Added, whole.Rows, cut.ID)
		}
		if got := d.state()["lines"]; got != 8000 {
			t.Errorf("%d lines stand, want 8,000", got)
		}
		d.clean()
	})
}

func TestPresetsReadTheirFiles(t *testing.T) {
	names, err := filepath.Glob("../testdata/presets/*.json")
	if err != nil || len(names) != 7 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		m, err := intake.ParsePreset(body)
		if err != nil || intake.Fields(m.Kind) == nil || len(m.Columns) == 0 {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
		for field := range m.Columns {
			if !slices.ContainsFunc(intake.Fields(m.Kind), func(f intake.Field) bool { return f.Name == field }) {
				t.Errorf("%s: %s is no field of %s", name, field, m.Kind)
			}
		}
	}
}
