package segment

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"qunli/customer"
)

// Book lists the attributes that rules may ask about.
type Book struct {
	all    []*customer.Attribute
	byName map[string]*customer.Attribute // Name and Chinese title
	whole  map[string]*customer.Attribute // by Name: how the attribute is read without a window
}

var attributeName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// NewBook gives a book of attributes; it panics on a wrong declaration.
func NewBook(attributes []customer.Attribute) *Book {
	b := &Book{byName: map[string]*customer.Attribute{}, whole: map[string]*customer.Attribute{}}
	for _, a := range attributes {
		if a.Person == "" {
			a.Person = "customer_id"
		}
		if a.Gather == customer.GatherOwn || a.Type == customer.AttrMoment {
			a.Where = strings.TrimSuffix(a.Where, a.Value+" <> "+noneOf(&a)) // none is none without it
		}
		if fault := misdeclared(a); fault != "" {
			panic(fmt.Sprintf("segment: attribute %q %s", a.Name, fault))
		}
		for _, name := range []string{a.Name, a.Zh} {
			if b.byName[name] != nil {
				panic(fmt.Sprintf("segment: attribute %q is declared twice", name))
			}
			b.byName[name] = &a
		}
		b.all = append(b.all, &a)
		whole := a
		if a.Life != "" {
			whole.Table, whole.Value, whole.Where, whole.Day, whole.Single = a.Life, a.LifeValue, "", "", true
		}
		b.whole[a.Name] = &whole
	}
	return b
}

// gathers are the ways to gather that a type knows.
var gathers = map[customer.AttributeType][]customer.Gather{
	customer.AttrNumber: {customer.GatherSum, customer.GatherMax, customer.GatherMin, customer.GatherDays, customer.GatherOwn},
	customer.AttrMoney:  {customer.GatherSum, customer.GatherMax, customer.GatherMin, customer.GatherOwn},
	customer.AttrMoment: {customer.GatherMax, customer.GatherMin, customer.GatherOwn},
	customer.AttrWord:   {customer.GatherOwn},
	customer.AttrWords:  {customer.GatherAny},
}

// misdeclared tells what is wrong with a declaration, "" if nothing.
func misdeclared(a customer.Attribute) string {
	switch {
	case !attributeName.MatchString(a.Name) || keywords[a.Name] != "":
		return "has no usable name"
	case a.Zh == "" || a.En == "" || a.Table == "" || a.Value == "":
		return "lacks a title, a table or a value"
	case strings.ContainsFunc(a.Zh, func(r rune) bool { return !inWord(r) }) || keywords[a.Zh] != "":
		return "has a Chinese title that is not one word"
	case !slices.Contains(gathers[a.Type], a.Gather):
		return fmt.Sprintf("of type %q cannot be gathered as %q", a.Type, a.Gather)
	case a.Gather == customer.GatherDays && a.Day == "":
		return "counts days without a column of days"
	case a.Day != "" && (a.Type == customer.AttrMoment || a.Gather == customer.GatherOwn):
		return "cannot take a window"
	case a.Life != "" && (a.LifeValue == "" || a.Gather == customer.GatherDays || a.Type == customer.AttrWords):
		return "cannot be read whole from another table"
	case a.Titles != nil && len(a.Titles) != len(a.Words):
		return "has not a title for each word"
	case len(a.Words) > 0 && a.Type != customer.AttrWord && a.Type != customer.AttrWords:
		return "lists words and has none"
	}
	return ""
}

// Attributes lists what rules may ask about, in the order of declaration.
func (b *Book) Attributes() []customer.Attribute {
	out := make([]customer.Attribute, len(b.all))
	for i, a := range b.all {
		out[i] = *a
	}
	return out
}

// draft is a clause as it was read, with where its parts stood.
type draft struct {
	Clause
	span                  string // the window as it was written, "" none or Clause.Days
	attribute, window, op spot
	values                []spot
}

// bound is a clause that its attribute understands, spelt canonically.
type bound struct {
	Clause
	attr    *customer.Attribute
	numbers []int64 // of numbers, and fen of money
	length  int64   // ms of a span
}

// bind gives the canonical clause, or says what its attribute does not understand.
func (b *Book) bind(d draft) (bound, error) {
	out := bound{Clause: d.Clause, attr: b.byName[d.Attribute]}
	if out.attr == nil {
		out.attr = b.byName[strings.ToLower(d.Attribute)]
	}
	if out.attr == nil {
		zh, en := b.suggest(d.Attribute)
		return out, d.attribute.wrong(d.Attribute, fmt.Sprintf("没有名为 %q 的属性，%s", d.Attribute, zh),
			fmt.Sprintf("there is no attribute %q; %s", d.Attribute, en))
	}
	out.Attribute = out.attr.Name
	out.Op = dated(out.attr, d.Op)
	if err := out.bindWindow(d); err != nil {
		return out, err
	}
	if out.Days == 0 {
		out.attr = b.whole[out.Attribute]
	}
	if may := operators(out.attr); !slices.Contains(may, out.Op) {
		list := spellOps(may)
		return out, d.op.wrong(string(d.Op), fmt.Sprintf("%s（%s）不能用 %q，可用：%s", out.attr.Zh, out.attr.Name, d.Op, list),
			fmt.Sprintf("%s cannot be asked %q; it takes %s", out.attr.Name, d.Op, list))
	}
	return out, out.bindValues(d)
}

// suggest names the attribute that is spelt most alike, or all of them.
func (b *Book) suggest(name string) (zh, en string) {
	best, least := "", len([]rune(name))/2+1
	names := make([]string, len(b.all))
	for i, a := range b.all {
		names[i] = a.Name
		for _, n := range []string{a.Name, a.Zh} {
			if d := distance(strings.ToLower(name), n); d < least {
				best, least = n, d
			}
		}
	}
	if best != "" {
		return fmt.Sprintf("是不是 %q？", best), fmt.Sprintf("did you mean %q?", best)
	}
	list := strings.Join(names, ", ")
	return "可用：" + list, "there are " + list
}

// distance counts the characters to change, add or take away to make b of a.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		before := row[0]
		row[0] = i + 1
		for j := range y {
			change := before
			if x[i] != y[j] {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, row[j]+1, before+1)
		}
	}
	return row[len(y)]
}

// dated reads < <= >= > before a date as the operators of moments.
func dated(a *customer.Attribute, op Op) Op {
	if a.Type != customer.AttrMoment {
		return op
	}
	switch op {
	case Less:
		return Before
	case AtMost:
		return Until
	case AtLeast:
		return Since
	case More:
		return After
	}
	return op
}

// operators lists what an attribute may be asked.
func operators(a *customer.Attribute) []Op {
	switch {
	case a.Type == customer.AttrNumber || a.Type == customer.AttrMoney:
		return []Op{Equal, Differs, Less, AtMost, More, AtLeast, In}
	case a.Type == customer.AttrMoment:
		return []Op{OlderThan, Within, Before, Until, Since, After, IsNone, IsKnown}
	case a.Type == customer.AttrWord && a.Words != nil:
		return []Op{Equal, Differs, Less, AtMost, More, AtLeast, In, IsNone, IsKnown}
	}
	return []Op{Equal, Differs, In, IsNone, IsKnown}
}

func spellOps(list []Op) string {
	out := make([]string, len(list))
	for i, op := range list {
		out[i] = string(op)
	}
	return strings.Join(out, ", ")
}

func (c *bound) bindWindow(d draft) error {
	if d.span != "" {
		n, ok := span(d.span)
		if c.Days = n / dayLength; !ok || n%dayLength != 0 {
			c.Days = -1
		}
	}
	switch {
	case c.Days == 0:
		return nil
	case c.Days < 0 || c.Days > MaxDays:
		return d.window.wrong(d.span, fmt.Sprintf("时间窗为 1 到 %d 天，如 (30d)", MaxDays), fmt.Sprintf("a window has 1 to %d days, such as (30d)", MaxDays))
	case c.attr.Day == "":
		return d.window.wrong(fmt.Sprintf("%dd", c.Days), fmt.Sprintf("%s（%s）不按天记，请去掉时间窗", c.attr.Zh, c.attr.Name),
			fmt.Sprintf("%s is not kept by day; leave the window out", c.attr.Name))
	}
	return nil
}
