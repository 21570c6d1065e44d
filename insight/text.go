package insight

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"qunli/kit/money"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func twoDigits(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) }

// Show spells a number in its unit for people; no number is "—".
func (u Unit) Show(n *float64) string {
	if n == nil {
		return "—"
	}
	switch u {
	case Fen:
		return money.Fen(*n).Format()
	case Share:
		return strconv.FormatFloat(*n*100, 'f', 2, 64) + "%"
	case Number:
		return twoDigits(*n)
	}
	return strings.TrimSuffix(money.Fen(*n*100).Format(), ".00")
}

// Show spells a cell of the column for people; a grey number stands in brackets.
func (c Column) Show(cell Cell, lang string) string {
	switch {
	case cell.Text != nil:
		return cell.Text.In(lang)
	case cell.Number == nil && c.Unit == Plain:
		return ""
	case cell.Grey && cell.Number != nil:
		return "(" + c.Unit.Show(cell.Number) + ")"
	}
	return c.Unit.Show(cell.Number)
}

// Show spells the value, with its note, for people.
func (v Value) Show(lang string) string {
	s := v.Unit.Show(v.Number)
	if v.Unit == Days && v.Number != nil {
		s += Words{" 天", " days"}.In(lang)
	}
	if v.Note != nil {
		s += Words{"（" + v.Note.Zh + "）", " (" + v.Note.En + ")"}.In(lang)
	}
	return s
}

// Text renders an answer for a terminal in lang ("en", otherwise Chinese): values, tables, denominators, what was left
// out, formula and version.
func Text(a Answer, lang string) string {
	var b strings.Builder
	say := func(zh, en string, args ...any) { fmt.Fprintf(&b, Words{zh, en}.In(lang)+"\n", args...) }
	b.WriteString(a.Title.In(lang) + "  " + a.Window.show(lang) + "\n\n")
	writeGrid(&b, "  ", valueGrid(a.Values, lang), []bool{false, true})
	for _, t := range a.Tables {
		say("\n%s", "\n%s", t.Title.In(lang))
		writeTable(&b, t, lang)
	}
	say("\n分母", "\nDenominators")
	var grid [][]string
	for _, d := range a.Denominators {
		grid = append(grid, []string{d.In(lang), d.Unit.Show(whole(d.Count))})
	}
	writeGrid(&b, "  ", grid, []bool{false, true})
	if len(a.LeftOut) > 0 {
		say("\n未计入", "\nLeft out")
		writeGrid(&b, "  ", leftOutGrid(a.LeftOut, lang), []bool{false, true})
	}
	say("\n公式（%s 第 %d 版）：%s", "\nFormula (%s, version %d): %s", a.Metric, a.Version, a.Formula.In(lang))
	say("截至 %s", "As of %s", time.UnixMilli(a.AsOf).UTC().Format(time.RFC3339))
	return b.String()
}

func (w Window) show(lang string) string {
	if w.Days == 0 {
		return Words{"（范围内没有记录）", "(nothing on record in scope)"}.In(lang)
	}
	s := fmt.Sprintf(Words{"%s 至 %s，%d 天", "%s to %s, %d days"}.In(lang), w.From, w.To, w.Days)
	if w.Default {
		s += Words{"（默认：首个至最后一个有记录的日子）", " (default: first to last day on record)"}.In(lang)
	}
	if w.Note != nil {
		s += Words{"；" + w.Note.Zh, "; " + w.Note.En}.In(lang)
	}
	return s
}

func valueGrid(values []Value, lang string) [][]string {
	var grid [][]string
	for _, v := range values {
		grid = append(grid, []string{v.Title.In(lang), v.Show(lang)})
	}
	return grid
}

func leftOutGrid(list []LeftOut, lang string) [][]string {
	var grid [][]string
	for _, l := range list {
		amount := Words{"未知", "unknown"}.In(lang)
		if l.Count != nil {
			amount = l.Unit.Show(whole(*l.Count))
		}
		grid = append(grid, []string{l.In(lang), amount})
	}
	return grid
}

func writeTable(b *strings.Builder, t Table, lang string) {
	head := make([]string, len(t.Columns))
	right := make([]bool, len(t.Columns))
	for i, c := range t.Columns {
		head[i], right[i] = c.Title.In(lang), c.Unit != Plain
	}
	grid := [][]string{head}
	for _, row := range t.Rows {
		line := make([]string, len(row))
		for i, cell := range row {
			line[i] = t.Columns[i].Show(cell, lang)
		}
		grid = append(grid, line)
	}
	writeGrid(b, "  ", grid, right)
}

// writeGrid aligns columns; right says which ones to the right.
func writeGrid(b *strings.Builder, indent string, grid [][]string, right []bool) {
	widths := make([]int, len(right))
	for _, row := range grid {
		for i, cell := range row {
			widths[i] = max(widths[i], width(cell))
		}
	}
	for _, row := range grid {
		line := indent
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-width(cell))
			if right[i] {
				line += pad + cell + "  "
			} else {
				line += cell + pad + "  "
			}
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
}

// width counts terminal columns: Chinese characters and full-width signs take two.
func width(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x1100 && r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 ||
			r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 || r >= 0xffe0 && r <= 0xffe6 {
			n++
		}
	}
	return n
}
