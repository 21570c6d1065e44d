package bench

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync/atomic"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
)

// Rivals are the sockets of servers to compare with, "" where there is none (scripts/baselines).
type Rivals struct{ MariaDB, Redis string }

// way is one way to claim: what it is called, its call, and what proves afterwards that it did what it answered.
type way struct {
	name, zh, en string
	claim        func(ctx context.Context, customer int64) error
	before       func() error // what is set for its turn; nil nothing
	least        float64      // what the engine's rate has to be of its own; 0 is only printed
	did          Latencies
}

// Baselines compares the engine with what malls do (§7.2 of the requirements on campaigns): 512 callers, one hot campaign,
// everybody durable when answered but where it says otherwise, turn by turn in one run.
func Baselines(rooms []fs.FS, attributes []customer.Attribute, rivals Rivals) Case {
	return Case{Name: "baselines", Zh: "活动引擎与常见做法：每秒抢购（一个热门活动，512 个调用方）", En: "the campaign engine against what is commonly done: claims of one hot campaign, 512 callers",
		Run: func(ctx context.Context, env Env) (Result, error) {
			return baselineCase(ctx, env, rooms, attributes, rivals, time.Second)
		}}
}

func baselineCase(ctx context.Context, env Env, rooms []fs.FS, attributes []customer.Attribute, rivals Rivals, turn time.Duration) (Result, error) {
	syncs, err := diskSyncs(ctx, env.Dir, turn)
	if err != nil {
		return Result{}, fmt.Errorf("bench: measure the disk: %w", err)
	}
	s, err := openSale(ctx, env, rooms, attributes)
	if err != nil {
		return Result{}, err
	}
	out := Result{Case: "baselines", Engine: s.db.Engine(), Rows: []Row{{Name: "fdatasync", Zh: "追加 4 KiB 并 fdatasync 一次", En: "4 KiB appended and fdatasync, each", Value: 1000 / syncs, Unit: "ms"}}}
	ways, audit, err := allWays(ctx, s, rivals)
	if err == nil {
		err = errors.Join(takeTurns(ctx, s, ways, turn), audit())
	}
	if err := errors.Join(err, s.close()); err != nil {
		return Result{}, fmt.Errorf("bench: baselines: %w", err)
	}
	engine := ways[0].did
	for _, w := range ways[1:] {
		out.Rows = append(out.Rows, Row{Name: w.name, Zh: "引擎 ÷ " + w.zh, En: "engine ÷ " + w.en, Value: engine.Rate() / w.did.Rate(), Unit: "×", Least: w.least})
	}
	for _, w := range ways {
		out.Rows = append(out.Rows, figures(w.name, w.zh, w.en, w.did)...)
	}
	return out, nil
}

// takeTurns lets all ways work turn by turn; each counts its own customers. Between turns nobody works for as long: servers tidy up
// after themselves, in nobody else's time.
func takeTurns(ctx context.Context, s *sale, ways []*way, turn time.Duration) error {
	var last atomic.Int64
	for range turns {
		for _, w := range ways {
			if err := clock.Sleep(ctx, turn); err != nil {
				return err
			}
			if w.before != nil {
				if err := w.before(); err != nil {
					return err
				}
			}
			var l Latencies
			var err error
			if w.claim == nil { // the bare group commit has a queue of its own
				l, err = grouped(ctx, s.db, Load{callers, turn}, 1, &last)
			} else {
				l, err = drive(ctx, Load{callers, turn}, func(ctx context.Context) error { return w.claim(ctx, last.Add(1)) })
			}
			if err != nil {
				return fmt.Errorf("%s: %w", w.en, err)
			}
			w.did = w.did.join(l)
		}
	}
	return nil
}

// allWays lists the ways that can be measured here, the engine first, and what proves them all.
func allWays(ctx context.Context, s *sale, rivals Rivals) (ways []*way, audit func() error, err error) {
	if err := prepare(ctx, s.db, 1); err != nil {
		return nil, nil, err
	}
	ways = []*way{{name: "engine", zh: "活动引擎", en: "campaign engine", claim: s.claim}, {name: "bare", zh: "裸组提交", en: "bare group commit", least: leastOfBare}}
	if s.db.Engine() == db.Postgres {
		ways = append(ways, patterns(s.db)...)
	}
	ours := slices.Clone(ways[1:])
	proofs := []func() error{func() error { return s.audit(ctx, count(ways[:1])) }, func() error { return auditClaims(ctx, s.db, count(ours)) }}
	if rivals.MariaDB != "" {
		m, err := openMaria(ctx, rivals.MariaDB, mariaConnections)
		if err != nil {
			return nil, nil, err
		}
		w := &way{name: "mariadb", zh: "MariaDB 条件更新", en: "MariaDB, conditional UPDATE", claim: m.claim, least: 5}
		ways = append(ways, w)
		proofs = append(proofs, func() error { return errors.Join(m.audit(count([]*way{w})), m.Close()) })
	}
	if rivals.Redis != "" {
		r, err := openRedis(ctx, rivals.Redis, callers)
		if err != nil {
			return nil, nil, err
		}
		always := &way{name: "redis_always", zh: "Redis Lua（AOF always）", en: "Redis Lua, AOF always", claim: r.claim, least: 1, before: func() error { return r.durable("always") }}
		second := &way{name: "redis_everysec", zh: "Redis Lua（AOF everysec，可丢一秒）", en: "Redis Lua, AOF everysec (may lose a second)", claim: r.claim, before: func() error { return r.durable("everysec") }}
		ways = append(ways, always, second)
		proofs = append(proofs, func() error { return errors.Join(r.audit(count([]*way{always, second})), r.Close()) })
	}
	return ways, func() error {
		var errs []error
		for _, p := range proofs {
			errs = append(errs, p())
		}
		return errors.Join(append(errs, drop(context.WithoutCancel(ctx), s.db))...)
	}, nil
}

// mariaConnections is how many connections MariaDB did best with among 16, 64 and 512.
const mariaConnections = 16

func count(ways []*way) int64 {
	n := 0
	for _, w := range ways {
		n += len(w.did.Each)
	}
	return int64(n)
}

// auditClaims compares what was answered with the bench's own tables.
func auditClaims(ctx context.Context, d *db.DB, answered int64) error {
	type books struct{ Claims, Spent int64 }
	b, err := db.One[books](ctx, d.Read(), `SELECT (SELECT COUNT(*) FROM bench_claim) AS claims, (SELECT spent FROM bench_bucket) AS spent`)
	if err == nil && b != (books{answered, answered}) {
		err = fmt.Errorf("%d claims were answered, the books say %+v", answered, b)
	}
	return err
}
