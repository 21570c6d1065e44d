package console

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"qunli/commerce"
	"qunli/kit/fault"
	"qunli/org"
	"qunli/page"
)

// shelfRoutes: what the pages of products show to customers.
func (c *Console) shelfRoutes(t *table) {
	get(t, "/api/products/{id}/page", "getProductPage", "What the page of a product shows, and where it is", c.productPage)
	put(t, "/api/products/{id}/page", "changeProductPage", "Change it; what has problems is not kept", c.changeProductPage)
	raw(t, "GET /api/products/{id}/picture", "productPicture", "A code that leads a phone to the page: format svg (default) or png, of size pixels a side", "image/svg+xml", c.productPicture)
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

func viewShelf(path string, p commerce.ProductPage) (ShelfView, error) {
	said, err := page.Read(p.Page)
	return ShelfView{path + p.ProductID.String(), said, p.Edits}, err
}

func (c *Console) productPage(ctx context.Context, in *productPageIn) (ShelfView, error) {
	p, err := c.Commerce.PageOf(ctx, in.ID.ID)
	if err != nil {
		return ShelfView{}, err
	}
	return viewShelf(c.ShelfPath, p)
}

type changeProductPageIn struct {
	ID   ref[commerce.ProductID] `path:"id"`
	Body struct {
		Page  page.Page `json:"page"`
		Edits int64     `json:"edits"`
	}
}

func (c *Console) changeProductPage(ctx context.Context, in *changeProductPageIn) (ShelfView, error) {
	if err := org.Must(ctx, org.ProductEdit); err != nil {
		return ShelfView{}, err
	}
	zone, err := org.Zone(ctx, c.DB.Read())
	if err != nil {
		return ShelfView{}, err
	}
	if err := soundShelf(in.Body.Page, c.DB.Clock().Now().In(zone).Format(time.DateOnly)); err != nil {
		return ShelfView{}, err
	}
	text, err := json.Marshal(in.Body.Page)
	if err != nil {
		return ShelfView{}, err
	}
	p, err := c.Commerce.PutPage(ctx, commerce.ProductPage{ProductID: in.ID.ID, Page: string(text), Edits: in.Body.Edits})
	if err != nil {
		return ShelfView{}, err
	}
	return viewShelf(c.ShelfPath, p)
}

var errShelf = fault.New(fault.Invalid, "commerce.product.page", "商品页还有问题，改好后才能保存", "The page of the product has problems; put them right before it is kept")

// notOfShelf are the blocks of other pages: the page of a product shows by itself how to buy it, and who just did.
var notOfShelf = []page.Kind{page.Play, page.Crowd, page.Rules, page.Lead}

// soundShelf refuses what customers must not see: as it has no draft, what is kept is what they see at once. No headline and no button is
// asked for; the product brings both.
func soundShelf(p page.Page, day string) error {
	all := slices.DeleteFunc(p.Flaws(day), func(f page.Problem) bool { return f.Warns })
	for _, s := range p.Sections() {
		for n, b := range s.Blocks {
			at := fmt.Sprintf("page.%s[%d]", s.Name, n)
			switch {
			case slices.Contains(notOfShelf, b.Kind):
				all = append(all, page.Problem{Field: at + ".kind", Value: string(b.Kind), Zh: "商品页没有玩法、动态、规则和表单块：请删去", En: "the page of a product has no game, crowd, rules and form: take it out"})
			case b.Kind == page.Action && strings.HasPrefix(b.To, "#"):
				all = append(all, page.Problem{Field: at + ".to", Value: b.To, Zh: "商品页上没有玩法和表单：请填本站的活码（/c/…）", En: "there is no game and no form on the page: give a code of ours (/c/…)"})
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	out := errShelf
	for _, p := range all {
		out = out.At(p.Field, p.Value, p.Zh, p.En)
	}
	return out
}

// productPicture draws the address of the page.
func (c *Console) productPicture(w http.ResponseWriter, r *http.Request) error {
	var i commerce.ProductID
	if err := i.UnmarshalText([]byte(r.PathValue("id"))); err != nil {
		return commerce.ErrNoProduct
	}
	p, err := c.Commerce.PageOf(r.Context(), i)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "private, max-age=3600")
	return drawCode(w, r, c.address(r)+c.ShelfPath+p.ProductID.String())
}
