package app_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"qunli/kit/clock"
	"qunli/testkit/crash"
)

// stormRules are live while the storm lasts: over orders, tags, messages, invitations and groups, with time that runs out, and
// with tags that rules put on and other rules read.
func stormRules() [][3]string {
	return [][3]string{ // name, rule, tag
		{"常客", "orders(30d) >= 2 and spent > 100", ""},
		{"沉睡", "last_order older than 30d", "规则/沉睡"},
		{"热而不睡", "tag = 手工/热 and not tag = 规则/沉睡", "规则/可约"},
		{"可约而未言", "tag = 规则/可约 and messages(30d) < 1", ""},
		{"健谈", "messages(20d) >= 3 or views(30d) >= 2", ""},
		{"引荐", "invited >= 1 and (reach >= 2 or influence > 50)", "规则/引荐"},
		{"在群", "groups >= 1 and joined within 15d", ""},
		{"有来处", "referrer is known and not tag = 手工/冷", ""},
		{"信任", "depth is known or active_days(30d) >= 2", ""},
	}
}

// tempest is a run of kills over all rooms: callers do all sorts of things, files of all kinds are brought in and taken back,
// and something is killed in each round.
type tempest struct {
	*testing.T
	proof
	home   *crash.Home
	random *rand.Rand
	storm  *crash.Storm
	now    time.Time
	lines  int // a file
	deaths int // how many processes are killed at least
	lanes  []*lane
	killed map[string]int
	undone int
	kept   int // undos that were refused, as something later stood on the import
	reruns int
}

// lane brings files of one kind in, one after the other.
type lane struct {
	kind  string
	cargo []*crash.Cargo
	ids   []string // of imports that were seen to end well
	task  []string // the command at work, nil none
	work  *crash.Process
	rest  func() time.Duration // since it was last cut off or turned away, nil not yet
}

// Whatever is killed while people order, talk, come, go, invite, are merged and are taken back: nothing acknowledged is lost
// or done twice, nobody is bound to themselves, twice or in a circle, and all that is derived is what is rebuilt.
func TestAStormOverAllRooms(t *testing.T) {
	eachEngine(t, func(t *testing.T, engine crash.Engine) {
		p := thisProof(t, engine)
		s := &tempest{T: t, proof: p, home: crash.NewHome(t, engine, p.server), random: rand.New(rand.NewPCG(p.seed, 5)),
			now: clock.System{}.Now(), lines: 2500, killed: map[string]int{}}
		s.rounds = 0
		s.deaths = killsOf(t, 5)
		if os.Getenv("QUNLI_PROOF") == "full" {
			s.deaths, s.lines = killsOf(t, 200), 8000
		}
		for _, kind := range crash.Kinds() {
			s.lanes = append(s.lanes, &lane{kind: kind})
		}
		watch := clock.Stopwatch()
		s.home.Serve()
		s.saveRules()
		s.storm = s.home.Storm(p.seed, "a", 8)
		for s.dead() < s.deaths || s.rounds < 3 { // one round may kill everything at once
			s.round(engine, s.rounds)
			if s.rounds++; s.rounds%10 == 0 {
				s.calm()
			}
		}
		s.takeBack()
		told, verdicts := s.finish()
		s.report(engine, told, verdicts, watch())
	})
}

// killsOf is how many processes a storm kills: n, or what QUNLI_KILLS says.
func killsOf(t *testing.T, n int) int {
	t.Helper()
	text := os.Getenv("QUNLI_KILLS")
	if text == "" {
		return n
	}
	kills, err := strconv.Atoi(text)
	if err != nil || kills < 1 {
		t.Fatalf("QUNLI_KILLS=%q is no number of kills", text)
	}
	return kills
}

// dead is how many processes have been killed.
func (s *tempest) dead() int { return s.killed["server"] + s.killed["importer"] }

func (s *tempest) saveRules() {
	s.Helper()
	for _, r := range stormRules() {
		if a := s.home.Ask("POST", "/api/segments", "", map[string]any{"name": r[0], "rule": r[1], "tag": r[2]}); !a.OK() {
			s.Fatalf("%s: %s", r[1], a)
		}
	}
}

// round lets server and importers work for a moment, then kills one of them or all. Every other round on SQLite an importer
// has the database for itself first.
func (s *tempest) round(engine crash.Engine, round int) {
	s.Helper()
	if engine == crash.SQLite && round%2 == 1 {
		s.home.Stop()
		s.await(s.lanes...)
		alone := s.lanes[s.random.IntN(len(s.lanes))]
		s.workFor(s.moment(), alone)
		s.kill("importer", alone.work)
		s.await(alone)
	}
	if s.home.Server() == nil {
		s.home.Serve()
	}
	before := s.storm.Carried()
	s.workFor(s.moment(), s.lanes...)
	for late := clock.Stopwatch(); s.storm.Carried() < before+deedsEach && late() < 20*time.Second; { // however slow the machine
		s.workFor(s.moment()/4, s.lanes...)
	}
	server, one := s.home.Server(), s.lanes[s.random.IntN(len(s.lanes))]
	n := s.random.IntN(3)
	if n != 1 {
		s.kill("server", server)
	}
	if n > 0 {
		s.kill("importer", one.work)
	}
	if n == 2 {
		for _, l := range s.lanes {
			s.kill("importer", l.work)
		}
	}
}

// deedsEach is how many deeds callers do at least between two kills.
const deedsEach = 60

func (s *tempest) moment() time.Duration {
	return time.Duration(200+s.random.IntN(1500)) * time.Millisecond
}

func (s *tempest) kill(what string, p *crash.Process) {
	if p != nil && p.Kill() {
		s.killed[what]++
	}
}

// workFor keeps lanes at work for d.
func (s *tempest) workFor(d time.Duration, lanes ...*lane) {
	s.Helper()
	for watch := clock.Stopwatch(); watch() < d; {
		var at []*crash.Process
		for _, l := range lanes {
			s.settle(l)
			if s.begin(l); l.work != nil {
				at = append(at, l.work)
			}
		}
		crash.Moment(min(d-watch(), 200*time.Millisecond), at...)
	}
}

// await waits until what is at work in lanes has ended.
func (s *tempest) await(lanes ...*lane) {
	s.Helper()
	for _, l := range lanes {
		if l.work != nil {
			crash.Moment(time.Minute, l.work)
			s.settle(l)
		}
	}
}

// begin starts the task that was cut off again, or a new one: mostly a new file, sometimes one that is in, or an undo.
func (s *tempest) begin(l *lane) {
	s.Helper()
	if l.work != nil || l.task != nil && l.rest() < 200*time.Millisecond {
		return
	}
	switch n := s.random.IntN(10); {
	case l.task != nil:
		s.reruns++
	case n < 3 && len(l.ids) > 0:
		l.task = s.undo(l)
	case n < 5 && len(l.cargo) > 0:
		l.task = l.cargo[s.random.IntN(len(l.cargo))].Args()
	default:
		l.cargo = append(l.cargo, crash.NewCargo(s.T, s.home.Dir, l.kind, s.seed, len(l.cargo), s.lines, s.now))
		l.task = l.cargo[len(l.cargo)-1].Args()
	}
	l.work = s.home.Start(l.task...)
}

// undo is the command that takes one of the imports of a lane back.
func (s *tempest) undo(l *lane) []string {
	return []string{"undo", l.ids[s.random.IntN(len(l.ids))], "--json"}
}

// settle takes note of a task that has ended. One that was cut off, or found the kind being imported, is begun again.
func (s *tempest) settle(l *lane) {
	s.Helper()
	if l.work == nil || l.work.Alive() {
		return
	}
	l.work.Kill()
	code, said, undo := l.work.Wait(time.Second), l.work.Said(), l.task[0] == "undo"
	l.work = nil
	switch {
	case code < 0, code > 0 && passing(said):
		l.rest = clock.Stopwatch()
		return
	case code == 0 && undo, undo && strings.Contains(said, "import.undo.state"): // the server may have carried it to its end
		s.undone++
		l.forget(l.task[1])
	case undo && strings.Contains(said, "import.undo.dependents"):
		s.kept++
		l.forget(l.task[1])
	case code != 0:
		s.Fatalf("seed %d: qunli %s ended:\n%s", s.seed, strings.Join(l.task, " "), said)
	default:
		l.ids = append(l.ids, imported(s.T, said).ID)
	}
	l.task = nil
}

func (l *lane) forget(id string) {
	l.ids = slices.DeleteFunc(l.ids, func(i string) bool { return i == id })
}

// takeBack undoes one import of each kind while the callers go on.
func (s *tempest) takeBack() {
	s.Helper()
	s.end()
	for _, l := range s.lanes {
		if len(l.ids) > 0 {
			l.task, l.rest = s.undo(l), clock.Stopwatch()
		}
	}
	s.end()
}

// end lets what was begun in all lanes come to its end.
func (s *tempest) end() {
	s.Helper()
	if s.home.Server() == nil {
		s.home.Serve()
	}
	open := func(l *lane) bool { return l.task != nil }
	for late := clock.Stopwatch(); slices.ContainsFunc(s.lanes, open); {
		for _, l := range s.lanes {
			if s.settle(l); open(l) {
				s.begin(l)
				s.await(l)
			}
		}
		crash.Moment(50 * time.Millisecond)
		if late() > 10*time.Minute {
			s.Fatalf("seed %d: the imports do not come to their end", s.seed)
		}
	}
}

// calm lets everything come to rest in the middle of a long storm, and checks: what goes wrong is found near its cause.
func (s *tempest) calm() {
	s.Helper()
	s.end()
	s.storm.Pause()
	s.home.Quiet()
	s.home.Check()
	s.storm.Resume()
	if s.Failed() {
		s.FailNow()
	}
}

// finish lets everything come to its end and rest, and checks what the program itself can check.
func (s *tempest) finish() (told crash.Deeds, verdicts map[string]int) {
	s.Helper()
	told = s.storm.Stop()
	s.end()
	s.home.Quiet()
	s.home.Stop()
	s.home.Check()
	var cargo []*crash.Cargo
	for _, l := range s.lanes {
		cargo = append(cargo, l.cargo...)
	}
	return told, s.home.JudgeStorm(told, cargo)
}

func (s *tempest) report(engine crash.Engine, told crash.Deeds, verdicts map[string]int, took time.Duration) {
	files := 0
	for _, l := range s.lanes {
		files += len(l.cargo)
	}
	verdict := "0 acknowledged lost, 0 doubled, check clean"
	if s.Failed() {
		verdict = "FAILED"
	}
	acknowledged := 0
	for _, n := range told.Done {
		acknowledged += n
	}
	fmt.Printf("storm %s: seed %d, %d rounds, %d kill -9: server %d, importer %d; acknowledged %d requests: %s; refused %s; claims %s; %d requests cut off and repeated, %d repeated after their answer; "+
		"%d files of %d kinds, %d imports undone, %d undos refused, %d runs begun again; %s in %.0f s\n", engine, s.seed, s.rounds, s.dead(),
		s.killed["server"], s.killed["importer"], acknowledged, counted(told.Done), counted(told.Refused), counted(verdicts), told.Unknown, told.Echoes, files, len(s.lanes), s.undone, s.kept, s.reruns, verdict, took.Seconds())
}

// counted spells counts by name.
func counted(n map[string]int) string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(n)) {
		out = append(out, fmt.Sprintf("%s %d", name, n[name]))
	}
	return strings.Join(out, ", ")
}
