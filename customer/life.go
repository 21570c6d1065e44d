package customer

import (
	"cmp"
	"slices"
	"time"
)

// dayNumber gives the days from 1970-01-01 to a day YYYY-MM-DD; false for what is none.
func dayNumber(day string) (int, bool) {
	t, err := time.Parse(time.DateOnly, day)
	return int(t.Unix() / 86400), err == nil
}

// dayText is dayNumber backwards.
func dayText(n int) string { return time.Unix(int64(n)*86400, 0).UTC().Format(time.DateOnly) }

// startOf gives the first moment (ms) of a day in zone, which is not midnight where clocks skip it.
func startOf(n int, zone *time.Location) int64 {
	day := time.Unix(int64(n)*86400, 0).UTC()
	t := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, zone)
	if t.Day() != day.Day() {
		_, t = t.ZoneBounds()
	}
	return t.UnixMilli()
}

// dayOf gives the number of the day on which a moment (ms) lies in zone.
func dayOf(ms int64, zone *time.Location) int {
	y, m, d := time.UnixMilli(ms).In(zone).Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// series is something counted by day.
type series struct {
	days  []int   // ascending, once each
	total []int64 // up to and including the day
}

// add counts n on a day not before the last one added.
func (s *series) add(day int, n int64) {
	last := len(s.days) - 1
	switch {
	case last < 0:
		s.days, s.total = append(s.days, day), append(s.total, n)
	case s.days[last] == day:
		s.total[last] += n
	default:
		s.days, s.total = append(s.days, day), append(s.total, s.total[last]+n)
	}
}

// upTo counts everything up to and including a day.
func (s *series) upTo(day int) int64 {
	i, found := slices.BinarySearch(s.days, day)
	if found {
		return s.total[i]
	}
	if i == 0 {
		return 0
	}
	return s.total[i-1]
}

// between counts from one day to another, both included.
func (s *series) between(from, to int) int64 {
	if from > to {
		return 0
	}
	return s.upTo(to) - s.upTo(from-1)
}

// daysBetween counts the days, both included, on which there was anything.
func (s *series) daysBetween(from, to int) int64 {
	low, _ := slices.BinarySearch(s.days, from)
	high, _ := slices.BinarySearch(s.days, to+1)
	return int64(max(high-low, 0))
}

// reached gives the day on which the n-th was counted; false when there are fewer.
func (s *series) reached(n int64) (int, bool) {
	i, _ := slices.BinarySearch(s.total, n)
	if i == len(s.total) {
		return 0, false
	}
	return s.days[i], true
}

// weeks counts, of the last so many weeks that end on day, those with anything not before from. A week is seven days counted
// back from day.
func (s *series) weeks(day, weeks, from int) (n int64) {
	for w := range weeks {
		if s.between(max(day-7*w-6, from), day-7*w) > 0 {
			n++
		}
	}
	return n
}

// life is what is known of one person, those merged into them included, as far as a standing follows from it.
type life struct {
	added int // day of the first contact by which we could reach the person
	known bool

	acts          series // of every kind
	twoWay        series
	trust         series
	participation series
	ritual        series
	orders        series
	referrals     series // valid ones
	made          series // content of their own
	partner       series
	shareholder   series
	ties          []anchor // scores, on the days that add to them
}

// newLife reads acts, which may come in any order and of several people; weights are those of the rules.
func newLife(rows []actDay, rules TieRules, weights map[string]float64) *life {
	l := &life{}
	days := sumDays(rows)
	for _, a := range days {
		l.take(a)
	}
	l.ties = rules.anchors(days, weights)
	return l
}

// dayActs is how often something was done on a day.
type dayActs struct {
	day  int
	kind string
	acts int64
}

// sumDays adds up the acts of several people, by day and then kind. What was taken back more often than it was counted is
// nothing.
func sumDays(rows []actDay) []dayActs {
	type key struct {
		day  int
		kind string
	}
	sums := make(map[key]int64, len(rows))
	for _, r := range rows {
		if day, ok := dayNumber(r.Day); ok {
			sums[key{day, r.Kind}] += r.Acts
		}
	}
	out := make([]dayActs, 0, len(sums))
	for k, acts := range sums {
		if acts > 0 {
			out = append(out, dayActs{k.day, k.kind, acts})
		}
	}
	slices.SortFunc(out, compareDays)
	return out
}

// take counts acts of a day not before those taken already.
func (l *life) take(a dayActs) {
	k, ok := ActKindOf(a.kind)
	if !ok {
		return
	}
	l.acts.add(a.day, a.acts)
	if k.TwoWay {
		l.twoWay.add(a.day, a.acts)
	}
	switch k.Stage {
	case StageTrust:
		l.trust.add(a.day, a.acts)
	case StageParticipation:
		l.participation.add(a.day, a.acts)
	case StageRitual:
		l.ritual.add(a.day, a.acts)
	}
	switch a.kind {
	case ActOrder:
		l.orders.add(a.day, a.acts)
	case ActReferral:
		l.referrals.add(a.day, a.acts)
	case ActUGC:
		l.made.add(a.day, a.acts)
	case ActPartner:
		l.partner.add(a.day, a.acts)
	case ActShareholder:
		l.shareholder.add(a.day, a.acts)
	}
}

// step is a value that holds from a day on.
type step struct {
	day   int
	value int64
}

// path gives the values that at has had up to today, each from its first day on, and the first day after today on which it
// has another value, 0 never. turns are the days on which at may change, in any order; before the first it is 0.
func path(turns []int, today int, at func(day int) int64) (steps []step, next int) {
	slices.Sort(turns)
	last := int64(0)
	for _, day := range slices.Compact(turns) {
		value := at(day)
		if day > today {
			if value != last {
				return steps, day
			}
			continue
		}
		if value != last {
			steps, last = append(steps, step{day, value}), value
		}
	}
	return steps, 0
}

// compareDays orders acts by day, then kind.
func compareDays(x, y dayActs) int {
	return cmp.Or(cmp.Compare(x.day, y.day), cmp.Compare(x.kind, y.kind))
}
