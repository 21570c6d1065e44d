package h5

import (
	"cmp"
	"context"
	"net/http"

	"qunli/campaign"
	"qunli/commerce"
	"qunli/kit/serve"
	"qunli/page"
)

// ofProduct is the kind of a subject that is a product; of others it is the campaign's model.
const ofProduct = "product"

// subject is what somebody passes on: a campaign, an instance of it, or a product.
type subject struct {
	cause      string      // to which the codes of its links belong: its public id
	campaign   campaign.ID // 0 of a product
	kind       string
	home       string // the path of its page
	share      string // of the page on which it is passed on
	poster     func(token string) string
	name       string
	page       string // what its page says, as JSON
	price, was string
	over       bool // it cannot be had any more
	t          shareWords
}

// subjectOf gives what an address is about.
func (p *Pages) subjectOf(ctx context.Context, r *http.Request) (subject, error) {
	if r.PathValue("product") == "" {
		s, err := p.scene(ctx, r)
		if err != nil {
			return subject{}, err
		}
		return s.subject(p.gameOf(s)), nil
	}
	i, err := productOf(r)
	if err != nil {
		return subject{}, err
	}
	product, text, err := commerce.ShowProduct(ctx, p.DB.Read(), i)
	return productSubject(product, text, serve.Lang(r)), err
}

// subject is a campaign, or the instance that the scene is of.
func (s *scene) subject(g campaign.Game) subject {
	out := subject{cause: s.shown.Campaign.ID.String(), campaign: s.shown.Campaign.ID, kind: s.shown.Campaign.Model, home: s.below(), share: s.below("share"),
		poster: func(token string) string { return s.below("poster", token) }, name: s.shown.Campaign.Name, page: s.shown.Page, over: s.stage() == past, t: sharesIn(s.t.Lang)}
	out.price, out.was = s.offer(g)
	return out
}

// productSubject is a product, at its listed price: what passes it on outlives the campaigns that sell it.
func productSubject(of commerce.Product, says commerce.ProductPage, lang string) subject {
	home := ShelfPath + of.ID.String()
	out := subject{cause: of.ID.String(), kind: ofProduct, home: home, share: home + "/share", poster: func(token string) string { return home + "/poster/" + token },
		name: of.Name, page: says.Page, over: !of.OnSale, t: sharesIn(lang).ofProduct()}
	if of.Price > 0 {
		out.price = yuan(int64(of.Price))
	}
	return out
}

func productOf(r *http.Request) (i commerce.ProductID, err error) {
	if i.UnmarshalText([]byte(r.PathValue("product"))) != nil {
		err = commerce.ErrNoProduct
	}
	return i, err
}

// hereOf gives the public id of what an address is about.
func hereOf(r *http.Request) (string, error) {
	if r.PathValue("product") != "" {
		i, err := productOf(r)
		return i.String(), err
	}
	i, err := campaignOf(r)
	return i.String(), err
}

// head gives the block that a page is known by: its headline, or the first picture.
func head(p page.Page) (out page.Block) {
	for _, b := range p.Top {
		if b.Kind == page.Hook {
			return b
		}
		if b.Kind == page.Picture {
			out.Picture = cmp.Or(out.Picture, b.Picture)
		}
	}
	return out
}
