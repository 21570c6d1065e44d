package customer_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/customer"
	"qunli/kit/db"
)

// undo forgets an import, few rows at a time, and gives how many calls it took.
func (x fixture) undo(t *testing.T, importID int64, limit int, keep customer.Keep) (calls int) {
	t.Helper()
	for more := true; more; calls++ {
		x.tx(t, func(ctx context.Context, tx *db.Tx) (err error) {
			more, err = customer.ForgetImport(ctx, tx, importID, limit, keep)
			return err
		})
		if calls > 500 {
			t.Fatal("the undo does not end")
		}
	}
	return calls
}

func (x fixture) touch(t *testing.T, touches ...customer.Touch) (added int64) {
	t.Helper()
	x.tx(t, func(ctx context.Context, tx *db.Tx) (err error) {
		added, err = customer.TouchAll(ctx, tx, touches)
		return err
	})
	return added
}

func importA() []customer.Card {
	return []customer.Card{
		{Keys: keys("account@s", "1"), Name: "甲", Tags: []string{"vip"}, Consents: []customer.Consent{{Channel: "sms", Agreed: true, At: 1}}},
		{Keys: keys("account@s", "2", "phone", "13800000002")},
		{Keys: keys("account@s", "3")},
	}
}

func importB() []customer.Card {
	return []customer.Card{
		{Keys: keys("account@s", "1", "phone", "13800000001"), Tags: []string{"vip", "b"}, Store: 4},
		{Keys: keys("account@s", "2"), Name: "乙", Consents: []customer.Consent{{Channel: "sms", At: 2}}},
		{Keys: keys("account@s", "9"), Name: "丙"},
		{Keys: keys("account@s", "9", "phone", "13800000002")},
	}
}

func TestUndoingTheLastImportRestoresWhatWasBefore(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		x.resolve(t, 1, importA()...)
		first := x.resolve(t, 1, importA()...)[0].ID
		x.touch(t, customer.Touch{CustomerID: first, Kind: "view", At: 1, Ref: "r1", ImportID: 1})
		before := x.dump(t)
		x.resolve(t, 2, importB()...)
		if n := x.touch(t, customer.Touch{CustomerID: first, Kind: "view", At: 1, Ref: "r1", ImportID: 2}, customer.Touch{CustomerID: first, Kind: "view", At: 2, Ref: "r2", ImportID: 2}); n != 1 {
			t.Errorf("%d touches added, want 1", n)
		}
		x.clean(t)
		if calls := x.undo(t, 2, 2, nil); calls < 3 {
			t.Errorf("not in pieces: %d calls", calls)
		}
		if d := cmp.Diff(before, x.dump(t)); d != "" {
			t.Error(d)
		}
		x.clean(t)
		x.undo(t, 1, 100, nil)
		if left := x.dump(t); len(left) != 0 {
			t.Errorf("left over: %q", left)
		}
	})
}

func TestUndoLeavesWhatAnotherImportBroughtAsWell(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		a := x.resolve(t, 1, importA()...)
		x.touch(t, customer.Touch{CustomerID: a[0].ID, Kind: "view", At: 1, Ref: "r1", ImportID: 1})
		x.resolve(t, 2, importB()...)
		x.touch(t, customer.Touch{CustomerID: a[0].ID, Kind: "view", At: 1, Ref: "r1", ImportID: 2})
		x.undo(t, 1, 3, nil)
		x.clean(t)
		got := x.ids(t, x.owner, customer.Filter{})
		if len(got) != 3 || slices.Contains(got, a[2].ID) {
			t.Errorf("people %v: want the two of both files and the one of the second", got)
		}
		p, err := x.Get(x.owner, a[0].ID)
		must(t, err)
		if len(p.Identities) != 2 || len(p.Tags) != 2 {
			t.Errorf("%+v", p)
		}
		if line, err := x.Timeline(x.owner, a[0].ID, nil, 0); err != nil || len(line) != 1 || line[0].ImportID != 2 {
			t.Errorf("timeline %+v %v", line, err)
		}
		x.undo(t, 2, 100, nil)
		if left := x.dump(t); len(left) != 0 {
			t.Errorf("left over: %q", left)
		}
	})
}

func TestUndoKeepsThoseNeededElsewhere(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		a := x.resolve(t, 1, importA()...)
		x.undo(t, 1, 1, func(_ context.Context, _ *db.Tx, people []customer.ID) (map[customer.ID]bool, error) {
			return map[customer.ID]bool{a[1].ID: true}, nil
		})
		if got := x.ids(t, x.owner, customer.Filter{}); !slices.Equal(got, []customer.ID{a[1].ID}) {
			t.Errorf("kept %v", got)
		}
		if again := x.resolve(t, 2, importA()[1])[0]; again.ID != a[1].ID || again.Changed {
			t.Errorf("no longer recognised: %+v", again)
		}
		x.clean(t)
	})
}

func TestWhatStandsOnAnImportIsListed(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		var cards []customer.Card
		for _, n := range []string{"0", "1", "2", "3", "4", "5", "6", "7"} {
			cards = append(cards, customer.Card{Keys: keys("account@s", n), Tags: []string{"imported"}})
		}
		r := x.resolve(t, 1, cards...)
		none, err := customer.ImportDependents(x.owner, x.Read(), 1)
		if err != nil || len(none) != 0 {
			t.Errorf("%v %v", none, err)
		}
		must(t, x.Rename(x.owner, r[0].ID, 0, "x"))
		must(t, x.Tag(x.owner, []customer.ID{r[1].ID}, []string{"hand"}))
		must(t, x.Consent(x.owner, r[2].ID, customer.Consent{Channel: "sms"}))
		must(t, x.Merge(x.owner, r[3].ID, r[4].ID, ""))
		x.touch(t, customer.Touch{CustomerID: r[5].ID, Kind: "view", At: 1})
		must(t, x.Rename(x.owner, r[6].ID, 0, "y"))
		x.resolve(t, 2, cards[6]) // brought by another as well: stays whatever happens
		got, err := customer.ImportDependents(x.owner, x.Read(), 1)
		must(t, err)
		var list [][2]string
		for _, d := range got {
			list = append(list, [2]string{d.Kind, d.ID})
			if d.Zh == "" || d.En == "" {
				t.Errorf("%+v says nothing", d)
			}
		}
		want := [][2]string{{"customer", r[0].ID.String()}, {"tag", r[1].ID.String()}, {"consent", r[2].ID.String()},
			{"merge", r[3].ID.String()}, {"merge", r[4].ID.String()}, {"touch", r[5].ID.String()}}
		if d := cmp.Diff(want, list); d != "" {
			t.Error(d)
		}
	})
}
