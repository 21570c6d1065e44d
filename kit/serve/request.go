package serve

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
)

// record is what the edge remembers of one request. It belongs to the goroutine of the request.
type record struct {
	id      string
	address netip.Addr
	https   bool
	local   bool // came through the Unix socket
	route   string
	err     error
	body    io.ReadCloser // as it came, before the limit
	page    PageFunc
}

type recordKey struct{}
type localKey struct{}

func recordOf(ctx context.Context) *record {
	if rec, ok := ctx.Value(recordKey{}).(*record); ok {
		return rec
	}
	return &record{}
}

func newRequestID() string { return strings.ToLower(rand.Text()[:16]) }

// RequestID names the request in its answer and in the log; "" outside an Edge.
func RequestID(ctx context.Context) string { return recordOf(ctx).id }

// Address is the caller's address without port, "" for the Unix socket.
func Address(ctx context.Context) string {
	if a := recordOf(ctx).address; a.IsValid() {
		return a.String()
	}
	return ""
}

// Loopback reports whether the caller is on this machine and was not forwarded.
func Loopback(ctx context.Context) bool {
	rec := recordOf(ctx)
	return rec.local || rec.address.IsLoopback()
}

// HTTPS reports whether the caller's own connection is encrypted, at this program or at a listed proxy.
func HTTPS(ctx context.Context) bool { return recordOf(ctx).https }

// Local reports whether the request came through the Unix socket beside the database file.
func Local(ctx context.Context) bool { return recordOf(ctx).local }

// Note keeps err for the log line of the request. Handlers that return their error need not call it.
func Note(ctx context.Context, err error) { recordOf(ctx).err = err }

// Body replaces the body limit of the edge by limit bytes (0: none) for one request.
func Body(w http.ResponseWriter, r *http.Request, limit int64) io.ReadCloser {
	body := recordOf(r.Context()).body
	if body == nil {
		body = r.Body
	}
	if limit > 0 {
		body = http.MaxBytesReader(w, body, limit)
	}
	return body
}

// unsafeMethod reports whether the method may change something.
func unsafeMethod(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return false
	}
	return true
}

// Lang is the language of the answer, "zh" or "en": ?lang=, else Accept-Language, else Chinese.
func Lang(r *http.Request) string {
	if l := r.URL.Query().Get("lang"); l == "zh" || l == "en" {
		return l
	}
	return accepted(r.Header.Get("Accept-Language"))
}

// accepted picks the better liked of zh and en from an Accept-Language header; the first of equals, zh when neither.
func accepted(header string) string {
	best, weight := "zh", 0.0
	for part := range strings.SplitSeq(header, ",") {
		tag, parameter, _ := strings.Cut(strings.TrimSpace(part), ";")
		lang, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		if lang != "zh" && lang != "en" {
			continue
		}
		q := 1.0
		if v, ok := strings.CutPrefix(strings.TrimSpace(parameter), "q="); ok {
			q, _ = strconv.ParseFloat(v, 64)
		}
		if q > weight {
			best, weight = lang, q
		}
	}
	return best
}

// tooLarge reports whether err came from a body limit.
func tooLarge(err error) bool {
	var e *http.MaxBytesError
	return errors.As(err, &e)
}
