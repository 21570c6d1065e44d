package commerce

import (
	"context"
	"errors"

	"qunli/kit/db"
	"qunli/org"
)

// ProductPage is what the page of a product shows to customers: JSON, opaque here.
type ProductPage struct {
	ProductID ProductID
	Page      string
	Edits     int64 // how many times it was saved
}

// ShowProduct gives a product with its page. Anybody may see it: a page shows no more than this.
func ShowProduct(ctx context.Context, q db.Q, i ProductID) (Product, ProductPage, error) {
	out := ProductPage{ProductID: i, Page: "{}"}
	p, err := db.One[Product](ctx, q, `SELECT `+productColumns+` FROM commerce_product WHERE id = $1`, i)
	if errors.Is(err, db.ErrNone) {
		err = ErrNoProduct
	}
	if err != nil {
		return p, out, err
	}
	said, err := db.All[ProductPage](ctx, q, `SELECT product_id, page, edits FROM commerce_product_page WHERE product_id = $1`, i)
	if len(said) > 0 {
		out = said[0]
	}
	return p, out, err
}

// PageOf gives the page of a product, for who edits it.
func (s *Service) PageOf(ctx context.Context, i ProductID) (ProductPage, error) {
	if err := org.Must(ctx, org.OrderRead); err != nil {
		return ProductPage{}, err
	}
	_, said, err := ShowProduct(ctx, s.db.Read(), i)
	return said, err
}

// PutPage writes the page of a product; with it comes the count of edits that was read.
func (s *Service) PutPage(ctx context.Context, said ProductPage) (ProductPage, error) {
	if err := org.Must(ctx, org.ProductEdit); err != nil {
		return said, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, _, err := ShowProduct(ctx, tx, said.ProductID); err != nil {
			return err
		}
		if _, err := db.Insert(ctx, tx, "commerce_product_page", []ProductPage{{said.ProductID, "{}", 0}}, `ON CONFLICT (product_id) DO NOTHING`); err != nil {
			return err
		}
		err := db.MustAffect(ctx, tx, ErrProductChanged, `UPDATE commerce_product_page SET page = $1, edits = edits + 1 WHERE product_id = $2 AND edits = $3`, said.Page, said.ProductID, said.Edits)
		if err != nil {
			return err
		}
		said.Edits++
		return org.Audit(ctx, tx, org.Change{Verb: "product.page", Object: "product", ID: int64(said.ProductID), After: map[string]any{"edits": said.Edits}})
	})
	return said, err
}
