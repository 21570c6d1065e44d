package insight

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/org"
)

// cycleMetric is INS-09: how long people take from being added to the first order, and from the first to the second.
func cycleMetric() Metric {
	return Metric{
		Name: "cycle", Title: Words{"成交周期", "Deal cycles"}, Unit: Days, Source: "INS-09", Version: 2,
		Formula: Words{
			"Kaplan–Meier：S(t) = Π(1 − d_i ÷ n_i)；中位数 = S(t) ≤ 0.5 的最小天数，P90 = S(t) ≤ 0.1 的最小天数；期末仍未发生的按已等待天数截尾",
			"Kaplan–Meier: S(t) = Π(1 − d_i ÷ n_i); median = least days with S(t) ≤ 0.5, P90 = least days with S(t) ≤ 0.1; who still waits at the window's end is censored there",
		},
		Explain: Words{
			"按起点（加为好友或首单）所在月份分批。两天之差按日历日计；同一天的多张订单算一次，第二单指第二个下单日。“未达到”表示观察期内没有那么多人走到这一步。首单到合伙人按签约为合伙人的日子计；会员启用之前，首单到会员、会员到合伙人未知。",
			"Cohorts by the month of the start (added, or first order). Differences are of calendar days; orders of one day are one, so the second order is the second order-day. \"Not reached\" means that not so many got there while observed. First order to partner runs to the day of signing; until memberships are in use, order to member and member to partner are unknown.",
		},
		Worked: Words{"2、3、3、4、5 天成交，另有 5 人到第 10 天仍未成交 → 中位数 5 天（只看已成交者会说 3 天），P90 未达到",
			"closed after 2, 3, 3, 4, 5 days and 5 open at 10 days → median 5 days (the closed alone would say 3), P90 not reached"},
		Reads:   []string{"commerce_buyer_day", "commerce_day", "customer", "customer_act_day", "customer_alias"},
		compute: computeCycle,
	}
}

// leg is one start of one person, and how the wait that followed went.
type leg struct {
	id    customer.ID
	start day
	wait
}

// observe gives the leg from start to event (ok: there was one), as seen at the end of day to.
func observe(id customer.ID, start, event, to day, ok bool) leg {
	if ok && event <= to {
		return leg{id, start, wait{int(event - start), true}}
	}
	return leg{id, start, wait{int(to - start), false}}
}

// orderLegs are the ways from the first to the second order-day of those who started in from…to.
func orderLegs(people []person, from, to day) []leg {
	var legs []leg
	for _, p := range people {
		if p.first() < from || p.first() > to {
			continue
		}
		second, ok := day(0), len(p.days) > 1
		if ok {
			second = p.days[1].day
		}
		legs = append(legs, observe(p.id, p.first(), second, to, ok))
	}
	return legs
}

// addLegs are the ways from being added to the first order-day. early counts those who had bought before they were added.
func addLegs(added map[customer.ID]day, people []person, from, to day) (legs []leg, early int) {
	first := make(map[customer.ID]day, len(people))
	for _, p := range people {
		first[p.id] = p.first()
	}
	for _, id := range slices.Sorted(maps.Keys(added)) {
		start := added[id]
		if start < from || start > to {
			continue
		}
		event, ok := first[id]
		if ok && event < start {
			early++
			continue
		}
		legs = append(legs, observe(id, start, event, to, ok))
	}
	return legs, early
}

// partnerLegs are the ways from the first order-day to signing as partner; early counts partners who had signed before.
func partnerLegs(people []person, signed map[customer.ID]day, from, to day) (legs []leg, early int) {
	for _, p := range people {
		if p.first() < from || p.first() > to {
			continue
		}
		event, ok := signed[p.id]
		if ok && event < p.first() {
			early++
			continue
		}
		legs = append(legs, observe(p.id, p.first(), event, to, ok))
	}
	return legs, early
}

// signed reads when everybody first signed as partner.
func (in *input) signed(ctx context.Context) (map[customer.ID]day, error) {
	out, known := map[customer.ID]day{}, days{}
	return out, in.eachAct(ctx, beginning, in.window.To, []string{customer.ActPartner}, func(a act) error {
		if d, seen := out[a.CustomerID]; a.Acts > 0 && (!seen || known.of(a.Day) < d) {
			out[a.CustomerID] = known.of(a.Day)
		}
		return nil
	})
}

type addedRow struct {
	CustomerID customer.ID
	AddedAt    int64
}

// added reads when each reachable person was first added, merged people being one.
func (in *input) added(ctx context.Context) (map[customer.ID]day, error) {
	c := in.scope("c.store_id", "c.staff_id").And("c.added_at > 0")
	out := map[customer.ID]day{}
	err := each(ctx, in, func(r addedRow) error {
		d, err := parseDay(clock.Day(r.AddedAt, in.zone))
		out[r.CustomerID] = d
		return err
	}, `
		SELECT COALESCE(a.to_id, c.id) AS customer_id, MIN(c.added_at) AS added_at
		FROM customer c
		LEFT JOIN customer_alias a ON a.from_id = c.id
		WHERE `+c.SQL()+`
		GROUP BY 1`, c.Args()...)
	return out, err
}

func computeCycle(ctx context.Context, in *input) (*result, error) {
	people, err := in.people(ctx, beginning, in.window.To)
	if err != nil {
		return nil, err
	}
	added, err := in.added(ctx)
	if err != nil {
		return nil, err
	}
	from, to := in.window.days()
	if in.window.Days == 0 {
		people = nil
	}
	addFrom := from
	if in.params.From == "" { // people are added before they order: no lower bound unless one is asked for
		addFrom = -1 << 31
	}
	adds, early := addLegs(added, people, addFrom, to)
	signed, err := in.signed(ctx)
	if err != nil {
		return nil, err
	}
	partners, before := partnerLegs(people, signed, from, to)
	ways := []way{{"add", addTitle(), adds}, {"order", orderTitle(), orderLegs(people, from, to)}, {"partner", partnerTitle(), partners}}
	a := Answer{
		LeftOut: []LeftOut{
			{"bought_before_added", Words{"加为好友之前就已下单的客户", "people who had bought before they were added"}, Count, known(int64(early))},
			{"partner_before_order", Words{"首单之前就已签约的合伙人", "partners who had signed before they bought"}, Count, known(int64(before))},
			{"member", Words{"首单到会员、会员到合伙人：会员尚未启用，未知", "first order to member, member to partner: memberships are not in use yet, unknown"}, Count, nil},
		},
	}
	for _, w := range ways {
		a.Values = append(a.Values, cycleValues(w.name, w.title, w.legs)...)
		a.Denominators = append(a.Denominators, cycleDenominators(w.name, w.title, w.legs)...)
		a.Tables = append(a.Tables, cycleTable(w.name, w.title, w.legs))
	}
	rows := func(set string) rowSet {
		name, rest, _ := strings.Cut(set, "-")
		at := slices.IndexFunc(ways, func(w way) bool { return w.name == name })
		return legRows(ways[max(at, 0)].legs, rest)
	}
	return &result{answer: a, rows: rows}, nil
}

// way is one of the cycles and everybody's leg on it.
type way struct {
	name  string
	title Words
	legs  []leg
}

func partnerTitle() Words { return Words{"首单→合伙人", "first order → partner"} }

func addTitle() Words   { return Words{"添加→首单", "added → first order"} }
func orderTitle() Words { return Words{"首单→第二单", "first → second order"} }

func waits(legs []leg) []wait {
	out := make([]wait, len(legs))
	for i, l := range legs {
		out[i] = l.wait
	}
	return out
}

func cycleValues(name string, title Words, legs []leg) []Value {
	s := kaplanMeier(waits(legs))
	value := func(suffix, zh, en string, share float64) Value {
		v := Value{Name: name + "_" + suffix, Title: Words{title.Zh + zh, title.En + en}, Unit: Days}
		if days := s.reached(share); days != nil {
			v.Number = whole(*days)
		} else if len(legs) > 0 {
			v.Note = notReached()
		}
		return v
	}
	return []Value{value("median", "中位数", ", median", 0.5), value("p90", " P90", ", P90", 0.9)}
}

func notReached() *Words { return &Words{"未达到", "not reached"} }

func cycleDenominators(name string, title Words, legs []leg) []Denominator {
	s := kaplanMeier(waits(legs))
	part := func(code, zh, en string, n int) Denominator {
		return Denominator{name + "_" + code, Words{title.Zh + "：" + zh, title.En + ": " + en}, Count, int64(n), RowsRef{Set: name + "-" + code}}
	}
	return []Denominator{part("started", "进入观察的人", "people observed", len(legs)),
		part("closed", "已发生", "closed", s.closed), part("open", "期末仍未发生（截尾）", "still open at the end (censored)", s.open)}
}

func cycleTable(name string, title Words, legs []leg) Table {
	t := Table{Name: name, Title: title, Columns: []Column{
		column("month", "起点月份", "month of start", Plain), column("started", "人数", "people", Count),
		column("closed", "已发生", "closed", Count), column("median", "中位数", "median", Days), column("p90", "九成在几天内", "90 % within", Days)}}
	byMonth := map[month][]leg{}
	for _, l := range legs {
		byMonth[l.start.month()] = append(byMonth[l.start.month()], l)
	}
	for _, m := range slices.Sorted(maps.Keys(byMonth)) {
		s := kaplanMeier(waits(byMonth[m]))
		set := name + "-" + m.String()
		t.Rows = append(t.Rows, []Cell{plain(m.String()), count(len(byMonth[m]), set), count(s.closed, set+"-closed"),
			daysCell(s.reached(0.5)), daysCell(s.reached(0.9))})
	}
	return t
}

func daysCell(days *int) Cell {
	if days == nil {
		return label(*notReached())
	}
	return number(whole(*days))
}

func legRows(legs []leg, set string) rowSet {
	s := rowSet{permission: org.CustomerRead, columns: []Column{
		column("customer", "客户", "customer", Plain), column("start", "起点", "start", Plain),
		column("days", "天数", "days", Days), column("state", "状态", "state", Plain)}}
	monthName, closedOnly := strings.CutSuffix(set, "-closed")
	for _, l := range slices.SortedFunc(slices.Values(legs), func(a, b leg) int { return cmp.Compare(a.id, b.id) }) {
		if !(set == "started" || set == "closed" && l.closed || set == "open" && !l.closed ||
			l.start.month().String() == monthName && (l.closed || !closedOnly)) {
			continue
		}
		state := Words{"已发生", "closed"}
		if !l.closed {
			state = Words{"截尾", "censored"}
		}
		s.rows = append(s.rows, Row{l.id.String(), []Cell{plain(l.id.String()), plain(l.start.String()), number(whole(l.days)), label(state)}})
	}
	return s
}
