package customer_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
)

func TestClimbingByHand(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		i := x.one(t, 0, customer.Card{Keys: keys("account@s", "1")})
		x.acted(t, customer.Act{i, day(-5), customer.ActOrder, 1})
		x.fold(t)
		refused := func(err, want error) {
			t.Helper()
			if !errors.Is(err, want) {
				t.Errorf("%v, want %v", err, want)
			}
		}
		refused(x.Climb(x.owner, i, customer.LevelFan, " ", false), customer.ErrReason)
		refused(x.Climb(x.owner, i, customer.LevelBuyer, "x", false), customer.ErrClimbed)
		for _, err := range []error{x.Climb(x.owner, i, customer.LevelBuyer, "x", false), x.Train(x.owner, i, "")} {
			if f := fault.Of(err); len(f.Fields) != 1 || f.Fields[0].Value == "" || f.Fields[0].Zh == "" || f.Fields[0].En == "" {
				t.Errorf("%v names no remedy", err)
			}
		}
		refused(x.Climb(x.owner, i, customer.LevelFriend, "x", false), customer.ErrJump)
		refused(x.Climb(x.owner, i, customer.Level(9), "x", true), customer.ErrLevel)
		must(t, x.Climb(x.owner, i, customer.LevelFan, "见过面", false))
		must(t, x.Climb(x.owner, i, customer.LevelPartner, "老板同意", true))
		s := x.standing(t, i)
		if s.Ladder.Word.Zh != "合伙人" || s.Pinned != customer.LevelPartner {
			t.Errorf("%+v", s.Ladder)
		}
		if m := s.History[0]; !m.Forced || m.Reason != "老板同意" || m.From != "fan" || m.To != "partner" {
			t.Errorf("%+v", m)
		}
		// It goes on from there, and does not fall when the evidence goes.
		x.acted(t, customer.Act{i, day(-5), customer.ActOrder, -1})
		x.fold(t)
		if got := x.standing(t, i).Ladder.Word.Zh; got != "合伙人" {
			t.Errorf("held at %s", got)
		}
		x.clean(t)
		must(t, x.Unpin(x.owner, i, "期满"))
		if got := x.standing(t, i); got.Ladder.Value != 0 || got.Pinned != 0 || got.History[0].Reason != "期满" {
			t.Errorf("let go at %+v", got.Ladder)
		}
		refused(x.Pin(x.owner, i, "x"), customer.ErrNoLevel)
		x.chained(t)
		x.fold(t)
		x.clean(t)
	})
}

func TestBoardCountsTheLadder(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		people := x.resolve(t, 0, customer.Card{Keys: keys("account@s", "1"), AddedAt: at(-9)}, customer.Card{Keys: keys("account@s", "2")},
			customer.Card{Keys: keys("account@s", "3")}, customer.Card{Keys: keys("account@s", "4")}, customer.Card{Keys: keys("account@s", "5")})
		var acts []customer.Act
		for _, p := range people[:4] {
			acts = append(acts, customer.Act{p.ID, day(-1), customer.ActOrder, 1})
		}
		x.acted(t, append(acts, customer.Act{people[0].ID, day(-1), customer.ActSpeak, 1})...)
		x.fold(t)
		must(t, x.Merge(x.owner, people[4].ID, people[3].ID, ""))
		board, err := x.Board(x.owner)
		must(t, err)
		var got []string
		for _, r := range board {
			line := fmt.Sprint(r.Word.Zh, r.People, "/", r.Reached)
			if r.Conversion != nil {
				line += fmt.Sprintf(" %.2f", *r.Conversion)
			}
			got = append(got, line)
		}
		if d := cmp.Diff([]string{"交易3/4 0.25", "粉丝1/1 0.00", "铁粉0/0", "合伙人0/0", "股东0/0"}, got); d != "" {
			t.Error(d)
		}
	})
}

func TestRulesCanBeSet(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		i := x.one(t, 0, customer.Card{Keys: keys("account@s", "1")})
		x.acted(t, customer.Act{i, day(0), customer.ActOrder, 1})
		x.fold(t)
		rules, err := x.Rules(x.owner)
		must(t, err)
		if d := cmp.Diff(customer.DefaultRules(), rules); d != "" {
			t.Error(d)
		}
		rules.Tie.HalfLife = 0
		if err := x.SetRules(x.owner, rules); err == nil {
			t.Error("a half-life of 0 days was taken")
		}
		rules = customer.DefaultRules()
		rules.Ladder.BuyerOrders, rules.Tie.Weights["order"] = 2, 12
		must(t, x.SetRules(x.owner, rules))
		x.clean(t)
		x.fold(t)
		if got := x.where(t, i); got != "无 信任感 强关联" {
			t.Errorf("by the new rules %s", got)
		}
		x.clean(t)
	})
}

// Facts of moves are published by the verbs of this room.
func TestVerbsPublishMoves(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		i := x.one(t, 0, customer.Card{Keys: keys("account@s", "1")})
		x.acted(t, customer.Act{i, day(0), customer.ActOrder, 1})
		must(t, x.Climb(x.owner, i, customer.LevelFan, "x", false))
		payload, err := db.One[string](x.owner, x.Read(), `SELECT payload FROM event_fact WHERE kind = 'customer.moved'`)
		must(t, err)
		if payload == "" || event.Fact(customer.Moved{}).FactKind() != "customer.moved" {
			t.Error(payload)
		}
	})
}
