package insight

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"qunli/kit/db"
	"qunli/org"
)

// eveningMetric is INS-21: what an owner is told in the evening, made from other metrics.
func eveningMetric() Metric {
	return Metric{
		Name: "evening", Title: Words{"今晚要知道的", "Tonight"}, Unit: Share, Source: "INS-21", Version: 1,
		Formula: Words{
			"代替率、严格代替率、获客成本、ROI 同各自指标，取近 28 天与前 28 天；某天异常 = 与此前同样多天里平常的一天相差 ≥ 2 个标准差；期间变化 = 两期日均之差超出 95% 波动；两者都须 ≥ 10%",
			"substitution rate, strict rate, acquisition cost and ROI as their metrics define them, of the last 28 days and the 28 before; a day is unusual at 2 standard deviations or more from the usual one of as many days before it; a period has changed where the daily means differ by more than chance (95 %); both by 10 % at least",
		},
		Explain: Words{
			"没有超出正常波动的变化就不说。每句话指向一个指标和它的日期。晚上 18 点以前，讲的是昨天；更早的历史数据，讲最后有订单的那天。要做的事至多三件，按紧急程度排列，每件都写明依据。获客费用只给能看全企业的人。",
			"What did not change by more than chance is not said. Every sentence points at a metric and its days. Before 18:00 the day is yesterday; of records long past, their last day with orders. At most three acts, the most urgent first, each with its evidence. Costs are for those who see the whole company.",
		},
		Worked: Words{"订单每天 10 张左右，今天 2 张 → 说“明显低于平常的一天”；今天 9 张 → 不说。每 100 单中 40 单复购、10 单转介绍、50 单广告 → 代替率 50.0%",
			"about 10 orders a day and 2 today → \"clearly below a usual day\"; 9 today → silence. Of 100 orders 40 repurchases, 10 referrals, 50 from ads → substitution rate 50.0 %"},
		Params: []Param{
			{Name: "days", Default: "28", Min: 14, Max: 366, Explain: Words{"一期几天", "days of a period"}},
			{Name: "least", Default: "0.1", Max: 10, Explain: Words{"小于此比例的变化不说", "a smaller relative change is not told"}},
			{Name: "hour", Default: "18", Max: 24, Explain: Words{"几点起算当天", "from this hour on the day itself counts"}},
		},
		Reads: []string{"commerce_order", "commerce_buyer_day", "commerce_day", "commerce_spend", "customer", "customer_touch", "customer_act_day", "customer_alias",
			"referral_node", "referral_day", "community", "community_stay", "community_day", "desk_task", "insight_cost", "insight_experiment", "insight_result"},
		Heavy:   true,
		compute: computeEvening,
		span:    eveningSpan,
	}
}

// eveningSpan is the last period up to the day of the evening.
func eveningSpan(ctx context.Context, in *input) (edges, error) {
	e, err := orderSpan(ctx, in)
	if err != nil || e.To == "" {
		return edges{}, err
	}
	last, err := parseDay(e.To)
	if err != nil {
		return edges{}, err
	}
	today := in.today()
	if float64(time.UnixMilli(in.now).In(in.zone).Hour()) < in.params.option("hour") {
		today--
	}
	if today-last > pastDays {
		today = last
	}
	return edges{(today - day(in.params.option("days")) + 1).String(), today.String()}, nil
}

func computeEvening(ctx context.Context, in *input) (*result, error) {
	if in.window.Days == 0 {
		return eveningResult(Evening{Quiet: true}, eveningFacts{}, nil), nil
	}
	f, loop, err := in.eveningFacts(ctx)
	if err != nil {
		return nil, err
	}
	in.window.Default = false // chosen by the clock
	return eveningResult(f.compose(), f, loop), nil
}

// eveningResult puts the sentences into tables, which is how an answer is stored, and the figures into values.
func eveningResult(e Evening, f eveningFacts, loop *result) *result {
	a := Answer{
		Values: []Value{
			{Name: "sr", Title: Words{"代替率", "Substitution rate"}, Unit: Share, Number: f.sr[0]},
			{Name: "sr_strict", Title: Words{"严格代替率", "Strict rate"}, Unit: Share, Number: f.strict[0]},
			{Name: "sr_before", Title: Words{"前一期代替率", "Rate of the period before"}, Unit: Share, Number: f.sr[1]},
			{Name: "cac", Title: Words{"获客成本", "Acquisition cost"}, Unit: Fen, Number: f.cac[0]}},
		Denominators: []Denominator{{Name: "loop_orders", Words: Words{"已知买家的有效订单（四类合计）", "kept orders of known buyers (the four classes)"}, Unit: Count,
			Rows: RowsRef{Set: "loop:all"}}},
		Tables: []Table{sentenceTable("turning", Words{"闭环在转吗", "Is the loop turning"}, e.Turning), sentenceTable("cost", Words{"成本", "Cost"}, e.Cost),
			sentenceTable("changed", Words{"变化", "What changed"}, e.Changed), actTable(e.Acts)},
	}
	if loop != nil {
		a.Denominators, a.LeftOut = wholes(loop.answer, "loop", "orders"), loop.answer.LeftOut
	}
	rows := func(set string) rowSet {
		if loop == nil {
			return rowSet{permission: org.OrderRead, columns: loopColumns()}
		}
		return loop.rows(strings.TrimPrefix(set, "loop:"))
	}
	return &result{answer: a, rows: rows, data: func(context.Context, *input) (any, error) {
		return struct {
			Evening Evening `json:"evening"`
		}{e}, nil
	}}
}

func sentenceColumns(first string) []Column {
	return []Column{column("says", first, "says", Plain), column("metric", "指标", "metric", Plain), column("from", "自", "from", Plain),
		column("to", "至", "to", Plain), column("code", "代码", "code", Plain)}
}

func (s Sentence) cells() []Cell {
	return []Cell{label(s.Words), plain(s.Metric), plain(s.From), plain(s.To), plain(s.Code)}
}

func sentenceTable(name string, title Words, list []Sentence) Table {
	t := Table{Name: name, Title: title, Columns: sentenceColumns("内容")}
	for _, s := range list {
		t.Rows = append(t.Rows, s.cells())
	}
	return t
}

func actTable(acts []Act) Table {
	t := Table{Name: "acts", Title: Words{"要做的三件事", "Three acts to take"}, Columns: append(sentenceColumns("做什么"),
		column("because", "依据", "because", Plain), column("path", "在哪里做", "where", Plain))}
	for _, a := range acts {
		t.Rows = append(t.Rows, append(a.cells(), label(a.Because), plain(a.Path)))
	}
	return t
}

// EveningOf reads the evening back from an answer to the metric.
func EveningOf(a Answer) Evening {
	e := Evening{Day: a.Window.To, Turning: sentencesOf(a.Table("turning")), Cost: sentencesOf(a.Table("cost")), Changed: sentencesOf(a.Table("changed")), Acts: []Act{}}
	acts := a.Table("acts")
	for i, s := range sentencesOf(acts) {
		e.Acts = append(e.Acts, Act{s, words(acts.Rows[i][5]), words(acts.Rows[i][6]).En})
	}
	e.Quiet = len(e.Changed) == 0 && len(e.Acts) == 0
	return e
}

func sentencesOf(t Table) []Sentence {
	out := []Sentence{}
	for _, row := range t.Rows {
		out = append(out, Sentence{words(row[4]).En, words(row[0]), words(row[1]).En, words(row[2]).En, words(row[3]).En})
	}
	return out
}

func words(c Cell) Words {
	if c.Text == nil {
		return Words{}
	}
	return *c.Text
}

// Evening is the evening of the actor's scope, as it was last computed in the background (asOf, ms); before that it is computed now.
func (s *Service) Evening(ctx context.Context) (e Evening, asOf int64, err error) {
	a, err := s.Page(ctx, "evening")
	if errors.Is(err, ErrNotReady) {
		a, err = s.Ask(ctx, "evening", Params{})
	}
	if err != nil {
		return e, 0, err
	}
	return EveningOf(a), a.AsOf, nil
}

// fresh is how old a stored answer may be that an evening is made from, ms.
const fresh = dayMS

// stored gives another metric's answer by its defaults: the one that its page shows if that is fresh, so that the evening and the
// page it leads to say the same; otherwise it is computed.
func (in *input) stored(ctx context.Context, m Metric) (Answer, error) {
	open := *in
	open.params.From, open.params.To = "", ""
	sub, err := open.as(ctx, m)
	if err != nil {
		return Answer{}, err
	}
	if len(in.params.Where) == 0 {
		body, err := one[string](ctx, in, `SELECT body FROM insight_result WHERE name = $1 AND view = $2 AND params = $3 AND version = $4 AND as_of >= $5`,
			m.Name, viewKey(ctx), sub.params.canonical(), m.Version, in.now-fresh)
		if err == nil {
			var a Answer
			return a, json.Unmarshal([]byte(body), &a)
		}
		if !errors.Is(err, db.ErrNone) {
			return Answer{}, err
		}
	}
	r, err := m.compute(ctx, sub)
	if err != nil {
		return Answer{}, fmt.Errorf("evening: %s: %w", m.Name, err)
	}
	r.head(m, sub)
	return r.answer, nil
}
