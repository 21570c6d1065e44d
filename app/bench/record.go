package bench

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"qunli/kit/db"
)

// Record keeps what was measured, each case and engine once, the last measurement winning. It is a file beside the document
// that is made from it, so that one case can be measured again without the others.
type Record struct {
	Results []Measured `json:"results"`
}

// Measured is a result with where and when it came about.
type Measured struct {
	Result
	Day     string `json:"day"`     // YYYY-MM-DD
	Machine string `json:"machine"` // cores, memory, system, Go
}

// LoadRecord reads a record; a file that is not there is an empty one.
func LoadRecord(path string) (Record, error) {
	var r Record
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(text, &r)
}

// Put takes a measurement in.
func (r *Record) Put(m Measured) {
	r.Results = slices.DeleteFunc(r.Results, func(o Measured) bool { return o.Case == m.Case && o.Engine == m.Engine })
	r.Results = append(r.Results, m)
}

// Save writes the record to path, and the document made from it, with the words of cases, to the same name ending in .md.
func (r Record) Save(path string, cases []Case) error {
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, append(text, '\n'), 0o644); err != nil {
		return err
	}
	var out strings.Builder
	if err := r.Document(&out, cases); err != nil {
		return err
	}
	return os.WriteFile(strings.TrimSuffix(path, ".json")+".md", []byte(out.String()), 0o644)
}

// Document writes the record for people: a table a case, the engines side by side.
func (r Record) Document(w io.Writer, cases []Case) error {
	var out strings.Builder
	out.WriteString(foreword)
	for _, c := range cases {
		r.section(&out, c)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

const foreword = `# 性能 · Benchmarks

本页由 ` + "`make bench`" + ` 生成，不要手改。判定的只有同一次运行里的比值；绝对速度随机器而变，只印出来看。
` + "`make bench`" + ` writes this page. Only ratios within one run are judged; absolute rates belong to a machine and are printed to be looked at.

- 一次领取 = 唯一的（活动、客户、次序）一行 + 桶减一 + 转账一行；512 个请求一批、一次提交，账在运行后核对。A claim is a unique row, one
  off a bucket and one transfer; up to 512 a commit; the books are audited after each run.
- 导入从读第一个字节算到最后一次提交，含检查文件、认列、找人、汇总；逐条插入只写现成的行。The import counts from the first byte to the
  last commit, inspection, mapping, people and rollups included; the bare loop writes finished rows only.
- SQLite 上导入让位：有人在等时，一次事务缩到约 3 毫秒。On SQLite an import gives way: while somebody waits its transactions shrink to
  about 3 ms.
- 小号演示品牌有 2 千人、10 万条事实，中号 10 万人、200 万条，大号 100 万人、1,500 万条；` + "`QUNLI_BENCH_LARGE`" + ` 指一个放着大号的库，不给就现做
  一个中号的。Of the demo brand S has 2 thousand people, M 100 thousand, L one million; the variable names a database that
  holds size L, otherwise one of size M is made.
- 只在全量证明里量的（推荐森林、拟合、杀进程）在 [proof.md](proof.md)。What only the whole proof measures (the forest of referrals,
  fits, kills) is in proof.md.

`

// section writes one case.
func (r Record) section(out *strings.Builder, c Case) {
	var found []Measured
	for _, m := range r.Results {
		if m.Case == c.Name {
			found = append(found, m)
		}
	}
	if len(found) == 0 {
		fmt.Fprintf(out, "## %s\n\n%s · %s\n\n未测 · not measured\n\n", c.Name, c.Zh, c.En)
		return
	}
	slices.SortFunc(found, func(a, b Measured) int { return cmp.Compare(b.Engine, a.Engine) }) // SQLite first
	fmt.Fprintf(out, "## %s\n\n%s · %s\n\n", c.Name, c.Zh, c.En)
	for _, m := range found {
		fmt.Fprintf(out, "- %s: %s, %s\n", engineName(m.Engine), m.Day, m.Machine)
	}
	out.WriteString("\n| 量 · figure | 要求 · asked |")
	for _, m := range found {
		fmt.Fprintf(out, " %s |", engineName(m.Engine))
	}
	out.WriteString("\n|---|---|" + strings.Repeat("---:|", len(found)) + "\n")
	for _, name := range rowNames(found) {
		writeRow(out, found, name)
	}
	out.WriteString("\n")
}

func engineName(e db.Engine) string {
	if e == db.Postgres {
		return "PostgreSQL"
	}
	return "SQLite"
}

// rowNames lists the figures of a case in the order of the engine that has most.
func rowNames(found []Measured) []string {
	longest := slices.MaxFunc(found, func(a, b Measured) int { return cmp.Compare(len(a.Rows), len(b.Rows)) })
	var names []string
	for _, row := range longest.Rows {
		names = append(names, row.Name)
	}
	return names
}

// writeRow writes one figure of all engines.
func writeRow(out *strings.Builder, found []Measured, name string) {
	var title, asked string
	var cells []string
	for _, m := range found {
		n := slices.IndexFunc(m.Rows, func(r Row) bool { return r.Name == name })
		if n < 0 {
			cells = append(cells, "—")
			continue
		}
		row := m.Rows[n]
		if title = row.Zh; row.En != row.Zh {
			title += " · " + row.En
		}
		if cells = append(cells, strings.TrimSpace(number(row.Value)+" "+row.Unit)); row.limit() != "" {
			asked, cells[len(cells)-1] = row.asked(), cells[len(cells)-1]+" "+row.mark()
		}
	}
	fmt.Fprintf(out, "| %s | %s | %s |\n", title, asked, strings.Join(cells, " | "))
}
