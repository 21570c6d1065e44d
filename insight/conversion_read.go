package insight

import (
	"context"
	"fmt"
	"slices"

	"qunli/commerce"
	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/money"
)

// exchange is everything that INS-04 knows of the communities in scope.
type exchange struct {
	groups  []group
	of      map[community.ID]*reach
	all     *reach // a person of several communities is one
	orders  []guided
	unknown int // orders guided by a community, of nobody known
}

// presence is who was in which community at any time in the window.
type presence map[customer.ID]map[community.ID]bool

func (in *input) exchange(ctx context.Context) (exchange, error) {
	x := exchange{of: map[community.ID]*reach{}, all: newReach()}
	var err error
	if x.groups, err = in.groups(ctx); err != nil {
		return x, err
	}
	for _, g := range x.groups {
		x.of[g.ID] = newReach()
	}
	if err := in.meet(ctx, &x); err != nil {
		return x, err
	}
	if err := in.exposures(ctx, &x); err != nil {
		return x, err
	}
	clicks, err := in.clicks(ctx)
	if err != nil {
		return x, err
	}
	return x, in.guidedOrders(ctx, &x, clicks)
}

// meet fills in the members: those present at any time in the window.
func (in *input) meet(ctx context.Context, x *exchange) error {
	from, until := in.bounds()
	type stay struct {
		CommunityID community.ID
		CustomerID  customer.ID
	}
	c := in.ofGroup("g.id", "g.store_id", "g.staff_id").And("s.joined_at < $1 AND (s.left_at = 0 OR s.left_at >= $2)", until, from)
	return each(ctx, in, func(s stay) error {
		x.of[s.CommunityID].members[s.CustomerID], x.all.members[s.CustomerID] = true, true
		return nil
	}, `
		SELECT s.community_id, COALESCE(a.to_id, s.customer_id) AS customer_id
		FROM community g
		JOIN community_stay s ON s.community_id = g.id
		LEFT JOIN customer_alias a ON a.from_id = s.customer_id
		WHERE `+c.SQL(), c.Args()...)
}

// Where a statement goes from communities to their touches or orders it says CROSS JOIN: SQLite then keeps that order, and
// searches the index by community instead of walking the whole of it.

// exposures fills in who of the members was touched in the window, and who of them clicked.
func (in *input) exposures(ctx context.Context, x *exchange) error {
	from, until := in.bounds()
	type touch struct {
		CommunityID community.ID
		CustomerID  customer.ID
		Kind        string
	}
	c := in.ofGroup("g.id", "g.store_id", "g.staff_id").
		And("t.community_id = g.id AND t.community_id <> 0 AND t.customer_id <> 0 AND t.at >= $1 AND t.at < $2", from, until)
	return each(ctx, in, func(t touch) error {
		r := x.of[t.CommunityID]
		if !r.members[t.CustomerID] {
			return nil
		}
		r.exposed[t.CustomerID], x.all.exposed[t.CustomerID] = true, true
		if t.Kind == customer.ActClick || t.Kind == customer.ActScan {
			r.clicked[t.CustomerID], x.all.clicked[t.CustomerID] = true, true
		}
		return nil
	}, `
		SELECT t.community_id, COALESCE(a.to_id, t.customer_id) AS customer_id, t.kind
		FROM community g
		CROSS JOIN customer_touch t
		LEFT JOIN customer_alias a ON a.from_id = t.customer_id
		WHERE `+c.SQL(), c.Args()...)
}

// clickers is whoever clicked in a community in scope, with everybody merged into them.
func clickers(scope *db.Cond) string {
	return `
		WITH clicker AS (
			SELECT DISTINCT COALESCE(a.to_id, t.customer_id) AS id
			FROM community g
			CROSS JOIN customer_touch t
			LEFT JOIN customer_alias a ON a.from_id = t.customer_id
			WHERE t.community_id = g.id AND t.community_id <> 0 AND t.customer_id <> 0 AND t.kind IN ('click', 'scan') AND ` + scope.SQL() + `
		), member AS (
			SELECT id AS member_id, id FROM clicker
			UNION ALL
			SELECT a.from_id, a.to_id FROM customer_alias a JOIN clicker ON clicker.id = a.to_id
		)`
}

// clicks reads every click, in whatever community, of those who clicked in one in scope, up to the window's end.
func (in *input) clicks(ctx context.Context) (map[customer.ID][]click, error) {
	_, until := in.bounds()
	type row struct {
		CommunityID community.ID
		CustomerID  customer.ID
		At          int64
	}
	c := in.ofGroup("g.id", "g.store_id", "g.staff_id")
	out := map[customer.ID][]click{}
	return out, each(ctx, in, func(r row) error {
		out[r.CustomerID] = append(out[r.CustomerID], click{r.CommunityID, r.At})
		return nil
	}, clickers(c)+`
		SELECT t.community_id, m.id AS customer_id, t.at
		FROM member m
		JOIN customer_touch t ON t.customer_id = m.member_id
		WHERE t.community_id <> 0 AND t.kind IN ('click', 'scan') AND t.at < `+c.Next(1), c.Args(until)...)
}

type guidableRow struct {
	ID          commerce.OrderID
	CustomerID  customer.ID
	CommunityID community.ID
	At          int64
	Day         string
	Amount      money.Fen
}

// guidedOrders reads the orders that name a community and those of people who clicked in one, up to the window's end, and
// counts those that a community in scope guided.
func (in *input) guidedOrders(ctx context.Context, x *exchange, clicks map[customer.ID][]click) error {
	_, until := in.bounds()
	named := in.ofGroup("g.id", "g.store_id", "g.staff_id").And("o.community_id = g.id AND o.community_id <> 0 AND o.at < $1", until).And(keptOrder)
	rows, err := all[guidableRow](ctx, in, `
		SELECT o.id, COALESCE(a.to_id, o.customer_id) AS customer_id, o.community_id, o.at, o.day, o.amount - o.refunded AS amount
		FROM community g
		CROSS JOIN commerce_order o
		LEFT JOIN customer_alias a ON a.from_id = o.customer_id
		WHERE `+named.SQL(), named.Args()...)
	if err != nil {
		return err
	}
	clicked := in.ofGroup("g.id", "g.store_id", "g.staff_id")
	after := clicked.Args(until)
	linked, err := all[guidableRow](ctx, in, clickers(clicked)+`
		SELECT o.id, m.id AS customer_id, o.community_id, o.at, o.day, o.amount - o.refunded AS amount
		FROM member m
		JOIN commerce_order o ON o.customer_id = m.member_id
		WHERE o.community_id = 0 AND o.at < `+clicked.Next(1)+` AND `+keptOrder, after...)
	if err != nil {
		return err
	}
	return in.judge(ctx, x, append(rows, linked...), clicks)
}

// judge decides which community guided each order and counts it.
func (in *input) judge(ctx context.Context, x *exchange, rows []guidableRow, clicks map[customer.ID][]click) error {
	brought, err := in.brought(ctx)
	if err != nil {
		return err
	}
	first, err := in.firstDays(ctx)
	if err != nil {
		return err
	}
	span := int64(in.params.option("guided_days") * dayMS)
	slices.SortFunc(rows, func(a, b guidableRow) int { return int(min(max(a.ID-b.ID, -1), 1)) })
	for _, row := range rows {
		inWindow := row.Day >= in.window.From && row.Day <= in.window.To
		if row.CustomerID == 0 {
			if inWindow {
				x.unknown++
			}
			continue
		}
		since, referred := brought[row.CustomerID]
		o := guidable{row.ID, row.CustomerID, row.At, row.Day, row.Amount, row.CommunityID,
			referred && since <= row.At && first[row.CustomerID] >= in.window.From}
		by := guide(o, clicks[row.CustomerID], span)
		r := x.of[by]
		if r == nil {
			continue // placed without a community, or by one out of scope
		}
		g := guided{o, by, r.members[o.buyer], inWindow}
		r.add(g)
		x.all.add(g)
		x.orders = append(x.orders, g)
	}
	return nil
}

// code spells the name of a row set of one community, or of all.
func reachSet(what string, g community.ID) string {
	if g == 0 {
		return what
	}
	return fmt.Sprintf("%s@%s", what, g)
}
