package insight

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Sentence is one thing that the evening page says, with the metric and the days behind it.
type Sentence struct {
	Code string `json:"code"`
	Words
	Metric string `json:"metric"` // of the dictionary; "" of acts whose evidence is a list
	From   string `json:"from"`   // the days asked about, "" the metric's own
	To     string `json:"to"`
}

// Act is something to do, because of something.
type Act struct {
	Sentence
	Because Words  `json:"because"`
	Path    string `json:"path"` // address in the console at which it is done or proved
}

// Evening is what an owner is told in the evening (INS-21). What did not change is not said: without a change and an act it is Quiet.
type Evening struct {
	Day     string     `json:"day"`
	Turning []Sentence `json:"turning"` // is the loop turning
	Cost    []Sentence `json:"cost"`
	Changed []Sentence `json:"changed"` // since yesterday, since the period before
	Acts    []Act      `json:"acts"`    // three at most, the most urgent first
	Quiet   bool       `json:"quiet"`
}

// most acts are told.
const mostActs = 3

// eveningFacts is what the sentences are made from: figures of metrics and nothing else. Two figures are of the period and of the
// one before it.
type eveningFacts struct {
	day        string // the last day that counts
	from       string // the first of the period
	days       int
	beforeFrom string
	beforeTo   string
	least      float64 // a smaller change is not told
	gap        int     // days without an order up to day
	lastOrder  string
	currency   string

	sr, strict [2]*float64
	own, paid  [2]int64 // orders of the own loop, orders of ads
	knowsAds   bool

	mayCost   bool // costs are for this reader
	cost      [2]*float64
	cac       [2]*float64
	newcomers int
	roi       *float64

	series []daily
	acts   []Act // candidates, the most urgent first
}

// daily is one figure by day, of the period and of the one before it; the last of now is the day itself.
type daily struct {
	code, metric string
	title        Words
	money        bool
	now, before  []float64
}

// compose tells the evening.
func (f eveningFacts) compose() Evening {
	e := Evening{Day: f.day, Turning: f.turning(), Cost: f.costs(), Changed: f.changed(), Acts: f.acts[:min(len(f.acts), mostActs)]}
	e.Quiet = len(e.Changed) == 0 && len(e.Acts) == 0
	return e
}

func (f eveningFacts) say(code, metric, zh, en string) Sentence {
	return Sentence{code, Words{zh, en}, metric, f.from, f.day}
}

func percent(n float64) string { return fmt.Sprintf("%.1f%%", n*100) }

// amount spells fen with the sign of the currency.
func (f eveningFacts) amount(fen float64) string {
	s := Fen.Show(&fen)
	if f.currency == "CNY" {
		return "¥" + s
	}
	return f.currency + " " + s
}

// turning says how far the loop turns, how it moved, and how far that can be believed.
func (f eveningFacts) turning() []Sentence {
	if f.sr[0] == nil || f.strict[0] == nil {
		return []Sentence{f.say("turning.none", "loop", fmt.Sprintf("近 %d 天没有分得清来源的订单，代替率暂无数据。", f.days),
			fmt.Sprintf("No order of the last %d days can be told by its source: the substitution rate has no data.", f.days))}
	}
	reading := band(f.sr[0])
	out := []Sentence{f.say("turning.rate", "loop",
		fmt.Sprintf("近 %d 天代替率 %s（严格 %s）：每 100 张分得清来源的订单里，%.0f 张来自复购和转介绍，不花广告费。%s。", f.days, percent(*f.sr[0]), percent(*f.strict[0]), *f.sr[0]*100, reading.Zh),
		fmt.Sprintf("Substitution rate of the last %d days %s (strict %s): of 100 orders whose source is known, %.0f came from repurchase and referral, without ads. Reading: %s.",
			f.days, percent(*f.sr[0]), percent(*f.strict[0]), *f.sr[0]*100, reading.En))}
	if f.sr[1] != nil && differ(f.own[0], f.own[0]+f.paid[0], f.own[1], f.own[1]+f.paid[1]) {
		zh, en := "上升", "rose"
		if *f.sr[0] < *f.sr[1] {
			zh, en = "下降", "fell"
		}
		points := fmt.Sprintf("%.1f", math.Abs(*f.sr[0]-*f.sr[1])*100)
		out = append(out, f.say("turning.trend", "loop", fmt.Sprintf("代替率比前 %d 天%s %s 个百分点（%s → %s），超出正常波动。", f.days, zh, points, percent(*f.sr[1]), percent(*f.sr[0])),
			fmt.Sprintf("The rate %s by %s points against the %d days before (%s → %s), more than chance.", en, points, f.days, percent(*f.sr[1]), percent(*f.sr[0]))))
	}
	if !f.knowsAds {
		out = append(out, f.say("turning.ads_unknown", "loop", "还没有投放花费的记录，广告带来的订单未知，这个数可能偏高。",
			"No ad spend is on record, so orders from ads are unknown and the rate may be too high."))
	}
	return out
}

// differ tells whether two shares k of n differ by more than chance (95 %, pooled).
func differ(k1, n1, k2, n2 int64) bool {
	if n1 == 0 || n2 == 0 {
		return false
	}
	p := float64(k1+k2) / float64(n1+n2)
	se := math.Sqrt(p * (1 - p) * (1/float64(n1) + 1/float64(n2)))
	return math.Abs(float64(k1)/float64(n1)-float64(k2)/float64(n2)) > z95*se
}

// costs says what a new customer cost, or that nobody knows.
func (f eveningFacts) costs() []Sentence {
	if !f.mayCost || f.sr[0] == nil && f.newcomers == 0 {
		return nil
	}
	if f.cost[0] == nil {
		return []Sentence{f.say("cost.unknown", "cac", fmt.Sprintf("近 %d 天没有录入获客费用：每位新客花了多少，未知。", f.days),
			fmt.Sprintf("No acquisition cost was entered for the last %d days: what a new customer cost is unknown.", f.days))}
	}
	if f.cac[0] == nil {
		return []Sentence{f.say("cost.nobody", "cac", fmt.Sprintf("近 %d 天获客费用 %s，没有新客。", f.days, f.amount(*f.cost[0])),
			fmt.Sprintf("Acquisition cost of the last %d days %s, and no new customer.", f.days, f.amount(*f.cost[0])))}
	}
	zh := fmt.Sprintf("近 %d 天获客费用 %s，新客 %d 位，每位 %s", f.days, f.amount(*f.cost[0]), f.newcomers, f.amount(*f.cac[0]))
	en := fmt.Sprintf("Acquisition cost of the last %d days %s for %d new customers: %s each", f.days, f.amount(*f.cost[0]), f.newcomers, f.amount(*f.cac[0]))
	if f.cac[1] != nil {
		zh, en = zh+fmt.Sprintf("（前 %d 天 %s）", f.days, f.amount(*f.cac[1])), en+fmt.Sprintf(" (%s in the %d days before)", f.amount(*f.cac[1]), f.days)
	}
	out := []Sentence{f.say("cost.cac", "cac", zh+"。", en+".")}
	if f.roi != nil {
		out = append(out, f.say("cost.roi", "roi", fmt.Sprintf("投入产出 ROI %s。", percent(*f.roi)), fmt.Sprintf("Return on investment %s.", percent(*f.roi))))
	}
	return out
}

// changed says what moved by more than chance, the day first.
func (f eveningFacts) changed() []Sentence {
	var out []Sentence
	if f.gap > 0 {
		out = append(out, f.say("changed.gap", "repurchase", fmt.Sprintf("已经 %d 天没有订单，最后一张在 %s。", f.gap, f.lastOrder),
			fmt.Sprintf("No order for %s; the last one was on %s.", englishDays(f.gap), f.lastOrder)))
	}
	for _, d := range f.series {
		if s, ok := f.today(d); ok && f.gap == 0 {
			out = append(out, s)
		}
	}
	for _, d := range f.series {
		if s, ok := f.period(d); ok {
			out = append(out, s)
		}
	}
	return out
}

// figure spells a figure of a series.
func (f eveningFacts) figure(d daily, n float64) string {
	if d.money {
		return f.amount(math.Floor(n + 0.5))
	}
	return fmt.Sprintf("%.0f", n)
}

// usualDays is how many days before it takes to know a usual day.
const usualDays = 14

// today compares the day with the usual one of as many days just before it, where it is two standard deviations off or more.
func (f eveningFacts) today(d daily) (Sentence, bool) {
	if len(d.now) < 2 || len(d.before) < usualDays {
		return Sentence{}, false
	}
	past := slices.Concat(d.before, d.now[:len(d.now)-1])
	mean, variance := meanOf(past[max(len(past)-f.days, 0):], !d.money)
	x, yesterday := d.now[len(d.now)-1], d.now[len(d.now)-2]
	if mean == 0 || math.Abs(x-mean) < 2*math.Sqrt(variance) || math.Abs(x-mean) < f.least*mean {
		return Sentence{}, false
	}
	zh, en := "高于", "above"
	if x < mean {
		zh, en = "低于", "below"
	}
	s := f.say("changed.day."+d.code, d.metric,
		fmt.Sprintf("%s %s %s（前一天 %s），明显%s平常的一天（%s）。", f.day, d.title.Zh, f.figure(d, x), f.figure(d, yesterday), zh, f.figure(d, mean)),
		fmt.Sprintf("%s on %s: %s (%s the day before), clearly %s a usual day (%s).", capital(d.title.En), f.day, f.figure(d, x), f.figure(d, yesterday), en, f.figure(d, mean)))
	s.From = f.day
	return s, true
}

// period compares the sums of both periods, where their days differ by more than chance.
func (f eveningFacts) period(d daily) (Sentence, bool) {
	if len(d.now) < usualDays || len(d.before) < usualDays {
		return Sentence{}, false
	}
	mean, variance := meanOf(d.now, !d.money)
	was, varianceThen := meanOf(d.before, !d.money)
	se := math.Sqrt(variance/float64(len(d.now)) + varianceThen/float64(len(d.before)))
	if was == 0 || math.Abs(mean-was) <= z95*se || math.Abs(mean-was) < f.least*was {
		return Sentence{}, false
	}
	zh, en := "增加", "up"
	if mean < was {
		zh, en = "减少", "down"
	}
	by := percent(math.Abs(mean-was) / was)
	return f.say("changed.period."+d.code, d.metric,
		fmt.Sprintf("近 %d 天%s %s，前 %d 天 %s：%s %s，超出正常波动。", f.days, d.title.Zh, f.figure(d, sumOf(d.now)), f.days, f.figure(d, sumOf(d.before)), zh, by),
		fmt.Sprintf("%s of the last %d days %s, of the %d before %s: %s %s, more than chance.", capital(d.title.En), f.days, f.figure(d, sumOf(d.now)), f.days,
			f.figure(d, sumOf(d.before)), en, by)), true
}

func sumOf(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum
}

// meanOf gives mean and variance of days; counts vary at least as chance has it.
func meanOf(values []float64, counts bool) (mean, variance float64) {
	n := float64(len(values))
	mean = sumOf(values) / n
	for _, v := range values {
		variance += (v - mean) * (v - mean) / max(n-1, 1)
	}
	if counts {
		variance = max(variance, mean)
	}
	return mean, variance
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// englishDays spells a number of days.
func englishDays(n int) string {
	if n == 1 {
		return "one day"
	}
	return fmt.Sprintf("%d days", n)
}
