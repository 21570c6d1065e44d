package insight

import (
	"cmp"
	"context"
	"slices"

	"qunli/customer"
	"qunli/org"
)

// structureMetric is INS-14: is the talk many-to-many, and what do acts link people to.
func structureMetric() Metric {
	return Metric{
		Name: "structure", Title: Words{"互动结构", "Interaction structure"}, Unit: Share, Source: "INS-14", Version: 1,
		Formula: Words{
			"去中心度 = 1 − Σ 每人发言占比²；前三占比 = 发言最多三人 ÷ 全部；链接构成 = 人与人 : 人与信息 : 人与商品，合计 100%",
			"decentralisation = 1 − Σ share² over speakers; top three = the three most talkative ÷ all; link mix = person–person : person–information : person–goods, 100 % together",
		},
		Explain: Words{
			"人与人：回复他人的消息、被人邀请入群。人与信息：没有回复谁的消息，以及浏览、点击、扫码、分享、转发、投票、签到、看资料和评价。人与商品：社群引导的订单，以及加购、收藏、抢购。只计社群内的；机器人不算发言人。改名的、合并过的算同一个人。",
			"Person–person: messages that answer somebody, joins by invitation. Person–information: messages that answer nobody, and views, clicks, scans, shares, forwards, votes, check-ins, materials and reviews seen. Person–goods: orders guided by a group, carts, favourites, grabs. Inside groups only; bots are no speakers. Renamed and merged people are one.",
		},
		Worked:  Words{"只有一人发言 → 0；100 人发言一样多 → 0.99。", "One speaker → 0; 100 equal speakers → 0.99."},
		Filters: []string{"community"},
		Reads: []string{"community", "community_stay", "conversation_author_day", "conversation_day", "customer_touch", "commerce_order",
			"customer_alias"},
		Heavy:   true,
		compute: computeStructure,
		span:    groupSpan,
	}
}

// linkMix counts acts by what they link a person to.
type linkMix struct{ people, information, goods int64 }

func (m linkMix) all() int64 { return m.people + m.information + m.goods }

// linkOf tells which of the three a kind of touch is.
func (m *linkMix) touched(kind string, n int64) {
	switch kind {
	case customer.ActCart, customer.ActFavorite, customer.ActGrab:
		m.goods += n
	case customer.ActView, customer.ActClick, customer.ActScan, customer.ActShare, customer.ActForward, customer.ActVote, customer.ActCheckin,
		customer.ActMaterial, customer.ActReview, customer.ActUGC:
		m.information += n
	case customer.ActReferral, customer.ActDistribute:
		m.people += n
	}
}

func computeStructure(ctx context.Context, in *input) (*result, error) {
	said, err := in.talkers(ctx)
	if err != nil {
		return nil, err
	}
	mix, err := in.links(ctx)
	if err != nil {
		return nil, err
	}
	a := Answer{
		Values: []Value{
			{Name: "decentral", Title: Words{"去中心度", "Decentralisation"}, Unit: Share, Number: said.decentral()},
			{Name: "top3", Title: Words{"前三人发言占比", "Share of the top three"}, Unit: Share, Number: said.top3()},
			{Name: "speakers", Title: Words{"发言人数", "Speakers"}, Unit: Count, Number: whole(len(said.by)), Rows: RowsRef{Set: "speakers"}},
			{Name: "person_person", Title: Words{"人与人", "Person–person"}, Unit: Share, Number: ratio(mix.people, mix.all())},
			{Name: "person_information", Title: Words{"人与信息", "Person–information"}, Unit: Share, Number: ratio(mix.information, mix.all())},
			{Name: "person_goods", Title: Words{"人与商品", "Person–goods"}, Unit: Share, Number: ratio(mix.goods, mix.all())},
		},
		Denominators: []Denominator{
			{"messages", Words{"发言", "messages"}, Count, said.messages, RowsRef{"speakers", "messages"}},
			{"links", Words{"链接（三类合计）", "links (the three together)"}, Count, mix.all(), RowsRef{}},
		},
		Tables: []Table{speakerTable(said), mix.table()},
	}
	return &result{answer: a, rows: func(string) rowSet { return speakerRows(said) }}, nil
}

type speakerDay struct {
	CustomerID customer.ID
	Day        string
	Messages   int64
}

// talkers reads who spoke in the groups in scope, by person: bots left out, merged people one.
func (in *input) talkers(ctx context.Context) (talk, error) {
	c := in.ofGroup("g.id", "g.store_id", "g.staff_id").And("d.day >= $1 AND d.day <= $2", in.window.From, in.window.To)
	var rows []talkDay
	err := each(ctx, in, func(r speakerDay) error {
		d, err := parseDay(r.Day)
		rows = append(rows, talkDay{int64(r.CustomerID), d, r.Messages})
		return err
	}, `
		SELECT COALESCE(a.to_id, d.customer_id) AS customer_id, d.day, CAST(SUM(d.messages) AS BIGINT) AS messages
		FROM community g
		JOIN conversation_author_day d ON d.community_id = g.id AND d.customer_id <> 0
		LEFT JOIN customer_alias a ON a.from_id = d.customer_id
		WHERE `+c.SQL()+`
		GROUP BY 1, 2`, c.Args()...)
	return talkOf(rows), err
}

type kindCount struct {
	Kind string
	N    int64
}

// links counts what acts in the groups in scope linked.
func (in *input) links(ctx context.Context) (linkMix, error) {
	var m linkMix
	c := in.ofGroup("g.id", "g.store_id", "g.staff_id").And("t.day >= $1 AND t.day <= $2", in.window.From, in.window.To)
	err := each(ctx, in, func(k kindCount) error { m.touched(k.Kind, k.N); return nil }, `
		SELECT t.kind, COUNT(*) AS n
		FROM community g
		CROSS JOIN customer_touch t
		WHERE t.community_id = g.id AND t.community_id <> 0 AND `+c.SQL()+`
		GROUP BY t.kind`, c.Args()...)
	if err != nil {
		return m, err
	}
	type said struct{ Messages, Replies int64 }
	d := in.ofDays("d")
	s, err := one[said](ctx, in, `
		SELECT CAST(COALESCE(SUM(d.messages), 0) AS BIGINT) AS messages, CAST(COALESCE(SUM(d.replies), 0) AS BIGINT) AS replies
		FROM conversation_day d
		WHERE `+d.SQL(), d.Args()...)
	if err != nil {
		return m, err
	}
	m.people += s.Replies
	m.information += s.Messages - s.Replies
	return m, in.linkRest(ctx, &m)
}

// linkRest adds joins by invitation and orders guided by a group.
func (in *input) linkRest(ctx context.Context, m *linkMix) error {
	from, until := in.bounds()
	c := in.ofGroup("g.id", "g.store_id", "g.staff_id").And("s.joined_at >= $1 AND s.joined_at < $2", from, until)
	joins, err := one[int64](ctx, in, `
		SELECT COUNT(*) FROM community g
		JOIN community_stay s ON s.community_id = g.id AND s.inviter_id <> 0
		WHERE `+c.SQL(), c.Args()...)
	if err != nil {
		return err
	}
	c = in.ofGroup("g.id", "g.store_id", "g.staff_id").And("o.at >= $1 AND o.at < $2", from, until)
	orders, err := one[int64](ctx, in, `
		SELECT COUNT(*) FROM community g
		CROSS JOIN commerce_order o
		WHERE o.community_id = g.id AND o.community_id <> 0 AND o.kind = 'sale' AND o.state = 'kept' AND o.goods > 0 AND `+c.SQL(), c.Args()...)
	m.people += joins
	m.goods += orders
	return err
}

func (m linkMix) table() Table {
	t := Table{Name: "links", Title: Words{"链接构成", "Link mix"}, Columns: []Column{
		column("link", "链接", "link", Plain), column("acts", "次数", "acts", Count), column("share", "占比", "share", Share)}}
	for _, l := range []struct {
		title Words
		n     int64
	}{{Words{"人与人", "person–person"}, m.people}, {Words{"人与信息", "person–information"}, m.information}, {Words{"人与商品", "person–goods"}, m.goods}} {
		t.Rows = append(t.Rows, []Cell{label(l.title), number(whole(l.n)), number(ratio(l.n, m.all()))})
	}
	return t
}

// speakers ranks who spoke, the most talkative first.
func (t talk) speakers() []customer.ID {
	var out []customer.ID
	for who := range t.by {
		out = append(out, customer.ID(who))
	}
	slices.SortFunc(out, func(a, b customer.ID) int {
		return cmp.Or(cmp.Compare(t.by[int64(b)], t.by[int64(a)]), cmp.Compare(a, b))
	})
	return out
}

// shownPeople is how many people a table of an answer shows; the rows behind its numbers hold all.
const shownPeople = 20

func speakerColumns() []Column {
	return []Column{column("customer", "客户", "customer", Plain), column("messages", "发言", "messages", Count)}
}

func speakerTable(t talk) Table {
	out := Table{Name: "speakers", Title: Words{"发言最多的人", "The most talkative"}, Columns: append(speakerColumns(), column("share", "占比", "share", Share))}
	ranked := t.speakers()
	for _, who := range ranked[:min(len(ranked), shownPeople)] {
		n := t.by[int64(who)]
		out.Rows = append(out.Rows, []Cell{plain(who.String()), number(whole(n)), number(ratio(n, t.messages))})
	}
	return out
}

func speakerRows(t talk) rowSet {
	s := rowSet{permission: org.CustomerRead, columns: speakerColumns()}
	ids := t.speakers()
	slices.Sort(ids)
	for _, who := range ids {
		s.rows = append(s.rows, Row{who.String(), []Cell{plain(who.String()), number(whole(t.by[int64(who)]))}})
	}
	return s
}
