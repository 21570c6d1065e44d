package insight

import (
	"math"
	"testing"

	"qunli/customer"
)

// TestActivityWorkedNumber is INS-03: a group of 200, 50 speak, 90 act, 700 messages in 7 days → 25 %, 0.5 a day, 45 %.
func TestActivityWorkedNumber(t *testing.T) {
	e := newEngagement()
	for i := range 200 {
		e.members[customer.ID(i+1)] = true
	}
	for i := range 50 {
		e.spoke(customer.ID(i+1), 14)
	}
	for i := range 40 {
		e.acted(customer.ID(i + 51))
	}
	e.acted(999)     // no member
	e.spoke(999, 10) // no member
	if *e.speakRate() != 0.25 || *e.perMemberDay(7) != 0.5 || *e.interactionRate() != 0.45 {
		t.Errorf("%v, %v, %v", *e.speakRate(), *e.perMemberDay(7), *e.interactionRate())
	}
	if none := newEngagement(); none.speakRate() != nil || none.perMemberDay(7) != nil {
		t.Error("an empty group has no rates")
	}
}

// TestDecentralisation is INS-14: one speaker → 0; 100 equal speakers → 0.99.
func TestDecentralisation(t *testing.T) {
	one := talkOf([]talkDay{{1, 0, 5}, {1, 3, 5}})
	if *one.decentral() != 0 || *one.top3() != 1 {
		t.Errorf("one speaker: %v, top 3 %v", *one.decentral(), *one.top3())
	}
	var rows []talkDay
	for i := range 100 {
		rows = append(rows, talkDay{int64(i), 0, 7})
	}
	hundred := talkOf(rows)
	if math.Abs(*hundred.decentral()-0.99) > 1e-12 || math.Abs(*hundred.top3()-0.03) > 1e-12 {
		t.Errorf("100 equal: %v, top 3 %v", *hundred.decentral(), *hundred.top3())
	}
	if talkOf(nil).decentral() != nil {
		t.Error("silence has a figure")
	}
}

func TestTalkFigures(t *testing.T) {
	d := func(s string) day { v, _ := parseDay(s); return v }
	got := talkOf([]talkDay{
		{1, d("2026-01-30"), 2}, {2, d("2026-01-30"), 1}, {1, d("2026-01-31"), 1}, {1, d("2026-02-01"), 6}, {3, d("2026-02-01"), 0},
		{2, d("2026-02-07"), 1}, {4, d("2026-02-05"), 1}, {4, d("2026-02-05") + 8, 1},
	})
	if got.messages != 13 || len(got.by) != 3 || len(got.active) != 6 {
		t.Errorf("%+v", got)
	}
	if dau := *got.dau(14); dau != 7.0/14 {
		t.Errorf("talkers a day %v", dau)
	}
	if mau := *got.mau(); mau != 2.5 { // January 2, February 3
		t.Errorf("talkers a month %v", mau)
	}
	if share := *got.topShare(); share != 9.0/13 {
		t.Errorf("the top tenth of 3 is 1 who said %v", share)
	}
	if g := *got.gini(); math.Abs(g-(2*(1*2+2*2+3*9)/(3*13.0)-4.0/3)) > 1e-12 {
		t.Errorf("gini %v", g)
	}
	// Talker 2 came again on the 8th day after, 4 on the 8th too; 1 on the next day.
	if watched, back := got.newcomers(d("2026-02-13")); watched != 3 || back != 1 {
		t.Errorf("%d watched, %d came back", watched, back)
	}
	if watched, _ := got.newcomers(d("2026-02-06")); watched != 2 {
		t.Errorf("%d watched a week before the end", watched)
	}
}
