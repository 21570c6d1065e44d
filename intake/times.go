package intake

import (
	"strconv"
	"strings"
	"time"

	"qunli/intake/tabular"
)

// timeReader reads the times of a file. It remembers the layout and the value that worked last, because a file keeps to
// one layout and the lines of an order share their time.
type timeReader struct {
	zone     *time.Location
	layouts  []string
	excel    bool // numbers are serial days
	date1904 bool
	last     *timeMemo
}

type timeMemo struct {
	text   string
	ms     int64
	layout int
}

// The layouts that cannot be mistaken. Times with day and month as bare numbers in another order need a TimeFormat.
var plainLayouts = []string{
	"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02", time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04",
	"2006/1/2 15:04:05", "2006/1/2 15:04", "2006/1/2", "20060102", "20060102150405",
	"2006年1月2日 15:04:05", "2006年1月2日 15:04", "2006年1月2日", "2006.1.2 15:04:05", "2006.1.2 15:04", "2006.1.2",
	"2006-1-2 15:04:05", "2006-1-2 15:04", "2006-1-2",
}

var layoutTokens = strings.NewReplacer("YYYY", "2006", "MM", "01", "DD", "02", "HH", "15", "mm", "04", "ss", "05",
	"YY", "06", "hh", "03", "AM", "PM", "M", "1", "D", "2", "H", "15")

func newTimeReader(m Mapping, zone *time.Location, excel, date1904 bool) timeReader {
	layouts := plainLayouts
	if m.TimeFormat != "" {
		layouts = []string{layoutTokens.Replace(m.TimeFormat)}
	}
	return timeReader{zone: zone, layouts: layouts, excel: excel, date1904: date1904, last: &timeMemo{}}
}

// read gives unix ms; ok is false when the text is no time, or none between 1970 and 2100.
func (r timeReader) read(text string) (ms int64, ok bool) {
	if text == r.last.text && text != "" {
		return r.last.ms, true
	}
	t, ok := r.parse(text)
	if !ok || t.Year() < 1970 || t.Year() > 2100 {
		return 0, false
	}
	r.last.text, r.last.ms = strings.Clone(text), t.UnixMilli()
	return r.last.ms, true
}

func (r timeReader) parse(text string) (time.Time, bool) {
	if r.excel {
		if t, ok := tabular.ExcelTime(text, r.date1904); ok {
			return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, r.zone), true
		}
	}
	for i := range r.layouts {
		n := (r.last.layout + i) % len(r.layouts)
		if t, err := time.ParseInLocation(r.layouts[n], text, r.zone); err == nil {
			r.last.layout = n
			return t, true
		}
	}
	return unixTime(text)
}

// legible writes a workbook's day number as a time that other files of the same mapping could hold.
func (r timeReader) legible(cell string) string {
	t, ok := tabular.ExcelTime(cell, r.date1904)
	if !r.excel || !ok || t.Year() < 1970 || t.Year() > 2100 {
		return cell
	}
	return t.Format(r.layouts[0])
}

// unixTime reads seconds (10 digits) or milliseconds (13).
func unixTime(text string) (time.Time, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err != nil:
		return time.Time{}, false
	case len(text) == 10:
		return time.Unix(n, 0), true
	case len(text) == 13:
		return time.UnixMilli(n), true
	}
	return time.Time{}, false
}
