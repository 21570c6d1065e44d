// Package pair describes, for one line of a chat and each earlier line near it, what speaks for the one answering the other.
//
// A description is a sparse vector: slots and their values. There are three spaces of slots. The own space describes the
// line that asks for its antecedent, in its surroundings (own.go). The said space describes an earlier line by its words
// alone (cue.go). The pair space describes what lies between the two (between.go). All of it is a function of the line and
// the Window lines before it.
//
// Nothing here knows one language only: words are runs of letters, or pairs of neighbouring characters where a script
// sets no spaces; what makes a question, a greeting, a thanks is read from tables with a column for each language.
package pair

// Window is how many lines back an answered line may lie, lines of the system included.
const Window = 100

// Line is one line of one chat, in the order of the chat.
type Line struct {
	At     int64  // when it was written, ms since 1970; a minute's precision is enough
	Author string // who wrote it: the same for all lines of one person
	Name   string // what others called the author just then; empty: Author
	Text   string // what was written; empty for a picture, a sticker, a voice message
	System bool   // written by nobody: a join, a leave, a rename. It answers nothing and nothing answers it
}

// Sparse is a vector of which only some slots are set. A slot is set at most once.
type Sparse struct {
	Slot  []uint16
	Value []float32
}

func (s *Sparse) reset() { s.Slot, s.Value = s.Slot[:0], s.Value[:0] }

// set gives a slot the value v; 0 is not written.
func (s *Sparse) set(slot int, v float32) {
	if v != 0 {
		s.Slot = append(s.Slot, uint16(slot))
		s.Value = append(s.Value, v)
	}
}

// flag sets a slot to 1 where on.
func (s *Sparse) flag(slot int, on bool) {
	if on {
		s.Slot = append(s.Slot, uint16(slot))
		s.Value = append(s.Value, 1)
	}
}

// bin sets to 1 the one slot of a run that starts at first into which n falls: below bounds[0], below bounds[1], …, above all.
// The run is one longer than bounds.
func (s *Sparse) bin(first, n int, bounds []int) {
	k := 0
	for k < len(bounds) && n >= bounds[k] {
		k++
	}
	s.flag(first+k, true)
}
