package walk

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"qunli/testkit/browser"
)

// ordersInGBK writes a file of orders as tills in China do; what is bad is named by its order number.
func ordersInGBK(t *testing.T, good int, bad ...string) string {
	t.Helper()
	lines := []string{"订单号,下单时间,手机号,客户姓名,商品编码,商品名称,数量,单价"}
	for i := range good {
		lines = append(lines, fmt.Sprintf("GBK-%03d,2026-05-%02d 10:00:00,1371234%04d,顾客%d,T%d,明前龙井,%d,38.50", i, 1+i%28, i, i, i%3, 1+i%2))
	}
	for i, no := range bad {
		if i%2 == 0 {
			lines = append(lines, no+",2026-05-03 10:00:00,13712340001,顾客,T1,明前龙井,很多,38.50")
		} else {
			lines = append(lines, no+",不是时间,13712340001,顾客,T1,明前龙井,1,38.50")
		}
	}
	text, err := simplifiedchinese.GBK.NewEncoder().String(strings.Join(lines, "\r\n") + "\r\n")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "收银五月.csv")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// A GBK file with bad rows: what is found out, what is wrong, what was brought, what was refused, and all of it taken back.
func TestImportThroughToUndo(t *testing.T) {
	const good = 12
	bad := []string{"BAD-1", "BAD-2", "BAD-3"}
	h := enter(t)
	h.open("/imports/new")
	h.Choose("input[type=file]", ordersInGBK(t, good, bad...))
	h.until("button", fmt.Sprintf("导入 %d 行", good+len(bad)))
	h.still()
	h.says("GB") // GBK, or GB18030 which holds it
	h.says("明前龙井")
	h.says(fmt.Sprintf("全部检查过：%d 行可以收下，%d 行会被拒", good, len(bad)))
	for _, field := range []string{"订单号", "下单时间", "手机号", "商品编码", "数量", "单价"} {
		if got := h.Text(fmt.Sprintf(`[aria-label="列对应"] tr:has([aria-label="文件里的列: %s"])`, field)); !strings.Contains(got, field) {
			h.Errorf("%s comes from %q", field, got)
		}
	}
	h.until("summary", "其他会被拒的行")
	h.quiet("before the import")

	h.press("button", fmt.Sprintf("导入 %d 行", good+len(bad)))
	h.until("a", "下载被拒的行")
	h.until("button", "撤回这次导入")
	for title, n := range map[string]int{"新增": good, "被拒": len(bad), "已有": 0} {
		if got := h.figure(title); got != fmt.Sprint(n) {
			h.Errorf("%s: %s, want %d", title, got, n)
		}
	}
	dir := t.TempDir()
	h.Downloads(dir)
	h.press("a", "下载被拒的行")
	rejected := h.saved(dir)
	if len(rejected) != 1+len(bad) {
		h.Errorf("the file of refused rows has %d lines: %v", len(rejected), rejected)
	}
	for i, no := range bad {
		if i+1 < len(rejected) && (rejected[i+1][4] != no || rejected[i+1][2] == "") {
			h.Errorf("refused row %d: %v, want %s with a reason", i+1, rejected[i+1], no)
		}
	}
	page := h.at()
	source := get[struct{ Source string }](h, "/api"+page).Source
	if n := len(h.ordersOf(source)); n != good {
		h.Errorf("%d orders stand in the list, want %d", n, good)
	}
	h.open(page)
	h.press("button", "撤回这次导入")
	h.press(".ant-modal button", "撤回")
	h.says("这次导入带来的内容已拿走")
	if n := len(h.ordersOf(source)); n != 0 {
		h.Errorf("%d orders stand in the list after the import was taken back", n)
	}
	h.quiet("import")
}

// workbook writes a workbook of one sheet, numbers as numbers.
func workbook(t *testing.T, rows [][]any) string {
	t.Helper()
	var sheet strings.Builder
	for _, row := range rows {
		sheet.WriteString("<row>")
		for _, cell := range row {
			if text, ok := cell.(string); ok {
				fmt.Fprintf(&sheet, `<c t="inlineStr"><is><t>%s</t></is></c>`, text)
			} else {
				fmt.Fprintf(&sheet, `<c><v>%v</v></c>`, cell)
			}
		}
		sheet.WriteString("</row>")
	}
	const head = `<?xml version="1.0" encoding="UTF-8"?>`
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"xl/workbook.xml", head + `<workbook xmlns:r="urn:r"><sheets><sheet name="五月订单" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", head + `<Relationships><Relationship Id="rId1" Type="http://x/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", head + `<worksheet><sheetData>` + sheet.String() + `</sheetData></worksheet>`},
	} {
		w, err := z.Create(part[0])
		if err == nil {
			_, err = io.WriteString(w, part[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "收银五月.xlsx")
	if err := errors.Join(z.Close(), os.WriteFile(file, b.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	return file
}

// A workbook of a spreadsheet program: its sheet is named, its numbers and days are read, its rows arrive.
func TestImportOfAWorkbook(t *testing.T) {
	rows := [][]any{{"订单号", "下单时间", "手机号", "客户姓名", "商品编码", "商品名称", "数量", "单价"}}
	const n = 8
	for i := range n {
		rows = append(rows, []any{fmt.Sprintf("XLSX-%d", i), 46143.5 + float64(i), fmt.Sprintf("1380000%04d", i), "表客", "T1", "明前龙井", 2, 38.5})
	}
	h := enter(t)
	h.open("/imports/new")
	h.Choose("input[type=file]", workbook(t, rows))
	h.until("button", fmt.Sprintf("导入 %d 行", n))
	h.still()
	h.says("Excel 工作簿")
	h.says("五月订单")
	h.says(fmt.Sprintf("全部检查过：%d 行可以收下，0 行会被拒", n))
	h.quiet("before the import")
	h.press("button", fmt.Sprintf("导入 %d 行", n))
	h.until("button", "撤回这次导入")
	if got := h.figure("新增"); got != fmt.Sprint(n) {
		h.Errorf("%s rows are new, want %d", got, n)
	}
	source := get[struct{ Source string }](h, "/api"+h.at()).Source
	type sale struct {
		Amount int64
		Day    string
	}
	sales := get[struct{ Items []sale }](h, "/api/orders?source="+url.QueryEscape(source)).Items
	if len(sales) != n {
		h.Fatalf("%d orders, want %d", len(sales), n)
	}
	if want := (sale{7700, "2026-05-08"}); sales[0] != want {
		h.Errorf("the latest is %+v, want %+v", sales[0], want)
	}
	h.quiet("import of a workbook")
}

// figure is the number of a tile.
func (h *house) figure(title string) string {
	h.Helper()
	return browser.Eval[string](h.Page, fmt.Sprintf(`[...document.querySelectorAll('.stat')].find((e) => e.querySelector('.label')?.innerText === %q)?.querySelector('.value')?.innerText ?? ''`, title))
}

// ordersOf lists the orders of a source, as the page shows them.
func (h *house) ordersOf(source string) []string {
	h.Helper()
	h.open("/orders?source=" + url.QueryEscape(source))
	h.still()
	return h.rows()
}
