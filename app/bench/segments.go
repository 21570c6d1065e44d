package bench

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
	"qunli/segment"
)

const crowdSize = 1_000_000

// tenClauses ask four columns of the card, two tags, two sums of a life, one of a window, and a moment.
const tenClauses = `store in (s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15, s16, s17, s18, s19, s20)
	and channel in (shop, ad, friend, live) and staff is known and added older than 60d
	and tag = t1 and not tag = t2 and orders >= 2 and spent >= 100 and orders(90d) >= 1 and last_order within 180d`

// Segments compares counting whom a rule of ten clauses holds for, among a million people, with an aggregate over a column
// of the same people that has no index: from memory, as a server answers once the rule was asked, and by one statement, as
// a command that runs alone does.
func Segments(rooms []fs.FS, attributes []customer.Attribute) Case {
	return Case{Name: "segments", Zh: "百万人中十个条件的人群", En: "a rule of ten clauses among a million people",
		Run: func(ctx context.Context, env Env) (Result, error) {
			return segmentsCase(ctx, env, rooms, attributes, crowdSize)
		}}
}

func segmentsCase(ctx context.Context, env Env, rooms []fs.FS, attributes []customer.Attribute, n int) (Result, error) {
	d, err := openShop(ctx, env, rooms)
	if err != nil {
		return Result{}, err
	}
	defer d.Close()
	zone, err := org.Zone(ctx, d.Read())
	if err != nil {
		return Result{}, err
	}
	if err := crowd(ctx, d, n, zone); err != nil {
		return Result{}, err
	}
	ctx = org.Owner(ctx, "bench")
	s := segment.New(d, event.NewBus(job.New(d, job.Options{})), attributes)
	rule, err := s.Parse(tenClauses)
	if err != nil {
		return Result{}, err
	}
	var found [2]int64 // by one statement, from memory
	count := func(to *int64) func() error {
		return func() (err error) { *to, err = s.Count(ctx, d.Read(), rule); return err }
	}
	plainly := func() error { return aggregate(ctx, d, "customer", "channel") }
	statement, base, err := inTurns(5, count(&found[0]), plainly)
	if err != nil {
		return Result{}, err
	}
	watch := clock.Stopwatch()
	if err := s.Warm(ctx, rule); err != nil {
		return Result{}, err
	}
	load := watch()
	memory, again, err := inTurns(5, count(&found[1]), plainly)
	if err == nil && (found[0] != found[1] || found[0] == 0 && n >= 100_000) {
		err = fmt.Errorf("bench: the rule holds for %d of %d people by one statement, for %d from memory", found[0], n, found[1])
	}
	return Result{Case: "segments", Engine: d.Engine(), Rows: []Row{
		{Name: "ratio", Zh: "十个条件（内存）÷ 无索引列上的分组计数", En: "ten clauses, from memory ÷ an aggregate over an unindexed column", Value: ms(memory) / ms(again), Unit: "×", Most: 2},
		{Name: "statement_ratio", Zh: "十个条件（一条 SQL）÷ 分组计数", En: "ten clauses, by one statement ÷ the aggregate", Value: ms(statement) / ms(base), Unit: "×"},
		{Name: "memory", Zh: "十个条件（内存）", En: "ten clauses, from memory", Value: ms(memory), Unit: "ms"},
		{Name: "statement", Zh: "十个条件（一条 SQL）", En: "ten clauses, by one statement", Value: ms(statement), Unit: "ms"},
		{Name: "aggregate", Zh: "分组计数", En: "the aggregate", Value: ms(base), Unit: "ms"},
		{Name: "load", Zh: "读入内存", En: "loading into memory", Value: ms(load), Unit: "ms"},
		{Name: "people", Zh: "总人数", En: "people", Value: float64(n), Unit: ""},
	}}, err
}

// aggregate groups the rows of a table by one of its columns.
func aggregate(ctx context.Context, d *db.DB, table, column string) error {
	type group struct {
		K string
		N int64
	}
	_, err := db.All[group](ctx, d.Read(), `SELECT `+column+` AS k, COUNT(*) AS n FROM `+table+` GROUP BY `+column)
	return err
}

// inTurns runs two things in turns, after one run of each that does not count, and gives the median times.
func inTurns(times int, a, b func() error) (of, against time.Duration, err error) {
	var took [2][]time.Duration
	for round := range times + 1 {
		for k, f := range []func() error{a, b} {
			watch := clock.Stopwatch()
			if err := f(); err != nil {
				return 0, 0, err
			}
			if round > 0 {
				took[k] = append(took[k], watch())
			}
		}
	}
	for k := range took {
		slices.Sort(took[k])
	}
	return took[0][times/2], took[1][times/2], nil
}
