package campaign

import (
	"fmt"
	"testing"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
)

// The worked numbers of CAM-14 as corrected: participation 100, 80, 64, 51.2, 40.96 has its half-life on day 5; a week that brings 900 and
// costs 1,000 is one to stop after.
func TestHalfLifeAndTheDayToStop(t *testing.T) {
	days := []LifeDay{}
	for n, people := range []int64{10000, 8000, 6400, 5120, 4096} {
		days = append(days, LifeDay{Day: fmt.Sprint("2026-03-0", n+1), People: people})
	}
	share(days)
	if got := halfLife(days); got != 5 || *days[3].Share != .512 {
		t.Errorf("half-life on day %d, a share of %v", got, *days[3].Share)
	}
	week := make([]LifeDay, 7)
	for n := range week {
		week[n] = LifeDay{Day: fmt.Sprint("2026-03-0", n+1), Sales: 300, Cost: 143}
	}
	week[6].Sales, week[6].Cost = 450, 142 // 2,250 of sales at 40 % are 900; the cost is 1,000
	if got := stopDay(week, 40); got != "2026-03-07" {
		t.Errorf("to be stopped on %q", got)
	}
	if got := stopDay(week[:6], 40) + stopDay(week, 45) + stopDay(week, 0); got != "" {
		t.Errorf("six days, a good week and an unknown margin are told to stop on %q", got)
	}
}

// K counts whom people brought within fourteen days of coming, of those who came fourteen days ago or more (REF-05).
func TestSpread(t *testing.T) {
	const now = 100 * dayMs
	m := newMeasuring(now)
	come := func(who customer.ID, day int64, in InstanceID) {
		m.add(contribution{PersonID: who, InstanceID: in, Entry: Join, At: day * dayMs}, clock.Day(day*dayMs, time.UTC))
	}
	m.owner = map[InstanceID]customer.ID{1: 1, 2: 2}
	come(1, 50, 1) // opens
	come(2, 52, 1) // brought by 1 after two days
	come(3, 55, 1) // after five
	come(4, 80, 2) // brought by 2, too late for their cohort
	come(3, 81, 2) // was here before
	come(5, 95, 9) // came by themselves, lately
	got := m.measured(0)
	if got.People != 5 || got.Brought != 3 || got.Early {
		t.Errorf("%+v", got)
	}
	if *got.K != 2.0/4 { // 1 to 4 came long enough ago; 1 brought two in time
		t.Errorf("K %v", *got.K)
	}
	if len(got.Days) != 46 || got.Days[1].People != 0 || got.Days[2].People != 1 {
		t.Errorf("from the 50th day to the 95th are %d", len(got.Days))
	}
	if *got.Cycle != 5*dayMs {
		t.Errorf("a cycle of %d days", *got.Cycle/dayMs)
	}
}

// INS-11: cost 2,000 and profit 5,000 are 150 %.
func TestReturn(t *testing.T) {
	m := newMeasuring(0)
	m.add(contribution{PersonID: 1, Entry: Join, State: "settled", Paid: 1_100_000, Back: 100_000}, "2026-03-01")
	m.add(contribution{PersonID: 1, State: "received", Amount: 200_000}, "2026-03-01")
	if got := m.measured(50); *got.Profit != 500_000 || *got.ROI != 1.5 {
		t.Errorf("profit %d, return %v", *got.Profit, *got.ROI)
	}
	if got := m.measured(0); got.Profit != nil || got.ROI != nil {
		t.Error("a return out of an unknown margin")
	}
}
