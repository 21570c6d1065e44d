package app_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunli/app"
	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/testkit/crash"
)

// peopleFiles writes a file of each kind that is about people, and gives them in an order in which they can be imported.
func peopleFiles(t *testing.T, dir string, seed uint64, lines int) (kinds []string, paths map[string]string) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 8))
	kinds, paths = []string{"touches", "chat", "referrals"}, map[string]string{}
	for _, kind := range kinds {
		var b strings.Builder
		b.WriteString(map[string]string{"touches": "customer,touch,time,item,by,community\n",
			"chat": "community,time,event,member,text,target\n", "referrals": "person,inviter,time,community\n"}[kind])
		for n := range lines {
			b.WriteString(peopleLine(r, kind, n))
		}
		paths[kind] = filepath.Join(dir, kind+".csv")
		if err := os.WriteFile(paths[kind], []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return kinds, paths
}

func peopleLine(r *rand.Rand, kind string, n int) string {
	who, at := r.IntN(200), fmt.Sprintf("2026-03-%02d %02d:%02d:00", 1+n*28/100_000%28, n/60%24, n%60)
	switch kind {
	case "touches":
		what := []string{"view", "view", "click", "share", "order", "scan", "never heard of"}[r.IntN(7)]
		return fmt.Sprintf("p%d,%s,%s,i%d,p%d,g%d\n", who, what, at, r.IntN(5), r.IntN(200), r.IntN(3))
	case "chat":
		what := []string{"join", "leave", "message", "message", "message", "rename"}[r.IntN(6)]
		target := ""
		if what == "rename" {
			target = fmt.Sprint("p", r.IntN(200))
		}
		return fmt.Sprintf("g%d,%s,%s,p%d,hello %d?,%s\n", r.IntN(3), at, what, who, r.IntN(3), target)
	}
	return fmt.Sprintf("p%d,p%d,%s,g%d\n", r.IntN(1000), who, at, r.IntN(3))
}

// rowsOf counts the rows of everything that imports write, beside what the program notes of itself, and checks the whole.
func rowsOf(t *testing.T, home *crash.Home) map[string]int64 {
	t.Helper()
	defer home.Check()
	a, err := app.OpenForWriting(t.Context(), app.Config{DB: home.DB, Files: filepath.Join(home.Dir, "files"),
		Key: filepath.Join(home.Dir, "qunli.key")}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	tables, err := db.Tables(t.Context(), a.DB.Read())
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int64{}
	for _, x := range tables {
		switch room, _, _ := strings.Cut(x.Name, "_"); room {
		case "customer", "community", "conversation", "commerce", "referral":
			if x.Name == "commerce_source" || x.Name == "customer_change" || x.Name == "customer_refill" || strings.HasSuffix(x.Name, "_seen") {
				continue // notes of who wrote, and how often
			}
			n, err := db.One[int64](t.Context(), a.DB.Read(), `SELECT COUNT(*) FROM `+x.Name)
			if err != nil {
				t.Fatal(err)
			}
			out[x.Name] = n
		}
	}
	return out
}

// TestKillsDuringImportsOfPeople kills imports of touches, logs and referrals, and their undo, wherever it hits: run again
// they come to what one undisturbed run brings, and back to nothing.
func TestKillsDuringImportsOfPeople(t *testing.T) {
	eachEngine(t, func(t *testing.T, engine crash.Engine) {
		p := thisProof(t, engine)
		kinds, paths := peopleFiles(t, t.TempDir(), p.seed, 2*p.documents)
		plain, home := crash.NewHome(t, engine, p.server), crash.NewHome(t, engine, p.server)
		took := map[string]time.Duration{}
		for _, kind := range kinds {
			watch := clock.Stopwatch()
			plain.Run("import", kind, paths[kind], "--json")
			took[kind] = watch()
		}
		want, empty := rowsOf(t, plain), rowsOf(t, home)
		c := &cutter{T: t, random: rand.New(rand.NewPCG(p.seed, 5))}
		for _, kind := range kinds {
			for n := range p.kills {
				c.cut(n, p.kills, home, took[kind], "import", kind, paths[kind])
				home.Check()
			}
			home.Run("import", kind, paths[kind])
		}
		if diff := cmp.Diff(want, rowsOf(t, home)); diff != "" {
			t.Errorf("killed and run again it is not what one run brings: %s", diff)
		}
		var all []importResult // more than three, where a kill came after the end
		parseJSON(t, home.Run("imports", "--json"), &all)
		for _, i := range all {
			for n := range p.kills {
				if state(t, home, i.ID) != "undone" {
					c.cut(n, p.kills, home, took[i.Kind], "undo", i.ID)
					home.Check()
				}
			}
			if state(t, home, i.ID) != "undone" {
				home.Run("undo", i.ID)
			}
		}
		if diff := cmp.Diff(empty, rowsOf(t, home)); diff != "" {
			t.Errorf("undone, but not as before: %s", diff)
		}
		report(t, "imports of people", engine, p, c.kills)
	})
}

// TestSegmentCommand answers rules from the command line.
func TestSegmentCommand(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			s := newShell(t, engine)
			path := filepath.Join(t.TempDir(), "o.csv")
			write(t, path, "order_no,time,customer,sku,quantity,price\nA,2026-01-01,1,S,1,10\nB,2026-01-02,1,S,1,10\nC,2026-01-03,2,S,1,10\nD,2026-01-03,3,S,1,500\n")
			s.must("import", "orders", path)
			if out := s.must("segment", "orders >= 2 or spent >= 500"); !strings.Contains(out, "2 人") {
				t.Errorf("counted: %s", out)
			}
			var counted struct {
				Rule  string
				Count int64
			}
			parseJSON(t, s.must("segment", "订单数 >= 2", "--count", "--json"), &counted)
			if counted.Rule != "orders >= 2" || counted.Count != 1 {
				t.Errorf("%+v", counted)
			}
			list := strings.Fields(s.must("segment", "orders >= 1", "--list"))
			if len(list) != 3 || !strings.HasPrefix(list[0], "cus_") {
				t.Errorf("listed: %v", list)
			}
			var why struct {
				In      bool
				Person  string
				Because []struct {
					Clause, Value string
					Holds         bool
				}
			}
			parseJSON(t, s.must("segment", "orders >= 1 and spent >= 100000", "--explain", list[0], "--json"), &why)
			if why.In || len(why.Because) != 2 || !why.Because[0].Holds || why.Because[1].Holds || why.Person != list[0] {
				t.Errorf("explained: %+v", why)
			}
			if out := s.must("segment", "last_order older than 30d", "--explain", list[0]); !strings.Contains(out, "✓") && !strings.Contains(out, "✗") {
				t.Errorf("explained: %s", out)
			}
			for _, bad := range [][]string{{"segment", "orders >>> 1"}, {"segment", "orders >= 1", "--explain", "nobody"},
				{"segment", "orders >= 1", "--explain", customer.ID(7).String()}} {
				if code, _, errOut := s.run(bad...); code != 1 || !strings.Contains(errOut, "error:") {
					t.Errorf("%v: exit %d, %s", bad, code, errOut)
				}
			}
			if code, _, _ := s.run("segment", "orders >= 1", "--list", "--count"); code != 2 {
				t.Errorf("list and count at once: exit %d", code)
			}
		})
	}
}

func parseJSON(t *testing.T, text string, out any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), out); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
}

// TestChatFlags: what the words of a log mean, whom it leaves out and who is a program, on the command line and through a
// running server alike.
func TestChatFlags(t *testing.T) {
	body := "群,时间,类型,成员,内容\nr,2026-03-01 10:00:00,来,王芳,\nr,2026-03-01 10:01:00,说,王芳,早\nr,2026-03-01 10:01:30,说,广告号,加我\n" +
		"r,2026-03-01 10:02:00,说,小助手,早上好\nr,2026-03-01 10:03:00,去,王芳,\nr,2026-03-01 10:10:00,来,王芳,\nr,2026-03-01 10:11:00,拍,王芳,\n"
	flags := []string{"--source", "wx", "--kind", "join=来", "--kind", "leave=去", "--kind", "message=说", "--kind", "ignore=拍",
		"--ignore", "^广告", "--bots", "助手$", "--reconnect", "5m", "--json"}
	for _, beside := range []bool{false, true} {
		t.Run(fmt.Sprint("server ", beside), func(t *testing.T) {
			home := crash.NewHome(t, crash.SQLite, nil)
			path := filepath.Join(t.TempDir(), "c.csv")
			write(t, path, body)
			if beside {
				home.Serve()
			}
			got := imported(t, home.Run(append([]string{"import", "chat", path}, flags...)...))
			if got.Added != 5 {
				t.Errorf("%+v", got)
			}
			home.Stop()
			rows := rowsOf(t, home)
			if rows["conversation_message"] != 2 || rows["community_stay"] != 2 || rows["customer"] != 1 {
				t.Errorf("messages, stays, people: %d, %d, %d", rows["conversation_message"], rows["community_stay"], rows["customer"])
			}
		})
	}
}

// TestADryRunThatReadsNothingFails: its exit code says so.
func TestADryRunThatReadsNothingFails(t *testing.T) {
	s := newShell(t, "sqlite")
	path := filepath.Join(t.TempDir(), "o.csv")
	write(t, path, "order_no,time,price\nA,never,1\n")
	code, out, errOut := s.run("import", "orders", path, "--dry-run")
	if code != 1 || !strings.Contains(out, "拒绝 1") || !strings.Contains(errOut, "import.unreadable") {
		t.Errorf("exit %d\n%s\n%s", code, out, errOut)
	}
}
