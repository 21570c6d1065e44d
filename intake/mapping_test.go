package intake

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunli/kit/fault"
)

func TestGuessedMapping(t *testing.T) {
	tests := []struct {
		name    string
		kind    string
		columns []string
		want    map[string]string
	}{
		{"a western shop", "orders", []string{"InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"},
			map[string]string{"order_no": "InvoiceNo", "sku": "StockCode", "product": "Description", "quantity": "Quantity",
				"time": "InvoiceDate", "price": "UnitPrice", "customer": "CustomerID"}},
		{"a Taobao export", "orders", []string{"订单编号", "买家会员名", "买家实际支付金额", "订单状态", "收货人手机", "订单付款时间", "宝贝标题"},
			map[string]string{"order_no": "订单编号", "customer": "买家会员名", "amount": "买家实际支付金额", "status": "订单状态",
				"phone": "收货人手机", "time": "订单付款时间", "product": "宝贝标题"}},
		{"advertising", "spend", []string{"日期", "渠道", "消耗", "计划名称"},
			map[string]string{"day": "日期", "channel": "渠道", "amount": "消耗", "campaign": "计划名称"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := Mapping{Kind: tt.kind}.complete(tt.columns)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, m.Columns); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestGuessFillsUp: columns named one by one leave the others to be guessed; an empty one is left out. Without the
// quantity every line would silently count once.
func TestGuessFillsUp(t *testing.T) {
	m, err := Mapping{Kind: "orders", Columns: map[string]string{"order_no": "No", "time": "When", "product": ""}}.complete(
		[]string{"No", "When", "Customer ID", "Qty", "Price", "Description"})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"order_no": "No", "time": "When", "customer": "Customer ID", "quantity": "Qty", "price": "Price"}
	if diff := cmp.Diff(want, m.Columns); diff != "" {
		t.Error(diff)
	}
}

// TestKeyText: what spreadsheets and exports write around or instead of an account is not part of it.
func TestKeyText(t *testing.T) {
	for in, want := range map[string]string{"'13800138000": "13800138000", "'null": "", "NULL": "", "nan": "", "N/A": "", "-": "",
		"'-": "", "无": "", "12347.0": "12347.0", "Nana": "Nana", "": ""} {
		if got := keyText(in); got != want {
			t.Errorf("%q is read as %q, want %q", in, got, want)
		}
	}
}

func TestMappingRefusals(t *testing.T) {
	columns := []string{"no", "when", "sum"}
	tests := []struct {
		name    string
		mapping Mapping
		want    *fault.Error
		field   string
	}{
		{"unknown kind", Mapping{Kind: "dance"}, ErrKind, ""},
		{"unknown field", Mapping{Kind: "orders", Columns: map[string]string{"colour": "no"}}, ErrMap, "colour"},
		{"missing required", Mapping{Kind: "orders", Columns: map[string]string{"order_no": "no"}}, ErrColumn, "time"},
		{"column not there", Mapping{Kind: "orders", Columns: map[string]string{"order_no": "number", "time": "when"}}, ErrMap, "order_no"},
		{"number past the end", Mapping{Kind: "orders", Columns: map[string]string{"order_no": "#4", "time": "when"}}, ErrMap, "order_no"},
		{"open brace", Mapping{Kind: "orders", Columns: map[string]string{"order_no": "{no", "time": "when"}}, ErrMap, "order_no"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := tt.mapping.complete(columns)
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %s", err, tt.want.Code)
			}
			if f := fault.Of(err).Fields; tt.field != "" && (len(f) == 0 || f[0].Name != tt.field || f[0].Zh == "" || f[0].En == "") {
				t.Errorf("fields %+v do not name %s in both languages", f, tt.field)
			}
		})
	}
}

func TestGetters(t *testing.T) {
	columns := []string{"a", "b"}
	cells := []string{"x", " y "}
	for from, want := range map[string]string{"a": "x", "#2": " y ", "=mall": "mall", "{a}-{#2}": "x-y", "n{a}": "nx", "{a}.": "x."} {
		g, err := compile("f", from, columns)
		if err != nil {
			t.Fatal(from, err)
		}
		if got := g.get(cells); got != want {
			t.Errorf("%s: got %q, want %q", from, got, want)
		}
	}
}

func TestTimes(t *testing.T) {
	zone := time.FixedZone("east", 8*3600)
	at := time.Date(2010, 12, 1, 8, 26, 0, 0, zone).UnixMilli()
	day := time.Date(2010, 12, 1, 0, 0, 0, 0, zone).UnixMilli()
	tests := []struct {
		format, text string
		want         int64
		ok           bool
	}{
		{"", "2010-12-01 08:26:00", at, true},
		{"", "2010-12-01 08:26", at, true},
		{"", "2010/12/1 08:26", at, true},
		{"", "2010-12-1 8:26", at, true},
		{"", "2010.12.1 8:26", at, true},
		{"", "2010年12月1日 08:26", at, true},
		{"", "20101201", day, true},
		{"", "2010-12-01T00:26:00Z", at, true},
		{"", "1291163160", at, true},
		{"", "1291163160000", at, true},
		{"DD/MM/YYYY HH:mm", "01/12/2010 08:26", at, true},
		{"MM/DD/YYYY HH:mm", "12/01/2010 08:26", at, true},
		{"", "01/12/2010 08:26", 0, false}, // day and month could be mistaken
		{"", "2023-02-30", 0, false},       // no such day
		{"", "2010-13-01", 0, false},
		{"", "1869-12-01", 0, false},
		{"", "soon", 0, false},
		{"", "", 0, false},
	}
	for _, tt := range tests {
		r := newTimeReader(Mapping{TimeFormat: tt.format}, zone, false, false)
		for range 2 { // the second reading goes through the memo
			got, ok := r.read(tt.text)
			if got != tt.want || ok != tt.ok {
				t.Errorf("%q (%s): got %d %v, want %d %v", tt.text, tt.format, got, ok, tt.want, tt.ok)
			}
		}
	}
}

func TestPaceStaysInBounds(t *testing.T) {
	p := pace{size: 1000}
	for range 50 {
		p.learn(time.Millisecond, false)
	}
	if p.size != batchRecords {
		t.Errorf("quick transactions grow to %d records, want %d", p.size, batchRecords)
	}
	for range 50 {
		p.learn(time.Second, false)
	}
	if p.size != 50 {
		t.Errorf("slow transactions shrink to %d records, want 50", p.size)
	}
}

func TestInert(t *testing.T) {
	for cell, want := range map[string]string{"=1+1": "'=1+1", "+86": "'+86", "-1": "'-1", "@x": "'@x", "": "", "普通": "普通"} {
		if got := Inert(cell); got != want {
			t.Errorf("%q: got %q, want %q", cell, got, want)
		}
	}
}
