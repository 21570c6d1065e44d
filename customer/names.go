package customer

import (
	"context"

	"qunli/kit/db"
	"qunli/org"
)

// Names gives what people are called, through aliases, for lists that hold ids: those in the actor's scope who are not
// erased. Who has no name has "".
func (s *Service) Names(ctx context.Context, ids []ID) (map[ID]string, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return nil, err
	}
	q := s.db.Read()
	families, err := FamiliesOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	heads := make([]ID, len(ids))
	for n, i := range ids {
		heads[n] = families.Now(i)
	}
	type named struct {
		ID   ID
		Name string
	}
	known := map[ID]string{}
	err = db.Lists(q, distinct(heads), func(part []ID) error {
		c := org.Scope(ctx).Cond("store_id", "staff_id").And("erased_at = 0").In("id", part)
		return db.Each(ctx, q, func(n named) error { known[n.ID] = n.Name; return nil },
			`SELECT id, name FROM customer WHERE `+c.SQL(), c.Args()...)
	})
	out := make(map[ID]string, len(ids))
	for n, i := range ids {
		if name, ok := known[heads[n]]; ok {
			out[i] = name
		}
	}
	return out, err
}
