package segment

import (
	"fmt"
	"slices"
	"strings"
)

// Parse reads a rule and gives its canonical tree: the text grammar, or JSON when it begins with {.
//
//	rule   = clause | "not" rule | "(" rule ")" | rule "and" rule | rule "or" rule       ("and" binds closer)
//	clause = attribute [ "(" days ")" ] op value
//
// Attributes go by name or by Chinese title; 且 或 非 and the Chinese operators are read too. A refusal (ErrRule) names the
// place, the value seen and what to write instead.
func (b *Book) Parse(text string) (Rule, error) {
	if len(text) > MaxText {
		return Rule{}, charSpot(1).wrong(fmt.Sprint(len(text)), fmt.Sprintf("规则最长 %d 字节", MaxText),
			fmt.Sprintf("a rule has at most %d bytes", MaxText))
	}
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		return b.parseJSON(text)
	}
	tokens, err := lex(text)
	if err != nil {
		return Rule{}, err
	}
	p := &parser{book: b, tokens: tokens, end: len([]rune(text)) + 1}
	r, err := p.any(0)
	if err != nil {
		return Rule{}, err
	}
	if !p.done() {
		return Rule{}, p.expected("“且”或“或”", `"and" or "or"`)
	}
	return bounded(r.flat(), charSpot(1))
}

// bounded refuses a rule of too many clauses, or nested too deeply.
func bounded(r Rule, at spot) (Rule, error) {
	if n := r.nesting(0); n > MaxDepth {
		return Rule{}, at.wrong(fmt.Sprint(n), fmt.Sprintf("括号和“非”最多 %d 层", MaxDepth), fmt.Sprintf("at most %d levels of brackets and \"not\"", MaxDepth))
	}
	if n, _ := r.size(); n > MaxClauses {
		return Rule{}, at.wrong(fmt.Sprint(n), fmt.Sprintf("一条规则最多 %d 个条件", MaxClauses),
			fmt.Sprintf("a rule has at most %d clauses", MaxClauses))
	}
	return r, nil
}

type parser struct {
	book   *Book
	tokens []token
	next   int
	end    int // where the rule ends
}

func (p *parser) done() bool { return p.next == len(p.tokens) }

// sign takes the next token if it is one of these signs or keywords.
func (p *parser) sign(texts ...string) bool {
	if p.done() || !p.tokens[p.next].sign || !slices.Contains(texts, p.tokens[p.next].text) {
		return false
	}
	p.next++
	return true
}

// here is the next token, or an empty one at the end.
func (p *parser) here() token {
	if p.done() {
		return token{at: p.end}
	}
	return p.tokens[p.next]
}

func (p *parser) expected(zh, en string) error {
	t := p.here()
	if t.spelt == "" {
		return charSpot(t.at).wrong("", "规则在此结束，还缺"+zh, "the rule ends here and lacks "+en)
	}
	return charSpot(t.at).wrong(t.spelt, fmt.Sprintf("此处是 %q，应为%s", t.spelt, zh), fmt.Sprintf("found %q, expected %s", t.spelt, en))
}

func (p *parser) any(depth int) (Rule, error) {
	list, err := p.list(depth, "or", p.all)
	return Rule{Any: list}, err
}

func (p *parser) all(depth int) (Rule, error) {
	list, err := p.list(depth, "and", p.one)
	return Rule{All: list}, err
}

func (p *parser) list(depth int, word string, part func(int) (Rule, error)) ([]Rule, error) {
	var out []Rule
	for {
		r, err := part(depth)
		if err != nil {
			return nil, err
		}
		if out = append(out, r); !p.sign(word) {
			return out, nil
		}
	}
}

func (p *parser) one(depth int) (Rule, error) {
	start := p.here().at
	if depth > MaxDepth {
		return Rule{}, charSpot(start).wrong("", fmt.Sprintf("括号和“非”最多 %d 层", MaxDepth), fmt.Sprintf("at most %d levels of brackets and \"not\"", MaxDepth))
	}
	switch {
	case p.sign("not"):
		r, err := p.one(depth + 1)
		return Rule{Not: &r}, err
	case p.sign("("):
		r, err := p.any(depth + 1)
		if err == nil && !p.sign(")") {
			err = p.expected("右括号", "a closing bracket")
		}
		return r, err
	}
	return p.clause()
}

func (p *parser) clause() (Rule, error) {
	name := p.here()
	if name.sign || name.spelt == "" {
		return Rule{}, p.expected("属性名", "the name of an attribute")
	}
	p.next++
	c := draft{Clause: Clause{Attribute: name.text}, attribute: charSpot(name.at)}
	if p.sign("(") {
		c.window = charSpot(p.here().at)
		c.span = p.here().text
		p.next = min(p.next+1, len(p.tokens))
		if !p.sign(")") {
			return Rule{}, p.expected("右括号（时间窗写作 (30d)）", "a closing bracket (a window is written (30d))")
		}
	}
	negated, err := p.op(&c)
	if err != nil {
		return Rule{}, err
	}
	if err := p.values(&c); err != nil {
		return Rule{}, err
	}
	bound, err := p.book.bind(c)
	if err != nil {
		return Rule{}, err
	}
	r := Rule{Is: &bound.Clause}
	if negated {
		return Rule{Not: &r}, nil
	}
	return r, nil
}

// op reads the operator; negated is true for "not in" and "is not none".
func (p *parser) op(c *draft) (negated bool, err error) {
	t := p.here()
	c.op = charSpot(t.at)
	if !t.sign {
		return false, p.expected("比较符，如 =、>=、in、within", "an operator, such as =, >=, in, within")
	}
	p.next++
	switch t.text {
	case "not", "not in":
		if t.text == "not" && !p.sign("in") {
			return false, p.expected("in", "in")
		}
		c.Op = In
		return true, nil
	case "is":
		negated = p.sign("not")
		switch {
		case p.sign("none"):
			c.Op = IsNone
		case p.sign("known"):
			c.Op = IsKnown
		default:
			return false, p.expected("none 或 known", "none or known")
		}
		return negated, nil
	case "older":
		if !p.sign("than") {
			return false, p.expected("than", "than")
		}
		c.Op = OlderThan
		return false, nil
	case "earlier": // 早于 30天 or 早于 2026-01-01
		c.Op = Before
		if _, ok := span(p.here().text); ok {
			c.Op = OlderThan
		}
		return false, nil
	}
	c.Op = Op(t.text)
	if !slices.Contains(ops, c.Op) {
		p.next--
		return false, p.expected("比较符，如 =、>=、in、within", "an operator, such as =, >=, in, within")
	}
	return false, nil
}

// ops lists the operators.
var ops = []Op{Equal, Differs, Less, AtMost, More, AtLeast, In, OlderThan, Within, Before, Until, Since, After, IsNone, IsKnown}

// values reads what stands behind the operator.
func (p *parser) values(c *draft) error {
	if c.Op == IsNone || c.Op == IsKnown {
		return nil
	}
	if c.Op != In {
		return p.value(c)
	}
	if !p.sign("(") {
		return p.expected("左括号：in (甲, 乙)", "an opening bracket: in (a, b)")
	}
	for {
		if err := p.value(c); err != nil {
			return err
		}
		if !p.sign(",") {
			break
		}
	}
	if !p.sign(")") {
		return p.expected("逗号或右括号", "a comma or a closing bracket")
	}
	return nil
}

func (p *parser) value(c *draft) error {
	t := p.here()
	if t.sign || t.spelt == "" {
		return p.expected("一个值（与关键字同形的请加引号）", "a value (in quotes if it is spelt like a keyword)")
	}
	p.next++
	c.Values, c.values = append(c.Values, t.text), append(c.values, charSpot(t.at))
	return nil
}
