package commerce

import (
	"context"

	"qunli/kit/db"
)

// forgetOthers takes away the costs and the products that only the import brought, after its orders are gone.
func forgetOthers(ctx context.Context, tx *db.Tx, importID int64, limit int) (more bool, err error) {
	if more, err = forgetSpend(ctx, tx, importID, limit); more || err != nil {
		return more, err
	}
	return forgetProducts(ctx, tx, importID, limit)
}

// heirRow is the earliest other import that also brought something.
type heirRow[K any] struct {
	Key  K
	Heir int64
}

// share tells things that pass to an heir, by heir, from things that go.
func share[K comparable](all []K, heirs []heirRow[K]) (handed map[int64][]K, gone []K) {
	handed = map[int64][]K{}
	of := map[K]int64{}
	for _, h := range heirs {
		of[h.Key] = h.Heir
	}
	for _, k := range all {
		if heir, ok := of[k]; ok {
			handed[heir] = append(handed[heir], k)
		} else {
			gone = append(gone, k)
		}
	}
	return handed, gone
}

func forgetSpend(ctx context.Context, tx *db.Tx, importID int64, limit int) (more bool, err error) {
	seen, err := db.All[SpendID](ctx, tx,
		`SELECT spend_id FROM commerce_spend_seen WHERE import_id = $1 ORDER BY spend_id LIMIT $2`, importID, min(limit, listSize))
	if err != nil || len(seen) == 0 {
		return false, err
	}
	c := db.Where("import_id <> $1", importID).In("spend_id", seen)
	heirs, err := db.All[heirRow[SpendID]](ctx, tx, `SELECT spend_id AS key, MIN(import_id) AS heir FROM commerce_spend_seen
		WHERE `+c.SQL()+` GROUP BY spend_id`, c.Args()...)
	if err != nil {
		return false, err
	}
	mine := db.Where("import_id = $1", importID).In("id", seen)
	brought, err := db.All[SpendID](ctx, tx, `SELECT id FROM commerce_spend WHERE `+mine.SQL(), mine.Args()...)
	if err != nil {
		return false, err
	}
	handed, gone := share(brought, heirs)
	for heir, ids := range handed {
		if err := handOver(ctx, tx, "commerce_spend", heir, ids); err != nil {
			return false, err
		}
	}
	if err := deleteByID(ctx, tx, "commerce_spend", gone); err != nil {
		return false, err
	}
	c = db.Where("import_id = $1", importID).In("spend_id", seen)
	_, err = db.Exec(ctx, tx, `DELETE FROM commerce_spend_seen WHERE `+c.SQL(), c.Args()...)
	return true, err
}

// forgetProducts reads all lines once a call: no index leads from a SKU to its lines, for the sake of imports.
func forgetProducts(ctx context.Context, tx *db.Tx, importID int64, limit int) (more bool, err error) {
	products, err := db.All[Product](ctx, tx, `SELECT `+productColumns+` FROM commerce_product WHERE import_id = $1
		ORDER BY id LIMIT $2`, importID, max(limit, 10_000))
	if err != nil || len(products) == 0 {
		return false, err
	}
	used := map[string]int64{}
	err = db.Each(ctx, tx, func(h heirRow[string]) error { used[h.Key] = h.Heir; return nil },
		`SELECT sku AS key, MIN(import_id) AS heir FROM commerce_line GROUP BY sku`)
	if err != nil {
		return false, err
	}
	var gone []ProductID
	handed := map[int64][]ProductID{}
	for _, p := range products {
		if heir, ok := used[p.SKU]; ok || p.Version > 0 {
			handed[heir] = append(handed[heir], p.ID)
		} else {
			gone = append(gone, p.ID)
		}
	}
	for heir, ids := range handed {
		if err := handOver(ctx, tx, "commerce_product", heir, ids); err != nil {
			return false, err
		}
	}
	return len(products) == max(limit, 10_000), deleteByID(ctx, tx, "commerce_product", gone)
}
