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

// cacMetric is the acquisition side of INS-11: what a new customer costs, by channel, against what they turn out to be worth.
func cacMetric() Metric {
	return Metric{
		Name: "cac", Title: Words{"获客成本与 LTV:CAC", "Acquisition cost and LTV:CAC"}, Unit: Fen, Source: "INS-11", Version: 1,
		Formula: Words{
			"CAC = 获客费用 ÷ 新客；获客费用 = 广告 + 筛选 + 诱饵 + 奖励 + 补贴 + 红包 + 人工；新客 = 首张有效订单（全企业）在期内的客户；LTV = 这些客户迄今的净额（设了毛利率则为毛利）÷ 人数；LTV:CAC = LTV ÷ CAC",
			"CAC = acquisition cost ÷ new customers; acquisition cost = ads + screening + bait + rewards + subsidies + red packets + staff; new customers have their first kept order, in the whole company, in the window; LTV = their net amount to date (gross profit where a margin is set) ÷ their number; LTV:CAC = LTV ÷ CAC",
		},
		Explain: Words{
			"渠道是客户资料上的获客渠道，没有写的看其首单的渠道。只写了渠道的费用计入该渠道，没有写渠道的只计入合计。没有录入费用的渠道，获客成本是未知，不是 0。LTV 是历史值：期后还会增长，越新的客户越低估；预期价值见指标 ltv。",
			"The channel is the one on the customer's card, else that of the first order. A cost that names a channel counts there, any other only in the total. The acquisition cost of a channel without an entry is unknown, not 0. LTV is what was bought so far: it still grows, and is the lower the newer the customers are; for expected value see the metric ltv.",
		},
		Worked: Words{"渠道费用 3,000，新客 100 → CAC 30；他们迄今共付 12,000 → LTV 120，LTV:CAC = 4",
			"cost of a channel 3,000, 100 new customers → CAC 30; they paid 12,000 so far → LTV 120, LTV:CAC = 4"},
		Params: []Param{marginParam()}, Filters: []string{"channel"},
		Reads:   []string{"insight_cost", "commerce_spend", "commerce_order", "commerce_buyer_day", "commerce_day", "customer", "customer_alias"},
		Heavy:   true,
		compute: computeCAC,
	}
}

// newcomer is a customer whose first kept order lies in the window, with all they bought to date.
type newcomer struct {
	CustomerID customer.ID
	Channel    string
	Day        string
	Amount     money.Fen
}

// newCustomers reads the newcomers of the window whose card is in scope; what they bought is the whole company's.
func (in *input) newCustomers(ctx context.Context) ([]newcomer, error) {
	if in.window.Days == 0 {
		return nil, nil
	}
	c := in.scope("c.store_id", "c.staff_id").And("f.day >= $1 AND f.day <= $2", in.window.From, in.window.To)
	return all[newcomer](ctx, in, `
		SELECT c.id AS customer_id, c.channel, f.day, f.amount
		FROM (
			SELECT COALESCE(a.to_id, b.customer_id) AS customer_id, MIN(b.day) AS day, CAST(SUM(b.amount) AS BIGINT) AS amount
			FROM commerce_buyer_day b
			LEFT JOIN customer_alias a ON a.from_id = b.customer_id
			WHERE b.customer_id <> 0 AND b.orders > 0
			GROUP BY 1
		) f
		JOIN customer c ON c.id = f.customer_id
		WHERE `+c.SQL()+`
		ORDER BY c.id`, c.Args()...)
}

// orderChannels gives, of those who bought in the window, the channel of the first kept order in it that names one.
func (in *input) orderChannels(ctx context.Context) (map[customer.ID]string, error) {
	type row struct {
		CustomerID customer.ID
		Channel    string
	}
	out := map[customer.ID]string{}
	if in.window.Days == 0 {
		return out, nil
	}
	c := in.ordersOfWindow().And("o.channel <> ''")
	return out, each(ctx, in, func(r row) error {
		if out[r.CustomerID] == "" {
			out[r.CustomerID] = r.Channel
		}
		return nil
	}, `
		SELECT COALESCE(a.to_id, o.customer_id) AS customer_id, o.channel
		FROM commerce_order o
		LEFT JOIN customer_alias a ON a.from_id = o.customer_id
		WHERE `+c.SQL()+`
		ORDER BY o.at, o.id`, c.Args()...)
}

// newByChannel gives the newcomers with the channel that brought them: the one on their card, else that of their first order. Where
// a channel is asked for, the others are left out.
func (in *input) newByChannel(ctx context.Context) ([]newcomer, error) {
	people, err := in.newCustomers(ctx)
	if err != nil {
		return nil, err
	}
	channels, err := in.orderChannels(ctx)
	for i := range people {
		people[i].Channel = cmp.Or(people[i].Channel, channels[people[i].CustomerID])
	}
	return slices.DeleteFunc(people, func(n newcomer) bool { return in.channel != "" && n.Channel != in.channel }), err
}

// acquisition is what a channel, or all of them, cost and brought.
type acquisition struct {
	cost      *float64 // fen, nil unknown
	customers int
	worth     *float64 // fen of all of them to date, nil without any
}

// cac is fen per new customer; nil where the cost is unknown or there is no new customer.
func (a acquisition) cac() *float64 { return a.per(a.cost) }

// ltv is fen per new customer to date.
func (a acquisition) ltv() *float64 { return a.per(a.worth) }

func (a acquisition) per(sum *float64) *float64 {
	if sum == nil || a.customers == 0 {
		return nil
	}
	each := *sum / float64(a.customers)
	return &each
}

// ratio is LTV:CAC; nil where either is unknown, or the customers cost nothing.
func (a acquisition) ratio() *float64 { return over(a.ltv(), a.cac()) }

// acquired gathers those of a channel.
func acquired(p Params, lines []costLine, people []newcomer, cost func(costLine) bool, belongs func(newcomer) bool) acquisition {
	out := acquisition{cost: sumCosts(lines, func(l costLine) bool { return l.acquires() && cost(l) })}
	sum := money.Fen(0)
	for _, n := range people {
		if belongs(n) {
			out.customers++
			sum += n.Amount
		}
	}
	if out.customers > 0 {
		worth := float64(sum)
		if profit := p.profitOf(worth); profit != nil {
			worth = *profit
		}
		out.worth = &worth
	}
	return out
}

func everyNewcomer(newcomer) bool { return true }

// cents rounds fen half up, as money is shown.
func cents(f *float64) *float64 {
	if f == nil {
		return nil
	}
	r := math.Floor(*f + 0.5)
	return &r
}

func computeCAC(ctx context.Context, in *input) (*result, error) {
	lines, err := in.costLines(ctx)
	if err != nil {
		return nil, err
	}
	people, err := in.newByChannel(ctx)
	if err != nil {
		return nil, err
	}
	total := acquired(in.params, lines, people, everyLine, everyNewcomer)
	a := Answer{
		Values: total.values(in.params),
		Denominators: []Denominator{
			{"new", Words{"新客", "new customers"}, Count, int64(total.customers), RowsRef{Set: "new"}},
			{"entries", Words{"获客费用笔数", "acquisition costs counted"}, Count, int64(countLines(lines, costLine.acquires)), RowsRef{Set: "costs+acquire"}}},
		LeftOut: append(unknownKinds(lines, CostSort.acquires),
			LeftOut{"channel_unknown", Words{"渠道未知的新客：只计入合计", "new customers whose channel is unknown: only in the total"}, Count,
				known(int64(countNew(people, func(n newcomer) bool { return n.Channel == "" })))}),
		Tables: []Table{cacTable(in.params, lines, people), componentTable(lines, CostSort.acquires)},
	}
	rows := func(set string) rowSet {
		if strings.HasPrefix(set, "costs") {
			return costRows(lines, set)
		}
		return newRows(people, set)
	}
	return &result{answer: a, rows: rows}, nil
}

func countLines(lines []costLine, belongs func(costLine) bool) int {
	n := 0
	for _, l := range lines {
		if belongs(l) {
			n++
		}
	}
	return n
}

func countNew(people []newcomer, belongs func(newcomer) bool) int {
	return acquired(Params{}, nil, people, everyLine, belongs).customers
}

func (a acquisition) values(p Params) []Value {
	cac := Value{Name: "cac", Title: Words{"获客成本 CAC", "Acquisition cost (CAC)"}, Unit: Fen, Number: cents(a.cac())}
	if a.cost == nil {
		cac.Note = &Words{"期内没有录入任何获客费用", "no acquisition cost was entered for these days"}
	}
	ltv := Value{Name: "ltv", Title: Words{"新客迄今价值 LTV", "Worth of new customers to date (LTV)"}, Unit: Fen, Number: cents(a.ltv()),
		Note: &Words{"净额，毛利率未设", "net amount, the margin is not set"}}
	if p.option("margin") > 0 {
		ltv.Note = &Words{"毛利", "gross profit"}
	}
	return []Value{cac,
		{Name: "ltv_cac", Title: Words{"价值÷获客成本（LTV:CAC）", "Worth to cost (LTV:CAC)"}, Unit: Number, Number: a.ratio()}, ltv,
		{Name: "cost", Title: Words{"获客费用", "Acquisition cost, all"}, Unit: Fen, Number: a.cost, Rows: RowsRef{"costs+acquire", "amount"}},
		{Name: "new", Title: Words{"新客", "New customers"}, Unit: Count, Number: whole(a.customers), Rows: RowsRef{Set: "new"}}}
}

func cacTable(p Params, lines []costLine, people []newcomer) Table {
	t := Table{Name: "channels", Title: Words{"按渠道", "By channel"}, Columns: []Column{
		column("channel", "渠道", "channel", Plain), column("new", "新客", "new customers", Count), column("cost", "获客费用", "acquisition cost", Fen),
		column("cac", "获客成本", "CAC", Fen), column("ltv", "LTV（迄今）", "LTV to date", Fen), column("ratio", "价值÷成本", "LTV:CAC", Number)}}
	for _, name := range acquiringChannels(lines, people) {
		mine := acquired(p, lines, people, func(l costLine) bool { return name != "" && l.channel == name }, func(n newcomer) bool { return n.Channel == name })
		t.Rows = append(t.Rows, []Cell{channelCell(name), count(mine.customers, "new@"+name), number(mine.cost), number(cents(mine.cac())),
			number(cents(mine.ltv())), number(mine.ratio())})
	}
	return t
}

func acquiringChannels(lines []costLine, people []newcomer) []string {
	names := map[string]bool{}
	for _, l := range lines {
		if l.channel != "" && l.acquires() {
			names[l.channel] = true
		}
	}
	for _, n := range people {
		names[n.Channel] = true
	}
	return sortedKeys(names)
}

// newRows lists "new" or "new@CHANNEL".
func newRows(people []newcomer, set string) rowSet {
	s := rowSet{permission: org.CustomerRead, columns: []Column{column("customer", "客户", "customer", Plain), column("channel", "渠道", "channel", Plain),
		column("day", "首单日", "first order", Plain), column("amount", "迄今净额", "net amount to date", Fen)}}
	_, channel, one := strings.Cut(set, "@")
	for _, n := range people {
		if !one || n.Channel == channel {
			s.rows = append(s.rows, Row{n.CustomerID.String(), []Cell{plain(n.CustomerID.String()), channelCell(n.Channel), plain(n.Day), fenCell(n.Amount)}})
		}
	}
	return s
}
