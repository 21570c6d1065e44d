package insight

import (
	"context"
	"math"
	"slices"
	"strings"

	"qunli/org"
)

// forecastMetric is REF-05: what a planned loop would bring, beside what invitations were measured to do.
func forecastMetric() Metric {
	return Metric{
		Name: "forecast", Title: Words{"裂变方案推演", "Forecast of a fission plan"}, Unit: Number, Source: "REF-05", Version: 1,
		Formula: Words{
			"K = 每人邀请数 i × 每次邀请的转化 c；n 轮后的人数 = Σ_{j≤n} s·K^j；K ≥ 1 可自循环，K < 1 时总人数收敛于 s ÷ (1−K)；实测 K = 入群满 14 天的被邀请者在头 14 天内带来的人 ÷ 这些被邀请者；实测周期 = 被邀请者与邀请人到来时间之差的中位数",
			"K = invites per newcomer i × conversion per invite c; people after n turns = Σ_{j≤n} s·K^j; self-sustaining iff K ≥ 1, and for K < 1 the people converge to s ÷ (1−K); measured K = people whom invitees brought in their first 14 days ÷ those invitees, counting invitees of at least 14 days; measured cycle = median of invitee's coming − inviter's coming",
		},
		Explain: Words{
			"方案是假设，实测是已经发生的：两者并排，差多少一目了然。推演不考虑人群饱和：K ≥ 1 也不会永远增长，所以超过十亿人的轮次不再列出。没有满 14 天的被邀请者时，实测为暂无数据。",
			"The plan is what somebody assumes, the measured side is what happened: both stand side by side. The forecast knows no saturation: even with K ≥ 1 nothing grows for ever, so turns beyond a billion people are not listed. Without invitees of 14 days the measured side has no data.",
		},
		Worked: Words{
			"i=5、c=0.25 → K=1.25，可自循环；i=3、c=0.2 → K=0.6，需要持续投入种子。s=100：K=0.6 → 100、160、196……极限 250；K=1.25 → 100、225、381。",
			"i=5, c=0.25 → K=1.25, self-sustaining; i=3, c=0.2 → K=0.6, needs a flow of seeds. s=100: K=0.6 → 100, 160, 196 … limit 250; K=1.25 → 100, 225, 381.",
		},
		Params: []Param{
			{Name: "seeds", Default: "100", Min: 1, Max: 1e6, Explain: Words{"s：起步的种子人数", "s: seeds to begin with"}},
			{Name: "invites", Default: "3", Max: 100, Explain: Words{"i：每位新人发出的邀请", "i: invites that each newcomer sends"}},
			{Name: "conversion", Default: "0.2", Max: 1, Explain: Words{"c：一次邀请带来人的概率", "c: share of invites that bring somebody"}},
			{Name: "cycle_days", Default: "7", Min: 0.01, Max: 3650, Explain: Words{"一轮几天", "days of one turn"}},
			{Name: "generations", Default: "8", Min: 1, Max: 100, Explain: Words{"推演几轮", "turns to look ahead"}},
		},
		Reads:   []string{"referral_node", "referral_day", "customer"},
		Heavy:   true,
		compute: computeForecast,
		span:    referralSpan,
	}
}

// fissionPlan is a loop as somebody plans it: seeds to begin with, invites that each newcomer sends, the share of invites that
// bring somebody, days of a turn, and how many turns to look ahead.
type fissionPlan struct {
	seeds, invites, conversion, cycleDays float64
	turns                                 int
}

func planOf(p Params) fissionPlan {
	return fissionPlan{p.option("seeds"), p.option("invites"), p.option("conversion"), p.option("cycle_days"), int(p.option("generations"))}
}

func (p fissionPlan) k() float64 { return p.invites * p.conversion }

// mostPeople is how many people a forecast may speak of.
const mostPeople = 1e9

// turn is one generation of a forecast: the day it is complete, who comes in it, and all who are there then.
type turn struct {
	day, newcomers, users float64
}

// turns looks ahead from seeds at K, up to the given number of turns or until more than mostPeople would be there.
func turns(seeds, k, cycleDays float64, n int) []turn {
	var out []turn
	newcomers, users := seeds, 0.0
	for i := range n + 1 {
		if users += newcomers; users > mostPeople {
			break
		}
		out = append(out, turn{float64(i) * cycleDays, newcomers, users})
		newcomers *= k
	}
	return out
}

func (p fissionPlan) forecast() []turn { return turns(p.seeds, p.k(), p.cycleDays, p.turns) }

// measuredLoop is what invitations were seen to do: fission, and the median ms from a coming to the one it led to, nil unknown.
type measuredLoop struct {
	fission
	cycle *float64
}

func measureLoop(f *invited, now int64) measuredLoop {
	var cycles []int
	for _, g := range generations(f.forest, f.joined) {
		cycles = append(cycles, g.cycles...)
	}
	m := measuredLoop{fission: fissionOf(f.forest, f.joined, now)}
	if middle, ok := upperMedian(cycles); ok {
		m.cycle = whole(middle)
	}
	return m
}

// days is the measured cycle in days, nil unknown.
func (m measuredLoop) days() *float64 {
	if m.cycle == nil {
		return nil
	}
	d := *m.cycle / dayMS
	return &d
}

func computeForecast(ctx context.Context, in *input) (*result, error) {
	f, err := in.invited(ctx)
	if err != nil {
		return nil, err
	}
	plan, seen := planOf(in.params), measureLoop(f, in.now)
	a := Answer{
		Values: append(plan.values(), seen.values(plan)...),
		Denominators: []Denominator{
			{"cohort", Words{"计入实测 K 的被邀请者", "invitees counted in the measured K"}, Count, int64(seen.cohort), RowsRef{Set: "cohort"}},
			{"brought", Words{"他们头 14 天内带来的人", "people they brought in their first 14 days"}, Count, int64(seen.brought), RowsRef{"cohort", "brought"}},
		},
		LeftOut: []LeftOut{{"undated", Words{"没有时间的推荐关系：不参与实测", "referrals without a time: not measured"}, Count, known(f.undated)},
			{"saturation", Words{"人群饱和：推演不考虑", "saturation: the forecast does not know it"}, Count, nil}},
		Tables: []Table{forecastTable(plan, seen)},
	}
	return &result{answer: a, rows: func(string) rowSet { return f.cohortRows(in.now) }}, nil
}

// reading says what a K means.
func reading(k float64) *Words {
	if sustains(k) {
		return &Words{"可以自循环", "self-sustaining"}
	}
	return &Words{"需要持续投入种子", "needs a flow of seeds"}
}

func (p fissionPlan) values() []Value {
	end := Value{Name: "users", Title: Words{"方案：推演末的人数", "Plan: people in the end"}, Unit: Count}
	if ahead := p.forecast(); len(ahead) == p.turns+1 {
		end.Number = heads(ahead[p.turns].users)
	} else {
		end.Note = &Words{"超过十亿人，已脱离现实", "more than a billion people: the plan has left reality"}
	}
	k, days := p.k(), p.cycleDays*float64(p.turns)
	limit := Value{Name: "limit", Title: Words{"方案：总人数的极限 s ÷ (1−K)", "Plan: limit of all people s ÷ (1−K)"}, Unit: Number, Number: usersLimit(p.seeds, k)}
	if limit.Number == nil {
		limit.Note = &Words{"K≥1，没有极限", "none for K≥1"}
	}
	return []Value{{Name: "k", Title: Words{"方案 K = i·c", "Planned K = i·c"}, Unit: Number, Number: &k, Note: reading(k)}, end, limit,
		{Name: "days", Title: Words{"推演的天数", "Days looked ahead"}, Unit: Days, Number: &days}}
}

func (m measuredLoop) values(p fissionPlan) []Value {
	k := Value{Name: "measured_k", Title: Words{"实测 K（满 14 天，头 14 天）", "Measured K (invitees of 14 days, their first 14)"}, Unit: Number, Number: m.k()}
	var limit *float64
	if k.Number != nil {
		k.Note = reading(*k.Number)
		limit = usersLimit(p.seeds, *k.Number)
	}
	planned := p.k()
	return []Value{k,
		{Name: "reached", Title: Words{"实测 K 达到方案的", "Measured K of the planned"}, Unit: Share, Number: over(k.Number, &planned)},
		{Name: "measured_cycle", Title: Words{"实测周期（天，中位）", "Measured cycle (days, median)"}, Unit: Number, Number: m.days()},
		{Name: "measured_limit", Title: Words{"这些种子按实测 K 的极限", "Limit of these seeds at the measured K"}, Unit: Number, Number: limit}}
}

// heads is a number of people as it is shown: rounded half up.
func heads(people float64) *float64 { n := math.Floor(people + 0.5); return &n }

// forecastTable lists the turns of the plan and, beside them, what the same seeds become at the measured K.
func forecastTable(p fissionPlan, m measuredLoop) Table {
	t := Table{Name: "generations", Title: Words{"逐轮推演", "Turn by turn"}, Columns: []Column{
		column("turn", "轮", "turn", Count), column("day", "第几天", "day", Number), column("newcomers", "新来", "newcomers", Count),
		column("users", "累计人数", "people", Count), column("measured", "按实测 K 的累计", "people at the measured K", Count),
		column("measured_day", "按实测周期的第几天", "day by the measured cycle", Number)}}
	var seen []turn
	if k := m.k(); k != nil {
		seen = turns(p.seeds, *k, 1, p.turns)
	}
	for i, s := range p.forecast() {
		row := []Cell{number(whole(i)), number(&s.day), number(heads(s.newcomers)), number(heads(s.users)), {}, {}}
		if i < len(seen) {
			row[4] = number(heads(seen[i].users))
		}
		if cycle := m.days(); cycle != nil {
			day := *cycle * float64(i)
			row[5] = number(&day)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// cohortRows lists the invitees behind the measured K, with whom each brought in their first days.
func (f *invited) cohortRows(now int64) rowSet {
	s := rowSet{permission: org.CustomerRead, columns: []Column{column("customer", "客户", "customer", Plain),
		column("brought", "头 14 天带来", "brought in 14 days", Count)}}
	brought := make([]int, len(f.parent))
	for node, p := range f.parent {
		if p >= 0 && f.joined[node] >= f.joined[p] && f.joined[node] <= f.joined[p]+maturity {
			brought[p]++
		}
	}
	for node, p := range f.parent {
		if p >= 0 && ripe(f.joined[node], now) {
			id := f.ids[node].String()
			s.rows = append(s.rows, Row{id, []Cell{plain(id), number(whole(brought[node]))}})
		}
	}
	slices.SortFunc(s.rows, func(a, b Row) int { return strings.Compare(a.Key, b.Key) })
	return s
}
