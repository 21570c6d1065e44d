package pgtest

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
)

func TestMain(m *testing.M) {
	if os.Getenv("PGTEST_CHILD") != "" {
		child()
	}
	Main(m)
}

func TestStartAndStop(t *testing.T) {
	s := started(t, Options{})
	want := "on|on|100|UTF8||C"
	if got := settings(t, s, s.Admin()); got != want {
		t.Errorf("settings %s, want %s", got, want)
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.Dir()); !os.IsNotExist(err) {
		t.Errorf("the folder is still there: %v", err)
	}
	if _, err := s.Exec("SELECT 1"); err == nil {
		t.Error("the server still answers")
	}
	if err := s.Stop(); err != nil {
		t.Errorf("a second Stop: %v", err)
	}
}

func TestOptions(t *testing.T) {
	s := started(t, Options{Fast: true, Settings: []string{"max_connections = 7"}})
	url, err := s.Database("its_own")
	if err != nil {
		t.Fatal(err)
	}
	want := "off|off|7|UTF8||C"
	if got := settings(t, s, url); got != want {
		t.Errorf("settings %s, want %s", got, want)
	}
}

func TestTheNamedFolderIsTakenOnce(t *testing.T) {
	dir, err := makeFolder("qunli-pg-test-"+token()[:6], nil)
	if err != nil {
		t.Fatal(err)
	}
	defer os.Remove(dir)
	s := started(t, Options{Fast: true, Name: dir[strings.LastIndexByte(dir, '/')+1:]})
	if s.Dir() == dir {
		t.Errorf("two in one folder: %s", dir)
	}
}

func TestAFailureTellsWhy(t *testing.T) {
	if _, err := Available(); err != nil {
		absent(t, err)
	}
	s, err := Start(Options{Settings: []string{"no_such_setting = 1"}})
	if err == nil {
		s.Stop()
		t.Fatal("started with a setting that does not exist")
	}
	if !strings.Contains(err.Error(), "no_such_setting") {
		t.Errorf("the reason is missing: %v", err)
	}
}

func TestFreshIsEmptyAndOwn(t *testing.T) {
	a, b := Fresh(t), Fresh(t)
	for _, url := range []string{a, b} {
		d, err := sql.Open("pgx", url)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		if _, err := d.ExecContext(context.Background(), `CREATE TABLE thing (id BIGINT PRIMARY KEY)`); err != nil {
			t.Error(err)
		}
	}
}

func TestFreshIsDropped(t *testing.T) {
	s := Shared(t)
	var name string
	var open *sql.DB // still open when the database is dropped
	t.Run("within", func(t *testing.T) {
		d, err := sql.Open("pgx", Fresh(t))
		if err != nil {
			t.Fatal(err)
		}
		open = d
		if err := d.QueryRow(`SELECT current_database()`).Scan(&name); err != nil {
			t.Fatal(err)
		}
	})
	open.Close()
	if got := databases(t, s); name == "" || strings.Contains(got, name) {
		t.Errorf("%q is still among %s", name, got)
	}
}

func TestAttachedServerIsLeftRunning(t *testing.T) {
	s := started(t, Options{Fast: true})
	t.Setenv("QUNLI_TEST_PG", s.Admin())
	var l lazy
	other, err := l.get()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Database("made_by_the_other"); err != nil {
		t.Fatal(err)
	}
	if err := l.stop(); err != nil {
		t.Fatal(err)
	}
	if got := databases(t, s); !strings.Contains(got, "made_by_the_other") {
		t.Errorf("databases: %s", got)
	}
}

func TestAttachRefusesWhatIsNoURL(t *testing.T) {
	for _, address := range []string{"localhost", "mysql://localhost/x", "postgres://%zz"} {
		if _, err := Attach(address); err == nil {
			t.Errorf("%q was taken", address)
		}
	}
}

func TestExecStopsAtTheFirstError(t *testing.T) {
	s := Shared(t)
	url := Fresh(t)
	_, err := s.ExecOn(url, "CREATE TABLE a (n BIGINT); SELECT 1/0; CREATE TABLE b (n BIGINT);")
	if err == nil || !strings.Contains(err.Error(), "division by zero") {
		t.Fatalf("error %v", err)
	}
	got, err := s.ExecOn(url, "SELECT to_regclass('a'), to_regclass('b')")
	if err != nil || got != "a|" {
		t.Errorf("got %q, %v", got, err)
	}
}

// A process that is killed cannot stop its server; the server and its folder must go all the same. The child's server
// holds the writing end of a pipe, which therefore ends when the last of its processes has.
func TestTheServerDiesWithItsProcess(t *testing.T) {
	if _, err := Available(); err != nil {
		absent(t, err)
	}
	alive, end, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer alive.Close()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "PGTEST_CHILD=1")
	cmd.ExtraFiles = []*os.File{end}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	end.Close()
	dir, _ := bufio.NewReader(out).ReadString('\n')
	dir = strings.TrimSpace(dir)
	if _, err := os.Stat(dir + "/data/postmaster.pid"); err != nil {
		t.Errorf("the child runs no server: %v", err)
	}
	cmd.Process.Kill()
	cmd.Wait()
	waitForEnd(t, alive)
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", dir, err)
	}
}

// child starts a server, says where, and stays until it is killed.
func child() {
	s, err := Start(Options{Fast: true, inherit: []*os.File{os.NewFile(3, "end")}})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(s.Dir())
	select {}
}

// started gives a server that is stopped when the test ends.
func started(t *testing.T, o Options) *Server {
	t.Helper()
	if _, err := Available(); err != nil {
		absent(t, err)
	}
	s, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// settings gives what the server says of itself: fsync, synchronous_commit, max_connections, encoding, addresses, collation.
func settings(t *testing.T, s *Server, url string) string {
	t.Helper()
	got, err := s.ExecOn(url, `SELECT current_setting('fsync'), current_setting('synchronous_commit'),
		current_setting('max_connections'), current_setting('server_encoding'), current_setting('listen_addresses'),
		(SELECT datcollate FROM pg_database WHERE datname = current_database())`)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func databases(t *testing.T, s *Server) string {
	t.Helper()
	got, err := s.Exec(`SELECT datname FROM pg_database ORDER BY datname`)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// waitForEnd waits until nobody holds the other end of r.
func waitForEnd(t *testing.T, r io.Reader) {
	t.Helper()
	done := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, r)
		done <- err
	}()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Fatal("the server outlives its process")
	}
}
