package insight

import "slices"

// wait is one person's way from a start towards an event: closed when the event came after days, otherwise still open
// after days, when observation ended.
type wait struct {
	days   int
	closed bool
}

// survival is a Kaplan–Meier estimate over waits: open cases count as waiting for as long as they were seen, so that
// they are neither left out nor taken for short.
type survival struct {
	steps  []survivalStep
	closed int
	open   int
}

// survivalStep says that after days the share remaining still waits.
type survivalStep struct {
	days      int
	remaining float64
}

func kaplanMeier(waits []wait) survival {
	sorted := slices.Clone(waits)
	slices.SortFunc(sorted, func(a, b wait) int { return a.days - b.days })
	var s survival
	remaining := 1.0
	for i := 0; i < len(sorted); {
		days, atRisk, events := sorted[i].days, len(sorted)-i, 0
		for ; i < len(sorted) && sorted[i].days == days; i++ {
			if sorted[i].closed {
				events++
			}
		}
		if events > 0 {
			remaining *= float64(atRisk-events) / float64(atRisk)
			s.steps = append(s.steps, survivalStep{days, remaining})
			s.closed += events
		}
	}
	s.open = len(waits) - s.closed
	return s
}

// reached gives the first number of days after which at least share of the people have had the event; nil when the
// estimate never comes that far.
func (s survival) reached(share float64) *int {
	const rounding = 1e-9 // of the product of fractions
	for _, step := range s.steps {
		if step.remaining <= 1-share+rounding {
			return &step.days
		}
	}
	return nil
}
