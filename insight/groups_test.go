package insight

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/referral"
)

// village is a shop with two groups: "a" of store s1, "b" of store s2.
type village struct {
	*shop
	of map[string]community.ID
}

func eachVillage(t *testing.T, f func(v *village)) {
	eachShop(t, func(s *shop) {
		s.open("s1", "s2")
		v := &village{s, map[string]community.ID{}}
		s.tx(func(ctx context.Context, tx *db.Tx) (err error) {
			v.of, err = community.Ensure(ctx, tx, 0, []community.Known{{Source: "test", Code: "a", Store: s.stores["s1"]},
				{Source: "test", Code: "b", Store: s.stores["s2"]}})
			return err
		})
		f(v)
	})
}

// moved books a join, and a leave where left is not "".
func (v *village) moved(code string, who customer.ID, inviter customer.ID, joined, left string) {
	moves := []community.Movement{{Community: v.of[code], Customer: who, Kind: community.Join, At: v.at(joined, 9), Inviter: inviter, Scene: "invite"}}
	if left != "" {
		moves = append(moves, community.Movement{Community: v.of[code], Customer: who, Kind: community.Leave, At: v.at(left, 9)})
	}
	v.tx(func(ctx context.Context, tx *db.Tx) error {
		_, err := community.Moved(ctx, tx, 0, moves)
		return err
	})
}

// said books n messages of a person on a day.
func (v *village) said(code string, who customer.ID, day string, n int) {
	var list []conversation.Message
	for i := range n {
		list = append(list, conversation.Message{Community: v.of[code], Name: who.String(), Customer: who, At: v.at(day, 10) + int64(i)*1000,
			Content: conversation.Text, Text: "你好", Ref: fmt.Sprintf("%s/%s/%s/%d", code, who, day, i)})
	}
	v.tx(func(ctx context.Context, tx *db.Tx) error {
		_, err := conversation.Take(ctx, tx, 0, v.zone, list)
		return err
	})
}

func (v *village) touched(code string, who customer.ID, day, kind string) {
	v.tx(func(ctx context.Context, tx *db.Tx) error {
		_, err := customer.TouchAll(ctx, tx, []customer.Touch{{CustomerID: who, Kind: kind, At: v.at(day, 11), CommunityID: int64(v.of[code])}})
		return err
	})
}

func names(prefix string, n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf("%s%d", prefix, i))
	}
	return out
}

// TestRetentionWorkedNumber is INS-05: 60 joins, 20 leaves → 3.0; no leaves → no loss; neither → no movement. A store's person
// sees the groups of the store only.
func TestRetentionWorkedNumber(t *testing.T) {
	eachVillage(t, func(v *village) {
		for i, who := range v.people("2026-05-01", "", names("p", 60)...) {
			left := ""
			if i < 20 {
				left = "2026-05-10"
			}
			v.moved("a", who, 0, "2026-05-04", left)
		}
		a := v.ask(v.root(), "retention", Params{From: "2026-05-04", To: "2026-05-10"})
		if r := v.value(a, "r"); r != 3 {
			v.Errorf("R %v, want 3", r)
		}
		v.rowsMatch(v.root(), a)
		if r := v.ask(v.root(), "retention", Params{From: "2026-05-04", To: "2026-05-09"}); v.value(r, "r") != -1 || r.Values[0].Note.En != "no loss" {
			v.Errorf("without leaves: %v, %v", v.value(r, "r"), r.Values[0].Note)
		}
		none := v.ask(v.keeper("s2"), "retention", Params{From: "2026-05-04", To: "2026-05-10"})
		if v.value(none, "joins") != 0 || none.Values[0].Note.En != "no movement" || len(none.Table("communities").Rows) != 1 {
			v.Errorf("another store sees %v joins", v.value(none, "joins"))
		}
	})
}

// TestShrinkingWeeks: three whole weeks in a row with more leaves than joins raise the alarm; a week that is not whole does not
// count.
func TestShrinkingWeeks(t *testing.T) {
	by := map[day]speeds{}
	monday, _ := parseDay("2026-05-04")
	for i, s := range []speeds{{Joins: 5, Leaves: 5}, {Joins: 1, Leaves: 2}, {Leaves: 1}, {Joins: 3, Leaves: 4}, {Joins: 9}} {
		by[monday+day(7*i)] = s
	}
	if monday.monday() != monday || (monday+6).monday() != monday {
		t.Fatalf("%s is a Monday", monday)
	}
	weeks := wholeWeeks(by, monday-1, monday+7*4+3)
	if len(weeks) != 4 || shrinkingWeeks(weeks) != 3 {
		t.Errorf("%d whole weeks, %d shrinking", len(weeks), shrinkingWeeks(weeks))
	}
	if v := shrinkingValue(weeks); v.Note == nil {
		t.Error("three shrinking weeks raise no alarm")
	}
	if v := shrinkingValue(weeks[:3]); v.Note != nil {
		t.Error("two shrinking weeks raise an alarm")
	}
}

// TestActivityOfGroups: people who came, spoke, or only voted; who left before the window is no member of it.
func TestActivityOfGroups(t *testing.T) {
	eachVillage(t, func(v *village) {
		p := v.people("2026-05-01", "", names("p", 5)...)
		v.moved("a", p[0], 0, "2026-05-01", "")
		v.moved("a", p[1], 0, "2026-05-01", "")
		v.moved("a", p[2], 0, "2026-05-01", "2026-05-12")
		v.moved("a", p[3], 0, "2026-05-01", "2026-05-05")
		v.moved("b", p[4], 0, "2026-05-11", "")
		v.said("a", p[0], "2026-05-11", 6)
		v.said("a", p[0], "2026-05-14", 1)
		v.touched("a", p[1], "2026-05-13", customer.ActVote)
		a := v.ask(v.root(), "activity", Params{From: "2026-05-10", To: "2026-05-16"})
		for name, want := range map[string]float64{"members": 4, "member_speakers": 1, "actors": 3, "speak_rate": 0.25, "interaction_rate": 0.75,
			"messages": 7, "msgs_per_member_day": 0.25, "active_days": 2, "silent_members": 3} {
			if got := v.value(a, name); got != want {
				v.Errorf("%s: %v, want %v", name, got, want)
			}
		}
		v.rowsMatch(v.root(), a)
		only := v.ask(v.root(), "activity", Params{From: "2026-05-10", To: "2026-05-16", Where: map[string]string{"community": "test/b"}})
		if v.value(only, "members") != 1 || v.value(only, "messages") != 0 {
			v.Errorf("group b: %v members, %v messages", v.value(only, "members"), v.value(only, "messages"))
		}
		if own := v.ask(v.keeper("s2"), "activity", Params{From: "2026-05-10", To: "2026-05-16"}); v.value(own, "members") != 1 {
			v.Errorf("store s2 sees %v members", v.value(own, "members"))
		}
		written := v.ask(v.root(), "activity", Params{By: "written"})
		if v.value(written, "speakers") != 1 || v.value(written, "peak_hour") != 10 || v.value(written, "peak_messages") != 7 {
			v.Errorf("as written: %+v", written.Values)
		}
	})
}

// TestStructureOfGroups: what acts link people to, 100 % together.
func TestStructureOfGroups(t *testing.T) {
	eachVillage(t, func(v *village) {
		p := v.people("2026-05-01", "", "x", "y", "z")
		v.moved("a", p[0], 0, "2026-05-01", "")
		v.moved("a", p[1], p[0], "2026-05-02", "")
		v.touched("a", p[1], "2026-05-03", customer.ActView)
		v.touched("a", p[1], "2026-05-03", customer.ActView)
		v.touched("a", p[2], "2026-05-03", customer.ActCart)
		window := Params{From: "2026-05-01", To: "2026-05-31"}
		a := v.ask(v.root(), "structure", window)
		if v.value(a, "person_person") != 0.25 || v.value(a, "person_information") != 0.5 || v.value(a, "person_goods") != 0.25 {
			v.Errorf("%+v", a.Values)
		}
		if v.value(a, "decentral") != -1 {
			v.Errorf("nobody spoke: %v", v.value(a, "decentral"))
		}
		v.said("a", p[0], "2026-05-04", 3)
		v.said("a", p[1], "2026-05-04", 3)
		a = v.ask(v.root(), "structure", window)
		if v.value(a, "decentral") != 0.5 {
			v.Errorf("two equal speakers: %v", v.value(a, "decentral"))
		}
		v.rowsMatch(v.root(), a)
	})
}

// TestHealthOfGroups: a group in which nobody ever acted is dead of kind A, a lively one is healthy; both can be opened.
func TestHealthOfGroups(t *testing.T) {
	eachVillage(t, func(v *village) {
		p := v.people("2026-03-01", "", names("p", 12)...)
		for _, who := range p[:11] {
			v.tx(func(ctx context.Context, tx *db.Tx) error { // known to be there, without a join
				_, err := community.Moved(ctx, tx, 0, []community.Movement{{Community: v.of["b"], Customer: who, Kind: community.Seen, At: v.at("2026-03-01", 9)}})
				return err
			})
		}
		v.moved("a", p[0], 0, "2026-03-01", "")
		v.said("a", p[0], "2026-03-02", 5)
		v.said("a", p[0], "2026-04-02", 4)
		v.said("b", p[11], "2026-03-03", 1) // 1 of 12
		a := v.ask(v.root(), "health", Params{To: "2026-04-03"})
		if v.value(a, "healthy") != 1 || v.value(a, "dead_a") != 1 {
			v.Errorf("%+v", a.Tables)
		}
		v.rowsMatch(v.root(), a)
		for l, want := range map[Life]string{Alive: "a", DeadA: "b"} {
			if got, err := groupsIn(a.Table("communities"), l); err != nil || len(got) != 1 || got[0] != v.of[want] {
				v.Errorf("%s in the table: %v, %v", l, got, err)
			}
		}
		later := v.ask(v.root(), "health", Params{To: "2026-05-03"})
		if v.value(later, "dead_b") != 1 {
			v.Errorf("a month of silence: %+v", later.Tables)
		}
	})
}

// TestGroupsOfALife: the groups of a verdict are those behind its number, also where the answer's table shows but the first.
func TestGroupsOfALife(t *testing.T) {
	eachVillage(t, func(v *village) {
		v.tx(func(ctx context.Context, tx *db.Tx) error {
			many := make([]community.Known, shownGroups+3)
			for i := range many {
				many[i] = community.Known{Source: "test", Code: fmt.Sprint("g", i), Store: v.stores["s1"]}
			}
			_, err := community.Ensure(ctx, tx, 0, many)
			return err
		})
		if err := v.Refresh(v.Context()); err != nil {
			v.Fatal(err)
		}
		a, err := v.Page(v.root(), "health")
		if err != nil {
			v.Fatal(err)
		}
		all := map[community.ID]bool{}
		for _, l := range verdicts() {
			got, err := v.GroupsOfLife(v.root(), l)
			if value, _ := a.Value(string(l)); err != nil || float64(len(got)) != *value.Number {
				v.Errorf("%s: %d groups, judged so %v, %v", l, len(got), *value.Number, err)
			}
			for _, i := range got {
				all[i] = true
			}
		}
		if len(all) != shownGroups+5 {
			v.Errorf("%d groups, want %d", len(all), shownGroups+5)
		}
		if _, err := v.GroupsOfLife(v.root(), "splendid"); !errors.Is(err, errLife) {
			v.Error(err)
		}
	})
}

// TestOverlapWorkedNumber: a has 4 people, b 2, one is in both → 50 %.
func TestOverlapWorkedNumber(t *testing.T) {
	eachVillage(t, func(v *village) {
		p := v.people("2026-05-01", "", names("p", 5)...)
		for _, who := range p[:4] {
			v.moved("a", who, 0, "2026-05-01", "")
		}
		v.moved("b", p[3], 0, "2026-05-01", "")
		v.moved("b", p[4], 0, "2026-05-01", "")
		a := v.ask(v.root(), "overlap", Params{})
		rows := a.Table("pairs").Rows
		if len(rows) != 1 || *rows[0][2].Number != 1 || *rows[0][3].Number != 0.5 {
			v.Errorf("%+v", rows)
		}
		if v.value(a, "several") != 1 || v.value(a, "overlapping") != 0 || v.value(a, "share") != 0.2 {
			v.Errorf("%+v", a.Values)
		}
		v.rowsMatch(v.root(), a)
	})
}

// TestPeopleInManyGroups: more than two marketing groups are too many.
func TestPeopleInManyGroups(t *testing.T) {
	got := pairsOf(map[int64][]community.ID{1: {3, 1, 2}, 2: {1, 2}})
	if len(got) != 3 || got[0] != (pair{1, 2, 2}) {
		t.Errorf("%+v", got)
	}
	for kind, want := range map[string]bool{"activity": true, "sales": true, "": true, "service": false, "core": false, "seed": false} {
		if marketing(group{Kind: kind}) != want {
			t.Errorf("%q is a marketing group: %v", kind, !want)
		}
	}
}

// TestSpreadOfReferrals walks a small forest through the books: counts, generations, days, scope.
func TestSpreadOfReferrals(t *testing.T) {
	eachVillage(t, func(v *village) {
		p := v.people("2026-05-01", "", names("p", 6)...)
		bond := func(child, parent customer.ID, day string) referral.Claim {
			return referral.Claim{Customer: child, Inviter: parent, At: v.at(day, 12), Source: referral.SourceImport, Ref: child.String()}
		}
		v.tx(func(ctx context.Context, tx *db.Tx) error {
			_, err := referral.Bind(ctx, tx, 0, []referral.Claim{bond(p[2], p[1], "2026-04-03"), bond(p[1], p[0], "2026-04-02"),
				bond(p[3], p[0], "2026-04-02"), bond(p[4], p[2], "2026-04-20")})
			return err
		})
		a := v.ask(v.root(), "spread", Params{})
		for name, want := range map[string]float64{"seeds": 1, "reach": 4, "multiplier": 4, "second_spread": 0.5, "trees": 1, "deepest": 3, "tree_size": 5} {
			if got := v.value(a, name); got != want {
				v.Errorf("%s: %v, want %v", name, got, want)
			}
		}
		v.rowsMatch(v.root(), a)
		few := v.ask(v.root(), "spread", Params{From: "2026-04-03", To: "2026-04-30"})
		if v.value(few, "seeds") != 1 || v.value(few, "reach") != 2 {
			v.Errorf("from the third on, %v seeds reach %v", v.value(few, "seeds"), v.value(few, "reach"))
		}
		body, err := v.JSON(v.root(), "spread", Params{})
		if err != nil || !strings.Contains(string(body), `"account":"p0"`) {
			v.Errorf("%v: %.200s", err, body)
		}
		if none := v.ask(v.keeper("s1"), "spread", Params{}); v.value(none, "reach") != 0 {
			v.Errorf("another store sees a reach of %v", v.value(none, "reach"))
		}
	})
}

// TestHarvestWorkedNumbers is INS-18 in its rules: 100 members, 250 outsiders → 2.5; 60 of 400 by the brand → 15 %.
func TestHarvestWorkedNumbers(t *testing.T) {
	h := harvest{members: 100}
	for i := range 400 {
		b := newBuyer{id: customer.ID(i + 1), member: i < 100, paid: i >= 100 && i < 150, channel: "douyin"}
		if i < 60 {
			b.channel = "品牌搜索"
		}
		h.buyers = append(h.buyers, b)
	}
	if spill := *ratio(h.count(newBuyer.outsider), h.members); spill != 2.5 {
		t.Errorf("spill %v", spill)
	}
	brand := h.count(func(b newBuyer) bool { ok, _ := b.byBrand(); return ok })
	if share := *ratio(brand, len(h.buyers)); share != 0.15 {
		t.Errorf("brand share %v", share)
	}
}

func TestHarvestAlarm(t *testing.T) {
	d := func(s string) day { v, _ := parseDay(s); return v }
	months := map[month]harvestMonth{}
	for _, m := range []string{"2026-03-01", "2026-04-01", "2026-05-01"} {
		months[d(m).month()] = harvestMonth{members: 90, all: 100}
	}
	if n := harvestedInARow(months, d("2026-05-31")); n != 3 {
		t.Errorf("%d months harvested", n)
	}
	if n := harvestedInARow(months, d("2026-06-15")); n != 3 {
		t.Errorf("June is not over: %d", n)
	}
	months[d("2026-04-01").month()] = harvestMonth{members: 90, all: 100, outsiders: 1}
	if n := harvestedInARow(months, d("2026-05-31")); n != 1 {
		t.Errorf("April spilt: %d", n)
	}
}

// TestHarvestOfGroups reads it from the books: who was never in a group and had no ad is an outsider.
func TestHarvestOfGroups(t *testing.T) {
	eachVillage(t, func(v *village) {
		member, outsider, bought := v.people("2026-05-01", "", "m", "o", "b"), v.people("2026-05-01", "direct", "x"), v.people("2026-05-01", "ads", "y")
		v.moved("a", member[0], 0, "2026-05-01", "")
		v.tx(func(ctx context.Context, tx *db.Tx) error {
			_, err := customer.TouchAll(ctx, tx, []customer.Touch{{CustomerID: bought[0], Kind: customer.ActClick, At: v.at("2026-05-02", 8), Cost: 100}})
			return err
		})
		v.take(v.sale("1", member[0], "2026-05-03", 9, 1000), v.sale("2", outsider[0], "2026-05-03", 9, 500), v.sale("3", bought[0], "2026-05-03", 9, 500))
		a := v.ask(v.root(), "harvest", Params{})
		for name, want := range map[string]float64{"spill": 1, "outsiders": 1, "brand": 1, "brand_share": 1.0 / 3} {
			if got := v.value(a, name); got != want {
				v.Errorf("%s: %v, want %v", name, got, want)
			}
		}
		if n := v.leftOut(a, "channel_unknown"); n != int64(1) {
			v.Errorf("channels unknown: %v", n)
		}
		v.rowsMatch(v.root(), a)
	})
}
