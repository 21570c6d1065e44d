package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"qunli/intake"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
)

const importLines = 200_000

// Import compares the importer, from the file's first byte to the last commit, with a bare loop of prepared INSERTs of the
// very rows it wrote, into the same tables of an empty database.
func Import(rooms []fs.FS) Case {
	return Case{Name: "import", Zh: "导入与逐行插入", En: "import against a bare loop of prepared inserts of the same rows",
		Run: func(ctx context.Context, env Env) (Result, error) { return importCase(ctx, env, rooms, importLines) }}
}

func importCase(ctx context.Context, env Env, rooms []fs.FS, lines int) (Result, error) {
	d, err := openShop(ctx, env, rooms)
	if err != nil {
		return Result{}, err
	}
	defer d.Close()
	took, err := importFile(ctx, env, d, lines)
	if err != nil {
		return Result{}, err
	}
	bare, rows, err := bareInserts(ctx, env, rooms, d)
	if err != nil {
		return Result{}, err
	}
	return Result{Case: "import", Engine: d.Engine(), Rows: []Row{
		{Name: "ratio", Zh: "导入速度 ÷ 逐行插入速度", En: "import ÷ bare prepared inserts of the same rows", Value: bare.Seconds() / took.Seconds(), Unit: "×", Least: 0.4},
		{Name: "lines", Zh: "导入：每秒行数", En: "import: lines of the file", Value: float64(lines) / took.Seconds(), Unit: "/s"},
		{Name: "rows", Zh: "导入：每秒数据库行", En: "import: rows written", Value: float64(rows) / took.Seconds(), Unit: "/s"},
		{Name: "bare", Zh: "逐行插入：每秒数据库行", En: "bare inserts: rows written", Value: float64(rows) / bare.Seconds(), Unit: "/s"},
	}}, nil
}

func openShop(ctx context.Context, env Env, rooms []fs.FS) (*db.DB, error) {
	d, err := env.Open(ctx)
	if err != nil {
		return nil, err
	}
	if err = d.Migrate(ctx, rooms...); err == nil {
		err = d.LeaseNode(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func importFile(ctx context.Context, env Env, d *db.DB, lines int) (time.Duration, error) {
	path := filepath.Join(env.Dir, "bench-orders.csv")
	if err := writeOrders(path, lines); err != nil {
		return 0, err
	}
	defer os.Remove(path)
	in := intake.New(d, event.NewBus(job.New(d, job.Options{})), env.Dir, slog.New(slog.DiscardHandler))
	watch := clock.Stopwatch()
	imp, err := in.Load(org.Owner(ctx, "bench"), path, intake.Request{Kind: "orders", Source: "bench"}, func(intake.Import) {})
	if err == nil && imp.Added != int64(lines) {
		err = fmt.Errorf("bench: %d of %d lines entered", imp.Added, lines)
	}
	return watch(), err
}

// writeOrders writes a shop's log of so many lines: some twenty lines an order, a few thousand buyers and products.
func writeOrders(path string, lines int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "order_no,time,customer,sku,product,quantity,price")
	r := rand.New(rand.NewPCG(1, 2))
	at := time.Date(2025, 1, 1, 9, 0, 0, 0, time.UTC)
	for order, written := 0, 0; written < lines; order++ {
		at = at.Add(time.Duration(r.IntN(50)) * time.Minute)
		buyer := r.IntN(4000)
		for range min(1+r.IntN(40), lines-written) {
			sku := r.IntN(4000)
			fmt.Fprintf(w, "B%07d,%s,%d,SKU%04d,Product %d,%d,%d.%02d\n", order, at.Format(time.DateTime), buyer, sku, sku,
				1+r.IntN(12), 1+r.IntN(20), r.IntN(100))
			written++
		}
	}
	return errors.Join(w.Flush(), f.Close())
}

// bareInserts copies every row of from into an empty database, a prepared INSERT a row, 5,000 rows a transaction.
func bareInserts(ctx context.Context, env Env, rooms []fs.FS, from *db.DB) (took time.Duration, rows int, err error) {
	to, err := openShop(ctx, env, rooms)
	if err != nil {
		return 0, 0, err
	}
	defer to.Close()
	tables, err := db.Tables(ctx, from.Read())
	if err != nil {
		return 0, 0, err
	}
	for _, t := range tables {
		if t.Name == "node" {
			continue
		}
		var all [][]any
		err := db.EachRow(ctx, from.Read(), t, func(row []any) error { all = append(all, row); return nil })
		if err != nil {
			return took, rows, err
		}
		rows += len(all)
		watch := clock.Stopwatch()
		if err := insertPlainly(ctx, to, t, all); err != nil {
			return took, rows, err
		}
		took += watch()
	}
	return took, rows, nil
}

func insertPlainly(ctx context.Context, d *db.DB, t db.Table, rows [][]any) error {
	const step = 5000
	for start := 0; start < len(rows); start += step {
		err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			return db.InsertEach(ctx, tx, t, rows[start:min(start+step, len(rows))])
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Beside compares how long claims take while nothing else happens and while a file is being imported.
func Beside(rooms []fs.FS) Case {
	return Case{Name: "beside", Zh: "导入期间的领取延迟", En: "latency of claims beside an import",
		Run: func(ctx context.Context, env Env) (Result, error) {
			return besideCase(ctx, env, rooms, 3*importLines, 3*time.Second)
		}}
}

func besideCase(ctx context.Context, env Env, rooms []fs.FS, lines int, during time.Duration) (Result, error) {
	d, err := openShop(ctx, env, rooms)
	if err != nil {
		return Result{}, err
	}
	defer d.Close()
	idle, err := Claims(ctx, d, Load{Callers: callers, For: during})
	if err != nil {
		return Result{}, err
	}
	importing, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { _, err := importFile(importing, env, d, lines); ended <- err }()
	busy, err := Claims(ctx, d, Load{Callers: callers, For: during})
	early := len(ended) > 0
	stop()
	importErr := <-ended
	if err != nil {
		return Result{}, err
	}
	if early {
		return Result{}, fmt.Errorf("bench: the import ended before the claims did: %w", errors.Join(importErr, errTooShort))
	}
	return Result{Case: "beside", Engine: d.Engine(), Rows: append([]Row{
		{Name: "ratio", Zh: "导入期间 p99 ÷ 空闲时 p99", En: "p99 beside an import ÷ p99 idle", Value: ms(busy.At(0.99)) / ms(idle.At(0.99)), Unit: "×", Most: 5},
	}, append(figures("idle", "空闲", "idle", idle), figures("busy", "导入期间", "beside an import", busy)...)...)}, nil
}

var errTooShort = errors.New("bench: the file is too short for this machine")
