package commerce

import (
	"cmp"
	"context"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/money"
)

// Buyer is what a person bought in all: kept orders, net of the refunds that name them. People are as booked: who was
// merged into them has a row of their own (customer.Canonical).
type Buyer struct {
	CustomerID customer.ID
	Orders     int64
	Amount     money.Fen // net
	Largest    money.Fen // net, of the largest single order (COM-06)
	FirstAt    int64     // ms
	LastAt     int64
}

const buyerColumns = `customer_id, orders, amount, largest, first_at, last_at`

// buyerSums gives the rows of commerce_buyer as the orders give them; more narrows the orders.
func buyerSums(more string) string {
	return `
		SELECT customer_id, COUNT(*) AS orders, CAST(SUM(amount - refunded) AS BIGINT) AS amount,
			MAX(amount - refunded) AS largest, MIN(at) AS first_at, MAX(at) AS last_at
		FROM commerce_order WHERE customer_id <> 0 AND ` + keptSale + more + ` GROUP BY customer_id`
}

// Bought gives what those people bought in all, as booked; who has no kept order is not in it.
func Bought(ctx context.Context, q db.Q, ids []customer.ID) (map[customer.ID]Buyer, error) {
	out := make(map[customer.ID]Buyer, len(ids))
	err := db.Lists(q, ids, func(part []customer.ID) error {
		c := db.Where("").In("customer_id", part)
		return db.Each(ctx, q, func(b Buyer) error { out[b.CustomerID] = b; return nil },
			`SELECT `+buyerColumns+` FROM commerce_buyer WHERE `+c.SQL(), c.Args()...)
	})
	return out, err
}

// The attributes of this room that rules may ask about.
const (
	attrOrders     = "orders"
	attrSpent      = "spent"
	attrOrderMax   = "order_max"
	attrFirstOrder = "first_order"
	attrLastOrder  = "last_order"
)

// Attributes declares what rules may ask about purchases.
func Attributes() []customer.Attribute {
	return []customer.Attribute{
		{Name: attrOrders, Zh: "订单数", En: "orders", Type: customer.AttrNumber, Table: "commerce_buyer_day", Value: "orders",
			Day: "day", Gather: customer.GatherSum, Life: "commerce_buyer", LifeValue: "orders", Unit: "单"},
		{Name: attrSpent, Zh: "消费金额", En: "spent", Type: customer.AttrMoney, Table: "commerce_buyer_day", Value: "amount",
			Day: "day", Gather: customer.GatherSum, Life: "commerce_buyer", LifeValue: "amount", Unit: "元"},
		{Name: attrOrderMax, Zh: "最大单笔", En: "largest order", Type: customer.AttrMoney, Table: "commerce_buyer", Value: "largest",
			Single: true, Gather: customer.GatherMax, Unit: "元"},
		{Name: attrFirstOrder, Zh: "首次下单", En: "first order", Type: customer.AttrMoment, Table: "commerce_buyer",
			Value: "first_at", Single: true, Gather: customer.GatherMin},
		{Name: attrLastOrder, Zh: "最近下单", En: "last order", Type: customer.AttrMoment, Table: "commerce_buyer",
			Value: "last_at", Single: true, Gather: customer.GatherMax},
	}
}

// buyerChanges is what a book changes for the buyers of its orders.
type buyerChanges struct {
	sums  map[customer.ID]*Buyer // to add: Orders and Amount are differences, the others are of what came or grew
	anew  map[customer.ID]bool   // something of theirs went or shrank: their extremes are found again
	acts  []customer.Act
	heard map[customer.ID]bool // whose purchases changed
}

// buyers compares what the drafts were to their buyers with what they are.
func (b *book) buyers() *buyerChanges {
	c := &buyerChanges{sums: map[customer.ID]*Buyer{}, anew: map[customer.ID]bool{}, heard: map[customer.ID]bool{}}
	for _, d := range b.drafts {
		if from, to := d.before.act(), d.Order.act(); from != to {
			c.act(from, -1)
			c.act(to, 1)
		}
		before, after := d.before.bought(), d.Order.bought()
		if before == after {
			continue
		}
		c.add(before, -1)
		if after.CustomerID != before.CustomerID || after.Amount < before.Amount {
			c.anew[before.CustomerID] = before.CustomerID != 0
		}
		c.add(after, 1)
	}
	return c
}

// bought is what one order is to its buyer; the zero Buyer when it is none or nobody's.
func (o *Order) bought() Buyer {
	if o.ID == 0 || o.CustomerID == 0 || !o.Kept() {
		return Buyer{}
	}
	return Buyer{o.CustomerID, 1, o.net(), o.net(), o.At, o.At}
}

// add counts an order in (sign 1) or out (-1); what goes out takes no extreme along.
func (c *buyerChanges) add(o Buyer, sign int64) {
	if o.CustomerID == 0 {
		return
	}
	c.heard[o.CustomerID] = true
	s := c.sums[o.CustomerID]
	if s == nil {
		s = &Buyer{CustomerID: o.CustomerID, Largest: minFen, FirstAt: maxTime}
		c.sums[o.CustomerID] = s
	}
	s.Orders += sign
	s.Amount += money.Fen(sign) * o.Amount
	if sign > 0 {
		s.Largest, s.FirstAt, s.LastAt = max(s.Largest, o.Largest), min(s.FirstAt, o.FirstAt), max(s.LastAt, o.LastAt)
	}
}

// minFen is below every order's amount.
const minFen money.Fen = -1 << 62

// act is one order among what its buyer did; the zero Act when it is none or nobody's.
func (o *Order) act() customer.Act {
	if o.ID == 0 || o.CustomerID == 0 || !o.Stands() {
		return customer.Act{}
	}
	return customer.Act{Customer: o.CustomerID, Day: o.Day, Kind: customer.ActOrder, Acts: 1}
}

// act counts an order in (sign 1) or out (-1).
func (c *buyerChanges) act(a customer.Act, sign int64) {
	if a.Customer != 0 {
		a.Acts = sign
		c.acts = append(c.acts, a)
	}
}

// write adds the changes up in commerce_buyer and tells the customer room. The rows stand locked, in the order of their
// keys, before the extremes of some are found anew: an order of another source either is seen by then or is added after.
func (c *buyerChanges) write(ctx context.Context, tx *db.Tx) error {
	rows := make([]Buyer, 0, len(c.sums))
	for _, s := range c.sums {
		rows = append(rows, *s)
	}
	slices.SortFunc(rows, func(a, b Buyer) int { return cmp.Compare(a.CustomerID, b.CustomerID) })
	if _, err := db.Insert(ctx, tx, "commerce_buyer", rows, `
		ON CONFLICT (customer_id) DO UPDATE SET
			orders = commerce_buyer.orders + excluded.orders,
			amount = commerce_buyer.amount + excluded.amount,
			largest = CASE WHEN excluded.largest > commerce_buyer.largest THEN excluded.largest ELSE commerce_buyer.largest END,
			first_at = CASE WHEN excluded.first_at < commerce_buyer.first_at THEN excluded.first_at ELSE commerce_buyer.first_at END,
			last_at = CASE WHEN excluded.last_at > commerce_buyer.last_at THEN excluded.last_at ELSE commerce_buyer.last_at END`,
	); err != nil {
		return err
	}
	delete(c.anew, 0)
	if err := findAnew(ctx, tx, keys(c.anew)); err != nil {
		return err
	}
	return c.tell(ctx, tx)
}

// findAnew finds the extremes of those buyers again and drops the rows of who has no order left.
func findAnew(ctx context.Context, tx *db.Tx, people []customer.ID) error {
	return db.Lists(tx, people, func(part []customer.ID) error {
		c := db.Where("").In("customer_id", part)
		if _, err := db.Exec(ctx, tx, `UPDATE commerce_buyer
			SET largest = r.largest, first_at = r.first_at, last_at = r.last_at
			FROM (`+buyerSums(" AND "+c.SQL())+`) AS r WHERE r.customer_id = commerce_buyer.customer_id`, c.Args()...); err != nil {
			return err
		}
		c.And("orders = 0")
		_, err := db.Exec(ctx, tx, `DELETE FROM commerce_buyer WHERE `+c.SQL(), c.Args()...)
		return err
	})
}

// tell folds the orders into what people did and says that their purchases changed.
func (c *buyerChanges) tell(ctx context.Context, tx *db.Tx) error {
	if err := customer.Acted(ctx, tx, c.acts); err != nil {
		return err
	}
	return customer.Changed(ctx, tx, keys(c.heard), attrOrders, attrSpent, attrOrderMax, attrFirstOrder, attrLastOrder)
}
