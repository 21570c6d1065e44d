package pair

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The cues of a line: what its words alone say, without its surroundings. They are the said space, and the head of the own
// space.
const (
	cueMark     = iota // holds a question mark
	cueMarkLast        // ends in one
	cueAsk             // a word that asks: what, 怎么
	cueAskFirst        // begins with one, or with an auxiliary: can, is, 能不能
	cueAll             // turns to everybody: anyone, 大家, 请问
	cueGreet           // greets
	cueThank           // thanks
	cueYes             // says yes
	cueNo              // says no
	cueGood            // accepts: ok, cool, 收到
	cueLaugh           // laughs or smiles
	cueSorry           // is sorry, or hesitates
	cueAdvise          // advises: try, 试试
	cueYou             // speaks of the other
	cueMe              // speaks of itself
	cueThat            // points back: it, that, 这
	cueAlso            // carries on: and, but, 但是
	cueNeed            // has a problem: error, need, 求助
	cueFirstYes        // begins with a yes, a no or an acceptance
	cueURL             // holds an address of the net
	cueCode            // holds a path, a command line, a piece of code
	cueDigit           // holds a digit
	cueShout           // ends in an exclamation mark
	cueTrail           // ends in dots
	cueOpen            // begins in dots, with ^ or with an asterisk
	cueOrder           // is an order to a program: begins with an exclamation mark or a slash
	cueHead            // begins with what is set off like a name
	cueUpper           // begins with a capital
	cueStop            // ends in a full stop
	cueBot             // its author's name is that of a program
	cueQuote           // begins with a quotation
	cueEmpty           // has no words
	cueLength          // five slots: to 2, 4, 8, 16 words, or more
	SaidSlots   = cueLength + 5
)

var lengthBounds = []int{3, 5, 9, 17}

// cueSet are the cues of a line, bit k the cue k. There are fewer than 64.
type cueSet uint64

func (b cueSet) has(cue int) bool { return b>>cue&1 == 1 }

// put adds a cue where on.
func (b *cueSet) put(cue int, on bool) {
	if on {
		*b |= 1 << cue
	}
}

// cuesOf reads the cues of a line. called: it begins with a name.
func cuesOf(line Line, lower string, of []word, called bool) (cueSet, Sparse) {
	var on cueSet
	body, start := strings.TrimSpace(lower), of
	if called {
		body = afterCall(body)
		start = wordsOf(body)
	}
	on.words(start)
	on.han(body)
	on.signs(body)
	on.ends(body)
	on.put(cueQuote, strings.HasPrefix(lower, "「"))
	on.put(cueOrder, strings.HasPrefix(lower, "!") || strings.HasPrefix(lower, "/"))
	on.put(cueHead, called)
	on.put(cueUpper, startsUpper(line.Text, called))
	on.put(cueBot, holdsAny(strings.ToLower(line.Author+" "+line.Name), programs))
	on.put(cueEmpty, len(start) == 0)
	var s Sparse
	for cue := range cueLength {
		s.flag(cue, on.has(cue))
	}
	s.bin(cueLength, len(start), lengthBounds)
	return on, s
}

// callMarks lie between a name at the head of a line and the rest.
const callMarks = headMarks + " \u2005"

// afterCall gives a text without the name it begins with.
func afterCall(body string) string {
	at := strings.IndexAny(body, callMarks)
	if at < 0 {
		return ""
	}
	return strings.TrimLeft(body[at:], callMarks)
}

// words adds what whole words say.
func (b *cueSet) words(of []word) {
	for _, w := range of {
		*b |= lex.latin[w.hash]
	}
	if len(of) > 0 {
		first := lex.latin[of[0].hash]
		b.put(cueAskFirst, first.has(cueAsk) || lex.asks[of[0].hash])
		b.put(cueFirstYes, first.has(cueYes) || first.has(cueNo) || first.has(cueGood))
	}
}

// han adds what strings of a script without spaces say.
func (b *cueSet) han(body string) {
	if !strings.ContainsFunc(body, scriptless) {
		return
	}
	for _, c := range lex.han {
		head := strings.HasPrefix(body, c.text)
		if !head && (c.head || !strings.Contains(body, c.text)) {
			continue
		}
		b.put(c.cue, true)
		b.put(cueAskFirst, head && c.cue == cueAsk)
		b.put(cueFirstYes, head && (c.cue == cueYes || c.cue == cueNo || c.cue == cueGood))
	}
}

// signs adds what signs within the text say.
func (b *cueSet) signs(body string) {
	b.put(cueMark, strings.ContainsAny(body, "?？"))
	b.put(cueURL, strings.Contains(body, "://") || strings.Contains(body, "www."))
	b.put(cueCode, !b.has(cueURL) && strings.ContainsAny(body, "/\\=<>{}|$~_`"))
	b.put(cueDigit, strings.ContainsAny(body, "0123456789"))
	b.put(cueLaugh, holdsAny(body, smiles))
}

// ends adds what the first and the last sign say.
func (b *cueSet) ends(body string) {
	first, _ := utf8.DecodeRuneInString(body)
	b.put(cueOpen, strings.HasPrefix(body, "..") || strings.ContainsRune("…^*", first))
	b.put(cueQuote, strings.ContainsRune("「“\">", first))
	end := strings.TrimRight(body, " )）\"'")
	last, _ := utf8.DecodeLastRuneInString(end)
	b.put(cueMarkLast, strings.ContainsRune("?？", last))
	b.put(cueShout, strings.ContainsRune("!！", last))
	b.put(cueTrail, strings.HasSuffix(end, "..") || last == '…')
	b.put(cueStop, !b.has(cueTrail) && strings.ContainsRune(".。", last))
}

func holdsAny(s string, any []string) bool {
	for _, part := range any {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

// startsUpper tells that a text begins with a capital, behind the name it begins with.
func startsUpper(text string, called bool) bool {
	if called {
		text = afterCall(strings.TrimSpace(text))
	}
	first, _ := utf8.DecodeRuneInString(text)
	return unicode.IsUpper(first)
}
