package console

import (
	"context"
	"encoding/json"

	"qunli/commerce"
	"qunli/page"
)

// shelfRoutes: what the pages of products show to customers.
func (c *Console) shelfRoutes(t *table) {
	get(t, "/api/products/{id}/page", "getProductPage", "What the page of a product shows, and where it is", c.productPage)
	put(t, "/api/products/{id}/page", "changeProductPage", "Change it", c.changeProductPage)
}

// ShelfView is the page of a product.
type ShelfView struct {
	Path  string    `json:"path" doc:"Of the page for customers, under its host"`
	Page  page.Page `json:"page"`
	Edits int64     `json:"edits" doc:"Comes back with a change"`
}

type productPageIn struct {
	ID ref[commerce.ProductID] `path:"id"`
}

func viewShelf(p commerce.ProductPage) (ShelfView, error) {
	said, err := page.Read(p.Page)
	return ShelfView{shelfPath + p.ProductID.String(), said, p.Edits}, err
}

// shelfPath is that of web/h5.
const shelfPath = "/s/"

func (c *Console) productPage(ctx context.Context, in *productPageIn) (ShelfView, error) {
	p, err := c.Commerce.PageOf(ctx, in.ID.ID)
	if err != nil {
		return ShelfView{}, err
	}
	return viewShelf(p)
}

type changeProductPageIn struct {
	ID   ref[commerce.ProductID] `path:"id"`
	Body struct {
		Page  page.Page `json:"page"`
		Edits int64     `json:"edits"`
	}
}

func (c *Console) changeProductPage(ctx context.Context, in *changeProductPageIn) (ShelfView, error) {
	text, err := json.Marshal(in.Body.Page)
	if err != nil {
		return ShelfView{}, err
	}
	p, err := c.Commerce.PutPage(ctx, commerce.ProductPage{ProductID: in.ID.ID, Page: string(text), Edits: in.Body.Edits})
	if err != nil {
		return ShelfView{}, err
	}
	return viewShelf(p)
}
