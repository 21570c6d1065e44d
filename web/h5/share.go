package h5

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strconv"

	"qunli/campaign"
	"qunli/channel/oa"
	"qunli/customer"
	"qunli/kit/fault"
	"qunli/referral"
	"qunli/web/h5/poster"
)

var (
	//go:embed share.html
	shareText string

	sharePage = template.Must(template.New("share").Parse(shareText))
)

// shareView is what the template shows.
type shareView struct {
	T             shareWords
	Style         template.CSS
	Script        string
	Path, Back    string // of this page, and of the one that is shared
	Card          card
	Tones         []tone
	Name          string // that the visitor may agree to show, "" none is known
	Named, Shared bool
	Over          bool
	Link, Poster  string
	Opened        string
	SDK           sdkView
}

// share shows what friends will see before anything is passed on, in the words that the visitor chooses; then the link and the poster
// that carry their code, and how to take them back (CAM-20).
func (p *Pages) share(w http.ResponseWriter, r *http.Request) error {
	ctx, known := p.Session.who(r)
	if !known {
		return p.enterToShare(w, r)
	}
	s, err := p.subjectOf(ctx, r)
	if err != nil {
		return err
	}
	v, err := p.shareView(ctx, r, s)
	if s.campaign != 0 {
		p.steps(w, r, s.campaign, campaign.Passed, err)
	}
	if errors.Is(err, customer.ErrMissing) { // erased: nobody stands behind the cookie
		return p.enterToShare(w, r)
	}
	if err != nil {
		return err
	}
	return p.showIn(w, sharePage, "", v.SDK.Src, cmp.Or(p.Frame(), "'none'"), v)
}

// enterToShare has the visitor known; whom WeChat does not name, and where no official account is connected, they look at the page itself.
func (p *Pages) enterToShare(w http.ResponseWriter, r *http.Request) error {
	_, back, err := sharedPaths(r)
	if err != nil {
		return err
	}
	if r.URL.Query().Get(guest) == "" {
		if err := p.Session.signIn(w, r, r.URL.Path, false); !errors.Is(err, oa.ErrUnset) {
			return err
		}
	}
	http.Redirect(w, r, besides(back, guest+"=1"), http.StatusSeeOther)
	return nil
}

// sharedPaths gives the path of a page on which something is shared, and that of what is shared.
func sharedPaths(r *http.Request) (path, back string, err error) {
	if r.PathValue("product") != "" {
		i, err := productOf(r)
		return ShelfPath + i.String() + "/share", ShelfPath + i.String(), err
	}
	i, err := campaignOf(r)
	if err != nil {
		return "", "", err
	}
	path, back = GamePath+i.String()+"/share", GamePath+i.String()
	if in := r.PathValue("instance"); in != "" {
		path, back = path+"/"+in, back+"/"+in
	}
	return path, back, nil
}

func (p *Pages) shareView(ctx context.Context, r *http.Request, s subject) (*shareView, error) {
	code, shared, err := p.Referrals.Shared(ctx, s.cause)
	if err != nil {
		return nil, err
	}
	v := &shareView{T: s.t, Style: template.CSS(style), Script: scriptPath, Path: s.share, Back: s.home, Tones: s.t.tones(s.kind), Named: code.Named, Shared: shared, Over: s.over}
	if v.Card, err = p.cardOf(ctx, s, code); err != nil {
		return nil, err
	}
	me, err := customer.Self(ctx)
	if err != nil {
		return nil, err
	}
	if v.Name, err = nameOf(ctx, p.DB.Read(), me); err != nil || !shared {
		return v, err
	}
	v.Link = byLink(p.Session.open(r)+s.home, code.Token)
	v.Poster = s.poster(code.Token) + "?face=" + code.Tone + strconv.FormatBool(code.Named)
	opened, err := p.Referrals.Opened(ctx, code.ID)
	if err != nil {
		return nil, err
	}
	if opened > 0 {
		v.Opened = spell(s.t.Opened, opened)
	}
	v.SDK, err = p.sdkOf(ctx, r, v.Card, v.Link)
	return v, err
}

// below gives the path of a page about what the address names: the campaign, then words, then the instance.
func (s *scene) below(words ...string) string {
	out := GamePath + s.shown.Campaign.ID.String()
	if s.at.Instance.ID != 0 {
		words = append(words, s.at.Instance.ID.String())
	}
	for _, w := range words {
		out += "/" + w
	}
	return out
}

// enterShare takes how the visitor wants to be seen, or that they take back what they shared.
func (p *Pages) enterShare(w http.ResponseWriter, r *http.Request) error {
	ctx, known := p.Session.who(r)
	if !known {
		return p.enterToShare(w, r)
	}
	if err := readForm(w, r); err != nil {
		return err
	}
	s, err := p.subjectOf(ctx, r)
	if err != nil {
		return err
	}
	switch act, key := r.PostForm.Get("act"), r.PostForm.Get("tone"); {
	case act == "unshare":
		err = p.Referrals.Unshare(ctx, s.cause)
	case act != "share":
		return fault.InvalidField("act", act, "须是 share 或 unshare", "must be share or unshare")
	case s.over: // the page says so
	case s.t.toneOf(s.kind, key).Key != key:
		return fault.InvalidField("tone", key, "没有这种语气，请在页面上选一种", "is no such tone; choose one on the page")
	default:
		_, err = p.Referrals.Share(ctx, s.cause, referral.Face{Tone: key, Named: r.PostForm.Get("named") == "yes"})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, s.share, http.StatusSeeOther)
	return nil
}

// offerShare gives the link of a visitor who is known and shares what they look at, "" of one who does not, and has WeChat pass on the card of
// that link. Where neither WeChat nor the page (asks) would pass it on, nobody is asked.
func (p *Pages) offerShare(ctx context.Context, r *http.Request, s subject, asks bool) (link string, sdk sdkView, err error) {
	if s.over || !asks && !p.Session.expects(r) {
		return "", sdk, nil
	}
	code, shared, err := p.Referrals.Shared(ctx, s.cause)
	if errors.Is(err, customer.ErrMissing) || err == nil && !shared {
		return "", sdk, nil
	}
	if err != nil {
		return "", sdk, err
	}
	link = byLink(p.Session.open(r)+s.home, code.Token)
	c, err := p.cardOf(ctx, s, code)
	if err == nil {
		sdk, err = p.sdkOf(ctx, r, c, link)
	}
	return link, sdk, err
}

// poster draws the picture that carries somebody's code (REF-03). Whoever has its address may see it, as long as the code is followed.
func (p *Pages) poster(w http.ResponseWriter, r *http.Request) error {
	cause, err := hereOf(r)
	if err != nil {
		return err
	}
	code, err := referral.Find(r.Context(), p.DB.Read(), r.PathValue("token"))
	switch {
	case errors.Is(err, referral.ErrEnded), err == nil && (!code.Own || code.Cause != cause):
		return referral.ErrNoCode
	case err != nil:
		return err
	}
	s, err := p.subjectOf(r.Context(), r)
	if err != nil {
		return err
	}
	c, err := p.cardOf(r.Context(), s, code)
	if err != nil {
		return err
	}
	t := s.t
	what := poster.Poster{Skin: c.Skin, Brand: c.Brand, Title: c.Title, Line: c.Line, Price: c.Price, Was: c.Was, Hint: t.Scan, Link: byLink(p.Session.open(r)+s.home, code.Token)}
	if c.Name != "" {
		what.Name = fmt.Sprintf(t.SharedBy, c.Name)
	}
	body, err := p.posters.PNG(r.Context(), what)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Content-Disposition", `inline; filename="poster.png"`)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, max-age=300")
	_, err = w.Write(body)
	return err
}
