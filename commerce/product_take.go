package commerce

import (
	"context"

	"qunli/kit/db"
)

// TakeProducts brings the catalogue of another system in: one fate each. An unknown SKU becomes a product; of a known one
// only what nobody has said yet is filled in, and an undo leaves that standing.
func TakeProducts(ctx context.Context, tx *db.Tx, importID int64, products []Product) ([]Fate, error) {
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
	_, err = db.Insert(ctx, tx, "commerce_product", add, "ON CONFLICT (sku) DO NOTHING")
	return fates, err
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

func saveFilled(ctx context.Context, tx *db.Tx, p Product) error {
	_, err := db.Exec(ctx, tx, `UPDATE commerce_product SET name = $1, line = $2, role = $3, price = $4 WHERE id = $5`,
		p.Name, p.Line, p.Role, p.Price, p.ID)
	return err
}

func productsBySKU(ctx context.Context, q db.Q, products []Product) (map[string]Product, error) {
	out := map[string]Product{}
	skus := make([]string, len(products))
	for i, p := range products {
		skus[i] = p.SKU
	}
	return out, chunks(skus, func(part []string) error {
		c := db.Where("").In("sku", part)
		return db.Each(ctx, q, func(p Product) error { out[p.SKU] = p; return nil }, `
			SELECT `+productColumns+` FROM commerce_product WHERE `+c.SQL(), c.Args()...)
	})
}
