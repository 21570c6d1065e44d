package tabular

import (
	"context"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
)

// sharedStrings holds the texts that a workbook's cells point to, in chunks, so that loading never copies what it has.
// The texts take at most MaxStrings bytes, the index 12 bytes each.
type sharedStrings struct {
	chunks []string
	spans  []span
	open   []byte // the chunk being filled
}

type span struct{ chunk, from, to uint32 }

const (
	chunkSize   = 1 << 20
	maxShareds  = 16 << 20
	sharedPart  = "xl/sharedStrings.xml"
	sharedLimit = rowFactor * defaultMaxRecord // bytes of XML for one text
)

// at gives text i; false if there is none.
func (s *sharedStrings) at(i int) (string, bool) {
	if i < 0 || i >= len(s.spans) {
		return "", false
	}
	p := s.spans[i]
	return s.chunks[p.chunk][p.from:p.to], true
}

// readShared loads the shared strings; a workbook may have none.
func (b *book) readShared(ctx context.Context) (*sharedStrings, error) {
	s := &sharedStrings{}
	if b.files[sharedPart] == nil {
		return s, nil
	}
	r, err := b.part(sharedPart, b.limits.MaxStrings)
	if err != nil {
		return nil, err
	}
	r.over = ErrStrings.F(b.limits.MaxStrings)
	return s, s.load(ctx, newTokens(r, sharedPart, sharedLimit))
}

func (s *sharedStrings) load(ctx context.Context, t *tokens) error {
	var text []byte
	inText, phonetic := false, 0
	for {
		tok, err := t.next()
		if err == io.EOF {
			s.flush()
			return nil
		}
		if err != nil {
			return err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "si":
				t.mark()
				text = text[:0]
			case "rPh":
				phonetic++
			case "t":
				inText = phonetic == 0
			}
		case xml.CharData:
			if inText {
				text = append(text, e...)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "si":
				if err := s.add(ctx, text); err != nil {
					return err
				}
			case "rPh":
				phonetic--
			case "t":
				inText = false
			}
		}
	}
}

func (s *sharedStrings) add(ctx context.Context, text []byte) error {
	if len(s.spans) == maxShareds {
		return ErrZipBomb.F(sharedPart, maxShareds)
	}
	if len(s.spans)%ctxInterval == 0 && ctx.Err() != nil {
		return ctx.Err()
	}
	from := len(s.open)
	s.open = append(s.open, unescape(string(text))...)
	s.spans = append(s.spans, span{chunk: uint32(len(s.chunks)), from: uint32(from), to: uint32(len(s.open))})
	if len(s.open) >= chunkSize {
		s.flush()
	}
	return nil
}

func (s *sharedStrings) flush() {
	s.chunks = append(s.chunks, string(s.open))
	s.open = s.open[:0]
}

// unescape reads the _xHHHH_ by which workbooks write characters that XML cannot hold. Zero characters are dropped.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); {
		if r, ok := escaped(s[i:]); ok {
			if r != 0 {
				out.WriteRune(r)
			}
			i += len("_xHHHH_")
			continue
		}
		out.WriteByte(s[i])
		i++
	}
	return out.String()
}

func escaped(s string) (rune, bool) {
	if len(s) < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(n), err == nil
}
