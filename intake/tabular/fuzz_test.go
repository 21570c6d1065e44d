package tabular_test

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/intake/tabular"
	"qunli/kit/fault"
)

// FuzzReader feeds any bytes. Nothing may panic; every error is a fault; what Inspect accepts, the Reader reads to the
// end, in as many records as Inspect counted, all as wide as the columns.
func FuzzReader(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "\ufeffa;b\n1;\"2\n3\"\n", " 1 2\n 3 4\n", "a\tb\n\"1\" x\t2\n", "=\"1\",=1\n", "\xc4\xe3,1\n", "\xff\xfea\x00,\x00b\x00\n\x00", "\x1f\x8b\x08\x00", "a\n\"", "\"\r\n\"\r\n"} {
		f.Add([]byte(s))
	}
	f.Add(workbook(f, `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1"><f>1</f><v>2</v></c></row><row><c t="e"><v>#N/A</v></c></row>`, `<si><t>x</t></si>`, nil))
	f.Add(gz(f, []byte("a,b\n1,2\n")))
	path := filepath.Join(f.TempDir(), "f")
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		readsWhatItAccepts(t, path, tabular.Options{Limits: tabular.Limits{MaxRecord: 4096, MaxBytes: 1 << 20}})
	})
}

func readsWhatItAccepts(t *testing.T, path string, opt tabular.Options) {
	t.Helper()
	rep, err := tabular.Inspect(context.Background(), path, opt)
	var f *fault.Error
	if err != nil {
		if !errors.As(err, &f) {
			t.Fatalf("no fault: %v", err)
		}
		return
	}
	r, err := tabular.Open(context.Background(), path, rep.Format, opt.Limits)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	all, err := drain(r)
	if err != io.EOF || int64(len(all)) != rep.Records {
		t.Fatalf("%v, %d records, Inspect counted %d of %+v", err, len(all), rep.Records, rep.Format)
	}
	for _, g := range all {
		if g.Code == "" && len(g.Cells) != len(rep.Columns) {
			t.Fatalf("%d cells for %d columns", len(g.Cells), len(rep.Columns))
		}
	}
}

// FuzzAgainstCSV holds the quoted grammar equal to encoding/csv, record by record, damage included, for all that our two
// differences leave out: cells starting with = and the width of the table.
func FuzzAgainstCSV(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "a,\"b\n\n\"\n1,\"\"\"\"\n", "x\n\"a\"b\nc\"d\n\ne", "\"\r\n\r\"\r\n,\r", "\"", "a\n\"b\n", ",\n,,\n"} {
		f.Add(s)
	}
	path := filepath.Join(f.TempDir(), "f.csv")
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ContainsAny(s, "=\x00\ufeff\ufffd") || strings.ToValidUTF8(s, "") != s || s == "" {
			return
		}
		if err := os.WriteFile(path, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(byStdlib(s), byReader(t, path)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func byStdlib(s string) (out []got) {
	r := csv.NewReader(strings.NewReader(s))
	r.FieldsPerRecord = -1
	for {
		cells, err := r.Read()
		var bad *csv.ParseError
		switch {
		case err == io.EOF:
			return out
		case errors.As(err, &bad):
			out = append(out, got{Line: bad.StartLine, Code: "import.row.quote"})
		default:
			line, _ := r.FieldPos(0)
			out = append(out, got{Line: line, Cells: cells})
		}
	}
}

// byReader reads without looking at widths: a row of another width is taken with the cells it came with.
func byReader(t *testing.T, path string) (out []got) {
	format := tabular.Format{Container: tabular.Plain, Encoding: tabular.UTF8, Delimiter: ",", Quoted: true}
	err := tabular.EachRow(path, format, func(cells []string, line int, bad *tabular.RowError) {
		if bad != nil {
			out = append(out, got{Line: bad.Line, Code: bad.Fault.Code})
			return
		}
		out = append(out, got{Line: line, Cells: append([]string(nil), cells...)})
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
