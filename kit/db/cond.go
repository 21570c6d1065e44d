package db

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// Cond collects the parts of a WHERE with their arguments, numbering placeholders as it goes. Each part is written with
// its own $1, $2, … and is shifted to its place. Parts are joined by AND; an empty Cond is TRUE.
type Cond struct {
	parts []string
	args  []any
}

// Where starts a condition with one part; Where() starts an empty one.
func Where(part string, args ...any) *Cond {
	c := &Cond{}
	if part != "" {
		c.And(part, args...)
	}
	return c
}

// And adds a part.
func (c *Cond) And(part string, args ...any) *Cond {
	c.parts = append(c.parts, shift(part, len(c.args)))
	c.args = append(c.args, args...)
	return c
}

// If adds a part only when on.
func (c *Cond) If(on bool, part string, args ...any) *Cond {
	if on {
		c.And(part, args...)
	}
	return c
}

// Join adds all parts of another condition.
func (c *Cond) Join(other *Cond) *Cond {
	if other != nil && len(other.parts) > 0 {
		c.And(other.SQL(), other.args...)
	}
	return c
}

// In adds "column IN (keys…)" for a slice of keys; no keys is FALSE. The list is padded to a power of two by repeating
// its last key, so that lists of all lengths share a few prepared statements. A statement carries some 32,000 arguments
// at most: longer lists are split by the caller.
func (c *Cond) In(column string, keys any) *Cond { return c.in(column, keys, 1) }

// InRows adds "(columns…) IN (rows…)" for a slice of structs or arrays with as many fields as columns.
func (c *Cond) InRows(columns string, rows any) *Cond {
	return c.in("("+columns+")", rows, strings.Count(columns, ",")+1)
}

func (c *Cond) in(column string, keys any, width int) *Cond {
	v := reflect.ValueOf(keys)
	if v.Len() == 0 {
		c.parts = append(c.parts, "FALSE")
		return c
	}
	var b strings.Builder
	b.WriteString(column + " IN (")
	if width > 1 {
		b.WriteString("VALUES ")
	}
	for i := range paddedLen(v.Len(), width) {
		if i > 0 {
			b.WriteByte(',')
		}
		row := cells(v.Index(min(i, v.Len()-1)), width)
		c.args = append(c.args, row...)
		if width > 1 && i == 0 {
			writeTyped(&b, len(c.args)-width, row)
		} else {
			writePlaceholders(&b, len(c.args)-width, width)
		}
	}
	b.WriteByte(')')
	c.parts = append(c.parts, b.String())
	return c
}

// writeTyped writes the first row of a VALUES list with the types of its values: PostgreSQL would take all of them for
// text. The further rows follow the first.
func writeTyped(b *strings.Builder, have int, row []any) {
	for i, cell := range row {
		b.WriteByte("(,"[min(i, 1)])
		fmt.Fprintf(b, "CAST($%d AS %s)", have+i+1, castOf(reflect.TypeOf(cell)))
	}
	b.WriteByte(')')
}

func castOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Int64, reflect.Int:
		return "BIGINT"
	case reflect.Bool:
		return "BOOLEAN"
	case reflect.Float64:
		return "DOUBLE PRECISION"
	}
	return "TEXT"
}

// paddedLen is the next power of two, unless that alone would break the limit of a statement.
func paddedLen(n, width int) int {
	padded := 1
	for padded < n {
		padded *= 2
	}
	if padded*width > maxParams {
		return n
	}
	return padded
}

func cells(v reflect.Value, width int) []any {
	if width == 1 {
		return []any{v.Interface()}
	}
	out := make([]any, width)
	for i := range out {
		if v.Kind() == reflect.Struct {
			out[i] = v.Field(i).Interface()
		} else {
			out[i] = v.Index(i).Interface()
		}
	}
	return out
}

// writePlaceholders writes $n or ($n,$n+1,…) for width arguments after the first have.
func writePlaceholders(b *strings.Builder, have, width int) {
	if width > 1 {
		b.WriteByte('(')
	}
	for i := range width {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(have + i + 1))
	}
	if width > 1 {
		b.WriteByte(')')
	}
}

// After adds the condition of a keyset page: rows that come after the values of the last row seen, in the order of the
// columns (all ascending, or all descending).
func (c *Cond) After(columns string, descending bool, last ...any) *Cond {
	if len(last) == 0 {
		return c
	}
	sign := ">"
	if descending {
		sign = "<"
	}
	marks := make([]string, len(last))
	for i := range last {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	return c.And(fmt.Sprintf("(%s) %s (%s)", columns, sign, strings.Join(marks, ",")), last...)
}

// SQL gives the condition without the word WHERE.
func (c *Cond) SQL() string {
	if len(c.parts) == 0 {
		return "TRUE"
	}
	return "(" + strings.Join(c.parts, ") AND (") + ")"
}

// Args gives the arguments, followed by more; their placeholders start at Next.
func (c *Cond) Args(more ...any) []any { return append(append([]any(nil), c.args...), more...) }

// Next gives the placeholder of the n-th (from 1) further argument passed to Args.
func (c *Cond) Next(n int) string { return fmt.Sprintf("$%d", len(c.args)+n) }

// shift renumbers the placeholders of part by n.
func shift(part string, n int) string {
	if n == 0 {
		return part
	}
	var b strings.Builder
	for i := 0; i < len(part); i++ {
		b.WriteByte(part[i])
		if part[i] != '$' {
			continue
		}
		end := i + 1
		for end < len(part) && part[end] >= '0' && part[end] <= '9' {
			end++
		}
		if number, err := strconv.Atoi(part[i+1 : end]); err == nil {
			b.WriteString(strconv.Itoa(number + n))
			i = end - 1
		}
	}
	return b.String()
}
