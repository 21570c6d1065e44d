// Command run runs another command beside a PostgreSQL server made for it:
//
//	run [-durable] -- go test ./...
//
// The command finds the server's address in QUNLI_TEST_PG. SIGINT and SIGTERM are passed on to it, its exit code is
// ours, and the server is gone when it has ended. A server that QUNLI_TEST_PG already names is left as it is. Where
// PostgreSQL is absent the command runs without, unless CI=true.
package main

import (
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"qunli/testkit/need"
	"qunli/testkit/pgtest"
)

// Exit codes of our own, as shells use them.
const (
	exitFailed = 1
	exitUsage  = 2
	exitAbsent = 127
	exitSignal = 128 // plus the signal's number
)

const variable = "QUNLI_TEST_PG"

func main() {
	os.Exit(run(os.Args[1:], os.Stderr))
}

// run is the whole command; what it says itself goes to say. It returns the exit code.
func run(args []string, say io.Writer) int {
	flags := flag.NewFlagSet("run", flag.ContinueOnError)
	flags.SetOutput(say)
	durable := flags.Bool("durable", false, "the server keeps fsync on")
	if err := flags.Parse(args); err != nil || flags.NArg() == 0 {
		fmt.Fprintln(say, "usage: run [-durable] -- command argument…")
		return exitUsage
	}
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)

	if os.Getenv(variable) != "" {
		return runCommand(flags.Args(), os.Environ(), signals, say)
	}
	if _, err := pgtest.Available(); err != nil {
		fmt.Fprintf(say, "没有 PostgreSQL，跳过要用它的测试 / no PostgreSQL, tests that need it are skipped: %v\n", err)
		if need.CI() {
			return exitFailed
		}
		return runCommand(flags.Args(), os.Environ(), signals, say)
	}
	server, err := start(*durable)
	if err != nil {
		fmt.Fprintln(say, err)
		return exitFailed
	}
	defer stop(server, say)
	return runCommand(flags.Args(), append(os.Environ(), variable+"="+server.Admin()), signals, say)
}

// start gives a server whose address is the same at each run from one folder, which keeps the cached results of
// go test valid.
func start(durable bool) (*pgtest.Server, error) {
	here, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	name := fmt.Sprintf("qunli-pg-%x", sha256.Sum256([]byte(here)))[:17]
	return pgtest.Start(pgtest.Options{Fast: !durable, Name: name})
}

func stop(server *pgtest.Server, say io.Writer) {
	if err := server.Stop(); err != nil {
		fmt.Fprintln(say, "stop PostgreSQL:", err)
	}
}

// runCommand runs args to its end, passing signals on, and returns its exit code.
func runCommand(args, env []string, signals <-chan os.Signal, say io.Writer) int {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = env, os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(say, err)
		return exitAbsent
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	for {
		select {
		case sig := <-signals:
			cmd.Process.Signal(sig) // an error means that it has just ended
		case err := <-done:
			return exitCode(err)
		}
	}
}

// exitCode turns how a command ended into the code a shell would give.
func exitCode(err error) int {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		if err != nil {
			return exitFailed
		}
		return 0
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return exitSignal + int(status.Signal())
	}
	return exit.ExitCode()
}
