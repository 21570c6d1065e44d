package insight

import (
	"context"
	"strconv"
)

// repurchaseMetric is INS-07: how many buyers come back, counted by orders and by order-days.
func repurchaseMetric() Metric {
	return Metric{
		Name: "repurchase", Title: Words{"有效复购率", "Effective repurchase"}, Unit: Share, Source: "INS-07", Version: 1,
		Formula: Words{
			"ERR = 期内有 ≥2 个下单日的客户 ÷ 有 ≥1 个下单日的客户；频次 = 下单天数 ÷ 客户数（同一天的多张订单算一次）；另列按订单数的读法",
			"ERR = customers with ≥2 order-days in the window ÷ customers with ≥1; frequency = order-days ÷ buyers (orders of one day are one); the reading by orders stands beside it",
		},
		Explain: Words{
			"只计有效订单：未取消、含商品行、未全额退款。自荐订单（用自己的邀请码下单）要等记录转介绍后才能剔除，目前未知。",
			"Only kept orders count: not cancelled, with a goods line, not refunded in full. Self-referral orders (under one's own code) can be excluded once referrals are recorded; until then they are unknown.",
		},
		Worked:  Words{"100 名买家、140 个下单日、25 人有两个以上 → ERR 25%，频次 1.4", "100 buyers, 140 order-days, 25 with two or more → ERR 25 %, frequency 1.4"},
		Reads:   []string{"commerce_buyer_day", "commerce_day", "customer_alias"},
		compute: computeRepurchase,
	}
}

// repurchase counts the buyers of a window.
type repurchase struct {
	buyers, byOrders, byDays, orderDays int
	orders                              int64
}

func repurchaseOf(people []person) repurchase {
	r := repurchase{buyers: len(people)}
	for _, p := range people {
		orders := p.orders()
		r.orders += orders
		r.orderDays += len(p.days)
		if orders >= 2 {
			r.byOrders++
		}
		if len(p.days) >= 2 {
			r.byDays++
		}
	}
	return r
}

func computeRepurchase(ctx context.Context, in *input) (*result, error) {
	people, err := in.people(ctx, in.window.From, in.window.To)
	if err != nil {
		return nil, err
	}
	l, err := in.ledger(ctx)
	if err != nil {
		return nil, err
	}
	r := repurchaseOf(people)
	_, _, amount := totals(people)
	a := Answer{
		Values: r.values(),
		Denominators: []Denominator{
			{"buyers", Words{"有效订单的客户", "customers with a kept order"}, Count, int64(r.buyers), RowsRef{Set: "buyers"}},
			{"orders", Words{"有效订单", "kept orders"}, Count, r.orders, RowsRef{"buyers", "orders"}},
			{"amount", Words{"净额", "net amount"}, Fen, int64(amount), RowsRef{"buyers", "amount"}},
		},
		LeftOut: append(l.leftOut(), LeftOut{"self_referral",
			Words{"自荐订单：尚未记录转介绍，数量未知", "self-referral orders: referrals are not recorded yet, number unknown"}, Count, nil}),
		Tables: []Table{repurchaseTable(people)},
	}
	rows := func(set string) rowSet {
		return buyerRows(people, func(p person) bool {
			return set == "buyers" || set == "repeat_orders" && p.orders() >= 2 || set == "repeat_days" && len(p.days) >= 2 ||
				set == timesSet(len(p.days))
		})
	}
	data := func(context.Context, *input) (any, error) { return r.data(), nil }
	return &result{answer: a, rows: rows, data: data}, nil
}

func (r repurchase) values() []Value {
	return []Value{
		{Name: "err_days", Title: Words{"有效复购率（按下单日）", "Effective repurchase rate (by order-day)"}, Unit: Share, Number: ratio(r.byDays, r.buyers)},
		{Name: "err_orders", Title: Words{"复购率（按订单）", "Repurchase rate (by order)"}, Unit: Share, Number: ratio(r.byOrders, r.buyers)},
		{Name: "frequency", Title: Words{"购买频次", "Purchase frequency"}, Unit: Number, Number: ratio(r.orderDays, r.buyers)},
		{Name: "buyers", Title: Words{"下单客户", "Buyers"}, Unit: Count, Number: whole(r.buyers), Rows: RowsRef{Set: "buyers"}},
		{Name: "repeat_days", Title: Words{"复购客户（按下单日）", "Repeat customers (by order-day)"}, Unit: Count, Number: whole(r.byDays), Rows: RowsRef{Set: "repeat_days"}},
		{Name: "repeat_orders", Title: Words{"复购客户（按订单）", "Repeat customers (by order)"}, Unit: Count, Number: whole(r.byOrders), Rows: RowsRef{Set: "repeat_orders"}},
		{Name: "order_days", Title: Words{"下单天数", "Order-days"}, Unit: Count, Number: whole(r.orderDays), Rows: RowsRef{"buyers", "order_days"}},
	}
}

// times spells n order-days; ten and more are one class.
func times(n int) string {
	if n >= 10 {
		return "10+"
	}
	return strconv.Itoa(n)
}

// timesSet names the people with n order-days.
func timesSet(n int) string { return times(n) + "-days" }

func repurchaseTable(people []person) Table {
	var buyers [11]int
	for _, p := range people {
		buyers[min(len(p.days), 10)]++
	}
	t := Table{Name: "times", Title: Words{"按下单天数分布", "Buyers by order-days"}, Columns: []Column{
		column("times", "下单天数", "order-days", Plain), column("buyers", "客户", "buyers", Count), column("share", "占比", "share", Share)}}
	for n := 1; n <= 10; n++ {
		t.Rows = append(t.Rows, []Cell{plain(times(n)), count(buyers[n], timesSet(n)), number(ratio(buyers[n], len(people)))})
	}
	return t
}

func (r repurchase) data() any {
	return struct {
		Buyers       int      `json:"buyers"`
		RepeatOrders int      `json:"repeat_by_orders"`
		RepeatDays   int      `json:"repeat_by_days"`
		Orders       int64    `json:"orders"`
		OrderDays    int      `json:"order_days"`
		RateOrders   *float64 `json:"err_by_orders"`
		RateDays     *float64 `json:"err_by_days"`
		Frequency    *float64 `json:"frequency"`
	}{r.buyers, r.byOrders, r.byDays, r.orders, r.orderDays, ratio(r.byOrders, r.buyers), ratio(r.byDays, r.buyers),
		ratio(r.orderDays, r.buyers)}
}
