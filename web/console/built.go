package console

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"

	"qunli/kit/serve"
)

// dist is what `make web` built of ui/: each file as .br and .gz, a file that does not shrink as it is. A clone without
// Node holds .keep alone and serves a page that says so.
//
//go:embed all:dist
var dist embed.FS

// built serves the console that runs in the browser, under /console/. It needs nobody to be signed in: the application
// asks GET /api/session itself.
type built struct{ files fs.FS }

// newBuilt takes the files of the built console; nil are the embedded ones.
func newBuilt(files fs.FS) (*built, error) {
	if files == nil {
		var err error
		if files, err = fs.Sub(dist, "dist"); err != nil {
			return nil, err
		}
	}
	return &built{files}, nil
}

const (
	indexFile = "index.html"
	// nonceMark stands in index.html wherever the nonce of the answer goes.
	nonceMark = "__CSP_NONCE__"
)

// serve answers a path below /console/: a file of the build where the path has an extension, else the application, which
// reads the path itself. A file that is not there is never answered by the application: a browser would take it for a
// script.
func (b *built) serve(w http.ResponseWriter, r *http.Request) error {
	name := strings.TrimPrefix(path.Clean(r.URL.Path), Root)
	name = strings.TrimPrefix(name, "/")
	h := w.Header()
	h.Set("Vary", "Accept-Encoding")
	if path.Ext(name) == "" || name == indexFile {
		return b.index(w)
	}
	body, coding, err := b.read(name, r.Header.Get("Accept-Encoding"))
	if err != nil {
		return err
	}
	if body == nil {
		return serve.ErrNoRoute // the edge says no-store
	}
	h.Set("Cache-Control", "no-cache")
	if strings.HasPrefix(name, "assets/") { // their names hold a hash of what they hold
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if coding != "" {
		h.Set("Content-Encoding", coding)
	}
	h.Set("Content-Type", typeOf(name))
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, err = w.Write(body)
	return err
}

// index answers with the application's one document. Its styles come from files and from elements that carry the nonce
// of this very answer.
func (b *built) index(w http.ResponseWriter) error {
	page, _, err := b.read(indexFile, "")
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if page == nil {
		h.Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, err = io.WriteString(w, notBuilt)
		return err
	}
	nonce := rand.Text()
	h.Set("Content-Security-Policy", builtPolicy(nonce))
	h.Set("Cache-Control", "no-cache")
	_, err = w.Write(bytes.ReplaceAll(page, []byte(nonceMark), []byte(nonce)))
	return err
}

// builtPolicy is the policy of the application's document. Scripts come from files only. Style elements need the nonce:
// the component library makes some while it runs. Style attributes are free: charts write their tooltips with them, and
// an attribute loads nothing that img-src and font-src do not let it. Frames show the pages for customers, beside which they are edited.
func builtPolicy(nonce string) string {
	return "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + nonce + "'; style-src-attr 'unsafe-inline'; " +
		"img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; manifest-src 'self'; form-action 'self'; " +
		"base-uri 'none'; frame-ancestors 'none'"
}

// read gives a file in the best coding that the caller accepts, "" as it is; nil: there is no such file.
func (b *built) read(name, accepted string) (body []byte, coding string, err error) {
	for _, as := range []struct{ ending, coding string }{{".br", "br"}, {".gz", "gzip"}} {
		if !serve.Takes(accepted, as.coding) {
			continue
		}
		if body, err = b.open(name + as.ending); body != nil || err != nil {
			return body, as.coding, err
		}
	}
	if body, err = b.open(name); body != nil || err != nil {
		return body, "", err
	}
	packed, err := b.open(name + ".gz")
	if packed == nil || err != nil {
		return nil, "", err
	}
	plain, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, "", fmt.Errorf("console: %s.gz: %w", name, err)
	}
	body, err = io.ReadAll(plain)
	return body, "", err
}

// open gives the bytes of a file, nil when there is none.
func (b *built) open(name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, nil
	}
	if info, err := fs.Stat(b.files, name); err != nil || info.IsDir() {
		return nil, nil //nolint:nilerr // what cannot be found is not there
	}
	return fs.ReadFile(b.files, name)
}

// typeOf gives the content type of a file by its name, whatever this machine thinks of the ending.
func typeOf(name string) string {
	switch path.Ext(name) {
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json", ".map":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".ico":
		return "image/x-icon"
	case ".webp":
		return "image/webp"
	case ".woff2":
		return "font/woff2"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}

// notBuilt is what /console/ says in a program that was built without it.
const notBuilt = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>没有控制台 · No console</title></head>
<body><h1>此程序未包含控制台</h1>
<p>请安装 Node.js 20.19+ 或 22.12+，在源码目录运行 <code>make build</code>，再启动。接口 <code>/api/</code> 和各条命令不受影响。</p>
<h1 lang="en">This binary holds no console</h1>
<p lang="en">Install Node.js 20.19+ or 22.12+, run <code>make build</code> in the source folder, and start it again. The API under <code>/api/</code> and all commands work all the same.</p>
</body></html>
`
