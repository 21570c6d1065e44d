package serve

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"qunli/kit/fault"
)

// Metrics counts what this process does, in the text format of Prometheus.
type Metrics struct {
	set *metrics.Set
}

func newMetrics() *Metrics { return &Metrics{metrics.NewSet()} }

// Gauge registers a number read at each scrape. name may carry labels: jobs{state="failed"}.
func (m *Metrics) Gauge(name string, read func() float64) { m.set.GetOrCreateGauge(name, read) }

// Add counts n under name, which may carry labels.
func (m *Metrics) Add(name string, n int) { m.set.GetOrCreateCounter(name).Add(n) }

func (m *Metrics) count(method, route string, status int, took time.Duration) {
	if status == 0 {
		status = http.StatusOK
	}
	route = path(route)
	m.Add(fmt.Sprintf("qunli_http_requests_total{method=%q,route=%q,status=\"%d\"}", knownMethod(method), route, status), 1)
	m.observe("qunli_http_request_seconds", fmt.Sprintf("route=%q", route), took.Seconds())
}

// observe adds one duration to a cumulative histogram.
func (m *Metrics) observe(name, labels string, seconds float64) {
	for _, bound := range []float64{0.005, 0.02, 0.1, 0.5, 2, 10} {
		if seconds <= bound {
			m.Add(fmt.Sprintf("%s_bucket{%s,le=\"%g\"}", name, labels, bound), 1)
		}
	}
	m.Add(fmt.Sprintf("%s_bucket{%s,le=\"+Inf\"}", name, labels), 1)
	m.Add(name+"_count{"+labels+"}", 1)
	m.set.GetOrCreateFloatCounter(name + "_sum{" + labels + "}").Add(seconds)
}

// path drops the method of a route pattern.
func path(route string) string {
	if _, p, ok := strings.Cut(route, " "); ok {
		return p
	}
	return route
}

// knownMethod bounds the labels: a caller may send any word as a method.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

var errMetrics = fault.New(fault.Denied, "serve.metrics", "指标只对本机或持有令牌的调用者开放", "Metrics are for this machine or a token only")

func (e *Edge) showMetrics(w http.ResponseWriter, r *http.Request) error {
	if !Loopback(r.Context()) && !e.hasMetricsToken(r) {
		return errMetrics
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	e.metrics.set.WritePrometheus(w)
	metrics.WriteProcessMetrics(w)
	return nil
}

func (e *Edge) hasMetricsToken(r *http.Request) bool {
	given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return ok && e.opt.MetricsToken != "" && subtle.ConstantTimeCompare([]byte(given), []byte(e.opt.MetricsToken)) == 1
}
