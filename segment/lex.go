package segment

import (
	"fmt"
	"strings"
	"unicode"
)

// token is one word, sign or quoted text of a rule. at counts characters from 1.
type token struct {
	text   string // of a keyword its meaning: "and", "in", …
	spelt  string // as it stands in the rule
	at     int
	quoted bool
	sign   bool // keyword, operator or punctuation
}

// keywords give what a word means when it stands alone; a value spelt like one is quoted.
var keywords = map[string]string{
	"and": "and", "or": "or", "not": "not", "in": "in", "is": "is", "none": "none", "known": "known", "older": "older", "than": "than",
	"within": "within", "before": "before", "until": "until", "since": "since", "after": "after",
	"且": "and", "并且": "and", "或": "or", "或者": "or", "非": "not", "不": "not",
	"属于": "in", "不属于": "not in", "是": "=", "不是": "!=", "等于": "=", "不等于": "!=",
	"大于": ">", "小于": "<", "不少于": ">=", "至少": ">=", "不多于": "<=", "至多": "<=",
	"早于": "earlier", "近": "within", "晚于": "after", "截至": "until", "自": "since", "为空": "is none", "不为空": "is known",
}

// signs are the operators and punctuation, full width and half.
var signs = map[string]string{
	"(": "(", ")": ")", ",": ",", "（": "(", "）": ")", "，": ",", "、": ",",
	"=": "=", "＝": "=", "==": "=", "!=": "!=", "<>": "!=", "≠": "!=",
	"<": "<", "＜": "<", "<=": "<=", "≤": "<=", ">": ">", "＞": ">", ">=": ">=", "≥": ">=",
}

func charSpot(at int) spot {
	return spot{fmt.Sprintf("第 %d 个字符", at), fmt.Sprintf("character %d", at)}
}

// lex cuts a rule into tokens.
func lex(text string) ([]token, error) {
	runes := []rune(text)
	var out []token
	for i := 0; i < len(runes); {
		start := i
		switch r := runes[i]; {
		case unicode.IsSpace(r):
			i++
			continue
		case strings.ContainsRune(`"'“”「`, r):
			t, next, err := lexQuoted(runes, i)
			if err != nil {
				return nil, err
			}
			out, i = append(out, t), next
		case inWord(r):
			for i < len(runes) && inWord(runes[i]) {
				i++
			}
			out = append(out, wordToken(string(runes[start:i]), start+1))
		default:
			t, n := lexSign(runes[i:])
			if n == 0 {
				return nil, charSpot(i+1).wrong(string(r), fmt.Sprintf("%q 不能出现在这里；含有符号的值请加引号", r),
					fmt.Sprintf("%q cannot stand here; put a value with signs in quotes", r))
			}
			out, i = append(out, token{text: t, spelt: string(runes[i : i+n]), at: i + 1, sign: true}), i+n
		}
	}
	return out, nil
}

func wordToken(word string, at int) token {
	t := token{text: word, spelt: word, at: at}
	if k := keywords[strings.ToLower(word)]; k != "" {
		t.text, t.sign = k, true
	}
	return t
}

// lexSign gives the longest sign at the beginning of runes, and its length.
func lexSign(runes []rune) (string, int) {
	for n := min(2, len(runes)); n > 0; n-- {
		if s := signs[string(runes[:n])]; s != "" {
			return s, n
		}
	}
	return "", 0
}

// closing gives the quote that ends what a quote begins.
var closing = map[rune]rune{'"': '"', '\'': '\'', '“': '”', '”': '”', '「': '」'}

func lexQuoted(runes []rune, start int) (token, int, error) {
	var b strings.Builder
	for i := start + 1; i < len(runes); i++ {
		switch {
		case runes[i] == '\\' && i+1 < len(runes):
			i++
			b.WriteRune(runes[i])
		case runes[i] == closing[runes[start]]:
			return token{text: b.String(), spelt: string(runes[start : i+1]), at: start + 1, quoted: true}, i + 1, nil
		default:
			b.WriteRune(runes[i])
		}
	}
	return token{}, 0, charSpot(start+1).wrong(string(runes[start:]), "引号没有闭合", "the quote is not closed")
}
