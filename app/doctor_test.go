package app_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"qunli/kit/clock"
)

// looked is what doctor saw, by name: the worst of each.
func (s shell) looked(t *testing.T) (code int, levels map[string]string, all string) {
	t.Helper()
	code, out, _ := s.run("doctor", "--json", "--key-file", filepath.Join(t.TempDir(), "none"))
	var got struct {
		Signs []struct{ Name, Level, Zh, En string }
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	levels = map[string]string{}
	rank := map[string]int{"ok": 1, "warn": 2, "fail": 3}
	for _, sign := range got.Signs {
		if sign.Zh == "" || sign.En == "" || rank[sign.Level] == 0 {
			t.Errorf("half a sign: %+v", sign)
		}
		if rank[sign.Level] > rank[levels[sign.Name]] {
			levels[sign.Name] = sign.Level
		}
	}
	return code, levels, out
}

// Doctor says by its exit code how bad the worst thing is, and never prints what would open the database.
func TestDoctorLooksEverythingOver(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			s := newShell(t, engine)
			if engine == "sqlite" {
				code, levels, _ := s.looked(t)
				if code != 1 || levels["database"] != "fail" {
					t.Errorf("no database: code %d, %v", code, levels)
				}
			}
			orders := filepath.Join(t.TempDir(), "orders.csv")
			write(t, orders, "order_no,time,customer,sku,quantity,price\nA,2026-01-01,1,S,1,9.99\n")
			s.must("import", "orders", orders)
			code, levels, out := s.looked(t)
			for _, name := range []string{"schema", "clock", "jobs", "imports"} {
				if levels[name] != "ok" {
					t.Errorf("%s: %q in %s", name, levels[name], out)
				}
			}
			if code != 3 || levels["keys"] != "warn" {
				t.Errorf("without a key: code %d, %v", code, levels)
			}
			if engine == "postgres" && strings.Contains(out, s.db) {
				t.Error("the address of the database was printed")
			}
		})
	}
}

// What a check finds and when an archive was made is remembered beside the data.
func TestDoctorRemembersCheckAndArchive(t *testing.T) {
	s := newShell(t, "sqlite")
	orders := filepath.Join(t.TempDir(), "orders.csv")
	write(t, orders, "order_no,time,customer,sku,quantity,price\nA,2026-01-01,1,S,1,9.99\n")
	s.must("import", "orders", orders)
	if _, levels, _ := s.looked(t); levels["check"] != "warn" || levels["archive"] != "warn" {
		t.Errorf("before: %v", levels)
	}
	s.must("check")
	s.must("backup", filepath.Join(t.TempDir(), "a.qunli"))
	if _, levels, _ := s.looked(t); levels["check"] != "ok" || levels["archive"] != "ok" {
		t.Errorf("after: %v", levels)
	}
	memo := filepath.Join(filepath.Dir(strings.TrimPrefix(s.db, "sqlite://")), "last-check.json")
	old := map[string]int64{"at": clock.System{}.Now().UnixMilli() - 30*86_400_000}
	text, _ := json.Marshal(old) // numbers always marshal
	write(t, memo, string(text))
	if _, levels, _ := s.looked(t); levels["check"] != "warn" {
		t.Errorf("an old check: %v", levels)
	}
	old["found"] = 3
	text, _ = json.Marshal(old)
	write(t, memo, string(text))
	if code, levels, _ := s.looked(t); levels["check"] != "fail" || code != 1 {
		t.Errorf("a check that found something: %d %v", code, levels)
	}
}
