package tabular

import "slices"

// Container is how the table is wrapped.
type Container string

// The containers.
const (
	Plain Container = "plain"
	Gzip  Container = "gzip"
	XLSX  Container = "xlsx"
)

// Encoding is how the text of a table is written as bytes. Workbooks have none: they are always UTF-8 inside.
type Encoding string

// The encodings. GB18030 contains GBK and GB2312.
const (
	UTF8    Encoding = "utf-8"
	UTF8BOM Encoding = "utf-8-bom"
	GB18030 Encoding = "gb18030"
	UTF16LE Encoding = "utf-16le"
	UTF16BE Encoding = "utf-16be"
)

// Format says how to read a file. It is plain data: what Inspect finds may be stored and given to Open later.
type Format struct {
	Container Container `json:"container"`
	Encoding  Encoding  `json:"encoding,omitempty"`
	Delimiter string    `json:"delimiter,omitempty"` // one of "," "\t" ";" "|" " "; a blank means runs of blanks and tabs
	Quoted    bool      `json:"quoted"`              // whether " encloses cells; false: a quote is a character like any other
	Header    bool      `json:"header"`              // whether the first record names the columns
	Sheet     string    `json:"sheet,omitempty"`     // name of the sheet
}

// Choice is a yes, a no, or leaving it to Inspect.
type Choice uint8

// The choices.
const (
	Guess Choice = iota
	Yes
	No
)

// Options force what Inspect would otherwise find out. The zero value finds out everything.
type Options struct {
	Encoding  Encoding // forced: bytes that do not fit it damage their record, not the file
	Delimiter string   // as in Format
	Quotes    Choice
	Header    Choice
	Sheet     string   // name of the sheet; the first worksheet if empty
	Known     []string // column names that tell a header, in any letter case
	Preview   int      // records kept in Report.Preview; 20 if 0
	Limits    Limits
}

// Limits bound what a file may cost. A zero field means its default.
type Limits struct {
	MaxRecord  int   // bytes of one record, default 1 MiB; the XML of one sheet row may take eight times that
	MaxBytes   int64 // bytes after decompression, default 64 GiB
	MaxStrings int64 // bytes of a workbook's shared strings after decompression, default 256 MiB
}

// Report is what one reading of the whole file showed.
type Report struct {
	Format  Format     `json:"format"`
	SHA256  string     `json:"sha256"`  // hex, of the file's own bytes, compressed or not
	Bytes   int64      `json:"bytes"`   // size of the file
	Plain   int64      `json:"plain"`   // bytes after decompression (of the sheet, for a workbook)
	Records int64      `json:"records"` // exact, damaged ones included, the header not
	Columns []string   `json:"columns"`
	Preview [][]string `json:"preview"`          // the first undamaged records
	Sheets  []string   `json:"sheets,omitempty"` // names of a workbook's worksheets
}

const (
	defaultMaxRecord  = 1 << 20
	defaultMaxBytes   = 64 << 30
	defaultMaxStrings = 256 << 20
	defaultPreview    = 20
)

func (l Limits) withDefaults() Limits {
	if l.MaxRecord <= 0 {
		l.MaxRecord = defaultMaxRecord
	}
	if l.MaxBytes <= 0 {
		l.MaxBytes = defaultMaxBytes
	}
	if l.MaxStrings <= 0 {
		l.MaxStrings = defaultMaxStrings
	}
	return l
}

// delimiters are the candidates in the order that settles ties.
func delimiters() []string { return []string{"\t", ",", ";", "|"} }

func checkEncoding(e Encoding) error {
	if slices.Contains([]Encoding{UTF8, UTF8BOM, GB18030, UTF16LE, UTF16BE}, e) {
		return nil
	}
	return ErrOption.F("encoding", clip(string(e)), "utf-8, utf-8-bom, gb18030, utf-16le, utf-16be")
}

func checkDelimiter(d string) error {
	if d == " " || slices.Contains(delimiters(), d) {
		return nil
	}
	return ErrOption.F("delimiter", clip(d), `"," "\t" ";" "|" " "`)
}

func (o Options) check() error {
	if o.Encoding != "" {
		if err := checkEncoding(o.Encoding); err != nil {
			return err
		}
	}
	if o.Delimiter != "" {
		return checkDelimiter(o.Delimiter)
	}
	return nil
}

// verbatim says that no spreadsheet wrote or reads this text: tabs or other delimiters and no quoting at all, as logs and
// chats have it, where a line may well begin with "=)".
func (f Format) verbatim() bool { return !f.Quoted && f.Delimiter != " " }

func (f Format) check() error {
	switch f.Container {
	case XLSX:
		return nil
	case Plain, Gzip:
	default:
		return ErrOption.F("container", clip(string(f.Container)), "plain, gzip, xlsx")
	}
	if err := checkEncoding(f.Encoding); err != nil {
		return err
	}
	return checkDelimiter(f.Delimiter)
}
