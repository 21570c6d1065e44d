package tabular

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"qunli/kit/fault"
)

// Reader streams the records of one file, in order. It is for one goroutine, but for BytesRead.
type Reader struct {
	src     *source
	format  Format
	columns []string
	pending *row  // the first record of a file without header, read to learn the width
	err     error // the end: io.EOF or a fatal fault

	verbatim bool // a cell starting with = is text like any other
}

// source is where rows come from: a text or a sheet.
type source struct {
	rows     rowSource
	raw      *rawFile
	excel    bool
	date1904 bool
}

// rowSource gives rows as cut, a *RowError, a fatal fault or io.EOF. A row is valid until the next call.
type rowSource interface {
	next() (*row, error)
}

func (s *source) close() error { return s.raw.Close() }

// Open starts reading path as format says, up to the columns. ctx governs opening only (a workbook's shared strings are
// read then); whoever calls Next looks at its own. The zero Limits are the defaults.
func Open(ctx context.Context, path string, format Format, limits Limits) (*Reader, error) {
	src, err := openSource(ctx, path, format, limits)
	if err != nil {
		return nil, err
	}
	r := &Reader{src: src, format: format, verbatim: format.verbatim()}
	if err := r.start(); err != nil {
		src.close()
		return nil, err
	}
	return r, nil
}

func openSource(ctx context.Context, path string, f Format, limits Limits) (*source, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	limits = limits.withDefaults()
	raw, err := openRaw(path)
	if err != nil {
		return nil, err
	}
	var src *source
	if f.Container == XLSX {
		src, err = sheetSourceOf(ctx, raw, f.Sheet, limits)
	} else {
		src, err = textSourceOf(raw, f, limits)
	}
	if err != nil {
		raw.Close()
		return nil, err
	}
	return src, nil
}

func textSourceOf(raw *rawFile, f Format, limits Limits) (*source, error) {
	text, err := raw.plain(f.Container, limits.MaxBytes)
	if err != nil {
		return nil, err
	}
	rows := newSplitter(newLines(decoded(text, f.Encoding), limits.MaxRecord), f.grammar())
	return &source{rows: rows, raw: raw}, nil
}

// start reads the first record: the header, or the one that tells the width.
func (r *Reader) start() error {
	first, err := r.src.rows.next()
	if err == io.EOF {
		return ErrEmpty
	}
	if bad, ok := err.(*RowError); ok {
		return ErrHeader.F(bad.Line).Because(bad)
	}
	if err != nil {
		return err
	}
	if !r.format.Header {
		r.pending = first
		r.columns = numbered(len(first.cells))
		return nil
	}
	if bad := r.checkCells(first); bad != nil {
		return ErrHeader.F(bad.Line).Because(bad)
	}
	r.columns, err = header(first.cells)
	return err
}

// header trims the names, numbers the nameless and refuses equal ones.
func header(cells []string) ([]string, error) {
	names := numbered(len(cells))
	at := map[string]int{}
	for i, c := range cells {
		name := strings.TrimSpace(c)
		if name == "" {
			continue
		}
		if first, twice := at[name]; twice {
			return nil, ErrHeaderDuplicate.F(clip(name), first+1, i+1)
		}
		at[name], names[i] = i, strings.Clone(name)
	}
	return names, nil
}

func numbered(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = "column " + strconv.Itoa(i+1)
	}
	return names
}

// Columns gives the names of the columns: from the header, or "column 1" and so on.
func (r *Reader) Columns() []string { return slices.Clone(r.columns) }

// Excel says that dates are serial day numbers (see ExcelTime), for the file is a workbook.
func (r *Reader) Excel() bool { return r.src.excel }

// Date1904 says that the workbook counts its days from 1904.
func (r *Reader) Date1904() bool { return r.src.date1904 }

// BytesRead tells how many of the file's own (compressed) bytes were read, and how many there are. Reading runs ahead of
// Next by the buffers. It may be called from any goroutine.
func (r *Reader) BytesRead() (read, total int64) {
	return min(r.src.raw.read.Load(), r.src.raw.size), r.src.raw.size
}

// Close closes the file.
func (r *Reader) Close() error { return r.src.close() }

// Next gives the next record, as many cells as there are columns, and the line where it starts. The slice is reused, the
// strings are not. The error is a *RowError when this record is damaged (cells then holds what could be read, or nil, and
// the next call goes on behind it), io.EOF after the last record, or a fatal fault, which every later call repeats.
func (r *Reader) Next() (cells []string, line int, err error) {
	if r.err != nil {
		return nil, 0, r.err
	}
	rec := r.pending
	if r.pending = nil; rec == nil {
		rec, err = r.src.rows.next()
	}
	switch bad, ok := err.(*RowError); {
	case ok:
		return nil, bad.Line, bad
	case err != nil:
		r.err = err
		return nil, 0, err
	}
	if bad := r.check(rec); bad != nil {
		return rec.cells, rec.line, bad
	}
	return rec.cells, rec.line, nil
}

// check brings a row to the width of the table and looks at its cells.
func (r *Reader) check(rec *row) *RowError {
	found, width := len(rec.cells), len(r.columns)
	for r.src.excel && len(rec.cells) < width {
		rec.cells = append(rec.cells, "")
	}
	for len(rec.cells) > width && rec.cells[len(rec.cells)-1] == "" {
		rec.cells = rec.cells[:len(rec.cells)-1]
	}
	if len(rec.cells) != width {
		return rowError(rec, ErrRowCells.F(width, found))
	}
	return r.checkCells(rec)
}

// checkCells refuses unreadable bytes and formulas, and unwraps ="text", but for verbatim tables. A workbook's cells need neither: its parser has
// refused both already, and a text starting with = is just a text there.
func (r *Reader) checkCells(rec *row) *RowError {
	if r.src.excel {
		return nil
	}
	for i, c := range rec.cells {
		if !r.readable(c) {
			return rowError(rec, ErrRowBytes.F(i+1))
		}
		if c == "" || c[0] != '=' || r.verbatim {
			continue
		}
		text, ok := unwrap(c)
		if !ok {
			return rowError(rec, ErrRowFormula.F(cellName(i, rec.line)))
		}
		rec.cells[i] = text
	}
	return nil
}

// readable says that a cell holds whole characters only. In decoded text U+FFFD stands for bytes that did not fit.
func (r *Reader) readable(c string) bool {
	if strings.IndexByte(c, 0) >= 0 {
		return false
	}
	if r.format.Encoding == UTF8 || r.format.Encoding == UTF8BOM {
		return utf8.ValidString(c)
	}
	return !strings.Contains(c, replacement)
}

// unwrap reads ="text", by which spreadsheets are told to keep digits as text. The text inside must hold no quote.
func unwrap(c string) (string, bool) {
	if len(c) < 3 || c[1] != '"' || c[len(c)-1] != '"' {
		return "", false
	}
	text := c[2 : len(c)-1]
	return text, !strings.Contains(text, `"`)
}

func rowError(rec *row, f *fault.Error) *RowError {
	return &RowError{Fault: f, Line: rec.line, Last: rec.last}
}
