package crash

import (
	"context"
	"fmt"
	"hash/fnv"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"qunli/kit/clock"
	"qunli/testkit/pgtest"
)

// Engine is what an installation stores its data in.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// How the owner signs in whom Serve sets up.
const (
	OwnerLogin    = "boss"
	OwnerPassword = "correct horse battery staple"
)

// startLimit and drainLimit bound what a process may take to start and, told to stop, to drain: it promises 10 s, to a machine
// that is not busy with a dozen others like it.
const (
	startLimit = time.Minute
	drainLimit = 30 * time.Second
	quietLimit = 3 * time.Minute       // after the last request, until all handlers have run
	pollStep   = 50 * time.Millisecond // between two looks
)

// Home is one installation: a folder, a database, and at most one server.
type Home struct {
	testing.TB
	Engine Engine
	Dir    string // of the database file, uploads and key
	DB     string // address of the database
	binary string
	owner  *client // asks for the test itself
	token  string  // of the API, once set up

	mu     sync.Mutex
	server *Process
	base   string // of the running server, or of what stands before several; "" while none runs
	up     chan struct{}
}

// NewHome gives a new, empty installation. On PostgreSQL its database is on server, or when that is nil on the shared one.
func NewHome(t testing.TB, engine Engine, server *pgtest.Server) *Home {
	t.Helper()
	dir := t.TempDir()
	if engine == SQLite {
		return HomeAt(t, engine, dir, "sqlite://"+filepath.Join(dir, "qunli.db"))
	}
	if server == nil {
		return HomeAt(t, engine, dir, pgtest.Fresh(t))
	}
	sum := fnv.New64a()
	fmt.Fprint(sum, dir) // a temporary folder is nobody else's
	name := fmt.Sprintf("home_%x", sum.Sum64())
	address, err := server.Database(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Drop(name); err != nil {
			t.Error(err)
		}
	})
	return HomeAt(t, engine, dir, address)
}

// HomeAt gives the installation in dir whose database is at address.
func HomeAt(t testing.TB, engine Engine, dir, address string) *Home {
	t.Helper()
	h := &Home{TB: t, Engine: engine, Dir: dir, DB: address, binary: Binary(t), up: make(chan struct{})}
	h.owner = newClient(h, 99)
	return h
}

// Start runs a command of the program on this installation.
func (h *Home) Start(args ...string) *Process {
	h.Helper()
	args = append(args, "--db", h.DB, "--files", filepath.Join(h.Dir, "files"), "--key-file", filepath.Join(h.Dir, "qunli.key"))
	return start(h.TB, h.binary, h.Dir, args...)
}

// Run runs a command to its end, which must be good, and gives what it said.
func (h *Home) Run(args ...string) string {
	h.Helper()
	return h.Start(args...).MustEnd(5 * time.Minute)
}

// Serve starts the server and returns when it answers. The first time it is set up as a newcomer does it: by the printed
// link. Then it issues the token that the callers use. more are arguments of serve beside the address.
func (h *Home) Serve(more ...string) *Process {
	h.Helper()
	p := h.Start(append([]string{"serve", "--listen", "127.0.0.1:0"}, more...)...)
	base := p.line("address")
	h.mu.Lock()
	h.server, h.base = p, base
	h.mu.Unlock()
	if h.token == "" {
		h.setUp(p.line("/setup?token="))
	}
	h.mu.Lock()
	close(h.up)
	h.mu.Unlock()
	go h.forget(p)
	return p
}

// forget notes that a server is gone.
func (h *Home) forget(p *Process) {
	<-p.ended
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.server == p {
		h.server, h.base, h.up = nil, "", make(chan struct{})
	}
}

// Server gives the running server, nil when none runs.
func (h *Home) Server() *Process {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.server != nil && !h.server.Alive() {
		return nil
	}
	return h.server
}

// Base is the address of the running server, "" while none runs.
func (h *Home) Base() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.base
}

// Stop ends the server by SIGTERM: it has to drain and end well.
func (h *Home) Stop() {
	h.Helper()
	if p := h.Server(); p != nil {
		p.Terminate()
		p.MustEnd(drainLimit)
	}
}

// ImportState asks the running server where an import stands.
func (h *Home) ImportState(id string) string {
	h.Helper()
	return h.importNow(id).State
}

// ImportRows asks the running server how far an import has come.
func (h *Home) ImportRows(id string) int64 {
	h.Helper()
	return h.importNow(id).Rows
}

type progress struct {
	State string `json:"state"`
	Rows  int64  `json:"rows"`
}

func (h *Home) importNow(id string) progress {
	h.Helper()
	var p progress
	h.owner.must("GET", "/api/imports/"+id, nil, &p)
	return p
}

// Await asks until f holds, at most a minute.
func (h *Home) Await(f func() bool) {
	h.Helper()
	for watch := clock.Stopwatch(); !f(); {
		if watch() > 3*time.Minute {
			h.Fatal("what was waited for did not happen within three minutes")
		}
		_ = clock.Sleep(context.Background(), 50*time.Millisecond) // never ends early
	}
}

// Check runs `qunli check`, which has to find nothing.
func (h *Home) Check() {
	h.Helper()
	if said := h.Run("check"); !strings.Contains(said, "clean") {
		h.Errorf("qunli check: %s", said)
	}
}

// setUp makes the owner by the printed link and issues a token for the callers.
func (h *Home) setUp(link string) {
	h.Helper()
	token, err := url.QueryUnescape(link)
	if err != nil {
		h.Fatal(err)
	}
	owner := newClient(h, 0)
	owner.must("POST", "/api/setup", map[string]any{
		"token": token, "login": OwnerLogin, "name": "店主", "password": OwnerPassword}, nil)
	var issued struct {
		Token string `json:"token"`
	}
	owner.must("POST", "/api/tokens", map[string]any{"name": "till", "role": "admin", "scope": "all"}, &issued)
	h.token = issued.Token
}
