package pgtest

import (
	"errors"
	"strings"
	"testing"
)

// Copy gives the URL of a new database of this test's own that begins as a copy of the database called template, which
// prepare fills when the server has none of that name yet. Copying takes a fraction of what filling takes. The name must be
// a plain lower-case word that says what prepare does; it is dropped with the server. As Fresh does, it skips or fails where
// PostgreSQL is absent.
func Copy(tb testing.TB, template string, prepare func(url string) error) (url string) {
	tb.Helper()
	s := Shared(tb)
	if err := s.template(template, prepare); err != nil {
		tb.Fatal(err)
	}
	name := "t_" + token()
	if _, err := s.Exec(`CREATE DATABASE "` + name + `" TEMPLATE "` + template + `"`); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Drop(name); err != nil {
			tb.Error(err)
		}
	})
	return s.URL(name)
}

// template makes the database called name unless it is there. It gets its name only when it is complete; of two test
// processes that make the same one, the slower one's is dropped.
func (s *Server) template(name string, prepare func(url string) error) error {
	found, err := s.Exec(`SELECT 1 FROM pg_database WHERE datname = '` + name + `'`)
	if err != nil || found != "" {
		return err
	}
	draft := "draft_" + token()
	url, err := s.Database(draft)
	if err != nil {
		return err
	}
	if err := prepare(url); err != nil {
		return errors.Join(err, s.Drop(draft))
	}
	_, err = s.Exec(`ALTER DATABASE "` + draft + `" RENAME TO "` + name + `"`)
	if err != nil && strings.Contains(err.Error(), "already exists") {
		err = nil
	}
	return errors.Join(err, s.Drop(draft))
}
