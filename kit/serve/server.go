package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"qunli/kit/fault"
)

// The refusals of Bind.
var (
	ErrTaken   = fault.New(fault.Conflict, "serve.taken", "地址 %s 已被占用，请换一个 --listen", "Address %s is taken; choose another --listen")
	ErrAddress = fault.New(fault.Invalid, "serve.address", "无法监听 %s：请写成 主机:端口", "Cannot listen on %s: write it as host:port")
)

// drain is how long open requests may take to end once the server is told to stop.
const drain = 10 * time.Second

// Server answers on all its addresses until its context ends.
type Server struct {
	Handler http.Handler
	Listen  []string // host:port each; port 0 takes any free one
	Next    int      // how many following ports to try when the one named is taken
	Socket  string   // path of the Unix socket for the owner of the file, "" none
	CertPEM string   // file of the certificate; with KeyPEM the TCP addresses speak TLS
	KeyPEM  string
	Log     *slog.Logger

	listeners []net.Listener
	socket    net.Listener
}

// Bind takes the addresses; Run does it when it was not done. It is apart so that a program can say where it listens.
func (s *Server) Bind(ctx context.Context) error {
	for _, address := range s.Listen {
		l, err := bind(ctx, address, s.Next)
		if err != nil {
			return errors.Join(err, s.unbind())
		}
		s.listeners = append(s.listeners, l)
	}
	if s.Socket == "" {
		return nil
	}
	l, err := bindSocket(ctx, s.Socket)
	if err != nil {
		return errors.Join(err, s.unbind())
	}
	s.socket = l
	return nil
}

// Addresses gives host:port of each TCP listener, as bound.
func (s *Server) Addresses() []string {
	out := make([]string, len(s.listeners))
	for i, l := range s.listeners {
		out[i] = l.Addr().String()
	}
	return out
}

func (s *Server) unbind() error {
	var errs []error
	for _, l := range s.listeners {
		errs = append(errs, l.Close())
	}
	s.listeners = nil
	return errors.Join(errs...)
}

// Run serves until ctx ends, then lets open requests finish within ten seconds and cuts the rest.
func (s *Server) Run(ctx context.Context) error {
	if s.listeners == nil && s.socket == nil {
		if err := s.Bind(ctx); err != nil {
			return err
		}
	}
	server := s.server(ctx)
	group, stop := errgroup.WithContext(ctx)
	for _, l := range s.listeners {
		group.Go(func() error { return s.serve(server, l) })
	}
	if s.socket != nil {
		group.Go(func() error { return ended(server.Serve(s.socket)) })
	}
	group.Go(func() error {
		<-stop.Done()
		return s.stop(server)
	})
	return group.Wait()
}

func (s *Server) serve(server *http.Server, l net.Listener) error {
	if s.CertPEM != "" {
		return ended(server.ServeTLS(l, s.CertPEM, s.KeyPEM))
	}
	return ended(server.Serve(l))
}

func ended(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serve: %w", err)
}

// server makes the http.Server. There is no write timeout: exports and uploads take as long as they take.
func (s *Server) server(ctx context.Context) *http.Server {
	log := s.Log
	if log == nil {
		log = slog.Default()
	}
	return &http.Server{
		Handler:           s.Handler,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		BaseContext:       func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			_, local := c.(*net.UnixConn)
			return context.WithValue(ctx, localKey{}, local)
		},
	}
}

func (s *Server) stop(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), drain)
	defer cancel()
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close()
	}
	if s.socket != nil {
		err = errors.Join(err, removeSocket(s.Socket))
	}
	return err
}

// bind listens on address or on one of the next ports after it.
func bind(ctx context.Context, address string, next int) (net.Listener, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, ErrAddress.F(address).Because(err)
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return nil, ErrAddress.F(address).Because(err)
	}
	for i := 0; ; i++ {
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(number+i)))
		switch {
		case err == nil:
			return l, nil
		case !errors.Is(err, syscall.EADDRINUSE):
			return nil, ErrAddress.F(address).Because(err)
		case number == 0 || i >= next || number+i >= 65535:
			return nil, ErrTaken.F(address).Because(err)
		}
	}
}

// bindSocket listens on a Unix socket only the owner can open. It is made inside a folder nobody else can enter and moved
// to its place, so at no moment can others connect; a socket left behind by a dead process is replaced.
func bindSocket(ctx context.Context, path string) (net.Listener, error) {
	if c, err := new(net.Dialer).DialContext(ctx, "unix", path); err == nil {
		_ = c.Close()
		return nil, ErrTaken.F(path)
	}
	folder, err := os.MkdirTemp(filepath.Dir(path), ".s")
	if err != nil {
		return nil, ErrAddress.F(path).Because(err)
	}
	defer func() { _ = os.Remove(folder) }()
	fresh := folder + "/s"
	l, err := new(net.ListenConfig).Listen(ctx, "unix", fresh)
	if err != nil {
		return nil, ErrAddress.F(path).Because(err)
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	if err := errors.Join(os.Chmod(fresh, 0o600), os.Rename(fresh, path)); err != nil {
		return nil, errors.Join(ErrAddress.F(path).Because(err), l.Close())
	}
	return l, nil
}

func removeSocket(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
