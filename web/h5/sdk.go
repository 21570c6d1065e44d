package h5

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"qunli/channel/oa"
	"qunli/kit/fault"
	"qunli/kit/serve"
	"qunli/page"
)

// sdkView has WeChat forward a page as the card that its visitor has seen, once the page is loaded; without Src it does not.
type sdkView struct{ Src, Title, Line, Link, Image string }

// sdkOf gives what WeChat is told of what a visitor shares by a link of their own. Outside WeChat, and without an official account, that
// is nothing.
func (p *Pages) sdkOf(ctx context.Context, r *http.Request, c card, link string) (sdkView, error) {
	if !p.Session.expects(r) {
		return sdkView{}, nil
	}
	src, err := p.Session.Office.SDK(ctx)
	if errors.Is(err, oa.ErrUnset) {
		return sdkView{}, nil
	}
	out := sdkView{Src: src, Title: c.Title, Line: c.Line, Link: link}
	if c.Name != "" {
		out.Line = c.Name + spell(sharesIn(serve.Lang(r)).Says, c.Line)
	}
	if c.Picture.Key != "" {
		out.Image = p.Session.open(r) + page.PicturePath + c.Picture.Key
	}
	return out, err
}

// signed signs a page of ours for the JS-SDK, by the whole address under which it stands there.
func (p *Pages) signed(w http.ResponseWriter, r *http.Request) error {
	address := r.URL.Query().Get("page")
	u, err := url.Parse(address)
	if err != nil || !p.Session.stands(r, u) || !strings.HasPrefix(u.Path, GamePath) && !strings.HasPrefix(u.Path, ShelfPath) {
		return fault.InvalidField("page", address, "须是这里的活动或商品页面", "must be a page of a campaign or a product here")
	}
	s, err := p.Session.Office.Sign(r.Context(), address)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	return json.NewEncoder(w).Encode(s)
}

// stands tells whether an address is on this site. What a request says of its host counts only while nobody has said where the site is.
func (s *Session) stands(r *http.Request, u *url.URL) bool {
	return u.Scheme+"://"+u.Host == s.base(r) || s.PublicURL == "" && u.Host == r.Host
}
