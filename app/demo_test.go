package app_test

import (
	"strings"
	"testing"

	"qunli/testkit/crash"
)

// TestDemoOfTheCommandLine puts a brand into a new database, refuses it beside real data, and removes it.
func TestDemoOfTheCommandLine(t *testing.T) {
	s := newShell(t, "sqlite")
	s.must("demo", "--size", "XS", "--seed", "4")
	s.must("demo", "--size", "XS", "--seed", "4") // again: nothing
	if code, _, errOut := s.run("demo", "--size", "XS", "--seed", "5"); code == 0 || !strings.Contains(errOut, "demo.other") {
		t.Errorf("another story over the first: exit %d, %s", code, errOut)
	}
	s.must("check")
	s.must("demo", "--remove")
	s.must("check")
	if code, _, errOut := s.run("demo", "--size", "XS", "--seed", "4"); code == 0 || !strings.Contains(errOut, "demo.removed") {
		t.Errorf("it came back: exit %d, %s", code, errOut)
	}
	if code, _, errOut := s.run("demo", "--size", "huge"); code == 0 || !strings.Contains(errOut, "demo.size") {
		t.Errorf("a size there is not: exit %d, %s", code, errOut)
	}
}

func TestDemoNeverBesideRealData(t *testing.T) {
	s := newShell(t, "sqlite")
	orders := t.TempDir() + "/orders.csv"
	write(t, orders, "order_no,time,customer,sku,quantity,price\nA,2026-01-01,1,S,1,9.99\n")
	s.must("import", "orders", orders)
	if code, _, errOut := s.run("demo"); code == 0 || !strings.Contains(errOut, "demo.not_empty") {
		t.Errorf("a demo beside real orders: exit %d, %s", code, errOut)
	}
}

// Beside a running server the commands speak to it: it hands out a link of the console to an owner who is locked out, and
// removes the brand in the background.
func TestCommandsBesideARunningServer(t *testing.T) {
	home := crash.NewHome(t, crash.SQLite, nil)
	home.Run("demo", "--size", "XS", "--seed", "4")
	home.Serve()
	link := home.Base() + "/console/password?token="
	if said := home.Run("owner", "reset"); !strings.Contains(said, link) {
		t.Errorf("no %s in %q", link, said)
	}
	home.Run("demo", "--remove")
	var now struct{ State string }
	home.Await(func() bool {
		if err := home.Ask("GET", "/api/demo", "", nil).Into(&now); err != nil {
			t.Fatal(err)
		}
		return now.State == "none"
	})
	home.Run("demo", "--remove") // again: nothing
	home.Stop()
	home.Check()
}
