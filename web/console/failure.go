package console

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"qunli/kit/serve"
)

// failureStyle is allowed by its hash: the page loads nothing. Its colours are the tokens of ui/src/theme/tokens.ts.
const failureStyle = `:root{color-scheme:light dark;background:#f6f7f5;color:#1b2421}a{color:#0f766e}` +
	`@media(prefers-color-scheme:dark){:root{background:#121816;color:#e6ece9}a{color:#4fc3b6}}` +
	`body{font:14px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;max-width:32em;margin:12vh auto;padding:0 24px}` +
	`h1{font-size:20px;font-weight:650}code{overflow-wrap:anywhere}`

var failurePage = template.Must(template.New("failure").Parse(`<!doctype html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>{{.Title}} · 群力 Qunli</title><style>{{.Style}}</style></head>
<body><main><h1>{{.Title}}</h1>
{{with .Fields}}<ul>{{range .}}<li>{{.Name}}{{"\u00a0"}}{{.Message}}</li>{{end}}</ul>
{{end}}{{if ge .Status 500}}<p>{{.Help}}</p>
{{end}}<p>{{.Named}} <code>{{.RequestID}}</code> · {{.Status}} <code>{{.Code}}</code></p>
<p><a href="{{.Root}}/">{{.Home}}</a></p></main></body></html>
`))

// failure is what the page of a failure shows.
type failure struct {
	serve.Problem
	Lang, Help, Named, Home, Root string
	Style                         template.CSS
}

func failureIn(lang string, p serve.Problem) failure {
	f := failure{Problem: p, Lang: "zh-CN", Help: "如果问题一直存在，请把下面的请求编号告诉管理员。", Named: "请求编号", Home: "打开控制台", Root: Root, Style: failureStyle}
	if lang == "en" {
		f.Lang, f.Help, f.Named, f.Home = "en", "If this goes on, give the request id below to your administrator.", "Request id", "Open the console"
	}
	return f
}

// Problem answers a failed request as a page, where a browser asks for one outside the API: it is the Page of the Edge.
func Problem(w http.ResponseWriter, r *http.Request, p serve.Problem) bool {
	if strings.HasPrefix(r.URL.Path, "/api/") || !strings.Contains(r.Header.Get("Accept"), "text/html") {
		return false
	}
	var b bytes.Buffer
	if err := failurePage.Execute(&b, failureIn(serve.Lang(r), p)); err != nil {
		return false
	}
	h := w.Header()
	hash := sha256.Sum256([]byte(failureStyle))
	h.Set("Content-Security-Policy", fmt.Sprintf("default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
		base64.StdEncoding.EncodeToString(hash[:])))
	h.Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(p.Status)
	_, _ = w.Write(b.Bytes()) // the caller may be gone
	return true
}
