package insight

import (
	"encoding/json"
	"math"

	"qunli/customer"
	"qunli/insight/clv"
	"qunli/kit/money"
)

// weekDays is the models' unit of time, in days; calendarMonth the length of a calendar month, in days.
const (
	weekDays      = 7.0
	calendarMonth = 365.25 / 12
)

// terms are the numbers that a prediction depends on beside the orders.
type terms struct {
	Months      int     `json:"months"`
	Month       float64 `json:"month"`    // weeks
	Discount    float64 `json:"discount"` // of money, a month
	Holdout     float64 `json:"holdout"`  // share of the days that calibration keeps back
	Repeat      int     `json:"repeat"`   // fewer repeat buyers are warned of
	Correlation float64 `json:"correlation"`
}

// terms reads the options of the metric; Params have been checked.
func (p Params) terms() terms {
	month := p.option("month")
	if month == 0 {
		month = calendarMonth / weekDays
	}
	return terms{int(p.option("months")), month, p.option("discount"), p.option("holdout"), int(p.option("repeat")), p.option("correlation")}
}

// ends gives the ends of the months, in weeks from now.
func (t terms) ends() []float64 { return clv.Even(t.Months, t.Month) }

// prediction is what is foretold of one buyer, and the history that it follows from.
type prediction struct {
	CustomerID customer.ID
	Repeats    int64     // order-days after the first
	LastDays   int64     // from the first order to the last
	AgeDays    int64     // from the first order to the last day read
	Spent      money.Fen // on the repeat order-days
	Alive      int64     // millionths
	Expected   int64     // millionths of an order
	Value      money.Fen // unpriced: unknown
	next       day       // by which another order is more likely than not, 0 none
}

// million is the fraction in which probabilities and expected orders are stored; unpriced is the value that nobody knows.
const (
	million  = 1_000_000
	unpriced = money.Fen(-1)
)

// observe reads a buyer's history up to a day; ok is false when there was no order yet. Orders of one day are one.
func (p person) observe(asOf day) (h prediction, ok bool) {
	if len(p.days) == 0 || p.first() > asOf {
		return h, false
	}
	p = p.within(p.first(), asOf)
	h = prediction{CustomerID: p.id, Repeats: int64(len(p.days) - 1), LastDays: int64(p.last() - p.first()), AgeDays: int64(asOf - p.first())}
	for _, d := range p.days[1:] {
		h.Spent += d.amount
	}
	return h, true
}

// observed reads everybody's history up to a day.
func observed(people []person, asOf day) []prediction {
	var out []prediction
	for _, p := range people {
		if h, ok := p.observe(asOf); ok {
			out = append(out, h)
		}
	}
	return out
}

// history is the row as the models read it: weeks, and currency units.
func (p prediction) history() clv.History {
	h := clv.History{Repeat: int(p.Repeats), Last: float64(p.LastDays) / weekDays, Age: float64(p.AgeDays) / weekDays}
	if p.Repeats > 0 {
		h.Mean = float64(p.Spent) / 100 / float64(p.Repeats)
	}
	return h
}

func histories(rows []prediction) []clv.History {
	out := make([]clv.History, len(rows))
	for i, p := range rows {
		out[i] = p.history()
	}
	return out
}

// models are the fitted parameters that predictions follow from. One that could not be fitted is nil.
type models struct {
	Orders *clv.BGNBD      `json:"orders"`
	Spend  *clv.GammaGamma `json:"spend"`
}

// oracle foretells from models; what two buyers share is computed once.
type oracle struct {
	models
	terms
	asOf day
	seen map[[3]int64]outlook
}

// outlook is what follows from when somebody ordered.
type outlook struct {
	alive, orders, discounted float64
	next                      float64 // weeks, +Inf none
}

func (m models) oracle(t terms, asOf day) *oracle { return &oracle{m, t, asOf, map[[3]int64]outlook{}} }

func (o *oracle) outlook(p prediction) outlook {
	key := [3]int64{p.Repeats, p.LastDays, p.AgeDays}
	if out, ok := o.seen[key]; ok {
		return out
	}
	h := p.history()
	orders := func(t float64) float64 { return o.models.Orders.Orders(h, t) }
	ends := o.ends()
	out := outlook{o.models.Orders.Alive(h), orders(ends[len(ends)-1]), clv.Discounted(orders, 1, o.Discount, ends), o.models.Orders.Next(h)}
	o.seen[key] = out
	return out
}

// furthest is how many days ahead a next order is named at most.
const furthest = 3 * 365

// foretell fills in what follows from the history.
func (o *oracle) foretell(p prediction) prediction {
	see := o.outlook(p)
	p.Alive, p.Expected, p.Value, p.next = int64(math.Round(see.alive*million)), int64(math.Round(see.orders*million)), unpriced, 0
	if days := math.Ceil(see.next * weekDays); days <= furthest {
		p.next = o.asOf + day(max(days, 1))
	}
	if o.Spend != nil {
		if worth := see.discounted * o.Spend.Mean(p.history()) * 100; clv.Finite(worth) {
			p.Value = money.Fen(math.Floor(worth + 0.5))
		}
	}
	return p
}

// foresight is a fit with all that is to be known about it, as stored.
type foresight struct {
	From        string       `json:"from"`
	AsOf        string       `json:"as_of"`
	Terms       terms        `json:"terms"`
	Use         models       `json:"use"` // what predictions follow from
	Fits        []fitted     `json:"models"`
	Buyers      int          `json:"buyers"`
	Repeat      int          `json:"repeat_buyers"`
	Unpriced    int          `json:"unpriced"` // repeat buyers whose repeat orders brought nothing, refunds taken off
	Orders      *float64     `json:"expected_orders"`
	Cross       *float64     `json:"cross_check_orders"` // by Pareto/NBD, of the buyers that it was fitted to
	CrossOf     *float64     `json:"cross_check_of"`     // by BG/NBD, of the same
	Correlation *float64     `json:"correlation"`
	Calibration *calibration `json:"calibration"`
	Seasons     []season     `json:"seasons"`
	Rhythm      *float64     `json:"rhythm"`
	Warnings    []Warning    `json:"warnings"`
}

// fitted is one model as shown.
type fitted struct {
	Name       string   `json:"name"`
	Title      string   `json:"title"`
	Parameter  []string `json:"parameter"`
	Value      []figure `json:"value"`
	Error      []figure `json:"error"` // standard errors
	Likelihood figure   `json:"log_likelihood"`
	Buyers     float64  `json:"buyers"`
	Converged  bool     `json:"converged"`
}

// figure is written as null in JSON when it is none.
type figure float64

// MarshalJSON writes null for NaN and infinities.
func (n figure) MarshalJSON() ([]byte, error) {
	if !clv.Finite(float64(n)) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// UnmarshalJSON reads null as NaN.
func (n *figure) UnmarshalJSON(text []byte) error {
	f := (*float64)(nil)
	err := json.Unmarshal(text, &f)
	if *n = figure(math.NaN()); f != nil {
		*n = figure(*f)
	}
	return err
}

func figures(values []float64) []figure {
	out := make([]figure, len(values))
	for i, v := range values {
		out[i] = figure(v)
	}
	return out
}

// finite gives the number, nil when it is none.
func finite(v float64) *float64 {
	if !clv.Finite(v) {
		return nil
	}
	return &v
}
