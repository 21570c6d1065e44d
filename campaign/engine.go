package campaign

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/commit"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/org"
	"qunli/segment"
)

// Service keeps campaigns and decides what is asked of them.
type Service struct {
	db       *db.DB
	bus      *event.Bus
	segments *segment.Service
	models   Models
	log      *slog.Logger
	comply   Comply
	known    Known
	risk     Risk
	most     int // seats remembered by a lane

	mu      sync.Mutex
	keeping sync.Mutex // held while footfall is kept
	foot    footfall
	lanes   map[ID]*lane
	begun   chan struct{}   // closed once Run has begun
	begin   func()          // closes it, once
	running context.Context // of Run; nil before and after
	group   sync.WaitGroup
}

// Comply names what of a revision may not be published (CAM-16, §2.22).
type Comply func(model string, t Terms, r Revision) []Problem

// Risk gives of people those whose entry has to be reviewed first, by signals that were computed before.
type Risk func(ctx context.Context, q db.Q, campaign ID, people []customer.ID) (map[customer.ID]bool, error)

// Options are the hooks of a service, and its size; zero values will do.
type Options struct {
	Comply     Comply
	Known      Known // whether what a game promises is there; nil nobody asks
	Risk       Risk
	Remembered int // how many seats of a campaign are kept from batch to batch; beyond, all of them are dropped; 8192
}

// New gives the service. It decides nothing until Run, for whose beginning commands wait a little.
func New(d *db.DB, bus *event.Bus, segments *segment.Service, models Models, log *slog.Logger, o Options) *Service {
	if o.Remembered == 0 {
		o.Remembered = 8192
	}
	begun := make(chan struct{})
	return &Service{most: o.Remembered, db: d, bus: bus, segments: segments, models: models, log: log, comply: o.Comply, known: o.Known, risk: o.Risk, lanes: map[ID]*lane{},
		begun: begun, begin: sync.OnceFunc(func() { close(begun) })}
}

// Models gives the models that campaigns may play.
func (s *Service) Models() Models { return s.models }

// Do has a command decided and gives the reply once it is durable. Entries are a person's own (an actor of kind customer) or
// the brand's; everything else comes from the program or from who may edit campaigns. A refusal is a reply with a code;
// Reply.Err makes a fault of it. After an error the same command finds out what became of it.
func (s *Service) Do(ctx context.Context, i ID, c Command) (Reply, error) {
	if err := may(ctx, c); err != nil {
		return Reply{}, err
	}
	return s.do(ctx, i, c)
}

func (s *Service) do(ctx context.Context, i ID, c Command) (Reply, error) {
	if err := s.awaitRun(ctx); err != nil {
		return Reply{}, err
	}
	known, err := s.has(i)
	if err == nil && !known { // nobody begins lanes of what is not there
		_, err = load(ctx, s.db.Read(), i)
	}
	if err != nil {
		return Reply{}, err
	}
	l, err := s.lane(i)
	if err != nil {
		return Reply{}, err
	}
	a, err := l.queue.Do(ctx, c)
	if err != nil {
		return Reply{}, err
	}
	return a.Reply, a.err
}

// starting bounds how long a command waits for Run to begin: people press while the program starts.
const starting = 5 * time.Second

// awaitRun waits until Run has begun.
func (s *Service) awaitRun(ctx context.Context) error {
	select {
	case <-s.begun:
		return nil
	default:
	}
	limit := time.NewTimer(starting)
	defer limit.Stop()
	select {
	case <-s.begun:
		return nil
	case <-ctx.Done():
		return commit.ErrLeft.Because(ctx.Err())
	case <-limit.C:
		return commit.ErrStopped
	}
}

// may refuses who acts for somebody else.
func may(ctx context.Context, c Command) error {
	a, ok := org.ActorOf(ctx)
	if ok && a.Kind == org.ActorCustomer && a.ID == int64(c.Person) && a.ID != 0 && (c.Kind.enters() || c.Kind == Leave) {
		return nil
	}
	return org.Must(ctx, org.CampaignEdit)
}

// has tells whether a campaign has a lane; it fails when none runs.
func (s *Service) has(i ID) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running == nil {
		return false, commit.ErrStopped
	}
	return s.lanes[i] != nil, nil
}

// lane gives the lane of a campaign, and begins it.
func (s *Service) lane(i ID) (*lane, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running == nil {
		return nil, commit.ErrStopped
	}
	l := s.lanes[i]
	if l == nil {
		l = &lane{Service: s, id: i}
		l.queue = commit.New(s.db, l, commit.Options{})
		s.lanes[i] = l
		ctx := s.running
		s.group.Go(func() { _ = l.queue.Run(ctx) }) // gives nil
	}
	return l, nil
}

// Run decides what is asked until ctx ends, reminds campaigns of what is due when it is, and keeps what visitors did.
func (s *Service) Run(ctx context.Context) error {
	ctx = org.Owner(ctx, "campaign")
	s.mu.Lock()
	s.running = ctx
	s.mu.Unlock()
	s.begin()
	for ctx.Err() == nil {
		if err := s.Remind(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("campaigns are not reminded of what is due", "error", err)
		}
		if e := s.tread(ctx); e != nil && ctx.Err() == nil {
			s.log.Error("what visitors of campaigns did is not kept", "error", e)
		}
		_ = clock.Sleep(ctx, s.rest(ctx)) // ended early only by ctx
	}
	s.mu.Lock()
	s.running, s.lanes = nil, map[ID]*lane{}
	s.mu.Unlock()
	s.group.Wait()
	if err := s.KeepFootfall(context.WithoutCancel(ctx)); err != nil {
		s.log.Error("what visitors of campaigns did last is not kept", "error", err)
	}
	return nil
}

// What another node writes is seen after a second at the latest; what is due one after the other is done together, ten times a second.
const (
	looked = time.Second
	round  = 100 * time.Millisecond
)

// rest gives how long nothing will be due, as far as is known.
func (s *Service) rest(ctx context.Context) time.Duration {
	now := s.db.Clock().Now().UnixMilli()
	wait := looked
	for _, text := range []string{
		`SELECT due_at FROM campaign_seat WHERE due_at > 0 AND due_at > $1 ORDER BY due_at LIMIT 1`,
		`SELECT due_at FROM campaign_instance WHERE due_at > 0 AND due_at > $1 ORDER BY due_at LIMIT 1`,
	} {
		next, err := db.All[int64](ctx, s.db.Read(), text, now)
		if err != nil { // Remind tells
			return looked
		}
		if len(next) > 0 {
			wait = min(wait, max(time.Duration(next[0]-now)*time.Millisecond, round))
		}
	}
	return wait
}

// dueRow is where something is due: rows are gone through in this order.
type dueRow struct {
	DueAt      int64
	ID         int64
	CampaignID ID
}

// Remind has every campaign with something due do it, as often as it has batches of it. It goes through all that is due, page by page: what
// can never be done keeps nothing back.
func (s *Service) Remind(ctx context.Context) error {
	var failed error
	now := s.db.Clock().Now().UnixMilli()
	for _, table := range []string{"campaign_seat", "campaign_instance"} {
		for last, more := (dueRow{}), true; more && ctx.Err() == nil; {
			c := db.Where("due_at > 0 AND due_at <= $1", now).After("due_at, id", false, last.DueAt, last.ID)
			page, err := db.All[dueRow](ctx, s.db.Read(), `SELECT due_at, id, campaign_id FROM `+table+` WHERE `+c.SQL()+` ORDER BY due_at, id LIMIT `+c.Next(1), c.Args(swept)...)
			if err != nil {
				return errors.Join(failed, err)
			}
			var due []ID
			for _, last = range page {
				due = append(due, last.CampaignID)
			}
			for _, i := range distinct(due) {
				if _, err := s.do(ctx, i, Command{Kind: Expire}); err != nil && !errors.Is(err, ErrMissing) {
					failed = errors.Join(failed, err)
				}
			}
			more = len(page) == swept
		}
	}
	return failed
}
