package insight

import (
	"context"
	"slices"
	"strings"

	"qunli/customer"
	"qunli/org"
)

// seedsMetric is CUS-13: who could seed the next circle, by what they set in motion, do and buy.
func seedsMetric() Metric {
	return Metric{
		Name: "seeds", Title: Words{"种子用户", "Seed users"}, Unit: Count, Source: "CUS-13", Version: 1,
		Formula: Words{
			"得分 = a·PR(二级传播人数) + b·PR(活跃天数) + c·PR(本人支付)，PR = 严格低于本人的其他人占比（0…1，相同者相等），a, b, c = 0.5, 0.3, 0.2（客户设置中可改）",
			"score = a·PR(people reached at the second level) + b·PR(active days) + c·PR(own payments), PR = share of the others strictly below (0…1, ties equal), a, b, c = .5, .3, .2 (settings of customers)",
		},
		Explain: Words{
			"二级传播：本人带来或触达的人（引荐，或经本人的分享、链接来的触点）又带来或触达的不同的人，不含本人和直接触达的人。活跃天数取近 90 天有行为的日子。三项都为 0 的人不参与排名。每周把前 20 名推荐进种子用户池，已在池中或已退出的人不受影响。没有普遍保证：传播多的人不一定排在买得多的人前面，看权重与名次。",
			"Second level: distinct people reached or brought by those whom the person reached or brought (a bond, or touches that came by the person's share or link), without the person and those reached directly. Active days are of the last 90. People with nothing on all three are not ranked. Every week the first 20 are proposed to the pool of seed users; who is in it already, or retired from it, stays as they are. Nothing is promised in general: whether reach beats purchases depends on ranks and weights.",
		},
		Worked: Words{"五人：A(40,10,100) B(0,10,900) C(0,2,100) D(5,6,200) E(0,0,50) → A 0.775，D 0.675，B 0.425，C 0.125，E 0",
			"five people: A(40,10,100) B(0,10,900) C(0,2,100) D(5,6,200) E(0,0,50) → A .775, D .675, B .425, C .125, E 0"},
		Params: []Param{
			{Name: "days", Default: "90", Min: 1, Max: 3650, Explain: Words{"活跃看最近几天", "days of activity looked at"}},
		},
		Filters: []string{"community", "channel"},
		Reads: []string{"referral_node", "customer_touch", "customer_act_day", "commerce_buyer", "commerce_buyer_day", "customer", "customer_standing",
			"community_stay", "customer_alias", "commerce_day"},
		Heavy:   true,
		compute: computeSeeds,
	}
}

// seedlings ranks everybody in the whole company who has anything to show.
func (in *input) seedlings(ctx context.Context) ([]seedling, error) {
	reach, err := in.secondReach(ctx)
	if err != nil {
		return nil, err
	}
	active, err := in.activeDays(ctx)
	if err != nil {
		return nil, err
	}
	owns, err := in.company(ctx).owns(ctx)
	if err != nil {
		return nil, err
	}
	of := map[customer.ID]*seedling{}
	at := func(id customer.ID) *seedling {
		if of[id] == nil {
			of[id] = &seedling{id: id}
		}
		return of[id]
	}
	for id, n := range reach {
		at(id).reach = n
	}
	for id, n := range active {
		at(id).activity = n
	}
	for id, n := range owns {
		at(id).own = n
	}
	out := make([]seedling, 0, len(of))
	for _, p := range of {
		out = append(out, *p)
	}
	rules, err := customer.RulesOf(ctx, in.q)
	scoreSeeds(out, rules.Seed)
	slices.SortFunc(out, bySeed)
	return out, err
}

// secondReach gives how many people everybody reached at the second level.
func (in *input) secondReach(ctx context.Context) (map[customer.ID]int64, error) {
	bonds, err := in.bonds(ctx)
	if err != nil {
		return nil, err
	}
	links := make([]link, 0, len(bonds))
	for _, b := range bonds {
		links = append(links, link{b.ParentID, b.CustomerID})
	}
	type touched struct{ ByID, CustomerID customer.ID }
	err = each(ctx, in, func(t touched) error { links = append(links, link{t.ByID, t.CustomerID}); return nil }, `
		SELECT DISTINCT COALESCE(b.to_id, t.by_id) AS by_id, COALESCE(a.to_id, t.customer_id) AS customer_id
		FROM customer_touch t
		LEFT JOIN customer_alias b ON b.from_id = t.by_id
		LEFT JOIN customer_alias a ON a.from_id = t.customer_id
		WHERE t.by_id <> 0 AND t.by_id > 0 AND t.customer_id <> 0`)
	return secondLevel(links), err
}

// activeDays counts the days on which everybody acted, of the last days up to today.
func (in *input) activeDays(ctx context.Context) (map[customer.ID]int64, error) {
	to := in.dayOf(in.now)
	today, err := parseDay(to)
	if err != nil {
		return nil, err
	}
	from := (today - day(in.params.option("days")) + 1).String()
	type active struct {
		CustomerID customer.ID
		Days       int64
	}
	out := map[customer.ID]int64{}
	return out, each(ctx, in, func(a active) error { out[a.CustomerID] = a.Days; return nil }, `
		SELECT COALESCE(a.to_id, d.customer_id) AS customer_id, COUNT(DISTINCT d.day) AS days
		FROM customer_act_day d
		LEFT JOIN customer_alias a ON a.from_id = d.customer_id
		WHERE `+actDays(from, to, "$1", "$2")+`
		GROUP BY 1`, from, to)
}

func computeSeeds(ctx context.Context, in *input) (*result, error) {
	people, err := in.seedlings(ctx)
	if err != nil {
		return nil, err
	}
	ranked := int64(len(people))
	seen, err := in.standings(ctx)
	if err != nil {
		return nil, err
	}
	stage := map[customer.ID]customer.SeedState{}
	for _, s := range seen {
		stage[s.CustomerID] = s.Seed
	}
	listed, err := in.listed(ctx, nil)
	if err != nil {
		return nil, err
	}
	people = slices.DeleteFunc(people, func(p seedling) bool { return !listed(p.id) })
	rules, err := customer.RulesOf(ctx, in.q)
	if err != nil {
		return nil, err
	}
	top := people[:min(len(people), rules.Seed.List)]
	a := Answer{
		Values:       []Value{{Name: "seeds", Title: Words{"列出的人", "People listed"}, Unit: Count, Number: whole(len(top)), Rows: RowsRef{Set: "top"}}},
		Denominators: []Denominator{{"ranked", Words{"参与排名的人（全企业）", "people ranked, in the whole company"}, Count, ranked, RowsRef{}}},
		LeftOut:      []LeftOut{{"unseen", Words{"渠道不告诉我们的转发与浏览：未知，传播因此偏少", "forwards and views that no channel tells of: unknown, so reach is too small"}, Count, nil}},
		Tables:       []Table{{Name: "seeds", Title: Words{"种子用户候选", "Candidates"}, Columns: seedColumns()}},
	}
	for _, p := range top {
		a.Tables[0].Rows = append(a.Tables[0].Rows, p.cells(stage[p.id]))
	}
	return &result{answer: a, rows: func(string) rowSet { return seedRows(top, stage) }}, nil
}

func seedColumns() []Column {
	return []Column{column("customer", "客户", "customer", Plain), column("score", "得分", "score", Number), column("reach", "二级传播", "second-level reach", Count),
		column("activity", "活跃天数", "active days", Count), column("own", "本人支付", "own", Fen), column("reasons", "理由", "reasons", Plain),
		column("pool", "种子池", "pool", Plain)}
}

func (p seedling) cells(pool customer.SeedState) []Cell {
	return []Cell{plain(p.id.String()), number(&p.score), number(whole(p.reach)), number(whole(p.activity)), fenCell(p.own), label(p.spell()), label(poolWords(pool))}
}

// spell gives the reasons in words.
func (p seedling) spell() Words {
	words := map[string]Words{"reach": {"带动了下一层", "reaches a second level"}, "activity": {"活跃", "active"}, "own": {"自己也买", "buys"}}
	var zh, en []string
	for _, code := range p.reasons() {
		zh, en = append(zh, words[code].Zh), append(en, words[code].En)
	}
	return Words{strings.Join(zh, "、"), strings.Join(en, ", ")}
}

func poolWords(state customer.SeedState) Words { return Words{state.Title().Zh, state.Title().En} }

func seedRows(people []seedling, stage map[customer.ID]customer.SeedState) rowSet {
	s := rowSet{permission: org.CustomerRead, columns: seedColumns()}
	for _, p := range people {
		s.rows = append(s.rows, Row{p.id.String(), p.cells(stage[p.id])})
	}
	slices.SortFunc(s.rows, func(a, b Row) int { return strings.Compare(a.Key, b.Key) })
	return s
}
