package segment

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// String spells the rule canonically: attribute names, lower-case words, single blanks, brackets only where they are needed.
// Parse reads it back as the same tree.
func (r Rule) String() string {
	var b strings.Builder
	r.write(&b, 0)
	return b.String()
}

// The strengths with which the parts of a rule hold together.
const (
	looseOr = iota + 1
	looseAnd
	tight
)

func (r Rule) write(b *strings.Builder, around int) {
	switch {
	case r.Is != nil:
		r.Is.write(b, r.Is.Attribute, false)
	case r.Not != nil:
		b.WriteString("not ")
		r.Not.write(b, tight)
	case r.All != nil:
		writeList(b, r.All, " and ", looseAnd, around)
	case r.Any != nil:
		writeList(b, r.Any, " or ", looseOr, around)
	}
}

func writeList(b *strings.Builder, parts []Rule, word string, own, around int) {
	if own < around {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	for i, p := range parts {
		if i > 0 {
			b.WriteString(word)
		}
		p.write(b, own+1)
	}
}

// String spells the clause canonically.
func (c Clause) String() string {
	var b strings.Builder
	c.write(&b, c.Attribute, false)
	return b.String()
}

// write spells the clause with a name for its attribute, in Chinese operators or in those of the grammar's canon.
func (c Clause) write(b *strings.Builder, name string, zh bool) {
	b.WriteString(name)
	op, day := string(c.Op), "d"
	if zh {
		op, day = chineseOps[c.Op], "天"
	}
	if c.Days > 0 {
		b.WriteString("(" + strconv.FormatInt(c.Days, 10) + day + ")")
	}
	b.WriteString(" " + op)
	if c.Op == In {
		b.WriteString(" (" + strings.Join(quoteAll(c.Values), ", ") + ")")
		return
	}
	for _, v := range c.Values {
		b.WriteString(" " + quote(v))
	}
}

// chineseOps are the operators as people read them; the grammar reads them too.
var chineseOps = map[Op]string{
	Equal: "=", Differs: "≠", Less: "<", AtMost: "≤", More: ">", AtLeast: "≥", In: "属于", OlderThan: "早于", Within: "近",
	Before: "早于", Until: "截至", Since: "自", After: "晚于", IsNone: "为空", IsKnown: "不为空",
}

func quoteAll(values []string) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = quote(v)
	}
	return out
}

// quote puts a value in double quotes where it would not be read as one word.
func quote(v string) string {
	if v != "" && !strings.ContainsFunc(v, func(r rune) bool { return !inWord(r) }) && keywords[strings.ToLower(v)] == "" {
		return v
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v) + `"`
}

// inWord tells what an unquoted word may consist of.
func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_-./:·", r)
}

// size counts the clauses of a rule and how deep it goes.
func (r Rule) size() (clauses, depth int) {
	parts := slices.Concat(r.All, r.Any)
	if r.Not != nil {
		parts = append(parts, *r.Not)
	}
	if r.Is != nil {
		clauses++
	}
	for _, p := range parts {
		c, d := p.size()
		clauses, depth = clauses+c, max(depth, d)
	}
	return clauses, depth + 1
}

// nesting counts the levels of brackets and "not" of the canonical text.
func (r Rule) nesting(around int) int {
	deepest := 0
	if r.Not != nil {
		return 1 + r.Not.nesting(tight)
	}
	parts, own := r.All, looseAnd
	if r.Any != nil {
		parts, own = r.Any, looseOr
	}
	for _, p := range parts {
		deepest = max(deepest, p.nesting(own+1))
	}
	if len(parts) > 0 && own < around {
		deepest++
	}
	return deepest
}

// flat gives the canonical tree: lists within lists of their own kind dissolved, lists of one and double "not" taken away.
func (r Rule) flat() Rule {
	switch {
	case r.Not != nil:
		inner := r.Not.flat()
		if inner.Not != nil {
			return *inner.Not
		}
		return Rule{Not: &inner}
	case r.All != nil:
		return joined(r.All, func(p Rule) []Rule { return p.All }, func(l []Rule) Rule { return Rule{All: l} })
	case r.Any != nil:
		return joined(r.Any, func(p Rule) []Rule { return p.Any }, func(l []Rule) Rule { return Rule{Any: l} })
	}
	return r
}

func joined(parts []Rule, same func(Rule) []Rule, list func([]Rule) Rule) Rule {
	var out []Rule
	for _, p := range parts {
		p = p.flat()
		if inner := same(p); inner != nil {
			out = append(out, inner...)
		} else {
			out = append(out, p)
		}
	}
	if len(out) == 1 {
		return out[0]
	}
	return list(out)
}
