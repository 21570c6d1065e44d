package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"qunli/kit/db"
)

// errLost ends the transaction of a handler whose job another node has claimed meanwhile.
var errLost = errors.New("job: the lease was lost")

// Options size a queue; zero values are the defaults.
type Options struct {
	Workers  int           // handlers with a transaction that run at once; 4
	Outside  int           // handlers outside one that run at once; 4
	Attempts int64         // before a job is failed; 10
	Lease    time.Duration // how long a job stays with a node that is not heard of; 30 s
	Poll     time.Duration // how often the table is read when nobody wakes the queue; 200 ms
	Log      *slog.Logger  // nil: nothing is logged
}

// Handler handles a job in its own transaction, in which the job is marked done.
type Handler func(ctx context.Context, tx *db.Tx, payload json.RawMessage) error

// OutsideHandler handles a job outside any transaction; the job is marked done afterwards.
type OutsideHandler func(ctx context.Context, payload json.RawMessage) error

// Queue runs jobs. Handlers and schedules are registered before Run or Drain; a queue takes only jobs whose kind it
// knows, and leaves the others to nodes that do.
type Queue struct {
	db        *db.DB
	options   Options
	inside    map[string]Handler
	outside   map[string]OutsideHandler
	absorbing map[string]bool
	schedules []*schedule
	pools     [2]*workers
	mu        sync.Mutex
	running   map[ID]run
}

// run is a job under way in this process.
type run struct {
	claimed
	cancel context.CancelFunc
}

// New gives a queue on d. Nothing happens until Run.
func New(d *db.DB, options Options) *Queue {
	defaults(&options)
	return &Queue{
		db: d, options: options, inside: map[string]Handler{}, outside: map[string]OutsideHandler{}, absorbing: map[string]bool{},
		pools: [2]*workers{newWorkers(options.Workers), newWorkers(options.Outside)}, running: map[ID]run{},
	}
}

func defaults(o *Options) {
	if o.Workers == 0 {
		o.Workers = 4
	}
	if o.Outside == 0 {
		o.Outside = 4
	}
	if o.Attempts == 0 {
		o.Attempts = 10
	}
	if o.Lease == 0 {
		o.Lease = 30 * time.Second
	}
	if o.Poll == 0 {
		o.Poll = 200 * time.Millisecond
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
}

// Handle registers the handler of a kind; a kind registered twice is a defect and panics.
func (q *Queue) Handle(kind string, f Handler) {
	q.fresh(kind)
	q.inside[kind] = f
}

// HandleOutside registers the handler of a kind that acts outside our data or takes long.
func (q *Queue) HandleOutside(kind string, f OutsideHandler) {
	q.fresh(kind)
	q.outside[kind] = f
}

// Absorb says that a job of the kind does all there is to do: one that begins takes along those that wait behind it in its lane
// with the same payload. However often it is asked for, it runs no oftener than it can.
func (q *Queue) Absorb(kind string) { q.absorbing[kind] = true }

func (q *Queue) fresh(kind string) {
	_, in := q.inside[kind]
	_, out := q.outside[kind]
	if in || out {
		panic("job: kind registered twice: " + kind)
	}
}

// Handle registers a handler whose payload is read into P.
func Handle[P any](q *Queue, kind string, f func(ctx context.Context, tx *db.Tx, payload P) error) {
	q.Handle(kind, func(ctx context.Context, tx *db.Tx, payload json.RawMessage) error {
		p, err := read[P](payload)
		if err != nil {
			return err
		}
		return f(ctx, tx, p)
	})
}

// HandleOutside registers an outside handler whose payload is read into P.
func HandleOutside[P any](q *Queue, kind string, f func(ctx context.Context, payload P) error) {
	q.HandleOutside(kind, func(ctx context.Context, payload json.RawMessage) error {
		p, err := read[P](payload)
		if err != nil {
			return err
		}
		return f(ctx, p)
	})
}

func read[P any](payload json.RawMessage) (P, error) {
	var p P
	if err := json.Unmarshal(payload, &p); err != nil {
		return p, fmt.Errorf("job: read payload: %w", err)
	}
	return p, nil
}

// Enqueue is the package's EnqueueAll; besides, it wakes this queue once the transaction is durable, so that the jobs
// need not wait for the next poll.
func (q *Queue) Enqueue(ctx context.Context, tx *db.Tx, specs ...Spec) (int64, error) {
	n, err := EnqueueAll(ctx, tx, specs)
	if n > 0 {
		tx.After(q.Wake)
	}
	return n, err
}

// Wake makes the queue look at the table now.
func (q *Queue) Wake() {
	for _, w := range q.pools {
		w.wake()
	}
}
