package serve

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

func start(t *testing.T, s *Server) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	if err := s.Bind(ctx); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	stopped := false
	stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		return <-done
	}
	t.Cleanup(func() { _ = stop() })
	return stop
}

func get(c *http.Client, url string) (string, error) {
	r, err := c.Get(url)
	if err != nil {
		return "", err
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	return string(b), err
}

func TestSocketIsForTheOwnerOfTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "qunli.sock")
	e, err := NewEdge(Handler(func(w http.ResponseWriter, r *http.Request) error {
		if Local(r.Context()) {
			return plainText(w, "owner")
		}
		return plainText(w, "guest")
	}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Handler: e, Listen: []string{"127.0.0.1:0"}, Socket: path}
	stop := start(t, s)
	through := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", path)
	}}}
	if got, err := get(through, "http://qunli/"); got != "owner" {
		t.Errorf("socket: %q %v", got, err)
	}
	if got, err := get(http.DefaultClient, "http://"+s.Addresses()[0]+"/"); got != "guest" {
		t.Errorf("tcp: %q %v", got, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v %v", info, err)
	}
	if err := (&Server{Handler: e, Socket: path}).Bind(t.Context()); !errors.Is(err, ErrTaken) {
		t.Errorf("a live socket was taken over: %v", err)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket stays: %v", err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil { // left behind by a dead process
		t.Fatal(err)
	}
	again := start(t, &Server{Handler: e, Socket: path})
	if got, err := get(through, "http://qunli/"); got != "owner" {
		t.Errorf("after a crash: %q %v", got, err)
	}
	_ = again()
}

func TestTakenPortMovesToTheNext(t *testing.T) {
	first := &Server{Handler: http.NotFoundHandler(), Listen: []string{"127.0.0.1:0"}}
	start(t, first)
	taken := first.Addresses()[0]
	if err := (&Server{Listen: []string{taken}}).Bind(t.Context()); !errors.Is(err, ErrTaken) {
		t.Errorf("got %v", err)
	}
	next := &Server{Handler: http.NotFoundHandler(), Listen: []string{taken}, Next: 20}
	start(t, next)
	if next.Addresses()[0] == taken {
		t.Error("two servers on one port")
	}
	if err := (&Server{Listen: []string{"8080"}}).Bind(t.Context()); !errors.Is(err, ErrAddress) {
		t.Errorf("got %v", err)
	}
}

func TestStopLetsOpenRequestsFinish(t *testing.T) {
	entered, leave := make(chan bool), make(chan bool)
	s := &Server{Listen: []string{"127.0.0.1:0"}, Handler: Handler(func(w http.ResponseWriter, r *http.Request) error {
		entered <- true
		<-leave
		return errors.Join(r.Context().Err(), plainText(w, "whole"))
	})}
	stop := start(t, s)
	answer := make(chan string, 1)
	go func() {
		got, _ := get(http.DefaultClient, "http://"+s.Addresses()[0]+"/")
		answer <- got
	}()
	<-entered
	ended := make(chan error, 1)
	go func() { ended <- stop() }()
	close(leave)
	if got := <-answer; got != "whole" {
		t.Errorf("got %q", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
