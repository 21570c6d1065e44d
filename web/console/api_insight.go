package console

import (
	"context"

	"qunli/insight"
)

// metricView is one entry of the dictionary.
type metricView struct {
	Name    string        `json:"name"`
	Title   insight.Words `json:"title"`
	Unit    insight.Unit  `json:"unit" doc:"Of the leading value"`
	Source  string        `json:"source" doc:"The requirement it answers"`
	Version int64         `json:"version" doc:"Grows when the definition changes"`
	Formula insight.Words `json:"formula"`
	Explain insight.Words `json:"explain"`
	Worked  insight.Words `json:"worked" doc:"A worked number"`
	Params  []paramView   `json:"params"`
	Filters []string      `json:"filters" doc:"What where takes beside store and staff"`
	Heavy   bool          `json:"heavy" doc:"Takes seconds; pages show a stored answer"`
}

type paramView struct {
	Name    string        `json:"name"`
	Explain insight.Words `json:"explain"`
	Choices []string      `json:"choices" doc:"Of a variant; the first is the default"`
	Default string        `json:"default" doc:"Of a number"`
	Brand   string        `json:"brand" doc:"The brand's own default of it; empty: that of the dictionary holds"`
	Min     float64       `json:"min"`
	Max     float64       `json:"max"`
}

func viewMetric(m insight.Metric) metricView {
	params := views(m.Params, func(p insight.Param) paramView {
		return paramView{Name: p.Name, Explain: p.Explain, Choices: some(p.Choices), Default: p.Default, Min: p.Min, Max: p.Max}
	})
	return metricView{m.Name, m.Title, m.Unit, m.Source, m.Version, m.Formula, m.Explain, m.Worked, params, some(m.Filters), m.Heavy}
}

func (c *Console) dictionary(ctx context.Context, _ *struct{}) (list[metricView], error) {
	set, err := c.Insight.Defaults(ctx)
	all := views(c.Insight.Book(), viewMetric)
	for _, m := range all {
		for i, p := range m.Params {
			m.Params[i].Brand = set[m.Name][p.Name]
		}
	}
	return listOf(all, ""), err
}

// MetricQuery asks for a metric.
type MetricQuery struct {
	Name    string   `path:"name"`
	From    string   `query:"from" doc:"YYYY-MM-DD; the first day with orders when empty"`
	To      string   `query:"to" doc:"YYYY-MM-DD; the last day with orders when empty"`
	By      string   `query:"by" doc:"Variant of the metric; see its params"`
	Where   []string `query:"where,explode" nullable:"false" doc:"Filters, NAME=VALUE: store=CODE, staff=CODE, and those of the metric"`
	Options []string `query:"option,explode" nullable:"false" doc:"Numbers of the metric, NAME=VALUE; see its params"`
}

func (q MetricQuery) params() (insight.Params, error) {
	where, err := insight.ParseWhere(q.Where)
	if len(where) == 0 {
		where = nil
	}
	if err != nil {
		return insight.Params{}, err
	}
	options, err := insight.ParseWhere(q.Options)
	if len(options) == 0 {
		options = nil
	}
	return insight.Params{From: q.From, To: q.To, By: q.By, Where: where, Options: options}, err
}

type metricIn struct {
	MetricQuery
	Stored bool `query:"stored" doc:"As pages show it, at once: the stored answer to the plain question where there is one. The other parameters are not asked"`
}

func (c *Console) metric(ctx context.Context, in *metricIn) (insight.Answer, error) {
	if in.Stored {
		return c.Insight.Page(ctx, in.Name)
	}
	p, err := in.params()
	if err != nil {
		return insight.Answer{}, err
	}
	return c.Insight.Ask(ctx, in.Name, p)
}

type metricRowsIn struct {
	MetricQuery
	Set   string `query:"set" required:"true" doc:"Set of a number's rows, as the answer names it"`
	After string `query:"after" doc:"next of the page before"`
	Limit int    `query:"limit" minimum:"0" maximum:"1000"`
}

// rowsView is a page of the rows behind a number.
type rowsView struct {
	Metric  string           `json:"metric"`
	Set     string           `json:"set"`
	Count   int              `json:"count" doc:"Size of the whole set: the number itself"`
	Columns []insight.Column `json:"columns"`
	Items   []insight.Row    `json:"items"`
	Next    string           `json:"next" doc:"Cursor of the next page, empty at the end"`
}

func (c *Console) metricRows(ctx context.Context, in *metricRowsIn) (rowsView, error) {
	p, err := in.params()
	if err != nil {
		return rowsView{}, err
	}
	l, err := c.Insight.Rows(ctx, in.Name, p, in.Set, insight.Page{After: in.After, Limit: in.Limit})
	return rowsView{l.Metric, l.Set, l.Count, some(l.Columns), some(l.Rows), l.Next}, err
}

type metricDefaultIn struct {
	Name string `path:"name"`
	Body struct {
		Option string `json:"option" minLength:"1" doc:"A number of the metric"`
		Value  string `json:"value" doc:"Empty goes back to the default of the dictionary"`
	}
}

func (c *Console) setMetricDefault(ctx context.Context, in *metricDefaultIn) (none, error) {
	return none{}, c.Insight.SetDefault(ctx, in.Name, in.Body.Option, in.Body.Value)
}

// eveningView is what an owner is told in the evening.
type eveningView struct {
	insight.Evening
	AsOf int64 `json:"as_of" doc:"Unix ms: when it was computed in the background"`
}

func (c *Console) evening(ctx context.Context, _ *struct{}) (eveningView, error) {
	e, asOf, err := c.Insight.Evening(ctx)
	e.Turning, e.Cost, e.Changed, e.Acts = some(e.Turning), some(e.Cost), some(e.Changed), some(e.Acts)
	return eveningView{e, asOf}, err
}
