package insight

import (
	"cmp"
	"context"
	"math"
	"slices"

	"qunli/customer"
	"qunli/kit/money"
	"qunli/org"
)

// predictionTables are everything that a screen shows of a fit: the most valuable, what speaks against it, how well it did,
// and its parameters.
func predictionTables(f foresight, rows []prediction) []Table {
	tables := []Table{warningTable(f)}
	if len(rows) > 0 {
		tables = append(tables, topPredictions(f, rows))
	}
	if f.Calibration != nil {
		tables = append(tables, calibrationTable(*f.Calibration))
	}
	return append(tables, seasonTable(f.Seasons), modelTable(f.Fits))
}

func warningTable(f foresight) Table {
	t := Table{Name: "warnings", Title: Words{"警告", "Warnings"}, Columns: []Column{column("warning", "数据不适合之处", "where the data do not suit", Plain)}}
	for _, w := range f.Warnings {
		t.Rows = append(t.Rows, []Cell{label(w.Words)})
	}
	if len(f.Warnings) == 0 {
		t.Rows = append(t.Rows, []Cell{label(Words{"没有发现", "none found"})})
	}
	return t
}

func calibrationTable(c calibration) Table {
	t := Table{Name: "calibration", Title: Words{
		"检验：只看到 " + c.Split + " 时的预测，对照其后的实际（人均）",
		"Calibration: the forecast as of " + c.Split + " against what came after (per buyer)"},
		Columns: []Column{column("decile", "十分位", "tenth", Count), column("buyers", "人数", "buyers", Number),
			column("predicted", "预测", "predicted", Number), column("actual", "实际", "actual", Number)}}
	for i, d := range c.Deciles {
		t.Rows = append(t.Rows, []Cell{number(whole(i + 1)), number(&d.Buyers), number(&d.Predicted), number(&d.Actual)})
	}
	total := Words{"合计", "all"}
	mean := func(sum float64) *float64 { return finite(sum / float64(c.Buyers)) }
	return t.with([]Cell{label(total), number(whole(c.Buyers)), number(mean(c.Predicted)), number(mean(c.Actual))})
}

// with is the table with one more row.
func (t Table) with(row []Cell) Table {
	t.Rows = append(t.Rows, row)
	return t
}

func seasonTable(seasons []season) Table {
	t := Table{Name: "months", Title: Words{"逐月：复购实际与模型", "Month by month: repeat orders and the model"}, Columns: []Column{
		column("month", "月份", "month", Plain), column("actual", "实际", "actual", Count), column("expected", "模型", "model", Number),
		column("index", "实际 ÷ 模型", "actual ÷ model", Share)}}
	for _, s := range seasons {
		t.Rows = append(t.Rows, []Cell{plain(s.Month), number(&s.Actual), number(&s.Expected), number(finite(s.Actual / s.Expected))})
	}
	return t
}

func modelTable(fits []fitted) Table {
	t := Table{Name: "models", Title: Words{"模型参数（时间：周；金额：元）", "Parameters (time in weeks, money in currency units)"}, Columns: []Column{
		column("model", "模型", "model", Plain), column("parameter", "参数", "parameter", Plain), column("value", "值", "value", Plain),
		column("error", "标准误", "standard error", Plain)}}
	for _, f := range fits {
		for i, name := range f.Parameter {
			t.Rows = append(t.Rows, []Cell{plain(f.Title), plain(name), spelled(f.Value[i]), spelled(f.Error[i])})
		}
		state := Words{"已收敛", "converged"}
		if !f.Converged {
			state = Words{"未收敛", "not converged"}
		}
		t.Rows = append(t.Rows, []Cell{plain(f.Title), label(Words{"对数似然", "log-likelihood"}), spelled(f.Likelihood), label(state)})
	}
	return t
}

// spelled writes a parameter with four digits after the point; nothing when it is none.
func spelled(n figure) Cell {
	if finite(float64(n)) == nil {
		return Cell{}
	}
	return plain(spell(math.Round(float64(n)*1e4) / 1e4))
}

const predictionTop = 20

func topPredictions(f foresight, rows []prediction) Table {
	t := Table{Name: "top", Title: Words{"未来价值最高的客户", "People of the highest future value"}, Columns: predictionHeads()}
	best := slices.SortedFunc(slices.Values(rows), func(a, b prediction) int {
		return cmp.Or(cmp.Compare(b.Value, a.Value), cmp.Compare(b.Expected, a.Expected), cmp.Compare(a.CustomerID, b.CustomerID))
	})
	for _, p := range best[:min(len(best), predictionTop)] {
		t.Rows = append(t.Rows, p.cells(f))
	}
	return t
}

func predictionHeads() []Column {
	return []Column{
		column("customer", "客户", "customer", Plain), column("first", "首单日", "first order", Plain), column("last", "末单日", "last order", Plain),
		column("repeats", "复购天数", "repeat order-days", Count), column("p_alive", "存活概率", "P(alive)", Share),
		column("expected_orders", "预期下单", "orders expected", Number), column("clv", "未来价值", "future value", Fen),
		column("next_order", "预计下次下单", "next order", Plain)}
}

func (p prediction) cells(f foresight) []Cell {
	asOf, _ := parseDay(f.AsOf)
	first := asOf - day(p.AgeDays)
	cells := []Cell{plain(p.CustomerID.String()), plain(first.String()), plain((first + day(p.LastDays)).String()), number(whole(p.Repeats)),
		number(finite(float64(p.Alive) / million)), number(finite(float64(p.Expected) / million)), {}, {}}
	if p.Value != unpriced {
		cells[6] = fenCell(p.Value)
	}
	if p.next != 0 {
		cells[7] = plain(p.next.String())
	}
	return cells
}

func predictionRows(f foresight, rows []prediction) rowSet {
	s := rowSet{permission: org.CustomerRead, columns: predictionHeads()}
	for _, p := range rows {
		s.rows = append(s.rows, Row{p.CustomerID.String(), p.cells(f)})
	}
	return s
}

type predictionJSON struct {
	ID        customer.ID `json:"id"`
	Account   string      `json:"account"`
	Repeats   int64       `json:"x"`
	Last      float64     `json:"t_x"`  // weeks
	Age       float64     `json:"T"`    // weeks
	Mean      *float64    `json:"mean"` // expected amount of an order, currency units
	Alive     float64     `json:"p_alive"`
	Orders    float64     `json:"expected_orders"`
	Value     *money.Fen  `json:"clv"`
	NextOrder string      `json:"next_order,omitempty"`
}

// predictionData is what the command line adds: the whole fit, and everybody by id.
func (in *input) predictionData(ctx context.Context, f foresight, rows []prediction) (any, error) {
	accounts, err := in.accounts(ctx)
	out := make([]predictionJSON, 0, len(rows))
	for _, p := range rows {
		j := predictionJSON{ID: p.CustomerID, Account: accounts[p.CustomerID], Repeats: p.Repeats, Last: float64(p.LastDays) / weekDays,
			Age: float64(p.AgeDays) / weekDays, Alive: float64(p.Alive) / million, Orders: float64(p.Expected) / million}
		if f.Use.Spend != nil {
			j.Mean = finite(f.Use.Spend.Mean(p.history()))
		}
		if p.Value != unpriced {
			j.Value = &p.Value
		}
		if p.next != 0 {
			j.NextOrder = p.next.String()
		}
		out = append(out, j)
	}
	return struct {
		Foresight foresight        `json:"foresight"`
		Customers []predictionJSON `json:"customers"`
	}{f, out}, err
}
