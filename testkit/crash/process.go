package crash

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"qunli/kit/clock"
)

// keptLines is how much of what a process says is kept for failures.
const keptLines = 400

// Process is one run of the program.
type Process struct {
	t    testing.TB
	name string
	cmd  *exec.Cmd

	mu    sync.Mutex
	lines []string
	more  chan struct{} // closed and replaced with each line

	ended chan struct{} // closed when it has ended and all it said is read
	err   error         // of Wait
}

// start runs the program with args. It ends with the test at the latest.
func start(t testing.TB, binary, dir string, args ...string) *Process {
	t.Helper()
	p := &Process{t: t, name: "qunli " + args[0], cmd: exec.Command(binary, args...), more: make(chan struct{}), ended: make(chan struct{})}
	p.cmd.Dir = dir
	p.cmd.Env = plainEnv()
	bind(p.cmd)
	out, err1 := p.cmd.StdoutPipe()
	complaints, err2 := p.cmd.StderrPipe()
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.cleanup)
	go p.follow(out, complaints)
	return p
}

// plainEnv is our environment without settings of the program.
func plainEnv() []string {
	var env []string
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, "QUNLI_") {
			env = append(env, kv)
		}
	}
	return env
}

func (p *Process) follow(pipes ...io.Reader) {
	var readers sync.WaitGroup
	for _, r := range pipes {
		readers.Go(func() {
			in := bufio.NewScanner(r)
			in.Buffer(nil, 1<<20)
			for in.Scan() {
				p.heard(in.Text())
			}
		})
	}
	readers.Wait()
	p.err = p.cmd.Wait()
	close(p.ended)
}

func (p *Process) heard(line string) {
	if strings.Contains(line, "status=429") {
		return // said of every caller in a hurry
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.lines = append(p.lines, line); len(p.lines) > keptLines {
		p.lines = p.lines[keptLines/2:]
	}
	close(p.more)
	p.more = make(chan struct{})
}

// Said is what the process said so far, on both outputs.
func (p *Process) Said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.lines, "\n")
}

// line waits for a line that holds mark and gives what follows mark in it.
func (p *Process) line(mark string) string {
	p.t.Helper()
	late := time.After(time.Minute)
	for {
		p.mu.Lock()
		for _, l := range p.lines {
			if _, rest, ok := strings.Cut(l, mark); ok {
				p.mu.Unlock()
				return strings.TrimSpace(rest)
			}
		}
		more := p.more
		p.mu.Unlock()
		select {
		case <-more:
		case <-p.ended:
			p.t.Fatalf("%s ended (%v) before it said %q:\n%s", p.name, p.err, mark, p.Said())
		case <-late:
			p.t.Fatalf("%s did not say %q:\n%s", p.name, mark, p.Said())
		}
	}
}

// Alive reports whether the process still runs.
func (p *Process) Alive() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// Kill ends the process as kill -9 does and reports whether it was still running.
func (p *Process) Kill() bool {
	alive := p.Alive()
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL) // gone is as good
	<-p.ended
	return alive && p.killed()
}

func (p *Process) killed() bool {
	status, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// Terminate sends SIGTERM.
func (p *Process) Terminate() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.t.Fatal(err)
	}
}

// Wait waits until the process ends by itself, at most limit, and gives its exit code.
func (p *Process) Wait(limit time.Duration) int {
	p.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(limit):
		p.t.Fatalf("%s still runs after %s:\n%s", p.name, limit, p.Said())
	}
	return p.cmd.ProcessState.ExitCode()
}

// MustEnd waits for exit code 0.
func (p *Process) MustEnd(limit time.Duration) string {
	p.t.Helper()
	if code := p.Wait(limit); code != 0 {
		p.t.Fatalf("%s ended with code %d:\n%s", p.name, code, p.Said())
	}
	return p.Said()
}

func (p *Process) cleanup() {
	if p.Alive() {
		p.Kill()
	}
	if p.t.Failed() {
		p.t.Log(fmt.Sprintf("%s said last:\n", p.name) + p.last(30))
	}
}

func (p *Process) last(n int) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.lines[max(0, len(p.lines)-n):], "\n")
}

// Moment waits for d, or until one of the processes ends; it reports whether all of them still run.
func Moment(d time.Duration, processes ...*Process) bool {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for _, p := range processes {
		go func() {
			select {
			case <-p.ended:
				cancel()
			case <-ctx.Done():
			}
		}()
	}
	return clock.Sleep(ctx, d) == nil
}
