package insight

import "slices"

// Life is whether a group lives (COM-17).
type Life string

// The classes, in the order in which they are tried.
const (
	Young  Life = "young"  // 14 days or younger: not judged
	DeadA  Life = "dead_a" // 死群 A: never had a topic
	DeadB  Life = "dead_b" // 死群 B: was active, then neglected
	AdOnly Life = "ad_only"
	Alive  Life = "healthy"
)

// verdicts lists the judgements in the order in which they are counted.
func verdicts() []Life { return []Life{DeadA, DeadB, AdOnly, Alive, Young} }

func (l Life) title() Words {
	switch l {
	case Young:
		return Words{"新群（14 天内，不判定）", "young (within 14 days, not judged)"}
	case DeadA:
		return Words{"死群 A：从未热闹过", "dead A: never had a topic"}
	case DeadB:
		return Words{"死群 B：热闹过，后来冷了", "dead B: was active, then neglected"}
	case AdOnly:
		return Words{"只有广告", "nothing but ads"}
	}
	return Words{"健康", "healthy"}
}

// lifeRule holds the thresholds of COM-17, all of which may be changed.
type lifeRule struct {
	youngDays int     // a group is judged when older than this
	floor     float64 // part of the members who must have acted within some 7 days
	neglected float64 // activity of the last 7 days below this part of the group's own peak
	adOnly    float64 // promo messages ÷ messages above this
	lurkDays  int     // members without an act in as many days are lurkers
}

func standardLife() lifeRule { return lifeRule{14, 0.10, 0.10, 0.80, 30} }

// actDay is what one person did in a group on one day, whatever the kind.
type actDay struct {
	who  int64
	day  day
	acts int64
}

// vital is what is known of a group's life up to a day.
type vital struct {
	age        int // days since it opened
	members    int // now
	acts7      int64
	peak7      int64 // most acts within any 7 days
	actors7    int   // most distinct people who acted within any 7 days
	lurkers    int   // members now without an act in the last lurkDays
	messages   int64
	promos     int64
	sinceLast  int // days since the last act, -1 none ever
	activeDays int
}

// vitalOf reads acts (any order, several rows a person and day allowed) up to today, with today's members.
func vitalOf(acts []actDay, members map[int64]bool, opened, today day, rule lifeRule) vital {
	v := vital{age: int(today-opened) + 1, members: len(members), sinceLast: -1}
	sorted := slices.SortedFunc(slices.Values(acts), func(a, b actDay) int { return int(a.day - b.day) })
	window := map[int64]int{} // people with acts in the 7 days up to the one looked at
	sum, tail := int64(0), 0
	days := map[day]bool{}
	recent := map[int64]bool{}
	for _, a := range sorted {
		for sorted[tail].day <= a.day-7 {
			sum -= sorted[tail].acts
			if window[sorted[tail].who]--; window[sorted[tail].who] == 0 {
				delete(window, sorted[tail].who)
			}
			tail++
		}
		sum += a.acts
		window[a.who]++
		days[a.day] = true
		v.peak7, v.actors7 = max(v.peak7, sum), max(v.actors7, len(window))
		v.sinceLast = int(today - a.day)
		if a.day > today-7 {
			v.acts7 += a.acts
		}
		if a.day > today-day(rule.lurkDays) {
			recent[a.who] = true
		}
	}
	v.activeDays = len(days)
	for who := range members {
		if !recent[who] {
			v.lurkers++
		}
	}
	return v
}

// life classes a group; the first that holds.
func (v vital) life(rule lifeRule) Life {
	switch {
	case v.age <= rule.youngDays:
		return Young
	case float64(v.actors7) < rule.floor*float64(v.members) || v.actors7 == 0:
		return DeadA
	case float64(v.acts7) < rule.neglected*float64(v.peak7):
		return DeadB
	case v.messages > 0 && float64(v.promos) > rule.adOnly*float64(v.messages):
		return AdOnly
	}
	return Alive
}

// lurkerRate is members without an act in the last 30 days ÷ members.
func (v vital) lurkerRate() *float64 { return ratio(v.lurkers, v.members) }
