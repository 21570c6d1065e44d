package customer

import "slices"

// Mind is one of the minds of a person towards the brand, or one of their habits of acting (CUS-08).
type Mind struct {
	Code   string
	Zh, En string
	Need   int64
	Have   int64
	Holds  bool
	DueAt  int64 // ms when it changes by time alone, 0 never
}

// Habit is how many days of the window a person was active on: habit = active_days / window_days.
type Habit struct {
	Active int64
	Window int64
	DueAt  int64 // ms when it changes by time alone, 0 never
}

// Ratio gives the habit, 0 … 1.
func (h Habit) Ratio() float64 { return float64(h.Active) / float64(h.Window) }

// measure is something that can be told of a life on any day.
type measure struct {
	code, zh, en string
	need         int64
	have         func(l *life, day int) int64
	holds        func(l *life, day int) bool // nil: have reaches need
	turns        func(l *life) []int         // the days on which either may change
}

func (m measure) holding(l *life, day int) bool {
	if m.holds != nil {
		return m.holds(l, day)
	}
	return m.have(l, day) >= m.need
}

// next gives the first day after today on which it holds and did not, or the other way round; 0 never.
func (m measure) next(l *life, today int) int {
	_, day := path(append(m.turns(l), today), today, func(day int) int64 { return truth(m.holding(l, day)) })
	return day
}

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// minds lists the four minds 信任 参与 依赖 上瘾 and the two behaviours 复购 转介绍.
func (r Rules) minds() []measure {
	m := r.Mind
	return []measure{
		{code: "trust", zh: "信任", en: "Trust", need: r.Depth.Trust,
			have:  func(l *life, day int) int64 { return l.trust.upTo(day) },
			turns: func(l *life) []int { return slices.Clone(l.trust.days) }},
		{code: "participation", zh: "参与", en: "Participation", need: m.TakePartActs,
			have:  func(l *life, day int) int64 { return l.participation.between(day-m.TakePartDays+1, day) },
			turns: func(l *life) []int { return leaving(l.participation.days, m.TakePartDays) }},
		{code: "dependence", zh: "依赖", en: "Dependence", need: int64(m.DependWeeks),
			have: func(l *life, day int) int64 { return l.acts.weeks(day, m.DependWeeks, day-7*m.DependWeeks+1) },
			turns: func(l *life) (out []int) {
				for _, d := range l.acts.days {
					out = appendWeeks(out, d, m.DependWeeks)
				}
				return out
			}},
		{code: "addiction", zh: "上瘾", en: "Addiction", need: m.AddictActive,
			have:  func(l *life, day int) int64 { return l.acts.daysBetween(day-m.AddictDays+1, day) },
			holds: m.addicted,
			turns: func(l *life) []int { return leaving(l.acts.days, m.AddictDays) }},
		{code: "repurchase", zh: "复购", en: "Repurchase", need: 2,
			have:  func(l *life, day int) int64 { return l.orders.upTo(day) },
			turns: func(l *life) []int { return slices.Clone(l.orders.days) }},
		{code: "referral", zh: "转介绍", en: "Referral", need: 1,
			have:  func(l *life, day int) int64 { return l.referrals.upTo(day) },
			turns: func(l *life) []int { return slices.Clone(l.referrals.days) }},
	}
}

// addicted tells who is active on most days, several times a day (日三活); an act stands for a session.
func (m MindRules) addicted(l *life, day int) bool {
	from := day - m.AddictDays + 1
	active := l.acts.daysBetween(from, day)
	return active >= m.AddictActive && l.acts.between(from, day) >= m.AddictSession*active
}

// leaving lists days and those on which they leave a window of so many days.
func leaving(days []int, window int) []int {
	out := make([]int, 0, 2*len(days))
	for _, d := range days {
		out = append(out, d, d+window)
	}
	return out
}

// habit gives the active days of the window and the next day on which their number changes by time alone.
func (m MindRules) habit(l *life, today int) (h Habit, next int) {
	count := func(day int) int64 { return l.acts.daysBetween(day-m.HabitWindow+1, day) }
	_, next = path(append(leaving(l.acts.days, m.HabitWindow), today), today, count)
	return Habit{Active: count(today), Window: int64(m.HabitWindow)}, next
}
