package net

import (
	"slices"

	"qunli/conversation/reply/pair"
)

// Walk goes through one chat, line by line.
type Walk struct {
	model  *Model
	reader *pair.Reader
	scores []float32 // by the linear model, logarithms of likelihoods: the line itself, then the candidates
	kept   []int     // the kept candidates, best first
	room   room
}

// Walk begins a chat.
func (m *Model) Walk() *Walk { return &Walk{model: m, reader: pair.NewReader()} }

// Link links a whole chat: each line's element is the place of the line it answers, its own where it begins a conversation.
func (m *Model) Link(lines []pair.Line) []int {
	links := make([]int, len(lines))
	w := m.Walk()
	for i, line := range lines {
		links[i] = i - w.Link(line)
	}
	return links
}

// Skip reads a line that is needed only as surroundings of surroundings.
func (w *Walk) Skip(line pair.Line) { w.reader.Read(line) }

// Draft reads a line and notes the linear model's answer for it.
func (w *Walk) Draft(line pair.Line) {
	if c := w.reader.Next(line); c != nil {
		w.rank(c)
		w.reader.Settle(w.first())
	}
}

// Next reads a line and describes it whole: with the linear model's scores, of itself and then of each candidate, and the
// kept candidates, best first. The case is nil for a line of the system. All of it is good until the next call.
func (w *Walk) Next(line pair.Line) (c *pair.Case, scores []float32, kept []int) {
	if c = w.reader.Next(line); c == nil {
		return nil, nil, nil
	}
	w.rank(c)
	w.reader.Weave(w.kept)
	w.reader.Settle(w.first())
	return c, w.scores, w.kept
}

// Link reads a line and gives how many lines back lies the line it answers; 0: it begins a conversation.
func (w *Walk) Link(line pair.Line) int {
	c, _, _ := w.Next(line)
	if c == nil {
		return 0
	}
	best := w.first()
	if len(w.model.Nets) > 0 {
		best = w.vote(c)
	}
	if best < 0 {
		return 0
	}
	return c.Line - c.Candidates[best].Line
}

// first gives the candidate the linear model puts first, -1: the line begins a conversation.
func (w *Walk) first() int {
	if len(w.kept) == 0 || w.scores[0] >= w.scores[1+w.kept[0]] {
		return -1
	}
	return w.kept[0]
}

// vote gives the candidate to which the nets together give the greatest likelihood, -1: the line begins a conversation.
func (w *Walk) vote(c *pair.Case) int {
	w.room.odds = append(w.room.odds[:0], make([]float64, 1+len(w.kept))...)
	for _, n := range w.model.Nets {
		n.vote(c, w.scores, w.kept, &w.room)
	}
	best := 0
	for k, o := range w.room.odds {
		if o > w.room.odds[best] {
			best = k
		}
	}
	if best == 0 {
		return -1
	}
	return w.kept[best-1]
}

// rank scores all choices by the linear model and keeps the best candidates.
func (w *Walk) rank(c *pair.Case) {
	w.scores, w.kept = append(w.scores[:0], w.model.Linear.self(c)), w.kept[:0]
	for k := range c.Candidates {
		w.scores = append(w.scores, w.model.Linear.of(&c.Candidates[k]))
		w.keep(k)
	}
	less := LogSum(w.scores)
	for k := range w.scores {
		w.scores[k] -= less
	}
	for len(w.kept) > 0 && w.scores[1+w.kept[len(w.kept)-1]] < w.model.Least {
		w.kept = w.kept[:len(w.kept)-1]
	}
}

// keep puts a candidate into its place among the best; the nearer of equals stays before.
func (w *Walk) keep(k int) {
	score, at := w.scores[1+k], len(w.kept)
	for at > 0 && w.scores[1+w.kept[at-1]] < score {
		at--
	}
	if at >= w.model.Keep {
		return
	}
	if len(w.kept) == w.model.Keep {
		w.kept = w.kept[:len(w.kept)-1]
	}
	w.kept = slices.Insert(w.kept, at, k)
}
