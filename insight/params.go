package insight

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"qunli/kit/fault"
)

// Params ask for a metric: the days (YYYY-MM-DD, both included; "" is the first or last day with orders), the metric's
// own variant, and filters of the rows that are counted.
type Params struct {
	From  string            `json:"from,omitempty"`
	To    string            `json:"to,omitempty"`
	By    string            `json:"by,omitempty"`
	Where map[string]string `json:"where,omitempty"` // store=CODE, staff=CODE
}

// filters are the names that Where takes, for every metric.
func filters() []Param {
	return []Param{
		{Name: "store", Explain: Words{"门店编号", "code of a store"}},
		{Name: "staff", Explain: Words{"员工编号", "code of a member of staff"}},
	}
}

// The refusals of parameters.
var (
	ErrUnknownBy = fault.New(fault.Invalid, "insight.unknown_by",
		"指标 %[1]s 没有口径 %[2]q；可用的有：%[3]s", "Metric %[1]s has no variant %[2]q; there are: %[3]s")
	ErrUnknownFilter = fault.New(fault.Invalid, "insight.unknown_filter",
		"没有筛选条件 %[1]q；可用的有：%[2]s", "There is no filter %[1]q; there are: %[2]s")
	ErrUnknownCode = fault.New(fault.Missing, "insight.unknown_code",
		"%[1]s 没有编号 %[2]q", "No %[1]s has the code %[2]q")
	ErrWindow = fault.New(fault.Invalid, "insight.window",
		"日期范围有误：%q 至 %q；请写 YYYY-MM-DD，开始不晚于结束", "Bad window %q to %q: write YYYY-MM-DD, the first day not after the last")
)

// ParseWhere reads filters written NAME=VALUE.
func ParseWhere(parts []string) (map[string]string, error) {
	out := map[string]string{}
	for _, p := range parts {
		name, value, ok := strings.Cut(p, "=")
		if name = strings.TrimSpace(name); !ok || name == "" {
			return nil, ErrUnknownFilter.F(p, names(filters()))
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
	for _, name := range slices.Sorted(maps.Keys(p.Where)) {
		if !slices.ContainsFunc(filters(), func(f Param) bool { return f.Name == name }) {
			return p, ErrUnknownFilter.F(name, names(filters()))
		}
	}
	return p, p.checkDays()
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

func names(ps []Param) string {
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = p.Name
	}
	return strings.Join(out, ", ")
}
