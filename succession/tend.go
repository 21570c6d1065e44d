package succession

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"qunli/channel"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/org"
)

const tendJob = "succession.tend"

// Schedule has what is due looked after every minute, and soon after something was told.
func (s *Service) Schedule() {
	s.jobs.HandleOutside(tendJob, func(ctx context.Context, _ json.RawMessage) error { return s.Tend(ctx) })
	s.jobs.Every(tendJob, time.Minute, tendJob)
}

func (s *Service) wake(ctx context.Context, tx *db.Tx) error {
	_, err := s.jobs.Enqueue(ctx, tx, job.Spec{Kind: tendJob, Lane: tendJob})
	return err
}

// Told has the channel asked what became of those of the people who are being handed on, in the caller's transaction: something
// was told of them.
func (s *Service) Told(ctx context.Context, tx *db.Tx, people []customer.ID) error {
	var told int64
	err := db.Lists(tx, people, func(part []customer.ID) error {
		c := db.Where("kind = 'customer' AND state IN ('asked', 'waiting')").In("object_id", part)
		n, err := db.Exec(ctx, tx, `UPDATE succession_object SET due_at = `+c.Next(1)+` WHERE `+c.SQL(), c.Args(tx.Now)...)
		told += n
		return err
	})
	if err != nil || told == 0 {
		return err
	}
	return s.wake(ctx, tx)
}

// batch is what one member hands on to one other.
type batch struct {
	Succession
	hand    Hand
	heir    org.Working
	kind    Kind
	objects []Object
}

// Tend hands on what is due. What fails for want of an answer is tried again later; one node of all does it.
func (s *Service) Tend(ctx context.Context) error {
	release, mine, err := s.db.TryLock(ctx, tendJob)
	if err != nil || !mine {
		return err
	}
	defer release()
	ctx = org.Owner(ctx, "succession")
	for {
		list, err := db.All[Object](ctx, s.db.Read(), `SELECT `+objectColumns+` FROM succession_object WHERE state IN ('planned', 'asked', 'waiting') AND due_at <= $1
			ORDER BY succession_id, kind, heir_id, object_id LIMIT 5000`, s.db.Clock().Now().UnixMilli())
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return s.closeDone(ctx)
		}
		batches, err := s.batches(ctx, list)
		if err != nil {
			return err
		}
		for _, b := range batches {
			if err := s.carry(ctx, b); err != nil {
				return err
			}
		}
	}
}

func (s *Service) batches(ctx context.Context, list []Object) ([]batch, error) {
	var out []batch
	for _, o := range list {
		if n := len(out) - 1; n >= 0 && out[n].ID == o.SuccessionID && out[n].kind == o.Kind && out[n].heir.ID == o.HeirID {
			out[n].objects = append(out[n].objects, o)
			continue
		}
		one, err := load(ctx, s.db.Read(), o.SuccessionID)
		if err != nil {
			return nil, err
		}
		known, err := org.WorkingByID(ctx, s.db.Read(), []org.StaffID{o.HeirID})
		if err != nil {
			return nil, err
		}
		heir := known[o.HeirID]
		out = append(out, batch{one, Hand{one.Member, heir.Code, one.Resigned, one.Message}, heir, o.Kind, []Object{o}})
	}
	return out, nil
}

// carry takes a batch one step further.
func (s *Service) carry(ctx context.Context, b batch) error {
	var fresh, begun []Object
	for _, o := range b.objects {
		if o.State == Planned {
			fresh = append(fresh, o)
		} else {
			begun = append(begun, o)
		}
	}
	steps := []struct {
		objects []Object
		step    func(context.Context, batch, []Object) error
	}{{fresh, s.hand}, {begun, s.results}}
	if b.kind == Group {
		steps[0].step, steps[1].step = s.handGroups, s.lookAtGroups
	}
	for _, one := range steps {
		for part := range slices.Chunk(one.objects, mostAtOnce) {
			if err := one.step(ctx, b, part); err != nil {
				return err
			}
		}
	}
	return nil
}

// closeDone ends the successions in which nothing is left to do, those of a process that was cut off before it did included.
func (s *Service) closeDone(ctx context.Context) error {
	done, err := db.All[ID](ctx, s.db.Read(), `SELECT s.id FROM succession s WHERE s.ended_at = 0
		AND NOT EXISTS (SELECT 1 FROM succession_object o WHERE o.succession_id = s.id AND o.state IN ('planned', 'asked', 'waiting'))`)
	if err != nil || len(done) == 0 {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, i := range done {
			if err := s.close(ctx, tx, i); err != nil {
				return err
			}
		}
		return nil
	})
}

// asked writes that the channel is being asked for objects.
func (s *Service) asked(ctx context.Context, list []Object) error {
	return s.change(ctx, list, func(o *Object, now int64) { o.State, o.DueAt = Asked, now })
}

// change writes objects as f leaves them.
func (s *Service) change(ctx context.Context, list []Object, f func(o *Object, now int64)) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for n := range list {
			f(&list[n], tx.Now)
			if err := write(ctx, tx, list[n]); err != nil {
				return err
			}
		}
		return nil
	})
}

func write(ctx context.Context, tx *db.Tx, o Object) error {
	_, err := db.Exec(ctx, tx, `UPDATE succession_object SET state = $4, reason = $5, until_at = $6, due_at = $7, attempts = $8, at = $9
		WHERE succession_id = $1 AND kind = $2 AND object_id = $3`, o.SuccessionID, o.Kind, o.ObjectID, o.State, o.Reason, o.UntilAt, o.DueAt, o.Attempts, tx.Now)
	return err
}

// fail gives an object its result.
func (o *Object) fail(state State, why error) {
	o.State, o.Reason, o.UntilAt = state, channel.ReasonOf(why), 0
}

// later has an object tried again after a while.
func (o *Object) later(state State, now int64, wait time.Duration) {
	o.State, o.DueAt, o.Attempts = state, now+wait.Milliseconds(), o.Attempts+1
}

// backOff is how long an object rests after so many failures in a row: 2 s, 4 s … half an hour.
func backOff(attempts int64) time.Duration {
	return min(2*time.Second<<min(attempts, 12), 30*time.Minute)
}

// refusedAll settles objects of which a whole call was refused: with no answer it is looked at later what became of them; when the
// channel wants to be left alone they wait; anything else is their result.
func (s *Service) refusedAll(ctx context.Context, list []Object, before State, failed error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	s.log.Warn("hand on in the channel", "objects", len(list), "error", failed)
	return s.change(ctx, list, func(o *Object, now int64) {
		var wants *channel.Later
		switch {
		case errors.As(failed, &wants):
			o.later(before, now, max(wants.Wait, backOff(o.Attempts)))
		case fault.Of(failed).Kind == fault.Unavailable:
			o.later(o.State, now, backOff(o.Attempts))
		default:
			o.fail(Failed, failed)
		}
	})
}
