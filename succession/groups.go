package succession

import (
	"context"

	"qunli/community"
	"qunli/kit/db"
)

func (s *Service) codesOf(ctx context.Context, list []Object) (map[community.ID]string, error) {
	ids := make([]community.ID, len(list))
	for n, o := range list {
		ids[n] = community.ID(o.ObjectID)
	}
	return community.CodesOf(ctx, s.db.Read(), s.channel.Name(), ids)
}

// handGroups hands groups on: each is done or failed at once.
func (s *Service) handGroups(ctx context.Context, b batch, list []Object) error {
	codes, err := s.codesOf(ctx, list)
	if err != nil {
		return err
	}
	var keys []string
	for _, o := range list {
		keys = append(keys, codes[community.ID(o.ObjectID)])
	}
	if err := s.asked(ctx, list); err != nil {
		return err
	}
	answers, err := s.channel.HandGroups(ctx, b.hand, keys)
	if err != nil {
		return s.refusedAll(ctx, list, Planned, err)
	}
	for n, o := range list {
		refusal, told := answers[keys[n]]
		switch {
		case told && refusal == nil:
			err = s.finishGroup(ctx, b, o, keys[n])
		case told:
			err = s.change(ctx, list[n:n+1], func(o *Object, _ int64) { o.fail(Failed, refusal) })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// lookAtGroups asks who owns groups of which the answer was lost: the successor, or nothing was done and it is asked for again.
func (s *Service) lookAtGroups(ctx context.Context, b batch, list []Object) error {
	codes, err := s.codesOf(ctx, list)
	if err != nil {
		return err
	}
	for n, o := range list {
		key := codes[community.ID(o.ObjectID)]
		owner, err := s.channel.Owner(ctx, key)
		switch {
		case err != nil:
			err = s.refusedAll(ctx, list[n:n+1], Asked, err)
		case owner == b.heir.Code:
			err = s.finishGroup(ctx, b, o, key)
		default:
			err = s.change(ctx, list[n:n+1], func(o *Object, now int64) { o.State, o.DueAt = Planned, now })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// finishGroup makes here what was done in the channel: the successor owns the group.
func (s *Service) finishGroup(ctx context.Context, b batch, o Object, key string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.groups.HandOn(ctx, tx, community.ID(o.ObjectID), b.heir.ID, b.heir.StoreID); err != nil {
			return err
		}
		o.State, o.Reason = Done, ""
		if err := write(ctx, tx, o); err != nil {
			return err
		}
		return s.refresher.Mark(ctx, tx, b.Channel, 1, "group:"+key)
	})
}
