package insight

import (
	"context"
	"slices"
	"strings"

	"qunli/customer"
	"qunli/org"
)

// funnelMetric shows the acts of the window and how people get from looking to ordering: the reading of INS-02 for shops
// that know what people look at.
func funnelMetric() Metric {
	return Metric{
		Name: "funnel", Title: Words{"行为漏斗", "Funnel of acts"}, Unit: Share, Source: "INS-02", Version: 1,
		Formula: Words{
			"按人：看过 = 有浏览、点击或扫码；有意 = 看过且收藏或加购；下单 = 看过、有意且有成交订单；转化率 = 本步人数 ÷ 上一步人数。按次：每种行为的次数与人数",
			"by person: looked = a view, click or scan; interested = looked, and favoured or put in the cart; ordered = looked, interested and an order placed; rate = people here ÷ people at the step before. By act: how often and by how many",
		},
		Explain: Words{
			"期内的行为，不分先后：一天之内的次序没有记录到汇总里。旁边列出各步单独看的人数。订单含来源没有写明金额的订单（它们不计收入）。",
			"Acts of the window in any order: the rollup does not keep the order within a day. Beside each step stands who reached it alone. Orders include those whose source tells no amount (they are no revenue).",
		},
		Worked: Words{"100 人看过，其中 20 人收藏或加购，其中 8 人下单 → 20%、40%；另有 5 人没有收藏加购就下单，单列",
			"100 looked, 20 of them favoured or carted, 8 of these ordered → 20 %, 40 %; 5 more ordered without: counted alone"},
		Filters: []string{"community", "channel"},
		Reads:   []string{"customer_act_day", "customer", "customer_alias", "community_stay", "commerce_day"},
		compute: computeFunnel,
		span:    lifeSpan,
	}
}

// step is a step of the funnel: what it is called and which kinds of acts reach it.
type step struct {
	name  string
	title Words
	kinds []string
}

func steps() []step {
	return []step{
		{"looked", Words{"看过", "looked"}, []string{customer.ActView, customer.ActClick, customer.ActScan}},
		{"interested", Words{"有意", "interested"}, []string{customer.ActFavorite, customer.ActCart}},
		{"ordered", Words{"下单", "ordered"}, []string{customer.ActOrder}},
	}
}

// doings is what people did in the window: by kind how often, and by person which kinds and how often for each step.
type doings struct {
	acts   map[string]int64
	people map[customer.ID]*doer
}

// doer is what one person did: kinds as bits, in the order of customer.ActKinds, and acts by step.
type doer struct {
	kinds uint64
	steps [stepCount]int64
}

const stepCount = 3

func (in *input) doings(ctx context.Context) (doings, error) {
	d := doings{map[string]int64{}, map[customer.ID]*doer{}}
	listed, err := in.listed(ctx, nil)
	if err != nil {
		return d, err
	}
	bits, at := kindBits(), kindSteps()
	return d, in.eachActHere(ctx, in.window.From, in.window.To, nil, func(a act) error {
		if !listed(a.CustomerID) {
			return nil
		}
		d.acts[a.Kind] += a.Acts
		p := d.people[a.CustomerID]
		if p == nil {
			p = &doer{}
			d.people[a.CustomerID] = p
		}
		p.kinds |= bits[a.Kind]
		if n, ok := at[a.Kind]; ok {
			p.steps[n] += a.Acts
		}
		return nil
	})
}

// kindBits gives every kind of act a bit.
func kindBits() map[string]uint64 {
	out := map[string]uint64{}
	for i, k := range customer.ActKinds() {
		out[k.Kind] = 1 << i
	}
	return out
}

// kindSteps tells to which step a kind of act belongs.
func kindSteps() map[string]int {
	out := map[string]int{}
	for n, s := range steps() {
		for _, k := range s.kinds {
			out[k] = n
		}
	}
	return out
}

// through gives who reached the n-th step and all before it, and who reached it whatever came before.
func (d doings) through(n int) (nested, alone map[customer.ID]bool) {
	nested, alone = map[customer.ID]bool{}, map[customer.ID]bool{}
	for id, p := range d.people {
		if p.steps[n] == 0 {
			continue
		}
		alone[id] = true
		if !slices.Contains(p.steps[:n], 0) {
			nested[id] = true
		}
	}
	return nested, alone
}

// of gives who did acts of a kind.
func (d doings) of(kind string) map[customer.ID]bool {
	out, bit := map[customer.ID]bool{}, kindBits()[kind]
	for id, p := range d.people {
		if p.kinds&bit != 0 {
			out[id] = true
		}
	}
	return out
}

func computeFunnel(ctx context.Context, in *input) (*result, error) {
	d, err := in.doings(ctx)
	if err != nil {
		return nil, err
	}
	a := Answer{
		Denominators: []Denominator{{"people", Words{"期内有行为的人", "people who acted in the window"}, Count, int64(len(d.people)), RowsRef{Set: "people"}}},
		LeftOut:      []LeftOut{{"unidentified", Words{"认不出是谁的行为：见代替率中的未识别访问", "acts of nobody known: see the unidentified visits of the loop"}, Count, nil}},
	}
	t := Table{Name: "funnel", Title: Words{"按人", "By person"}, Columns: []Column{column("step", "步骤", "step", Plain),
		column("people", "走到此步", "got here", Count), column("rate", "转化率", "rate", Share), column("alone", "单独达到", "alone", Count)}}
	before := 0
	for n, s := range steps() {
		nested, alone := d.through(n)
		rate := ratio(len(nested), before)
		if n > 0 {
			a.Values = append(a.Values, Value{Name: s.name + "_rate", Title: Words{s.title.Zh + "率", s.title.En + " rate"}, Unit: Share, Number: rate})
		}
		t.Rows = append(t.Rows, []Cell{label(s.title), count(len(nested), s.name), number(rate), count(len(alone), s.name+"-alone")})
		before = len(nested)
	}
	a.Tables = []Table{t, d.kindTable()}
	return &result{answer: a, rows: func(set string) rowSet { return d.rows(set) }}, nil
}

// kindTable lists the kinds of acts there were, in the order of the dictionary of acts.
func (d doings) kindTable() Table {
	t := Table{Name: "acts", Title: Words{"按行为", "By act"}, Columns: []Column{column("kind", "行为", "act", Plain),
		column("acts", "次数", "acts", Count), column("people", "人数", "people", Count)}}
	for _, k := range customer.ActKinds() {
		if d.acts[k.Kind] != 0 {
			t.Rows = append(t.Rows, []Cell{label(Words{k.Zh, k.En}), number(whole(d.acts[k.Kind])), count(len(d.of(k.Kind)), "act:"+k.Kind)})
		}
	}
	return t
}

// rows lists "people", STEP, STEP-alone or act:KIND.
func (d doings) rows(set string) rowSet {
	people := map[customer.ID]bool{}
	if kind, ok := strings.CutPrefix(set, "act:"); ok {
		people = d.of(kind)
	}
	for id := range d.people {
		if set == "people" {
			people[id] = true
		}
	}
	name, alone := strings.CutSuffix(set, "-alone")
	for n, s := range steps() {
		if s.name != name {
			continue
		}
		nested, all := d.through(n)
		if people = nested; alone {
			people = all
		}
	}
	out := rowSet{permission: org.CustomerRead, columns: []Column{column("customer", "客户", "customer", Plain)}}
	for _, s := range steps() {
		out.columns = append(out.columns, column(s.name, s.title.Zh, s.title.En, Count))
	}
	for _, id := range sortedPeople(people) {
		row := []Cell{plain(id.String())}
		for n := range steps() {
			row = append(row, number(whole(d.people[id].steps[n])))
		}
		out.rows = append(out.rows, Row{id.String(), row})
	}
	return out
}
