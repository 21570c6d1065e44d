package insight

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"qunli/customer"
	"qunli/org"
)

// ladderMetric is the board of CUS-06: who stands where, and how many get from a level to the next.
func ladderMetric() Metric {
	return Metric{
		Name: "ladder", Title: Words{"关系阶梯", "Relationship ladder"}, Unit: Count, Source: "CUS-06", Version: 1,
		Formula: Words{
			"相邻转化(k→k+1) = 现在处于 k+1 级及以上的人 ÷ 现在处于 k 级及以上的人；交易（顾客）→ 粉丝 → 铁粉（朋友）→ 合伙人 → 股东",
			"conversion(k→k+1) = people now at level k+1 or above ÷ people now at level k or above; buyer → fan → loyal fan → partner → shareholder",
		},
		Explain: Words{
			"各级人数是此刻的，与起止日无关；期内升降按历史计：一次变动一行，注明有无凭据。旁边列出关系深度（信任感、参与感、仪式感、归属感）与联系强弱。合并的客户按现在的人计。",
			"People by level are those of this moment, whatever the window; moves in the window are read from the history, one row each, with or without evidence. Beside it the depth (trust, participation, ritual, belonging) and the strength of ties. Merged people are counted as who they are now.",
		},
		Worked: Words{"交易 50、粉丝 30、铁粉 15、合伙人 4、股东 1 → 交易→粉丝 50/100=50%，粉丝→铁粉 20/50=40%，铁粉→合伙人 5/20=25%，合伙人→股东 1/5=20%",
			"50 buyers, 30 fans, 15 loyal fans, 4 partners, 1 shareholder → 50/100=50 %, 20/50=40 %, 5/20=25 %, 1/5=20 %"},
		Filters: []string{"community", "channel"},
		Reads:   []string{"customer_standing", "customer_move", "customer", "customer_act_day", "commerce_day", "community_stay", "customer_alias"},
		compute: computeLadder,
		span:    lifeSpan,
	}
}

func bandScale() scale {
	return scale{"band", Words{"联系强弱", "Ties"}, customer.Bands()[1:], func(s standing) int { return int(s.Band) }}
}

// counts gives the people of each level.
func (s scale) counts(people []standing) []int {
	out := make([]int, len(s.words))
	for _, p := range people {
		if level := s.of(p); level > 0 {
			out[level-1]++
		}
	}
	return out
}

// climbs gives, for every level but the last, the share of those at it or above who are above it; nil where nobody is.
func climbs(counts []int) []*float64 {
	var out []*float64
	for k := range len(counts) - 1 {
		at, above := 0, 0
		for i := k; i < len(counts); i++ {
			at += counts[i]
			if i > k {
				above += counts[i]
			}
		}
		out = append(out, ratio(above, at))
	}
	return out
}

// move is how often people went from one word of the ladder to another.
type move struct {
	FromValue, ToValue string
	Moves, Forced      int64
}

// moves reads the changes of the ladder in the window of people in scope.
func (in *input) moves(ctx context.Context) ([]move, error) {
	from, until := in.bounds()
	c := in.somebody().And("m.aspect = $1 AND m.at >= $2 AND m.at < $3", customer.AspectLadder, from, until)
	return all[move](ctx, in, `
		SELECT m.from_value, m.to_value, COUNT(*) AS moves, COUNT(*) FILTER (WHERE m.forced = TRUE) AS forced
		FROM customer_move m
		JOIN customer c ON c.id = m.customer_id
		WHERE `+c.SQL()+`
		GROUP BY 1, 2`, c.Args()...)
}

func computeLadder(ctx context.Context, in *input) (*result, error) {
	people, err := in.standings(ctx)
	if err != nil {
		return nil, err
	}
	moves, err := in.moves(ctx)
	if err != nil {
		return nil, err
	}
	everybody, err := in.population(ctx)
	if err != nil {
		return nil, err
	}
	counts := ladderScale().counts(people)
	a := Answer{
		Denominators: []Denominator{{"on_ladder", Words{"在阶梯上的人", "people on the ladder"}, Count, int64(sumInts(counts)), RowsRef{Set: "ladder"}}},
		LeftOut: []LeftOut{
			{"off_ladder", Words{"不在任何一级的人", "people on no level"}, Count, known(everybody - int64(sumInts(counts)))},
			{"offline", Words{"没有记录的线下关系：未知", "relations that nobody recorded: unknown"}, Count, nil}},
		Tables: []Table{ladderTable(counts, moves), depthScale().board(people), bandScale().board(people)},
	}
	words := ladderScale().words
	for k, n := range counts {
		a.Values = append(a.Values, Value{Name: words[k].Code, Title: Words{words[k].Zh, words[k].En}, Unit: Count, Number: whole(n), Rows: RowsRef{Set: fmt.Sprintf("ladder-%d", k+1)}})
	}
	for k, share := range climbs(counts) {
		a.Values = append(a.Values, Value{Name: words[k].Code + "_to_" + words[k+1].Code, Unit: Share, Number: share,
			Title: Words{words[k].Zh + "→" + words[k+1].Zh, words[k].En + " → " + words[k+1].En}})
	}
	return &result{answer: a, rows: func(set string) rowSet { return standingRows(people, set) }}, nil
}

func sumInts(values []int) int {
	n := 0
	for _, v := range values {
		n += v
	}
	return n
}

func ladderTable(counts []int, moves []move) Table {
	t := Table{Name: "ladder", Title: Words{"关系阶梯", "The ladder"}, Columns: []Column{
		column("level", "级别", "level", Plain), column("people", "现在", "now", Count), column("climb", "升到下一级以上", "to the next or above", Share),
		column("entered", "期内升入", "rose to it", Count), column("fell", "期内降入", "fell to it", Count), column("forced", "其中无凭据", "of these forced", Count)}}
	words := customer.Levels()
	place := map[string]int{}
	for i, w := range words {
		place[w.Code] = i
	}
	shares := climbs(counts)
	for k, n := range counts {
		var rose, fell, forced int64
		for _, m := range moves {
			if place[m.ToValue] != k+1 {
				continue
			}
			forced += m.Forced
			if place[m.FromValue] < k+1 {
				rose += m.Moves
			} else {
				fell += m.Moves
			}
		}
		climb := Cell{}
		if k < len(shares) {
			climb = number(shares[k])
		}
		t.Rows = append(t.Rows, []Cell{label(Words{words[k+1].Zh, words[k+1].En}), count(n, fmt.Sprintf("ladder-%d", k+1)), climb,
			number(whole(rose)), number(whole(fell)), number(whole(forced))})
	}
	return t
}

// board is the counts of a scale.
func (s scale) board(people []standing) Table {
	t := Table{Name: s.name, Title: s.title, Columns: []Column{column("level", "级别", "level", Plain), column("people", "人数", "people", Count)}}
	for k, n := range s.counts(people) {
		t.Rows = append(t.Rows, []Cell{label(Words{s.words[k].Zh, s.words[k].En}), count(n, fmt.Sprintf("%s-%d", s.name, k+1))})
	}
	return t
}

// standingRows lists SCALE or SCALE-LEVEL, with where these people stand on all three.
func standingRows(people []standing, set string) rowSet {
	scales := []scale{ladderScale(), depthScale(), bandScale()}
	out := rowSet{permission: org.CustomerRead, columns: []Column{column("customer", "客户", "customer", Plain)}}
	for _, s := range scales {
		out.columns = append(out.columns, column(s.name, s.title.Zh, s.title.En, Plain))
	}
	name, level, one := strings.Cut(set, "-")
	for _, p := range people {
		row := []Cell{plain(p.CustomerID.String())}
		belongs := false
		for _, s := range scales {
			at := s.of(p)
			if s.name == name && at > 0 && (!one || strconv.Itoa(at) == level) {
				belongs = true
			}
			if at == 0 {
				row = append(row, Cell{})
				continue
			}
			row = append(row, label(Words{s.words[at-1].Zh, s.words[at-1].En}))
		}
		if belongs {
			out.rows = append(out.rows, Row{p.CustomerID.String(), row})
		}
	}
	return out
}
