package app_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/testkit/data"
)

// TestArchiveMovesBetweenEngines takes a real shop's year from one engine to the other and back: everything that is asked
// afterwards has the same answer.
func TestArchiveMovesBetweenEngines(t *testing.T) {
	file := data.File(t, "online_retail", "online_retail.csv.gz")
	preset := preset("online-retail.json")
	for from, to := range map[string]string{"sqlite": "postgres", "postgres": "sqlite"} {
		t.Run(from+" to "+to, func(t *testing.T) {
			source, target := newShell(t, from), newShell(t, to)
			source.must("import", "orders", file, "--preset", preset)
			archive := filepath.Join(t.TempDir(), "shop.qunli")
			source.must("backup", archive)
			target.must("restore", archive)
			target.must("check")
			for _, ask := range [][]string{{"rfm"}, {"cohorts"}, {"repurchase"}, {"concentration", "--by", "customer"},
				{"concentration", "--by", "sku"}, {"loop"}, {"cycle"}, {"ltv"}} {
				if diff := cmp.Diff(source.insight(ask...), target.insight(ask...)); diff != "" {
					t.Errorf("%v differs: %s", ask, diff)
				}
			}
			if code, _, _ := target.run("restore", archive); code == 0 {
				t.Error("an archive went into a database that was not empty")
			}
		})
	}
}

func TestDamagedArchiveIsRefusedWhole(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			source, target := newShell(t, engine), newShell(t, engine)
			orders := filepath.Join(t.TempDir(), "orders.csv")
			write(t, orders, "order_no,time,customer,sku,quantity,price\nA,2026-01-01,1,S,1,9.99\n")
			source.must("import", "orders", orders)
			archive := filepath.Join(t.TempDir(), "shop.qunli")
			source.must("backup", archive)
			whole, err := os.ReadFile(archive)
			if err != nil {
				t.Fatal(err)
			}
			write(t, archive, string(whole[:len(whole)/2]))
			if code, _, errOut := target.run("restore", archive); code == 0 || errOut == "" {
				t.Errorf("half an archive was taken: exit %d, %s", code, errOut)
			}
			write(t, archive, string(whole))
			target.must("restore", archive)
		})
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
