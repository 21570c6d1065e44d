package serve

import (
	"compress/gzip"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// leastPacked is from how many bytes on an answer is packed: below it no packet of the network is saved.
const leastPacked = 1 << 10

// Private is the Cache-Control of an answer that holds a secret of whoever asks: nobody keeps it, and nobody packs it, neither we nor a
// proxy, so that its length tells nothing of it (adr/0036).
const Private = "no-store, no-transform"

// packer packs what handlers write, where that is allowed and worth it (adr/0036). It holds the first kilobyte back to learn whether there
// is more; what is flushed before that goes out at once, as it is, and so does everything after it.
type packer struct {
	http.ResponseWriter
	r      *http.Request
	status int    // that the handler gave, 0 none yet
	held   []byte // of the body, until it is decided
	free   bool   // it is decided: what comes goes on, through out if there is one
	out    *gzip.Writer
}

// packers are kept: each has tables of some hundred kilobytes.
var packers = sync.Pool{New: func() any { z, _ := gzip.NewWriterLevel(nil, 5); return z }} // 5 is a level

// packable tells whether answers to a request may be packed at all. Those to writes are small, or hold what was just made; a part of a file
// is one of its bytes as they are; and what another site has a browser ask with our cookies is how lengths are probed.
func packable(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || r.Header.Get("Range") != "" {
		return false
	}
	site := r.Header.Get("Sec-Fetch-Site")
	return r.Header.Get("Cookie") == "" || site == "" || site == "same-origin" || site == "none"
}

// may decides by what the handler says of its answer, and tells caches that it depends on who asks.
func (p *packer) may() bool {
	h := p.Header()
	kind, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil || !isText(kind) || h.Get("Content-Encoding") != "" || h.Get("Content-Range") != "" || p.status == http.StatusNoContent || p.status == http.StatusNotModified {
		return false
	}
	if !slices.ContainsFunc(h.Values("Vary"), func(v string) bool { return strings.Contains(strings.ToLower(v), "accept-encoding") }) {
		h.Add("Vary", "Accept-Encoding")
	}
	size, err := strconv.Atoi(h.Get("Content-Length"))
	return (err != nil || size >= leastPacked) && !strings.Contains(h.Get("Cache-Control"), "no-transform") && packable(p.r) && Takes(p.r.Header.Get("Accept-Encoding"), "gzip")
}

// isText tells what shrinks. Streams of events are not among it: each has to go out when it happens.
func isText(kind string) bool {
	return kind == "text/html" || kind == "text/css" || kind == "text/javascript" || kind == "text/plain" || kind == "text/csv" || kind == "image/svg+xml" || kind == "application/yaml" ||
		kind == "application/json" || strings.HasSuffix(kind, "+json")
}

// begun reports whether the handler has begun its answer, on its way or not.
func (p *packer) begun() bool { return p.status != 0 }

// Unwrap lets http.ResponseController reach the connection.
func (p *packer) Unwrap() http.ResponseWriter { return p.ResponseWriter }

func (p *packer) WriteHeader(status int) {
	if status < 200 {
		p.ResponseWriter.WriteHeader(status)
		return
	}
	if p.status != 0 {
		return
	}
	if p.status = status; !p.may() {
		p.begin()
	}
}

func (p *packer) Write(b []byte) (int, error) {
	if p.status == 0 {
		p.WriteHeader(http.StatusOK)
	}
	switch {
	case p.out != nil:
		return p.out.Write(b)
	case p.free:
		return p.ResponseWriter.Write(b)
	case len(p.held)+len(b) < leastPacked:
		p.held = append(p.held, b...)
		return len(b), nil
	}
	h := p.Header()
	h.Del("Content-Length")
	h.Set("Content-Encoding", "gzip")
	if tag := h.Get("ETag"); strings.HasPrefix(tag, `"`) {
		h.Set("ETag", "W/"+tag) // the same thing, in other bytes
	}
	p.out = packers.Get().(*gzip.Writer)
	p.out.Reset(p.ResponseWriter)
	p.begin()
	if _, err := p.out.Write(p.held); err != nil {
		return 0, err
	}
	return p.out.Write(b)
}

// begin lets the answer go.
func (p *packer) begin() {
	if p.free {
		return
	}
	p.free = true
	p.ResponseWriter.WriteHeader(p.status)
}

// settle sends what is held, as it is.
func (p *packer) settle() error {
	if p.status == 0 || p.free {
		return nil
	}
	p.begin()
	if len(p.held) == 0 {
		return nil
	}
	_, err := p.ResponseWriter.Write(p.held)
	return err
}

// FlushError sends what there is.
func (p *packer) FlushError() error {
	if p.status == 0 {
		p.WriteHeader(http.StatusOK)
	}
	if err := p.settle(); err != nil {
		return err
	}
	if p.out != nil {
		if err := p.out.Flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(p.ResponseWriter).Flush()
}

// end ends the answer; one that was cut short is left as it is, so that nobody takes it for the whole.
func (p *packer) end(aborted bool) {
	if !aborted {
		_ = p.settle() // the caller may be gone
	}
	if p.out == nil {
		return
	}
	if !aborted {
		_ = p.out.Close() // the same
	}
	p.out.Reset(nil)
	packers.Put(p.out)
	p.out = nil
}

// Takes reports whether an Accept-Encoding header takes a coding.
func Takes(accepted, coding string) bool {
	for part := range strings.SplitSeq(accepted, ",") {
		word, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(word), coding) {
			q, weighed := strings.CutPrefix(strings.TrimSpace(weight), "q=")
			n, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
			return !weighed || err == nil && n > 0
		}
	}
	return false
}

var (
	_ beginner                        = (*packer)(nil)
	_ interface{ FlushError() error } = (*packer)(nil)
)
