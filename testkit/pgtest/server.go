package pgtest

import (
	"bufio"
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

//go:embed watch.sh
var watch string

// Options say what server Start starts. The zero value is a durable one in a folder of its own.
type Options struct {
	// Fast gives up durability for speed (fsync and synchronous_commit off): for tests that do not judge durability.
	Fast bool
	// Name is the name wished for the folder, so that the address stays the same from run to run and cached test
	// results stay valid. When it is taken, or empty, the folder gets a name of its own.
	Name string
	// Settings are further lines for postgresql.conf, such as "max_connections = 20"; they win over ours.
	Settings []string

	inherit []*os.File // kept open by the server until it is gone
}

// Server is a running PostgreSQL. Its methods are safe for concurrent use.
type Server struct {
	bin   string  // folder of psql
	admin url.URL // where databases are made
	dir   string  // temporary folder, "" when the server is not ours

	stop    sync.Once
	stopErr error
	leash   io.Closer // closing it ends the server
	keeper  *exec.Cmd
}

// Start makes a cluster (UTF8, locale C, user postgres, no password) and starts it; it returns once connections are
// accepted. The caller calls Stop; if it never does, the server ends with this process.
func Start(o Options) (*Server, error) {
	bin, err := Available()
	if err != nil {
		return nil, err
	}
	who, err := serverAccount()
	if err != nil {
		return nil, err
	}
	dir, err := makeFolder(o.Name, who)
	if err != nil {
		return nil, fmt.Errorf("make a folder for PostgreSQL: %w", err)
	}
	s := &Server{bin: bin, dir: dir, admin: url.URL{
		Scheme: "postgres", Path: "/postgres",
		RawQuery: url.Values{"host": {dir}, "port": {"5432"}, "user": {"postgres"}}.Encode(),
	}}
	if err := s.start(o, who); err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("start PostgreSQL from %s: %w", bin, err)
	}
	return s, nil
}

// start runs the keeper and waits until it says that the server is ready.
func (s *Server) start(o Options, who *account) error {
	s.keeper = exec.Command("sh", "-c", watch, "watch", s.bin, s.dir, s.settings(o))
	s.keeper.Dir = s.dir
	s.keeper.Env = plainEnv()
	s.keeper.ExtraFiles = o.inherit
	runAs(s.keeper, who)
	stdout, err := s.keeper.StdoutPipe()
	if err != nil {
		return err
	}
	if s.leash, err = s.keeper.StdinPipe(); err != nil {
		return err
	}
	if err := s.keeper.Start(); err != nil {
		return err
	}
	said := bufio.NewReader(stdout)
	line, _ := said.ReadString('\n')
	if line == "ready\n" {
		return nil
	}
	rest, _ := io.ReadAll(said)
	return errors.Join(errors.New(line+string(rest)), s.keeper.Wait())
}

// settings are the lines appended to postgresql.conf; the last of two lines for one name wins.
func (s *Server) settings(o Options) string {
	lines := []string{
		"listen_addresses = ''",
		"port = 5432",
		"unix_socket_directories = '" + strings.ReplaceAll(s.dir, "'", "''") + "'",
		"unix_socket_permissions = 0700",
		"max_connections = 100",
		"timezone = 'UTC'",
		"log_timezone = 'UTC'",
	}
	if o.Fast {
		lines = append(lines, "fsync = off", "synchronous_commit = off", "full_page_writes = off")
	}
	return strings.Join(append(lines, o.Settings...), "\n")
}

// Attach uses a server that already runs, whose URL names a database we may connect to and a user who may create
// databases. Stop leaves it running.
func Attach(address string) (*Server, error) {
	bin, err := Available()
	if err != nil {
		return nil, err
	}
	admin, err := url.Parse(address)
	if err != nil || admin.Scheme != "postgres" && admin.Scheme != "postgresql" {
		return nil, errors.New("the address of the running server is no postgres:// URL")
	}
	return &Server{bin: bin, admin: *admin}, nil
}

// Dir is the server's folder, owned by the system user it runs as; "" for a server that is not ours.
func (s *Server) Dir() string { return s.dir }

// URL is the address of one of the server's databases, as pgx and psql read it.
func (s *Server) URL(database string) string {
	u := s.admin
	u.Path = "/" + database
	return u.String()
}

// Admin is the address of the database that Exec speaks to.
func (s *Server) Admin() string { return s.admin.String() }

// Database creates an empty database (UTF8, locale C) and gives its URL. The name must be a plain lower-case word.
func (s *Server) Database(name string) (string, error) {
	_, err := s.Exec(`CREATE DATABASE "` + name + `" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`)
	if err != nil {
		return "", err
	}
	return s.URL(name), nil
}

// Drop removes a database, cutting the connections to it; a database that is not there is no error.
func (s *Server) Drop(name string) error {
	_, err := s.Exec(`DROP DATABASE IF EXISTS "` + name + `" WITH (FORCE)`)
	return err
}

// Exec runs one or more statements on the server's first database, each on its own, and gives what they print: rows
// on lines, columns split by |. It stops at the first error.
func (s *Server) Exec(sql string) (string, error) { return s.ExecOn(s.Admin(), sql) }

// ExecOn is Exec on the database at address.
func (s *Server) ExecOn(address, sql string) (string, error) {
	for tries := 1; ; tries++ {
		var out, complaint bytes.Buffer
		cmd := exec.Command(filepath.Join(s.bin, "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", address)
		cmd.Env = plainEnv()
		cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(sql), &out, &complaint
		err := cmd.Run()
		if err == nil {
			return strings.TrimSuffix(out.String(), "\n"), nil
		}
		// The queue before the socket is full for a moment: nothing was asked yet.
		if tries == 20 || !strings.Contains(complaint.String(), "Resource temporarily unavailable") {
			return "", fmt.Errorf("psql: %w: %s", err, strings.TrimSpace(complaint.String()))
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// Stop shuts the server down, cutting open connections, and removes its folder. Further calls do nothing.
func (s *Server) Stop() error {
	s.stop.Do(func() {
		if s.leash == nil {
			return
		}
		s.leash.Close()
		s.stopErr = errors.Join(s.keeper.Wait(), os.RemoveAll(s.dir))
	})
	return s.stopErr
}

// plainEnv is our environment without what would lead PostgreSQL's programs elsewhere, and with English messages.
func plainEnv() []string {
	env := []string{"LC_ALL=C"}
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, "PG") && !strings.HasPrefix(kv, "LC_") && !strings.HasPrefix(kv, "LANG") {
			env = append(env, kv)
		}
	}
	return env
}
