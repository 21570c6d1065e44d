package customer

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/width"
)

// narrow turns full-width letters, digits and signs into the usual ones.
func narrow(s string) string { return width.Narrow.String(s) }

// Fold gives the spelling in which text is searched: usual width, lower case, blanks trimmed and single.
func Fold(s string) string { return strings.Join(strings.Fields(strings.ToLower(narrow(s))), " ") }

// foldedText is what stands in customer.folded: the folded name and remark on a line each.
func foldedText(name, remark string) string {
	name, remark = Fold(name), Fold(remark)
	if name == "" && remark == "" {
		return ""
	}
	return name + "\n" + remark
}

// terms gives, sorted and once each, the search terms of a person with that folded text and those phones:
//
//   - of each line: every pair of neighbouring characters; every character that is no letter of an alphabet, and the
//     first letter of each word that is;
//   - of the name: the pinyin initials, and their beginnings;
//   - of each phone: the last four digits.
func terms(folded string, phones []string) []string {
	if folded == "" && len(phones) == 0 {
		return nil
	}
	var out []string
	name, remark, _ := strings.Cut(folded, "\n")
	out = appendPairs(out, name)
	out = appendPairs(out, remark)
	out = appendInitials(out, name)
	for _, p := range phones {
		out = append(out, lastFour(p))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// appendPairs adds the single and paired characters of a folded line. Pairs do not span blanks.
func appendPairs(out []string, line string) []string {
	for _, word := range strings.Fields(line) {
		r := []rune(word)
		for i := range r {
			if i == 0 || !spelled(r[i]) || !spelled(r[i-1]) {
				out = append(out, string(r[i]))
			}
			if i > 0 {
				out = append(out, string(r[i-1:i+1]))
			}
		}
	}
	return out
}

// spelled tells letters and digits that stand in words of several.
func spelled(r rune) bool {
	return !unicode.Is(unicode.Han, r) && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// maxInitials is how many characters of a name its initials cover.
const maxInitials = 8

// appendInitials adds the beginnings of the pinyin initials of a name: 王小明 → w, wx, wxm.
func appendInitials(out []string, name string) []string {
	initials := pinyinInitials(name)
	for n := 1; n <= len(initials); n++ {
		out = append(out, initials[:n])
	}
	return out
}

// pinyinInitials are those of a name, as far as they are searched.
func pinyinInitials(name string) string { return Initials(name, maxInitials) }

// Initials gives the first letter of each Han character of a folded text, letters and digits between them included, most
// at the most, and "" for a text without Han characters.
func Initials(text string, most int) string {
	args := pinyin.NewArgs()
	args.Style = pinyin.FirstLetter
	var b strings.Builder
	han := false
	for _, r := range text {
		if b.Len() == most {
			break
		}
		if unicode.Is(unicode.Han, r) {
			if p := pinyin.SinglePinyin(r, args); len(p) > 0 && len(p[0]) == 1 {
				b.WriteString(p[0])
				han = true
			}
		} else if r < unicode.MaxASCII && spelled(r) {
			b.WriteRune(r)
		}
	}
	if !han {
		return ""
	}
	return b.String()
}

func lastFour(phone string) string { return phone[max(0, len(phone)-4):] }
