package pair

import "math"

// The own space: the cues of the line, then its surroundings.
const (
	ownSince      = SaidSlots         // minutes since the author's line before: none, 0, 1, to 4, to 15, more
	ownSinceLines = ownSince + 6      // lines since: none, 1, 2, to 5, to 15, more
	ownLines      = ownSinceLines + 6 // the author's lines in the window: none, 1, 2, to 5, more
	ownCalls      = ownLines + 5      // names somebody of the window in passing, likely, addressed
	ownCallsNone  = ownCalls + 3      // names nobody of the window
	ownCallsAway  = ownCallsNone + 1  // calls at its head a name that nobody of the window has
	ownCalled     = ownCallsAway + 1  // lines that named the author since the author's line before: 0, 1, 2, more
	ownCalledEver = ownCalled + 4     // somebody of the window named the author
	ownSameCall   = ownCalledEver + 1 // names whom the author's line before named
	ownPartner    = ownSameCall + 1   // the named person's last line: names the author, names another, names nobody
	ownPartnerAt  = ownPartner + 3    // and lies back: 1, 2, to 4, to 9, to 24 lines, more
	ownGap        = ownPartnerAt + 6  // minutes since the line before: 0, 1, 2, to 5, more
	ownBusy       = ownGap + 5        // lines of the last two minutes: to 2, 5, 10, more
	ownVoices     = ownBusy + 4       // authors in the window: to 3, 10, 20, more
	ownShared     = ownVoices + 4     // the best weight of words shared with a line of the window: 0, to 2, 4, 7, more
	ownBefore     = ownShared + 5     // the author's line before: asked, named nobody, was addressed, thanked
	ownFill       = ownBefore + 4     // lines of the window before: none, to 4, 14, 39, 79, more
	OwnSlots      = ownFill + 6
)

// minute gives the minutes between two moments by a clock without seconds, at least 0; unknown moments count as the same.
func minute(from, to int64) int {
	if from <= 0 || to <= from {
		return 0
	}
	return int(to/60_000 - from/60_000)
}

// own describes the line i itself in its surroundings.
func (r *Reader) own(s *scene) {
	e, o := s.self, &r.out.Own
	o.reset()
	for k, slot := range e.cues.Slot {
		o.set(int(slot), e.cues.Value[k])
	}
	r.ownPast(s, o)
	r.ownCall(s, o)
	o.bin(ownGap, minute(s.lastAt, e.line.At), []int{1, 2, 3, 6})
	o.bin(ownBusy, s.busy, []int{3, 6, 11})
	o.bin(ownVoices, s.voices, []int{4, 11, 21})
	o.bin(ownShared, int(math.Ceil(float64(s.best))), []int{1, 3, 5, 8})
	o.bin(ownFill, len(r.entries)-1, []int{1, 5, 15, 40, 80})
}

// ownPast describes the author's own past.
func (r *Reader) ownPast(s *scene, o *Sparse) {
	e := s.self
	if s.before == nil {
		o.flag(ownSince, true)
		o.flag(ownSinceLines, true)
		o.flag(ownLines, true)
		o.bin(ownCalled, s.calledMe, []int{1, 2, 3})
		o.flag(ownCalledEver, s.calledMe > 0)
		return
	}
	o.bin(ownSince+1, minute(s.before.line.At, e.line.At), []int{1, 2, 5, 16})
	o.bin(ownSinceLines+1, e.order-s.before.order, []int{2, 3, 6, 16})
	o.bin(ownLines+1, s.mine, []int{2, 3, 6})
	o.bin(ownCalled, s.calledSince, []int{1, 2, 3})
	o.flag(ownCalledEver, s.calledMe > 0)
	to := r.addressee(s.before)
	o.flag(ownSameCall, to >= 0 && to == s.to)
	o.flag(ownBefore, s.before.says.has(cueMark))
	o.flag(ownBefore+1, to < 0)
	o.flag(ownBefore+2, s.before.says.has(cueHead))
	o.flag(ownBefore+3, s.before.says.has(cueThank))
}

// ownCall describes whom the line names.
func (r *Reader) ownCall(s *scene, o *Sparse) {
	o.flag(ownCalls+int(s.toLevel)-1, s.toLevel > notNamed)
	o.flag(ownCallsNone, s.toLevel == notNamed)
	o.flag(ownCallsAway, s.self.says.has(cueHead) && s.toLevel < likely)
	if s.to < 0 {
		return
	}
	p := r.peer(s.to)
	if p.last < 0 {
		return
	}
	last := &r.entries[p.last]
	switch to := r.addressee(last); {
	case to == s.self.author:
		o.flag(ownPartner, true)
	case to >= 0:
		o.flag(ownPartner+1, true)
	default:
		o.flag(ownPartner+2, true)
	}
	o.bin(ownPartnerAt, s.self.order-last.order, []int{2, 3, 5, 10, 25})
}
