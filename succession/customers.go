package succession

import (
	"context"
	"errors"
	"slices"
	"time"

	"qunli/customer"
	"qunli/kit/db"
)

// untilDone is how long the customer may refuse (reference §4.9); the channel says exactly.
const untilDone = 24 * time.Hour

// lookAgain is how often the channel is asked what became of those who wait.
const lookAgain = 30 * time.Minute

// keysOf gives the channel's keys of the customers.
func (s *Service) keysOf(ctx context.Context, list []Object) (map[customer.ID]string, error) {
	ids := make([]customer.ID, len(list))
	for n, o := range list {
		ids[n] = customer.ID(o.ObjectID)
	}
	return customer.KeysOf(ctx, s.db.Read(), customer.ExternalUserID, "", ids)
}

// hand asks for customers to be handed on.
func (s *Service) hand(ctx context.Context, b batch, list []Object) error {
	keys, err := s.keysOf(ctx, list)
	if err != nil {
		return err
	}
	var people []string
	var unknown []Object
	list = slices.DeleteFunc(slices.Clone(list), func(o Object) bool {
		key := keys[customer.ID(o.ObjectID)]
		if key == "" {
			unknown = append(unknown, o)
			return true
		}
		people = append(people, key)
		return false
	})
	if err := s.change(ctx, unknown, func(o *Object, _ int64) { o.fail(Failed, errNotBound) }); err != nil || len(list) == 0 {
		return err
	}
	if err := s.asked(ctx, list); err != nil {
		return err
	}
	answers, err := s.channel.Hand(ctx, b.hand, people)
	if err != nil {
		return s.refusedAll(ctx, list, Planned, err)
	}
	return s.change(ctx, list, func(o *Object, now int64) {
		refusal, told := answers[keys[customer.ID(o.ObjectID)]]
		switch {
		case !told: // the channel said nothing of it: its results will
		case refusal == nil:
			o.State, o.Reason, o.UntilAt, o.DueAt, o.Attempts = Waiting, "", now+untilDone.Milliseconds(), now, 0
		case errors.Is(refusal, ErrUnderway): // by us, when an answer was lost; or elsewhere
			o.fail(Asked, errUnderway)
		default:
			o.fail(Failed, refusal)
		}
	})
}

// results asks what became of customers.
func (s *Service) results(ctx context.Context, b batch, list []Object) error {
	keys, err := s.keysOf(ctx, list)
	if err != nil {
		return err
	}
	all, err := s.channel.Results(ctx, b.hand)
	if err != nil {
		return s.refusedAll(ctx, list, list[0].State, err)
	}
	var done []Object
	at := map[customer.ID]int64{}
	err = s.change(ctx, list, func(o *Object, now int64) {
		r := all[keys[customer.ID(o.ObjectID)]]
		if r.State == Done && r.At < b.At-untilDone.Milliseconds() {
			r = Result{} // of an earlier succession
		}
		if o.take(r, now); o.State == Done {
			o.State = Waiting // until it is done here too
			done = append(done, *o)
			at[customer.ID(o.ObjectID)] = r.At
		}
	})
	if err != nil {
		return err
	}
	for part := range slices.Chunk(done, 20) {
		if err := s.finish(ctx, b, part, keys, at); err != nil {
			return err
		}
	}
	return nil
}

// take takes in what the channel says of a customer.
func (o *Object) take(r Result, now int64) {
	switch r.State {
	case Waiting:
		o.State, o.Reason, o.UntilAt, o.Attempts = Waiting, "", r.At, 0
		o.DueAt = max(now+time.Minute.Milliseconds(), min(r.At+1000, now+lookAgain.Milliseconds()))
	case Done:
		o.State, o.Reason, o.UntilAt, o.DueAt = Done, "", 0, now
	case Refused:
		o.fail(Refused, errRefused)
	case Full:
		o.fail(Full, errFull)
	default:
		switch {
		case o.State == Waiting:
			o.fail(Failed, errLost)
		case o.Reason != "": // underway, and not by us
			o.State = Failed
		default: // the question was lost
			o.later(Planned, now, backOff(o.Attempts))
		}
	}
}

// finish makes here what was done in the channel: bonds end by transfer, the successor is the keeper, and the people are read again.
func (s *Service) finish(ctx context.Context, b batch, list []Object, keys map[customer.ID]string, at map[customer.ID]int64) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := customer.Hold(ctx, tx); err != nil {
			return err
		}
		var people []customer.ID
		var subjects []string
		for _, o := range list {
			i := customer.ID(o.ObjectID)
			if err := customer.HandedOn(ctx, tx, b.Channel, i, b.Member, at[i]); err != nil {
				return err
			}
			o.State = Done
			if err := write(ctx, tx, o); err != nil {
				return err
			}
			people, subjects = append(people, i), append(subjects, "person:"+keys[i])
		}
		if err := customer.Inherit(ctx, tx, people, b.FromID, b.heir.ID, b.heir.StoreID); err != nil {
			return err
		}
		return s.refresher.Mark(ctx, tx, b.Channel, 1, subjects...)
	})
}
