package campaign

import (
	"context"

	"qunli/customer"
	"qunli/kit/db"
)

// ErasePeople forgets what the eligibility rules saw of people who are being erased when they entered: their place, their age, their
// tags. What they took part in stays.
func ErasePeople(ctx context.Context, tx *db.Tx, people []customer.ID) error {
	c := db.Where("because <> '' AND campaign_id IN (SELECT id FROM campaign)").In("person_id", people)
	_, err := db.Exec(ctx, tx, `UPDATE campaign_seat SET because = '' WHERE `+c.SQL(), c.Args()...)
	return err
}
