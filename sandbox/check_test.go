package sandbox

import (
	"context"
	"errors"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"qunli/testkit/need"
)

// needClients ends a test where the other clients are missing.
func needClients(t *testing.T) {
	t.Helper()
	if _, err := os.Stat("check/node_modules"); err != nil {
		need.Absent(t, "the other clients are missing: run npm ci in sandbox/check")
	}
}

// Independent clients walk the world: see check/check.mjs. They are got by npm ci in sandbox/check.
func TestOtherClientsWalkTheWorld(t *testing.T) {
	needClients(t)
	r := bareRig(t)
	walk := exec.CommandContext(t.Context(), "node", "--test", "check.mjs")
	walk.Dir, walk.Env = "check", append(os.Environ(), "SANDBOX="+r.server.URL)
	if out, err := walk.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	seal, err := newSealer("tok", testKey, r.cfg().CorpID)
	if err != nil {
		t.Fatal(err)
	}
	say := exec.CommandContext(t.Context(), "node", "-p", `require('@wecom/crypto').encrypt('`+testKey+`', '群力 works', '`+r.cfg().CorpID+`')`)
	say.Dir = "check"
	out, err := say.Output()
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := seal.open(strings.TrimSpace(string(out))); err != nil || string(plain) != "群力 works" {
		t.Errorf("%q, %v", plain, err)
	}
}

// Another client of WeChat Pay pays, refunds and transfers: see check/pay.mjs.
func TestAnotherClientPaysInTheWorld(t *testing.T) {
	needClients(t)
	w, err := Open(t.Context(), Options{DB: t.TempDir() + "/sandbox.db", Settings: func(s *Settings) { s.PayRefundMS = 600_000 }}) // refunds end when told to
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(w.Handler())
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	walk := exec.CommandContext(t.Context(), "node", "--test", "pay.mjs")
	walk.Dir, walk.Env = "check", append(os.Environ(), "SANDBOX="+server.URL)
	if out, err := walk.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	stop()
	if err := errors.Join(<-done, w.Close()); err != nil {
		t.Error(err)
	}
	server.Close()
}
