package h5

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"html/template"
	"net/http"
	"slices"

	"qunli/campaign"
	"qunli/campaign/handover"
	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/fault"
	"qunli/org"
	"qunli/reward"
)

//go:embed place.html
var placeText string

// placePage parses a page that asks where goods go, by {{template "place" .Place}}.
func placePage(name, text string) *template.Template {
	return template.Must(template.Must(template.New(name).Parse(placeText)).Parse(text))
}

// placeView asks where goods go.
type placeView struct {
	T                     placeWords
	Of                    string // tells its fields from those of other goods on the page
	Title, Later, Refused string
	Asks, Keep            bool
	Typed                 reward.Address
	Stores                []shopView // of a pickup
}

type shopView struct {
	ID     org.StoreID
	Name   string
	Chosen bool
}

// placeWords are the texts of where goods go, in one language.
type placeWords struct {
	Where, Shop, Later, LaterShop, Store, Receiver, Phone, Address, Keep, Goods, Code, Save, AskAddress, ChangeAddress, AskShop, At string
	States                                                                                                                          map[handover.State]string
}

func placeIn(lang string) placeWords {
	if lang == "en" {
		return placeWords{"Where it goes", "Where you fetch it", "You may leave it empty and say so later; it is sent after that.", "Show the code under Mine when you fetch it.", "Shop", "Receiver", "Phone", "Address",
			"Remember it for next time", "What I bought", "Code:", "Save", "Say where it goes", "Change where it goes", "Choose another shop", "At %s",
			map[handover.State]string{handover.Ready: "being prepared", handover.Shipped: "sent", handover.Received: "received", handover.Fetched: "fetched", handover.Withdrawn: "paid back"}}
	}
	return placeWords{"收货信息", "到店自提", "可以先空着，付款后在“我的”里补；填好才发货。", "到店时出示“我的”里的提货码。", "门店", "收件人", "手机号", "收货地址",
		"记住，下次自动填好", "我买的", "提货码", "保存", "填写收货地址", "修改收货地址", "换一家门店", "门店：%s",
		map[handover.State]string{handover.Ready: "备货中", handover.Shipped: "已发货", handover.Received: "已收到", handover.Fetched: "已提货", handover.Withdrawn: "已退款"}}
}

// placeOf gives the form of where the goods of a seat go; nil when nothing is handed over.
func (p *Pages) placeOf(ctx context.Context, s campaign.Seat, lang string) (*placeView, error) {
	q := p.DB.Read()
	c, terms, err := campaign.TermsOf(ctx, q, s.CampaignID)
	if err != nil || terms.Handover == "" {
		return nil, err
	}
	had, _, err := handover.Of(ctx, q, s.ID)
	if err != nil {
		return nil, err
	}
	v := &placeView{T: placeIn(lang)}
	if handover.How(terms.Handover) == handover.Pickup {
		v.Title, v.Later = v.T.Shop, v.T.LaterShop
		v.Stores, err = p.shops(ctx, c.StoreID, had.StoreID)
		return v, err
	}
	v.Title, v.Later, v.Asks = v.T.Where, v.T.Later, true
	kept, err := p.Handover.Kept(ctx)
	if kept != nil {
		v.Typed, v.Keep = *kept, true
	}
	return v, err
}

// shops lists where goods may be fetched: at the shop of their campaign, or at any that is open.
func (p *Pages) shops(ctx context.Context, only, chosen org.StoreID) ([]shopView, error) {
	names, err := org.OpenStoreNames(ctx, p.DB.Read())
	var out []shopView
	for i, name := range names {
		if only == 0 || i == only {
			out = append(out, shopView{i, name, i == chosen})
		}
	}
	slices.SortFunc(out, func(a, b shopView) int { return cmp.Compare(a.Name, b.Name) })
	return out, err
}

// typed puts what was typed back into the form, with what is wrong with it.
func (v *placeView) typed(r *http.Request, refused string) {
	v.Refused, v.Keep = refused, r.PostForm.Get("keep") != ""
	v.Typed = reward.Address{Name: r.PostForm.Get("name"), Phone: r.PostForm.Get("phone"), Text: r.PostForm.Get("address")}
}

// placeRefusal gives what is wrong with where goods go; nil of other faults.
func placeRefusal(err error) error {
	if err != nil && (errors.Is(err, fault.ErrInvalid) || errors.Is(err, handover.ErrState)) {
		return err
	}
	return nil
}

// tells says where the goods of a seat go, when the form says anything: an address that is left empty is said later.
func (p *Pages) tells(ctx context.Context, r *http.Request, seat campaign.SeatID) error {
	w := handover.Wish{To: reward.Address{Name: r.PostForm.Get("name"), Phone: r.PostForm.Get("phone"), Text: r.PostForm.Get("address")}, Keep: r.PostForm.Get("keep") != ""}
	if text := r.PostForm.Get("store"); text != "" {
		if w.Store.UnmarshalText([]byte(text)) != nil {
			return org.ErrNoStore
		}
	} else if w.To == (reward.Address{}) {
		return nil
	}
	return p.Handover.Tell(ctx, seat, w)
}

// goodsView is something that whoever looks bought.
type goodsView struct {
	Seat                                        campaign.SeatID
	Title, Day, State, Code, Where, Parcel, Ask string
	Good, Open, Confirm                         bool
	Place                                       *placeView
}

// goods reads what a customer bought that is handed over.
func (p *Pages) goods(ctx context.Context, r *http.Request, v *meView, again typed) error {
	all, err := p.Handover.Mine(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	zone, err := org.Zone(ctx, p.DB.Read())
	if err != nil {
		return err
	}
	names, err := org.AllStoreNames(ctx, p.DB.Read())
	if err != nil {
		return err
	}
	v.P = placeIn(v.T.Lang)
	for _, g := range all {
		one := goodsView{Seat: g.SeatID, Title: g.Title, Day: clock.Day(g.CreatedAt, zone), State: v.P.States[g.State], Confirm: g.State == handover.Shipped,
			Good: g.State == handover.Received || g.State == handover.Fetched}
		if name := names[g.StoreID]; name != "" {
			one.Where = spell(v.P.At, name)
		}
		if g.Parcel != "" {
			one.Parcel = g.Carrier + " " + g.Parcel
		}
		if g.State == handover.Ready {
			if one.Place, err = p.placeOf(ctx, campaign.Seat{ID: g.SeatID, CampaignID: g.CampaignID}, v.T.Lang); err != nil {
				return err
			}
			one.Code, one.Ask = g.Code, v.P.AskAddress
			if one.Open = g.How == handover.Delivery && g.Address == ""; g.Address != "" {
				one.Ask = v.P.ChangeAddress
			}
			if g.How == handover.Pickup {
				one.Ask, one.Open = v.P.AskShop, g.StoreID == 0
			}
		}
		if one.Place != nil {
			if one.Place.Of = g.SeatID.String(); again.seat == g.SeatID {
				one.Open = true
				one.Place.typed(r, amiss(v.T.Lang, again.refused))
			}
		}
		v.Goods = append(v.Goods, one)
	}
	return nil
}

// wishes takes where goods go, or that they arrived.
func (p *Pages) wishes(w http.ResponseWriter, r *http.Request) error {
	ctx, known := p.Session.who(r)
	if !known {
		return p.enter(w, r)
	}
	if err := readForm(w, r); err != nil {
		return err
	}
	var seat campaign.SeatID
	if seat.UnmarshalText([]byte(r.PostForm.Get("seat"))) != nil {
		return handover.ErrMissing
	}
	var err error
	if r.PostForm.Get("arrived") != "" {
		err = p.Handover.Confirm(ctx, seat)
	} else {
		err = p.tells(ctx, r, seat)
	}
	switch {
	case errors.Is(err, customer.ErrMissing):
		return p.enter(w, r)
	case placeRefusal(err) != nil:
		return p.showMine(w, r, ctx, typed{seat: seat, refused: err})
	case err != nil:
		return err
	}
	http.Redirect(w, r, MePath+"?saved=1#"+seat.String(), http.StatusSeeOther)
	return nil
}
