package insight

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
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
		s.Stale() // somebody looks from a scope of which Run does not know yet
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

// Refresh computes and stores the answers that Page shows: every Heavy metric for the whole brand and for every narrower data
// scope that somebody looks from (org.Onlookers); every other metric, and what Keep named, for the whole brand, if that is slow.
// The reading happens outside any write transaction.
func (s *Service) Refresh(ctx context.Context) error {
	return s.refresh(ctx, s.views, func(context.Context, time.Duration) error { return nil })
}

// refresh stores the answers of views, at any time the one that a page waits for. rest is called after every answer that only
// renews another, with how long that took.
func (s *Service) refresh(ctx context.Context, views func(context.Context) ([]org.Actor, error),
	rest func(context.Context, time.Duration) error) error {
	for done := map[due]bool{}; ; {
		all, err := views(ctx)
		if err != nil {
			return err
		}
		next, waits, err := s.nextDue(ctx, all, done)
		if err != nil || next.store == nil {
			return err
		}
		as, watch := org.As(ctx, next.actor), clock.Stopwatch()
		if err := next.store(as); err != nil {
			return fmt.Errorf("refresh %s: %w", next.Name, err)
		}
		done[next.due] = true
		if fresh := s.weigh(next.due); fresh || waits {
			continue
		}
		if err := rest(ctx, watch()); err != nil {
			return err
		}
	}
}

// due names an answer that is to be stored, by its name, viewKey and the version of its definition.
type due struct {
	Name, View string
	Version    int64
}

// task is how it comes to be stored. A page waits for one that must be there while it is missing.
type task struct {
	due
	actor org.Actor
	must  bool
	store func(context.Context) error
}

// nextDue finds what to compute next for views: first what a page waits for, then what a page would have to compute, which may
// be slow or not, then what only renews a stored answer. waits says that it is the first. A task without store means that all
// is done.
func (s *Service) nextDue(ctx context.Context, views []org.Actor, done map[due]bool) (next task, waits bool, err error) {
	stored, err := db.All[due](ctx, s.db.Read(), `SELECT DISTINCT name, view, version FROM insight_result`)
	if err != nil {
		return next, false, err
	}
	best := 0
	for _, t := range s.tasks(ctx, views) {
		here := slices.Contains(stored, t.due)
		rank := 1 // renews what is heavy
		switch {
		case done[t.due]:
			continue
		case t.must && !here:
			return t, true, nil
		case !here && !s.weighed(t.due):
			rank = 3
		case !t.must:
			rank = 2
		}
		if rank > best {
			best, next = rank, t
		}
	}
	return next, false, nil
}

// weigh notes that this process knows whether an answer is slow; fresh says that it did not. What turned out quick is not stored
// and needs no hurry from then on.
func (s *Service) weigh(d due) (fresh bool) {
	_, known := s.heavy.LoadOrStore(d, true)
	return !known
}

func (s *Service) weighed(d due) bool {
	_, known := s.heavy.Load(d)
	return known
}

// tasks lists what Refresh stores.
func (s *Service) tasks(ctx context.Context, views []org.Actor) []task {
	var out []task
	for n, actor := range views {
		view := viewKey(org.As(ctx, actor))
		for _, m := range s.book {
			if m.Heavy || n == 0 {
				out = append(out, task{due{m.Name, view, m.Version}, actor, m.Heavy, func(ctx context.Context) error { return s.store(ctx, m) }})
			}
		}
		for _, r := range s.reports {
			if n == 0 {
				out = append(out, task{due{r.keptName(), view, 1}, actor, false, func(ctx context.Context) error { return s.storeReport(ctx, r) }})
			}
		}
	}
	return out
}

// views lists the data scopes that are looked from, the whole first, as actors of the program itself.
func (s *Service) views(ctx context.Context) ([]org.Actor, error) {
	views := []org.Actor{{Scope: org.ScopeAll}}
	narrow, err := org.Onlookers(ctx, s.db.Read(), s.db.Clock().Now().Add(-lookedFrom).UnixMilli())
	if err != nil {
		return nil, err
	}
	views = append(views, narrow...)
	for i := range views {
		views[i].Kind, views[i].Role, views[i].Address = org.ActorJob, org.RoleOwner, "insight refresh"
	}
	return views, nil
}

// lookedFrom is for how long the answers of a narrower scope are renewed after somebody last looked from it.
const lookedFrom = 7 * 24 * time.Hour

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
	row := resultRow{Name: m.Name, View: viewKey(ctx), Params: p.canonical(), Version: m.Version, AsOf: a.AsOf}
	if !m.Heavy && watch() <= s.slow {
		return s.forget(ctx, row)
	}
	body, err := json.Marshal(a)
	if err != nil {
		return err
	}
	row.Body = string(body)
	return s.put(ctx, row)
}

// put stores an answer, unless a later one is there.
func (s *Service) put(ctx context.Context, row resultRow) error {
	return s.db.Tx(db.Bulk(ctx), func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Insert(ctx, tx, "insight_result", []resultRow{row}, `
			ON CONFLICT (name, view, params) DO UPDATE
			SET version = excluded.version, as_of = excluded.as_of, body = excluded.body
			WHERE insight_result.as_of <= excluded.as_of`)
		return err
	})
}

// forget drops a stored answer that has become quick to compute.
func (s *Service) forget(ctx context.Context, row resultRow) error {
	return s.db.Tx(db.Bulk(ctx), func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `DELETE FROM insight_result WHERE name = $1 AND view = $2 AND params = $3`, row.Name, row.View, row.Params)
		return err
	})
}

// settle is how long Run lets facts settle before it answers to them: an import tells of thousands.
const settle = 2 * time.Second

// Run refreshes the stored answers at once, soon after every Stale, and otherwise after every pause, on one node at a time,
// until ctx ends. Renewing takes at most a fifth of the time, however large the brand and busy the shop; what a page waits for
// is computed without rests.
func (s *Service) Run(ctx context.Context, pause time.Duration, log *slog.Logger) error {
	for told := false; ctx.Err() == nil; {
		alone, err := s.refreshAlone(db.Slow(ctx))
		if err != nil && ctx.Err() == nil {
			log.ErrorContext(ctx, "insight refresh", "error", err)
		}
		if !alone && told { // the node that is at it may have read before what this one was told of
			s.Stale()
		}
		told = false
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		case <-s.stale:
			told = true
			_ = clock.Sleep(ctx, settle) // ended early only by ctx, which the loop sees
		}
	}
	return nil
}

// fourfold rests four times as long as was worked.
func fourfold(ctx context.Context, worked time.Duration) error { return clock.Sleep(ctx, 4*worked) }

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
	return true, s.refresh(ctx, s.views, fourfold)
}
