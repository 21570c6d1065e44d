package commerce

import (
	"context"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/money"
	"qunli/org"
)

// Filter narrows a list of documents; zero fields do not.
type Filter struct {
	From, To  string        // days, both included
	Customers []customer.ID // a person and everybody merged into them; nil: anybody
	Kind      Kind
	Scene     Scene
	Source    string
	Channel   string // of a campaign's orders its id
	State     State
	Store     org.StoreID
	Community community.ID // that guided it, as it stands on the document
	After     *Cursor      // the last document of the page before
	Limit     int          // 50 unless told, at most 200
}

// Cursor is a document's place in lists: latest first.
type Cursor struct {
	At int64
	ID OrderID
}

func (f Filter) cond(ctx context.Context) *db.Cond {
	c := db.Where("").Join(org.Scope(ctx).Cond("store_id", "staff_id")).
		If(f.From != "", "day >= $1", f.From).If(f.To != "", "day <= $1", f.To).
		If(f.Kind != "", "kind = $1", f.Kind).If(f.Scene != "", "scene = $1", f.Scene).
		If(f.Source != "", "source = $1", f.Source).If(f.Channel != "", "channel = $1", f.Channel).If(f.State != "", "state = $1", f.State).
		If(f.Store != 0, "store_id = $1", f.Store).If(f.Community != 0, "community_id = $1 AND community_id <> 0", f.Community)
	if f.Customers != nil {
		c.In("customer_id", f.Customers)
	}
	if f.After != nil {
		c.After("at, id", true, f.After.At, f.After.ID)
	}
	return c
}

func pageSize(limit int) int {
	if limit <= 0 {
		return 50
	}
	return min(limit, 200)
}

// Orders lists documents of the actor's scope, latest first.
func (s *Service) Orders(ctx context.Context, f Filter) ([]Order, error) {
	if err := org.Must(ctx, org.OrderRead); err != nil {
		return nil, err
	}
	c := f.cond(ctx)
	return db.All[Order](ctx, s.db.Read(), `SELECT `+orderColumns+` FROM commerce_order WHERE `+c.SQL()+`
		ORDER BY at DESC, id DESC LIMIT `+c.Next(1), c.Args(pageSize(f.Limit))...)
}

// EachOrder gives all documents of a filter in the actor's scope to f, latest first: as many as Count counts, on q.
func (s *Service) EachOrder(ctx context.Context, q db.Q, f Filter, use func(Order) error) error {
	if err := org.Must(ctx, org.OrderRead); err != nil {
		return err
	}
	c := f.cond(ctx)
	return db.Each(ctx, q, use, `SELECT `+orderColumns+` FROM commerce_order WHERE `+c.SQL()+` ORDER BY at DESC, id DESC`, c.Args()...)
}

// MostCounted is up to where lists of documents are counted.
const MostCounted = 10_000

// Count counts the documents of a filter in the actor's scope, up to most; 0 is all of them.
func (s *Service) Count(ctx context.Context, q db.Q, f Filter, most int64) (int64, error) {
	if err := org.Must(ctx, org.OrderRead); err != nil {
		return 0, err
	}
	if most <= 0 {
		most = 1 << 62
	}
	c := f.cond(ctx)
	return db.One[int64](ctx, q, `SELECT COUNT(*) FROM (SELECT id FROM commerce_order WHERE `+c.SQL()+` LIMIT `+c.Next(1)+`) n`, c.Args(most)...)
}

// Unmatched lists sales of the actor's scope whose buyer nobody knows: the queue that Assign empties. The
// last to enter comes first, and of the cursor only the ID counts: the partial index of this queue is by id.
func (s *Service) Unmatched(ctx context.Context, f Filter) ([]Order, error) {
	if err := org.Must(ctx, org.OrderRead); err != nil {
		return nil, err
	}
	after := f.After
	f.After = nil
	c := f.cond(ctx).And("customer_id = 0 AND kind = 'sale'").And("state = 'kept'")
	if after != nil {
		c.And("id < $1", after.ID)
	}
	return db.All[Order](ctx, s.db.Read(), `SELECT `+orderColumns+` FROM commerce_order WHERE `+c.SQL()+`
		ORDER BY id DESC LIMIT `+c.Next(1), c.Args(pageSize(f.Limit))...)
}

// Get gives one document with its lines, in their order.
func (s *Service) Get(ctx context.Context, id OrderID) (Order, []Line, error) {
	if err := org.Must(ctx, org.OrderRead); err != nil {
		return Order{}, nil, err
	}
	q := s.db.Read()
	orders, err := db.All[Order](ctx, q, `SELECT `+orderColumns+` FROM commerce_order WHERE id = $1`, id)
	if err != nil {
		return Order{}, nil, err
	}
	if len(orders) == 0 {
		return Order{}, nil, ErrMissing
	}
	if err := org.Scope(ctx).Check(orders[0].StoreID, orders[0].StaffID); err != nil {
		return Order{}, nil, err
	}
	lines, err := db.All[Line](ctx, q, `SELECT id, order_id, ordinal, sku, quantity, price, amount, class, import_id
		FROM commerce_line WHERE order_id = $1 ORDER BY ordinal`, id)
	return orders[0], lines, err
}

// SceneTotal is what was closed in one scene. Net is Amount − Refunded − Unnamed + Adjusted.
type SceneTotal struct {
	Scene                                              Scene
	Orders, Unmatched, Cancelled                       int64
	Amount, Refunded, Unnamed, Adjusted, Net, PerOrder money.Fen
}

// SceneTotals gives every scene between two days (both included, "" is open) in the actor's scope, in the order of
// Scenes, and their total: an order is in exactly one scene, so the scenes sum to it.
func (s *Service) SceneTotals(ctx context.Context, from, to string, store org.StoreID) (scenes []SceneTotal, total SceneTotal, err error) {
	if err := org.Must(ctx, org.OrderRead); err != nil {
		return nil, total, err
	}
	c := db.Where("").Join(org.Scope(ctx).Cond("store_id", "staff_id")).If(from != "", "day >= $1", from).
		If(to != "", "day <= $1", to).If(store != 0, "store_id = $1", store)
	at := map[Scene]*SceneTotal{}
	scenes = make([]SceneTotal, len(Scenes()))
	for i, l := range Scenes() {
		scenes[i].Scene = l.Code
		at[l.Code] = &scenes[i]
	}
	err = db.Each(ctx, s.db.Read(), func(t SceneTotal) error { *at[t.Scene] = t; return nil }, `SELECT scene,
		CAST(SUM(orders) AS BIGINT) AS orders, CAST(SUM(unmatched) AS BIGINT) AS unmatched,
		CAST(SUM(cancelled) AS BIGINT) AS cancelled, CAST(SUM(amount) AS BIGINT) AS amount,
		CAST(SUM(refunded) AS BIGINT) AS refunded, CAST(SUM(unnamed) AS BIGINT) AS unnamed,
		CAST(SUM(adjusted) AS BIGINT) AS adjusted
		FROM commerce_day WHERE `+c.SQL()+` GROUP BY scene`, c.Args()...)
	for i := range scenes {
		scenes[i].finish()
		total.add(&scenes[i])
	}
	total.finish()
	return scenes, total, err
}

func (t *SceneTotal) finish() {
	t.Net = t.Amount - t.Refunded - t.Unnamed + t.Adjusted
	if t.Orders > 0 {
		t.PerOrder = perOrder(t.Amount-t.Refunded, t.Orders)
	}
}

// perOrder divides rounding half up, away from zero; orders is above 0.
func perOrder(amount money.Fen, orders int64) money.Fen {
	n := money.Fen(orders)
	each, rest := amount/n, amount%n
	switch {
	case rest >= n-rest:
		each++
	case -rest >= n+rest:
		each--
	}
	return each
}

func (t *SceneTotal) add(o *SceneTotal) {
	t.Orders, t.Unmatched, t.Cancelled = t.Orders+o.Orders, t.Unmatched+o.Unmatched, t.Cancelled+o.Cancelled
	t.Amount, t.Refunded = t.Amount+o.Amount, t.Refunded+o.Refunded
	t.Unnamed, t.Adjusted = t.Unnamed+o.Unnamed, t.Adjusted+o.Adjusted
}
