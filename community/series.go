package community

import (
	"context"
	"errors"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// seats counts the accounts in a group and the people on the way: admitted since a moment, by whichever of their accounts,
// and not here since then by any.
func seats(ctx context.Context, q db.Q, c Community, since int64) (int64, error) {
	type pass struct {
		CustomerID customer.ID
		DecidedAt  int64
	}
	passes, err := db.All[pass](ctx, q, `SELECT a.customer_id, MAX(a.decided_at) AS decided_at FROM community_application a
		WHERE a.community_id = $1 AND a.state = 'admitted' AND a.decided_at >= $2 AND NOT EXISTS (
			SELECT 1 FROM community_stay s WHERE s.community_id = a.community_id AND s.customer_id = a.customer_id
				AND (s.left_at = 0 OR s.left_at >= a.decided_at))
		GROUP BY a.customer_id`, c.ID, since)
	if err != nil {
		return 0, err
	}
	booked := make([]customer.ID, len(passes))
	for i, p := range passes {
		booked[i] = p.CustomerID
	}
	families, err := customer.FamiliesOf(ctx, q, booked)
	if err != nil {
		return 0, err
	}
	coming := map[customer.ID]int64{} // when they were admitted last
	var others []customer.ID
	for _, p := range passes {
		who := families.Now(p.CustomerID)
		coming[who] = max(coming[who], p.DecidedAt)
		if !families.Alone(who) {
			others = append(others, families.Members(who)...)
		}
	}
	stays, err := StaysOf(ctx, q, distinct(others), []ID{c.ID})
	for _, s := range stays {
		if at, ok := coming[families.Now(s.CustomerID)]; ok && (s.LeftAt == 0 || s.LeftAt >= at) {
			delete(coming, families.Now(s.CustomerID))
		}
	}
	return c.Members + int64(len(coming)), err
}

// serving gives the group that a rolling entrance fills now (COM-10): its own while that is below its target, and for those
// invited into it below its cap; else the first of the series below its target; else the next of the series, opened now.
// A group that was never opened leads to no other. The caller has locked the series.
func (s *Service) serving(ctx context.Context, tx *db.Tx, set Settings, own Community, who, inviter customer.ID) (Community, error) {
	since := tx.Now - set.FlowDays*dayMS
	taken, err := seats(ctx, tx, own, since)
	if err != nil || own.State == Open && taken < own.TargetSize {
		return own, err
	}
	if own.State == Open && taken < own.Cap {
		invited, err := invitedInto(ctx, tx, own.ID, who, inviter)
		if err != nil || invited {
			return own, err
		}
	}
	if own.Series == "" || own.OpenedAt == 0 {
		return own, nil
	}
	others, err := db.All[Community](ctx, tx, `SELECT `+columns+` FROM community
		WHERE series = $1 AND series <> '' AND number <> 0 AND state = 'open' AND id <> $2 ORDER BY number`, own.Series, own.ID)
	if err != nil {
		return own, err
	}
	for _, c := range others {
		n, err := seats(ctx, tx, c, since)
		if err != nil || n < c.TargetSize {
			return c, err
		}
	}
	return s.openNext(ctx, tx, own)
}

// dayMS is a day of 24 hours.
const dayMS = 24 * 3_600_000

// invitedInto tells whether somebody was asked into a group: by a member, by a flow, or admitted before.
func invitedInto(ctx context.Context, q db.Q, c ID, who, inviter customer.ID) (bool, error) {
	for _, ask := range []struct {
		sql  string
		args []any
	}{
		{`SELECT 1 FROM community_stay WHERE community_id = $1 AND customer_id = $2 AND left_at = 0`, []any{c, inviter}},
		{`SELECT 1 FROM community_flow WHERE to_id = $1 AND customer_id = $2 AND invited_at <> 0`, []any{c, who}},
		{`SELECT 1 FROM community_application WHERE community_id = $1 AND customer_id = $2 AND state = 'admitted'`, []any{c, who}},
	} {
		_, err := db.One[int64](ctx, q, ask.sql+` LIMIT 1`, ask.args...)
		if !errors.Is(err, db.ErrNone) {
			return err == nil, err
		}
	}
	return false, nil
}

// openNext opens the next group of a series: what its number one was made with, and its brief.
func (s *Service) openNext(ctx context.Context, tx *db.Tx, like Community) (Community, error) {
	number, err := nextNumber(ctx, tx, like.Series)
	if err != nil {
		return like, err
	}
	c := like
	c.ID, c.Source, c.Number, c.State, c.Members, c.Version = ID(tx.NewID()), ownSource, number, Open, 0, 0
	c.Code, c.ImportID, c.OpenedAt, c.ClosedAt, c.CreatedAt = c.ID.String(), 0, tx.Now, 0, tx.Now
	c.Name = c.Expected()
	if like.Brief > 0 {
		c.Brief = 1
	}
	if err := insert(ctx, tx, c, "community.next"); err != nil {
		return c, err
	}
	if _, err := db.Exec(ctx, tx, `INSERT INTO community_brief (`+briefColumns+`) SELECT $2, 1, purpose, goal, value, persona, pains,
		advantage, product, staff_id, $3 FROM community_brief WHERE community_id = $1 AND number = $4`, like.ID, c.ID, tx.Now, like.Brief); err != nil {
		return c, err
	}
	_, err = db.Exec(ctx, tx, `INSERT INTO community_coordinate (community_id, axis, value)
		SELECT $2, axis, value FROM community_coordinate WHERE community_id = $1`, like.ID, c.ID)
	if err != nil {
		return c, err
	}
	return c, s.bus.Publish(ctx, tx, Opened{c.ID})
}

// Next opens the next group of a series by hand.
func (s *Service) Next(ctx context.Context, i ID) (Community, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Community{}, err
	}
	var c Community
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		like, err := load(ctx, tx, i)
		if err != nil {
			return err
		}
		if like.Series == "" {
			return ErrNoSeries
		}
		if err := lockSeries(ctx, tx, like.Series); err != nil {
			return err
		}
		if err := needBrief(ctx, tx, like); err != nil {
			return err
		}
		c, err = s.openNext(ctx, tx, like)
		return err
	})
	return c, err
}
