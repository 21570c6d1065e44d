package crash

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
	"time"

	"qunli/kit/db"
	"qunli/testkit/pgtest"
)

// Cluster is one installation served by several nodes on one PostgreSQL, behind a small round-robin. Callers of its Home speak
// to the round-robin alone. The nodes share the folder of uploads and the key, as nodes have to.
type Cluster struct {
	*Home
	front *http.Server
	turns http.RoundTripper

	lock  sync.Mutex
	nodes []*Node
	next  int
}

// Node is one server of a cluster.
type Node struct {
	*Process
	Base     string // its own address
	answered int    // requests, through the round-robin
	target   *url.URL
}

// NewCluster sets an installation up on a first node and puts the round-robin before it.
func NewCluster(t testing.TB, server *pgtest.Server) *Cluster {
	t.Helper()
	c := &Cluster{Home: NewHome(t, Postgres, server), turns: &http.Transport{MaxIdleConnsPerHost: 32, IdleConnTimeout: 5 * time.Second}}
	first := c.start()
	c.base = first.Base
	c.setUp(first.line("/setup?token="))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.front = &http.Server{Handler: http.HandlerFunc(c.forward)}
	go func() { _ = c.front.Serve(listener) }() // ends with Close
	t.Cleanup(func() { _ = c.front.Close() })
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base = "http://" + listener.Addr().String()
	close(c.up)
	return c
}

// Add starts one more node, which gets requests once it answers.
func (c *Cluster) Add() *Node {
	c.Helper()
	return c.start()
}

func (c *Cluster) start() *Node {
	c.Helper()
	n := &Node{Process: c.Start("serve", "--listen", "127.0.0.1:0", "--proxies", "127.0.0.1")}
	n.Base = n.line("address")
	target, err := url.Parse(n.Base)
	if err != nil {
		c.Fatal(err)
	}
	n.target = target
	c.lock.Lock()
	defer c.lock.Unlock()
	c.nodes = append(c.nodes, n)
	return n
}

// Nodes gives the nodes that run.
func (c *Cluster) Nodes() []*Node {
	c.lock.Lock()
	defer c.lock.Unlock()
	var out []*Node
	for _, n := range c.nodes {
		if n.Alive() {
			out = append(out, n)
		}
	}
	return out
}

// Down ends all nodes by SIGTERM: each has to drain and end well.
func (c *Cluster) Down() {
	c.Helper()
	for _, n := range c.Nodes() {
		n.Terminate()
		n.MustEnd(drainLimit)
	}
}

// AskNode makes one request of one node.
func (c *Cluster) AskNode(n *Node, path string) Answer {
	c.Helper()
	a, err := newClient(c.Home, 99).send(context.Background(), n.Base, http.MethodGet, path, "", nil)
	if err != nil {
		c.Fatalf("GET %s: %v", path, err)
	}
	return a
}

// turn gives the node whose turn it is, nil when none runs.
func (c *Cluster) turn() *Node {
	running := c.Nodes()
	c.lock.Lock()
	defer c.lock.Unlock()
	if len(running) == 0 {
		return nil
	}
	c.next++
	return running[c.next%len(running)]
}

// forward hands a request to the next node. One that could not be reached got nothing, and the next is asked; a request that
// was cut off is cut off for the caller as well, who alone may repeat it.
func (c *Cluster) forward(w http.ResponseWriter, r *http.Request) {
	n := c.turn()
	if n == nil {
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	proxy := &httputil.ReverseProxy{Transport: c.turns,
		Rewrite:        func(p *httputil.ProxyRequest) { p.SetURL(n.target); p.SetXForwarded() },
		ModifyResponse: func(*http.Response) error { c.count(n); return nil },
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			if refused(err) {
				w.Header().Set("Retry-After", "1")
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			panic(http.ErrAbortHandler)
		},
		ErrorLog: log.New(io.Discard, "", 0), // what is cut off is counted by the callers
	}
	proxy.ServeHTTP(w, r)
}

func (c *Cluster) count(n *Node) {
	c.lock.Lock()
	defer c.lock.Unlock()
	n.answered++
}

// refused reports whether a request never reached anybody.
func refused(err error) bool {
	op, ok := err.(*net.OpError) //nolint:errorlint // the transport gives dial errors as they are
	return ok && op.Op == "dial"
}

// Tick is a schedule as the table of jobs tells of it.
type Tick struct {
	Name  string // of the schedule with the number of the period
	Times int64
	State string
}

// Ticks lists what schedules entered.
func (h *Home) Ticks() []Tick {
	h.Helper()
	ctx, d := h.read()
	defer d.Close()
	ticks, err := db.All[Tick](ctx, d.Read(), `SELECT unique_key AS name, COUNT(*) AS times, MIN(state) AS state FROM job
		WHERE lane <> '' AND unique_key LIKE 'every:%' GROUP BY unique_key ORDER BY unique_key`)
	if err != nil {
		h.Fatal(err)
	}
	return ticks
}

// Shares gives how many requests each node has answered, in the order they were started.
func (c *Cluster) Shares() []int {
	c.lock.Lock()
	defer c.lock.Unlock()
	var out []int
	for _, n := range c.nodes {
		out = append(out, n.answered)
	}
	return out
}
