package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/id"
	"qunli/kit/money"
)

type idKind struct{}

func (idKind) Prefix() string { return "ltr" }

// ID is the id of a transfer. Transfers sort by it as they were posted.
type ID = id.Of[idKind]

// Account is one side of a transfer: a kind of account, and whose.
type Account struct {
	Kind  string
	Of    int64 // 0: there is one of the kind
	Bound bool  // it never holds less than nothing; the same for all accounts of a kind
}

// Entry is a transfer as it is asked for.
type Entry struct {
	Debit, Credit Account
	Amount        money.Fen // above 0
	Cause         string    // what it is for, "room.what"
	CauseID       int64     // with Cause the natural key
}

// Transfer is a row of the book.
type Transfer struct {
	ID         ID
	DebitKind  string
	DebitOf    int64
	CreditKind string
	CreditOf   int64
	Amount     money.Fen
	CauseKind  string
	CauseID    int64
	At         int64 // unix ms
}

const transferColumns = `id, debit_kind, debit_of, credit_kind, credit_of, amount, cause_kind, cause_id, at`

// The refusals of Post.
var (
	ErrOverdrawn = fault.New(fault.Exhausted, "ledger.overdrawn", "账户 %s 的余额不够：账上最多只能减到零",
		"The account %s holds too little: it cannot fall below nothing")
	ErrAmount = fault.New(fault.Invalid, "ledger.amount", "记账金额 %d 应大于零", "The amount posted, %d, is above zero")
)

// Post enters transfers, in the caller's transaction, and gives how many were new: one whose cause is in the book already is left
// out, whatever its amount. ErrOverdrawn must end the transaction.
func Post(ctx context.Context, tx *db.Tx, entries ...Entry) (int64, error) {
	rows, ids := make([]Transfer, len(entries)), tx.NewIDs(len(entries))
	for i, e := range entries {
		if e.Amount <= 0 {
			return 0, ErrAmount.F(int64(e.Amount))
		}
		rows[i] = Transfer{ID(ids[i]), e.Debit.Kind, e.Debit.Of, e.Credit.Kind, e.Credit.Of, e.Amount, e.Cause, e.CauseID, tx.Now}
	}
	n, err := db.Insert(ctx, tx, "ledger_transfer", rows, `ON CONFLICT (cause_id, cause_kind) DO NOTHING`)
	if err != nil || n == 0 {
		return 0, err
	}
	if n < int64(len(rows)) {
		if entries, err = entered(ctx, tx, entries, rows); err != nil {
			return 0, err
		}
	}
	return n, fold(ctx, tx, entries)
}

// entered keeps the entries whose rows are in the book.
func entered(ctx context.Context, tx *db.Tx, entries []Entry, rows []Transfer) ([]Entry, error) {
	ids := make([]ID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	in := map[ID]bool{}
	err := db.Lists(tx, ids, func(part []ID) error {
		c := db.Where("").In("id", part)
		return db.Each(ctx, tx, func(i ID) error { in[i] = true; return nil }, `SELECT id FROM ledger_transfer WHERE `+c.SQL(), c.Args()...)
	})
	var out []Entry
	for i, r := range rows {
		if in[r.ID] {
			out = append(out, entries[i])
		}
	}
	return out, err
}

// Balance is what the book gives for one account.
type Balance struct {
	Kind    string
	OfID    int64
	Bound   bool
	Debits  money.Fen
	Credits money.Fen
}

// Held is what the account holds: its credits less its debits.
func (b Balance) Held() money.Fen { return b.Credits - b.Debits }

// fold adds entries to the balances, in one order for all who post, and refuses to overdraw.
func fold(ctx context.Context, tx *db.Tx, entries []Entry) error {
	sums := map[key]*Balance{}
	at := func(a Account) *Balance {
		k := key{a.Kind, a.Of}
		if sums[k] == nil {
			sums[k] = &Balance{Kind: a.Kind, OfID: a.Of, Bound: a.Bound}
		}
		return sums[k]
	}
	for _, e := range entries {
		at(e.Debit).Debits += e.Amount
		at(e.Credit).Credits += e.Amount
	}
	rows, bound := make([]Balance, 0, len(sums)), []key{}
	for k, b := range sums {
		rows = append(rows, *b)
		if b.Bound && b.Debits > 0 {
			bound = append(bound, k)
		}
	}
	slices.SortFunc(rows, func(a, b Balance) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.OfID, b.OfID)) })
	_, err := db.Insert(ctx, tx, "ledger_balance", rows, `ON CONFLICT (kind, of_id) DO UPDATE SET
		debits = ledger_balance.debits + excluded.debits, credits = ledger_balance.credits + excluded.credits`)
	if err != nil || len(bound) == 0 {
		return err
	}
	c := db.Where("bound AND debits > credits").InRows("kind, of_id", bound)
	over, err := db.All[string](ctx, tx, `SELECT kind FROM ledger_balance WHERE `+c.SQL()+` LIMIT 1`, c.Args()...)
	if err == nil && len(over) > 0 {
		err = ErrOverdrawn.F(over[0])
	}
	return err
}

type key struct {
	Kind string
	OfID int64
}

// Of gives the balance of one account; nothing was ever posted to it: all zero.
func Of(ctx context.Context, q db.Q, a Account) (Balance, error) {
	all, err := db.All[Balance](ctx, q, `SELECT kind, of_id, bound, debits, credits FROM ledger_balance WHERE kind = $1 AND of_id = $2`, a.Kind, a.Of)
	if err != nil || len(all) == 0 {
		return Balance{Kind: a.Kind, OfID: a.Of, Bound: a.Bound}, err
	}
	return all[0], nil
}

// Trial gives the sums of all accounts of each kind, by kind: the trial balance. Their debits together are their credits together.
func Trial(ctx context.Context, q db.Q) ([]Balance, error) {
	return db.All[Balance](ctx, q, `SELECT kind, CAST(0 AS BIGINT) AS of_id, MAX(CASE WHEN bound THEN 1 ELSE 0 END) = 1 AS bound,
		CAST(SUM(debits) AS BIGINT) AS debits, CAST(SUM(credits) AS BIGINT) AS credits FROM ledger_balance GROUP BY kind ORDER BY kind`)
}

// Each gives every row of the book to f, in the order in which they were posted.
func Each(ctx context.Context, q db.Q, f func(Transfer) error) error {
	return db.Each(ctx, q, f, `SELECT `+transferColumns+` FROM ledger_transfer ORDER BY id`)
}

// Posted gives the rows of some causes, by (cause, its id), to compare them with the facts they stand for.
func Posted(ctx context.Context, q db.Q, causes ...string) (map[string]Transfer, error) {
	out := map[string]Transfer{}
	c := db.Where("").In("cause_kind", causes)
	return out, db.Each(ctx, q, func(t Transfer) error { out[CauseKey(t.CauseKind, t.CauseID)] = t; return nil },
		`SELECT `+transferColumns+` FROM ledger_transfer WHERE `+c.SQL(), c.Args()...)
}

// CauseKey is how Posted names a cause.
func CauseKey(cause string, id int64) string { return fmt.Sprintf("%s|%d", cause, id) }

// Check rebuilds the balances from the rows and gives what differs, what is overdrawn, and whether the two sides differ.
func Check(ctx context.Context, q db.Q) ([]db.Difference, error) {
	const account, sums = `kind || '|' || CAST(of_id AS TEXT)`, `CAST(debits AS TEXT) || '|' || CAST(credits AS TEXT)`
	return db.CompareAll(ctx, q, []db.Comparison{
		{Table: "ledger_balance", Stored: `SELECT ` + account + ` AS k, ` + sums + ` AS v FROM ledger_balance`,
			Rebuilt: `SELECT ` + account + ` AS k, ` + sums + ` AS v FROM (SELECT kind, of_id, CAST(SUM(debit) AS BIGINT) AS debits, CAST(SUM(credit) AS BIGINT) AS credits FROM (
				SELECT debit_kind AS kind, debit_of AS of_id, amount AS debit, 0 AS credit FROM ledger_transfer
				UNION ALL SELECT credit_kind, credit_of, 0, amount FROM ledger_transfer) AS legs GROUP BY kind, of_id) AS r`},
		{Table: "ledger_balance.bound", Stored: `SELECT '' AS k, '' AS v WHERE FALSE`,
			Rebuilt: `SELECT ` + account + ` AS k, 'overdrawn' AS v FROM ledger_balance WHERE bound AND debits > credits`},
		{Table: "ledger.trial", Stored: `SELECT 'debits' AS k, CAST(COALESCE(SUM(debits), 0) AS TEXT) AS v FROM ledger_balance`,
			Rebuilt: `SELECT 'debits' AS k, CAST(COALESCE(SUM(credits), 0) AS TEXT) AS v FROM ledger_balance`},
	})
}
