package commerce

import (
	"context"
	"slices"
	"time"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/money"
	"qunli/org"
)

// Spend is advertising cost of one channel on one day.
type Spend struct {
	ID       SpendID
	Source   string
	Channel  string
	Campaign string // the advertiser's own name for it, '' none
	StoreID  org.StoreID
	Day      string // YYYY-MM-DD
	Amount   money.Fen
	ImportID int64
	At       int64 // when it was recorded
}

// The refusals about spend.
var (
	ErrSpendNegative = fault.New(fault.Invalid, "commerce.spend.negative", "花费不能为负：%s", "Spend cannot be negative: %s")
	ErrSpendKey      = fault.New(fault.Invalid, "commerce.spend.key",
		"花费需要来源、渠道和日期（YYYY-MM-DD）", "Spend needs a source, a channel and a day (YYYY-MM-DD)")
	ErrSpendDiffers = fault.New(fault.Conflict, "commerce.spend.differs",
		"渠道 %s 在 %s 的花费已记为 %s，与这里的不同；请先撤销或更正原记录",
		"Spend of channel %s on %s is recorded as %s; undo or correct that first")
	ErrSpendTwice = fault.New(fault.Conflict, "commerce.spend.twice",
		"渠道 %s 在 %s 的花费在文件里出现了不止一次；请合并，或用“计划”列区分",
		"Spend of channel %s on %s stands in the file more than once; add the lines up, or tell them apart by campaign")
)

// spendKey is the natural key of a Spend.
type spendKey struct {
	source, channel, day, campaign string
	store                          org.StoreID
}

func (s *Spend) key() spendKey { return spendKey{s.Source, s.Channel, s.Day, s.Campaign, s.StoreID} }

func (s *Spend) check() error {
	if _, err := time.Parse(time.DateOnly, s.Day); err != nil || s.Source == "" || s.Channel == "" {
		return ErrSpendKey
	}
	if s.Amount < 0 {
		return ErrSpendNegative.F(s.Amount)
	}
	if s.Amount > maxAmount {
		return ErrTooLarge
	}
	return nil
}

// refusal says why c cannot be recorded beside the one of its key that is there, if any.
func (s *Spend) refusal(old Spend, there bool, importID int64) error {
	switch err := s.check(); {
	case err != nil:
		return err
	case there && importID != 0 && old.ImportID == importID:
		return ErrSpendTwice.F(s.Channel, s.Day)
	case there && old.Amount != s.Amount:
		return ErrSpendDiffers.F(s.Channel, s.Day, old.Amount)
	}
	return nil
}

type spendSeenRow struct {
	ImportID int64
	SpendID  SpendID
}

// TakeSpend records costs in the caller's transaction, at most a few thousand a call. The same key with the same amount
// is the Same; with another amount it is refused, and the refusal names the recorded one. A second line of one import for
// the same thing is refused too: a file that means the sum must say so.
func TakeSpend(ctx context.Context, tx *db.Tx, importID int64, costs []Spend) ([]Fate, error) {
	if err := lockSources(ctx, tx, spendSources(costs)...); err != nil {
		return nil, err
	}
	stored, err := storedSpend(ctx, tx, costs)
	if err != nil {
		return nil, err
	}
	fates := make([]Fate, len(costs))
	var fresh []Spend
	var seen []spendSeenRow
	for i, c := range costs {
		old, ok := stored[c.key()]
		if err := c.refusal(old, ok, importID); err != nil {
			fates[i].Refusal = fault.Of(err)
			continue
		}
		if !ok {
			c.ID, c.ImportID, c.At = SpendID(tx.NewID()), importID, tx.Now
			stored[c.key()], old, fates[i].Added = c, c, true
			fresh = append(fresh, c)
		}
		seen = append(seen, spendSeenRow{importID, old.ID})
	}
	if _, err := db.Insert(ctx, tx, "commerce_spend", fresh, ""); err != nil {
		return nil, err
	}
	_, err = db.Insert(ctx, tx, "commerce_spend_seen", seen, "ON CONFLICT (import_id, spend_id) DO NOTHING")
	return fates, err
}

func spendSources(costs []Spend) []string {
	sources := map[string]bool{}
	for i := range costs {
		sources[costs[i].Source] = true
	}
	return keys(sources)
}

func storedSpend(ctx context.Context, q db.Q, costs []Spend) (map[spendKey]Spend, error) {
	out := map[spendKey]Spend{}
	var pairs [][2]string
	for i := range costs {
		pairs = append(pairs, [2]string{costs[i].Day, costs[i].Channel})
	}
	slices.SortFunc(pairs, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	err := db.Lists(q, slices.Compact(pairs), func(part [][2]string) error {
		c := db.Where("").InRows("day, channel", part)
		return db.Each(ctx, q, func(s Spend) error { out[s.key()] = s; return nil },
			`SELECT `+spendColumns+` FROM commerce_spend WHERE `+c.SQL(), c.Args()...)
	})
	return out, err
}

const spendColumns = `id, source, channel, campaign, store_id, day, amount, import_id, at`

// RecordSpend records costs by hand or API, all or none; see TakeSpend. It gives how many were new.
func (s *Service) RecordSpend(ctx context.Context, costs []Spend) (added int, err error) {
	if err := org.Must(ctx, org.SpendEdit); err != nil {
		return 0, err
	}
	if len(costs) > maxDocuments {
		return 0, ErrTooMany.F(maxDocuments)
	}
	for i := range costs {
		if err := org.Scope(ctx).Check(costs[i].StoreID, 0); err != nil {
			return 0, err
		}
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := knownStores(ctx, tx, costs); err != nil {
			return err
		}
		fates, err := TakeSpend(ctx, tx, 0, costs)
		if err != nil {
			return err
		}
		added = 0
		for i, f := range fates {
			if f.Refusal != nil {
				return f.Refusal.At("channel", costs[i].Channel+" "+costs[i].Day, f.Refusal.Zh, f.Refusal.En)
			}
			if f.Added {
				added++
			}
		}
		if added == 0 {
			return nil
		}
		return org.Audit(ctx, tx, org.Change{Verb: "spend.record", Object: "spend", After: map[string]any{"added": added}})
	})
	return added, err
}

// knownStores refuses costs of stores that do not exist.
func knownStores(ctx context.Context, q db.Q, costs []Spend) error {
	stores := make([]org.StoreID, len(costs))
	for i := range costs {
		stores[i] = costs[i].StoreID
	}
	return org.MustKnow(ctx, q, stores, nil)
}

// SpendFilter narrows costs; zero fields do not.
type SpendFilter struct {
	From, To string // days, both included
	Channel  string
	After    SpendID // the last of the page before
	Limit    int
}

func (f SpendFilter) cond(ctx context.Context) *db.Cond {
	return db.Where("").Join(org.Scope(ctx).Cond("store_id", "")).If(f.From != "", "day >= $1", f.From).
		If(f.To != "", "day <= $1", f.To).If(f.Channel != "", "channel = $1", f.Channel)
}

// SpendList lists costs of the actor's scope, latest recorded first.
func (s *Service) SpendList(ctx context.Context, f SpendFilter) ([]Spend, error) {
	if err := org.Must(ctx, org.SpendRead); err != nil {
		return nil, err
	}
	c := f.cond(ctx).If(f.After != 0, "id < $1", f.After)
	return db.All[Spend](ctx, s.db.Read(), `SELECT `+spendColumns+` FROM commerce_spend WHERE `+c.SQL()+`
		ORDER BY id DESC LIMIT `+c.Next(1), c.Args(pageSize(f.Limit))...)
}

// ChannelSpend is what was spent on one channel.
type ChannelSpend struct {
	Channel string
	Amount  money.Fen
}

// SpendTotal sums costs of the actor's scope by channel, by name.
func (s *Service) SpendTotal(ctx context.Context, f SpendFilter) ([]ChannelSpend, error) {
	if err := org.Must(ctx, org.SpendRead); err != nil {
		return nil, err
	}
	c := f.cond(ctx)
	return db.All[ChannelSpend](ctx, s.db.Read(), `SELECT channel, CAST(SUM(amount) AS BIGINT) AS amount
		FROM commerce_spend WHERE `+c.SQL()+` GROUP BY channel ORDER BY channel`, c.Args()...)
}

// SpentOn gives what is recorded for a channel under a campaign's name.
func SpentOn(ctx context.Context, q db.Q, channel, campaign string) (money.Fen, error) {
	return db.One[money.Fen](ctx, q, `SELECT COALESCE(CAST(SUM(amount) AS BIGINT), 0) FROM commerce_spend WHERE channel = $1 AND campaign = $2`, channel, campaign)
}
