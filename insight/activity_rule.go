package insight

import (
	"slices"

	"qunli/customer"
)

// talkDay is what one talker (a person, or a name as written) said on one day.
type talkDay struct {
	who      int64
	day      day
	messages int64
}

// talk sums up who spoke.
type talk struct {
	messages int64
	by       map[int64]int64 // messages of each talker
	active   map[day]int     // talkers of each day
	months   map[month]int   // talkers of each month
	first    map[int64]day
	returned map[int64]bool // spoke again 1 to 7 days after first speaking
}

// talkOf folds days of talkers in any order, one row a talker and day.
func talkOf(rows []talkDay) talk {
	t := talk{by: map[int64]int64{}, active: map[day]int{}, months: map[month]int{}, first: map[int64]day{}, returned: map[int64]bool{}}
	rows = slices.SortedFunc(slices.Values(rows), func(a, b talkDay) int { return int(a.day - b.day) })
	last := map[int64]month{}
	for _, r := range rows {
		if r.messages <= 0 {
			continue
		}
		t.messages += r.messages
		t.by[r.who] += r.messages
		t.active[r.day]++
		if m, spoke := last[r.who]; !spoke || m != r.day.month() {
			t.months[r.day.month()]++
			last[r.who] = r.day.month()
		}
		if first, known := t.first[r.who]; !known {
			t.first[r.who] = r.day
		} else if r.day-first <= 7 {
			t.returned[r.who] = true
		}
	}
	return t
}

// dau is talkers a day over all days of the span, talking or not.
func (t talk) dau(days int) *float64 {
	sum := 0
	for _, n := range t.active {
		sum += n
	}
	return ratio(sum, days)
}

// mau is talkers a calendar month, over months in which anybody talked.
func (t talk) mau() *float64 {
	sum := 0
	for _, n := range t.months {
		sum += n
	}
	return ratio(sum, len(t.months))
}

// topShare is what the ⌈0.1 × talkers⌉ most talkative said ÷ all.
func (t talk) topShare() *float64 {
	counts := t.counts()
	top := int64(0)
	for _, n := range counts[len(counts)-(len(counts)+9)/10:] {
		top += n
	}
	return ratio(top, t.messages)
}

// gini of messages per talker: 0 when all said as much, towards 1 when one said everything.
func (t talk) gini() *float64 {
	counts := t.counts()
	if len(counts) == 0 {
		return nil
	}
	n, weighted := float64(len(counts)), 0.0
	for i, c := range counts {
		weighted += float64(i+1) * float64(c)
	}
	g := 2*weighted/(n*float64(t.messages)) - (n+1)/n
	return &g
}

// counts gives messages per talker, fewest first.
func (t talk) counts() []int64 {
	var out []int64
	for _, n := range t.by {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// newcomers counts talkers whose first day lies at least 7 days before last, and how many of them spoke again within 7.
func (t talk) newcomers(last day) (watched, returned int) {
	for who, first := range t.first {
		if first+7 > last {
			continue
		}
		watched++
		if t.returned[who] {
			returned++
		}
	}
	return watched, returned
}

// decentral is 1 − Σ share², over talkers (INS-14): 0 when one talks, towards 1 when many do equally. nil when nobody does.
func (t talk) decentral() *float64 {
	if t.messages == 0 {
		return nil
	}
	sum := 0.0
	for _, n := range t.counts() { // in one order, so that the same facts give the same digits
		share := float64(n) / float64(t.messages)
		sum += share * share
	}
	d := 1 - sum
	return &d
}

// top3 is the share of the three most talkative.
func (t talk) top3() *float64 {
	counts := t.counts()
	top := int64(0)
	for _, n := range counts[max(0, len(counts)-3):] {
		top += n
	}
	return ratio(top, t.messages)
}

// engagement is INS-03 of one community, or of all.
type engagement struct {
	members  map[customer.ID]bool // present at any time in the window
	speakers map[customer.ID]bool // of these, who spoke
	actors   map[customer.ID]bool // of these, who did anything: spoke, voted, clicked, checked in, grabbed
	messages int64                // by members
}

func newEngagement() *engagement {
	return &engagement{map[customer.ID]bool{}, map[customer.ID]bool{}, map[customer.ID]bool{}, 0}
}

// spoke counts messages of a person; those of people who were no members do not count.
func (e *engagement) spoke(who customer.ID, messages int64) {
	if e.members[who] && messages > 0 {
		e.speakers[who], e.actors[who] = true, true
		e.messages += messages
	}
}

func (e *engagement) acted(who customer.ID) {
	if e.members[who] {
		e.actors[who] = true
	}
}

func (e *engagement) speakRate() *float64       { return ratio(len(e.speakers), len(e.members)) }
func (e *engagement) interactionRate() *float64 { return ratio(len(e.actors), len(e.members)) }

// perMemberDay is messages ÷ members ÷ days.
func (e *engagement) perMemberDay(days int) *float64 {
	return ratio(e.messages, int64(len(e.members)*days))
}
