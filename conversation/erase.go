package conversation

import (
	"context"

	"qunli/customer"
	"qunli/kit/db"
)

// veil stands in a text where the name of somebody stood who was erased.
const veil = "***"

// ErasePeople empties the names and texts of those people, and their names in the texts that call them, while they are being
// erased. Every count stays.
func ErasePeople(ctx context.Context, tx *db.Tx, people []customer.ID) error {
	known, err := customer.KnownBy(ctx, tx, people)
	if err != nil {
		return err
	}
	c := db.Where("name <> ''").In("customer_id", people)
	names, err := db.All[author](ctx, tx, `SELECT `+authorColumns+` FROM conversation_author WHERE `+c.SQL(), c.Args()...)
	if err != nil {
		return err
	}
	for _, a := range names {
		known = append(known, a.Name)
		_, err := db.Exec(ctx, tx, `UPDATE conversation_message SET text = REPLACE(text, $1, $2)
			WHERE id IN (SELECT message_id FROM conversation_mention WHERE author_id = $3)`, a.Name, veil, a.ID)
		if err != nil {
			return err
		}
	}
	if err := veilAddresses(ctx, tx, known); err != nil {
		return err
	}
	for _, change := range []string{
		`UPDATE conversation_message SET text = '' WHERE text <> '' AND `,
		`UPDATE conversation_author SET name = '' WHERE name <> '' AND `,
	} {
		c := db.Where("").In("customer_id", people)
		if _, err := db.Exec(ctx, tx, change+c.SQL(), c.Args()...); err != nil {
			return err
		}
	}
	return nil
}

// veilAddresses hides the names by which people are known in texts that call them in groups where nobody had the name.
func veilAddresses(ctx context.Context, tx *db.Tx, names []string) error {
	return db.Lists(tx, names, func(part []string) error {
		c := db.Where("").In("name", part)
		rows, err := db.All[addressRow](ctx, tx, `SELECT message_id, community_id, name, prefix FROM conversation_address
			WHERE `+c.SQL(), c.Args()...)
		if err != nil {
			return err
		}
		for _, r := range rows {
			_, err := db.Exec(ctx, tx, `UPDATE conversation_message SET text = REPLACE(text, $1, $2) WHERE id = $3`, r.Name, veil, r.MessageID)
			if err != nil {
				return err
			}
		}
		_, err = db.Exec(ctx, tx, `DELETE FROM conversation_address WHERE `+c.SQL(), c.Args()...)
		return err
	})
}
