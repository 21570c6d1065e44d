package console

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"qunli/insight"
	"qunli/org"
)

// trade is two months of orders up to today: twice as many in the second, half of them by people who bought before, with costs.
func (h *house) trade(boss *caller) {
	h.Helper()
	zone, err := org.Zone(h.Context(), h.d.Read())
	h.must(err)
	now := h.d.Clock.Now().In(zone)
	noon := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, zone)
	var documents []m
	for back := 60; back > 0; back-- {
		orders := 4
		if back <= 28 {
			orders = 8
		}
		for n := range orders {
			who := fmt.Sprintf("buyer%d-%d", back, n)
			if n%2 == 1 {
				who = fmt.Sprintf("buyer%d-0", min(60, back+1+n%3))
			}
			documents = append(documents, m{"source": "till", "order_no": fmt.Sprintf("%d-%d", back, n), "at": noon.AddDate(0, 0, -back).UnixMilli() + 60_000,
				"buyer": []m{{"kind": "account", "space": "till", "value": who}}, "channel": "douyin",
				"lines": []m{{"sku": "A", "quantity": "1", "price": "88.5"}}})
		}
	}
	for len(documents) > 0 {
		n := min(len(documents), 100)
		ok[list[placedView]](boss, "POST", "/api/orders", m{"documents": documents[:n]})
		documents = documents[n:]
	}
	day := func(back int) string { return noon.AddDate(0, 0, -back).Format(time.DateOnly) }
	ok[recorded](boss, "POST", "/api/spend", m{"items": []m{{"source": "douyin", "channel": "douyin", "day": day(10), "amount": 50_000}}})
	got := ok[recorded](boss, "POST", "/api/costs", m{"items": []m{
		{"kind": "reward", "channel": "douyin", "from_day": day(28), "to_day": day(1), "amount": 28_000, "source": "财务账单", "ref": "A1"},
		{"kind": "staff", "from_day": day(28), "to_day": day(1), "minutes": 1200, "rate": 5_000, "source": "工时表"}}})
	if got.Added != 2 {
		h.Errorf("%+v", got)
	}
}

// TestCostsAndExperimentsOverTheAPI walks both from the first request to the report.
func TestCostsAndExperimentsOverTheAPI(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		h.trade(boss)
		costs := ok[list[costView]](boss, "GET", "/api/costs?channel=douyin", nil)
		if len(costs.Items) != 1 || costs.Items[0].Amount != 28_000 {
			h.Fatalf("%+v", costs)
		}
		if again := ok[recorded](boss, "POST", "/api/costs", m{"items": []m{{"kind": "reward", "channel": "douyin", "from_day": costs.Items[0].FromDay,
			"to_day": costs.Items[0].ToDay, "amount": 28_000, "source": "财务账单", "ref": "A1"}}}); again.Added != 0 {
			h.Error("the same bill twice")
		}
		refused(boss, 409, "insight.cost.differs", "POST", "/api/costs", m{"items": []m{{"kind": "reward", "from_day": "2026-01-01", "amount": 1, "source": "财务账单", "ref": "A1"}}})
		if kinds := ok[list[costKindView]](boss, "GET", "/api/costs/kinds", nil); len(kinds.Items) != len(insight.CostKinds()) {
			h.Errorf("%+v", kinds)
		}
		if w := boss.send("DELETE", "/api/costs/"+costs.Items[0].ID.String(), nil); w.Code != 204 {
			h.Errorf("%d %s", w.Code, w.Body)
		}
		e := ok[experimentView](boss, "POST", "/api/experiments", m{"name": "春季", "rule": "orders >= 1", "holdout": 0.5, "metric": "spend"})
		if e.State != insight.Ready || e.Rule != "orders >= 1" {
			h.Errorf("%+v", e)
		}
		report := ok[insight.Answer](boss, "GET", "/api/experiments/"+e.ID.String()+"/report", nil)
		people := report.Denominators[0].Count + report.Denominators[1].Count
		all := ok[peopleView](boss, "GET", "/api/customers", nil)
		if people != int64(all.Total) {
			h.Errorf("%d people take part of %d", people, all.Total)
		}
		arms := ok[list[armView]](boss, "POST", "/api/experiments/"+e.ID.String()+"/arms", m{"people": []string{all.Items[0].ID.String()}})
		if len(arms.Items) != 1 || arms.Items[0].Arm != insight.Treated && arms.Items[0].Arm != insight.Control {
			h.Errorf("%+v", arms)
		}
		if w := boss.send("POST", "/api/experiments/"+e.ID.String()+"/stop", nil); w.Code != 204 {
			h.Errorf("%d %s", w.Code, w.Body)
		}
		refused(boss, 409, "insight.experiment.stopped", "POST", "/api/experiments/"+e.ID.String()+"/stop", nil)
		if w := boss.send("GET", "/api/experiments", nil); strings.Contains(w.Body.String(), "seed") {
			h.Errorf("the key of the assignment is shown: %s", w.Body)
		}
		forecast := ok[insight.Answer](boss, "GET", "/api/insight/forecast?option=invites=5&option=conversion=0.25&option=generations=2", nil)
		if v, _ := forecast.Value("users"); v.Number == nil || *v.Number != 381 {
			h.Errorf("%+v", forecast.Values)
		}
	})
}

// The evening says whether the loop turns, what it cost and what changed; each sentence leads to the metric and the days behind
// it, each act to the page where it is done.
func TestTheEvening(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		refused(boss, 503, "insight.not_ready", "GET", "/api/insight/evening?stored=true", nil)
		h.trade(boss)
		h.must(h.c.Insight.Refresh(h.owner()))
		e := ok[eveningView](boss, "GET", "/api/evening", nil)
		if len(e.Turning) == 0 || len(e.Cost) == 0 || len(e.Changed) == 0 || len(e.Acts) == 0 || len(e.Acts) > 3 || e.Day == "" || e.AsOf == 0 {
			h.Fatalf("%+v", e)
		}
		said := ""
		for _, s := range slices.Concat(e.Turning, e.Cost, e.Changed) {
			said += s.In("zh")
			a := ok[insight.Answer](boss, "GET", "/api/insight/"+s.Metric+"?"+url.Values{"from": {s.From}, "to": {s.To}}.Encode(), nil)
			if s.From != "" && (a.Window.From != s.From || a.Window.To != s.To) {
				h.Errorf("%s is about %s to %s, its metric about %+v", s.Code, s.From, s.To, a.Window)
			}
		}
		for _, want := range []string{"代替率", "严格", "每位", "超出正常波动"} {
			if !strings.Contains(said, want) {
				h.Errorf("the evening does not say %q: %s", want, said)
			}
		}
		for _, a := range e.Acts {
			h.leadsToAPage(a.Path)
		}
		refused(h.nobody(), 401, "auth.required", "GET", "/api/evening", nil)
	})
}
