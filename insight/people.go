package insight

import (
	"context"
	"slices"

	"qunli/customer"
	"qunli/kit/money"
	"qunli/org"
)

// purchase is what a person bought on one day: kept orders and their net amount.
type purchase struct {
	day    day
	orders int64
	amount money.Fen
}

// person is a buyer, merged people being one, with the days on which they bought in order.
type person struct {
	id   customer.ID
	days []purchase
}

func (p person) first() day { return p.days[0].day }
func (p person) last() day  { return p.days[len(p.days)-1].day }

func (p person) orders() int64 {
	n := int64(0)
	for _, d := range p.days {
		n += d.orders
	}
	return n
}

func (p person) amount() money.Fen {
	sum := money.Fen(0)
	for _, d := range p.days {
		sum += d.amount
	}
	return sum
}

// within keeps the days in from…to; a person without any has none left.
func (p person) within(from, to day) person {
	lo, _ := slices.BinarySearchFunc(p.days, from, func(d purchase, day day) int { return int(d.day - day) })
	hi, _ := slices.BinarySearchFunc(p.days, to+1, func(d purchase, day day) int { return int(d.day - day) })
	return person{p.id, p.days[lo:max(lo, hi)]}
}

// beginning is before every day on record.
const beginning = "0000-01-01"

type buyerDay struct {
	CustomerID customer.ID
	Day        string
	Orders     int64
	Amount     money.Fen
}

// people reads who bought between two days, ordered by id.
func (in *input) people(ctx context.Context, from, to string) ([]person, error) {
	c := in.scope("b.store_id", "b.staff_id").
		And("b.customer_id <> 0 AND b.orders > 0").
		And("b.day >= $1 AND b.day <= $2", from, to)
	var people []person
	known := map[string]day{}
	err := each(ctx, in, func(r buyerDay) error {
		d, ok := known[r.Day]
		if !ok {
			var err error
			if d, err = parseDay(r.Day); err != nil {
				return err
			}
			known[r.Day] = d
		}
		if len(people) == 0 || people[len(people)-1].id != r.CustomerID {
			people = append(people, person{id: r.CustomerID})
		}
		p := &people[len(people)-1]
		p.days = append(p.days, purchase{d, r.Orders, r.Amount})
		return nil
	}, `
		SELECT COALESCE(a.to_id, b.customer_id) AS customer_id, b.day,
			CAST(SUM(b.orders) AS BIGINT) AS orders, CAST(SUM(b.amount) AS BIGINT) AS amount
		FROM commerce_buyer_day b
		LEFT JOIN customer_alias a ON a.from_id = b.customer_id
		WHERE `+c.SQL()+`
		GROUP BY 1, 2
		ORDER BY 1, 2`, c.Args()...)
	return people, err
}

// ledger is what the order book holds in the window beside the orders of known buyers.
type ledger struct {
	Orders, Unmatched, Cancelled, Unpriced int64
	Unnamed, Adjusted                      money.Fen
}

func (in *input) ledger(ctx context.Context) (ledger, error) {
	c := in.scope("store_id", "staff_id").And("day >= $1 AND day <= $2", in.window.From, in.window.To)
	return one[ledger](ctx, in, `
		SELECT CAST(COALESCE(SUM(orders), 0) AS BIGINT) AS orders,
			CAST(COALESCE(SUM(unmatched), 0) AS BIGINT) AS unmatched,
			CAST(COALESCE(SUM(cancelled), 0) AS BIGINT) AS cancelled,
			CAST(COALESCE(SUM(unpriced), 0) AS BIGINT) AS unpriced,
			CAST(COALESCE(SUM(unnamed), 0) AS BIGINT) AS unnamed,
			CAST(COALESCE(SUM(adjusted), 0) AS BIGINT) AS adjusted
		FROM commerce_day
		WHERE `+c.SQL(), c.Args()...)
}

// leftOut says of every metric about buyers what the order book holds and the metric does not count.
func (l ledger) leftOut() []LeftOut {
	return []LeftOut{
		{"unmatched", Words{"买家未知的订单，无法算到人", "orders whose buyer is unknown: they belong to nobody"}, Count, known(l.Unmatched)},
		{"cancelled", Words{"已取消的订单", "cancelled orders"}, Count, known(l.Cancelled)},
		{"unpriced", Words{"来源没有写明金额的订单，不计收入，也不在此计数", "orders whose source tells no amount: no revenue, and not counted here"},
			Count, known(l.Unpriced)},
		{"unnamed_refunds", Words{"没有指明订单的退款，无法从某张订单中扣除", "refunds that name no order: they cannot be taken off one"},
			Fen, known(int64(l.Unnamed))},
		{"adjustments", Words{"不属于任何订单的调整", "adjustments that belong to no order"}, Fen, known(int64(l.Adjusted))},
	}
}

// buyerColumns head the rows of sets of buyers.
func buyerColumns() []Column {
	return []Column{
		column("customer", "客户", "customer", Plain), column("first", "首单日", "first order", Plain),
		column("last", "末单日", "last order", Plain), column("orders", "订单", "orders", Count),
		column("order_days", "下单天数", "order-days", Count), column("amount", "金额", "amount", Fen),
	}
}

// buyerRows lists those people that belong, by id.
func buyerRows(people []person, belongs func(person) bool) rowSet {
	s := rowSet{permission: org.CustomerRead, columns: buyerColumns()}
	for _, p := range people {
		if !belongs(p) {
			continue
		}
		s.rows = append(s.rows, Row{p.id.String(), []Cell{plain(p.id.String()), plain(p.first().String()),
			plain(p.last().String()), number(whole(p.orders())), number(whole(len(p.days))), fenCell(p.amount())}})
	}
	return s
}

type account struct {
	CustomerID customer.ID
	Value      string
}

// accounts gives for each person their account in the shop they came from (the smallest when there are several).
func (in *input) accounts(ctx context.Context) (map[customer.ID]string, error) {
	out := map[customer.ID]string{}
	err := each(ctx, in, func(a account) error { out[a.CustomerID] = a.Value; return nil }, `
		SELECT COALESCE(a.to_id, i.customer_id) AS customer_id, MIN(i.value) AS value
		FROM customer_identity i
		LEFT JOIN customer_alias a ON a.from_id = i.customer_id
		WHERE i.kind = $1
		GROUP BY 1`, customer.Account)
	return out, err
}

// totals of some people: the sums that shares are taken of.
func totals(people []person) (orders int64, orderDays int, amount money.Fen) {
	for _, p := range people {
		orders += p.orders()
		orderDays += len(p.days)
		amount += p.amount()
	}
	return orders, orderDays, amount
}
