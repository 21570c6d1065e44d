package mirror

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	"qunli/channel"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/job"
)

const (
	tendJob   = "mirror.tend"
	tendEvery = 15 * time.Second
)

// Schedule has what is due kept in the channel, and soon after somebody new is in touch.
func (s *Service) Schedule() {
	s.jobs.Absorb(tendJob)
	s.jobs.HandleOutside(tendJob, func(ctx context.Context, _ json.RawMessage) error { return s.Tend(ctx) })
	s.jobs.Every(tendJob, tendEvery, tendJob)
}

// Wake has what is due kept in the channel soon.
func (s *Service) Wake(ctx context.Context, tx *db.Tx) error {
	_, err := s.jobs.Enqueue(ctx, tx, job.Spec{Kind: tendJob, Lane: tendJob})
	return err
}

// Tend keeps in the channel what is due. What the channel refuses is tried again later and later, and keeps nobody else back; one
// node of all does it.
func (s *Service) Tend(ctx context.Context) error {
	release, mine, err := s.db.TryLock(ctx, tendJob)
	if err != nil || !mine {
		return err
	}
	defer release()
	if ready, err := s.channel.Ready(ctx); err != nil || !ready {
		return err
	}
	return errors.Join(s.tendRemarks(ctx), s.tendTags(ctx))
}

// atOnce is how many people are marked at a time; the channel's own limits are its client's to keep.
const atOnce = 8

func (s *Service) tendTags(ctx context.Context) error {
	for {
		due, err := customer.Echoes(ctx, s.db.Read(), s.now(), 200)
		if err != nil || len(due) == 0 {
			return err
		}
		wait, err := each(ctx, due, s.echo)
		if err != nil {
			return err
		}
		if wait > 0 {
			return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
				return customer.HushEchoes(ctx, tx, tx.Now+wait.Milliseconds())
			})
		}
	}
}

// each does f with all of a list, so many at a time. Once f says that the channel wants to be left alone, the rest is left and
// wait says for how long.
func each[T any](ctx context.Context, list []T, f func(context.Context, T) (time.Duration, error)) (wait time.Duration, err error) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	work := make(chan T)
	for range atOnce {
		wg.Go(func() {
			for one := range work {
				mu.Lock()
				stop := wait > 0 || err != nil
				mu.Unlock()
				if stop {
					continue
				}
				w, failed := f(ctx, one)
				mu.Lock()
				wait, err = max(wait, w), errors.Join(err, failed)
				mu.Unlock()
			}
		})
	}
	for _, one := range list {
		work <- one
	}
	close(work)
	wg.Wait()
	return wait, errors.Join(err, ctx.Err())
}

func (s *Service) now() int64 { return s.db.Clock().Now().UnixMilli() }

// backOff is how long something rests after so many failures in a row: 2 s, 4 s … half an hour.
func backOff(attempts int64) time.Duration {
	return min(2*time.Second<<min(attempts, 12), 30*time.Minute)
}

// echo compares one person with the channel and marks what differs.
func (s *Service) echo(ctx context.Context, e customer.Echo) (time.Duration, error) {
	failed := s.mark(ctx, e.CustomerID)
	if ctx.Err() != nil {
		return 0, ctx.Err()
	}
	if wait := channel.Wait(failed); wait > 0 {
		return wait, nil
	}
	return 0, s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if failed == nil {
			return customer.Echoed(ctx, tx, e)
		}
		s.log.Warn("mark in the channel", "customer", e.CustomerID, "attempt", e.Attempts+1, "error", failed)
		return customer.EchoLater(ctx, tx, e, backOff(e.Attempts), fault.Of(failed).Code)
	})
}

// mark marks all bonds of the person behind an id.
func (s *Service) mark(ctx context.Context, who customer.ID) error {
	q, name := s.db.Read(), s.channel.Name()
	families, err := customer.FamiliesOf(ctx, q, []customer.ID{who})
	if err != nil {
		return err
	}
	head := families.Now(who)
	if families, err = customer.FamiliesOf(ctx, q, []customer.ID{head}); err != nil {
		return err
	}
	people := families.Members(head)
	open, err := openBonds(ctx, q, name, people)
	if err != nil || len(open) == 0 {
		return err
	}
	shared, err := customer.SharedFamilies(ctx, q, name)
	if err != nil {
		return err
	}
	marks, err := marksOf(ctx, q, people)
	if err != nil {
		return err
	}
	tags, words, err := s.wanted(ctx, people, shared, marks)
	if err != nil {
		return err
	}
	keys, err := customer.KeysOf(ctx, q, customer.ExternalUserID, "", people)
	if err != nil {
		return err
	}
	for _, one := range people {
		var have []mark
		for _, b := range open[one] {
			have = append(have, marks[b.ID]...)
		}
		for _, w := range compare(open[one], have, tags, func(t customer.TagID) bool { return words[t].Key != "" && words[t].GoneAt == 0 }) {
			if err := s.put(ctx, w, keys[one], words); err != nil {
				return err
			}
		}
	}
	return nil
}

// wanted gives the tags of people of the families that are shared, and what these and those that bonds carry are called in the
// channel.
func (s *Service) wanted(ctx context.Context, people []customer.ID, shared map[string]bool, marks map[customer.BondID][]mark) ([]customer.Tag, map[customer.TagID]word, error) {
	held, err := customer.TagsOf(ctx, s.db.Read(), people)
	if err != nil {
		return nil, nil, err
	}
	var tags []customer.Tag
	for _, one := range people {
		for _, t := range held[one] {
			if shared[t.Family] && !slices.Contains(tags, t) {
				tags = append(tags, t)
			}
		}
	}
	asked := slices.Clone(tags)
	carried, err := s.carried(ctx, marks, shared)
	if err != nil {
		return nil, nil, err
	}
	for _, t := range carried {
		if !slices.Contains(asked, t) {
			asked = append(asked, t)
		}
	}
	words, err := s.words(ctx, asked)
	return tags, words, err
}

// carried gives the tags of marks, of the families that are shared.
func (s *Service) carried(ctx context.Context, marks map[customer.BondID][]mark, shared map[string]bool) ([]customer.Tag, error) {
	var ids []customer.TagID
	for _, list := range marks {
		for _, m := range list {
			ids = append(ids, m.TagID)
		}
	}
	all, err := customer.TagsByID(ctx, s.db.Read(), ids)
	return slices.DeleteFunc(all, func(t customer.Tag) bool { return !shared[t.Family] }), err
}

// put changes one bond: what is asked for is written first, so that its echo is known.
func (s *Service) put(ctx context.Context, w wish, person string, words map[customer.TagID]word) error {
	if person == "" {
		return nil // erased, or known to another channel
	}
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return errors.Join(ask(ctx, tx, w, w.add, adding), ask(ctx, tx, w, w.take, taking))
	})
	if err != nil {
		return err
	}
	failed := s.channel.Mark(ctx, w.bond.Member, person, keysOf(w.add, words), keysOf(w.take, words))
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(failed, ErrApart): // its end will be told, or found at night
		return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return forget(ctx, tx, w) })
	case errors.Is(failed, ErrNoWord):
		return errors.Join(errNoWord, s.relearn(ctx))
	case failed != nil:
		return failed
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return settle(ctx, tx, w) })
}

var errNoWord = fault.New(fault.Unavailable, "mirror.no_word", "企业微信里少了一个标签，重新读取后会再试", "The channel lacks one of the tags; it is tried again after the tags were read")

// relearn reads the tags of the channel again, since one that we thought to be there is not.
func (s *Service) relearn(ctx context.Context) error {
	list, err := s.channel.Words(ctx)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return Worded(ctx, tx, s.channel.Name(), list) })
}

func keysOf(tags []customer.TagID, words map[customer.TagID]word) []string {
	var out []string
	for _, t := range tags {
		out = append(out, words[t].Key)
	}
	return out
}

func ask(ctx context.Context, tx *db.Tx, w wish, tags []customer.TagID, state string) error {
	rows := make([]mark, len(tags))
	for n, t := range tags {
		rows[n] = mark{w.bond.ID, t, w.bond.CustomerID, state, tx.Now}
	}
	return keep(ctx, tx, rows)
}

// settle notes that the channel did what was asked for.
func settle(ctx context.Context, tx *db.Tx, w wish) error {
	if err := ask(ctx, tx, w, w.add, kept); err != nil {
		return err
	}
	return ask(ctx, tx, w, w.take, off)
}

// forget forgets what was asked for of a bond.
func forget(ctx context.Context, tx *db.Tx, w wish) error {
	c := db.Where("bond_id = $1", w.bond.ID).In("tag_id", slices.Concat(w.add, w.take))
	_, err := db.Exec(ctx, tx, `DELETE FROM mirror_mark WHERE `+c.SQL(), c.Args()...)
	return err
}
