package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"qunli/app"
	"qunli/kit/db"
)

// lastOfFirst is the version of the last migration of the first release: the files up to it are the schema that shops have.
const lastOfFirst = "20261101999999"

// firstRelease gives the migrations of the first release: goose up to its last version.
func firstRelease(t *testing.T) []fs.FS {
	t.Helper()
	var out []fs.FS
	for _, room := range app.Rooms() {
		files, err := fs.Glob(room, "schema/*.sql")
		if err != nil {
			t.Fatal(err)
		}
		old := fstest.MapFS{}
		for _, name := range files {
			if filepath.Base(name) > lastOfFirst {
				continue
			}
			text, err := fs.ReadFile(room, name)
			if err != nil {
				t.Fatal(err)
			}
			old[name] = &fstest.MapFile{Data: text}
		}
		if len(old) > 0 {
			out = append(out, old)
		}
	}
	return out
}

// shopOf is what a shop had booked under the first release, and what has to be answered of it for ever.
type shopOf struct {
	*rand.Rand
	ctx    context.Context
	tx     *db.Tx
	now    int64
	id     int64
	orders map[int]int   // kept sales by buyer, as people are read
	spent  map[int]int64 // fen by buyer, net
	tagged map[int]bool
	net    int64
}

const (
	shopPeople = 120
	shopOrders = 900
)

func (s *shopOf) next() int64 { s.id++; return s.id }

func (s *shopOf) put(t *testing.T, table, columns string, values ...any) {
	t.Helper()
	marks := make([]string, len(values))
	for i := range values {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	if _, err := db.Exec(s.ctx, s.tx, `INSERT INTO `+table+` (`+columns+`) VALUES (`+strings.Join(marks, ", ")+`)`, values...); err != nil {
		t.Fatalf("%s: %v", table, err)
	}
}

func (s *shopOf) run(t *testing.T, text string) {
	t.Helper()
	if _, err := db.Exec(s.ctx, s.tx, text); err != nil {
		t.Fatal(err)
	}
}

// who gives the id of a person; head who they are read as: every thirtieth was merged into the one before.
func who(n int) int64 { return int64(1_000_000 + n) }

func head(n int) int {
	if n%30 == 29 {
		return n - 1
	}
	return n
}

// fill writes people, tags, consents, touches, products, orders, refunds, costs, an import, facts and jobs the way the first
// release did, with its rollups.
func (s *shopOf) fill(t *testing.T) {
	t.Helper()
	s.put(t, "org_store", "id, code, name, city, closed, version, created_at", 11, "S1", "一店", "杭州", false, 1, s.now)
	s.put(t, "org_staff", "id, login, code, name, role, scope, store_id, password_hash, left_at, version, created_at",
		12, "boss", "", "店主", "owner", "all", 0, "", 0, 1, s.now)
	s.put(t, "intake_import", `id, kind, source, file_name, file_hash, file_bytes, mapping, zone, state, rows, total, added, same, rejected, counts,
		error, actor_kind, actor_id, created_at, started_at, finished_at, work_ms`, 13, "orders", "till", "old.csv", "00", 1, "{}", "Asia/Shanghai", "done",
		shopOrders, shopOrders, shopOrders, 0, 0, "{}", "", "owner", 0, s.now, s.now, s.now, 5)
	s.put(t, "customer_tag", "id, family, name, created_at", 14, "会员", "老客", s.now)
	for n := range shopPeople {
		s.person(t, n)
	}
	for n := range shopOrders {
		s.order(t, n)
	}
	s.put(t, "commerce_source", "source, version", "till", 1)
	s.put(t, "commerce_spend", "id, source, channel, campaign, store_id, day, amount, import_id, at", 15, "ads", "douyin", "", 11, "2026-03-01", 5000, 0, s.now)
	s.put(t, "event_fact", "id, kind, history, payload, at", 16, "customer.merged", true, "[]", s.now)
	s.put(t, "job", "id, kind, payload, state, run_at, attempts, lease_until, lane, unique_key, history, last_error, created_at, finished_at",
		17, "event:customer.merged:insight", `{"fact":""}`, "done", s.now, 1, 0, "", "", true, "", s.now, s.now)
	s.rollups(t)
}

func (s *shopOf) person(t *testing.T, n int) {
	t.Helper()
	i := who(n)
	s.put(t, "customer", "id, name, remark, folded, store_id, staff_id, channel, added_at, import_id, erased_at, version, created_at",
		i, "", "", "", 11, 0, "", s.now-400*86_400_000, 13, 0, 1, s.now)
	s.put(t, "customer_identity", "id, customer_id, kind, space, value, badge, import_id, created_at", s.next(), i, "account", "till", fmt.Sprintf("B%04d", n), "", 13, s.now)
	if n%2 == 0 {
		s.put(t, "customer_identity", "id, customer_id, kind, space, value, badge, import_id, created_at", s.next(), i, "phone", "", fmt.Sprintf("138%08d", n), "registration", 13, s.now)
		s.put(t, "customer_term", "term, customer_id", fmt.Sprintf("%04d", n), i)
	}
	if head(n) != n {
		s.put(t, "customer_alias", "from_id, to_id, parent_id, reason, at", i, who(head(n)), who(head(n)), "", s.now)
	}
	if n%5 == 0 {
		s.put(t, "customer_tagging", "customer_id, tag_id, origin, import_id, at", i, 14, "hand", 0, s.now)
		s.tagged[head(n)] = true
	}
	if n%7 == 0 {
		s.put(t, "customer_consent", "id, customer_id, channel, topic, agreed, evidence, import_id, at", s.next(), i, "sms", "", true, "counter", 0, s.now)
	}
	for range s.IntN(4) {
		at := s.now - s.Int64N(60)*86_400_000
		s.put(t, "customer_touch", "id, customer_id, kind, at, day, channel, cost, cause, ref_id, store_id, staff_id, ref, import_id", s.next(), i,
			[]string{"view", "scan", "share"}[s.IntN(3)], at, dayIn(at), "", 0, "", 0, 0, 0, "", 0)
	}
}

func dayIn(ms int64) string {
	return time.UnixMilli(ms).In(time.FixedZone("CST", 8*3600)).Format(time.DateOnly)
}

// order writes a sale with a line, sometimes cancelled, of nobody, or refunded in part by a document of its own.
func (s *shopOf) order(t *testing.T, n int) {
	t.Helper()
	i, at, amount := s.next(), s.now-s.Int64N(300)*86_400_000-s.Int64N(80_000_000), 100+s.Int64N(50_000)
	buyer, customer, state, refunded := s.IntN(shopPeople), int64(0), "kept", int64(0)
	if n%20 != 0 {
		customer = who(buyer)
	}
	switch {
	case n%25 == 7:
		state = "cancelled"
	case n%10 == 3:
		refunded = amount / 2
	}
	columns := `id, source, order_no, kind, refund_of, refund_no, customer_id, buyer_import, store_id, staff_id, scene, channel, at, day, amount, refunded,
		goods, state, import_id, version, created_at`
	s.put(t, "commerce_order", columns, i, "till", fmt.Sprintf("A%05d", n), "sale", 0, "", customer, 13, 11, 0, "shop", "", at, dayIn(at), amount, refunded,
		1, state, 13, 0, s.now)
	s.put(t, "commerce_line", "id, order_id, ordinal, sku, quantity, price, amount, class, import_id", s.next(), i, 0, fmt.Sprintf("P%02d", n%30), 1_000_000,
		amount*10_000, amount, "goods", 13)
	s.put(t, "commerce_seen", "import_id, order_id, lines, customer_id, cancelled", 13, i, 1, customer, state == "cancelled")
	if refunded > 0 {
		r := s.next()
		s.put(t, "commerce_order", columns, r, "till", fmt.Sprintf("R%05d", n), "refund", i, fmt.Sprintf("A%05d", n), customer, 13, 11, 0, "shop", "", at+1000,
			dayIn(at+1000), refunded, 0, 0, "kept", 13, 0, s.now)
		s.put(t, "commerce_line", "id, order_id, ordinal, sku, quantity, price, amount, class, import_id", s.next(), r, 0, "", -1_000_000, refunded*10_000,
			-refunded, "return", 13)
		s.put(t, "commerce_seen", "import_id, order_id, lines, customer_id, cancelled", 13, r, 1, customer, false)
	}
	if state == "cancelled" {
		return
	}
	if customer != 0 {
		s.put(t, "customer_touch", "id, customer_id, kind, at, day, channel, cost, cause, ref_id, store_id, staff_id, ref, import_id", s.next(), customer,
			"order", at, dayIn(at), "", 0, "", i, 11, 0, "", 13)
		s.orders[head(buyer)]++
		s.spent[head(buyer)] += amount - refunded
	}
	s.net += amount - refunded
}

// rollups folds the orders as the first release did.
func (s *shopOf) rollups(t *testing.T) {
	t.Helper()
	s.run(t, `INSERT INTO commerce_day (day, store_id, staff_id, scene, orders, unmatched, amount, refunded, unnamed, adjusted, cancelled)
		SELECT day, store_id, staff_id, scene, SUM(CASE WHEN state = 'kept' THEN 1 ELSE 0 END), SUM(CASE WHEN state = 'kept' AND customer_id = 0 THEN 1 ELSE 0 END),
			SUM(CASE WHEN state = 'kept' THEN amount ELSE 0 END), SUM(CASE WHEN state = 'kept' THEN refunded ELSE 0 END), 0, 0,
			SUM(CASE WHEN state = 'cancelled' THEN 1 ELSE 0 END)
		FROM commerce_order WHERE kind = 'sale' GROUP BY day, store_id, staff_id, scene`)
	s.run(t, `INSERT INTO commerce_buyer_day (customer_id, day, store_id, staff_id, orders, amount)
		SELECT customer_id, day, store_id, staff_id, COUNT(*), SUM(amount - refunded) FROM commerce_order
		WHERE kind = 'sale' AND state = 'kept' AND customer_id <> 0 GROUP BY customer_id, day, store_id, staff_id`)
	s.run(t, `INSERT INTO commerce_sku_month (month, sku, store_id, staff_id, quantity, amount)
		SELECT substr(o.day, 1, 7), l.sku, o.store_id, o.staff_id, SUM(l.quantity), SUM(l.amount) FROM commerce_order o JOIN commerce_line l ON l.order_id = o.id
		WHERE o.kind = 'sale' AND o.state = 'kept' GROUP BY substr(o.day, 1, 7), l.sku, o.store_id, o.staff_id`)
}

// firstShop makes a database of the first release with a shop in it.
func firstShop(t *testing.T, address string) *shopOf {
	t.Helper()
	d, err := db.Open(t.Context(), address, db.Options{Owner: "test"})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(t.Context(), firstRelease(t)...); err != nil {
		t.Fatal(err)
	}
	applied, err := d.Applied(t.Context())
	if err != nil || len(applied) == 0 || applied[len(applied)-1] != 20261101080000 {
		t.Fatalf("the first release ends with %v, %v", applied, err)
	}
	s := &shopOf{Rand: rand.New(rand.NewPCG(1, 14)), id: 2_000_000, orders: map[int]int{}, spent: map[int]int64{}, tagged: map[int]bool{}}
	err = d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		s.ctx, s.tx, s.now = ctx, tx, tx.Now
		s.fill(t)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// bookedIn gives the facts of before, by table.
func bookedIn(t *testing.T, address string) map[string]int64 {
	t.Helper()
	d, err := db.Open(t.Context(), address, db.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	out := map[string]int64{}
	for name, text := range map[string]string{
		"people": `SELECT COUNT(*) FROM customer`, "accounts": `SELECT COUNT(*) FROM customer_identity`, "merges": `SELECT COUNT(*) FROM customer_alias`,
		"tags": `SELECT COUNT(*) FROM customer_tagging`, "touches": `SELECT COUNT(*) FROM customer_touch`, "consents": `SELECT COUNT(*) FROM customer_consent`,
		"orders": `SELECT COUNT(*) FROM commerce_order`, "lines": `SELECT CAST(SUM(amount) AS BIGINT) FROM commerce_line`,
		"net":    `SELECT CAST(SUM(amount - refunded) AS BIGINT) FROM commerce_day`,
		"buyers": `SELECT CAST(SUM(amount) AS BIGINT) FROM commerce_buyer_day`, "goods": `SELECT CAST(SUM(amount) AS BIGINT) FROM commerce_sku_month`,
		"spend": `SELECT CAST(SUM(amount) AS BIGINT) FROM commerce_spend`,
	} {
		n, err := db.One[int64](t.Context(), d.Read(), text)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = n
	}
	return out
}

// A shop of the first release is taken over by this one: nothing of what it had is lost, everything that is new is derived from
// it, and the answers are those of its facts.
func TestAShopOfTheFirstReleaseIsTakenOver(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			s := newShell(t, engine)
			shop := firstShop(t, s.db)
			before := bookedIn(t, s.db)
			if before["net"] != shop.net {
				t.Fatalf("the shop was filled wrongly: %d, want %d", before["net"], shop.net)
			}
			if code, _, errOut := s.run("check"); code != 1 || !strings.Contains(errOut, "app.behind") {
				t.Errorf("an old database was read: %d %s", code, errOut)
			}
			if code, levels, _ := s.looked(t); code != 1 || levels["schema"] != "fail" {
				t.Errorf("doctor on an old database: %d %v", code, levels)
			}
			a, err := app.OpenForWriting(t.Context(), app.Config{DB: s.db, Files: t.TempDir(), Key: filepath.Join(t.TempDir(), "key")}, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			for _, settle := range []func(context.Context) error{a.Jobs.Drain, a.Segment.Settle, a.Jobs.Drain} {
				if err := settle(t.Context()); err != nil {
					t.Error(err)
				}
			}
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
			s.must("check")
			for name, n := range bookedIn(t, s.db) {
				if n != before[name] {
					t.Errorf("%s: %d, were %d", name, n, before[name])
				}
			}
			shop.answers(t, s)
		})
	}
}

// answers asks for what the shop's facts say.
func (s *shopOf) answers(t *testing.T, sh shell) {
	t.Helper()
	count := func(f func(n int) bool) (k int64) {
		for n := range shopPeople {
			if head(n) == n && f(n) {
				k++
			}
		}
		return k
	}
	for rule, want := range map[string]int64{
		"orders >= 1":  count(func(n int) bool { return s.orders[n] >= 1 }),
		"orders >= 8":  count(func(n int) bool { return s.orders[n] >= 8 }),
		"spent > 2000": count(func(n int) bool { return s.spent[n] > 200_000 }),
		"tag = 会员/老客":  count(func(n int) bool { return s.tagged[n] }),
	} {
		var got struct{ Count int64 }
		if err := json.Unmarshal([]byte(sh.must("segment", rule, "--count", "--json")), &got); err != nil {
			t.Fatal(err)
		}
		if got.Count != want || want == 0 {
			t.Errorf("%s: %d, want %d", rule, got.Count, want)
		}
	}
	repurchase, err := json.Marshal(sh.insight("repurchase", "--from", "2020-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int64{"buyers": count(func(n int) bool { return s.orders[n] > 0 }), "again": count(func(n int) bool { return s.orders[n] > 1 })} {
		if !strings.Contains(string(repurchase), fmt.Sprintf(":%d,", want)) && !strings.Contains(string(repurchase), fmt.Sprintf(":%d}", want)) {
			t.Errorf("%s: %d is not in %s", name, want, repurchase)
		}
	}
}
