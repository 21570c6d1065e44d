package insight

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qunli/kit/money"
	"qunli/org"
)

// costLine is one cost as far as it falls into the window: an entry, or the advertising of one day as it came with the spend.
type costLine struct {
	key     string
	kind    CostKind
	channel string
	from    string
	to      string
	amount  money.Fen
	source  Words
}

func (l costLine) group() CostGroup { s, _ := l.kind.sort(); return s.Group }
func (l costLine) acquires() bool   { s, _ := l.kind.sort(); return s.acquires() }

// costLines reads the costs of the window in scope: advertising from the spend, everything else, and more advertising, from the
// entries; of entries that reach beyond the window, the part that lies in it. Who may not read spend sees none.
func (in *input) costLines(ctx context.Context) ([]costLine, error) {
	if in.window.Days == 0 || in.staff != 0 || org.Must(ctx, org.SpendRead) != nil { // costs belong to stores, not to staff
		return nil, nil
	}
	c := in.view.Cond("store_id", "").If(in.store != 0, "store_id = $1", in.store).If(in.channel != "", "channel = $1", in.channel).
		And("day >= $1 AND day <= $2", in.window.From, in.window.To)
	type spent struct {
		ID           int64
		Source       string
		Channel, Day string
		Amount       money.Fen
	}
	var out []costLine
	err := each(ctx, in, func(s spent) error {
		out = append(out, costLine{fmt.Sprintf("spend-%020d", s.ID), CostAd, s.Channel, s.Day, s.Day, s.Amount,
			Words{"导入的投放花费：" + s.Source, "imported ad spend: " + s.Source}})
		return nil
	}, `
		SELECT id, source, channel, day, amount
		FROM commerce_spend
		WHERE `+c.SQL()+`
		ORDER BY id`, c.Args()...)
	if err != nil {
		return nil, err
	}
	entered, err := in.enteredCosts(ctx)
	return append(entered, out...), err // "entry-…" before "spend-…": rows are ordered by key
}

func (in *input) enteredCosts(ctx context.Context) ([]costLine, error) {
	c := in.view.Cond("store_id", "").If(in.store != 0, "store_id = $1", in.store).If(in.channel != "", "channel = $1", in.channel).
		And("to_day >= $1 AND from_day <= $2", in.window.From, in.window.To)
	first, last := in.window.days()
	known := days{}
	var out []costLine
	return out, each(ctx, in, func(e Cost) error {
		out = append(out, costLine{fmt.Sprintf("entry-%020d", e.ID), e.Kind, e.Channel, e.FromDay, e.ToDay,
			part(e.Amount, known.of(e.FromDay), known.of(e.ToDay), first, last), e.says()})
		return nil
	}, `
		SELECT `+costColumns+`
		FROM insight_cost
		WHERE `+c.SQL()+`
		ORDER BY id`, c.Args()...)
}

// says tells where the figure comes from.
func (c Cost) says() Words {
	w := Words{"录入：" + c.Source, "entered: " + c.Source}
	if c.Ref != "" {
		w = Words{w.Zh + " " + c.Ref, w.En + " " + c.Ref}
	}
	if c.Minutes > 0 {
		hours := twoDigits(float64(c.Minutes) / 60)
		w = Words{w.Zh + "（" + hours + " 小时 × " + c.Rate.Format() + "）", w.En + " (" + hours + " h × " + c.Rate.Format() + ")"}
	}
	return w
}

// sumCosts adds up the lines that belong; nil when there are none: a cost that nobody entered is unknown and not 0.
func sumCosts(lines []costLine, belongs func(costLine) bool) *float64 {
	sum, some := money.Fen(0), false
	for _, l := range lines {
		if belongs(l) {
			sum, some = sum+l.amount, true
		}
	}
	if !some {
		return nil
	}
	return whole(sum)
}

func everyLine(costLine) bool { return true }

func everyKind(CostSort) bool { return true }

// unknownKinds lists the kinds of which no line tells anything, as what an answer leaves out.
func unknownKinds(lines []costLine, of func(CostSort) bool) []LeftOut {
	var out []LeftOut
	for _, s := range CostKinds() {
		if of(s) && !slices.ContainsFunc(lines, func(l costLine) bool { return l.kind == s.Kind }) {
			out = append(out, LeftOut{"cost_" + string(s.Kind), Words{s.Title.Zh + "：没有录入，未知，不当作 0", s.Title.En + ": nothing entered, unknown and not 0"}, Fen, nil})
		}
	}
	return out
}

// missing names the kinds of a group of which nothing is known.
func missing(lines []costLine, group CostGroup) *Words {
	var zh, en []string
	for _, l := range unknownKinds(lines, func(s CostSort) bool { return s.Group == group }) {
		s, _ := CostKind(strings.TrimPrefix(l.Code, "cost_")).sort()
		zh, en = append(zh, s.Title.Zh), append(en, s.Title.En)
	}
	if len(zh) == 0 {
		return nil
	}
	return &Words{"未计入（没有录入）：" + strings.Join(zh, "、"), "not in it (nothing entered): " + strings.Join(en, ", ")}
}

// componentTable lists the components of some kinds with their sources; a kind that nobody entered has no number.
func componentTable(lines []costLine, of func(CostSort) bool) Table {
	t := Table{Name: "components", Title: Words{"费用构成与来源", "Components and their sources"}, Columns: []Column{
		column("kind", "费用", "cost", Plain), column("group", "归入", "part of", Plain), column("amount", "金额", "amount", Fen),
		column("entries", "笔数", "entries", Count), column("source", "来源", "source", Plain)}}
	for _, s := range CostKinds() {
		if !of(s) {
			continue
		}
		mine := slices.DeleteFunc(slices.Clone(lines), func(l costLine) bool { return l.kind != s.Kind })
		row := []Cell{label(s.Title), label(s.Group.title()), number(sumCosts(mine, everyLine)), {}, label(Words{"没有录入", "nothing entered"})}
		if len(mine) > 0 {
			row[3], row[4] = count(len(mine), "costs-"+string(s.Kind)), sourceCell(mine)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (g CostGroup) title() Words {
	switch g {
	case GroupAd:
		return Words{"广告成本", "ad cost"}
	case GroupSearch:
		return Words{"搜索成本", "search cost"}
	case GroupExchange:
		return Words{"交换成本", "exchange cost"}
	}
	return Words{"其他获客费用", "other acquisition cost"}
}

// shownSources is how many sources a cell names; the rows behind it name all.
const shownSources = 3

func sourceCell(lines []costLine) Cell {
	var zh, en []string
	for _, l := range lines {
		if !slices.Contains(zh, l.source.Zh) {
			zh, en = append(zh, l.source.Zh), append(en, l.source.En)
		}
	}
	if more := len(zh) - shownSources; more > 0 {
		zh, en = append(zh[:shownSources], fmt.Sprintf("等 %d 处", more)), append(en[:shownSources], fmt.Sprintf("%d more", more))
	}
	return label(Words{strings.Join(zh, "；"), strings.Join(en, "; ")})
}

// costRows lists "costs", "costs-KIND", "costs.GROUP", "costs+acquire" or "costs@CHANNEL".
func costRows(lines []costLine, set string) rowSet {
	s := rowSet{permission: org.SpendRead, columns: []Column{column("kind", "费用", "cost", Plain), column("channel", "渠道", "channel", Plain),
		column("from", "自", "from", Plain), column("to", "至", "to", Plain), column("amount", "计入金额", "amount counted", Fen),
		column("source", "来源", "source", Plain)}}
	for _, l := range lines {
		if !l.inSet(set) {
			continue
		}
		kind, _ := l.kind.sort()
		s.rows = append(s.rows, Row{l.key, []Cell{label(kind.Title), plain(l.channel), plain(l.from), plain(l.to), fenCell(l.amount), label(l.source)}})
	}
	return s
}

func (l costLine) inSet(set string) bool {
	rest := strings.TrimPrefix(set, "costs")
	if rest == "" {
		return true
	}
	switch of := rest[1:]; rest[0] {
	case '-':
		return string(l.kind) == of
	case '.':
		return string(l.group()) == of
	case '@':
		return l.acquires() && l.channel == of
	}
	return l.acquires()
}
