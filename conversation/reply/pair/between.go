package pair

import "math"

// The pair space: what lies between a line and an earlier one. "I" is the line's author, "they" the earlier line's.
const (
	pairLines        = 0                    // lines back, without the system's: 1, 2, 3, 4, 5, to 7, 10, 15, 20, 30, 50, more
	pairMinutes      = pairLines + 12       // minutes back: 0, 1, 2, to 4, 9, 19, 59, more
	pairFar          = pairMinutes + 8      // logarithms of both
	pairVoices       = pairFar + 2          // other authors between: 0, 1, 2, 3, to 5, more
	pairBlock        = pairVoices + 6       // all lines between are theirs; are mine
	pairRunStart     = pairBlock + 2        // their line before it is not theirs
	pairRunEnd       = pairRunStart + 1     // the line behind it is not theirs
	pairAsksLater    = pairRunEnd + 1       // a later line of theirs asks; and it does not
	pairSharedTheirs = pairAsksLater + 2    // it shares most of their lines
	pairAfter        = pairSharedTheirs + 1 // their lines behind it: 0, 1, 2, to 5, more
	pairAnswered     = pairAfter + 5        // lines of others behind it that name them: 0, 1, 2, more
	pairOpen         = pairAnswered + 4     // it asks and nobody has named them since
	pairNew          = pairOpen + 1         // it is their first in the window
	pairShared       = pairNew + 1          // weight of shared words: 0, to 2, 4, 7, more
	pairSharedSize   = pairShared + 5       // the weight; the weight by length; both at most 3
	pairSharedBest   = pairSharedSize + 2   // it shares most of all in the window
	pairTopic        = pairSharedBest + 1   // weight of the words shared with any line of theirs
	pairSame         = pairTopic + 1        // they are I: from here on to pairOther only then
	pairSameLast     = pairSame + 1         // my last line, nobody named me since; somebody did
	pairSameOlder    = pairSameLast + 2     // an older line of mine
	pairSameWhen     = pairSameOlder + 1    // my last line, minutes back: 0, 1, to 4, more
	pairSameCall     = pairSameWhen + 4     // both name one person; different; only the new one; only the old one; none
	pairSameTurn     = pairSameCall + 5     // my last line, names: as pairSameCall
	pairOther        = pairSameTurn + 5     // they are not I: from here on to pairCross only then
	pairCalls        = pairOther + 1        // I name them: in passing, likely, addressed
	pairCallsNth     = pairCalls + 3        // I name them and their lines behind it are: 0, 1, 2, more
	pairCallsBack    = pairCallsNth + 4     // I name them and it names me, the nearest such; an older such; names another; nobody
	pairCallsDone    = pairCallsBack + 4    // I name them and did so already since
	pairCallsThird   = pairCallsDone + 1    // I name another: it names that one too; it names me; neither
	pairCallsNobody  = pairCallsThird + 3   // I name nobody, and it names me, the nearest such; an older such; another; nobody
	pairNamesMe      = pairCallsNobody + 4  // it names me: in passing, likely, addressed
	pairNamesNth     = pairNamesMe + 3      // it names me and my lines since are: 0, 1, more
	pairSpoke        = pairNamesNth + 3     // my lines since: 0, 1, 2, more
	pairTalked       = pairSpoke + 4        // we talked in the window; since it; they are my last partner; not, and I name nobody
	pairQuiet        = pairTalked + 4       // I name nobody, never spoke before, and it is: 1, 2, 3 back, further
	pairCross        = pairQuiet + 4        // what both say together, see crosses; then the same where they are I
	PairSlots        = pairCross + 2*crossCount
)

// track is what is known while going back through the candidates.
type track struct {
	back    int // lines back, without the system's
	voices  int // authors between
	mine    int // my lines between
	toMe    int // lines between that name me
	lone    int // the author of all lines between, -1: none between or several
	several bool
}

// describe fills the case of the last line read.
func (r *Reader) describe() {
	s := r.look()
	r.out.Line = r.read - 1
	r.own(s)
	r.out.Candidates = r.out.Candidates[:0]
	t := track{lone: -1}
	for k := len(r.entries) - 2; k >= 0; k-- {
		e := &r.entries[k]
		if e.author < 0 {
			continue
		}
		t.back++
		c := r.candidate()
		c.Line, c.Said = r.out.Line-(len(r.entries)-1-k), &e.cues
		r.between(s, &t, e, k, &c.Pair)
		r.pass(s, &t, e)
	}
}

// candidate gives room for one more candidate, using again what an earlier case left.
func (r *Reader) candidate() *Candidate {
	n := len(r.out.Candidates)
	if n < cap(r.out.Candidates) {
		r.out.Candidates = r.out.Candidates[:n+1]
	} else {
		r.out.Candidates = append(r.out.Candidates, Candidate{})
	}
	c := &r.out.Candidates[n]
	c.Pair.reset()
	return c
}

// pass moves on behind a candidate.
func (r *Reader) pass(s *scene, t *track, e *entry) {
	me := s.self.author
	p := r.peer(e.author)
	if p.after++; p.after == 1 {
		t.voices++
	}
	if e.author == me {
		t.mine++
	}
	p.asksAfter = p.asksAfter || e.says.has(cueMark)
	switch {
	case t.back == 1:
		t.lone = e.author
	case t.lone != e.author:
		t.several = true
	}
	for _, m := range e.mentions {
		n := &r.names[m.name]
		if n.lines == 0 || m.level < likely {
			continue
		}
		r.peer(n.author).calledAfter++
		switch {
		case n.author == me:
			t.toMe++
			p.talkedAfter = true
		case e.author == me:
			r.peer(n.author).talkedAfter = true
			r.peer(n.author).toldAfter = true
		}
	}
}

// between describes the pair of the line and one earlier line.
func (r *Reader) between(s *scene, t *track, e *entry, k int, o *Sparse) {
	p := r.peer(e.author)
	r.distance(s, t, e, o)
	o.flag(pairRunStart, k == 0 || r.entries[k-1].author != e.author)
	o.flag(pairRunEnd, r.entries[k+1].author != e.author)
	o.flag(pairAsksLater, p.asksAfter)
	o.flag(pairAsksLater+1, p.asksAfter && !e.says.has(cueMark))
	o.flag(pairSharedTheirs, r.shared[k] > 0 && r.shared[k] == p.topic)
	o.bin(pairAfter, p.after, []int{1, 2, 3, 6})
	o.bin(pairAnswered, p.calledAfter, []int{1, 2, 3})
	o.flag(pairOpen, p.calledAfter == 0 && e.says.has(cueMark))
	o.flag(pairNew, p.after == p.lines-1)
	r.likeness(s, p, e, k, o)
	if e.author == s.self.author {
		r.withMyself(s, t, e, o)
		cross(s.self.says, e.says, pairCross+crossCount, o)
		return
	}
	o.flag(pairOther, true)
	r.naming(s, t, p, e, o)
	r.past(s, t, p, o)
	cross(s.self.says, e.says, pairCross, o)
}

var (
	lineBounds   = []int{2, 3, 4, 5, 6, 8, 11, 16, 21, 31, 51}
	minuteBounds = []int{1, 2, 3, 5, 10, 20, 60}
)

// logs holds a quarter of the logarithm of each number up to the minutes of a day and one.
var logs = newLogs(1442)

func newLogs(n int) []float32 {
	logs := make([]float32, n)
	for k := 1; k < n; k++ {
		logs[k] = float32(math.Log(float64(k)) / 4)
	}
	return logs
}

func (r *Reader) distance(s *scene, t *track, e *entry, o *Sparse) {
	minutes := minute(e.line.At, s.self.line.At)
	o.bin(pairLines, t.back, lineBounds)
	o.bin(pairMinutes, minutes, minuteBounds)
	o.set(pairFar, logs[t.back])
	o.set(pairFar+1, logs[1+min(minutes, len(logs)-2)])
	o.bin(pairVoices, t.voices, []int{1, 2, 3, 4, 6})
	if t.back > 1 && !t.several {
		o.flag(pairBlock, t.lone == e.author)
		o.flag(pairBlock+1, t.lone == s.self.author)
	}
}

func (r *Reader) likeness(s *scene, p *peer, e *entry, k int, o *Sparse) {
	weight := r.shared[k]
	o.bin(pairShared, int(math.Ceil(float64(weight))), []int{1, 3, 5, 8})
	o.set(pairSharedSize, min(weight/5, 3))
	o.set(pairSharedSize+1, weight/float32(math.Sqrt(float64((1+len(s.self.words))*(1+len(e.words)))))*2)
	o.flag(pairSharedBest, weight > 0 && k == s.bestAt)
	o.set(pairTopic, min(p.topic/5, 3))
}

// withMyself describes an earlier line of the same author.
func (r *Reader) withMyself(s *scene, t *track, e *entry, o *Sparse) {
	o.flag(pairSame, true)
	to := r.addressee(e)
	call := 4
	switch {
	case to >= 0 && to == s.to:
		call = 0
	case to >= 0 && s.to >= 0:
		call = 1
	case s.to >= 0:
		call = 2
	case to >= 0:
		call = 3
	}
	o.flag(pairSameCall+call, true)
	if t.mine > 0 {
		o.flag(pairSameOlder, true)
		return
	}
	o.flag(pairSameLast, t.toMe == 0)
	o.flag(pairSameLast+1, t.toMe > 0)
	o.bin(pairSameWhen, minute(e.line.At, s.self.line.At), []int{1, 2, 5})
	o.flag(pairSameTurn+call, true)
}

// naming describes who names whom.
func (r *Reader) naming(s *scene, t *track, p *peer, e *entry, o *Sparse) {
	me := s.self.author
	namesMe, to := r.namesAuthor(e, me), r.addressee(e)
	o.flag(pairNamesMe+int(namesMe)-1, namesMe > notNamed)
	o.flag(pairCalls+int(p.named)-1, p.named > notNamed)
	whom := 3
	switch {
	case namesMe >= likely && !p.talkedAfter:
		whom = 0
	case namesMe >= likely:
		whom = 1
	case to >= 0:
		whom = 2
	}
	if namesMe >= likely {
		o.bin(pairNamesNth, t.mine, []int{1, 2})
	}
	switch {
	case p.named >= likely:
		o.bin(pairCallsNth, p.after, []int{1, 2, 3})
		o.flag(pairCallsBack+whom, true)
		o.flag(pairCallsDone, p.toldAfter)
	case s.to < 0:
		o.flag(pairCallsNobody+whom, true)
	case to == s.to:
		o.flag(pairCallsThird, true)
	default:
		o.flag(pairCallsThird+1, namesMe >= likely)
		o.flag(pairCallsThird+2, namesMe < likely)
	}
}

// past describes what I did before.
func (r *Reader) past(s *scene, t *track, p *peer, o *Sparse) {
	o.bin(pairSpoke, t.mine, []int{1, 2, 3})
	o.flag(pairTalked, p.talked > 0)
	o.flag(pairTalked+1, p.talkedAfter)
	partner := s.partner >= 0 && p == &r.peers[s.partner]
	o.flag(pairTalked+2, partner)
	o.flag(pairTalked+3, !partner && s.partner >= 0 && s.to < 0)
	if s.to < 0 && s.mine == 0 {
		o.bin(pairQuiet, t.back, []int{2, 3, 4})
	}
}

// crosses are pairs of cues that mean something together: the later line's, the earlier one's.
var crosses = [][2]int{
	{cueFirstYes, cueMark}, {cueFirstYes, cueAskFirst}, {cueMark, cueMark}, {cueMark, cueNeed}, {cueMark, cueAll},
	{cueThank, cueAdvise}, {cueThank, cueURL}, {cueThank, cueThank}, {cueGreet, cueGreet}, {cueAdvise, cueMark},
	{cueAdvise, cueNeed}, {cueAdvise, cueAll}, {cueURL, cueMark}, {cueYou, cueMe}, {cueMe, cueYou}, {cueYou, cueMark},
	{cueLaugh, cueLaugh}, {cueBot, cueOrder}, {cueBot, cueBot}, {cueThank, cueBot}, {cueNo, cueMark}, {cueThat, cueMark},
	{cueCode, cueMark}, {cueGood, cueAdvise}, {cueSorry, cueShout}, {cueYes, cueMark}, {cueDigit, cueAsk}, {cueAlso, cueStop},
}

// crossCount is how many there are.
const crossCount = 28

// cross sets the crosses that hold.
func cross(later, earlier cueSet, first int, o *Sparse) {
	for k, c := range crosses {
		o.flag(first+k, later.has(c[0]) && earlier.has(c[1]))
	}
}
