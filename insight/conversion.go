package insight

import (
	"context"
	"strings"

	"qunli/customer"
	"qunli/kit/money"
	"qunli/org"
)

// conversionMetric is INS-04: how many of a community's people its guidance made buy.
func conversionMetric() Metric {
	return Metric{
		Name: "conversion", Title: Words{"社群转化率", "Conversion in communities"}, Unit: Share, Source: "INS-04", Version: 1,
		Formula: Words{
			"成员转化率 = 期内有社群引导订单的群成员（去重）÷ 期内群成员；触达转化率 = 同一分子 ÷ 期内被触达的群成员；人带人 = 被引荐新客的引导订单 ÷ 引导订单",
			"conversion of members = distinct members with an order guided by the community in the window ÷ members in the window; of the exposed = the same ÷ members exposed in it; people bring people = guided orders of referred newcomers ÷ guided orders",
		},
		Explain: Words{
			"引导订单：订单上写明社群（协助成交或群口令），或买家在下单前 7 天内点过该群的链接、扫过该群的码（多个群取最近一次）；自己去商城下的单不算。群成员指期内任何时候在群的人；触达指期内在该群有过触点（浏览、点击等）或引导订单。新客指首张有效订单在期内、且引荐在下单当时或之前的买家。转化低而点击高时提示优化购买路径。",
			"A guided order names the community (assisted, or by the group's code), or its buyer followed a link or scanned a code of the community in the 7 days before (the last one, where there are several); orders placed on one's own are none. Members were there at any time in the window; exposed are those with a touch in the community (a view, a click) or a guided order. A newcomer's first kept order lies in the window, with the bond at or before the order. Where conversion is low and clicks are many, look at the path to buy.",
		},
		Worked: Words{"200 名成员，80 人被触达，24 人有引导订单 → 12% 与 30%；40 单中 6 单来自被引荐的新客 → 15%",
			"200 members, 80 exposed, 24 guided buyers → 12 % and 30 %; 6 of 40 orders by referred newcomers → 15 %"},
		Params: []Param{
			{Name: "guided_days", Default: "7", Max: 365, Explain: Words{"点击后几天内的订单算引导", "an order within so many days of a click is guided"}},
			{Name: "low", Default: "0.1", Max: 1, Explain: Words{"低于此转化率（触达口径）算低", "conversion of the exposed below this is low"}},
			{Name: "clicks", Default: "0.3", Max: 1, Explain: Words{"触达者中点击过的占比高于此算高", "clicked among the exposed above this is high"}},
		},
		Filters: []string{"community"},
		Reads: []string{"community", "community_stay", "customer_touch", "commerce_order", "commerce_buyer_day", "referral_node", "customer_alias",
			"community_day", "conversation_day", "commerce_day"},
		Heavy:   true,
		compute: computeConversion,
		span:    exchangeSpan,
	}
}

// exchangeSpan is the first and the last day with orders in scope, or with anything in its communities.
func exchangeSpan(ctx context.Context, in *input) (edges, error) {
	groups, err := groupSpan(ctx, in)
	if err != nil || in.community != 0 {
		return groups, err
	}
	orders, err := orderSpan(ctx, in)
	return groups.with(orders), err
}

func computeConversion(ctx context.Context, in *input) (*result, error) {
	x, err := in.exchange(ctx)
	if err != nil {
		return nil, err
	}
	r := x.all
	a := Answer{
		Values: conversionValues(in.params, r),
		Denominators: []Denominator{
			{"members", Words{"期内群成员（去重）", "members in the window, distinct"}, Count, int64(len(r.members)), RowsRef{Set: "members"}},
			{"exposed", Words{"期内被触达的群成员", "members exposed in the window"}, Count, int64(len(r.exposed)), RowsRef{Set: "exposed"}},
			{"orders", Words{"群成员的引导订单", "guided orders of members"}, Count, int64(r.orders), RowsRef{Set: "orders"}}},
		LeftOut: []LeftOut{
			{"outsiders", Words{"引导订单的买家期内不在该群", "guided orders of people who were not in the community"}, Count, known(int64(r.outsider))},
			{"unmatched", Words{"引导订单的买家未知", "guided orders of nobody known"}, Count, known(int64(x.unknown))},
			{"unseen", Words{"渠道不告诉我们的浏览：未知，触达人数因此偏少", "views that no channel tells of: unknown, so the exposed are too few"}, Count, nil}},
		Tables: []Table{conversionTable(in.params, x)},
	}
	return &result{answer: a, rows: func(set string) rowSet { return x.rows(set) }}, nil
}

func conversionValues(p Params, r *reach) []Value {
	values := []Value{
		{Name: "conv_members", Title: Words{"成员转化率", "Conversion of members"}, Unit: Share, Number: r.convMembers()},
		{Name: "conv_exposed", Title: Words{"触达转化率", "Conversion of the exposed"}, Unit: Share, Number: r.convExposed(), Note: r.hint(p)},
		{Name: "people_bring_people", Title: Words{"人带人", "People bring people"}, Unit: Share, Number: ratio(r.brought, r.orders)},
		{Name: "ever", Title: Words{"曾经转化的成员占比", "Members ever converted"}, Unit: Share, Number: ratio(len(r.ever), len(r.members))},
		{Name: "buyers", Title: Words{"有引导订单的成员", "Members with a guided order"}, Unit: Count, Number: whole(len(r.buyers)), Rows: RowsRef{Set: "buyers"}},
		{Name: "brought_orders", Title: Words{"被引荐新客的引导订单", "Guided orders of referred newcomers"}, Unit: Count, Number: whole(r.brought), Rows: RowsRef{Set: "brought"}},
		{Name: "amount", Title: Words{"引导订单净额", "Net amount of guided orders"}, Unit: Fen, Number: whole(r.amount), Rows: RowsRef{"orders", "amount"}},
	}
	return values
}

// hint says what to look at where people click and do not buy.
func (r *reach) hint(p Params) *Words {
	conv, clicked := r.convExposed(), ratio(len(r.clicked), len(r.exposed))
	if conv == nil || *conv >= p.option("low") || *clicked <= p.option("clicks") {
		return nil
	}
	return &Words{"点击多而成交少：优化购买路径", "many clicks, few orders: look at the path to buy"}
}

func conversionTable(p Params, x exchange) Table {
	t := Table{Name: "communities", Title: Words{"按社群", "By community"}, Columns: []Column{
		column("community", "社群", "community", Plain), column("members", "成员", "members", Count), column("exposed", "触达", "exposed", Count),
		column("buyers", "引导成交", "guided buyers", Count), column("conv_members", "成员转化率", "conversion of members", Share),
		column("conv_exposed", "触达转化率", "conversion of the exposed", Share), column("orders", "引导订单", "guided orders", Count),
		column("brought", "新客带来", "by newcomers", Count), column("hint", "提示", "hint", Plain)}}
	for _, g := range x.groups {
		r := x.of[g.ID]
		hint := Cell{}
		if h := r.hint(p); h != nil {
			hint = label(*h)
		}
		t.Rows = append(t.Rows, []Cell{g.cell(), count(len(r.members), reachSet("members", g.ID)), count(len(r.exposed), reachSet("exposed", g.ID)),
			count(len(r.buyers), reachSet("buyers", g.ID)), number(r.convMembers()), number(r.convExposed()), count(r.orders, reachSet("orders", g.ID)),
			count(r.brought, reachSet("brought", g.ID)), hint})
	}
	return t
}

// rows lists members, exposed, buyers (people), orders, brought (orders), of all communities or WHAT@COMMUNITY.
func (x exchange) rows(set string) rowSet {
	what, name, one := strings.Cut(set, "@")
	r := x.all
	for _, g := range x.groups {
		if one && g.ID.String() == name {
			r = x.of[g.ID]
		}
	}
	switch what {
	case "members":
		return peopleRows(r.members)
	case "exposed":
		return peopleRows(r.exposed)
	case "buyers":
		return peopleRows(r.buyers)
	}
	s := rowSet{permission: org.OrderRead, columns: []Column{column("order", "订单", "order", Plain), column("customer", "客户", "customer", Plain),
		column("community", "社群", "community", Plain), column("day", "日期", "day", Plain), column("amount", "净额", "net amount", Fen)}}
	for _, o := range x.orders {
		if o.member && o.inWindow && (!one || o.community.String() == name) && (what == "orders" || o.newcomer) {
			s.rows = append(s.rows, Row{o.id.String(), []Cell{plain(o.id.String()), plain(o.buyer.String()), plain(o.community.String()), plain(o.day), number(whole(money.Fen(o.amount)))}})
		}
	}
	return s
}

// peopleRows lists people by id.
func peopleRows(set map[customer.ID]bool) rowSet {
	s := rowSet{permission: org.CustomerRead, columns: []Column{column("customer", "客户", "customer", Plain)}}
	for _, id := range sortedPeople(set) {
		s.rows = append(s.rows, Row{id.String(), []Cell{plain(id.String())}})
	}
	return s
}
