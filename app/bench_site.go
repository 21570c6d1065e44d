package app

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"

	"qunli/app/bench"
	"qunli/web/h5"
)

var loopbackURL = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// OpenSite serves a database for measurements, as serve does, and believes requests from this machine who they come from.
func OpenSite(ctx context.Context, address string) (*bench.Site, error) {
	dir, err := os.MkdirTemp("", "qunli-bench-")
	if err != nil {
		return nil, err
	}
	a, err := Open(ctx, Config{DB: address, Listen: "127.0.0.1:0", Proxies: "127.0.0.1", Sandbox: "off", Files: dir, Key: filepath.Join(dir, "key")}, writing, "bench", slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	said, out := io.Pipe()
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() {
		err := a.Serve(ctx, Console{Out: out, Err: io.Discard})
		ended <- errors.Join(err, out.CloseWithError(err))
	}()
	lines, base := bufio.NewScanner(said), ""
	for base == "" && lines.Scan() {
		base = loopbackURL.FindString(lines.Text())
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()
	s := &bench.Site{Base: base, DB: a.DB, Campaigns: a.Campaign, GamePath: h5.GamePath, SignedIn: a.session().SignedIn,
		Close: func() error { stop(); return errors.Join(<-ended, a.Close(), os.RemoveAll(dir)) }}
	if base == "" {
		return nil, errors.Join(lines.Err(), s.Close())
	}
	return s, nil
}
