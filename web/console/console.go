package console

import (
	"context"
	"io/fs"
	"net/http"

	"qunli/automation"
	"qunli/campaign"
	"qunli/campaign/cashier"
	"qunli/campaign/handover"
	"qunli/campaign/herald"
	"qunli/campaign/risk"
	"qunli/channel"
	"qunli/channel/oa"
	"qunli/channel/wecom"
	"qunli/commerce"
	"qunli/commerce/pay"
	"qunli/commerce/pay/wechat"
	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/demo"
	"qunli/desk"
	"qunli/insight"
	"qunli/intake"
	"qunli/kit/db"
	"qunli/kit/serve"
	"qunli/landing"
	"qunli/livecode"
	"qunli/mirror"
	"qunli/org"
	"qunli/outreach"
	"qunli/page"
	"qunli/referral"
	"qunli/reward"
	"qunli/segment"
	"qunli/succession"
	"qunli/webhook"
)

// Deps is what the console speaks to.
type Deps struct {
	DB          *db.DB
	Org         *org.Service
	Customers   *customer.Service
	Segments    *segment.Service
	Communities *community.Service
	Talk        *conversation.Service
	Commerce    *commerce.Service
	Referrals   *referral.Service
	Desk        *desk.Service
	Outreach    *outreach.Service
	Intake      *intake.Service
	Bulks       *intake.Bulks
	Insight     *insight.Service
	Demo        *demo.Service // nil: none
	Codes       *livecode.Service
	Mirror      *mirror.Service
	Successions *succession.Service
	WeCom       *wecom.Office
	WeComSync   *wecom.Sync
	WeChatPay   *wechat.Office
	Official    *oa.Office
	Pay         *pay.Service
	Rewards     *reward.Service
	Cashier     *cashier.Service
	Handover    *handover.Service
	Inbox       *channel.Inbox
	Greeter     *automation.Greeter
	Webhooks    *webhook.Service
	Campaigns   *campaign.Service
	Risk        *risk.Service
	Herald      *herald.Service
	Landings    *landing.Service
	Pictures    *page.Pictures
	Library     *page.Library
	Callback    string            // path of the callback address of WeCom
	PublicURL   string            // under which others reach us, "" as whoever asks does
	PagesURL    string            // under which customers reach their pages, "" as whoever asks does
	Hooks       Hooks             // nil: no pushes
	Retention   Retention         // nil: nothing is pruned
	Backups     Backups           // nil: none are made here
	Templates   func() []Template // what campaigns can begin with beside the models themselves; nil: nothing

	GamePath      string                            // below it, by their ids, the pages on which people take part in campaigns
	ShelfPath     string                            // below it, by their ids, the pages of products
	Preview       func(campaign.ID) (path string)   // of the page that shows what is being edited; nil: there is none
	PreviewStates func(model string) []PreviewState // in which it can be looked at; not nil where Preview is not

	LandingPreview func(landing.ID, landing.Variant) (path string) // of the page that shows what is being edited; nil: there is none

	// Promises lists the campaigns that hand a gift out.
	Promises func(ctx context.Context, gift string) ([]campaign.Promised, error)

	Built fs.FS // the console that runs in the browser; nil: the embedded one
}

// Console is the surface for the people who run the brand.
type Console struct {
	Deps
	handler http.Handler
}

// New gives the console. An error is a defect in what was built.
func New(d Deps) (*Console, error) {
	c := &Console{Deps: d}
	app, err := newBuilt(d.Built)
	if err != nil {
		return nil, err
	}
	c.keepReports()
	api := serve.NewMux()
	t := newTable(api)
	c.routes(t)
	t.finish()
	keys := &serve.Idempotency{DB: d.DB, Actor: actorKey}
	all := serve.NewMux()
	all.Handle("/api/", c.identify(noStore(keys.Wrap(carry(api)))))
	all.Get("/console/", c.oneHost(app.serve))
	leadOn(all)
	c.handler = all
	return c, nil
}

// ServeHTTP answers a request that came through an Edge whose Page is Problem.
func (c *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.handler.ServeHTTP(w, r) }

// noStore keeps answers of the API out of every cache.
func noStore(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

type writerKey struct{}

// carry lets handlers of the API set a cookie.
func carry(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), writerKey{}, w)))
	})
}

func setCookie(ctx context.Context, cookie http.Cookie) {
	if w, ok := ctx.Value(writerKey{}).(http.ResponseWriter); ok && cookie.Name != "" {
		http.SetCookie(w, &cookie)
	}
}
