package insight

import (
	"context"
	"fmt"

	"qunli/customer"
	"qunli/kit/money"
	"qunli/org"
)

// rfmMetric is CUS-17: the default tiering by recency, frequency and money, with a heuristic for churn.
func rfmMetric() Metric {
	return Metric{
		Name: "rfm", Title: Words{"RFM 分层", "RFM tiers"}, Unit: Days, Source: "CUS-17", Version: 1,
		Formula: Words{
			"R = 快照日（末日次日）− 末单日；F = 有效订单数；M = 净额；五分位 = 1 + ⌊5 × 严格更差人数 ÷ 总人数⌋；高 = 3 分及以上；流失赔率 = R ÷ 本人平均下单间隔",
			"R = snapshot (the day after the last) − last order day; F = kept orders; M = net amount; quintile = 1 + ⌊5 × strictly worse ÷ all⌋; high = 3 and above; churn odds = R ÷ own mean gap",
		},
		Explain: Words{
			"中位数取上中位数（排序后第 ⌊n/2⌋ 个，从 0 数）。同值同分。流失赔率是经验法则而非预测：只有一个下单日的客户用全体平均间隔的上中位数；概率 = 赔率 ÷（1 + 赔率）。",
			"Medians are upper medians (sorted[⌊n/2⌋], from 0). Equal values score equally. Churn odds are a rule of thumb, not a prediction: a customer with a single order-day gets the upper median gap of the others; probability = odds ÷ (1 + odds).",
		},
		Worked: Words{"下单间隔 10 天和 10 天、距末单 10 天 → 流失赔率 1.0；间隔 4 天、距末单 26 天 → 6.5；数值 1、2、3、4、5 → 五分位 1、2、3、4、5",
			"gaps of 10 and 10 days, 10 days since the last order → churn odds 1.0; a gap of 4 and 26 days since → 6.5; values 1, 2, 3, 4, 5 → quintiles 1, 2, 3, 4, 5"},
		Reads:   []string{"commerce_buyer_day", "commerce_day", "customer_alias", "customer_identity"},
		compute: computeRFM,
	}
}

// rfm is the standing of one buyer.
type rfm struct {
	person
	recency int // days from the snapshot back to the last order
	orders  int64
	amount  money.Fen
	r, f, m int     // quintiles, 5 best
	odds    float64 // of having left, to 1
}

// tier numbers the eight tiers: bit 2 recency high, bit 1 frequency high, bit 0 money high.
func (x rfm) tier() int {
	t := 0
	for _, score := range []int{x.r, x.f, x.m} {
		t *= 2
		if score >= 3 {
			t++
		}
	}
	return t
}

// tiers are named from the best down, by the number tier gives.
func tiers() []struct {
	number int
	name   string
	title  Words
} {
	return []struct {
		number int
		name   string
		title  Words
	}{
		{7, "champion", Words{"重要价值客户", "Champions"}},
		{3, "win-back", Words{"重要保持客户", "Must keep: used to buy often and much"}},
		{5, "promising", Words{"重要发展客户", "Promising: recent, large, seldom"}},
		{1, "rescue", Words{"重要挽留客户", "Rescue: large, seldom, long ago"}},
		{6, "steady", Words{"一般价值客户", "Steady: recent, frequent, small"}},
		{2, "fading", Words{"一般保持客户", "Fading: frequent, small, long ago"}},
		{4, "new", Words{"一般发展客户", "New or light: recent, seldom, small"}},
		{0, "sleeping", Words{"一般挽留客户", "Sleeping"}},
	}
}

// churnBands cut the churn odds.
func churnBands() []struct {
	name  string
	below float64
	title Words
} {
	return []struct {
		name  string
		below float64
		title Words
	}{
		{"churn-low", 1, Words{"低：未到平均间隔", "low: within the mean gap"}},
		{"churn-medium", 2, Words{"中：1–2 个间隔", "medium: 1–2 gaps"}},
		{"churn-high", 3, Words{"高：2–3 个间隔", "high: 2–3 gaps"}},
		{"churn-lost", 1e18, Words{"可能已流失：3 个间隔以上", "probably lost: 3 gaps and more"}},
	}
}

func churnBand(odds float64) string {
	for _, b := range churnBands() {
		if odds < b.below {
			return b.name
		}
	}
	return "churn-lost"
}

// standings ranks the buyers as seen on the snapshot day.
func standings(people []person, snapshot day) []rfm {
	out := make([]rfm, len(people))
	recency, orders, amount := make([]int, len(people)), make([]int64, len(people)), make([]int64, len(people))
	for i, p := range people {
		recency[i], orders[i], amount[i] = int(snapshot-p.last()), p.orders(), int64(p.amount())
		out[i] = rfm{person: p, recency: recency[i], orders: orders[i], amount: p.amount()}
	}
	r, f, m := scores(recency, false), scores(orders, true), scores(amount, true)
	common := commonGap(people)
	for i := range out {
		out[i].r, out[i].f, out[i].m = r[i], f[i], m[i]
		gap := common
		if own, ok := meanGap(people[i]); ok {
			gap = own
		}
		if gap > 0 {
			out[i].odds = float64(recency[i]) / gap
		}
	}
	return out
}

// meanGap gives the mean days between a person's order-days; ok is false for a single one.
func meanGap(p person) (float64, bool) {
	if len(p.days) < 2 {
		return 0, false
	}
	return float64(p.last()-p.first()) / float64(len(p.days)-1), true
}

func commonGap(people []person) float64 {
	var gaps []float64
	for _, p := range people {
		if g, ok := meanGap(p); ok {
			gaps = append(gaps, g)
		}
	}
	gap, _ := upperMedian(gaps)
	return gap
}

// rfmMedians gives the upper medians of recency, frequency and money; ok is false without buyers.
func rfmMedians(list []rfm) (recency int, orders int64, amount money.Fen, ok bool) {
	r, f, m := make([]int, len(list)), make([]int64, len(list)), make([]money.Fen, len(list))
	for i, x := range list {
		r[i], f[i], m[i] = x.recency, x.orders, x.amount
	}
	recency, ok = upperMedian(r)
	orders, _ = upperMedian(f)
	amount, _ = upperMedian(m)
	return recency, orders, amount, ok
}

func computeRFM(ctx context.Context, in *input) (*result, error) {
	people, err := in.people(ctx, in.window.From, in.window.To)
	if err != nil {
		return nil, err
	}
	l, err := in.ledger(ctx)
	if err != nil {
		return nil, err
	}
	_, to := in.window.days()
	list := standings(people, to+1)
	orders, _, amount := totals(people)
	a := Answer{
		Values: rfmValues(list),
		Denominators: []Denominator{
			{"buyers", Words{"有效订单的客户", "customers with a kept order"}, Count, int64(len(people)), RowsRef{Set: "customers"}},
			{"orders", Words{"有效订单", "kept orders"}, Count, orders, RowsRef{"customers", "frequency"}},
			{"amount", Words{"净额", "net amount"}, Fen, int64(amount), RowsRef{"customers", "monetary"}},
		},
		LeftOut: l.leftOut(),
		Tables:  []Table{tierTable(list), rfmGrid(list), churnTable(list)},
	}
	return &result{answer: a,
		rows: func(set string) rowSet { return rfmRows(list, set) },
		data: func(ctx context.Context, in *input) (any, error) { return rfmData(ctx, in, list) }}, nil
}

func rfmValues(list []rfm) []Value {
	r, f, m, ok := rfmMedians(list)
	values := []Value{
		{Name: "customers", Title: Words{"客户数", "Customers"}, Unit: Count, Number: whole(len(list)), Rows: RowsRef{Set: "customers"}},
		{Name: "median_recency", Title: Words{"R 中位数", "Median recency"}, Unit: Days},
		{Name: "median_frequency", Title: Words{"F 中位数", "Median frequency"}, Unit: Count},
		{Name: "median_monetary", Title: Words{"M 中位数", "Median monetary"}, Unit: Fen},
	}
	if ok {
		values[1].Number, values[2].Number, values[3].Number = whole(r), whole(f), whole(m)
	}
	return values
}

func tierTable(list []rfm) Table {
	var people [8]int
	var amount [8]money.Fen
	total := money.Fen(0)
	for _, x := range list {
		people[x.tier()]++
		amount[x.tier()] += x.amount
		total += x.amount
	}
	t := Table{Name: "tiers", Title: Words{"客户分层", "Tiers"}, Columns: []Column{
		column("tier", "层级", "tier", Plain), column("customers", "客户", "customers", Count),
		column("share", "占比", "share", Share), column("amount", "净额", "amount", Fen),
		column("amount_share", "净额占比", "share of amount", Share)}}
	for _, tier := range tiers() {
		n := people[tier.number]
		t.Rows = append(t.Rows, []Cell{label(tier.title), count(n, "tier-"+tier.name), number(ratio(n, len(list))),
			fenCell(amount[tier.number]), number(ratio(amount[tier.number], total))})
	}
	return t
}

func gridSet(r, f int) string { return fmt.Sprintf("r%df%d", r, f) }

func rfmGrid(list []rfm) Table {
	var cells [6][6]int
	for _, x := range list {
		cells[x.r][x.f]++
	}
	t := Table{Name: "grid", Heat: true, Title: Words{"R×F 人数", "Customers by R and F"},
		Columns: []Column{column("r", "近度＼频次", "recency \\ frequency", Plain)}}
	for f := 1; f <= 5; f++ {
		t.Columns = append(t.Columns, column(fmt.Sprintf("f%d", f), fmt.Sprintf("F%d", f), fmt.Sprintf("F%d", f), Count))
	}
	for r := 5; r >= 1; r-- {
		row := []Cell{plain(fmt.Sprintf("R%d", r))}
		for f := 1; f <= 5; f++ {
			row = append(row, count(cells[r][f], gridSet(r, f)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func churnTable(list []rfm) Table {
	people := map[string]int{}
	for _, x := range list {
		people[churnBand(x.odds)]++
	}
	t := Table{Name: "churn", Title: Words{"流失赔率（经验法则）", "Churn odds (rule of thumb)"}, Columns: []Column{
		column("band", "档", "band", Plain), column("customers", "客户", "customers", Count),
		column("share", "占比", "share", Share)}}
	for _, b := range churnBands() {
		n := people[b.name]
		t.Rows = append(t.Rows, []Cell{label(b.title), count(n, b.name), number(ratio(n, len(list)))})
	}
	return t
}

func (x rfm) belongs(set string) bool {
	switch set {
	case "customers", gridSet(x.r, x.f), churnBand(x.odds):
		return true
	}
	for _, t := range tiers() {
		if t.number == x.tier() {
			return set == "tier-"+t.name
		}
	}
	return false
}

func rfmRows(list []rfm, set string) rowSet {
	s := rowSet{permission: org.CustomerRead, columns: []Column{
		column("customer", "客户", "customer", Plain), column("recency", "距今天数 R", "recency", Days),
		column("frequency", "有效订单 F", "frequency", Count), column("monetary", "净额 M", "monetary", Fen),
		column("scores", "RFM 分", "scores", Plain), column("odds", "流失赔率", "churn odds", Number)}}
	for _, x := range list {
		if x.belongs(set) {
			s.rows = append(s.rows, Row{x.id.String(), []Cell{plain(x.id.String()), number(whole(x.recency)),
				number(whole(x.orders)), fenCell(x.amount), plain(fmt.Sprintf("%d%d%d", x.r, x.f, x.m)), number(&x.odds)}})
		}
	}
	return s
}

type rfmCustomer struct {
	Customer  string      `json:"customer"` // account in the shop they came from, or the id
	ID        customer.ID `json:"id"`
	Recency   int         `json:"recency"`
	Frequency int64       `json:"frequency"`
	Monetary  money.Fen   `json:"monetary"` // fen
}

type rfmJSON struct {
	Customers []rfmCustomer `json:"customers"`
	Median    []int64       `json:"median"` // recency in days, frequency, monetary in fen; empty without buyers
}

func rfmData(ctx context.Context, in *input, list []rfm) (any, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return nil, err
	}
	names, err := in.accounts(ctx)
	if err != nil {
		return nil, err
	}
	out := rfmJSON{Customers: make([]rfmCustomer, len(list)), Median: []int64{}}
	for i, x := range list {
		c := rfmCustomer{names[x.id], x.id, x.recency, x.orders, x.amount}
		if c.Customer == "" {
			c.Customer = x.id.String()
		}
		out.Customers[i] = c
	}
	if r, f, m, ok := rfmMedians(list); ok {
		out.Median = []int64{int64(r), f, int64(m)}
	}
	return out, nil
}
