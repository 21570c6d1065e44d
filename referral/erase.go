package referral

import (
	"context"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// ErasePeople empties what was written by hand about people who are being erased, and ends their codes. That they brought or
// were brought by somebody stays, without anybody being able to tell who it was.
func ErasePeople(ctx context.Context, tx *db.Tx, people []customer.ID) error {
	told, err := spokenOf(ctx, tx, people)
	if err != nil {
		return err
	}
	for _, column := range []string{"customer_id", "inviter_id"} {
		c := db.Where("").In(column, people)
		if _, err := db.Exec(ctx, tx, `UPDATE referral_claim SET note = '', evidence = '' WHERE `+c.SQL(), c.Args()...); err != nil {
			return err
		}
	}
	c := db.Where("ended_at = 0").In("customer_id", people)
	_, err = db.Exec(ctx, tx, `UPDATE referral_code SET ended_at = `+c.Next(1)+` WHERE `+c.SQL(), c.Args(tx.Now)...)
	if err != nil {
		return err
	}
	return db.Lists(tx, told, func(part []int64) error {
		for _, verb := range []string{"referral.decide", "referral.void", "referral.unbind"} {
			if err := org.Unsay(ctx, tx, verb, "customer", part); err != nil {
				return err
			}
		}
		return nil
	})
}

// spokenOf gives those under whom the audit keeps what was said about people: themselves, and whom they are said to have
// brought.
func spokenOf(ctx context.Context, q db.Q, people []customer.ID) ([]int64, error) {
	c := db.Where("note <> ''").In("inviter_id", people)
	out, err := db.All[int64](ctx, q, `SELECT customer_id FROM referral_claim WHERE `+c.SQL(), c.Args()...)
	for _, i := range people {
		out = append(out, int64(i))
	}
	return distinct(out), err
}
