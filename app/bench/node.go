package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/org"
)

// node is the program itself, serving a database as a process of its own.
type node struct {
	cmd   *exec.Cmd
	base  string // http://127.0.0.1:port
	token string
	up    time.Duration // from its start until the port answered
	held  float64       // memory it held then, MB
}

// program runs the program that is measuring, with other arguments, to its end.
func program(ctx context.Context, dir string, args ...string) error {
	exe, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, exe, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("bench: qunli %s: %w\n%s", args[0], err, out)
	}
	return nil
}

// serveNode starts a server over a database and waits until it answers. Close ends it.
func serveNode(ctx context.Context, dir, address string) (*node, error) {
	token, err := newToken(ctx, address)
	if err != nil {
		return nil, err
	}
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	n := &node{cmd: exec.CommandContext(ctx, exe, "serve", "--listen", "127.0.0.1:0", "--db", address), token: token}
	n.cmd.Dir = dir
	n.cmd.Cancel = func() error { return n.cmd.Process.Signal(syscall.SIGTERM) }
	n.cmd.WaitDelay = 30 * time.Second
	out, err := n.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	watch := clock.Stopwatch()
	if err := n.cmd.Start(); err != nil {
		return nil, err
	}
	if n.base, err = printedAddress(out); err != nil {
		return nil, errors.Join(err, n.Close())
	}
	if _, err := n.get(ctx, "/healthz"); err != nil {
		return nil, errors.Join(err, n.Close())
	}
	n.up, n.held = watch(), n.memory("VmRSS:")
	return n, nil
}

// newToken issues a token that may read everything.
func newToken(ctx context.Context, address string) (string, error) {
	d, err := db.Open(ctx, address, db.Options{Owner: "bench"})
	if err != nil {
		return "", err
	}
	if err := d.LeaseNode(ctx); err != nil {
		return "", errors.Join(err, d.Close())
	}
	plain, _, err := org.New(d, org.Options{}).IssueToken(org.Owner(ctx, "bench"), org.TokenRequest{Name: "bench", Role: org.RoleAdmin, Scope: org.ScopeAll})
	return plain, errors.Join(err, d.Close())
}

var loopback = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// printedAddress reads the address that a server prints, and what it prints afterwards beside us.
func printedAddress(out io.Reader) (string, error) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if at := loopback.FindString(lines.Text()); at != "" {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return at, nil
		}
	}
	return "", fmt.Errorf("bench: the server printed no address: %w", errors.Join(lines.Err(), io.ErrUnexpectedEOF))
}

// Close ends the server as a person does.
func (n *node) Close() error {
	_ = n.cmd.Process.Signal(syscall.SIGTERM)
	return n.cmd.Wait()
}

// get reads an address of the API.
func (n *node) get(ctx context.Context, path string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, n.base+path, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+n.token)
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer w.Body.Close()
	body, err := io.ReadAll(w.Body)
	if err == nil && w.StatusCode != http.StatusOK {
		err = fmt.Errorf("bench: %s answered %d: %s", path, w.StatusCode, bytes.TrimSpace(body))
	}
	return body, err
}

// ids lists the ids that an address of a list gives.
func (n *node) ids(ctx context.Context, path string) ([]string, error) {
	body, err := n.get(ctx, path)
	if err != nil {
		return nil, err
	}
	var page struct {
		Items []struct {
			ID string `json:"id"`
		} `json:"items"`
	}
	if err := json.Unmarshal(body, &page); err != nil {
		return nil, fmt.Errorf("bench: %s: %w", path, err)
	}
	var out []string
	for _, i := range page.Items {
		out = append(out, i.ID)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("bench: %s lists nothing", path)
	}
	return out, nil
}

// memory is how much memory the server holds (VmRSS:) or has held at most (VmHWM:), MB; 0 where the system does not say.
func (n *node) memory(which string) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", n.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), which)
	kb, _ := strconv.ParseFloat(strings.TrimSpace(strings.SplitN(rest, "kB", 2)[0]), 64)
	return kb / 1024
}
