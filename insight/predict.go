package insight

import (
	"context"
	"errors"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/money"
	"qunli/org"
)

// predictionsMetric foretells orders and their value (CUS-10's projection for each person, by the models of package clv).
func predictionsMetric() Metric {
	return Metric{
		Name: "predictions", Title: Words{"预测：下单、存活与未来价值", "Predictions: orders, staying and future value"}, Unit: Fen, Source: "CUS-10, INS-14", Version: 1,
		Formula: Words{
			"BG/NBD：P(alive) 与未来下单数；Gamma-Gamma：每单均值；价值 = Σ_{i=1..12} 均值 × 第 i 月预期下单 ÷ (1 + 贴现率)^i；都以最大似然拟合，Pareto/NBD 作对照",
			"BG/NBD: P(alive) and orders to come; Gamma-Gamma: the mean of an order; value = Σ_{i=1..12} mean × orders expected in month i ÷ (1 + discount)^i; all by maximum likelihood, Pareto/NBD as a cross-check",
		},
		Explain: Words{
			"截至窗口最后一天（缺省为最后有订单的日子）。同一天的订单算一次，全部免费的订单也算（来过即未流失）；时间单位为周；一个月为 365.25/12 天，month=30 则为 30 周（公开文献的口径）。下次下单日 = 再次下单的可能性过半的那一天，没有则为空。不指定条件时给出每晚存下的预测。检验：留出后一段不看，按预测十等分，对照实际。数据不适合时有警告。合并的客户按一人计，已注销的不计。方法与假设见 docs/predictions.md。",
			"As of the last day of the window (by default the last with orders). Orders of one day are one, and an order of free goods counts: who came still is a customer; time is in weeks; a month is 365.25/12 days, with month=30 thirty weeks, as in the literature. The next order day is the one by which another order is more likely than not, none where that never is. Without conditions the predictions stored every night are given. Calibration: the later part is kept back, and what came is held against the forecast by tenths of the buyers. Where the data do not suit, warnings say why. Merged people are one, erased ones are left out. Method and assumptions: docs/predictions.md.",
		},
		Params: []Param{
			{Name: "months", Default: "12", Min: 1, Max: 60, Explain: Words{"预测几个月", "how many months ahead"}},
			{Name: "month", Default: "0", Min: 0, Max: 1000, Explain: Words{"一个月的长度（周）；0 为日历月 365.25/12 天", "length of a month in weeks; 0 is a calendar month, 365.25/12 days"}},
			{Name: "discount", Default: "0.01", Min: 0, Max: 1, Explain: Words{"每月贴现率", "discount rate a month"}},
			{Name: "holdout", Default: "0.5", Min: 0.1, Max: 0.9, Explain: Words{"检验时留出的天数占比", "share of the days kept back for calibration"}},
			{Name: "repeat", Default: "100", Min: 0, Max: 1e6, Explain: Words{"复购客户少于此数则警告", "fewer repeat buyers are warned of"}},
			{Name: "correlation", Default: "0.3", Min: 0, Max: 1, Explain: Words{"次数与金额的相关超过此数则警告", "a larger correlation of frequency and spend is warned of"}},
		},
		Worked: Words{"CDNOW 样本，1997-09-30：r 0.2426、α 4.414、a 0.793、b 2.426；客户 1（复购 2 次，均值 22.35）12 个日历月的贴现价值 36.30，month=30 为 140.10",
			"CDNOW sample, 1997-09-30: r 0.2426, α 4.414, a 0.793, b 2.426; customer 1 (2 repeat orders, mean 22.35) is worth 36.30 over 12 calendar months, 140.10 with month=30"},
		Reads:   []string{"commerce_buyer_day", "commerce_order", "customer_alias", "customer", "insight_fit", "insight_prediction"},
		Heavy:   true,
		compute: computePredictions,
	}
}

// noForesight says why a part of the brand has no predictions yet.
func noForesight() Words {
	return Words{"每晚计算一次，尚未有结果；也可指定起止日立即计算", "computed every night, not yet done; give a window to compute it now"}
}

func computePredictions(ctx context.Context, in *input) (*result, error) {
	f, rows, err := in.foresight(ctx)
	if errors.Is(err, db.ErrNone) {
		note := noForesight()
		return &result{answer: Answer{Values: []Value{{Name: "clv", Title: Words{"未来价值", "Future value"}, Unit: Fen, Note: &note}}, Tables: []Table{}},
			rows: func(string) rowSet { return rowSet{} }}, nil
	}
	if err != nil {
		return nil, err
	}
	l, err := in.ledger(ctx)
	if err != nil {
		return nil, err
	}
	a := Answer{
		Values: predictionValues(f, rows),
		Denominators: []Denominator{
			{"people", Words{"有预测的客户", "people predicted"}, Count, int64(len(rows)), RowsRef{Set: "people"}},
			{"fitted", Words{"模型所用的买家", "buyers that the models were fitted to"}, Count, int64(f.Buyers), RowsRef{}},
			{"repeat", Words{"其中复购过的", "of these, repeat buyers"}, Count, int64(f.Repeat), RowsRef{}},
		},
		LeftOut: append(l.leftOut(), LeftOut{"unpriced_repeat", Words{"复购净额不为正的客户：不参与金额模型", "repeat buyers whose repeat orders brought nothing: not in the spend model"},
			Count, known(int64(f.Unpriced))}),
		Tables: predictionTables(f, rows),
	}
	data := func(ctx context.Context, in *input) (any, error) { return in.predictionData(ctx, f, rows) }
	return &result{answer: a, rows: func(string) rowSet { return predictionRows(f, rows) }, data: data}, nil
}

// foresight gives what was stored last night where it answers the question, and computes anew otherwise. db.ErrNone means
// that a part of the brand asks for what is not stored yet.
func (in *input) foresight(ctx context.Context) (foresight, []prediction, error) {
	asked := in.params.From == "" && in.params.To == "" && in.store == 0 && in.staff == 0
	if asked {
		fit, f, err := in.lastFit(ctx)
		if err == nil && f.Terms == in.params.terms() && fit.Version == predictionsMetric().Version {
			rows, err := in.predictions(ctx)
			return f, rows, err
		}
		if err != nil && !errors.Is(err, db.ErrNone) {
			return f, nil, err
		}
		if !in.whole() {
			return f, nil, db.ErrNone
		}
	}
	people, from, asOf, err := in.buyersUntil(ctx)
	if err != nil {
		return foresight{}, nil, err
	}
	f, rows := foresee(people, from, asOf, in.params.terms())
	return f, rows, nil
}

func predictionValues(f foresight, rows []prediction) []Value {
	var alive, expected int64
	var value money.Fen
	priced := false
	for _, p := range rows {
		alive += p.Alive
		expected += p.Expected
		if p.Value != unpriced {
			value += p.Value
			priced = true
		}
	}
	values := []Value{
		{Name: "clv", Title: Words{"未来价值合计（贴现）", "Future value, discounted"}, Unit: Fen, Rows: RowsRef{"people", "clv"}},
		{Name: "clv_mean", Title: Words{"人均未来价值", "Future value per person"}, Unit: Fen},
		{Name: "expected_orders", Title: Words{"预期下单数", "Orders expected"}, Unit: Number},
		{Name: "alive", Title: Words{"预期仍是客户的人数", "People expected to be customers still"}, Unit: Number},
		{Name: "people", Title: Words{"有预测的客户", "People predicted"}, Unit: Count, Number: whole(len(rows)), Rows: RowsRef{Set: "people"}},
		{Name: "miss", Title: Words{"检验期总量误差", "Error of the total in the days kept back"}, Unit: Share, Number: f.miss()},
	}
	if len(rows) == 0 {
		return values
	}
	values[2].Number, values[3].Number = finite(float64(expected)/million), finite(float64(alive)/million)
	if priced {
		values[0].Number, values[1].Number = whole(value), finite(float64(value)/float64(len(rows)))
	}
	return values
}

// miss is predicted ÷ actual − 1 of the orders in the days kept back, nil unknown.
func (f foresight) miss() *float64 {
	if f.Calibration == nil {
		return nil
	}
	return finite(f.Calibration.Predicted/f.Calibration.Actual - 1)
}

// Prediction is what is foretold of one person. Value is nil where the spend model cannot tell; NextOrder is a day, "" none.
type Prediction struct {
	Customer  customer.ID `json:"customer"`
	AsOf      string      `json:"as_of"`
	Repeats   int64       `json:"repeats"` // order-days after the first
	Alive     float64     `json:"p_alive"`
	Orders    float64     `json:"expected_orders"` // in Months
	Value     *money.Fen  `json:"clv"`
	Months    int         `json:"months"`
	NextOrder string      `json:"next_order"`
	Warnings  []Warning   `json:"warnings"`
}

// Prediction gives what was foretold last of a person whom the actor sees: of who a merged person is now. db.ErrNone means
// that nothing is: no orders, not computed yet, erased, or the models do not fit.
func (s *Service) Prediction(ctx context.Context, i customer.ID) (Prediction, error) {
	var out Prediction
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return out, err
	}
	err := s.db.Snapshot(ctx, func(q db.Q) error {
		zone, err := org.Zone(ctx, q)
		if err != nil {
			return err
		}
		in := &input{q: q, zone: zone, view: org.Scope(ctx), trace: s.trace}
		row, err := in.predictionOf(ctx, i)
		if err != nil {
			return err
		}
		if err := in.sees(ctx, row.CustomerID); err != nil {
			return err
		}
		_, f, err := in.fitOf(ctx, row.FitID)
		out = row.read(in).told(f)
		return err
	})
	return out, err
}

// Foreseen gives of which day the last predictions are, and what speaks against them; "" while there are none.
func (s *Service) Foreseen(ctx context.Context) (asOf string, warnings []Warning, err error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return "", nil, err
	}
	_, f, err := s.reading().in.lastFit(ctx)
	return f.AsOf, f.Warnings, unlessNone(err)
}

// sees refuses a person outside the actor's scope.
func (in *input) sees(ctx context.Context, i customer.ID) error {
	type place struct {
		StoreID org.StoreID
		StaffID org.StaffID
	}
	at, err := one[place](ctx, in, `SELECT store_id, staff_id FROM customer WHERE id = $1`, i)
	if err != nil {
		return err
	}
	return in.view.Check(at.StoreID, at.StaffID)
}

// told is the row in the units that people read.
func (p prediction) told(f foresight) Prediction {
	out := Prediction{Customer: p.CustomerID, AsOf: f.AsOf, Repeats: p.Repeats, Alive: float64(p.Alive) / million,
		Orders: float64(p.Expected) / million, Months: f.Terms.Months, Warnings: f.Warnings}
	if p.Value != unpriced {
		out.Value = &p.Value
	}
	if p.next != 0 {
		out.NextOrder = p.next.String()
	}
	return out
}
