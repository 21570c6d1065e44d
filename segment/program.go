package segment

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
)

// program is a rule made ready: its clauses bound, numbered in the order of the text.
type program struct {
	rule    Rule
	root    node
	clauses []*bound
	timed   bool // time alone may change its verdict
}

// node is a node of the tree; leaf is the number of a clause.
type node struct {
	kind byte // & | ! .
	kids []node
	leaf int
}

// compile makes a canonical rule ready.
func (b *Book) compile(r Rule) (*program, error) {
	p := &program{rule: r}
	var err error
	p.root, err = p.add(b, r)
	return p, err
}

func (p *program) add(b *Book, r Rule) (node, error) {
	n := node{kind: '.', leaf: len(p.clauses)}
	kids := slices.Concat(r.All, r.Any)
	switch {
	case r.All != nil:
		n.kind = '&'
	case r.Any != nil:
		n.kind = '|'
	case r.Not != nil:
		n.kind, kids = '!', []Rule{*r.Not}
	default:
		c, err := b.bind(draft{Clause: *r.Is, values: make([]spot, len(r.Is.Values))})
		p.clauses = append(p.clauses, &c)
		p.timed = p.timed || c.timed()
		return n, err
	}
	for _, k := range kids {
		kid, err := p.add(b, k)
		if err != nil {
			return n, err
		}
		n.kids = append(n.kids, kid)
	}
	return n, nil
}

// timed tells whether time alone may change what the clause says.
func (c *bound) timed() bool { return c.Days > 0 || c.length > 0 }

// reads lists the attributes of a program, once each.
func (p *program) reads() []string {
	var out []string
	for _, c := range p.clauses {
		out = append(out, c.Attribute)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// holds works the tree out of what its clauses say.
func (n *node) holds(truth []bool) bool {
	switch n.kind {
	case '.':
		return truth[n.leaf]
	case '!':
		return !n.kids[0].holds(truth)
	}
	for i := range n.kids {
		if n.kids[i].holds(truth) == (n.kind == '|') {
			return n.kind == '|'
		}
	}
	return n.kind == '&'
}

// key is a word as tables hold it: a number when the attribute is coded. The zero key is none.
type key struct {
	code int64
	text string
}

// arg is the key as an argument of a statement.
func (k key) arg(a *customer.Attribute) any {
	if a.Coded {
		return k.code
	}
	return k.text
}

// wordTest is a clause about words, as tables hold them. Of one row: in keys, or not in them when others. Of a person with
// any number of words: some row passes, or none does when never.
type wordTest struct {
	keys   []key
	others bool
	never  bool
}

func (t *wordTest) row(k key) bool { return slices.Contains(t.keys, k) != t.others }

// dictionary finds what stands for words, each word once.
type dictionary struct {
	known map[[2]string]key
	none  map[[2]string]bool
}

func newDictionary() *dictionary { return &dictionary{map[[2]string]key{}, map[[2]string]bool{}} }

// key gives what stands for a word; ok is false when nothing does.
func (d *dictionary) key(ctx context.Context, q db.Q, a *customer.Attribute, word string) (k key, ok bool, err error) {
	if a.Store == nil {
		return key{text: word}, true, nil
	}
	at := [2]string{a.Name, word}
	if k, ok := d.known[at]; ok || d.none[at] {
		return k, ok, nil
	}
	v, err := a.Store(ctx, q, word)
	if errors.Is(err, db.ErrNone) {
		d.none[at] = true
		return k, false, nil
	}
	if err != nil {
		return k, false, fmt.Errorf("attribute %s: %w", a.Name, err)
	}
	switch v := reflect.ValueOf(v); {
	case v.CanInt() && a.Coded:
		k.code = v.Int()
	case v.Kind() == reflect.String && !a.Coded:
		k.text = v.String()
	default:
		return k, false, fmt.Errorf("attribute %s: stores a word as %s", a.Name, v.Type())
	}
	d.known[at] = k
	return k, true, nil
}

func (d *dictionary) keys(ctx context.Context, q db.Q, a *customer.Attribute, words []string) ([]key, error) {
	var out []key
	for _, w := range words {
		k, ok, err := d.key(ctx, q, a, w)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, k)
		}
	}
	return out, nil
}

// tests gives, clause by clause, what a program asks of words; nil for clauses about other things.
func (p *program) tests(ctx context.Context, q db.Q, d *dictionary) ([]*wordTest, error) {
	out := make([]*wordTest, len(p.clauses))
	for i, c := range p.clauses {
		if c.attr.Type != customer.AttrWord && c.attr.Type != customer.AttrWords {
			continue
		}
		keys, err := d.keys(ctx, q, c.attr, c.wanted())
		if err != nil {
			return nil, err
		}
		out[i] = c.wordTest(keys)
	}
	return out, nil
}

// wanted lists the words that a clause compares with. Of ladders, < and <= ask for not being there or further up.
func (c *bound) wanted() []string {
	at := -1
	if len(c.Values) > 0 {
		at = slices.Index(c.attr.Words, c.Values[0])
	}
	switch c.Op {
	case Less, AtLeast:
		return c.attr.Words[at:]
	case AtMost, More:
		return c.attr.Words[at+1:]
	}
	return c.Values
}

func (c *bound) wordTest(keys []key) *wordTest {
	t := &wordTest{keys: keys}
	single := c.attr.Type == customer.AttrWord
	switch c.Op {
	case Differs:
		t.others, t.never = single, !single
	case Less, AtMost:
		t.others = true
	case IsNone:
		t.keys, t.others, t.never = []key{{}}, !single, !single
	case IsKnown:
		t.keys, t.others = []key{{}}, true
	}
	return t
}
