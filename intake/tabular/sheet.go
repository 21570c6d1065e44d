package tabular

import (
	"bufio"
	"encoding/xml"
	"io"
	"strconv"

	"qunli/kit/fault"
)

const (
	maxColumns = 16384   // of a sheet, by the file format
	maxRows    = 1 << 20 // likewise
	maxDepth   = 64      // of elements within elements
	rowFactor  = 8       // bytes of XML allowed for one byte of record
)

// tokens reads XML piece by piece and refuses what a workbook never has: document types (and with them entities), deep
// nesting, and more than limit bytes between two marks.
type tokens struct {
	d     *xml.Decoder
	leash *leash
	part  string
	open  []string // local names of the elements around the next token
}

// leash counts the bytes handed out since the last mark.
type leash struct {
	r            io.Reader
	since, limit int64
	over         *fault.Error
}

func (l *leash) Read(p []byte) (int, error) {
	if l.since > l.limit {
		return 0, l.over
	}
	n, err := l.r.Read(p)
	l.since += int64(n)
	return n, err
}

func newTokens(r io.Reader, part string, limit int64) *tokens {
	l := &leash{r: r, limit: limit, over: ErrZipBomb.F(part, limit)}
	return &tokens{d: xml.NewDecoder(bufio.NewReaderSize(l, bufferSize)), leash: l, part: part}
}

// mark lets the next limit bytes through.
func (t *tokens) mark() { t.leash.since = 0 }

// next gives the next token, valid until the call after; io.EOF at the end of the part, which must lie outside all elements.
func (t *tokens) next() (xml.Token, error) {
	tok, err := t.d.RawToken()
	if err == io.EOF && len(t.open) == 0 {
		return nil, io.EOF
	}
	if err != nil {
		return nil, asFault(err, ErrXLSXDamaged.F(t.part, "XML"))
	}
	switch e := tok.(type) {
	case xml.StartElement:
		if t.open = append(t.open, e.Name.Local); len(t.open) > maxDepth {
			return nil, ErrXLSXDamaged.F(t.part, "nesting")
		}
	case xml.EndElement:
		last := len(t.open) - 1
		if last < 0 || t.open[last] != e.Name.Local {
			return nil, ErrXLSXDamaged.F(t.part, clip("</"+e.Name.Local+">"))
		}
		t.open = t.open[:last]
	case xml.Directive:
		return nil, ErrXLSXDamaged.F(t.part, "DOCTYPE")
	}
	return tok, nil
}

// sheet streams the rows of a worksheet that hold anything.
type sheet struct {
	part   *capped
	t      *tokens
	shared *sharedStrings
	limits Limits

	row  row
	rows int          // begun so far, empty ones too
	bad  *fault.Error // the first thing wrong in the row
	size int          // bytes of text in the row
	cell cell
	col  int // 0-based column of the cell last read in the row, -1 before the first
	done bool
}

// cell is the one being read.
type cell struct {
	kind     string // the attribute t: s shared, inlineStr, str, b boolean, e error, n or "" number, d date
	text     []byte
	inText   bool // inside <v> or <t>
	phonetic int  // depth inside <rPh>, whose text is a reading aid
	formula  bool
}

func newSheet(part *capped, name string, shared *sharedStrings, limits Limits) *sheet {
	return &sheet{part: part, t: newTokens(part, name, rowFactor*int64(limits.MaxRecord)), shared: shared, limits: limits}
}

// next gives the next row that is not empty.
func (s *sheet) next() (*row, error) {
	for !s.done {
		tok, err := s.t.next()
		if err == io.EOF {
			return nil, s.malformed("sheetData")
		}
		if err != nil {
			return nil, err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			err = s.open(e)
		case xml.CharData:
			err = s.chars(e)
		case xml.EndElement:
			var complete bool
			complete, err = s.close(e.Name.Local)
			if complete && s.bad != nil {
				return nil, rowError(&s.row, s.bad)
			}
			if complete {
				return &s.row, nil
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, io.EOF
}

func (s *sheet) open(e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		return s.openRow(attr(e, "r"))
	case "c":
		return s.openCell(e)
	case "f":
		s.cell.formula = true
	case "rPh":
		s.cell.phonetic++
	case "v", "t":
		s.cell.inText = s.cell.phonetic == 0
	}
	return nil
}

func (s *sheet) openRow(ref string) error {
	s.t.mark()
	if s.rows++; s.rows > maxRows {
		return ErrZipBomb.F(s.t.part+" (rows)", maxRows)
	}
	line := s.row.line + 1
	if ref != "" {
		n, err := strconv.Atoi(ref)
		if err != nil || n < 1 {
			return s.malformed("row " + strconv.Quote(ref))
		}
		line = n
	}
	s.row = row{cells: s.row.cells[:0], line: line, last: line}
	s.bad, s.size, s.col = nil, 0, -1
	return nil
}

func (s *sheet) openCell(e xml.StartElement) error {
	s.col++
	if ref := attr(e, "r"); ref != "" {
		s.col = columnOf(ref)
	}
	if s.col < 0 || s.col >= maxColumns {
		return s.malformed("cell " + strconv.Quote(attr(e, "r")))
	}
	s.cell = cell{kind: attr(e, "t"), text: s.cell.text[:0]}
	return nil
}

func (s *sheet) chars(text []byte) error {
	if !s.cell.inText {
		return nil
	}
	if s.size += len(text); s.size > s.limits.MaxRecord {
		return ErrLong.F(s.row.line, s.limits.MaxRecord)
	}
	s.cell.text = append(s.cell.text, text...)
	return nil
}

// close ends an element; complete says that it was a row which holds something.
func (s *sheet) close(name string) (complete bool, err error) {
	switch name {
	case "v", "t":
		s.cell.inText = false
	case "rPh":
		s.cell.phonetic--
	case "c":
		return false, s.closeCell()
	case "row":
		return len(s.row.cells) > 0 || s.bad != nil, nil
	case "sheetData":
		s.done = true
		_, err := io.Copy(io.Discard, s.part) // to the end, where the checksum is
		return false, err
	}
	return false, nil
}

func (s *sheet) closeCell() error {
	switch {
	case s.col < 0:
		return s.malformed("cell outside a row")
	case s.cell.formula:
		s.blame(ErrRowFormula.F(cellName(s.col, s.row.line)))
		return nil
	case s.cell.kind == "e":
		s.blame(ErrRowError.F(cellName(s.col, s.row.line), clip(string(s.cell.text))))
		return nil
	}
	text, err := s.value()
	if err != nil || text == "" {
		return err
	}
	for len(s.row.cells) <= s.col {
		s.row.cells = append(s.row.cells, "")
	}
	s.row.cells[s.col] = text
	return nil
}

func (s *sheet) value() (string, error) {
	switch s.cell.kind {
	case "s":
		return s.sharedValue()
	case "b":
		if string(s.cell.text) == "1" {
			return "TRUE", nil
		}
		return "FALSE", nil
	case "inlineStr", "str":
		return unescape(string(s.cell.text)), nil
	}
	return string(s.cell.text), nil
}

func (s *sheet) sharedValue() (string, error) {
	i, err := strconv.Atoi(string(s.cell.text))
	text, ok := s.shared.at(i)
	if err != nil || !ok {
		return "", s.malformed("cell " + cellName(s.col, s.row.line))
	}
	if s.size += len(text); s.size > s.limits.MaxRecord {
		return "", ErrLong.F(s.row.line, s.limits.MaxRecord)
	}
	return text, nil
}

func (s *sheet) blame(f *fault.Error) {
	if s.bad == nil {
		s.bad = f
	}
}

func (s *sheet) malformed(what string) error { return ErrXLSXDamaged.F(s.t.part, clip(what)) }
