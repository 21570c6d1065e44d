package pgtest

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"sync"
	"testing"

	"qunli/testkit/need"
)

// shared is the one server of this test process: PostgreSQL starts too slowly to have one for each test.
var shared lazy

// lazy is a server that is started, or attached to, when first asked for.
type lazy struct {
	mu     sync.Mutex
	tried  bool
	server *Server
	err    error
}

// Main runs the tests of a package and stops the shared server after them. Call it from TestMain; it does not return.
func Main(m *testing.M) { os.Exit(Run(m)) }

// Run is Main for a package that has more to put away: it gives the exit code instead of exiting.
func Run(m *testing.M) int {
	code := m.Run()
	if err := shared.stop(); err != nil {
		fmt.Fprintln(os.Stderr, "stop PostgreSQL:", err)
	}
	return code
}

// Shared gives the server of this process, starting a Fast one when first asked unless QUNLI_TEST_PG names one that
// runs. Where PostgreSQL is absent the test is skipped, or fails when CI=true.
func Shared(tb testing.TB) *Server {
	tb.Helper()
	if _, err := Available(); err != nil {
		absent(tb, err)
	}
	s, err := shared.get()
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// Fresh gives the URL of a new, empty database of this test's own on the shared server, dropped when the test ends.
// Where PostgreSQL is absent the test is skipped, or fails when CI=true.
func Fresh(tb testing.TB) (url string) {
	tb.Helper()
	s := Shared(tb)
	name := "t_" + token()
	url, err := s.Database(name)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Drop(name); err != nil {
			tb.Error(err)
		}
	})
	return url
}

// absent ends a test that cannot have PostgreSQL.
func absent(tb testing.TB, err error) {
	tb.Helper()
	need.Absent(tb, fmt.Sprintf("%v; `make test` installs it or prints the line that does", err))
}

// get starts or attaches at the first call; later calls give the same answer.
func (l *lazy) get() (*Server, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.tried {
		l.tried = true
		if address := os.Getenv("QUNLI_TEST_PG"); address != "" {
			l.server, l.err = Attach(address)
		} else {
			l.server, l.err = Start(Options{Fast: true})
		}
	}
	return l.server, l.err
}

// stop ends the server if one was started.
func (l *lazy) stop() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.server == nil {
		return nil
	}
	return l.server.Stop()
}

// token is a random lower-case word.
func token() string {
	var b [8]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return hex.EncodeToString(b[:])
}
