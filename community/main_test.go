package community

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/org"
	"qunli/segment"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// house is the room on a fresh database, with the rooms below it.
type house struct {
	dbtest.Fixture
	*Service
	t         *testing.T
	ctx       context.Context // acts as the owner
	customers *customer.Service
	queue     *job.Queue
}

func each(t *testing.T, f func(h house)) {
	t.Helper()
	rooms := []fs.FS{org.Schema, job.Schema, event.Schema, customer.Schema, segment.Schema, Schema, shop}
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		queue := job.New(d.DB, job.Options{})
		bus := event.NewBus(queue)
		people := customer.New(d.DB, bus, ErasePeople)
		rules := segment.New(d.DB, bus, slices.Concat(customer.Attributes(), Attributes(), testAttributes()))
		h := house{d, New(d.DB, bus, people, rules), t, org.Owner(t.Context(), "test"), people, queue}
		h.tx(func(ctx context.Context, tx *db.Tx) error { return org.SetSetting(ctx, tx, org.SettingBrand, "暖胃") })
		f(h)
	})
}

func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (h house) is(err, want error) {
	h.t.Helper()
	if !errors.Is(err, want) {
		h.t.Fatalf("got %v, want %v", err, want)
	}
}

func (h house) tx(f func(ctx context.Context, tx *db.Tx) error) {
	h.t.Helper()
	h.is(h.Tx(h.ctx, f), nil)
}

// person makes somebody by account.
func (h house) person(account string) customer.ID {
	h.t.Helper()
	return h.people(account)[0]
}

func (h house) people(accounts ...string) []customer.ID {
	h.t.Helper()
	out := make([]customer.ID, len(accounts))
	h.tx(func(ctx context.Context, tx *db.Tx) error {
		cards := make([]customer.Card, len(accounts))
		for i, a := range accounts {
			cards[i].Keys = []customer.Key{{Kind: "account", Space: "test", Value: a}}
		}
		found, err := customer.Resolve(ctx, tx, 0, cards)
		for i := range found {
			out[i] = found[i].ID
		}
		return err
	})
	return out
}

func (h house) crowd(n int) []customer.ID {
	h.t.Helper()
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("p%04d", i)
	}
	return h.people(names...)
}

// ensure makes a group as an import does.
func (h house) ensure(importID int64, code string) ID {
	h.t.Helper()
	var out map[string]ID
	h.tx(func(ctx context.Context, tx *db.Tx) (err error) {
		out, err = Ensure(ctx, tx, importID, []Known{{Source: "irc", Code: code, Carrier: "irc"}})
		return err
	})
	return out[code]
}

func (h house) moved(importID int64, moves ...Movement) int64 {
	h.t.Helper()
	var n int64
	h.tx(func(ctx context.Context, tx *db.Tx) (err error) {
		n, err = Moved(ctx, tx, importID, moves)
		return err
	})
	return n
}

func (h house) count(query string, args ...any) int64 {
	h.t.Helper()
	n, err := db.One[int64](h.ctx, h.Read(), query, args...)
	h.is(err, nil)
	return n
}

// stays gives what is stored of a community, without ids.
func (h house) stays(c ID) []Stay {
	h.t.Helper()
	out, err := db.All[Stay](h.ctx, h.Read(), `SELECT `+stayColumns+` FROM community_stay WHERE community_id = $1
		ORDER BY customer_id, joined_at`, c)
	h.is(err, nil)
	for i := range out {
		out[i].ID = 0
	}
	return out
}

// clean fails where something derived does not equal a rebuild, acts of joining included.
func (h house) clean() {
	h.t.Helper()
	diffs, err := Check(h.ctx, h.Read())
	if err != nil || len(diffs) > 0 {
		h.t.Fatalf("check: %+v %v", diffs, err)
	}
}

// shop stands for the order book: what later rooms declare, over tables of the test.
var shop = fstest.MapFS{"schema/20990101000000_shop.sql": &fstest.MapFile{Data: []byte(`-- +goose Up
CREATE TABLE shop_buyer (customer_id BIGINT PRIMARY KEY, order_max BIGINT NOT NULL, spent BIGINT NOT NULL);
`)}}

func testAttributes() []customer.Attribute {
	act := func(name, zh, kind string) customer.Attribute {
		return customer.Attribute{Name: name, Zh: zh, En: name, Type: customer.AttrNumber, Table: "customer_act_day", Value: "acts",
			Where: "kind = '" + kind + "'", Day: "day", Gather: customer.GatherSum}
	}
	money := func(name, zh string, gather customer.Gather) customer.Attribute {
		return customer.Attribute{Name: name, Zh: zh, En: name, Type: customer.AttrMoney, Table: "shop_buyer", Value: name, Gather: gather}
	}
	return []customer.Attribute{act("orders", "订单数", customer.ActOrder), act("messages", "发言数", customer.ActSpeak),
		money("order_max", "最大单笔", customer.GatherMax), money("spent", "累计消费", customer.GatherSum)}
}

// buys gives somebody orders of those amounts, in fen, today.
func (h house) buys(who customer.ID, fen ...int64) {
	h.t.Helper()
	h.tx(func(ctx context.Context, tx *db.Tx) error {
		most, sum := int64(0), int64(0)
		for _, f := range fen {
			most, sum = max(most, f), sum+f
		}
		_, err := db.Exec(ctx, tx, `INSERT INTO shop_buyer (customer_id, order_max, spent) VALUES ($1, $2, $3)
			ON CONFLICT (customer_id) DO UPDATE SET order_max = excluded.order_max, spent = excluded.spent`, who, most, sum)
		return errors.Join(err, customer.Acted(ctx, tx, []customer.Act{{Customer: who, Day: today, Kind: customer.ActOrder, Acts: int64(len(fen))}}))
	})
}

// today is the day on which the clock of every test begins.
const today = "2026-03-02"

// acts records what somebody did, on days before today.
func (h house) acts(who customer.ID, kind string, daysAgo ...int) {
	h.t.Helper()
	h.tx(func(ctx context.Context, tx *db.Tx) error {
		for n, d := range daysAgo {
			at := dbtest.Start.AddDate(0, 0, -d).UnixMilli()
			if kind == customer.ActSpeak {
				day := dbtest.Start.AddDate(0, 0, -d).Format("2006-01-02")
				if err := customer.Acted(ctx, tx, []customer.Act{{Customer: who, Day: day, Kind: kind, Acts: 1}}); err != nil {
					return err
				}
				continue
			}
			if _, err := customer.Record(ctx, tx, customer.Touch{CustomerID: who, Kind: kind, At: at + int64(n)}); err != nil {
				return err
			}
		}
		return nil
	})
}

// whole is a brief that lacks nothing.
func whole() Brief {
	b := Templates()[0].Brief
	b.Product = "https://example.com/p/1"
	return b
}

// opened makes a group with a whole brief and opens it.
func (h house) opened(p Plan) Community {
	h.t.Helper()
	if p.Kind == Activity && p.StartsOn == "" {
		p.StartsOn, p.EndsOn = "2026-02-20", "2026-03-05"
	}
	c := must[Community](h.t)(h.Make(h.ctx, p))
	c = must[Community](h.t)(h.SetBrief(h.ctx, c.ID, c.Version, whole()))
	return must[Community](h.t)(h.Open(h.ctx, c.ID, c.Version))
}

// join lets people join a group now.
func (h house) join(c ID, who ...customer.ID) {
	h.t.Helper()
	at := h.Clock.Now().UnixMilli()
	moves := make([]Movement, len(who))
	for i, p := range who {
		moves[i] = Movement{Community: c, Customer: p, Kind: Join, At: at}
	}
	h.moved(0, moves...)
}

// fields gives the names of the fields at fault.
func fields(err error) []string {
	var out []string
	if err != nil {
		for _, f := range fault.Of(err).Fields {
			out = append(out, f.Name)
		}
	}
	return out
}

// verbs lists what was audited of a kind of thing, the oldest first.
func (h house) verbs(object string) []string {
	h.t.Helper()
	out, err := db.All[string](h.ctx, h.Read(), `SELECT verb FROM org_audit WHERE object_kind = $1 ORDER BY id`, object)
	h.is(err, nil)
	return out
}

// told gives the payloads of facts of a kind, the oldest first.
func told[F event.Fact](h house) []F {
	h.t.Helper()
	var zero F
	var out []F
	h.is(db.Each(h.ctx, h.Read(), func(text string) error {
		var some []F
		err := json.Unmarshal([]byte(text), &some)
		out = append(out, some...)
		return err
	}, `SELECT payload FROM event_fact WHERE kind = $1 ORDER BY id`, zero.FactKind()), nil)
	return out
}

// stores makes stores by code.
func (h house) stores(codes ...string) []org.StoreID {
	h.t.Helper()
	out := make([]org.StoreID, len(codes))
	h.tx(func(ctx context.Context, tx *db.Tx) error {
		known, err := org.EnsureStores(ctx, tx, codes)
		for i, c := range codes {
			out[i] = known[c]
		}
		return err
	})
	return out
}

// staff takes people on.
func (h house) staff(logins ...string) []org.StaffID {
	h.t.Helper()
	out := make([]org.StaffID, len(logins))
	for i, l := range logins {
		s, _, err := org.New(h.DB, org.Options{}).Hire(h.ctx, org.StaffRequest{Login: l + "-login", Name: l, Role: org.RoleOperator, Scope: org.ScopeAll})
		h.is(err, nil)
		out[i] = s.ID
	}
	return out
}
