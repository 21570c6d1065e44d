package customer

import (
	"slices"
	"strings"
)

// said is a card cleaned up: keys in their stored spelling, strongest first; tags split.
type said struct {
	Card
	tags []tagName
}

type tagName struct{ Family, Name string }

func clean(c Card) said {
	out := said{Card: c}
	out.Keys = cleanKeys(c.Keys)
	out.Name = tidy(c.Name, maxName)
	out.Channel = strings.TrimSpace(c.Channel)
	for _, t := range c.Tags {
		if name, ok := parseTag(t); ok && !slices.Contains(out.tags, name) {
			out.tags = append(out.tags, name)
		}
	}
	return out
}

func cleanKeys(keys []Key) []Key {
	out := make([]Key, 0, len(keys))
	for _, k := range keys {
		if k, ok := NormalizeKey(k); ok && !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	slices.SortStableFunc(out, compareKeys)
	return out
}

// fills tells whether the card says anything that could stand in an empty field.
func (s said) fills() bool {
	return s.Name != "" || s.Store != 0 || s.Staff != 0 || s.Channel != "" || s.AddedAt != 0
}

// The lengths, in characters, to which names and remarks are kept.
const (
	maxName   = 200
	maxRemark = 2000
	maxTag    = 60
)

// tidy trims text, makes control characters blanks, and cuts it to n characters.
func tidy(s string, n int) string {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "�")))
	if r := []rune(s); len(r) > n {
		return strings.TrimSpace(string(r[:n]))
	}
	return s
}

// parseTag reads "family/name" or "name"; false when no name is left.
func parseTag(s string) (tagName, bool) {
	family, name, ok := strings.Cut(s, "/")
	if !ok {
		family, name = "", s
	}
	t := tagName{tidy(family, maxTag), tidy(name, maxTag)}
	return t, t.Name != ""
}

// String spells the tag as parseTag reads it.
func (t tagName) String() string {
	if t.Family == "" {
		return t.Name
	}
	return t.Family + "/" + t.Name
}
