package insight

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"qunli/community"
	"qunli/customer"
	"qunli/org"
)

// healthMetric is COM-17: which groups live, and which are dead and of what.
func healthMetric() Metric {
	return Metric{
		Name: "health", Title: Words{"社群生死", "Life and death of groups"}, Unit: Count, Source: "COM-17", Version: 1,
		Formula: Words{
			"死群 A = 开群超过 14 天，且从未有任何 7 天内有 ≥10% 的成员行动过；死群 B = 最近 7 天的行动 < 自身任意 7 天峰值的 10%；只有广告 = 推广消息 ÷ 消息 > 80%；潜水率 = 30 天内没有任何行动的成员 ÷ 成员",
			"dead A = older than 14 days and in no 7 days did ≥10 % of the members act; dead B = acts of the last 7 days < 10 % of its own peak of any 7 days; ad only = promo messages ÷ messages > 80 %; lurkers = members without any act in 30 days ÷ members",
		},
		Explain: Words{
			"行动 = 已知的一切：入群、投票、点击、签到、下单、发言（有存档时）等。判定以所选的最后一天为准；没有选日期时以今天为准，若所有社群的记录早在 45 天前就结束（历史数据），则以最后一天为准。成员数取现在。",
			"An act is anything known: joining, voting, clicking, checking in, ordering, speaking (where archived) and so on. Judged as of the last chosen day; without a choice as of today, or, when the records of all groups ended more than 45 days ago (past data), as of their last day. Members are today's.",
		},
		Worked: Words{
			"A：开 30 天、100 人、最好一周 4 人行动 → 死群 A。B：峰值 400 次，现 30 次（7.5%）→ 死群 B。C：400 → 120（30%）→ 健康，并显示潜水者。",
			"A: 30 days, 100 members, best week 4 actors → dead A. B: peak 400 acts, now 30 (7.5 %) → dead B. C: 400 → 120 (30 %) → healthy, lurkers shown.",
		},
		Filters: []string{"community"},
		Reads: []string{"community", "community_stay", "conversation_author_day", "conversation_day", "customer_touch", "commerce_order",
			"customer_alias"},
		Heavy:   true,
		compute: computeHealth,
		span:    groupSpan,
	}
}

// pastDays is after how many silent days a record is taken for the past rather than for the present.
const pastDays = 45

// asOf is the day as of which groups are judged.
func (in *input) asOf() day {
	_, to := in.window.days()
	today, _ := parseDay(in.dayOf(in.now)) // a day spelt by us always reads
	if in.window.Default && today-to <= pastDays {
		return today
	}
	return to
}

// groupLife is one group judged.
type groupLife struct {
	group
	vital
	life Life
}

func computeHealth(ctx context.Context, in *input) (*result, error) {
	lives, err := in.lives(ctx)
	if err != nil {
		return nil, err
	}
	counts := map[Life]int{}
	for _, l := range lives {
		counts[l.life]++
	}
	a := Answer{
		Denominators: []Denominator{{"groups", Words{"社群", "groups"}, Count, int64(len(lives)), RowsRef{Set: "all"}}},
		LeftOut:      []LeftOut{{"unseen", Words{"看不见的行动：没有存档的发言、没有埋点的页面", "acts nobody recorded: speech without an archive, pages without tracking"}, Count, nil}},
		Tables:       []Table{lifeTable(lives)},
	}
	for _, l := range verdicts() {
		a.Values = append(a.Values, Value{Name: string(l), Title: l.title(), Unit: Count, Number: whole(counts[l]), Rows: RowsRef{Set: string(l)}})
	}
	return &result{answer: a, rows: func(set string) rowSet { return lifeRows(lives, set) }}, nil
}

// lives judges the groups in scope, the worst first.
func (in *input) lives(ctx context.Context) ([]groupLife, error) {
	groups, err := in.groups(ctx)
	if err != nil {
		return nil, err
	}
	merged, err := in.aliases(ctx)
	if err != nil {
		return nil, err
	}
	acts, err := in.groupActs(ctx, merged)
	if err != nil {
		return nil, err
	}
	members, err := in.membersNow(ctx, merged)
	if err != nil {
		return nil, err
	}
	words, err := in.promos(ctx)
	if err != nil {
		return nil, err
	}
	rule, today := standardLife(), in.asOf()
	var out []groupLife
	for _, g := range groups {
		opened, _ := parseDay(in.dayOf(g.OpenedAt))
		v := vitalOf(acts[g.ID], members[g.ID], born(opened, acts[g.ID]), today, rule)
		v.messages, v.promos = words[g.ID].Messages, words[g.ID].Promos
		out = append(out, groupLife{g, v, v.life(rule)})
	}
	rank := map[Life]int{DeadB: 0, DeadA: 1, AdOnly: 2, Alive: 3, Young: 4}
	slices.SortFunc(out, func(a, b groupLife) int {
		return cmp.Or(cmp.Compare(rank[a.life], rank[b.life]), cmp.Compare(b.Members, a.Members), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// born is the day a group opened, or its first act on record when that is earlier: the past is imported after it happened.
func born(opened day, acts []actDay) day {
	for _, a := range acts {
		opened = min(opened, a.day)
	}
	return opened
}

type groupAct struct {
	CommunityID community.ID
	CustomerID  customer.ID
	Day         string
	Acts        int64
}

// groupActs reads everything people are known to have done in the groups in scope, up to the day judged.
func (in *input) groupActs(ctx context.Context, merged aliases) (map[community.ID][]actDay, error) {
	out := map[community.ID][]actDay{}
	days := map[string]day{}
	last := in.asOf()
	note := func(a groupAct) error {
		d, known := days[a.Day]
		if !known {
			var err error
			if d, err = parseDay(a.Day); err != nil {
				return err
			}
			days[a.Day] = d
		}
		if d <= last {
			out[a.CommunityID] = append(out[a.CommunityID], actDay{int64(merged.now(a.CustomerID)), d, a.Acts})
		}
		return nil
	}
	for _, sql := range []string{
		`SELECT d.community_id, d.customer_id, d.day, d.messages AS acts
			FROM community g JOIN conversation_author_day d ON d.community_id = g.id AND d.customer_id <> 0 AND d.messages > 0 WHERE `,
		`SELECT t.community_id, t.customer_id, t.day, 1 AS acts
			FROM community g CROSS JOIN customer_touch t WHERE t.community_id = g.id AND t.community_id <> 0 AND `,
		`SELECT o.community_id, o.customer_id, o.day, 1 AS acts
			FROM community g CROSS JOIN commerce_order o WHERE o.community_id = g.id AND o.community_id <> 0 AND o.customer_id <> 0 AND o.kind = 'sale' AND o.state = 'kept' AND `,
	} {
		c := in.ofGroup("g.id", "g.store_id", "g.staff_id")
		if err := each(ctx, in, note, sql+c.SQL(), c.Args()...); err != nil {
			return nil, err
		}
	}
	return out, in.joinActs(ctx, note)
}

type joinRow struct {
	CommunityID community.ID
	CustomerID  customer.ID
	JoinedAt    int64
}

// joinActs counts every join as an act.
func (in *input) joinActs(ctx context.Context, note func(groupAct) error) error {
	c := in.ofGroup("g.id", "g.store_id", "g.staff_id")
	return each(ctx, in, func(r joinRow) error {
		return note(groupAct{r.CommunityID, r.CustomerID, in.dayOf(r.JoinedAt), 1})
	}, `
		SELECT s.community_id, s.customer_id, s.joined_at
		FROM community g
		JOIN community_stay s ON s.community_id = g.id AND s.certain
		WHERE `+c.SQL(), c.Args()...)
}

type memberRow struct {
	CommunityID community.ID
	CustomerID  customer.ID
}

// membersNow reads who is in the groups in scope.
func (in *input) membersNow(ctx context.Context, merged aliases) (map[community.ID]map[int64]bool, error) {
	out := map[community.ID]map[int64]bool{}
	c := in.ofGroup("g.id", "g.store_id", "g.staff_id")
	err := each(ctx, in, func(r memberRow) error {
		if out[r.CommunityID] == nil {
			out[r.CommunityID] = map[int64]bool{}
		}
		out[r.CommunityID][int64(merged.now(r.CustomerID))] = true
		return nil
	}, `
		SELECT s.community_id, s.customer_id
		FROM community g
		JOIN community_stay s ON s.community_id = g.id AND s.left_at = 0
		WHERE `+c.SQL(), c.Args()...)
	return out, err
}

type promoRow struct {
	CommunityID community.ID
	Messages    int64
	Promos      int64
}

func (in *input) promos(ctx context.Context) (map[community.ID]promoRow, error) {
	out := map[community.ID]promoRow{}
	c := in.ofGroup("d.community_id", "d.store_id", "d.staff_id").And("d.day <= $1", in.asOf().String())
	return out, each(ctx, in, func(r promoRow) error { out[r.CommunityID] = r; return nil }, `
		SELECT d.community_id, CAST(SUM(d.messages) AS BIGINT) AS messages, CAST(SUM(d.promos) AS BIGINT) AS promos
		FROM conversation_day d
		WHERE `+c.SQL()+`
		GROUP BY d.community_id`, c.Args()...)
}

func lifeColumns() []Column {
	return []Column{column("community", "社群", "community", Plain), column("life", "判定", "judged", Plain), column("members", "成员", "members", Count),
		column("age", "天数", "days", Count), column("acts7", "近 7 天行动", "acts in 7 days", Count), column("peak7", "自身峰值", "own peak", Count),
		column("actors7", "最好一周行动人数", "most actors in 7 days", Count), column("lurkers", "潜水率", "lurkers", Share),
		column("promo", "推广占比", "promotion", Share), column("silent", "沉默天数", "days silent", Count)}
}

func (l groupLife) cells() []Cell {
	silent := number(nil)
	if l.sinceLast >= 0 {
		silent = number(whole(l.sinceLast))
	}
	return []Cell{l.cell(), label(l.life.title()), number(whole(l.members)), number(whole(l.age)), number(whole(l.acts7)),
		number(whole(l.peak7)), number(whole(l.actors7)), number(l.lurkerRate()), number(ratio(l.promos, l.vital.messages)), silent}
}

// shownGroups is how many groups a table of an answer shows; the rows behind its numbers hold all.
const shownGroups = 200

func lifeTable(lives []groupLife) Table {
	t := Table{Name: "communities", Title: Words{"各社群，最需要救的在前", "Groups, those most in need first"}, Columns: lifeColumns()}
	for _, l := range lives[:min(len(lives), shownGroups)] {
		t.Rows = append(t.Rows, l.cells())
	}
	return t
}

func lifeRows(lives []groupLife, set string) rowSet {
	s := rowSet{permission: org.InsightRead, columns: lifeColumns()}
	for _, l := range lives {
		if set == "all" || set == string(l.life) {
			s.rows = append(s.rows, Row{l.ID.String(), l.cells()})
		}
	}
	slices.SortFunc(s.rows, func(a, b Row) int { return strings.Compare(a.Key, b.Key) })
	return s
}
