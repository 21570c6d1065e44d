package db_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/kit/db"
	"qunli/testkit/dbtest"
)

func TestPlaceholdersAreNumberedInPlace(t *testing.T) {
	for _, c := range []struct {
		name string
		cond *db.Cond
		sql  string
		args []any
	}{
		{"empty", db.Where(""), `TRUE`, nil},
		{"one", db.Where("a = $1", 1), `(a = $1)`, []any{1}},
		{"shifted", db.Where("a = $1", 1).And("b = $1 OR c = $2 OR d = $1", 2, 3),
			`(a = $1) AND (b = $2 OR c = $3 OR d = $2)`, []any{1, 2, 3}},
		{"past nine", db.Where("$1,$2,$3,$4,$5,$6,$7,$8,$9", 1, 2, 3, 4, 5, 6, 7, 8, 9).And("$1 < $10", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
			`($1,$2,$3,$4,$5,$6,$7,$8,$9) AND ($10 < $19)`, []any{1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
		{"if", db.Where("").If(false, "a = $1", 1).If(true, "b = $1", 2), `(b = $1)`, []any{2}},
		{"join", db.Where("a = $1", 1).Join(db.Where("b = $1", 2).And("c = $1", 3)).Join(nil).Join(db.Where("")),
			`(a = $1) AND ((b = $2) AND (c = $3))`, []any{1, 2, 3}},
		{"in is padded", db.Where("a = $1", 0).In("b", []int64{7, 8, 9}), `(a = $1) AND (b IN ($2,$3,$4,$5))`,
			[]any{0, int64(7), int64(8), int64(9), int64(9)}},
		{"in of one", db.Where("").In("b", []string{"x"}), `(b IN ($1))`, []any{"x"}},
		{"in of none", db.Where("a = $1", 1).In("b", []int64{}), `(a = $1) AND (FALSE)`, []any{1}},
		{"rows", db.Where("").InRows("a, b, c", []struct {
			A string
			B int64
			C bool
		}{{"x", 1, true}, {"y", 2, false}}),
			`((a, b, c) IN (VALUES (CAST($1 AS TEXT),CAST($2 AS BIGINT),CAST($3 AS BOOLEAN)),($4,$5,$6)))`,
			[]any{"x", int64(1), true, "y", int64(2), false}},
		{"arrays", db.Where("").InRows("a, b", [][2]int64{{1, 2}}), `((a, b) IN (VALUES (CAST($1 AS BIGINT),CAST($2 AS BIGINT))))`,
			[]any{int64(1), int64(2)}},
		{"no rows", db.Where("").InRows("a, b", [][2]int64{}), `(FALSE)`, nil},
		{"after", db.Where("x = $1", 1).After("at, id", true, 5, 6), `(x = $1) AND ((at, id) < ($2,$3))`, []any{1, 5, 6}},
		{"after nothing", db.Where("").After("at, id", false), `TRUE`, nil},
	} {
		if got := c.cond.SQL(); got != c.sql {
			t.Errorf("%s: %s, want %s", c.name, got, c.sql)
		}
		if diff := cmp.Diff(c.args, c.cond.Args()); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestFurtherArgumentsFollow(t *testing.T) {
	c := db.Where("a = $1 AND b = $2", 1, 2)
	if got := c.Next(1) + c.Next(2); got != "$3$4" {
		t.Errorf("next are %s", got)
	}
	first, second := c.Args(3), c.Args(4)
	if !slices.Equal(first, []any{1, 2, 3}) || !slices.Equal(second, []any{1, 2, 4}) {
		t.Errorf("got %v and %v", first, second)
	}
}

func TestLongListsAreNotPaddedPastTheLimit(t *testing.T) {
	for n, want := range map[int]int{16_000: 16_384, 20_000: 20_000} {
		if got := len(db.Where("").In("id", make([]int64, n)).Args()); got != want {
			t.Errorf("%d keys are %d arguments, want %d", n, got, want)
		}
	}
}

func TestConditionsAnswer(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		insert(t, d.DB, rows(1, 300))
		type name struct {
			OwnerID cellID
			Name    string
		}
		long := make([]cellID, 20_000)
		for i := range long {
			long[i] = cellID(i + 200)
		}
		for title, c := range map[string]struct {
			cond *db.Cond
			want int64
		}{
			"empty":      {db.Where(""), 300},
			"in":         {db.Where("open").In("id", []cellID{1, 2, 4, 6, 999}), 3},
			"text":       {db.Where("").In("name", []string{"n000007", "none"}), 1},
			"none":       {db.Where("open").In("id", []cellID{}), 0},
			"long":       {db.Where("").In("id", long), 101},
			"rows":       {db.Where("").InRows("owner_id, name", []name{{1, "n000001"}, {2, "n000001"}, {3, "n000003"}}), 2},
			"arrays":     {db.Where("id > $1", 1).InRows("id, owner_id", [][2]int64{{1, 1}, {2, 2}, {8, 1}, {9, 9}}), 2},
			"ascending":  {db.Where("").After("owner_id, id", false, cellID(6), 200), 15},
			"descending": {db.Where("").After("owner_id, id", true, cellID(0), 8), 1},
			"view":       {db.Where("open").Join(db.Where("owner_id = $1 OR owner_id = $2", 1, 2).And("id < $1", 20)), 3},
		} {
			got, err := db.One[int64](t.Context(), d.Read(), `SELECT COUNT(*) FROM sample WHERE `+c.cond.SQL(), c.cond.Args()...)
			if err != nil || got != c.want {
				t.Errorf("%s: %d rows, %v; want %d", title, got, err, c.want)
			}
		}
	})
}

func TestKeysetPagesShowEveryRowOnce(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		insert(t, d.DB, rows(1, 103))
		type key struct{ OwnerID, ID int64 }
		for _, descending := range []bool{false, true} {
			order := "owner_id, id"
			if descending {
				order = "owner_id DESC, id DESC"
			}
			seen, last := map[key]bool{}, []any{}
			for {
				c := db.Where("").After("owner_id, id", descending, last...)
				page, err := db.All[key](t.Context(), d.Read(),
					`SELECT owner_id, id FROM sample WHERE `+c.SQL()+` ORDER BY `+order+` LIMIT `+c.Next(1), c.Args(10)...)
				if err != nil {
					t.Fatal(err)
				}
				if len(page) == 0 {
					break
				}
				for _, k := range page {
					seen[k] = true
				}
				last = []any{page[len(page)-1].OwnerID, page[len(page)-1].ID}
			}
			if len(seen) != 103 {
				t.Errorf("descending %t: %d of 103 rows", descending, len(seen))
			}
		}
	})
}

func TestManyArgumentsAreSpeltByPosition(t *testing.T) {
	for _, c := range []struct {
		text string
		args []any
		want string
		out  []any
	}{
		{`a = $1 AND b = $2`, []any{1, 2}, `a = ? AND b = ?`, []any{1, 2}},
		{`a = $2 OR b = $1 OR c = $2`, []any{1, 2}, `a = ? OR b = ? OR c = ?`, []any{2, 1, 2}},
		{`a = '$1 ''$2' AND b = $1`, []any{1}, `a = '$1 ''$2' AND b = ?`, []any{1}},
		{`$10 $1`, []any{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, `? ?`, []any{10, 1}},
		{`a = $3`, []any{1, 2}, `a = $3`, []any{1, 2}},
		{`VALUES (?,?)`, []any{1, 2}, `VALUES (?,?)`, []any{1, 2}},
		{`a = $x`, []any{1}, `a = $x`, []any{1}},
	} {
		text, args := db.Positional(c.text, c.args)
		if text != c.want || !slices.Equal(args, c.out) {
			t.Errorf("%s: %s %v, want %s %v", c.text, text, args, c.want, c.out)
		}
	}
}
