package insight

import (
	"cmp"
	"context"
	"slices"

	"qunli/customer"
	"qunli/kit/money"
	"qunli/org"
)

// valueMetric is CUS-09: what a customer is worth with everybody they brought.
func valueMetric() Metric {
	return Metric{
		Name: "value", Title: Words{"客户价值", "Customer value"}, Unit: Fen, Source: "CUS-09", Version: 1,
		Formula: Words{
			"V(c) = 本人 Own(c) + Σ 直接带来的人的 Own + Σ 间接带来的人的 λ^(d−1)·Own，d 为距离，至多 D 层；Own = 终身支付 − 退款；全企业合计 = ΣOwn，绝不是 ΣV",
			"V(c) = Own(c) + Σ Own of those c brought + Σ λ^(d−1)·Own of those further down, d the distance, at most D levels; Own = lifetime paid − refunded; the company's total is ΣOwn, never ΣV",
		},
		Explain: Words{
			"每位客户至多一个有记录的推荐人；合并的客户算一人，保留较早的引荐。未指定结束日时，本人支付按终身计；指定了结束日则计到该日。只在部分门店有权限的人，看到的是在这些门店的支付。",
			"A customer has at most one recorded referrer; merged people are one and keep the earlier bond. Own is of the whole life, or up to the last day when one is asked for. Who may see some stores only sees what was paid there.",
		},
		Worked: Words{"A 付 100，A 带来 B 付 200，B 带来 C 付 300：V(A)=600，V(B)=500，V(C)=300，合计 600；λ=0.5 时 V(A)=100+200+0.5×300=450；C 退款 300 后 V(A)=300",
			"A paid 100, brought B who paid 200, who brought C who paid 300: V(A)=600, V(B)=500, V(C)=300, total 600; with λ=.5 V(A)=100+200+.5×300=450; after C's refund of 300 V(A)=300"},
		Params:  valueOptions(),
		Reads:   []string{"commerce_buyer", "commerce_buyer_day", "commerce_day", "referral_node", "customer", "customer_identity", "customer_alias"},
		Filters: []string{"community", "channel"},
		compute: computeValue,
	}
}

func valueOptions() []Param {
	return []Param{
		{Name: "lambda", Default: "1", Max: 1, Explain: Words{"λ：每远一层乘一次", "λ: a factor for each level further down"}},
		{Name: "depth", Default: "0", Max: 1000, Explain: Words{"D：计到第几层，0 为不限", "D: levels that count, 0 any"}},
	}
}

// people of value: everybody who may be listed, and what they are worth.
func (in *input) worths(ctx context.Context) ([]worth, error) {
	owns, err := in.owns(ctx)
	if err != nil {
		return nil, err
	}
	bonds, err := in.bonds(ctx)
	if err != nil {
		return nil, err
	}
	all := worths(owns, bonds, in.params.option("lambda"), int(in.params.option("depth")))
	listed, err := in.listed(ctx, owns)
	if err != nil {
		return nil, err
	}
	var out []worth
	for id, w := range all {
		if listed(id) && (w.own != 0 || w.below > 0) {
			out = append(out, w)
		}
	}
	slices.SortFunc(out, func(a, b worth) int { return cmp.Compare(a.id, b.id) })
	return out, nil
}

// listed tells who may be listed: without a narrower scope or filter everybody; else those whose card is in it, and, where
// only the scope narrows, those who paid in it.
func (in *input) listed(ctx context.Context, owns map[customer.ID]money.Fen) (func(customer.ID) bool, error) {
	if in.whole() && in.community == 0 && in.channel == "" {
		return func(customer.ID) bool { return true }, nil
	}
	cards, err := in.cards(ctx)
	byCard := in.community != 0 || in.channel != ""
	return func(id customer.ID) bool {
		_, here := cards[id]
		return here || !byCard && owns[id] != 0
	}, err
}

func computeValue(ctx context.Context, in *input) (*result, error) {
	people, err := in.worths(ctx)
	if err != nil {
		return nil, err
	}
	l, err := in.ledger(ctx)
	if err != nil {
		return nil, err
	}
	var total money.Fen
	for _, w := range people {
		total += w.own
	}
	influencers := slices.DeleteFunc(slices.Clone(people), func(w worth) bool { return w.social() == 0 })
	a := Answer{
		Values: []Value{
			{Name: "total", Title: Words{"合计（ΣOwn）", "Total (ΣOwn)"}, Unit: Fen, Number: whole(total), Rows: RowsRef{"people", "own"}},
			{Name: "people", Title: Words{"有支付或带来过人的客户", "People who paid or brought somebody"}, Unit: Count, Number: whole(len(people)), Rows: RowsRef{Set: "people"}},
			{Name: "influencers", Title: Words{"带来过支付的客户", "People who brought payment"}, Unit: Count, Number: whole(len(influencers)), Rows: RowsRef{Set: "influencers"}},
		},
		Denominators: []Denominator{{"own", Words{"本人支付合计", "own payments"}, Fen, int64(total), RowsRef{"people", "own"}}},
		LeftOut: append(l.leftOut(), LeftOut{"unknown_inviters", Words{"推荐人未知的客户：不作猜测，其支付只算本人",
			"people whose inviter is unknown: never guessed, what they paid counts for themselves alone"}, Count, nil}),
		Tables: []Table{worthTable(people)},
	}
	rows := func(set string) rowSet {
		if set == "influencers" {
			return worthRows(influencers)
		}
		return worthRows(people)
	}
	data := func(ctx context.Context, in *input) (any, error) { return in.worthData(ctx, people) }
	return &result{answer: a, rows: rows, data: data}, nil
}

type worthJSON struct {
	ID       customer.ID `json:"id"`
	Account  string      `json:"account"`
	Value    money.Fen   `json:"value"`
	Own      money.Fen   `json:"own"`
	Direct   money.Fen   `json:"direct"`
	Indirect money.Fen   `json:"indirect"`
	Brought  int64       `json:"brought"`
	Below    int64       `json:"below"`
}

// worthData is what the command line adds: everybody, the most valuable first.
func (in *input) worthData(ctx context.Context, people []worth) (any, error) {
	accounts, err := in.accounts(ctx)
	out := make([]worthJSON, 0, len(people))
	for _, w := range byWorth(people) {
		out = append(out, worthJSON{w.id, accounts[w.id], w.value(), w.own, w.direct, w.indirect, w.children, w.below})
	}
	return struct {
		Customers []worthJSON `json:"customers"`
	}{out}, err
}

const worthTop = 20

// byWorth orders people by V, the highest first.
func byWorth(people []worth) []worth {
	return slices.SortedFunc(slices.Values(people), func(a, b worth) int {
		return cmp.Or(cmp.Compare(b.value(), a.value()), cmp.Compare(a.id, b.id))
	})
}

func worthTable(people []worth) Table {
	t := Table{Name: "top", Title: Words{"价值最高的客户", "Most valuable people"}, Columns: worthColumns()}
	for _, w := range byWorth(people)[:min(len(people), worthTop)] {
		t.Rows = append(t.Rows, w.cells())
	}
	return t
}

func worthColumns() []Column {
	return []Column{
		column("customer", "客户", "customer", Plain), column("value", "价值 V", "value V", Fen), column("own", "本人", "own", Fen),
		column("direct", "直接", "direct", Fen), column("indirect", "间接", "indirect", Fen),
		column("brought", "带来的人", "brought", Count), column("below", "下级总数", "people below", Count)}
}

func (w worth) cells() []Cell {
	return []Cell{plain(w.id.String()), fenCell(w.value()), fenCell(w.own), fenCell(w.direct), fenCell(w.indirect),
		number(whole(w.children)), number(whole(w.below))}
}

func worthRows(people []worth) rowSet {
	s := rowSet{permission: org.CustomerRead, columns: worthColumns()}
	for _, w := range people {
		s.rows = append(s.rows, Row{w.id.String(), w.cells()})
	}
	return s
}
