package insight

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/money"
	"qunli/org"
)

// socialMetric is CUS-11: what a customer is worth by bringing others (核心价值②), as two figures that are never added up.
func socialMetric() Metric {
	return Metric{
		Name: "social", Title: Words{"核心价值② 社交价值", "Core value ② social value"}, Unit: Fen, Source: "CUS-11", Version: 1,
		Formula: Words{
			"社交价值（树）= V − 自购（人的关系树，终身）；社交价值（行为）= Σ 由本人的分享、转介绍、合伙人等链接直接带来的订单净额，每单恰好归一种行为，优先级 合伙人 > 分销 > 转介绍 > 分享 > 转发；行为次数 (n1…n5) = 转发、分享、转介绍、分销、合伙人",
			"Social value (tree) = V − own (tree of people, whole life); social value (acts) = Σ net of orders whose direct share, referral or partner link is the person's, each order priced in exactly one act: partner > distribution > referral > share > forward; acts (n1…n5) = forward, share, referral, distribution, partner",
		},
		Explain: Words{
			"订单归谁：订单上记录的来源人与行为；没有更高优先级的记录时，被推荐人（引荐在下单当时或之前）的首张有效订单归推荐人的转介绍，只归一次。自己的链接带来的自己的订单不归任何人。两个数口径不同，不相加、也不要求相等：前者含下级的全部支付，后者只含链接直接带来的订单。没有带来点击的转发计一次、0 元。",
			"Whose an order is: who and which act stand on it; where nothing stronger does, the first kept order of somebody brought (the bond at or before it) is the referral of who brought them, once. An order through one's own link is nobody's. The two figures measure differently and are neither added nor expected to agree: one holds all that people below paid, the other only orders that a link led to. A forward without a click is one act and 0.",
		},
		Worked: Words{"A 推荐 B；B 由 A 的转介绍下单 200，之后自己下单 100；老客户 D 经 A 的分享下单 50 → A 的社交价值：树 300，行为 250（转介绍 200，分享 50）",
			"A refers B; B orders 200 through A's referral, then 100 alone, and old customer D orders 50 by A's share → social value of A: tree 300, acts 250 (referral 200, share 50)"},
		Params: valueOptions(),
		Reads: []string{"commerce_buyer", "commerce_buyer_day", "commerce_day", "commerce_order", "customer_act_day", "referral_node",
			"customer", "customer_alias"},
		Heavy:   true,
		compute: computeSocial,
		span:    lifeSpan,
	}
}

type owedRow struct {
	ID         commerce.OrderID
	CustomerID customer.ID
	ByID       customer.ID
	Act        commerce.Act
	At         int64
	Day        string
	Amount     money.Fen
}

const owedColumns = `o.id, COALESCE(a.to_id, o.customer_id) AS customer_id, COALESCE(b.to_id, o.by_id) AS by_id, o.act, o.at, o.day,
	o.amount - o.refunded AS amount`

// owed reads the kept orders that somebody's link led to: by_id > 0 lets SQLite search its index.
func (in *input) owed(ctx context.Context) ([]owedRow, error) {
	c := in.scope("o.store_id", "o.staff_id").And("o.by_id <> 0 AND o.by_id > 0").And(keptOrder).
		And("o.day >= $1 AND o.day <= $2", in.window.From, in.window.To)
	return all[owedRow](ctx, in, `
		SELECT `+owedColumns+`
		FROM commerce_order o
		LEFT JOIN customer_alias a ON a.from_id = o.customer_id
		LEFT JOIN customer_alias b ON b.from_id = o.by_id
		WHERE `+c.SQL(), c.Args()...)
}

// firstOfBrought reads the first kept orders of people whom somebody brought, those that lie in scope and in the window.
func (in *input) firstOfBrought(ctx context.Context) ([]owedRow, error) {
	c := in.scope("f.store_id", "f.staff_id").And("f.day >= $1 AND f.day <= $2", in.window.From, in.window.To)
	return all[owedRow](ctx, in, `
		WITH member AS (
			SELECT customer_id AS member_id, customer_id AS id FROM referral_node WHERE parent_id <> 0
			UNION ALL
			SELECT a.from_id, a.to_id FROM customer_alias a JOIN referral_node n ON n.customer_id = a.to_id WHERE n.parent_id <> 0
		), ranked AS (
			SELECT o.id, m.id AS customer_id, o.by_id, o.act, o.at, o.day, o.amount - o.refunded AS amount, o.store_id, o.staff_id,
				ROW_NUMBER() OVER (PARTITION BY m.id ORDER BY o.at, o.id) AS place
			FROM member m
			CROSS JOIN commerce_order o
			WHERE o.customer_id = m.member_id AND `+keptOrder+`
		)
		SELECT f.id, f.customer_id, f.by_id, f.act, f.at, f.day, f.amount
		FROM ranked f
		WHERE f.place = 1 AND `+c.SQL(), c.Args()...)
}

// pricedOrders gives every order of the window that is owed to somebody's act; nameless counts those that name a person
// and no act.
func (in *input) pricedOrders(ctx context.Context) (orders []pricedOrder, nameless int, err error) {
	linked, err := in.owed(ctx)
	if err != nil {
		return nil, 0, err
	}
	firsts, err := in.firstOfBrought(ctx)
	if err != nil {
		return nil, 0, err
	}
	bonds, err := in.bonds(ctx)
	if err != nil {
		return nil, 0, err
	}
	parent := make(map[customer.ID]bond, len(bonds))
	for _, b := range bonds {
		parent[b.CustomerID] = b
	}
	rows, claims := map[commerce.OrderID]owedRow{}, map[commerce.OrderID][]claim{}
	for _, o := range linked {
		rows[o.ID], claims[o.ID] = o, []claim{{o.ByID, o.Act}}
		if o.Act == "" {
			nameless++
		}
	}
	for _, o := range firsts {
		if b := parent[o.CustomerID]; b.At <= o.At {
			rows[o.ID] = o
			claims[o.ID] = append(claims[o.ID], claim{b.ParentID, commerce.ActRefer})
		}
	}
	for id, o := range rows {
		if c := price(o.CustomerID, claims[id]...); c.by != 0 {
			orders = append(orders, pricedOrder{id, o.Day, o.Amount, o.CustomerID, c.by, c.act})
		}
	}
	slices.SortFunc(orders, func(a, b pricedOrder) int { return cmp.Compare(a.id, b.id) })
	return orders, nameless, nil
}

func computeSocial(ctx context.Context, in *input) (*result, error) {
	worths, err := in.worths(ctx)
	if err != nil {
		return nil, err
	}
	orders, nameless, err := in.pricedOrders(ctx)
	if err != nil {
		return nil, err
	}
	acts, err := in.socialActs(ctx)
	if err != nil {
		return nil, err
	}
	people := ledgerOf(worths, acts, orders)
	var amount money.Fen
	for _, o := range orders {
		amount += o.amount
	}
	a := Answer{
		Values: []Value{
			{Name: "acts_amount", Title: Words{"社交行为带来的净额", "Net amount by social acts"}, Unit: Fen, Number: whole(amount), Rows: RowsRef{"orders", "amount"}},
			{Name: "orders", Title: Words{"社交行为带来的订单", "Orders by social acts"}, Unit: Count, Number: whole(len(orders)), Rows: RowsRef{Set: "orders"}},
			{Name: "people", Title: Words{"有社交行为或带来过支付的客户", "People who acted or brought payment"}, Unit: Count, Number: whole(len(people)), Rows: RowsRef{Set: "people"}},
		},
		LeftOut: []LeftOut{
			{"no_act", Words{"记录了来源人但没有行为种类的订单", "orders that name a person and no act"}, Count, known(int64(nameless))},
			{"unseen", Words{"渠道不告诉我们的转发与分享：未知", "forwards and shares that no channel tells of: unknown"}, Count, nil}},
		Tables: []Table{socialTable(people, orders), sociableTable(people)},
	}
	return &result{answer: a, rows: func(set string) rowSet {
		if set == "people" {
			return sociableRows(people)
		}
		return pricedRows(orders, strings.TrimPrefix(set, "orders-"))
	}}, nil
}

// socialActs reads the social acts of the window by those who may be listed.
func (in *input) socialActs(ctx context.Context) ([]act, error) {
	listed, err := in.listed(ctx, nil)
	if err != nil {
		return nil, err
	}
	var kinds []string
	for _, k := range socialKinds() {
		kinds = append(kinds, k.kind)
	}
	var acts []act
	return acts, in.eachActHere(ctx, in.window.From, in.window.To, kinds, func(a act) error {
		if listed(a.CustomerID) {
			acts = append(acts, a)
		}
		return nil
	})
}

func socialTable(people []sociable, orders []pricedOrder) Table {
	t := Table{Name: "acts", Title: Words{"五种社交行为", "The five social acts"}, Columns: []Column{
		column("act", "行为", "act", Plain), column("acts", "次数", "acts", Count), column("orders", "订单", "orders", Count),
		column("amount", "净额", "net amount", Fen)}}
	for _, k := range socialKinds() {
		acts, priced, amount := int64(0), 0, money.Fen(0)
		for _, p := range people {
			acts += p.acts[k.kind]
		}
		for _, o := range orders {
			if o.act == k.act {
				priced, amount = priced+1, amount+o.amount
			}
		}
		t.Rows = append(t.Rows, []Cell{label(k.title), number(whole(acts)), count(priced, "orders-"+string(k.act)), fenCell(amount)})
	}
	return t
}

func sociableColumns() []Column {
	columns := []Column{column("customer", "客户", "customer", Plain), column("tree", "社交价值（树）", "social value (tree)", Fen),
		column("amount", "社交价值（行为）", "social value (acts)", Fen), column("orders", "订单", "orders", Count)}
	for _, k := range socialKinds() {
		columns = append(columns, column("n_"+string(k.act), k.title.Zh, k.title.En, Count))
	}
	return columns
}

func (p sociable) cells() []Cell {
	cells := []Cell{plain(p.id.String()), fenCell(p.tree), fenCell(p.orders), number(whole(p.priced))}
	for _, k := range socialKinds() {
		cells = append(cells, number(whole(p.acts[k.kind])))
	}
	return cells
}

func sociableTable(people []sociable) Table {
	t := Table{Name: "top", Title: Words{"社交价值最高的客户", "People of most social value"}, Columns: sociableColumns()}
	sorted := slices.SortedFunc(slices.Values(people), func(a, b sociable) int {
		return cmp.Or(cmp.Compare(b.orders, a.orders), cmp.Compare(b.tree, a.tree), cmp.Compare(a.id, b.id))
	})
	for _, p := range sorted[:min(len(sorted), worthTop)] {
		t.Rows = append(t.Rows, p.cells())
	}
	return t
}

func sociableRows(people []sociable) rowSet {
	s := rowSet{permission: org.CustomerRead, columns: sociableColumns()}
	for _, p := range people {
		s.rows = append(s.rows, Row{p.id.String(), p.cells()})
	}
	return s
}

// pricedRows lists the orders owed to one act, or to any ("orders").
func pricedRows(orders []pricedOrder, only string) rowSet {
	titles := map[commerce.Act]Words{}
	for _, k := range socialKinds() {
		titles[k.act] = k.title
	}
	s := rowSet{permission: org.OrderRead, columns: []Column{column("order", "订单", "order", Plain), column("buyer", "买家", "buyer", Plain),
		column("by", "归属", "owed to", Plain), column("act", "行为", "act", Plain), column("day", "日期", "day", Plain), column("amount", "净额", "net amount", Fen)}}
	for _, o := range orders {
		if only == "orders" || only == string(o.act) {
			s.rows = append(s.rows, Row{o.id.String(), []Cell{plain(o.id.String()), plain(o.buyer.String()), plain(o.by.String()),
				label(titles[o.act]), plain(o.day), fenCell(o.amount)}})
		}
	}
	return s
}
