package channel

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// post is an inbox and a refresher that run.
type post struct {
	*testing.T
	dbtest.Fixture
	jobs      *job.Queue
	inbox     *Inbox
	refresher *Refresher
}

func each(t *testing.T, f func(p *post)) {
	dbtest.Each(t, []fs.FS{job.Schema, Schema}, func(t *testing.T, d dbtest.Fixture) {
		jobs := job.New(d.DB, job.Options{})
		p := &post{T: t, Fixture: d, jobs: jobs, inbox: NewInbox(d.DB, jobs), refresher: NewRefresher(d.DB, jobs, slog.New(slog.DiscardHandler))}
		ctx, stop := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		go func() { ended <- p.inbox.Run(ctx) }()
		t.Cleanup(func() {
			stop()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
		f(p)
	})
}

func (p *post) drain() {
	p.Helper()
	if err := p.jobs.Drain(p.Context()); err != nil {
		p.Fatal(err)
	}
}

// replay has a payload read again.
func (p *post) replay(i PayloadID) error {
	return p.Tx(p.Context(), func(ctx context.Context, tx *db.Tx) error { return p.inbox.Replay(ctx, tx, i) })
}

// TestToldManyTimesIsOne: the same payloads from many callers at once enter once each, and each is read once.
func TestToldManyTimesIsOne(t *testing.T) {
	each(t, func(p *post) {
		var read []string
		p.inbox.ReadBy("test", func(_ context.Context, _ *db.Tx, list []Payload) ([]error, error) {
			for _, one := range list {
				read = append(read, one.Payload)
			}
			return make([]error, len(list)), nil
		})
		var wg sync.WaitGroup
		var again, faults atomic.Int64
		for caller := range 8 {
			wg.Go(func() {
				for n := range 50 {
					r, err := p.inbox.Receive(context.Background(), Inbound{Channel: "test", Kind: "kind", Subject: fmt.Sprint("person:", n%10), Payload: []byte(fmt.Sprint("payload ", (n+caller)%50))})
					if err != nil {
						faults.Add(1)
					}
					if r.Again {
						again.Add(1)
					}
				}
			})
		}
		wg.Wait()
		p.drain()
		slices.Sort(read)
		if again.Load() != 350 || faults.Load() != 0 || len(read) != 50 || len(slices.Compact(read)) != 50 {
			p.Errorf("%d came again, %d failed, %d were read", again.Load(), faults.Load(), len(read))
		}
	})
}

// TestWhatCannotBeReadIsKept: a payload that fails stands with its reason, the others are read, and it can be read again.
func TestWhatCannotBeReadIsKept(t *testing.T) {
	each(t, func(p *post) {
		bad := fault.New(fault.Invalid, "test.bad", "坏", "bad")
		heal := false
		p.inbox.ReadBy("test", func(_ context.Context, _ *db.Tx, list []Payload) ([]error, error) {
			out := make([]error, len(list))
			for n, one := range list {
				if one.Payload == "bad" && !heal {
					out[n] = bad
				}
			}
			return out, nil
		})
		for _, text := range []string{"good", "bad", "fine"} {
			if _, err := p.inbox.Receive(p.Context(), Inbound{Channel: "test", Payload: []byte(text)}); err != nil {
				p.Fatal(err)
			}
		}
		p.drain()
		failed, err := p.inbox.List(p.Context(), Filter{State: Failed})
		if err != nil || len(failed) != 1 || failed[0].Payload != "bad" || failed[0].Reason != "test.bad" {
			p.Fatalf("%+v, %v", failed, err)
		}
		heal = true
		if err := p.replay(failed[0].ID); err != nil {
			p.Fatal(err)
		}
		p.drain()
		if done, err := p.inbox.List(p.Context(), Filter{State: Done}); err != nil || len(done) != 3 {
			p.Errorf("%d read, %v", len(done), err)
		}
		if err := p.replay(1); !errors.Is(err, ErrNoPayload) {
			p.Errorf("%v", err)
		}
	})
}

// TestStaleIsReadOnce: however often a subject is told of it is read once; told of while it is read, once more; what fails
// is tried later and stands with its reason.
func TestStaleIsReadOnce(t *testing.T) {
	each(t, func(p *post) {
		mark := func(subjects ...string) {
			p.Helper()
			err := p.Tx(p.Context(), func(ctx context.Context, tx *db.Tx) error { return p.refresher.Mark(ctx, tx, "test", 1, subjects...) })
			if err != nil {
				p.Fatal(err)
			}
		}
		var mu sync.Mutex
		reads := map[string]int{}
		broken := true
		p.refresher.RefreshBy("test", func(ctx context.Context, s Stale, apply Apply) error {
			mu.Lock()
			reads[s.Subject]++
			again, fails := s.Subject == "person:busy" && reads[s.Subject] == 1, s.Subject == "person:broken" && broken
			mu.Unlock()
			if again {
				mark(s.Subject)
			}
			if fails {
				return fault.New(fault.Unavailable, "test.away", "不在", "away")
			}
			return apply(ctx, func(context.Context, *db.Tx) error { return nil })
		})
		for range 5 {
			mark("person:a", "person:b", "person:busy", "person:broken")
		}
		p.drain()
		left, err := db.All[Stale](p.Context(), p.Read(), `SELECT `+staleColumns+` FROM channel_stale`)
		if err != nil || len(left) != 1 || left[0].Subject != "person:broken" || left[0].Reason != "test.away" || left[0].Attempts == 0 {
			p.Fatalf("%+v, %v", left, err)
		}
		if reads["person:a"] != 1 || reads["person:b"] != 1 || reads["person:busy"] != 2 {
			p.Errorf("%v", reads)
		}
		broken = false
		p.Clock.Advance(backOff(left[0].Attempts))
		mark("person:a")
		p.drain()
		if n, err := db.One[int64](p.Context(), p.Read(), `SELECT COUNT(*) FROM channel_stale`); err != nil || n != 0 {
			p.Errorf("%d are stale, %v", n, err)
		}
	})
}
