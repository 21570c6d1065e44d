package tabular_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"qunli/intake/tabular"
	"qunli/kit/fault"
)

func TestInspectRefuses(t *testing.T) {
	csv := []byte("id,name\n1,a\n2,b\n")
	good := gz(t, bytes.Repeat(csv, 1000))
	flipped := bytes.Clone(good)
	flipped[len(flipped)-6] ^= 0xff // in the checksum
	book := workbook(t, `<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row>`, "", nil)
	small := tabular.Options{Limits: tabular.Limits{MaxRecord: 100}}
	late := append(bytes.Repeat([]byte("1,plain\n"), 40000), "2,\xff\xfe\n3,x\n"...)

	for name, c := range map[string]struct {
		file    string
		content []byte
		opt     tabular.Options
		want    *fault.Error
		text    string // part of the English message
	}{
		"empty":                   {"a.csv", nil, tabular.Options{}, tabular.ErrEmpty, ""},
		"only blank lines":        {"a.csv", []byte("\n\r\n\n"), tabular.Options{}, tabular.ErrEmpty, ""},
		"only a BOM":              {"a.csv", []byte("\ufeff"), tabular.Options{}, tabular.ErrEmpty, ""},
		"empty gzip":              {"a.csv.gz", gz(t, nil), tabular.Options{}, tabular.ErrEmpty, ""},
		"gz name":                 {"a.csv.gz", csv, tabular.Options{}, tabular.ErrGzipName, ""},
		"gz truncated":            {"a.csv.gz", good[:len(good)-20], tabular.Options{}, tabular.ErrGzipTruncated, ""},
		"gz truncated in trailer": {"a.csv.gz", good[:len(good)-3], tabular.Options{}, tabular.ErrGzipTruncated, ""},
		"gz truncated in header":  {"a.csv.gz", good[:5], tabular.Options{}, tabular.ErrGzipTruncated, ""},
		"gz checksum":             {"a.csv.gz", flipped, tabular.Options{}, tabular.ErrGzipDamaged, ""},
		"gz bad method":           {"a.csv.gz", []byte("\x1f\x8b\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), tabular.Options{}, tabular.ErrGzipDamaged, ""},
		"gz trailing garbage":     {"a.csv.gz", append(bytes.Clone(good), "garbage, garbage"...), tabular.Options{}, tabular.ErrGzipTrailing, ""},
		"gz in gz":                {"a.csv.gz", gz(t, good), tabular.Options{}, tabular.ErrGzipNested, ""},
		"xlsx in gz":              {"a.xlsx.gz", gz(t, book), tabular.Options{}, tabular.ErrGzipNested, ""},
		"over MaxBytes":           {"a.csv.gz", good, tabular.Options{Limits: tabular.Limits{MaxBytes: 999}}, tabular.ErrLarge, "999"},
		"zero bytes":              {"a.csv", []byte("a,b\n\x00\x01,2\n"), tabular.Options{}, tabular.ErrBinary, ""},
		"utf-16 without BOM":      {"a.csv", []byte("a\x00,\x00b\x00\n\x00"), tabular.Options{}, tabular.ErrBinary, "UTF-16"},
		"old Excel":               {"a.xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"), tabular.Options{}, tabular.ErrOldExcel, ""},
		"xlsx by name only":       {"a.xlsx", csv, tabular.Options{}, tabular.ErrXLSXName, ""},
		"foreign zip":             {"a.zip", zipped(t, map[string]string{"orders.csv": "a,b"}), tabular.Options{}, tabular.ErrZipForeign, ""},
		"zip cut short":           {"a.xlsx", book[:len(book)/2], tabular.Options{}, tabular.ErrZipDamaged, ""},
		"zip checksum":            {"a.xlsx", storedBook(t, "mergeCells", "mergeCellz"), tabular.Options{}, tabular.ErrZipDamaged, ""},
		"late bad encoding":       {"a.csv", late, tabular.Options{}, tabular.ErrEncoding, "line 40001"},
		"latin-1":                 {"a.csv", []byte("name,n\nM\xfcller,1\nZo\xeb Sm\xefth,2\n"), tabular.Options{}, tabular.ErrEncoding, "line 3"},
		"damaged utf-8":           {"a.csv", []byte("姓名,数\n" + strings.Repeat("张三李四,1\n", 20) + "王\xe4,2\n"), tabular.Options{}, tabular.ErrEncoding, "line 22"},
		"utf-8 BOM, damaged":      {"a.csv", []byte("\ufeffname,n\n\xc4\xe3\xba\xc3,2\n"), tabular.Options{}, tabular.ErrEncoding, "line 2"},
		"long line":               {"a.csv", []byte("a,b\n1,2\n" + strings.Repeat("x", 101) + "\n"), small, tabular.ErrLong, "Line 3"},
		"long record in quotes":   {"a.csv", []byte("a,b\n1,2\n\"" + strings.Repeat("x\n", 60) + "\",2\n"), small, tabular.ErrOpen, "line 3"},
		"unclosed quote":          {"a.csv", []byte("a,b\n1,2\n\n\"3,4\n" + strings.Repeat("5,6\n", 60)), small, tabular.ErrOpen, "line 4"},
		"duplicate header":        {"a.csv", []byte("\ufeffid,name, id \n1,2,3\n"), tabular.Options{}, tabular.ErrHeaderDuplicate, `Columns 1 and 3 both have the header "id"`},
		"damaged header":          {"a.csv", []byte("a\"b,c\n1,2\n"), tabular.Options{}, tabular.ErrHeader, "Line 1"},
		"formula in header":       {"a.csv", []byte("=A1,name\n1,2\n"), tabular.Options{Header: tabular.Yes}, tabular.ErrHeader, "Line 1"},
		"bad encoding option":     {"a.csv", csv, tabular.Options{Encoding: "big5"}, tabular.ErrOption, "big5"},
		"bad delimiter option":    {"a.csv", csv, tabular.Options{Delimiter: "::"}, tabular.ErrOption, "::"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tabular.Inspect(context.Background(), write(t, c.file, c.content), c.opt)
			if f := wantFault(t, err, c.want); !strings.Contains(f.En, c.text) {
				t.Errorf("%q does not say %q", f.En, c.text)
			}
		})
	}
}

func TestInspectRefusesWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	_, err := tabular.Inspect(context.Background(), dir, tabular.Options{})
	wantFault(t, err, tabular.ErrDirectory)
	_, err = tabular.Inspect(context.Background(), filepath.Join(dir, "none.csv"), tabular.Options{})
	if f := wantFault(t, err, tabular.ErrMissing); f.Kind != fault.Missing || strings.Contains(f.En, dir) {
		t.Errorf("kind %d, text %q: want Missing and no folder names", f.Kind, f.En)
	}
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = tabular.Inspect(context.Background(), pipe, tabular.Options{})
	wantFault(t, err, tabular.ErrIrregular)
	wantFault(t, tabular.Probe(dir), tabular.ErrDirectory)
	wantFault(t, tabular.Probe(pipe), tabular.ErrIrregular)
	if err := tabular.Probe(write(t, "a.csv", []byte("a"))); err != nil {
		t.Error(err)
	}
}

func TestInspectStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := tabular.Inspect(ctx, write(t, "a.csv", bytes.Repeat([]byte("1,2\n"), 5000)), tabular.Options{})
	if err != context.Canceled {
		t.Fatalf("got %v", err)
	}
}

// TestReaderMeetsFatalDamage opens files without Inspect: what Inspect refuses, the Reader refuses too, once it gets there.
func TestReaderMeetsFatalDamage(t *testing.T) {
	format := tabular.Format{Container: tabular.Plain, Encoding: tabular.UTF8, Delimiter: ",", Quoted: true, Header: true}
	zipped := format
	zipped.Container = tabular.Gzip
	rows := bytes.Repeat([]byte("1,2\n"), 100000)
	whole := gz(t, append([]byte("a,b\n"), rows...))
	for name, c := range map[string]struct {
		content []byte
		format  tabular.Format
		want    *fault.Error
	}{
		"truncated": {whole[:len(whole)-9], zipped, tabular.ErrGzipTruncated},
		"trailing":  {append(bytes.Clone(whole), "junk junk junk"...), zipped, tabular.ErrGzipTrailing},
		"long":      {[]byte("a,b\n1,2\n" + strings.Repeat("x", 2<<20)), format, tabular.ErrLong},
		"open":      {[]byte("a,b\n1,2\n\"3,4\n" + strings.Repeat("5,6\n", 1<<19)), format, tabular.ErrOpen},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := tabular.Open(context.Background(), write(t, "f", c.content), c.format, tabular.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			rows, err := drain(r)
			wantFault(t, err, c.want)
			if len(rows) == 0 {
				t.Error("the records before the damage were not delivered")
			}
			if _, _, again := r.Next(); again != err {
				t.Errorf("a later Next says %v", again)
			}
		})
	}
}

// bomb writes a gzip of members, each of 16 MiB, n times over.
func bomb(t *testing.T, member []byte, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bomb.csv.gz")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Write(gz(t, []byte("a,b\n"))); err != nil {
		t.Fatal(err)
	}
	packed := gz(t, member)
	for range n {
		if _, err := f.Write(packed); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func TestMemoryStaysFlat(t *testing.T) {
	const member = 16 << 20
	line := bomb(t, bytes.Repeat([]byte("a"), member), 64)
	rows := bomb(t, bytes.Repeat([]byte("1234567,abcdefg\n"), member/16), 64)
	before := memory()
	_, err := tabular.Inspect(context.Background(), line, tabular.Options{})
	wantFault(t, err, tabular.ErrLong)
	rep, err := tabular.Inspect(context.Background(), rows, tabular.Options{})
	if err != nil || rep.Records != 64*member/16 || rep.Plain != 64*member+4 {
		t.Errorf("1 GiB of rows: %v, %d records, %d bytes", err, rep.Records, rep.Plain)
	}
	if total := memory().TotalAlloc - before.TotalAlloc; total > 16<<20 {
		t.Errorf("inspecting 1 GiB of rows, and refusing a line of 1 GiB, allocated %d MiB in all", total>>20)
	} else {
		t.Logf("inspecting 1 GiB of rows, and refusing a line of 1 GiB, allocated %d KiB in all", total>>10)
	}
	streamsFlat(t, rows, rep.Format, 16<<20)
}

// streamsFlat reads n records and looks at the live heap a few times on the way.
func streamsFlat(t *testing.T, path string, f tabular.Format, n int) {
	t.Helper()
	r, err := tabular.Open(context.Background(), path, f, tabular.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	start := memory().HeapAlloc
	for i := range n {
		if _, _, err := r.Next(); err != nil {
			t.Fatal(err)
		}
		if i%(n/4) == n/4-1 {
			if now := memory().HeapAlloc; now > start+1<<20 {
				t.Fatalf("after %d records the heap grew from %d to %d KiB", i, start>>10, now>>10)
			}
		}
	}
}

// memory collects garbage and tells what is left.
func memory() runtime.MemStats {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m
}
