package insight

import (
	"context"
	"strings"

	"qunli/customer"
	"qunli/org"
)

// costsMetric is the three costs of INS-11: to be seen (ad), to find who fits (search), and to serve an order (exchange).
func costsMetric() Metric {
	return Metric{
		Name: "costs", Title: Words{"三个成本：广告、搜索、交换", "The three costs: ad, search, exchange"}, Unit: Fen, Source: "INS-11", Version: 1,
		Formula: Words{
			"广告成本 = 广告投放 ÷ 新客；搜索成本 =（筛选工时 × 时薪 + 送给不合适的人的诱饵）÷ 合适的成员；交换成本 =（客服 + 物流 + 支付 + 退款处理）÷ 有效订单",
			"ad cost = ad spend ÷ new customers; search cost = (screening hours × rate + bait given to people who do not fit) ÷ fit members; exchange cost = (service + delivery + payment + handling of refunds) ÷ kept orders",
		},
		Explain: Words{
			"社群要降的就是这三个成本。新客：首张有效订单（全企业）在期内。合适的成员：期内进入设有门槛的群（或经设有门槛的入口）、且没有未处理的门槛不符；没有任何群设门槛时，谁合适无人判断，搜索成本暂无数据。没有录入的费用是未知，不当作 0：只录入了一部分时，数字旁写明缺什么。",
			"These are the costs that communities bring down. New customers have their first kept order, in the whole company, in the window. Fit members joined a group with a gate, or through an entrance with one, and stand in no open breach; where nothing has a gate, nobody judges who fits, and the search cost has no data. A cost nobody entered is unknown, never 0: where only a part was entered, the number says what is missing.",
		},
		Worked: Words{"广告 3,000 ÷ 新客 100 = ¥30；(20 小时 × 50 + 诱饵 500) ÷ 合适的成员 60 = ¥25；1,200 ÷ 300 单 = ¥4",
			"ads 3,000 ÷ 100 new customers = ¥30; (20 h × 50 + bait 500) ÷ 60 fit members = ¥25; 1,200 ÷ 300 orders = ¥4"},
		Reads: []string{"insight_cost", "commerce_spend", "commerce_buyer_day", "commerce_day", "customer", "customer_alias", "community", "community_stay",
			"community_entrance", "community_breach"},
		compute: computeCosts,
	}
}

// unitCost is fen per one of many; nil where the sum is unknown or there is none of them.
func unitCost(sum *float64, of int64) *float64 {
	if sum == nil || of == 0 {
		return nil
	}
	each := *sum / float64(of)
	return &each
}

// fitMembers reads who joined in the window, past a gate that still admits them, by person.
func (in *input) fitMembers(ctx context.Context) ([]customer.ID, error) {
	if in.window.Days == 0 {
		return nil, nil
	}
	from, until := in.bounds()
	c := in.scope("g.store_id", "g.staff_id").And("s.certain AND s.joined_at >= $1 AND s.joined_at < $2", from, until).
		And("(g.gate <> '' OR e.rule <> '' OR e.gate <> 'free')").And("b.id IS NULL")
	return all[customer.ID](ctx, in, `
		SELECT DISTINCT COALESCE(a.to_id, s.customer_id) AS id
		FROM community g
		JOIN community_stay s ON s.community_id = g.id
		LEFT JOIN community_entrance e ON e.id = s.entrance_id
		LEFT JOIN community_breach b ON b.community_id = s.community_id AND b.customer_id = s.customer_id AND b.joined_at = s.joined_at AND b.state = 'open'
		LEFT JOIN customer_alias a ON a.from_id = s.customer_id
		WHERE `+c.SQL()+`
		ORDER BY 1`, c.Args()...)
}

func computeCosts(ctx context.Context, in *input) (*result, error) {
	lines, err := in.costLines(ctx)
	if err != nil {
		return nil, err
	}
	people, err := in.newCustomers(ctx)
	if err != nil {
		return nil, err
	}
	fit, err := in.fitMembers(ctx)
	if err != nil {
		return nil, err
	}
	l, err := in.ledger(ctx)
	if err != nil {
		return nil, err
	}
	a := Answer{
		Values: []Value{costValue(lines, GroupAd, int64(len(people)), Words{"没有新客", "no new customers"}),
			costValue(lines, GroupSearch, int64(len(fit)), Words{"没有经过门槛进群的人", "nobody came past a gate"}),
			costValue(lines, GroupExchange, l.Orders, Words{"没有有效订单", "no kept orders"})},
		Denominators: []Denominator{
			{"new", Words{"新客", "new customers"}, Count, int64(len(people)), RowsRef{Set: "new"}},
			{"fit", Words{"合适的成员", "fit members"}, Count, int64(len(fit)), RowsRef{Set: "fit"}},
			{"orders", Words{"有效订单（含买家未知的）", "kept orders, of unknown buyers too"}, Count, l.Orders, RowsRef{}}},
		LeftOut: unknownKinds(lines, func(s CostSort) bool { return s.Group != GroupOther }),
		Tables:  []Table{componentTable(lines, func(s CostSort) bool { return s.Group != GroupOther })},
	}
	for _, g := range []CostGroup{GroupAd, GroupSearch, GroupExchange} {
		a.Values = append(a.Values, Value{Name: string(g) + "_sum", Title: Words{g.title().Zh + "合计", g.title().En + ", all"}, Unit: Fen,
			Number: sumCosts(lines, func(l costLine) bool { return l.group() == g }), Rows: RowsRef{"costs." + string(g), "amount"}})
	}
	rows := func(set string) rowSet {
		switch {
		case strings.HasPrefix(set, "costs"):
			return costRows(lines, set)
		case set == "fit":
			return fitRows(fit)
		}
		return newRows(people, set)
	}
	return &result{answer: a, rows: rows}, nil
}

// costValue is one of the three costs, with what is missing in it; none says that there is nobody to divide by.
func costValue(lines []costLine, group CostGroup, of int64, none Words) Value {
	sum := sumCosts(lines, func(l costLine) bool { return l.group() == group })
	v := Value{Name: string(group), Title: group.title(), Unit: Fen, Number: cents(unitCost(sum, of)), Note: missing(lines, group)}
	switch {
	case sum == nil:
		v.Note = &Words{"没有录入，未知", "nothing entered, unknown"}
	case of == 0:
		v.Note = &none
	}
	return v
}

func fitRows(fit []customer.ID) rowSet {
	s := rowSet{permission: org.CustomerRead, columns: []Column{column("customer", "客户", "customer", Plain)}}
	for _, id := range fit {
		s.rows = append(s.rows, Row{id.String(), []Cell{plain(id.String())}})
	}
	return s
}
