package insight

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"qunli/community"
	"qunli/customer"
	"qunli/org"
)

// overlapMetric tells which groups hold the same people (COM-08).
func overlapMetric() Metric {
	return Metric{
		Name: "overlap", Title: Words{"社群重叠", "Overlap of groups"}, Unit: Share, Source: "COM-08", Version: 1,
		Formula: Words{
			"重叠率(甲, 乙) = 同时在两个群里的人 ÷ 人数较少的那个群；重叠客户 = 同时在超过 2 个营销群里的人；营销群 = 活动群、销售群及未定类型的群",
			"overlap(a, b) = people in both ÷ people of the smaller; overlapping customers = people in more than 2 marketing groups; marketing groups are activity and sales groups and those of no type yet",
		},
		Explain: Words{
			"按现在在群的人算，合并过的客户算一个人。日期不影响结果。",
			"Counted over who is in the groups now; merged people are one. The window does not matter.",
		},
		Worked:  Words{"甲 4 人、乙 2 人、共同 1 人 → 50%；一位客户在 3 个营销群 → 列入重叠。", "a 4 people, b 2, both 1 → 50 %; a customer in 3 marketing groups is listed."},
		Filters: []string{"community"},
		Reads:   []string{"community", "community_stay", "customer_alias"},
		Heavy:   true,
		compute: computeOverlap,
		span:    groupSpan,
	}
}

// pair is two groups and how many people are in both.
type pair struct {
	a, b community.ID
	both int
}

// pairsOf counts people in every two groups that share any; memberships are lists of groups by person.
func pairsOf(memberships map[int64][]community.ID) []pair {
	counts := map[[2]community.ID]int{}
	for _, groups := range memberships {
		slices.Sort(groups)
		for i, a := range groups {
			for _, b := range groups[i+1:] {
				counts[[2]community.ID{a, b}]++
			}
		}
	}
	var out []pair
	for ab, n := range counts {
		out = append(out, pair{ab[0], ab[1], n})
	}
	slices.SortFunc(out, func(x, y pair) int {
		return cmp.Or(cmp.Compare(y.both, x.both), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	return out
}

// manyGroups is the number of marketing groups above which a person counts as overlapping (COM-08).
const manyGroups = 2

func marketing(g group) bool { return g.Kind == "activity" || g.Kind == "sales" || g.Kind == "" }

// overlapping is the memberships in scope.
type overlapping struct {
	groups    map[community.ID]group
	size      map[community.ID]int
	of        map[int64][]community.ID
	marketing map[int64]int // marketing groups of each person
}

func (in *input) overlapping(ctx context.Context) (overlapping, error) {
	o := overlapping{map[community.ID]group{}, map[community.ID]int{}, map[int64][]community.ID{}, map[int64]int{}}
	groups, err := in.groups(ctx)
	if err != nil {
		return o, err
	}
	merged, err := in.aliases(ctx)
	if err != nil {
		return o, err
	}
	members, err := in.membersNow(ctx, merged)
	for _, g := range groups {
		o.groups[g.ID], o.size[g.ID] = g, len(members[g.ID])
		for who := range members[g.ID] {
			o.of[who] = append(o.of[who], g.ID)
			if marketing(g) {
				o.marketing[who]++
			}
		}
	}
	return o, err
}

func computeOverlap(ctx context.Context, in *input) (*result, error) {
	o, err := in.overlapping(ctx)
	if err != nil {
		return nil, err
	}
	many, several := 0, 0
	for who := range o.of {
		if o.marketing[who] > manyGroups {
			many++
		}
		if len(o.of[who]) > 1 {
			several++
		}
	}
	a := Answer{
		Values: []Value{
			{Name: "overlapping", Title: Words{"在超过 2 个营销群里的客户", "People in more than 2 marketing groups"}, Unit: Count, Number: whole(many), Rows: RowsRef{Set: "many"}},
			{Name: "several", Title: Words{"在两个以上群里的客户", "People in more than one group"}, Unit: Count, Number: whole(several), Rows: RowsRef{Set: "several"}},
			{Name: "share", Title: Words{"占在群客户的", "Of the people in groups"}, Unit: Share, Number: ratio(several, len(o.of))},
		},
		Denominators: []Denominator{{"people", Words{"在群的客户（去重）", "people in groups (distinct)"}, Count, int64(len(o.of)), RowsRef{Set: "people"}}},
		Tables:       []Table{o.table()},
	}
	return &result{answer: a, rows: o.rows}, nil
}

func (o overlapping) table() Table {
	t := Table{Name: "pairs", Title: Words{"重叠最多的两个群", "Groups that share most"}, Columns: []Column{
		column("a", "甲", "a", Plain), column("b", "乙", "b", Plain), column("both", "共同", "both", Count), column("share", "重叠率", "overlap", Share)}}
	pairs := pairsOf(o.of)
	for _, p := range pairs[:min(len(pairs), shownGroups)] {
		t.Rows = append(t.Rows, []Cell{o.groups[p.a].cell(), o.groups[p.b].cell(), number(whole(p.both)),
			number(ratio(p.both, min(o.size[p.a], o.size[p.b])))})
	}
	return t
}

func (o overlapping) rows(set string) rowSet {
	s := rowSet{permission: org.CustomerRead, columns: []Column{column("customer", "客户", "customer", Plain),
		column("groups", "群数", "groups", Count), column("marketing", "营销群数", "marketing groups", Count)}}
	var people []int64
	for who := range o.of {
		if set == "people" || set == "several" && len(o.of[who]) > 1 || set == "many" && o.marketing[who] > manyGroups {
			people = append(people, who)
		}
	}
	slices.Sort(people)
	for _, who := range people {
		id := customer.ID(who).String()
		s.rows = append(s.rows, Row{id, []Cell{plain(id), plain(strconv.Itoa(len(o.of[who]))), plain(strconv.Itoa(o.marketing[who]))}})
	}
	return s
}
