package insight

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"qunli/customer"
	"qunli/org"
)

// kolReach is the benchmark of one opinion leader: 1 × 1,000 (INS-10).
const kolReach = 1000

// spreadMetric is INS-10 and the measured side of REF-05: how far invitations travel.
func spreadMetric() Metric {
	return Metric{
		Name: "spread", Title: Words{"传播与裂变", "Spread and fission"}, Unit: Number, Source: "INS-10, REF-05", Version: 1,
		Formula: Words{
			"种子 = 第 0 层（带来过人、自己没有推荐人的人）；放大倍数 = 触达人数（去掉种子、去重）÷ 种子数；二次传播率 = 第 1 层中又带来人的 ÷ 第 1 层；K = 入群满 14 天的被邀请者在头 14 天内带来的人 ÷ 这些被邀请者；周期 = 被邀请者与邀请人到来时间之差的中位数；结构传播度 = 同一棵树上两人距离的均值；K<1 时总人数收敛于 种子 ÷ (1−K)",
			"seeds = level 0 (people without a referrer who brought somebody); multiplier = reach (distinct, seeds excluded) ÷ seeds; second spread = people of level 1 who brought somebody ÷ level 1; K = people whom invitees brought in their first 14 days ÷ those invitees, counting invitees of at least 14 days; cycle = median of invitee's coming − inviter's coming; structural virality = mean distance of two people of a tree; with K<1 the people converge to seeds ÷ (1−K)",
		},
		Explain: Words{
			"只数有记录的推荐关系（谁带来谁），未知的不猜。按日期看时，只有期内建立的关系算边，更早带来的人作为种子。没有时间的关系只在不限日期时计入，且不参与周期和 14 天的 K。基准：一个 KOL 为 1×1000。",
			"Only recorded referrals count; unknown ones are not guessed. With chosen days, only referrals of these days are edges, and who came earlier is a seed. Referrals without a time count only when no days are chosen, and never in cycles or the 14-day K. Benchmark: one opinion leader reaches 1×1000.",
		},
		Worked: Words{
			"10 个种子，第 1 层 400 人，其中 40 人继续分享，再往下 2,100 人 → 触达 2,500，×250（基准的 25%），二次传播 10%。s=100：K=0.6 → 100、160、196……极限 250；K=1.25 → 100、225、381，自循环。",
			"10 seeds, 400 on level 1 of whom 40 share on, 2,100 deeper → reach 2,500, ×250 (25 % of the benchmark), second spread 10 %. s=100: K=0.6 → 100, 160, 196 … limit 250; K=1.25 → 100, 225, 381, self-sustaining.",
		},
		Reads:   []string{"referral_node", "referral_day", "customer", "customer_identity"},
		Heavy:   true,
		compute: computeSpread,
		span:    referralSpan,
	}
}

// referralSpan is the first and the last day with a dated referral in scope.
func referralSpan(ctx context.Context, in *input) (edges, error) {
	c := in.scope("store_id", "staff_id").And("bonds > 0")
	return one[edges](ctx, in, `
		SELECT COALESCE(MIN(day), '') AS "from", COALESCE(MAX(day), '') AS "to"
		FROM referral_day
		WHERE `+c.SQL(), c.Args()...)
}

// invited is the forest of the people in scope, as far as the window reaches.
type invited struct {
	*forest
	ids     []customer.ID
	joined  []int64 // ms each came, 0 unknown
	undated int64   // referrals without a time
}

type nodeRow struct {
	CustomerID customer.ID
	ParentID   customer.ID
	At         int64
	AddedAt    int64
	Inside     bool
}

func (in *input) invited(ctx context.Context) (*invited, error) {
	view := in.scope("c.store_id", "c.staff_id")
	f := &invited{}
	var parents []customer.ID
	number := map[customer.ID]int32{}
	err := each(ctx, in, func(r nodeRow) error {
		number[r.CustomerID] = int32(len(f.ids))
		f.ids = append(f.ids, r.CustomerID)
		f.joined = append(f.joined, cmp.Or(r.At, r.AddedAt))
		parent := r.ParentID
		if parent != 0 && r.At == 0 {
			f.undated++
		}
		if !r.Inside || !in.during(r.At) {
			parent = 0
		}
		parents = append(parents, parent)
		return nil
	}, `
		SELECT n.customer_id, n.parent_id, n.at, c.added_at, (`+view.SQL()+`) AS inside
		FROM referral_node n
		JOIN customer c ON c.id = n.customer_id
		ORDER BY n.customer_id`, view.Args()...)
	if err != nil {
		return nil, err
	}
	parent := make([]int32, len(parents))
	for i, p := range parents {
		parent[i] = -1
		if n, ok := number[p]; ok && p != 0 {
			parent[i] = n
		}
	}
	f.forest = growForest(parent)
	return f, nil
}

// during tells whether a moment lies in the window that was chosen; without a choice every moment does, unknown ones too.
func (in *input) during(at int64) bool {
	if in.window.Default || in.window.Days == 0 {
		return true
	}
	day := in.dayOf(at)
	return at != 0 && day >= in.window.From && day <= in.window.To
}

// level tells where a node stands, -1 for a root that brought nobody.
func (f *invited) levelOf(node int32) int {
	if f.parent[node] < 0 && f.children[node] == 0 {
		return -1
	}
	return int(f.level[node])
}

func computeSpread(ctx context.Context, in *input) (*result, error) {
	f, err := in.invited(ctx)
	if err != nil {
		return nil, err
	}
	levels := generations(f.forest, f.joined)
	s := spreadOf(levels)
	trees, ranked := f.ranked()
	a := Answer{
		Values: append(spreadValues(s), fissionValues(s, fissionOf(f.forest, f.joined, in.now), shapesOf(trees))...),
		Denominators: []Denominator{
			{"seeds", Words{"种子", "seeds"}, Count, int64(s.seeds), RowsRef{Set: "level-0"}},
			{"level1", Words{"第 1 层的人", "people of level 1"}, Count, int64(s.level1), RowsRef{Set: "level-1"}},
		},
		LeftOut: []LeftOut{{"undated", Words{"没有时间的推荐关系：不参与周期和 14 天的 K", "referrals without a time: not in cycles nor in the 14-day K"},
			Count, known(f.undated)},
			{"unknown", Words{"没有记录推荐人的客户：谁带来的未知，不猜", "customers without a recorded referrer: unknown, not guessed"}, Count, nil}},
		Tables: []Table{generationTable(levels), treeTable(f, trees, ranked)},
	}
	data := func(ctx context.Context, in *input) (any, error) { return spreadData(ctx, in, f, trees, ranked) }
	return &result{answer: a, data: data, rows: f.rows}, nil
}

// ranked lists the trees that hold more than their root, the largest first, with their roots.
func (f *invited) ranked() (trees []*tree, roots []int32) {
	all := f.trees()
	for root, t := range all {
		if t.size > 1 {
			roots = append(roots, root)
		}
	}
	slices.SortFunc(roots, func(a, b int32) int { return cmp.Or(cmp.Compare(all[b].size, all[a].size), cmp.Compare(a, b)) })
	for _, root := range roots {
		trees = append(trees, all[root])
	}
	return trees, roots
}

func spreadValues(s spread) []Value {
	var benchmark *float64
	if m := s.multiplier(); m != nil {
		share := *m / kolReach
		benchmark = &share
	}
	return []Value{
		{Name: "multiplier", Title: Words{"放大倍数", "Multiplier"}, Unit: Number, Number: s.multiplier()},
		{Name: "benchmark", Title: Words{"达到 1×1000 基准的", "Of the 1×1000 benchmark"}, Unit: Share, Number: benchmark},
		{Name: "second_spread", Title: Words{"二次传播率", "Second spread"}, Unit: Share, Number: s.second()},
		{Name: "reach", Title: Words{"触达人数", "Reach"}, Unit: Count, Number: whole(s.reach), Rows: RowsRef{Set: "reach"}},
		{Name: "seeds", Title: Words{"种子", "Seeds"}, Unit: Count, Number: whole(s.seeds), Rows: RowsRef{Set: "level-0"}},
		{Name: "level1_sharers", Title: Words{"第 1 层中继续带人的", "People of level 1 who brought somebody"}, Unit: Count,
			Number: whole(s.level1Sharers), Rows: RowsRef{Set: "level-1-sharers"}},
	}
}

func fissionValues(s spread, f fission, all shapes) []Value {
	k := Value{Name: "k", Title: Words{"K（满 14 天的被邀请者，头 14 天）", "K (invitees of at least 14 days, their first 14)"}, Unit: Number, Number: f.k()}
	var limit *float64
	if k.Number != nil {
		note := Words{"需要持续投入种子", "needs a flow of seeds"}
		if sustains(*k.Number) {
			note = Words{"可以自循环", "self-sustaining"}
		}
		k.Note = &note
		limit = usersLimit(float64(s.seeds), *k.Number)
	}
	return []Value{k,
		{Name: "limit", Title: Words{"按此 K，总人数的极限（K≥1 没有极限）", "People in the end at this K (none for K≥1)"}, Unit: Number, Number: limit},
		{Name: "cohort", Title: Words{"计入 K 的被邀请者", "Invitees counted in K"}, Unit: Count, Number: whole(f.cohort)},
		{Name: "trees", Title: Words{"邀请树", "Trees"}, Unit: Count, Number: whole(all.trees), Rows: RowsRef{Set: "level-0"}},
		{Name: "tree_size", Title: Words{"树的人数（中位）", "People of a tree (median)"}, Unit: Count, Number: whole(all.medianSize)},
		{Name: "tree_depth", Title: Words{"树的层数（中位）", "Levels of a tree (median)"}, Unit: Count, Number: whole(all.medianDepth)},
		{Name: "deepest", Title: Words{"最深的层", "Deepest level"}, Unit: Count, Number: whole(all.deepest)},
		{Name: "virality", Title: Words{"结构传播度（各树均值）", "Structural virality (mean of trees)"}, Unit: Number, Number: all.meanVirality},
		{Name: "most_virality", Title: Words{"结构传播度（最高）", "Structural virality (highest)"}, Unit: Number, Number: all.mostVirality},
	}
}

func generationTable(levels []generation) Table {
	t := Table{Name: "generations", Title: Words{"逐层", "By generation"}, Columns: []Column{
		column("level", "层", "level", Count), column("people", "人数", "people", Count), column("sharers", "带来过人的", "brought somebody", Count),
		column("sharer_share", "占比", "share", Share), column("brought", "带来的人", "brought", Count), column("k", "每人带来 K", "brought by each (K)", Number),
		column("cycle_days", "周期中位（天）", "median cycle (days)", Number)}}
	for i, g := range levels {
		cycle := g.cycle()
		if cycle != nil {
			days := *cycle / dayMS
			cycle = &days
		}
		set := "level-" + strconv.Itoa(i)
		t.Rows = append(t.Rows, []Cell{number(whole(i)), count(g.people, set), count(g.sharers, set+"-sharers"),
			number(ratio(g.sharers, g.people)), number(whole(g.brought)), number(g.k()), number(cycle)})
	}
	return t
}

// shownTrees is how many trees the table shows; the JSON of the command line has all.
const shownTrees = 20

func treeTable(f *invited, trees []*tree, roots []int32) Table {
	t := Table{Name: "trees", Title: Words{"最大的邀请树", "The largest trees"}, Columns: []Column{
		column("root", "起点", "root", Plain), column("size", "人数", "people", Count), column("depth", "层数", "levels", Count),
		column("width", "最宽一层", "widest level", Count), column("most_children", "一人带来最多", "most by one person", Count),
		column("virality", "结构传播度", "structural virality", Number)}}
	for i, tree := range trees[:min(len(trees), shownTrees)] {
		t.Rows = append(t.Rows, []Cell{plain(f.ids[roots[i]].String()), number(whole(tree.size)), number(whole(tree.depth)),
			number(whole(tree.width)), number(whole(tree.mostChildren)), number(tree.virality)})
	}
	return t
}

// rows lists "reach", "level-N" or "level-N-sharers".
func (f *invited) rows(set string) rowSet {
	s := rowSet{permission: org.CustomerRead, columns: []Column{column("customer", "客户", "customer", Plain),
		column("level", "层", "level", Count), column("brought", "直接带来", "brought", Count), column("below", "其下共", "below", Count)}}
	name, sharers := strings.CutSuffix(set, "-sharers")
	for node := range f.ids {
		level := f.levelOf(int32(node))
		inside := set == "reach" && level > 0 || level >= 0 && name == "level-"+strconv.Itoa(level) && (!sharers || f.children[node] > 0)
		if !inside {
			continue
		}
		id := f.ids[node].String()
		s.rows = append(s.rows, Row{id, []Cell{plain(id), number(whole(level)), number(whole(f.children[node])), number(whole(f.below[node]))}})
	}
	slices.SortFunc(s.rows, func(a, b Row) int { return strings.Compare(a.Key, b.Key) })
	return s
}

type treeJSON struct {
	Root         string   `json:"root"`
	Account      string   `json:"account,omitempty"`
	Size         int      `json:"size"`
	Depth        int      `json:"depth"`
	Width        int      `json:"width"`
	MostChildren int      `json:"most_children"` // of one person other than the root
	Virality     *float64 `json:"structural_virality"`
}

// spreadData is every tree, largest first, with the account of its root in the system it came from.
func spreadData(ctx context.Context, in *input, f *invited, trees []*tree, roots []int32) (any, error) {
	names := map[customer.ID]string{}
	err := each(ctx, in, func(a account) error { names[a.CustomerID] = a.Value; return nil }, `
		SELECT i.customer_id, MIN(i.value) AS value
		FROM referral_node n
		JOIN customer_identity i ON i.customer_id = n.customer_id AND i.kind = $1
		WHERE n.parent_id = 0
		GROUP BY 1`, customer.Account)
	if err != nil {
		return nil, err
	}
	out := struct {
		Trees []treeJSON `json:"trees"`
	}{make([]treeJSON, len(trees))}
	for i, t := range trees {
		id := f.ids[roots[i]]
		out.Trees[i] = treeJSON{id.String(), names[id], t.size, t.depth, t.width, t.mostChildren, t.virality}
	}
	return out, nil
}
