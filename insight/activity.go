package insight

import (
	"context"
	"fmt"
	"slices"

	"qunli/community"
	"qunli/customer"
	"qunli/org"
)

// activityMetric is INS-03: how alive the groups are, by people; and the same figures by names as they were written.
func activityMetric() Metric {
	return Metric{
		Name: "activity", Title: Words{"活跃度", "Activity"}, Unit: Share, Source: "INS-03", Version: 1,
		Formula: Words{
			"发言率 = 发言的成员 ÷ 成员；人均日消息 = 消息 ÷ 成员 ÷ 天数；互动率 = 有任何行动（发言、投票、点击、签到、抢购等）的成员 ÷ 成员；成员 = 期内任何时刻在群的人",
			"speak rate = members who spoke ÷ members; messages per member and day = messages ÷ members ÷ days; interaction rate = members with any act (speak, vote, click, check-in, grab …) ÷ members; members = people present at any time in the window",
		},
		Explain: Words{
			"product 口径：改名、合并的算同一个人，标记的机器人不算，断线重连不算进出。written 口径：按来源写下的名字一个算一个，机器人也算，供与原始记录核对。日均发言人数的分母是全部日历天；月均只计有消息的自然月；前 10% 的人数向上取整；7 天回访只看首次发言距最后一天至少 7 天的人；点名 = 以对方名字加冒号或逗号开头的消息，名字须是群里另一位发言人的（区分大小写）；高峰小时按组织时区，取全部日期。",
			"product reads people: renamed and merged ones are one, marked bots do not count, reconnects are no joins. written reads names as the source wrote them, one each, bots included, to be compared with the raw record. Speakers a day are over all calendar days; a month only counts when anybody spoke; the top tenth is rounded up; coming back within 7 days is asked of those who first spoke at least 7 days before the last day; a mention is a message that begins with another speaker's name (exact case) and a colon or comma; the peak hour is in the organisation's zone and over all days.",
		},
		Worked: Words{"200 人的群，50 人发言、90 人有行动、7 天 700 条消息 → 25%、0.5 条/天、45%。",
			"A group of 200, 50 speak, 90 act, 700 messages in 7 days → 25 %, 0.5 a day, 45 %."},
		Params: []Param{{Name: "by", Choices: []string{"product", "written"},
			Explain: Words{"product 按人，written 按写下的名字", "product: people; written: names as written"}}},
		Filters: []string{"community"},
		Reads: []string{"community", "community_stay", "conversation_author", "conversation_author_day", "conversation_day", "conversation_hour",
			"customer_touch", "commerce_order", "customer_alias"},
		Heavy:   true,
		compute: computeActivity,
		span:    groupSpan,
	}
}

// authorDay is what one name wrote in one group on one day.
type authorDay struct {
	CommunityID community.ID
	AuthorID    int64
	CustomerID  customer.ID // who that is now, 0: a bot or the system
	Day         string
	Messages    int64
	Mentions    int64
}

// voices is everything that was said in the window.
type voices struct {
	written, product talk
	mentions         [2]int64 // as written, by people
	perGroup         map[community.ID]*engagement
	all              *engagement
	silentNames      int // names with a join and no message ever
	joinedNames      int
}

func computeActivity(ctx context.Context, in *input) (*result, error) {
	groups, err := in.groups(ctx)
	if err != nil {
		return nil, err
	}
	v, err := in.voices(ctx, groups)
	if err != nil {
		return nil, err
	}
	hours, err := in.hours(ctx)
	if err != nil {
		return nil, err
	}
	a := Answer{
		Denominators: []Denominator{
			{"members", Words{"期内在群的人（去重）", "people present in the window (distinct)"}, Count, int64(len(v.all.members)), RowsRef{Set: "members"}},
			{"days", Words{"天数", "days"}, Count, int64(in.window.Days), RowsRef{}}},
		LeftOut: []LeftOut{{"bots", Words{"标记的机器人、系统通知", "marked bots and notices"}, Count, known(v.written.messages - v.product.messages)},
			{"unseen", Words{"没有记录的浏览", "views nobody recorded"}, Count, nil}},
		Tables: []Table{v.table(groups, in.window.Days), hours.table()},
	}
	if in.params.By == "written" {
		a.Values = v.writtenValues(in, hours)
	} else {
		a.Values = append(v.engagementValues(in), v.talkValues(in, v.product, v.mentions[1])...)
	}
	return &result{answer: a, rows: v.rows}, nil
}

// voices reads members, then what was said and done.
func (in *input) voices(ctx context.Context, groups []group) (voices, error) {
	v := voices{perGroup: map[community.ID]*engagement{}, all: newEngagement()}
	for _, g := range groups {
		v.perGroup[g.ID] = newEngagement()
	}
	merged, err := in.aliases(ctx)
	if err != nil {
		return v, err
	}
	if err := in.present(ctx, merged, &v); err != nil {
		return v, err
	}
	if err := in.said(ctx, merged, &v); err != nil {
		return v, err
	}
	acts, err := in.groupActs(ctx, merged)
	if err != nil {
		return v, err
	}
	from, to := in.window.days()
	for g, list := range acts {
		for _, a := range list {
			if a.day >= from && a.day <= to {
				v.perGroup[g].acted(customer.ID(a.who))
				v.all.acted(customer.ID(a.who))
			}
		}
	}
	return v, in.names(ctx, &v)
}

// present reads who was in the groups at any time in the window.
func (in *input) present(ctx context.Context, merged aliases, v *voices) error {
	from, until := in.bounds()
	c := in.ofGroup("g.id", "g.store_id", "g.staff_id").And("s.joined_at < $1 AND (s.left_at = 0 OR s.left_at >= $2)", until, from)
	return each(ctx, in, func(m memberRow) error {
		who := merged.now(m.CustomerID)
		v.perGroup[m.CommunityID].members[who], v.all.members[who] = true, true
		return nil
	}, `
		SELECT s.community_id, s.customer_id
		FROM community g
		JOIN community_stay s ON s.community_id = g.id
		WHERE `+c.SQL(), c.Args()...)
}

// said reads messages by name and day.
func (in *input) said(ctx context.Context, merged aliases, v *voices) error {
	c := in.ofGroup("g.id", "g.store_id", "g.staff_id").And("d.day >= $1 AND d.day <= $2", in.window.From, in.window.To)
	type key struct {
		who int64
		day day
	}
	people, names := map[key]int64{}, []talkDay(nil)
	err := each(ctx, in, func(r authorDay) error {
		d, err := parseDay(r.Day)
		if err != nil {
			return err
		}
		names = append(names, talkDay{r.AuthorID, d, r.Messages})
		v.mentions[0] += r.Mentions
		if r.CustomerID == 0 {
			return nil
		}
		who := merged.now(r.CustomerID)
		people[key{int64(who), d}] += r.Messages
		v.mentions[1] += r.Mentions
		v.perGroup[r.CommunityID].spoke(who, r.Messages)
		v.all.spoke(who, r.Messages)
		return nil
	}, `
		SELECT d.community_id, d.author_id, d.customer_id, d.day, d.messages, d.mentions
		FROM community g
		JOIN conversation_author_day d ON d.community_id = g.id
		WHERE `+c.SQL(), c.Args()...)
	var rows []talkDay
	for k, n := range people {
		rows = append(rows, talkDay{k.who, k.day, n})
	}
	v.written, v.product = talkOf(names), talkOf(rows)
	return err
}

// names counts the names that joined, and those of them that never wrote anything.
func (in *input) names(ctx context.Context, v *voices) error {
	type counts struct{ Joined, Silent int }
	c := in.ofGroup("g.id", "g.store_id", "g.staff_id")
	n, err := one[counts](ctx, in, `
		SELECT COUNT(*) AS joined, COUNT(*) FILTER (WHERE a.first_at = 0) AS silent
		FROM community g
		JOIN conversation_author a ON a.community_id = g.id AND a.joins > 0
		WHERE `+c.SQL(), c.Args()...)
	v.joinedNames, v.silentNames = n.Joined, n.Silent
	return err
}

func (v voices) engagementValues(in *input) []Value {
	return []Value{
		{Name: "speak_rate", Title: Words{"发言率", "Speak rate"}, Unit: Share, Number: v.all.speakRate()},
		{Name: "msgs_per_member_day", Title: Words{"人均日消息", "Messages per member and day"}, Unit: Number, Number: v.all.perMemberDay(in.window.Days)},
		{Name: "interaction_rate", Title: Words{"互动率", "Interaction rate"}, Unit: Share, Number: v.all.interactionRate()},
		{Name: "members", Title: Words{"成员", "Members"}, Unit: Count, Number: whole(len(v.all.members)), Rows: RowsRef{Set: "members"}},
		{Name: "member_speakers", Title: Words{"发言的成员", "Members who spoke"}, Unit: Count, Number: whole(len(v.all.speakers)), Rows: RowsRef{Set: "speakers"}},
		{Name: "actors", Title: Words{"有行动的成员", "Members who acted"}, Unit: Count, Number: whole(len(v.all.actors)), Rows: RowsRef{Set: "actors"}},
		{Name: "silent_members", Title: Words{"没有发言的成员", "Members who never spoke"}, Unit: Count,
			Number: whole(len(v.all.members) - len(v.all.speakers)), Rows: RowsRef{Set: "silent"}},
	}
}

// talkValues are the figures of who spoke, in either reading.
func (v voices) talkValues(in *input, t talk, mentions int64) []Value {
	_, last := in.window.days()
	watched, back := t.newcomers(last)
	return []Value{
		{Name: "messages", Title: Words{"消息", "Messages"}, Unit: Count, Number: whole(t.messages)},
		{Name: "speakers", Title: Words{"发言者", "Speakers"}, Unit: Count, Number: whole(len(t.by))},
		{Name: "active_days", Title: Words{"有消息的天数", "Days with messages"}, Unit: Count, Number: whole(len(t.active))},
		{Name: "avg_dau", Title: Words{"日均发言者", "Speakers a day"}, Unit: Number, Number: t.dau(in.window.Days)},
		{Name: "avg_mau", Title: Words{"月均发言者", "Speakers a month"}, Unit: Number, Number: t.mau()},
		{Name: "top10_share", Title: Words{"最活跃 10% 的消息占比", "Messages of the top tenth"}, Unit: Share, Number: t.topShare()},
		{Name: "gini", Title: Words{"发言基尼系数", "Gini of messages"}, Unit: Number, Number: t.gini()},
		{Name: "newcomers", Title: Words{"首次发言且满 7 天的人", "First-time speakers watched for 7 days"}, Unit: Count, Number: whole(watched)},
		{Name: "returned7", Title: Words{"其中 7 天内又发言的", "Of these, spoke again within 7 days"}, Unit: Count, Number: whole(back)},
		{Name: "returned7_rate", Title: Words{"7 天回访率", "Came back within 7 days"}, Unit: Share, Number: ratio(back, watched)},
		{Name: "mentions", Title: Words{"点名消息", "Messages that address a speaker"}, Unit: Count, Number: whole(mentions)},
	}
}

func (v voices) writtenValues(in *input, h hours) []Value {
	values := v.talkValues(in, v.written, v.mentions[0])
	hour, messages, known := h.peak()
	peak := Value{Name: "peak_hour", Title: Words{"高峰小时", "Peak hour"}, Unit: Count}
	if known {
		peak.Number = whole(hour)
		peak.Note = &Words{fmt.Sprintf("%d 时，%d 条", hour, messages), fmt.Sprintf("%d:00, %d messages", hour, messages)}
	}
	return append(values,
		Value{Name: "joined_names", Title: Words{"有加入记录的名字（不限日期）", "Names with a join (all days)"}, Unit: Count, Number: whole(v.joinedNames)},
		Value{Name: "silent_names", Title: Words{"其中从未发言的（不限日期）", "Of these, never wrote (all days)"}, Unit: Count, Number: whole(v.silentNames)},
		peak, Value{Name: "peak_messages", Title: Words{"高峰小时的消息", "Messages in the peak hour"}, Unit: Count, Number: whole(messages)})
}

func (v voices) table(groups []group, days int) Table {
	t := Table{Name: "communities", Title: Words{"按社群", "By community"}, Columns: []Column{column("community", "社群", "community", Plain),
		column("members", "成员", "members", Count), column("speak_rate", "发言率", "speak rate", Share),
		column("per_day", "人均日消息", "per member and day", Number), column("interaction", "互动率", "interaction", Share), column("messages", "消息", "messages", Count)}}
	for _, g := range groups[:min(len(groups), shownGroups)] {
		e := v.perGroup[g.ID]
		t.Rows = append(t.Rows, []Cell{g.cell(), number(whole(len(e.members))), number(e.speakRate()), number(e.perMemberDay(days)),
			number(e.interactionRate()), number(whole(e.messages))})
	}
	return t
}

func (v voices) rows(set string) rowSet {
	s := rowSet{permission: org.CustomerRead, columns: []Column{column("customer", "客户", "customer", Plain), column("messages", "消息", "messages", Count)}}
	var people []customer.ID
	for who := range v.all.members {
		if set == "members" || set == "speakers" && v.all.speakers[who] || set == "actors" && v.all.actors[who] || set == "silent" && !v.all.speakers[who] {
			people = append(people, who)
		}
	}
	slices.Sort(people)
	for _, who := range people {
		s.rows = append(s.rows, Row{who.String(), []Cell{plain(who.String()), number(whole(v.product.by[int64(who)]))}})
	}
	return s
}

// hours is messages by weekday (0 Monday) and hour of the organisation's zone, over all days.
type hours [7][24]int64

func (in *input) hours(ctx context.Context) (hours, error) {
	var h hours
	type cell struct{ Weekday, Hour, Messages int64 }
	c := in.ofGroup("g.id", "g.store_id", "g.staff_id")
	return h, each(ctx, in, func(r cell) error { h[r.Weekday-1][r.Hour] += r.Messages; return nil }, `
		SELECT h.weekday, h.hour, CAST(SUM(h.messages) AS BIGINT) AS messages
		FROM community g
		JOIN conversation_hour h ON h.community_id = g.id
		WHERE `+c.SQL()+`
		GROUP BY h.weekday, h.hour`, c.Args()...)
}

// peak is the hour of the day with most messages, the earliest of equals; known is false when there are none.
func (h hours) peak() (hour int, messages int64, known bool) {
	for i := range 24 {
		sum := int64(0)
		for d := range 7 {
			sum += h[d][i]
		}
		if sum > messages {
			hour, messages, known = i, sum, true
		}
	}
	return hour, messages, known
}

func (h hours) table() Table {
	t := Table{Name: "hours", Title: Words{"星期 × 小时的消息（不限日期）", "Messages by weekday and hour (all days)"}, Columns: []Column{column("weekday", "星期", "weekday", Plain)}}
	for i := range 24 {
		t.Columns = append(t.Columns, column(fmt.Sprintf("h%02d", i), fmt.Sprintf("%d 时", i), fmt.Sprintf("%d:00", i), Count))
	}
	for d, name := range []Words{{"周一", "Mon"}, {"周二", "Tue"}, {"周三", "Wed"}, {"周四", "Thu"}, {"周五", "Fri"}, {"周六", "Sat"}, {"周日", "Sun"}} {
		row := []Cell{label(name)}
		for i := range 24 {
			row = append(row, number(whole(h[d][i])))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
