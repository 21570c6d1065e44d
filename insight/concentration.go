package insight

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"qunli/kit/money"
)

// concentrationMetric is INS-12: on how few customers, or how few SKUs, the revenue rests.
func concentrationMetric() Metric {
	return Metric{
		Name: "concentration", Title: Words{"集中度", "Concentration"}, Unit: Share, Source: "INS-12", Version: 1,
		Formula: Words{
			"按客户：净额最高的 ⌊0.2 × n⌋ 名客户的净额 ÷ 全部净额；按商品：s80 = 销售额合计达到 80% 所需的最少 SKU 数 ÷ 在售 SKU 数（含零销售）",
			"by customer: net amount of the top ⌊0.2 × n⌋ customers ÷ all; by sku: s80 = fewest SKUs whose sales reach 80 % ÷ SKUs on sale (zero sellers included)",
		},
		Explain: Words{
			"在售 SKU = 期内有销售的 SKU，加上商品资料中标为在售的 SKU。商品销售额按整月汇总，因此按商品时起止日扩到整月，并在答案中写明。",
			"SKUs on sale are those sold in the period and those marked on sale in the product list. Product sales are kept by month, so by sku the window is widened to whole months, and the answer says so.",
		},
		Worked: Words{"1,000 个在售 SKU 中 20 个占销售额的 80% → s80 = 2%（零销售计入分母）",
			"20 of 1,000 SKUs on sale make 80 % of sales → s80 = 2 % (zero sellers in the denominator)"},
		Params: []Param{{Name: "by", Choices: []string{"customer", "sku"},
			Explain: Words{"customer 按客户，sku 按商品", "customer or sku"}}},
		Reads:   []string{"commerce_buyer_day", "commerce_sku_month", "commerce_product", "commerce_day", "customer_alias"},
		compute: computeConcentration,
	}
}

func computeConcentration(ctx context.Context, in *input) (*result, error) {
	if in.params.By == "sku" {
		return concentrationBySKU(ctx, in)
	}
	people, err := in.people(ctx, in.window.From, in.window.To)
	if err != nil {
		return nil, err
	}
	l, err := in.ledger(ctx)
	if err != nil {
		return nil, err
	}
	ranked := byAmount(people)
	top := len(ranked) / 5
	share := topShare(ranked, top)
	_, _, total := totals(people)
	a := Answer{
		Values: []Value{
			{Name: "top20_share", Title: Words{"前 20% 客户的净额占比", "Share of the top 20 % customers"}, Unit: Share, Number: share},
			{Name: "top", Title: Words{"前 20% 客户数（向下取整）", "Top 20 % customers (rounded down)"}, Unit: Count, Number: whole(top), Rows: RowsRef{Set: "top-20"}},
			{Name: "customers", Title: Words{"客户数", "Customers"}, Unit: Count, Number: whole(len(people)), Rows: RowsRef{Set: "customers"}},
		},
		Denominators: []Denominator{
			{"customers", Words{"有效订单的客户", "customers with a kept order"}, Count, int64(len(people)), RowsRef{Set: "customers"}},
			{"amount", Words{"净额", "net amount"}, Fen, int64(total), RowsRef{"customers", "amount"}},
		},
		LeftOut: l.leftOut(),
		Tables:  []Table{topTable(ranked)},
	}
	data := func(context.Context, *input) (any, error) {
		return concentrationJSON{By: "customer", Size: len(ranked), Top: top, Share: share}, nil
	}
	return &result{answer: a, data: data, rows: func(set string) rowSet { return topRows(ranked, set) }}, nil
}

type concentrationJSON struct {
	By    string   `json:"by"`
	Size  int      `json:"size"` // customers, or SKUs on sale
	Top   int      `json:"top"`  // the top fifth of customers, or the SKUs that make 80 %
	Share *float64 `json:"share"`
}

// byAmount ranks people from the largest net amount down, equals by id.
func byAmount(people []person) []person {
	amount := make(map[int64]money.Fen, len(people))
	for _, p := range people {
		amount[int64(p.id)] = p.amount()
	}
	ranked := slices.Clone(people)
	slices.SortFunc(ranked, func(a, b person) int {
		return cmp.Or(cmp.Compare(amount[int64(b.id)], amount[int64(a.id)]), cmp.Compare(a.id, b.id))
	})
	return ranked
}

// topShare gives the part of all revenue that the first n of ranked people make; nil when there is none.
func topShare(ranked []person, n int) *float64 {
	_, _, all := totals(ranked)
	_, _, top := totals(ranked[:n])
	return ratio(top, all)
}

// topCuts are the parts of the customers, in per cent, whose share is shown.
func topCuts() []int { return []int{1, 2, 5, 10, 20, 50} }

func topSet(cut int) string { return "top-" + strconv.Itoa(cut) }

func topTable(ranked []person) Table {
	t := Table{Name: "cuts", Title: Words{"头部客户的净额占比", "Share of the top customers"}, Columns: []Column{
		column("cut", "头部", "top", Share), column("customers", "客户", "customers", Count),
		column("amount", "净额", "amount", Fen), column("share", "净额占比", "share of amount", Share)}}
	for _, cut := range topCuts() {
		n := len(ranked) * cut / 100
		_, _, amount := totals(ranked[:n])
		t.Rows = append(t.Rows, []Cell{number(ratio(cut, 100)), count(n, topSet(cut)), fenCell(amount), number(topShare(ranked, n))})
	}
	return t
}

func topRows(ranked []person, set string) rowSet {
	n := len(ranked)
	for _, cut := range topCuts() {
		if set == topSet(cut) {
			n = len(ranked) * cut / 100
		}
	}
	top := slices.Clone(ranked[:n])
	slices.SortFunc(top, func(a, b person) int { return cmp.Compare(a.id, b.id) })
	return buyerRows(top, func(person) bool { return true })
}
