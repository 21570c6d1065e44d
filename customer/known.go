package customer

import (
	"context"

	"qunli/kit/db"
)

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
