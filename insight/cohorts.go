package insight

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// cohortsMetric is the cohort part of INS-05: who came in a month, and how many of them bought again in later months.
func cohortsMetric() Metric {
	return Metric{
		Name: "cohorts", Title: Words{"月度留存", "Monthly cohorts"}, Unit: Share, Source: "INS-05", Version: 1,
		Formula: Words{
			"留存(c, k) = 首单月为 c 且在第 c+k 月有有效订单的客户 ÷ 首单月为 c 的客户",
			"retention(c, k) = customers first ordering in month c with a kept order in month c+k ÷ customers first ordering in month c",
		},
		Explain: Words{
			"首单是可见范围内有史以来的第一张有效订单；首单早于开始日的客户不属于任何一列，单独列出。",
			"The first order is the first kept order of all time in scope; customers whose first order lies before the window are in no cohort and counted apart.",
		},
		Worked: Words{"1 月首单 2 人，其中 1 人 2 月、1 人 3 月又下单 → 2、1、1：次月 50%，第 2 个月 50%",
			"2 people first order in January, 1 is back in February and 1 in March → 2, 1, 1: 50 % in the next month, 50 % in the one after"},
		Reads:   []string{"commerce_buyer_day", "commerce_day", "customer_alias"},
		compute: computeCohorts,
	}
}

// cohort is the customers of one first month; active[k] of them bought k months later.
type cohort struct {
	month  month
	active []int
}

// cohortsOf folds people (all their days up to to) into the cohorts of first days in from…to, in order; months in which
// nobody came are left out. older counts the people who first bought before from and again since.
func cohortsOf(people []person, from, to day) (cohorts []cohort, older int) {
	size := int(to.month()-from.month()) + 1
	table := make([][]int, max(size, 0))
	for _, p := range people {
		if p.first() < from {
			if p.last() >= from {
				older++
			}
			continue
		}
		at := int(p.first().month() - from.month())
		if table[at] == nil {
			table[at] = make([]int, size-at)
		}
		last := month(-1)
		for _, d := range p.days {
			if m := d.day.month(); m != last {
				table[at][m-p.first().month()]++
				last = m
			}
		}
	}
	for i, active := range table {
		if active != nil {
			cohorts = append(cohorts, cohort{from.month() + month(i), active})
		}
	}
	return cohorts, older
}

func computeCohorts(ctx context.Context, in *input) (*result, error) {
	people, err := in.people(ctx, beginning, in.window.To)
	if err != nil {
		return nil, err
	}
	l, err := in.ledger(ctx)
	if err != nil {
		return nil, err
	}
	from, to := in.window.days()
	if in.window.Days == 0 {
		people = nil
	}
	cohorts, older := cohortsOf(people, from, to)
	newcomers := 0
	for _, c := range cohorts {
		newcomers += c.active[0]
	}
	a := Answer{
		Values: cohortValues(cohorts, newcomers),
		Denominators: []Denominator{{"newcomers", Words{"期内首次下单的客户", "customers first ordering in the window"}, Count,
			int64(newcomers), RowsRef{Set: "newcomers"}}},
		LeftOut: append([]LeftOut{{"older", Words{"期内下单、但首单早于开始日的客户", "customers of the window who first ordered before it"},
			Count, known(int64(older))}}, l.leftOut()...),
		Tables: []Table{cohortTable(cohorts)},
	}
	return &result{answer: a,
		rows: func(set string) rowSet { return buyerRows(people, inCohort(set, from)) },
		data: func(context.Context, *input) (any, error) { return cohortsData(cohorts), nil }}, nil
}

// cohortValues gives the size of all cohorts and the pooled share back in the month after the first.
func cohortValues(cohorts []cohort, newcomers int) []Value {
	back, of := 0, 0
	for _, c := range cohorts {
		if len(c.active) > 1 {
			back, of = back+c.active[1], of+c.active[0]
		}
	}
	return []Value{
		{Name: "month1", Title: Words{"次月留存", "Back in the next month"}, Unit: Share, Number: ratio(back, of),
			Note: &Words{"各月合并；末月没有次月，不计", "all cohorts pooled; the last month has no next one"}},
		{Name: "newcomers", Title: Words{"新客户", "Newcomers"}, Unit: Count, Number: whole(newcomers), Rows: RowsRef{Set: "newcomers"}},
		{Name: "cohorts", Title: Words{"批次", "Cohorts"}, Unit: Count, Number: whole(len(cohorts))},
	}
}

func cohortTable(cohorts []cohort) Table {
	t := Table{Name: "cohorts", Heat: true, Title: Words{"首单月 × 之后第几个月", "First month × months later"},
		Columns: []Column{column("month", "首单月", "first month", Plain), column("size", "人数", "size", Count)}}
	width := 0
	for _, c := range cohorts {
		width = max(width, len(c.active))
		row := []Cell{plain(c.month.String()), count(c.active[0], cohortSet(c.month, 0))}
		for k, n := range c.active[1:] {
			row = append(row, Cell{Number: ratio(n, c.active[0]), Set: cohortSet(c.month, k+1)})
		}
		t.Rows = append(t.Rows, row)
	}
	for k := 1; k < width; k++ {
		s := "+" + strconv.Itoa(k)
		t.Columns = append(t.Columns, column("m"+strconv.Itoa(k), s, s, Share))
	}
	return t
}

func cohortSet(m month, k int) string { return fmt.Sprintf("%s+%d", m, k) }

// inCohort tells who stands behind "newcomers" or "YYYY-MM+k": people with all their days.
func inCohort(set string, from day) func(person) bool {
	if set == "newcomers" {
		return func(p person) bool { return p.first() >= from }
	}
	name, offset, _ := strings.Cut(set, "+")
	k, _ := strconv.Atoi(offset)
	first, _ := parseDay(name + "-01")
	c := first.month()
	return func(p person) bool {
		if p.first() < from || p.first().month() != c {
			return false
		}
		m := c + month(k)
		return len(p.within(m.first(), (m+1).first()-1).days) > 0
	}
}

type cohortJSON struct {
	Month  string `json:"month"`
	Size   int    `json:"size"`
	Active []int  `json:"active"`
}

func cohortsData(cohorts []cohort) any {
	out := make([]cohortJSON, len(cohorts))
	for i, c := range cohorts {
		out[i] = cohortJSON{c.month.String(), c.active[0], c.active}
	}
	return struct {
		Cohorts []cohortJSON `json:"cohorts"`
	}{out}
}
