package h5

import (
	_ "embed"
	"encoding/json"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strconv"

	"qunli/campaign"
	"qunli/campaign/cashier"
	"qunli/commerce/pay"
	"qunli/customer"
	"qunli/kit/serve"
)

var (
	//go:embed pay.html
	payText string

	payPage = template.Must(template.New("pay").Parse(payText))
)

// payView is a page on which money is paid or taken.
type payView struct {
	T                          gameWords
	Style                      template.CSS
	Script, Title, State, Back string
	Note, Amount, Button       string
	To, Call                   string // where the button leads; what WeChat is called with instead, "" nothing
	With                       string // JSON
	Now, Until                 int64  // ms
	Live                       bool
	At                         bool // it was asked for just now: the sheet opens by itself
	Again                      bool // and is about to be ready
}

// owned gives the visitor's seat that the address names. A visitor nobody knows is sent to WeChat first; then gone is true.
func (p *Pages) owned(w http.ResponseWriter, r *http.Request) (s campaign.Seat, gone bool, err error) {
	ctx, known := p.Session.who(r)
	if !known {
		return s, true, p.Session.signIn(w, r, r.URL.Path, false)
	}
	i, err := campaignOf(r)
	if err != nil {
		return s, false, err
	}
	me, err := customer.Self(ctx)
	if err != nil {
		return s, false, err
	}
	var which campaign.SeatID
	if err := which.UnmarshalText([]byte(r.PathValue("seat"))); err != nil {
		return s, false, campaign.Reply{Code: campaign.Unknown}.Err()
	}
	s, err = p.Campaigns.Own(ctx, i, which, me)
	return s, false, err
}

// home is the page on which a seat is shown.
func home(s campaign.Seat) string {
	if s.InstanceID == 0 {
		return GamePath + s.CampaignID.String()
	}
	return GamePath + s.CampaignID.String() + "/" + s.InstanceID.String()
}

// checkout is the page on which a seat is paid. Once it is, or cannot be any more, it leads to the seat's own page.
func (p *Pages) checkout(w http.ResponseWriter, r *http.Request) error {
	s, gone, err := p.owned(w, r)
	if gone || err != nil {
		return err
	}
	if s.State != "held" && s.State != "ordered" {
		http.Redirect(w, r, home(s), http.StatusSeeOther)
		return nil
	}
	t := gamesIn(serve.Lang(r))
	v := p.payView(r, t, t.PayTitle, s)
	v.State, v.Note, v.Until, v.Live = "preparing", t.PayPreparing, s.DueAt, true
	paid, err := cashier.PaymentOf(r.Context(), p.DB.Read(), s.ID)
	switch {
	case errors.Is(err, pay.ErrMissing):
		return p.choose(w, r, s, v)
	case err == nil && paid.State == pay.Created:
		v.Amount, v.Again = yuan(int64(paid.Amount)), going(r, v.Now)
		return p.show(w, payPage, "", v)
	case err != nil:
		return err
	case r.URL.Query().Get("back") != "":
		return p.returned(w, r, paid.ID)
	case checking(r, v.Now):
		v.State, v.Note = "checking", t.PayChecking
		return p.show(w, payPage, "", v)
	}
	sheet, err := p.Pay.SheetOf(r.Context(), paid.ID)
	if errors.Is(err, pay.ErrSheet) { // it is paid by now, or was let go: nothing went wrong
		p.steps(w, r, s.CampaignID, campaign.Sheet, nil)
	} else {
		p.steps(w, r, s.CampaignID, campaign.Sheet, err)
	}
	if errors.Is(err, pay.ErrSheet) {
		v.State, v.Note = "shut", t.PayShut
		return p.show(w, payPage, "", v)
	}
	if err != nil {
		return err
	}
	v.Amount = yuan(int64(paid.Amount))
	v.State, v.Note, v.Button = "ready", t.PayReady, spell(t.PayButton, v.Amount)
	v.At = going(r, v.Now)
	return p.hand(w, v, "getBrandWCPayRequest", sheet, sheet.Address)
}

// returned takes a visitor back from the pay sheet: the provider is asked how it went, and for a while the page waits for the answer.
func (p *Pages) returned(w http.ResponseWriter, r *http.Request, id pay.ID) error {
	if err := p.Pay.LookAt(r.Context(), id); err != nil {
		return err
	}
	http.Redirect(w, r, r.URL.Path+"?since="+digits(p.DB.Clock().Now().UnixMilli()), http.StatusSeeOther)
	return nil
}

// checkFor is how long (ms) a page waits for the provider's answer before it offers to pay again.
const checkFor = 15_000

func checking(r *http.Request, now int64) bool {
	since, err := strconv.ParseInt(r.URL.Query().Get("since"), 10, 64)
	return err == nil && since <= now && now-since < checkFor
}

// payView begins a page about a seat's money.
func (p *Pages) payView(r *http.Request, t gameWords, title string, s campaign.Seat) *payView {
	return &payView{T: t, Style: template.CSS(style), Script: scriptPath, Title: title, Back: p.Session.base(r) + r.URL.Path + "?back=1",
		Amount: yuan(s.Amount), Now: p.DB.Clock().Now().UnixMilli()}
}

// hand gives the page a button by which WeChat, or a page that acts it, is handed what was signed.
func (p *Pages) hand(w http.ResponseWriter, v *payView, call string, signed any, address string) error {
	text, err := json.Marshal(signed)
	if err != nil {
		return err
	}
	v.To, v.Call, v.With = v.Back, call, string(text)
	if address != "" {
		var fields map[string]string
		if err := json.Unmarshal(text, &fields); err != nil {
			return err
		}
		q := url.Values{"back": {v.Back}}
		for name, value := range fields {
			q.Set(name, value)
		}
		v.To, v.Call = address+"?"+q.Encode(), ""
	}
	return p.show(w, payPage, "", v)
}

// take is the page on which money that was won is taken.
func (p *Pages) take(w http.ResponseWriter, r *http.Request) error {
	s, gone, err := p.owned(w, r)
	if gone || err != nil {
		return err
	}
	t := gamesIn(serve.Lang(r))
	v := p.payView(r, t, t.TakeTitle, s)
	v.State, v.Note, v.Live = "underway", t.TakeUnderWay, true
	out, err := cashier.PayoutOf(r.Context(), p.DB.Read(), s.ID, s.Asked)
	switch {
	case errors.Is(err, pay.ErrMissing):
		said, err := p.review(r.Context(), s)
		if err != nil {
			return err
		}
		if said.Zh != "" {
			v.State, v.Note, v.Live = "review", said.Zh, s.State != "returned"
			if t.Lang == "en" {
				v.Note = said.En
			}
		}
		return p.show(w, payPage, "", v)
	case err != nil:
		return err
	case out.State == pay.PayoutReceived || out.State == pay.PayoutReturned:
		http.Redirect(w, r, home(s), http.StatusSeeOther)
		return nil
	case out.State == pay.PayoutFailed:
		v.State, v.Note, v.Live, v.To, v.Button = "failed", t.TakeFailed, false, home(s), t.TakeBack
		return p.show(w, payPage, "", v)
	case out.State != pay.PayoutWaiting || r.URL.Query().Get("back") != "":
		return p.show(w, payPage, "", v)
	}
	confirm, err := p.Pay.ConfirmOf(r.Context(), out.ID)
	if err != nil {
		return err
	}
	v.State, v.Note, v.Button = "ready", t.TakeWaits, spell(t.TakeButton, yuan(s.Amount))
	return p.hand(w, v, "requestMerchantTransfer", confirm, confirm.Address)
}
