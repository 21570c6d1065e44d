package campaign

import (
	"context"
	"maps"
	"slices"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/org"
)

// Measured is how a campaign lives, spreads and pays.
type Measured struct {
	Days     []LifeDay
	HalfLife int    // the first day, from 1, on which at most half as many people took part as on the first (CAM-14); 0 not yet
	StopDay  string // the first day whose last seven days cost more than they brought (CAM-14); "" none, or the margin is unknown
	People   int64  // who took part
	Brought  int64  // of them, whom another who took part brought
	K        *float64
	Early    bool   // nobody has taken part for fourteen days yet: K is of everybody so far (REF-05)
	Cycle    *int64 // ms: the median time between an inviter's coming and that of whom they brought
	Sales    int64  // fen: what was paid and not sent back, of seats that are settled
	Cost     int64  // fen: rewards that were given, and what was taken of packets that staff sent by hand
	Profit   *int64 // fen: sales × margin; nil while the margin is unknown
	ROI      *float64
	Planned  *Loop // how it was to spread (REF-05), nil nothing was planned
}

// LifeDay is one day of a campaign.
type LifeDay struct {
	Day    string
	People int64    // different people who took part that day
	Share  *float64 // of those of the first day
	Sales  int64    // fen
	Cost   int64    // fen
}

// cohortDays is how long (REF-05 as corrected) somebody has to have taken part to count in K, and how long they have to bring people.
const cohortDays = 14

const dayMs = 24 * 3_600_000

// contribution is of a seat what is measured.
type contribution struct {
	PersonID   customer.ID
	InstanceID InstanceID
	Entry      Kind
	State      string
	At         int64
	Paid, Back int64
	Amount     int64
	Place      int64
	Standing   Standing
}

// byHand are the states of a seat that holds the money of a packet which one of the staff sent in a chat: it is nobody's.
var byHand = []string{"handed", "handed_out", "handed_back"}

// cost gives what a seat cost: a reward that arrived, and of a packet sent by hand what was taken (its place), all that is left to it once
// it is over.
func (s contribution) cost() int64 {
	switch {
	case s.State == "received", slices.Contains(byHand, s.State) && s.Standing == Spent:
		return s.Amount
	case slices.Contains(byHand, s.State):
		return s.Place
	}
	return 0
}

// Measure reads how a campaign lives, spreads and pays. It reads every seat: it is for whoever asks, not for a page that looks again by
// itself.
func (s *Service) Measure(ctx context.Context, i ID) (Measured, error) {
	c, err := s.Get(ctx, i)
	if err != nil {
		return Measured{}, err
	}
	q := s.db.Read()
	zone, err := org.Zone(ctx, q)
	if err != nil {
		return Measured{}, err
	}
	t := Terms{}
	if c.Revision > 0 {
		r, err := revision(ctx, q, i, c.Revision)
		if err != nil {
			return Measured{}, err
		}
		if t, err = r.terms(); err != nil {
			return Measured{}, err
		}
	}
	return s.measure(ctx, q, c, t, zone)
}

// measure is Measure of a campaign under the terms in force.
func (s *Service) measure(ctx context.Context, q db.Q, c Campaign, t Terms, zone *time.Location) (Measured, error) {
	i, now := c.ID, s.db.Clock().Now().UnixMilli()
	m := newMeasuring(now)
	if m.today = clock.Day(now, zone); c.State == Live {
		m.lasts = min(clock.Day(now-dayMs, zone), clock.Day(t.Until, zone))
	}
	err := db.Each(ctx, q, func(in Instance) error { m.owner[in.ID] = in.OwnerID; return nil },
		`SELECT `+instanceColumns+` FROM campaign_instance WHERE campaign_id = $1 AND owner_id <> 0`, i)
	if err != nil {
		return Measured{}, err
	}
	err = db.Each(ctx, q, func(one contribution) error { m.add(one, clock.Day(one.At, zone)); return nil }, `
		SELECT person_id, instance_id, entry, state, at, paid, back, amount, place, standing FROM campaign_seat
		WHERE campaign_id = $1 AND (person_id <> 0 OR state IN ('handed', 'handed_out', 'handed_back')) ORDER BY id`, i)
	out := m.measured(t.Margin)
	out.Planned = t.Planned
	return out, err
}

// measuring gathers what is measured, seat by seat in the order in which they came.
type measuring struct {
	now    int64
	today  string // whose numbers are not whole yet; "" all days are
	lasts  string // the last day of which it is known that it ran; "" that of the last seat
	owner  map[InstanceID]customer.ID
	first  map[customer.ID]int64       // when somebody first took part
	by     map[customer.ID]customer.ID // who brought them
	days   map[string]*LifeDay
	people map[string]map[customer.ID]bool
	out    Measured
}

func newMeasuring(now int64) *measuring {
	return &measuring{now: now, owner: map[InstanceID]customer.ID{}, first: map[customer.ID]int64{}, by: map[customer.ID]customer.ID{}, days: map[string]*LifeDay{}, people: map[string]map[customer.ID]bool{}}
}

func (m *measuring) add(s contribution, day string) {
	d := m.days[day]
	if d == nil {
		d = &LifeDay{Day: day}
		m.days[day], m.people[day] = d, map[customer.ID]bool{}
	}
	if s.State == "settled" {
		d.Sales += s.Paid - s.Back
	}
	d.Cost += s.cost()
	if s.Entry == "" || s.PersonID == 0 { // a reward, or a packet that staff sent: nobody came in by it
		return
	}
	m.people[day][s.PersonID] = true
	if _, known := m.first[s.PersonID]; known {
		return
	}
	m.first[s.PersonID] = s.At
	if by := m.owner[s.InstanceID]; by != 0 && by != s.PersonID {
		m.by[s.PersonID] = by
	}
}

func (m *measuring) measured(margin int64) Measured {
	out := m.out
	for day, d := range m.days {
		d.People = int64(len(m.people[day]))
		out.Sales, out.Cost = out.Sales+d.Sales, out.Cost+d.Cost
	}
	out.Days = m.calendar()
	share(out.Days)
	whole := out.Days
	if n := len(whole); n > 0 && whole[n-1].Day == m.today {
		whole = whole[:n-1]
	}
	out.HalfLife, out.StopDay = halfLife(whole), stopDay(whole, margin)
	out.People, out.Brought = int64(len(m.first)), int64(len(m.by))
	m.spread(&out)
	if margin > 0 {
		profit := out.Sales * margin / 100
		out.Profit = &profit
		if out.Cost > 0 {
			roi := float64(profit-out.Cost) / float64(out.Cost)
			out.ROI = &roi
		}
	}
	return out
}

// calendar gives all days from the first on which somebody took part to the last, those between on which nobody did too; while it runs,
// to yesterday at least.
func (m *measuring) calendar() []LifeDay {
	named := slices.Sorted(maps.Keys(m.days))
	if len(named) == 0 {
		return nil
	}
	var out []LifeDay
	day, err := time.Parse(time.DateOnly, named[0])
	for last := max(named[len(named)-1], m.lasts); err == nil && day.Format(time.DateOnly) <= last; day = day.AddDate(0, 0, 1) {
		d := LifeDay{Day: day.Format(time.DateOnly)}
		if there := m.days[d.Day]; there != nil {
			d = *there
		}
		out = append(out, d)
	}
	return out
}

// spread fills in K and the cycle time (REF-05): how many people each brought within fourteen days of coming, of those who came at least
// as long ago; of everybody while there are none.
func (m *measuring) spread(out *Measured) {
	old := func(who customer.ID) bool { return m.now-m.first[who] >= cohortDays*dayMs }
	cohort := 0
	for who := range m.first {
		if old(who) {
			cohort++
		}
	}
	out.Early = cohort == 0
	if out.Early {
		cohort = len(m.first)
	}
	brought, cycles := 0, []int64{}
	for who, by := range m.by {
		at, here := m.first[by]
		if !here {
			continue
		}
		wait := m.first[who] - at
		cycles = append(cycles, wait)
		if out.Early || old(by) && wait <= cohortDays*dayMs {
			brought++
		}
	}
	if cohort > 0 {
		k := float64(brought) / float64(cohort)
		out.K = &k
	}
	if len(cycles) > 0 {
		slices.Sort(cycles)
		out.Cycle = &cycles[len(cycles)/2]
	}
}

// begun gives the first day on which somebody took part: packets may have been sent by hand before. It is len(days) while nobody did.
func begun(days []LifeDay) int {
	for n := range days {
		if days[n].People > 0 {
			return n
		}
	}
	return len(days)
}

// share fills in how many took part on each day, of those of the first.
func share(days []LifeDay) {
	first := begun(days)
	for n := first; n < len(days); n++ {
		of := float64(days[n].People) / float64(days[first].People)
		days[n].Share = &of
	}
}

// halfLife gives the first day, from 1, on which at most half as many people took part as on the first (CAM-14: 100, 80, 64, 51.2,
// 40.96 → day 5), 0 not yet.
func halfLife(days []LifeDay) int {
	first := begun(days)
	for n := first + 1; n < len(days); n++ {
		if 2*days[n].People <= days[first].People {
			return n + 1
		}
	}
	return 0
}

// stopDay gives the first day whose last seven days, all of them of the campaign, cost more than they brought (CAM-14: 900 < 1,000).
func stopDay(days []LifeDay, margin int64) string {
	for n := 6; n < len(days) && margin > 0; n++ {
		gain, cost := int64(0), int64(0)
		for _, d := range days[n-6 : n+1] {
			gain, cost = gain+d.Sales*margin/100, cost+d.Cost
		}
		if gain < cost {
			return days[n].Day
		}
	}
	return ""
}
