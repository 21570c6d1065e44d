package insight

import (
	"context"
	"fmt"
	"strings"

	"qunli/org"
)

func computeExperiment(ctx context.Context, in *input) (*result, error) {
	e, found, err := in.experiment(ctx)
	if err != nil {
		return nil, err
	}
	t := &trial{Experiment: Experiment{Mode: Holdout}, to: -1}
	if found {
		if t, err = in.trial(ctx, e); err != nil {
			return nil, err
		}
	}
	treated, control, mixed := t.sizes()
	c := t.compare()
	a := Answer{
		Values: append(t.effect(c, found, in), t.checks(c, treated, control)...),
		Denominators: []Denominator{{"treated", Words{"实验组", "treated"}, Count, int64(treated), RowsRef{Set: string(Treated)}},
			{"control", Words{"对照组", "control"}, Count, int64(control), RowsRef{Set: string(Control)}}},
		LeftOut: []LeftOut{
			{"mixed", Words{"由两组的人合并而成的客户：只算一个组别", "people merged out of both arms: they count in one"}, Count, known(int64(mixed))},
			{"outside", Words{"不在指标分母里的人（复购：期前没有买过）", "people outside the metric's denominator (repurchase: nothing bought before)"}, Count, t.outside(c)},
			{"reached", Words{"实际触达了多少实验组的人：未记录", "how many of the treated were really reached: not on record"}, Count, nil}},
		Tables: []Table{t.sideTable(c), t.caseTable(c)},
	}
	if found {
		in.window = t.window()
	}
	return &result{answer: a, rows: t.rows}, nil
}

// title says which experiment it is, of which mode.
func (t *trial) title() *Words {
	kind := Words{"随机留出对照", "random holdout"}
	if t.Mode == BeforeAfter {
		kind = Words{"前后对比，证据较弱", "before and after, the weaker evidence"}
	}
	return &Words{"实验“" + t.Name + "”：" + kind.Zh, "experiment \"" + t.Name + "\": " + kind.En}
}

// window is the days counted, whatever was asked for, with the name of the experiment.
func (t *trial) window() Window {
	w := Window{Note: t.title()}
	if t.to >= t.from {
		w.From, w.To, w.Days = t.from.String(), t.to.String(), int(t.to-t.from)+1
	}
	return w
}

// outside counts who takes part and is not in the denominator; nil while no day is over.
func (t *trial) outside(c compared) *int64 {
	if t.to < t.from {
		return nil
	}
	n := int64(len(t.people)) - c.one.n
	if t.Mode == Holdout {
		n -= c.other.n
	}
	return &n
}

// effect are the values about what was changed.
func (t *trial) effect(c compared, found bool, in *input) []Value {
	u := c.uplift
	note := u.finding.says()
	switch {
	case !found:
		note = Words{"还没有实验", "no experiment yet"}
	case t.to < t.from:
		note = Words{"还没有一个完整的日子：" + t.StartsOn + " 开始", "no whole day yet: it begins on " + t.StartsOn}
	case !t.ended(in.today(), in.stoppedOn(t.Experiment)) && u.finding != noData:
		note = Words{note.Zh + "；尚在进行，提前下结论容易误判", note.En + "; still running, and early conclusions are often wrong"}
	}
	if found && t.Mode == BeforeAfter {
		note = Words{note.Zh + "。前后对比，没有对照组：证据较弱", note.En + ". Before and after without a control: weaker evidence"}
	}
	one, other := sides(t.Mode)
	return []Value{
		{Name: "uplift", Title: Words{"提升", "Uplift"}, Unit: Share, Number: u.change, Note: &note},
		{Name: "low", Title: Words{"95% 区间下限", "95 % interval, low"}, Unit: Share, Number: u.low},
		{Name: "high", Title: Words{"95% 区间上限", "95 % interval, high"}, Unit: Share, Number: u.high},
		{Name: "level", Title: Words{one.Zh + "水平", "Level, " + one.En}, Unit: t.unit(), Number: t.shown(c.one)},
		{Name: "control_level", Title: Words{other.Zh + "水平", "Level, " + other.En}, Unit: t.unit(), Number: t.shown(c.other)},
		{Name: "detectable", Title: Words{"这些人数能看出的最小提升（五次中四次）", "Least uplift such numbers show (four times in five)"}, Unit: Share, Number: u.detectable}}
}

func sides(m ExperimentMode) (one, other Words) {
	if m == BeforeAfter {
		return Words{"之后", "after"}, Words{"之前", "before"}
	}
	return Words{"实验组", "treated"}, Words{"对照组", "control"}
}

func (t *trial) unit() Unit {
	if t.Metric == BySpend {
		return Fen
	}
	return Share
}

func (t *trial) shown(s sample) *float64 {
	if t.Metric == BySpend {
		return cents(s.level())
	}
	return s.level()
}

// checks are the values that say whether the experiment can be believed.
func (t *trial) checks(c compared, treated, control int) []Value {
	aa := Value{Name: "aa", Title: Words{"A/A 检查：开始前两组之差", "A/A check: difference before the start"}, Unit: Share,
		Note: &Words{"前后对比没有这项检查", "before and after has no such check"}}
	if c.aa == nil && t.Mode == Holdout {
		c.aa = &uplift{finding: noData}
	}
	if c.aa != nil {
		aa.Number, aa.Note = c.aa.change, &Words{"开始前两组没有显著差异", "no significant difference before the start"}
		switch c.aa.finding {
		case risen, fallen:
			aa.Note = &Words{"警告：开始前两组已有显著差异，结果不可信", "warning: the arms differed significantly before the start, the result cannot be believed"}
		case noData, noInterval:
			aa.Note = &Words{"开始前没有足够的记录，无法检查", "too little on record before the start to check"}
		}
	}
	ratio := Value{Name: "ratio_p", Title: Words{"人数比例检查（p）", "Check of the arms' sizes (p)"}, Unit: Number}
	p, ok := sampleRatio(treated, control, t.Holdout)
	switch {
	case t.Mode != Holdout || !ok:
		ratio.Note = &Words{"没有对照组或人太少，无法检查", "no control, or too few people to check"}
	case p < badRatio:
		ratio.Number, ratio.Note = &p, &Words{"警告：两组人数不符合设定的比例，分组可能有问题", "warning: the arms' sizes do not fit the share asked for, the assignment may be broken"}
	default:
		ratio.Number, ratio.Note = &p, &Words{"两组人数符合设定的比例", "the arms' sizes fit the share asked for"}
	}
	return []Value{aa, ratio}
}

// sideTable sets both sides of the db.Comparison beside each other.
func (t *trial) sideTable(c compared) Table {
	what := map[ExperimentMetric]Words{ByRepurchase: {"又下单的人", "ordered again"}, BySpend: {"净额", "net amount"}}[t.Metric]
	unit := Count
	if t.Metric == BySpend {
		unit = Fen
	} else if what.Zh == "" {
		what = Words{"下单的人", "ordered"}
	}
	out := Table{Name: "sides", Title: Words{"两边", "Both sides"}, Columns: []Column{column("side", "一边", "side", Plain), column("people", "人数", "people", Count),
		{"result", what, unit}, {"level", Words{"水平", "level"}, t.unit()}}}
	one, other := sides(t.Mode)
	for _, s := range []struct {
		title Words
		sample
	}{{one, c.one}, {other, c.other}} {
		sum := s.sum
		out.Rows = append(out.Rows, []Cell{label(s.title), number(whole(s.n)), number(&sum), number(t.shown(s.sample))})
	}
	return out
}

// caseTable sets what was measured beside the cases brands are told of: an uplift is compared with an uplift, a level with a level.
func (t *trial) caseTable(c compared) Table {
	out := Table{Name: "cases", Title: Words{"对照案例目标（提升与水平分列）", "Cases to compare with (uplift and level apart)"}, Columns: []Column{
		column("case", "案例", "case", Plain), column("uplift", "提升目标", "uplift", Share), column("level", "水平目标", "level", Share),
		column("measured_uplift", "本实验提升", "uplift here", Share), column("measured_level", "本实验水平", "level here", Share)}}
	for _, b := range benchmarks() {
		if b.metric != t.Metric {
			continue
		}
		row := []Cell{label(b.title), number(b.uplift), number(b.level), {}, {}}
		if b.uplift != nil {
			row[3] = number(c.uplift.change)
		}
		if b.level != nil {
			row[4] = number(c.one.level())
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// rows lists the people of an arm with what they show.
func (t *trial) rows(set string) rowSet {
	s := rowSet{permission: org.CustomerRead, columns: []Column{column("customer", "客户", "customer", Plain), column("arm", "组别", "arm", Plain),
		column("orders", "期内订单", "orders in the window", Count), column("amount", "期内净额", "net amount in the window", Fen)}}
	for _, p := range t.people {
		if string(p.arm) == set {
			b := t.during[p.id]
			s.rows = append(s.rows, Row{p.id.String(), []Cell{plain(p.id.String()), label(p.arm.title()), number(whole(b.Orders)), fenCell(b.Amount)}})
		}
	}
	return s
}

// trialLine is an experiment in one line, for lists of people who decide.
func trialLine(name string, u uplift) Words {
	if u.change == nil || u.low == nil {
		return Words{"实验“" + name + "”：" + u.finding.says().Zh, "experiment \"" + name + "\": " + u.finding.says().En}
	}
	percent := func(f float64) string { return strings.Replace(fmt.Sprintf("%+.1f%%", f*100), "-", "−", 1) }
	numbers := percent(*u.change) + " [" + percent(*u.low) + ", " + percent(*u.high) + "]"
	return Words{"实验“" + name + "”：" + numbers + "，" + u.finding.says().Zh, "experiment \"" + name + "\": " + numbers + ", " + u.finding.says().En}
}
