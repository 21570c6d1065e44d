package customer_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
)

// fold takes the feed and stands everybody whom it, or the time, concerns.
func (x fixture) fold(t *testing.T) (moved []customer.Moved) {
	t.Helper()
	x.tx(t, func(ctx context.Context, tx *db.Tx) error {
		moved = nil
		feed, err := customer.Feed(ctx, tx, 10_000)
		if err != nil {
			return err
		}
		people, err := customer.Due(ctx, tx, tx.Now, 10_000)
		if err != nil {
			return err
		}
		var taken []int64
		for _, c := range feed {
			taken = append(taken, c.ID)
			if c.Restands() {
				people = append(people, c.CustomerID)
			}
		}
		if moved, err = customer.Restand(ctx, tx, people); err != nil {
			return err
		}
		return customer.Taken(ctx, tx, taken)
	})
	return moved
}

func (x fixture) acted(t *testing.T, acts ...customer.Act) {
	t.Helper()
	x.tx(t, func(ctx context.Context, tx *db.Tx) error { return customer.Acted(ctx, tx, acts) })
}

// day gives the day so many days from the start of the test's clock.
func day(offset int) string {
	return clock.Day(start.AddDate(0, 0, offset).UnixMilli(), time.FixedZone("", 8*3600))
}

var start = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

func at(offset int) int64 { return start.AddDate(0, 0, offset).UnixMilli() }

func (x fixture) standing(t *testing.T, i customer.ID) customer.Standing {
	t.Helper()
	s, err := x.Standing(x.owner, i)
	must(t, err)
	return s
}

// where spells where a person stands.
func (x fixture) where(t *testing.T, i customer.ID) string {
	t.Helper()
	s := x.standing(t, i)
	return s.Ladder.Word.Zh + " " + s.Depth.Word.Zh + " " + s.Band.Word.Zh
}

func TestAStandingFollowsTheActs(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		i := x.one(t, 0, customer.Card{Keys: keys("account@s", "1"), AddedAt: at(-20)})
		x.fold(t)
		order := customer.Act{Customer: i, Day: day(-10), Kind: customer.ActOrder, Acts: 1}
		x.acted(t, order)
		x.touch(t, customer.Touch{CustomerID: i, Kind: "vote", At: at(-9)}, customer.Touch{CustomerID: i, Kind: "click", At: at(-8)},
			customer.Touch{CustomerID: i, Kind: "click", At: at(-8)}, customer.Touch{CustomerID: i, Kind: "sms", At: at(-8)})
		moved := x.fold(t)
		if got := x.where(t, i); got != "粉丝 参与感 弱关联" {
			t.Errorf("stands at %s", got)
		}
		var steps []string
		for _, m := range moved {
			steps = append(steps, fmt.Sprint(m.Aspect, " ", m.From, ">", m.To, " ", (m.At-at(0))/86400_000))
		}
		want := []string{"ladder >buyer -10", "ladder buyer>fan -9", "depth >trust -10", "depth trust>participation -8", "band >weak -10"}
		if d := cmp.Diff(want, steps); d != "" {
			t.Error(d)
		}
		s := x.standing(t, i)
		if len(s.History) != 5 || s.Ladder.Since >= at(-9) || s.Ladder.Since < at(-10) || s.Depth.DueAt == 0 {
			t.Errorf("%+v", s)
		}
		var seen []string
		for _, e := range s.Events {
			seen = append(seen, fmt.Sprint(e.Kind, e.Day, e.At != 0, e.Acts))
		}
		if d := cmp.Diff([]string{"click" + day(-8) + "true 1", "click" + day(-8) + "true 1", "vote" + day(-9) + "true 1", "order" + day(-10) + "false 1"}, seen); d != "" {
			t.Error(d)
		}
		x.clean(t)
		// The order is refunded: the level goes with its evidence, now.
		order.Acts = -1
		x.acted(t, order)
		moved = x.fold(t)
		if got := x.where(t, i); got != "无 无 弱关联" {
			t.Errorf("after the refund at %s", got)
		}
		if len(moved) != 2 || moved[0].At != at(0) || moved[0].From != "fan" || moved[0].To != "" {
			t.Errorf("moved %+v", moved)
		}
		x.clean(t)
	})
}

// A standing that changes by time alone changes at its moment, and nothing before it.
func TestAStandingChangesWhenItIsDue(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		i := x.one(t, 0, customer.Card{Keys: keys("account@s", "1")})
		x.acted(t, customer.Act{i, day(0), customer.ActOrder, 1})
		x.touch(t, customer.Touch{CustomerID: i, Kind: "vote", At: at(0)}, customer.Touch{CustomerID: i, Kind: "vote", At: at(0)}, customer.Touch{CustomerID: i, Kind: "vote", At: at(0)})
		x.fold(t)
		for range 5 {
			due, err := customer.NextDue(x.owner, x.Read())
			must(t, err)
			if due == 0 {
				break
			}
			x.Clock.Advance(time.Duration(due-1)*time.Millisecond - time.Duration(x.Clock.Now().UnixMilli())*time.Millisecond)
			before := x.where(t, i)
			if moved := x.fold(t); len(moved) != 0 {
				t.Errorf("moved %v a millisecond early", moved)
			}
			x.Clock.Advance(time.Millisecond)
			if moved := x.fold(t); len(moved) != 1 || moved[0].At != due || x.where(t, i) == before {
				t.Errorf("due at %d: moved %+v, %s", due, moved, x.where(t, i))
			}
			x.clean(t)
		}
		if got := x.where(t, i); got != "交易 信任感 没关联" {
			t.Errorf("in the end at %s", got)
		}
	})
}

// storm does random things to a few people: acts of all kinds, late and early, taken back, imports undone, merges and their
// undoing, folds in between.
func (x fixture) storm(t *testing.T, r *rand.Rand, steps int) []customer.ID {
	t.Helper()
	var people []customer.ID
	for n := range 6 {
		people = append(people, x.one(t, 0, customer.Card{Keys: keys("account@s", fmt.Sprint(n)), AddedAt: at(-r.IntN(200))}))
	}
	kinds := customer.ActKinds()
	var orders []customer.Act
	for n := range steps {
		i := people[r.IntN(len(people))]
		switch r.IntN(12) {
		case 0:
			_ = x.Merge(x.owner, i, people[r.IntN(len(people))], "same")
		case 1:
			_ = x.Unmerge(x.owner, i)
		case 2:
			x.undo(t, int64(1+r.IntN(3)), 1+r.IntN(50), nil)
		case 3:
			x.fold(t)
		case 4:
			x.Clock.Advance(time.Duration(r.IntN(40)) * time.Hour)
		case 5:
			if len(orders) > 0 {
				back := orders[len(orders)-1]
				orders = orders[:len(orders)-1]
				back.Acts = -back.Acts
				x.acted(t, back)
			}
		case 6, 7:
			a := customer.Act{i, day(r.IntN(250) - 220), []string{customer.ActOrder, customer.ActReferral, customer.ActSpeak}[r.IntN(3)], int64(1 + r.IntN(3))}
			orders = append(orders, a)
			x.acted(t, a)
		default:
			touch := customer.Touch{CustomerID: i, Kind: kinds[r.IntN(len(kinds))].Kind, At: at(r.IntN(250) - 220), ImportID: int64(r.IntN(4)), Ref: fmt.Sprint("r", r.IntN(steps))}
			if r.IntN(3) == 0 {
				touch.Ref = ""
			}
			x.touch(t, touch, customer.Touch{CustomerID: i, Kind: "share", At: touch.At, ImportID: touch.ImportID, Ref: fmt.Sprint("s", n)})
		}
	}
	return people
}

// stood gives the rows of standings of people who are read as themselves.
func (x fixture) stood(t *testing.T) []string {
	t.Helper()
	type row struct {
		CustomerID                                            customer.ID
		Ladder, LadderAt, Depth, DepthAt, Band, BandAt, DueAt int64
		Tie                                                   float64
		TieDay                                                string
	}
	rows, err := db.All[row](x.owner, x.Read(), `SELECT customer_id, ladder, ladder_at, depth, depth_at, band, band_at, due_at, tie, tie_day
		FROM customer_standing WHERE NOT EXISTS (SELECT 1 FROM customer_alias x WHERE x.from_id = customer_standing.customer_id)
			AND (tie_day <> '' OR ladder <> 0 OR depth <> 0 OR due_at <> 0) ORDER BY customer_id`)
	must(t, err)
	var out []string
	for _, r := range rows {
		out = append(out, fmt.Sprintf("%+v", r))
	}
	return out
}

// After any order of acts, late ones, undoing and merges, standings are those worked out from nothing.
func TestStandingsAreThoseWorkedOutFromNothing(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		for seed := range uint64(4) {
			people := x.storm(t, rand.New(rand.NewPCG(seed, 1)), 120)
			x.fold(t)
			x.clean(t)
			x.chained(t)
			kept := x.stood(t)
			x.tx(t, func(ctx context.Context, tx *db.Tx) error {
				for _, sql := range []string{`DELETE FROM customer_standing`, `DELETE FROM customer_move`} {
					if _, err := db.Exec(ctx, tx, sql); err != nil {
						return err
					}
				}
				_, err := customer.Restand(ctx, tx, people)
				return err
			})
			if d := cmp.Diff(x.stood(t), kept); d != "" {
				t.Fatalf("seed %d: kept (+), from nothing (-):\n%s", seed, d)
			}
			if len(kept) == 0 {
				t.Error("nobody stands anywhere")
			}
		}
	})
}

// chained tells whether each person's moves follow each other.
func (x fixture) chained(t *testing.T) {
	t.Helper()
	type row struct {
		CustomerID                 customer.ID
		Aspect, FromValue, ToValue string
	}
	rows, err := db.All[row](x.owner, x.Read(), `SELECT customer_id, aspect, from_value, to_value FROM customer_move ORDER BY id`)
	must(t, err)
	last := map[string]string{}
	for _, r := range rows {
		key := fmt.Sprint(r.CustomerID, r.Aspect)
		if r.FromValue != last[key] || r.ToValue == r.FromValue {
			t.Errorf("%+v follows %q", r, last[key])
		}
		last[key] = r.ToValue
	}
}

// A check notices an act that was not counted, and a standing that nothing carries.
func TestCheckNoticesWrongRollups(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		i := x.one(t, 0, customer.Card{Keys: keys("account@s", "1")})
		x.touch(t, customer.Touch{CustomerID: i, Kind: "vote", At: at(0)})
		x.acted(t, customer.Act{i, day(0), customer.ActOrder, 2})
		x.fold(t)
		x.clean(t)
		for _, c := range []struct{ table, sql, back string }{
			{"customer_act_day", `UPDATE customer_act_day SET acts = acts + 1 WHERE kind = 'vote'`, `UPDATE customer_act_day SET acts = acts - 1 WHERE kind = 'vote'`},
			{"customer_standing", `UPDATE customer_standing SET ladder = 5`, `UPDATE customer_standing SET ladder = 1`},
			{"customer_standing", `UPDATE customer_standing SET due_at = due_at + 1 + 86400000`, `UPDATE customer_standing SET due_at = due_at - 1 - 86400000`},
		} {
			x.tx(t, func(ctx context.Context, tx *db.Tx) error { _, err := db.Exec(ctx, tx, c.sql); return err })
			d, err := customer.Check(x.owner, x.Read())
			must(t, err)
			if !slices.ContainsFunc(d, func(d db.Difference) bool { return d.Table == c.table }) {
				t.Errorf("%s: %+v", c.sql, d)
			}
			x.tx(t, func(ctx context.Context, tx *db.Tx) error { _, err := db.Exec(ctx, tx, c.back); return err })
		}
		x.clean(t)
		want := []customer.Act{{i, day(0), "", 1}, {i, day(0), "", 1}}
		if d, err := customer.CheckActs(x.owner, x.Read(), customer.ActOrder, want); err != nil || len(d) != 0 {
			t.Errorf("%v %v", d, err)
		}
		if d, err := customer.CheckActs(x.owner, x.Read(), customer.ActOrder, want[:1]); err != nil || len(d) != 1 {
			t.Errorf("%v %v", d, err)
		}
	})
}

// Merging reads the acts of both as one's; the undoing restores both, without a trace in the history of who was merged away.
func TestMergedPeopleStandTogether(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		r := x.resolve(t, 0, customer.Card{Keys: keys("account@s", "1"), AddedAt: at(-9)}, customer.Card{Keys: keys("account@s", "2")})
		a, b := r[0].ID, r[1].ID
		x.acted(t, customer.Act{a, day(-5), customer.ActOrder, 1}, customer.Act{b, day(-3), customer.ActOrder, 1}, customer.Act{b, day(-3), customer.ActReferral, 1})
		x.fold(t)
		if x.where(t, a) != "交易 信任感 弱关联" || x.where(t, b) != "交易 信任感 强关联" {
			t.Errorf("%s, %s", x.where(t, a), x.where(t, b))
		}
		must(t, x.Merge(x.owner, b, a, "same"))
		if got := x.where(t, b); got != "铁粉 信任感 强关联" {
			t.Errorf("together %s", got)
		}
		moves := len(x.standing(t, a).History)
		x.fold(t)
		x.clean(t)
		must(t, x.Unmerge(x.owner, b))
		if x.where(t, a) != "交易 信任感 弱关联" || x.where(t, b) != "交易 信任感 强关联" {
			t.Errorf("apart %s, %s", x.where(t, a), x.where(t, b))
		}
		if after := len(x.standing(t, a).History) + len(x.standing(t, b).History); after != moves+2 { // a's way back
			t.Errorf("%d moves, were %d", after, moves)
		}
		x.fold(t)
		x.clean(t)
		kinds, err := db.All[string](x.owner, x.Read(), `SELECT kind FROM event_fact WHERE kind <> 'customer.moved' ORDER BY id`)
		must(t, err)
		if d := cmp.Diff([]string{"customer.merged", "customer.unmerged"}, kinds); d != "" {
			t.Error(d)
		}
	})
}
