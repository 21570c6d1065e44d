package segment

import (
	"context"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// Get gives a saved rule.
func (s *Service) Get(ctx context.Context, i ID) (Segment, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return Segment{}, err
	}
	r, err := loadOne(ctx, s.db.Read(), i)
	return r.segment(), err
}

// Saved lists the saved rules by name, after the given one; limit 0 is 50, at most 5,000.
func (s *Service) Saved(ctx context.Context, after string, limit int) ([]Segment, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return nil, err
	}
	rows, err := db.All[saved](ctx, s.db.Read(), `SELECT `+savedColumns+` FROM segment WHERE name > $1 ORDER BY name LIMIT $2`,
		after, pageSize(limit))
	out := make([]Segment, len(rows))
	for n, r := range rows {
		out[n] = r.segment()
	}
	return out, err
}

// members is the condition on open memberships of a rule in the actor's scope.
func members(ctx context.Context, i ID) *db.Cond {
	c := db.Where("segment_id = $1 AND until = 0", i)
	view := org.Scope(ctx)
	if view.Whole() {
		return c
	}
	seen := view.Cond("store_id", "staff_id")
	return c.And("customer_id IN (SELECT id FROM "+customer.Roll+" WHERE "+seen.SQL()+")", seen.Args()...)
}

// Members gives a page of the open memberships of people in the actor's scope, by person, after the given one; limit 0 is
// 50, at most 5,000.
func (s *Service) Members(ctx context.Context, i ID, after customer.ID, limit int) ([]Stay, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return nil, err
	}
	if _, err := loadOne(ctx, s.db.Read(), i); err != nil {
		return nil, err
	}
	c := members(ctx, i).And("customer_id > $1", after)
	return db.All[Stay](ctx, s.db.Read(), `SELECT `+stayColumns+` FROM segment_stay WHERE `+c.SQL()+`
		ORDER BY customer_id LIMIT `+c.Next(1), c.Args(pageSize(limit))...)
}

// Size gives how many members a saved rule has in the actor's scope: as many as Members goes through.
func (s *Service) Size(ctx context.Context, i ID) (int64, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return 0, err
	}
	r, err := loadOne(ctx, s.db.Read(), i)
	if err != nil || org.Scope(ctx).Whole() {
		return r.Members, err
	}
	c := members(ctx, i)
	return db.One[int64](ctx, s.db.Read(), `SELECT COUNT(*) FROM segment_stay WHERE `+c.SQL(), c.Args()...)
}

// maxStays is how many memberships of one person Why lists.
const maxStays = 200

// Why answers why a person is in a saved rule or not, since when and until when.
func (s *Service) Why(ctx context.Context, i ID, who customer.ID) (Why, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return Why{}, err
	}
	q := s.db.Read()
	r, err := loadOne(ctx, q, i)
	if err != nil {
		return Why{}, err
	}
	who, err = visible(ctx, q, who)
	if err != nil {
		return Why{}, err
	}
	out := Why{Segment: r.segment(), Customer: who}
	out.Stays, err = db.All[Stay](ctx, q, `SELECT `+stayColumns+` FROM segment_stay WHERE segment_id = $1 AND customer_id = $2
		ORDER BY since DESC, id DESC LIMIT $3`, i, who, maxStays)
	if err != nil {
		return Why{}, err
	}
	rule, err := s.book.Parse(r.Rule)
	if err != nil {
		return Why{}, err
	}
	verdicts, err := s.Person(ctx, q, rule, []customer.ID{who})
	out.Verdict = verdicts[who]
	return out, err
}

// ErasePeople closes the memberships of people who are being erased: the customer room's hook. Erasing keeps every fold
// away until it ends.
func ErasePeople(ctx context.Context, tx *db.Tx, people []customer.ID) error {
	stands, err := keptOf(ctx, tx, people)
	if err != nil {
		return err
	}
	lost := map[ID]int64{}
	for at := range stands.stays {
		lost[at.Segment]--
	}
	if err := addMembers(ctx, tx, lost); err != nil {
		return err
	}
	return db.Lists(tx, people, func(part []customer.ID) error {
		c := db.Where("until = 0").In("customer_id", part)
		_, err := db.Exec(ctx, tx, `UPDATE segment_stay SET left_by = 'erased',
			until = CASE WHEN since > `+c.Next(1)+` THEN since ELSE `+c.Next(1)+` END WHERE `+c.SQL(), c.Args(tx.Now)...)
		if err != nil {
			return err
		}
		c = db.Where("").In("customer_id", part)
		_, err = db.Exec(ctx, tx, `DELETE FROM segment_due WHERE `+c.SQL(), c.Args()...)
		return err
	})
}
