package insight

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"qunli/community"
	"qunli/customer"
	"qunli/desk"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/org"
)

// mostWinbacks is how many customers people are asked to win back at a time, the best first.
const mostWinbacks = 50

// The times people have for it, ms.
const (
	dayMs      = 24 * 60 * 60 * 1000
	rescueTime = 3 * dayMs
	matchTime  = 2 * dayMs
	winTime    = 7 * dayMs
)

// found is what a night's look gives people to do: the tasks of a kind, and which of those that are open still hold.
type found struct {
	kind    desk.Kind
	most    int
	still   func(desk.Task) bool
	fresh   []desk.Task
	outcome string
}

// AskForWork looks for groups that went silent, orders without a buyer and old customers to win back, raises tasks for them
// and closes those whose reason is gone (ORG-11). It gives how many were raised; a second run after it raises none. A reason
// makes one task a month.
func (s *Service) AskForWork(ctx context.Context) (raised int, err error) {
	ctx = nobody(ctx)
	var all []found
	for _, look := range []struct {
		metric Metric
		read   func(*input, context.Context) (found, error)
	}{{healthMetric(), (*input).silentGroups}, {winbackMetric(), (*input).oldFriends}, {healthMetric(), (*input).orphans}} {
		err := s.study(ctx, look.metric, func(ctx context.Context, in *input) error {
			f, err := look.read(in, ctx)
			all = append(all, f)
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	return raised, s.db.Tx(db.Bulk(ctx), func(ctx context.Context, tx *db.Tx) error {
		raised = 0
		for _, f := range all {
			n, err := desk.Keep(ctx, tx, f.kind, f.most, f.still, f.fresh, f.outcome)
			if err != nil {
				return err
			}
			raised += n
		}
		return nil
	})
}

// month is the calendar month of now: a reason that lasts is told again next month.
func (in *input) month() string { return clock.Day(in.now, in.zone)[:7] }

// silentGroups asks to save or close groups that were alive.
func (in *input) silentGroups(ctx context.Context) (found, error) {
	lives, err := in.lives(ctx)
	f := found{kind: desk.Rescue, most: 1000, outcome: "recovered"}
	dead := map[community.ID]bool{}
	for _, l := range lives {
		if l.life != DeadB {
			continue
		}
		i := community.ID(l.ID)
		dead[i] = true
		f.fresh = append(f.fresh, desk.Task{CommunityID: i, Why: string(DeadB), StoreID: l.StoreID, StaffID: l.StaffID, DueAt: in.now + rescueTime,
			Key: fmt.Sprintf("rescue:%s:%s", i, in.month())})
	}
	f.still = func(t desk.Task) bool { return dead[t.CommunityID] }
	return f, err
}

// oldFriends asks to win back buyers out of reach and those who stopped, the best first.
func (in *input) oldFriends(ctx context.Context) (found, error) {
	people, err := in.oldCustomers(ctx)
	if err != nil {
		return found{}, err
	}
	dayOf := func(ms int64) day { d, _ := parseDay(clock.Day(ms, in.zone)); return d }
	w := winbackOf(people, int(in.params.option("attempts")), day(in.params.option("lapsed_days")), dayOf(in.now), dayOf)
	why := map[customer.ID]string{}
	var all []oldCustomer
	for _, part := range []struct {
		why  string
		list []oldCustomer
	}{{"lost", w.listed}, {"lapsed", w.lapsed}} {
		for _, o := range part.list {
			why[o.id] = part.why
			all = append(all, o)
		}
	}
	slices.SortFunc(all, func(a, b oldCustomer) int {
		return cmp.Or(cmp.Compare(b.amount(), a.amount()), cmp.Compare(a.id, b.id))
	})
	f := found{kind: desk.Winback, most: mostWinbacks, outcome: "back", still: func(t desk.Task) bool { return why[t.CustomerID] != "" }}
	for _, o := range all[:min(len(all), 2*mostWinbacks)] {
		f.fresh = append(f.fresh, desk.Task{CustomerID: o.id, Why: why[o.id], DueAt: in.now + winTime, Key: fmt.Sprintf("winback:%s:%s", o.id, in.month())})
	}
	return f, nil
}

// orphans asks every store to match its orders without a buyer.
func (in *input) orphans(ctx context.Context) (found, error) {
	stores, err := all[org.StoreID](ctx, in, `SELECT DISTINCT store_id FROM commerce_order WHERE customer_id = 0 AND kind = 'sale' AND state = 'kept' ORDER BY store_id`)
	f := found{kind: desk.Match, most: 1000, outcome: "matched", still: func(t desk.Task) bool { return slices.Contains(stores, t.StoreID) }}
	for _, i := range stores {
		f.fresh = append(f.fresh, desk.Task{Why: "unmatched_orders", StoreID: i, DueAt: in.now + matchTime, Key: fmt.Sprintf("match:%s:%s", i, in.month())})
	}
	return f, err
}
