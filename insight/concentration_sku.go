package insight

import (
	"cmp"
	"context"
	"slices"

	"qunli/kit/money"
	"qunli/org"
)

// skuSales is what one SKU sold in the period.
type skuSales struct {
	SKU      string
	Quantity money.Micro
	Amount   money.Fen
}

// wholeMonths widens the window to whole months and says so.
func (w Window) wholeMonths() Window {
	if w.Days == 0 {
		return w
	}
	from, to := w.days()
	first, last := from.month().first(), (to.month()+1).first()-1
	if first != from || last != to {
		w.Note = &Words{"商品按整月汇总：起止日已扩到整月", "products are kept by month: the window is widened to whole months"}
	}
	w.From, w.To, w.Days = first.String(), last.String(), int(last-first)+1
	return w
}

// skus reads what each SKU on sale sold in the window, by SKU; those on sale that sold nothing have zeros. The SKU ""
// (lines that name none) comes first if there is one.
func (in *input) skus(ctx context.Context) ([]skuSales, error) {
	if in.window.Days == 0 {
		return nil, nil
	}
	c := in.scope("store_id", "staff_id").And("month >= $1 AND month <= $2", in.window.From[:7], in.window.To[:7])
	return all[skuSales](ctx, in, `
		SELECT sku, CAST(SUM(quantity) AS BIGINT) AS quantity, CAST(SUM(amount) AS BIGINT) AS amount
		FROM (
			SELECT sku, quantity, amount FROM commerce_sku_month WHERE `+c.SQL()+`
			UNION ALL
			SELECT sku, CAST(0 AS BIGINT), CAST(0 AS BIGINT) FROM commerce_product WHERE on_sale = TRUE
		) s
		GROUP BY sku
		ORDER BY sku`, c.Args()...)
}

func skuAmounts(skus []skuSales) []money.Fen {
	out := make([]money.Fen, len(skus))
	for i, s := range skus {
		out[i] = s.Amount
	}
	return out
}

// skuMonth is what one SKU sold in one month.
type skuMonth struct {
	Month  string
	Amount money.Fen
}

// skuMonths reads what each SKU sold in each month of the window, by month.
func (in *input) skuMonths(ctx context.Context) ([]skuMonth, error) {
	if in.window.Days == 0 {
		return nil, nil
	}
	c := in.scope("store_id", "staff_id").And("sku <> '' AND month >= $1 AND month <= $2", in.window.From[:7], in.window.To[:7])
	return all[skuMonth](ctx, in, `
		SELECT month, CAST(SUM(amount) AS BIGINT) AS amount
		FROM commerce_sku_month
		WHERE `+c.SQL()+`
		GROUP BY month, sku
		ORDER BY month`, c.Args()...)
}

// skuTrend shows s80 of each month against the SKUs on sale in the whole period.
func skuTrend(rows []skuMonth, onSale int) Table {
	t := Table{Name: "trend", Title: Words{"按月：撑起 80% 销售额的 SKU 占整个期间在售的", "By month: share of the SKUs on sale in the whole period that make 80 %"}, Columns: []Column{
		column("month", "月份", "month", Plain), column("sold", "有销售的 SKU", "SKUs sold", Count),
		column("top", "撑起 80% 的 SKU", "SKUs that make 80 %", Count), column("s80", "占在售 SKU", "share of SKUs (s80)", Share),
		column("amount", "销售额", "sales", Fen)}}
	for start := 0; start < len(rows); {
		end := start
		var amounts []money.Fen
		for ; end < len(rows) && rows[end].Month == rows[start].Month; end++ {
			amounts = append(amounts, rows[end].Amount)
		}
		top := smallestShare(amounts, 80, 100)
		t.Rows = append(t.Rows, []Cell{plain(rows[start].Month), count(len(amounts), ""), count(top, ""),
			number(ratio(top, onSale)), fenCell(sum(amounts))})
		start = end
	}
	return t
}

func concentrationBySKU(ctx context.Context, in *input) (*result, error) {
	in.window = in.window.wholeMonths()
	skus, err := in.skus(ctx)
	if err != nil {
		return nil, err
	}
	months, err := in.skuMonths(ctx)
	if err != nil {
		return nil, err
	}
	nameless := money.Fen(0)
	if len(skus) > 0 && skus[0].SKU == "" {
		nameless, skus = skus[0].Amount, skus[1:]
	}
	top := smallestShare(skuAmounts(skus), 80, 100)
	share := ratio(top, len(skus))
	if top == 0 {
		share = nil
	}
	total := sum(skuAmounts(skus))
	a := Answer{
		Values: []Value{
			{Name: "s80", Title: Words{"s80：撑起 80% 销售额的 SKU 占比", "s80: share of SKUs that make 80 % of sales"}, Unit: Share, Number: share},
			{Name: "top", Title: Words{"撑起 80% 的 SKU 数", "SKUs that make 80 %"}, Unit: Count, Number: whole(top), Rows: RowsRef{Set: "top"}},
			{Name: "skus", Title: Words{"在售 SKU 数", "SKUs on sale"}, Unit: Count, Number: whole(len(skus)), Rows: RowsRef{Set: "skus"}},
			{Name: "zero", Title: Words{"零销售 SKU 数", "SKUs that sold nothing"}, Unit: Count, Number: whole(zeroSellers(skus)), Rows: RowsRef{Set: "zero"}},
		},
		Denominators: []Denominator{
			{"skus", Words{"在售 SKU（含零销售）", "SKUs on sale, zero sellers included"}, Count, int64(len(skus)), RowsRef{Set: "skus"}},
			{"amount", Words{"商品行销售额（含买家未知的订单）", "sales of goods lines (orders of unknown buyers included)"}, Fen, int64(total), RowsRef{"skus", "amount"}},
		},
		LeftOut: []LeftOut{{"no_sku", Words{"没有商品编号的商品行", "goods lines that name no SKU"}, Fen, known(int64(nameless))}},
		Tables:  []Table{skuTable(skus, total), skuTrend(months, len(skus))},
	}
	data := func(context.Context, *input) (any, error) {
		return concentrationJSON{By: "sku", Size: len(skus), Top: top, Share: share}, nil
	}
	return &result{answer: a, data: data, rows: func(set string) rowSet { return skuRows(skus, set, top) }}, nil
}

func zeroSellers(skus []skuSales) int {
	n := 0
	for _, s := range skus {
		if s.Amount == 0 {
			n++
		}
	}
	return n
}

// bySales ranks SKUs from the best seller down, equals by name.
func bySales(skus []skuSales) []skuSales {
	ranked := slices.Clone(skus)
	slices.SortFunc(ranked, func(a, b skuSales) int {
		return cmp.Or(cmp.Compare(b.Amount, a.Amount), cmp.Compare(a.SKU, b.SKU))
	})
	return ranked
}

func skuTable(skus []skuSales, total money.Fen) Table {
	t := Table{Name: "best", Title: Words{"销售额最高的 20 个 SKU", "The 20 best selling SKUs"}, Columns: []Column{
		column("sku", "商品编码", "SKU", Plain), column("amount", "销售额", "sales", Fen), column("share", "占比", "share", Share),
		column("running", "累计占比", "running share", Share)}}
	running := money.Fen(0)
	ranked := bySales(skus)
	for _, s := range ranked[:min(20, len(ranked))] {
		running += s.Amount
		t.Rows = append(t.Rows, []Cell{plain(s.SKU), fenCell(s.Amount), number(ratio(s.Amount, total)), number(ratio(running, total))})
	}
	return t
}

func skuRows(skus []skuSales, set string, top int) rowSet {
	s := rowSet{permission: org.InsightRead, columns: []Column{
		column("sku", "商品编码", "SKU", Plain), column("quantity", "数量", "quantity", Number), column("amount", "销售额", "sales", Fen)}}
	chosen := skus
	switch set {
	case "top":
		chosen = bySales(skus)[:top]
		slices.SortFunc(chosen, func(a, b skuSales) int { return cmp.Compare(a.SKU, b.SKU) })
	case "zero":
		chosen = nil
		for _, x := range skus {
			if x.Amount == 0 {
				chosen = append(chosen, x)
			}
		}
	}
	for _, x := range chosen {
		quantity := float64(x.Quantity) / money.MicroUnit
		s.rows = append(s.rows, Row{x.SKU, []Cell{plain(x.SKU), number(&quantity), fenCell(x.Amount)}})
	}
	return s
}
