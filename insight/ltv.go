package insight

import (
	"context"
	"math"

	"qunli/kit/money"
)

// ltvMetric is CUS-10: what a customer is worth over a lifetime (核心价值①), past and expected apart.
func ltvMetric() Metric {
	return Metric{
		Name: "ltv", Title: Words{"核心价值① 终身价值", "Core value ① lifetime value"}, Unit: Fen, Source: "CUS-10", Version: 1,
		Formula: Words{
			"历史 = 净额 ÷ 客户数；预期 = 每期订单数 × 客单价 × 预期寿命（期）；寿命 = 1 ÷ (1 − r)，上限 10 期；r = 相邻两个完整周期中前一期活跃者在后一期仍活跃的占比",
			"historical = net amount ÷ customers; projected = orders per period × average order × expected lifespan (periods); lifespan = 1 ÷ (1 − r), at most 10; r = share of those active in one whole period who are active in the next",
		},
		Explain: Words{
			"预期部分只用窗口内完整的周期；首尾不完整的周期不计。每期订单数 = 订单 ÷ 活跃客户期数。三个杠杆：提高频次、优化客单、延长生命周期；推演为每个杠杆 +10%。未计毛利（尚无成本数据）。历史与预期分开显示，不相加。",
			"The projection uses only whole periods inside the window; cut ones at its ends are left out. Orders per period = orders ÷ active customer-periods. Three levers: frequency, average order, lifespan; the what-if adds 10 % to each. Margin is not applied (costs are not recorded). Past and projection stand apart and are not added up.",
		},
		Params: []Param{{Name: "by", Choices: []string{"month", "quarter", "year"},
			Explain: Words{"周期：month 月、quarter 季、year 年", "the period: month, quarter or year"}},
			{Name: "periods", Default: "10", Min: 1, Max: 100, Explain: Words{"预期寿命至多几期", "expected lifespan at most, in periods"}}},
		Worked: Words{"每年 4 单 × 150 元 × 3 年 = 1,800 元；三个杠杆各 +10% → 2,395.80 元；r = 2/3 → 3 年",
			"4 orders a year × 150 × 3 years = 1,800; 10 % more on each lever → 2,395.80; r = 2/3 → 3 years"},
		Reads:   []string{"commerce_buyer_day", "commerce_day", "customer_alias"},
		compute: computeLTV,
	}
}

// levers are the three factors of the projection. Average is in fen.
type levers struct {
	frequency, average, lifespan float64
}

// value multiplies the levers and rounds half up to the fen.
func (l levers) value() money.Fen {
	return money.Fen(math.Floor(l.frequency*l.average*l.lifespan + 0.5 + 1e-9))
}

// lifespan gives the expected number of periods at retention r, at most longest.
func lifespan(r, longest float64) float64 {
	if r >= 1-1/longest {
		return longest
	}
	return 1 / (1 - r)
}

// whatIf raises each lever by 10 %, and all of them.
func (l levers) whatIf() (frequency, average, lifespan, together money.Fen) {
	const up = 1.1
	return levers{l.frequency * up, l.average, l.lifespan}.value(), levers{l.frequency, l.average * up, l.lifespan}.value(),
		levers{l.frequency, l.average, l.lifespan * up}.value(),
		levers{l.frequency * up, l.average * up, l.lifespan * up}.value()
}

// period numbers the period of months (1, 3 or 12) that a day lies in.
func (d day) period(months int) int { return int(d.month()) / months }

func periodMonths(by string) int {
	switch by {
	case "year":
		return 12
	case "quarter":
		return 3
	}
	return 1
}

// wholePeriods gives the first and last period that lie wholly in from…to; last < first when none does.
func wholePeriods(from, to day, months int) (first, last int) {
	first, last = from.period(months), to.period(months)
	if month(first*months).first() < from {
		first++
	}
	if month((last+1)*months).first()-1 > to {
		last--
	}
	return first, last
}

// activity is what whole periods say of a population.
type activity struct {
	periods      int
	orders       int64
	amount       money.Fen
	active       int // customer-periods with an order
	of, retained int // customer-periods that have a next one, and those active again in it
}

func activityOf(people []person, from, to day, months int) activity {
	first, last := wholePeriods(from, to, months)
	a := activity{periods: max(last-first+1, 0)}
	for _, p := range people {
		before := math.MinInt
		for _, d := range p.days {
			n := d.day.period(months)
			if n < first || n > last {
				continue
			}
			a.orders += d.orders
			a.amount += d.amount
			if n == before {
				continue
			}
			a.active++
			if n < last {
				a.of++
			}
			if n == before+1 {
				a.retained++
			}
			before = n
		}
	}
	return a
}

// levers gives the factors of the projection; ok is false when the periods cannot tell.
func (a activity) levers(longest float64) (l levers, ok bool) {
	if a.of == 0 || a.orders == 0 {
		return l, false
	}
	return levers{float64(a.orders) / float64(a.active), float64(a.amount) / float64(a.orders),
		lifespan(float64(a.retained)/float64(a.of), longest)}, true
}

func computeLTV(ctx context.Context, in *input) (*result, error) {
	people, err := in.people(ctx, in.window.From, in.window.To)
	if err != nil {
		return nil, err
	}
	l, err := in.ledger(ctx)
	if err != nil {
		return nil, err
	}
	from, to := in.window.days()
	act := activityOf(people, from, to, periodMonths(in.params.By))
	_, _, amount := totals(people)
	a := Answer{
		Values: ltvValues(people, act, in.params.option("periods")),
		Denominators: []Denominator{
			{"buyers", Words{"有效订单的客户", "customers with a kept order"}, Count, int64(len(people)), RowsRef{Set: "buyers"}},
			{"amount", Words{"净额", "net amount"}, Fen, int64(amount), RowsRef{"buyers", "amount"}},
			{"periods", Words{"完整周期", "whole periods"}, Count, int64(act.periods), RowsRef{}},
			{"active", Words{"活跃客户期数", "active customer-periods"}, Count, int64(act.active), RowsRef{}},
			{"retention_of", Words{"有下一期可看的活跃客户期数", "active customer-periods with a next one"}, Count, int64(act.of), RowsRef{}},
		},
		LeftOut: append(l.leftOut(), LeftOut{"margin", Words{"毛利：尚无成本数据，未知", "margin: costs are not recorded, unknown"}, Share, nil}),
		Tables:  ltvTables(act, in.params.option("periods")),
	}
	return &result{answer: a, rows: func(string) rowSet { return buyerRows(people, func(person) bool { return true }) }}, nil
}

func ltvValues(people []person, act activity, longest float64) []Value {
	_, _, amount := totals(people)
	values := []Value{
		{Name: "historical", Title: Words{"历史价值（每客户）", "Historical value per customer"}, Unit: Fen},
		{Name: "projected", Title: Words{"预期价值（每客户）", "Projected value per customer"}, Unit: Fen,
			Note: &Words{"窗口内没有两个相邻的完整周期，无法推算", "no two whole periods in a row inside the window"}},
		{Name: "retention", Title: Words{"每期留存 r", "Retention per period r"}, Unit: Share, Number: ratio(act.retained, act.of)},
	}
	if n := len(people); n > 0 {
		values[0].Number = whole(money.Fen(math.Floor(float64(amount)/float64(n) + 0.5)))
	}
	if l, ok := act.levers(longest); ok {
		values[1].Number, values[1].Note = whole(l.value()), nil
	}
	return values
}

func ltvTables(act activity, longest float64) []Table {
	l, ok := act.levers(longest)
	if !ok {
		return []Table{}
	}
	frequency, average, life, together := l.whatIf()
	row := func(zh, en string, now Cell, value money.Fen) []Cell {
		return []Cell{label(Words{zh, en}), now, fenCell(value), number(ratio(value-l.value(), l.value()))}
	}
	fen := money.Fen(math.Floor(l.average + 0.5))
	return []Table{{Name: "levers", Title: Words{"三个杠杆：各 +10% 会怎样", "Three levers: what if each rose by 10 %"}, Columns: []Column{
		column("lever", "杠杆", "lever", Plain), column("now", "现在", "now", Plain),
		column("value", "推演价值", "value then", Fen), column("change", "变化", "change", Share)},
		Rows: [][]Cell{
			row("参与购置频次（每期订单数）", "orders per period", plain(twoDigits(l.frequency)), frequency),
			row("优化客单（客单价）", "average order", plain(fen.Format()), average),
			row("延伸生命周期（期）", "lifespan (periods)", plain(twoDigits(l.lifespan)), life),
			row("三者同时", "all three", Cell{}, together)}}}
}
