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
	s, err := p.scene(ctx, r)
	if err != nil {
		return err
	}
	v, err := p.shareView(ctx, r, s)
	p.steps(w, r, s.shown.Campaign.ID, campaign.Passed, err)
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

func (p *Pages) shareView(ctx context.Context, r *http.Request, s *scene) (*shareView, error) {
	code, shared, err := p.Referrals.Shared(ctx, s.shown.Campaign.ID.String())
	if err != nil {
		return nil, err
	}
	t := sharesIn(s.t.Lang)
	v := &shareView{T: t, Style: template.CSS(style), Script: scriptPath, Path: s.below("share"), Back: s.below(), Tones: t.tones(s.shown.Campaign.Model), Named: code.Named,
		Shared: shared, Over: s.stage() == past}
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
	v.Link = byLink(p.Session.open(r)+s.below(), code.Token)
	v.Poster = s.below("poster", code.Token) + "?face=" + code.Tone + strconv.FormatBool(code.Named)
	opened, err := p.Referrals.Opened(ctx, code.ID)
	if err != nil {
		return nil, err
	}
	if opened > 0 {
		v.Opened = spell(t.Opened, opened)
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
	path, _, err := sharedPaths(r)
	if err != nil {
		return err
	}
	i, err := campaignOf(r)
	if err != nil {
		return err
	}
	ctx, known := p.Session.who(r)
	if !known {
		return p.enterToShare(w, r)
	}
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	if err := r.ParseForm(); err != nil {
		return fault.InvalidField("tone", "", "表单读不出来，请重新打开页面", "The form cannot be read; open the page again")
	}
	shown, err := p.Campaigns.Show(ctx, i)
	if err != nil {
		return err
	}
	s := &scene{shown: shown, now: p.DB.Clock().Now().UnixMilli()}
	switch act, key := r.PostForm.Get("act"), r.PostForm.Get("tone"); {
	case act == "unshare":
		err = p.Referrals.Unshare(ctx, i.String())
	case act != "share":
		return fault.InvalidField("act", act, "须是 share 或 unshare", "must be share or unshare")
	case s.stage() == past: // the page says so
	case sharesChinese.toneOf(shown.Campaign.Model, key).Key != key:
		return fault.InvalidField("tone", key, "没有这种语气，请在页面上选一种", "is no such tone; choose one on the page")
	default:
		_, err = p.Referrals.Share(ctx, i.String(), referral.Face{Tone: key, Named: r.PostForm.Get("named") == "yes"})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// offerShare tells a visitor who is known where they share the page, and has the address to pass on carry their code if they have one.
func (p *Pages) offerShare(ctx context.Context, r *http.Request, s *scene, v *gameView) error {
	if s.stage() == past {
		return nil
	}
	v.ShareTo = s.below("share")
	if v.Play.Share == "" && !p.Session.expects(r) {
		return nil
	}
	code, shared, err := p.Referrals.Shared(ctx, s.shown.Campaign.ID.String())
	if errors.Is(err, customer.ErrMissing) || err == nil && !shared {
		return nil
	}
	if err != nil {
		return err
	}
	link := byLink(p.Session.open(r)+s.below(), code.Token)
	if v.Play.Share != "" {
		v.Play.Share = link
	}
	c, err := p.cardOf(ctx, s, code)
	if err == nil {
		v.SDK, err = p.sdkOf(ctx, r, c, link)
	}
	return err
}

// poster draws the picture that carries somebody's code (REF-03). Whoever has its address may see it, as long as the code is followed.
func (p *Pages) poster(w http.ResponseWriter, r *http.Request) error {
	i, err := campaignOf(r)
	if err != nil {
		return err
	}
	code, err := referral.Find(r.Context(), p.DB.Read(), r.PathValue("token"))
	switch {
	case errors.Is(err, referral.ErrEnded), err == nil && (!code.Own || code.Cause != i.String()):
		return referral.ErrNoCode
	case err != nil:
		return err
	}
	s, err := p.scene(r.Context(), r)
	if err != nil {
		return err
	}
	c, err := p.cardOf(r.Context(), s, code)
	if err != nil {
		return err
	}
	t := sharesIn(s.t.Lang)
	what := poster.Poster{Skin: c.Skin, Brand: c.Brand, Title: c.Title, Line: c.Line, Price: c.Price, Was: c.Was, Hint: t.Scan, Link: byLink(p.Session.open(r)+s.below(), code.Token)}
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
