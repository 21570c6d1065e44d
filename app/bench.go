package app

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"qunli/app/bench"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/fault"
)

var errBench = fault.New(fault.Invalid, "bench.below", "有比值未达标", "A ratio is out of its limits")

func benchCases(env func(string) string) []bench.Case {
	return []bench.Case{bench.Commit(), bench.Import(Rooms()), bench.Beside(Rooms()), bench.Referrals(Rooms()),
		bench.Segments(Rooms(), Attributes()), bench.Membership(Rooms(), Attributes()), bench.Campaign(Rooms(), Attributes()),
		bench.Timers(Rooms(), Attributes(), benchInstances(env)), bench.Baselines(Rooms(), Attributes(), bench.Rivals{MariaDB: env("QUNLI_BENCH_MARIADB"), Redis: env("QUNLI_BENCH_REDIS")}), bench.Web(OpenSite), bench.Pages(env("QUNLI_BENCH_LARGE"))}
}

// benchInstances is how many teams stand open when lateness is measured; QUNLI_BENCH_INSTANCES says another number.
func benchInstances(env func(string) string) int {
	if n, err := strconv.Atoi(env("QUNLI_BENCH_INSTANCES")); err == nil && n > 0 {
		return n
	}
	return 50_000
}

// benchCommand runs cases on SQLite, and on PostgreSQL when an address is given (--db or QUNLI_TEST_PG), and takes what was
// measured into a record when one is named.
func benchCommand(ctx context.Context, c Console, args []string) error {
	fs, config := configFlags("bench", c.Env)
	path := fs.String("record", "", "记录文件（.json），旁边的 .md 随之重写；record of measurements (.json); the .md beside it is written anew")
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return misuse("bench")
	}
	known := benchCases(c.Env)
	cases := slices.DeleteFunc(slices.Clone(known), func(k bench.Case) bool { // half of a comparison would take the place of the whole one
		return k.Name == "baselines" && c.Env("QUNLI_BENCH_MARIADB")+c.Env("QUNLI_BENCH_REDIS") == ""
	})
	if words[0] != "all" {
		one, err := bench.Find(known, words[0])
		if err != nil {
			return err
		}
		cases = []bench.Case{one}
	}
	good := true
	for _, address := range benchAddresses(*config, c.Env) {
		for _, k := range cases {
			r, err := runBench(ctx, c, config.JSON, address, k)
			if err == nil && *path != "" {
				err = record(*path, r, known)
			}
			if err != nil {
				return fmt.Errorf("bench %s: %w", k.Name, err)
			}
			good = good && r.Good()
		}
	}
	if !good {
		return errBench
	}
	return nil
}

func benchAddresses(config Config, env func(string) string) []string {
	if _, ok := config.sqlitePath(); !ok {
		return []string{config.DB}
	}
	out := []string{"sqlite"}
	if pg := env("QUNLI_TEST_PG"); pg != "" {
		out = append(out, pg)
	}
	return out
}

func runBench(ctx context.Context, c Console, asJSON bool, address string, k bench.Case) (bench.Result, error) {
	dir, err := os.MkdirTemp(".", ".bench-")
	if err != nil {
		return bench.Result{}, err
	}
	defer os.RemoveAll(dir)
	s := &scratch{dir: dir, address: address}
	r, err := k.Run(ctx, bench.Env{Dir: dir, Open: s.open, Address: s.fresh})
	if err = errors.Join(err, s.drop(context.WithoutCancel(ctx))); err != nil {
		return r, err
	}
	if asJSON {
		return r, r.JSON(c.Out)
	}
	return r, r.Text(c.Out)
}

// record takes a result into the record at path and writes the document beside it anew.
func record(path string, r bench.Result, cases []bench.Case) error {
	kept, err := bench.LoadRecord(path)
	if err != nil {
		return err
	}
	kept.Put(bench.Measured{Result: r, Day: clock.Day(clock.System{}.Now().UnixMilli(), time.UTC), Machine: machine()})
	return kept.Save(path, cases)
}

// machine spells what the measurements ran on.
func machine() string {
	return fmt.Sprintf("%d × %s, %s, %s", runtime.NumCPU(), runtime.GOARCH, runtime.GOOS, runtime.Version())
}

// scratch makes databases to measure in and drops them again.
type scratch struct {
	dir, address string
	made         []string
}

func (s *scratch) open(ctx context.Context) (*db.DB, error) {
	address, err := s.fresh(ctx)
	if err != nil {
		return nil, err
	}
	return db.Open(ctx, address, db.Options{})
}

// fresh makes an empty database and gives its address.
func (s *scratch) fresh(ctx context.Context) (string, error) {
	name := fmt.Sprintf("qunli_bench_%d_%d", os.Getpid(), len(s.made))
	s.made = append(s.made, name)
	if s.address == "sqlite" {
		dir, err := filepath.Abs(s.dir)
		return "sqlite://" + filepath.Join(dir, name+".db"), err
	}
	if err := s.admin(ctx, `CREATE DATABASE `+name); err != nil {
		return "", err
	}
	u, err := url.Parse(s.address)
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	return u.String(), nil
}

func (s *scratch) drop(ctx context.Context) error {
	if s.address == "sqlite" {
		return nil
	}
	var errs []error
	for _, name := range s.made {
		errs = append(errs, s.admin(ctx, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`))
	}
	return errors.Join(errs...)
}

func (s *scratch) admin(ctx context.Context, statement string) error {
	if !strings.HasPrefix(s.address, "postgres") {
		return nil
	}
	return db.Admin(ctx, s.address, statement)
}
