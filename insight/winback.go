package insight

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/org"
)

// causeWinback marks a touch as an attempt to win an old customer back; its kind says by what: card, sms, call, ask.
const causeWinback = "winback"

// winbackMetric is CUS-15: old customers out of reach, who is tried, and who comes back.
func winbackMetric() Metric {
	return Metric{
		Name: "winback", Title: Words{"老客户重连与召回", "Old customers, reconnected"}, Unit: Share, Source: "CUS-15", Version: 1,
		Formula: Words{
			"重连率 = 联系后新增至少一种联系方式的失联买家 ÷ 联系过的失联买家；召回率 = 联系后又下单的沉睡买家 ÷ 联系过的沉睡买家",
			"reconnect rate = lost buyers who gained at least one link after being contacted ÷ lost buyers contacted; win-back rate = lapsed buyers who ordered after being contacted ÷ lapsed buyers contacted",
		},
		Explain: Words{
			"失联：下过单而没有任何注册、社交、内容链接的人；沉睡：有链接而超过 180 天没有下单。联系：原因记为 winback 的触点（包裹卡、短信、电话、请推荐人转达等），或做完的召回任务。任何渠道有拒绝联系的人不在名单上，一次也不联系；联系满 3 次仍未重连的人退出名单。重连后的下一单按 INS-01 仍是复购。",
			"Lost: buyers without a registration, social or content link. Lapsed: linked, and no order for more than 180 days. A contact is a touch whose cause is winback (package card, SMS, call, asking who referred them) or a win-back task done. Whoever refused to be contacted on any channel is not on the list and gets no attempt; after 3 attempts without a link a person leaves it. The next order of one reconnected is a repurchase by INS-01.",
		},
		Worked: Words{"导入 1,000 人，其中 400 人已有链接 → 名单 600 人；联系 500 人，125 人新增链接 → 25.0%",
			"1,000 imported, 400 linked → list of 600; 500 contacted, 125 linked → 25.0 %"},
		Params: []Param{
			{Name: "lapsed_days", Default: "180", Min: 1, Max: 3650, Explain: Words{"多少天没下单算沉睡", "days without an order that make a buyer lapsed"}},
			{Name: "attempts", Default: "3", Min: 1, Max: 100, Explain: Words{"最多联系几次", "attempts at most"}},
		},
		Reads:   []string{"commerce_buyer_day", "commerce_day", "customer", "customer_identity", "customer_consent", "customer_touch", "desk_task", "customer_alias"},
		Heavy:   true,
		compute: computeWinback,
	}
}

// oldCustomers reads every buyer in scope, by id.
func (in *input) oldCustomers(ctx context.Context) ([]oldCustomer, error) {
	people, err := in.people(ctx, beginning, forever)
	if err != nil {
		return nil, err
	}
	linked, err := in.linked(ctx)
	if err != nil {
		return nil, err
	}
	refused, err := in.refused(ctx)
	if err != nil {
		return nil, err
	}
	tried, err := in.approaches(ctx)
	out := make([]oldCustomer, len(people))
	for i, p := range people {
		out[i] = oldCustomer{p, linked[p.id], tried[p.id], refused[p.id]}
	}
	return out, err
}

type personAt struct {
	CustomerID customer.ID
	At         int64
}

// linked tells since when everybody can be reached.
func (in *input) linked(ctx context.Context) (map[customer.ID]int64, error) {
	out := map[customer.ID]int64{}
	return out, each(ctx, in, func(r personAt) error { out[r.CustomerID] = r.At; return nil }, `
		SELECT COALESCE(a.to_id, i.customer_id) AS customer_id, MIN(i.created_at) AS at
		FROM customer_identity i
		LEFT JOIN customer_alias a ON a.from_id = i.customer_id
		WHERE i.badge <> ''
		GROUP BY 1`)
}

// refused tells who has refused to be contacted on any channel, by the latest answer on each channel and topic, and who has
// been erased.
func (in *input) refused(ctx context.Context) (map[customer.ID]bool, error) {
	out := map[customer.ID]bool{}
	return out, each(ctx, in, func(id customer.ID) error { out[id] = true; return nil }, `
		SELECT r.customer_id
		FROM (
			SELECT COALESCE(a.to_id, n.customer_id) AS customer_id, n.agreed,
				ROW_NUMBER() OVER (PARTITION BY COALESCE(a.to_id, n.customer_id), n.channel, n.topic ORDER BY n.at DESC, n.id DESC) AS place
			FROM customer_consent n
			LEFT JOIN customer_alias a ON a.from_id = n.customer_id
		) r
		WHERE r.place = 1 AND r.agreed = FALSE
		UNION
		SELECT c.id FROM customer c WHERE c.erased_at <> 0`)
}

// approaches reads how buyers were contacted to win them back, in order of time.
func (in *input) approaches(ctx context.Context) (map[customer.ID][]approach, error) {
	type row struct {
		CustomerID customer.ID
		At         int64
		Way        string
	}
	out := map[customer.ID][]approach{}
	note := func(r row) error {
		out[r.CustomerID] = append(out[r.CustomerID], approach{r.At, r.Way})
		return nil
	}
	err := each(ctx, in, note, `
		SELECT COALESCE(a.to_id, b.customer_id) AS customer_id, t.at, t.kind AS way
		FROM (SELECT DISTINCT customer_id FROM commerce_buyer_day WHERE customer_id <> 0) b
		JOIN customer_touch t ON t.customer_id = b.customer_id
		LEFT JOIN customer_alias a ON a.from_id = b.customer_id
		WHERE t.cause = $1`, causeWinback)
	if err != nil {
		return nil, err
	}
	err = each(ctx, in, note, `
		SELECT COALESCE(a.to_id, d.customer_id) AS customer_id, d.closed_at AS at, 'task' AS way
		FROM desk_task d
		LEFT JOIN customer_alias a ON a.from_id = d.customer_id
		WHERE d.kind = $1 AND d.state = 'done' AND d.customer_id <> 0`, causeWinback)
	for _, list := range out {
		slices.SortFunc(list, func(a, b approach) int { return cmp.Or(cmp.Compare(a.at, b.at), strings.Compare(a.way, b.way)) })
	}
	return out, err
}

func computeWinback(ctx context.Context, in *input) (*result, error) {
	people, err := in.oldCustomers(ctx)
	if err != nil {
		return nil, err
	}
	dayOf := func(ms int64) day { d, _ := parseDay(clock.Day(ms, in.zone)); return d }
	w := winbackOf(people, int(in.params.option("attempts")), day(in.params.option("lapsed_days")), dayOf(in.now), dayOf)
	counted := func(name, zh, en string) Value {
		return Value{Name: name, Title: Words{zh, en}, Unit: Count, Number: whole(len(w.of(name))), Rows: RowsRef{Set: name}}
	}
	part := func(name, zh, en string) Denominator {
		return Denominator{name, Words{zh, en}, Count, int64(len(w.of(name))), RowsRef{Set: name}}
	}
	a := Answer{
		Values: []Value{
			{Name: "reconnect_rate", Title: Words{"重连率", "Reconnect rate"}, Unit: Share, Number: ratio(len(w.linked), len(w.tried))},
			{Name: "winback_rate", Title: Words{"召回率", "Win-back rate"}, Unit: Share, Number: ratio(len(w.ordered), len(w.again))},
			counted("list", "待联系的失联买家", "Lost buyers to contact"), counted("linked", "联系后重连", "Linked after contact"),
			counted("lapsed", "沉睡买家", "Lapsed buyers"), counted("lapsed-ordered", "联系后又下单", "Ordered after contact")},
		Denominators: []Denominator{part("lost", "失联买家", "lost buyers"), part("contacted", "联系过的失联买家", "lost buyers contacted"),
			part("lapsed-contacted", "联系过的沉睡买家", "lapsed buyers contacted")},
		LeftOut: []LeftOut{
			{"refused", Words{"拒绝被联系的失联买家：不联系", "lost buyers who refused to be contacted: no attempt"}, Count, known(int64(len(w.refused)))},
			{"spent", Words{"联系次数已满的失联买家", "lost buyers contacted often enough"}, Count, known(int64(len(w.spent)))},
			{"deleted", Words{"已删除我们的好友：渠道不告知，未知", "people who deleted us: the channel does not tell, unknown"}, Count, nil}},
		Tables: []Table{waysTable(w)},
	}
	return &result{answer: a, rows: func(set string) rowSet { return oldRows(w.of(set)) }}, nil
}

func waysTable(w winback) Table {
	t := Table{Name: "ways", Title: Words{"按联系方式", "By way of contact"}, Columns: []Column{column("way", "方式", "way", Plain),
		column("contacted", "联系", "contacted", Count), column("linked", "重连", "linked", Count), column("rate", "重连率", "rate", Share)}}
	titles := map[string]Words{"card": {"包裹卡", "package card"}, "sms": {"短信", "SMS"}, "call": {"电话", "call"}, "task": {"任务", "task"},
		"ask": {"请推荐人转达", "asked the referrer"}, "code": {"柜台码", "counter code"}}
	ways := w.ways()
	for _, way := range sortedKeys(ways) {
		title, ok := titles[way]
		if !ok {
			title = Words{way, way}
		}
		n := ways[way]
		t.Rows = append(t.Rows, []Cell{label(title), number(whole(n[0])), number(whole(n[1])), number(ratio(n[1], n[0]))})
	}
	return t
}

func oldRows(people []oldCustomer) rowSet {
	s := rowSet{permission: org.CustomerRead, columns: []Column{column("customer", "客户", "customer", Plain), column("last", "末单日", "last order", Plain),
		column("orders", "订单", "orders", Count), column("amount", "金额", "amount", Fen), column("attempts", "联系次数", "attempts", Count),
		column("linked", "有链接", "linked", Plain)}}
	for _, o := range people {
		s.rows = append(s.rows, Row{o.id.String(), []Cell{plain(o.id.String()), plain(o.last().String()), number(whole(o.orders())), fenCell(o.amount()),
			number(whole(len(o.approaches))), yes(o.linked != 0)}})
	}
	return s
}
