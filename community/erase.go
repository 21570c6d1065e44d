package community

import (
	"context"

	"qunli/customer"
	"qunli/kit/db"
)

// ErasePeople empties what this room holds about people who are being erased: answers at entrances, what rules said of
// them, what they are good at, and what people said about decisions. Stays and their counts are facts and stay. It is a customer.EraseHook.
func ErasePeople(ctx context.Context, tx *db.Tx, people []customer.ID) error {
	for _, set := range []string{
		`UPDATE community_application SET answers = '', because = '' WHERE `,
		`UPDATE community_breach SET because = '', reason = '' WHERE `,
		`UPDATE community_proposal SET because = '', reason = '' WHERE `,
		`UPDATE community_role SET expertise = '' WHERE `,
	} {
		err := db.Lists(tx, people, func(part []customer.ID) error {
			c := db.Where("").In("customer_id", part)
			_, err := db.Exec(ctx, tx, set+c.SQL(), c.Args()...)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

var _ customer.EraseHook = ErasePeople
