package console

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"qunli/insight"
	"qunli/org"
)

// eveningView is the evening page as data.
type eveningView struct {
	insight.Evening
	AsOf int64 `json:"as_of" doc:"Unix ms: when it was computed in the background"`
}

func (c *Console) evening(ctx context.Context, _ *struct{}) (eveningView, error) {
	e, asOf, err := c.Insight.Evening(ctx)
	e.Turning, e.Cost, e.Changed, e.Acts = some(e.Turning), some(e.Cost), some(e.Changed), some(e.Acts)
	return eveningView{e, asOf}, err
}

// eveningBody is the evening in the words of one language. What is empty is not shown: silence says that nothing changed.
type eveningBody struct {
	Waiting, Quiet bool
	Day, AsOf      string
	Parts          []eveningPart
	Acts           []eveningAct
}

// eveningPart is a group of sentences, each leading to the metric and the days behind it.
type eveningPart struct {
	Title string
	Lines []anchor
}

// eveningAct is something to do, with its evidence.
type eveningAct struct {
	anchor
	Because string
}

func (c *Console) eveningPage(w http.ResponseWriter, r *http.Request) error {
	see, err := c.visit(r, org.InsightRead)
	if err != nil {
		return err
	}
	a, err := c.Insight.Page(r.Context(), "evening")
	waiting := errors.Is(err, insight.ErrNotReady)
	if err != nil && !waiting {
		return err
	}
	body := see.evening(insight.EveningOf(a))
	body.Waiting = waiting
	if !waiting {
		body.AsOf = time.UnixMilli(a.AsOf).In(see.zone).Format("2006-01-02 15:04")
	}
	p := c.newPage(r, body)
	p.Title = see.w.Evening
	if waiting {
		p.Refresh = 3
	}
	return c.show(w, r, "evening", http.StatusOK, p)
}

func (see reader) evening(e insight.Evening) eveningBody {
	body := eveningBody{Quiet: e.Quiet, Day: e.Day}
	for _, part := range []struct {
		zh, en string
		list   []insight.Sentence
	}{{"闭环在转吗", "Is the loop turning?", e.Turning}, {"成本", "Cost", e.Cost}, {"变化", "What changed", e.Changed}} {
		if len(part.list) == 0 {
			continue
		}
		p := eveningPart{Title: see.say(part.zh, part.en)}
		for _, s := range part.list {
			p.Lines = append(p.Lines, anchor{Href: behind(s), Title: s.In(see.lang)})
		}
		body.Parts = append(body.Parts, p)
	}
	for _, a := range e.Acts {
		body.Acts = append(body.Acts, eveningAct{anchor{Href: a.Path, Title: a.In(see.lang)}, a.Because.In(see.lang)})
	}
	return body
}

// behind is the page of the metric that a sentence speaks of, about the days that it speaks of.
func behind(s insight.Sentence) string {
	q := url.Values{"from": {s.From}, "to": {s.To}}
	return "/insight/" + s.Metric + "?" + q.Encode()
}
