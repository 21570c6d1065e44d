package reward

import (
	"context"

	"qunli/kit/db"
)

// Check counts again: what every gift has given, how many codes there are, and that each code that went stands with its grant.
func Check(ctx context.Context, q db.Q) ([]db.Difference, error) {
	return db.CompareAll(ctx, q, []db.Comparison{
		{Table: "reward_gift.issued",
			Stored:  `SELECT CAST(id AS TEXT) AS k, CAST(issued AS TEXT) AS v FROM reward_gift WHERE issued <> 0`,
			Rebuilt: `SELECT CAST(gift_id AS TEXT) AS k, CAST(COUNT(*) AS TEXT) AS v FROM reward_grant GROUP BY gift_id`},
		{Table: "reward_gift.total",
			Stored:  `SELECT CAST(id AS TEXT) AS k, CAST(total AS TEXT) AS v FROM reward_gift WHERE kind = 'code' AND total <> 0`,
			Rebuilt: `SELECT CAST(gift_id AS TEXT) AS k, CAST(COUNT(*) AS TEXT) AS v FROM reward_code GROUP BY gift_id`},
		{Table: "reward_code.grant_id",
			Stored:  `SELECT CAST(gift_id AS TEXT) || ' ' || CAST(place AS TEXT) AS k, CAST(grant_id AS TEXT) AS v FROM reward_code WHERE grant_id <> 0`,
			Rebuilt: `SELECT CAST(gift_id AS TEXT) || ' ' || CAST(place AS TEXT) AS k, CAST(id AS TEXT) AS v FROM reward_grant WHERE place <> 0`},
	})
}
