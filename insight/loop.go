package insight

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// loopMetric is INS-01, the north star: how much of the business comes from repurchase and referral instead of ads.
func loopMetric() Metric {
	return Metric{
		Name: "loop", Title: Words{"客户自循环代替率", "Self-cycle substitution rate"}, Unit: Share, Source: "INS-01", Version: 2,
		Formula: Words{
			"SR = (复购 R + 转介绍 F) ÷ (R + F + 广告 A)；每张订单（或每次访问）恰好一类：1 买家此前有有效订单 → 复购；2 否则有记录的推荐人 → 转介绍；3 否则首次触点或此前 30 天内任一触点是付费的 → 广告；4 否则自然。严格 SR 把此前 7 天内有付费触点的 R、F 归入 A。R+F+A = 0 → 暂无数据",
			"SR = (repurchase R + referral F) ÷ (R + F + ads A); each order (or visit) in exactly one class: 1 the buyer has an earlier kept order → repurchase; 2 else a recorded referrer → referral; 3 else the first touch or any touch in the 30 days before was paid → ad; 4 else natural. Strict SR moves R and F with a paid touch in the 7 days before to A. R+F+A = 0 → no data",
		},
		Explain: Words{
			"付费触点：费用大于 0 的触点，或所属渠道当天有投放花费的触点；订单自带的渠道算下单时的一次触点，客户资料上的首次添加算一次触点。推荐人：引荐关系生效于订单当时或之前；没有记录的推荐人不作猜测。访问（流量）口径：扫码、浏览、点击各为一次访问，按同一规则归类，认不出是谁的访问单列。类别是订单或访问的属性：此前订单、引荐与触点在全企业范围内查找，数字只计可见范围内的。默认分档：低于 30% 依赖投放，30%–60% 正在自循环，60% 以上健康。",
			"A paid touch has a cost above 0, or its channel had ad spend on that day; an order's own channel is a touch at its moment, and so is the first contact on the person's card. A referrer counts when the bond holds at or before the order; one that is not on record is never guessed. By visits: each scan, view and click is a visit, classed by the same rule; visits of nobody known stand apart. The class belongs to the order or visit: earlier orders, bonds and touches are looked for in the whole company, while only what is in scope is counted. Default bands: below 30 % living on ads, 30–60 % turning, 60 % and above healthy.",
		},
		Worked: Words{"复购 300（其中 30 单七天内有付费触点）、转介绍 200（20）、广告 500、自然 100 → 代替率 50.0%，严格 45.0%，合计 1,100；广告 0 而复购或转介绍大于 0 → 100%",
			"repurchase 300 (30 of them paid-touched), referral 200 (20), ads 500, natural 100 → SR 50.0 %, strict 45.0 %, all 1,100; ads 0 and R+F > 0 → 100 %"},
		Params: []Param{{Name: "by", Choices: []string{"orders", "revenue", "visits"},
			Explain: Words{"先显示哪种口径：orders 按订单，revenue 按净额，visits 按访问", "which reading leads: orders, revenue (net) or visits"}},
			{Name: "paid_days", Default: "30", Max: 3650, Explain: Words{"几天内的付费触点算广告带来", "days before, in which a paid touch makes it an ad's"}},
			{Name: "strict_days", Default: "7", Max: 3650, Explain: Words{"几天内的付费触点使严格代替率改计为广告", "days before, in which a paid touch makes it an ad's by the strict rate"}}},
		Reads: []string{"commerce_order", "commerce_buyer_day", "commerce_day", "commerce_spend", "customer", "customer_touch",
			"customer_act_day", "customer_alias", "referral_node"},
		Heavy:   true,
		compute: computeLoop,
		span:    loopSpan,
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
	visits, err := in.visits(ctx, p)
	if err != nil {
		return nil, err
	}
	l, err := in.ledger(ctx)
	if err != nil {
		return nil, err
	}
	all := visits.count()
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
			{"visits", Words{"认得出是谁的访问（四类合计）", "visits of known people (the four classes)"}, Count, all.visits.all(), RowsRef{Set: "visits-all"}},
			{"unidentified", Words{"认不出是谁的访问，单列", "visits of nobody known, apart"}, Count, int64(len(visits.unknown)), RowsRef{Set: "visits-unidentified"}},
		},
		LeftOut: append(l.leftOut(), loopUnknown(p, all, visits)...),
		Tables:  []Table{classTable(all), loopTrend(orders, visits)},
	}
	rows := func(set string) rowSet {
		if rest, ok := strings.CutPrefix(set, "visits-"); ok {
			return visits.rows(rest)
		}
		return loopRows(orders, inLoopSet(set))
	}
	return &result{answer: a, rows: rows}, nil
}

// loopUnknown says what the records cannot tell.
func loopUnknown(p past, all bases, visits loopVisits) []LeftOut {
	out := []LeftOut{{"referrals", Words{"推荐人未知的新客首单：没有记录的不作猜测，已按广告或自然计",
		"first orders of people whose inviter is unknown: never guessed, they count under ad or natural"}, Count, known(all.orders.ad + all.orders.natural)}}
	if len(p.brought) == 0 {
		out[0] = LeftOut{"referrals", Words{"转介绍：没有任何引荐的记录，这样的订单现在落入广告或自然，数量未知",
			"referrals: none is on record; such orders now fall under ad or natural, number unknown"}, Count, nil}
	}
	if len(visits.known)+len(visits.unknown) == 0 {
		out = append(out, LeftOut{"visits", Words{"访问（流量）口径：没有任何访问的记录，未知",
			"the reading by visits: no visit is on record, unknown"}, Count, nil})
	}
	if p.knowsAds() {
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
	pair := func(name, zh, en string, b basis) []Value {
		return []Value{
			{Name: "sr_" + name, Title: Words{"代替率（按" + zh + "）", "Substitution rate (by " + en + ")"}, Unit: Share, Number: b.rate()},
			{Name: "sr_strict_" + name, Title: Words{"严格代替率（按" + zh + "）", "Strict rate (by " + en + ")"}, Unit: Share, Number: b.strict()},
		}
	}
	values := slices.Concat(pair("orders", "订单", "orders", all.orders), pair("revenue", "净额", "revenue", all.revenue),
		pair("visits", "访问", "visits", all.visits))
	slices.SortStableFunc(values, func(a, b Value) int { // the reading asked for leads
		return cmp.Compare(strings.Count(b.Name, by), strings.Count(a.Name, by))
	})
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
		column("revenue", "净额", "net amount", Fen), column("revenue_share", "净额占比", "share of amount", Share),
		column("visits", "访问", "visits", Count), column("visits_share", "访问占比", "share of visits", Share)}}
	for _, c := range classes() {
		n, fen, visits := all.orders.of(c), all.revenue.of(c), all.visits.of(c)
		t.Rows = append(t.Rows, []Cell{label(c.title()), count(int(n), string(c)), number(ratio(n, all.orders.all())),
			number(whole(fen)), number(ratio(fen, all.revenue.all())), count(int(visits), "visits-"+string(c)), number(ratio(visits, all.visits.all()))})
	}
	return t
}

func loopTrend(orders []loopOrder, visits loopVisits) Table {
	t := Table{Name: "trend", Title: Words{"按月趋势", "By month"}, Columns: []Column{column("month", "月份", "month", Plain)}}
	for _, c := range classes() {
		t.Columns = append(t.Columns, column(string(c), c.title().Zh, c.title().En, Count))
	}
	t.Columns = append(t.Columns, column("sr", "代替率", "rate", Share), column("strict", "严格", "strict", Share),
		column("sr_revenue", "代替率（净额）", "rate by revenue", Share), column("sr_visits", "代替率（访问）", "rate by visits", Share))
	months := map[string]*bases{}
	of := func(day string) *bases {
		m := day[:7]
		if months[m] == nil {
			months[m] = &bases{}
		}
		return months[m]
	}
	for _, o := range orders {
		of(o.day).add(o)
	}
	for _, v := range visits.known {
		of(v.day).visit(v)
	}
	for _, m := range sortedKeys(months) {
		b := months[m]
		row := []Cell{plain(m)}
		for _, c := range classes() {
			row = append(row, count(int(b.orders.of(c)), string(c)+"+"+m))
		}
		t.Rows = append(t.Rows, append(row, number(b.orders.rate()), number(b.orders.strict()), number(b.revenue.rate()),
			number(b.visits.rate())))
	}
	return t
}
