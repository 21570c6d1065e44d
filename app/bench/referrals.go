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

	"qunli/customer"
	"qunli/intake"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
	"qunli/referral"
)

const (
	referralLines = 200_000
	referralReads = 20_000
)

// Referrals compares the importer of who brought whom, forest and all, with a bare loop of prepared INSERTs of the very rows
// it wrote, and times the reads of the forest that it made.
func Referrals(rooms []fs.FS) Case {
	return Case{Name: "referrals", Zh: "推荐关系：导入与读取", En: "who brought whom: import against a bare loop, and reads of the forest",
		Run: func(ctx context.Context, env Env) (Result, error) {
			return referralsCase(ctx, env, rooms, referralLines, referralReads)
		}}
}

func referralsCase(ctx context.Context, env Env, rooms []fs.FS, lines, reads int) (Result, error) {
	d, err := openShop(ctx, env, rooms)
	if err != nil {
		return Result{}, err
	}
	defer d.Close()
	took, err := importReferrals(ctx, env, d, lines)
	if err != nil {
		return Result{}, err
	}
	bus := event.NewBus(job.New(d, job.Options{}))
	m, err := referral.Measure(org.Owner(ctx, "bench"), referral.New(d, bus, customer.New(d, bus)), reads, 1)
	if err != nil {
		return Result{}, err
	}
	bare, rows, err := bareInserts(ctx, env, rooms, d)
	if err != nil {
		return Result{}, err
	}
	out := Result{Case: "referrals", Engine: d.Engine(), Rows: []Row{
		{Name: "ratio", Zh: "导入速度 ÷ 逐行插入速度", En: "import ÷ bare prepared inserts of the same rows", Value: bare.Seconds() / took.Seconds(), Unit: "×", Least: 0.3},
		{Name: "lines", Zh: "导入：每秒行数", En: "import: lines of the file", Value: float64(lines) / took.Seconds(), Unit: "/s"},
		{Name: "rows", Zh: "导入：每秒数据库行", En: "import: rows written", Value: float64(rows) / took.Seconds(), Unit: "/s"},
		{Name: "deepest", Zh: "最深一层", En: "levels below a root", Value: float64(m.Deepest), Unit: ""},
	}}
	for _, r := range []struct {
		name, zh, en string
		t            referral.Timing
	}{
		{"ancestors", "往上到根", "ancestors, to the root", m.Ancestors},
		{"children", "直接下级", "children, the first page", m.Children},
		{"node", "下级人数与消费", "counts and sums of the subtree", m.Node},
	} {
		out.Rows = append(out.Rows,
			Row{Name: r.name, Zh: r.zh + " p99", En: r.en + ", p99", Value: r.t.P99, Unit: "ms", Most: 2},
			Row{Name: r.name + "_deep", Zh: r.zh + "：最深 1 % ÷ 中位数", En: r.en + ": deepest 1 % ÷ median", Value: r.t.Deep, Unit: "×"})
	}
	return out, nil
}

func importReferrals(ctx context.Context, env Env, d *db.DB, lines int) (time.Duration, error) {
	path := filepath.Join(env.Dir, "bench-referrals.tsv")
	if err := writeCascades(path, lines); err != nil {
		return 0, err
	}
	defer os.Remove(path)
	in := intake.New(d, event.NewBus(job.New(d, job.Options{})), env.Dir, slog.New(slog.DiscardHandler))
	watch := clock.Stopwatch()
	imp, err := in.Load(org.Owner(ctx, "bench"), path, intake.Request{Kind: "referrals", Source: "bench",
		Map: map[string]string{"person": "{cascade}/{node}", "inviter": "{cascade}/{parent}", "time": "time"}}, func(intake.Import) {})
	if err == nil && imp.Added != int64(lines) {
		err = fmt.Errorf("bench: %d of %d referrals entered", imp.Added, lines)
	}
	return watch(), err
}

// writeCascades writes so many people in trees as reposts make them: most right below the root, some in chains dozens deep,
// a few before their parents.
func writeCascades(path string, lines int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "cascade\tnode\tparent\ttime")
	r := rand.New(rand.NewPCG(3, 4))
	at := time.Date(2025, 1, 1, 9, 0, 0, 0, time.UTC).Unix()
	for cascade, written := 1, 0; written < lines; cascade++ {
		size := min(20+int(r.ExpFloat64()*400), lines-written)
		lines := make([]string, size)
		for n := range lines {
			lines[n] = fmt.Sprintf("%d\t%d\t%d\t%d\n", cascade, n+1, parentOf(r, n+1), at+int64(n))
			if n > 0 && r.IntN(100) == 0 { // the child stands before its parent
				lines[n-1], lines[n] = lines[n], lines[n-1]
			}
		}
		for _, l := range lines {
			_, _ = w.WriteString(l) // Flush tells
		}
		written += size
		at += 600
	}
	return errors.Join(w.Flush(), f.Close())
}

// parentOf picks the parent of node n of a tree: the root for most, one of the last few for others.
func parentOf(r *rand.Rand, n int) int {
	switch k := r.IntN(100); {
	case k < 60:
		return 0
	case k < 80:
		return max(n-1-r.IntN(3), 0)
	}
	return r.IntN(n)
}
