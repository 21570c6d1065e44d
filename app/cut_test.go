package app_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qunli/kit/clock"
	"qunli/testkit/crash"
)

// cutter kills runs of one command at random moments of the time that the whole of it takes.
type cutter struct {
	*testing.T
	random *rand.Rand
	kills  int
}

// cut starts the command and kills it, the n-th time of all in the n-th part from the end of the time it takes. It reports
// whether the command was still at it.
func (c *cutter) cut(n, all int, home *crash.Home, took time.Duration, args ...string) bool {
	c.Helper()
	p := home.Start(args...)
	at := (float64(all-1-n) + c.random.Float64()) / float64(all)
	crash.Moment(time.Duration((0.05+0.9*at)*float64(took)), p)
	killed := p.Kill()
	if killed {
		c.kills++
	}
	return killed
}

// state reads where an import stands, beside whatever runs.
func state(t *testing.T, home *crash.Home, id string) string {
	t.Helper()
	var all []importResult
	if err := json.Unmarshal([]byte(home.Run("imports", "--json")), &all); err != nil {
		t.Fatal(err)
	}
	for _, i := range all {
		if i.ID == id {
			return i.State
		}
	}
	t.Fatalf("there is no import %s", id)
	return ""
}

// laden gives an installation into which a file has been imported, and the import's id.
func laden(t *testing.T, engine crash.Engine, p proof) (*crash.Home, *crash.File, string) {
	t.Helper()
	home := crash.NewHome(t, engine, p.server)
	file := crash.NewFile(t, filepath.Join(home.Dir, "orders.csv"), p.seed, "f00", p.documents)
	result := imported(t, home.Run("import", "orders", file.Path, "--source", crash.FileSource, "--json"))
	return home, file, result.ID
}

func TestAnUndoThatIsKilledIsCarriedToItsEnd(t *testing.T) {
	eachEngine(t, func(t *testing.T, engine crash.Engine) {
		p := thisProof(t, engine)
		home, file, id := laden(t, engine, p)
		watch := clock.Stopwatch()
		home.Run("undo", id)
		took := watch()
		load := func() string {
			return imported(t, home.Run("import", "orders", file.Path, "--source", crash.FileSource, "--json")).ID
		}
		id = load()
		c := &cutter{T: t, random: rand.New(rand.NewPCG(p.seed, 2))}
		midway := 0
		for n := range p.kills {
			if state(t, home, id) == "undone" {
				id = load()
			}
			c.cut(n, p.kills, home, took, "undo", id)
			if state(t, home, id) == "undoing" {
				midway++
			}
			if n%2 == 1 {
				server := home.Serve() // takes up what was cut off
				crash.Moment(time.Duration(c.random.IntN(400))*time.Millisecond, server)
				if server.Kill() {
					c.kills++
				}
			}
			home.Check()
		}
		home.Serve()
		home.Await(func() bool { return home.ImportState(id) == "undone" || home.ImportState(id) == "done" })
		if home.ImportState(id) == "done" { // every kill came before it began
			home.Run("undo", id)
		}
		home.Stop()
		home.Check()
		home.Judge(crash.Nothing())
		again := imported(t, home.Run("import", "orders", file.Path, "--source", crash.FileSource, "--json"))
		if again.Added != file.Added {
			t.Errorf("after the undo the file brings %d, want all %d", again.Added, file.Added)
		}
		home.Check()
		home.Judge(crash.Nothing(), file)
		report(t, fmt.Sprintf("undo (found midway %d times)", midway), engine, p, c.kills)
	})
}

func TestABackupThatIsKilledLeavesNoBrokenFile(t *testing.T) {
	eachEngine(t, func(t *testing.T, engine crash.Engine) {
		p := thisProof(t, engine)
		home, file, _ := laden(t, engine, p)
		path := filepath.Join(home.Dir, "backup.zip")
		watch := clock.Stopwatch()
		home.Run("backup", path)
		took := watch()
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		c := &cutter{T: t, random: rand.New(rand.NewPCG(p.seed, 3))}
		for n := range p.kills {
			fresh := filepath.Join(home.Dir, fmt.Sprintf("fresh-%d.zip", n))
			if c.cut(n, p.kills, home, took, "backup", fresh) {
				if _, err := os.Stat(fresh); err == nil {
					restoreInto(t, p, engine, fresh, file) // the kill came after the end
				}
			}
			c.cut(n, p.kills, home, took, "backup", path) // over an earlier one
			if now, err := os.ReadFile(path); err != nil || len(now) != len(whole) {
				restoreInto(t, p, engine, path, file)
			}
		}
		home.Run("backup", path) // what was cut off is in nobody's way
		restoreInto(t, p, other(engine), path, file)
		report(t, "backup", engine, p, c.kills)
	})
}

func TestARestoreThatIsKilledLeavesAnEmptyTarget(t *testing.T) {
	eachEngine(t, func(t *testing.T, engine crash.Engine) {
		p := thisProof(t, engine)
		home, file, _ := laden(t, other(engine), p)
		path := filepath.Join(home.Dir, "backup.zip")
		home.Run("backup", path)
		watch := clock.Stopwatch()
		restoreInto(t, p, engine, path, file)
		took := watch()
		target := crash.NewHome(t, engine, p.server)
		c := &cutter{T: t, random: rand.New(rand.NewPCG(p.seed, 4))}
		for n := range p.kills {
			if !c.cut(n, p.kills, target, took*3/4, "restore", path) {
				target = crash.NewHome(t, engine, p.server) // it came to its end
			}
		}
		again := target.Start("restore", path)
		if again.Wait(time.Minute) != 0 && !strings.Contains(again.Said(), "archive.not_empty") {
			t.Errorf("after a killed restore:\n%s", again.Said())
		}
		target.Check()
		target.Judge(crash.Nothing(), file)
		report(t, "restore", engine, p, c.kills)
	})
}

// restoreInto restores an archive into a new database, which then has to hold the file.
func restoreInto(t *testing.T, p proof, engine crash.Engine, archive string, file *crash.File) {
	t.Helper()
	target := crash.NewHome(t, engine, p.server)
	target.Run("restore", archive)
	target.Check()
	target.Judge(crash.Nothing(), file)
}

func other(engine crash.Engine) crash.Engine {
	if engine == crash.SQLite {
		return crash.Postgres
	}
	return crash.SQLite
}

func report(t *testing.T, what string, engine crash.Engine, p proof, kills int) {
	verdict := "nothing lost, nothing doubled, check clean"
	if t.Failed() {
		verdict = "FAILED"
	}
	fmt.Printf("%s %s: seed %d, kill -9: %d; %s\n", what, engine, p.seed, kills, verdict)
}
