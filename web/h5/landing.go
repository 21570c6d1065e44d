package h5

import (
	"cmp"
	_ "embed"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"qunli/kit/serve"
	"qunli/landing"
	"qunli/lead"
	"qunli/org"
	"qunli/page"
)

var (
	//go:embed landing.html
	landingText string
	//go:embed reach.js
	reachText string

	landingPage = blockPage("landing", landingText)
	reachPath   = scriptAt(landing.Path, reachText)
)

// landingView is what a landing page shows.
type landingView struct {
	T                  landingWords
	Style              template.CSS
	Script             string // address
	Title, Brand, Skin string
	Path               string
	Shut, Left, Sent   bool
	Follow             string // path of the code to which whoever left a number is led on, "" none
	Group              bool
	Account            string // the official account that they are asked to follow, "" none
	Code               page.Size
	Sections           []blockSection
	Form               int // which form was sent, from 1
	L                  lead.Given
	Refused            string
	PhoneWrong         bool
	forms              int
}

// Next numbers the forms of the page.
func (v *landingView) Next() int { v.forms++; return v.forms }

// To gives the address of a button: by way of us, so that the click counts, unless it stays on the page.
func (v *landingView) To(to string) string {
	if strings.HasPrefix(to, "#") || v.Path == "" {
		return to
	}
	return v.Path + "/go?to=" + url.QueryEscape(to)
}

func (p *Pages) knock(w http.ResponseWriter, r *http.Request) landing.Knock {
	return landing.Knock{Key: r.PathValue("key"), Visitor: visitor(w, r), Channel: r.URL.Query().Get("ch"), Address: p.Session.whence(r)}
}

// landing shows a landing page (LND-01); its forms come back to the same address.
func (p *Pages) landing(w http.ResponseWriter, r *http.Request) error {
	k := p.knock(w, r)
	v := &landingView{T: landingIn(serve.Lang(r)), Style: template.CSS(style), Script: reachPath, Path: landing.Path + k.Key, Sent: r.URL.Query().Get("sent") != ""}
	if r.Method == http.MethodPost {
		again, err := p.leave(w, r, k, v)
		if err != nil || !again {
			return err
		}
	}
	d, err := p.Landing.Open(r.Context(), k)
	if err != nil {
		return err
	}
	v.fill(d)
	return p.show(w, landingPage, "", v)
}

// fill takes over what a visitor sees.
func (v *landingView) fill(d landing.Door) {
	v.Brand, v.Shut, v.Left, v.Follow, v.Group, v.Account, v.Code, v.Skin = d.Brand, d.Shut, d.Left, d.Follow, d.Group, d.Account, d.Code, cmp.Or(d.Page.Skin, page.Skins[0])
	v.Title = cmp.Or(headline(d.Page), d.Brand, v.T.Shut)
	if d.Left {
		d.Page = returned(d.Page)
	}
	for _, blocks := range [][]page.Block{d.Page.Top, d.Page.Middle, d.Page.Bottom} {
		for n := range blocks {
			if blocks[n].Kind == page.Action {
				blocks[n].To = v.To(blocks[n].To)
			}
		}
	}
	v.Sections = blocks(d.Page, d.Day, d.Sizes, v.T.Lang, v)
}

// returned gives a page as whoever has left a number sees it: nothing leads to a form that they are not shown again, and the last section holds the place
// where they are led on instead (LND-02).
func returned(p page.Page) page.Page {
	back := func(b page.Block) bool { return b.Kind == page.Action && b.To == "#lead" }
	p.Top, p.Middle = slices.DeleteFunc(slices.Clone(p.Top), back), slices.DeleteFunc(slices.Clone(p.Middle), back)
	p.Bottom = slices.Clone(p.Bottom)
	had := false
	for n, b := range p.Bottom {
		if back(b) {
			p.Bottom[n].Kind = page.Lead
		}
		if p.Bottom[n].Kind == page.Lead && had {
			p.Bottom[n].Kind = ""
		}
		had = had || p.Bottom[n].Kind == page.Lead
	}
	p.Bottom = slices.DeleteFunc(p.Bottom, func(b page.Block) bool { return b.Kind == "" })
	if !had {
		p.Bottom = append(p.Bottom, page.Block{Kind: page.Lead})
	}
	return p
}

// previewLanding shows what is edited of a variant to whoever has the address. Nothing can be sent from it.
func (p *Pages) previewLanding(w http.ResponseWriter, r *http.Request) error {
	i, variant := r.PathValue("id"), landing.Variant(r.PathValue("variant"))
	var id landing.ID
	if err := id.UnmarshalText([]byte(i)); err != nil || !p.Session.passed(r, i) {
		return landing.ErrMissing
	}
	d, err := p.Landing.Drafted(org.Owner(r.Context(), "preview"), id, variant)
	if err != nil {
		return err
	}
	v := &landingView{T: landingIn(serve.Lang(r)), Style: template.CSS(style)} // without a path nothing goes anywhere
	v.fill(d)
	measured(r, v.Sections)
	return p.showIn(w, landingPage, "", "", "'self'", v)
}

// LandingPreview gives the address under which what is edited of a variant can be looked at, by whoever has it, for a quarter of an
// hour. Who asks has asked for permission.
func (s *Session) LandingPreview(i landing.ID, v landing.Variant) string {
	return s.pass(landing.Path+"preview/"+i.String()+"/"+string(v), i.String())
}

// headline gives the theme of a page.
func headline(p page.Page) string {
	n := slices.IndexFunc(p.Top, func(b page.Block) bool { return b.Kind == page.Hook })
	if n < 0 {
		return ""
	}
	return p.Top[n].Title
}

// leave takes the form of a landing page; again asks to show the page with what is wrong.
func (p *Pages) leave(w http.ResponseWriter, r *http.Request, k landing.Knock, v *landingView) (again bool, err error) {
	if err := readForm(w, r); err != nil {
		return false, err
	}
	v.Form, _ = strconv.Atoi(r.PostForm.Get("form")) // of no form of ours: nothing is said at any
	v.L = lead.Given{Phone: r.PostForm.Get("phone"), Name: r.PostForm.Get("name"), Agreed: r.PostForm.Get("agree") != ""}
	err = p.Landing.Leave(r.Context(), k, v.L, r.PostForm.Get("website"))
	switch v.Refused, v.PhoneWrong = refused(v.T.Lang, err), errors.Is(err, lead.ErrPhone); {
	case v.Refused != "":
		return true, nil
	case errors.Is(err, landing.ErrResting):
		return true, nil // the page says so
	case err != nil:
		return false, err
	}
	http.Redirect(w, r, v.Path+"?sent=1", http.StatusSeeOther)
	return false, nil
}

// reach counts how far a visitor came, as the script of the page tells.
func (p *Pages) reach(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	k := p.knock(w, r)
	number := func(field string) int64 { n, _ := strconv.ParseInt(r.PostForm.Get(field), 10, 64); return n } // what is no number counts nothing
	if err := errors.Join(p.Landing.Reach(r.Context(), k, landing.Step(r.PostForm.Get("step"))), p.Landing.Stayed(r.Context(), k, landing.Stay{Depth: number("depth"), Dwell: number("dwell")})); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// follow counts a click on a button and leads on.
func (p *Pages) follow(w http.ResponseWriter, r *http.Request) error {
	to, err := p.Landing.Go(r.Context(), p.knock(w, r), r.URL.Query().Get("to"))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
