package customer

import (
	"encoding/json"
	"math"
	"slices"
	"time"
)

// trail is where somebody stands in one aspect: the values they have had, each from a day on, and the next day on which
// it changes by time alone, 0 never.
type trail struct {
	steps []step
	next  int
}

// value gives the present value and the day it began, 0 and 0 when there never was another than 0.
func (t trail) value() (int64, int) {
	if len(t.steps) == 0 {
		return 0, 0
	}
	last := t.steps[len(t.steps)-1]
	return last.value, last.day
}

// since gives the steps that led from a value to the present one: those after the last time it held; none where it never
// did, as what it was made of is gone or was decided by hand.
func (t trail) since(value int64) []step {
	for i := len(t.steps) - 1; i >= 0; i-- {
		if t.steps[i].value == value {
			return t.steps[i+1:]
		}
	}
	if value == 0 {
		return t.steps
	}
	return nil
}

// ofSteps gives the evidence that the two steps need.
func ofSteps(all []Evidence, from, to Word) []Evidence {
	return slices.DeleteFunc(all, func(e Evidence) bool { return e.Step != from.Code && e.Step != to.Code })
}

// stood is where a life stands on a day by its evidence alone.
type stood struct {
	ladder, depth, band trail
	tie                 anchor
	tied                bool // there is one
	due                 int  // the next day on which anything of it changes by time alone, 0 never
}

// stand works out where a life stands on a day.
func (r Rules) stand(l *life, today int) stood {
	s := stood{
		ladder: trailOf(r.Ladder.turns(l), today, func(day int) int64 { return int64(r.Ladder.level(l, day)) }),
		depth:  trailOf(r.Depth.turns(l), today, func(day int) int64 { return int64(r.Depth.depth(l, day)) }),
		band:   trailOf(r.Tie.turns(l), today, func(day int) int64 { return int64(r.Tie.band(r.Tie.score(l, day))) }),
	}
	s.tie, s.tied = anchorOn(l.ties, today)
	s.due = soonest(s.ladder.next, s.depth.next, s.band.next, l.ahead(today))
	return s
}

func trailOf(turns []int, today int, at func(day int) int64) trail {
	steps, next := path(turns, today, at)
	return trail{steps, next}
}

// ahead gives the first day after today on which something is known to have been done already: a clock somewhere is wrong,
// and the score will grow on that day.
func (l *life) ahead(today int) int {
	for _, d := range l.acts.days {
		if d > today {
			return d
		}
	}
	return 0
}

// soonest gives the first of days, of which 0 is never.
func soonest(days ...int) int {
	first := 0
	for _, d := range days {
		if d != 0 && (first == 0 || d < first) {
			first = d
		}
	}
	return first
}

// dueAt gives the moment (ms) at which a day begins, 0 for never.
func dueAt(day int, zone *time.Location) int64 {
	if day == 0 {
		return 0
	}
	return startOf(day, zone)
}

// evidenceText is what the history keeps of why somebody went from one word to another on a day: the evidence of the two
// steps, or the score.
func (r Rules) evidenceText(aspect Aspect, l *life, day int, from, to Word) string {
	var v any
	switch aspect {
	case AspectLadder:
		v = ofSteps(r.Ladder.evidence(l, day), from, to)
	case AspectDepth:
		v = ofSteps(r.Depth.evidence(l, day), from, to)
	default:
		v = map[string]any{"score": math.Round(r.Tie.score(l, day)*1000) / 1000, "day": dayText(day)}
	}
	text, err := json.Marshal(v)
	if err != nil {
		return "" // numbers and words always have a JSON form
	}
	return string(text)
}
