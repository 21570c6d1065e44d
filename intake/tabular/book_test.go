package tabular_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/intake/tabular"
	"qunli/kit/fault"
)

// storedBook is a good workbook, stored uncompressed, in which old is then overwritten by as many bytes.
func storedBook(t testing.TB, old, new string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	src, err := zip.NewReader(bytes.NewReader(workbook(t, `<row><c><v>1</v></c></row>`, "", nil)), int64(len(workbook(t, `<row><c><v>1</v></c></row>`, "", nil))))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range src.File {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(w, r); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.Replace(b.Bytes(), []byte(old), []byte(new), 1)
}

func TestWorkbookCells(t *testing.T) {
	rows := `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t> 日期 </t></is></c></row>
<row r="3" spans="1:3"><c r="A3"><v>12347</v></c><c r="C3" s="4"><v>40513.351388888892</v></c></row>
<row r="4"/>
<row r="5"><c r="B5" t="b"><v>1</v></c><c r="C5" t="str"><v>a&amp;b</v></c><c r="H5"/></row>
<row r="6"><c r="A6"><f>1+1</f><v>2</v></c></row>
<row r="7"><c r="A7"><v>1</v></c><c r="B7" t="e"><v>#REF!</v></c></row>
<row r="8"><c r="D8"><v>9</v></c></row>
<row><c><v>1</v></c><c t="inlineStr"><is><r><t>富</t></r><r><t>文本_x000D_</t></r><rPh><t>fu</t></rPh></is></c><c t="inlineStr"><is><t>=1+1</t></is></c></row>`
	shared := `<si><t>编号</t></si><si><r><t xml:space="preserve">名</t></r><r><t>称</t></r><rPh sb="0" eb="1"><t>mingcheng</t></rPh></si>`
	rep, all := readAll(t, write(t, "a.xlsx", workbook(t, rows, shared, nil)), tabular.Options{})
	if diff := cmp.Diff([]string{"编号", "名称", "日期"}, rep.Columns); diff != "" {
		t.Error(diff)
	}
	want := []got{
		{Line: 3, Cells: []string{"12347", "", "40513.351388888892"}},
		{Line: 5, Cells: []string{"", "TRUE", "a&b"}},
		{Line: 6, Code: "import.row.formula"},
		{Line: 7, Code: "import.row.error"},
		{Line: 8, Code: "import.row.cells"},
		{Line: 9, Cells: []string{"1", "富文本\r", "=1+1"}},
	}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Error(diff)
	}
	if rep.Records != int64(len(want)) || !rep.Format.Header || rep.Format.Sheet != "订单" || len(rep.SHA256) != 64 {
		t.Errorf("report %+v", rep)
	}
}

func TestWorkbookSheetsAndDates(t *testing.T) {
	book := workbook(t, `<row><c><v>1</v></c></row>`, "", map[string]string{
		"xl/workbook.xml": `<workbook xmlns:r="urn:r"><workbookPr date1904="1"/><sheets><sheet name="图" r:id="c"/><sheet name="一" r:id="a"/><sheet name="二" r:id="b"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="c" Type="http://x/chartsheet" Target="chartsheets/sheet1.xml"/>
<Relationship Id="a" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="http://x/worksheet" Target="/xl/worksheets/zwei.xml"/></Relationships>`,
		"xl/worksheets/zwei.xml": `<x:worksheet xmlns:x="u"><x:sheetData><x:row><x:c><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>`,
	})
	path := write(t, "a.xlsx", book)
	for sheet, want := range map[string]string{"": "1", "一": "1", "二": "2"} {
		rep, all := readAll(t, path, tabular.Options{Sheet: sheet})
		if len(all) != 1 || all[0].Cells[0] != want || len(rep.Sheets) != 2 || rep.Format.Header {
			t.Errorf("sheet %q: %v of %+v", sheet, all, rep)
		}
	}
	_, err := tabular.Inspect(context.Background(), path, tabular.Options{Sheet: "三"})
	if f := wantFault(t, err, tabular.ErrSheet); !strings.Contains(f.Zh, "一, 二") {
		t.Error(f.Zh)
	}
	r, err := tabular.Open(context.Background(), path, tabular.Format{Container: tabular.XLSX}, tabular.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if !r.Excel() || !r.Date1904() {
		t.Error("a workbook that counts from 1904 does not say so")
	}
}

func TestWorkbookRefusals(t *testing.T) {
	const sheet = "xl/worksheets/sheet1.xml"
	big := strings.Repeat("<row><c><v>1</v></c></row>", 20000)
	limits := tabular.Limits{MaxRecord: 1000, MaxBytes: 400000, MaxStrings: 3000}
	many := map[string]string{}
	for i := range 10001 {
		many[strings.Repeat("x", i%7)+string(rune('a'+i%26))+strings.Repeat("y", i/26)] = ""
	}
	for name, c := range map[string]struct {
		rows, shared string
		extra        map[string]string
		want         *fault.Error
	}{
		"sheet bomb":        {rows: big, want: tabular.ErrZipBomb},
		"row bomb":          {rows: "<row>" + strings.Repeat(`<c r="A1"/>`, 20000) + "</row>", want: tabular.ErrZipBomb},
		"token bomb":        {rows: `<row><c r="` + strings.Repeat("A", 200000) + `"/></row>`, want: tabular.ErrZipBomb},
		"long cell":         {rows: "<row><c><v>" + strings.Repeat("1", 1001) + "</v></c></row>", want: tabular.ErrLong},
		"strings bomb":      {rows: "<row/>", shared: strings.Repeat("<si><t>a</t></si>", 1000), want: tabular.ErrStrings},
		"workbook bomb":     {extra: map[string]string{"xl/workbook.xml": strings.Repeat(" ", 17<<20)}, want: tabular.ErrZipBomb},
		"entity":            {extra: map[string]string{sheet: `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row><c><v>&x;</v></c></row></sheetData></worksheet>`}, want: tabular.ErrXLSXDamaged},
		"unknown entity":    {rows: "<row><c><v>&x;</v></c></row>", want: tabular.ErrXLSXDamaged},
		"deep":              {rows: strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100), want: tabular.ErrXLSXDamaged},
		"unbalanced":        {rows: "<row></c></row>", want: tabular.ErrXLSXDamaged},
		"cell outside":      {rows: "<row><c><row></row></c></row>", want: tabular.ErrXLSXDamaged},
		"cut XML":           {extra: map[string]string{sheet: "<worksheet><sheetData><row>"}, want: tabular.ErrXLSXDamaged},
		"no sheetData":      {extra: map[string]string{sheet: "<worksheet></worksheet>"}, want: tabular.ErrXLSXDamaged},
		"column XFE":        {rows: `<row><c r="XFE1"><v>1</v></c></row>`, want: tabular.ErrXLSXDamaged},
		"bad reference":     {rows: `<row><c r="7"><v>1</v></c></row>`, want: tabular.ErrXLSXDamaged},
		"bad row":           {rows: `<row r="-1"/>`, want: tabular.ErrXLSXDamaged},
		"no such string":    {rows: `<row><c t="s"><v>0</v></c></row>`, want: tabular.ErrXLSXDamaged},
		"invalid utf-8":     {rows: "<row><c><v>\xff</v></c></row>", want: tabular.ErrXLSXDamaged},
		"other encoding":    {extra: map[string]string{sheet: `<?xml version="1.0" encoding="gbk"?><worksheet/>`}, want: tabular.ErrXLSXDamaged},
		"no worksheet":      {extra: map[string]string{"xl/_rels/workbook.xml.rels": "<Relationships/>"}, want: tabular.ErrXLSXDamaged},
		"no rows":           {rows: `<row r="1"/><row r="2"><c r="A2"/></row>`, want: tabular.ErrEmpty},
		"duplicate header":  {rows: `<row><c t="str"><v>a</v></c><c t="str"><v>a</v></c></row>`, want: tabular.ErrHeaderDuplicate},
		"formula in header": {rows: `<row><c t="str"><f>A2</f><v>a</v></c></row>`, want: tabular.ErrHeader},
		"too many entries":  {extra: many, want: tabular.ErrZipBomb},
	} {
		t.Run(name, func(t *testing.T) {
			path := write(t, "a.xlsx", workbook(t, c.rows, c.shared, c.extra))
			_, err := tabular.Inspect(context.Background(), path, tabular.Options{Limits: limits})
			wantFault(t, err, c.want)
		})
	}
}

// TestMoreRowsThanAWorkbookHas: a few kilobytes can unpack to rows for hours; the format allows 2^20.
func TestMoreRowsThanAWorkbookHas(t *testing.T) {
	head := `<row><c t="str"><v>a</v></c></row>`
	for extra, want := range map[int]*fault.Error{-1: nil, 0: tabular.ErrZipBomb} {
		path := write(t, "a.xlsx", workbook(t, head+strings.Repeat("<row/>", 1<<20+extra), "", nil))
		_, err := tabular.Inspect(context.Background(), path, tabular.Options{Header: tabular.Yes})
		if want == nil && err != nil {
			t.Errorf("as many rows as the format allows: %v", err)
		} else if want != nil {
			wantFault(t, err, want)
		}
	}
}

func TestRowErrorNamesTheCell(t *testing.T) {
	path := write(t, "a.xlsx", workbook(t, `<row r="7"><c r="A7"><v>1</v></c><c r="B7"><f>A7*2</f><v>2</v></c></row>`, "", nil))
	r, err := tabular.Open(context.Background(), path, tabular.Format{Container: tabular.XLSX}, tabular.Limits{})
	if f := wantFault(t, err, tabular.ErrHeader); r != nil || !strings.Contains(err.Error(), "B7") {
		t.Errorf("%v does not name the cell", f)
	}
}

func TestEncryptedWorkbook(t *testing.T) {
	book := workbook(t, "<row/>", "", nil)
	for i := 0; i+10 < len(book); i++ { // set the encryption flag of every entry in the directory
		if string(book[i:i+4]) == "PK\x01\x02" {
			book[i+8] |= 1
		}
	}
	_, err := tabular.Inspect(context.Background(), write(t, "a.xlsx", book), tabular.Options{})
	wantFault(t, err, tabular.ErrOldExcel)
}

func TestExcelTime(t *testing.T) {
	for _, c := range []struct {
		serial string
		d1904  bool
		want   string
	}{
		{"1", false, "1900-01-01 00:00:00"}, {"59", false, "1900-02-28 00:00:00"}, {"60", false, ""},
		{"61", false, "1900-03-01 00:00:00"}, {"40513.351388888892", false, "2010-12-01 08:26:00"},
		{"45291.999994", false, "2023-12-31 23:59:59"}, {"45291.9999999", false, "2024-01-01 00:00:00"},
		{"0", true, "1904-01-01 00:00:00"}, {"0.5", false, ""}, {"39051", true, "2010-12-01 00:00:00"},
		{"2958465", false, "9999-12-31 00:00:00"}, {"2958466", false, ""}, {"-1", false, ""}, {"NaN", false, ""},
		{"", false, ""}, {"2010-12-01", false, ""},
	} {
		got := ""
		if at, ok := tabular.ExcelTime(c.serial, c.d1904); ok {
			got = at.Format("2006-01-02 15:04:05")
		}
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.serial, got, c.want)
		}
	}
}
