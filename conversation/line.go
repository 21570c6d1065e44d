package conversation

import (
	"regexp"
	"time"

	"qunli/community"
	"qunli/customer"
	"qunli/org"
)

// Sort is what a line of a group log tells.
type Sort string

// The sorts of lines.
const (
	LineMessage Sort = "message"
	LineAction  Sort = "action"
	LineNotice  Sort = "notice"
	LineJoin    Sort = "join"
	LineLeave   Sort = "leave"
	LineRename  Sort = "rename"
)

// Valid tells whether s is one of the sorts.
func (s Sort) Valid() bool {
	switch s {
	case LineMessage, LineAction, LineNotice, LineJoin, LineLeave, LineRename:
		return true
	}
	return false
}

// speaks tells lines that are messages from lines that tell of movements.
func (s Sort) speaks() bool { return s == LineMessage || s == LineAction || s == LineNotice }

// Line is one line of a group log as its source wrote it, with names as written.
type Line struct {
	Community community.ID
	Sort      Sort
	Name      string
	Keys      []customer.Key // further accounts of the person, when the source tells
	Staff     org.StaffID    // the writer is one of the staff
	Target    string         // the new name of a rename
	Inviter   string         // of a join: the name of who invited, "" unknown
	Scene     string         // of a join: how; of a leave: left, removed, quit; "" unknown
	At        int64          // ms
	Content   Content        // of a message; "" is Text
	Text      string
	Key       string // the source's own key of the line, unique in the group; "" it has none
	ReplyTo   string // Key of the message that it answers, "" not told
	Repeat    int64  // among lines of the file that are equal in everything above, from 0; see Counter
	Place     int64  // among lines of the file of the same group and moment, from 0; see Counter
}

// Options say how to read a log.
type Options struct {
	Source    string         // the space of the names: one name is one person over all groups of a source
	Bots      *regexp.Regexp // names that are programs; nil: none
	Ignore    *regexp.Regexp // names whose lines are left out; nil: none
	Reconnect time.Duration  // a leave followed by a join within it is one stay; 0: as the community says
}

// Counter numbers the lines of one file in the order of the file: Repeat and Place. What it answers depends on the file
// alone, so that a reader that starts over numbers alike however lines are cut into calls. Its memory is bounded: equal
// lines more than counterLines apart are taken for one. It is for one goroutine.
type Counter struct {
	equal, moment *tally[lineKey]
}

// NewCounter gives the counter of one file.
func NewCounter() *Counter {
	return &Counter{equal: newTally[lineKey](), moment: newTally[lineKey]()}
}

// Number fills in Repeat and Place of the next line of the file.
func (c *Counter) Number(l *Line) {
	l.Place = c.moment.next(lineKey{community: l.Community, at: l.At})
	l.Repeat = c.equal.next(l.key())
}

// lineKey is what makes two lines of one file equal.
type lineKey struct {
	community                  community.ID
	at                         int64
	sort                       Sort
	content                    Content
	name, target, text, ownKey string
}

func (l *Line) key() lineKey {
	return lineKey{l.Community, l.At, l.Sort, l.Content, l.Name, l.Target, l.Text, l.Key}
}

// counterLines is how many lines a Counter remembers: lines of one moment stand nearer in any export.
const counterLines = 1 << 16

// tally counts the last counterLines keys.
type tally[K comparable] struct {
	count map[K]tallied
	ring  []K
	next_ int
}

// tallied is how many of a key came, and how many of these are in the ring.
type tallied struct{ came, held int64 }

func newTally[K comparable]() *tally[K] { return &tally[K]{count: map[K]tallied{}} }

// next tells how many equal keys came before, as far as it remembers.
func (t *tally[K]) next(k K) int64 {
	n := t.count[k]
	t.count[k] = tallied{n.came + 1, n.held + 1}
	if len(t.ring) < counterLines {
		t.ring = append(t.ring, k)
		return n.came
	}
	old := t.ring[t.next_]
	t.ring[t.next_] = k
	t.next_ = (t.next_ + 1) % counterLines
	if o := t.count[old]; o.held == 1 {
		delete(t.count, old)
	} else {
		t.count[old] = tallied{o.came, o.held - 1}
	}
	return n.came
}
