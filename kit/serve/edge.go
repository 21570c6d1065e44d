package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"slices"
	"time"

	"qunli/kit/clock"
	"qunli/kit/fault"
)

// PageFunc answers a failed request as a page, and reports whether it did; if not, the answer is problem+json.
type PageFunc func(w http.ResponseWriter, r *http.Request, p Problem) bool

// Options say how an Edge behaves.
type Options struct {
	Log          *slog.Logger                // slog.Default() when nil
	Clock        clock.Clock                 // System when nil
	Proxies      []netip.Prefix              // whose X-Forwarded-* is believed
	PublicURL    string                      // scheme and host under which browsers see us, "" the request's own
	BodyLimit    int64                       // bytes; 1 MiB when 0; Body raises it for one request
	Rate         Rate                        // requests per address; the zero value is no limit
	Unhurried    []string                    // paths without that limit: signed, and all from one address
	MetricsToken string                      // lets /metrics be read from elsewhere, as a bearer; "" loopback only
	Ready        func(context.Context) error // says why this node should get no requests
	Page         PageFunc
}

// Edge is what stands between the network and the routes.
type Edge struct {
	opt     Options
	next    http.Handler
	own     *Mux
	origin  *http.CrossOriginProtection
	limit   *limiter
	metrics *Metrics
}

// NewEdge wraps the routes of next and adds /healthz, /readyz and /metrics.
func NewEdge(next http.Handler, opt Options) (*Edge, error) {
	if opt.Log == nil {
		opt.Log = slog.Default()
	}
	if opt.Clock == nil {
		opt.Clock = clock.System{}
	}
	if opt.BodyLimit == 0 {
		opt.BodyLimit = 1 << 20
	}
	e := &Edge{opt: opt, next: next, origin: http.NewCrossOriginProtection(), limit: newLimiter(opt.Clock, opt.Rate),
		metrics: newMetrics()}
	if opt.PublicURL != "" {
		u, err := url.Parse(opt.PublicURL)
		if err != nil || u.Host == "" {
			return nil, fault.InvalidField("public-url", opt.PublicURL, "要写成 https://域名", "write it as https://host")
		}
		if err := e.origin.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil {
			return nil, fmt.Errorf("serve: public url: %w", err)
		}
	}
	e.own = e.ownRoutes()
	return e, nil
}

func (e *Edge) ownRoutes() *Mux {
	m := NewMux()
	m.Get("/healthz", e.health)
	m.Get("/readyz", e.ready)
	m.Get("/metrics", e.showMetrics)
	m.Handle("/", e.next)
	return m
}

// Metrics is where others register their own counters.
func (e *Edge) Metrics() *Metrics { return e.metrics }

// ServeHTTP answers one request.
func (e *Edge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	took := clock.Stopwatch()
	rec := e.record(r)
	out := &writer{ResponseWriter: w}
	r = r.WithContext(context.WithValue(r.Context(), recordKey{}, rec))
	r.Body = http.MaxBytesReader(out, r.Body, e.opt.BodyLimit)
	out.Header().Set("X-Request-Id", rec.id)
	secure(out.Header(), rec.https)
	packed := &packer{ResponseWriter: out, r: r}
	aborted := e.run(packed, r)
	packed.end(aborted)
	e.log(r, rec, out, took())
	e.metrics.count(r.Method, rec.route, out.status, took())
	if aborted {
		panic(http.ErrAbortHandler)
	}
}

func (e *Edge) record(r *http.Request) *record {
	rec := &record{id: newRequestID(), body: r.Body, route: "none", page: e.opt.Page}
	rec.local, _ = r.Context().Value(localKey{}).(bool)
	rec.address, rec.https = caller(r, e.opt.Proxies)
	return rec
}

// run answers the request and reports whether its answer was cut short.
func (e *Edge) run(w http.ResponseWriter, r *http.Request) (aborted bool) {
	defer func() {
		switch p := recover(); {
		case p == nil:
		case p == http.ErrAbortHandler: //nolint:errorlint // compared as net/http does
			aborted = true
		default:
			err := errPanic.Because(fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
			if aborted = started(w); aborted {
				Note(r.Context(), err)
				return
			}
			Fail(w, r, err)
		}
	}()
	if err := e.admit(w, r); err != nil {
		Fail(w, r, err)
		return false
	}
	e.own.ServeHTTP(w, r)
	return false
}

// admit refuses callers that are too fast and writes that another site made a browser send. A request that brings its
// own Authorization is not the browser's doing.
func (e *Edge) admit(w http.ResponseWriter, r *http.Request) error {
	rec := recordOf(r.Context())
	if !rec.local && !slices.Contains(e.opt.Unhurried, r.URL.Path) && !e.limit.take(rec.address) {
		w.Header().Set("Retry-After", "1")
		return ErrRate
	}
	if r.Header.Get("Authorization") == "" {
		if err := e.origin.Check(r); err != nil {
			return ErrOrigin.Because(err)
		}
	}
	return nil
}

// log writes one line a request: failures always, the rest at debug level.
func (e *Edge) log(r *http.Request, rec *record, w *writer, took time.Duration) {
	level, status := slog.LevelDebug, w.status
	if status == 0 {
		status = http.StatusOK
	}
	attrs := []slog.Attr{
		slog.String("id", rec.id), slog.String("method", r.Method), slog.String("path", r.URL.Path),
		slog.Int("status", status), slog.Int64("bytes", w.bytes), slog.Int64("ms", took.Milliseconds()),
		slog.String("from", Address(r.Context())),
	}
	if rec.err != nil {
		level = levelOf(rec.err, r.Context().Err())
		attrs = append(attrs, slog.String("code", faultOf(rec.err).Code), slog.String("error", causeText(rec.err)))
	}
	e.opt.Log.LogAttrs(r.Context(), level, "request", attrs...)
}

func levelOf(err, gone error) slog.Level {
	switch kind := faultOf(err).Kind; {
	case gone != nil && errors.Is(err, context.Canceled):
		return slog.LevelDebug
	case kind == fault.Internal:
		return slog.LevelError
	case kind == fault.Unavailable, kind == fault.Denied, kind == fault.Limited:
		return slog.LevelWarn
	}
	return slog.LevelInfo
}

// causeText says what went wrong without the fields: their values are what a person typed.
func causeText(err error) string {
	f := *faultOf(err)
	f.Fields = nil
	return f.Error()
}

func (e *Edge) health(w http.ResponseWriter, _ *http.Request) error { return plainText(w, "ok\n") }

func (e *Edge) ready(w http.ResponseWriter, r *http.Request) error {
	if e.opt.Ready != nil {
		if err := e.opt.Ready(r.Context()); err != nil {
			return ErrNotReady.Because(err)
		}
	}
	return plainText(w, "ready\n")
}

// ErrNotReady is the answer of /readyz while this node should get no requests.
var ErrNotReady = fault.New(fault.Unavailable, "serve.not_ready", "服务还没有准备好", "Not ready")

func plainText(w http.ResponseWriter, text string) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, err := w.Write([]byte(text))
	return err
}
