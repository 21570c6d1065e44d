package db_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/kit/db"
	"qunli/testkit/dbtest"
)

var runtimeTables = []string{"node"}

// stock fills the sample tables with every type, nulls, and text that sorts differently in different languages.
func stock(t *testing.T, d *db.DB) {
	t.Helper()
	all := rows(1, 1000)
	for i, name := range []string{"B", "a", "é", "中", "line\nbreak", `"<&>'`, "\u2028", "😀", ""} {
		all[i].Name = name
	}
	all[0].ID, all[1].ID = -5, 1<<62 // sorted as numbers
	all[2].Weight, all[3].Weight, all[4].Weight = 0.1, -1.7976931348623157e308, 3
	all[5].Raw = []byte{}
	insert(t, d, all)
	tx(t, d, func(ctx context.Context, tx *db.Tx) error {
		for _, s := range []string{
			`UPDATE sample SET note = 'n', hidden = TRUE, height = 1.5, extra = raw WHERE id % 3 = 0`,
			`UPDATE sample SET hidden = FALSE, owner_id = NULL WHERE id % 3 = 1`,
		} {
			if _, err := db.Exec(ctx, tx, s); err != nil {
				return err
			}
		}
		_, err := db.Insert(ctx, tx, "sample_part", []part{{10, 9}, {10, 10}, {9, 11}, {100, 1}}, "")
		return err
	})
}

func dump(t *testing.T, d *db.DB) ([]byte, db.Manifest) {
	t.Helper()
	var b bytes.Buffer
	m, err := d.Dump(t.Context(), &b, "test 1", runtimeTables)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), m
}

func restore(t *testing.T, d *db.DB, archive []byte) error {
	t.Helper()
	_, err := d.Restore(t.Context(), bytes.NewReader(archive), int64(len(archive)))
	return err
}

func onSQLite(t *testing.T) dbtest.Fixture {
	t.Helper()
	return dbtest.Open(t, filepath.Join(t.TempDir(), "x.db"), []fs.FS{sample})
}

func TestAnArchiveGoesFromEitherEngineIntoEither(t *testing.T) {
	engines := map[string]func(*testing.T) dbtest.Fixture{"sqlite": onSQLite, "postgres": onPostgres}
	var digests []map[string]db.ArchiveTable
	for from, openFrom := range engines {
		for to, openTo := range engines {
			t.Run(from+" to "+to, func(t *testing.T) {
				source := openFrom(t)
				stock(t, source.DB)
				archive, before := dump(t, source.DB)
				target := openTo(t)
				if err := restore(t, target.DB, archive); err != nil {
					t.Fatal(err)
				}
				_, after := dump(t, target.DB)
				if diff := cmp.Diff(before.Tables, after.Tables); diff != "" {
					t.Errorf("the restored database differs: %s", diff)
				}
				digests = append(digests, before.Tables)
				if before.Tables["sample"].Rows != 1000 || before.Tables["node"].SHA256 != "" {
					t.Errorf("the manifest says %+v", before.Tables)
				}
			})
		}
	}
	for _, d := range digests {
		if diff := cmp.Diff(digests[0], d); diff != "" {
			t.Errorf("the same rows have another digest: %s", diff)
		}
	}
}

func TestAnArchiveKeepsItsKeysInOrderAndItsValuesExact(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		stock(t, d.DB)
		archive, _ := dump(t, d.DB)
		z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
		if err != nil {
			t.Fatal(err)
		}
		text := entry(t, z, "tables/sample_part.ndjson")
		want := `[{"name":"a_no","type":"integer"},{"name":"z_id","type":"integer"}]` + "\n[11,9]\n[9,10]\n[10,10]\n[1,100]\n"
		if text != want {
			t.Errorf("the parts are %s; want %s", text, want)
		}
		first := strings.Split(entry(t, z, "tables/sample.ndjson"), "\n")[1]
		if want := `["red",null,null,null,-5,"B",null,0,1,"AQD/",0.125]`; first != want {
			t.Errorf("the first row is %s", first)
		}
	})
}

func entry(t *testing.T, z *zip.Reader, name string) string {
	t.Helper()
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestRestoreWantsAnEmptyDatabaseOfTheSameVersion(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		insert(t, d.DB, rows(1, 3))
		archive, _ := dump(t, d.DB)
		wantErr(t, restore(t, d.DB, archive), db.ErrNotEmpty)
		if n := count(t, d.DB, "sample"); n != 3 {
			t.Errorf("%d rows", n)
		}
		other := dbtest.Open(t, filepath.Join(t.TempDir(), "other.db"), nil)
		wantErr(t, restore(t, other.DB, archive), db.ErrArchiveAge)
	})
}

// rewrite makes an archive anew, its entries changed by f, so that the checksums of the zip itself are right.
func rewrite(t *testing.T, archive []byte, f func(name, text string) (string, string)) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, e := range z.File {
		name, text := f(e.Name, entry(t, z, e.Name))
		if name == "" {
			continue
		}
		w, err := out.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// in changes old into new within one entry.
func in(entry, old, new string) func(name, text string) (string, string) {
	return func(name, text string) (string, string) {
		if name == entry {
			text = strings.Replace(text, old, new, 1)
		}
		return name, text
	}
}

func TestADamagedArchiveIsRefusedAndWritesNothing(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		source := onSQLite(t)
		insert(t, source.DB, rows(1, 50))
		good, _ := dump(t, source.DB)
		drop := func(what string) func(string, string) (string, string) {
			return func(name, text string) (string, string) { return strings.Replace(name, what, "", 1), text }
		}
		const sampleRows = "tables/sample.ndjson"
		for title, bad := range map[string][]byte{
			"empty":           {},
			"no zip":          []byte(strings.Repeat("no zip", 100)),
			"cut":             good[:len(good)/2],
			"no manifest":     rewrite(t, good, drop("manifest.json")),
			"no table":        rewrite(t, good, drop(sampleRows)),
			"other format":    rewrite(t, good, in("manifest.json", `"format": 1`, `"format": 2`)),
			"unpromised":      rewrite(t, good, in("manifest.json", `"sample_part"`, `"sample_parts"`)),
			"stray table":     rewrite(t, good, in("manifest.json", `"sample_part": {`, `"unknown": {"rows": 0}, "sample_part": {`)),
			"changed value":   rewrite(t, good, in(sampleRows, `"n000007"`, `"n000807"`)),
			"row twice":       rewrite(t, good, in(sampleRows, "\n", "\n"+`["red",null,null,null,1,"n000001",null,0,1,"AQD/",0.125]`+"\n")),
			"broken check":    rewrite(t, good, in(sampleRows, `"red"`, `"grey"`)),
			"missing value":   rewrite(t, good, in(sampleRows, `"n000007"`, `null`)),
			"text as number":  rewrite(t, good, in(sampleRows, `"n000007"`, `7`)),
			"zero byte":       rewrite(t, good, in(sampleRows, `"n000007"`, `"\u0000"`)),
			"no JSON":         rewrite(t, good, in(sampleRows, `"n000007"`, `n000007`)),
			"fewer cells":     rewrite(t, good, in(sampleRows, `"n000007",`, ``)),
			"other columns":   rewrite(t, good, in(sampleRows, `"colour"`, `"color"`)),
			"no last newline": rewrite(t, good, func(n, s string) (string, string) { return n, strings.TrimSuffix(s, "\n") }),
			"one row less":    rewrite(t, good, func(n, s string) (string, string) { return n, cutRow(n, s) }),
		} {
			t.Run(title, func(t *testing.T) {
				wantErr(t, restore(t, d.DB, bad), db.ErrArchive)
				if n := count(t, d.DB, "sample"); n != 0 {
					t.Fatalf("%d rows written", n)
				}
			})
		}
		if err := restore(t, d.DB, good); err != nil {
			t.Errorf("the undamaged one: %v", err)
		}
	})
}

func cutRow(name, text string) string {
	if name != "tables/sample.ndjson" {
		return text
	}
	return text[:strings.LastIndexByte(strings.TrimSuffix(text, "\n"), '\n')+1]
}

// One byte changed anywhere is noticed, unless it is one of the zip's that mean nothing: then all rows come back right.
func TestNoByteOfAnArchiveChangesUnnoticed(t *testing.T) {
	source := onSQLite(t)
	insert(t, source.DB, rows(1, 40))
	good, m := dump(t, source.DB)
	target := onSQLite(t).DB
	random := rand.New(rand.NewPCG(5, 6))
	refused := 0
	for range 400 {
		bad := bytes.Clone(good)
		at := random.IntN(len(bad))
		bad[at] ^= byte(1 << random.IntN(8))
		if err := restore(t, target, bad); err != nil {
			refused++
			if n := count(t, target, "sample"); n != 0 {
				t.Fatalf("byte %d: refused with %v, and %d rows written", at, err, n)
			}
			continue
		}
		if _, back := dump(t, target); !cmp.Equal(m.Tables, back.Tables) {
			t.Fatalf("byte %d: taken, and the rows differ", at)
		}
		tx(t, target, func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `DELETE FROM sample`)
			return err
		})
	}
	if refused < 200 {
		t.Errorf("only %d of 400 changes were noticed", refused)
	}
}

func TestAManifestSaysWhereItCameFrom(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		_, m := dump(t, d.DB)
		text, err := json.Marshal(m)
		want := fmt.Sprintf(`"program":"test 1","made_at":"2026-03-02T02:00:00Z","engine":"%s","migrations":[20260101000000,20261101000000]`, d.Engine())
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("got %s, %v; want %s", text, err, want)
		}
	})
}
