package customer

import (
	"context"

	"qunli/kit/db"
	"qunli/kit/secret"
	"qunli/org"
)

// Names gives what people are called, through aliases, for lists that hold ids: those in the actor's scope who are not
// erased. Who has no name has "".
func (s *Service) Names(ctx context.Context, ids []ID) (map[ID]string, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return nil, err
	}
	return namesOf(ctx, s.db.Read(), ids, org.Scope(ctx).Cond("store_id", "staff_id"))
}

// MaskedNames gives what people are called as others may see it: the first character. Nobody acts: rooms call it for customers.
func MaskedNames(ctx context.Context, q db.Q, ids []ID) (map[ID]string, error) {
	names, err := namesOf(ctx, q, ids, db.Where(""))
	for i, n := range names {
		names[i] = secret.MaskName(n)
	}
	return names, err
}

func namesOf(ctx context.Context, q db.Q, ids []ID, within *db.Cond) (map[ID]string, error) {
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
		c := db.Where("").Join(within).And("erased_at = 0").In("id", part)
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
