package console

import (
	"bytes"
	"compress/gzip"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"qunli/kit/serve"
)

func packed(t *testing.T, text string) *fstest.MapFile {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return &fstest.MapFile{Data: b.Bytes()}
}

// builtEdge serves files as a console that was built.
func builtEdge(t *testing.T, files fstest.MapFS) http.Handler {
	t.Helper()
	b, err := newBuilt(files)
	if err != nil {
		t.Fatal(err)
	}
	routes := serve.NewMux()
	routes.Get("/console/", b.serve)
	edge, err := serve.NewEdge(routes, serve.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return edge
}

func getFile(edge http.Handler, path, coding string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", path, nil)
	r.Header.Set("Accept-Encoding", coding)
	w := httptest.NewRecorder()
	edge.ServeHTTP(w, r)
	return w
}

func TestBuiltFilesGoOutAsTheCallerTakesThem(t *testing.T) {
	edge := builtEdge(t, fstest.MapFS{
		"index.html.gz":         packed(t, `<style nonce="__CSP_NONCE__"></style><script src="/console/assets/a-1.js"></script>`),
		"assets/a-1.js.br":      {Data: []byte("brotli")},
		"assets/a-1.js.gz":      packed(t, "let a"),
		"assets/only-gz.css.gz": packed(t, "b{}"),
		"logo.png":              {Data: []byte("png")},
	})
	const immutable = "public, max-age=31536000, immutable"
	for _, c := range []struct{ path, accepts, coding, body, cache, kind string }{
		{"/console/assets/a-1.js", "gzip, br", "br", "brotli", immutable, "text/javascript; charset=utf-8"},
		{"/console/assets/a-1.js", "gzip;q=0.5, br;q=0", "gzip", "", immutable, "text/javascript; charset=utf-8"},
		{"/console/assets/a-1.js", "", "", "let a", immutable, "text/javascript; charset=utf-8"},
		{"/console/assets/only-gz.css", "br, gzip", "gzip", "", immutable, "text/css; charset=utf-8"},
		{"/console/logo.png", "br", "", "png", "no-cache", "image/png"},
	} {
		w := getFile(edge, c.path, c.accepts)
		h := w.Header()
		if w.Code != 200 || h.Get("Content-Encoding") != c.coding || c.body != "" && w.Body.String() != c.body ||
			h.Get("Cache-Control") != c.cache || h.Get("Content-Type") != c.kind || h.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s for %q: %d %v %q", c.path, c.accepts, w.Code, h, w.Body)
		}
	}
}

func TestRoutesOfTheApplicationAreItsDocument(t *testing.T) {
	edge := builtEdge(t, fstest.MapFS{"index.html.gz": packed(t, `<style nonce="__CSP_NONCE__"></style>`)})
	seen := map[string]bool{}
	for _, path := range []string{"/console/", "/console/customers", "/console/customers/cus_0000000000001", "/console/index.html"} {
		w := getFile(edge, path, "br, gzip")
		policy := w.Header().Get("Content-Security-Policy")
		_, rest, _ := strings.Cut(w.Body.String(), `nonce="`)
		nonce, _, _ := strings.Cut(rest, `"`)
		if w.Code != 200 || w.Header().Get("Cache-Control") != "no-cache" || len(nonce) < 20 || !strings.Contains(policy, "'nonce-"+nonce+"'") {
			t.Errorf("%s: %d %v %q", path, w.Code, w.Header(), w.Body)
		}
		if strings.Contains(strings.Replace(policy, "style-src-attr 'unsafe-inline'", "", 1), "unsafe") || seen[nonce] {
			t.Errorf("%s: %s", path, policy)
		}
		seen[nonce] = true
	}
}

func TestMissingFilesAreNotTheApplication(t *testing.T) {
	edge := builtEdge(t, fstest.MapFS{"index.html.gz": packed(t, "app")})
	for _, path := range []string{"/console/assets/gone-1.js", "/console/assets/%2e%2e/secret.js", "/console/x.js.gz"} {
		w := getFile(edge, path, "br, gzip")
		if w.Code != 404 && w.Code != 307 && w.Code != 301 || w.Code == 404 && w.Header().Get("Cache-Control") != "no-store" || strings.Contains(w.Body.String(), "app") && w.Code == 200 {
			t.Errorf("%s: %d %v %q", path, w.Code, w.Header(), w.Body)
		}
	}
}

func TestWithoutABuildThePageSaysSo(t *testing.T) {
	edge := builtEdge(t, fstest.MapFS{".keep": {}})
	w := getFile(edge, "/console/customers", "br")
	if w.Code != 503 || !strings.Contains(w.Body.String(), "make build") || !strings.Contains(w.Body.String(), "控制台") || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v %q", w.Code, w.Header(), w.Body)
	}
	if w := getFile(edge, "/console/assets/a.js", "br"); w.Code != 404 {
		t.Errorf("%d", w.Code)
	}
}

// The application asks who is signed in itself: nobody is turned away from its document, and no session is looked up.
func TestAnybodyMayLoadTheApplication(t *testing.T) {
	each(t, func(h *house) {
		if w := h.nobody().with("Accept", "text/html").send("GET", "/console/customers", nil); w.Code != 200 && w.Code != 503 {
			h.Errorf("%d %s", w.Code, w.Header().Get("Location"))
		}
		w := h.nobody().with("Cookie", "qunli=no session").with("Accept", "text/html").send("GET", "/console/", nil)
		if w.Code != 200 && w.Code != 503 {
			h.Errorf("%d %s", w.Code, w.Header().Get("Location"))
		}
		if w := h.nobody().send("GET", "/console", nil); w.Header().Get("Location") != "/console/" {
			h.Errorf("%d %q", w.Code, w.Header().Get("Location"))
		}
	})
}
