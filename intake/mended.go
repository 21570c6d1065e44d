package intake

import (
	"context"
	"slices"
	"strings"

	"qunli/intake/tabular"
)

// A reject file is written so that it can be mended and brought in as it is: the columns of the file it came from, behind
// columns of our own that say where a record stood and why it was refused. Files are read without the columns of our own.

// ownColumn begins the names of the columns that are ours. No field has an alias like it.
const ownColumn = "qunli:"

// rejectColumns stand before the file's own columns: a record that had a cell too few or too many is still seen to have it.
func rejectColumns() []string {
	return []string{ownColumn + "line", ownColumn + "code", ownColumn + "原因", ownColumn + "reason"}
}

func ours(column string) bool {
	return strings.HasPrefix(strings.ToLower(strings.TrimSpace(column)), ownColumn)
}

// Inert keeps a spreadsheet from reading a cell as a formula.
func Inert(cell string) string {
	if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r") {
		return "'" + cell
	}
	return cell
}

// active takes back what Inert did.
func active(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && rest != "" && Inert(rest) != rest {
		return rest
	}
	return cell
}

// inspect finds out how a file is written. What a preset says of its delimiter, encoding, header and sheet is said of the
// files of a system, not of what was refused of one.
func (m Mapping) inspect(ctx context.Context, path string) (tabular.Report, error) {
	opt := m.options()
	if opt.Delimiter != "" || opt.Encoding != "" || opt.Sheet != "" || opt.Header != tabular.Guess {
		if head, err := tabular.Head(ctx, path); err == nil && slices.ContainsFunc(head, ours) {
			opt = tabular.Options{Header: tabular.Yes}
		}
	}
	report, err := tabular.Inspect(ctx, path, opt)
	if err != nil {
		return report, err
	}
	l := newLayer(report.Columns, m.Kind)
	report.Columns = l.columns
	for i, cells := range report.Preview {
		report.Preview[i] = slices.Clone(l.strip(cells))
	}
	return report, nil
}

// opened is a file at its records.
type opened struct {
	*tabular.Reader
	layer
}

// open reads a file as it was found to be written.
func (m Mapping) open(ctx context.Context, path string) (*opened, error) {
	r, err := tabular.Open(ctx, path, *m.Format, tabular.Limits{})
	if err != nil {
		return nil, err
	}
	return &opened{r, newLayer(r.Columns(), m.Kind)}, nil
}

// Next gives the cells of the file's own columns. One that was refused for being a formula, and still is, is refused again.
func (o *opened) Next() ([]string, int, error) {
	cells, line, err := o.Reader.Next()
	if err == nil && o.own != nil && !o.formulas {
		for i, c := range cells {
			if !o.own[i] && strings.HasPrefix(c, "'=") {
				err = &tabular.RowError{Fault: tabular.ErrRowFormula.F(o.columns[i-o.before(i)]), Line: line, Last: line}
			}
		}
	}
	return o.strip(cells), line, err
}

func (o *opened) Columns() []string { return o.columns }

// layer knows which columns of a file are ours.
type layer struct {
	columns  []string // the others
	own      []bool   // by position, ours; nil: the file has none and is read as it stands
	formulas bool     // a cell may begin with "=": talk is no table
	cells    []string // reused
}

func newLayer(columns []string, kind string) layer {
	l := layer{columns: columns, formulas: kind == "chat"}
	if !slices.ContainsFunc(columns, ours) {
		return l
	}
	l.own = make([]bool, len(columns))
	for i, c := range columns {
		l.own[i] = ours(c)
	}
	l.columns = slices.Clone(l.strip(columns))
	return l
}

// before counts the columns of our own in front of a position.
func (l *layer) before(position int) int {
	n := 0
	for _, own := range l.own[:position] {
		if own {
			n++
		}
	}
	return n
}

// strip leaves out what is ours. The slice is reused.
func (l *layer) strip(cells []string) []string {
	if l.own == nil {
		return cells
	}
	l.cells = l.cells[:0]
	for i, c := range cells {
		if i >= len(l.own) || !l.own[i] {
			l.cells = append(l.cells, active(c))
		}
	}
	return l.cells
}

var _ source = (*opened)(nil)
