package app_test

import (
	"strings"
	"testing"
	"time"

	"qunli/testkit/crash"
)

// TestNoInventedPeopleInRealBooks: a database that was not made with --demo has no sandbox, asked for or not.
func TestNoInventedPeopleInRealBooks(t *testing.T) {
	h := crash.NewHome(t, crash.SQLite, nil)
	h.Serve()
	if said := h.Server().Said(); strings.Contains(said, "phones") {
		t.Errorf("a sandbox stands beside a brand of one's own:\n%s", said)
	}
	h.Stop()
	p := h.Start("serve", "--listen", "127.0.0.1:0", "--sandbox", "127.0.0.1:0")
	if code := p.Wait(time.Minute); code == 0 || !strings.Contains(p.Said(), "app.sandbox") {
		t.Errorf("it was not refused: exit %d\n%s", code, p.Said())
	}
}
