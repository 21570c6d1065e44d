package tabular_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"qunli/intake/tabular"
	"qunli/kit/fault"
)

// write puts content into a fresh file.
func write(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func gz(t testing.TB, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// workbook builds an .xlsx with one sheet "订单" whose sheetData is rows, shared strings as given, and further parts.
func workbook(t testing.TB, rows string, shared string, extra map[string]string) []byte {
	t.Helper()
	parts := map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="urn:r"><workbookPr/><sheets><sheet name="订单" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="http://x/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<?xml version="1.0" encoding="UTF-8"?><worksheet><dimension ref="A1:B2"/><sheetData>` + rows + `</sheetData><mergeCells/></worksheet>`,
	}
	if shared != "" {
		parts["xl/sharedStrings.xml"] = `<sst>` + shared + `</sst>`
	}
	for name, content := range extra {
		parts[name] = content
	}
	return zipped(t, parts)
}

func zipped(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	names := make([]string, 0, len(parts))
	for name := range parts {
		names = append(names, name)
	}
	slices.Sort(names)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, parts[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// got is one answer of Next: cells of a good record, or the code of a damaged one.
type got struct {
	Line  int
	Cells []string
	Code  string
}

// readAll reads path to the end as Inspect found it, failing on a fatal fault.
func readAll(t testing.TB, path string, opt tabular.Options) (tabular.Report, []got) {
	t.Helper()
	rep, err := tabular.Inspect(context.Background(), path, opt)
	if err != nil {
		t.Fatalf("Inspect: %v", err)
	}
	r, err := tabular.Open(context.Background(), path, rep.Format, opt.Limits)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	defer r.Close()
	out, err := drain(r)
	if err != io.EOF {
		t.Fatalf("Next: %v", err)
	}
	return rep, out
}

func drain(r *tabular.Reader) (out []got, err error) {
	for {
		cells, line, err := r.Next()
		var bad *tabular.RowError
		switch {
		case errors.As(err, &bad):
			out = append(out, got{Line: line, Code: bad.Fault.Code})
		case err != nil:
			return out, err
		default:
			out = append(out, got{Line: line, Cells: slices.Clone(cells)})
		}
	}
}

// wantFault checks the code, and that both languages are written.
func wantFault(t testing.TB, err error, want *fault.Error) *fault.Error {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v, want %s", err, want.Code)
	}
	f := fault.Of(err)
	for _, text := range []string{f.Zh, f.En} {
		if text == "" || bytes.Contains([]byte(text), []byte("%!")) {
			t.Errorf("%s: badly filled text %q", f.Code, text)
		}
	}
	return f
}

func encodeGBK(t testing.TB, s string) []byte {
	t.Helper()
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
