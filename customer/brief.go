package customer

import (
	"context"

	"qunli/kit/db"
	"qunli/org"
)

// Brief is what other rooms ask of people in batches: where they belong, and since when they could be reached.
type Brief struct {
	ID       ID
	StoreID  org.StoreID
	StaffID  org.StaffID
	AddedAt  int64 // ms, 0 unknown
	ErasedAt int64 // ms, 0 not
}

// Briefs gives the briefs of people as booked; who does not exist is not in it.
func Briefs(ctx context.Context, q db.Q, ids []ID) (map[ID]Brief, error) {
	out := make(map[ID]Brief, len(ids))
	err := db.Lists(q, ids, func(part []ID) error {
		c := db.Where("").In("id", part)
		return db.Each(ctx, q, func(b Brief) error { out[b.ID] = b; return nil },
			`SELECT id, store_id, staff_id, added_at, erased_at FROM customer WHERE `+c.SQL(), c.Args()...)
	})
	return out, err
}

// Present refuses people who are not here, or are erased. Whose customers they are does not matter: who brought somebody may
// well belong to another store.
func Present(ctx context.Context, q db.Q, ids []ID) error {
	briefs, err := Briefs(ctx, q, ids)
	if err != nil {
		return err
	}
	for _, i := range ids {
		switch b, ok := briefs[i]; {
		case !ok:
			return ErrMissing
		case b.ErasedAt != 0:
			return ErrErased
		}
	}
	return nil
}

// AddedAt tells when the owners of those keys were added, ms; keys of nobody, and of people of whom it is not known, are
// not in it.
func AddedAt(ctx context.Context, q db.Q, keys []Key) (map[Key]int64, error) {
	type shelf struct {
		kind  Kind
		space string
	}
	values, given := map[shelf][]string{}, map[Key][]Key{}
	for _, k := range keys {
		known, ok := NormalizeKey(k)
		if !ok {
			continue
		}
		if given[known] == nil {
			s := shelf{known.Kind, known.Space}
			values[s] = append(values[s], known.Value)
		}
		given[known] = append(given[known], k)
	}
	type entered struct {
		Value   string
		AddedAt int64
	}
	out := make(map[Key]int64, len(given))
	for s, list := range values {
		err := db.Lists(q, list, func(part []string) error {
			c := db.Where("i.kind = $1 AND i.space = $2 AND c.added_at <> 0", s.kind, s.space).In("i.value", part)
			return db.Each(ctx, q, func(e entered) error {
				for _, k := range given[Key{s.kind, s.space, e.Value}] {
					out[k] = e.AddedAt
				}
				return nil
			}, `SELECT i.value, c.added_at FROM customer_identity i JOIN customer c ON c.id = i.customer_id WHERE `+c.SQL(), c.Args()...)
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// KnownBy lists every name and account by which the people are known: what a room that keeps raw records looks for when
// they are erased. Hooks of Erase may still ask.
func KnownBy(ctx context.Context, q db.Q, people []ID) ([]string, error) {
	c := db.Where("").In("customer_id", people)
	values, err := db.All[string](ctx, q, `SELECT value FROM customer_identity WHERE `+c.SQL(), c.Args()...)
	if err != nil {
		return nil, err
	}
	c = db.Where("name <> ''").In("id", people)
	names, err := db.All[string](ctx, q, `SELECT name FROM customer WHERE `+c.SQL(), c.Args()...)
	return append(values, names...), err
}

// ValuesOf lists the values of a kind of key by which the people are known. Hooks of Erase may still ask.
func ValuesOf(ctx context.Context, q db.Q, people []ID, kind Kind) ([]string, error) {
	c := db.Where("kind = $1", kind).In("customer_id", people)
	return db.All[string](ctx, q, `SELECT value FROM customer_identity WHERE `+c.SQL(), c.Args()...)
}
