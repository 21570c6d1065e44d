package tabular

import (
	"bytes"
	"io"
)

// readSample gives the first bytes of the text, decompressed but not decoded.
func readSample(path string, c Container, limits Limits) ([]byte, error) {
	raw, err := openRaw(path)
	if err != nil {
		return nil, err
	}
	defer raw.Close()
	text, err := raw.plain(c, limits.MaxBytes)
	if err != nil {
		return nil, err
	}
	sample := make([]byte, sampleSize)
	n, err := io.ReadFull(text, sample)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF { // these two only mean that the text is short
		return nil, err
	}
	if n == 0 {
		return nil, ErrEmpty
	}
	return sample[:n], nil
}

// encodings gives the encodings worth trying, in order.
func encodings(sample []byte, c Container, opt Options) ([]Encoding, error) {
	if c == Gzip && (isGzip(sample) || isZip(sample) || isOLE(sample)) {
		return nil, ErrGzipNested
	}
	if opt.Encoding != "" {
		return []Encoding{opt.Encoding}, nil
	}
	if e, ok := marked(sample); ok {
		return []Encoding{e}, nil
	}
	if bytes.IndexByte(sample, 0) >= 0 {
		return nil, ErrBinary
	}
	check := textCheck{utf8: true}
	check.line(1, wholeLines(sample))
	if check.bad > 0 && !check.meantUTF8() {
		return []Encoding{GB18030}, nil
	}
	return []Encoding{UTF8, GB18030}, nil
}

// decodeSample gives the whole lines of a sample as text.
func decodeSample(sample []byte, e Encoding) []byte {
	text, _ := io.ReadAll(decoded(bytes.NewReader(sample), e)) // reading from memory cannot fail
	if len(sample) < sampleSize {
		return text
	}
	return wholeLines(text)
}

// wholeLines leaves out what follows the last line end, if there is any line end.
func wholeLines(b []byte) []byte {
	if i := bytes.LastIndexByte(b, '\n'); i >= 0 {
		return b[:i+1]
	}
	return b
}
