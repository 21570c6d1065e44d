package serve

import "net/http"

// Handler answers a request, or returns why it does not: the edge puts the error into words and logs it.
type Handler func(w http.ResponseWriter, r *http.Request) error

// ServeHTTP makes a Handler an http.Handler. An error after the answer has begun cuts the connection, so that the caller
// does not take half an answer for the whole.
func (h Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	err := h(w, r)
	if err == nil {
		return
	}
	if started(w) {
		Note(r.Context(), err)
		panic(http.ErrAbortHandler)
	}
	Fail(w, r, err)
}

// Mux is a table of routes. Paths are those of http.ServeMux.
type Mux struct {
	mux http.ServeMux
}

// NewMux gives an empty table.
func NewMux() *Mux { return &Mux{} }

// Get routes GET and HEAD.
func (m *Mux) Get(path string, h Handler) { m.mux.Handle("GET "+path, h) }

// Post routes POST.
func (m *Mux) Post(path string, h Handler) { m.mux.Handle("POST "+path, h) }

// Handle routes any pattern of http.ServeMux.
func (m *Mux) Handle(pattern string, h http.Handler) { m.mux.Handle(pattern, h) }

// HandleFunc routes any pattern of http.ServeMux.
func (m *Mux) HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request)) {
	m.mux.HandleFunc(pattern, h)
}

// ServeHTTP runs the route of the request, and fails it when there is none.
func (m *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h, pattern := m.mux.Handler(r)
	if pattern != "" {
		recordOf(r.Context()).route = pattern
		m.mux.ServeHTTP(w, r)
		return
	}
	var probe refusal
	h.ServeHTTP(&probe, r)
	switch probe.status {
	case http.StatusNotFound:
		Fail(w, r, ErrNoRoute)
	case http.StatusMethodNotAllowed:
		w.Header().Set("Allow", probe.Header().Get("Allow"))
		Fail(w, r, ErrMethod.F(r.Method))
	default: // a redirect to the clean path
		m.mux.ServeHTTP(w, r)
	}
}

// refusal hears what http.ServeMux would answer to a request without a route.
type refusal struct {
	header http.Header
	status int
}

func (r *refusal) Header() http.Header {
	if r.header == nil {
		r.header = http.Header{}
	}
	return r.header
}

func (r *refusal) Write(b []byte) (int, error) { return len(b), nil }

func (r *refusal) WriteHeader(status int) { r.status = status }
