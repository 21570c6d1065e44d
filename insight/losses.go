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

// lossesMetric is SVC-07: who left which community, why as far as anybody knows, and in whose care.
func lossesMetric() Metric {
	return Metric{
		Name: "losses", Title: Words{"流失", "Losses"}, Unit: Count, Source: "SVC-07", Version: 1,
		Formula: Words{
			"离开 = 期内结束的停留；其中 30 天内又回到同一社群的是一段有间隔的关系，不算流失；流失 = 离开 − 间隔",
			"leaves = stays that ended in the window; who is back in the same community within 30 days is one relation with a gap and not lost; losses = leaves − gaps",
		},
		Explain: Words{
			"每次离开一行，原因照来源所记：自己退出、被移出、断线不再回来；没有记录的是“未知”，不作猜测。按负责员工、社群、入口各列。期末前 30 天内离开的人可能还会回来，单列。删除好友与免打扰，渠道不告知，未知。",
			"One row a leave, with the cause as its source has it: left, removed, connection lost for good; where none is on record, unknown and never guessed. By staff in charge, by community and by entrance. Who left within 30 days of now may still return: counted apart. Deleting a friend and muting are told by no channel: unknown.",
		},
		Worked: Words{"20 次离开 → 20 行，各有原因或“未知”；其中 3 人 30 天内回群 → 流失 17、间隔 3",
			"20 leaves → 20 rows, each with a cause or unknown; 3 back within 30 days → 17 losses, 3 gaps"},
		Params: []Param{
			{Name: "by", Choices: []string{"community", "staff", "entrance"}, Explain: Words{"先看哪一种：社群、员工、入口", "which leads: community, staff or entrance"}},
			{Name: "gap_days", Default: "30", Max: 365, Explain: Words{"几天内回来算一段有间隔的关系", "back within so many days is one relation with a gap"}},
		},
		Filters: []string{"community"},
		Reads:   []string{"community", "community_stay", "community_day", "conversation_day", "community_entrance", "org_staff", "customer_alias"},
		compute: computeLosses,
		span:    groupSpan,
	}
}

// loss is one leave.
type loss struct {
	id        community.StayID
	community community.ID
	group     string
	staff     string
	entrance  string
	customer  customer.ID
	left      int64
	cause     string // of community_stay.left_scene
	gap       bool   // back within the gap
	open      bool   // may still come back within it
}

type lossRow struct {
	ID          community.StayID
	CommunityID community.ID
	Name        string
	Staff       string
	Entrance    string
	CustomerID  customer.ID
	LeftAt      int64
	LeftScene   string
	Again       int64
}

// losses reads every stay in scope that ended in the window.
func (in *input) losses(ctx context.Context) ([]loss, error) {
	from, until := in.bounds()
	gap := int64(in.params.option("gap_days") * dayMS)
	c := in.ofGroup("g.id", "g.store_id", "g.staff_id").And("s.left_at <> 0 AND s.left_at >= $1 AND s.left_at < $2", from, until)
	var out []loss
	return out, each(ctx, in, func(r lossRow) error {
		l := loss{r.ID, r.CommunityID, r.Name, r.Staff, r.Entrance, r.CustomerID, r.LeftAt, r.LeftScene, false, false}
		l.gap = r.Again != 0 && r.Again <= r.LeftAt+gap
		l.open = !l.gap && r.LeftAt+gap > in.now
		out = append(out, l)
		return nil
	}, `
		SELECT s.id, s.community_id, CASE WHEN g.name <> '' THEN g.name ELSE g.code END AS name, COALESCE(f.name, '') AS staff,
			CASE WHEN e.id IS NULL THEN s.scene ELSE e.name END AS entrance, COALESCE(a.to_id, s.customer_id) AS customer_id,
			s.left_at, s.left_scene, COALESCE((
				SELECT MIN(n.joined_at) FROM community_stay n
				WHERE n.community_id = s.community_id AND n.customer_id = s.customer_id AND n.joined_at >= s.left_at AND n.id <> s.id), 0) AS again
		FROM community g
		JOIN community_stay s ON s.community_id = g.id
		LEFT JOIN customer_alias a ON a.from_id = s.customer_id
		LEFT JOIN org_staff f ON f.id = g.staff_id
		LEFT JOIN community_entrance e ON e.id = s.entrance_id
		WHERE `+c.SQL()+`
		ORDER BY s.id`, c.Args()...)
}

// causeTitle names a cause; one that is not on record is unknown.
func causeTitle(scene string) Words {
	switch scene {
	case community.SceneLeft:
		return Words{"自己退出", "left"}
	case community.SceneRemoved:
		return Words{"被移出", "removed"}
	case community.SceneQuit:
		return Words{"断线未归", "connection lost"}
	case "":
		return Words{"未知", "unknown"}
	}
	return Words{scene, scene}
}

func (l loss) key(by string) string {
	switch by {
	case "staff":
		return l.staff
	case "entrance":
		return l.entrance
	}
	return l.community.String()
}

func (l loss) title(by string) Cell {
	name := l.key(by)
	if by == "community" {
		name = l.group
	}
	if name == "" {
		return label(Words{"未知", "unknown"})
	}
	return plain(name)
}

func computeLosses(ctx context.Context, in *input) (*result, error) {
	leaves, err := in.losses(ctx)
	if err != nil {
		return nil, err
	}
	count := func(belongs func(loss) bool) *float64 {
		n := 0
		for _, l := range leaves {
			if belongs(l) {
				n++
			}
		}
		return whole(n)
	}
	lost, gap := count(func(l loss) bool { return !l.gap }), count(func(l loss) bool { return l.gap })
	said := count(func(l loss) bool { return !l.gap && l.cause != "" })
	a := Answer{
		Values: []Value{
			{Name: "losses", Title: Words{"流失", "Losses"}, Unit: Count, Number: lost, Rows: RowsRef{Set: "losses"}},
			{Name: "gaps", Title: Words{"30 天内回来", "Back within the gap"}, Unit: Count, Number: gap, Rows: RowsRef{Set: "gaps"}},
			{Name: "known_cause", Title: Words{"原因已知的占比", "Share with a known cause"}, Unit: Share, Number: ratio(int64(*said), int64(*lost))}},
		Denominators: []Denominator{{"leaves", Words{"离开", "leaves"}, Count, int64(len(leaves)), RowsRef{Set: "leaves"}}},
		LeftOut: []LeftOut{
			{"open", Words{"刚离开、可能还会回来的", "who left lately and may still return"}, Count, known(int64(*count(func(l loss) bool { return l.open })))},
			{"deleted", Words{"删除好友：尚未记录，未知", "friends who deleted us: not recorded yet, unknown"}, Count, nil},
			{"muted", Words{"消息免打扰：渠道不告知，未知", "people who muted us: no channel tells, unknown"}, Count, nil}},
		Tables: []Table{causeTable(leaves)},
	}
	order := []string{in.params.By}
	for _, by := range []string{"community", "staff", "entrance"} {
		if by != in.params.By {
			order = append(order, by)
		}
	}
	for _, by := range order {
		a.Tables = append(a.Tables, lossTable(leaves, by))
	}
	return &result{answer: a, rows: func(set string) rowSet { return in.lossRows(leaves, set) }}, nil
}

func causeTable(leaves []loss) Table {
	t := Table{Name: "causes", Title: Words{"原因", "Causes"}, Columns: []Column{column("cause", "原因", "cause", Plain), column("losses", "流失", "losses", Count)}}
	n := map[string]int{}
	for _, l := range leaves {
		if !l.gap {
			n[l.cause]++
		}
	}
	for _, c := range sortedKeys(n) {
		t.Rows = append(t.Rows, []Cell{label(causeTitle(c)), count(n[c], "cause:"+c)})
	}
	return t
}

func lossTable(leaves []loss, by string) Table {
	titles := map[string]Words{"community": {"社群", "community"}, "staff": {"员工", "staff"}, "entrance": {"入口", "entrance"}}
	t := Table{Name: by, Title: Words{"按" + titles[by].Zh, "By " + titles[by].En}, Columns: []Column{column(by, titles[by].Zh, titles[by].En, Plain),
		column("losses", "流失", "losses", Count), column("gaps", "间隔", "gaps", Count)}}
	groups := map[string][]loss{}
	for _, l := range leaves {
		groups[l.key(by)] = append(groups[l.key(by)], l)
	}
	keys := slices.SortedFunc(slices.Values(sortedKeys(groups)), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(groups[b]), len(groups[a])), strings.Compare(a, b))
	})
	for _, key := range keys {
		lost := 0
		for _, l := range groups[key] {
			if !l.gap {
				lost++
			}
		}
		t.Rows = append(t.Rows, []Cell{groups[key][0].title(by), count(lost, by+":"+key), number(whole(len(groups[key]) - lost))})
	}
	return t
}

// lossRows lists "leaves", "losses", "gaps", cause:CAUSE, or the losses of BY:KEY.
func (in *input) lossRows(leaves []loss, set string) rowSet {
	s := rowSet{permission: org.CommunityRead, columns: []Column{column("stay", "停留", "stay", Plain), column("customer", "客户", "customer", Plain),
		column("community", "社群", "community", Plain), column("staff", "员工", "staff", Plain), column("entrance", "入口", "entrance", Plain),
		column("left", "离开日", "left", Plain), column("cause", "原因", "cause", Plain), column("gap", "30 天内回来", "back", Plain)}}
	by, key, one := strings.Cut(set, ":")
	for _, l := range leaves {
		belongs := set == "leaves" || set == "gaps" && l.gap || set == "losses" && !l.gap
		if one && !l.gap {
			belongs = by == "cause" && l.cause == key || by != "cause" && l.key(by) == key
		}
		if belongs {
			s.rows = append(s.rows, Row{l.id.String(), []Cell{plain(l.id.String()), plain(l.customer.String()), l.title("community"), l.title("staff"),
				l.title("entrance"), plain(in.dayOf(l.left)), label(causeTitle(l.cause)), yes(l.gap)}})
		}
	}
	return s
}
