package sandbox

import (
	"cmp"
	"context"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/live"
)

// Options say how to open a world; the zero value of all but DB is useful.
type Options struct {
	DB        string            // address or path of its own database
	Clock     clock.Clock       // the real clock; the world's own runs at an offset from it
	Log       *slog.Logger      // nil: silent
	Base      string            // how the world is reached, as in http://127.0.0.1:8090; "": as each request says
	Remote    bool              // phones and switches answer callers from other machines too
	Transport http.RoundTripper // of callbacks; nil: the network
	Settings  func(*Settings)   // changes the settings of a new world
}

// World is everything outside: the vendor, its clients and the people who hold them. Its methods are safe for concurrent use.
type World struct {
	opt   Options
	db    *db.DB
	clock clock.Clock
	log   *slog.Logger
	zone  *time.Location
	board *live.Board
	http  *http.Client
	paths map[string]endpoint

	flushing sync.Mutex   // held by whoever writes a batch
	durable  atomic.Int64 // version of the journal that is on disk
	limits   limits

	mu      sync.Mutex // guards all below
	journal journal
	chance  *rand.Rand
	stage
	outbox outbox
	trace  trace
}

// stage is all that is durable of the world, with its indexes.
type stage struct {
	settings    *shelf[Settings]
	apps        *shelf[App]
	members     *shelf[Member]
	departments *shelf[Department]
	people      *shelf[Person]
	follows     *shelf[Follow]
	requests    *shelf[Request]
	groups      *shelf[Group]
	stays       *shelf[Gone]
	tagGroups   *shelf[TagGroup]
	ways        *shelf[Way]
	joinWays    *shelf[JoinWay]
	links       *shelf[Link]
	welcomes    *shelf[Welcome]
	messages    *shelf[Message]
	masses      *shelf[Mass]
	moments     *shelf[Moment]
	reaches     *shelf[Reach]
	transfers   *shelf[Transfer]
	templates   *shelf[Template]
	products    *shelf[Product]
	media       *shelf[Media]
	tokens      *shelf[Token]
	days        *shelf[Day]
	events      *shelf[Event]
	appMessages *shelf[AppMessage]
	counts      *shelf[Counts]
	merchants   *shelf[Merchant]
	orders      *shelf[PayOrder]
	refunds     *shelf[PayRefund]
	bills       *shelf[PayBill]
	plants      *shelf[PayPlant]

	gone     map[string][]*Stay    // stays that have ended, by group
	all      map[string]loader     // the shelves by kind
	byMember map[string][]numbered // relations, in order of entering
	byPerson map[string][]numbered
	named    map[string][]*Person
	tagOf    map[string]*TagGroup
	talk     map[string][]*Message // by chat
	pals     map[string][]string   // customers who have written to one another
	dueNext  int64                 // the earliest moment at which something happens by itself; 0: never
}

// numbered is a relation and its place on the shelf.
type numbered struct {
	seq    int64
	follow *Follow
}

// Open opens the world in a database of its own, and makes a new one where there is none. It starts nothing: see Run.
func Open(ctx context.Context, opt Options) (*World, error) {
	if opt.Clock == nil {
		opt.Clock = clock.System{}
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	d, err := db.Open(ctx, opt.DB, db.Options{Clock: opt.Clock, Owner: "sandbox"})
	if err != nil {
		return nil, err
	}
	w := &World{opt: opt, db: d, clock: opt.Clock, log: opt.Log, board: live.New(opt.Clock.Now().UnixMilli())}
	w.paths = endpoints()
	w.zone = time.FixedZone("Asia/Shanghai", 8*3600)
	w.http = &http.Client{Transport: cmp.Or(opt.Transport, callbackTransport()),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if err := w.load(ctx); err != nil {
		d.Close()
		return nil, err
	}
	return w, nil
}

func (w *World) load(ctx context.Context) error {
	if err := w.db.Migrate(ctx, Schema); err != nil {
		return err
	}
	w.journal = journal{changed: map[ref]change{}, files: map[string][]byte{}}
	shelves := w.stage.shelves(&w.journal)
	if err := readAll(ctx, w.db.Read(), &w.journal, shelves); err != nil {
		return err
	}
	w.stage.index()
	w.outbox = outbox{lanes: map[string]*lane{}, wake: make(chan struct{}, 1)}
	if w.settings.get("") == nil {
		w.begin()
	}
	w.chance = rand.New(rand.NewPCG(w.cfg().Seed, uint64(w.journal.seq)))
	w.rearm()
	w.events.each(func(e *Event) {
		if e.State == eventWaiting {
			w.line(e)
		}
	})
	return w.settle(ctx, w.journal.version)
}

// begin fills a new world: one department, one app, no one in it.
func (w *World) begin() {
	s := defaults()
	if w.opt.Settings != nil {
		w.opt.Settings(&s)
	}
	w.settings.put("", &s)
	w.counts.put("", &Counts{})
	w.departments.put("1", &Department{ID: 1, Name: s.CorpName})
	w.apps.put("1000002", &App{AgentID: "1000002", Name: "群力", Secret: "sandbox-" + letters(40), Callable: true, Contacts: true})
}

// cfg gives the settings; the caller holds the lock.
func (w *World) cfg() *Settings { return w.settings.get("") }

// do runs f alone with the world as it is now (unix ms of its clock), and returns once all that f saw and did is durable.
func (w *World) do(ctx context.Context, f func(now int64) error) error {
	version, changed, err := w.alone(f)
	if changed {
		w.board.Bump(worldTopic)
	}
	if failed := w.settle(ctx, version); failed != nil {
		return failed
	}
	return err
}

// alone runs f with the lock held, and tells what version of the journal it left and whether it changed anything. A panic of f
// leaves the lock free: the defect fails one call and not the world.
func (w *World) alone(f func(now int64) error) (version int64, changed bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	before, now := w.journal.version, w.moment()
	w.elapse(now)
	err = f(now)
	return w.journal.version, w.journal.version != before, err
}

const worldTopic = "world"

// settle returns once the journal is durable up to version. Whoever comes first writes for all who wait.
func (w *World) settle(ctx context.Context, version int64) error {
	if w.durable.Load() >= version {
		return nil
	}
	w.flushing.Lock()
	defer w.flushing.Unlock()
	if w.durable.Load() >= version {
		return nil
	}
	w.mu.Lock()
	b, err := w.journal.take()
	w.mu.Unlock()
	if err != nil {
		return err
	}
	if err := b.write(context.WithoutCancel(ctx), w.db); err != nil {
		w.mu.Lock()
		w.journal.giveBack(b)
		w.mu.Unlock()
		return err
	}
	w.durable.Store(b.version)
	return nil
}

// Close closes the database. Run has returned before.
func (w *World) Close() error { return w.db.Close() }
