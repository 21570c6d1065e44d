package customer_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/org"
)

// feed gives "customer attributes [history]" of the feed and empties it.
func (x fixture) feed(t *testing.T, names map[customer.ID]string) []string {
	t.Helper()
	out := []string{}
	x.tx(t, func(ctx context.Context, tx *db.Tx) error {
		all, err := customer.Feed(ctx, tx, 1000)
		if err != nil {
			return err
		}
		var ids []int64
		for _, c := range all {
			line := names[c.CustomerID] + " " + c.What
			if c.History {
				line += " history"
			}
			out = append(out, line)
			ids = append(ids, c.ID)
		}
		return customer.Taken(ctx, tx, ids)
	})
	slices.Sort(out)
	return out
}

func (x fixture) watch(t *testing.T, attributes ...string) {
	t.Helper()
	live := map[string]int64{}
	for _, a := range attributes {
		live[a] = 1
	}
	x.tx(t, func(ctx context.Context, tx *db.Tx) error { return customer.Watch(ctx, tx, live) })
}

// Only what somebody watches is told, acts and who is who excepted.
func TestChangesAreToldToWhoWatches(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		r := x.resolve(t, 0, customer.Card{Keys: keys("account@s", "a")}, customer.Card{Keys: keys("account@s", "b")})
		a, b := r[0].ID, r[1].ID
		names := map[customer.ID]string{a: "a", b: "b"}
		expect := func(what string, want ...string) {
			t.Helper()
			if want == nil {
				want = []string{}
			}
			if d := cmp.Diff(want, x.feed(t, names)); d != "" {
				t.Errorf("%s:\n%s", what, d)
			}
		}
		everything := func() {
			x.resolve(t, 0, customer.Card{Keys: keys("account@s", "a", "phone", "13800000001"), Store: 1, Channel: "web", AddedAt: 5, Tags: []string{"t"}})
			must(t, x.Tag(x.owner, []customer.ID{b}, []string{"t"}))
			must(t, x.Untag(x.owner, []customer.ID{b}, []string{"t"}))
		}
		expect("new people")
		everything()
		expect("nothing is watched", "a added")
		x.watch(t, "store", "tag", "badge", "shares")
		names[x.one(t, 0, customer.Card{Keys: keys("account@s", "c"), Store: 1})] = "c"
		expect("somebody new", "c *")
		c := x.one(t, 0, customer.Card{Keys: keys("account@s", "c")})
		x.resolve(t, 0, customer.Card{Keys: keys("account@s", "c", "phone", "13800000009"), AddedAt: 5, Channel: "web", Tags: []string{"t", "u"}})
		expect("a card that says more", "c added badge tag")
		must(t, x.Tag(x.owner, []customer.ID{b}, []string{"t"}))
		must(t, x.Assign(x.owner, c, 0, 0, 0))
		must(t, x.Rename(x.owner, c, 1, "x"))
		expect("by hand", "b tag", "c store")
		x.touch(t, customer.Touch{CustomerID: a, Kind: "share", At: 1}, customer.Touch{CustomerID: b, Kind: "vote", At: 1}, customer.Touch{CustomerID: b, Kind: "sms", At: 1})
		expect("touches", "a acts shares", "b acts")
		x.tx(t, func(ctx context.Context, tx *db.Tx) error {
			return customer.Changed(event.History(ctx), tx, []customer.ID{a, a, 0}, "store", "tier", "store")
		})
		expect("told by another room", "a store history")
		must(t, x.Merge(x.owner, a, b, ""))
		expect("merged", "a *", "b *")
		must(t, x.Unmerge(x.owner, a))
		expect("unmerged", "a *", "b *")
		must(t, x.Erase(x.owner, c))
		expect("erased", "c *")
	})
}

// Acts of a room are refused where touches count them, and nobody's are left out.
func TestActsAreCountedOnce(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		i := x.one(t, 0, customer.Card{Keys: keys("account@s", "a")})
		err := x.Tx(x.owner, func(ctx context.Context, tx *db.Tx) error {
			return customer.Acted(ctx, tx, []customer.Act{{i, "2026-01-01", customer.ActShare, 1}})
		})
		if err == nil {
			t.Error("a room counted shares")
		}
		x.acted(t, customer.Act{i, "2026-01-01", customer.ActOrder, 2}, customer.Act{0, "2026-01-01", customer.ActOrder, 1}, customer.Act{i, "2026-01-01", customer.ActOrder, 1})
		x.acted(t, customer.Act{i, "2026-01-01", customer.ActOrder, -2}, customer.Act{i, "2026-01-02", customer.ActOrder, 1})
		x.touch(t, customer.Touch{CustomerID: i, Kind: "order", At: 1}, customer.Touch{CustomerID: i, Kind: "view", Day: "2026-01-02", At: 1, Ref: "r"},
			customer.Touch{CustomerID: i, Kind: "view", Day: "2026-01-02", At: 1, Ref: "r"}, customer.Touch{Kind: "view", At: 1})
		x.touch(t, customer.Touch{CustomerID: i, Kind: "view", Day: "2026-01-02", At: 1, Ref: "r"}, customer.Touch{CustomerID: i, Kind: "view", Day: "2026-01-02", At: 1, Ref: "s"})
		rows, err := db.All[string](x.owner, x.Read(), `SELECT day || ' ' || kind || ' ' || CAST(acts AS TEXT) FROM customer_act_day ORDER BY day, kind`)
		must(t, err)
		if d := cmp.Diff([]string{"2026-01-01 order 1", "2026-01-02 order 1", "2026-01-02 view 2"}, rows); d != "" {
			t.Error(d)
		}
		x.acted(t, customer.Act{i, "2026-01-01", customer.ActOrder, -1})
		if n, err := db.One[int64](x.owner, x.Read(), `SELECT COUNT(*) FROM customer_act_day`); err != nil || n != 2 {
			t.Errorf("%d rows, want 2 %v", n, err)
		}
		x.clean(t)
	})
}

// A touch keeps where it happened, what it is about and to whom it is owed.
func TestATouchKeepsItsCause(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		r := x.resolve(t, 1, customer.Card{Keys: keys("account@s", "a")}, customer.Card{Keys: keys("account@s", "b")})
		want := customer.Touch{CustomerID: r[0].ID, Kind: "view", At: 7, CommunityID: 5, Item: "sku-1", ByID: r[1].ID, ImportID: 2}
		x.touch(t, want)
		line, err := x.Timeline(x.owner, r[0].ID, nil, 0)
		must(t, err)
		if got := line[0]; got.CommunityID != 5 || got.Item != "sku-1" || got.ByID != r[1].ID {
			t.Errorf("%+v", got)
		}
		deps, err := customer.ImportDependents(x.owner, x.Read(), 1)
		must(t, err)
		if len(deps) != 2 {
			t.Errorf("%+v: want the one who was touched and the one it is owed to", deps)
		}
	})
}

// origins gives "tag origin" of a person.
func (x fixture) origins(t *testing.T, i customer.ID) string {
	t.Helper()
	rows, err := db.All[string](x.owner, x.Read(), `SELECT t.name || ':' || g.origin FROM customer_tagging g JOIN customer_tag t ON t.id = g.tag_id
		WHERE g.customer_id = $1 ORDER BY t.name`, i)
	must(t, err)
	return strings.Join(rows, " ")
}

func (x fixture) rule(t *testing.T, tag string, on, off []customer.ID) {
	t.Helper()
	x.tx(t, func(ctx context.Context, tx *db.Tx) error { return customer.RuleTag(ctx, tx, tag, on, off) })
}

// A rule puts a tag on and takes it off; what a hand or an import gave stays theirs.
func TestRuleTagsComeAndGo(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		r := x.resolve(t, 1, customer.Card{Keys: keys("account@s", "a")}, customer.Card{Keys: keys("account@s", "b"), Tags: []string{"vip"}},
			customer.Card{Keys: keys("account@s", "c")}, customer.Card{Keys: keys("account@s", "d")}, customer.Card{Keys: keys("account@s", "e")})
		var all []customer.ID
		names := map[customer.ID]string{}
		for n, one := range r {
			all = append(all, one.ID)
			names[one.ID] = string(rune('a' + n))
		}
		must(t, x.Tag(x.owner, all[2:3], []string{"vip"}))
		must(t, x.Erase(x.owner, all[4]))
		x.watch(t, "tag")
		x.feed(t, names)
		x.rule(t, "vip", all, nil)
		if d := cmp.Diff([]string{"a tag", "d tag"}, x.feed(t, names)); d != "" {
			t.Error(d)
		}
		for n, want := range []string{"vip:rule", "vip:import", "vip:hand", "vip:rule", ""} {
			if got := x.origins(t, all[n]); got != want {
				t.Errorf("%d on: %q, want %q", n, got, want)
			}
		}
		x.resolve(t, 2, customer.Card{Keys: keys("account@s", "d"), Tags: []string{"vip"}}) // an import says it too
		x.rule(t, "vip", nil, all)
		for n, want := range []string{"", "vip:import", "vip:hand", "vip:import", ""} {
			if got := x.origins(t, all[n]); got != want {
				t.Errorf("%d off: %q, want %q", n, got, want)
			}
		}
		x.undo(t, 2, 10, nil)
		if got := x.origins(t, all[3]); got != "" {
			t.Errorf("after undoing the import: %q", got)
		}
		x.rule(t, "vip", all[:1], nil)
		must(t, x.Tag(x.owner, all[:1], []string{"vip"}))
		x.rule(t, "vip", nil, all[:1])
		if got := x.origins(t, all[0]); got != "vip:hand" {
			t.Errorf("taken over by hand: %q", got)
		}
		x.clean(t)
	})
}

// A field filled in by one import and said again by another stays when the first is undone, and goes with the second.
func TestAFieldPassesToWhoSaidItToo(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		bare := customer.Card{Keys: keys("account@s", "a")}
		full := customer.Card{Keys: keys("account@s", "a"), Name: "甲", Store: 4, Channel: "web", AddedAt: 9}
		i := x.one(t, 0, bare)
		x.resolve(t, 1, full)
		other := full
		other.Channel = "shop"
		x.resolve(t, 2, other)
		x.resolve(t, 3, full)
		x.undo(t, 1, 2, nil)
		x.clean(t)
		shows := func() string {
			p, err := x.Get(x.owner, i)
			must(t, err)
			return fmt.Sprint(p.Name, p.Store, p.Channel, p.AddedAt)
		}
		if got, want := shows(), fmt.Sprint("甲", org.StoreID(4), "web", 9); got != want {
			t.Errorf("after the first: %s, want %s", got, want)
		}
		x.undo(t, 2, 2, nil)
		x.clean(t)
		if got, want := shows(), fmt.Sprint("甲", org.StoreID(4), "web", 9); got != want {
			t.Errorf("after the second: %s, want %s", got, want)
		}
		x.undo(t, 3, 2, nil)
		x.clean(t)
		if got, want := shows(), fmt.Sprint("", org.StoreID(0), "", 0); got != want {
			t.Errorf("after the third: %s, want %s", got, want)
		}
		// What a caller of the API said as well is no import's.
		x.resolve(t, 5, full)
		x.resolve(t, 0, full)
		x.undo(t, 5, 10, nil)
		if got, want := shows(), fmt.Sprint("甲", org.StoreID(4), "web", 9); got != want {
			t.Errorf("said by a caller too: %s, want %s", got, want)
		}
		x.clean(t)
	})
}

// Every attribute can be asked for as it is declared.
func TestAttributesCanBeRead(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		names := map[string]bool{}
		for _, a := range customer.Attributes() {
			if names[a.Name] || a.Zh == "" || a.En == "" {
				t.Errorf("%+v", a)
			}
			names[a.Name] = true
			person, where, day := a.Person, a.Where, a.Day
			if person == "" {
				person = "customer_id"
			}
			if where == "" {
				where = "TRUE"
			}
			if day == "" {
				day = "''"
			}
			if _, err := db.All[string](x.owner, x.Read(), `SELECT CAST(`+person+` AS TEXT) || CAST(`+a.Value+` AS TEXT) || `+day+`
				FROM `+a.Table+` WHERE `+where); err != nil {
				t.Errorf("%s: %v", a.Name, err)
			}
			for _, w := range a.Words {
				if a.Store == nil {
					continue
				}
				if _, err := a.Store(x.owner, x.Read(), w); err != nil {
					t.Errorf("%s %s: %v", a.Name, w, err)
				}
			}
			if a.Store != nil {
				if _, err := a.Store(x.owner, x.Read(), "no such word"); err != db.ErrNone {
					t.Errorf("%s knows any word: %v", a.Name, err)
				}
			}
		}
	})
}
