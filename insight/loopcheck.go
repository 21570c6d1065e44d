package insight

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
)

// loopcheckMetric is INS-17: the four stages of the loop on one card, and what to do about the weakest.
func loopcheckMetric() Metric {
	return Metric{
		Name: "loopcheck", Title: Words{"闭环体检", "Loop check"}, Unit: Count, Source: "INS-17", Version: 1,
		Formula: Words{
			"得分(环节) = min(实际 ÷ 目标, 1)；引流（内容营销）= 激活率 (INS-02)；转化（商品营销）= 获取的人中下过单的占比 (INS-02)；复购（会员营销）= 复购订单 ÷ 订单 (INS-01)；转介绍（合伙人营销）= 转介绍订单 ÷ 订单 (INS-01)；最弱环节 = 得分最低者",
			"score(stage) = min(actual ÷ target, 1); acquire (content) = activation rate (INS-02); convert (sales) = buyers among the acquired (INS-02); repurchase (member) = repurchase orders ÷ orders (INS-01); refer (partner) = referral orders ÷ orders (INS-01); the weakest stage has the lowest score",
		},
		Explain: Words{
			"四个环节在微信里自成闭环：引流 → 转化 → 复购 → 转介绍。目标是默认值，可按品牌修改。没有数据的环节不打分，也不会被判为最弱。成交周期（INS-09）另列，供判断快慢。每个环节都附一个可用的做法模板。",
			"Four stages turn the loop within WeChat: acquire → convert → repurchase → refer. The targets are defaults that a brand may change. A stage without data has no score and is never called the weakest. The deal cycle (INS-09) stands beside it. Every stage comes with a template to begin with.",
		},
		Worked: Words{"激活 30%（目标 30%）、转化 10%（20%）、复购 40%（40%）、转介绍 2%（10%）→ 得分 100%、50%、100%、20%，最弱：转介绍",
			"activation 30 % (target 30 %), conversion 10 % (20 %), repurchase 40 % (40 %), referral 2 % (10 %) → scores 100, 50, 100, 20 %, weakest: refer"},
		Params: []Param{
			{Name: "acquire", Default: "0.3", Min: 0.001, Max: 1, Explain: Words{"引流目标：激活率", "target of acquire: activation rate"}},
			{Name: "convert", Default: "0.2", Min: 0.001, Max: 1, Explain: Words{"转化目标：获取者中买家占比", "target of convert: buyers among the acquired"}},
			{Name: "repurchase", Default: "0.4", Min: 0.001, Max: 1, Explain: Words{"复购目标：复购订单占比", "target of repurchase: share of orders"}},
			{Name: "refer", Default: "0.1", Min: 0.001, Max: 1, Explain: Words{"转介绍目标：转介绍订单占比", "target of refer: share of orders"}},
		},
		Reads: []string{"commerce_order", "commerce_buyer_day", "commerce_day", "commerce_spend", "customer", "customer_touch", "customer_act_day",
			"customer_alias", "referral_node"},
		Heavy:   true,
		compute: computeLoopcheck,
	}
}

// station is one stage of the loop with its target and what to do about it.
type station struct {
	name     string
	title    Words
	measure  Words
	template Words
	target   float64
	actual   *float64
}

// score is how much of the target is met, 0…1; nil without data.
func (s station) score() *float64 {
	if s.actual == nil || s.target <= 0 {
		return nil
	}
	score := math.Min(*s.actual/s.target, 1)
	return &score
}

// weakest gives the stage with the lowest score below 1; ok is false when there is none.
func weakest(stations []station) (worst station, ok bool) {
	low := 1.0
	for _, s := range stations {
		if score := s.score(); score != nil && *score < low {
			worst, low, ok = s, *score, true
		}
	}
	return worst, ok
}

// stations are the four stages without their figures.
func stations(p Params) []station {
	return []station{
		{"acquire", Words{"引流（内容营销）", "acquire (content)"}, Words{"激活率", "activation rate"},
			Words{"活动群预设：欢迎语、三问建档、首周打卡（COM-03）", "activity-group preset: welcome, three questions, first-week check-ins (COM-03)"}, p.option("acquire"), nil},
		{"convert", Words{"转化（商品营销）", "convert (sales)"}, Words{"获取者中的买家", "buyers among the acquired"},
			Words{"销售群预设：吸粉品体验、低客单首单礼、限时成交（COM-05）", "sales-group preset: traffic product, low-price first order, limited time (COM-05)"}, p.option("convert"), nil},
		{"repurchase", Words{"复购（会员营销）", "repurchase (member)"}, Words{"复购订单占比", "share of repurchase orders"},
			Words{"服务群预设：用完前回访、老客户召回名单（COM-04，CUS-15）", "service-group preset: revisit before it runs out, win-back list (COM-04, CUS-15)"}, p.option("repurchase"), nil},
		{"refer", Words{"转介绍（合伙人营销）", "refer (partner)"}, Words{"转介绍订单占比", "share of referral orders"},
			Words{"核心群与种子用户群预设：专属邀请码、种子用户培养（COM-06，COM-21，REF-03）", "core and seed-group presets: personal codes, training seed users (COM-06, COM-21, REF-03)"}, p.option("refer"), nil},
	}
}

// as is the same question put to another metric: its own defaults, its own span where nobody chose a window.
func (in *input) as(ctx context.Context, m Metric) (*input, error) {
	m, err := branded(ctx, in.q, m)
	if err != nil {
		return nil, err
	}
	sub := *in
	if sub.params, err = (Params{From: in.params.From, To: in.params.To}).check(m); err != nil {
		return nil, err
	}
	sub.window, err = sub.findWindow(ctx, m.span)
	return &sub, err
}

// also computes other metrics within this one, by name.
func (in *input) also(ctx context.Context, metrics ...Metric) (map[string]*result, error) {
	out := map[string]*result{}
	for _, m := range metrics {
		sub, err := in.as(ctx, m)
		if err != nil {
			return nil, err
		}
		if out[m.Name], err = m.compute(ctx, sub); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func computeLoopcheck(ctx context.Context, in *input) (*result, error) {
	parts, err := in.also(ctx, aarrrMetric(), loopMetric(), cycleMetric())
	if err != nil {
		return nil, err
	}
	aarrr, loop, cycle := parts["aarrr"].answer, parts["loop"].answer, parts["cycle"].answer
	all := stations(in.params)
	funnel := aarrr.Table("funnel").Rows
	all[0].actual = funnel[stageActivated][2].Number
	all[1].actual = over(funnel[stageRevenue][3].Number, funnel[stageAcquired][1].Number)
	classes := loop.Table("classes").Rows
	all[2].actual, all[3].actual = classes[0][2].Number, classes[1][2].Number
	a := Answer{
		Values:       append(loopcheckValues(all), taken(loop, "sr_strict_orders"), taken(cycle, "add_median")),
		Denominators: append(wholes(aarrr, "aarrr", "acquired"), wholes(loop, "loop", "orders")...),
		LeftOut:      append(loop.LeftOut, aarrr.LeftOut...),
		Tables:       []Table{stationTable(all)},
	}
	rows := func(set string) rowSet {
		metric, rest, _ := strings.Cut(set, ":")
		return parts[metric].rows(rest)
	}
	return &result{answer: a, rows: rows}, nil
}

// over gives a ÷ b, nil where either is unknown or b is 0.
func over(a, b *float64) *float64 {
	if a == nil || b == nil || *b == 0 {
		return nil
	}
	f := *a / *b
	return &f
}

// taken takes a value over from another answer.
func taken(a Answer, name string) Value {
	v, _ := a.Value(name)
	return v
}

// wholes takes denominators over from the answer to another metric, with their rows.
func wholes(a Answer, metric string, names ...string) []Denominator {
	var out []Denominator
	for _, d := range a.Denominators {
		if slices.Contains(names, d.Name) {
			d.Name, d.Rows.Set = metric+"_"+d.Name, metric+":"+d.Rows.Set
			out = append(out, d)
		}
	}
	return out
}

func loopcheckValues(all []station) []Value {
	closed, known := 0, 0
	for _, s := range all {
		if score := s.score(); score != nil {
			known++
			if *score >= 1 {
				closed++
			}
		}
	}
	v := Value{Name: "closed", Title: Words{"达到目标的环节", "Stages that meet their target"}, Unit: Count}
	if known > 0 {
		v.Number = whole(closed)
		v.Note = &Words{fmt.Sprintf("有数据的 %d 个环节都达标", known), fmt.Sprintf("all of the %d with data", known)}
	}
	if worst, ok := weakest(all); ok {
		v.Note = &Words{"最弱：" + worst.title.Zh + "；可用模板：" + worst.template.Zh, "weakest: " + worst.title.En + "; template: " + worst.template.En}
	}
	return []Value{v}
}

func stationTable(all []station) Table {
	t := Table{Name: "stages", Title: Words{"四个环节", "The four stages"}, Columns: []Column{column("stage", "环节", "stage", Plain),
		column("measure", "看什么", "measure", Plain), column("actual", "实际", "actual", Share), column("target", "目标", "target", Share),
		column("score", "得分", "score", Share), column("weakest", "最弱", "weakest", Plain), column("template", "模板", "template", Plain)}}
	worst, found := weakest(all)
	for _, s := range all {
		mark := Cell{}
		if found && strings.EqualFold(s.name, worst.name) {
			mark = label(Words{"最弱", "weakest"})
		}
		t.Rows = append(t.Rows, []Cell{label(s.title), label(s.measure), number(s.actual), number(&s.target), number(s.score()), mark, label(s.template)})
	}
	return t
}
