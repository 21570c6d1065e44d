package channel

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/job"
)

// Stale is something that has to be read again from a channel.
type Stale struct {
	Channel  string
	Subject  string // person:KEY, group:KEY, tags:
	Told     int64
	Looks    int64
	DueAt    int64 // unix ms
	Attempts int64
	Reason   string
}

const staleColumns = `channel, subject, told, looks, due_at, attempts, reason`

// Refresh reads a subject again from its channel and writes what it learnt; apply is called with the transaction in which the
// subject stops being stale. A subject that no longer exists is no error.
type Refresh func(ctx context.Context, s Stale, apply Apply) error

// Apply runs f in the transaction that settles the subject. Called more than once, the last ends it.
type Apply func(ctx context.Context, f func(ctx context.Context, tx *db.Tx) error) error

// Refresher reads again what is stale: many at once, each at most once at a time over all nodes.
type Refresher struct {
	db      *db.DB
	jobs    *job.Queue
	log     *slog.Logger
	refresh map[string]Refresh
}

const refreshJob = "channel.refresh"

// NewRefresher gives the refresher of all channels.
func NewRefresher(d *db.DB, jobs *job.Queue, log *slog.Logger) *Refresher {
	r := &Refresher{d, jobs, log, map[string]Refresh{}}
	jobs.Absorb(refreshJob)
	job.HandleOutside(jobs, refreshJob, func(ctx context.Context, of reading) error { return r.run(ctx, of.Channel) })
	return r
}

// RefreshBy has a channel's subjects read again by f; every minute those whose time has come are looked for.
func (r *Refresher) RefreshBy(channel string, f Refresh) {
	r.refresh[channel] = f
	tick := refreshJob + "." + channel
	r.jobs.Handle(tick, func(ctx context.Context, tx *db.Tx, _ json.RawMessage) error {
		return r.wake(ctx, tx, channel)
	})
	r.jobs.Every(tick, time.Minute, tick)
}

// wake has what is due read. Jobs of a channel run one after the other, so that no subject is read twice at a time.
func (r *Refresher) wake(ctx context.Context, tx *db.Tx, channel string) error {
	_, err := r.jobs.Enqueue(ctx, tx, job.Spec{Kind: refreshJob, Payload: reading{channel}, Lane: refreshJob + ":" + channel})
	return err
}

// Mark notes subjects as stale in the caller's transaction and has them read soon. looks is how many times, the second and
// later ones a little later: some servers show a change only after a while.
func (r *Refresher) Mark(ctx context.Context, tx *db.Tx, channel string, looks int64, subjects ...string) error {
	rows := make([]Stale, len(subjects))
	for n, s := range subjects {
		rows[n] = Stale{Channel: channel, Subject: s, Told: 1, Looks: looks, DueAt: tx.Now}
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := db.Insert(ctx, tx, "channel_stale", rows, `ON CONFLICT (channel, subject) DO UPDATE SET told = channel_stale.told + 1,
		looks = CASE WHEN channel_stale.looks > excluded.looks THEN channel_stale.looks ELSE excluded.looks END, due_at = excluded.due_at`)
	if err != nil {
		return err
	}
	return r.wake(ctx, tx, channel)
}

// atOnce is how many subjects are read at a time.
const atOnce = 8

// run reads all that is due, and waits for what is due in a moment.
func (r *Refresher) run(ctx context.Context, channel string) error {
	f := r.refresh[channel]
	if f == nil {
		return nil
	}
	for until := int64(0); ; { // the time that was waited for
		now := max(until, r.db.Clock().Now().UnixMilli())
		next, err := db.All[Stale](ctx, r.db.Read(), `SELECT `+staleColumns+` FROM channel_stale WHERE channel = $1 AND due_at <= $2 ORDER BY due_at LIMIT 200`,
			channel, now+soon.Milliseconds())
		if err != nil || len(next) == 0 {
			return err
		}
		due := slices.DeleteFunc(slices.Clone(next), func(s Stale) bool { return s.DueAt > now })
		if len(due) == 0 {
			until = next[0].DueAt
			err = clock.Sleep(ctx, time.Duration(until-now)*time.Millisecond)
		} else {
			err = r.all(ctx, f, due)
		}
		if err != nil {
			return err
		}
	}
}

// all reads subjects, so many at a time; only a stopped ctx or a storage that fails is an error. Once the channel wants to be
// left alone with a kind of subjects, all of that kind rest.
func (r *Refresher) all(ctx context.Context, f Refresh, due []Stale) error {
	work := make(chan Stale)
	faults := make([]error, atOnce)
	tired := &tired{until: map[string]int64{}}
	var wg sync.WaitGroup
	for n := range atOnce {
		wg.Go(func() {
			for s := range work {
				if !tired.of(s) {
					faults[n] = errors.Join(faults[n], r.one(ctx, f, s, tired))
				}
			}
		})
	}
	for _, s := range due {
		work <- s
	}
	close(work)
	wg.Wait()
	return errors.Join(append(faults, r.rest(ctx, due[0].Channel, tired), ctx.Err())...)
}

// tired are the kinds of subjects with which the channel wants to be left alone.
type tired struct {
	mu    sync.Mutex
	until map[string]int64 // unix ms
}

func (t *tired) of(s Stale) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.until[s.kind()] != 0
}

func (t *tired) rest(s Stale, until int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.until[s.kind()] = max(t.until[s.kind()], until)
}

// kind is the word before a subject's key.
func (s Stale) kind() string {
	kind, _, _ := strings.Cut(s.Subject, ":")
	return kind
}

// rest puts off all subjects of tired kinds; it counts as no failure of theirs.
func (r *Refresher) rest(ctx context.Context, channel string, t *tired) error {
	if len(t.until) == 0 || ctx.Err() != nil {
		return nil
	}
	return r.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for kind, until := range t.until {
			_, err := db.Exec(ctx, tx, `UPDATE channel_stale SET due_at = $4 WHERE channel = $1 AND subject >= $2 AND subject < $3 AND due_at < $4`,
				channel, kind+":", kind+";", until)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// soon is when a subject is looked at once more.
const soon = 3 * time.Second

// one reads a subject again. What fails is tried again, later and later.
func (r *Refresher) one(ctx context.Context, f Refresh, s Stale, t *tired) error {
	settled := false
	failed := f(ctx, s, func(ctx context.Context, g func(ctx context.Context, tx *db.Tx) error) error {
		return r.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			if err := g(ctx, tx); err != nil {
				return err
			}
			settled = true
			return settle(ctx, tx, s)
		})
	})
	switch {
	case ctx.Err() != nil:
		return nil // all says so
	case failed == nil && settled:
		return nil
	case failed == nil:
		return r.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return settle(ctx, tx, s) })
	}
	if wait, _ := later(failed); wait > 0 {
		t.rest(s, r.db.Clock().Now().Add(wait).UnixMilli())
		return nil
	}
	r.log.Warn("read again", "channel", s.Channel, "attempt", s.Attempts+1, "error", failed)
	return r.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `UPDATE channel_stale SET attempts = attempts + 1, due_at = $3, reason = $4 WHERE channel = $1 AND subject = $2`,
			s.Channel, s.Subject, tx.Now+backOff(s.Attempts).Milliseconds(), fault.Of(failed).Code)
		return err
	})
}

// backOff is how long a subject rests after so many failures in a row: 1 s, 2 s, 4 s … 10 min.
func backOff(attempts int64) time.Duration {
	return min(time.Second<<min(attempts, 10), 10*time.Minute)
}

// settle ends a subject's staleness, unless it was told of again meanwhile or is to be looked at once more.
func settle(ctx context.Context, tx *db.Tx, s Stale) error {
	n, err := db.Exec(ctx, tx, `DELETE FROM channel_stale WHERE channel = $1 AND subject = $2 AND told = $3 AND looks <= 1`, s.Channel, s.Subject, s.Told)
	if err != nil || n == 1 {
		return err
	}
	_, err = db.Exec(ctx, tx, `UPDATE channel_stale SET looks = looks - 1, attempts = 0, reason = '', due_at = $4
		WHERE channel = $1 AND subject = $2 AND told = $3`, s.Channel, s.Subject, s.Told, tx.Now+soon.Milliseconds())
	return err
}
