package customer_test

import (
	"errors"
	"testing"

	"qunli/customer"
	"qunli/kit/fault"
	"qunli/org"
)

func TestNamesForLists(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		one := x.one(t, 0, customer.Card{Keys: keys("account@s", "a"), Name: "甲", Store: 1})
		two := x.one(t, 0, customer.Card{Keys: keys("account@s", "b"), Name: "乙", Store: 2})
		merged := x.one(t, 0, customer.Card{Keys: keys("account@s", "c"), Name: "丙", Store: 1})
		gone := x.one(t, 0, customer.Card{Keys: keys("account@s", "d"), Name: "丁", Store: 1})
		if err := errors.Join(x.Merge(x.owner, merged, one, ""), x.Erase(x.owner, gone)); err != nil {
			t.Fatal(err)
		}
		all := []customer.ID{one, two, merged, gone, 7}
		got, err := x.Names(x.owner, all)
		if err != nil || len(got) != 3 || got[one] != "甲" || got[two] != "乙" || got[merged] != "甲" {
			t.Errorf("%v %v", got, err)
		}
		clerk := org.As(t.Context(), org.Actor{Kind: org.ActorStaff, Role: org.RoleStore, Scope: org.ScopeStore, Store: 1})
		if got, err = x.Names(clerk, all); err != nil || len(got) != 2 || got[one] != "甲" || got[merged] != "甲" {
			t.Errorf("a store sees %v %v", got, err)
		}
		if _, err = x.Names(org.As(t.Context(), org.Actor{Role: "root", Scope: org.ScopeAll}), all); fault.Of(err).Code != org.ErrDenied.Code {
			t.Errorf("without permission: %v", err)
		}
	})
}
