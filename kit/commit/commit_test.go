package commit

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/testkit/dbtest"
)

// preload queues requests in order, before anything runs.
func preload(t *testing.T, q *Queue[taken, int64], requests []taken) []*call[taken, int64] {
	t.Helper()
	calls := make([]*call[taken, int64], len(requests))
	for i, r := range requests {
		calls[i] = &call[taken, int64]{request: r, done: make(chan struct{})}
		if err := q.enter(calls[i]); err != nil {
			t.Fatal(err)
		}
	}
	return calls
}

// runOut runs the queue until it has answered all it holds.
func runOut(t *testing.T, q *Queue[taken, int64]) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := q.Run(ctx); err != nil {
		t.Fatal(err)
	}
}

// Whatever mix of good, repeated, forbidden, panicking and unwritable requests is queued: each good one enters exactly
// once and in order, each bad one is refused alone, and what is remembered equals what is stored.
func TestEveryMixIsSettled(t *testing.T) {
	dbtest.Each(t, nil, func(t *testing.T, d dbtest.Fixture) {
		makeHall(t, d.DB, 1_000_000)
		person := int64(0)
		for seed := range uint64(12) {
			r := rand.New(rand.NewPCG(seed, 1))
			requests := make([]taken, 1+r.IntN(120))
			bad := r.IntN(6)
			for i := range requests {
				person++
				requests[i] = taken{Person: person, Amount: 1 + r.Int64N(9)}
			}
			for range bad {
				spoil(r, requests)
			}
			e := &eager{}
			decider := &e.seats
			options := Options{Batch: 1 + r.IntN(64), Part: 1 + r.IntN(16)}
			q := New(d.DB, decider, options)
			if seed%2 == 1 {
				q = New(d.DB, e, options)
			}
			before := rows(t, d)
			calls := preload(t, q, requests)
			stop := start(t, q) // not runOut: what is left over after an end is answered within seconds, or not at all
			for _, c := range calls {
				<-c.done
			}
			stop()
			judge(t, seed, calls, rows(t, d)[len(before):])
			if decider.known {
				stored, err := db.One[hall](t.Context(), d.Read(), `SELECT version, free, next FROM hall`)
				if err != nil || decider.hall != stored {
					t.Errorf("seed %d: remembered %+v, stored %+v (%v)", seed, decider.hall, stored, err)
				}
			}
			if most := options.Batch; seed%2 == 1 && e.parts == 0 && min(most, len(requests)) > options.Part+bad {
				t.Errorf("seed %d: nothing was written ahead: %d requests, %+v", seed, len(requests), options)
			}
		}
	})
}

// spoil makes one request bad: a repeat of another's person, a forbidden amount, or one that breaks the code.
func spoil(r *rand.Rand, requests []taken) {
	i := r.IntN(len(requests))
	switch r.IntN(5) {
	case 0:
		requests[i].Person = requests[0].Person
	case 1:
		requests[i].Amount = 0
	case 2:
		requests[i].Amount = nastyDecide
	case 3:
		requests[i].Amount = nastyApply
	case 4:
		requests[i].Amount = nastyPart
	}
}

// judge compares answers with rows, against the plainest model: one request after the other.
func judge(t *testing.T, seed uint64, calls []*call[taken, int64], got []taken) {
	t.Helper()
	seen := map[int64]bool{}
	var want []taken
	for _, c := range calls {
		<-c.done
		good := c.request.Amount > 0 && !seen[c.request.Person]
		if good != (c.err == nil) {
			t.Errorf("seed %d: %+v answered %v", seed, c.request, c.err)
		}
		if c.err == nil {
			seen[c.request.Person] = true
			want = append(want, taken{c.request.Person, c.request.Amount, c.reply})
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("seed %d: answered (-) and stored (+) differ:\n%s", seed, diff)
	}
}

// Hundreds of callers at once: nobody gets a seat twice, no seat is lost, exactly as many as there are.
func TestLastSeats(t *testing.T) {
	dbtest.Each(t, nil, func(t *testing.T, d dbtest.Fixture) {
		const free, callers, each = 150, 40, 6
		makeHall(t, d.DB, free)
		q := New(d.DB, &seats{}, Options{Batch: 32})
		done := start(t, q)
		var mu sync.Mutex
		places, refused := map[int64]bool{}, 0
		var wg sync.WaitGroup
		for caller := range int64(callers) {
			wg.Go(func() {
				last := int64(0)
				for i := range int64(each) {
					place, err := q.Do(t.Context(), taken{Person: caller*each + i, Amount: 1})
					mu.Lock()
					switch {
					case errors.Is(err, errFull):
						refused++
					case err != nil:
						t.Error(err)
					case places[place] || place <= last:
						t.Errorf("place %d given twice or out of order (after %d)", place, last)
					default:
						places[place], last = true, place
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		done()
		if got := len(rows(t, d)); got != free || len(places) != free || refused != callers*each-free {
			t.Errorf("%d seats: %d stored, %d answered, %d refused", free, got, len(places), refused)
		}
		if s := q.Stats(); s.Failed != 0 || s.Requests != callers*each || s.Waiting != 0 {
			t.Errorf("a refusal is no failure: %+v", s)
		}
	})
}

// start runs q; the returned function stops it and waits.
func start(t *testing.T, q *Queue[taken, int64]) func() {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- q.Run(ctx) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func TestUnknownOutcome(t *testing.T) {
	dbtest.Each(t, nil, func(t *testing.T, d dbtest.Fixture) {
		makeHall(t, d.DB, 10)
		for _, cause := range []error{db.ErrUnknown.Because(errors.New("cut")), db.ErrFull, context.Canceled} {
			decider := &seats{fail: cause}
			q := New(d.DB, decider, Options{})
			calls := preload(t, q, []taken{{Person: 1, Amount: 1}, {Person: 2, Amount: 1}})
			runOut(t, q)
			for _, c := range calls {
				if fault.Of(c.err).Kind != fault.Unavailable || c.reply != 0 {
					t.Errorf("%v: answered %d, %v", cause, c.reply, c.err)
				}
			}
			if decider.forgot != 1 || decider.known {
				t.Errorf("%v: forgot %d times, want once and no halving", cause, decider.forgot)
			}
		}
		if n := len(rows(t, d)); n != 0 {
			t.Errorf("%d rows", n)
		}
	})
}

// A constraint reaches the one caller as a conflict whose code can still be read.
func TestConflict(t *testing.T) {
	dbtest.Each(t, nil, func(t *testing.T, d dbtest.Fixture) {
		makeHall(t, d.DB, 10)
		q := New(d.DB, &seats{}, Options{})
		calls := preload(t, q, []taken{{Person: 1, Amount: 1}, {Person: 1, Amount: 2}, {Person: 2, Amount: 1}})
		runOut(t, q)
		if err := calls[1].err; !errors.Is(err, ErrConflict) || db.Code(err) != db.CodeUnique {
			t.Errorf("got %v", err)
		}
		if calls[0].err != nil || calls[2].err != nil {
			t.Errorf("neighbours refused: %v, %v", calls[0].err, calls[2].err)
		}
	})
}

// A systematic defect costs a bounded number of transactions, whatever the size of the batch.
func TestDefectIsBounded(t *testing.T) {
	d := dbtest.Open(t, t.TempDir()+"/q.db", nil)
	makeHall(t, d.DB, 1000)
	requests := make([]taken, 512)
	for i := range requests {
		requests[i] = taken{Person: int64(i), Amount: nastyApply}
	}
	q := New(d.DB, &seats{}, Options{})
	calls := preload(t, q, requests)
	runOut(t, q)
	for _, c := range calls {
		if c.err == nil {
			t.Fatal("an unwritable request was answered well")
		}
	}
	if failed := q.Stats().Failed; failed > 3*maxDefects {
		t.Errorf("%d failing transactions", failed)
	}
}

func TestOverloadAndStop(t *testing.T) {
	d := dbtest.Open(t, t.TempDir()+"/q.db", nil)
	makeHall(t, d.DB, 10)
	q := New(d.DB, &seats{}, Options{Waiting: 2})
	calls := preload(t, q, []taken{{Person: 1, Amount: 1}, {Person: 2, Amount: 1}})
	if _, err := q.Do(t.Context(), taken{Person: 3, Amount: 1}); !errors.Is(err, ErrOverloaded) {
		t.Errorf("a full queue answered %v", err)
	}
	runOut(t, q) // its ctx has ended: it drains what is queued
	for _, c := range calls {
		if <-c.done; c.err != nil {
			t.Errorf("queued before the stop, answered %v", c.err)
		}
	}
	if _, err := q.Do(t.Context(), taken{Person: 3, Amount: 1}); !errors.Is(err, ErrStopped) {
		t.Errorf("a stopped queue answered %v", err)
	}
}

// A caller that leaves while queued is not decided.
func TestCallerLeaves(t *testing.T) {
	d := dbtest.Open(t, t.TempDir()+"/q.db", nil)
	makeHall(t, d.DB, 10)
	q := New(d.DB, &seats{}, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := q.Do(ctx, taken{Person: 1, Amount: 1}); !errors.Is(err, ErrLeft) {
		t.Errorf("got %v", err)
	}
	runOut(t, q)
	if got := rows(t, d); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

// What is remembered is used as long as nobody else moved the fence, and read again when somebody did.
func TestFence(t *testing.T) {
	dbtest.Each(t, nil, func(t *testing.T, d dbtest.Fixture) {
		makeHall(t, d.DB, 4)
		one, two := &seats{}, &seats{}
		a, b := New(d.DB, one, Options{}), New(d.DB, two, Options{})
		stopA, stopB := start(t, a), start(t, b)
		for i, q := range []*Queue[taken, int64]{a, a, b, a} {
			place, err := q.Do(t.Context(), taken{Person: int64(i), Amount: 1})
			if err != nil || place != int64(i+1) {
				t.Errorf("request %d: place %d, %v", i, place, err)
			}
		}
		if _, err := b.Do(t.Context(), taken{Person: 9, Amount: 1}); !errors.Is(err, errFull) {
			t.Errorf("the other queue's seats were not seen: %v", err)
		}
		stopA()
		stopB()
		if one.reread != 2 || two.reread != 2 {
			t.Errorf("read again %d and %d times, want 2 and 2", one.reread, two.reread)
		}
	})
}
