package tabular

import (
	"bytes"
	"io"
	"slices"
	"strings"
)

// guessDelimiter tries every delimiter on the sample (whole lines, decoded) and takes the one under which most records
// have the same number of cells, at least two; ties go to the one with more cells. Blanks count only when nothing else
// does. A text that nothing divides is one column, with ",".
func guessDelimiter(sample []byte) string {
	best, bestShare, bestCells := ",", 0.5, 1
	for _, d := range delimiters() {
		share, cells := evenness(sample, grammar{delim: d[0], quoted: true})
		if looseQuotes(d) {
			if s, c := evenness(sample, grammar{delim: d[0]}); s > share {
				share, cells = s, c
			}
		}
		if cells > 1 && (share > bestShare || share == bestShare && cells > bestCells) {
			best, bestShare, bestCells = d, share, cells
		}
	}
	if bestShare < 0.9 {
		if share, cells := evenness(sample, grammar{delim: ' '}); cells > 1 && share >= 0.9 {
			return " "
		}
	}
	return best
}

// looseQuotes says that tables with this delimiter are often written without any quoting, so that a " is just text.
func looseQuotes(delim string) bool { return delim == "\t" || delim == "|" }

// evenness gives the commonest number of cells and the share of records that have it.
func evenness(sample []byte, g grammar) (share float64, cells int) {
	counts := map[int]int{}
	total := 0
	for s := newSplitter(newLines(bytes.NewReader(sample), len(sample)), g); ; total++ {
		r, err := s.next()
		if err == io.EOF {
			break
		}
		if err == nil {
			counts[len(r.cells)]++
		}
	}
	most := 0
	for c, n := range counts {
		if n > most || n == most && c > cells {
			most, cells = n, c
		}
	}
	if total == 0 {
		return 0, 0
	}
	return float64(most) / float64(total), cells
}

// guessHeader says whether the first of the records names the columns: known names tell it; a number or date among its
// cells denies it; then a number or date below tells it; and in a table of words only, cells that are distinct,
// present and come back nowhere below.
func guessHeader(records [][]string, known []string) bool {
	if len(records) == 0 {
		return false
	}
	first, rest := records[0], records[1:]
	hits := knownCells(first, known)
	switch {
	case hits >= 2:
		return true
	case slices.ContainsFunc(first, isData):
		return false
	case hits == 1, len(rest) == 0:
		return true
	}
	for _, r := range rest {
		if slices.ContainsFunc(r, isData) {
			return true
		}
	}
	return standsOut(first, rest)
}

func knownCells(cells, known []string) int {
	hits := 0
	for _, c := range cells {
		name := strings.TrimSpace(c)
		if name != "" && slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, name) }) {
			hits++
		}
	}
	return hits
}

// standsOut says that every cell of first is present, unlike the others, and repeated nowhere below.
func standsOut(first []string, rest [][]string) bool {
	seen := map[string]bool{}
	for _, c := range first {
		if c = strings.TrimSpace(c); c == "" || seen[c] {
			return false
		}
		seen[c] = true
	}
	for _, r := range rest {
		for _, c := range r {
			if seen[strings.TrimSpace(c)] {
				return false
			}
		}
	}
	return true
}

// isData says that a cell looks like a number, an amount, a date or a time: it has a digit and nothing a word would have.
func isData(cell string) bool {
	cell = strings.TrimSpace(cell)
	if len(cell) > 40 || !strings.ContainsAny(cell, "0123456789") {
		return false
	}
	for _, r := range cell {
		if (r < '0' || r > '9') && !strings.ContainsRune(" +-.,:/%()$¥￥€£TZeE年月日时分秒", r) {
			return false
		}
	}
	return true
}
