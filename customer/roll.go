package customer

import (
	"context"

	"qunli/kit/db"
)

// Roll is the table with one row a person, named by its column id, for rooms that compose statements over declared
// attributes.
const Roll = "customer"

// Living is the condition on Roll of being a person of one's own: neither erased nor merged into another.
const Living = "customer.erased_at = 0 AND NOT EXISTS (SELECT 1 FROM customer_alias x WHERE x.from_id = customer.id)"

// Apart is Living for people into whom nobody was merged: what is booked on them is all there is of them.
const Apart = Living + " AND NOT EXISTS (SELECT 1 FROM customer_alias x WHERE x.to_id = customer.id)"

// Heads lists people after the given one, by id, into whom others were merged and who are not erased.
func Heads(ctx context.Context, q db.Q, after ID, limit int) ([]ID, error) {
	return db.All[ID](ctx, q, `SELECT DISTINCT customer.id FROM customer JOIN customer_alias a ON a.to_id = customer.id
		WHERE `+Living+` AND customer.id > $1 ORDER BY customer.id LIMIT $2`, after, limit)
}

// Aliases gives everybody who is read as somebody else, and as whom.
func Aliases(ctx context.Context, q db.Q) (map[ID]ID, error) {
	type row struct{ FromID, ToID ID }
	out := map[ID]ID{}
	err := db.Each(ctx, q, func(a row) error { out[a.FromID] = a.ToID; return nil }, `SELECT from_id, to_id FROM customer_alias`)
	return out, err
}

// Roster lists everybody after the given one, by id, the erased and the merged included.
func Roster(ctx context.Context, q db.Q, after ID, limit int) ([]ID, error) {
	return db.All[ID](ctx, q, `SELECT id FROM customer WHERE id > $1 ORDER BY id LIMIT $2`, after, limit)
}

// Pending gives who has changes in the feed that have not been taken yet: what is kept of them may be behind. all is false
// when there are more than limit such changes, of which only some are given.
func Pending(ctx context.Context, q db.Q, limit int) (people map[ID]bool, all bool, err error) {
	ids, err := db.All[ID](ctx, q, `SELECT customer_id FROM customer_change ORDER BY id LIMIT $1`, limit+1)
	people = make(map[ID]bool, len(ids))
	for _, i := range ids {
		people[i] = true
	}
	return people, len(ids) <= limit, err
}

// SpellTag gives the one spelling of a tag ("family/name" or "name"); ok is false when it has no name.
func SpellTag(tag string) (spelt string, ok bool) {
	t, ok := parseTag(tag)
	return t.String(), ok
}
