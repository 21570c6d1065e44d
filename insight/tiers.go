package insight

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/money"
	"qunli/org"
)

// tiersMetric is CUS-12: people by what they paid in the last twelve months.
func tiersMetric() Metric {
	return Metric{
		Name: "tiers", Title: Words{"客户分层", "Tiers"}, Unit: Count, Source: "CUS-12", Version: 1,
		Formula: Words{
			"近 12 个月净额排在买家前 5% → A，其后 15% → B，其余买家 → C，没有订单 → D；净额相同者同层；净额不大于 0 的买家为 C",
			"net amount of the last 12 months among the top 5 % of buyers → A, the next 15 % → B, other buyers → C, no order → D; equal amounts share a tier; a buyer whose net is not above 0 is C",
		},
		Explain: Words{
			"每夜按全企业重算并写到客户上：分层因此与谁在看无关，列出的是可见范围内的人。新进 A 层的客户要有专人，并在 24 小时内联系。已抹去个人信息的人不分层。",
			"Worked out anew every night over the whole company and written on the person: the tier is the same whoever looks, while people in scope are listed. Who newly enters A gets somebody of their own and is contacted within 24 hours. Erased people have no tier.",
		},
		Worked: Words{"100 名买家净额各不相同 → A 5 人、B 15 人、C 80 人；没有订单的 40 人 → D",
			"100 buyers of distinct amounts → 5 A, 15 B, 80 C; 40 people without an order → D"},
		Params: []Param{
			{Name: "a", Default: "0.05", Max: 1, Explain: Words{"A 层占买家的比例", "A's share of buyers"}},
			{Name: "b", Default: "0.15", Max: 1, Explain: Words{"B 层占买家的比例", "B's share of buyers"}},
			{Name: "months", Default: "12", Min: 1, Max: 120, Explain: Words{"看几个月", "months looked at"}},
		},
		Reads:   []string{"commerce_buyer_day", "customer", "customer_standing", "customer_alias"},
		Filters: []string{"community", "channel"},
		compute: computeTiers,
		span:    tierSpan,
	}
}

// tierSpan is the months up to today.
func tierSpan(_ context.Context, in *input) (edges, error) {
	today := time.UnixMilli(in.now).In(in.zone)
	return edges{today.AddDate(0, -int(in.params.option("months")), 1).Format(dayFormat), clock.Day(in.now, in.zone)}, nil
}

func tierNames() []string { return []string{"A", "B", "C", "D"} }

// tiersOf gives everybody's tier: amounts are the net of those who have an order.
func tiersOf(everybody []customer.ID, amounts map[customer.ID]money.Fen, a, b float64) map[customer.ID]string {
	sorted := slices.Sorted(maps.Values(amounts))
	const rounding = 1e-9
	n := float64(len(sorted))
	out := make(map[customer.ID]string, len(everybody))
	for _, id := range everybody {
		amount, bought := amounts[id]
		at, _ := slices.BinarySearch(sorted, amount+1)
		above := float64(len(sorted) - at) // who paid more
		switch {
		case !bought:
			out[id] = "D"
		case amount <= 0:
			out[id] = "C"
		case above < a*n-rounding:
			out[id] = "A"
		case above < (a+b)*n-rounding:
			out[id] = "B"
		default:
			out[id] = "C"
		}
	}
	return out
}

// company is the same question over the whole company, whatever the actor sees and asked for.
func (in *input) company(ctx context.Context) *input {
	w := *in
	w.view = org.Scope(org.Owner(ctx, "insight"))
	w.store, w.staff, w.community, w.channel = 0, 0, 0, ""
	return &w
}

// tiered is a person, their tier, and what it rests on.
type tiered struct {
	id     customer.ID
	tier   string
	stored string // as of the last night
	bought bought
}

type tierRow struct {
	ID   customer.ID
	Tier string
}

// people reads everybody in scope who has a tier, with the one that stands on them.
func (in *input) tierable(ctx context.Context) ([]tierRow, error) {
	c := in.somebody().And("c.erased_at = 0")
	return all[tierRow](ctx, in, `
		SELECT c.id, COALESCE(s.tier, '') AS tier
		FROM customer c
		LEFT JOIN customer_standing s ON s.customer_id = c.id
		WHERE `+c.SQL()+`
		ORDER BY c.id`, c.Args()...)
}

func (in *input) tiers(ctx context.Context) ([]tiered, error) {
	whole := in.company(ctx)
	everybody, err := whole.tierable(ctx)
	if err != nil {
		return nil, err
	}
	purchases, err := whole.bought(ctx, in.window.From, in.window.To)
	if err != nil {
		return nil, err
	}
	ids, amounts := make([]customer.ID, len(everybody)), make(map[customer.ID]money.Fen, len(purchases))
	for i, p := range everybody {
		ids[i] = p.ID
		if b, ok := purchases[p.ID]; ok {
			amounts[p.ID] = b.Amount
		}
	}
	tiers := tiersOf(ids, amounts, in.params.option("a"), in.params.option("b"))
	listed := everybody
	if !in.whole() || in.community != 0 || in.channel != "" {
		if listed, err = in.tierable(ctx); err != nil {
			return nil, err
		}
	}
	out := make([]tiered, len(listed))
	for i, p := range listed {
		out[i] = tiered{p.ID, tiers[p.ID], p.Tier, purchases[p.ID]}
	}
	return out, nil
}

func computeTiers(ctx context.Context, in *input) (*result, error) {
	people, err := in.tiers(ctx)
	if err != nil {
		return nil, err
	}
	var amount money.Fen
	counts, amounts, moved, buyers := map[string]int{}, map[string]money.Fen{}, int64(0), int64(0)
	for _, p := range people {
		counts[p.tier]++
		amounts[p.tier] += p.bought.Amount
		amount += p.bought.Amount
		if p.tier != p.stored {
			moved++
		}
		if p.bought.Orders > 0 {
			buyers++
		}
	}
	a := Answer{
		Denominators: []Denominator{
			{"people", Words{"可见范围内的客户", "people in scope"}, Count, int64(len(people)), RowsRef{Set: "people"}},
			{"buyers", Words{"其中期内有订单的", "of these, buyers of the period"}, Count, buyers, RowsRef{Set: "buyers"}}},
		LeftOut: []LeftOut{{"moved", Words{"今晚要换层的人（客户上写的还是昨夜的分层）", "people who change tonight (last night's tier still stands on them)"}, Count, known(moved)}},
	}
	t := Table{Name: "tiers", Title: Words{"分层", "Tiers"}, Columns: []Column{column("tier", "层", "tier", Plain), column("people", "人数", "people", Count),
		column("amount", "净额", "net amount", Fen), column("share", "净额占比", "share of amount", Share)}}
	for _, name := range tierNames() {
		a.Values = append(a.Values, Value{Name: name, Title: Words{name + " 层", "Tier " + name}, Unit: Count, Number: whole(counts[name]), Rows: RowsRef{Set: "tier-" + name}})
		t.Rows = append(t.Rows, []Cell{plain(name), count(counts[name], "tier-"+name), fenCell(amounts[name]), number(ratio(amounts[name], amount))})
	}
	a.Tables = []Table{t}
	return &result{answer: a, rows: func(set string) rowSet { return tieredRows(people, set) }}, nil
}

// tieredRows lists "people", "buyers" or tier-NAME.
func tieredRows(people []tiered, set string) rowSet {
	out := rowSet{permission: org.CustomerRead, columns: []Column{column("customer", "客户", "customer", Plain), column("tier", "层", "tier", Plain),
		column("before", "昨夜", "last night", Plain), column("orders", "订单", "orders", Count), column("amount", "净额", "net amount", Fen)}}
	for _, p := range people {
		if set == "people" || set == "buyers" && p.bought.Orders > 0 || set == "tier-"+p.tier {
			out.rows = append(out.rows, Row{p.id.String(), []Cell{plain(p.id.String()), plain(p.tier), plain(p.stored), number(whole(p.bought.Orders)), fenCell(p.bought.Amount)}})
		}
	}
	slices.SortFunc(out.rows, func(a, b Row) int { return cmp.Compare(a.Key, b.Key) })
	return out
}
