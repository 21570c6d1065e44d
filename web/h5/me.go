package h5

import (
	"context"
	_ "embed"
	"errors"
	"html/template"
	"net/http"
	"slices"

	"qunli/channel/oa"
	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/fault"
	"qunli/kit/serve"
	"qunli/org"
	"qunli/referral"
)

var (
	//go:embed me.html
	meText string

	mePage = placePage("me", meText)
)

// meView is what the page shows.
type meView struct {
	T            meWords
	Style        template.CSS
	Path         string
	Brand, Name  string
	Glance, Away bool // nobody can be known: for the moment, or at all
	Saved        bool
	Valid        int
	Invites      []inviteView
	Orders       []orderView
	Answers      []answerView
	Gifts        []giftView
	P            placeWords
	Goods        []goodsView
}

type inviteView struct {
	Friend, Day, State, Why string
	Valid                   bool
}

type orderView struct{ Amount, Day, State string }

type answerView struct {
	Channel, Title string
	Agreed         bool
}

// reached are the channels on which customers say whether they want to be written to.
var reached = []string{customer.AnyChannel, "wecom", "sms"}

// me is a customer's own page (MEM-09): who they brought and what counts, what they bought, and what may be sent to them.
func (p *Pages) me(w http.ResponseWriter, r *http.Request) error {
	ctx, known := p.Session.who(r)
	if !known {
		return p.enter(w, r)
	}
	return p.showMine(w, r, ctx, typed{})
}

// showMine shows a customer their own page; what was typed into a form that was refused stands in it again.
func (p *Pages) showMine(w http.ResponseWriter, r *http.Request, ctx context.Context, again typed) error {
	v, err := p.mine(ctx, serve.Lang(r))
	if errors.Is(err, customer.ErrMissing) { // erased, or taken away: nobody stands behind the cookie
		return p.enter(w, r)
	}
	if err != nil {
		return err
	}
	if v.Gifts, err = p.gifts(ctx, v.T, again); err != nil {
		return err
	}
	if err := p.goods(ctx, r, v, again); err != nil {
		return err
	}
	v.Saved = r.URL.Query().Get("saved") != ""
	return p.show(w, mePage, "", v)
}

// enter sends a visitor to WeChat. Whom WeChat does not name, and where no official account is connected, the page says so.
func (p *Pages) enter(w http.ResponseWriter, r *http.Request) error {
	nobody := meView{T: meIn(serve.Lang(r)), Style: template.CSS(style), Path: MePath, Glance: r.URL.Query().Get(guest) != ""}
	if nobody.Glance {
		return p.show(w, mePage, "", nobody)
	}
	err := p.Session.signIn(w, r, MePath, false)
	if nobody.Away = errors.Is(err, oa.ErrUnset); nobody.Away {
		return p.show(w, mePage, "", nobody)
	}
	return err
}

// mine reads what the page shows.
func (p *Pages) mine(ctx context.Context, lang string) (*meView, error) {
	me, err := p.Session.Customers.Mine(ctx)
	if err != nil {
		return nil, err
	}
	invites, err := p.Referrals.Mine(ctx)
	if err != nil {
		return nil, err
	}
	orders, err := p.Commerce.Mine(ctx)
	if err != nil {
		return nil, err
	}
	zone, err := org.Zone(ctx, p.DB.Read())
	if err != nil {
		return nil, err
	}
	brand, err := org.Setting(ctx, p.DB.Read(), org.SettingBrand)
	v := &meView{T: meIn(lang), Style: template.CSS(style), Path: MePath, Brand: brand, Name: me.Name}
	for _, i := range invites {
		one := inviteView{Friend: i.Friend, Valid: i.Standing == referral.StandingValid}
		if one.Friend == "" {
			one.Friend = v.T.Somebody
		}
		if i.At != 0 {
			one.Day = clock.Day(i.At, zone)
		}
		if one.State, one.Why = v.T.invite(i); one.Valid {
			v.Valid++
		}
		v.Invites = append(v.Invites, one)
	}
	for n := range orders {
		o := &orders[n]
		amount := "¥" + o.Amount.Format()
		if o.Unpriced {
			amount = v.T.Unpriced
		}
		v.Orders = append(v.Orders, orderView{amount, o.Day, v.T.order(o)})
	}
	for _, c := range reached {
		v.Answers = append(v.Answers, answerView{c, v.T.Channels[c], agrees(me.Answers, c)})
	}
	return v, err
}

// agrees tells whether somebody is to be written to on a channel: whoever has not refused is.
func agrees(said []customer.Given, channel string) bool {
	n := slices.IndexFunc(said, func(g customer.Given) bool { return g.Channel == channel && g.Topic == "" })
	return n < 0 || said[n].Agreed
}

// answer takes what a customer says to being written to.
func (p *Pages) answer(w http.ResponseWriter, r *http.Request) error {
	ctx, known := p.Session.who(r)
	if !known {
		return p.enter(w, r)
	}
	if err := readForm(w, r); err != nil {
		return err
	}
	channel := r.PostForm.Get("channel")
	if meChinese.Channels[channel] == "" {
		return fault.InvalidField("channel", channel, "没有这种消息", "is no such kind of message")
	}
	if err := p.Session.Customers.Answer(ctx, channel, r.PostForm.Get("agreed") == "yes"); err != nil {
		return err
	}
	http.Redirect(w, r, MePath+"?saved=1", http.StatusSeeOther)
	return nil
}
