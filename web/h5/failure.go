package h5

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"qunli/kit/serve"
	"qunli/landing"
	"qunli/livecode"
	"qunli/page"
)

var (
	//go:embed failure.html
	failureText string

	failurePage = template.Must(template.New("failure").Parse(failureText))
)

// Paths are where the pages for customers are.
func Paths() []string {
	return []string{livecode.Path, MePath, MePath + "/", GamePath, ShelfPath, page.PicturePath, landing.Path}
}

// stands tells whether a path is one of theirs.
func stands(path string) bool {
	return slices.ContainsFunc(Paths(), func(p string) bool { return path == p || strings.HasSuffix(p, "/") && strings.HasPrefix(path, p) })
}

// shownInside tells whether the console shows what stands there in frames of its own: previews, and the pictures in them.
func shownInside(path string) bool {
	return strings.HasPrefix(path, page.PicturePath) || strings.HasPrefix(path, landing.Path+"preview/") || strings.HasPrefix(path, GamePath) && strings.HasSuffix(path, "/preview")
}

// ProblemOr answers failed requests of customers as Problem does, and all others by other.
func ProblemOr(other serve.PageFunc) serve.PageFunc {
	return func(w http.ResponseWriter, r *http.Request, p serve.Problem) bool {
		return Problem(w, r, p) || other(w, r, p)
	}
}

// Problem answers a customer's failed request as a page that says so in plain words; ok is false of other requests.
func Problem(w http.ResponseWriter, r *http.Request, p serve.Problem) (ok bool) {
	if !stands(r.URL.Path) || !strings.Contains(r.Header.Get("Accept"), "text/html") {
		return false
	}
	words := map[string]any{"Lang": "zh-CN", "Again": "再试一次", "Help": "如果一直这样，请把下面的编号告诉店里的伙伴。"}
	if serve.Lang(r) == "en" {
		words = map[string]any{"Lang": "en", "Again": "Try again", "Help": "If this goes on, give our staff the number below."}
	}
	words["P"], words["Style"], words["Retry"] = p, template.CSS(style), r.Method == http.MethodGet
	var b bytes.Buffer
	if err := failurePage.Execute(&b, words); err != nil {
		return false
	}
	h := w.Header()
	h.Set("Content-Security-Policy", fmt.Sprintf("default-src 'none'; style-src %s; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", styleHash))
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_, _ = w.Write(b.Bytes()) // the caller may be gone
	return true
}
