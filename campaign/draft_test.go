package campaign_test

import (
	"encoding/json"
	"testing"

	"qunli/campaign"
	"qunli/kit/fault"
)

// Two people who edit one campaign are told of each other: of a draft, and of one that was published in between.
func TestNobodyOverwritesWhatSomebodyElseSaved(t *testing.T) {
	each(t, func(h *house) {
		c, err := h.Begin(h.owner, "flashsale", 0, campaign.Edit{Name: "秒杀", Settings: json.RawMessage(sale), Page: json.RawMessage(`{"top":[]}`)})
		h.is(err, nil)
		_, r, err := h.Rules(h.owner, c.ID, 0)
		h.is(err, nil)
		h.equal([]any{r.Number, r.Edits, r.Settings, r.Page}, []any{1, 0, sale, `{"top":[]}`})
		save := func(edits int64, goal string) error {
			now := h.Clock.Now().UnixMilli()
			_, err := h.Save(h.owner, c.ID, campaign.Edit{Terms: campaign.Terms{From: now, Until: now + 1000, Goal: goal, Target: 1, Cost: 1}, Edits: edits})
			return err
		}
		h.is(save(0, "mine"), nil)
		h.is(save(0, "yours"), campaign.ErrChanged)
		_, err = h.Publish(h.owner, c.ID)
		h.is(err, nil)
		h.is(save(1, "the next"), nil)
		h.is(save(1, "of who still sees the published one"), campaign.ErrChanged)
		_, err = h.Publish(h.owner, c.ID)
		h.is(err, nil)
		h.is(save(1, "of who still sees the first"), campaign.ErrChanged)
		_, r, err = h.Rules(h.owner, c.ID, 0)
		h.is(err, nil)
		h.equal([]any{r.Number, r.Edits}, []any{2, 2})
		_, err = h.Begin(h.owner, "flashsale", 0, campaign.Edit{Name: "x", Settings: json.RawMessage(`{"prize":1}`)})
		if f := fault.Of(err); f.Kind != fault.Invalid {
			t.Errorf("settings of another model: %v", err)
		}
	})
}

// What publishing would mean is told before: what is scarce, and the most that it can cost.
func TestTheMostThatACampaignCanCost(t *testing.T) {
	each(t, func(h *house) {
		for _, c := range []struct {
			model, settings string
			worst           int64 // fen, by hand
		}{
			{"groupbuy", `{"size":3,"minutes":60,"price":5900,"leader_price":4900,"single_price":7900,"stock":10,"hold_minutes":10}`, 10*2000 + 4*1000},
			{"groupbuy", `{"size":3,"minutes":60,"price":5900,"leader_price":5900,"stock":10,"hold_minutes":10,"bonus":{"kind":"cash","amount":500,"each":true,"budget":90000,"need":1,"hold_hours":1}}`, 4 * 2 * 500},
			{"groupbuy", `{"size":3,"minutes":60,"price":5900,"leader_price":5900,"stock":10,"hold_minutes":10,"bonus":{"kind":"cash","amount":500,"budget":1500,"need":1,"hold_hours":1}}`, 1500},
			{"groupbuy", `{"size":3,"most":9,"minutes":60,"price":5900,"leader_price":5900,"stock":10,"hold_minutes":10,"ladder":[{"from":6,"price":4900}]}`, 10 * 1000},
			{"flashsale", `{"items":[{"key":"a","name":"A","price":1990,"was":3990,"stock":7},{"key":"b","name":"B","price":100,"stock":9}],"hold_minutes":15}`, 7 * 2000},
			{"redpacket", `{"amount":2000,"shares":10,"least":100,"most":1000,"hours":24,"budget":20000,"purpose":"开业"}`, 20000},
			{"invite", `{"steps":[{"need":3,"reward":{"kind":"cash","amount":500}}],"hold_hours":1,"window_hours":1,"most":10,"budget":9000}`, 9000},
		} {
			made, err := h.Begin(h.owner, c.model, 0, campaign.Edit{Name: "x", Settings: json.RawMessage(c.settings)})
			h.is(err, nil)
			o, err := h.Outlook(h.owner, made.ID)
			h.is(err, nil)
			if o.Worst != c.worst || len(o.Plans) == 0 || len(o.Problems) != 5 { // the window twice, goal, number and budget are not given yet
				t.Errorf("%s: %+v, want %d", c.settings, o, c.worst)
			}
		}
	})
}
