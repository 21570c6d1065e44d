package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCostsAndExperimentsOnTheCommandLine: a file of costs comes in once, an experiment is made and reported, and the evening is told.
func TestCostsAndExperimentsOnTheCommandLine(t *testing.T) {
	s := newShell(t, "sqlite")
	s.must("import", "orders", s.write("orders.csv", "order_no,customer,time,sku,quantity,price\n1,a,2026-01-05 10:00:00,A,1,100\n2,a,2026-02-05 10:00:00,A,1,100\n"), "--source", "shop")
	costs := s.write("costs.csv", "kind,channel,from_day,to_day,amount,hours,rate,source,ref\nreward,,2026-01-01,2026-02-28,20,,,账单,A1\nstaff,,2026-01-05,,,1.5,40,工时表,B1\n")
	if out := s.must("cost", "import", costs); !strings.Contains(out, "2 added") {
		t.Error(out)
	}
	if out := s.must("cost", "import", costs); !strings.Contains(out, "0 added, 2 known") {
		t.Error(out)
	}
	list := s.must("cost", "list")
	if !strings.Contains(list, "60.00") || !strings.Contains(list, "工时表 B1") {
		t.Error(list)
	}
	if out := s.must("insight", "cac", "--where", "margin=50"); !strings.Contains(out, "70.85") {
		t.Error(out)
	}
	s.must("cost", "drop", strings.Fields(list)[0])
	if out := s.must("experiment", "begin", "召回", "--rule", "orders >= 1", "--holdout", "0.5"); !strings.Contains(out, "ready") {
		t.Error(out)
	}
	if out := s.must("experiment", "report", "召回", "--lang", "en"); !strings.Contains(out, "no whole day yet") {
		t.Error(out)
	}
	s.must("experiment", "stop", "召回")
	if out := s.must("experiment", "list"); !strings.Contains(out, "召回") {
		t.Error(out)
	}
	if out := s.must("insight", "evening", "--lang", "en"); !strings.Contains(out, "Substitution rate") {
		t.Error(out)
	}
	if out := s.must("insight", "forecast", "--where", "invites=5", "--where", "conversion=0.25", "--where", "generations=2"); !strings.Contains(out, "381") {
		t.Error(out)
	}
}

// write puts a file into the test's folder.
func (s shell) write(name, text string) string {
	s.t.Helper()
	path := filepath.Join(s.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}
