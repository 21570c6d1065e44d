package intake

import (
	"slices"
	"strings"
	"unicode/utf8"

	"qunli/intake/tabular"
	"qunli/kit/fault"
)

// ErrRow is the refusal of one record; its field says which column, what was there and what to do.
var ErrRow = fault.New(fault.Invalid, "import.row", "这一行有误", "This row is wrong")

// form reads the mapped fields of records. It is bound once to a file's columns.
type form struct {
	fields map[string]getter
	values map[string]map[string]string
	rules  []Rule
	times  timeReader
	names  map[string]string // field → the column as the file calls it
	chat   chatReading
}

func (m Mapping) bind(columns []string, times timeReader) (*form, error) {
	f := &form{fields: map[string]getter{}, values: m.Values, rules: m.Rules, times: times, names: m.Columns}
	var err error
	if f.chat, err = m.chat(); err != nil {
		return nil, err
	}
	for name, from := range m.Columns {
		g, err := compile(name, from, columns)
		if err != nil {
			return nil, err
		}
		f.fields[name] = g
	}
	return f, nil
}

// text gives a field trimmed and translated; "" when it is not mapped.
func (f *form) text(cells []string, name string) string {
	g, ok := f.fields[name]
	if !ok {
		return ""
	}
	v := strings.TrimSpace(g.get(cells))
	if words := f.values[name]; words != nil {
		if w, ok := words[v]; ok {
			return w
		}
	}
	return v
}

// timeFields are the fields that hold times.
var timeFields = []string{"time", "added_at", "day"}

// legible gives the cells of a record as they can stand outside their file: a workbook's days are numbers.
func (f *form) legible(cells []string) []string {
	if !f.times.excel {
		return cells
	}
	out := slices.Clone(cells)
	for _, name := range timeFields {
		if g, ok := f.fields[name]; ok && g.column >= 0 && g.column < len(out) {
			out[g.column] = f.times.legible(out[g.column])
		}
	}
	return out
}

// verbatim gives a field as it stands, blanks at its ends included: in what people write they mean something.
func (f *form) verbatim(cells []string, name string) string {
	if g, ok := f.fields[name]; ok {
		return g.get(cells)
	}
	return ""
}

// wrong refuses a record for one field.
func (f *form) wrong(name, value, zh, en string) error {
	label := name
	if column := f.names[name]; column != "" && column != name {
		label = name + " (" + column + ")"
	}
	value = clip(value)
	return ErrRow.At(label, value, "“"+value+"” "+zh, "\""+value+"\" "+en)
}

// clip keeps the beginning of a long text, whole characters only.
func clip(text string) string {
	const most = 80 // bytes
	if len(text) <= most {
		return text
	}
	cut := most
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

// source is where records come from; tabular.Reader is the one of files.
type source interface {
	Next() (cells []string, line int, err error)
}

var _ source = (*tabular.Reader)(nil)
