package h5

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"html/template"
	"net/http"

	"qunli/campaign"
	"qunli/campaign/flashsale"
	"qunli/campaign/groupbuy"
	"qunli/channel/oa"
	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/serve"
	"qunli/org"
	"qunli/page"
	"qunli/reward"
)

// ShelfPath is where the pages of products are: ShelfPath and the product's id.
const ShelfPath = "/s/"

var (
	//go:embed shelf.html
	shelfText string

	shelfPage = blockPage("shelf", shelfText)
)

// shelfView is the page of a product: what it is, and the ways to buy it now.
type shelfView struct {
	T                   gameWords
	W                   shelfWords
	Style               template.CSS
	Script, Brand, Skin string
	Name, Price         string // the price is "" where none is told
	Sections            []blockSection
	Ways                []wayView
	Coupons             []couponView
	Crowd               []row
	Now                 int64
	Card                card   // of the link that led here, empty of none
	ShareTo             string // the page on which a visitor shares this, "" none
	SDK                 sdkView
}

// wayView is one way to buy a product. Act is "" of what is sold out.
type wayView struct {
	Name, Price, Was, Prices, How, Path, Act, Item, Button string
	N                                                      int64
}

type shelfWords struct{ Listed, More, NoWay, Coupons, Crowd, Team, Sale string }

func shelfIn(lang string) shelfWords {
	if lang == "en" {
		return shelfWords{"Listed at", "More about it", "It cannot be bought here just now", "Coupons you hold", "Just now", "Group-buy of %d, %d left", "Flash sale, %d left"}
	}
	return shelfWords{"标价", "看活动详情", "现在没有可以参加的购买活动", "你手上的优惠券", "刚刚", "拼团：%d 人成团，还有 %d 份", "秒杀：还剩 %d 份"}
}

// shelf shows a product. What can be bought is bought by one press: the checkout follows.
func (p *Pages) shelf(w http.ResponseWriter, r *http.Request) error {
	ctx, known := p.Session.who(r)
	if !known && p.Session.expects(r) {
		if err := p.Session.signIn(w, r, r.URL.RequestURI(), false); !errors.Is(err, oa.ErrUnset) {
			return err
		}
	}
	i, err := productOf(r)
	if err != nil {
		return err
	}
	from, linked, err := p.came(ctx, r)
	if err != nil {
		return err
	}
	q := p.DB.Read()
	product, text, err := commerce.ShowProduct(ctx, q, i)
	if err != nil {
		return err
	}
	said, err := page.Read(text.Page)
	if err != nil {
		return err
	}
	said, sizes, err := page.Dress(ctx, q, said)
	if err != nil {
		return err
	}
	zone, err := p.readZone(ctx)
	if err != nil {
		return err
	}
	now := p.DB.Clock().Now().UnixMilli()
	v := &shelfView{T: gamesIn(serve.Lang(r)), W: shelfIn(serve.Lang(r)), Style: template.CSS(style), Script: scriptPath, Skin: said.Skin, Name: product.Name, Now: now}
	if product.Price > 0 {
		v.Price = yuan(int64(product.Price))
	}
	if v.Brand, err = org.Setting(ctx, q, org.SettingBrand); err != nil {
		return err
	}
	v.Sections = blocks(said, clock.Day(now, zone), sizes, v.T.Lang, v)
	if product.OnSale {
		s := &scene{now: now, t: v.T, zone: zone}
		if linked && !known {
			s.by = from.Token
		}
		if err := p.ways(ctx, v, s, i.String()); err != nil {
			return err
		}
	}
	of := productSubject(product, text, v.T.Lang)
	if linked && from.Own {
		if v.Card, err = p.cardOf(ctx, of, from); err != nil {
			return err
		}
	}
	if known {
		if err := p.ownShelf(ctx, r, v, of); err != nil {
			return err
		}
	}
	return p.showIn(w, shelfPage, "", v.SDK.Src, cmp.Or(p.Frame(), "'none'"), v)
}

// ownShelf adds what is the visitor's own: their coupons, and where they pass the product on.
func (p *Pages) ownShelf(ctx context.Context, r *http.Request, v *shelfView, of subject) (err error) {
	if !of.over {
		v.ShareTo = of.share
	}
	if _, v.SDK, err = p.offerShare(ctx, r, of, false); err != nil {
		return err
	}
	return p.coupons(ctx, v)
}

// ways lists how a product can be bought now, and who has just bought it.
func (p *Pages) ways(ctx context.Context, v *shelfView, s *scene, product string) error {
	all, err := p.Campaigns.Selling(ctx, product, s.now)
	if err != nil {
		return err
	}
	me, _ := customer.Self(ctx) // nobody is known: 0
	for _, shown := range all {
		s.shown, s.mine = shown, nil
		if me != 0 {
			if s.mine, err = p.Campaigns.Mine(ctx, shown.Campaign.ID, me); err != nil {
				return err
			}
		}
		more := s.waysOf(p.gameOf(s), product)
		if v.Ways = append(v.Ways, more...); len(more) == 0 || len(v.Crowd) > 0 {
			continue
		}
		if v.Crowd, err = p.crowd(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// waysOf gives how a product can be bought in one campaign.
func (s *scene) waysOf(g campaign.Game, product string) (out []wayView) {
	w, one := shelfIn(s.t.Lang), wayView{Name: s.shown.Campaign.Name, Path: s.path()}
	switch g := g.(type) {
	case *groupbuy.Game:
		if g.Product != product {
			return nil
		}
		left := s.free("stock", g.StockADay)
		var said play
		s.priced(&said, g, true)
		one.Price, one.Was, one.Prices = said.Price, said.Was, said.Prices
		if one.How = spell(w.Team, g.Size, left); left > 0 {
			one.Act, one.N, one.Button = string(campaign.Open), s.wish(campaign.Open, 0), spell(s.t.OpenTeam, one.Price)
		}
		out = append(out, one)
	case *flashsale.Game:
		items, _ := s.items(g)
		for n, i := range g.Items {
			if i.Product != product {
				continue
			}
			way := one
			way.Price, way.Was, way.How = yuan(i.Price), was(i.Was), spell(w.Sale, s.free("stock-"+i.Key, i.StockADay))
			if items[n].Most > 0 {
				way.Act, way.Item, way.N, way.Button = string(campaign.Join), i.Key, s.wish(campaign.Join, 0), s.t.Grab
			}
			out = append(out, way)
		}
	}
	return out
}

// coupons lists what whoever looks holds.
func (p *Pages) coupons(ctx context.Context, v *shelfView) error {
	q := p.DB.Read()
	family, err := customer.SelfFamily(ctx, q)
	if err != nil {
		return nil // erased, or taken away: nobody stands behind the cookie
	}
	held, err := reward.Choices(ctx, q, family, v.Now)
	t := meIn(v.T.Lang)
	for _, h := range held[:min(len(held), 5)] {
		v.Coupons = append(v.Coupons, couponView{Name: h.Name, Off: t.coupon(h.Terms)})
	}
	return err
}
