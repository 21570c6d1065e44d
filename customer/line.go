package customer

import (
	"context"
	"slices"

	"qunli/kit/db"
	"qunli/org"
)

// Line is a person as a line of a list shows them.
type Line struct {
	Summary
	Phone string // masked, unless asked for as it is; "" none on record
}

// Lines gives the people of the actor's scope among ids in the order of ids, with a phone each: as it is when plain, which
// takes the permission for it.
func (s *Service) Lines(ctx context.Context, ids []ID, plain bool) ([]Line, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return nil, err
	}
	if plain {
		if err := org.Must(ctx, org.PhoneReveal); err != nil {
			return nil, err
		}
	}
	q := s.db.Read()
	var rows []row
	err := db.Lists(q, ids, func(part []ID) error {
		c := org.Scope(ctx).Cond("store_id", "staff_id").In("id", part)
		some, err := db.All[row](ctx, q, `SELECT `+rowColumns+` FROM customer WHERE `+c.SQL(), c.Args()...)
		rows = append(rows, some...)
		return err
	})
	if err != nil {
		return nil, err
	}
	place := make(map[ID]int, len(ids))
	for n, i := range ids {
		place[i] = n
	}
	slices.SortFunc(rows, func(x, y row) int { return place[x.ID] - place[y.ID] })
	people, err := summaries(ctx, q, rows)
	if err != nil {
		return nil, err
	}
	phones, err := phonesOf(ctx, q, ids, plain)
	out := make([]Line, len(people))
	for n, p := range people {
		out[n] = Line{p, phones[p.ID]}
	}
	return out, err
}
