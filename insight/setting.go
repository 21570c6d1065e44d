package insight

import (
	"context"
	"slices"
	"strconv"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// A number of a metric has a default in the dictionary. A brand may set its own: it stands among the organisation's
// settings as insight.METRIC.NAME and holds for everybody who does not ask for another one.

func settingName(m Metric, option string) string { return "insight." + m.Name + "." + option }

// ErrNoOption lists the numbers there are.
var ErrNoOption = fault.New(fault.Missing, "insight.no_option",
	"指标 %[1]s 没有参数 %[2]q；可用的有：%[3]s", "Metric %[1]s has no option %[2]q; there are: %[3]s")

// SetDefault makes value the brand's default of a metric's number; "" goes back to the dictionary's.
func (s *Service) SetDefault(ctx context.Context, metric, option, value string) error {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return err
	}
	m, err := s.book.Find(metric)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(m.options(), func(p Param) bool { return p.Name == option }) {
		return ErrNoOption.F(metric, option, paramNames(m.options()))
	}
	if value != "" {
		p, err := (Params{Options: map[string]string{option: value}}).check(m)
		if err != nil {
			return err
		}
		value = p.Options[option]
	}
	name := settingName(m, option)
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		before, err := org.Setting(ctx, tx, name)
		if err != nil || before == value {
			return err
		}
		if err := org.SetSetting(ctx, tx, name, value); err != nil {
			return err
		}
		// What is stored answers another question now. Gone, it is computed before what only grows old: a page waits for it.
		if _, err := db.Exec(ctx, tx, `DELETE FROM insight_result WHERE name = $1`, m.Name); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "setting.set", Object: "setting",
			Before: map[string]string{name: before}, After: map[string]string{name: value}})
	})
	if err == nil {
		s.Stale()
	}
	return err
}

// Defaults gives the numbers that the brand has set itself, by metric and name.
func (s *Service) Defaults(ctx context.Context) (map[string]map[string]string, error) {
	if err := org.Must(ctx, org.InsightRead); err != nil {
		return nil, err
	}
	out := map[string]map[string]string{}
	for _, m := range s.book {
		for _, p := range m.options() {
			value, err := org.Setting(ctx, s.db.Read(), settingName(m, p.Name))
			if err != nil {
				return nil, err
			}
			if value == "" {
				continue
			}
			if out[m.Name] == nil {
				out[m.Name] = map[string]string{}
			}
			out[m.Name][p.Name] = value
		}
	}
	return out, nil
}

// params checks what was asked of a metric and completes it with the brand's defaults and the dictionary's.
func (s *Service) params(ctx context.Context, m Metric, p Params) (Params, error) {
	m, err := branded(ctx, s.db.Read(), m)
	if err != nil {
		return p, err
	}
	return p.check(m)
}

// branded gives the metric with the brand's defaults. One that the dictionary no longer allows is passed over.
func branded(ctx context.Context, q db.Q, m Metric) (Metric, error) {
	if len(m.options()) == 0 {
		return m, nil
	}
	m.Params = slices.Clone(m.Params)
	for i, p := range m.Params {
		if p.Default == "" {
			continue
		}
		value, err := org.Setting(ctx, q, settingName(m, p.Name))
		if err != nil {
			return m, err
		}
		if n, err := strconv.ParseFloat(value, 64); err == nil && n >= p.Min && n <= p.Max {
			m.Params[i].Default = value
		}
	}
	return m, nil
}
