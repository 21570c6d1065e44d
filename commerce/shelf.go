package commerce

import (
	"context"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// The refusals about products.
var (
	ErrNoProduct      = fault.New(fault.Missing, "commerce.product.missing", "没有这个商品", "No such product")
	ErrSKUTaken       = fault.New(fault.Conflict, "commerce.product.sku_taken", "这个货号已有商品", "This SKU is taken")
	ErrProductChanged = fault.New(fault.Conflict, "commerce.product.changed",
		"商品刚被别人修改过，请刷新后再试", "The product was changed meanwhile; reload and try again")
)

// ProductFilter narrows a list of products; zero fields do not.
type ProductFilter struct {
	Line   string
	Role   Role
	OnSale bool   // only those on sale
	After  string // SKU of the last product of the page before
	Limit  int
}

// Products lists products by SKU. They belong to no store: every reader of orders sees them.
func (s *Service) Products(ctx context.Context, f ProductFilter) ([]Product, error) {
	if err := org.Must(ctx, org.OrderRead); err != nil {
		return nil, err
	}
	c := db.Where("").If(f.Line != "", "line = $1", f.Line).If(f.Role != "", "role = $1", f.Role).
		If(f.OnSale, "on_sale").If(f.After != "", "sku > $1", f.After)
	return db.All[Product](ctx, s.db.Read(), `SELECT `+productColumns+` FROM commerce_product WHERE `+c.SQL()+`
		ORDER BY sku LIMIT `+c.Next(1), c.Args(pageSize(f.Limit))...)
}

// PutProduct adds a product (ID 0), or writes name, line, role, price and on-sale over the one of that ID and Version.
func (s *Service) PutProduct(ctx context.Context, p Product) (Product, error) {
	if err := org.Must(ctx, org.ProductEdit); err != nil {
		return p, err
	}
	if err := p.check(); err != nil {
		return p, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		var before any
		if p.ID == 0 {
			p, err = insertProduct(ctx, tx, p)
		} else {
			before = map[string]any{"version": p.Version}
			p, err = updateProduct(ctx, tx, p)
		}
		if err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "product.put", Object: "product", ID: int64(p.ID), Before: before,
			After: map[string]any{"sku": p.SKU, "line": p.Line, "role": p.Role, "price": p.Price, "on_sale": p.OnSale}})
	})
	return p, err
}

func (p *Product) check() error {
	switch {
	case p.SKU == "":
		return fault.InvalidField("sku", "", "请填写货号", "is required")
	case !p.Role.Valid():
		return fault.InvalidField("role", string(p.Role), "不是产品阶梯中的角色", "is not a role of the ladder")
	case p.Price < 0 || p.Price > maxAmount:
		return fault.InvalidField("price", p.Price.String(), "价格不合理", "is not a sensible price")
	}
	return nil
}

func insertProduct(ctx context.Context, tx *db.Tx, p Product) (Product, error) {
	p.ID, p.ImportID, p.Version, p.CreatedAt = ProductID(tx.NewID()), 0, 1, tx.Now
	n, err := db.Insert(ctx, tx, "commerce_product", []Product{p}, "ON CONFLICT (sku) DO NOTHING")
	if err == nil && n == 0 {
		err = ErrSKUTaken
	}
	return p, err
}

func updateProduct(ctx context.Context, tx *db.Tx, p Product) (Product, error) {
	rows, err := db.All[Product](ctx, tx, `UPDATE commerce_product SET name = $1, line = $2, role = $3, price = $4,
		on_sale = $5, version = version + 1 WHERE id = $6 AND version = $7 RETURNING `+productColumns,
		p.Name, p.Line, p.Role, p.Price, p.OnSale, p.ID, p.Version)
	if err != nil {
		return p, err
	}
	if len(rows) == 1 {
		return rows[0], nil
	}
	n, err := db.One[int64](ctx, tx, `SELECT COUNT(*) FROM commerce_product WHERE id = $1`, p.ID)
	if err == nil && n == 0 {
		return p, ErrNoProduct
	}
	if err == nil {
		err = ErrProductChanged
	}
	return p, err
}

// LadderGap is a product line and the roles for which it sells nothing (SHP-01).
type LadderGap struct {
	Line    string
	Missing []Role // from the bottom up; none: the line is complete
}

// LadderGaps gives every product line with the roles it lacks, by name.
func (s *Service) LadderGaps(ctx context.Context) ([]LadderGap, error) {
	if err := org.Must(ctx, org.OrderRead); err != nil {
		return nil, err
	}
	have := map[string]map[Role]bool{}
	type rung struct {
		Line   string
		Role   Role
		OnSale bool
	}
	err := db.Each(ctx, s.db.Read(), func(r rung) error {
		if have[r.Line] == nil {
			have[r.Line] = map[Role]bool{}
		}
		have[r.Line][r.Role] = have[r.Line][r.Role] || r.OnSale
		return nil
	}, `SELECT DISTINCT line, role, on_sale FROM commerce_product WHERE line <> ''`)
	lines := keys(have)
	slices.Sort(lines)
	out := make([]LadderGap, len(lines))
	for i, line := range lines {
		out[i].Line = line
		for _, r := range ladder {
			if !have[line][r] {
				out[i].Missing = append(out[i].Missing, r)
			}
		}
	}
	return out, err
}

// NextRung gives the role to offer a person next, and up to ten products of it that are on sale, those of lines the
// person knows first: one rung above the highest they bought in a kept order, never below. NoRole: they stand at the
// top. people are the person and everybody merged into them.
func NextRung(ctx context.Context, q db.Q, people ...customer.ID) (Role, []Product, error) {
	c := db.Where("l.class = 'goods' AND p.role <> '' AND "+keptSaleOf("o")).In("o.customer_id", people)
	type bought struct {
		Role Role
		Line string
	}
	rows, err := db.All[bought](ctx, q, `SELECT DISTINCT p.role, p.line FROM commerce_order o
		JOIN commerce_line l ON l.order_id = o.id JOIN commerce_product p ON p.sku = l.sku WHERE `+c.SQL(), c.Args()...)
	if err != nil {
		return NoRole, nil, err
	}
	highest, known := NoRole, map[string]bool{}
	for _, b := range rows {
		known[b.Line] = true
		if b.Role.rung() > highest.rung() {
			highest = b.Role
		}
	}
	next := highest.Next()
	if next == NoRole {
		return NoRole, nil, nil
	}
	products, err := db.All[Product](ctx, q, `SELECT `+productColumns+` FROM commerce_product
		WHERE role = $1 AND on_sale ORDER BY line, sku LIMIT 200`, next)
	slices.SortStableFunc(products, func(a, b Product) int {
		return boolRank(known[b.Line]) - boolRank(known[a.Line])
	})
	return next, products[:min(10, len(products))], err
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

// keptSaleOf is keptSale of the order under an alias.
func keptSaleOf(o string) string {
	return o + `.kind = 'sale' AND ` + o + `.state = 'kept' AND ` + o + `.goods > 0 AND NOT (` + o + `.refunded > 0 AND ` +
		o + `.refunded >= ` + o + `.amount)`
}
