package intake

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"qunli/intake/tabular"
	"qunli/kit/fault"
)

// The refusals of a mapping. Each names the field and what to write instead.
var (
	ErrKind   = fault.New(fault.Invalid, "import.kind", "不认识的导入类型 %q，可用：%s", "Unknown kind of import %q; known: %s")
	ErrColumn = fault.New(fault.Invalid, "import.column.missing", "缺少必需的列，请用 --map 字段=列名 指明", "A required column is missing; name it with --map field=column")
	ErrMap    = fault.New(fault.Invalid, "import.map", "列映射有误", "The column mapping is wrong")
)

// Mapping says how a file of one kind is read. It is what a preset holds.
type Mapping struct {
	Kind   string `json:"kind"`
	Source string `json:"source,omitempty"` // the system the numbers belong to
	// Columns maps a field to where its value comes from: a header ("InvoiceNo"), a column by number from 1 ("#3"), a
	// composition of them ("{#1}-{#3}"), or a constant ("=mall").
	Columns map[string]string `json:"columns"`
	// Delimiter, Encoding, Header and Sheet force what is otherwise detected.
	Delimiter string `json:"delimiter,omitempty"`
	Encoding  string `json:"encoding,omitempty"`
	Header    *bool  `json:"header,omitempty"`
	Sheet     string `json:"sheet,omitempty"`
	// TimeFormat is needed where day and month could be mistaken: DD/MM/YYYY HH:mm.
	TimeFormat string `json:"time_format,omitempty"`
	Zone       string `json:"zone,omitempty"` // of times written without one; the organisation's when empty
	// Rules decide the kind of an order document by how its number begins; the first that fits holds.
	Rules []Rule `json:"rules,omitempty"`
	// Values translate the words of a file, per field: {"kind": {"eventA": "sale"}}.
	Values map[string]map[string]string `json:"values,omitempty"`
	// ChatOptions say how group logs are read.
	ChatOptions
	// Format is how the file was found to be written, and Names are its columns in their order; set when it has been inspected.
	Format *tabular.Format `json:"format,omitempty"`
	Names  []string        `json:"names,omitempty"`

	known []string // aliases of other kinds, while the kind is being found out
	whole bool     // a preset that names every required field: what it leaves out is left out, not guessed
}

// Rule makes documents whose field begins with Prefix of kind Kind.
type Rule struct {
	Field  string `json:"field"`
	Prefix string `json:"prefix"`
	Kind   string `json:"kind"`
}

// options gives what the mapping forces on the reader.
func (m Mapping) options() tabular.Options {
	o := tabular.Options{Encoding: tabular.Encoding(m.Encoding), Sheet: m.Sheet, Delimiter: m.Delimiter, Known: m.known}
	if m.Header != nil {
		o.Header = tabular.No
		if *m.Header {
			o.Header = tabular.Yes
		}
	}
	for _, f := range Fields(m.Kind) {
		o.Known = append(o.Known, f.Aliases...)
	}
	o.Known = append(o.Known, rejectColumns()...)
	return o
}

// complete fills in by guess what the mapping leaves open, and refuses one that lacks a required field or names a column
// that is not there. What comes back is stored with the import: it says everything.
func (m Mapping) complete(columns []string) (Mapping, error) {
	fields := Fields(m.Kind)
	if fields == nil {
		return m, ErrKind.F(m.Kind, strings.Join(Kinds(), ", "))
	}
	given := m.Columns
	m.Columns = map[string]string{}
	for name, from := range given {
		if !slices.ContainsFunc(fields, func(f Field) bool { return f.Name == name }) {
			return m, ErrMap.At(name, from, "没有这个字段，可用："+fieldNames(fields), "is no field; known: "+fieldNames(fields))
		}
		if from != "" { // an empty column means: leave this field out, do not guess it
			m.Columns[name] = from
		}
	}
	if !m.whole {
		m.guess(fields, given, columns)
	}
	return m, m.check(fields, columns)
}

func (m Mapping) coversRequired() bool {
	for _, f := range Fields(m.Kind) {
		if f.Required && m.Columns[f.Name] == "" {
			return false
		}
	}
	return true
}

// guess maps every header whose folded name is an alias of a field that is still open. A column serves once.
func (m Mapping) guess(fields []Field, given map[string]string, columns []string) {
	taken := map[string]bool{}
	for _, from := range m.Columns {
		taken[from] = true
	}
	for _, f := range fields {
		if _, open := given[f.Name]; open {
			continue
		}
		for _, c := range columns {
			if !taken[c] && slices.Contains(f.Aliases, foldHeader(c)) {
				m.Columns[f.Name], taken[c] = c, true
				break
			}
		}
	}
}

func (m Mapping) check(fields []Field, columns []string) error {
	var missing *fault.Error
	for _, f := range fields {
		if f.Required && m.Columns[f.Name] == "" {
			if missing == nil {
				missing = ErrColumn
			}
			missing = missing.At(f.Name, "", "（"+f.Zh+"）没有对应的列；文件里有："+strings.Join(columns, "、"),
				"has no column; the file has: "+strings.Join(columns, ", "))
		}
	}
	if missing != nil {
		return missing
	}
	for _, name := range sortedKeys(m.Columns) {
		if _, err := compile(name, m.Columns[name], columns); err != nil {
			return err
		}
	}
	return nil
}

func fieldNames(fields []Field) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// getter reads one field of a record.
type getter struct {
	column   int // from 0; -1 when composed or constant
	constant string
	pieces   []piece
}

// piece is literal text followed by a column; column -1 ends a composition.
type piece struct {
	text   string
	column int
}

func (g getter) get(cells []string) string {
	if g.column >= 0 {
		return cells[g.column]
	}
	if g.pieces == nil {
		return g.constant
	}
	var b strings.Builder
	for _, p := range g.pieces {
		b.WriteString(p.text)
		if p.column >= 0 {
			b.WriteString(strings.TrimSpace(cells[p.column]))
		}
	}
	return b.String()
}

// compile turns the text of a mapping into a getter.
func compile(name, from string, columns []string) (getter, error) {
	if constant, ok := strings.CutPrefix(from, "="); ok {
		return getter{column: -1, constant: constant}, nil
	}
	if !strings.Contains(from, "{") {
		i, err := columnAt(name, from, columns)
		return getter{column: i}, err
	}
	g := getter{column: -1, pieces: []piece{}}
	for rest := from; rest != ""; {
		text, after, found := strings.Cut(rest, "{")
		if !found {
			g.pieces = append(g.pieces, piece{text, -1})
			break
		}
		inner, tail, closed := strings.Cut(after, "}")
		if !closed {
			return g, ErrMap.At(name, from, "的花括号没有闭合", "has an unclosed brace")
		}
		i, err := columnAt(name, inner, columns)
		if err != nil {
			return g, err
		}
		g.pieces = append(g.pieces, piece{text, i})
		rest = tail
	}
	return g, nil
}

// columnAt finds a column by header, folded header, or number from 1 ("#3").
func columnAt(name, column string, columns []string) (int, error) {
	if i := slices.Index(columns, column); i >= 0 {
		return i, nil
	}
	if digits, ok := strings.CutPrefix(column, "#"); ok {
		if n, err := strconv.Atoi(digits); err == nil && n >= 1 && n <= len(columns) {
			return n - 1, nil
		}
	}
	folded := foldHeader(column)
	if i := slices.IndexFunc(columns, func(c string) bool { return foldHeader(c) == folded }); i >= 0 {
		return i, nil
	}
	have := strings.Join(columns, ", ")
	return 0, ErrMap.At(name, column, fmt.Sprintf("指向的列 %q 不在文件里；文件里有：%s", column, have),
		fmt.Sprintf("names column %q, which the file lacks; it has: %s", column, have))
}
