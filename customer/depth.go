package customer

import "slices"

// Depth is how deep a relationship goes (CUS-07).
type Depth int64

// The depths.
const (
	DepthNone          Depth = iota
	DepthTrust               // 信任感
	DepthParticipation       // 参与感
	DepthRitual              // 仪式感
	DepthBelonging           // 归属感
)

var depths = [...]Word{
	{"", "无", "None"}, {"trust", "信任感", "Trust"}, {"participation", "参与感", "Participation"},
	{"ritual", "仪式感", "Ritual"}, {"belonging", "归属感", "Belonging"},
}

// Depths lists the words of the depth from the bottom, none included.
func Depths() []Word { return slices.Clone(depths[:]) }

// Title gives the word of a depth.
func (d Depth) Title() Word { return wordOf(depths[:], int64(d)) }

// evidence gives what each depth needs and what there is of it on a day, from the top of the relationship down.
func (r DepthRules) evidence(l *life, day int) []Evidence {
	return []Evidence{
		counted("trust", "trust", "信任证据（第一印象、背景资料、客户评价、成交）", "Trust: first impression, material, reviews, orders", &l.trust, r.Trust, day),
		{Step: "participation", What: "participation", Zh: "互动", En: "Interactions", Need: r.Participation, Have: r.takingPart(l, day)},
		counted("ritual", "ritual", "完成仪式", "Ceremonies completed", &l.ritual, r.Ritual, day),
		{Step: "belonging", What: "belonging", Zh: "仪式之后的活跃周", En: "Active weeks after the ceremony", Need: r.Belonging, Have: r.belonging(l, day)},
	}
}

// takingPart counts the interactions in the window that ends on a day.
func (r DepthRules) takingPart(l *life, day int) int64 {
	return l.participation.between(day-r.Window+1, day)
}

// belonging counts the last weeks, as they were on a day, with a two-way act after the day of the ritual.
func (r DepthRules) belonging(l *life, day int) int64 {
	ritual, ok := l.ritual.reached(r.Ritual)
	if !ok || ritual > day {
		return 0
	}
	return l.twoWay.weeks(day, r.BelongingOf, ritual+1)
}

// depth gives the deepest stage of which the evidence, and that of all stages before it, holds on a day.
func (r DepthRules) depth(l *life, day int) Depth {
	switch {
	case l.trust.upTo(day) < r.Trust:
		return DepthNone
	case r.takingPart(l, day) < r.Participation:
		return DepthTrust
	case l.ritual.upTo(day) < r.Ritual:
		return DepthParticipation
	case r.belonging(l, day) < r.Belonging:
		return DepthRitual
	}
	return DepthBelonging
}

// turns lists the days on which the depth may change: those of acts, and those on which acts leave a window.
func (r DepthRules) turns(l *life) []int {
	out := slices.Concat(l.trust.days, l.ritual.days)
	for _, d := range l.participation.days {
		out = append(out, d, d+r.Window)
	}
	ritual, ok := l.ritual.reached(r.Ritual)
	if !ok {
		return out
	}
	for _, d := range l.twoWay.days {
		if d > ritual {
			out = appendWeeks(out, d, r.BelongingOf)
		}
	}
	return out
}

// appendWeeks adds the days on which an act passes from one of the last weeks into the next, and out of them.
func appendWeeks(out []int, day, weeks int) []int {
	for w := range weeks + 1 {
		out = append(out, day+7*w)
	}
	return out
}
