package tabular

import (
	"bufio"
	"io"
)

// lines cuts a text into physical lines, none longer than max bytes.
type lines struct {
	br    *bufio.Reader
	no    int // number of the line last returned, 1-based
	max   int
	long  []byte     // a line that did not fit br's buffer
	check *textCheck // sees every line, when set
}

func newLines(r io.Reader, max int) *lines {
	return &lines{br: bufio.NewReaderSize(r, bufferSize), max: max}
}

// next gives the next line without its end (\n or \r\n), valid until the next call; io.EOF after the last.
func (l *lines) next() ([]byte, error) {
	line, err := l.br.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		line, err = l.gather(line)
	}
	if err != nil && (err != io.EOF || len(line) == 0) {
		return nil, err
	}
	l.no++
	if line = trimEnd(line); len(line) > l.max {
		return nil, ErrLong.F(l.no, l.max)
	}
	if l.check != nil {
		l.check.line(l.no, line)
	}
	return line, nil
}

// gather joins the pieces of a line longer than the buffer, up to the limit.
func (l *lines) gather(piece []byte) ([]byte, error) {
	l.long = append(l.long[:0], piece...)
	for {
		piece, err := l.br.ReadSlice('\n')
		l.long = append(l.long, piece...)
		if len(l.long) > l.max+len("\r\n") {
			return nil, ErrLong.F(l.no+1, l.max)
		}
		if err != bufio.ErrBufferFull {
			return l.long, err
		}
	}
}

func trimEnd(line []byte) []byte {
	n := len(line)
	if n > 0 && line[n-1] == '\n' {
		n--
	}
	if n > 0 && line[n-1] == '\r' {
		n--
	}
	return line[:n]
}
