package customer_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

func TestTheTimelineKeepsOtherStoresOut(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		i := x.one(t, 1, customer.Card{Keys: keys("account@s", "a"), Store: 1, Staff: 11})
		x.touch(t, customer.Touch{CustomerID: i, Kind: "order", At: 3, StoreID: 2}, customer.Touch{CustomerID: i, Kind: "order", At: 2, StoreID: 1, StaffID: 11},
			customer.Touch{CustomerID: i, Kind: "view", At: 1})
		for scope, want := range map[org.ScopeKind]int{org.ScopeAll: 3, org.ScopeStore: 2, org.ScopeOwn: 2} {
			got, err := x.Timeline(org.As(t.Context(), org.Actor{Kind: org.ActorStaff, Role: org.RoleStore, Scope: scope, Store: 1, Staff: 11}), i, nil, 0)
			if err != nil || len(got) != want {
				t.Errorf("%s sees %d touches, %v; want %d", scope, len(got), err, want)
			}
		}
	})
}

func TestNobodyIsAssignedToWhatDoesNotExist(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		i := x.one(t, 1, customer.Card{Keys: keys("account@s", "a")})
		if err := x.Assign(x.owner, i, 0, 77, 0); !errors.Is(err, org.ErrNoStore) {
			t.Errorf("a store that does not exist: %v", err)
		}
		if err := x.Assign(x.owner, i, 0, 0, 88); !errors.Is(err, org.ErrNoStaff) {
			t.Errorf("a person who does not exist: %v", err)
		}
	})
}

// TestWritingBesideAnImport: a remark written while an import fills in the store loses neither.
func TestWritingBesideAnImport(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		for n := range 40 {
			key := keys("account@s", fmt.Sprint(n))
			i := x.one(t, 0, customer.Card{Keys: key})
			together(func() { must(t, x.SetRemark(x.owner, i, 0, "loyal")) },
				func() { x.one(t, 1, customer.Card{Keys: key, Store: 7, Channel: "shop"}) })
		}
		n, err := db.One[int64](x.owner, x.Read(), `SELECT COUNT(*) FROM customer WHERE store_id = 7 AND remark = 'loyal'`)
		if err != nil || n != 40 {
			t.Errorf("%d of 40 have both, %v", n, err)
		}
	})
}

// TestNothingIsAddedToTheErased: who is erased while others merge, tag and hear them leaves nothing behind.
func TestNothingIsAddedToTheErased(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		for n := range 30 {
			i := x.one(t, 0, customer.Card{Keys: keys("account@s", fmt.Sprint("a", n)), Name: "赵小棠"})
			other := x.one(t, 0, customer.Card{Keys: keys("account@s", fmt.Sprint("b", n)), Name: "赵小棠"})
			allowed := func(err error) {
				if err != nil && !errors.Is(err, customer.ErrErased) && !errors.Is(err, db.ErrBusy) {
					t.Error(err)
				}
			}
			together(func() { allowed(customer.New(x.DB, newBus(x.Fixture)).Erase(x.owner, i)) },
				func() { allowed(x.Tag(x.owner, []customer.ID{i}, []string{fmt.Sprint("vip-zhao", n)})) },
				func() { allowed(x.Consent(x.owner, i, customer.Consent{Channel: "sms", Evidence: "赵小棠"})) },
				func() { allowed(x.Merge(x.owner, other, i, "赵小棠")) })
		}
		for what, query := range map[string]string{
			"tags":     `SELECT COUNT(*) FROM customer_tagging g JOIN customer c ON c.id = g.customer_id WHERE c.erased_at <> 0`,
			"consents": `SELECT COUNT(*) FROM customer_consent g JOIN customer c ON c.id = g.customer_id WHERE c.erased_at <> 0 AND g.evidence <> ''`,
			"merged":   `SELECT COUNT(*) FROM customer_alias a JOIN customer c ON c.id = a.to_id JOIN customer o ON o.id = a.from_id WHERE c.erased_at <> 0 AND o.erased_at = 0`,
		} {
			if n, err := db.One[int64](x.owner, x.Read(), query); err != nil || n != 0 {
				t.Errorf("%d %s of the erased, %v", n, what, err)
			}
		}
	})
}

// TestTagsSurviveTheirLastWearer: a tag given to one person while its only other wearer is erased.
func TestTagsSurviveTheirLastWearer(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		for n := range 30 {
			name := fmt.Sprint("tea", n)
			a := x.one(t, 0, customer.Card{Keys: keys("account@s", fmt.Sprint("a", n)), Tags: []string{name}})
			b := keys("account@s", fmt.Sprint("b", n))
			together(func() { _ = x.Erase(x.owner, a) }, func() { x.one(t, 1, customer.Card{Keys: b, Tags: []string{name}}) })
		}
		n, err := db.One[int64](x.owner, x.Read(), `SELECT COUNT(*) FROM customer_tagging g JOIN customer_tag t ON t.id = g.tag_id`)
		if err != nil || n != 30 {
			t.Errorf("%d of 30 tags are there, %v", n, err)
		}
	})
}

func together(fs ...func()) {
	var all sync.WaitGroup
	for _, f := range fs {
		all.Go(f)
	}
	all.Wait()
}
