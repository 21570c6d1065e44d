package intake

import (
	"context"

	"qunli/commerce"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/money"
)

// spendRow is one line of an advertising bill.
type spendRow struct {
	spend commerce.Spend
	store string // code
}

func readSpend(f *form, cells []string) (spendRow, error) {
	var r spendRow
	var err error
	s := &r.spend
	at, err := f.time(cells, "day")
	if err != nil {
		return r, err
	}
	s.Day = clock.Day(at, f.times.zone)
	if s.Channel, err = f.needed(cells, "channel"); err != nil {
		return r, err
	}
	text, err := f.needed(cells, "amount")
	if err != nil {
		return r, err
	}
	if s.Amount, err = money.ParseFen(text); err != nil {
		return r, f.wrong("amount", text, "不是金额", "is no amount of money")
	}
	if s.Amount < 0 {
		return r, f.wrong("amount", text, "花费不能为负；返还请从原花费中扣除", "a spend cannot be negative; take a rebate off the spend it belongs to")
	}
	s.Campaign, r.store = f.text(cells, "campaign"), f.text(cells, "store")
	return r, nil
}

func (s *Service) writeSpend(ctx context.Context, tx *db.Tx, imp run, rows []spendRow) (outcome, error) {
	places, err := places(ctx, tx, rows, func(r spendRow) (string, string) { return r.store, "" })
	if err != nil {
		return outcome{}, err
	}
	spends := make([]commerce.Spend, len(rows))
	for i := range rows {
		spends[i] = rows[i].spend
		spends[i].Source, spends[i].StoreID = imp.Source, places.store(rows[i].store)
	}
	taken, err := commerce.TakeSpend(ctx, tx, int64(imp.ID), spends)
	return outcomeOf(taken), err
}
