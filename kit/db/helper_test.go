package db_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"qunli/kit/db"
	"qunli/kit/id"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

type cellKind struct{}

func (cellKind) Prefix() string { return "cel" }

type (
	cellID id.Of[cellKind]
	colour string
)

// sample has a table with every type of column, the engines' keywords left alone.
var sample = fstest.MapFS{"schema/20260101000000_sample.sql": {Data: []byte(`-- +goose Up
-- A BIGINT in a comment; TEXT too.
CREATE TABLE sample (
    id       BIGINT           PRIMARY KEY,
    name     TEXT             NOT NULL UNIQUE,
    note     TEXT,
    colour   TEXT             NOT NULL DEFAULT 'TEXT BIGINT' CHECK (colour IN ('red', 'TEXT BIGINT', '')),
    owner_id BIGINT,
    open     BOOLEAN          NOT NULL,
    hidden   BOOLEAN,
    weight   DOUBLE PRECISION NOT NULL,
    height   DOUBLE PRECISION,
    raw      BYTEA            NOT NULL,
    extra    BYTEA
);
CREATE INDEX sample_open ON sample (owner_id) WHERE open;
CREATE TABLE sample_part (
    z_id BIGINT NOT NULL REFERENCES sample (id),
    a_no BIGINT NOT NULL CHECK (a_no >= 0),
    PRIMARY KEY (z_id, a_no)
);
`)}}

type base struct {
	ID   id.Of[cellKind]
	Name string
}

// row is one of sample, without the columns that may be null.
type row struct {
	base
	Colour  colour
	OwnerID cellID
	Open    bool
	Weight  float64
	Raw     []byte
}

type part struct{ ZId, ANo int64 } // "ZID" would be zid: a letter alone before an initialism is not told apart

func rows(from, n int) []row {
	out := make([]row, n)
	for i := range out {
		k := from + i
		out[i] = row{base{id.Of[cellKind](k), fmt.Sprintf("n%06d", k)}, "red", cellID(k % 7), k%2 == 0, float64(k) / 8, []byte{byte(k), 0, 255}}
	}
	return out
}

// each runs f on both engines with the sample tables.
func each(t *testing.T, f func(t *testing.T, d dbtest.Fixture)) {
	t.Helper()
	dbtest.Each(t, []fs.FS{sample}, f)
}

// tx runs f in a transaction that has to succeed.
func tx(t *testing.T, d *db.DB, f func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := d.Tx(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func insert(t *testing.T, d *db.DB, all []row) {
	t.Helper()
	tx(t, d, func(ctx context.Context, tx *db.Tx) error {
		n, err := db.Insert(ctx, tx, "sample", all, "")
		if err == nil && n != int64(len(all)) {
			err = fmt.Errorf("%d rows entered, want %d", n, len(all))
		}
		return err
	})
}

func count(t *testing.T, d *db.DB, table string) int64 {
	t.Helper()
	n, err := db.One[int64](t.Context(), d.Read(), `SELECT COUNT(*) FROM `+table)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}

// wait gives what comes out of c, or fails.
func wait[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(20 * time.Second):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}
