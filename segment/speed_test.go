package segment

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

// Ten people whose purchases changed cost no more than ten times the rules that read purchases.
func TestOnlyRulesThatReadWhatChangedAreAsked(t *testing.T) {
	eachProbe(t, func(t *testing.T, p *probe) {
		l := newLife(t, p, 3)
		for len(l.people) < 30 {
			l.arrive()
		}
		reading := 0
		for i := range 200 {
			text := randomClause(l.r)
			if i%3 == 0 {
				text += " and buys(30d) >= 2"
			}
			rule, err := l.Parse(text)
			l.must(err)
			compiled, err := l.book.compile(rule)
			l.must(err)
			if slices.ContainsFunc(compiled.reads(), func(a string) bool { return slices.Contains(purchaseAttributes, a) }) {
				reading++
			}
			_, err = l.Save(l.ctx, Draft{Name: strconv.Itoa(i), Rule: rule})
			l.must(err)
		}
		l.must(l.Settle(l.ctx))
		before := l.Evaluated()
		l.tx(func(ctx context.Context, tx *db.Tx) error {
			for _, i := range l.people[:10] {
				if err := l.changed(ctx, tx, i); err != nil {
					return err
				}
			}
			return nil
		})
		l.must(l.Settle(l.ctx))
		if asked := l.Evaluated() - before; asked > int64(10*reading) || asked == 0 || reading == 200 {
			t.Errorf("asked %d times; %d of 200 rules read purchases", asked, reading)
		}
		before = l.Evaluated()
		l.must(l.Settle(l.ctx))
		if asked := l.Evaluated() - before; asked != 0 {
			t.Errorf("asked %d times when nothing changed", asked)
		}
	})
}

// Facts come at a thousand a second, two hundred rules are live: the slowest hundredth of memberships stands within a
// second. Judged with QUNLI_PROOF=full, on a machine that does nothing else.
func TestFactToMembership(t *testing.T) {
	seconds, rules, rate := 2, 40, 200
	full := os.Getenv("QUNLI_PROOF") == "full"
	if full {
		seconds, rules, rate = 10, 200, 1000
	}
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			address := "sqlite://" + t.TempDir() + "/qunli.db"
			if engine == db.Postgres {
				address = pgtest.Fresh(t)
			}
			d, err := db.Open(t.Context(), address, db.Options{Owner: "test"})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := d.Close(); err != nil {
					t.Error(err)
				}
			})
			if err := errors.Join(d.Migrate(t.Context(), probeRooms...), d.LeaseNode(t.Context())); err != nil {
				t.Fatal(err)
			}
			took := newLife(t, newProbe(t, dbtest.Fixture{DB: d, Address: address}), 5).stream(seconds, rules, rate)
			p := func(share float64) time.Duration { return took[int(float64(len(took)-1)*share)] }
			t.Logf("%d facts at %d/s, %d rules: p50 %v, p99 %v, most %v", len(took), rate, rules, p(.5), p(.99), p(1))
			if full && p(.99) > time.Second {
				t.Errorf("p99 is %v", p(.99))
			}
		})
	}
}

// stream books purchases of new people at a rate and gives, sorted, how long after its commit each was a membership.
func (l *life) stream(seconds, rules, rate int) []time.Duration {
	l.t.Helper()
	zone := l.zone
	l.r = rand.New(rand.NewPCG(9, 9))
	first := l.crowd(seconds * rate)
	for i := range rules - 1 {
		text := randomClause(l.r)
		for range 1 + i%3 { // most audiences are narrow
			text += " and " + randomClause(l.r)
		}
		rule, err := l.Parse(text)
		l.must(err)
		_, err = l.Save(l.ctx, Draft{Name: strconv.Itoa(i), Rule: rule})
		l.must(err)
	}
	rule, err := l.Parse("buys(30d) >= 1 and last_buy within 1d")
	l.must(err)
	watched, err := l.Save(l.ctx, Draft{Name: "watched", Rule: rule})
	l.must(err)
	l.must(l.Settle(l.ctx))

	ctx, stop := context.WithCancel(l.ctx)
	ran := make(chan error, 1)
	go func() { ran <- l.Run(ctx, slog.Default()) }()
	before := rows[int64](l.t, l.probe, `SELECT COUNT(*) FROM segment_stay`)[0]
	asked := l.Evaluated()
	defer func() {
		after := rows[int64](l.t, l.probe, `SELECT COUNT(*) FROM segment_stay`)[0]
		l.t.Logf("a fact asked %.1f rules and made %.1f memberships", float64(l.Evaluated()-asked)/float64(seconds*rate), float64(after-before)/float64(seconds*rate))
	}()
	elapsed := clock.Stopwatch()
	booked, seen := map[customer.ID]time.Duration{}, make(chan map[customer.ID]time.Duration, 1)
	go func() { seen <- l.watch(ctx, watched.ID, seconds*rate, elapsed) }()
	const batch = 10
	for n := 0; n < seconds*rate; n += batch {
		if ahead := time.Duration(n)*time.Second/time.Duration(rate) - elapsed(); ahead > 0 {
			l.must(clock.Sleep(ctx, ahead))
		}
		at := l.DB.Clock().Now().UnixMilli()
		l.tx(func(ctx context.Context, tx *db.Tx) error {
			var rows []probeRow
			for k := range batch {
				rows = append(rows, probeRow{tx.NewID(), first + customer.ID(n+k), clock.Day(at, zone), at, 500, "A"})
			}
			if _, err := db.Insert(ctx, tx, "segment_probe", rows, ""); err != nil {
				return err
			}
			var who []customer.ID
			for _, r := range rows {
				who = append(who, r.CustomerID)
			}
			return customer.Changed(ctx, tx, who, purchaseAttributes...)
		})
		for k := range batch {
			booked[first+customer.ID(n+k)] = elapsed()
		}
	}
	came := <-seen
	stop()
	l.must(<-ran)
	var out []time.Duration
	for i, at := range booked {
		if came[i] == 0 {
			l.t.Fatalf("%s never became a member", i)
		}
		out = append(out, max(0, came[i]-at))
	}
	slices.Sort(out)
	return out
}

// crowd adds people with ids that follow the one it gives.
func (l *life) crowd(n int) customer.ID {
	const first = customer.ID(10_000_000)
	var cards []crowdCard
	for k := range n {
		cards = append(cards, crowdCard{ID: first + customer.ID(k), Name: fmt.Sprint(k), Folded: fmt.Sprint(k), Channel: "shop", Version: 1})
	}
	l.tx(func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Insert(ctx, tx, "customer", cards, "")
		return err
	})
	return first
}

// watch notes when each membership of a rule is there to be read, until there are n or a minute has passed.
func (l *life) watch(ctx context.Context, i ID, n int, elapsed func() time.Duration) map[customer.ID]time.Duration {
	out, last := map[customer.ID]time.Duration{}, customer.ID(0)
	for len(out) < n && elapsed() < 2*time.Minute {
		ids, err := db.All[customer.ID](ctx, l.Read(), `SELECT customer_id FROM segment_stay WHERE segment_id = $1 AND until = 0
			AND customer_id > $2 ORDER BY customer_id`, i, last)
		if err != nil {
			break
		}
		for _, who := range ids {
			out[who], last = elapsed(), who
		}
		_ = clock.Sleep(ctx, 5*time.Millisecond)
	}
	return out
}
