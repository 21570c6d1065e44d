package console

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"qunli/kit/serve"
	"qunli/org"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed static/*
var staticFiles embed.FS

// pages are the templates and the fingerprint of their style sheet.
type pages struct {
	byName map[string]*template.Template
	style  string
}

func newPages() (*pages, error) {
	p := &pages{byName: map[string]*template.Template{}}
	css, err := staticFiles.ReadFile("static/style.css")
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(css)
	p.style = hex.EncodeToString(sum[:6])
	for _, name := range []string{"login", "setup", "password", "error", "home", "imports", "import", "metric", "customers", "customer", "communities",
		"community", "segments", "segment", "referrals", "tree", "tasks", "jobs", "evening"} {
		t := template.New(name).Funcs(template.FuncMap{"fieldName": fieldName})
		if p.byName[name], err = t.ParseFS(templateFiles, "templates/base.html", "templates/parts.html", "templates/"+name+".html"); err != nil {
			return nil, fmt.Errorf("console: %w", err)
		}
	}
	return p, nil
}

// fieldName gives the label of a form's field, or the name itself.
func fieldName(w words, name string) string {
	switch name {
	case "login":
		return w.LoginName
	case "name":
		return w.PersonName
	case "password":
		return w.Password
	case "kind":
		return w.Kind
	case "source":
		return w.SourceWord
	case "preset":
		return w.Preset
	case "rule":
		return w.Rule
	}
	return name
}

// me is who looks at a page.
type me struct {
	Name      string
	MayImport bool
}

// anchor leads somewhere; Here is where one is.
type anchor struct {
	Href, Title string
	Here        bool
}

// page is what every template is given.
type page struct {
	W             words
	Lang          string
	HTMLLang      string
	OtherLang     string
	OtherLangLink string
	Path          string
	Title         string
	BrandName     string
	Style         string
	Version       string
	Narrow        bool
	Nav           []anchor
	Refresh       int // seconds, 0 never
	Me            *me
	Demo          *demoBanner
	Problem       *serve.Problem
	Body          any
}

func (c *Console) newPage(r *http.Request, body any) page {
	lang := serve.Lang(r)
	p := page{W: wordsIn(lang), Lang: lang, HTMLLang: "zh-CN", OtherLang: "en", Path: r.URL.Path, Style: c.pages.style,
		Version: c.Version, Body: body}
	if lang == "en" {
		p.HTMLLang, p.OtherLang = "en", "zh"
	}
	link := url.URL{Path: r.URL.Path, RawQuery: otherLanguage(r.URL.Query(), p.OtherLang)}
	p.OtherLangLink = link.String()
	return p
}

// otherLanguage gives the query of the same page in another language.
func otherLanguage(q url.Values, lang string) string {
	q.Set("lang", lang)
	return q.Encode()
}

// signed fills in who looks.
func (c *Console) signed(ctx context.Context, p *page) error {
	a, ok := org.ActorOf(ctx)
	if !ok {
		return nil
	}
	p.Me = &me{Name: string(a.Role), MayImport: mayImport(a, org.ImportRun)}
	p.Nav = navigation(p.W, a, p.Path)
	if a.Kind == org.ActorStaff {
		who, err := c.Org.Me(ctx)
		if err != nil {
			return err
		}
		p.Me.Name = who.Name
	}
	brand, err := org.Setting(ctx, c.DB.Read(), org.SettingBrand)
	if p.BrandName = brand; err != nil {
		return err
	}
	return c.banner(ctx, p, a)
}

// navigation lists the rooms that the actor may enter.
func navigation(w words, a org.Actor, path string) []anchor {
	out := []anchor{{"/", w.Overview, path == "/" || strings.HasPrefix(path, "/insight/")}}
	for _, room := range []struct {
		href, title string
		may         bool
	}{
		{"/evening", w.Evening, a.Role.May(org.InsightRead)},
		{"/customers", w.Customers, a.Role.May(org.CustomerRead)}, {"/communities", w.Communities, a.Role.May(org.CommunityRead)},
		{"/segments", w.Segments, a.Role.May(org.CustomerRead)}, {"/referrals", w.Referrals, a.Role.May(org.ReferralRead)},
		{"/tasks", w.Tasks, a.Role.May(org.TaskEdit)}, {"/imports", w.Imports, mayImport(a, org.ImportRun)},
		{"/jobs", w.Jobs, a.Role.May(org.SettingEdit)},
	} {
		if room.may {
			out = append(out, anchor{room.href, room.title, strings.HasPrefix(path, room.href)})
		}
	}
	return out
}

// mayImport tells whether imports, which take the whole data scope, are for the actor.
func mayImport(a org.Actor, p org.Permission) bool { return a.Role.May(p) && a.Scope == org.ScopeAll }

// show renders a page. A choice of language in the query is kept in a cookie.
func (c *Console) show(w http.ResponseWriter, r *http.Request, name string, status int, p page) error {
	if err := c.signed(r.Context(), &p); err != nil {
		return err
	}
	return c.write(w, r, name, status, p)
}

func (c *Console) write(w http.ResponseWriter, r *http.Request, name string, status int, p page) error {
	var b bytes.Buffer
	if err := c.pages.byName[name].ExecuteTemplate(&b, "base", p); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	if l := r.URL.Query().Get("lang"); l == p.Lang {
		http.SetCookie(w, &http.Cookie{Name: serve.LangCookie, Value: l, Path: "/", MaxAge: 365 * 24 * 3600,
			HttpOnly: true, Secure: serve.HTTPS(r.Context()), SameSite: http.SameSiteLaxMode})
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", p.HTMLLang)
	h.Set("Vary", "Accept-Language, Cookie")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err := w.Write(b.Bytes())
	return err
}

// Problem answers a failed request as a page, if the caller is a browser on a page: it is the Page of the Edge. Whoever
// is not signed in is sent to do so.
func (c *Console) Problem(w http.ResponseWriter, r *http.Request, problem serve.Problem) bool {
	if strings.HasPrefix(r.URL.Path, "/api/") || !strings.Contains(r.Header.Get("Accept"), "text/html") {
		return false
	}
	if problem.Status == http.StatusUnauthorized && r.URL.Path != "/login" {
		next := "/"
		if r.Method == http.MethodGet {
			next = r.URL.RequestURI()
		}
		http.Redirect(w, r, "/login?next="+url.QueryEscape(next), http.StatusSeeOther)
		return true
	}
	p := c.newPage(r, nil)
	p.Problem, p.Title, p.Narrow = &problem, problem.Title, true
	return c.write(w, r, "error", problem.Status, p) == nil
}

// pageRoutes is the index of the pages: one line a route.
func (c *Console) pageRoutes(m *serve.Mux) {
	m.Get("/{$}", c.homePage)
	m.Get("/setup", c.setupPage)
	m.Post("/setup", c.setupForm)
	m.Get("/login", c.loginPage)
	m.Post("/login", c.loginForm)
	m.Post("/logout", c.logoutForm)
	m.Get("/password", c.passwordPage)
	m.Post("/password", c.passwordForm)
	m.Get("/evening", c.eveningPage)
	m.Get("/insight/{name}", c.metricPage)
	m.Get("/customers", c.customersPage)
	m.Get("/customers/{id}", c.customerPage)
	m.Get("/communities", c.communitiesPage)
	m.Get("/communities/{id}", c.communityPage)
	m.Get("/segments", c.segmentsPage)
	m.Post("/segments", c.segmentForm)
	m.Get("/segments/{id}", c.segmentPage)
	m.Post("/segments/{id}/{turn}", c.segmentTurn)
	m.Get("/referrals", c.referralsPage)
	m.Get("/referrals/{id}", c.treePage)
	m.Get("/tasks", c.tasksPage)
	m.Post("/tasks/{id}/{act}", c.taskForm)
	m.Get("/jobs", c.jobsPage)
	m.Post("/jobs/{id}/{act}", c.jobForm)
	m.Get("/imports", c.importsPage)
	m.Post("/imports", c.importForm)
	m.Get("/imports/{id}", c.importPage)
	m.Post("/imports/{id}/undo", c.undoForm)
	m.Post("/demo/remove", c.removeDemoForm)
	m.Get("/static/{name}", c.static)
	m.Get("/favicon.ico", c.favicon)
}

func (c *Console) static(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	body, err := staticFiles.ReadFile("static/" + name)
	if err != nil {
		return serve.ErrNoRoute
	}
	kind := "image/svg+xml"
	if strings.HasSuffix(name, ".css") {
		kind = "text/css; charset=utf-8"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "max-age=3600")
	if r.URL.Query().Get("v") == c.pages.style {
		w.Header().Set("Cache-Control", "max-age=31536000, immutable")
	}
	_, err = w.Write(body)
	return err
}

func (c *Console) favicon(w http.ResponseWriter, r *http.Request) error {
	r.SetPathValue("name", "favicon.svg")
	return c.static(w, r)
}
