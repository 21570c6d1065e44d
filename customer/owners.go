package customer

import (
	"context"

	"qunli/kit/db"
)

// Owners gives who has keys, before aliases are read through; a key that nobody has is not among them, and nobody is made.
func Owners(ctx context.Context, q db.Q, keys []Key) (map[Key]ID, error) {
	rows := make([][3]string, 0, len(keys))
	for _, k := range keys {
		if k, ok := NormalizeKey(k); ok {
			rows = append(rows, [3]string{string(k.Kind), k.Space, k.Value})
		}
	}
	type owner struct {
		Key
		CustomerID ID
	}
	out := map[Key]ID{}
	return out, db.Lists(q, rows, func(part [][3]string) error {
		c := db.Where("").InRows("kind, space, value", part)
		return db.Each(ctx, q, func(o owner) error { out[o.Key] = o.CustomerID; return nil },
			`SELECT kind, space, value, customer_id FROM customer_identity WHERE `+c.SQL(), c.Args()...)
	})
}

// KnowTags makes the tags of these names ("family/name" or "name") that are not here yet, in the caller's transaction.
func KnowTags(ctx context.Context, tx *db.Tx, names []string) error {
	var tags []tagName
	for _, n := range names {
		if t, ok := parseTag(n); ok {
			tags = append(tags, t)
		}
	}
	if len(tags) == 0 {
		return nil
	}
	_, err := ensureTags(ctx, tx, tags)
	return err
}

// KeysOf gives a key of a kind and a space ("" any) of each of people as booked: the newest, where they have several; who has none is
// not in it.
func KeysOf(ctx context.Context, q db.Q, kind Kind, space string, people []ID) (map[ID]string, error) {
	type held struct {
		CustomerID ID
		Value      string
	}
	out := map[ID]string{}
	return out, db.Lists(q, people, func(part []ID) error {
		c := db.Where("kind = $1", kind).If(space != "", "space = $1", space).In("customer_id", part)
		return db.Each(ctx, q, func(h held) error { out[h.CustomerID] = h.Value; return nil },
			`SELECT customer_id, value FROM customer_identity WHERE `+c.SQL()+` ORDER BY id`, c.Args()...)
	})
}

// KeyedAt gives since when (ms) people, as booked, have a key of a kind, the latest; who has none is not in it.
func KeyedAt(ctx context.Context, q db.Q, kind Kind, people []ID) (map[ID]int64, error) {
	type held struct{ CustomerID, At int64 }
	out := map[ID]int64{}
	return out, db.Lists(q, people, func(part []ID) error {
		c := db.Where("kind = $1", kind).In("customer_id", part)
		return db.Each(ctx, q, func(h held) error { out[ID(h.CustomerID)] = h.At; return nil },
			`SELECT customer_id, MAX(created_at) AS at FROM customer_identity WHERE `+c.SQL()+` GROUP BY customer_id`, c.Args()...)
	})
}

// Known tells whether somebody has one of keys.
func (s *Service) Known(ctx context.Context, keys ...Key) (bool, error) {
	owners, err := Owners(ctx, s.db.Read(), keys)
	return len(owners) > 0, err
}
