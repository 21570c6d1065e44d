package insight

import "math"

// sample is what one side of a db.Comparison shows: how many people, and the sums of what each shows and of its square (1 or 0 for a
// share, fen for spend).
type sample struct {
	n            int64
	sum, squares float64
}

func (s *sample) add(x float64) { s.n, s.sum, s.squares = s.n+1, s.sum+x, s.squares+x*x }

// shareSample is a sample of n people of whom k did something.
func shareSample(k, n int64) sample { return sample{n, float64(k), float64(k)} }

// level is the mean; nil without people.
func (s sample) level() *float64 {
	if s.n == 0 {
		return nil
	}
	m := s.sum / float64(s.n)
	return &m
}

// spread is the variance of the mean relative to its square: of a share 1/k − 1/n. The mean is not 0.
func (s sample) spread() float64 { return max(s.squares/(s.sum*s.sum)-1/float64(s.n), 0) }

// finding is what a db.Comparison says.
type finding string

// The findings. Nothing can be said of a change from nothing; one to nothing has no interval.
const (
	noData         finding = "no_data"
	noInterval     finding = "no_interval"
	notSignificant finding = "not_significant"
	risen          finding = "up"
	fallen         finding = "down"
)

// uplift is treated ÷ control − 1 with its 95 % interval by log ratio (INS-15). change is nil where the control shows nothing;
// low, high and detectable are nil where the treated show nothing: no count is made up to get a number.
type uplift struct {
	change, low, high *float64
	detectable        *float64 // the least rise that people in such numbers show four times in five
	finding           finding
}

// z80 is the one-sided 80 % point of the normal distribution.
const z80 = 0.8416212335729143

// upliftOf compares independent people.
func upliftOf(treated, control sample) uplift {
	if treated.n == 0 || control.n == 0 || control.sum <= 0 {
		return uplift{finding: noData}
	}
	if treated.sum <= 0 {
		nothing := -1.0
		return uplift{change: &nothing, finding: noInterval}
	}
	return upliftBy(*treated.level() / *control.level(), math.Sqrt(treated.spread()+control.spread()))
}

// upliftBy gives the uplift of a ratio whose logarithm has the given standard error.
func upliftBy(ratio, se float64) uplift {
	change, low, high := ratio-1, ratio*math.Exp(-z95*se)-1, ratio*math.Exp(z95*se)-1
	detectable := math.Exp((z95+z80)*se) - 1
	u := uplift{&change, &low, &high, &detectable, notSignificant}
	switch {
	case low > 0:
		u.finding = risen
	case high < 0:
		u.finding = fallen
	}
	return u
}

// pairedUplift compares the same people after (x) with before (y).
func pairedUplift(s ratioSums) uplift {
	if s.n == 0 || s.y <= 0 {
		return uplift{finding: noData}
	}
	if s.x <= 0 {
		nothing := -1.0
		return uplift{change: &nothing, finding: noInterval}
	}
	squares := s.xx/(s.x*s.x) - 2*s.xy/(s.x*s.y) + s.yy/(s.y*s.y) // Σ (x/Σx − y/Σy)²: the means cancel
	return upliftBy(s.x/s.y, math.Sqrt(max(squares, 0)))
}

// says spells a finding.
func (f finding) says() Words {
	switch f {
	case risen:
		return Words{"显著提升（95% 区间不含 0）", "a significant rise (the 95 % interval excludes 0)"}
	case fallen:
		return Words{"显著下降（95% 区间不含 0）", "a significant fall (the 95 % interval excludes 0)"}
	case notSignificant:
		return Words{"不显著：95% 区间包含 0，不能说有效果", "not significant: the 95 % interval covers 0, no effect can be claimed"}
	case noInterval:
		return Words{"实验组一次也没有，区间无法计算", "nothing at all among the treated: no interval can be computed"}
	}
	return Words{"暂无数据：对照一次也没有或没有人，比值无法计算", "no data: nothing or nobody to compare with, the ratio cannot be computed"}
}

// benchmark is a case that brands are told of: an uplift, or a level, which is no uplift and stands in its own column.
type benchmark struct {
	title         Words
	metric        ExperimentMetric
	uplift, level *float64
}

func benchmarks() []benchmark {
	of := func(f float64) *float64 { return &f }
	return []benchmark{
		{Words{"社群用户购买转化", "conversion of community members"}, ByConversion, of(0.4), nil},
		{Words{"付费圈（星球）用户购买", "buyers in a paid circle"}, ByConversion, nil, of(0.6)},
		{Words{"共创的复购", "repurchase by co-creation"}, ByRepurchase, of(0.25), nil},
		{Words{"预热后的成交", "sales after a preheat"}, BySpend, of(0.5), nil},
		{Words{"业绩翻倍", "sales doubled"}, BySpend, of(1), nil},
	}
}
