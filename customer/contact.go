package customer

import (
	"context"

	"qunli/kit/db"
	"qunli/org"
)

// Contacts is how many people a member of a channel has as contacts, and by how many they became more since a moment.
type Contacts struct {
	Member  string      // the channel's key
	StaffID org.StaffID // 0: nobody here is known by that key
	People  int64
	Gain    int64 // bonds that began less bonds that ended
}

// ContactsOf gives the contacts of every member who has any, or had since a moment, ms.
func ContactsOf(ctx context.Context, q db.Q, channel string, since int64) ([]Contacts, error) {
	return db.All[Contacts](ctx, q, `SELECT member, CAST(MAX(staff_id) AS BIGINT) AS staff_id, CAST(SUM(people) AS BIGINT) AS people, CAST(SUM(gain) AS BIGINT) AS gain FROM (
			SELECT member, staff_id, 1 AS people, 0 AS gain FROM customer_bond WHERE channel = $1 AND until = 0
			UNION ALL SELECT member, staff_id, 0, 1 FROM customer_bond WHERE channel = $1 AND since >= $2
			UNION ALL SELECT member, staff_id, 0, -1 FROM customer_bond WHERE channel = $1 AND until <> 0 AND until >= $2) AS parts
		GROUP BY member ORDER BY member`, channel, since)
}

// ContactPeople counts the people whom anybody has as a contact of a channel.
func ContactPeople(ctx context.Context, q db.Q, channel string) (int64, error) {
	return db.One[int64](ctx, q, `SELECT COUNT(DISTINCT customer_id) FROM customer_bond WHERE channel = $1 AND until = 0`, channel)
}

// ContactGain is by how many these people became more since a moment, ms: somebody whom two have counts once.
func ContactGain(ctx context.Context, q db.Q, channel string, since int64) (int64, error) {
	return db.One[int64](ctx, q, `WITH moved AS (
			SELECT customer_id FROM customer_bond WHERE channel = $1 AND since >= $2
			UNION SELECT customer_id FROM customer_bond WHERE channel = $1 AND until <> 0 AND until >= $2)
		SELECT COUNT(*) FILTER (WHERE EXISTS (SELECT 1 FROM customer_bond b WHERE b.customer_id = moved.customer_id AND b.channel = $1 AND b.until = 0))
			- COUNT(*) FILTER (WHERE EXISTS (SELECT 1 FROM customer_bond b WHERE b.customer_id = moved.customer_id AND b.channel = $1
				AND b.since < $2 AND (b.until = 0 OR b.until >= $2)))
		FROM moved`, channel, since)
}
