package customer

import (
	"context"

	"qunli/kit/db"
)

// field is a field of a person.
type field struct {
	CustomerID ID
	Field      string
}

// passFills gives the fields that others said as well to the earliest of them, a person (0) first, and gives back those that
// only this import said. What a person said is no import's any more.
func (u *undo) passFills(ctx context.Context, tx *db.Tx, all []fill) ([]fill, error) {
	heirs, err := u.fillHeirs(ctx, tx, all)
	if err != nil || len(heirs) == 0 {
		return all, err
	}
	var only []fill
	for _, f := range all {
		heir, ok := heirs[field{f.CustomerID, f.Field}]
		if !ok {
			only = append(only, f)
			continue
		}
		if err := passFill(ctx, tx, f, heir); err != nil {
			return nil, err
		}
	}
	return only, nil
}

// fillHeirs gives the earliest of the others who said what the import filled in.
func (u *undo) fillHeirs(ctx context.Context, tx *db.Tx, all []fill) (map[field]int64, error) {
	people := make([]ID, len(all))
	for n, f := range all {
		people[n] = f.CustomerID
	}
	heirs := map[field]int64{}
	return heirs, db.Lists(tx, distinct(people), func(part []ID) error {
		c := db.Where("import_id <> $1", u.importID).In("customer_id", part)
		return db.Each(ctx, tx, func(f fill) error {
			key := field{f.CustomerID, f.Field}
			if heir, ok := heirs[key]; !ok || f.ImportID < heir {
				heirs[key] = f.ImportID
			}
			return nil
		}, `SELECT customer_id, field, import_id FROM customer_refill WHERE `+c.SQL(), c.Args()...)
	})
}

func passFill(ctx context.Context, tx *db.Tx, f fill, heir int64) error {
	if heir == 0 {
		return dropFill(ctx, tx, f.CustomerID, f.Field)
	}
	_, err := db.Exec(ctx, tx, `UPDATE customer_fill SET import_id = $3 WHERE customer_id = $1 AND field = $2`, f.CustomerID, f.Field, heir)
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, `DELETE FROM customer_refill WHERE customer_id = $1 AND field = $2 AND import_id = $3`, f.CustomerID, f.Field, heir)
	return err
}
