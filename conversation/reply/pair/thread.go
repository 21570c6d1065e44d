package pair

import "math/bits"

// The thread spaces: what a first answer for each earlier line, the draft, says about who talks with whom. They describe
// the line in its surroundings, and the pair.
const (
	ownDrafts      = 0             // lines of others since my line before whose draft is a line of mine: 0, 1, 2, more
	ownDraftBegan  = ownDrafts + 4 // my line before: began a conversation, answered me, answered another; none
	OwnThreadSlots = ownDraftBegan + 4

	threadReplies     = 0                     // drafts that answer it: 0, 1, 2, more
	threadMine        = threadReplies + 4     // one of them is mine; its author's
	threadToMe        = threadMine + 2        // its draft is my last line; an older one of mine; its author's own; another's; it began
	threadTwin        = threadToMe + 5        // its draft is my last line's draft; it is my last line's draft
	threadWithMe      = threadTwin + 2        // its thread has lines of mine; my last line; the line of whom I name
	threadLast        = threadWithMe + 3      // it is its thread's last line; last of others
	threadSize        = threadLast + 2        // lines in its thread: 1, 2, to 4, 9, more
	threadVoices      = threadSize + 5        // authors in its thread: 1, 2, 3, more
	threadAway        = threadVoices + 4      // its thread has no line of mine and: I spoke in another; I did not
	threadFresh       = threadAway + 2        // its thread's last line is back: 1, 2, to 4, 9, more
	threadFreshWithMe = threadFresh + 5       // the same for the threads with lines of mine: it is the freshest such
	threadShared      = threadFreshWithMe + 1 // the greatest weight of words shared with a line of its thread
	ThreadSlots       = threadShared + 1
)

// weave is the threads of the window, woven from the drafts.
type weave struct {
	draft   []int    // by place: the place of the line it answers, itself where it begins, -1 where out of the window or unknown
	root    []int    // by place: the first line of its thread
	replies []int    // by place: drafts that answer it
	lines   []int    // by root: lines
	who     []voices // by root: its authors
	last    []int    // by root: place of the last line
	others  []int    // by root: place of the last line that is not mine
	mine    []bool
	byMe    []bool // by place: I answered it
	byIts   []bool // by place: its own author did
	shared  []float32
	before  int // place of my line before, -1: none
	fresh   int // the root of the freshest thread with lines of mine, -1: none
	called  int // the root of the last line of whom I name, -1: none
}

// Settle notes the draft of the line described last: the place among its candidates of the line it answers, -1: it begins.
func (r *Reader) Settle(candidate int) {
	e := &r.entries[len(r.entries)-1]
	e.draft = r.out.Line
	if candidate >= 0 {
		e.draft = r.out.Candidates[candidate].Line
	}
}

// Weave fills the thread slots of the case described last and of those candidates. Drafts of the Window lines before should
// have been settled; a line without one belongs to no thread.
func (r *Reader) Weave(candidates []int) {
	w := &r.weave
	r.weaveWindow(w)
	r.ownThread(w, &r.out.OwnThread)
	for _, k := range candidates {
		c := &r.out.Candidates[k]
		c.Thread.reset()
		r.thread(w, c.Line-(r.read-len(r.entries)), &c.Thread)
	}
}

func refill[T any](s []T, n int, v T) []T {
	s = s[:0]
	for range n {
		s = append(s, v)
	}
	return s
}

// weaveWindow follows the drafts from the oldest line of the window on.
func (r *Reader) weaveWindow(w *weave) {
	n, first := len(r.entries)-1, r.read-len(r.entries)
	w.draft, w.root, w.last, w.others = refill(w.draft, n, -1), refill(w.root, n, 0), refill(w.last, n, -1), refill(w.others, n, -1)
	w.replies, w.lines = refill(w.replies, n, 0), refill(w.lines, n, 0)
	w.mine, w.byMe, w.byIts, w.shared = refill(w.mine, n, false), refill(w.byMe, n, false), refill(w.byIts, n, false), refill(w.shared, n, 0)
	w.before, w.fresh, w.called = -1, -1, -1
	me := r.entries[n].author
	for k := range n {
		e := &r.entries[k]
		w.root[k] = k
		if e.author < 0 {
			continue
		}
		if to := e.draft - first; e.draft >= 0 && to >= 0 {
			w.draft[k], w.root[k] = to, w.root[to]
			if to != k {
				w.replies[to]++
				w.byMe[to] = w.byMe[to] || e.author == me
				w.byIts[to] = w.byIts[to] || e.author == r.entries[to].author
			}
		}
		r.joinThread(w, k, e, me)
	}
	r.countVoices(w, n)
	if to := r.addressee(&r.entries[n]); to >= 0 {
		if p := r.peer(to); p.last >= 0 {
			w.called = w.root[p.last]
		}
	}
}

func (r *Reader) joinThread(w *weave, k int, e *entry, me int) {
	root := w.root[k]
	w.lines[root]++
	w.last[root] = k
	w.shared[root] = max(w.shared[root], r.shared[k])
	if e.author != me {
		w.others[root] = k
		return
	}
	w.mine[root] = true
	w.before = k
}

// countVoices counts the authors of each thread and finds the freshest thread with lines of mine.
func (r *Reader) countVoices(w *weave, n int) {
	w.who = refill(w.who, n, voices{})
	authors := 0
	for k := range n {
		e := &r.entries[k]
		if e.author < 0 {
			continue
		}
		p := r.peer(e.author)
		if !p.numbered {
			p.numbered, p.number = true, authors
			authors++
		}
		root := w.root[k]
		w.who[root][p.number/64] |= 1 << (p.number % 64)
		if w.mine[root] {
			w.fresh = root // the last one found is the freshest
		}
	}
}

// voices is a set of authors of the window, numbered as they first speak there. There are at most Window.
type voices [(Window + 63) / 64]uint64

func (v voices) count() int {
	n := 0
	for _, part := range v {
		n += bits.OnesCount64(part)
	}
	return n
}

func (r *Reader) ownThread(w *weave, o *Sparse) {
	o.reset()
	me := r.entries[len(r.entries)-1].author
	drafts := 0
	for k := w.before + 1; k < len(w.draft); k++ {
		if to := w.draft[k]; to >= 0 && to != k && r.entries[to].author == me {
			drafts++
		}
	}
	o.bin(ownDrafts, drafts, []int{1, 2, 3})
	switch {
	case w.before < 0:
		o.flag(ownDraftBegan+3, true)
	case w.draft[w.before] == w.before:
		o.flag(ownDraftBegan, true)
	case w.draft[w.before] >= 0 && r.entries[w.draft[w.before]].author == me:
		o.flag(ownDraftBegan+1, true)
	default:
		o.flag(ownDraftBegan+2, true)
	}
}

// thread describes the line at place k as one that may be answered.
func (r *Reader) thread(w *weave, k int, o *Sparse) {
	root, at := w.root[k], r.entries[len(r.entries)-1].order
	o.bin(threadReplies, w.replies[k], []int{1, 2, 3})
	o.flag(threadMine, w.byMe[k])
	o.flag(threadMine+1, w.byIts[k])
	r.draftOf(w, k, o)
	o.flag(threadWithMe, w.mine[root])
	o.flag(threadWithMe+1, w.before >= 0 && w.root[w.before] == root)
	o.flag(threadWithMe+2, w.called == root)
	o.flag(threadLast, w.last[root] == k)
	o.flag(threadLast+1, w.others[root] == k)
	o.bin(threadSize, w.lines[root], []int{2, 3, 5, 10})
	o.bin(threadVoices, w.who[root].count(), []int{2, 3, 4})
	if !w.mine[root] {
		o.flag(threadAway, w.before >= 0)
		o.flag(threadAway+1, w.before < 0)
	}
	o.bin(threadFresh, at-r.entries[w.last[root]].order, []int{2, 3, 5, 10})
	o.flag(threadFreshWithMe, w.fresh == root)
	o.set(threadShared, min(w.shared[root]/5, 3))
}

// draftOf describes whom the line at place k answers itself.
func (r *Reader) draftOf(w *weave, k int, o *Sparse) {
	to := w.draft[k]
	switch {
	case to < 0:
	case to == k:
		o.flag(threadToMe+4, true)
	case to == w.before:
		o.flag(threadToMe, true)
	case r.entries[to].author == r.entries[len(r.entries)-1].author:
		o.flag(threadToMe+1, true)
	case r.entries[to].author == r.entries[k].author:
		o.flag(threadToMe+2, true)
	default:
		o.flag(threadToMe+3, true)
	}
	if w.before >= 0 && k != w.before {
		o.flag(threadTwin, to >= 0 && to != k && to == w.draft[w.before])
		o.flag(threadTwin+1, w.draft[w.before] == k)
	}
}
