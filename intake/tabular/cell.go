package tabular

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// columnOf reads the letters of a cell reference (B7 is 1); -1 if there are none or too many, or no number follows.
func columnOf(ref string) int {
	col, i := 0, 0
	for ; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		if col = col*26 + int(ref[i]-'A') + 1; col > maxColumns {
			return -1
		}
	}
	if i == 0 || i == len(ref) {
		return -1
	}
	return col - 1
}

// cellName writes a 0-based column and a row as people see them: B7.
func cellName(col, row int) string {
	letters := ""
	for n := col + 1; n > 0; n = (n - 1) / 26 {
		letters = string(rune('A'+(n-1)%26)) + letters
	}
	return letters + strconv.Itoa(row)
}

// ExcelTime reads a serial day number as a workbook writes dates, to the nearest second. The result is what the clock on
// the wall shows: it carries UTC only because it knows no zone. False: no number, no day (a time alone), beyond the
// year 9999, or the 29 February 1900 that never was.
func ExcelTime(serial string, date1904 bool) (time.Time, bool) {
	n, err := strconv.ParseFloat(strings.TrimSpace(serial), 64)
	if err != nil || !(n >= 0 && n < 2958466) {
		return time.Time{}, false
	}
	day, part := math.Modf(n)
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case day == 60 || day < 1:
		return time.Time{}, false
	case day < 60:
		epoch = epoch.AddDate(0, 0, 1)
	}
	t := epoch.AddDate(0, 0, int(day)).Add(time.Duration(math.Round(part*86400)) * time.Second)
	return t, t.Year() <= 9999
}
