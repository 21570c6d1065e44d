package insight

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"qunli/customer"
	"qunli/org"
)

// aarrrMetric is INS-02: the pirate funnel of those who came in the window.
func aarrrMetric() Metric {
	return Metric{
		Name: "aarrr", Title: Words{"海盗模型 AARRR", "AARRR funnel"}, Unit: Share, Source: "INS-02", Version: 2,
		Formula: Words{
			"转化率(s) = 走到第 s 步的人 ÷ 走到第 s−1 步的人，步步相套；获取 = 首次添加或留资；激活 = 7 天内有双向行为；留存 = 第 8–30 天有行为；付费 = 有有效订单；推荐 = 至少 1 次有效转介绍。付费、推荐另以激活人数为底。进群率 = 进过任一社群的人 ÷ 获取的人",
			"rate(s) = people at stage s ÷ people at stage s−1, each stage within the one before; acquired = first added, or a lead; activated = a two-way act within 7 days; retained = an act on days 8–30; revenue = a kept order; referral = at least 1 valid invitation. Revenue and referral also on the activated base. Joined rate = people who ever joined a group ÷ people acquired",
		},
		Explain: Words{
			"按首次添加的日子取期内的人，第 0 天为添加当天。旁边列出不相套的人数：各步单独看有多少人达到，与走没走过前一步无关。双向行为指点击、扫码、分享、投票、打卡、发言、下单等，浏览不算。进群不是漏斗的一步，只和获取比，按有记录的进群算；范围内一个群都没有时未知。期末还不满 30 天的人可能还会走到后面，单列。留资表单启用前，获取只含添加。",
			"People whose first contact lies in the window; day 0 is that day. Beside the nested funnel stand the counts of each stage alone, whether or not the one before was reached. Two-way acts are clicks, scans, shares, votes, check-ins, messages, orders and the like; looking is none. Joining a group is no stage; it is only set against those acquired, by the joins on record, and unknown where there is no group in scope. Who came less than 30 days before the end may still get on: counted apart. Until lead forms are in use, acquired means added.",
		},
		Worked: Words{"1000/600/300/120/40 → 60.0%、50.0%、40.0%、33.3%；以激活为底付费 20.0%、推荐 6.7%",
			"1000/600/300/120/40 → 60.0, 50.0, 40.0, 33.3 %; on the activated base revenue 20.0 %, referral 6.7 %"},
		Params: []Param{
			{Name: "by", Choices: []string{"month", "channel", "community"}, Explain: Words{"分组：month 按获取月份，channel 按渠道，community 按社群", "cohorts: month acquired, channel or community"}},
			{Name: "activate_days", Default: "7", Max: 365, Explain: Words{"激活：几天内", "activated: within so many days"}},
			{Name: "retain_from", Default: "8", Max: 365, Explain: Words{"留存：从第几天", "retained: from day"}},
			{Name: "retain_to", Default: "30", Max: 365, Explain: Words{"留存：到第几天", "retained: to day"}},
		},
		Filters: []string{"community", "channel"},
		Reads:   []string{"customer", "customer_act_day", "commerce_buyer_day", "community_stay", "community", "customer_alias"},
		compute: computeAARRR,
		span:    addedSpan,
	}
}

// travellers follows everybody in scope who was acquired in the window; undated counts those in scope of whom nobody
// knows when, or whether.
func (in *input) travellers(ctx context.Context) (out map[customer.ID]*traveller, undated int, err error) {
	cards, err := in.cards(ctx)
	if err != nil {
		return nil, 0, err
	}
	from, to := in.window.days()
	out = map[customer.ID]*traveller{}
	for id, c := range cards {
		switch {
		case !c.known:
			undated++
		case c.added >= from && c.added <= to:
			out[id] = &traveller{id: id, start: c.added, channel: c.channel, reached: [stageCount]bool{stageAcquired: true}}
		}
	}
	if err := in.followActs(ctx, out); err != nil {
		return nil, 0, err
	}
	orders, err := in.bought(ctx, beginning, forever)
	for id := range orders {
		if t := out[id]; t != nil {
			t.reached[stageRevenue] = true
		}
	}
	return out, undated, err
}

// forever is after every day on record.
const forever = "9999-12-31"

func (in *input) followActs(ctx context.Context, people map[customer.ID]*traveller) error {
	if len(people) == 0 {
		return nil
	}
	p := in.params
	s := spans{day(p.option("activate_days")), day(p.option("retain_from")), day(p.option("retain_to"))}
	twoWay := map[string]bool{}
	for _, k := range customer.ActKinds() {
		twoWay[k.Kind] = k.TwoWay
	}
	known := days{}
	return in.eachActHere(ctx, beginning, forever, nil, func(a act) error {
		t := people[a.CustomerID]
		if t == nil {
			return nil
		}
		t.note(known.of(a.Day)-t.start, twoWay[a.Kind], s)
		switch {
		case a.Acts <= 0:
		case a.Kind == customer.ActReferral:
			t.reached[stageReferral] = true
		case a.Kind == customer.ActJoin:
			t.joined = true
		}
		return nil
	})
}

func computeAARRR(ctx context.Context, in *input) (*result, error) {
	of, undated, err := in.travellers(ctx)
	if err != nil {
		return nil, err
	}
	people := make([]traveller, 0, len(of))
	young := 0
	today, _ := parseDay(in.dayOf(in.now))
	for _, id := range slices.Sorted(maps.Keys(of)) {
		people = append(people, *of[id])
		if of[id].start+day(in.params.option("retain_to")) >= today {
			young++
		}
	}
	groups, err := in.groups(ctx)
	if err != nil {
		return nil, err
	}
	cohorts, err := in.cohortsOfTravellers(ctx, people)
	if err != nil {
		return nil, err
	}
	f := funnelOf(people)
	a := Answer{
		Values: append(aarrrValues(f), joinedValues(people, len(groups) > 0)...),
		Denominators: []Denominator{
			{"acquired", Words{"期内获取的人", "people acquired in the window"}, Count, int64(f.nested[stageAcquired]), RowsRef{Set: "acquired"}},
			{"activated", Words{"其中激活的人", "of these, activated"}, Count, int64(f.nested[stageActivated]), RowsRef{Set: "activated"}}},
		LeftOut: []LeftOut{
			{"young", Words{"还不满留存观察期的人：可能还会走到后面", "people still within the days that retain: they may still get on"}, Count, known(int64(young))},
			{"leads", Words{"留资：尚未记录，未知", "leads: not recorded yet, unknown"}, Count, nil},
			{"undated", Words{"从未添加、或不知何时添加的人", "people never added, or nobody knows when"}, Count, known(int64(undated))}},
		Tables: append([]Table{funnelTable(f)}, cohortFunnels(in.params.By, cohorts)),
	}
	return &result{answer: a, rows: func(set string) rowSet { return travellerRows(people, cohorts, set) }}, nil
}

func aarrrValues(f funnel) []Value {
	var values []Value
	for s := stage(stageActivated); s < stageCount; s++ {
		values = append(values, Value{Name: s.name() + "_rate", Title: Words{s.title().Zh + "率", s.title().En + " rate"}, Unit: Share, Number: f.rate(s)})
	}
	for _, s := range []stage{stageRevenue, stageReferral} {
		values = append(values, Value{Name: s.name() + "_on_activated", Title: Words{s.title().Zh + "率（以激活为底）", s.title().En + " on the activated base"},
			Unit: Share, Number: f.onActivated(s)})
	}
	return append(values, Value{Name: "acquired", Title: Words{"获取人数", "People acquired"}, Unit: Count, Number: whole(f.nested[stageAcquired]), Rows: RowsRef{Set: "acquired"}})
}

// joinedValues tells how many of the acquired joined a group, when there are groups.
func joinedValues(people []traveller, groups bool) []Value {
	n := 0
	for _, t := range people {
		if t.joined {
			n++
		}
	}
	rate := Value{Name: "joined_rate", Title: Words{"进群率", "Joined rate"}, Unit: Share}
	joined := Value{Name: "joined", Title: Words{"进过群的人", "People who joined a group"}, Unit: Count, Rows: RowsRef{Set: "joined"}}
	if !groups {
		rate.Note = &Words{"还没有社群", "there is no group yet"}
		return []Value{rate, joined}
	}
	rate.Number, joined.Number = ratio(n, len(people)), whole(n)
	return []Value{rate, joined}
}

func funnelTable(f funnel) Table {
	t := Table{Name: "funnel", Title: Words{"漏斗", "Funnel"}, Columns: []Column{column("stage", "步骤", "stage", Plain),
		column("people", "走到此步", "got here", Count), column("rate", "转化率", "rate", Share), column("alone", "单独达到", "alone", Count)}}
	for s := range stage(stageCount) {
		t.Rows = append(t.Rows, []Cell{label(s.title()), count(f.nested[s], s.name()), number(f.rate(s)), count(f.alone[s], s.name()+"-alone")})
	}
	return t
}

// travelled is one cohort: people who came together.
type travelled struct {
	key    string
	people []traveller
}

// cohortsOfTravellers groups people as asked for. By community a person is in every one they ever stayed in.
func (in *input) cohortsOfTravellers(ctx context.Context, people []traveller) ([]travelled, error) {
	groups := map[string][]traveller{}
	switch in.params.By {
	case "month":
		for _, t := range people {
			groups[t.start.month().String()] = append(groups[t.start.month().String()], t)
		}
	case "channel":
		for _, t := range people {
			groups[cmp.Or(t.channel, "?")] = append(groups[cmp.Or(t.channel, "?")], t)
		}
	case "community":
		if err := in.eachStayed(ctx, people, func(code string, t traveller) { groups[code] = append(groups[code], t) }); err != nil {
			return nil, err
		}
	}
	var out []travelled
	for _, key := range sortedKeys(groups) {
		out = append(out, travelled{key, groups[key]})
	}
	return out, nil
}

// eachStayed tells in which communities in scope these people ever stayed, by SOURCE/CODE.
func (in *input) eachStayed(ctx context.Context, people []traveller, f func(code string, t traveller)) error {
	of := make(map[customer.ID]traveller, len(people))
	for _, t := range people {
		of[t.id] = t
	}
	type stayed struct {
		Code       string
		CustomerID customer.ID
	}
	c := in.ofGroup("g.id", "g.store_id", "g.staff_id")
	return each(ctx, in, func(s stayed) error {
		if t, ok := of[s.CustomerID]; ok {
			f(s.Code, t)
		}
		return nil
	}, `
		SELECT DISTINCT g.source || '/' || g.code AS code, COALESCE(a.to_id, s.customer_id) AS customer_id
		FROM community g
		JOIN community_stay s ON s.community_id = g.id
		LEFT JOIN customer_alias a ON a.from_id = s.customer_id
		WHERE `+c.SQL()+`
		ORDER BY 1, 2`, c.Args()...)
}

func cohortFunnels(by string, cohorts []travelled) Table {
	titles := map[string]Words{"month": {"获取月份", "month acquired"}, "channel": {"渠道", "channel"}, "community": {"社群", "community"}}
	t := Table{Name: "cohorts", Title: Words{"按" + titles[by].Zh, "By " + titles[by].En}, Columns: []Column{column(by, titles[by].Zh, titles[by].En, Plain)}}
	for s := range stage(stageCount) {
		t.Columns = append(t.Columns, column(s.name(), s.title().Zh, s.title().En, Count))
	}
	for s := stage(stageActivated); s < stageCount; s++ {
		t.Columns = append(t.Columns, column(s.name()+"_rate", s.title().Zh+"率", s.title().En+" rate", Share))
	}
	for _, c := range cohorts {
		f := funnelOf(c.people)
		name := plain(c.key)
		if c.key == "?" {
			name = label(Words{"未知", "unknown"})
		}
		row := []Cell{name}
		for s := range stage(stageCount) {
			row = append(row, count(f.nested[s], "in:"+c.key+":"+s.name()))
		}
		for s := stage(stageActivated); s < stageCount; s++ {
			row = append(row, number(f.rate(s)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// travellerRows lists STAGE, STAGE-alone, joined, or in:COHORT:STAGE.
func travellerRows(people []traveller, cohorts []travelled, set string) rowSet {
	if rest, ok := strings.CutPrefix(set, "in:"); ok {
		at := strings.LastIndexByte(rest, ':')
		key, name := rest[:at], rest[at+1:]
		set = name
		if i := slices.IndexFunc(cohorts, func(c travelled) bool { return c.key == key }); i >= 0 {
			people = cohorts[i].people
		}
	}
	name, alone := strings.CutSuffix(set, "-alone")
	want := stage(0)
	for s := range stage(stageCount) {
		if s.name() == name {
			want = s
		}
	}
	out := rowSet{permission: org.CustomerRead, columns: []Column{column("customer", "客户", "customer", Plain),
		column("acquired", "获取日", "acquired", Plain), column("channel", "渠道", "channel", Plain), column("reached", "达到的步骤", "reached", Plain)}}
	for _, t := range people {
		belongs := t.through(want)
		switch {
		case set == "joined":
			belongs = t.joined
		case alone:
			belongs = t.reached[want]
		}
		if belongs {
			out.rows = append(out.rows, Row{t.id.String(), []Cell{plain(t.id.String()), plain(t.start.String()), plain(t.channel), label(t.spell())}})
		}
	}
	return out
}

// spell names the stages that the person reached.
func (t traveller) spell() Words {
	var zh, en []string
	for s := range stage(stageCount) {
		if t.reached[s] {
			zh, en = append(zh, s.title().Zh), append(en, s.title().En)
		}
	}
	return Words{strings.Join(zh, "、"), strings.Join(en, ", ")}
}
