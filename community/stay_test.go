package community

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"qunli/customer"
)

const (
	minute = int64(60_000)
	half   = 30 * minute // the pause of a group unless it is changed
	noon   = int64(1_772_424_000_000)
)

const group, ann, ben = ID(7), customer.ID(21), customer.ID(22)

// twelve is the fixture of the rule: two people, twelve events. Ann is renamed at 12:20, which reaches this room as nothing
// but her joining and quitting as one and the same person. "m:ss" after noon.
func twelve() []Move {
	at := func(m, s int64) int64 { return noon + m*minute + s*1000 }
	event := func(n int64, who customer.ID, kind MoveKind, at int64, scene string) Move {
		return Move{CommunityID: group, CustomerID: who, Kind: kind, At: at, Ordinal: n, Scene: scene}
	}
	return []Move{
		event(1, ann, Join, at(0, 0), SceneInvite),
		event(2, ben, Seen, at(5, 0), ""),
		event(3, ann, Leave, at(10, 0), SceneQuit),
		event(4, ann, Join, at(40, 0), ""), // 30:00 later: never left
		event(5, ann, Join, at(41, 0), ""), // there already
		event(6, ben, Leave, at(50, 0), SceneLeft),
		event(7, ben, Join, at(80, 1), SceneCode), // 30:01 later: a second stay
		event(8, ann, Seen, at(90, 0), SceneRename),
		event(9, ann, Leave, at(100, 0), SceneQuit),
		event(10, ann, Leave, at(101, 0), SceneRemoved), // told twice: the last tells
		event(11, ben, Leave, at(110, 0), SceneQuit),
		event(12, ben, Join, at(110, 0), ""), // at the same moment
	}
}

func wantTwelve() []Stay {
	at := func(m, s int64) int64 { return noon + m*minute + s*1000 }
	return []Stay{
		{CommunityID: group, CustomerID: ann, JoinedAt: at(0, 0), Certain: true, LeftAt: at(101, 0), SeenAt: at(101, 0),
			Scene: SceneInvite, LeftScene: SceneRemoved, Reconnects: 1, Pause: half},
		{CommunityID: group, CustomerID: ben, JoinedAt: at(5, 0), LeftAt: at(50, 0), SeenAt: at(50, 0), LeftScene: SceneLeft,
			Pause: half},
		{CommunityID: group, CustomerID: ben, JoinedAt: at(80, 1), Certain: true, SeenAt: at(110, 0), Scene: SceneCode,
			Reconnects: 1},
	}
}

func of(moves []Move, who customer.ID) []Move {
	var out []Move
	for _, m := range moves {
		if m.CustomerID == who {
			out = append(out, m)
		}
	}
	return out
}

// TestTwelveEvents is the rule, in any order of arrival.
func TestTwelveEvents(t *testing.T) {
	all := twelve()
	for round := range 200 {
		got := append(Stays(of(all, ann), half), Stays(of(all, ben), half)...)
		if diff := cmp.Diff(wantTwelve(), got); diff != "" {
			t.Fatalf("round %d (-want +got):\n%s", round, diff)
		}
		rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	}
}

// TestTheEdgesOfTheRule are the cases that the twelve events leave out.
func TestTheEdgesOfTheRule(t *testing.T) {
	m := func(kind MoveKind, at int64) Move { return Move{Kind: kind, At: at} }
	slow := m(Leave, 10)
	slow.Pause = 100
	none := m(Leave, 10)
	none.Pause = -1
	invited := m(Join, 12)
	invited.InviterID = ben
	for _, c := range []struct {
		name  string
		moves []Move
		pause int64
		want  []Stay
	}{
		{"nothing", nil, 5, nil},
		{"a leave alone is a stay of that moment", []Move{m(Leave, 10)}, 5, []Stay{{JoinedAt: 10, LeftAt: 10, SeenAt: 10, Pause: 5}}},
		{"a join after a sign of life is not certain", []Move{m(Seen, 10), invited}, 5, []Stay{{JoinedAt: 10, SeenAt: 12, InviterID: ben}}},
		{"a sign of life continues a stay", []Move{m(Join, 1), m(Leave, 10), m(Seen, 15)}, 5,
			[]Stay{{JoinedAt: 1, Certain: true, SeenAt: 15, Reconnects: 1}}},
		{"and begins an uncertain one a moment later", []Move{m(Join, 1), m(Leave, 10), m(Seen, 16)}, 5,
			[]Stay{{JoinedAt: 1, Certain: true, LeftAt: 10, SeenAt: 10, Pause: 5}, {JoinedAt: 16, SeenAt: 16}}},
		{"a leave may bring its own pause", []Move{m(Join, 1), slow, m(Join, 110)}, 5,
			[]Stay{{JoinedAt: 1, Certain: true, SeenAt: 110, Reconnects: 1}}},
		{"or say that there is none", []Move{m(Join, 1), none, m(Join, 11)}, 5,
			[]Stay{{JoinedAt: 1, Certain: true, LeftAt: 10, SeenAt: 10}, {JoinedAt: 11, Certain: true, SeenAt: 11}}},
		{"without a pause a return at the same moment is still no leave", []Move{m(Join, 1), m(Leave, 10), m(Join, 10)}, 0,
			[]Stay{{JoinedAt: 1, Certain: true, SeenAt: 10, Reconnects: 1}}},
		{"who joins and quits once is gone", []Move{m(Join, 1), m(Leave, 2)}, 5, []Stay{{JoinedAt: 1, Certain: true, LeftAt: 2, SeenAt: 2, Pause: 5}}},
	} {
		if diff := cmp.Diff(c.want, Stays(c.moves, c.pause), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestStaysAreApart: whatever the movements, stays are in order, apart by more than the pause, and only the last is open.
func TestStaysAreApart(t *testing.T) {
	kinds := []MoveKind{Join, Leave, Seen}
	for round := range 2000 {
		rng := rand.New(rand.NewPCG(1, uint64(round)))
		var moves []Move
		for range rng.IntN(30) {
			moves = append(moves, Move{Kind: kinds[rng.IntN(3)], At: 1 + rng.Int64N(60), Ordinal: rng.Int64N(3)})
		}
		stays := Stays(moves, 5)
		for i, s := range stays {
			if s.LeftAt == 0 && i < len(stays)-1 || s.LeftAt != 0 && s.LeftAt < s.JoinedAt || s.SeenAt < s.JoinedAt {
				t.Fatalf("round %d: %+v", round, stays)
			}
			if i > 0 && s.JoinedAt-stays[i-1].LeftAt <= 5 {
				t.Fatalf("round %d: stays %d and %d touch: %+v", round, i-1, i, stays)
			}
		}
	}
}
