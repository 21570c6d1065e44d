package console

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"qunli/insight"
	"qunli/kit/money"
	"qunli/kit/serve"
	"qunli/org"
)

// home is the first page: the substitution rate, the size of the business, then every other metric.
type home struct {
	Empty    bool
	Loop     *metricPage
	Check    *metricPage // the weakest stage of the loop
	Headline *metricPage
	Metrics  []*metricPage
	More     []anchor // to the metrics that have a page of their own
}

// metricPage is an answer in the words of one language.
type metricPage struct {
	W            words
	Name, Title  string
	Top          bool // it stands on a page of its own
	Waiting      bool // its stored answer does not exist yet
	Stored       bool
	Window, AsOf string
	Formula      string
	Explain      string
	Source       string
	Version      int64
	Lead         *shown
	Values       []shown
	Tables       []tablePage
	Denominators []shown
	LeftOut      []shown
	Bar          []barPart
}

// shown is a named number as people read it.
type shown struct{ Title, Shown, Note string }

// tablePage is a table; a Long one is folded away, but for heat maps, which are read as a picture.
type tablePage struct {
	Title   string
	Long    bool
	Columns []columnPage
	Rows    [][]cellPage
	None    string // stands there without rows
	Hint    string // shown where the table is wider than its box
}

type columnPage struct {
	Title  string
	Number bool
}

// cellPage is a cell; Heat 0…9 shades it, DotClass colours its row's dot.
type cellPage struct {
	Text     string
	Number   bool
	Heat     int
	Wrap     bool   // a long text, over several lines
	Href     string // where it leads, "" nowhere
	Dot      bool
	DotClass int
}

// barPart is a piece of a stacked bar 100 wide.
type barPart struct {
	Class    int
	X, Width float64
}

// reader puts answers into words.
type reader struct {
	w        words
	lang     string
	zone     *time.Location
	currency string
}

func (c *Console) homePage(w http.ResponseWriter, r *http.Request) error {
	if c.Front {
		http.Redirect(w, r, "/console/", http.StatusSeeOther)
		return nil
	}
	ctx := r.Context()
	if err := whoAsks(ctx); err != nil {
		return err
	}
	see, err := c.reader(ctx, serve.Lang(r))
	if err != nil {
		return err
	}
	body, err := c.home(ctx, see)
	if err != nil {
		return err
	}
	p := c.newPage(r, body)
	p.Title = p.W.Overview
	if body.waiting() {
		p.Refresh = 3
	}
	return c.show(w, r, "home", http.StatusOK, p)
}

// waiting tells whether a number is still being computed: the page then looks again by itself.
func (h home) waiting() bool {
	return h.Loop != nil && h.Loop.Waiting || h.Check != nil && h.Check.Waiting || slices.ContainsFunc(h.Metrics, func(m *metricPage) bool { return m.Waiting })
}

func (c *Console) reader(ctx context.Context, lang string) (reader, error) {
	zone, err := org.Zone(ctx, c.DB.Read())
	if err != nil {
		return reader{}, err
	}
	currency, err := org.Setting(ctx, c.DB.Read(), org.SettingCurrency)
	return reader{wordsIn(lang), lang, zone, currency}, err
}

// onHome are the metrics that the first page shows in full; the others have pages of their own.
func onHome(name string) bool {
	return slices.Contains([]string{"loop", "loopcheck", "rfm", "cohorts", "repurchase", "concentration", "cycle", "ltv"}, name)
}

func (c *Console) home(ctx context.Context, see reader) (home, error) {
	var h home
	for _, m := range c.Insight.Book() {
		if !onHome(m.Name) {
			h.More = append(h.More, anchor{Href: "/insight/" + m.Name, Title: m.Title.In(see.lang)})
			continue
		}
		p, a, err := c.metricShown(ctx, see, m)
		if err != nil {
			return h, err
		}
		switch m.Name {
		case "loop":
			h.Loop = see.loop(p, a)
			continue
		case "loopcheck":
			h.Check = p
			continue
		case "rfm":
			if !p.Waiting {
				h.Empty, h.Headline = a.Window.Days == 0, see.headline(m, a)
			}
		}
		h.Metrics = append(h.Metrics, p)
	}
	return h, nil
}

// metricShown is the answer to a metric as a page shows it, or that it is still being computed.
func (c *Console) metricShown(ctx context.Context, see reader, m insight.Metric) (*metricPage, insight.Answer, error) {
	a, err := c.Insight.Page(ctx, m.Name)
	waiting := errors.Is(err, insight.ErrNotReady)
	if err != nil && !waiting {
		return nil, a, err
	}
	p := see.metric(m, a)
	p.Waiting = waiting
	return p, a, nil
}

func (see reader) metric(m insight.Metric, a insight.Answer) *metricPage {
	p := &metricPage{W: see.w, Name: m.Name, Title: m.Title.In(see.lang), Stored: a.Stored, Window: see.window(a.Window),
		Formula: m.Formula.In(see.lang), Explain: m.Explain.In(see.lang), Source: m.Source, Version: m.Version}
	if a.Stored {
		p.AsOf = time.UnixMilli(a.AsOf).In(see.zone).Format("2006-01-02 15:04")
	}
	for _, v := range a.Values {
		p.Values = append(p.Values, see.value(v))
	}
	for _, d := range a.Denominators {
		count := float64(d.Count)
		p.Denominators = append(p.Denominators, shown{d.In(see.lang), see.number(d.Unit, &count), ""})
	}
	for _, l := range a.LeftOut {
		p.LeftOut = append(p.LeftOut, see.leftOut(l))
	}
	for _, t := range a.Tables {
		p.Tables = append(p.Tables, see.table(t))
	}
	return p
}

// loop takes the leading value out of the row of values and draws the classes as a bar.
func (see reader) loop(p *metricPage, a insight.Answer) *metricPage {
	if len(p.Values) > 0 {
		p.Lead, p.Values = &p.Values[0], p.Values[1:]
	}
	for n, t := range a.Tables {
		if t.Name == "classes" {
			p.Bar = bar(t)
			for i := range p.Tables[n].Rows {
				p.Tables[n].Rows[i][0].Dot, p.Tables[n].Rows[i][0].DotClass = true, i%4
			}
		}
	}
	return p
}

// bar stacks the first number of every row.
func bar(t insight.Table) []barPart {
	total := 0.0
	for _, row := range t.Rows {
		if len(row) > 1 && row[1].Number != nil {
			total += *row[1].Number
		}
	}
	if total <= 0 {
		return nil
	}
	var out []barPart
	x := 0.0
	for i, row := range t.Rows {
		if len(row) > 1 && row[1].Number != nil && *row[1].Number > 0 {
			width := *row[1].Number / total * 100
			out = append(out, barPart{i % 4, x, width})
			x += width
		}
	}
	return out
}

// headline is the size of the business: the denominators of the RFM answer, read by the same definition.
func (see reader) headline(m insight.Metric, a insight.Answer) *metricPage {
	p := see.metric(m, a)
	p.Tables, p.Values = nil, nil
	names := map[string]string{"orders": see.w.Orders, "amount": see.w.Revenue, "buyers": see.w.Buyers}
	for _, d := range a.Denominators {
		if title := names[d.Name]; title != "" {
			count := float64(d.Count)
			p.Values = append(p.Values, shown{title, see.number(d.Unit, &count), ""})
		}
	}
	return p
}

func (see reader) window(w insight.Window) string {
	if w.Days == 0 {
		return see.w.NoData
	}
	s := w.From + " – " + w.To
	if w.Default {
		s += see.w.DefaultWindow
	}
	if w.Note != nil {
		s += see.say("；", "; ") + w.Note.In(see.lang)
	}
	return s
}

func (see reader) value(v insight.Value) shown {
	s := shown{Title: v.Title.In(see.lang), Shown: see.number(v.Unit, v.Number)}
	if v.Note != nil {
		s.Note = v.Note.In(see.lang)
	}
	return s
}

func (see reader) leftOut(l insight.LeftOut) shown {
	s := shown{Title: l.In(see.lang), Shown: see.w.Unknown}
	if l.Count != nil {
		count := float64(*l.Count)
		s.Shown = see.number(l.Unit, &count)
	}
	return s
}

// number spells a number in its unit; none is said in words, never 0.
func (see reader) number(u insight.Unit, n *float64) string {
	if n == nil {
		return see.w.NoData
	}
	s := u.Show(n)
	switch u {
	case insight.Fen:
		return see.money(money.Fen(*n))
	case insight.Days:
		return s + " " + see.w.DaysUnit
	}
	return s
}

func (see reader) money(f money.Fen) string {
	if see.currency != "CNY" {
		return see.currency + " " + f.Format()
	}
	if f < 0 {
		return "-¥" + (-f).Format()
	}
	return "¥" + f.Format()
}

// longTable is how many rows a table shows without being asked.
const longTable = 8

func (see reader) table(t insight.Table) tablePage {
	out := tablePage{Title: t.Title.In(see.lang), Hint: see.w.Swipe, Long: len(t.Rows) > longTable && !t.Heat}
	for _, c := range t.Columns {
		out.Columns = append(out.Columns, columnPage{c.Title.In(see.lang), c.Unit != insight.Plain})
	}
	heated, top := heat(t)
	for _, row := range t.Rows {
		cells := make([]cellPage, len(t.Columns)) // short rows have no data yet at their end
		for i, cell := range row {
			cells[i] = linked(cellPage{Text: t.Columns[i].Show(cell, see.lang), Number: t.Columns[i].Unit != insight.Plain})
			if heated[i] && cell.Number != nil && top > 0 && *cell.Number > 0 {
				cells[i].Heat = min(9, 1+int(*cell.Number/top*8.999))
			}
		}
		out.Rows = append(out.Rows, cells)
	}
	return out
}

// heat tells which columns of a heat map are shaded, and the largest number in them: its shares, or its counts when it
// has none.
func heat(t insight.Table) (columns map[int]bool, top float64) {
	columns = map[int]bool{}
	if !t.Heat {
		return columns, 0
	}
	for _, unit := range []insight.Unit{insight.Share, insight.Count} {
		for i, c := range t.Columns {
			if c.Unit == unit {
				columns[i] = true
			}
		}
		if len(columns) > 0 {
			break
		}
	}
	for _, row := range t.Rows {
		for i, cell := range row {
			if columns[i] && cell.Number != nil {
				top = max(top, *cell.Number)
			}
		}
	}
	return columns, top
}
