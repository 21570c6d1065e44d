package insight

import (
	"context"
	"slices"
	"strings"

	"qunli/customer"
	"qunli/kit/money"
	"qunli/org"
)

// harvestMetric is INS-18: does one group carry a whole class of people, or is it only being harvested.
func harvestMetric() Metric {
	return Metric{
		Name: "harvest", Title: Words{"一群人带动一类人", "One group, one class"}, Unit: Number, Source: "INS-18", Version: 1,
		Formula: Words{
			"溢出 = 期内首次成交、从未进群、没有付费触点的新客 ÷ 在群人数；品牌占比 = 首触为直接访问、品牌搜索或口碑的新客 ÷ 新客；割韭菜报警：最近 3 个整月，群成员贡献 ≥90% 净额且溢出为 0",
			"spill = new buyers of the window who never were in a group and had no paid touch ÷ people in groups; brand share = new buyers first touched by direct visit, brand search or word of mouth ÷ new buyers; harvest alarm: in each of the last 3 whole months members made ≥90 % of the net amount and nothing spilt",
		},
		Explain: Words{
			"人群画像没有记录，因此溢出数的是全部圈外新客，其中有多少符合画像未知。首触看渠道：direct、直接、brand、品牌、口碑、word_of_mouth、转介绍，或有记录的推荐人；渠道未知的单列。群成员按下单时已进过群算。",
			"Personas are not recorded, so spill counts every new buyer from outside; how many of them fit is unknown. The first touch is read from the channel: direct, brand, word_of_mouth, referral and their Chinese names, or a recorded referrer; unknown channels stand apart. A member is whoever had joined a group by the day of the order.",
		},
		Worked:  Words{"群内 100 人，圈外新客 250 → 2.5；400 个新客中 60 个由品牌而来 → 15%。", "100 members, 250 outsiders → 2.5; 60 of 400 new buyers by the brand → 15 %."},
		Reads:   []string{"commerce_buyer_day", "commerce_order", "commerce_spend", "community_stay", "community", "customer", "customer_touch", "referral_node", "customer_alias"},
		Heavy:   true,
		compute: computeHarvest,
	}
}

// newBuyer is somebody whose first kept order of all lies in the window.
type newBuyer struct {
	id      customer.ID
	first   day
	member  bool // had been in a group, ever
	paid    bool // had a paid touch up to the first order
	channel string
	brought bool // somebody recorded brought them
}

// outsider tells whether the group reached the buyer without having them and without ads.
func (b newBuyer) outsider() bool { return !b.member && !b.paid }

// byBrand tells whether a direct visit, a brand search or word of mouth brought the buyer; known is false when nothing tells.
func (b newBuyer) byBrand() (brand, known bool) {
	if b.brought {
		return true, true
	}
	channel := strings.ToLower(strings.TrimSpace(b.channel))
	return slices.Contains(brandChannels(), channel), channel != ""
}

// brandChannels are the names under which sources record that nobody was paid for a first visit.
func brandChannels() []string {
	return []string{"direct", "直接", "直接访问", "brand", "brand_search", "品牌", "品牌搜索", "口碑", "word_of_mouth", "wom", "转介绍", "referral"}
}

// harvestMonth is one month's revenue by who made it.
type harvestMonth struct {
	members, all money.Fen
	outsiders    int
}

// harvested tells whether the month lived on members alone.
func (m harvestMonth) harvested() bool {
	return m.all > 0 && float64(m.members) >= 0.9*float64(m.all) && m.outsiders == 0
}

// alarmMonths is how many whole months in a row raise the harvest alarm (INS-18).
const alarmMonths = 3

// harvestedInARow is how many of the last whole months up to the end were harvested without a break.
func harvestedInARow(months map[month]harvestMonth, last day) int {
	m := last.month()
	if (m + 1).first() != last+1 {
		m-- // the month is not whole
	}
	n := 0
	for ; months[m].harvested(); m-- {
		n++
	}
	return n
}

// harvest is everything the metric says.
type harvest struct {
	buyers  []newBuyer
	members int
	months  map[month]harvestMonth
	last    day
}

func (h harvest) count(belongs func(newBuyer) bool) int {
	n := 0
	for _, b := range h.buyers {
		if belongs(b) {
			n++
		}
	}
	return n
}

func computeHarvest(ctx context.Context, in *input) (*result, error) {
	h, err := in.harvest(ctx)
	if err != nil {
		return nil, err
	}
	outsiders := h.count(newBuyer.outsider)
	brand := h.count(func(b newBuyer) bool { ok, _ := b.byBrand(); return ok })
	unknown := h.count(func(b newBuyer) bool { _, known := b.byBrand(); return !known })
	row := harvestedInARow(h.months, h.last)
	alarm := Value{Name: "harvested_months", Title: Words{"最近连续只靠群成员的整月", "Whole months in a row on members alone"}, Unit: Count, Number: whole(row)}
	if row >= alarmMonths {
		alarm.Note = &Words{"割韭菜报警：群成员贡献 ≥90% 且没有溢出", "harvest alarm: members made 90 % or more and nothing spilt"}
	}
	a := Answer{
		Values: []Value{
			{Name: "spill", Title: Words{"溢出（圈外新客 ÷ 在群人数）", "Spill (outsiders ÷ members)"}, Unit: Number, Number: ratio(outsiders, h.members)},
			{Name: "brand_share", Title: Words{"品牌带来的新客占比", "New buyers by the brand"}, Unit: Share, Number: ratio(brand, len(h.buyers))},
			alarm,
			{Name: "outsiders", Title: Words{"圈外新客", "Outsiders"}, Unit: Count, Number: whole(outsiders), Rows: RowsRef{Set: "outsiders"}},
			{Name: "brand", Title: Words{"品牌带来的新客", "New buyers by the brand"}, Unit: Count, Number: whole(brand), Rows: RowsRef{Set: "brand"}},
		},
		Denominators: []Denominator{
			{"members", Words{"在群的客户（去重）", "people in groups (distinct)"}, Count, int64(h.members), RowsRef{}},
			{"new_buyers", Words{"期内首次成交的客户", "buyers whose first order lies in the window"}, Count, int64(len(h.buyers)), RowsRef{Set: "new"}},
		},
		LeftOut: []LeftOut{
			{"persona", Words{"圈外新客中有多少符合人群画像：没有记录画像", "how many outsiders fit the persona: personas are not recorded"}, Count, nil},
			{"channel_unknown", Words{"首触渠道未知的新客", "new buyers whose first channel is unknown"}, Count, known(int64(unknown))},
		},
		Tables: []Table{h.table()},
	}
	return &result{answer: a, rows: h.rows}, nil
}

// harvest reads the buyers, who was in a group since when, and the months of the window.
func (in *input) harvest(ctx context.Context) (harvest, error) {
	h := harvest{months: map[month]harvestMonth{}}
	from, to := in.window.days()
	h.last = to
	people, err := in.people(ctx, beginning, in.window.To)
	if err != nil {
		return h, err
	}
	p, err := in.past(ctx)
	if err != nil {
		return h, err
	}
	since, err := in.memberSince(ctx)
	if err != nil {
		return h, err
	}
	if h.members, err = in.distinctMembers(ctx); err != nil {
		return h, err
	}
	channels, err := in.firstChannels(ctx)
	if err != nil {
		return h, err
	}
	for _, who := range people {
		joined, ever := since[who.id]
		for _, d := range who.days {
			if d.day < from {
				continue
			}
			m := h.months[d.day.month()]
			m.all += d.amount
			if ever && joined <= d.day {
				m.members += d.amount
			}
			h.months[d.day.month()] = m
		}
		if who.first() < from || p.firstDay[who.id] != who.first().String() {
			continue
		}
		_, brought := p.brought[who.id]
		b := newBuyer{who.id, who.first(), ever, p.paidBefore(who.id), channels[who.id], brought}
		h.buyers = append(h.buyers, b)
		if b.outsider() {
			m := h.months[b.first.month()]
			m.outsiders++
			h.months[b.first.month()] = m
		}
	}
	return h, nil
}

// paidBefore tells whether a paid touch came before the person's first kept order in the window.
func (p past) paidBefore(who customer.ID) bool {
	head := p.heads[who]
	if p.paid.has(head.Channel, head.Day) {
		return true
	}
	c := p.contacts[who]
	return c != nil && slices.ContainsFunc(c.paid, func(at int64) bool { return at <= head.At })
}

// memberSince gives the first day on which each person was known to be in any group of the company.
func (in *input) memberSince(ctx context.Context) (map[customer.ID]day, error) {
	type row struct {
		CustomerID customer.ID
		JoinedAt   int64
	}
	out := map[customer.ID]day{}
	return out, each(ctx, in, func(r row) error {
		d, err := parseDay(in.dayOf(r.JoinedAt))
		out[r.CustomerID] = d
		return err
	}, `
		SELECT COALESCE(a.to_id, s.customer_id) AS customer_id, MIN(s.joined_at) AS joined_at
		FROM community_stay s
		LEFT JOIN customer_alias a ON a.from_id = s.customer_id
		GROUP BY 1`)
}

// distinctMembers counts who is in a group in scope now.
func (in *input) distinctMembers(ctx context.Context) (int, error) {
	c := in.ofGroup("g.id", "g.store_id", "g.staff_id")
	return one[int](ctx, in, `
		SELECT COUNT(DISTINCT COALESCE(a.to_id, s.customer_id))
		FROM community g
		JOIN community_stay s ON s.community_id = g.id AND s.left_at = 0
		LEFT JOIN customer_alias a ON a.from_id = s.customer_id
		WHERE `+c.SQL(), c.Args()...)
}

// firstChannels gives by which channel each person came, as it stands on the card.
func (in *input) firstChannels(ctx context.Context) (map[customer.ID]string, error) {
	type row struct {
		ID      customer.ID
		Channel string
	}
	out := map[customer.ID]string{}
	return out, each(ctx, in, func(r row) error { out[r.ID] = r.Channel; return nil }, `
		SELECT id, channel FROM customer WHERE channel <> ''`)
}

func (h harvest) table() Table {
	t := Table{Name: "months", Title: Words{"按月", "By month"}, Columns: []Column{column("month", "月份", "month", Plain),
		column("amount", "净额", "net amount", Fen), column("members", "群成员净额", "by members", Fen), column("share", "占比", "share", Share),
		column("outsiders", "圈外新客", "outsiders", Count)}}
	for _, m := range sortedMonths(h.months) {
		v := h.months[m]
		t.Rows = append(t.Rows, []Cell{plain(m.String()), fenCell(v.all), fenCell(v.members), number(ratio(v.members, v.all)), number(whole(v.outsiders))})
	}
	return t
}

func sortedMonths[V any](by map[month]V) []month {
	var out []month
	for m := range by {
		out = append(out, m)
	}
	slices.Sort(out)
	return out
}

func (h harvest) rows(set string) rowSet {
	s := rowSet{permission: org.CustomerRead, columns: []Column{column("customer", "客户", "customer", Plain),
		column("first", "首单日", "first order", Plain), column("channel", "渠道", "channel", Plain)}}
	for _, b := range h.buyers {
		brand, _ := b.byBrand()
		if set == "new" || set == "outsiders" && b.outsider() || set == "brand" && brand {
			s.rows = append(s.rows, Row{b.id.String(), []Cell{plain(b.id.String()), plain(b.first.String()), plain(b.channel)}})
		}
	}
	return s
}
