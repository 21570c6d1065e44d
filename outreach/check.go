package outreach

import (
	"context"

	"qunli/kit/db"
)

// spent says in which state the budget has a recipient of an outcome.
const spent = `CASE r.state WHEN 'held' THEN 'held' WHEN 'sent' THEN 'spent' ELSE 'freed' END || ' ' || r.at`

// Check compares the budget and the sizes of batches with what was decided and became of everybody, and gives what differs.
func Check(ctx context.Context, q db.Q) ([]db.Difference, error) {
	return db.CompareAll(ctx, q, []db.Comparison{
		{Table: "outreach_batch",
			Stored:  `SELECT CAST(id AS TEXT) AS k, CAST(size AS TEXT) AS v FROM outreach_batch`,
			Rebuilt: `SELECT CAST(batch_id AS TEXT) AS k, CAST(COUNT(*) AS TEXT) AS v FROM outreach_reach WHERE batch_id <> 0 GROUP BY batch_id`},
		{Table: "outreach_contact",
			Stored: `SELECT broadcast_id || ' ' || customer_id AS k, state || ' ' || at AS v FROM outreach_contact WHERE community_id = 0`,
			Rebuilt: `SELECT r.broadcast_id || ' ' || r.target AS k, ` + spent + ` AS v FROM outreach_reach r JOIN outreach_broadcast b ON b.id = r.broadcast_id
				WHERE r.batch_id <> 0 AND NOT b.grouped`},
		{Table: "outreach_contact",
			Stored: `SELECT DISTINCT broadcast_id || ' ' || community_id AS k, state || ' ' || at AS v FROM outreach_contact WHERE community_id <> 0`,
			Rebuilt: `SELECT r.broadcast_id || ' ' || r.target AS k, ` + spent + ` AS v FROM outreach_reach r JOIN outreach_broadcast b ON b.id = r.broadcast_id
				WHERE r.batch_id <> 0 AND b.grouped
				AND EXISTS (SELECT 1 FROM outreach_contact c WHERE c.broadcast_id = r.broadcast_id AND c.community_id = r.target)`},
	})
}
