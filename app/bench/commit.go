package bench

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"qunli/kit/db"
)

const (
	callers = 512
	turns   = 3
)

// Commit compares one transaction a claim with group commit: a claim is a unique (campaign, customer, n), one taken from
// the bucket of the campaign, which all claims share, and one transfer.
func Commit() Case {
	return Case{Name: "commit", Zh: "热门活动领取：组提交与逐笔事务", En: "claims of one hot campaign: group commit against one transaction each",
		Run: func(ctx context.Context, env Env) (Result, error) { return commitCase(ctx, env, time.Second) }}
}

// commitCase gives each way so long at each of its turns.
func commitCase(ctx context.Context, env Env, turn time.Duration) (Result, error) {
	syncs, err := diskSyncs(ctx, env.Dir, turn)
	if err != nil {
		return Result{}, fmt.Errorf("bench: measure the disk: %w", err)
	}
	d, err := env.Open(ctx)
	if err != nil {
		return Result{}, err
	}
	alone, group, err := compare(ctx, d, turn)
	if err := errors.Join(err, drop(context.WithoutCancel(ctx), d), d.Close()); err != nil {
		return Result{}, fmt.Errorf("bench: commit: %w", err)
	}
	return Result{Case: "commit", Engine: d.Engine(), Rows: append([]Row{
		{Name: "fdatasync", Zh: "磁盘每秒同步次数", En: "disk: 4 KiB appended and fdatasync", Value: syncs, Unit: "/s"},
		{Name: "ratio", Zh: "组提交是逐笔事务的倍数", En: "group commit ÷ one transaction a claim", Value: group.Rate() / alone.Rate(), Unit: "×", Least: leastRatio(d.Engine())},
	}, append(figures("alone", "逐笔事务", fmt.Sprintf("one transaction a claim, %d callers", aloneCallers(d.Engine())), alone),
		figures("group", "组提交", fmt.Sprintf("group commit, %d callers", callers), group)...)...)}, nil
}

func figures(name, zh, en string, l Latencies) []Row {
	return []Row{
		{Name: name + "_rate", Zh: zh + "：每秒领取", En: en + ": claims", Value: l.Rate(), Unit: "/s"},
		{Name: name + "_p50", Zh: zh + "：一半不超过", En: en + ": median latency", Value: ms(l.At(0.5)), Unit: "ms"},
		{Name: name + "_p99", Zh: zh + "：99% 不超过", En: en + ": p99 latency", Value: ms(l.At(0.99)), Unit: "ms"},
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// leastRatio is what is promised: on PostgreSQL the row lock of the bucket makes single transactions wait for each
// other's commit.
func leastRatio(engine db.Engine) float64 {
	if engine == db.Postgres {
		return 40
	}
	return 8
}

// aloneCallers gives how many claim one by one: PostgreSQL has 16 connections for writing, SQLite one writer at whose
// gate all wait.
func aloneCallers(engine db.Engine) int {
	if engine == db.Postgres {
		return 16
	}
	return callers
}

// compare lets both ways work turn by turn on the same tables, checks the books and gives what each did in all.
func compare(ctx context.Context, d *db.DB, turn time.Duration) (alone, group Latencies, err error) {
	const campaign = 1
	if err := prepare(ctx, d, campaign); err != nil {
		return alone, group, err
	}
	var last atomic.Int64
	for range turns {
		l, err := drive(ctx, Load{aloneCallers(d.Engine()), turn}, func(ctx context.Context) error {
			return claimAlone(ctx, d, claim{campaign, last.Add(1), 1})
		})
		if err != nil {
			return alone, group, err
		}
		alone = alone.join(l)
		if l, err = grouped(ctx, d, Load{callers, turn}, campaign, &last); err != nil {
			return alone, group, err
		}
		group = group.join(l)
	}
	return alone, group, audit(ctx, d, int64(len(alone.Each)+len(group.Each)))
}

// audit checks that what was answered is exactly what is stored.
func audit(ctx context.Context, d *db.DB, answered int64) error {
	type books struct{ Claims, Transfers, Spent int64 }
	b, err := db.One[books](ctx, d.Read(), `
		SELECT (SELECT COUNT(*) FROM bench_claim) AS claims, (SELECT COUNT(*) FROM bench_transfer) AS transfers,
			(SELECT spent FROM bench_bucket) AS spent`)
	if err == nil && b != (books{answered, answered, answered}) {
		err = fmt.Errorf("bench: %d claims were answered, the books say %+v", answered, b)
	}
	return err
}
