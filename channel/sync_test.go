package channel

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/testkit/dbtest"
)

// shore is a channel with some members, each with some people and one group, and a sink that keeps what it is told.
type shore struct {
	*testing.T
	dbtest.Fixture
	jobs   *job.Queue
	syncer *Syncer

	connected bool // every night it is read

	mu      sync.Mutex
	refuses map[string]error  // by what is asked: "persons anna 2", "group g1", …
	after   map[string]string // what is answered only once something else has been asked
	asked   []string
	known   map[string][]string // people by member, as the sink knows them
	brought []string
	history bool
}

func eachShore(t *testing.T, f func(s *shore)) {
	dbtest.Each(t, []fs.FS{job.Schema, Schema}, func(t *testing.T, d dbtest.Fixture) {
		s := &shore{T: t, Fixture: d, jobs: job.New(d.DB, job.Options{}), refuses: map[string]error{}, known: map[string][]string{}}
		quiet := slog.New(slog.DiscardHandler)
		s.syncer = NewSyncer(d.DB, s.jobs, NewRefresher(d.DB, s.jobs, quiet), s, quiet)
		s.syncer.SyncBy("test", s.source())
		s.drain() // the night that has begun already
		f(s)
	})
}

// ask notes a question and gives what refuses it.
func (s *shore) ask(what ...any) error {
	text := strings.TrimSpace(fmt.Sprintln(what...))
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.after[text] != "" && !slices.Contains(s.asked, s.after[text]) {
		s.mu.Unlock()
		time.Sleep(time.Millisecond)
		s.mu.Lock()
	}
	s.asked = append(s.asked, text)
	return s.refuses[text]
}

// The shore has anna with five people in three pages, ben with one, and two groups.
func (s *shore) source() Source {
	people := map[string][]string{"anna": {"p1", "p2", "p3", "p4", "p5"}, "ben": {"p1"}}
	return Source{
		Ready:   func(context.Context) (bool, error) { return s.connected, nil },
		Tags:    func(context.Context) ([]Word, error) { return []Word{{"t1", "f", "n"}}, s.ask("tags") },
		Members: func(context.Context) ([]string, error) { return []string{"anna", "ben"}, s.ask("members") },
		Keys:    func(_ context.Context, m string) ([]string, error) { return people[m], s.ask("keys", m) },
		Persons: func(_ context.Context, m, cursor string, tags []Word) ([]Person, string, error) {
			at, _ := strconv.Atoi(cursor)
			if err := s.ask("persons", m, at); err != nil {
				return nil, "", err
			}
			var page []Person
			for _, p := range people[m][at:min(at+2, len(people[m]))] {
				page = append(page, Person{Key: p, Bonds: []Bond{{Staff: m, Tags: []string{tags[0].Name}}}})
			}
			if at+2 >= len(people[m]) {
				return page, "", nil
			}
			return page, strconv.Itoa(at + 2), nil
		},
		Groups: func(_ context.Context, owners []string, _ string) ([]string, string, error) {
			if err := s.ask("groups"); owners == nil {
				return slices.DeleteFunc([]string{"g1", "g2"}, func(string) bool { return err != nil }), "", err
			}
			return []string{"g-" + owners[0]}, "", s.ask("groups", strings.Join(owners, " "))
		},
		Group:  func(_ context.Context, key string) (Group, error) { return Group{Key: key}, s.ask("group", key) },
		Owners: 1,
	}
}

func (s *shore) bring(ctx context.Context, what string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.brought, s.history = append(s.brought, what), job.IsHistory(ctx)
	return nil
}

// Seen implements Sink, like what follows.
func (s *shore) Seen(ctx context.Context, _ *db.Tx, _ string, people []Person) error {
	for _, p := range people {
		_ = s.bring(ctx, p.Key+" with "+p.Bonds[0].Staff)
	}
	return nil
}
func (s *shore) Met(context.Context, *db.Tx, string, Person) error       { return nil }
func (s *shore) Parted(context.Context, *db.Tx, string, []Parting) error { return nil }
func (s *shore) Gone(context.Context, *db.Tx, string, string) error      { return nil }
func (s *shore) Moved(context.Context, *db.Tx, string, []Move) error     { return nil }
func (s *shore) Gathered(ctx context.Context, _ *db.Tx, _ string, g Group) error {
	return s.bring(ctx, g.Key)
}
func (s *shore) Dissolved(ctx context.Context, _ *db.Tx, _, key string, _ int64) error {
	return s.bring(ctx, key+" is no more")
}
func (s *shore) Tagged(ctx context.Context, _ *db.Tx, _ string, words []Word) error {
	return s.bring(ctx, words[0].Name)
}
func (s *shore) Members(context.Context, db.Q, string) ([]string, error) {
	var out []string
	for m := range s.known {
		out = append(out, m)
	}
	return out, nil
}
func (s *shore) With(_ context.Context, _ db.Q, _, member string) ([]string, error) {
	return s.known[member], nil
}
func (s *shore) Groups(context.Context, db.Q, string) ([]string, error) { return []string{"g0"}, nil }

var _ Sink = (*shore)(nil)

func (s *shore) begin() error {
	return s.Tx(s.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := s.syncer.Begin(ctx, tx, "test")
		return err
	})
}

func (s *shore) drain() {
	s.Helper()
	if err := s.jobs.Drain(s.Context()); err != nil {
		s.Fatal(err)
	}
}

func (s *shore) state() Progress {
	s.Helper()
	p, err := s.syncer.State(s.Context(), "test")
	if err != nil {
		s.Fatal(err)
	}
	return p
}

func (s *shore) is(got, want any) {
	s.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		s.Errorf("got  %v\nwant %v", got, want)
	}
}

func sortedLines(list []string) string { return strings.Join(slices.Sorted(slices.Values(list)), "; ") }

const everything = "g0; g1; g2; n; p1 with anna; p1 with ben; p2 with anna; p3 with anna; p4 with anna; p5 with anna"

// TestASyncReadsEverything: each once, the groups that nobody listed too; as the past at first, as news when it was read lately.
func TestASyncReadsEverything(t *testing.T) {
	eachShore(t, func(s *shore) {
		if err := s.begin(); err != nil {
			t.Fatal(err)
		}
		if err := s.begin(); !errors.Is(err, ErrSyncing) {
			t.Errorf("begun twice: %v", err)
		}
		s.drain()
		s.is(sortedLines(s.brought), everything)
		p := s.state()
		s.is(p.State, Done)
		s.is(p.History, s.history)
		s.is(s.history, true)
		s.is(p.Counts[StepPersons], Count{Items: 2, Read: 2, Done: 6, Total: 6})
		s.is(p.Counts[StepRosters].Read, 3)
		if err := s.begin(); err != nil {
			t.Fatal(err)
		}
		s.drain()
		s.is(s.history, false)
		s.connected = true
		s.Clock.Advance(49 * time.Hour)
		s.drain() // a night has passed
		s.is(s.history, true)
		s.is(s.state().State, Done)
	})
}

// TestASyncGoesOnWhereItWas: what stops it takes nothing back; what was read is not read again.
func TestASyncGoesOnWhereItWas(t *testing.T) {
	eachShore(t, func(s *shore) {
		away := &Later{Wait: 90 * time.Second, Cause: fault.New(fault.Limited, "test.slow", "慢", "slow")}
		s.refuses["persons anna 4"] = away
		s.after = map[string]string{"persons anna 4": "persons ben 0"}
		if err := s.begin(); err != nil {
			t.Fatal(err)
		}
		s.drain()
		p := s.state()
		s.is(p.Step, StepPersons)
		s.is(p.Counts[StepPersons].Done, 5)
		s.is(p.RestUntil, s.Clock.Now().UnixMilli()+90_000)
		s.is(p.Fault().Code, "test.slow")
		s.asked, s.after = nil, nil
		s.Clock.Advance(89 * time.Second)
		s.drain()
		s.is(s.asked, "[]")
		delete(s.refuses, "persons anna 4")
		s.Clock.Advance(time.Second)
		s.drain()
		s.is(s.state().State, Done)
		s.is(sortedLines(s.asked), "group g0; group g1; group g2; groups; persons anna 4; tags")
		s.is(sortedLines(s.brought), everything)
	})
}

// TestOneThingDoesNotStopASync: what cannot be read alone stands with its reason; what is refused of everything ends the sync
// with its own; a channel that is away is tried later and later, and a sync that lost its job gets another.
func TestOneThingDoesNotStopASync(t *testing.T) {
	eachShore(t, func(s *shore) {
		denied := fault.New(fault.Denied, "test.denied", "不许", "denied")
		s.known["carl"] = []string{"p9"}
		s.refuses["keys ben"], s.refuses["keys carl"] = &Unreadable{denied}, ErrGone
		s.refuses["group g-ben"], s.refuses["group g0"] = &Unreadable{denied}, ErrGone
		s.refuses["groups"] = ErrWide
		if err := s.begin(); err != nil {
			t.Fatal(err)
		}
		s.drain()
		p := s.state()
		s.is(p.State, Done)
		var failed []string
		for _, i := range p.Failed {
			failed = append(failed, string(i.Step)+" "+i.Key+" "+i.Fault().Code)
		}
		s.is(failed, "[lists ben test.denied lists carl channel.sync.member rosters g-ben test.denied]")
		s.is(sortedLines(s.brought), "g-anna; g-carl; g0 is no more; n; p1 with anna; p2 with anna; p3 with anna; p4 with anna; p5 with anna")
		stale, err := db.All[string](t.Context(), s.Read(), `SELECT subject FROM channel_stale`)
		s.is(fmt.Sprint(stale, err), "[person:p9] <nil>")

		s.refuses["members"] = denied
		if err := s.begin(); err != nil {
			t.Fatal(err)
		}
		s.drain()
		p = s.state()
		s.is(string(p.State)+" "+p.Fault().Code, "failed test.denied")

		s.refuses["members"] = fault.New(fault.Unavailable, "test.away", "不在", "away")
		if err := s.begin(); err != nil {
			t.Fatal(err)
		}
		for _, wait := range []int64{1, 2, 4, 8} {
			s.drain()
			s.is(s.state().RestUntil-s.Clock.Now().UnixMilli(), wait*1000)
			s.Clock.Advance(time.Duration(wait) * time.Second)
		}
		err = s.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `DELETE FROM job WHERE kind = $1`, syncJob)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		delete(s.refuses, "members")
		s.Clock.Advance(wakeEvery)
		s.drain()
		s.is(s.state().State, Done)
	})
}
