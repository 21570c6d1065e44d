package commerce

import (
	"context"
	"slices"

	"qunli/kit/db"
	"qunli/kit/money"
)

// Role is the rung of the product ladder that a product stands on (SHP-01).
type Role string

// The rungs from the bottom up; NoRole is for products nobody has placed.
const (
	NoRole  Role = ""
	Traffic Role = "traffic" // 吸粉
	Low     Role = "low"     // 低客单
	High    Role = "high"    // 高客单
	Premium Role = "premium" // 超高客单
)

// ladder lists the rungs from the bottom up.
var ladder = [...]Role{Traffic, Low, High, Premium}

// rung is the place of r on the ladder from 0, -1 for none.
func (r Role) rung() int { return slices.Index(ladder[:], r) }

// Valid reports whether r is a rung or NoRole.
func (r Role) Valid() bool { return r == NoRole || r.rung() >= 0 }

// Next gives the rung above r; NoRole above the highest. Above NoRole is the lowest.
func (r Role) Next() Role {
	if i := r.rung() + 1; i < len(ladder) {
		return ladder[i]
	}
	return NoRole
}

// Product is something that is sold.
type Product struct {
	ID        ProductID
	SKU       string
	Name      string
	Line      string // product line, '' none
	Role      Role
	Price     money.Fen // 0 unknown
	OnSale    bool
	ImportID  int64
	Version   int64
	CreatedAt int64
}

const productColumns = `id, sku, name, line, role, price, on_sale, import_id, version, created_at`

// addProducts makes products of the SKUs that have none, with the names by which they were first seen.
func addProducts(ctx context.Context, tx *db.Tx, importID int64, names map[string]string) error {
	skus := keys(names)
	slices.Sort(skus)
	known := map[string]bool{}
	err := db.Lists(tx, skus, func(part []string) error {
		c := db.Where("").In("sku", part)
		return db.Each(ctx, tx, func(sku string) error { known[sku] = true; return nil },
			`SELECT sku FROM commerce_product WHERE `+c.SQL(), c.Args()...)
	})
	if err != nil {
		return err
	}
	var fresh []Product
	for _, sku := range skus {
		if !known[sku] {
			fresh = append(fresh, Product{ID: ProductID(tx.NewID()), SKU: sku, Name: names[sku], OnSale: true,
				ImportID: importID, CreatedAt: tx.Now})
		}
	}
	_, err = db.Insert(ctx, tx, "commerce_product", fresh, "ON CONFLICT (sku) DO NOTHING")
	return err
}
