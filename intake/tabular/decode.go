package tabular

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

const (
	bom         = "\ufeff"
	replacement = "\ufffd"
)

// decoded gives the bytes of r as UTF-8 without BOM. Bytes that do not fit the encoding come out as U+FFFD; UTF-8 is
// passed on untouched, whether it is valid or not.
func decoded(r io.Reader, e Encoding) io.Reader {
	switch e {
	case GB18030:
		r = transform.NewReader(r, simplifiedchinese.GB18030.NewDecoder())
	case UTF16LE:
		r = transform.NewReader(r, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder())
	case UTF16BE:
		r = transform.NewReader(r, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder())
	}
	br := bufio.NewReaderSize(r, bufferSize)
	if head, _ := br.Peek(len(bom)); string(head) == bom {
		_, _ = br.Discard(len(bom)) // cannot fail: these bytes were just seen
	}
	return br
}

// marked tells the encoding that a byte order mark announces.
func marked(sample []byte) (Encoding, bool) {
	switch {
	case bytes.HasPrefix(sample, []byte(bom)):
		return UTF8BOM, true
	case bytes.HasPrefix(sample, []byte{0xff, 0xfe}):
		return UTF16LE, true
	case bytes.HasPrefix(sample, []byte{0xfe, 0xff}):
		return UTF16BE, true
	}
	return "", false
}

// textCheck gathers, line by line, how well the text fits its encoding.
type textCheck struct {
	utf8      bool // the lines are as in the file, to be valid UTF-8; else they are decoded, and U+FFFD marks what did not fit
	bad       int64
	multi     int64 // characters of several bytes that fit
	firstBad  int   // line number, 0 if none
	firstHigh int   // line number of the first character outside ASCII, 0 if none
}

// suspect gives the line to name in a refusal.
func (c *textCheck) suspect() int {
	if c.firstBad > 0 {
		return c.firstBad
	}
	return c.firstHigh
}

func (c *textCheck) line(no int, b []byte) {
	if isASCII(b) {
		return
	}
	if c.firstHigh == 0 {
		c.firstHigh = no
	}
	before := c.bad
	switch {
	case !c.utf8:
		c.bad += int64(bytes.Count(b, []byte(replacement)))
	case utf8.Valid(b):
		c.multi += leads(b)
	default:
		c.weigh(b)
	}
	if before == 0 && c.bad > 0 {
		c.firstBad = no
	}
}

// weigh counts what fits and what does not in a line that is not valid UTF-8.
func (c *textCheck) weigh(b []byte) {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			c.bad++
		case n > 1:
			c.multi++
		}
		b = b[n:]
	}
}

// meantUTF8 says that the text is UTF-8 with some damage rather than another encoding: text in GBK hardly ever forms
// valid sequences by chance.
func (c *textCheck) meantUTF8() bool { return c.multi >= 9*c.bad }

func leads(b []byte) int64 {
	var n int64
	for _, x := range b {
		if x >= 0xc0 {
			n++
		}
	}
	return n
}

func isASCII(b []byte) bool {
	const high = 0x8080808080808080
	for len(b) >= 8 {
		if binary.LittleEndian.Uint64(b)&high != 0 {
			return false
		}
		b = b[8:]
	}
	for _, x := range b {
		if x >= 0x80 {
			return false
		}
	}
	return true
}

// gbMeter watches the bytes of a text that may be GB18030. Almost any bytes are valid there; real Chinese text stays
// mostly inside the GB2312 zone, Latin-1 and damaged UTF-8 do not.
type gbMeter struct {
	r             io.Reader
	lead          byte // the first half of a pair cut by the end of a chunk
	pairs, common int64
}

func (m *gbMeter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	for _, b := range p[:n] {
		switch {
		case m.lead != 0:
			m.pair(m.lead, b)
			m.lead = 0
		case b > 0x80:
			m.lead = b
		}
	}
	return n, err
}

func (m *gbMeter) pair(lead, trail byte) {
	if trail >= '0' && trail <= '9' { // half of a four-byte character
		return
	}
	m.pairs++
	if lead >= 0xa1 && lead <= 0xf7 && trail >= 0xa1 {
		m.common++
	}
}

// plausible says that at least three pairs in five are common ones.
func (m *gbMeter) plausible() bool { return 5*m.common >= 3*m.pairs }
