package customer

import (
	"context"
	"slices"

	"qunli/kit/db"
)

// termsOf computes the search terms that people should have from what is stored of them.
func termsOf(ctx context.Context, q db.Q, ids []ID) (map[ID][]string, error) {
	type text struct {
		ID     ID
		Folded string
	}
	type phone struct {
		CustomerID ID
		Value      string
	}
	phones := map[ID][]string{}
	out := make(map[ID][]string, len(ids))
	err := db.Lists(q, ids, func(part []ID) error {
		c := db.Where("kind = $1", Phone).In("customer_id", part)
		err := db.Each(ctx, q, func(p phone) error { phones[p.CustomerID] = append(phones[p.CustomerID], p.Value); return nil },
			`SELECT customer_id, value FROM customer_identity WHERE `+c.SQL(), c.Args()...)
		if err != nil {
			return err
		}
		c = db.Where("").In("id", part)
		return db.Each(ctx, q, func(t text) error { out[t.ID] = terms(t.Folded, phones[t.ID]); return nil },
			`SELECT id, folded FROM customer WHERE `+c.SQL(), c.Args()...)
	})
	return out, err
}

// storedTerms gives the search terms that people have, sorted.
func storedTerms(ctx context.Context, q db.Q, ids []ID) (map[ID][]string, error) {
	out := make(map[ID][]string, len(ids))
	err := db.Lists(q, ids, func(part []ID) error {
		c := db.Where("").In("customer_id", part)
		return db.Each(ctx, q, func(t term) error { out[t.CustomerID] = append(out[t.CustomerID], t.Term); return nil },
			`SELECT term, customer_id FROM customer_term WHERE `+c.SQL(), c.Args()...)
	})
	for _, have := range out {
		slices.Sort(have)
	}
	return out, err
}

// rewriteTerms makes the search terms of people what they should be.
func rewriteTerms(ctx context.Context, tx *db.Tx, ids []ID) error {
	if err := deleteOf(ctx, tx, "customer_term", ids); err != nil {
		return err
	}
	want, err := termsOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	var rows []term
	for _, i := range ids {
		for _, t := range want[i] {
			rows = append(rows, term{t, i})
		}
	}
	_, err = db.Insert(ctx, tx, "customer_term", rows, "ON CONFLICT DO NOTHING")
	return err
}

// deleteOf deletes all rows of people from one of the room's tables.
func deleteOf(ctx context.Context, tx *db.Tx, table string, ids []ID) error {
	return db.Lists(tx, ids, func(part []ID) error {
		c := db.Where("").In("customer_id", part)
		_, err := db.Exec(ctx, tx, `DELETE FROM `+table+` WHERE `+c.SQL(), c.Args()...)
		return err
	})
}
