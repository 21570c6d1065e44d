package insight

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"qunli/commerce"
	"qunli/community"
	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/org"
	"qunli/referral"
)

// ErrNotReady says that the stored answer of a heavy metric does not exist yet.
var ErrNotReady = fault.New(fault.Unavailable, "insight.not_ready",
	"指标 %s 正在后台计算，请稍后再看；也可以立即计算（qunli insight %[1]s）",
	"Metric %s is being computed in the background; look again shortly, or compute it now (qunli insight %[1]s)")

// Page answers with the metric's default parameters for a screen that must open at once: from the stored answer of the
// actor's scope where there is one (Answer.Stored, Answer.AsOf), which Heavy metrics and those of large brands have; any
// other metric from the rollups, now.
func (s *Service) Page(ctx context.Context, name string) (Answer, error) {
	if err := org.Must(ctx, org.InsightRead); err != nil {
		return Answer{}, err
	}
	m, err := s.book.Find(name)
	if err != nil {
		return Answer{}, err
	}
	p, err := s.params(ctx, m, Params{})
	if err != nil {
		return Answer{}, err
	}
	body, err := db.One[string](ctx, s.db.Read(), `
		SELECT body FROM insight_result WHERE name = $1 AND view = $2 AND params = $3 AND version = $4`,
		m.Name, viewKey(ctx), p.canonical(), m.Version)
	if errors.Is(err, db.ErrNone) && m.Heavy {
		return Answer{}, ErrNotReady.F(name)
	}
	if errors.Is(err, db.ErrNone) {
		return s.Ask(ctx, name, Params{})
	}
	if err != nil {
		return Answer{}, err
	}
	a := Answer{}
	if err := json.Unmarshal([]byte(body), &a); err != nil {
		return a, fmt.Errorf("stored answer %s: %w", name, err)
	}
	a.Stored = true
	return a, nil
}

// viewKey spells the actor's data scope.
func viewKey(ctx context.Context) string {
	a, _ := org.ActorOf(ctx)
	switch a.Scope {
	case org.ScopeAll:
		return "all"
	case org.ScopeStore:
		return "store:" + a.Store.String()
	}
	return "staff:" + a.Store.String() + ":" + a.Staff.String()
}

type resultRow struct {
	Name    string
	View    string
	Params  string
	Version int64
	AsOf    int64
	Body    string
}

// Refresh computes and stores the answers that Page shows: every Heavy metric for the whole brand, for every open store
// and for every person whose scope is their own customers; every other metric for the whole brand, if that is slow. The
// reading happens outside any write transaction.
func (s *Service) Refresh(ctx context.Context) error {
	views, err := s.views(ctx)
	if err != nil {
		return err
	}
	for _, m := range s.book {
		if !m.Heavy {
			if err := s.store(org.As(ctx, views[0]), m); err != nil {
				return fmt.Errorf("refresh %s: %w", m.Name, err)
			}
			continue
		}
		for _, actor := range views {
			if err := s.store(org.As(ctx, actor), m); err != nil {
				return fmt.Errorf("refresh %s: %w", m.Name, err)
			}
		}
	}
	return nil
}

// views lists the data scopes there are, the whole first, as actors of the program itself.
func (s *Service) views(ctx context.Context) ([]org.Actor, error) {
	actor := func(scope org.ScopeKind, store org.StoreID, staff org.StaffID) org.Actor {
		return org.Actor{Kind: org.ActorJob, Role: org.RoleOwner, Scope: scope, Store: store, Staff: staff, Address: "insight refresh"}
	}
	views := []org.Actor{actor(org.ScopeAll, 0, 0)}
	stores, err := db.All[org.StoreID](ctx, s.db.Read(), `SELECT id FROM org_store WHERE closed = FALSE ORDER BY id`)
	if err != nil {
		return nil, err
	}
	for _, store := range stores {
		views = append(views, actor(org.ScopeStore, store, 0))
	}
	type person struct {
		ID      org.StaffID
		StoreID org.StoreID
	}
	staff, err := db.All[person](ctx, s.db.Read(), `
		SELECT id, store_id FROM org_staff WHERE scope = $1 AND left_at = 0 ORDER BY id`, org.ScopeOwn)
	for _, p := range staff {
		views = append(views, actor(org.ScopeOwn, p.StoreID, p.ID))
	}
	return views, err
}

func (s *Service) store(ctx context.Context, m Metric) error {
	p, err := s.params(ctx, m, Params{})
	if err != nil {
		return err
	}
	watch := clock.Stopwatch()
	a, err := s.Ask(ctx, m.Name, p)
	if err != nil {
		return err
	}
	if !m.Heavy && watch() <= s.slow {
		return s.forget(ctx, m, p)
	}
	body, err := json.Marshal(a)
	if err != nil {
		return err
	}
	row := resultRow{m.Name, viewKey(ctx), p.canonical(), m.Version, a.AsOf, string(body)}
	return s.db.Tx(db.Bulk(ctx), func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Insert(ctx, tx, "insight_result", []resultRow{row}, `
			ON CONFLICT (name, view, params) DO UPDATE
			SET version = excluded.version, as_of = excluded.as_of, body = excluded.body
			WHERE insight_result.as_of <= excluded.as_of`)
		return err
	})
}

// forget drops a stored answer that has become quick to compute.
func (s *Service) forget(ctx context.Context, m Metric, p Params) error {
	return s.db.Tx(db.Bulk(ctx), func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `DELETE FROM insight_result WHERE name = $1 AND view = $2 AND params = $3`,
			m.Name, viewKey(ctx), p.canonical())
		return err
	})
}

// settle is how long Run lets facts settle before it answers to them: an import tells of thousands.
const settle = 2 * time.Second

// Run refreshes the stored answers at once, soon after every Stale, and otherwise after every pause, on one node at a time,
// until ctx ends. Refreshing takes at most a fifth of the time, however busy the shop.
func (s *Service) Run(ctx context.Context, pause time.Duration, log *slog.Logger) error {
	for told := false; ctx.Err() == nil; {
		watch := clock.Stopwatch()
		alone, err := s.refreshAlone(ctx)
		if err != nil && ctx.Err() == nil {
			log.ErrorContext(ctx, "insight refresh", "error", err)
		}
		if !alone && told { // the node that is at it may have read before what this one was told of
			s.Stale()
		}
		told = false
		rest := max(settle, 4*watch())
		select {
		case <-ctx.Done():
		case <-time.After(max(pause, rest)):
		case <-s.stale:
			told = true
			_ = clock.Sleep(ctx, rest) // ended early only by ctx, which the loop sees
		}
	}
	return nil
}

// Stale tells Run that facts have changed. It never waits.
func (s *Service) Stale() {
	select {
	case s.stale <- struct{}{}:
	default:
	}
}

// Listen has what happens to people, orders, groups and invitations make the stored answers stale.
func (s *Service) Listen(bus *event.Bus) {
	hear[commerce.OrdersPlaced](s, bus)
	hear[commerce.OrdersChanged](s, bus)
	hear[customer.Merged](s, bus)
	hear[customer.Unmerged](s, bus)
	hear[customer.Moved](s, bus)
	hear[community.Joined](s, bus)
	hear[community.Left](s, bus)
	hear[community.Shifted](s, bus)
	hear[referral.Bound](s, bus)
	hear[referral.Voided](s, bus)
}

func hear[F event.Fact](s *Service, bus *event.Bus) {
	event.Subscribe(bus, "insight", func(_ context.Context, tx *db.Tx, _ []F) error {
		tx.After(s.Stale)
		return nil
	})
}

// refreshAlone refreshes unless another node is at it: then alone is false.
func (s *Service) refreshAlone(ctx context.Context) (alone bool, err error) {
	release, alone, err := s.db.TryLock(ctx, "insight.refresh")
	if err != nil || !alone {
		return alone, err
	}
	defer release()
	return true, s.Refresh(ctx)
}
