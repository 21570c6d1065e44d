package sandbox

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// authorize signs a phone in to a page: of the corp's app, or of its official account. Whose phone it is says the parameter as, or
// the window in which the page is shown: then a page of ours reads its name and asks again.
func (w *World) authorize(rw http.ResponseWriter, r *http.Request) {
	if !w.opt.Remote && !local(r) {
		http.Error(rw, "沙盒只回答本机。The sandbox answers this machine only.", http.StatusForbidden)
		return
	}
	q := r.URL.Query()
	as := q.Get("as")
	if as == "" {
		as = r.Header.Get("X-Sandbox-Phone")
	}
	if as == "" {
		askWho(rw)
		return
	}
	to, err := w.signIn(r, q, as)
	if err != nil {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		rw.WriteHeader(http.StatusForbidden)
		fmt.Fprintf(rw, `<!doctype html><html lang="zh"><meta charset="utf-8"><title>沙盒</title><link rel="stylesheet" href="/style.css">`+
			`<body class="plain"><main class="sheet"><h1>%s</h1></main></body></html>`, html.EscapeString(err.Error()))
		return
	}
	http.Redirect(rw, r, to, http.StatusFound)
}

func askWho(rw http.ResponseWriter) {
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(rw, `<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>沙盒：是谁？</title>`+
		`<link rel="stylesheet" href="/style.css"><body class="plain"><main class="sheet" id="who"><h1>沙盒登录 · Sandbox sign-in</h1></main>`+
		`<script type="module" src="/who.js"></script></body></html>`)
}

// signIn makes a code for a page and gives the address to go on to.
func (w *World) signIn(r *http.Request, q url.Values, as string) (string, error) {
	target, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || target.Host == "" {
		return "", refusal{40094, "redirect_uri is no address"}
	}
	var to string
	err = w.do(r.Context(), func(now int64) error {
		t := &Token{ID: letters(43), Made: now, Expires: now + w.cfg().LoginSeconds*1000, Scope: q.Get("scope")}
		domains := w.cfg().OADomains
		if q.Get("appid") == w.cfg().CorpID {
			a := w.loginApp(q.Get("agentid"), target)
			if a == nil {
				return no(40056)
			}
			t.Kind, t.App, domains = "login", a.AgentID, a.Domains
		} else if q.Get("appid") == w.cfg().OAAppID {
			t.Kind, t.App = "oa_login", w.cfg().OAAppID
		} else {
			return no(40013)
		}
		if !trusted(domains, target) {
			return no(50001)
		}
		if u, err := w.member(as); err == nil && t.Kind == "login" {
			if !w.sees(w.apps.get(t.App), u.UserID) {
				return no(50002)
			}
			t.User = u.UserID
		} else if p, err := w.person(as); err == nil {
			t.Person = p.ID
		} else {
			return err
		}
		w.tokens.put(t.Kind+"/"+t.ID, t)
		more := target.Query()
		more.Set("code", t.ID)
		more.Set("state", q.Get("state"))
		target.RawQuery = more.Encode()
		to = target.String()
		return nil
	})
	return to, err
}

// loginApp finds the app that a page belongs to: the one named, else the first that trusts its domain, else the first.
func (w *World) loginApp(agent string, target *url.URL) *App {
	if agent != "" {
		return w.apps.get(agent)
	}
	var first, found *App
	w.apps.each(func(a *App) {
		if first == nil {
			first = a
		}
		if found == nil && len(a.Domains) > 0 && trusted(a.Domains, target) {
			found = a
		}
	})
	if found != nil {
		return found
	}
	return first
}

// trusted tells whether an address lies in one of the domains; without any, this machine is trusted.
func trusted(domains []string, target *url.URL) bool {
	if len(domains) == 0 {
		return localName(target.Host)
	}
	return slices.ContainsFunc(domains, func(d string) bool {
		return strings.EqualFold(d, target.Host) || strings.EqualFold(d, target.Hostname())
	})
}

// oaToken changes a code of the official account into a token and an openid, as api.weixin.qq.com does.
func (w *World) oaToken(rw http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	out := m{}
	err := w.do(r.Context(), func(now int64) error {
		t := w.tokens.get("oa_login/" + q.Get("code"))
		switch {
		case q.Get("appid") != w.cfg().OAAppID:
			out = m{"errcode": 40013, "errmsg": "invalid appid"}
		case q.Get("secret") != w.cfg().OASecret:
			out = m{"errcode": 40001, "errmsg": "invalid credential"}
		case t == nil:
			out = m{"errcode": 40029, "errmsg": "invalid code"}
		case t.Used:
			out = m{"errcode": 40163, "errmsg": "code been used"}
		case t.Expires <= now:
			out = m{"errcode": 42003, "errmsg": "code expired"}
		default:
			t.Used = true
			w.tokens.put("oa_login/"+t.ID, t)
			p := w.people.get(t.Person)
			one := &Token{ID: letters(80), Kind: "oa", App: t.App, Made: now, Expires: now + 7200_000, Person: p.ID, Scope: t.Scope}
			w.tokens.put("oa/"+one.ID, one)
			out = m{"access_token": one.ID, "expires_in": 7200, "refresh_token": letters(80), "openid": p.OAOpenID, "scope": t.Scope}
			if w.cfg().UnionID && t.Scope == "snsapi_userinfo" {
				out["unionid"] = p.UnionID
			}
		}
		return nil
	})
	if err != nil {
		fail(rw, err)
		return
	}
	writeJSON(rw, http.StatusOK, out)
}

func (w *World) oaUser(rw http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	out := m{"errcode": 40001, "errmsg": "invalid credential"}
	err := w.do(r.Context(), func(now int64) error {
		t := w.tokens.get("oa/" + q.Get("access_token"))
		if t == nil || t.Expires <= now {
			return nil
		}
		p := w.people.get(t.Person)
		if p.OAOpenID != q.Get("openid") {
			out = m{"errcode": 40003, "errmsg": "invalid openid"}
			return nil
		}
		out = m{"openid": p.OAOpenID, "nickname": p.Name, "sex": p.Gender, "headimgurl": w.base(r) + "/avatar/" + p.ID, "privilege": []string{},
			"province": "", "city": "", "country": ""}
		if w.cfg().UnionID {
			out["unionid"] = p.UnionID
		}
		return nil
	})
	if err != nil {
		fail(rw, err)
		return
	}
	writeJSON(rw, http.StatusOK, out)
}
