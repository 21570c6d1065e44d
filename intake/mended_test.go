package intake_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"qunli/intake"
	"qunli/org"
)

// rejects gives the reject file of an import.
func (d desk) rejects(i intake.ID) string {
	d.t.Helper()
	var out bytes.Buffer
	if err := d.WriteRejects(org.Owner(d.t.Context(), "test"), i, &out); err != nil {
		d.t.Fatal(err)
	}
	return out.String()
}

// TestRejectFileIsMendedAndBroughtIn: the file of refused rows has the columns of its file, and what is mended in it is taken
// when it is brought in as it is; what is not mended is refused again, and so on.
func TestRejectFileIsMendedAndBroughtIn(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		r := intake.Request{Kind: "orders", Source: "mall"}
		file := header + "N1,2026-01-01,7,S,1,9.99\nN2,2026-02-30,7,S,-2,5.00\nN3,2026-01-01,7,S,many,9.99\nN4,2026-01-01\nN5,2026-01-01,7,=1+1,1,2\n" +
			"N1,2026-01-01,8,S,1,9.99,,7\n"
		first := d.load(d.file("bad.csv", file), r)
		if first.Added != 1 || first.Rejected != 5 {
			t.Fatalf("added %d, rejected %d", first.Added, first.Rejected)
		}
		out := d.rejects(first.ID)
		rows := csv.NewReader(strings.NewReader(strings.TrimPrefix(out, "\ufeff")))
		rows.FieldsPerRecord = -1
		all, err := rows.ReadAll()
		if err != nil || len(all) != 6 {
			t.Fatal(all, err)
		}
		if diff := cmp.Diff([]string{"订单号", "下单时间", "客户编号", "商品编码", "数量", "单价"}, all[0][4:]); diff != "" {
			t.Error(diff)
		}
		if got := all[1]; got[0] != "3" || !strings.Contains(got[2], "2026-02-30") || cmp.Diff([]string{"N2", "2026-02-30", "7", "S", "'-2", "5.00"}, got[4:]) != "" {
			t.Errorf("%q", got)
		}
		again, err := d.Load(org.Owner(t.Context(), "test"), d.file("as-it-is.csv", out), r, func(intake.Import) {})
		if !errors.Is(err, intake.ErrAllWrong) || again.Added != 0 || again.Rejected != 5 {
			t.Errorf("what nobody mended: %d taken, %d refused, %v", again.Added, again.Rejected, err)
		}
		mended := d.load(d.file("mended.csv", strings.NewReplacer("N2,2026-02-30", "N2,2026-02-28", "many", "3").Replace(out)), r)
		if mended.Added != 2 || mended.Rejected != 3 {
			t.Errorf("%d taken, %d refused; want the two mended rows", mended.Added, mended.Rejected)
		}
		if fen := d.count(`SELECT CAST(SUM(amount) AS BIGINT) FROM commerce_line`); fen != 999-2*500+3*999 {
			t.Errorf("%d fen: -2 is a number still", fen)
		}
		third := d.rejects(mended.ID)
		if head, _, _ := strings.Cut(third, "\n"); head != strings.SplitN(out, "\n", 2)[0] {
			t.Errorf("the columns of the next reject file: %q", head)
		}
		if last := d.load(d.file("last.csv", strings.Replace(third, "N4,2026-01-01", "N4,2026-01-01,7,S,1,1", 1)), r); last.Added != 1 || last.Rejected != 2 {
			t.Errorf("%d taken, %d refused", last.Added, last.Rejected)
		}
		d.clean()
	})
}

// TestRejectFileKeepsItsPreset: what a preset forces on the files of a system (delimiter, encoding, no header, a sheet) does not
// keep the reject file, which a spreadsheet may have written anew, from being read by the same preset.
func TestRejectFileKeepsItsPreset(t *testing.T) {
	gbk := func(s string) string {
		b, err := simplifiedchinese.GB18030.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	none := false
	tests := []struct {
		name, file, body string
		m                intake.Mapping
		again            func(string) string // what a spreadsheet makes of the reject file
	}{
		{"tabs in GBK, no header", "a.tsv", gbk("N1\t2026-01-01\t王\t5\nN2\tnever\t赵\t5\n"),
			intake.Mapping{Delimiter: "\t", Encoding: "gb18030", Header: &none,
				Columns: map[string]string{"order_no": "#1", "time": "#2", "customer": "#3", "price": "#4"}},
			func(s string) string { return s }},
		{"saved in GBK", "a.csv", "No,When,Who,Price\nN1,2026-01-01,王,5\nN2,never,赵,5\n",
			intake.Mapping{Encoding: "utf-8", Columns: map[string]string{"order_no": "No", "time": "When", "customer": "Who", "price": "Price"}},
			func(s string) string { return gbk(strings.TrimPrefix(s, "\ufeff")) }},
		{"a workbook", "a.xlsx", book(t, "Sold", [][]string{{"No", "When", "Who", "Price"}, {"N1", "46023.5", "王", "5"}, {"N2", "46024.5", "赵", "never"}}),
			intake.Mapping{Sheet: "Sold", Columns: map[string]string{"order_no": "No", "time": "When", "customer": "Who", "price": "Price"}},
			func(s string) string { return s }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, openSQLite(t))
			tt.m.Kind, tt.m.Source = "orders", "mall"
			first := d.load(d.file(tt.file, tt.body), intake.Request{Mapping: &tt.m})
			if first.Added != 1 || first.Rejected != 1 {
				t.Fatalf("added %d, rejected %d", first.Added, first.Rejected)
			}
			word := "2026-01-02"
			if tt.name == "a workbook" {
				word = "5"
			}
			mended := tt.again(strings.Replace(d.rejects(first.ID), ",never", ","+word, 1))
			next := d.load(d.file("rejects.csv", mended), intake.Request{Mapping: &tt.m})
			if next.Added != 1 || next.Rejected != 0 {
				t.Errorf("%d taken, %d refused of %s", next.Added, next.Rejected, mended)
			}
			if n := d.count(`SELECT COUNT(*) FROM commerce_day WHERE day = '2026-01-02'`); n == 0 {
				t.Error("the times were not understood")
			}
			if n := d.count(`SELECT COUNT(*) FROM customer`); n != 2 {
				t.Errorf("%d people, want 2", n)
			}
		})
	}
}

// book is a workbook of one sheet; cells that are numbers are numbers.
func book(t *testing.T, sheet string, rows [][]string) string {
	t.Helper()
	var body strings.Builder
	for _, cells := range rows {
		body.WriteString("<row>")
		for _, c := range cells {
			if strings.Trim(c, "0123456789.") == "" {
				fmt.Fprintf(&body, "<c><v>%s</v></c>", c)
			} else {
				fmt.Fprintf(&body, `<c t="inlineStr"><is><t>%s</t></is></c>`, c)
			}
		}
		body.WriteString("</row>")
	}
	const office = "http://schemas.openxmlformats.org/"
	parts := [][2]string{
		{"[Content_Types].xml", `<Types xmlns="` + office + `package/2006/content-types"/>`},
		{"xl/workbook.xml", `<workbook xmlns="` + office + `spreadsheetml/2006/main" xmlns:r="` + office + `officeDocument/2006/relationships"><sheets><sheet name="` +
			sheet + `" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + office + `package/2006/relationships"><Relationship Id="rId1" Type="` + office +
			`officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", `<worksheet xmlns="` + office + `spreadsheetml/2006/main"><sheetData>` + body.String() + `</sheetData></worksheet>`},
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.Create(p[0])
		if err == nil {
			_, err = w.Write([]byte(p[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
