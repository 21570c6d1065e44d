package insight

import (
	"context"
	"slices"
	"strings"

	"qunli/kit/fault"
)

// Words is one text in both languages.
type Words struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// In gives the text in lang ("en", otherwise Chinese).
func (w Words) In(lang string) string {
	if lang == "en" {
		return w.En
	}
	return w.Zh
}

// Unit says how a number is to be read and shown.
type Unit string

// The units.
const (
	Count  Unit = "count"  // a whole number of things
	Days   Unit = "days"   // whole days
	Fen    Unit = "fen"    // money, hundredths of the currency unit
	Share  Unit = "share"  // 0…1, shown as per cent
	Number Unit = "number" // a plain ratio, two digits
	Plain  Unit = "text"   // no number
)

// Param is a parameter of one metric beyond the window: a variant (Choices), or a number from Min to Max.
type Param struct {
	Name     string
	Explain  Words
	Choices  []string // the first is the default
	Default  string   // of a number
	Min, Max float64
}

// Metric is one entry of the dictionary: a definition and the code that follows it.
type Metric struct {
	Name    string
	Title   Words
	Unit    Unit // of the leading value
	Source  string
	Version int64 // grows when the definition changes
	Formula Words
	Explain Words
	Worked  Words // a worked number in a sentence, which a test computes
	Params  []Param
	Filters []string // what Where takes beside store and staff: community, channel
	Reads   []string // tables
	Heavy   bool     // reads facts one by one: pages show a stored answer
	compute func(ctx context.Context, in *input) (*result, error)
	span    func(ctx context.Context, in *input) (edges, error) // the window that nobody chose; nil: the days with orders
}

// param gives the metric's parameter of that name.
func (m Metric) param(name string) (Param, bool) {
	for _, p := range m.Params {
		if p.Name == name {
			return p, true
		}
	}
	return Param{}, false
}

// Book is a list of metrics, in the order in which they are shown.
type Book []Metric

// NewBook gives the dictionary of the product.
func NewBook() Book {
	people := Book{rfmMetric(), cohortsMetric(), repurchaseMetric(), concentrationMetric(), loopMetric(), cycleMetric(), ltvMetric(),
		valueMetric(), socialMetric(), aarrrMetric(), funnelMetric(), returningMetric(), conversionMetric(), efficiencyMetric(), ladderMetric(),
		predictionsMetric(), tiersMetric(), seedsMetric(), winbackMetric(), lossesMetric(), loopcheckMetric()}
	return slices.Concat(people, groupMetrics(), planMetrics())
}

// ErrUnknownMetric lists the names there are.
var ErrUnknownMetric = fault.New(fault.Missing, "insight.unknown_metric",
	"没有名为 %[1]q 的指标；可用的有：%[2]s", "There is no metric %[1]q; there are: %[2]s")

// Find gives the metric of that name.
func (b Book) Find(name string) (Metric, error) {
	i := slices.IndexFunc(b, func(m Metric) bool { return m.Name == name })
	if i < 0 {
		return Metric{}, ErrUnknownMetric.F(name, strings.Join(b.Names(), ", "))
	}
	return b[i], nil
}

// Names lists the metrics in order.
func (b Book) Names() []string {
	names := make([]string, len(b))
	for i, m := range b {
		names[i] = m.Name
	}
	return names
}
