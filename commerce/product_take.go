package commerce

import (
	"context"

	"qunli/kit/db"
)

// TakeProducts brings the catalogue of another system in: one fate each. An unknown SKU becomes a product; of a known one
// only what nobody has said yet is filled in, and an undo leaves that standing. importID 0 is no import.
func TakeProducts(ctx context.Context, tx *db.Tx, importID int64, products []Product) ([]Fate, error) {
	if err := lockSources(ctx, tx, catalogue); err != nil {
		return nil, err
	}
	known, err := productsBySKU(ctx, tx, products)
	if err != nil {
		return nil, err
	}
	fates := make([]Fate, len(products))
	fresh := map[string]int{}
	var add []Product
	for i, p := range products {
		if at, again := fresh[p.SKU]; again {
			add[at], _ = add[at].filled(p)
			continue
		}
		if have, ok := known[p.SKU]; ok {
			after, changed := have.filled(p)
			if changed {
				err = saveFilled(ctx, tx, after)
			}
			known[p.SKU], fates[i].Added = after, changed
		} else {
			p.ID, p.ImportID, p.CreatedAt = ProductID(tx.NewID()), importID, tx.Now
			fresh[p.SKU] = len(add)
			add, fates[i].Added = append(add, p), true
		}
		if err != nil {
			return nil, err
		}
	}
	if _, err = db.Insert(ctx, tx, "commerce_product", add, "ON CONFLICT (sku) DO NOTHING"); err != nil {
		return nil, err
	}
	return fates, seeProducts(ctx, tx, importID, products)
}

// catalogue stands for all products where sources are locked: no source has this name.
const catalogue = ""

// seeProducts notes that the import listed those products, whoever made them.
func seeProducts(ctx context.Context, tx *db.Tx, importID int64, products []Product) error {
	if importID == 0 {
		return nil
	}
	skus := map[string]bool{}
	for i := range products {
		skus[products[i].SKU] = true
	}
	return db.Lists(tx, keys(skus), func(part []string) error {
		c := db.Where("").In("sku", part)
		_, err := db.Exec(ctx, tx, `INSERT INTO commerce_product_seen (import_id, product_id)
			SELECT CAST(`+c.Next(1)+` AS BIGINT), id FROM commerce_product WHERE `+c.SQL()+`
			ON CONFLICT (import_id, product_id) DO NOTHING`, c.Args(importID)...)
		return err
	})
}

// filled gives p with its empty fields taken from q, and whether that changed anything.
func (p Product) filled(q Product) (Product, bool) {
	before := p
	if p.Name == "" {
		p.Name = q.Name
	}
	if p.Line == "" {
		p.Line = q.Line
	}
	if p.Role == NoRole {
		p.Role = q.Role
	}
	if p.Price == 0 {
		p.Price = q.Price
	}
	return p, p != before
}

// saveFilled writes into the fields that are empty still: somebody may have changed the product since it was read.
func saveFilled(ctx context.Context, tx *db.Tx, p Product) error {
	_, err := db.Exec(ctx, tx, `UPDATE commerce_product SET
			name  = CASE WHEN name = '' THEN $1 ELSE name END,
			line  = CASE WHEN line = '' THEN $2 ELSE line END,
			role  = CASE WHEN role = '' THEN $3 ELSE role END,
			price = CASE WHEN price = 0 THEN $4 ELSE price END
		WHERE id = $5`, p.Name, p.Line, p.Role, p.Price, p.ID)
	return err
}

func productsBySKU(ctx context.Context, q db.Q, products []Product) (map[string]Product, error) {
	out := map[string]Product{}
	skus := make([]string, len(products))
	for i, p := range products {
		skus[i] = p.SKU
	}
	return out, db.Lists(q, skus, func(part []string) error {
		c := db.Where("").In("sku", part)
		return db.Each(ctx, q, func(p Product) error { out[p.SKU] = p; return nil }, `
			SELECT `+productColumns+` FROM commerce_product WHERE `+c.SQL(), c.Args()...)
	})
}
