package insight

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"qunli/customer"
	"qunli/org"
)

// returningMetric is the day-n part of INS-05: of those who came on a day, who did something n days later.
func returningMetric() Metric {
	return Metric{
		Name: "returning", Title: Words{"第 n 日留存", "Day-n retention"}, Unit: Share, Source: "INS-05", Version: 1,
		Formula: Words{
			"留存(n) = 来的第 n 天有行为的人 ÷ 来满 n 天的人；第 0 天 = 首次添加与首次行为中较早的一天；指定社群时第 0 天 = 首次进该群的日子",
			"retention(n) = people with an act on the n-th day after they came ÷ people who came at least n days before the end; day 0 = first added or first act, whichever is earlier; of a community, the day of first joining it",
		},
		Explain: Words{
			"n = 1、3、7、14、30。行为指任何有记录的行为：触点、发言、下单等。到期末还不满 n 天的人不进这一格的分母，不会被当成没有回来。合并的客户算一人。",
			"n = 1, 3, 7, 14, 30. An act is anything on record: a touch, a message, an order. Who came less than n days before the end is not in that cell's denominator and does not count as gone. Merged people are one.",
		},
		Worked: Words{"10 人同日来，次日 4 人有行为，第 7 日 2 人，期末只到第 7 天 → 次日 40%，7 日 20%，30 日 暂无数据",
			"10 people come on a day, 4 act the next day, 2 on day 7, the window ends there → day 1 40 %, day 7 20 %, day 30 no data"},
		Params:  []Param{{Name: "by", Choices: []string{"month", "day"}, Explain: Words{"按来的月份或日子分批", "cohorts by month or by day"}}},
		Filters: []string{"community", "channel"},
		Reads:   []string{"customer", "customer_act_day", "community_stay", "community_day", "conversation_day", "commerce_day", "customer_alias"},
		compute: computeReturning,
		span:    comerSpan,
	}
}

// comerSpan is the first and the last day on which anybody was added, joined a group or acted.
func comerSpan(ctx context.Context, in *input) (edges, error) {
	e, err := lifeSpan(ctx, in)
	for _, more := range []func(context.Context, *input) (edges, error){addedSpan, groupSpan} {
		if err != nil {
			return e, err
		}
		var o edges
		if o, err = more(ctx, in); err == nil {
			e = e.with(o)
		}
	}
	return e, err
}

// returnDays are the n of day-n retention.
func returnDays() []day { return []day{1, 3, 7, 14, 30} }

// comer is a person, the day they came, and on which of returnDays they did something.
type comer struct {
	id    customer.ID
	start day
	back  [5]bool
}

// note counts an act on a day.
func (c *comer) note(d day) {
	if i := slices.Index(returnDays(), d-c.start); i >= 0 {
		c.back[i] = true
	}
}

// returned counts, for the i-th of returnDays, who of those who came long enough before the end came back.
func returned(people []comer, i int, end day) (back, of int) {
	for _, p := range people {
		if p.start+returnDays()[i] > end {
			continue
		}
		of++
		if p.back[i] {
			back++
		}
	}
	return back, of
}

// comers reads who came in the window and on which days they acted after.
func (in *input) comers(ctx context.Context) ([]comer, error) {
	starts, err := in.starts(ctx)
	if err != nil {
		return nil, err
	}
	from, to := in.window.days()
	of := map[customer.ID]*comer{}
	for id, start := range starts {
		if start >= from && start <= to {
			of[id] = &comer{id: id, start: start}
		}
	}
	known := days{}
	err = in.eachActHere(ctx, in.window.From, in.window.To, nil, func(a act) error {
		if c := of[a.CustomerID]; c != nil {
			c.note(known.of(a.Day))
		}
		return nil
	})
	var out []comer
	for _, id := range slices.Sorted(maps.Keys(of)) {
		out = append(out, *of[id])
	}
	return out, err
}

// starts gives the day on which everybody in scope came.
func (in *input) starts(ctx context.Context) (map[customer.ID]day, error) {
	cards, err := in.cards(ctx)
	if err != nil {
		return nil, err
	}
	if in.community != 0 {
		joined, err := in.joined(ctx)
		maps.DeleteFunc(joined, func(id customer.ID, _ day) bool { _, here := cards[id]; return !here })
		return joined, err
	}
	out := map[customer.ID]day{}
	for id, c := range cards {
		if c.known {
			out[id] = c.added
		}
	}
	type first struct {
		CustomerID customer.ID
		Day        string
	}
	known := days{}
	return out, each(ctx, in, func(f first) error {
		if _, here := cards[f.CustomerID]; !here {
			return nil
		}
		d := known.of(f.Day)
		if have, ok := out[f.CustomerID]; !ok || d < have {
			out[f.CustomerID] = d
		}
		return nil
	}, `
		SELECT COALESCE(a.to_id, d.customer_id) AS customer_id, MIN(d.day) AS day
		FROM customer_act_day d
		LEFT JOIN customer_alias a ON a.from_id = d.customer_id
		GROUP BY 1`)
}

// joined gives the day on which people first joined the community asked for: a stay without a join on record is none.
func (in *input) joined(ctx context.Context) (map[customer.ID]day, error) {
	type first struct {
		CustomerID customer.ID
		At         int64
	}
	out := map[customer.ID]day{}
	return out, each(ctx, in, func(f first) error {
		d, err := parseDay(in.dayOf(f.At))
		out[f.CustomerID] = d
		return err
	}, `
		SELECT COALESCE(a.to_id, s.customer_id) AS customer_id, MIN(s.joined_at) AS at
		FROM community_stay s
		LEFT JOIN customer_alias a ON a.from_id = s.customer_id
		WHERE s.community_id = $1 AND s.certain = TRUE
		GROUP BY 1`, in.community)
}

func computeReturning(ctx context.Context, in *input) (*result, error) {
	people, err := in.comers(ctx)
	if err != nil {
		return nil, err
	}
	_, end := in.window.days()
	a := Answer{
		Denominators: []Denominator{{"came", Words{"期内来的人", "people who came in the window"}, Count, int64(len(people)), RowsRef{Set: "came"}}},
		LeftOut:      []LeftOut{{"unseen", Words{"没有任何记录的行为：未知", "acts that nobody recorded: unknown"}, Count, nil}},
		Tables:       []Table{returningTable(people, in.params.By, end)},
	}
	for i, n := range returnDays() {
		back, of := returned(people, i, end)
		a.Values = append(a.Values, Value{Name: fmt.Sprintf("day%d", n), Title: Words{fmt.Sprintf("第 %d 日留存", n), fmt.Sprintf("Day %d", n)}, Unit: Share, Number: ratio(back, of)})
	}
	return &result{answer: a, rows: func(set string) rowSet { return comerRows(people, set, end) }}, nil
}

// key spells the cohort that a person belongs to.
func (c comer) key(by string) string {
	if by == "day" {
		return c.start.String()
	}
	return c.start.month().String()
}

func returningTable(people []comer, by string, end day) Table {
	t := Table{Name: "cohorts", Heat: true, Title: Words{"来的日子 × 第几日", "Came × day n"}, Columns: []Column{
		column("came", "来", "came", Plain), column("people", "人数", "people", Count)}}
	for _, n := range returnDays() {
		s := strconv.Itoa(int(n))
		t.Columns = append(t.Columns, column("day"+s, "第 "+s+" 日", "day "+s, Share))
	}
	cohorts := map[string][]comer{}
	for _, p := range people {
		cohorts[p.key(by)] = append(cohorts[p.key(by)], p)
	}
	for _, key := range sortedKeys(cohorts) {
		row := []Cell{plain(key), count(len(cohorts[key]), key)}
		for i, n := range returnDays() {
			back, of := returned(cohorts[key], i, end)
			row = append(row, Cell{Number: ratio(back, of), Set: fmt.Sprintf("%s+%d", key, n)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// comerRows lists "came", a cohort, or COHORT+n: who came back on day n.
func comerRows(people []comer, set string, end day) rowSet {
	s := rowSet{permission: org.CustomerRead, columns: []Column{column("customer", "客户", "customer", Plain), column("came", "来", "came", Plain)}}
	key, n, one := strings.Cut(set, "+")
	number, _ := strconv.Atoi(n)
	i := slices.Index(returnDays(), day(number))
	for _, p := range people {
		if key != "came" && !strings.HasPrefix(p.start.String(), key) || one && (i < 0 || !p.back[i] || p.start+day(number) > end) {
			continue
		}
		s.rows = append(s.rows, Row{p.id.String(), []Cell{plain(p.id.String()), plain(p.start.String())}})
	}
	return s
}
