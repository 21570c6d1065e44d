package app_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"qunli/kit/clock"
	"qunli/testkit/crash"
)

// fleet is several nodes under load, of which some are killed, stopped and added.
type fleet struct {
	*testing.T
	proof
	*crash.Cluster
	random  *rand.Rand
	storm   *crash.Storm
	cargo   []*crash.Cargo
	began   time.Time
	lines   int // a file
	deeds   int // between two blows
	killed  int
	stopped int
	added   int
}

// Three nodes on one PostgreSQL behind a round-robin: while people order, talk, invite, are merged and sorted by rules, and
// files come in, a node is killed, one is added and one is told to stop. Nothing acknowledged is lost or done twice, each
// schedule ran once a period, every node gives the same answers, and so does one node alone with the same facts.
func TestThreeNodesAnswerAsOne(t *testing.T) {
	p := thisProof(t, crash.Postgres)
	watch := clock.Stopwatch()
	f := &fleet{T: t, proof: p, Cluster: crash.NewCluster(t, p.server), random: rand.New(rand.NewPCG(p.seed, 9)), lines: 2000, deeds: 150,
		began: clock.System{}.Now()}
	blows := 1
	if os.Getenv("QUNLI_PROOF") == "full" {
		blows, f.lines, f.deeds = 10, 10_000, 400
	}
	f.Add()
	f.Add()
	for _, r := range stormRules() {
		if a := f.Ask("POST", "/api/segments", "", map[string]any{"name": r[0], "rule": r[1], "tag": r[2]}); !a.OK() {
			t.Fatalf("%s: %s", r[1], a)
		}
	}
	f.storm = f.StormAt(p.seed, "n", 8, f.began.Add(-2*time.Minute))
	for range blows {
		f.strike()
	}
	told := f.storm.Stop()
	f.Await(func() bool { return f.In(f.cargo) })
	f.Quiet()
	together := f.agree()
	f.Down()
	f.Check()
	f.JudgeStorm(told, f.cargo)
	ticks := f.judgeTicks()
	f.alone(together)
	f.report(told, ticks, len(together), watch())
}

// strike brings files in and, while they and the callers are at work, kills a node, adds one and stops one.
func (f *fleet) strike() {
	f.Helper()
	for _, kind := range crash.Kinds() {
		c := crash.NewCargo(f.T, f.Dir, kind, f.seed, len(f.cargo), f.lines, f.began)
		f.cargo = append(f.cargo, c)
		f.Bring(c)
	}
	f.carry()
	if f.one().Kill() {
		f.killed++
	}
	f.carry()
	f.Add()
	f.added++
	f.carry()
	gone := f.one()
	gone.Terminate()
	gone.MustEnd(10 * time.Second)
	f.stopped++
	f.carry()
	f.Add() // as many as at first
	f.added++
}

func (f *fleet) one() *crash.Node {
	all := f.Nodes()
	return all[f.random.IntN(len(all))]
}

// carry waits until the callers have done so many deeds more.
func (f *fleet) carry() {
	f.Helper()
	until := f.storm.Carried() + f.deeds
	f.Await(func() bool { return f.storm.Carried() >= until })
}

// asOf is what differs between two answers because they are given at two moments.
var asOf = regexp.MustCompile(`"(as_of|computed_at|ms|evaluated)":\d+,?`)

// storedAt is the moment that an answer is of, 0 when it is of now.
var storedAt = regexp.MustCompile(`"as_of":(\d+)`)

// ofNow asks until the answer is none that was stored before rested (unix ms): what was slow to compute while all were at work is
// stored, and renewed within minutes.
func ofNow(t *testing.T, ask func(path string) crash.Answer, path string, rested int64) crash.Answer {
	t.Helper()
	for watch := clock.Stopwatch(); ; {
		a := ask(path)
		var at int64
		if m := storedAt.FindSubmatch(a.Body); m != nil {
			at, _ = strconv.ParseInt(string(m[1]), 10, 64) // digits
		}
		if at == 0 || at >= rested {
			return a
		}
		if watch() > 4*time.Minute {
			t.Fatalf("%s: still the answer of %v", path, time.UnixMilli(at))
		}
		_ = clock.Sleep(t.Context(), time.Second)
	}
}

// answers asks for everything that is derived: metrics, rules with their counts, groups, people, the board of inviters. All is at rest.
func answers(t *testing.T, ask func(path string) crash.Answer) map[string]string {
	t.Helper()
	rested := clock.System{}.Now().UnixMilli()
	paths := []string{"/api/segments?limit=200", "/api/communities?limit=200", "/api/customers?limit=200", "/api/referrals/board?limit=200",
		"/api/standings", "/api/tasks?limit=200", "/api/tags", "/api/imports?limit=200", "/api/orders?limit=200", "/api/questions"}
	var dictionary struct {
		Items []struct {
			Name string `json:"name"`
		} `json:"items"`
	}
	if a := ask("/api/insight"); !a.OK() || a.Into(&dictionary) != nil || len(dictionary.Items) == 0 {
		t.Fatalf("the dictionary: %s", a)
	}
	for _, m := range dictionary.Items {
		if m.Name == "evening" { // it says what the pages of other metrics show, which were computed at moments of their own
			continue
		}
		paths = append(paths, "/api/insight/"+m.Name)
	}
	out := map[string]string{}
	for _, path := range paths {
		a := ofNow(t, ask, path, rested)
		if a.Status >= 500 || a.Status == 401 {
			t.Errorf("%s: %s", path, a)
		}
		out[path] = asOf.ReplaceAllString(string(a.Body), "")
	}
	return out
}

// agree asks every node the same; all must say the same.
func (f *fleet) agree() map[string]string {
	f.Helper()
	var first map[string]string
	for _, n := range f.Nodes() {
		got := answers(f.T, func(path string) crash.Answer { return f.AskNode(n, path) })
		if first == nil {
			first = got
		}
		differ(f.T, "another node", first, got)
	}
	return first
}

func differ(t *testing.T, who string, want, got map[string]string) {
	t.Helper()
	for path, body := range want {
		if got[path] != body {
			at := 0
			for at < min(len(body), len(got[path])) && body[at] == got[path][at] {
				at++
			}
			from := max(0, at-200)
			t.Errorf("%s: %s answers\n…%.400s\nnot\n…%.400s", path, who, got[path][min(from, len(got[path])):], body[from:])
		}
	}
}

// alone moves all facts into an installation of one node and one file, which has to give the same answers.
func (f *fleet) alone(want map[string]string) {
	f.Helper()
	archive := filepath.Join(f.Dir, "fleet.qunli")
	f.Home.Run("backup", archive)
	dir := f.TempDir()
	single := crash.HomeAt(f.T, crash.SQLite, dir, "sqlite://"+filepath.Join(dir, "qunli.db"))
	single.Run("restore", archive)
	single.Check()
	single.Adopt(f.Home)
	single.Serve()
	single.Quiet()
	differ(f.T, "one node alone", want, answers(f.T, func(path string) crash.Answer { return single.Ask("GET", path, "", nil) }))
	single.Stop()
}

// judgeTicks looks at the schedules: in each period that any node lived through, each ran once.
func (f *fleet) judgeTicks() string {
	f.Helper()
	periods := map[string][]int{}
	for _, tick := range f.Ticks() {
		name, number, ok := cutLast(strings.TrimPrefix(tick.Name, "every:"))
		if !ok || tick.Times != 1 || tick.State != "done" {
			f.Errorf("a schedule: %+v", tick)
		}
		periods[name] = append(periods[name], number)
	}
	var said []string
	for name, numbers := range periods {
		slices.Sort(numbers)
		if missed := numbers[len(numbers)-1] - numbers[0] + 1 - len(numbers); missed > 0 {
			f.Errorf("schedule %s left %d periods out: %v", name, missed, numbers)
		}
		said = append(said, fmt.Sprintf("%s %d", name, len(numbers)))
	}
	for _, name := range []string{"conversation:waiting", "community.tend", "insight.tiers", "insight.seeds"} {
		if len(periods[name]) == 0 {
			f.Errorf("schedule %s never ran", name)
		}
	}
	slices.Sort(said)
	return strings.Join(said, ", ")
}

func cutLast(s string) (name string, number int, ok bool) {
	at := strings.LastIndexByte(s, ':')
	if at < 0 {
		return "", 0, false
	}
	number, err := strconv.Atoi(s[at+1:])
	return s[:at], number, err == nil
}

func (f *fleet) report(told crash.Deeds, ticks string, compared int, took time.Duration) {
	acknowledged := 0
	for _, n := range told.Done {
		acknowledged += n
	}
	verdict := "0 acknowledged lost, 0 doubled, check clean, all nodes and one alone answer the same"
	if f.Failed() {
		verdict = "FAILED"
	}
	answered, _ := json.Marshal(f.Shares()) // numbers always marshal
	fmt.Printf("nodes postgres: seed %d, 3 nodes, %d killed, %d added, %d stopped by SIGTERM; acknowledged %d requests (%s), %d cut off and repeated, %d repeated after their answer; "+
		"answered by node %s; %d files; ticks: %s; %d answers compared; %s in %.0f s\n", f.seed, f.killed, f.added, f.stopped, acknowledged, counted(told.Done),
		told.Unknown, told.Echoes, answered, len(f.cargo), ticks, compared, verdict, took.Seconds())
}
