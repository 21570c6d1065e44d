package ledger_test

import (
	"context"
	"errors"
	"io/fs"
	"sync"
	"testing"

	"qunli/kit/db"
	"qunli/kit/ledger"
	"qunli/kit/money"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func cash() ledger.Account          { return ledger.Account{Kind: "cash"} }
func owed(of int64) ledger.Account  { return ledger.Account{Kind: "owed", Of: of, Bound: true} }
func spent(of int64) ledger.Account { return ledger.Account{Kind: "spent", Of: of} }

func each(t *testing.T, f func(t *testing.T, d dbtest.Fixture)) {
	dbtest.Each(t, []fs.FS{ledger.Schema}, f)
}

func post(t *testing.T, d dbtest.Fixture, entries ...ledger.Entry) (n int64, err error) {
	t.Helper()
	err = d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		n, err = ledger.Post(ctx, tx, entries...)
		return err
	})
	return n, err
}

func held(t *testing.T, d dbtest.Fixture, a ledger.Account) money.Fen {
	t.Helper()
	b, err := ledger.Of(t.Context(), d.Read(), a)
	if err != nil {
		t.Fatal(err)
	}
	return b.Held()
}

func sound(t *testing.T, d dbtest.Fixture) {
	t.Helper()
	if found, err := ledger.Check(t.Context(), d.Read()); err != nil || len(found) > 0 {
		t.Errorf("%v, %v", found, err)
	}
	sums, total := map[string]money.Fen{}, money.Fen(0)
	err := ledger.Each(t.Context(), d.Read(), func(x ledger.Transfer) error {
		sums[x.DebitKind] -= x.Amount
		sums[x.CreditKind] += x.Amount
		total = 0
		for _, s := range sums {
			total += s
		}
		if total != 0 || sums["owed"] < 0 {
			t.Errorf("after %s: %v", x.ID, sums)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestACauseIsPostedOnce(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		first := ledger.Entry{Debit: cash(), Credit: owed(1), Amount: 100, Cause: "a", CauseID: 1}
		second := ledger.Entry{Debit: owed(1), Credit: spent(1), Amount: 40, Cause: "b", CauseID: 1}
		for i, want := range []int64{1, 1, 0} {
			entries := []ledger.Entry{first}
			if i > 0 {
				entries = []ledger.Entry{first, second}
			}
			if n, err := post(t, d, entries...); n != want || err != nil {
				t.Errorf("post %d: %d new, %v", i, n, err)
			}
		}
		if got := held(t, d, owed(1)); got != 60 {
			t.Errorf("%d fen owed, want 60", got)
		}
		sound(t, d)
	})
}

func TestABoundAccountIsNotOverdrawn(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		if _, err := post(t, d, ledger.Entry{Debit: cash(), Credit: owed(1), Amount: 100, Cause: "a", CauseID: 1}); err != nil {
			t.Fatal(err)
		}
		_, err := post(t, d, ledger.Entry{Debit: owed(1), Credit: cash(), Amount: 101, Cause: "b", CauseID: 1})
		if !errors.Is(err, ledger.ErrOverdrawn) {
			t.Errorf("overdrawn: %v", err)
		}
		if _, err = post(t, d, ledger.Entry{Debit: cash(), Credit: owed(1), Amount: 0, Cause: "c", CauseID: 1}); !errors.Is(err, ledger.ErrAmount) {
			t.Errorf("nothing: %v", err)
		}
		if got := held(t, d, owed(1)); got != 100 {
			t.Errorf("%d fen owed, want 100", got)
		}
		sound(t, d)
	})
}

// Many pay out of one account at once: as many as it can bear.
func TestOnlyAsMuchIsTakenAsIsThere(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		if _, err := post(t, d, ledger.Entry{Debit: cash(), Credit: owed(7), Amount: 50, Cause: "a", CauseID: 1}); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		paid := 0
		for i := range 20 {
			all.Go(func() {
				_, err := post(t, d, ledger.Entry{Debit: owed(7), Credit: cash(), Amount: 5, Cause: "b", CauseID: int64(i)})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					paid++
				} else if !errors.Is(err, ledger.ErrOverdrawn) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if paid != 10 || held(t, d, owed(7)) != 0 {
			t.Errorf("%d paid, %d left", paid, held(t, d, owed(7)))
		}
		sound(t, d)
	})
}

func TestCheckSeesAWrongBalance(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		if _, err := post(t, d, ledger.Entry{Debit: cash(), Credit: owed(1), Amount: 100, Cause: "a", CauseID: 1}); err != nil {
			t.Fatal(err)
		}
		err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `UPDATE ledger_balance SET debits = 101 WHERE kind = 'owed'`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		found, err := ledger.Check(t.Context(), d.Read())
		if err != nil || len(found) != 3 { // the balance, the bound, the two sides
			t.Errorf("%v, %v", found, err)
		}
	})
}
