package channel

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"qunli/kit/db"
	"qunli/kit/job"
)

// round is one job's part of a sync.
type round struct {
	*Syncer
	Sync
	source   Source
	advanced atomic.Bool // something was read

	mu   sync.Mutex
	tags []Word // once read
	read bool
	at   int64 // ms when they were asked for
}

// run reads on until the sync ends, the channel wants to be left alone, or ctx ends.
func (s *Syncer) run(ctx context.Context, channel string) error {
	runs, err := running(ctx, s.db.Read(), channel)
	if err != nil || len(runs) == 0 || runs[0].RestUntil > s.db.Clock().Now().UnixMilli() {
		return err
	}
	r := &round{Syncer: s, Sync: runs[0], source: s.sources[channel]}
	working := db.Bulk(ctx)
	if r.History {
		working = job.History(working)
	}
	for {
		items, err := r.next(ctx)
		if err == nil && len(items) == 0 {
			return r.end(ctx, Done, "")
		}
		if err == nil {
			err = r.all(working, items)
		}
		if err == nil {
			continue
		}
		var told *refused
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case !errors.As(err, &told):
			return err // our own trouble: the job is tried again
		}
		s.log.Warn("read a channel", "channel", channel, "error", told.error)
		if _, may := later(told.error); may {
			return r.rest(ctx, told.error)
		}
		return r.end(ctx, Failed, reasonOf(told.error))
	}
}

// refused is what the channel said; other errors are of our own storage.
type refused struct{ error }

// Unwrap gives what it said.
func (r *refused) Unwrap() error { return r.error }

// next gives things to read, of the first step that has any.
func (r *round) next(ctx context.Context) ([]Item, error) {
	for _, step := range Steps() {
		items, err := db.All[Item](ctx, r.db.Read(), `SELECT `+itemColumns+` FROM channel_sync_item WHERE sync_id = $1 AND step = $2 AND state = 'new' ORDER BY key LIMIT 200`,
			r.ID, step)
		if err != nil || len(items) > 0 {
			return items, err
		}
	}
	return nil, nil
}

// rest ends this job and has another go on later: the longer, the more often nothing could be read.
func (r *round) rest(ctx context.Context, cause error) error {
	strikes := r.Strikes + 1
	if r.advanced.Load() {
		strikes = 1
	}
	wait, _ := later(cause)
	wait = max(wait, backOff(strikes-1))
	return r.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		until := tx.Now + wait.Milliseconds()
		_, err := db.Exec(ctx, tx, `UPDATE channel_sync SET strikes = $2, rest_until = $3, reason = $4 WHERE id = $1 AND state = 'running'`, r.ID, strikes, until, reasonOf(cause))
		return errors.Join(err, r.carryOn(ctx, tx, r.Channel, until))
	})
}

// end ends the sync.
func (r *round) end(ctx context.Context, state State, reason string) error {
	return r.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `UPDATE channel_sync SET state = $2, reason = $3, finished_at = $4 WHERE id = $1 AND state = 'running'`, r.ID, state, reason, tx.Now)
		return err
	})
}

// all reads things, so many at a time, each to its end; the first that fails stops the others after the page they are at.
func (r *round) all(ctx context.Context, items []Item) error {
	var stop atomic.Bool
	var wg sync.WaitGroup
	work := make(chan Item)
	faults := make([]error, atOnce)
	for n := range atOnce {
		wg.Go(func() {
			for it := range work {
				for it.State == New && faults[n] == nil && !stop.Load() {
					if faults[n] = r.page(ctx, &it); faults[n] != nil {
						stop.Store(true)
					}
				}
			}
		})
	}
	for _, it := range items {
		work <- it
	}
	close(work)
	wg.Wait()
	faults = slices.DeleteFunc(faults, func(err error) bool { return err == nil })
	if len(faults) == 0 {
		return ctx.Err()
	}
	return weightiest(faults)
}

// weightiest gives the failure that decides: our own trouble, then one that waiting does not mend, then the longest wait.
func weightiest(faults []error) error {
	weight := func(err error) int64 {
		var told *refused
		wait, may := later(err)
		switch {
		case !errors.As(err, &told):
			return 1 << 62
		case !may:
			return 1 << 61
		}
		return int64(wait)
	}
	return slices.MaxFunc(faults, func(a, b error) int { return int(min(1, max(-1, weight(a)-weight(b)))) })
}

// page reads the next page of a thing and writes what it brought.
func (r *round) page(ctx context.Context, it *Item) error {
	was := *it
	write, err := r.ask(ctx, it)
	var alone *Unreadable
	switch {
	case errors.As(err, &alone):
		it.State, it.Reason = Failed, reasonOf(alone.Cause)
	case err != nil:
		return err
	}
	return r.advance(ctx, was, *it, write)
}

type write func(ctx context.Context, tx *db.Tx) error

// advance writes what a page brought together with how far the thing is.
func (r *round) advance(ctx context.Context, was, now Item, f write) error {
	err := r.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := db.MustAffect(ctx, tx, errOvertaken, `UPDATE channel_sync_item SET state = $1, cursor = $2, done = $3, total = $4, reason = $5
			WHERE sync_id = $6 AND step = $7 AND key = $8 AND state = 'new' AND cursor = $9`,
			now.State, now.Cursor, now.Done, now.Total, now.Reason, was.SyncID, was.Step, was.Key, was.Cursor)
		if err != nil || f == nil {
			return err
		}
		return f(ctx, tx)
	})
	if err == nil {
		r.advanced.Store(true)
	}
	return err
}

// ask asks the channel for the next page of a thing, and gives what is to be written of it.
func (r *round) ask(ctx context.Context, it *Item) (write, error) {
	switch it.Step {
	case StepTags:
		return r.askTags(ctx, it)
	case StepMembers:
		return r.askMembers(ctx, it)
	case StepLists:
		return r.askList(ctx, it)
	case StepPersons:
		return r.askPersons(ctx, it)
	case StepGroups:
		return r.askGroups(ctx, it)
	}
	return r.askRoster(ctx, it)
}
