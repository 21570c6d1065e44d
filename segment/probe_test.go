package segment

import (
	"context"
	"io/fs"
	"testing"
	"testing/fstest"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// probeSchema are tables of attributes that only tests have: of every type, every way to gather, and with rows below 0.
var probeSchema = fstest.MapFS{"schema/20261122030100_probe.sql": {Data: []byte(`-- +goose Up
CREATE TABLE segment_probe (
    id          BIGINT PRIMARY KEY,
    customer_id BIGINT NOT NULL,
    day         TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    amount      BIGINT NOT NULL,
    sku         TEXT   NOT NULL
);
CREATE INDEX segment_probe_customer ON segment_probe (customer_id, day);
CREATE TABLE segment_probe_one (
    customer_id BIGINT PRIMARY KEY,
    level       BIGINT NOT NULL,
    city        TEXT   NOT NULL,
    points      BIGINT NOT NULL
);
`)}}

var levelWords = []string{"bronze", "silver", "gold"}

// probeAttributes are those of the tables above; "gold" is stored as 3.
func probeAttributes() []customer.Attribute {
	table, one := "segment_probe", "segment_probe_one"
	number := func(name, zh string, typ customer.AttributeType, how customer.Gather, value, where string) customer.Attribute {
		return customer.Attribute{Name: name, Zh: zh, En: name, Type: typ, Table: table, Value: value, Where: where, Day: "day", Gather: how}
	}
	moment := func(name, zh string, how customer.Gather) customer.Attribute {
		return customer.Attribute{Name: name, Zh: zh, En: name, Type: customer.AttrMoment, Table: table, Value: "at", Where: "amount > 0", Gather: how}
	}
	return []customer.Attribute{
		number("spent", "消费", customer.AttrMoney, customer.GatherSum, "amount", ""),
		number("buys", "购买次数", customer.AttrNumber, customer.GatherSum, "1", "amount > 0"),
		number("largest", "最大单", customer.AttrMoney, customer.GatherMax, "amount", "amount > 0"),
		number("smallest", "最小单", customer.AttrMoney, customer.GatherMin, "amount", ""),
		number("buy_days", "购买天数", customer.AttrNumber, customer.GatherDays, "amount", ""),
		moment("last_buy", "最近购买", customer.GatherMax),
		moment("first_buy", "首次购买", customer.GatherMin),
		{Name: "sku", Zh: "买过", En: "sku", Type: customer.AttrWords, Table: table, Value: "sku", Where: "sku <> '' AND amount > 0",
			Day: "day", Gather: customer.GatherAny},
		{Name: "level", Zh: "等级", En: "level", Type: customer.AttrWord, Table: one, Value: "level", Gather: customer.GatherOwn,
			Single: true, Coded: true, Words: levelWords, Titles: []string{"铜", "银", "金"}, Store: levelStore},
		{Name: "city", Zh: "城市", En: "city", Type: customer.AttrWord, Table: one, Value: "city", Gather: customer.GatherOwn, Single: true},
		{Name: "points", Zh: "积分", En: "points", Type: customer.AttrNumber, Table: one, Value: "points", Where: "points > 2",
			Gather: customer.GatherOwn, Single: true},
		{Name: "points_all", Zh: "总积分", En: "points of all accounts", Type: customer.AttrNumber, Table: one, Value: "points",
			Gather: customer.GatherSum, Single: true},
	}
}

func levelStore(_ context.Context, _ db.Q, word string) (any, error) {
	for i, w := range levelWords {
		if w == word {
			return int64(i + 1), nil
		}
	}
	return nil, db.ErrNone
}

var probeRooms = []fs.FS{job.Schema, event.Schema, org.Schema, customer.Schema, Schema, probeSchema}

// probe is a database with the service over the customer room's attributes and the test's own.
type probe struct {
	dbtest.Fixture
	*Service
	people *customer.Service
	ctx    context.Context
}

func newProbe(t testing.TB, d dbtest.Fixture) *probe {
	t.Helper()
	bus := event.NewBus(job.New(d.DB, job.Options{}))
	s := New(d.DB, bus, append(customer.Attributes(), probeAttributes()...))
	return &probe{d, s, customer.New(d.DB, bus, ErasePeople), org.Owner(t.Context(), "test")}
}

func eachProbe(t *testing.T, f func(t *testing.T, p *probe)) {
	t.Helper()
	dbtest.Each(t, probeRooms, func(t *testing.T, d dbtest.Fixture) { f(t, newProbe(t, d)) })
}
