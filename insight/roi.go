package insight

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"qunli/customer"
	"qunli/kit/money"
	"qunli/org"
)

// roiMetric is INS-11: what came back for what was spent, every component with its source.
func roiMetric() Metric {
	return Metric{
		Name: "roi", Title: Words{"投入产出（ROI）", "Return on investment"}, Unit: Share, Source: "INS-11", Version: 1,
		Formula: Words{
			"ROI = (毛利 − 费用) ÷ 费用；毛利 = 净额 × 毛利率；费用 = 广告 + 筛选 + 诱饵 + 奖励 + 补贴 + 红包 + 人工（工时 × 时薪）+ 客服 + 物流 + 支付 + 退款处理，只计录入过的；渠道的净额 = 该渠道带来的客户（资料上的渠道，没有写的看期内首单）在期内的净额",
			"ROI = (gross profit − cost) ÷ cost; gross profit = net amount × margin; cost = ads + screening + bait + rewards + subsidies + red packets + staff hours × rate + service + delivery + payment + handling of refunds, as far as entered; a channel's net amount is what the customers it brought (the channel on the card, else of the first order in the window) bought in the window",
		},
		Explain: Words{
			"没有录入的费用是未知，不当作 0，列在“未计入”；一笔也没有录入时，ROI 暂无数据。录入 0 元表示确实没有花。跨期的费用按天均摊。毛利率默认未设（0）：不知道成本，就没有毛利，也没有 ROI；可在指标参数里设为企业默认。只写了渠道的费用计入该渠道，其余只计入合计。任务记录里没有工时，工时请录入。",
			"A cost that nobody entered is unknown, never 0, and stands under what is left out; without any entry there is no ROI. An entry of 0 says that nothing was spent. A cost over many days is spread evenly. The margin is not set (0) by default: without it no gross profit is known and no ROI; a brand may set its own default. A cost that names a channel counts there, any other only in the total. Tasks do not log hours: enter them.",
		},
		Worked: Words{"费用 2,000，毛利 5,000（净额 10,000 × 50%）→ 150%", "cost 2,000, gross profit 5,000 (net 10,000 × 50 %) → 150 %"},
		Params: []Param{marginParam()}, Filters: []string{"channel"},
		Reads:   []string{"insight_cost", "commerce_spend", "commerce_order", "commerce_buyer_day", "commerce_day", "customer", "customer_alias"},
		Heavy:   true,
		compute: computeROI,
	}
}

// marginParam is the gross margin, per cent; 0 is not known.
func marginParam() Param {
	return Param{Name: "margin", Default: "0", Max: 100, Explain: Words{"毛利率（%），0 为未知", "gross margin in per cent, 0 unknown"}}
}

// profitOf gives the gross profit of a net amount; nil while the margin is not known.
func (p Params) profitOf(amount float64) *float64 {
	margin := p.option("margin")
	if margin == 0 {
		return nil
	}
	profit := math.Floor(amount*margin/100 + 0.5)
	return &profit
}

// roi gives (profit − cost) ÷ cost; nil where either is unknown, or nothing was spent.
func roi(profit, cost *float64) *float64 {
	if profit == nil || cost == nil || *cost == 0 {
		return nil
	}
	r := (*profit - *cost) / *cost
	return &r
}

// channelSale is what one buyer bought in the window, with the channel that brought them.
type channelSale struct {
	CustomerID customer.ID
	Channel    string
	Orders     int64
	Amount     money.Fen
}

// channelSales reads the buyers of the window in scope; whose card names no channel has that of their first order in it.
func (in *input) channelSales(ctx context.Context) ([]channelSale, error) {
	c := in.scope("b.store_id", "b.staff_id").And("b.customer_id <> 0 AND b.orders > 0").
		And("b.day >= $1 AND b.day <= $2", in.window.From, in.window.To)
	sales, err := all[channelSale](ctx, in, `
		SELECT c.id AS customer_id, c.channel, CAST(SUM(b.orders) AS BIGINT) AS orders, CAST(SUM(b.amount) AS BIGINT) AS amount
		FROM commerce_buyer_day b
		LEFT JOIN customer_alias a ON a.from_id = b.customer_id
		JOIN customer c ON c.id = COALESCE(a.to_id, b.customer_id)
		WHERE `+c.SQL()+`
		GROUP BY c.id, c.channel
		ORDER BY c.id`, c.Args()...)
	if err != nil {
		return nil, err
	}
	channels, err := in.orderChannels(ctx)
	for i := range sales {
		sales[i].Channel = cmp.Or(sales[i].Channel, channels[sales[i].CustomerID])
	}
	return slices.DeleteFunc(sales, func(s channelSale) bool { return in.channel != "" && s.Channel != in.channel }), err
}

func computeROI(ctx context.Context, in *input) (*result, error) {
	lines, err := in.costLines(ctx)
	if err != nil {
		return nil, err
	}
	sales, err := in.channelSales(ctx)
	if err != nil {
		return nil, err
	}
	l, err := in.ledger(ctx)
	if err != nil {
		return nil, err
	}
	revenue := float64(amountOf(sales, everySale))
	a := Answer{
		Values: roiValues(in.params, lines, revenue),
		Denominators: []Denominator{
			{"revenue", Words{"已知买家的净额", "net amount of known buyers"}, Fen, int64(revenue), RowsRef{"buyers", "amount"}},
			{"entries", Words{"费用笔数", "costs counted"}, Count, int64(len(lines)), RowsRef{Set: "costs"}}},
		LeftOut: append(unknownKinds(lines, everyKind), append(l.leftOut(),
			LeftOut{"hours", Words{"任务记录里没有工时：只计录入的工时", "tasks log no hours: only hours that were entered count"}, Count, nil})...),
		Tables: []Table{componentTable(lines, everyKind), roiTable(in.params, lines, sales)},
	}
	rows := func(set string) rowSet {
		if strings.HasPrefix(set, "costs") {
			return costRows(lines, set)
		}
		return saleRows(sales, set)
	}
	return &result{answer: a, rows: rows}, nil
}

func everySale(channelSale) bool { return true }

func amountOf(sales []channelSale, belongs func(channelSale) bool) money.Fen {
	sum := money.Fen(0)
	for _, s := range sales {
		if belongs(s) {
			sum += s.Amount
		}
	}
	return sum
}

func roiValues(p Params, lines []costLine, revenue float64) []Value {
	cost, profit := sumCosts(lines, everyLine), p.profitOf(revenue)
	lead := Value{Name: "roi", Title: Words{"投资回报率（ROI）", "Return on cost (ROI)"}, Unit: Share, Number: roi(profit, cost)}
	switch {
	case cost == nil:
		lead.Note = &Words{"期内没有录入任何费用", "no cost was entered for these days"}
	case profit == nil:
		lead.Note = &Words{"毛利率未设：参数 margin", "the margin is not set: option margin"}
	}
	return []Value{lead,
		{Name: "cost", Title: Words{"费用", "Cost"}, Unit: Fen, Number: cost, Rows: RowsRef{"costs", "amount"}},
		{Name: "profit", Title: Words{"毛利", "Gross profit"}, Unit: Fen, Number: profit},
		{Name: "revenue", Title: Words{"净额", "Net amount"}, Unit: Fen, Number: &revenue, Rows: RowsRef{"buyers", "amount"}}}
}

// channelCell is how the channel of a person or a cost is shown.
func channelCell(name string) Cell {
	if name == "" {
		return label(Words{"（渠道未知）", "(channel unknown)"})
	}
	return plain(name)
}

// roiTable compares channels: a channel nobody paid for has no ROI.
func roiTable(p Params, lines []costLine, sales []channelSale) Table {
	t := Table{Name: "channels", Title: Words{"按渠道", "By channel"}, Columns: []Column{
		column("channel", "渠道", "channel", Plain), column("buyers", "买家", "buyers", Count), column("revenue", "净额", "net amount", Fen),
		column("profit", "毛利", "gross profit", Fen), column("cost", "费用", "cost", Fen), column("roi", "回报率", "ROI", Share)}}
	for _, name := range channelNames(lines, sales) {
		mine := slices.DeleteFunc(slices.Clone(sales), func(s channelSale) bool { return s.Channel != name })
		revenue := float64(amountOf(mine, everySale))
		var cost *float64
		if name != "" {
			cost = sumCosts(lines, func(l costLine) bool { return l.channel == name })
		}
		profit := p.profitOf(revenue)
		t.Rows = append(t.Rows, []Cell{channelCell(name), count(len(mine), "buyers@"+name), number(&revenue), number(profit), number(cost),
			number(roi(profit, cost))})
	}
	return t
}

// channelNames are those with sales or costs, by name.
func channelNames(lines []costLine, sales []channelSale) []string {
	names := map[string]bool{}
	for _, l := range lines {
		if l.channel != "" {
			names[l.channel] = true
		}
	}
	for _, s := range sales {
		names[s.Channel] = true
	}
	return sortedKeys(names)
}

// saleRows lists "buyers" or "buyers@CHANNEL".
func saleRows(sales []channelSale, set string) rowSet {
	s := rowSet{permission: org.CustomerRead, columns: []Column{column("customer", "客户", "customer", Plain), column("channel", "渠道", "channel", Plain),
		column("orders", "订单", "orders", Count), column("amount", "净额", "net amount", Fen)}}
	_, channel, one := strings.Cut(set, "@")
	for _, b := range sales {
		if !one || b.Channel == channel {
			s.rows = append(s.rows, Row{b.CustomerID.String(), []Cell{plain(b.CustomerID.String()), channelCell(b.Channel), number(whole(b.Orders)), fenCell(b.Amount)}})
		}
	}
	return s
}
