package outreach

import (
	"context"

	"qunli/kit/db"
	"qunli/org"
)

// Abandon ends what a member of staff who leaves has written and nothing has been decided about yet, in the caller's transaction:
// nobody is reached in the name of somebody who is gone. What is being sent is the brand's and goes on (CHN-03).
func Abandon(ctx context.Context, tx *db.Tx, staff org.StaffID) error {
	_, err := db.Exec(ctx, tx, `UPDATE outreach_broadcast SET state = 'cancelled', ended_at = $2, version = version + 1
		WHERE staff_id = $1 AND state IN ('draft', 'waiting', 'refused', 'approved')`, staff, tx.Now)
	return err
}
