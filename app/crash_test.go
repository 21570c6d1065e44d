package app_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"qunli/kit/clock"
	"qunli/testkit/crash"
	"qunli/testkit/pgtest"
)

// proof is how much is done: five kills an engine always, fifty with QUNLI_PROOF=full.
type proof struct {
	seed      uint64
	rounds    int
	documents int // a file
	kills     int // of an undo, a backup, a restore
	server    *pgtest.Server
}

// thisProof reads the size from the environment. QUNLI_SEED repeats a run.
func thisProof(t *testing.T, engine crash.Engine) proof {
	t.Helper()
	p := proof{seed: uint64(clock.System{}.Now().UnixNano()), rounds: 5, documents: 3000, kills: 2}
	if text := os.Getenv("QUNLI_SEED"); text != "" {
		seed, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		p.seed = seed
	}
	if os.Getenv("QUNLI_PROOF") == "full" {
		p.rounds, p.documents, p.kills = 50, 12_000, 10
		if engine == crash.Postgres {
			p.server = ownServer(t, pgtest.Options{})
		}
	}
	t.Logf("seed %d (QUNLI_SEED repeats it)", p.seed)
	return p
}

// ownServer gives this test a PostgreSQL of its own; without options it is durable, as it is shipped.
func ownServer(t *testing.T, o pgtest.Options) *pgtest.Server {
	t.Helper()
	if _, err := pgtest.Available(); err != nil {
		pgtest.Shared(t) // skips, or fails where it must not be absent
	}
	s, err := pgtest.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// eachEngine runs f on both, beside other tests: most of the time it waits for the program's processes.
func eachEngine(t *testing.T, f func(t *testing.T, engine crash.Engine)) {
	t.Helper()
	t.Parallel()
	for _, engine := range []crash.Engine{crash.SQLite, crash.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			f(t, engine)
		})
	}
}

// siege is a run of kills: callers place orders, files are imported, and something is killed in each round.
type siege struct {
	*testing.T
	proof
	home     *crash.Home
	random   *rand.Rand
	load     *crash.Load
	files    []*crash.File // those that are in, and the one at work
	importer *crash.Process
	killed   map[string]int
	reruns   int // of an import that was cut off
}

func TestKillsDuringImportAndServing(t *testing.T) {
	eachEngine(t, func(t *testing.T, engine crash.Engine) {
		p := thisProof(t, engine)
		s := &siege{T: t, proof: p, home: crash.NewHome(t, engine, p.server), random: rand.New(rand.NewPCG(p.seed, 1)), killed: map[string]int{}}
		watch := clock.Stopwatch()
		s.home.Serve()
		s.load = s.home.Load(p.seed, "a", 8)
		for round := range p.rounds {
			if engine == crash.SQLite && round%2 == 1 {
				s.killAlone()
			} else {
				s.killBeside()
			}
		}
		told := s.finish()
		s.home.Judge(told, s.files...)
		s.report(engine, told, watch())
	})
}

// killBeside kills the server, the importer or both while they work together: over the Unix socket on SQLite, over the
// database on PostgreSQL.
func (s *siege) killBeside() {
	s.serveAgain()
	s.importFor(s.moment())
	server, importer := s.home.Server(), s.importer
	switch s.random.IntN(3) {
	case 0:
		s.kill("server", server)
	case 1:
		s.kill("importer", importer)
	case 2:
		s.kill("server", server)
		s.kill("importer", importer)
	}
}

// killAlone kills an importer that has the database for itself.
func (s *siege) killAlone() {
	s.home.Stop()
	s.settle()
	s.importFor(s.moment())
	s.kill("importer", s.importer)
}

// serveAgain starts the server where none runs. An importer that lost its server before it asked anything of it may have
// taken the SQLite file for itself: it comes to its end first.
func (s *siege) serveAgain() {
	s.Helper()
	if s.home.Server() != nil {
		return
	}
	if s.importer != nil && s.home.Engine == crash.SQLite {
		s.importer.Wait(5 * time.Minute)
		s.settle()
	}
	s.home.Serve()
}

func (s *siege) moment() time.Duration {
	return time.Duration(50+s.random.IntN(1450)) * time.Millisecond
}

func (s *siege) kill(what string, p *crash.Process) {
	if p.Kill() {
		s.killed[what]++
	}
}

// importFor keeps an import at work for d, one file after the other.
func (s *siege) importFor(d time.Duration) {
	s.Helper()
	watch := clock.Stopwatch()
	for left := d; left > 0; left = d - watch() {
		s.settle()
		if s.importer == nil {
			s.begin()
		}
		crash.Moment(left, s.importer)
	}
	for s.settle(); s.importer == nil; s.settle() {
		s.begin()
	}
}

// begin starts the import of the file at work, or of a new one.
func (s *siege) begin() {
	s.Helper()
	if len(s.files) == 0 || s.files[len(s.files)-1].In {
		name := fmt.Sprintf("f%02d", len(s.files))
		path := filepath.Join(s.home.Dir, name+".csv")
		s.files = append(s.files, crash.NewFile(s.T, path, s.seed+uint64(len(s.files)), name, s.documents))
	} else {
		s.reruns++
	}
	s.importer = s.home.Start("import", "orders", s.files[len(s.files)-1].Path, "--source", crash.FileSource, "--json")
}

// settle takes note of an importer that has ended. One that was cut off, or finds the file still being imported, is begun
// again; nothing else may end it.
func (s *siege) settle() {
	s.Helper()
	if s.importer == nil || s.importer.Alive() {
		return
	}
	if s.importer.Kill(); s.importer.Wait(time.Second) == 0 {
		s.files[len(s.files)-1].In = true
	} else if said := s.importer.Said(); s.importer.Wait(time.Second) > 0 && !passing(said) {
		s.Fatalf("seed %d: the import ended:\n%s", s.seed, said)
	}
	s.importer = nil
}

// passing tells the ends of an import after which it is run again.
func passing(said string) bool {
	for _, code := range []string{"serve.gone", "import.running", "storage.busy", "db.locked", "db.unreachable"} {
		if strings.Contains(said, `"code":"`+code+`"`) {
			return true
		}
	}
	return false
}

// finish lets everything come to its end and checks what the program itself can check.
func (s *siege) finish() crash.Acknowledged {
	s.Helper()
	s.serveAgain()
	told := s.load.Stop()
	for late := clock.Stopwatch(); !s.files[len(s.files)-1].In; s.settle() {
		if s.importer == nil {
			s.begin()
		}
		crash.Moment(time.Minute, s.importer)
		if late() > 3*time.Minute {
			s.Fatalf("seed %d: the import does not come to its end:\n%s", s.seed, s.importer.Said())
		}
	}
	again := imported(s.T, s.home.Run("import", "orders", s.files[len(s.files)-1].Path, "--source", crash.FileSource, "--json"))
	if again.Added != 0 {
		s.Errorf("seed %d: the same file again added %d", s.seed, again.Added)
	}
	s.home.Stop()
	s.home.Check()
	return told
}

func (s *siege) report(engine crash.Engine, told crash.Acknowledged, took time.Duration) {
	records, documents := int64(0), 0
	for _, f := range s.files {
		records, documents = records+f.Records, documents+len(f.Orders)
	}
	verdict := "nothing lost, nothing doubled, check clean"
	if s.Failed() {
		verdict = "FAILED"
	}
	fmt.Printf("crash %s: seed %d, %d rounds, kill -9: server %d, importer %d; acknowledged %d orders and %d consents (%d requests cut off and repeated, %d repeated after their answer); "+
		"imported %d files, %d records, %d documents (%d runs cut off and begun again); %s in %.0f s\n", engine, s.seed, s.rounds,
		s.killed["server"], s.killed["importer"], len(told.Orders), len(told.Consents), told.Unknown, told.Echoes, len(s.files), records, documents,
		s.reruns, verdict, took.Seconds())
}

// importResult is what `qunli import --json` says.
type importResult struct {
	ID    string `json:"id"`
	Kind  string `json:"kind"`
	State string `json:"state"`
	Rows  int64  `json:"rows"`
	Added int64  `json:"added"`
	Same  int64  `json:"same"`
}

func imported(t *testing.T, said string) importResult {
	t.Helper()
	var r importResult
	if err := json.Unmarshal([]byte(said[strings.LastIndex("\n"+said, "\n{"):]), &r); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	return r
}
