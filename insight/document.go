package insight

import (
	"fmt"
	"strings"
)

// Document writes the dictionary as docs/insight.md.
func (b Book) Document() string {
	var s strings.Builder
	s.WriteString(`# 指标字典 · Metric dictionary

由 insight 包生成，请勿手改；改指标即改代码。Generated from package insight; do not edit.

每个答案都带公式、起止日、分母、未计入的内容与原因、定义版本和截至时间；能点开的数字，其明细行数（或所列栏之和）等于该数字。
Every answer carries its formula, window, denominators, what was left out and why, the version of the definition and its
as-of time; a number that can be opened equals the count of its rows, or the sum of the column named.

起止日缺省为可见范围内第一个和最后一个有订单的日子，另有说明的除外。筛选（--where）：store、staff 适用于所有指标，其余见各指标：
The window defaults to the first and last day with orders in scope, unless a metric says otherwise. Filters (--where): store
and staff for every metric, the others where a metric lists them:

`)
	for _, f := range filters() {
		fmt.Fprintf(&s, "- `%s=…` %s · %s\n", f.Name, f.Explain.Zh, f.Explain.En)
	}
	s.WriteString("\n| 名称 name | 指标 | metric | 来源 source | 版本 version |\n|---|---|---|---|---|\n")
	for _, m := range b {
		fmt.Fprintf(&s, "| [`%s`](#%s) | %s | %s | %s | %d |\n", m.Name, m.Name, m.Title.Zh, m.Title.En, m.Source, m.Version)
	}
	for _, m := range b {
		m.document(&s)
	}
	return s.String()
}

func (m Metric) document(s *strings.Builder) {
	fmt.Fprintf(s, "\n## %s\n\n**%s** · %s (%s, %s %d, %s)\n\n", m.Name, m.Title.Zh, m.Title.En, m.Source, "v", m.Version, m.Unit)
	fmt.Fprintf(s, "公式：%s\n\nFormula: %s\n\n%s\n\n%s\n\n", m.Formula.Zh, m.Formula.En, m.Explain.Zh, m.Explain.En)
	if m.Worked.Zh != "" {
		fmt.Fprintf(s, "算例：%s\n\nWorked: %s\n\n", m.Worked.Zh, m.Worked.En)
	}
	for _, p := range m.Params {
		if p.Default != "" {
			fmt.Fprintf(s, "- `--where %s=%s` (%s … %s): %s · %s\n", p.Name, p.Default, spell(p.Min), spell(p.Max), p.Explain.Zh, p.Explain.En)
			continue
		}
		fmt.Fprintf(s, "- `--%s` %s: %s · %s\n", p.Name, strings.Join(p.Choices, " \\| "), p.Explain.Zh, p.Explain.En)
	}
	if len(m.Filters) > 0 {
		fmt.Fprintf(s, "- `--where` %s\n", strings.Join(m.Filters, ", "))
	}
	fmt.Fprintf(s, "- 读取 reads: %s\n", strings.Join(m.Reads, ", "))
	if m.Heavy {
		s.WriteString("- 逐单读取，页面显示后台算好的答案及其截至时间 · reads orders one by one; pages show a stored answer with its as-of time\n")
	}
}
