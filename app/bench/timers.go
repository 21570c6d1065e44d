package bench

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"qunli/campaign"
	"qunli/campaign/groupbuy"
	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
	"qunli/segment"
)

// Timers has teams stand open whose deadlines come due over an hour, and measures how long after its deadline each is called
// off (C12), while time runs as it does.
func Timers(rooms []fs.FS, attributes []customer.Attribute, instances int) Case {
	return Case{Name: "timers", Zh: "到点的拼团多久后被处理", En: "how late teams are called off whose time is over",
		Run: func(ctx context.Context, env Env) (Result, error) {
			return timerCase(ctx, env, rooms, attributes, instances, 20*time.Second)
		}}
}

const (
	openers    = 64              // callers who open teams: those of one batch come due at one moment
	dueWithin  = time.Hour       // the deadlines of all teams lie so far apart
	teamsStand = 1440            // minutes from opening to the deadline
	aheadOfDue = 3 * time.Second // time runs so long before the first deadline
)

// teams are open teams, in a database whose clock is ours.
type teams struct {
	*campaign.Service
	db    *db.DB
	queue *job.Queue
	time  *clock.Fake
	id    campaign.ID
	mu    sync.Mutex
	over  map[campaign.InstanceID]int64 // when it was called off, ms
}

func timerCase(ctx context.Context, env Env, rooms []fs.FS, attributes []customer.Attribute, instances int, during time.Duration) (Result, error) {
	t, err := openTeams(ctx, env, rooms, attributes)
	if err != nil {
		return Result{}, err
	}
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- t.Run(running) }()
	opened, late, err := t.measure(org.Owner(ctx, "bench"), instances, during)
	stop()
	if err := errors.Join(err, <-ended, t.db.Close()); err != nil {
		return Result{}, fmt.Errorf("bench: timers: %w", err)
	}
	l := Latencies{Each: late}
	return Result{Case: "timers", Engine: t.db.Engine(), Rows: []Row{
		{Name: "open", Zh: "开着的团", En: "teams that stand open", Value: float64(instances)},
		{Name: "opened", Zh: "开团并付款：每秒", En: "teams opened and paid for", Value: float64(instances) / opened.Seconds(), Unit: "/s"},
		{Name: "due", Zh: fmt.Sprintf("%.0f 秒里到点的团", during.Seconds()), En: fmt.Sprintf("teams due within %.0f s", during.Seconds()), Value: float64(len(late))},
		{Name: "late_p50", Zh: "晚多久：一半不超过", En: "lateness: median", Value: ms(l.At(0.5)), Unit: "ms"},
		{Name: "late_p99", Zh: "晚多久：99% 不超过", En: "lateness: p99", Value: ms(l.At(0.99)), Unit: "ms", Most: 2000},
		{Name: "late_most", Zh: "晚多久：最多", En: "lateness: most", Value: ms(l.At(1)), Unit: "ms"},
	}}, nil
}

func openTeams(ctx context.Context, env Env, rooms []fs.FS, attributes []customer.Attribute) (*teams, error) {
	t := &teams{time: clock.NewFake(clock.System{}.Now()), over: map[campaign.InstanceID]int64{}}
	address, err := env.Address(ctx)
	if err != nil {
		return nil, err
	}
	if t.db, err = db.Open(ctx, address, db.Options{Clock: t.time}); err != nil {
		return nil, err
	}
	if err = t.db.Migrate(ctx, rooms...); err == nil {
		err = t.db.LeaseNode(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, t.db.Close())
	}
	t.queue = job.New(t.db, job.Options{})
	bus := event.NewBus(t.queue)
	event.Subscribe(bus, "bench", func(_ context.Context, _ *db.Tx, facts []campaign.Decided) error {
		t.mu.Lock()
		defer t.mu.Unlock()
		for _, f := range facts {
			if f.Seat == 0 && f.What == groupbuy.Failed {
				t.over[f.Instance] = f.At
			}
		}
		return nil
	})
	t.Service = campaign.New(t.db, bus, segment.New(t.db, bus, attributes), campaign.NewModels(groupbuy.Model{}), slog.New(slog.DiscardHandler), campaign.Options{})
	return t, nil
}

// measure opens the teams, lets the day pass, and gives how late each was called off whose time came while it ran, ascending.
func (t *teams) measure(ctx context.Context, instances int, during time.Duration) (opened time.Duration, late []time.Duration, err error) {
	settings := fmt.Sprintf(`{"size":3,"minutes":%d,"price":5900,"leader_price":4900,"stock":100000000,"hold_minutes":10}`, teamsStand)
	if t.id, err = publish(ctx, t.db, t.Service, groupbuy.Model{}.Name(), settings); err != nil {
		return 0, nil, err
	}
	watch := clock.Stopwatch()
	if err := t.open(ctx, instances); err != nil {
		return 0, nil, err
	}
	opened = watch()
	oldest, err := t.Open(ctx, t.id, groupbuy.Forming, 1)
	if err != nil || len(oldest) == 0 {
		return 0, nil, errors.Join(err, errors.New("no team stands open"))
	}
	t.time.Advance(time.UnixMilli(oldest[0].Deadline).Add(-aheadOfDue).Sub(t.time.Now()))
	if err := t.run(ctx, during+aheadOfDue); err != nil {
		return 0, nil, err
	}
	late, err = t.lateness(ctx)
	return opened, late, err
}

// run lets time run.
func (t *teams) run(ctx context.Context, during time.Duration) error {
	for watch, seen := clock.Stopwatch(), time.Duration(0); seen < during; {
		if err := clock.Sleep(ctx, 10*time.Millisecond); err != nil {
			return err
		}
		now := watch()
		t.time.Advance(now - seen)
		seen = now
	}
	return nil
}

// lateness gives how late each team was called off, and the oldest that should have been, ascending.
func (t *teams) lateness(ctx context.Context) (late []time.Duration, err error) {
	end := t.time.Now().UnixMilli()
	if err := t.queue.Drain(ctx); err != nil {
		return nil, err
	}
	for i, at := range t.over {
		g, err := t.Gathering(ctx, t.id, i)
		if err != nil {
			return nil, err
		}
		late = append(late, time.Duration(at-g.Instance.Deadline)*time.Millisecond)
	}
	waiting, err := t.Open(ctx, t.id, groupbuy.Forming, 1)
	if err == nil && len(waiting) > 0 && waiting[0].Deadline < end {
		late = append(late, time.Duration(end-waiting[0].Deadline)*time.Millisecond)
	}
	if err == nil && len(late) == 0 {
		err = errors.New("no team came due")
	}
	slices.Sort(late)
	return late, err
}

// open has teams opened, each by somebody of their own who pays at once, at moments spread over an hour.
func (t *teams) open(ctx context.Context, instances int) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	errs := make([]error, openers)
	for caller := range openers {
		wg.Go(func() {
			for n := next.Add(1); n <= int64(instances) && errs[caller] == nil; n = next.Add(1) {
				t.time.Advance(dueWithin / time.Duration(instances))
				r, err := t.Do(ctx, t.id, campaign.Command{Kind: campaign.Open, Person: customer.ID(n)})
				if err = errors.Join(err, r.Err()); err == nil {
					r, err = t.Do(ctx, t.id, campaign.Command{Kind: campaign.Paid, Seat: r.Seat, Amount: r.Amount, Ref: fmt.Sprint("W", n)})
				}
				errs[caller] = errors.Join(err, r.Err())
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}
