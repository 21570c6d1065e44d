package h5

import (
	"context"
	"net/http"

	"qunli/campaign"
	"qunli/campaign/risk"
	"qunli/customer"
	"qunli/kit/serve"
)

// lookedCookie marks a browser that was told of today as one that looked at a campaign.
const lookedCookie = "qunli_looked"

const dayOfSeconds = 24 * 3600

// looks tells from where somebody looks at a campaign, once a browser and day.
func (p *Pages) looks(ctx context.Context, w http.ResponseWriter, r *http.Request, i campaign.ID, at campaign.InstanceID) {
	if _, err := r.Cookie(lookedCookie); err == nil {
		return
	}
	c := &http.Cookie{Name: lookedCookie, Value: "1", Path: GamePath + i.String(), MaxAge: dayOfSeconds, HttpOnly: true, Secure: serve.HTTPS(r.Context()), SameSite: http.SameSiteLaxMode}
	framed(r, c)
	http.SetCookie(w, c)
	p.saw(ctx, w, r, i, risk.Evidence{Instance: at})
}

// saw tells from where somebody is seen. What cannot be told is logged: nobody's page waits for it.
func (p *Pages) saw(ctx context.Context, w http.ResponseWriter, r *http.Request, i campaign.ID, e risk.Evidence) {
	me, err := customer.Self(ctx)
	if err != nil {
		return
	}
	from := risk.Salted([]byte(p.Session.Ring.Sign("h5.sight", nil)), serve.Address(r.Context()), visitor(w, r))
	from.Entered, from.Instance = e.Entered, e.Instance
	if err := p.Risk.Saw(ctx, i, me, from); err != nil {
		serve.Note(r.Context(), err)
	}
}
