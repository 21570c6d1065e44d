package console

import (
	"context"
	"net/http"
	"regexp"
	"time"

	"qunli/community"
	"qunli/customer"
	"qunli/insight"
	"qunli/kit/serve"
	"qunli/org"
)

// sectionPage is a card of a page.
type sectionPage struct {
	Title, Intro string
	Link         *anchor
	Figures      []shown
	Tables       []tablePage
	Reasons      []string
}

// option is one choice of a select.
type option struct {
	Value, Title string
	Chosen       bool
}

// choice is a select of a form.
type choice struct {
	Name, Title string
	Options     []option
}

// choose lists options: pairs of value and title.
func choose(name, title, chosen string, options ...string) choice {
	c := choice{Name: name, Title: title}
	for i := 0; i+1 < len(options); i += 2 {
		c.Options = append(c.Options, option{options[i], options[i+1], options[i] == chosen})
	}
	return c
}

// say picks the text of the reader's language.
func (see reader) say(zh, en string) string { return pick(see.lang, zh, en) }

// grid begins a table whose rows all have a cell for every column; none is what stands there without rows.
func (see reader) grid(title, none string, columns ...columnPage) tablePage {
	return tablePage{Title: title, None: none, Columns: columns, Hint: see.w.Swipe}
}

func (see reader) col(zh, en string) columnPage { return columnPage{see.say(zh, en), false} }
func (see reader) num(zh, en string) columnPage { return columnPage{see.say(zh, en), true} }

func text(s string) cellPage               { return cellPage{Text: s} }
func figure(s string) cellPage             { return cellPage{Text: s, Number: true} }
func count(n int64) cellPage               { return figure(whole(n)) }
func to(s, href string) cellPage           { return cellPage{Text: s, Href: href} }
func (t *tablePage) row(cells ...cellPage) { t.Rows = append(t.Rows, cells) }

// day spells the day of a moment, — for none.
func (see reader) day(ms int64) string { return see.moment(ms, time.DateOnly) }

// minute spells a moment to the minute, — for none.
func (see reader) minute(ms int64) string { return see.moment(ms, "2006-01-02 15:04") }

func (see reader) moment(ms int64, layout string) string {
	if ms == 0 {
		return "—"
	}
	return time.UnixMilli(ms).In(see.zone).Format(layout)
}

// span spells how long something took, ms, to two units at most.
func (see reader) span(ms int64) string {
	minutes := max(ms, 0) / 60_000
	switch {
	case minutes < 60:
		return whole(minutes) + see.say(" 分钟", " min")
	case minutes < 48*60:
		return whole(minutes/60) + see.say(" 小时 ", " h ") + whole(minutes%60) + see.say(" 分", " min")
	}
	return whole(minutes/1440) + see.say(" 天", " days")
}

var (
	groupCell  = regexp.MustCompile(`^(.*) \((com_\w+)\)$`)
	personCell = regexp.MustCompile(`^cus_\w+$`)
)

// linked makes a cell that names a group or a person lead to their page.
func linked(c cellPage) cellPage {
	if m := groupCell.FindStringSubmatch(c.Text); m != nil {
		c.Text, c.Href = m[1], "/communities/"+m[2]
	} else if personCell.MatchString(c.Text) {
		c.Href = "/customers/" + c.Text
	}
	return c
}

// people names persons in lists: a link where the actor may see them.
type people struct {
	see   reader
	names map[customer.ID]string
}

func (c *Console) called(ctx context.Context, see reader, ids []customer.ID) (people, error) {
	if org.Must(ctx, org.CustomerRead) != nil {
		return people{see: see}, nil
	}
	names, err := c.Customers.Names(ctx, ids)
	return people{see, names}, err
}

// cell names a person; nobody is —.
func (p people) cell(i customer.ID) cellPage {
	if i == 0 {
		return text("—")
	}
	name, seen := p.names[i]
	switch {
	case !seen:
		return text(p.see.say("（不在可见范围）", "(not in your scope)"))
	case name == "":
		name = p.see.nameless(i)
	}
	return to(name, "/customers/"+i.String())
}

// nameless stands for the name of somebody who has none: the end of the id.
func (see reader) nameless(i customer.ID) string {
	s := i.String()
	return see.say("未具名 ", "unnamed ") + s[max(0, len(s)-6):]
}

// groupNames names groups in lists, one by one: lists of pages are short.
func (c *Console) groupNames(ctx context.Context, ids ...community.ID) map[community.ID]cellPage {
	out := map[community.ID]cellPage{0: text("—")}
	for _, i := range ids {
		if _, known := out[i]; known {
			continue
		}
		g, err := c.Communities.Get(ctx, i)
		out[i] = text("—")
		if err == nil {
			out[i] = to(g.Name, "/communities/"+i.String())
		}
	}
	return out
}

// visit begins a page for somebody who is signed in and may p.
func (c *Console) visit(r *http.Request, p org.Permission) (reader, error) {
	ctx := r.Context()
	if err := whoAsks(ctx); err != nil {
		return reader{}, err
	}
	if err := org.Must(ctx, p); err != nil {
		return reader{}, err
	}
	return c.reader(ctx, serve.Lang(r))
}

// present shows a page, with the refusal of a form if there was one.
func (c *Console) present(w http.ResponseWriter, r *http.Request, name, title string, body any, refusal error) error {
	p := c.newPage(r, body)
	p.Title = title
	status := http.StatusOK
	if refusal != nil {
		problem := serve.NewProblem(r.Context(), p.Lang, refusal)
		p.Problem, status = &problem, problem.Status
	}
	return c.show(w, r, name, status, p)
}

// pathID reads the id of the path; one that is none is 0, which nothing has.
func pathID[I ~int64](r *http.Request) I {
	var i ref[I]
	if i.UnmarshalText([]byte(r.PathValue("id"))) != nil {
		return 0
	}
	return i.ID
}

// queryID reads an id of the query, 0 for none.
func queryID[I ~int64](r *http.Request, name string) (I, error) {
	var i ref[I]
	if err := i.UnmarshalText([]byte(r.URL.Query().Get(name))); err != nil {
		return 0, serve.ErrNoRoute
	}
	return i.ID, nil
}

// same gives the address of the same page with another value in its query.
func same(r *http.Request, name, value string) string {
	q := r.URL.Query()
	q.Set(name, value)
	q.Del("lang")
	return r.URL.Path + "?" + q.Encode()
}

// further is the link to the next page, nil at the end.
func (see reader) further(r *http.Request, next string) *anchor {
	if next == "" {
		return nil
	}
	return &anchor{Href: same(r, "after", next), Title: see.w.Older}
}

// metricAsked is the metric as its page shows it; with a question in the query (from, to, by, where, option, as the API takes them)
// it is computed for that.
func (c *Console) metricAsked(r *http.Request, see reader, m insight.Metric) (*metricPage, error) {
	q := r.URL.Query()
	asks := MetricQuery{Name: m.Name, From: q.Get("from"), To: q.Get("to"), By: q.Get("by"), Where: q["where"], Options: q["option"]}
	if asks.From == "" && asks.To == "" && asks.By == "" && len(asks.Where)+len(asks.Options) == 0 {
		shown, _, err := c.metricShown(r.Context(), see, m)
		return shown, err
	}
	a, err := c.metric(r.Context(), &metricIn{MetricQuery: asks})
	return see.metric(m, a), err
}

// metricPage is a metric on a page of its own.
func (c *Console) metricPage(w http.ResponseWriter, r *http.Request) error {
	see, err := c.visit(r, org.InsightRead)
	if err != nil {
		return err
	}
	m, err := c.Insight.Book().Find(r.PathValue("name"))
	if err != nil {
		return err
	}
	shown, err := c.metricAsked(r, see, m)
	if err != nil {
		return err
	}
	shown.Top = true
	p := c.newPage(r, struct{ Metric *metricPage }{shown})
	p.Title = shown.Title
	if shown.Waiting {
		p.Refresh = 3
	}
	return c.show(w, r, "metric", http.StatusOK, p)
}
