package db_test

import (
	"context"
	"io/fs"
	"slices"
	"testing"

	"qunli/kit/db"
	"qunli/testkit/dbtest"
)

// What is stored otherwise, is stored for nothing and is not stored is named, each key once, and no more than a table's share.
func TestComparison(t *testing.T) {
	dbtest.Each(t, []fs.FS{}, func(t *testing.T, d dbtest.Fixture) {
		rows := func(pairs string) string { return `SELECT * FROM (VALUES ` + pairs + `) AS p` }
		c := db.Comparison{Table: "t", Stored: `SELECT column1 AS k, column2 AS v FROM (` + rows(`('a', '1'), ('b', '2'), ('c', '3')`) + `) AS s`,
			Rebuilt: `SELECT column1 AS k, column2 AS v FROM (` + rows(`('a', '1'), ('b', '7'), ('d', '4')`) + `) AS r`}
		got, err := db.CompareAll(t.Context(), d.Read(), []db.Comparison{c})
		slices.SortFunc(got, func(x, y db.Difference) int { return int(x.Key[0]) - int(y.Key[0]) })
		want := []db.Difference{{Table: "t", Key: "b", Have: "2", Want: "7"}, {Table: "t", Key: "c", Have: "3"}, {Table: "t", Key: "d", Want: "4"}}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestCompareMaps(t *testing.T) {
	got := db.CompareMaps("t", map[string]int{"a": 1, "b": 2, "c": 0}, map[string]int{"a": 1, "b": 3, "d": 4, "e": 0})
	want := []db.Difference{db.Differs("t", "b", "2", "3"), db.Differs("t", "d", "", "4")}
	if !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
	many := map[int]int{}
	for i := range 3 * db.MostDifferences {
		many[i] = 1
	}
	if n := len(db.CompareMaps("t", many, nil)); n != db.MostDifferences {
		t.Errorf("%d named", n)
	}
}

// Lists hands on every key once, in order, in pieces of one list's size, and ends with the first failure.
func TestLists(t *testing.T) {
	dbtest.Each(t, []fs.FS{}, func(t *testing.T, d dbtest.Fixture) {
		keys := make([]int, 2*db.ListSize(d.Read())+3)
		for i := range keys {
			keys[i] = i
		}
		var sizes []int
		var all []int
		if err := db.Lists(d.Read(), keys, func(part []int) error { sizes, all = append(sizes, len(part)), append(all, part...); return nil }); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(all, keys) || !slices.Equal(sizes, []int{db.ListSize(d.Read()), db.ListSize(d.Read()), 3}) {
			t.Errorf("pieces of %v", sizes)
		}
		calls := 0
		if err := db.Lists(d.Read(), keys, func([]int) error { calls++; return context.Canceled }); err != context.Canceled || calls != 1 {
			t.Errorf("%v after %d calls", err, calls)
		}
	})
}
