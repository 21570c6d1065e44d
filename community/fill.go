package community

import (
	"context"

	"qunli/kit/db"
	"qunli/org"
)

// Filling is how full an open group of a source is, and by how many its members became more since a day.
type Filling struct {
	ID      ID
	Name    string
	StoreID org.StoreID
	StaffID org.StaffID
	Members int64
	Cap     int64
	Gain    int64
}

// Fillings gives the open groups of a source that the actor sees, with what they gained from a day (YYYY-MM-DD) on.
func Fillings(ctx context.Context, q db.Q, source, day string) ([]Filling, error) {
	c := org.Scope(ctx).Cond("c.store_id", "c.staff_id").And("c.state = 'open'").
		And("EXISTS (SELECT 1 FROM community_key k WHERE k.community_id = c.id AND k.source = $1)", source)
	return db.All[Filling](ctx, q, `SELECT c.id, c.name, c.store_id, c.staff_id, c.members, c.cap,
			CAST(COALESCE((SELECT SUM(d.joins + d.seen - d.leaves) FROM community_day d WHERE d.community_id = c.id AND d.day >= `+c.Next(1)+`), 0) AS BIGINT) AS gain
		FROM community c WHERE `+c.SQL()+` ORDER BY c.id`, c.Args(day)...)
}
