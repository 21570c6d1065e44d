package tabular

import (
	"bytes"
	"io"
	"strings"

	"qunli/kit/fault"
)

// grammar is how one line or more become cells.
type grammar struct {
	delim  byte // ' ' means runs of blanks and tabs, leading and trailing ones ignored
	quoted bool
}

func (f Format) grammar() grammar {
	return grammar{delim: f.Delimiter[0], quoted: f.Quoted && f.Delimiter != " "}
}

// row is one record. Its slice is reused by the next.
type row struct {
	cells      []string
	line, last int
}

// splitter cuts a text into records by RFC 4180, strictly: a quote inside a bare cell, or text after a closing quote,
// damages the record; so does an end of file inside quotes. Blank lines are no records. One exception is spreadsheet
// custom: a cell written ="00123" is the text 00123.
//
// It allocates one string per record, which all cells share.
type splitter struct {
	lines *lines
	g     grammar
	row   row

	text []byte // the cells' characters, when quotes had to be taken off
	ends []int  // where each cell ends in text
	size int    // bytes of the record so far
	raw  []byte // start of the record's first line, kept while later lines are read

	records, enclosed, damaged int64 // seen so far: records, cells in quotes, records with bad quotes
}

const rawKept = 2 << 10

func newSplitter(l *lines, g grammar) *splitter { return &splitter{lines: l, g: g} }

// next gives the next record, a *RowError, a fatal fault or io.EOF.
func (s *splitter) next() (*row, error) {
	line, err := s.begin()
	if err != nil {
		return nil, err
	}
	switch {
	case s.g.delim == ' ':
		s.cutBlanks(string(line))
	case !s.needsWalk(line):
		s.cut(string(line))
	default:
		if err := s.walk(line); err != nil {
			return nil, err
		}
		s.cutEnds(string(s.text))
	}
	return &s.row, nil
}

// skim moves past the next record without building its cells.
func (s *splitter) skim() error {
	line, err := s.begin()
	if err != nil || !s.needsWalk(line) {
		return err
	}
	return s.walk(line)
}

func (s *splitter) needsWalk(line []byte) bool {
	return s.g.quoted && bytes.IndexByte(line, '"') >= 0
}

// begin reads the first line of the next record.
func (s *splitter) begin() ([]byte, error) {
	for {
		line, err := s.lines.next()
		if err != nil {
			return nil, err
		}
		if len(line) == 0 || s.g.delim == ' ' && len(bytes.Trim(line, " \t")) == 0 {
			continue
		}
		s.records++
		s.row.line, s.row.last, s.size = s.lines.no, s.lines.no, len(line)
		return line, nil
	}
}

// more reads a further line of a record whose quotes are still open.
func (s *splitter) more() ([]byte, error) {
	line, err := s.lines.next()
	if err == io.EOF {
		return nil, s.damage(ErrRowQuote)
	}
	if err != nil {
		return nil, err
	}
	s.row.last = s.lines.no
	if s.size += 1 + len(line); s.size > s.lines.max {
		return nil, ErrOpen.F(s.row.line, s.lines.max)
	}
	return line, nil
}

func (s *splitter) cut(line string) {
	cells := s.row.cells[:0]
	for {
		i := strings.IndexByte(line, s.g.delim)
		if i < 0 {
			break
		}
		cells = append(cells, line[:i])
		line = line[i+1:]
	}
	s.row.cells = append(cells, line)
}

func (s *splitter) cutBlanks(line string) {
	cells := s.row.cells[:0]
	for {
		line = strings.TrimLeft(line, " \t")
		if line == "" {
			break
		}
		i := strings.IndexAny(line, " \t")
		if i < 0 {
			i = len(line)
		}
		cells = append(cells, line[:i])
		line = line[i:]
	}
	s.row.cells = cells
}

func (s *splitter) cutEnds(text string) {
	cells, from := s.row.cells[:0], 0
	for _, to := range s.ends {
		cells = append(cells, text[from:to])
		from = to
	}
	s.row.cells = cells
}

// walk takes a line with quotes apart, reading further lines as quoted cells demand.
func (s *splitter) walk(rest []byte) error {
	s.text, s.ends = s.text[:0], s.ends[:0]
	s.raw = append(s.raw[:0], rest[:min(len(rest), rawKept)]...)
	for {
		var err error
		switch {
		case bytes.HasPrefix(rest, []byte{'"'}):
			rest, err = s.enclosedCell(rest[1:])
		case bytes.HasPrefix(rest, []byte{'='}):
			rest, err = s.equalsCell(rest)
		default:
			rest, err = s.bareCell(rest, ErrRowQuote)
		}
		if err != nil {
			return err
		}
		s.ends = append(s.ends, len(s.text))
		if len(rest) == 0 {
			return nil
		}
		rest = rest[1:]
	}
}

// enclosedCell reads on from behind the opening quote; what it returns is empty or starts with the delimiter.
func (s *splitter) enclosedCell(rest []byte) ([]byte, error) {
	for {
		i := bytes.IndexByte(rest, '"')
		if i < 0 {
			s.text = append(append(s.text, rest...), '\n')
			var err error
			if rest, err = s.more(); err != nil {
				return nil, err
			}
			continue
		}
		s.text = append(s.text, rest[:i]...)
		rest = rest[i+1:]
		switch {
		case len(rest) > 0 && rest[0] == '"':
			s.text = append(s.text, '"')
			rest = rest[1:]
		case len(rest) > 0 && rest[0] != s.g.delim:
			return nil, s.damage(ErrRowQuote)
		default:
			s.enclosed++
			return rest, nil
		}
	}
}

// equalsCell unwraps ="text" when it stands whole within the line; any other cell with = and quotes is a formula.
func (s *splitter) equalsCell(rest []byte) ([]byte, error) {
	if !bytes.HasPrefix(rest, []byte(`="`)) {
		return s.bareCell(rest, s.formula())
	}
	for rest = rest[2:]; ; {
		i := bytes.IndexByte(rest, '"')
		if i < 0 {
			return nil, s.damage(s.formula())
		}
		s.text = append(s.text, rest[:i]...)
		rest = rest[i+1:]
		switch {
		case len(rest) > 0 && rest[0] == '"':
			s.text = append(s.text, '"')
			rest = rest[1:]
		case len(rest) > 0 && rest[0] != s.g.delim:
			return nil, s.damage(s.formula())
		default:
			return rest, nil
		}
	}
}

// bareCell reads a cell without quotes around it; a quote within is the damage f.
func (s *splitter) bareCell(rest []byte, f *fault.Error) ([]byte, error) {
	end := bytes.IndexByte(rest, s.g.delim)
	if end < 0 {
		end = len(rest)
	}
	if bytes.IndexByte(rest[:end], '"') >= 0 {
		return nil, s.damage(f)
	}
	s.text = append(s.text, rest[:end]...)
	return rest[end:], nil
}

// formula names the cell being read.
func (s *splitter) formula() *fault.Error {
	return ErrRowFormula.F(cellName(len(s.ends), s.row.line))
}

func (s *splitter) damage(f *fault.Error) *RowError {
	s.damaged++
	return &RowError{Fault: f, Line: s.row.line, Last: s.row.last, Raw: strings.ToValidUTF8(string(s.raw), "�")}
}
