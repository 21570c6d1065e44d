package sandbox

import (
	"embed"
	"fmt"
	"html"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/qr"
)

//go:embed ui
var face embed.FS

// Handler is the whole world by HTTP: the API under /cgi-bin/, signing in under /connect/, phones at / and what they and scripts
// call under /admin/. Phones and switches answer this machine only, unless the options say otherwise.
func (w *World) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/cgi-bin/", w.serveAPI)
	w.payRoutes(mux)
	mux.Handle("GET /pay/sheet", http.HandlerFunc(w.paySheet))
	mux.Handle("POST /pay/sheet", w.private(http.HandlerFunc(w.payPressed)))
	mux.Handle("GET /pay/confirm", http.HandlerFunc(w.transferSheet))
	mux.Handle("POST /pay/confirm", w.private(http.HandlerFunc(w.transferPressed)))
	mux.HandleFunc("GET /connect/oauth2/authorize", w.authorize)
	mux.HandleFunc("GET /sns/oauth2/access_token", w.oaToken)
	mux.HandleFunc("GET /sns/userinfo", w.oaUser)
	mux.HandleFunc("POST /cgi-bin/stable_token", w.oaStable)
	mux.HandleFunc("GET /cgi-bin/ticket/getticket", w.oaTicket)
	mux.Handle("GET /jssdk/check", w.private(http.HandlerFunc(w.checkSignature)))
	mux.HandleFunc("GET /q/{code}", w.showCode)
	mux.HandleFunc("GET /ca/{code}", w.showCode)
	mux.HandleFunc("GET /avatar/{id}", w.avatar)
	mux.HandleFunc("GET /media/{id}", w.showMedia)
	mux.Handle("/admin/", w.private(w.admin()))
	mux.Handle("GET /favicon.ico", http.RedirectHandler("/icon.svg", http.StatusFound))
	files, err := fs.Sub(face, "ui")
	if err != nil {
		panic(err) // the folder is embedded
	}
	mux.Handle("/", w.private(http.FileServerFS(files)))
	return headers(mux)
}

// headers says what pages of the sandbox may do: run its own scripts, and show any page within a phone.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		h := rw.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; img-src * data:; frame-src *; object-src 'none'; base-uri 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Sandbox", "not WeCom")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(rw, r)
	})
}

// private refuses callers from other machines, pages of other sites, and names that only seem to be this machine.
func (w *World) private(next http.Handler) http.Handler {
	guarded := http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if !w.opt.Remote && !(local(r) && localName(r.Host)) {
			http.Error(rw, "沙盒只回答本机。The sandbox answers this machine only.", http.StatusForbidden)
			return
		}
		guarded.ServeHTTP(rw, r)
	})
}

func local(r *http.Request) bool {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && at.Addr().Unmap().IsLoopback()
}

func localName(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if ip, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return ip.IsLoopback()
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// base is how the world is reached, without a slash at its end.
func (w *World) base(r *http.Request) string {
	if w.opt.Base != "" {
		return strings.TrimSuffix(w.opt.Base, "/")
	}
	return "http://" + r.Host
}

// fail answers with a fault in both languages.
func fail(rw http.ResponseWriter, err error) {
	f := fault.Of(err)
	status := http.StatusBadRequest
	switch f.Kind {
	case fault.Missing:
		status = http.StatusNotFound
	case fault.Conflict, fault.Exhausted, fault.Denied:
		status = http.StatusConflict
	case fault.Internal, fault.Unavailable:
		status = http.StatusInternalServerError
	}
	writeJSON(rw, status, m{"code": f.Code, "zh": f.Message("zh"), "en": f.Message("en")})
}

// serveFile gives the bytes of an uploaded file.
func (w *World) serveFile(rw http.ResponseWriter, r *http.Request, f *Media) {
	data, err := db.One[[]byte](r.Context(), w.db.Read(), `SELECT data FROM sandbox_file WHERE id = $1`, f.ID)
	if err != nil {
		fail(rw, err)
		return
	}
	rw.Header().Set("Content-Type", f.Mime)
	rw.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", f.Name))
	rw.Write(data)
}

// showMedia shows an uploaded picture on a phone; other files are only given away.
func (w *World) showMedia(rw http.ResponseWriter, r *http.Request) {
	var f *Media
	if err := w.do(r.Context(), func(int64) error { f = w.media.get(r.PathValue("id")); return nil }); err != nil || f == nil {
		http.NotFound(rw, r)
		return
	}
	w.serveFile(rw, r, f)
}

// avatar draws somebody: the last character of the name on a colour of their own.
func (w *World) avatar(rw http.ResponseWriter, r *http.Request) {
	id, name := r.PathValue("id"), ""
	if w.do(r.Context(), func(int64) error { name = w.nameOf(id); return nil }) != nil {
		http.NotFound(rw, r)
		return
	}
	letter := []rune(name)
	rw.Header().Set("Content-Type", "image/svg+xml")
	fmt.Fprintf(rw, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64"><rect width="64" height="64" fill="hsl(%d 42%% 46%%)"/>`+
		`<text x="32" y="43" font-size="30" fill="#fff" text-anchor="middle" font-family="sans-serif">%s</text></svg>`,
		hue(id), html.EscapeString(string(letter[max(len(letter)-1, 0):])))
}

func hue(s string) int {
	h := 0
	for _, c := range s {
		h = (h*31 + int(c)) % 360
	}
	return h
}

// showCode is what the address in a code leads to: a picture where one is wanted, else a page that a phone takes for a scan.
func (w *World) showCode(rw http.ResponseWriter, r *http.Request) {
	code, title := r.PathValue("code"), ""
	err := w.do(r.Context(), func(int64) error {
		if way := w.ways.get(code); way != nil {
			title = strings.TrimSpace(way.Remark + " " + way.State)
		} else if join := w.joinWays.get(code); join != nil {
			title = strings.TrimSpace(join.Remark + " " + join.State)
		} else if l := w.links.get(code); l != nil {
			title, code = l.Name, w.base(r)+r.URL.RequestURI()
		} else {
			return ErrNoCode.F(code)
		}
		return nil
	})
	if err != nil {
		http.NotFound(rw, r)
		return
	}
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		picture, err := qr.SVG(w.base(r) + r.URL.RequestURI())
		if err != nil {
			http.Error(rw, err.Error(), http.StatusInternalServerError)
			return
		}
		rw.Header().Set("Content-Type", "image/svg+xml")
		_, _ = rw.Write(picture) // fails only when the caller is gone
		return
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(rw, `<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">`+
		`<title>沙盒码</title><link rel="stylesheet" href="/style.css"><body class="plain" data-code="%s"><main class="sheet"><h1>沙盒码 · %s</h1>`+
		`<p>这是沙盒里的二维码。在沙盒的手机里打开它，就等于扫码。</p><p lang="en">A code of the sandbox: opening it on a phone of the sandbox is scanning it.</p></main>`+
		`<script type="module" src="/code.js"></script></body></html>`, html.EscapeString(code), html.EscapeString(title))
}
