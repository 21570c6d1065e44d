package h5

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"qunli/campaign"
	"qunli/campaign/cashier"
	"qunli/campaign/handover"
	"qunli/campaign/risk"
	"qunli/channel/oa"
	"qunli/commerce"
	"qunli/commerce/pay"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/secret"
	"qunli/kit/serve"
	"qunli/landing"
	"qunli/lead"
	"qunli/livecode"
	"qunli/page"
	"qunli/referral"
	"qunli/reward"
	"qunli/web/h5/poster"
)

var (
	//go:embed code.html
	codeText string
	//go:embed style.css
	style string
	//go:embed island.js
	island string

	codePage  = template.Must(template.New("code").Parse(codeText))
	styleHash = func() string {
		sum := sha256.Sum256([]byte(style))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}()
	scriptPath = scriptAt(GamePath, island)
)

// Pages are the pages for customers.
type Pages struct {
	Codes     *livecode.Service
	Session   *Session
	DB        *db.DB
	Commerce  *commerce.Service
	Referrals *referral.Service
	Campaigns *campaign.Service
	Risk      *risk.Service
	Pay       *pay.Service
	Cashier   *cashier.Service
	Handover  *handover.Service
	Rewards   *reward.Service
	Pictures  *page.Pictures
	Landing   *landing.Service
	posters   *poster.Studio
	zone      atomic.Pointer[time.Location] // as it was last read
	// Frame is the address of the sandbox whose phones show pages in a frame, "" none.
	Frame func() string
}

// Handler gives the routes.
func (p *Pages) Handler() http.Handler {
	p.posters = poster.New()
	mux := serve.NewMux()
	mux.Get(livecode.Path+"{key}", p.code)
	mux.Post(livecode.Path+"{key}", p.code)
	mux.Get(MePath, p.me)
	mux.Get(InPath, p.Session.in)
	mux.Post(MePath+"/answer", p.answer)
	mux.Post(MePath+"/gift", p.claim)
	mux.Post(MePath+"/goods", p.wishes)
	mux.Get(scriptPath, script(island))
	mux.Get(GamePath+"signed", p.signed)
	mux.Get(GamePath+"{campaign}", p.game)
	mux.Post(GamePath+"{campaign}", p.enterGame)
	mux.Get(GamePath+"{campaign}/{instance}", p.game)
	mux.Get(GamePath+"{campaign}/preview", p.preview)
	mux.Get(GamePath+"{campaign}/leaders", p.leaders)
	mux.Post(GamePath+"{campaign}/load", p.loaded)
	mux.Get(GamePath+"{campaign}/pay/{seat}", p.checkout)
	mux.Post(GamePath+"{campaign}/pay/{seat}", p.confirm)
	mux.Get(GamePath+"{campaign}/take/{seat}", p.take)
	for _, to := range []string{"", "/{instance}"} {
		mux.Get(GamePath+"{campaign}/share"+to, p.share)
		mux.Post(GamePath+"{campaign}/share"+to, p.enterShare)
		mux.Get(GamePath+"{campaign}/poster/{token}"+to, p.poster)
	}
	mux.Get(ShelfPath+"{product}", p.shelf)
	mux.Get(ShelfPath+"{product}/share", p.share)
	mux.Post(ShelfPath+"{product}/share", p.enterShare)
	mux.Get(ShelfPath+"{product}/poster/{token}", p.poster)
	mux.Get(page.PicturePath+"{key}", p.picture)
	mux.Get(landing.Path+"preview/{id}/{variant}", p.previewLanding)
	mux.Get(reachPath, script(reachText))
	mux.Get(foldPath, script(foldText))
	mux.Get(landing.Path+"{key}", p.landing)
	mux.Post(landing.Path+"{key}", p.landing)
	mux.Get(landing.Path+"{key}/go", p.follow)
	mux.Post(landing.Path+"{key}/reach", p.reach)
	return mux
}

// code shows the page before a code; the form of the page comes back to the same address.
func (p *Pages) code(w http.ResponseWriter, r *http.Request) error {
	k := livecode.Knock{Key: r.PathValue("key"), Visitor: visitor(w, r), Address: p.Session.whence(r)}
	if ctx, known := p.Session.who(r); known {
		k.Who, _ = customer.Self(ctx) // a customer acts under it
	} else {
		k.Asking = r.Method == http.MethodGet && r.URL.Query().Get(guest) == ""
	}
	if r.Method == http.MethodPost {
		if err := readForm(w, r); err != nil {
			return err
		}
		k.Word, k.Area, k.Asked = r.PostForm.Get("word"), r.PostForm.Get("area"), true
	}
	text, leads := in(serve.Lang(r)), r.PostForm.Get("lead") != ""
	var d livecode.Door
	var err error
	l := lead.Given{Phone: r.PostForm.Get("phone"), Name: r.PostForm.Get("name"), Place: r.PostForm.Get("place"), Agreed: r.PostForm.Get("agree") != ""}
	if leads {
		d, err = p.Codes.Leave(r.Context(), k, l)
	} else {
		d, err = p.Codes.Open(r.Context(), k)
	}
	if err == nil && d.Step == livecode.StepWho {
		return p.askWho(w, r)
	}
	refusal := refused(text.Lang, err)
	if err != nil && refusal == "" {
		return err
	}
	return p.show(w, codePage, d.Picture, map[string]any{"D": d, "T": text, "Style": template.CSS(style), "Title": cmp.Or(d.Brand, d.Name),
		"Path": r.URL.Path, "Join": d.Kind == livecode.Group, "K": k, "L": l, "Refused": refusal, "PhoneWrong": errors.Is(err, lead.ErrPhone)})
}

// readForm reads a small form of a page.
func readForm(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	if err := r.ParseForm(); err != nil {
		return fault.InvalidField("form", "", "表单读不出来，请重新填写", "The form cannot be read; fill it in again")
	}
	return nil
}

// askWho has WeChat say who is before a code that leads by tags; without an official account they are nobody known.
func (p *Pages) askWho(w http.ResponseWriter, r *http.Request) error {
	err := p.Session.signIn(w, r, r.URL.Path, false)
	if errors.Is(err, oa.ErrUnset) {
		http.Redirect(w, r, r.URL.Path+"?"+guest+"=1", http.StatusSeeOther)
		return nil
	}
	return err
}

// refused says to somebody what is wrong with what they left, in their language; "" when it is not theirs to mend.
func refused(lang string, err error) string {
	for _, f := range []*fault.Error{lead.ErrPhone, lead.ErrConsent, lead.ErrTooMany} {
		if errors.Is(err, f) && lang == "en" {
			return f.En
		} else if errors.Is(err, f) {
			return f.Zh
		}
	}
	return ""
}

// private are the pages that hold what only their visitor may know: what they bought and where it goes, the codes of their coupons, and
// what pays. The length of nothing else tells anything: what a page says of a link of somebody's own is what they pass on.
var private = []*template.Template{mePage, payPage, checkoutPage}

// show writes a page; picture is the address of a picture of another server that it shows, "" none.
func (p *Pages) show(w http.ResponseWriter, form *template.Template, picture string, data any) error {
	return p.showIn(w, form, picture, "", cmp.Or(p.Frame(), "'none'"), data)
}

// showIn is show for a page that may stand in frames of frames' pages, and that loads a script of another server, "" none.
func (p *Pages) showIn(w http.ResponseWriter, form *template.Template, picture, script, frames string, data any) error {
	var b bytes.Buffer
	if err := form.Execute(&b, data); err != nil {
		return err
	}
	h := w.Header()
	if frames != "'none'" {
		h.Del("X-Frame-Options")
	}
	h.Set("Content-Security-Policy", fmt.Sprintf("default-src 'none'; style-src %[1]s; script-src 'self' %[4]s; connect-src 'self' %[4]s; img-src 'self' %[2]s; base-uri 'none'; form-action 'self'; frame-ancestors %[3]s",
		styleHash, origin(picture), frames, origin(script)))
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	if slices.Contains(private, form) {
		h.Set("Cache-Control", serve.Private)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// scriptAt says where a script is, below a path: it changes with what it says, and so may be kept for ever.
func scriptAt(path, text string) string {
	sum := sha256.Sum256([]byte(text))
	return path + "script/" + hex.EncodeToString(sum[:6]) + ".js"
}

// script gives a script of the pages, packed where the browser takes that.
func script(text string) serve.Handler {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err := io.WriteString(z, text)
	if err = errors.Join(err, z.Close()); err != nil {
		panic("h5: " + err.Error()) // into memory: it cannot fail
	}
	return func(w http.ResponseWriter, r *http.Request) error {
		h := w.Header()
		h.Set("Vary", "Accept-Encoding")
		h.Set("Content-Type", "text/javascript; charset=utf-8")
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin") // previews stand in frames that are nobody's
		if serve.Takes(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			_, err := w.Write(packed.Bytes())
			return err
		}
		_, err := io.WriteString(w, text)
		return err
	}
}

// origin gives scheme and host of an address, "" of none.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || strings.ContainsAny(u.Host, " ;,") {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

const visitorCookie = "qunli_visitor"

// visitor gives the random mark of a browser, and sets it in one that has none.
func visitor(w http.ResponseWriter, r *http.Request) string {
	if c, err := r.Cookie(visitorCookie); err == nil && len(c.Value) > 10 && len(c.Value) < 80 {
		return c.Value
	}
	mark := secret.NewToken("qv")
	c := &http.Cookie{Name: visitorCookie, Value: mark, Path: "/", MaxAge: 180 * 24 * 3600, HttpOnly: true, Secure: serve.HTTPS(r.Context()), SameSite: http.SameSiteLaxMode}
	framed(r, c)
	http.SetCookie(w, c)
	return mark
}
