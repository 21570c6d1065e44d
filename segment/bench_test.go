package segment

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"testing/fstest"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

// The tables of buyers are those of the commerce room.
var crowdSchema = fstest.MapFS{"schema/20261122030200_crowd.sql": {Data: []byte(`-- +goose Up
CREATE TABLE segment_crowd_day (
    customer_id BIGINT NOT NULL,
    day         TEXT   NOT NULL,
    store_id    BIGINT NOT NULL,
    staff_id    BIGINT NOT NULL,
    orders      BIGINT NOT NULL,
    amount      BIGINT NOT NULL,
    PRIMARY KEY (customer_id, day, store_id, staff_id)
);
CREATE INDEX segment_crowd_day_day ON segment_crowd_day (day);
CREATE TABLE segment_crowd (
    customer_id BIGINT PRIMARY KEY,
    orders      BIGINT NOT NULL,
    amount      BIGINT NOT NULL,
    largest     BIGINT NOT NULL,
    first_at    BIGINT NOT NULL,
    last_at     BIGINT NOT NULL
);
`)}}

func crowdAttributes() []customer.Attribute {
	sum := func(name, zh string, typ customer.AttributeType, value string) customer.Attribute {
		return customer.Attribute{Name: name, Zh: zh, En: name, Type: typ, Table: "segment_crowd_day", Value: value, Day: "day",
			Gather: customer.GatherSum, Life: "segment_crowd", LifeValue: value}
	}
	return []customer.Attribute{
		sum("orders", "订单数", customer.AttrNumber, "orders"), sum("spent", "消费", customer.AttrMoney, "amount"),
		{Name: "last_order", Zh: "最近下单", En: "last_order", Type: customer.AttrMoment, Table: "segment_crowd", Value: "last_at",
			Gather: customer.GatherMax, Single: true},
	}
}

type crowdCard struct {
	ID        customer.ID
	Name      string
	Remark    string
	Folded    string
	StoreID   int64
	StaffID   int64
	Channel   string
	AddedAt   int64
	ImportID  int64
	ErasedAt  int64
	Version   int64
	CreatedAt int64
}

type crowdDay struct {
	CustomerID     customer.ID
	Day            string
	StoreID        int64
	StaffID        int64
	Orders, Amount int64
}

type crowdLife struct {
	CustomerID              customer.ID
	Orders, Amount, Largest int64
	FirstAt, LastAt         int64
}

type crowdTag struct {
	CustomerID customer.ID
	TagID      int64
	Origin     string
	ImportID   int64
	At         int64
}

// noise is a cheap hash of two numbers.
func noise(n, salt uint64) uint64 {
	x := n*0x9e3779b97f4a7c15 ^ salt*0xbf58476d1ce4e5b9
	x ^= x >> 30
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// crowd fills a database with n people: half of them have bought, on 2.5 days each over two years; two tags each of 202.
func crowd(t testing.TB, d dbtest.Fixture, n int) {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	now, ctx := d.Clock.Now().UnixMilli(), t.Context()
	tx := func(f func(ctx context.Context, tx *db.Tx) error) {
		if err := d.Tx(ctx, f); err != nil {
			t.Fatal(err)
		}
	}
	channels := []string{"", "shop", "ad", "friend", "live", "search", "poster", "fair"}
	for start := 0; start < n; start += 20_000 {
		var cards []crowdCard
		var tags []crowdTag
		var days []crowdDay
		var lives []crowdLife
		for k := start; k < min(start+20_000, n); k++ {
			u := uint64(k)
			i := customer.ID(1_000_000 + k)
			pick := func(salt, of uint64) int64 { return int64(noise(u, salt) % of) }
			cards = append(cards, crowdCard{ID: i, Name: "客户" + strconv.Itoa(k), Folded: "客户" + strconv.Itoa(k), StoreID: 1 + pick(1, 50),
				StaffID: pick(2, 400), Channel: channels[pick(3, 8)], AddedAt: now - pick(4, 730*dayLength), Version: 1, CreatedAt: now})
			if pick(5, 10) < 3 {
				tags = append(tags, crowdTag{i, 1, "import", 0, now})
			}
			if pick(6, 10) < 2 {
				tags = append(tags, crowdTag{i, 2, "import", 0, now})
			}
			tags = append(tags, crowdTag{i, 3 + pick(7, 100), "import", 0, now}, crowdTag{i, 103 + pick(8, 100), "import", 0, now})
			if pick(9, 2) == 0 {
				continue
			}
			life := crowdLife{CustomerID: i, FirstAt: now}
			seen := map[string]bool{}
			for v := range 1 + pick(10, 4) {
				at := now - pick(uint64(20+v), 730*dayLength)
				row := crowdDay{i, clock.Day(at, zone), 1 + pick(1, 50), 0, 1, 1000 + pick(uint64(30+v), 40_000)}
				if seen[row.Day] {
					continue
				}
				seen[row.Day] = true
				days = append(days, row)
				life.Orders++
				life.Amount += row.Amount
				life.Largest, life.FirstAt, life.LastAt = max(life.Largest, row.Amount), min(life.FirstAt, at), max(life.LastAt, at)
			}
			lives = append(lives, life)
		}
		tx(func(ctx context.Context, tx *db.Tx) error {
			for _, f := range []func() error{
				func() error { _, err := db.Insert(ctx, tx, "customer", cards, ""); return err },
				func() error { _, err := db.Insert(ctx, tx, "customer_tagging", tags, ""); return err },
				func() error { _, err := db.Insert(ctx, tx, "segment_crowd_day", days, ""); return err },
				func() error { _, err := db.Insert(ctx, tx, "segment_crowd", lives, ""); return err },
			} {
				if err := f(); err != nil {
					return err
				}
			}
			return nil
		})
	}
	tx(func(ctx context.Context, tx *db.Tx) error {
		for i := 1; i <= 202; i++ {
			if _, err := db.Exec(ctx, tx, `INSERT INTO customer_tag (id, family, name, created_at) VALUES ($1, '', $2, 0)`, i, "t"+strconv.Itoa(i)); err != nil {
				return err
			}
		}
		for i := 1; i <= 50; i++ {
			if _, err := db.Exec(ctx, tx, `INSERT INTO org_store (id, code, name, city, closed, version, created_at) VALUES ($1, $2, $2, '', FALSE, 1, 0)`, i, "s"+strconv.Itoa(i)); err != nil {
				return err
			}
		}
		return nil
	})
}

// tenClauses ask four columns of the card, two tags, two sums of a life, one of a window, and a moment.
const tenClauses = `store in (s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15, s16, s17, s18, s19, s20)
	and channel in (shop, ad, friend, live) and staff is known and added older than 60d
	and tag = t1 and not tag = t2 and orders >= 2 and spent >= 100 and orders(90d) >= 1 and last_order within 180d`

var crowdRooms = []fs.FS{job.Schema, event.Schema, org.Schema, customer.Schema, Schema, crowdSchema}

// BenchmarkTenClauses counts whom a rule of ten clauses holds for, beside an aggregate over an unindexed column of customer:
// at a million people at most twice its time.
func BenchmarkTenClauses(b *testing.B) {
	n := 100_000
	if os.Getenv("QUNLI_PROOF") == "full" {
		n = 1_000_000
	}
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			address := "sqlite://" + filepath.Join(b.TempDir(), "qunli.db")
			if engine == db.Postgres {
				address = pgtest.Fresh(b)
			}
			d := dbtest.Open(b, address, crowdRooms)
			crowd(b, d, n)
			benchTen(b, d)
		})
	}
}

func crowdService(d dbtest.Fixture) *Service {
	return New(d.DB, event.NewBus(job.New(d.DB, job.Options{})), append(customer.Attributes(), crowdAttributes()...))
}

func benchTen(b *testing.B, d dbtest.Fixture) {
	ctx := org.Owner(b.Context(), "bench")
	s := crowdService(d)
	rule, err := s.Parse(tenClauses)
	if err != nil {
		b.Fatal(err)
	}
	count := func() {
		if _, err := s.Count(ctx, d.Read(), rule); err != nil {
			b.Fatal(err)
		}
	}
	type group struct {
		Channel string
		N       int64
	}
	aggregate := func() {
		if _, err := db.All[group](ctx, d.Read(), `SELECT channel, COUNT(*) AS n FROM customer GROUP BY channel`); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		base, sql := median(aggregate), median(count)
		warm := clock.Stopwatch()
		if err := s.Warm(ctx, rule); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(warm().Seconds(), "s/load")
		memory := median(count)
		b.ReportMetric(ms(base), "ms/aggregate")
		b.ReportMetric(ms(sql), "ms/set")
		b.ReportMetric(ms(memory), "ms/memory")
		b.ReportMetric(ms(sql)/ms(base), "set/aggregate")
		b.ReportMetric(ms(memory)/ms(base), "memory/aggregate")
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// median gives the middle of five times, after one that is not counted.
func median(f func()) time.Duration {
	var all []time.Duration
	for range 6 {
		took := clock.Stopwatch()
		f()
		all = append(all, took())
	}
	slices.Sort(all[1:])
	return all[3]
}
