package customer

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// lived makes a life of acts given as day offsets from a first day.
func lived(added int, acts ...actDay) *life {
	l := newLife(acts, DefaultRules().Tie, DefaultRules().Tie.weights())
	if added >= 0 {
		l.added, l.known = day0+added, true
	}
	return l
}

const day0 = 20_000 // 2024-10-04

func did(offset int, kind string, n int64) actDay {
	return actDay{Day: dayText(day0 + offset), Kind: kind, Acts: n}
}

// CUS-07 as corrected: 1 order + 3 acts, no ceremony → 参与感; + ceremony → 仪式感; + 4 active weeks → 归属感; 3 acts and no
// trust → 无.
func TestDepthIsThatOfItsEvidence(t *testing.T) {
	acts := []actDay{did(0, ActOrder, 1), did(1, ActVote, 1), did(2, ActVote, 1), did(3, ActSpeak, 1)}
	ceremony := append(acts[:4:4], did(10, ActCeremony, 1))
	weeks := append(ceremony[:5:5], did(11, ActVote, 1), did(18, ActVote, 1), did(25, ActOrder, 1), did(32, ActShare, 1))
	for _, c := range []struct {
		name string
		acts []actDay
		day  int
		want string
	}{
		{"three acts without trust", acts[1:], 3, "无"},
		{"an order alone", acts[:1], 0, "信任感"},
		{"an order and two acts", acts[:3], 2, "信任感"},
		{"an order and three acts", acts, 3, "参与感"},
		{"a ceremony too", ceremony, 10, "仪式感"},
		{"a ceremony on the day of the acts is not after itself", ceremony, 3, "参与感"},
		{"three active weeks after it", weeks, 31, "仪式感"},
		{"four active weeks after it", weeks, 32, "归属感"},
		{"belonging ends when fewer than four of six weeks are active", weeks, 52, "归属感"},
		{"belonging has ended", weeks, 53, "仪式感"},
		{"participation ends with its window, trust and ritual stay", weeks, 32 + 90, "信任感"},
		{"material seen is trust", []actDay{did(0, ActMaterial, 1)}, 400, "信任感"},
		{"looking at goods is none", []actDay{did(0, ActView, 9)}, 0, "无"},
	} {
		if got := DefaultRules().Depth.depth(lived(-1, c.acts...), day0+c.day).Title().Zh; got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// CUS-06 as corrected: the highest level whose evidence, and all evidence below it, holds.
func TestLadderNeedsEveryStep(t *testing.T) {
	order, act, voice := did(0, ActOrder, 1), did(1, ActClick, 1), did(2, ActReferral, 1)
	for _, c := range []struct {
		name  string
		added int
		acts  []actDay
		want  string
	}{
		{"nothing", 0, nil, "无"},
		{"an order", -1, []actDay{order}, "交易"},
		{"an act and no order", 0, []actDay{act}, "无"},
		{"an order and an act, never added", -1, []actDay{order, act}, "交易"},
		{"added and active", 0, []actDay{order, act}, "粉丝"},
		{"two orders, no voice", 0, []actDay{order, order, act}, "粉丝"},
		{"two orders and a referral", 0, []actDay{order, order, act, voice}, "铁粉"},
		{"two orders and own content", 0, []actDay{order, order, act, did(2, ActUGC, 1)}, "铁粉"},
		{"signed, but no loyal fan", 0, []actDay{order, act, did(3, ActPartner, 1)}, "粉丝"},
		{"signed", 0, []actDay{order, order, act, voice, did(3, ActPartner, 1)}, "合伙人"},
		{"in the register", 0, []actDay{order, order, act, voice, did(3, ActPartner, 1), did(4, ActShareholder, 1)}, "股东"},
		{"an order refunded", 0, []actDay{order, order, act, voice, did(0, ActOrder, -1)}, "粉丝"},
		{"all orders refunded", 0, []actDay{order, act, did(0, ActOrder, -1)}, "无"},
	} {
		if got := DefaultRules().Ladder.level(lived(c.added, c.acts...), day0+9).Title().Zh; got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// CUS-08 as corrected: 3 acts today = 3.0 weak; 30 d later 1.5; 60 d .75 none. With nothing done it halves exactly.
func TestTieHalvesExactly(t *testing.T) {
	r := DefaultRules().Tie
	l := lived(-1, did(0, ActVote, 3))
	for days, want := range map[int]float64{0: 3, 30: 1.5, 60: .75} {
		if got := r.score(l, day0+days); got != want {
			t.Errorf("after %d days %v, want %v", days, got, want)
		}
	}
	for days, want := range map[int]Band{0: BandWeak, 30: BandWeak, 47: BandWeak, 48: BandNone, 60: BandNone} {
		if got := r.band(r.score(l, day0+days)); got != want {
			t.Errorf("after %d days band %d, want %d", days, got, want)
		}
	}
	many := lived(-1, did(0, ActView, 7), did(3, ActShare, 2), did(11, ActReferral, 1), did(29, ActOrder, 3))
	for d := 29; d < 400; d++ {
		if now, later := r.score(many, day0+d), r.score(many, day0+d+r.HalfLife); later != now/2 {
			t.Errorf("day %d: %v, a half-life later %v", d, now, later)
		}
	}
	weights := r.weights()
	for kind, want := range map[string]float64{ActView: .2, ActClick: 1, ActCheckin: 1, ActShare: 2, ActOrder: 5, ActReferral: 8} {
		if weights[kind] != want {
			t.Errorf("%s weighs %v, want %v", kind, weights[kind], want)
		}
	}
	five := lived(-1, did(0, ActView, 3), did(0, ActMaterial, 2)) // .2 five times
	if b := r.band(r.score(five, day0)); b != BandWeak {
		t.Errorf("five views are %d, want weak", b)
	}
}

func TestMinds(t *testing.T) {
	r := DefaultRules()
	holds := func(l *life, code string, day int) bool {
		for _, m := range r.minds() {
			if m.code == code {
				return m.holding(l, day0+day)
			}
		}
		t.Fatal(code)
		return false
	}
	daily := func(days int, acts int64) *life {
		var all []actDay
		for d := range days {
			all = append(all, did(d, ActClick, acts))
		}
		return lived(-1, all...)
	}
	weekly := lived(-1, did(0, ActView, 1), did(7, ActView, 1), did(14, ActView, 1), did(21, ActView, 1))
	for _, c := range []struct {
		name string
		got  bool
		want bool
	}{
		{"trust after an order", holds(lived(-1, did(0, ActOrder, 1)), "trust", 900), true},
		{"no trust after a view", holds(lived(-1, did(0, ActView, 1)), "trust", 0), false},
		{"three acts in 30 days", holds(daily(3, 1), "participation", 29), true},
		{"one of them has left", holds(daily(3, 1), "participation", 30), false},
		{"four weeks in a row", holds(weekly, "dependence", 21), true},
		{"until the first has left", holds(weekly, "dependence", 27), true},
		{"then no more", holds(weekly, "dependence", 28), false},
		{"20 days with three acts each", holds(daily(20, 3), "addiction", 19), true},
		{"until a day has left the 28", holds(daily(20, 3), "addiction", 27), true},
		{"then no more", holds(daily(20, 3), "addiction", 28), false},
		{"20 days with two acts each", holds(daily(20, 2), "addiction", 19), false},
		{"19 days", holds(daily(19, 9), "addiction", 18), false},
		{"bought again", holds(lived(-1, did(0, ActOrder, 2)), "repurchase", 0), true},
		{"referred", holds(lived(-1, did(0, ActReferral, 1)), "referral", 0), true},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v", c.name, c.got)
		}
	}
	if h, next := r.Mind.habit(daily(6, 2), day0+10); h.Ratio() != .2 || next != day0+30 {
		t.Errorf("habit %v, next %d, want 6 of 30 days until day 30", h, next-day0)
	}
}

// CUS-13 as corrected.
func TestSeedScores(t *testing.T) {
	a, b, c, d, e := SeedFigures{40, 10, 100}, SeedFigures{0, 10, 900}, SeedFigures{0, 2, 100}, SeedFigures{5, 6, 200}, SeedFigures{0, 0, 50}
	got := DefaultRules().Seed.Scores([]SeedFigures{a, b, c, d, e})
	for i, want := range []float64{.775, .425, .125, .675, 0} {
		if math.Abs(got[i]-want) > 1e-12 {
			t.Errorf("%c %v, want %v", 'A'+i, got[i], want)
		}
	}
	if one := DefaultRules().Seed.Scores([]SeedFigures{a}); one[0] != 0 {
		t.Errorf("one alone scores %v", one[0])
	}
}

// randomLife gives any history, some of it taken back, some of it in the future.
func randomLife(r *rand.Rand) *life {
	kinds := ActKinds()
	var acts []actDay
	for range r.IntN(40) {
		acts = append(acts, did(r.IntN(300), kinds[r.IntN(len(kinds))].Kind, int64(r.IntN(5))-1))
	}
	return lived(r.IntN(300)-50, acts...)
}

// Between two due moments a standing never differs from what was worked out at the first, and at the due moment it does.
func TestDueIsTheFirstDayOnWhichAnythingChanges(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	rules := DefaultRules()
	type seen struct {
		ladder, depth, band int64
		tie                 anchor
	}
	on := func(l *life, day int) seen {
		tie, _ := anchorOn(l.ties, day)
		return seen{int64(rules.Ladder.level(l, day)), int64(rules.Depth.depth(l, day)), int64(rules.Tie.band(rules.Tie.score(l, day))), tie}
	}
	dues := 0
	for range 300 {
		l := randomLife(r)
		due := day0 - 5
		for day := day0 - 5; day < day0+700; day++ {
			now, s := on(l, day), rules.stand(l, day)
			ladder, _ := s.ladder.value()
			depth, _ := s.depth.value()
			band, _ := s.band.value()
			if got := (seen{ladder, depth, band, s.tie}); got != now {
				t.Fatalf("day %d: stood %+v, is %+v", day, got, now)
			}
			if due != 0 && day == due {
				dues++
			} else if day > day0-5 && now != on(l, day-1) {
				t.Fatalf("day %d: changed to %+v though due on %d", day, now, due)
			} else if s.due != due && day > day0-5 {
				t.Fatalf("day %d: due on %d, was %d", day, s.due, due)
			}
			due = s.due
			if due != 0 && due <= day {
				t.Fatalf("day %d is due on %d", day, due)
			}
		}
	}
	if dues < 1000 {
		t.Errorf("only %d moments were due", dues)
	}
}

// The same holds of minds and habit, each with its own moment.
func TestMindsSayWhenTheyChange(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	rules := DefaultRules()
	for range 100 {
		l := randomLife(r)
		for _, m := range rules.minds() {
			for day := day0 - 5; day < day0+400; day++ {
				next := m.next(l, day)
				if changes := m.holding(l, day) != m.holding(l, day+1); changes != (next == day+1) {
					t.Fatalf("%s on day %d: next %d, changes tomorrow %v", m.code, day, next, changes)
				}
			}
		}
		for day := day0 - 5; day < day0+400; day++ {
			h, next := rules.Mind.habit(l, day)
			if tomorrow, _ := rules.Mind.habit(l, day+1); (h.Active != tomorrow.Active) != (next == day+1) {
				t.Fatalf("habit on day %d: %v, next %d", day, h, next)
			}
		}
	}
}

// The order in which acts come, and how often they are counted together, changes nothing.
func TestALifeDoesNotDependOnTheOrderOfItsActs(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	rules := DefaultRules()
	for range 200 {
		kinds := ActKinds()
		var acts []actDay
		for range 30 {
			acts = append(acts, did(r.IntN(200), kinds[r.IntN(len(kinds))].Kind, int64(1+r.IntN(3))))
		}
		want := fmt.Sprint(rules.stand(lived(3, acts...), day0+150))
		r.Shuffle(len(acts), func(i, j int) { acts[i], acts[j] = acts[j], acts[i] })
		if got := fmt.Sprint(rules.stand(lived(3, acts...), day0+150)); got != want {
			t.Fatalf("%s\nwant %s", got, want)
		}
	}
}

// The migration that counts the timeline of before knows the kinds that touches count.
func TestTheMigrationKnowsTheKinds(t *testing.T) {
	text, err := Schema.ReadFile("schema/20261122020000_customer_life.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range ActKinds() {
		if named := strings.Contains(string(text), "'"+k.Kind+"'"); named != (k.Room == "") {
			t.Errorf("%s: named %v", k.Kind, named)
		}
	}
}

func TestDaysAreCounted(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range []string{"1969-12-31", "1970-01-01", "2024-02-29", "2026-03-02", "2100-12-31"} {
		n, ok := dayNumber(day)
		if !ok || dayText(n) != day {
			t.Errorf("%s is day %d, which is %s", day, n, dayText(n))
		}
		if at := startOf(n, zone); dayOf(at, zone) != n || dayOf(at-1, zone) != n-1 {
			t.Errorf("%s begins at %d, on day %d", day, at, dayOf(at, zone))
		}
	}
	if _, ok := dayNumber("2026-02-30"); ok {
		t.Error("the 30th of February is a day")
	}
}

// A history tells every step, and a step back as it is seen.
func TestTrails(t *testing.T) {
	rules := DefaultRules()
	l := lived(0, did(0, ActOrder, 2), did(5, ActClick, 1), did(9, ActUGC, 1))
	trail := rules.stand(l, day0+20).ladder
	if got := fmt.Sprint(trail.steps); got != fmt.Sprintf("[{%d 1} {%d 2} {%d 3}]", day0, day0+5, day0+9) {
		t.Errorf("steps %s", got)
	}
	if got := trail.since(1); len(got) != 2 || got[0].value != 2 {
		t.Errorf("since 1: %v", got)
	}
	if got := trail.since(5); got != nil {
		t.Errorf("since a level that never was: %v", got)
	}
}
