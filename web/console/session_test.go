package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"qunli/kit/serve"
	"qunli/org"
)

func TestSetUpSignInAndOut(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		if !strings.HasPrefix(boss.header.Get("Cookie"), "qunli=") {
			h.Fatalf("cookie %q", boss.header.Get("Cookie"))
		}
		me := ok[who](boss, "GET", "/api/session", nil)
		if me.Role != org.RoleOwner || me.Login != "boss" || len(me.Permissions) == 0 {
			h.Errorf("%+v", me)
		}
		refused(h.nobody(), 401, "auth.required", "GET", "/api/session", nil)
		other := h.nobody()
		w := other.send("POST", "/api/session", map[string]any{"login": "Boss", "password": password})
		cookie := w.Result().Cookies()[0]
		if w.Code != 200 || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" {
			h.Fatalf("%d %+v", w.Code, cookie)
		}
		other.keepCookie(w)
		if s := ok[list[org.Session]](other, "GET", "/api/sessions", nil); len(s.Items) != 2 {
			h.Errorf("%+v", s)
		}
		ok[none](other, "DELETE", "/api/session", nil)
		refused(other, 401, "auth.expired", "GET", "/api/session", nil)
		ok[none](boss, "DELETE", "/api/sessions", nil)
		refused(boss, 401, "auth.expired", "GET", "/api/session", nil)
	})
}

// The set-up link makes one owner: a dead one makes none, a refused password does not use it up, and afterwards it is dead.
func TestTheSetUpLinkWorksOnce(t *testing.T) {
	each(t, func(h *house) {
		link, err := h.c.Org.SetupLink(h.owner())
		h.must(err)
		enter := func(token, password string) m {
			return m{"token": token, "login": "boss", "name": "老板", "password": password}
		}
		c := h.nobody()
		refused(c, 404, "setup.none", "POST", "/api/session", m{"login": "boss", "password": password}) // says where to begin
		refused(c, 403, "link.dead", "POST", "/api/setup", enter("wrong", password))
		refused(c, 422, "password.short", "POST", "/api/setup", enter(link.Token, "short"))
		w := c.send("POST", "/api/setup", enter(link.Token, password))
		if w.Code != 200 {
			h.Fatalf("%d %s", w.Code, w.Body)
		}
		c.keepCookie(w)
		if me := ok[who](c, "GET", "/api/session", nil); me.Name != "老板" || me.Role != org.RoleOwner {
			h.Errorf("%+v", me)
		}
		refused(h.nobody(), 403, "link.dead", "POST", "/api/setup", enter(link.Token, password))
	})
}

// Whoever is hired sets their password by the link they are handed, once, and is signed in.
func TestInvitedPersonSetsAPassword(t *testing.T) {
	each(t, func(h *house) {
		hired := ok[hired](h.setUp(), "POST", "/api/staff", m{"name": "小李", "login": "li", "role": "operator", "scope": "all"})
		at, err := url.Parse(hired.Link.Path)
		h.must(err)
		if at.Query().Get("token") != hired.Link.Token {
			h.Errorf("%+v", hired.Link)
		}
		h.leadsToAPage(hired.Link.Path)
		c := h.nobody()
		w := c.send("POST", "/api/password", m{"token": hired.Link.Token, "password": password})
		if w.Code != 200 {
			h.Fatalf("%d %s", w.Code, w.Body)
		}
		c.keepCookie(w)
		if me := ok[who](c, "GET", "/api/session", nil); me.Login != "li" || me.Role != org.RoleOperator {
			h.Errorf("%+v", me)
		}
		refused(h.nobody(), 403, "link.dead", "POST", "/api/password", m{"token": hired.Link.Token, "password": password})
	})
}

func TestAWrongPasswordIsSaidInBothLanguages(t *testing.T) {
	each(t, func(h *house) {
		h.setUp()
		wrong := m{"login": "boss", "password": "wrong wrong wrong"}
		if p := refused(h.nobody(), 401, "auth.wrong", "POST", "/api/session", wrong); p.Title != "账号或密码不正确" {
			h.Errorf("%+v", p)
		}
		if p := refused(h.nobody().with("Accept-Language", "en"), 401, "auth.wrong", "POST", "/api/session", wrong); p.Title != "Wrong login or password" {
			h.Errorf("%+v", p)
		}
	})
}

func TestWrongPasswordsAreThrottled(t *testing.T) {
	each(t, func(h *house) {
		h.setUp()
		wrong := map[string]any{"login": "boss", "password": "not the password"}
		for range 5 {
			refused(h.nobody(), 401, "auth.wrong", "POST", "/api/session", wrong)
		}
		refused(h.nobody(), 429, "auth.throttled", "POST", "/api/session", wrong)
		right := map[string]any{"login": "boss", "password": password}
		refused(h.nobody(), 429, "auth.throttled", "POST", "/api/session", right)
		h.d.Clock.Advance(16 * time.Minute)
		ok[who](h.nobody(), "POST", "/api/session", right)
		if strings.Contains(h.log.String(), password) {
			h.Error("the log holds a password")
		}
	})
}

func TestSessionNeedsHTTPSOrThisMachine(t *testing.T) {
	for _, c := range []struct {
		remote, proto, cookie string
	}{
		{"127.0.0.1:1", "", "qunli"}, {"[::1]:1", "", "qunli"}, {"192.0.2.7:1", "", ""}, {"10.0.0.1:1", "https", "__Host-qunli"},
	} {
		var got string
		e := edgeFor(t, func(_ http.ResponseWriter, r *http.Request) error { got = cookieName(r.Context()); return nil })
		r := newRequest("GET", "/", c.remote)
		r.Header.Set("X-Forwarded-Proto", c.proto)
		e.ServeHTTP(discard(), r)
		if got != c.cookie {
			t.Errorf("%+v: cookie %q", c, got)
		}
	}
}

func TestBrowserOfAnotherSiteCannotWrite(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp().with("Sec-Fetch-Site", "cross-site").with("Origin", "https://evil.example")
		refused(boss, 403, "request.cross_origin", "POST", "/api/stores", map[string]any{"name": "x"})
		refused(h.nobody().with("Origin", "https://evil.example"), 403, "request.cross_origin", "POST", "/api/session",
			map[string]any{"login": "boss", "password": password})
		form := h.nobody().with("Content-Type", "application/x-www-form-urlencoded").with("Accept", "text/html")
		for _, site := range []string{"cross-site", "same-origin"} { // no form signs anybody in
			w := form.with("Sec-Fetch-Site", site).send("POST", "/api/session", "login=boss&password="+url.QueryEscape(password))
			if w.Code/100 != 4 || len(w.Result().Cookies()) > 0 || w.Header().Get("Content-Type") != "application/problem+json" {
				h.Errorf("a form of %s: %d %v", site, w.Code, w.Header())
			}
		}
	})
}

func TestBadCredentialsAreNobody(t *testing.T) {
	each(t, func(h *house) {
		for _, header := range []string{"Bearer qt_wrong", "Basic Ym9zczpwdw==", "qt_x"} {
			refused(h.nobody().with("Authorization", header), 401, "auth.token", "GET", "/api/session", nil)
		}
	})
}

func TestRouterRefusalsHaveTheSameShape(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		p := refused(boss, 422, "invalid", "POST", "/api/stores", map[string]any{"nam": "x"})
		if len(p.Fields) != 2 || p.Title != "输入有误" {
			h.Errorf("%+v", p)
		}
		p = refused(boss.with("Accept-Language", "en"), 422, "invalid", "POST", "/api/stores", map[string]any{"name": 7})
		if p.Title != "Invalid input" || p.Fields[0].Name != "name" {
			h.Errorf("%+v", p)
		}
		refused(boss, 400, "request.malformed", "POST", "/api/stores", "{")
		refused(boss, 422, "invalid", "GET", "/api/staff/nonsense", nil)
		refused(boss, 404, "request.route", "GET", "/api/nothing", nil)
		refused(boss, 405, "request.method", "PATCH", "/api/stores", nil)
	})
}

func TestRepeatedRequestOverTheAPI(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp().with(serve.KeyHeader, "k1")
		body := map[string]any{"name": "一店", "code": "S1"}
		first := ok[versioned[org.StoreID]](boss, "POST", "/api/stores", body)
		h.d.Clock.Advance(2 * time.Minute) // the second request also writes that the session is in use
		w := boss.send("POST", "/api/stores", body)
		if w.Header().Get(serve.ReplayHeader) != "true" || !strings.Contains(w.Body.String(), first.ID.String()) {
			h.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
		}
		refused(boss, 409, "idempotency.reused", "POST", "/api/stores", map[string]any{"name": "二店"})
		admin := h.bearer(org.RoleAdmin, org.ScopeAll, 0).with(serve.KeyHeader, "k1")
		ok[versioned[org.StoreID]](admin, "POST", "/api/stores", map[string]any{"name": "二店"})
		if all := ok[list[org.Store]](boss, "GET", "/api/stores", nil); len(all.Items) != 2 {
			h.Errorf("%+v", all)
		}
		token := map[string]any{"name": "t", "role": "reader"}
		ok[issued](boss, "POST", "/api/tokens", token)
		h.d.Clock.Advance(2 * time.Minute)
		refused(boss, 409, "idempotency.done", "POST", "/api/tokens", token) // its text is shown once
	})
}
