package pair

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// entry is one line in the window.
type entry struct {
	text
	line     Line
	author   int // -1 for a line of the system
	name     int
	mentions []mention
	draft    int // the line it answers by the first answer, itself where it begins, -1: unknown
	order    int // how many lines that are not the system's went before
}

// mention says that a line names somebody.
type mention struct {
	name  int
	level level
}

// name is what others call an author.
type name struct {
	key    string
	hash   uint32
	raw    string // lower case
	long   bool   // of a script without spaces and at least two characters: sought within runs of text
	author int
	lines  int // in the window; 0: nobody there has the name
	spoke  int // the last line of the author by this name
}

// Reader reads a chat line by line and describes each line against the Window lines before it.
type Reader struct {
	entries []entry // the window, oldest first; the line being described is the last
	read    int     // lines read so far
	spoken  int     // of them not the system's
	authors map[string]int
	names   []name
	nameIDs map[[2]string]int
	byHash  map[uint32][]int
	present []int          // names with lines in the window
	spread  map[uint32]int // word → lines of the window that hold it
	peers   []peer         // by author
	stamp   int
	shared  []float32 // by place in the window: the weight of the words shared with the line being described
	weave   weave
	out     Case
}

// NewReader begins a chat.
func NewReader() *Reader {
	return &Reader{authors: map[string]int{}, nameIDs: map[[2]string]int{}, byHash: map[uint32][]int{}, spread: map[uint32]int{}}
}

// Case is one line that is not the system's, with those it may answer.
type Case struct {
	Line       int // its number: how many lines were read before it
	Own        Sparse
	OwnThread  Sparse      // as Weave filled it
	Candidates []Candidate // nearest first
}

// Candidate is an earlier line.
type Candidate struct {
	Line   int
	Said   *Sparse // belongs to the earlier line: the same value for all that may answer it
	Pair   Sparse
	Thread Sparse // as Weave filled it
}

// Next reads one more line and describes it; nil for a line of the system. The case is overwritten by the next call.
func (r *Reader) Next(line Line) *Case {
	r.Read(line)
	if line.System {
		return nil
	}
	r.describe()
	return &r.out
}

// Read reads one more line without describing it.
func (r *Reader) Read(line Line) {
	if len(r.entries) > Window {
		r.drop()
	}
	e := entry{line: line, author: -1, name: -1, draft: -1, order: r.spoken}
	if !line.System {
		e.text = read(line)
		e.author, e.name = r.enter(line)
		r.spoken++
		for _, w := range e.words {
			r.spread[w]++
		}
		r.findNames(&e)
	}
	r.entries = append(r.entries, e)
	r.read++
}

// drop forgets the oldest line of the window.
func (r *Reader) drop() {
	e := &r.entries[0]
	if e.author >= 0 {
		for _, w := range e.words {
			if r.spread[w]--; r.spread[w] == 0 {
				delete(r.spread, w)
			}
		}
		n := &r.names[e.name]
		if n.lines--; n.lines == 0 {
			r.present = slices.DeleteFunc(r.present, func(id int) bool { return id == e.name })
		}
	}
	r.entries = r.entries[1:]
}

// enter counts a line for its author and name; a name new to the window is sought in the lines before.
func (r *Reader) enter(line Line) (author, id int) {
	author, ok := r.authors[line.Author]
	if !ok {
		author = len(r.peers)
		r.authors[line.Author] = author
		r.peers = append(r.peers, peer{})
	}
	called := line.Name
	if called == "" {
		called = line.Author
	}
	if id, ok = r.nameIDs[[2]string{line.Author, called}]; !ok {
		id = r.newName(author, line.Author, called)
	}
	r.names[id].spoke = r.read
	if r.names[id].lines++; r.names[id].lines == 1 {
		r.present = append(r.present, id)
		for k := range r.entries {
			r.seek(&r.entries[k], id)
		}
	}
	return author, id
}

func (r *Reader) newName(author int, authorKey, called string) int {
	id := len(r.names)
	k := key(called)
	runes := []rune(k)
	r.names = append(r.names, name{
		key: k, hash: hash(k), raw: strings.ToLower(called), author: author,
		long: len(runes) >= 2 && scriptless(runes[0]) && scriptless(runes[1]),
	})
	r.nameIDs[[2]string{authorKey, called}] = id
	r.byHash[hash(k)] = append(r.byHash[hash(k)], id)
	return id
}

// findNames finds whom of the window a new line names.
func (r *Reader) findNames(e *entry) {
	if e.raw != "" {
		for _, id := range r.present {
			r.seek(e, id)
		}
		return
	}
	for _, c := range e.chunks {
		for _, id := range r.byHash[c.hash] {
			if r.names[id].lines > 0 && r.names[id].author != e.author {
				e.mentions = append(e.mentions, mention{id, c.level})
			}
		}
	}
	if e.call != "" {
		for _, id := range r.present {
			if r.names[id].author != e.author && abbreviates(e.call, r.names[id].key) {
				e.mentions = append(e.mentions, mention{id, likely})
			}
		}
	}
}

// seek notes where a line names the one name. A line names a name once.
func (r *Reader) seek(e *entry, id int) {
	n := &r.names[id]
	if e.author < 0 || n.author == e.author || slices.ContainsFunc(e.mentions, func(m mention) bool { return m.name == id }) {
		return
	}
	found := notNamed
	for _, c := range e.chunks {
		if c.hash == n.hash {
			found = max(found, c.level)
		}
	}
	if e.call != "" && abbreviates(e.call, n.key) {
		found = max(found, likely)
	}
	if e.raw != "" {
		found = max(found, within(e.raw, n))
	}
	if found != notNamed {
		e.mentions = append(e.mentions, mention{id, found})
	}
}

// abbreviates tells that of two different names one is the beginning of the other, or one the other misspelt by a letter.
func abbreviates(call, of string) bool {
	if call == of || shortName(call) || shortName(of) {
		return false
	}
	return strings.HasPrefix(of, call) || strings.HasPrefix(call, of) || misspelt(call, of)
}

// shortName tells a name too short to be known by its beginning: under three letters, or one character.
func shortName(key string) bool {
	first, size := utf8.DecodeRuneInString(key)
	return len(key) < 3 || scriptless(first) && len(key) == size
}

// misspelt tells that in a name of five letters or more, of the alphabet, one was left out, put in or changed, or two
// neighbours changed places.
func misspelt(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 5 || len(b)-len(a) > 1 || a[0] >= utf8.RuneSelf {
		return false
	}
	head := 0
	for head < len(a) && a[head] == b[head] {
		head++
	}
	x, y := a[head:], b[head:]
	if len(x) < len(y) {
		return x == y[1:]
	}
	return x[1:] == y[1:] || len(x) > 1 && x[0] == y[1] && x[1] == y[0] && x[2:] == y[2:]
}

// within seeks a name in running text: "@name" anywhere, the head of a quotation, the head of the line, or anywhere.
func within(raw string, n *name) level {
	if n.raw == "" {
		return notNamed
	}
	if strings.Contains(raw, "@"+n.raw) || strings.HasPrefix(raw, "「"+n.raw+"：") || strings.HasPrefix(raw, "「"+n.raw+":") {
		return addressed
	}
	if !n.long {
		return notNamed
	}
	switch at := strings.Index(raw, n.raw); {
	case at < 0:
		return notNamed
	case at > 0:
		return inPassing
	case strings.HasPrefix(raw[len(n.raw):], "，") || strings.HasPrefix(raw[len(n.raw):], "：") || setOff(raw[:min(len(raw), len(n.raw)+1)]):
		return addressed
	default:
		return likely
	}
}
