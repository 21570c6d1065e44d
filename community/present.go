package community

import (
	"cmp"
	"context"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
)

// Present gives the open stays of a community: who is in it.
func Present(ctx context.Context, q db.Q, i ID) ([]Stay, error) {
	return db.All[Stay](ctx, q, `SELECT `+stayColumns+` FROM community_stay WHERE community_id = $1 AND left_at = 0 ORDER BY customer_id`, i)
}

// NameSeen takes over the name that a channel shows of a group, in the caller's transaction, and gives the facts to publish:
// a name that is not the one the series asks for is told of (COM-11).
func NameSeen(ctx context.Context, tx *db.Tx, i ID, name string) ([]event.Fact, error) {
	c, err := db.One[Community](ctx, tx, `SELECT `+columns+` FROM community WHERE id = $1`, i)
	if err != nil || c.Name == name || name == "" {
		return nil, err
	}
	was := c.Name
	c.Name = name
	if _, err := db.Exec(ctx, tx, `UPDATE community SET name = $2, version = version + 1 WHERE id = $1`, i, name); err != nil || !c.Deviates() {
		return nil, err
	}
	return []event.Fact{NameDeviated{c.ID, cmp.Or(c.Expected(), was), name}}, nil
}

// ByKey gives the community that a source knows by code, 0 none; it makes nothing.
func ByKey(ctx context.Context, q db.Q, source, code string) (ID, error) {
	have, err := byKeys(ctx, q, []Known{{Source: source, Code: code}})
	return have[code], err
}

// Size says how far a group is filled.
type Size struct {
	ID      ID
	Code    string // by which a source knows it, "" not at all
	Open    bool
	Members int64
	Target  int64 // the size at which the next one is filled (COM-10)
	Cap     int64
}

// Sizes gives the sizes of groups, with their keys in a source.
func Sizes(ctx context.Context, q db.Q, source string, ids []ID) (map[ID]Size, error) {
	out := map[ID]Size{}
	err := db.Lists(q, ids, func(part []ID) error {
		c := db.Where("").In("c.id", part)
		return db.Each(ctx, q, func(z Size) error { out[z.ID] = z; return nil },
			`SELECT c.id, COALESCE((SELECT MAX(k.code) FROM community_key k WHERE k.community_id = c.id AND k.source = `+c.Next(1)+`), '') AS code,
				c.state = 'open' AS open, c.members, c.target_size AS target, c.cap FROM community c WHERE `+c.SQL(), c.Args(source)...)
	})
	return out, err
}

// Inhabited gives the codes by which a source knows the groups in which somebody is.
func Inhabited(ctx context.Context, q db.Q, source string) ([]string, error) {
	return db.All[string](ctx, q, `SELECT k.code FROM community_key k WHERE k.source = $1
		AND EXISTS (SELECT 1 FROM community_stay s WHERE s.community_id = k.community_id AND s.left_at = 0) ORDER BY k.code`, source)
}

// LastTold gives when each of the people was last told to have left a community, ms; the others are not among them. In the order
// of one moment a leaving comes before a joining, whichever came first.
func LastTold(ctx context.Context, q db.Q, i ID, people []customer.ID) (map[customer.ID]int64, error) {
	type told struct {
		CustomerID customer.ID
		At         int64
	}
	out := map[customer.ID]int64{}
	return out, db.Lists(q, people, func(part []customer.ID) error {
		c := db.Where("community_id = $1 AND kind = $2", i, Leave).In("customer_id", part)
		return db.Each(ctx, q, func(t told) error { out[t.CustomerID] = t.At; return nil },
			`SELECT customer_id, CAST(MAX(at) AS BIGINT) AS at FROM community_move WHERE `+c.SQL()+` GROUP BY customer_id`, c.Args()...)
	})
}

// InAt gives who was in a group at a moment (ms), as booked.
func InAt(ctx context.Context, q db.Q, i ID, at int64) (map[customer.ID]bool, error) {
	out := map[customer.ID]bool{}
	return out, db.Each(ctx, q, func(s Stay) error { out[s.CustomerID] = true; return nil },
		`SELECT `+stayColumns+` FROM community_stay WHERE community_id = $1 AND joined_at <= $2 AND (left_at = 0 OR left_at > $2)`, i, at)
}
