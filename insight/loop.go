package insight

import (
	"context"
	"strings"
)

// loopMetric is INS-01, the north star: how much of the business comes from repurchase and referral instead of ads.
func loopMetric() Metric {
	return Metric{
		Name: "loop", Title: Words{"客户自循环代替率", "Self-cycle substitution rate"}, Unit: Share, Source: "INS-01", Version: 1,
		Formula: Words{
			"SR = (复购 R + 转介绍 F) ÷ (R + F + 广告 A)；每张订单恰好一类：1 买家此前有有效订单 → 复购；2 否则有记录的推荐人 → 转介绍；3 否则首次触点或此前 30 天内任一触点是付费的 → 广告；4 否则自然。严格 SR 把此前 7 天内有付费触点的 R、F 归入 A。R+F+A = 0 → 暂无数据",
			"SR = (repurchase R + referral F) ÷ (R + F + ads A); each order in exactly one class: 1 the buyer has an earlier kept order → repurchase; 2 else a recorded referrer → referral; 3 else the first touch or any touch in the 30 days before was paid → ad; 4 else natural. Strict SR moves R and F with a paid touch in the 7 days before to A. R+F+A = 0 → no data",
		},
		Explain: Words{
			"付费触点：费用大于 0 的触点，或所属渠道当天有投放花费的触点；订单自带的渠道算下单时的一次触点，客户资料上的首次添加算一次触点。类别是订单的属性：此前订单与触点在全企业范围内查找，数字只计可见范围内的订单。默认分档：低于 30% 依赖投放，30%–60% 正在自循环，60% 以上健康。转介绍尚未记录，第 2 类因此为空、数量未知；访问（流量）口径等记录访问后再计。",
			"A paid touch has a cost above 0, or its channel had ad spend on that day; an order's own channel is a touch at its moment, and so is the first contact on the person's card. The class belongs to the order: earlier orders and touches are looked for in the whole company, while only orders in scope are counted. Default bands: below 30 % living on ads, 30–60 % turning, 60 % and above healthy. Referrals are not recorded yet, so class 2 is empty and its size unknown; the reading by visits follows once visits are recorded.",
		},
		Params: []Param{{Name: "by", Choices: []string{"orders", "revenue"},
			Explain: Words{"先显示哪种口径：orders 按订单，revenue 按净额", "which reading leads: orders or revenue (net)"}}},
		Reads: []string{"commerce_order", "commerce_buyer_day", "commerce_day", "commerce_spend", "customer", "customer_touch",
			"customer_alias"},
		Heavy:   true,
		compute: computeLoop,
	}
}

func classes() []Class { return []Class{Repurchase, Referral, Ad, Natural} }

func (c Class) title() Words {
	switch c {
	case Repurchase:
		return Words{"复购", "repurchase"}
	case Referral:
		return Words{"转介绍", "referral"}
	case Ad:
		return Words{"广告", "ad"}
	}
	return Words{"自然", "natural"}
}

func computeLoop(ctx context.Context, in *input) (*result, error) {
	p, err := in.past(ctx)
	if err != nil {
		return nil, err
	}
	orders, err := in.loopOrders(ctx, p)
	if err != nil {
		return nil, err
	}
	l, err := in.ledger(ctx)
	if err != nil {
		return nil, err
	}
	var all bases
	for _, o := range orders {
		all.add(o)
	}
	a := Answer{
		Values: loopValues(all, in.params.By, p.knowsAds()),
		Denominators: []Denominator{
			{"orders", Words{"已知买家的有效订单（四类合计）", "kept orders of known buyers (the four classes)"}, Count, all.orders.all(), RowsRef{Set: "all"}},
			{"revenue", Words{"上述订单净额", "net amount of these"}, Fen, all.revenue.all(), RowsRef{"all", "amount"}},
			{"paid_own", Words{"复购、转介绍中 7 天内有付费触点的订单", "repurchase and referral orders with a paid touch in the 7 days before"},
				Count, all.orders.paid, RowsRef{Set: "paid-own"}},
		},
		LeftOut: append(l.leftOut(), loopUnknown(p.knowsAds())...),
		Tables:  []Table{classTable(all), loopTrend(orders)},
	}
	return &result{answer: a, rows: func(set string) rowSet { return loopRows(orders, inLoopSet(set)) }}, nil
}

// loopUnknown says what the records cannot tell yet.
func loopUnknown(knowsAds bool) []LeftOut {
	out := []LeftOut{
		{"referrals", Words{"转介绍：尚未记录，这些订单现在落入广告或自然，数量未知",
			"referrals: not recorded yet; such orders now fall under ad or natural, number unknown"}, Count, nil},
		{"visits", Words{"访问（流量）口径：尚未记录访问，未知", "the reading by visits: visits are not recorded yet, unknown"}, Count, nil},
	}
	if knowsAds {
		return out
	}
	return append(out, LeftOut{"ads", Words{"广告：没有任何投放花费或付费触点的记录，广告带来的订单现在落入自然或复购，数量未知",
		"ads: no ad spend and no paid touch is on record; orders from ads now fall under natural or repurchase, number unknown"}, Count, nil})
}

// inLoopSet reads "all", "paid-own", CLASS, or CLASS+YYYY-MM.
func inLoopSet(set string) func(loopOrder) bool {
	class, month, _ := strings.Cut(set, "+")
	return func(o loopOrder) bool {
		switch set {
		case "all":
			return true
		case "paid-own":
			return o.paid7 && (o.class == Repurchase || o.class == Referral)
		}
		return string(o.class) == class && strings.HasPrefix(o.day, month)
	}
}

// loopValues puts the leading rate first, with how to read it: where no ad cost is on record the rate is no praise.
func loopValues(all bases, by string, knowsAds bool) []Value {
	orders := []Value{
		{Name: "sr_orders", Title: Words{"代替率（按订单）", "Substitution rate (by orders)"}, Unit: Share, Number: all.orders.rate()},
		{Name: "sr_strict_orders", Title: Words{"严格代替率（按订单）", "Strict rate (by orders)"}, Unit: Share, Number: all.orders.strict()},
	}
	revenue := []Value{
		{Name: "sr_revenue", Title: Words{"代替率（按净额）", "Substitution rate (by revenue)"}, Unit: Share, Number: all.revenue.rate()},
		{Name: "sr_strict_revenue", Title: Words{"严格代替率（按净额）", "Strict rate (by revenue)"}, Unit: Share, Number: all.revenue.strict()},
	}
	values := append(orders, revenue...)
	if by == "revenue" {
		values = append(revenue, orders...)
	}
	note := band(values[0].Number)
	if values[0].Number != nil && !knowsAds {
		note = Words{"尚未记录任何投放花费，广告带来的订单未知：先导入投放花费，这个数才说明问题",
			"no ad spend is on record, so orders from ads are unknown: import the spend before you believe this number"}
	}
	values[0].Note = &note
	return values
}

func classTable(all bases) Table {
	t := Table{Name: "classes", Title: Words{"订单来源", "Where orders came from"}, Columns: []Column{
		column("class", "类别", "class", Plain), column("orders", "订单", "orders", Count), column("orders_share", "占比", "share", Share),
		column("revenue", "净额", "net amount", Fen), column("revenue_share", "净额占比", "share of amount", Share)}}
	for _, c := range classes() {
		n, fen := all.orders.of(c), all.revenue.of(c)
		t.Rows = append(t.Rows, []Cell{label(c.title()), count(int(n), string(c)), number(ratio(n, all.orders.all())),
			number(whole(fen)), number(ratio(fen, all.revenue.all()))})
	}
	return t
}

func loopTrend(orders []loopOrder) Table {
	t := Table{Name: "trend", Title: Words{"按月趋势", "By month"}, Columns: []Column{column("month", "月份", "month", Plain)}}
	for _, c := range classes() {
		t.Columns = append(t.Columns, column(string(c), c.title().Zh, c.title().En, Count))
	}
	t.Columns = append(t.Columns, column("sr", "代替率", "rate", Share), column("strict", "严格", "strict", Share),
		column("sr_revenue", "代替率（净额）", "rate by revenue", Share))
	months := map[string]*bases{}
	for _, o := range orders {
		m := o.day[:7]
		if months[m] == nil {
			months[m] = &bases{}
		}
		months[m].add(o)
	}
	for _, m := range sortedKeys(months) {
		b := months[m]
		row := []Cell{plain(m)}
		for _, c := range classes() {
			row = append(row, count(int(b.orders.of(c)), string(c)+"+"+m))
		}
		t.Rows = append(t.Rows, append(row, number(b.orders.rate()), number(b.orders.strict()), number(b.revenue.rate())))
	}
	return t
}
