package community

import (
	"cmp"
	"context"
	"slices"
	"time"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// The refusals of opening and closing.
var (
	ErrUndecided = fault.New(fault.Conflict, "community.undecided",
		"请先选定群类型", "Decide first what kind of group it is")
	ErrDates = fault.New(fault.Invalid, "community.dates",
		"活动群要有开始和结束日期", "An activity group has a first and a last day")
	ErrHarvest = fault.New(fault.Conflict, "community.harvest",
		"还有 %d 位活跃成员没有安排去处：请转到更深的群，或注明放弃", "%d active members have not been taken care of: move them to a deeper group, or waive them")
)

// Open opens a draft: it has a kind and a whole brief (COM-01), an activity group its days (COM-03).
func (s *Service) Open(ctx context.Context, i ID, version int64) (Community, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Community{}, err
	}
	return s.change(ctx, i, version, "community.open", func(ctx context.Context, tx *db.Tx, c *Community) error {
		if err := c.in(Draft); err != nil {
			return err
		}
		return s.open(ctx, tx, c)
	})
}

// open opens a group that has what every open group has.
func (s *Service) open(ctx context.Context, tx *db.Tx, c *Community) error {
	if c.Kind == Undecided {
		return ErrUndecided
	}
	if c.Kind == Activity && (c.StartsOn == "" || c.EndsOn == "") {
		return ErrDates
	}
	if err := needBrief(ctx, tx, *c); err != nil {
		return err
	}
	again := c.OpenedAt != 0
	c.State, c.OpenedAt, c.ClosedAt = Open, cmp.Or(c.OpenedAt, tx.Now), 0
	if again {
		return nil
	}
	return s.bus.Publish(ctx, tx, Opened{c.ID})
}

// in refuses a community that is in none of the states.
func (c *Community) in(states ...State) error {
	if !slices.Contains(states, c.State) {
		return ErrState.F(string(c.State))
	}
	return nil
}

// Close ends a group. An activity group first goes through its harvest: BeginHarvest; and everybody on the list of a harvest
// is handled or waived, whatever kind the group has now (COM-03).
func (s *Service) Close(ctx context.Context, i ID, version int64) (Community, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Community{}, err
	}
	return s.change(ctx, i, version, "community.close", func(ctx context.Context, tx *db.Tx, c *Community) error {
		if c.Kind == Activity {
			if err := c.in(Harvest); err != nil {
				return err
			}
		} else if err := c.in(Draft, Open, Harvest); err != nil {
			return err
		}
		n, err := waiting(ctx, tx, c.ID)
		if err == nil && n > 0 {
			err = ErrHarvest.F(n)
		}
		c.State, c.ClosedAt = Closed, tx.Now
		return err
	})
}

// Archive puts a closed group away; Reopen brings a closed or archived one back.
func (s *Service) Archive(ctx context.Context, i ID, version int64) (Community, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Community{}, err
	}
	return s.change(ctx, i, version, "community.archive", func(_ context.Context, _ *db.Tx, c *Community) error {
		if err := c.in(Closed); err != nil {
			return err
		}
		c.State = Archived
		return nil
	})
}

// Reopen opens a closed or archived group again, which has what Open asks for.
func (s *Service) Reopen(ctx context.Context, i ID, version int64) (Community, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Community{}, err
	}
	return s.change(ctx, i, version, "community.reopen", func(ctx context.Context, tx *db.Tx, c *Community) error {
		if err := c.in(Closed, Archived); err != nil {
			return err
		}
		return s.open(ctx, tx, c)
	})
}

// endOf gives the ms at which a calendar day ends; 0 for no day.
func endOf(day string, zone *time.Location) int64 {
	t, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return 0
	}
	return t.AddDate(0, 0, 1).UnixMilli()
}
