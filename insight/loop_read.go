package insight

import (
	"context"
	"slices"
	"time"

	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/money"
	"qunli/org"
)

// loopOrder is one kept order of a known buyer, classed.
type loopOrder struct {
	id       commerce.OrderID
	customer customer.ID
	day      string
	amount   money.Fen // net of refunds
	class    Class
	paid7    bool
}

type orderRow struct {
	ID         commerce.OrderID
	CustomerID customer.ID
	At         int64
	Day        string
	Channel    string
	Amount     money.Fen
}

// past is what has to be known to class the orders of a window, of the whole company whatever the actor's scope: the
// class is a fact of the order.
type past struct {
	firstDay map[customer.ID]string   // everyone's first day with a kept order
	heads    map[customer.ID]orderRow // everyone's first kept order in the window: id, customer and moment
	brought  map[customer.ID]int64    // since when somebody recorded has brought them, ms, 0 unknown
	paid     paidDays
	contacts map[customer.ID]*contacts

	long, short int64 // ms: options paid_days and strict_days
}

func (in *input) past(ctx context.Context) (past, error) {
	p := past{long: int64(in.params.option("paid_days") * dayMS), short: int64(in.params.option("strict_days") * dayMS)}
	var err error
	if p.firstDay, err = in.firstDays(ctx); err != nil {
		return p, err
	}
	if p.heads, err = in.firstOrders(ctx); err != nil {
		return p, err
	}
	if p.brought, err = in.brought(ctx); err != nil {
		return p, err
	}
	if p.paid, err = in.paidDays(ctx); err != nil {
		return p, err
	}
	p.contacts, err = in.contacts(ctx, p.paid)
	return p, err
}

// evidence tells what is known of an order.
func (p past) evidence(o orderRow) Evidence {
	person := contacts{}
	if c := p.contacts[o.CustomerID]; c != nil {
		person = *c
	}
	if p.paid.has(o.Channel, o.Day) {
		person.paid = append(slices.Clone(person.paid), o.At)
	}
	e := Evidence{Earlier: o.Day != p.firstDay[o.CustomerID] || p.heads[o.CustomerID].ID != o.ID, Referred: p.referred(o.CustomerID, o.At)}
	e.PaidTouch30, e.PaidTouch7 = person.evidence(o.At, p.long, p.short)
	return e
}

// referred tells whether somebody recorded had brought the person by then. A bond of unknown time counts.
func (p past) referred(id customer.ID, at int64) bool {
	since, ok := p.brought[id]
	return ok && since <= at
}

// knowsAds tells whether anything paid for is on record at all: without, that no order came from ads is not known.
func (p past) knowsAds() bool {
	if len(p.paid) > 0 {
		return true
	}
	for _, c := range p.contacts {
		if len(c.paid) > 0 {
			return true
		}
	}
	return false
}

// loopOrders reads and classes the orders of the window in scope, by id.
func (in *input) loopOrders(ctx context.Context, p past) ([]loopOrder, error) {
	c := in.scope("o.store_id", "o.staff_id").Join(in.ordersOfWindow())
	var out []loopOrder
	err := each(ctx, in, func(o orderRow) error {
		e := p.evidence(o)
		out = append(out, loopOrder{o.ID, o.CustomerID, o.Day, o.Amount, classify(e), e.PaidTouch7})
		return nil
	}, `
		SELECT o.id, COALESCE(a.to_id, o.customer_id) AS customer_id, o.at, o.day, o.channel, o.amount - o.refunded AS amount
		FROM commerce_order o
		LEFT JOIN customer_alias a ON a.from_id = o.customer_id
		WHERE `+c.SQL()+`
		ORDER BY o.id`, c.Args()...)
	return out, err
}

// keptOrder is what commerce counts as an order.
const keptOrder = `o.kind = 'sale' AND o.state = 'kept' AND o.goods > 0 AND NOT (o.refunded > 0 AND o.refunded >= o.amount)`

// ordersOfWindow is the condition on kept orders o of known buyers in the window. The day decides, as in every rollup;
// the moments around it are for the index.
func (in *input) ordersOfWindow() *db.Cond {
	first, last := in.window.days()
	return db.Where("o.at >= $1 AND o.at < $2", midnight(first-1, in.zone), midnight(last+2, in.zone)).
		And("o.day >= $1 AND o.day <= $2", in.window.From, in.window.To).
		And("o.customer_id <> 0").And(keptOrder)
}

func midnight(d day, zone *time.Location) int64 {
	y, m, n := d.time().Date()
	return time.Date(y, m, n, 0, 0, 0, 0, zone).UnixMilli()
}

type firstDay struct {
	CustomerID customer.ID
	Day        string
}

// firstDays gives everyone's first day with a kept order, in the whole company.
func (in *input) firstDays(ctx context.Context) (map[customer.ID]string, error) {
	out := map[customer.ID]string{}
	err := each(ctx, in, func(r firstDay) error { out[r.CustomerID] = r.Day; return nil }, `
		SELECT COALESCE(a.to_id, b.customer_id) AS customer_id, MIN(b.day) AS day
		FROM commerce_buyer_day b
		LEFT JOIN customer_alias a ON a.from_id = b.customer_id
		WHERE b.customer_id <> 0 AND b.orders > 0
		GROUP BY 1`)
	return out, err
}

// firstOrders gives, of those who bought in the window, the first kept order of theirs in it, in the whole company:
// on a person's first day, the one order that has none before it.
func (in *input) firstOrders(ctx context.Context) (map[customer.ID]orderRow, error) {
	c := in.ordersOfWindow()
	out := map[customer.ID]orderRow{}
	return out, each(ctx, in, func(o orderRow) error {
		if _, seen := out[o.CustomerID]; !seen {
			out[o.CustomerID] = o
		}
		return nil
	}, `
		SELECT o.id, COALESCE(a.to_id, o.customer_id) AS customer_id, o.at
		FROM commerce_order o
		LEFT JOIN customer_alias a ON a.from_id = o.customer_id
		WHERE `+c.SQL()+`
		ORDER BY o.at, o.id`, c.Args()...)
}

// paidDays are the (channel, day) pairs on which money was spent.
type paidDays map[spendRow]bool

type spendRow struct{ Channel, Day string }

func (p paidDays) has(channel, day string) bool { return channel != "" && p[spendRow{channel, day}] }

// paidDays reads the spend up to the window's end, of the whole company.
func (in *input) paidDays(ctx context.Context) (paidDays, error) {
	out := paidDays{}
	return out, each(ctx, in, func(r spendRow) error { out[r] = true; return nil }, `
		SELECT DISTINCT channel, day
		FROM commerce_spend
		WHERE amount > 0 AND channel <> '' AND day <= $1`, in.window.To)
}

type touchRow struct {
	CustomerID customer.ID
	At         int64
	Day        string
	Channel    string
	Cost       money.Fen
}

// members is the buyers and the visitors of the window, whose days stand at these places, with everybody merged into them:
// whose touches count.
func (in *input) members(from, to string) string {
	return `
	WITH buyer AS (
		SELECT COALESCE(a.to_id, b.customer_id) AS id
		FROM commerce_buyer_day b
		LEFT JOIN customer_alias a ON a.from_id = b.customer_id
		WHERE b.day >= ` + from + ` AND b.day <= ` + to + ` AND b.customer_id <> 0
		UNION
		SELECT COALESCE(a.to_id, d.customer_id)
		FROM customer_act_day d
		LEFT JOIN customer_alias a ON a.from_id = d.customer_id
		WHERE ` + actDays(in.window.From, in.window.To, from, to) + ` AND d.kind IN ` + visitKinds + `
	), member AS (
		SELECT id AS member_id, id FROM buyer
		UNION ALL
		SELECT a.from_id, a.to_id FROM customer_alias a JOIN buyer ON buyer.id = a.to_id
	)`
}

// contacts reads how the buyers and visitors of the window were touched up to its end: the timeline, and the first contact that
// stands on the person.
func (in *input) contacts(ctx context.Context, paid paidDays) (map[customer.ID]*contacts, error) {
	_, last := in.window.days()
	to := midnight(last+1, in.zone)
	out := map[customer.ID]*contacts{}
	note := func(r touchRow) error {
		if r.Day == "" {
			r.Day = clock.Day(r.At, in.zone)
		}
		c := out[r.CustomerID]
		if c == nil {
			c = &contacts{}
			out[r.CustomerID] = c
		}
		c.note(r.At, r.Cost > 0 || paid.has(r.Channel, r.Day))
		return nil
	}
	err := each(ctx, in, note, in.members("$1", "$2")+`
		SELECT m.id AS customer_id, t.at, t.day, t.channel, t.cost
		FROM member m
		JOIN customer_touch t ON t.customer_id = m.member_id
		WHERE t.at < $3`, in.window.From, in.window.To, to)
	if err != nil {
		return nil, err
	}
	return out, each(ctx, in, note, in.members("$1", "$2")+`
		SELECT m.id AS customer_id, c.added_at AS at, '' AS day, c.channel, CAST(0 AS BIGINT) AS cost
		FROM member m
		JOIN customer c ON c.id = m.member_id
		WHERE c.added_at > 0 AND c.added_at < $3`, in.window.From, in.window.To, to)
}

func loopColumns() []Column {
	return []Column{
		column("order", "订单", "order", Plain), column("customer", "客户", "customer", Plain), column("day", "日期", "day", Plain),
		column("amount", "净额", "net amount", Fen), column("class", "类别", "class", Plain),
		column("paid7", "7 天内有付费触点", "paid touch in 7 days", Plain)}
}

func loopRows(orders []loopOrder, belongs func(loopOrder) bool) rowSet {
	s := rowSet{permission: org.OrderRead, columns: loopColumns()}
	for _, o := range orders {
		if !belongs(o) {
			continue
		}
		paid := Words{"否", "no"}
		if o.paid7 {
			paid = Words{"是", "yes"}
		}
		s.rows = append(s.rows, Row{o.id.String(), []Cell{plain(o.id.String()), plain(o.customer.String()), plain(o.day),
			fenCell(o.amount), label(o.class.title()), label(paid)}})
	}
	return s
}
