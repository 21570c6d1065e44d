package commerce

import (
	"bufio"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/money"
	"qunli/org"
	"qunli/testkit/data"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

// rooms are the schemas these tests need.
var rooms = []fs.FS{org.Schema, customer.Schema, Schema}

// retail reads the first lines (all when limit is 0) of a real shop's order log.
func retail(t testing.TB, limit int) []Entry {
	t.Helper()
	f, err := os.Open(data.File(t, "online_retail", "online_retail.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(bufio.NewReaderSize(f, 1<<20))
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(z)
	r.ReuseRecord = true
	if _, err := r.Read(); err != nil {
		t.Fatal(err)
	}
	var out []Entry
	people := map[string]customer.ID{}
	for limit == 0 || len(out) < limit {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, retailEntry(t, row, people))
	}
	return out
}

func retailEntry(t testing.TB, row []string, people map[string]customer.ID) Entry {
	quantity, err := money.ParseMicro(row[3])
	if err != nil {
		t.Fatal(err)
	}
	price, err := money.ParseMicro(row[5])
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.Parse(time.DateTime, row[4])
	if err != nil {
		t.Fatal(err)
	}
	e := Entry{Source: "retail", OrderNo: strings.Clone(row[0]), Kind: Sale, Ordinal: -1, At: at.UnixMilli(),
		SKU: strings.Clone(row[1]), Name: strings.Clone(row[2]), Quantity: quantity, Price: price}
	switch row[0][0] {
	case 'C':
		e.Kind = Refund
	case 'A':
		e.Kind = Adjustment
	}
	if who := strings.Clone(row[6]); who != "" {
		if people[who] == 0 {
			people[who] = customer.ID(len(people) + 1)
		}
		e.Customer = people[who]
	}
	return e
}

const batch = 5000

// takeAll takes entries in batches, each in its transaction, and gives the marks counted and how many were new.
func takeAll(t testing.TB, d *db.DB, importID int64, entries []Entry) (counts map[string]int64, added int64) {
	t.Helper()
	counts = map[string]int64{}
	for start := 0; start < len(entries); start += batch {
		part := entries[start:min(start+batch, len(entries))]
		err := d.Tx(db.Bulk(t.Context()), func(ctx context.Context, tx *db.Tx) error {
			fates, err := Take(ctx, tx, importID, time.UTC, part)
			if err != nil {
				return err
			}
			for name, n := range Counts(fates) {
				counts[name] += n
			}
			for i := range fates {
				if fates[i].Refusal != nil {
					t.Errorf("entry %d refused: %v", start+i, fates[i].Refusal)
				}
				if fates[i].Added {
					added++
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return counts, added
}

// clean fails the test when anything derived differs from its facts.
func clean(t testing.TB, d *db.DB) {
	t.Helper()
	differences, err := Check(t.Context(), d.Read())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range differences {
		t.Errorf("%s %s: stored %q, rebuilt %q", x.Table, x.Key, x.Have, x.Want)
	}
}

// TestRetailSpeed takes a real order log and a bare prepared INSERT loop of the same documents and lines, in transactions
// of the same size, and prints both rates. The log again must bring nothing; everything derived must be right.
func TestRetailSpeed(t *testing.T) {
	limit := 50_000
	if os.Getenv("QUNLI_FULL") != "" {
		limit = 0
	}
	entries := retail(t, limit)
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		watch := clock.Stopwatch()
		counts, added := takeAll(t, d.DB, 7, entries)
		rate := float64(len(entries)) / watch().Seconds()
		if added != int64(len(entries)) {
			t.Errorf("%d of %d lines added", added, len(entries))
		}
		watch = clock.Stopwatch()
		if _, again := takeAll(t, d.DB, 8, entries); again != 0 {
			t.Errorf("the same log again added %d lines", again)
		}
		repeat := float64(len(entries)) / watch().Seconds()
		clean(t, d.DB)
		bare := bareRate(t, d)
		t.Logf("%s: %d lines at %.0f rows/s, bare INSERTs %.0f rows/s, ratio %.2f; again %.0f rows/s; %v",
			d.Engine(), len(entries), rate, bare, rate/bare, repeat, counts)
	})
}

// bareRate empties the tables of documents and lines and fills them again by one prepared statement a row.
func bareRate(t *testing.T, d dbtest.Fixture) float64 {
	orders, err := db.All[Order](t.Context(), d.Read(), `SELECT `+orderColumns+` FROM commerce_order ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := db.All[Line](t.Context(), d.Read(), `SELECT id, order_id, ordinal, sku, quantity, price, amount, class,
		import_id FROM commerce_line ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	var conn *sql.DB
	if d.Engine() == db.SQLite {
		fresh := dbtest.Open(t, "sqlite://"+t.TempDir()+"/bare.db", rooms)
		conn, err = sql.Open("sqlite", "file:"+fresh.Path()+"?_txlock=immediate&_pragma=journal_mode(WAL)"+
			"&_pragma=synchronous(FULL)&_pragma=cache_size(-65536)&_pragma=busy_timeout(5000)&_pragma=secure_delete(ON)"+
			"&_pragma=wal_autocheckpoint(4000)&_pragma=temp_store(2)")
	} else {
		fresh := dbtest.Open(t, pgtest.Fresh(t), rooms)
		conn, err = sql.Open("pgx", fresh.Address)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetMaxOpenConns(1)
	watch := clock.Stopwatch()
	for start := 0; start < len(lines); start += batch {
		part := lines[start:min(start+batch, len(lines))]
		last := part[len(part)-1].ID
		n := 0
		for n < len(orders) && int64(orders[n].ID) <= last {
			n++
		}
		bareBatch(t, conn, orders[:n], part)
		orders = orders[n:]
	}
	return float64(len(lines)) / watch().Seconds()
}

func bareBatch(t *testing.T, conn *sql.DB, orders []Order, lines []Line) {
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	tx, err := conn.Begin()
	must(err)
	order, err := tx.Prepare(`INSERT INTO commerce_order (` + orderColumns + `)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25)`)
	must(err)
	for i := range orders {
		o := &orders[i]
		_, err := order.Exec(int64(o.ID), o.Source, o.OrderNo, string(o.Kind), int64(o.RefundOf), o.RefundNo,
			int64(o.CustomerID), o.BuyerImport, int64(o.StoreID), int64(o.StaffID), string(o.Scene), o.Channel,
			o.CommunityID, int64(o.ByID), string(o.Act), o.Unpriced, o.At, o.Day,
			int64(o.Amount), int64(o.Refunded), o.Goods, string(o.State), o.ImportID, o.Version, o.CreatedAt)
		must(err)
	}
	line, err := tx.Prepare(`INSERT INTO commerce_line (id, order_id, ordinal, sku, quantity, price, amount, class, import_id)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)`)
	must(err)
	for i := range lines {
		l := &lines[i]
		_, err := line.Exec(l.ID, int64(l.OrderID), l.Ordinal, l.SKU, int64(l.Quantity), int64(l.Price), int64(l.Amount),
			string(l.Class), l.ImportID)
		must(err)
	}
	must(tx.Commit())
}
