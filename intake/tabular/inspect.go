package tabular

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"slices"
)

const (
	sampleSize  = 256 << 10
	guessRows   = 200
	ctxInterval = 1024 // records between two looks at ctx
)

// Inspect reads the whole file once and writes nothing. It finds out the format, verifies compression and encoding to
// the last byte, holds every record to the limits, counts records and hashes the file. Its errors are faults; an error
// of ctx comes back as it is. A GB18030 file whose first such bytes come late, and a tab or pipe table that proves
// to be written without quoting late, are read a second time.
func Inspect(ctx context.Context, path string, opt Options) (Report, error) {
	if err := opt.check(); err != nil {
		return Report{}, err
	}
	opt.Limits = opt.Limits.withDefaults()
	raw, err := openRaw(path)
	if err != nil {
		return Report{}, err
	}
	defer raw.Close()
	c, err := raw.container()
	if err != nil {
		return Report{}, err
	}
	var rep Report
	if c == XLSX {
		rep, err = inspectBook(ctx, path, opt)
	} else {
		rep, err = inspectText(ctx, path, c, opt)
	}
	if err != nil {
		return Report{}, err
	}
	return rep, finish(ctx, path, &rep, opt)
}

// finish guesses the header, then opens the file as an import will and takes columns and preview.
func finish(ctx context.Context, path string, rep *Report, opt Options) error {
	rep.Format.Header = opt.Header == Yes
	if opt.Header == Guess {
		first, err := firstRecords(ctx, path, rep.Format, opt.Limits)
		if err != nil {
			return err
		}
		rep.Format.Header = guessHeader(first, opt.Known)
	}
	if rep.Format.Header {
		rep.Records--
	}
	r, err := Open(ctx, path, rep.Format, opt.Limits)
	if err != nil {
		return err
	}
	defer r.Close()
	rep.Columns = r.Columns()
	rep.Preview, err = preview(r, opt.Preview)
	return err
}

func preview(r *Reader, n int) ([][]string, error) {
	if n <= 0 {
		n = defaultPreview
	}
	var out [][]string
	for tries := 0; len(out) < n && tries < 2*n+guessRows; tries++ {
		cells, _, err := r.Next()
		_, damaged := err.(*RowError)
		switch {
		case damaged:
			continue
		case err == io.EOF:
			return out, nil
		case err != nil:
			return nil, err
		}
		out = append(out, slices.Clone(cells))
	}
	return out, nil
}

// firstRecords gives the first records as cut, undamaged ones only, the header among them if there is one.
func firstRecords(ctx context.Context, path string, f Format, l Limits) ([][]string, error) {
	src, err := openSource(ctx, path, f, l)
	if err != nil {
		return nil, err
	}
	defer src.close()
	var out [][]string
	for range guessRows {
		r, err := src.rows.next()
		bad, damaged := err.(*RowError)
		switch {
		case damaged && len(out) == 0:
			return nil, ErrHeader.F(bad.Line).Because(bad)
		case damaged:
			continue
		case err == io.EOF:
			return out, nil
		case err != nil:
			return nil, err
		}
		out = append(out, slices.Clone(r.cells))
	}
	return out, nil
}

// inspectText tries the encodings that are possible, each over the whole text, and keeps the first that holds.
func inspectText(ctx context.Context, path string, c Container, opt Options) (Report, error) {
	sample, err := readSample(path, c, opt.Limits)
	if err != nil {
		return Report{}, err
	}
	candidates, err := encodings(sample, c, opt)
	if err != nil {
		return Report{}, err
	}
	var refusal error
	for _, e := range candidates {
		p, err := settle(ctx, path, pass{container: c, encoding: e, forced: opt.Encoding != ""}, sample, opt)
		if err != nil {
			return Report{}, err
		}
		if p.holds() {
			return p.report(), nil
		}
		refusal = ErrEncoding.F(p.check.suspect())
		if p.encoding == UTF8 && p.check.meantUTF8() {
			break
		}
	}
	return Report{}, refusal
}

// settle runs one pass, and a second one when the first proves that the quotes of a tab or pipe table are just text.
func settle(ctx context.Context, path string, p pass, sample []byte, opt Options) (pass, error) {
	text := decodeSample(sample, p.encoding)
	p.delim = opt.Delimiter
	if p.delim == "" {
		p.delim = guessDelimiter(text)
	}
	p.quoted = opt.Quotes != No && p.delim != " "
	unsure := opt.Quotes == Guess && looseQuotes(p.delim)
	first := p
	err := p.run(ctx, path, opt.Limits)
	if unsure && (errors.Is(err, ErrOpen) || err == nil && p.damaged > p.enclosed) {
		first.quoted = false
		p = first
		err = p.run(ctx, path, opt.Limits)
	}
	return p, err
}

// pass is one reading of the whole text under one assumption, and what it showed.
type pass struct {
	container Container
	encoding  Encoding
	forced    bool
	delim     string
	quoted    bool

	check                      textCheck
	meter                      *gbMeter
	records, enclosed, damaged int64
	bytes, plain               int64
	sum                        string
}

func (p *pass) run(ctx context.Context, path string, limits Limits) error {
	raw, err := openRaw(path)
	if err != nil {
		return err
	}
	defer raw.Close()
	raw.sum = sha256.New()
	text, err := raw.plain(p.container, limits.MaxBytes)
	if err != nil {
		return err
	}
	if err := p.scan(ctx, p.splitter(text, limits)); err != nil {
		return err
	}
	p.bytes, p.plain, p.sum = raw.read.Load(), text.n, hex.EncodeToString(raw.sum.Sum(nil))
	return nil
}

func (p *pass) splitter(text io.Reader, limits Limits) *splitter {
	if p.encoding == GB18030 {
		p.meter = &gbMeter{r: text}
		text = p.meter
	}
	p.check.utf8 = p.encoding == UTF8 || p.encoding == UTF8BOM
	l := newLines(decoded(text, p.encoding), limits.MaxRecord)
	l.check = &p.check
	return newSplitter(l, p.format().grammar())
}

func (p *pass) scan(ctx context.Context, s *splitter) error {
	for i := 1; ; i++ {
		err := s.skim()
		_, damaged := err.(*RowError)
		switch {
		case err == io.EOF:
			p.records, p.enclosed, p.damaged = s.records, s.enclosed, s.damaged
			if p.records == 0 {
				return ErrEmpty
			}
			return nil
		case err != nil && !damaged:
			return err
		}
		if i%ctxInterval == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			if p.hopeless() {
				return nil
			}
		}
	}
}

// hopeless says that going on cannot save this assumption.
func (p *pass) hopeless() bool {
	return !p.forced && p.check.utf8 && p.check.bad > 100 && p.check.multi < p.check.bad
}

// holds says that the assumption stood to the last byte. A forced encoding always does: Next names its bad records.
func (p *pass) holds() bool {
	return p.forced || p.check.bad == 0 && (p.meter == nil || p.meter.plausible())
}

func (p *pass) format() Format {
	return Format{Container: p.container, Encoding: p.encoding, Delimiter: p.delim, Quoted: p.quoted}
}

func (p *pass) report() Report {
	return Report{Format: p.format(), SHA256: p.sum, Bytes: p.bytes, Plain: p.plain, Records: p.records}
}
