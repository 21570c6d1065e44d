package segment

import (
	"context"
	"fmt"
	"strconv"

	"qunli/customer"
	"qunli/kit/db"
)

// Check finds the members of every live rule by the set form and their due moments by the person form, both from nothing,
// and compares with what is kept; and the counts of members with the members. People whose changes or moments have not been
// taken yet are left out, for what is kept of them may be behind. It reads everything: q is a snapshot.
func (s *Service) Check(ctx context.Context, q db.Q) ([]db.Difference, error) {
	f, err := s.frameOf(ctx, q)
	if err != nil {
		return nil, err
	}
	library, err := s.library(ctx, q)
	if err != nil {
		return nil, err
	}
	behind, err := s.behind(ctx, q, f.now)
	if err != nil {
		return nil, err
	}
	out, err := checkMembers(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, rule := range library.rules {
		if rule.State != Live || rule.Zone != f.zone.String() {
			continue
		}
		c := &checking{q: q, rule: rule, behind: behind}
		if err := c.run(ctx, f); err != nil {
			return nil, fmt.Errorf("check segment %s: %w", rule.ID, err)
		}
		out = append(out, c.out...)
	}
	return out, nil
}

// behind gives the people who have something waiting, as booked and as they are now, and whose standing is due.
func (s *Service) behind(ctx context.Context, q db.Q, now int64) (map[customer.ID]bool, error) {
	out, _, err := customer.Pending(ctx, q, int(ever))
	if err != nil {
		return nil, err
	}
	canon, err := customer.FamiliesOf(ctx, q, sortedKeys(out))
	if err != nil {
		return nil, err
	}
	for _, i := range sortedKeys(out) {
		out[canon.Now(i)] = true
	}
	due, err := db.All[customer.ID](ctx, q, `SELECT DISTINCT customer_id FROM segment_due WHERE due_at <= $1`, now)
	for _, i := range due {
		out[i] = true
	}
	return out, err
}

// checkMembers compares counts with memberships.
func checkMembers(ctx context.Context, q db.Q) ([]db.Difference, error) {
	type count struct {
		ID      ID
		Members int64
		Open    int64
	}
	rows, err := db.All[count](ctx, q, `SELECT g.id, g.members, COUNT(t.id) AS open FROM segment g
		LEFT JOIN segment_stay t ON t.segment_id = g.id AND t.until = 0
		GROUP BY g.id, g.members HAVING g.members <> COUNT(t.id) ORDER BY g.id`)
	var out []db.Difference
	for _, r := range rows {
		out = append(out, db.Differs("segment.members", r.ID.String(), strconv.FormatInt(r.Members, 10), strconv.FormatInt(r.Open, 10)))
	}
	return out, err
}

// checking compares one rule.
type checking struct {
	q      db.Q
	rule   *live
	behind map[customer.ID]bool
	out    []db.Difference
}

func (c *checking) run(ctx context.Context, f frame) error {
	a, err := prepare(ctx, c.q, c.rule.program, f)
	if err != nil {
		return err
	}
	wanted := map[customer.ID]bool{}
	if err := a.each(ctx, 0, customer.ID(ever), func(i customer.ID) error { wanted[i] = true; return nil }); err != nil {
		return err
	}
	stands := &kept{map[pair]Stay{}, map[pair]int64{}}
	if err := stands.read(ctx, c.q, db.Where("segment_id = $1", c.rule.ID)); err != nil {
		return err
	}
	for _, i := range sortedKeys(wanted) {
		if _, in := stands.stays[pair{c.rule.ID, i}]; !in {
			c.differ("segment_stay", i, "", "member")
		}
	}
	for at := range stands.stays {
		if !wanted[at.Customer] {
			c.differ("segment_stay", at.Customer, "member", "")
		}
	}
	return c.due(ctx, a, stands, wanted)
}

// due asks everybody by the person form: the due moments, and once more who is in.
func (c *checking) due(ctx context.Context, a *question, stands *kept, wanted map[customer.ID]bool) error {
	for after, more := customer.ID(0), true; more; {
		ids, err := customer.Roster(ctx, c.q, after, buildStep)
		if err != nil {
			return err
		}
		if more = len(ids) == buildStep; len(ids) > 0 {
			after = ids[len(ids)-1]
		}
		people, err := read(ctx, c.q, a.plan, a.frame, ids, nil)
		if err != nil {
			return err
		}
		for _, i := range ids {
			in, due := false, int64(0)
			if p := people[i]; p != nil {
				in, due = a.verdict(p)
			}
			if in != wanted[i] {
				c.differ("set form", i, strconv.FormatBool(wanted[i]), strconv.FormatBool(in))
			}
			if stored := stands.due[pair{c.rule.ID, i}]; stored != due {
				c.differ("segment_due", i, strconv.FormatInt(stored, 10), strconv.FormatInt(due, 10))
			}
			delete(stands.due, pair{c.rule.ID, i})
		}
	}
	for at := range stands.due {
		c.differ("segment_due", at.Customer, strconv.FormatInt(stands.due[at], 10), "0")
	}
	return nil
}

func (c *checking) differ(what string, i customer.ID, stored, wanted string) {
	if !c.behind[i] && len(c.out) < db.MostDifferences {
		c.out = append(c.out, db.Differs(what, c.rule.ID.String()+" "+i.String(), stored, wanted))
	}
}
