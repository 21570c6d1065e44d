package pair

import "math"

// scene is what is known about the line being described before its candidates are looked at one by one.
type scene struct {
	self        *entry
	to          int     // the author it names most strongly, -1: none
	toLevel     level   // how strongly
	before      *entry  // the author's line before, nil: none in the window
	mine        int     // the author's lines in the window before
	calledMe    int     // lines of others that name the author
	calledSince int     // of them since the author's line before
	lastAt      int64   // when the line before was written
	busy        int     // lines of the last two minutes
	voices      int     // authors in the window
	best        float32 // the greatest weight of words shared with a line of the window
	bestAt      int     // that line's place
	partner     int     // whom the author last talked with, naming or named: an author, -1: nobody
}

// peer is what is known about one author of the window while one line is described.
type peer struct {
	stamp    int
	lines    int     // in the window before the line
	last     int     // place of the last of them, -1: none
	named    level   // how strongly the line names the author
	talked   int     // lines between the author and the line's author in which one names the other
	numbered bool    // in the threads' sets of authors
	number   int     // there
	topic    float32 // the greatest weight of words shared with one of the author's lines
	// while going back through the candidates: of the lines behind the candidate …
	after       int  // … how many are the author's
	calledAfter int  // … how many of others name the author
	talkedAfter bool // … in one the author and the line's author talk, naming
	asksAfter   bool // … one of the author's asks
	toldAfter   bool // … in one the line's author names the author
}

// peer gives what is known about an author, blank at the first look of each line.
func (r *Reader) peer(author int) *peer {
	p := &r.peers[author]
	if p.stamp != r.stamp {
		*p = peer{stamp: r.stamp, last: -1}
	}
	return p
}

// addressee gives the author a line names most strongly, at least likely; -1: none. Among equals it is who spoke last.
func (r *Reader) addressee(e *entry) int {
	best, spoke, to := likely, -1, -1
	for _, m := range e.mentions {
		n := &r.names[m.name]
		if n.lines > 0 && (m.level > best || m.level == best && n.spoke > spoke) {
			best, spoke, to = m.level, n.spoke, n.author
		}
	}
	return to
}

// namesAuthor tells how strongly a line names an author.
func (r *Reader) namesAuthor(e *entry, author int) level {
	found := notNamed
	for _, m := range e.mentions {
		if r.names[m.name].author == author && r.names[m.name].lines > 0 {
			found = max(found, m.level)
		}
	}
	return found
}

// look surveys the window for the last line read.
func (r *Reader) look() *scene {
	r.stamp++
	self := &r.entries[len(r.entries)-1]
	s := &scene{self: self, to: -1, bestAt: -1, partner: -1}
	s.to = r.addressee(self)
	for _, m := range self.mentions {
		if n := &r.names[m.name]; n.lines > 0 {
			p := r.peer(n.author)
			p.named = max(p.named, m.level)
			s.toLevel = max(s.toLevel, m.level)
		}
	}
	r.weigh(self)
	for k := len(r.entries) - 2; k >= 0; k-- {
		if e := &r.entries[k]; e.author >= 0 {
			r.survey(s, e, k)
		}
	}
	return s
}

// survey takes one earlier line, nearest first, into the scene.
func (r *Reader) survey(s *scene, e *entry, k int) {
	if s.lastAt == 0 {
		s.lastAt = e.line.At
	}
	if minute(e.line.At, s.self.line.At) <= 1 {
		s.busy++
	}
	p := r.peer(e.author)
	if p.lines++; p.lines == 1 {
		p.last = k
		s.voices++
	}
	p.topic = max(p.topic, r.shared[k])
	if r.shared[k] > s.best {
		s.best, s.bestAt = r.shared[k], k
	}
	me := s.self.author
	if e.author == me {
		s.surveyMine(r, e)
	} else if r.namesAuthor(e, me) >= likely {
		s.calledMe++
		if s.before == nil {
			s.calledSince++
		}
		p.talked++
		if s.partner < 0 {
			s.partner = e.author
		}
	}
}

func (s *scene) surveyMine(r *Reader, e *entry) {
	s.mine++
	if s.before == nil {
		s.before = e
	}
	if s.partner < 0 {
		s.partner = r.addressee(e)
	}
	for _, m := range e.mentions {
		if n := &r.names[m.name]; n.lines > 0 && m.level >= likely {
			r.peer(n.author).talked++
		}
	}
}

// weigh gives each line of the window the weight of the words it shares with the line: the sum over these words of the
// logarithm of one in how many lines of a full window has it. A word that stands everywhere weighs nothing, in any language.
func (r *Reader) weigh(self *entry) {
	r.shared = append(r.shared[:0], make([]float32, len(r.entries))...)
	weights := make([]float32, len(self.words))
	for k, w := range self.words {
		weights[k] = float32(math.Log(float64(Window+2) / float64(r.spread[w]+1)))
	}
	for k := range len(r.entries) - 1 {
		r.shared[k] = sharedWeight(self.words, weights, r.entries[k].words)
	}
}

// sharedWeight adds the weights of the words of a that stand in b too; both ascend.
func sharedWeight(a []uint32, weights []float32, b []uint32) float32 {
	var sum float32
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			sum += weights[i]
			i++
			j++
		}
	}
	return sum
}
