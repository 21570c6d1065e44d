package insight

import (
	"context"
	"fmt"
	"math"
	"strings"

	"qunli/customer"
	"qunli/org"
)

// efficiencyMetric is INS-08: whether a deeper relationship sells better, shown and not believed.
func efficiencyMetric() Metric {
	return Metric{
		Name: "efficiency", Title: Words{"关系效率", "Relationship efficiency"}, Unit: Count, Source: "INS-08", Version: 1,
		Formula: Words{
			"E(层) = (客单价 = 净额 ÷ 订单, 转化率 = 下过单的人 ÷ 人, 复购率 = 有两个以上下单日的人 ÷ 下过单的人, 转介绍率 = 有有效转介绍的人 ÷ 人)，按关系阶梯 5 级与关系深度 4 层",
			"E(level) = (AOV = net amount ÷ orders, conversion = buyers ÷ people, repurchase = people with two or more order-days ÷ buyers, referral = people with a valid referral ÷ people), by the 5 levels of the ladder and the 4 depths",
		},
		Explain: Words{
			"人按现在所在的级别归类，购买按终身计（指定了结束日则计到该日）。人数不足 30 的格子标灰，不作比较。只有当两级的 95% 置信区间分开时才说“下降”（比例用 Wilson 区间，客单价用按人的比率区间）。阶梯的进入规则本身就看订单与转介绍，所以一部分上升是定义带来的，不能当作因果。",
			"People are counted at the level where they stand now; purchases are of the whole life, or up to the last day asked for. Cells of fewer than 30 are grey and not compared. A measure falls only if the 95 % intervals of the two levels part (Wilson's for shares, that of a ratio over people for the AOV). The rules of the ladder themselves look at orders and referrals, so part of a rise is by definition and proves no cause.",
		},
		Worked: Words{"粉丝 100 人中 30 人下过单（30%，区间 21.9%–39.6%），铁粉 100 人中 25 人（17.5%–34.3%）：区间相交，不算下降；铁粉 5 人（2.2%–11.2%）：下降；只有 20 人的一级标灰",
			"30 of 100 fans bought (30 %, 21.9–39.6 %) and 25 of 100 loyal fans (17.5–34.3 %): the intervals overlap, no fall; 5 of 100 (2.2–11.2 %): a fall; a level of 20 people is grey"},
		Params: []Param{
			{Name: "by", Choices: []string{"ladder", "depth"}, Explain: Words{"先看哪一种：ladder 关系阶梯，depth 关系深度", "which leads: the ladder or the depth"}},
			{Name: "least", Default: "30", Min: 1, Max: 1e6, Explain: Words{"人数少于此的格子标灰", "cells of fewer people are grey"}},
		},
		Filters: []string{"community", "channel"},
		Reads:   []string{"customer_standing", "customer", "customer_act_day", "commerce_buyer_day", "commerce_day", "community_stay", "customer_alias"},
		compute: computeEfficiency,
	}
}

// scale is a ladder of levels: what each is called, and who stands on it.
type scale struct {
	name  string
	title Words
	words []customer.Word // without none
	of    func(standing) int
}

func ladderScale() scale {
	return scale{"ladder", Words{"关系阶梯", "Ladder"}, customer.Levels()[1:], func(s standing) int { return int(s.Ladder) }}
}

func depthScale() scale {
	return scale{"depth", Words{"关系深度", "Depth"}, customer.Depths()[1:], func(s standing) int { return int(s.Depth) }}
}

// placed is a person with what they bought and whether they referred somebody.
type placed struct {
	standing
	bought   *bought
	referred bool
}

func (in *input) placed(ctx context.Context) ([]placed, error) {
	standings, err := in.standings(ctx)
	if err != nil {
		return nil, err
	}
	to := in.window.To
	if in.params.To == "" {
		to = forever
	}
	purchases, err := in.bought(ctx, beginning, to)
	if err != nil {
		return nil, err
	}
	referrals := map[customer.ID]int64{}
	err = in.eachActHere(ctx, beginning, to, []string{customer.ActReferral}, func(a act) error {
		referrals[a.CustomerID] += a.Acts
		return nil
	})
	var out []placed
	for _, s := range standings {
		p := placed{standing: s, referred: referrals[s.CustomerID] > 0}
		if b, ok := purchases[s.CustomerID]; ok {
			p.bought = &b
		}
		out = append(out, p)
	}
	return out, err
}

// tallies counts the people of each level of the scale.
func (s scale) tallies(people []placed) []tally {
	out := make([]tally, len(s.words))
	for _, p := range people {
		if level := s.of(p.standing); level > 0 {
			out[level-1].add(p.bought, p.referred)
		}
	}
	return out
}

func computeEfficiency(ctx context.Context, in *input) (*result, error) {
	people, err := in.placed(ctx)
	if err != nil {
		return nil, err
	}
	everybody, err := in.population(ctx)
	if err != nil {
		return nil, err
	}
	scales := []scale{ladderScale(), depthScale()}
	if in.params.By == "depth" {
		scales[0], scales[1] = scales[1], scales[0]
	}
	least := int64(in.params.option("least"))
	a := Answer{}
	for _, s := range scales {
		tallies := s.tallies(people)
		fallen, on := 0, int64(0)
		for i, f := range falls(tallies, least) {
			fallen += len(f)
			on += tallies[i].people
		}
		a.Values = append(a.Values, Value{Name: s.name + "_falls", Title: Words{s.title.Zh + "：下降处", s.title.En + ": falls"}, Unit: Count, Number: s.known(tallies, least, fallen)})
		a.Denominators = append(a.Denominators, Denominator{s.name, Words{s.title.Zh + "上的人", "people on the " + strings.ToLower(s.title.En)}, Count, on, RowsRef{Set: s.name}})
		a.LeftOut = append(a.LeftOut, LeftOut{"off_" + s.name, Words{"不在" + s.title.Zh + "任何一级的人", "people on no level of the " + strings.ToLower(s.title.En)}, Count, known(everybody - on)})
		a.Tables = append(a.Tables, s.table(tallies, least))
	}
	return &result{answer: a, rows: func(set string) rowSet { return placedRows(people, scales, set) }}, nil
}

// known gives the number of falls, nil where no two levels can be compared.
func (s scale) known(tallies []tally, least int64, fallen int) *float64 {
	for m := range measureCount {
		sure := 0
		for _, t := range tallies {
			if t.measure(m, least).sure {
				sure++
			}
		}
		if sure > 1 {
			return whole(fallen)
		}
	}
	return nil
}

func (s scale) table(tallies []tally, least int64) Table {
	t := Table{Name: s.name, Title: s.title, Columns: []Column{column("level", "级别", "level", Plain), column("people", "人数", "people", Count)}}
	for m := range measureCount {
		unit := Share
		if m == measureAOV {
			unit = Fen
		}
		w := measureTitle(m)
		t.Columns = append(t.Columns, column(fmt.Sprintf("m%d", m), w.Zh, w.En, unit))
	}
	t.Columns = append(t.Columns, column("falls", "下降", "falls", Plain))
	fallen := falls(tallies, least)
	for i, l := range tallies {
		row := []Cell{label(Words{s.words[i].Zh, s.words[i].En}), count(int(l.people), fmt.Sprintf("%s-%d", s.name, i+1))}
		for m := range measureCount {
			row = append(row, l.measure(m, least).cell(m))
		}
		t.Rows = append(t.Rows, append(row, fellCell(fallen[i])))
	}
	return t
}

// cell shows a measure; one over too few people is grey.
func (m measured) cell(which int) Cell {
	if m.number == nil {
		return Cell{}
	}
	n := *m.number
	if which == measureAOV {
		n = math.Floor(n + 0.5)
	}
	return Cell{Number: &n, Grey: !m.sure}
}

func fellCell(measures []int) Cell {
	var zh, en []string
	for _, m := range measures {
		zh, en = append(zh, measureTitle(m).Zh), append(en, measureTitle(m).En)
	}
	if len(zh) == 0 {
		return Cell{}
	}
	return label(Words{strings.Join(zh, "、"), strings.Join(en, ", ")})
}

// placedRows lists SCALE, or SCALE-LEVEL.
func placedRows(people []placed, scales []scale, set string) rowSet {
	out := rowSet{permission: org.CustomerRead, columns: []Column{column("customer", "客户", "customer", Plain), column("level", "级别", "level", Plain),
		column("orders", "订单", "orders", Count), column("amount", "净额", "net amount", Fen), column("referred", "有转介绍", "referred", Plain)}}
	for _, s := range scales {
		name, level, one := strings.Cut(set, "-")
		if name != s.name {
			continue
		}
		for _, p := range people {
			at := s.of(p.standing)
			if at == 0 || one && fmt.Sprint(at) != level {
				continue
			}
			row := []Cell{plain(p.CustomerID.String()), label(Words{s.words[at-1].Zh, s.words[at-1].En}), number(whole(0)), fenCell(0), yes(p.referred)}
			if p.bought != nil {
				row[2], row[3] = number(whole(p.bought.Orders)), fenCell(p.bought.Amount)
			}
			out.rows = append(out.rows, Row{p.CustomerID.String(), row})
		}
	}
	return out
}

func yes(b bool) Cell {
	if b {
		return label(Words{"是", "yes"})
	}
	return label(Words{"否", "no"})
}
