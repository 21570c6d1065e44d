package pair

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// text is one line read once: its words, its cues, and what in it may be a name.
type text struct {
	words  []uint32 // its words without double ones, ascending; a word is its hash
	chunks []chunk  // its pieces between spaces
	raw    string   // the whole, lower case; kept where names are sought inside it: with @, or without spaces between words
	call   string   // the key of its first piece where that is set off as "name:" and nothing says more
	cues   Sparse   // said space
	says   cueSet   // the same as a set
}

// chunk is a piece of a line between spaces, read as a name: its key, and how strongly its place says that somebody is addressed.
type chunk struct {
	hash  uint32
	level level
}

// level says how strongly a line names somebody.
type level uint8

const (
	notNamed  level = iota
	inPassing       // somewhere within
	likely          // first or last word, or set off by a mark, or abbreviated and set off
	addressed       // at the head and set off, "name:", or "@name", or the head of a quotation
)

// hash is FNV-1a over the bytes of a word.
func hash(word string) uint32 {
	h := uint32(2166136261)
	for i := range len(word) {
		h = (h ^ uint32(word[i])) * 16777619
	}
	return h
}

// scriptless tells a character of a script that sets no spaces between words.
func scriptless(r rune) bool {
	return r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// eachWord calls visit with every word of a lower-case text, in order: a run of letters and digits; of a run of characters
// without spaces every neighbouring pair, or the one character where it stands alone.
func eachWord(lower string, visit func(word string)) {
	start, last := -1, -1 // the open run of letters; the character before within a scriptless run
	paired := false
	closeRun := func(at int) {
		if start >= 0 {
			visit(lower[start:at])
		}
		if last >= 0 && !paired {
			visit(lower[last:at])
		}
		start, last, paired = -1, -1, false
	}
	for i, r := range lower {
		switch {
		case scriptless(r):
			if last < 0 {
				closeRun(i)
			} else {
				visit(lower[last : i+utf8.RuneLen(r)])
				paired = true
			}
			last = i
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\'' && start >= 0:
			if last >= 0 {
				closeRun(i)
			}
			if start < 0 {
				start = i
			}
		default:
			closeRun(i)
		}
	}
	closeRun(len(lower))
}

// key is a name without its ornaments: its letters and digits alone, lower case; the whole where it has none.
func key(name string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
	if plain == "" {
		return strings.TrimRight(strings.ToLower(name), ":,")
	}
	return plain
}

// read takes a line apart.
func read(line Line) text {
	var t text
	lower := strings.ToLower(line.Text)
	words := wordsOf(lower)
	called := t.readChunks(lower)
	t.says, t.cues = cuesOf(line, lower, words, called)
	for _, w := range words {
		t.words = append(t.words, w.hash)
	}
	slices.Sort(t.words)
	t.words = slices.Compact(t.words)
	if strings.Contains(lower, "@") || strings.ContainsFunc(lower, scriptless) {
		t.raw = lower
	}
	return t
}

// word is one word in its place.
type word struct {
	hash uint32
	text string
}

func wordsOf(lower string) []word {
	words := make([]word, 0, 16)
	eachWord(lower, func(w string) { words = append(words, word{hash(w), w}) })
	return words
}

// headMarks set off a name at the head of a line.
const headMarks = ":,：，>;"

// setOff tells that a piece ends in a mark that sets off a name.
func setOff(piece string) bool {
	last, _ := utf8.DecodeLastRuneInString(piece)
	return strings.ContainsRune(headMarks, last)
}

// readChunks reads the pieces between spaces as names in their places. It tells whether the first is called: set off, and
// no word of the tables ("yes, …", "好的，…").
func (t *text) readChunks(lower string) (called bool) {
	pieces := strings.FieldsFunc(lower, func(r rune) bool { return unicode.IsSpace(r) || r == '\u2005' })
	head := true // so far every piece was set off
	for k, piece := range pieces {
		if k == 0 {
			piece = headPiece(piece)
			t.call, called = callOf(piece)
		}
		off := setOff(piece)
		t.chunks = append(t.chunks, chunk{hash(key(piece)), levelOf(piece, k == 0 || k == len(pieces)-1, off, head)})
		head = head && off
	}
	return called
}

// headPiece cuts the first piece behind the first mark: "name:what" without a space.
func headPiece(piece string) string {
	at := strings.IndexAny(piece, ":,：，")
	if at <= 0 || strings.Contains(piece, "://") {
		return piece
	}
	_, size := utf8.DecodeRuneInString(piece[at:])
	return piece[:at+size]
}

// callOf gives the key of a first piece that is set off, and whether it may be a name.
func callOf(piece string) (call string, called bool) {
	if piece[0] == '@' {
		return "", true
	}
	if !setOff(piece) {
		return "", false
	}
	var known cueSet
	known.words(wordsOf(piece))
	known.han(piece)
	return key(piece), known == 0
}

func levelOf(piece string, outer, off, head bool) level {
	switch {
	case piece[0] == '@' || head && off:
		return addressed
	case outer || off:
		return likely
	default:
		return inPassing
	}
}
