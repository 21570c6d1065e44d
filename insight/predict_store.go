package insight

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/money"
)

// predictionRow is a row of insight_prediction.
type predictionRow struct {
	CustomerID customer.ID
	FitID      int64
	Repeats    int64
	LastDays   int64
	AgeDays    int64
	Spent      money.Fen
	Alive      int64
	Expected   int64
	Value      money.Fen
	NextAt     int64
}

const predictionColumns = `p.customer_id, p.fit_id, p.repeats, p.last_days, p.age_days, p.spent, p.alive, p.expected, p.value, p.next_at`

// read is the row without its fit, and with a day in place of a moment.
func (r predictionRow) read(in *input) prediction {
	p := prediction{r.CustomerID, r.Repeats, r.LastDays, r.AgeDays, r.Spent, r.Alive, r.Expected, r.Value, 0}
	if r.NextAt != 0 {
		p.next, _ = parseDay(in.dayOf(r.NextAt))
	}
	return p
}

// row is the prediction as stored under a fit.
func (p prediction) row(fit int64, in *input) predictionRow {
	r := predictionRow{p.CustomerID, fit, p.Repeats, p.LastDays, p.AgeDays, p.Spent, p.Alive, p.Expected, p.Value, 0}
	if p.next != 0 {
		r.NextAt = midnight(p.next, in.zone)
	}
	return r
}

// fitRow is a row of insight_fit.
type fitRow struct {
	ID      int64
	AsOf    string
	At      int64
	Version int64
	Digest  string
	Done    bool
	Body    string
}

const fitColumns = `id, as_of, at, version, digest, done, body`

// open reads the body.
func (r fitRow) open() (f foresight, err error) {
	if err = json.Unmarshal([]byte(r.Body), &f); err != nil {
		err = fmt.Errorf("insight_fit %d: %w", r.ID, err)
	}
	return f, err
}

// lastFit gives the newest fit whose predictions stand; db.ErrNone when there is none.
func (in *input) lastFit(ctx context.Context) (fitRow, foresight, error) {
	r, err := one[fitRow](ctx, in, `SELECT `+fitColumns+` FROM insight_fit WHERE done = TRUE ORDER BY id DESC LIMIT 1`)
	if err != nil {
		return r, foresight{}, err
	}
	f, err := r.open()
	return r, f, err
}

func (in *input) fitOf(ctx context.Context, id int64) (fitRow, foresight, error) {
	r, err := one[fitRow](ctx, in, `SELECT `+fitColumns+` FROM insight_fit WHERE id = $1`, id)
	if err != nil {
		return r, foresight{}, err
	}
	f, err := r.open()
	return r, f, err
}

// predictions reads what is stored of the people in scope, by id.
func (in *input) predictions(ctx context.Context) ([]prediction, error) {
	c := in.scope("c.store_id", "c.staff_id").
		And("c.erased_at = 0 AND NOT EXISTS (SELECT 1 FROM customer_alias m WHERE m.from_id = c.id)")
	var out []prediction
	return out, each(ctx, in, func(r predictionRow) error { out = append(out, r.read(in)); return nil }, `
		SELECT `+predictionColumns+`
		FROM insight_prediction p
		JOIN customer c ON c.id = p.customer_id
		WHERE `+c.SQL()+`
		ORDER BY p.customer_id`, c.Args()...)
}

// predictionOf reads what is stored of a person, as who they are now; db.ErrNone when nothing is.
func (in *input) predictionOf(ctx context.Context, i customer.ID) (predictionRow, error) {
	return one[predictionRow](ctx, in, `
		SELECT `+predictionColumns+`
		FROM insight_prediction p
		WHERE p.customer_id = COALESCE((SELECT a.to_id FROM customer_alias a WHERE a.from_id = $1), $1)`, i)
}

// ErasePeople takes erased people out of the predictions, in the caller's transaction.
func ErasePeople(ctx context.Context, tx *db.Tx, people []customer.ID) error {
	return dropPredictions(ctx, tx, people)
}

// dropPredictions deletes what was foretold of these people.
func dropPredictions(ctx context.Context, tx *db.Tx, people []customer.ID) error {
	for start := 0; start < len(people); start += predictStep {
		c := db.Where("").In("customer_id", people[start:min(start+predictStep, len(people))])
		if _, err := db.Exec(ctx, tx, `DELETE FROM insight_prediction WHERE `+c.SQL(), c.Args()...); err != nil {
			return err
		}
	}
	return nil
}

// The attributes of this room that rules may ask about.
const (
	attrValue    = "clv_12m"
	attrAlive    = "p_alive"
	attrExpected = "expected_orders"
	attrNext     = "next_order"
)

// percentAlive and wholeOrders are what rules see of the stored millionths: whole per cent, and whole orders, rounded.
const (
	percentAlive = `(alive + 5000) / 10000`
	wholeOrders  = `(expected + 500000) / 1000000`
)

// Attributes declares what rules may ask about predictions. They are those of last night; no row is 0.
func Attributes() []customer.Attribute {
	const table = "insight_prediction"
	return []customer.Attribute{
		{Name: attrValue, Zh: "未来一年价值", En: "value in 12 months", Type: customer.AttrMoney, Table: table, Value: "value",
			Where: "value > 0", Gather: customer.GatherOwn, Single: true, Unit: "元"},
		{Name: attrAlive, Zh: "存活概率", En: "P(alive)", Type: customer.AttrNumber, Table: table, Value: percentAlive,
			Gather: customer.GatherOwn, Single: true, Unit: "%"},
		{Name: attrExpected, Zh: "未来一年下单", En: "orders in 12 months", Type: customer.AttrNumber, Table: table, Value: wholeOrders,
			Gather: customer.GatherOwn, Single: true, Unit: "单"},
		{Name: attrNext, Zh: "预计下次下单", En: "next order", Type: customer.AttrMoment, Table: table, Value: "next_at",
			Where: "next_at <> 0", Gather: customer.GatherOwn, Single: true},
	}
}

// sameForRules tells whether rules see the same of both.
func (r predictionRow) sameForRules(o predictionRow) bool {
	return max(r.Value, 0) == max(o.Value, 0) && (r.Alive+5000)/10000 == (o.Alive+5000)/10000 &&
		(r.Expected+500000)/1000000 == (o.Expected+500000)/1000000 && r.NextAt == o.NextAt
}

// unlessNone passes over db.ErrNone.
func unlessNone(err error) error {
	if errors.Is(err, db.ErrNone) {
		return nil
	}
	return err
}
