package conversation

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// called is a name that a text seems to address: whether anybody has it is for the group to say.
type called struct {
	name   string
	prefix bool // the text begins with it: "name: …", "name, …"
}

const (
	maxName  = 64 // characters of a name
	maxCalls = 32 // names that one text may address
	// mentionEnd is what chat programs put behind a name that was picked from their list.
	mentionEnd = '\u2005'
)

// prefixName is how writers in unthreaded groups address somebody: the first group is the name.
var prefixName = regexp.MustCompile("^@?([A-Za-z0-9_\\-\\[\\]\\\\`^{}|]+)[:,]\\s")

// wideName is the same among names in other letters: "张三：…", "@张三，…".
var wideName = regexp.MustCompile(`^@?([^\s:：,，@]{1,64})[:：,，]`)

// everybody are the words that address a whole group.
var everybody = map[string]bool{"所有人": true, "全体成员": true, "all": true, "everyone": true, "here": true, "channel": true}

// calls lists the names that a text seems to address, each once, the one it begins with first.
func calls(text string) []called {
	var out []called
	if name := callPrefix(text); name != "" {
		out = append(out, called{name, true})
	}
	for i := 0; len(out) < maxCalls; {
		at := strings.IndexByte(text[i:], '@')
		if at < 0 {
			break
		}
		i += at + 1
		for _, name := range callsAt(text, i) {
			out = appendCall(out, name)
		}
	}
	return out
}

func callPrefix(text string) string {
	if m := prefixName.FindStringSubmatch(text); m != nil && len(m[1]) <= maxName {
		return m[1]
	}
	m := wideName.FindStringSubmatch(text)
	if m == nil || !strings.ContainsFunc(m[1], func(r rune) bool { return r > unicode.MaxASCII }) {
		return ""
	}
	return m[1]
}

// callsAt gives the names that may be meant by an @ before position i: up to the sign that chat programs put behind a name,
// which then may hold blanks, or up to the first blank or punctuation. An @ inside a word, as in an address of mail, means
// nobody.
func callsAt(text string, i int) []string {
	if before, _ := utf8.DecodeLastRuneInString(text[:i-1]); i > 1 && before < utf8.RuneSelf && isWord(before) {
		return nil
	}
	rest := text[i:]
	var out []string
	if end := strings.IndexRune(rest, mentionEnd); end > 0 && !strings.ContainsAny(rest[:end], "@\n") {
		out = append(out, strings.TrimSpace(rest[:end]))
	}
	end := strings.IndexFunc(rest, func(r rune) bool {
		return unicode.IsSpace(r) || r == mentionEnd || strings.ContainsRune(":,：，。！!？?；;、@()（）", r)
	})
	if end < 0 {
		end = len(rest)
	}
	return append(out, rest[:end])
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func appendCall(out []called, name string) []called {
	if name == "" || everybody[strings.ToLower(name)] || utf8.RuneCountInString(name) > maxName {
		return out
	}
	for _, c := range out {
		if c.name == name {
			return out
		}
	}
	return append(out, called{name, false})
}
