package insight

import (
	"cmp"
	"context"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
)

// experimentMetric is the report of INS-15: what an experiment shows, and whether it can be believed.
func experimentMetric() Metric {
	return Metric{
		Name: "experiment", Title: Words{"实验报告", "Report of an experiment"}, Unit: Share, Source: "INS-15", Version: 1,
		Formula: Words{
			"提升 = 实验组指标 ÷ 对照组指标 − 1；95% 区间按比值的对数：exp(ln 比值 ± 1.96·√(各组均值的相对方差之和)) − 1，比例的相对方差 = 1/k − 1/n；区间包含 0 → 不显著。转化 = 期内下过单的人 ÷ 人数；复购 = 开始前已买过的人中期内又下单的占比；人均消费 = 期内净额 ÷ 人数",
			"uplift = metric of the treated ÷ metric of the control − 1; 95 % interval by the logarithm of the ratio: exp(ln ratio ± 1.96·√(sum of the relative variances of both means)) − 1, of a share 1/k − 1/n; not significant if it covers 0. Conversion = people who ordered within the window ÷ people; repurchase = of those who had bought before it, who ordered again; spend = net amount within the window ÷ people",
		},
		Explain: Words{
			"参加的人在建立实验时定下，之后不变；分组由实验的密钥和客户编号的散列决定，随机而稳定；合并的客户只有一个组别。指标对全部参加的人计算，不管是否真的触达。只数完整的日子。两项检查：开始前同样长的一段里两组是否已有差异（A/A）；两组人数是否符合设定的比例。前后对比没有对照组，季节和其他活动都混在里面，证据较弱。次数为 0 时不作任何修正：没有就是暂无数据。",
			"Who takes part is fixed when the experiment is made; the arm follows from a hash of person and key, random and stable, and a merged person has one arm. The metric is taken over everybody who takes part, reached or not, on whole days. Two checks: whether the arms differed already in as long a time before the start (A/A), and whether their sizes fit the share that was asked for. Before and after has no control: seasons and everything else are in it, which is weaker evidence. Counts of nothing are not mended: there is no data then.",
		},
		Worked: Words{
			"140/1,000 对 100/1,000 → +40%，区间 [+10.0%, +78.2%]，显著；14/100 对 10/100 → +40%，区间 [−34.7%, +200.2%]，不显著",
			"140/1,000 against 100/1,000 → +40 %, interval [+10.0 %, +78.2 %], significant; 14/100 against 10/100 → +40 %, interval [−34.7 %, +200.2 %], not significant",
		},
		Filters: []string{"experiment"},
		Reads:   []string{"insight_experiment", "insight_experiment_person", "commerce_buyer_day", "commerce_day", "customer", "customer_alias"},
		compute: computeExperiment,
		span:    trialSpan,
	}
}

// trialSpan is the days of the experiment asked for.
func trialSpan(ctx context.Context, in *input) (edges, error) {
	e, found, err := in.experiment(ctx)
	if err != nil || !found {
		return edges{}, err
	}
	from, to := in.trialDays(e)
	if to < from {
		return edges{}, nil
	}
	return edges{from.String(), to.String()}, nil
}

// trialDays gives the days of an experiment that are over; the last is before the first while there is none.
func (in *input) trialDays(e Experiment) (from, to day) {
	from, _ = parseDay(e.StartsOn)
	return from, e.lastDay(in.today(), in.stoppedOn(e))
}

func (in *input) today() day { d, _ := parseDay(in.dayOf(in.now)); return d }

func (in *input) stoppedOn(e Experiment) day { d, _ := parseDay(in.dayOf(e.StoppedAt)); return d }

// experiment reads the one asked for by name or id, otherwise the latest; found is false when there is none yet.
func (in *input) experiment(ctx context.Context) (e Experiment, found bool, err error) {
	which, asked := in.params.Where["experiment"]
	c := db.Where("")
	if asked {
		var i ExperimentID
		_ = i.UnmarshalText([]byte(which)) // what is no id is a name
		c.And("id = $1 OR name = $2", i, which)
	}
	list, err := all[Experiment](ctx, in, `SELECT `+experimentColumns+` FROM insight_experiment WHERE `+c.SQL()+` ORDER BY id DESC LIMIT 1`, c.Args()...)
	if err != nil || len(list) == 0 {
		if asked && err == nil {
			err = ErrExperiment.F(which)
		}
		return e, false, err
	}
	return list[0], true, nil
}

// participants reads who takes part in scope, merged people being one, by id.
func (in *input) participants(ctx context.Context, e Experiment) ([]participant, error) {
	c := in.scope("c.store_id", "c.staff_id").And("p.experiment_id = $1", e.ID)
	taken, err := all[enrolled](ctx, in, `
		SELECT p.customer_id, COALESCE(a.to_id, p.customer_id) AS person_id
		FROM insight_experiment_person p
		LEFT JOIN customer_alias a ON a.from_id = p.customer_id
		JOIN customer c ON c.id = COALESCE(a.to_id, p.customer_id)
		WHERE `+c.SQL()+`
		ORDER BY p.customer_id`, c.Args()...)
	out := e.participants(taken)
	slices.SortFunc(out, func(a, b participant) int { return cmp.Compare(a.id, b.id) })
	return out, err
}

// trial is an experiment with what its people did.
type trial struct {
	Experiment
	people   []participant
	from, to day                    // counted; to < from: none yet
	during   map[customer.ID]bought // within the window
	before   map[customer.ID]bought // within as many days before it
	since    map[customer.ID]string // first day with an order of everybody
}

func (in *input) trial(ctx context.Context, e Experiment) (*trial, error) {
	t := &trial{Experiment: e}
	var err error
	if t.people, err = in.participants(ctx, e); err != nil {
		return nil, err
	}
	t.from, t.to = in.trialDays(e)
	if t.to < t.from {
		return t, nil
	}
	whole := in.company(ctx)
	if t.during, err = whole.bought(ctx, t.from.String(), t.to.String()); err != nil {
		return nil, err
	}
	if t.before, err = whole.bought(ctx, t.earlier().String(), (t.from - 1).String()); err != nil {
		return nil, err
	}
	t.since, err = whole.firstDays(ctx)
	return t, err
}

// earlier is the first of as many days before the window as it has.
func (t *trial) earlier() day { return t.from - (t.to - t.from + 1) }

// figure is what somebody shows by the metric in a window that began on a day; counts is false for who is not in its denominator.
func (t *trial) figure(who customer.ID, in map[customer.ID]bought, began day) (x float64, counts bool) {
	b, ordered := in[who]
	if t.Metric == ByRepurchase {
		first, ever := t.since[who]
		if !ever || first >= began.String() {
			return 0, false
		}
	}
	switch {
	case !ordered:
		return 0, true
	case t.Metric == BySpend:
		return float64(b.Amount), true
	}
	return 1, true
}

// arms gathers both arms in a window that began on a day.
func (t *trial) arms(in map[customer.ID]bought, began day) (treated, control sample) {
	for _, p := range t.people {
		x, counts := t.figure(p.id, in, began)
		switch {
		case !counts:
		case p.arm == Control:
			control.add(x)
		default:
			treated.add(x)
		}
	}
	return treated, control
}

// pairs gathers what the same people show after and before: of repurchase, those who had bought before either.
func (t *trial) pairs() (s ratioSums, after, before sample) {
	for _, p := range t.people {
		x, counts := t.figure(p.id, t.during, t.earlier())
		if !counts {
			continue
		}
		y, _ := t.figure(p.id, t.before, t.earlier())
		s.add(x, y)
		after.add(x)
		before.add(y)
	}
	return s, after, before
}

// compared is what an experiment says: both sides of the comparison, the uplift, and, with a control, the same before the start.
type compared struct {
	one, other sample
	uplift     uplift
	aa         *uplift
}

func (t *trial) compare() compared {
	if t.to < t.from {
		return compared{uplift: uplift{finding: noData}}
	}
	if t.Mode == BeforeAfter {
		s, after, before := t.pairs()
		return compared{after, before, pairedUplift(s), nil}
	}
	treated, control := t.arms(t.during, t.from)
	earlier, left := t.arms(t.before, t.earlier())
	aa := upliftOf(earlier, left)
	return compared{treated, control, upliftOf(treated, control), &aa}
}

// sizes counts the people of the arms, and those into whom people of both arms were merged.
func (t *trial) sizes() (treated, control, mixed int) {
	for _, p := range t.people {
		if p.mixed {
			mixed++
		}
		if p.arm == Control {
			control++
		} else {
			treated++
		}
	}
	return treated, control, mixed
}
