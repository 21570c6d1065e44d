package customer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// verbs calls every verb on person i; the permission is what the verb asks for.
func (x fixture) verbs(i, other customer.ID) map[string]struct {
	needs org.Permission
	call  func(ctx context.Context) error
} {
	type verb = struct {
		needs org.Permission
		call  func(ctx context.Context) error
	}
	return map[string]verb{
		"list":     {org.CustomerRead, func(ctx context.Context) error { _, err := x.List(ctx, customer.Filter{}); return err }},
		"search":   {org.CustomerRead, func(ctx context.Context) error { _, err := x.Search(ctx, "x", 0, 0); return err }},
		"tags":     {org.CustomerRead, func(ctx context.Context) error { _, err := x.Tags(ctx); return err }},
		"twins":    {org.CustomerRead, func(ctx context.Context) error { _, err := x.Twins(ctx, nil, 0); return err }},
		"get":      {org.CustomerRead, func(ctx context.Context) error { _, err := x.Get(ctx, i); return err }},
		"timeline": {org.CustomerRead, func(ctx context.Context) error { _, err := x.Timeline(ctx, i, nil, 0); return err }},
		"reveal":   {org.PhoneReveal, func(ctx context.Context) error { _, err := x.Reveal(ctx, i); return err }},
		"export":   {org.CustomerExport, func(ctx context.Context) error { _, err := x.Export(ctx, i); return err }},
		"rename":   {org.CustomerEdit, func(ctx context.Context) error { return x.Rename(ctx, i, 0, "x") }},
		"remark":   {org.CustomerEdit, func(ctx context.Context) error { return x.SetRemark(ctx, i, 0, "x") }},
		"assign":   {org.CustomerEdit, func(ctx context.Context) error { return x.Assign(ctx, i, 0, 2, 0) }},
		"tag":      {org.CustomerEdit, func(ctx context.Context) error { return x.Tag(ctx, []customer.ID{i}, []string{"x"}) }},
		"untag":    {org.CustomerEdit, func(ctx context.Context) error { return x.Untag(ctx, []customer.ID{i}, []string{"x"}) }},
		"consent":  {org.CustomerEdit, func(ctx context.Context) error { return x.Consent(ctx, i, customer.Consent{Channel: "sms"}) }},
		"merge":    {org.CustomerEdit, func(ctx context.Context) error { return x.Merge(ctx, i, other, "") }},
		"unmerge":  {org.CustomerEdit, func(ctx context.Context) error { return x.Unmerge(ctx, i) }},
		"standing": {org.CustomerRead, func(ctx context.Context) error { _, err := x.Standing(ctx, i); return err }},
		"board":    {org.CustomerRead, func(ctx context.Context) error { _, err := x.Board(ctx); return err }},
		"seeds":    {org.CustomerRead, func(ctx context.Context) error { _, err := x.Seeds(ctx, "", 0); return err }},
		"rules":    {org.CustomerRead, func(ctx context.Context) error { _, err := x.Rules(ctx); return err }},
		"setrules": {org.SettingEdit, func(ctx context.Context) error { return x.SetRules(ctx, customer.DefaultRules()) }},
		"climb":    {org.CustomerEdit, func(ctx context.Context) error { return x.Climb(ctx, i, customer.LevelBuyer, "x", false) }},
		"pin":      {org.CustomerEdit, func(ctx context.Context) error { return x.Pin(ctx, i, "x") }},
		"unpin":    {org.CustomerEdit, func(ctx context.Context) error { return x.Unpin(ctx, i, "x") }},
		"invite":   {org.CustomerEdit, func(ctx context.Context) error { return x.Invite(ctx, i, "x") }},
		"train":    {org.CustomerEdit, func(ctx context.Context) error { return x.Train(ctx, i, "x") }},
		"activate": {org.CustomerEdit, func(ctx context.Context) error { return x.Activate(ctx, i, "x") }},
		"retire":   {org.CustomerEdit, func(ctx context.Context) error { return x.Retire(ctx, i, "x") }},
		"erase":    {org.CustomerErase, func(ctx context.Context) error { return x.Erase(ctx, i) }},
	}
}

func TestEveryVerbRefusesTheWrongRole(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		i := x.one(t, 1, customer.Card{Keys: keys("account@s", "a")})
		before := x.dump(t)
		for name, v := range x.verbs(i, i) {
			if err := v.call(t.Context()); !errors.Is(err, org.ErrUnauthenticated) {
				t.Errorf("%s by nobody: %v", name, err)
			}
			for _, role := range []org.Role{org.RoleOwner, org.RoleAdmin, org.RoleOperator, org.RoleStore, org.RoleReader, "intern"} {
				if role.May(v.needs) {
					continue
				}
				err := v.call(org.As(t.Context(), org.Actor{Kind: org.ActorStaff, Role: role, Scope: org.ScopeAll}))
				if !errors.Is(err, org.ErrDenied) {
					t.Errorf("%s by %s: %v", name, role, err)
				}
			}
		}
		if d := cmp.Diff(before, x.dump(t)); d != "" {
			t.Error(d)
		}
	})
}

func TestStoreStaffSeeTheirStoreOnly(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		mine := x.one(t, 1, customer.Card{Keys: keys("account@s", "a"), Name: "甲", Store: 1, Staff: 11, Tags: []string{"vip", "mine"}})
		theirs := x.one(t, 1, customer.Card{Keys: keys("account@s", "b", "phone", "13700000001"), Name: "甲", Store: 2, Tags: []string{"vip", "theirs"}})
		x.one(t, 1, customer.Card{Keys: keys("unionid", "u")})
		x.one(t, 1, customer.Card{Keys: keys("unionid", "u", "account@s", "b")}) // a twin of theirs
		for _, a := range []org.Actor{
			{Kind: org.ActorStaff, Role: org.RoleOperator, Scope: org.ScopeStore, Store: 1},
			{Kind: org.ActorStaff, Role: org.RoleOperator, Scope: org.ScopeOwn, Staff: 11, Store: 1},
		} {
			ctx := org.As(t.Context(), a)
			for _, f := range []customer.Filter{{}, {Query: "甲"}, {Lost: true}, {Query: "甲", Limit: 1}} {
				p, err := x.List(ctx, f)
				must(t, err)
				if len(p.People) != 1 || p.People[0].ID != mine || p.Total != 1 || p.Next != 0 {
					t.Errorf("%s %+v: %+v", a.Scope, f, p)
				}
			}
			for _, f := range []customer.Filter{{Store: 2}, {Query: "13700000001"}, {Query: "0001"}} {
				if got := x.ids(t, ctx, f); len(got) != 0 {
					t.Errorf("%s %+v: %v", a.Scope, f, got)
				}
			}
			tags, err := x.Tags(ctx)
			must(t, err)
			if len(tags) != 2 || tags[0].Name != "mine" || tags[1].People != 1 {
				t.Errorf("%s tags %+v", a.Scope, tags)
			}
			if twins, err := x.Twins(ctx, nil, 0); err != nil || len(twins) != 0 {
				t.Errorf("%s twins %v %v", a.Scope, twins, err)
			}
			before := x.dump(t)
			for name, v := range x.verbs(theirs, mine) {
				if slices.Contains([]string{"list", "search", "tags", "twins", "erase", "board", "seeds", "rules", "setrules"}, name) {
					continue
				}
				if err := v.call(ctx); fault.Of(err).Code != "scope.denied" || fault.Of(err).Kind != fault.Denied {
					t.Errorf("%s %s: %v", a.Scope, name, err)
				}
			}
			if err := x.Merge(ctx, mine, theirs, ""); !errors.Is(err, org.ErrScope) {
				t.Errorf("merged into another store: %v", err)
			}
			if err := x.Assign(ctx, mine, 0, 2, 11); !errors.Is(err, org.ErrScope) {
				t.Errorf("given away: %v", err)
			}
			if d := cmp.Diff(before, x.dump(t)); d != "" {
				t.Error(d)
			}
		}
	})
}

func TestIdentitiesAreMaskedAndRevealingIsAudited(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		i := x.one(t, 1, customer.Card{Keys: keys("phone", "13812345678")})
		p, err := x.Get(x.owner, i)
		must(t, err)
		if p.Identities[0].Value != "138****5678" {
			t.Errorf("masked: %s", p.Identities[0].Value)
		}
		p, err = x.Reveal(x.owner, i)
		must(t, err)
		if p.Identities[0].Value != "13812345678" {
			t.Errorf("revealed: %s", p.Identities[0].Value)
		}
		h, err := x.Export(x.owner, i)
		must(t, err)
		text, err := json.Marshal(h)
		if err != nil || !bytes.Contains(text, []byte("13812345678")) {
			t.Errorf("export: %s %v", text, err)
		}
		verbs, err := db.All[string](x.owner, x.Read(), `SELECT verb FROM org_audit ORDER BY id`)
		if d := cmp.Diff([]string{"customer.reveal", "customer.export"}, verbs); err != nil || d != "" {
			t.Error(d, err)
		}
	})
}

func TestErasingLeavesTheFactsAndNoPerson(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		// Two hundred others around them, so that pages split and rows move.
		crowd := func(from int) (cards []customer.Card) {
			for n := range 200 {
				cards = append(cards, customer.Card{Keys: keys("account@s", fmt.Sprint("crowd", from+n)), Name: fmt.Sprint("路人", from+n)})
			}
			return cards
		}
		x.resolve(t, 1, crowd(0)...)
		card := customer.Card{Keys: keys("phone", "13987654321", "account@s", "ACC-ZQX-77", "unionid", "UNION-ZQX"), Name: "欧阳震华", Tags: []string{"t"},
			Consents: []customer.Consent{{Channel: "sms", Agreed: true, Evidence: "欧阳震华亲口同意"}}}
		i := x.one(t, 1, card)
		also := x.one(t, 1, customer.Card{Keys: keys("account@s", "ACC-ZQX-88"), Name: "Zephyrine Quixote"})
		x.resolve(t, 1, crowd(1000)...)
		must(t, x.SetRemark(x.owner, i, 0, "欧阳震华家住 ZQX 路"))
		must(t, x.Rename(x.owner, i, 1, "欧阳震华 Zephyrine"))
		must(t, x.Climb(x.owner, i, customer.LevelBuyer, "欧阳震华常来", false))
		must(t, x.Invite(x.owner, also, "Zephyrine 会写"))
		must(t, x.Merge(x.owner, also, i, "Zephyrine 说是同一人"))
		x.tx(t, func(ctx context.Context, tx *db.Tx) error {
			_, err := customer.TouchAll(ctx, tx, []customer.Touch{{CustomerID: i, Kind: "vote", At: 1}, {CustomerID: also, Kind: "vote", At: 1}})
			return err
		})
		var hooked []customer.ID
		s := customer.New(x.DB, newBus(x.Fixture), func(_ context.Context, _ *db.Tx, people []customer.ID) error { hooked = people; return nil })
		must(t, s.Erase(x.owner, also)) // asked for by an alias: the whole person goes
		must(t, s.Erase(x.owner, i))    // again: nothing to do
		if d := cmp.Diff([]customer.ID{i, also}, hooked); d != "" {
			t.Error(d)
		}
		x.noTrace(t, "欧阳震华", "震华", "13987654321", "ACC-ZQX", "UNION-ZQX", "Zephyrine", "zephyrine", "ZQX")
		counts := map[string]int64{"customer": 402, "customer_touch": 2, "customer_consent": 1, "customer_act_day": 2, "customer_standing": 0, "customer_move": 2}
		for table, want := range counts {
			if n, err := db.One[int64](x.owner, x.Read(), `SELECT COUNT(*) FROM `+table); err != nil || n != want {
				t.Errorf("%s: %d rows, want %d, %v", table, n, want, err)
			}
		}
		if err := s.Rename(x.owner, i, 3, "back"); !errors.Is(err, customer.ErrErased) {
			t.Errorf("renamed: %v", err)
		}
		if out, err := customer.MayReach(x.owner, x.Read(), []customer.ID{i, also}, "sms", ""); err != nil || !out[i] || !out[also] {
			t.Errorf("reachable: %v %v", out, err)
		}
		if again := x.resolve(t, 2, card)[0]; !again.Fresh || again.ID == i {
			t.Error("the erased person was recognised")
		}
		x.clean(t)
	})
}

// noTrace fails if any of words stands in the room's rows or, on SQLite, in the bytes of the file or its journal.
func (x fixture) noTrace(t *testing.T, words ...string) {
	t.Helper()
	text := strings.Join(x.dump(t), "\n")
	if x.Path() != "" {
		for _, suffix := range []string{"", "-wal", "-shm"} {
			raw, err := os.ReadFile(x.Path() + suffix)
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			text += string(raw)
		}
	}
	audit, err := db.All[string](x.owner, x.Read(), `SELECT before || after FROM org_audit`)
	must(t, err)
	text += strings.Join(audit, "\n")
	for _, w := range words {
		if strings.Contains(text, w) {
			t.Errorf("%q is still there", w)
		}
	}
}
