package insight

import (
	"context"
	"slices"

	"qunli/community"
	"qunli/customer"
	"qunli/org"
)

// retentionMetric is INS-05: growth as the ratio of two speeds.
func retentionMetric() Metric {
	return Metric{
		Name: "retention", Title: Words{"留存（加入与流失的速度）", "Retention (speed of joining and leaving)"}, Unit: Number, Source: "INS-05", Version: 1,
		Formula: Words{
			"R = (加入人次 ÷ 天数) ÷ (离开人次 ÷ 天数)；R>1 增长，=1 稳定，<1 萎缩；离开为 0 → 无流失；两者皆为 0 → 无进出",
			"R = (joins ÷ days) ÷ (leaves ÷ days); R>1 growing, =1 stable, <1 shrinking; no leaves → no loss; neither → no movement",
		},
		Explain: Words{
			"加入、离开按停留计：断线后在社群设定的间隔内（缺省 30 分钟，含）回来算同一次停留，不算离开也不算加入。原始人次（来源写下的每一次进出）另列，供核对。没有加入记录、因发言等才知道在群里的人不算加入。连续 3 个完整自然周 R<1 报警。",
			"Joins and leaves are counted by stays: who comes back within the community's pause (30 minutes by default, included) has neither left nor joined. The raw movements, every one the source wrote down, stand beside them. People known to be there only by a sign of life are no joins. Three whole calendar weeks in a row with R<1 raise an alarm.",
		},
		Worked:  Words{"加入 60、离开 20 → R=3.0；离开 0 → 无流失，不是 ∞。", "60 joins, 20 leaves → R=3.0; 0 leaves → no loss, not ∞."},
		Filters: []string{"community"},
		Reads:   []string{"community_day", "community", "community_stay"},
		compute: computeRetention,
		span:    groupSpan,
	}
}

// speeds counts who came and who went.
type speeds struct {
	Joins, Seen, Leaves, RawJoins, RawLeaves int64
}

func (s speeds) plus(o speeds) speeds {
	return speeds{s.Joins + o.Joins, s.Seen + o.Seen, s.Leaves + o.Leaves, s.RawJoins + o.RawJoins, s.RawLeaves + o.RawLeaves}
}

// r is the ratio of the two speeds; nil without leaves.
func (s speeds) r() *float64 { return ratio(s.Joins, s.Leaves) }

// reading says what R means.
func (s speeds) reading() Words {
	switch {
	case s.Joins == 0 && s.Leaves == 0:
		return Words{"无进出", "no movement"}
	case s.Leaves == 0:
		return Words{"无流失", "no loss"}
	case s.Joins > s.Leaves:
		return Words{"增长", "growing"}
	case s.Joins == s.Leaves:
		return Words{"稳定", "stable"}
	}
	return Words{"萎缩", "shrinking"}
}

type groupDay struct {
	CommunityID community.ID
	Day         string
	Joins       int64
	Seen        int64
	Leaves      int64
	RawJoins    int64
	RawLeaves   int64
}

// movement is who came and went in the window, by community and by week.
type movement struct {
	groups []group
	all    speeds
	of     map[community.ID]speeds
	weeks  map[day]speeds // by the week's Monday
}

func (in *input) movement(ctx context.Context) (movement, error) {
	m := movement{of: map[community.ID]speeds{}, weeks: map[day]speeds{}}
	var err error
	if m.groups, err = in.groups(ctx); err != nil {
		return m, err
	}
	c := in.ofDays("d")
	err = each(ctx, in, func(r groupDay) error {
		s := speeds{r.Joins, r.Seen, r.Leaves, r.RawJoins, r.RawLeaves}
		day, err := parseDay(r.Day)
		if err != nil {
			return err
		}
		m.all, m.of[r.CommunityID] = m.all.plus(s), m.of[r.CommunityID].plus(s)
		m.weeks[day.monday()] = m.weeks[day.monday()].plus(s)
		return nil
	}, `
		SELECT d.community_id, d.day, d.joins, d.seen, d.leaves, d.raw_joins, d.raw_leaves
		FROM community_day d
		WHERE `+c.SQL(), c.Args()...)
	return m, err
}

// monday is the first day of the day's week.
func (d day) monday() day { return d - day((int(d)+3)%7) } // 1970-01-01 was a Thursday

func computeRetention(ctx context.Context, in *input) (*result, error) {
	m, err := in.movement(ctx)
	if err != nil {
		return nil, err
	}
	from, to := in.window.days()
	weeks := wholeWeeks(m.weeks, from, to)
	r := Value{Name: "r", Title: Words{"R（加入 ÷ 流失的速度）", "R (speed of joining ÷ speed of leaving)"}, Unit: Number, Number: m.all.r()}
	note := m.all.reading()
	r.Note = &note
	a := Answer{
		Values: []Value{r,
			{Name: "joins", Title: Words{"加入（去抖动）", "Joins (reconnects taken out)"}, Unit: Count, Number: whole(m.all.Joins), Rows: RowsRef{Set: "joins"}},
			{Name: "leaves", Title: Words{"离开（去抖动）", "Leaves (reconnects taken out)"}, Unit: Count, Number: whole(m.all.Leaves), Rows: RowsRef{Set: "leaves"}},
			{Name: "raw_joins", Title: Words{"加入（来源原始记录）", "Joins (as the source wrote them)"}, Unit: Count, Number: whole(m.all.RawJoins)},
			{Name: "raw_leaves", Title: Words{"离开（来源原始记录）", "Leaves (as the source wrote them)"}, Unit: Count, Number: whole(m.all.RawLeaves)},
			{Name: "joins_per_day", Title: Words{"每天加入", "Joins a day"}, Unit: Number, Number: ratio(m.all.Joins, int64(in.window.Days))},
			{Name: "leaves_per_day", Title: Words{"每天离开", "Leaves a day"}, Unit: Number, Number: ratio(m.all.Leaves, int64(in.window.Days))},
			shrinkingValue(weeks),
		},
		LeftOut: []LeftOut{{"seen", Words{"没有加入记录、因发言等得知在群里的停留", "stays known only by a sign of life, without a join on record"}, Count, known(m.all.Seen)}},
		Tables:  []Table{weekTable(weeks), speedTable(m)},
	}
	return &result{answer: a, read: staysMoving}, nil
}

// week is one whole calendar week of the window.
type week struct {
	monday day
	speeds speeds
}

// wholeWeeks lists the weeks that lie wholly in from…to, those without movement too.
func wholeWeeks(by map[day]speeds, from, to day) []week {
	var out []week
	first := from.monday()
	if first < from {
		first += 7
	}
	for m := first; m+6 <= to; m += 7 {
		out = append(out, week{m, by[m]})
	}
	return out
}

// shrinkingWeeks is how many weeks, up to the last, R was below 1 without a break.
func shrinkingWeeks(weeks []week) int {
	n := 0
	for _, w := range slices.Backward(weeks) {
		if w.speeds.Joins >= w.speeds.Leaves {
			break
		}
		n++
	}
	return n
}

// alarmWeeks is after how many shrinking weeks in a row the alarm is raised (INS-05).
const alarmWeeks = 3

func shrinkingValue(weeks []week) Value {
	n := shrinkingWeeks(weeks)
	v := Value{Name: "shrinking_weeks", Title: Words{"最近连续萎缩的整周", "Shrinking whole weeks in a row, up to the last"}, Unit: Count, Number: whole(n)}
	if n >= alarmWeeks {
		v.Note = &Words{"报警：连续 3 周以上流失快于加入", "alarm: for three weeks or more people leave faster than they join"}
	}
	return v
}

func speedColumns(first ...Column) []Column {
	return append(first, column("joins", "加入", "joins", Count), column("leaves", "离开", "leaves", Count), column("r", "进出比 R", "joins ÷ leaves (R)", Number),
		column("reading", "读法", "reading", Plain), column("raw_joins", "原始加入", "raw joins", Count), column("raw_leaves", "原始离开", "raw leaves", Count))
}

func (s speeds) cells(first ...Cell) []Cell {
	return append(first, number(whole(s.Joins)), number(whole(s.Leaves)), number(s.r()), label(s.reading()),
		number(whole(s.RawJoins)), number(whole(s.RawLeaves)))
}

func weekTable(weeks []week) Table {
	t := Table{Name: "weeks", Title: Words{"按整周", "By whole week"}, Columns: speedColumns(column("week", "周一", "Monday", Plain))}
	for _, w := range weeks {
		t.Rows = append(t.Rows, w.speeds.cells(plain(w.monday.String())))
	}
	return t
}

func speedTable(m movement) Table {
	t := Table{Name: "communities", Title: Words{"按社群", "By community"}, Columns: speedColumns(column("community", "社群", "community", Plain),
		column("members", "在群", "members", Count))}
	for _, g := range m.groups {
		t.Rows = append(t.Rows, m.of[g.ID].cells(g.cell(), number(whole(g.Members))))
	}
	return t
}

type stayRow struct {
	ID          community.StayID
	CommunityID community.ID
	CustomerID  customer.ID
	JoinedAt    int64
	LeftAt      int64
	Scene       string
	LeftScene   string
}

// staysMoving lists the stays that began ("joins"), or ended ("leaves"), in the window.
func staysMoving(ctx context.Context, in *input, set string) (rowSet, error) {
	from, until := in.bounds()
	c := in.ofGroup("g.id", "g.store_id", "g.staff_id")
	if set == "leaves" {
		c.And("s.left_at >= $1 AND s.left_at < $2 AND s.left_at <> 0", from, until)
	} else {
		c.And("s.certain AND s.joined_at >= $1 AND s.joined_at < $2", from, until)
	}
	out := rowSet{permission: org.CustomerRead, columns: []Column{column("community", "社群", "community", Plain),
		column("customer", "客户", "customer", Plain), column("joined", "加入", "joined", Plain), column("left", "离开", "left", Plain),
		column("how_joined", "怎样加入", "how joined", Plain), column("how_left", "怎样离开", "how left", Plain)}}
	err := each(ctx, in, func(s stayRow) error {
		out.rows = append(out.rows, Row{s.ID.String(), []Cell{plain(s.CommunityID.String()), plain(s.CustomerID.String()),
			plain(in.dayOrNone(s.JoinedAt)), plain(in.dayOrNone(s.LeftAt)), label(sceneWords(s.Scene)), label(sceneWords(s.LeftScene))}})
		return nil
	}, `
		SELECT s.id, s.community_id, s.customer_id, CASE WHEN s.certain THEN s.joined_at ELSE 0 END AS joined_at, s.left_at, s.scene, s.left_scene
		FROM community g
		JOIN community_stay s ON s.community_id = g.id
		WHERE `+c.SQL()+`
		ORDER BY s.id`, c.Args()...)
	return out, err
}

// dayOrNone spells the day of a moment, "" when it is unknown.
func (in *input) dayOrNone(ms int64) string {
	if ms == 0 {
		return ""
	}
	return in.dayOf(ms)
}

// sceneWords tells how somebody came into a group or left it; a word of a file stands as it is.
func sceneWords(scene string) Words {
	known := map[string]Words{
		community.SceneCode: {"扫码", "by code"}, community.SceneInvite: {"被邀请", "invited"}, community.SceneLink: {"链接", "by link"},
		community.SceneImport: {"导入", "imported"}, community.SceneRename: {"改名", "renamed"}, community.SceneCarrier: {"换群", "new carrier"},
		community.SceneLeft: {"自己退出", "left"}, community.SceneRemoved: {"被移出", "removed"}, community.SceneQuit: {"账号退出", "account closed"},
	}
	if w, ok := known[scene]; ok {
		return w
	}
	return Words{scene, scene}
}
