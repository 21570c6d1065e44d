package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/kit/db"
	"qunli/kit/id"
	"qunli/testkit/dbtest"
)

func TestInsertAndScanKeepEveryType(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		want := rows(1, 200)
		want[0].Raw, want[1].Raw = []byte{}, []byte(strings.Repeat("\x00\xfe", 5000))
		want[2].Name, want[3].OwnerID, want[4].Weight = "群力 'quoted' $1 😀", -1<<63, -1e300
		insert(t, d.DB, want)
		got, err := db.All[row](t.Context(), d.Read(),
			`SELECT id, name, colour, owner_id, open, weight, raw FROM sample ORDER BY id`)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			if len(got[i].Raw) == 0 {
				got[i].Raw = []byte{}
			}
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(row{})); diff != "" {
			t.Error(diff)
		}
	})
}

func TestOneAllAndEachScanValuesAndPointers(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		insert(t, d.DB, rows(1, 3))
		ctx, q := t.Context(), d.Read()
		if got, err := db.One[string](ctx, q, `SELECT name FROM sample WHERE id = $1`, id.Of[cellKind](2)); err != nil || got != "n000002" {
			t.Errorf("One gives %q, %v", got, err)
		}
		if got, err := db.One[*string](ctx, q, `SELECT note FROM sample WHERE id = 2`); err != nil || got != nil {
			t.Errorf("a null is %v, %v", got, err)
		}
		if _, err := db.One[string](ctx, q, `SELECT note FROM sample WHERE id = 2`); err == nil {
			t.Error("a null entered a string")
		}
		_, err := db.One[string](ctx, q, `SELECT name FROM sample WHERE id = 99`)
		wantErr(t, err, db.ErrNone)
		if got, err := db.One[id.Of[cellKind]](ctx, q, `SELECT id FROM sample ORDER BY id DESC`); err != nil || got != 3 {
			t.Errorf("the first of three is %d, %v", got, err)
		}
		if got, err := db.All[bool](ctx, q, `SELECT open FROM sample ORDER BY id`); err != nil || !slices.Equal(got, []bool{false, true, false}) {
			t.Errorf("All gives %v, %v", got, err)
		}
		if got, err := db.All[int64](ctx, q, `SELECT id FROM sample WHERE id > 99`); err != nil || got == nil || len(got) != 0 {
			t.Errorf("no rows are %v, %v; want an empty list", got, err)
		}
		n := 0
		wantErr(t, db.Each(ctx, q, func(int64) error { n++; return errBoom }, `SELECT id FROM sample`), errBoom)
		if n != 1 {
			t.Errorf("Each went on after an error: %d rows", n)
		}
	})
}

func TestAStatementMayFollowAllInATransaction(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		insert(t, d.DB, rows(1, 500))
		tx(t, d.DB, func(ctx context.Context, tx *db.Tx) error {
			if _, err := db.One[int64](ctx, tx, `SELECT id FROM sample`); err != nil {
				return err
			}
			stop := errors.New("stop")
			if err := db.Each(ctx, tx, func(int64) error { return stop }, `SELECT id FROM sample`); err != stop {
				return fmt.Errorf("Each gave %w", err)
			}
			_, err := db.Exec(ctx, tx, `UPDATE sample SET open = FALSE`)
			return err
		})
	})
}

func TestAColumnWithoutAFieldIsADefect(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		_, err := db.All[part](t.Context(), d.Read(), `SELECT z_id, a_no, 1 AS more FROM sample_part`)
		if err == nil || !strings.Contains(err.Error(), "more") {
			t.Errorf("got %v; want an error that names the column", err)
		}
	})
}

func TestFieldsAreColumnsInSnakeCase(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		type names struct {
			ID, CustomerID, APIToken, SHA256, Level2Name int64
			hidden                                       int64
		}
		got, err := db.One[names](t.Context(), d.Read(),
			`SELECT 1 AS id, 2 AS customer_id, 3 AS api_token, 4 AS sha256, 5 AS level2_name`)
		if err != nil || got != (names{1, 2, 3, 4, 5, 0}) {
			t.Errorf("got %+v, %v", got, err)
		}
		type wrong struct{ CustomerID, APIToken int64 }
		err = d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Insert(ctx, tx, "nowhere", []wrong{{}}, "")
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "(customer_id, api_token)") {
			t.Errorf("the statement is %v", err)
		}
	})
}

func TestInsertCountsWhatEntered(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		insert(t, d.DB, rows(1, 70))
		for _, c := range []struct {
			tail string
			want int64
		}{
			{`ON CONFLICT DO NOTHING`, 130},
			{`ON CONFLICT (id) DO NOTHING`, 0},
			{`ON CONFLICT (id) DO UPDATE SET note = 'seen'`, 200},
			{`ON CONFLICT (id) DO UPDATE SET note = 'odd' WHERE sample.id % 2 = 1`, 100},
		} {
			tx(t, d.DB, func(ctx context.Context, tx *db.Tx) error {
				n, err := db.Insert(ctx, tx, "sample", rows(1, 200), c.tail)
				if err == nil && n != c.want {
					t.Errorf("%s: %d rows, want %d", c.tail, n, c.want)
				}
				return err
			})
		}
		tx(t, d.DB, func(ctx context.Context, tx *db.Tx) error {
			n, err := db.Insert(ctx, tx, "sample", []row{}, "")
			if n != 0 {
				t.Errorf("nothing counts %d", n)
			}
			return err
		})
	})
}

func TestInsertTakesMoreRowsThanAStatementCan(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		insert(t, d.DB, rows(1, 25_001)) // 175,007 cells
		if n := count(t, d.DB, "sample"); n != 25_001 {
			t.Errorf("%d rows", n)
		}
		sum, err := db.One[int64](t.Context(), d.Read(), `SELECT CAST(SUM(id) AS BIGINT) FROM sample`)
		if err != nil || sum != 25_001*25_002/2 {
			t.Errorf("their ids sum to %d, %v", sum, err)
		}
	})
}

func TestAnUnknownFieldTypeIsRefused(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		type odd struct {
			ID    int64
			Names []string
		}
		err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Insert(ctx, tx, "sample", []odd{{1, []string{"a"}}}, "")
			return err
		})
		if err == nil {
			t.Error("a list entered a column")
		}
	})
}

func TestTextSortsByItsBytesWhateverTheCluster(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) { checkByteOrder(t, d) })
}

func checkByteOrder(t *testing.T, d dbtest.Fixture) {
	t.Helper()
	names := []string{"B", "a", "A-1", "A1", "a b", "ab", "é", "e", "中", "丁", "Z", "_", "10", "9"}
	all := rows(1, len(names))
	for i := range all {
		all[i].Name = names[i]
	}
	insert(t, d.DB, all)
	slices.Sort(names)
	got, err := db.All[string](t.Context(), d.Read(), `SELECT name FROM sample ORDER BY name`)
	if err != nil || !slices.Equal(got, names) {
		t.Errorf("sorted %q, %v; want %q", got, err, names)
	}
	below, err := db.One[int64](t.Context(), d.Read(), `SELECT COUNT(*) FROM sample WHERE name < $1`, "a")
	if want := int64(slices.Index(names, "a")); err != nil || below != want {
		t.Errorf("%d below a, %v; want %d", below, err, want)
	}
}

// Columns that are the same in all rows are given once a statement: what is stored is the same, with a tail too, and for more
// rows than one statement carries.
func TestColumnsThatAreAlikeAreStored(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		for at, n := range []int{31, 32, 64, 500} {
			want := rows(1000*at+1, n)
			for i := range want {
				want[i].Colour, want[i].OwnerID, want[i].Open = "red", 7, true
			}
			for _, weight := range []float64{1, 2.5} { // the second time every row is there already
				want[0].Weight, want[n-1].Weight = weight, weight
				tx(t, d.DB, func(ctx context.Context, tx *db.Tx) error {
					_, err := db.Insert(ctx, tx, "sample", want, "ON CONFLICT (id) DO UPDATE SET weight = excluded.weight")
					return err
				})
			}
			got, err := db.All[row](t.Context(), d.Read(),
				`SELECT id, name, colour, owner_id, open, weight, raw FROM sample WHERE id > $1 AND id <= $2 ORDER BY id`, 1000*at, 1000*at+n)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(row{})); diff != "" {
				t.Errorf("%d rows (-want +got):\n%s", n, diff)
			}
		}
	})
}

// Statements that SQLite has read once are kept: they see what a table has become, also after a transaction that failed, and more
// of them than are kept go round.
func TestAnInsertIsReadOnce(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		stop := errors.New("stop")
		for round := range 3 {
			for kind := range db.MostReady + 3 {
				some := rows(1, 64)
				tail := fmt.Sprintf("ON CONFLICT (id) DO UPDATE SET weight = excluded.weight + %d", kind)
				err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
					_, err := db.Insert(ctx, tx, "sample", some, tail)
					if err == nil && kind%7 == 1 {
						err = stop
					}
					return err
				})
				if err != nil && !errors.Is(err, stop) {
					t.Fatal(err)
				}
			}
			tx(t, d.DB, func(ctx context.Context, tx *db.Tx) error {
				_, err := db.Exec(ctx, tx, fmt.Sprintf(`ALTER TABLE sample ADD COLUMN more_%d INTEGER NOT NULL DEFAULT %d`, round, round))
				return err
			})
		}
		type sum struct {
			N      int64
			Weight float64
			More   int64
		}
		got, err := db.One[sum](t.Context(), d.Read(), `SELECT COUNT(*) AS n, SUM(weight) AS weight, SUM(more_0 + more_1 + more_2) AS more FROM sample`)
		want := sum{N: 64, More: 64 * 3}
		for _, r := range rows(1, 64) {
			want.Weight += r.Weight + db.MostReady + 2
		}
		if err != nil || got != want {
			t.Errorf("%+v, %v; want %+v", got, err, want)
		}
	})
}
