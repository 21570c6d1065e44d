package insight

import (
	"fmt"
	"math"

	"qunli/insight/clv"
)

// Warning says why predictions are to be believed less, or not made at all. The code never changes.
type Warning struct {
	Code string `json:"code"`
	Words
}

// The limits beyond which one is warned, beside those of terms.
const (
	maxDisagreement = 0.15 // of two models about the same buyers
	maxMiss         = 0.20 // of the total in the days kept back
	maxSeason       = 2.0  // best month to worst, each against what was expected of it
	minSeason       = 30.0 // expected orders of a month that is compared
	clockwork       = 0.4  // rhythm below it
	bursts          = 2.5  // rhythm above it
)

// warn lists everything that speaks against the fit.
func (f *foresight) warn() []Warning {
	out := []Warning{}
	for _, w := range []*Warning{f.warnFew(), f.warnUnfitted(), f.warnSpend(), f.warnCorrelation(), f.warnCross(), f.warnMiss(), f.warnSeason(),
		f.warnRhythm(), f.warnReach()} {
		if w != nil {
			out = append(out, *w)
		}
	}
	return out
}

func warning(code, zh, en string, args ...any) *Warning {
	return &Warning{code, Words{fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)}}
}

func (f *foresight) warnFew() *Warning {
	if f.Repeat >= f.Terms.Repeat {
		return nil
	}
	return warning("few_repeat_buyers", "复购客户只有 %d 人（少于 %d）：参数很不确定", "Only %d repeat buyers (fewer than %d): the parameters are very uncertain",
		f.Repeat, f.Terms.Repeat)
}

func (f *foresight) warnUnfitted() *Warning {
	if f.Use.Orders != nil {
		return nil
	}
	return warning("not_converged", "下单模型（BG/NBD）的似然没有收敛到一个极大值：不做预测", "The likelihood of the order model (BG/NBD) has no maximum that was found: nothing is predicted")
}

func (f *foresight) warnSpend() *Warning {
	switch {
	case f.Use.Orders == nil:
		return nil
	case f.Use.Spend == nil:
		return warning("spend_not_converged", "金额模型（Gamma-Gamma）没有收敛：只预测次数，不预测金额", "The spend model (Gamma-Gamma) did not converge: orders are predicted, values are not")
	case !clv.Finite(f.Use.Spend.Mean(clv.History{})):
		return warning("spend_without_mean", "金额模型的 q = %.2f ≤ 1，均值不存在：没有复购的客户没有价值预测", "The spend model has q = %.2f ≤ 1, so its mean does not exist: buyers without a repeat order get no value", f.Use.Spend.Q)
	}
	return nil
}

func (f *foresight) warnCorrelation() *Warning {
	if f.Correlation == nil || math.Abs(*f.Correlation) <= f.Terms.Correlation {
		return nil
	}
	return warning("spend_correlates", "复购次数与客单价的相关系数为 %.2f，模型假定二者无关（界限 %.2f）：价值会有偏差",
		"Frequency and average spend correlate at %.2f, which the model takes to be unrelated (limit %.2f): values are biased", *f.Correlation, f.Terms.Correlation)
}

func (f *foresight) warnCross() *Warning {
	if f.Cross == nil || math.Abs(*f.Cross / *f.CrossOf - 1) <= maxDisagreement {
		return nil
	}
	return warning("models_disagree", "两个模型对未来订单的预测相差 %.0f%%（BG/NBD %.0f，Pareto/NBD %.0f）", "The two models differ by %.0f %% about future orders (BG/NBD %.0f, Pareto/NBD %.0f)",
		100*math.Abs(*f.Cross / *f.CrossOf - 1), *f.CrossOf, *f.Cross)
}

func (f *foresight) warnMiss() *Warning {
	c := f.Calibration
	if c == nil {
		return warning("not_calibrated", "数据不足以留出一段来检验预测（需要至少 %d 位买家和能拟合的前段）", "There is too little to hold a forecast against what happened (at least %d buyers and a first part that can be fitted are needed)", fewest)
	}
	if math.Abs(c.Predicted-c.Actual) <= maxMiss*c.Actual {
		return nil
	}
	return warning("miscalibrated", "检验期实际 %.0f 次，预测 %.0f 次：总量误差超过 %.0f%%", "In the days kept back %.0f orders came where %.0f were predicted: off by more than %.0f %% in total",
		c.Actual, c.Predicted, 100*maxMiss)
}

func (f *foresight) warnSeason() *Warning {
	best, worst := season{}, season{}
	high, low := 0.0, math.Inf(1)
	for _, s := range f.Seasons {
		if s.Expected < minSeason {
			continue
		}
		index := s.Actual / s.Expected
		if index > high {
			high, best = index, s
		}
		if index < low {
			low, worst = index, s
		}
	}
	if high <= maxSeason*low {
		return nil
	}
	return warning("seasonal", "月份起伏大：%s 实际是模型的 %.0f%%，%s 是 %.0f%%；模型不含季节，未来某月会偏差", "Months swing: %s had %.0f %% of what the model expects, %s %.0f %%; the model knows no seasons and will miss single months",
		best.Month, 100*high, worst.Month, 100*low)
}

func (f *foresight) warnRhythm() *Warning {
	switch {
	case f.Rhythm == nil:
		return nil
	case *f.Rhythm < clockwork:
		return warning("clockwork", "下单间隔很规律（离散度 %.2f，随机为 1）：像按期订购，模型会低估刚到期者、高估逾期者", "Orders come at regular intervals (dispersion %.2f, random is 1), as by subscription: the model trusts those overdue too long", *f.Rhythm)
	case *f.Rhythm > bursts:
		return warning("bursts", "下单成串（离散度 %.2f，随机为 1）：像集中在活动期，模型会把间歇当作流失", "Orders come in bursts (dispersion %.2f, random is 1), as in campaigns: the model takes pauses for departures", *f.Rhythm)
	}
	return nil
}

func (f *foresight) warnReach() *Warning {
	from, _ := parseDay(f.From)
	asOf, _ := parseDay(f.AsOf)
	seen, ahead := float64(asOf-from)+1, float64(f.Terms.Months)*f.Terms.Month*weekDays
	if ahead <= 2*seen {
		return nil
	}
	return warning("far_ahead", "预测 %.0f 天，而数据只有 %.0f 天", "The prediction reaches %.0f days ahead, and there are only %.0f days of orders", ahead, seen)
}
