package main

import (
	"bytes"
	"io"
	"testing"

	"qunli/testkit/need"
	"qunli/testkit/pgtest"
)

func TestExitCodes(t *testing.T) {
	t.Setenv(variable, "postgres:///none")
	for _, c := range []struct {
		args []string
		want int
	}{
		{[]string{"true"}, 0},
		{[]string{"--", "sh", "-c", "exit 7"}, 7},
		{[]string{"sh", "-c", "kill -KILL $$"}, exitSignal + 9},
		{[]string{"/no/such/command"}, exitAbsent},
		{nil, exitUsage},
		{[]string{"-no-such-flag", "true"}, exitUsage},
	} {
		if got := run(c.args, io.Discard); got != c.want {
			t.Errorf("%q: %d, want %d", c.args, got, c.want)
		}
	}
}

func TestSignalsArePassedOn(t *testing.T) {
	t.Setenv(variable, "postgres:///none")
	script := `trap 'exit 9' TERM; kill -TERM $PPID; while :; do sleep 0.02; done`
	if got := run([]string{"sh", "-c", script}, io.Discard); got != 9 {
		t.Errorf("exit code %d, want 9", got)
	}
}

func TestTheCommandHasAServer(t *testing.T) {
	bin, err := pgtest.Available()
	if err != nil {
		need.Absent(t, err.Error())
	}
	t.Setenv(variable, "")
	t.Setenv("BIN", bin)
	var say bytes.Buffer
	if got := run([]string{"sh", "-c", `"$BIN/psql" -XqAt -d "$QUNLI_TEST_PG" -c 'SELECT 1'`}, &say); got != 0 {
		t.Errorf("exit code %d: %s", got, &say)
	}
}
