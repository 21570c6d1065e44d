package h5

import (
	"context"
	_ "embed"
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"time"

	"qunli/campaign"
	"qunli/campaign/cashier"
	"qunli/campaign/flashsale"
	"qunli/campaign/groupbuy"
	"qunli/kit/clock"
	"qunli/kit/fault"
	"qunli/kit/serve"
	"qunli/org"
	"qunli/reward"
)

var (
	//go:embed checkout.html
	checkoutText string

	checkoutPage = placePage("checkout", checkoutText)
)

// checkoutView is the page on which somebody sees what they will pay, and chooses.
type checkoutView struct {
	T                  checkoutWords
	Style              template.CSS
	Script, Path, Give string // where the form of the page goes, and where what is given up
	Seat               campaign.SeatID
	What               string
	Total, Off, ToPay  string // Off is "" when nothing is taken off
	Button             string
	Refused            string // why what was just asked for was not done
	Note               string
	Coupons            []couponView
	Chosen             []reward.ID
	Place              *placeView // where the goods go, nil nothing is handed over
	Now, Until         int64      // ms
}

// couponView is a coupon that can be chosen, or why not.
type couponView struct {
	ID              reward.ID
	Name, Off, Hint string
	Why             string // it cannot be used, "" it can
	Chosen          bool
}

// choose shows a seat that nobody has been asked to pay yet: what it costs, with which coupons. Where there is nothing to choose, the
// payment is on its way.
func (p *Pages) choose(w http.ResponseWriter, r *http.Request, s campaign.Seat, v *payView) error {
	ctx, _ := p.Session.who(r)
	if b, some, err := cashier.BillOf(ctx, p.DB.Read(), s.ID); some || err != nil { // coupons paid it: the game is being told
		v.Amount, v.Note, v.Again = yuan(int64(b.Cash)), v.T.PayChecking, going(r, v.Now)
		return errors.Join(err, p.show(w, payPage, "", v))
	}
	waits, err := cashier.Chooses(ctx, p.DB.Read(), s.CampaignID, s.PersonID, s.At)
	if err != nil {
		return err
	}
	if !waits {
		return p.show(w, payPage, "", v)
	}
	var chosen []reward.ID
	if r.URL.Query().Get("chosen") != "" {
		if chosen, err = couponsOf(r.URL.Query()["coupon"]); err != nil {
			return err
		}
	}
	return p.showCheckout(w, r, ctx, s, chosen, nil)
}

// showCheckout shows the page, with what was chosen and what was wrong with it.
func (p *Pages) showCheckout(w http.ResponseWriter, r *http.Request, ctx context.Context, s campaign.Seat, chosen []reward.ID, refused error) error {
	q, err := p.Cashier.Offer(ctx, s, chosen)
	if err != nil {
		return err
	}
	shown, err := p.Campaigns.Show(ctx, s.CampaignID)
	if err != nil {
		return err
	}
	zone, err := org.Zone(ctx, p.DB.Read())
	if err != nil {
		return err
	}
	one := &scene{shown: shown, t: gamesIn(serve.Lang(r))}
	v := viewCheckout(one, p.gameOf(one), s, q, zone)
	v.Now, v.Path = p.DB.Clock().Now().UnixMilli(), GamePath+s.CampaignID.String()+"/pay/"+s.ID.String()
	if v.Place, err = p.placeOf(ctx, s, v.T.Lang); err != nil {
		return err
	}
	if place := placeRefusal(refused); v.Place != nil && place != nil {
		v.Place.typed(r, amiss(v.T.Lang, place))
		refused = nil
	}
	if refused == nil {
		refused = q.Wrong
	}
	if refused != nil {
		v.Refused = amiss(v.T.Lang, refused)
	}
	return p.show(w, checkoutPage, "", v)
}

// viewCheckout gives what the template shows of a quote.
func viewCheckout(of *scene, g campaign.Game, s campaign.Seat, q cashier.Quote, zone *time.Location) *checkoutView {
	t, me := checkoutIn(of.t.Lang), meIn(of.t.Lang)
	v := &checkoutView{T: t, Style: template.CSS(style), Script: scriptPath, Give: GamePath + s.CampaignID.String(), Seat: s.ID, Total: yuan(int64(q.Bill.Total)), ToPay: yuan(int64(q.Bill.Pay)),
		Button: spell(t.Pay, yuan(int64(q.Bill.Pay))), Chosen: q.Chosen, Until: s.DueAt, What: of.what(g, s)}
	if q.Bill.Discount > 0 {
		v.Off = "−" + yuan(int64(q.Bill.Discount))
	}
	if q.Bill.Pay == 0 {
		v.Button = t.Free
	}
	for n, h := range q.Held {
		c := couponView{ID: h.ID, Name: h.Name, Off: me.coupon(h.Terms), Chosen: slices.Contains(q.Chosen, h.ID)}
		if !h.Stackable {
			c.Hint = t.Alone
		}
		if h.UntilAt > 0 {
			if c.Hint != "" {
				c.Hint += " · "
			}
			c.Hint += spell(t.Until, clock.Day(h.UntilAt-1, zone))
		}
		if q.Refused[n] != nil {
			c.Why = amiss(t.Lang, q.Refused[n])
		}
		v.Coupons = append(v.Coupons, c)
	}
	return v
}

// what names what a seat is of.
func (s *scene) what(g campaign.Game, m campaign.Seat) string {
	if g, ok := g.(*flashsale.Game); ok {
		return s.things(g, m)
	}
	return s.shown.Campaign.Name
}

// couponsOf reads which coupons somebody chose: never nil, for none is a choice too.
func couponsOf(texts []string) ([]reward.ID, error) {
	out := make([]reward.ID, 0, len(texts))
	for _, text := range texts[:min(len(texts), 50)] {
		var i reward.ID
		if i.UnmarshalText([]byte(text)) != nil {
			return nil, reward.ErrNotYours.F(text)
		}
		if !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	return out, nil
}

// confirm takes what somebody chose: the payment is asked for, and its sheet opens as soon as it is there.
func (p *Pages) confirm(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	s, gone, err := p.owned(w, r)
	if gone || err != nil {
		return err
	}
	ctx, _ := p.Session.who(r)
	chosen, err := couponsOf(r.PostForm["coupon"])
	if err != nil {
		return err
	}
	if err := p.tells(ctx, r, s.ID); err != nil {
		if placeRefusal(err) == nil {
			return err
		}
		return p.showCheckout(w, r, ctx, s, chosen, err)
	}
	err = p.Cashier.Confirm(ctx, s.ID, chosen)
	switch {
	case errors.Is(err, campaign.Reply{Code: campaign.Ended}.Err()): // over: the game says so
		http.Redirect(w, r, home(s), http.StatusSeeOther)
		return nil
	case err != nil && fault.Of(err).Kind == fault.Conflict && !errors.Is(err, cashier.ErrAsked):
		return p.showCheckout(w, r, ctx, s, nil, err)
	case err != nil && !errors.Is(err, cashier.ErrAsked):
		return err
	}
	http.Redirect(w, r, r.URL.Path+"?go="+digits(p.DB.Clock().Now().UnixMilli()), http.StatusSeeOther)
	return nil
}

// going tells whether somebody has just asked to pay: for a while what is next opens by itself.
func going(r *http.Request, now int64) bool {
	since, err := strconv.ParseInt(r.URL.Query().Get("go"), 10, 64)
	return err == nil && since <= now && now-since < checkFor
}

// sellRules says of what is sold whether coupons may be used.
func (s *scene) sellRules() []string {
	switch model := s.shown.Campaign.Model; {
	case model != groupbuy.Model{}.Name() && model != flashsale.Model{}.Name():
		return nil
	case s.shown.Terms.TakesCoupons(model):
		return []string{checkoutIn(s.t.Lang).RuleCoupons}
	}
	return []string{checkoutIn(s.t.Lang).RuleNoCoupons}
}
