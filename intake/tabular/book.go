package tabular

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"io"
	"path"
	"strings"
)

const (
	maxDirectory = 4 << 20  // bytes read to list the entries of a workbook: its zip directory
	maxEntries   = 10000    // entries of a workbook
	maxPart      = 16 << 20 // bytes of a small part, decompressed
)

// book is an opened workbook.
type book struct {
	raw      *rawFile
	files    map[string]*zip.File
	sheets   []sheetRef
	date1904 bool
	limits   Limits
}

type sheetRef struct{ name, id, part string }

// meteredAt counts what is read of the file, and bounds it while the zip directory is read: no number in it is believed.
type meteredAt struct {
	raw    *rawFile
	budget int64
}

func (m *meteredAt) ReadAt(p []byte, off int64) (int, error) {
	if m.budget -= int64(len(p)); m.budget < 0 {
		return 0, ErrZipBomb.F("zip directory", maxDirectory)
	}
	n, err := m.raw.f.ReadAt(p, off)
	m.raw.read.Add(int64(n))
	return n, err
}

func openBook(raw *rawFile, limits Limits) (*book, error) {
	at := &meteredAt{raw: raw, budget: maxDirectory}
	z, err := zip.NewReader(at, raw.size)
	if err != nil {
		return nil, asFault(err, ErrZipDamaged)
	}
	if len(z.File) > maxEntries {
		return nil, ErrZipBomb.F("zip directory", maxEntries)
	}
	at.budget = 1 << 62
	b := &book{raw: raw, files: map[string]*zip.File{}, limits: limits}
	for _, f := range z.File {
		b.files[f.Name] = f
	}
	if b.files["xl/workbook.xml"] == nil {
		return nil, ErrZipForeign
	}
	if err := b.readSheets(); err != nil {
		return nil, err
	}
	return b, b.readTargets()
}

// part opens one entry, refusing more than max decompressed bytes.
func (b *book) part(name string, max int64) (*capped, error) {
	f := b.files[name]
	if f == nil {
		return nil, ErrXLSXDamaged.F(clip(name), "missing")
	}
	if f.Flags&1 != 0 {
		return nil, ErrOldExcel
	}
	r, err := f.Open()
	if err != nil {
		return nil, ErrZipDamaged.Because(err)
	}
	c := newCapped(zipped{r}, max)
	c.over = ErrZipBomb.F(clip(name), max)
	return c, nil
}

// zipped explains the errors of an entry.
type zipped struct{ r io.Reader }

func (z zipped) Read(p []byte) (int, error) {
	n, err := z.r.Read(p)
	if err != nil && err != io.EOF {
		err = asFault(err, ErrZipDamaged)
	}
	return n, err
}

// each hands every start tag of a small part to f.
func (b *book) each(name string, f func(xml.StartElement)) error {
	r, err := b.part(name, maxPart)
	if err != nil {
		return err
	}
	t := newTokens(r, name, maxPart)
	for {
		tok, err := t.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if start, ok := tok.(xml.StartElement); ok {
			f(start)
		}
	}
}

func (b *book) readSheets() error {
	return b.each("xl/workbook.xml", func(e xml.StartElement) {
		switch e.Name.Local {
		case "workbookPr":
			v := attr(e, "date1904")
			b.date1904 = v == "1" || v == "true"
		case "sheet":
			b.sheets = append(b.sheets, sheetRef{name: attr(e, "name"), id: attr(e, "id")})
		}
	})
}

// readTargets finds each sheet's part and drops what is no worksheet (charts, macros).
func (b *book) readTargets() error {
	parts := map[string]string{}
	err := b.each("xl/_rels/workbook.xml.rels", func(e xml.StartElement) {
		if e.Name.Local == "Relationship" && strings.HasSuffix(attr(e, "Type"), "/worksheet") {
			parts[attr(e, "Id")] = target(attr(e, "Target"))
		}
	})
	if err != nil {
		return err
	}
	var kept []sheetRef
	for _, s := range b.sheets {
		if s.part = parts[s.id]; s.part != "" {
			kept = append(kept, s)
		}
	}
	if b.sheets = kept; len(kept) == 0 {
		return ErrXLSXDamaged.F("xl/workbook.xml", "no worksheet")
	}
	return nil
}

// target resolves a relationship of the workbook to the name of a zip entry.
func target(t string) string {
	if rooted, ok := strings.CutPrefix(t, "/"); ok {
		return path.Clean(rooted)
	}
	return path.Join("xl", t)
}

func (b *book) names() []string {
	var out []string
	for _, s := range b.sheets {
		out = append(out, s.name)
	}
	return out
}

// sheet finds a sheet by name; "" is the first.
func (b *book) sheet(name string) (sheetRef, error) {
	for _, s := range b.sheets {
		if name == "" || s.name == name {
			return s, nil
		}
	}
	return sheetRef{}, ErrSheet.F(clip(name), clip(strings.Join(b.names(), ", ")))
}

func sheetSourceOf(ctx context.Context, raw *rawFile, name string, limits Limits) (*source, error) {
	b, err := openBook(raw, limits)
	if err != nil {
		return nil, err
	}
	s, err := b.sheet(name)
	if err != nil {
		return nil, err
	}
	shared, err := b.readShared(ctx)
	if err != nil {
		return nil, err
	}
	part, err := b.part(s.part, limits.MaxBytes)
	if err != nil {
		return nil, err
	}
	return &source{rows: newSheet(part, clip(s.part), shared, limits), raw: raw, excel: true, date1904: b.date1904}, nil
}

// inspectBook reads the sheet once as an import will.
func inspectBook(ctx context.Context, path string, opt Options) (Report, error) {
	raw, err := openRaw(path)
	if err != nil {
		return Report{}, err
	}
	defer raw.Close()
	rep := Report{Bytes: raw.size}
	if rep.SHA256, err = hashOf(ctx, raw); err != nil {
		return Report{}, err
	}
	b, err := openBook(raw, opt.Limits)
	if err != nil {
		return Report{}, err
	}
	ref, err := b.sheet(opt.Sheet)
	if err != nil {
		return Report{}, err
	}
	rep.Sheets, rep.Format = b.names(), Format{Container: XLSX, Sheet: ref.name}
	src, err := sheetSourceOf(ctx, raw, ref.name, opt.Limits)
	if err != nil {
		return Report{}, err
	}
	rep.Records, err = countRows(ctx, src.rows)
	rep.Plain = src.rows.(*sheet).part.n
	return rep, err
}

func countRows(ctx context.Context, rows rowSource) (n int64, err error) {
	for ; ; n++ {
		if n%ctxInterval == 0 && ctx.Err() != nil {
			return n, ctx.Err()
		}
		_, err := rows.next()
		_, damaged := err.(*RowError)
		switch {
		case err == io.EOF && n == 0:
			return 0, ErrEmpty
		case err == io.EOF:
			return n, nil
		case err != nil && !damaged:
			return n, err
		}
	}
}

func attr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local && a.Name.Space != "xmlns" {
			return a.Value
		}
	}
	return ""
}

// hashOf gives the sha256 of the whole file in hex, leaving the reading position at its end.
func hashOf(ctx context.Context, raw *rawFile) (string, error) {
	sum := sha256.New()
	for {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		if _, err := io.CopyN(sum, raw, chunkSize); err == io.EOF {
			return hex.EncodeToString(sum.Sum(nil)), nil
		} else if err != nil {
			return "", err
		}
	}
}
