package insight

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"qunli/kit/fault"
)

// Params ask for a metric: the days (YYYY-MM-DD, both included; "" is the first or last day with orders), the metric's
// own variant and numbers, and filters of the rows that are counted. A number of the metric may stand in Where as well:
// it is moved to Options.
type Params struct {
	From    string            `json:"from,omitempty"`
	To      string            `json:"to,omitempty"`
	By      string            `json:"by,omitempty"`
	Where   map[string]string `json:"where,omitempty"`   // store=CODE, staff=CODE, community=CODE, channel=NAME
	Options map[string]string `json:"options,omitempty"` // numbers of the metric: lambda=0.5
}

// filters are the names that Where takes: the first two for every metric, the others where Metric.Filters lists them.
func filters() []Param {
	return []Param{
		{Name: "store", Explain: Words{"门店编号", "code of a store"}},
		{Name: "staff", Explain: Words{"员工编号", "code of a member of staff"}},
		{Name: "community", Explain: Words{"社群编号，或 来源/编号", "code of a community, or SOURCE/CODE"}},
		{Name: "channel", Explain: Words{"获客渠道", "channel by which people came"}},
		{Name: "experiment", Explain: Words{"实验的名称或编号", "name or id of an experiment"}},
	}
}

// filters are those that the metric takes.
func (m Metric) filters() []Param {
	return slices.DeleteFunc(filters(), func(f Param) bool {
		return f.Name != "store" && f.Name != "staff" && !slices.Contains(m.Filters, f.Name)
	})
}

// The refusals of parameters.
var (
	ErrUnknownBy = fault.New(fault.Invalid, "insight.unknown_by",
		"指标 %[1]s 没有口径 %[2]q；可用的有：%[3]s", "Metric %[1]s has no variant %[2]q; there are: %[3]s")
	ErrUnknownFilter = fault.New(fault.Invalid, "insight.unknown_filter",
		"没有筛选条件 %[1]q；可用的有：%[2]s", "There is no filter %[1]q; there are: %[2]s")
	ErrUnknownCode = fault.New(fault.Missing, "insight.unknown_code",
		"%[1]s 没有编号 %[2]q", "No %[1]s has the code %[2]q")
	ErrManyCodes = fault.New(fault.Invalid, "insight.many_codes",
		"有多个社群的编号是 %[1]q；请写 来源/编号：%[2]s", "Several communities have the code %[1]q: write SOURCE/CODE: %[2]s")
	ErrOption = fault.New(fault.Invalid, "insight.option",
		"参数 %[1]s 不能是 %[2]q；请填 %[3]s 至 %[4]s 的数", "The option %[1]s cannot be %[2]q: give a number from %[3]s to %[4]s")
	ErrWindow = fault.New(fault.Invalid, "insight.window",
		"日期范围有误：%q 至 %q；请写 YYYY-MM-DD，开始不晚于结束", "Bad window %q to %q: write YYYY-MM-DD, the first day not after the last")
)

// ParseWhere reads filters written NAME=VALUE.
func ParseWhere(parts []string) (map[string]string, error) {
	out := map[string]string{}
	for _, p := range parts {
		name, value, ok := strings.Cut(p, "=")
		if name = strings.TrimSpace(name); !ok || name == "" {
			return nil, ErrUnknownFilter.F(p, paramNames(filters()))
		}
		out[name] = strings.TrimSpace(value)
	}
	return out, nil
}

// check refuses what metric m does not take, and fills in the default variant.
func (p Params) check(m Metric) (Params, error) {
	by, takes := m.param("by")
	switch {
	case p.By == "" && takes:
		p.By = by.Choices[0]
	case p.By != "" && !slices.Contains(by.Choices, p.By):
		return p, ErrUnknownBy.F(m.Name, p.By, cmp.Or(strings.Join(by.Choices, ", "), "—"))
	}
	p, err := p.checkOptions(m)
	if err != nil {
		return p, err
	}
	for _, name := range slices.Sorted(maps.Keys(p.Where)) {
		if !slices.ContainsFunc(m.filters(), func(f Param) bool { return f.Name == name }) {
			return p, ErrUnknownFilter.F(name, paramNames(append(m.filters(), m.options()...)))
		}
	}
	return p, p.checkDays()
}

// options are the metric's numbers.
func (m Metric) options() []Param {
	return slices.DeleteFunc(slices.Clone(m.Params), func(p Param) bool { return p.Default == "" })
}

// checkOptions moves the metric's numbers from Where to Options, checks them, and fills in those that nobody gave.
func (p Params) checkOptions(m Metric) (Params, error) {
	options, where := map[string]string{}, maps.Clone(p.Where)
	for _, o := range m.options() {
		value := cmp.Or(p.Options[o.Name], where[o.Name], o.Default)
		delete(where, o.Name)
		n, err := strconv.ParseFloat(value, 64)
		if err != nil || !(n >= o.Min && n <= o.Max) {
			return p, ErrOption.F(o.Name, value, spell(o.Min), spell(o.Max))
		}
		options[o.Name] = spell(n)
	}
	for _, name := range slices.Sorted(maps.Keys(p.Options)) {
		if _, ok := options[name]; !ok {
			return p, ErrUnknownFilter.F(name, paramNames(append(m.filters(), m.options()...)))
		}
	}
	p.Where, p.Options = where, options
	if len(options) == 0 {
		p.Options = nil
	}
	return p, nil
}

func spell(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// option gives a number of the metric; Params have been checked.
func (p Params) option(name string) float64 {
	n, _ := strconv.ParseFloat(p.Options[name], 64)
	return n
}

func (p Params) checkDays() error {
	for _, s := range []string{p.From, p.To} {
		if s == "" {
			continue
		}
		if d, err := parseDay(s); err != nil || d.String() != s {
			return ErrWindow.F(p.From, p.To)
		}
	}
	if p.From != "" && p.To != "" && p.From > p.To {
		return ErrWindow.F(p.From, p.To)
	}
	return nil
}

// canonical spells the parameters as the key of a stored answer.
func (p Params) canonical() string {
	text, _ := json.Marshal(p) // strings only: cannot fail
	return string(text)
}

func paramNames(ps []Param) string {
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = p.Name
	}
	return strings.Join(out, ", ")
}
