package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"qunli/kit/db"
	"qunli/kit/fault"
)

// ErrUnknown means that no case has that name.
var ErrUnknown = fault.New(fault.Missing, "bench.unknown", "没有名为 %s 的测速项目；可选：%s", "There is no benchmark %s; there are: %s")

// Case is one thing to measure.
type Case struct {
	Name   string
	Zh, En string // what it measures
	Run    func(ctx context.Context, env Env) (Result, error)
}

// Env is where a case runs.
type Env struct {
	// Open gives a scratch database of the engine chosen: a new file beside the data file, or the PostgreSQL address
	// given, where cases use tables of their own (bench_…) and drop them. The case closes it.
	Open func(ctx context.Context) (*db.DB, error)
	// Address gives the address of another scratch database of that engine, for the program itself to open.
	Address func(ctx context.Context) (string, error)
	// Dir is a folder on the disk to measure.
	Dir string
}

// Row is one figure.
type Row struct {
	Name  string  `json:"name"` // stable
	Zh    string  `json:"zh"`
	En    string  `json:"en"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	Least float64 `json:"least,omitempty"` // judged when not 0: Value must not be smaller
	Most  float64 `json:"most,omitempty"`  // judged when not 0: Value must not be larger
}

// Good reports whether the figure keeps its limits.
func (r Row) Good() bool {
	return (r.Least == 0 || r.Value >= r.Least) && (r.Most == 0 || r.Value <= r.Most)
}

// limit spells what is asked of the figure and whether it is so.
func (r Row) limit() string { return strings.TrimSpace(r.asked() + " " + r.mark()) }

// asked spells the limits, "" where there is none.
func (r Row) asked() string {
	switch {
	case r.Least != 0:
		return fmt.Sprintf("≥ %g", r.Least)
	case r.Most != 0:
		return fmt.Sprintf("≤ %g", r.Most)
	}
	return ""
}

// mark tells whether limits are kept, "" where there is none.
func (r Row) mark() string {
	switch {
	case r.asked() == "":
		return ""
	case r.Good():
		return "✓"
	}
	return "✗"
}

// Result is what a case found.
type Result struct {
	Case   string    `json:"case"`
	Engine db.Engine `json:"engine"`
	Rows   []Row     `json:"rows"`
}

// Good reports whether all judged figures keep their limits.
func (r Result) Good() bool {
	for _, row := range r.Rows {
		if !row.Good() {
			return false
		}
	}
	return true
}

// Text writes the result as a table for people.
func (r Result) Text(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintf(t, "%s\t%s\t\t\t\n", r.Case, r.Engine)
	for _, row := range r.Rows {
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\t%s\n", row.En, number(row.Value), row.Unit, row.limit(), row.Zh)
	}
	return t.Flush()
}

// number keeps three figures of small values and drops the fraction of large ones.
func number(v float64) string {
	if v >= 100 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3g", v)
}

// JSON writes the result with whether it is good.
func (r Result) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		Result
		Good bool `json:"good"`
	}{r, r.Good()})
}

// Find gives the case of a name.
func Find(cases []Case, name string) (Case, error) {
	names := ""
	for _, c := range cases {
		if c.Name == name {
			return c, nil
		}
		names += " " + c.Name
	}
	return Case{}, ErrUnknown.F(name, names)
}
