package commit

import (
	"context"
	"sync"
	"sync/atomic"

	"qunli/kit/db"
	"qunli/kit/fault"
)

// The refusals of Do, besides those of the Decider and of the storage.
var (
	ErrOverloaded = fault.New(fault.Unavailable, "commit.overloaded",
		"现在人太多，请稍后重试", "Too many requests at once; try again shortly")
	ErrStopped = fault.New(fault.Unavailable, "commit.stopped",
		"服务正在停止，请稍后重试", "The service is stopping; try again shortly")
	ErrLeft = fault.New(fault.Unavailable, "commit.left",
		"没有等到结果，请用同一个幂等键重试", "The outcome was not waited for; try again with the same idempotency key")
	// ErrConflict wraps the constraint that one request alone hit; db.Code still tells which.
	ErrConflict = fault.New(fault.Conflict, "commit.conflict",
		"与已有记录冲突", "It clashes with what is already recorded")
)

// Decider is one hot verb. All its methods are called from one goroutine. It may be an Ahead, too.
type Decider[Req, Reply, Write any] interface {
	// Begin takes the fence of what the batch is about (UPDATE … SET version = version + 1 … RETURNING version) and
	// reads what is not remembered or no longer current.
	Begin(ctx context.Context, tx *db.Tx, requests []Req) error
	// Decide is pure: it sees the state as the requests before it left it, and changes it in memory. now is unix ms.
	// An error refuses this request alone and must leave the state as it was.
	Decide(now int64, request Req) (Reply, []Write, error)
	// Apply writes all that the batch decided, in order; it is not called without writes.
	Apply(ctx context.Context, tx *db.Tx, writes []Write) error
	// Forget drops all that is remembered: the batch it belongs to was not committed, or nobody knows.
	Forget()
}

// Ahead is a Decider that writes while it decides: a large batch keeps both the one who decides and the database busy.
type Ahead interface {
	// Part gives what writes those decisions since the last part that may be on the way before the rest, nil for none. It runs beside
	// the decisions that follow, before the next part and before Apply, and touches nothing that they touch.
	Part() func(ctx context.Context, tx *db.Tx) error
}

// Options size a queue; zero values are the defaults.
type Options struct {
	Batch   int // requests in one transaction; 512
	Part    int // decisions of an Ahead after which what they brought is written; 128
	Waiting int // requests queued before Do refuses; 8192
}

// Queue collects the requests of one Decider. Its methods are safe for concurrent use; Run is called once.
type Queue[Req, Reply any] struct {
	try     func(ctx context.Context, batch []*call[Req, Reply]) error
	forget  func()
	options Options
	mu      sync.Mutex
	waiting []*call[Req, Reply]
	stopped bool
	wake    chan struct{} // holds a token when something waits
	stats   struct{ batches, requests, failed atomic.Int64 }
}

// call is one request on its way and, once done is closed, its answer.
type call[Req, Reply any] struct {
	request Req
	reply   Reply
	err     error
	left    atomic.Bool // the caller no longer waits
	done    chan struct{}
}

// New gives the queue of a decider. Nothing happens until Run.
func New[Req, Reply, Write any](d *db.DB, decider Decider[Req, Reply, Write], options Options) *Queue[Req, Reply] {
	if options.Batch == 0 {
		options.Batch = 512
	}
	if options.Part == 0 {
		options.Part = 128
	}
	if options.Waiting == 0 {
		options.Waiting = 8192
	}
	return &Queue[Req, Reply]{
		try: func(ctx context.Context, batch []*call[Req, Reply]) error {
			return attempt(ctx, d, decider, batch, options.Part)
		},
		forget:  decider.Forget,
		options: options,
		wake:    make(chan struct{}, 1),
	}
}

// Do queues a request and waits until it is durable or refused. A caller whose ctx ends gets ErrLeft at once; a request
// still queued then is skipped, one already taken may be committed.
func (q *Queue[Req, Reply]) Do(ctx context.Context, request Req) (Reply, error) {
	c := &call[Req, Reply]{request: request, done: make(chan struct{})}
	var none Reply
	if err := q.enter(c); err != nil {
		return none, err
	}
	select {
	case <-c.done:
		return c.reply, c.err
	case <-ctx.Done():
		c.left.Store(true)
		return none, ErrLeft.Because(ctx.Err())
	}
}

func (q *Queue[Req, Reply]) enter(c *call[Req, Reply]) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.stopped {
		return ErrStopped
	}
	if len(q.waiting) >= q.options.Waiting {
		return ErrOverloaded
	}
	q.waiting = append(q.waiting, c)
	select {
	case q.wake <- struct{}{}:
	default:
	}
	return nil
}

// take gives the next batch, without those whose caller left.
func (q *Queue[Req, Reply]) take() []*call[Req, Reply] {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.waiting), q.options.Batch)
	batch := make([]*call[Req, Reply], 0, n)
	for _, c := range q.waiting[:n] {
		if c.left.Load() {
			close(c.done)
		} else {
			batch = append(batch, c)
		}
	}
	rest := copy(q.waiting, q.waiting[n:])
	clear(q.waiting[rest:])
	q.waiting = q.waiting[:rest]
	return batch
}

// Stats counts what a queue has done since it was made.
type Stats struct {
	Batches  int64 // transactions committed
	Requests int64 // requests answered by them
	Failed   int64 // transactions that failed and were halved or refused
	Waiting  int64 // requests queued now
}

// Stats gives the counts.
func (q *Queue[Req, Reply]) Stats() Stats {
	q.mu.Lock()
	defer q.mu.Unlock()
	return Stats{q.stats.batches.Load(), q.stats.requests.Load(), q.stats.failed.Load(), int64(len(q.waiting))}
}
