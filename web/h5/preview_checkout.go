package h5

import (
	"net/http"

	"qunli/campaign"
	"qunli/campaign/cashier"
	"qunli/kit/money"
	"qunli/reward"
)

// previewCheckout shows the page before the payment of a draft, with coupons that nobody has.
func (p *Pages) previewCheckout(w http.ResponseWriter, s *scene) error {
	g := p.gameOf(s)
	s.act("held", g)
	m, ok := s.own(func(campaign.Seat) bool { return true })
	if !ok {
		return campaign.ErrMissing
	}
	var held []reward.Choice
	if s.shown.Terms.TakesCoupons(s.shown.Campaign.Model) {
		t := meIn(s.t.Lang)
		held = acted(money.Fen(m.Amount))
		for n := range held {
			held[n].Name = t.coupon(held[n].Terms)
		}
	}
	q, err := cashier.Quoted(money.Fen(m.Amount), held)
	if err != nil {
		return err
	}
	v := viewCheckout(s, g, m, q, s.zone)
	if s.shown.Terms.Handover == "delivery" {
		v.Place = &placeView{T: placeIn(s.t.Lang), Title: placeIn(s.t.Lang).Where, Later: placeIn(s.t.Lang).Later, Asks: true}
	}
	v.Now, v.Path, v.Give = s.now, "#", "#" // nothing goes anywhere
	return p.showIn(w, checkoutPage, "", "", "'self'", v)
}

// acted are coupons of which one is the best, one stands beside it, and one wants a little more.
func acted(price money.Fen) []reward.Choice {
	return []reward.Choice{
		{Held: reward.Held{ID: 1, Gift: 1, Terms: reward.Terms{Off: max(price/10, 1), Stackable: true}}},
		{Held: reward.Held{ID: 2, Gift: 2, Terms: reward.Terms{Rate: 500, Stackable: true}}},
		{Held: reward.Held{ID: 3, Gift: 3, Terms: reward.Terms{Off: 2000, Minimum: price + 500}}}}
}
