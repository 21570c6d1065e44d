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
		`SELECT spend_id FROM commerce_spend_seen WHERE import_id = $1 ORDER BY spend_id LIMIT $2`, importID, min(limit, db.ListSize(tx)))
	if err != nil || len(seen) == 0 {
		return false, err
	}
	if err := lockSpend(ctx, tx, seen); err != nil {
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

// lockSpend locks the sources of costs: nobody brings the same costs meanwhile.
func lockSpend(ctx context.Context, tx *db.Tx, costs []SpendID) error {
	c := db.Where("").In("id", costs)
	sources, err := db.All[string](ctx, tx, `SELECT DISTINCT source FROM commerce_spend WHERE `+c.SQL(), c.Args()...)
	if err != nil {
		return err
	}
	return lockSources(ctx, tx, sources...)
}

// productChunk is how many products one call takes away at least: each reads all lines.
const productChunk = 10_000

// forgetProducts reads all lines once a call: no index leads from a SKU to its lines, for the sake of imports. Nobody
// lists products meanwhile.
func forgetProducts(ctx context.Context, tx *db.Tx, importID int64, limit int) (more bool, err error) {
	if err := lockSources(ctx, tx, catalogue); err != nil {
		return false, err
	}
	limit = max(limit, productChunk)
	products, err := db.All[Product](ctx, tx, `SELECT `+productColumns+` FROM commerce_product WHERE import_id = $1
		ORDER BY id LIMIT $2`, importID, limit)
	if err != nil {
		return false, err
	}
	if len(products) == 0 {
		return unseeProducts(ctx, tx, importID, limit)
	}
	heirs, err := productHeirs(ctx, tx, importID, products)
	if err != nil {
		return false, err
	}
	all := make([]ProductID, len(products))
	for i := range products {
		all[i] = products[i].ID
	}
	handed, gone := share(all, heirs)
	for heir, ids := range handed {
		if err := handOver(ctx, tx, "commerce_product", heir, ids); err != nil {
			return false, err
		}
	}
	return true, deleteByID(ctx, tx, "commerce_product", gone)
}

// productHeirs gives the products that stay: another import listed them, a line names them or a person wrote them. Each
// has the earliest import that did, 0 for the API and for people.
func productHeirs(ctx context.Context, q db.Q, importID int64, products []Product) ([]heirRow[ProductID], error) {
	used := map[string]int64{}
	err := db.Each(ctx, q, func(h heirRow[string]) error { used[h.Key] = h.Heir; return nil },
		`SELECT sku AS key, MIN(import_id) AS heir FROM commerce_line GROUP BY sku`)
	if err != nil {
		return nil, err
	}
	listed := map[ProductID]int64{}
	err = db.Lists(q, products, func(part []Product) error {
		ids := make([]ProductID, len(part))
		for i := range part {
			ids[i] = part[i].ID
		}
		c := db.Where("import_id <> $1", importID).In("product_id", ids)
		return db.Each(ctx, q, func(h heirRow[ProductID]) error { listed[h.Key] = h.Heir; return nil },
			`SELECT product_id AS key, MIN(import_id) AS heir FROM commerce_product_seen
				WHERE `+c.SQL()+` GROUP BY product_id`, c.Args()...)
	})
	var out []heirRow[ProductID]
	for i := range products {
		p := &products[i]
		heir, sold := used[p.SKU]
		by, ok := listed[p.ID]
		if ok && (!sold || by < heir) {
			heir = by
		}
		if sold || ok || p.Version > 0 {
			out = append(out, heirRow[ProductID]{p.ID, heir})
		}
	}
	return out, err
}

// unseeProducts forgets which products the import listed, when none is its own any more.
func unseeProducts(ctx context.Context, tx *db.Tx, importID int64, limit int) (more bool, err error) {
	n, err := db.Exec(ctx, tx, `DELETE FROM commerce_product_seen WHERE import_id = $1 AND product_id IN (
		SELECT product_id FROM commerce_product_seen WHERE import_id = $1 ORDER BY product_id LIMIT $2)`, importID, limit)
	return n == int64(limit), err
}
