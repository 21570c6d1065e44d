package customer_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

func (x fixture) propose(t *testing.T, list ...customer.SeedProposal) (moved []customer.Moved) {
	t.Helper()
	x.tx(t, func(ctx context.Context, tx *db.Tx) (err error) {
		moved, err = customer.ProposeSeeds(ctx, tx, list)
		return err
	})
	return moved
}

func (x fixture) pool(t *testing.T, ctx context.Context, state customer.SeedState) (out []string) {
	t.Helper()
	list, err := x.Seeds(ctx, state, 0)
	must(t, err)
	for _, s := range list {
		out = append(out, fmt.Sprint(s.Name, " ", s.State, " ", s.Score, " ", s.Reasons))
	}
	return out
}

func TestTheSeedPool(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		var ids []customer.ID
		for _, r := range x.resolve(t, 0, customer.Card{Keys: keys("account@s", "a"), Name: "甲", Store: 1}, customer.Card{Keys: keys("account@s", "b"), Name: "乙", Store: 2},
			customer.Card{Keys: keys("account@s", "c"), Name: "丙", Store: 1}) {
			ids = append(ids, r.ID)
		}
		a, b, c := ids[0], ids[1], ids[2]
		named := func(i customer.ID, score float64) customer.SeedProposal {
			return customer.SeedProposal{Customer: i, Score: score, SeedFigures: customer.SeedFigures{Reach: 5}, Reasons: []string{"reach"}}
		}
		if moved := x.propose(t, named(a, .5), named(b, .75)); len(moved) != 2 || moved[0].To != "candidate" {
			t.Errorf("%+v", moved)
		}
		if d := cmp.Diff([]string{"乙 candidate 0.75 [reach]", "甲 candidate 0.5 [reach]"}, x.pool(t, x.owner, "")); d != "" {
			t.Error(d)
		}
		must(t, x.Invite(x.owner, b, "会写文案"))
		if moved := x.propose(t, named(c, .25)); len(moved) != 2 { // a falls off, b stays
			t.Errorf("%+v", moved)
		}
		if d := cmp.Diff([]string{"乙 invited 0.75 [reach]", "丙 candidate 0.25 [reach]"}, x.pool(t, x.owner, "")); d != "" {
			t.Error(d)
		}
		if err := x.Train(x.owner, c, ""); !errors.Is(err, customer.ErrSeedStep) {
			t.Errorf("a candidate was trained: %v", err)
		}
		must(t, x.Train(x.owner, b, ""))
		must(t, x.Activate(x.owner, b, ""))
		must(t, x.Retire(x.owner, b, "60 天没有分享"))
		must(t, x.Retire(x.owner, c, "不合适"))
		if moved := x.propose(t, named(b, .9), named(c, .8)); len(moved) != 0 {
			t.Errorf("the retired were proposed: %+v", moved)
		}
		must(t, x.Invite(x.owner, b, "回来了"))
		store := org.As(t.Context(), org.Actor{Kind: org.ActorStaff, Role: org.RoleStore, Scope: org.ScopeStore, Store: 1})
		if d := cmp.Diff([]string{"丙 retired 0.8 [reach]"}, x.pool(t, store, "")); d != "" {
			t.Error(d)
		}
		if err := x.Invite(store, b, ""); !errors.Is(err, org.ErrScope) {
			t.Errorf("invited in another store: %v", err)
		}
		s := x.standing(t, b)
		var steps []string
		for _, m := range s.History {
			steps = append(steps, m.From+">"+m.To+m.Reason)
		}
		if d := cmp.Diff([]string{"retired>invited回来了", "active>retired60 天没有分享", "training>active", "invited>training", "candidate>invited会写文案", ">candidate"}, steps); d != "" {
			t.Error(d)
		}
		if n, err := db.One[int64](x.owner, x.Read(), `SELECT COUNT(*) FROM org_audit WHERE verb = 'customer.seed'`); err != nil || n != 6 {
			t.Errorf("%d steps audited, want 6 %v", n, err)
		}
		x.clean(t)
	})
}

// Who is newly in tier A is told with the staff who look after them; who was there already is not.
func TestTiers(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		r := x.resolve(t, 0, customer.Card{Keys: keys("account@s", "a"), Staff: 8}, customer.Card{Keys: keys("account@s", "b")}, customer.Card{Keys: keys("account@s", "c")})
		a, b, c := r[0].ID, r[1].ID, r[2].ID
		x.watch(t, "tier")
		names := map[customer.ID]string{a: "a", b: "b", c: "c"}
		set := func(list ...customer.Tiered) (moved []customer.Moved, entered []customer.TierEntered) {
			x.tx(t, func(ctx context.Context, tx *db.Tx) (err error) {
				moved, entered, err = customer.SetTiers(ctx, tx, list)
				return err
			})
			return moved, entered
		}
		moved, entered := set(customer.Tiered{a, "A"}, customer.Tiered{b, "A"}, customer.Tiered{c, "B"}, customer.Tiered{12345, "A"})
		if d := cmp.Diff([]customer.TierEntered{{a, "A", 8}, {b, "A", 0}}, entered); d != "" || len(moved) != 3 {
			t.Error(d, moved)
		}
		if d := cmp.Diff([]string{"a tier", "b tier", "c tier"}, x.feed(t, names)); d != "" {
			t.Error(d)
		}
		moved, entered = set(customer.Tiered{a, "A"}, customer.Tiered{b, "D"}, customer.Tiered{c, "A"})
		if len(moved) != 2 || len(entered) != 1 || entered[0].Customer != c {
			t.Errorf("%+v %+v", moved, entered)
		}
		if d := cmp.Diff([]string{"b tier", "c tier"}, x.feed(t, names)); d != "" {
			t.Error(d)
		}
		err := x.Tx(x.owner, func(ctx context.Context, tx *db.Tx) error {
			_, _, err := customer.SetTiers(ctx, tx, []customer.Tiered{{a, "E"}})
			return err
		})
		if err == nil {
			t.Error("tier E was set")
		}
		// Acts change nothing about it.
		x.acted(t, customer.Act{b, day(0), customer.ActOrder, 1})
		x.fold(t)
		if s := x.standing(t, b); s.Tier != "D" || s.Ladder.Word.Code != "buyer" {
			t.Errorf("%+v", s)
		}
	})
}
