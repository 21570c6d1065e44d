package campaign_test

import (
	"strings"
	"testing"
	"time"

	"qunli/campaign"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/org"
)

// nextDay lets time pass until the organisation's next day has begun.
func (h *house) nextDay() {
	h.t.Helper()
	zone, err := org.Zone(h.owner, h.Read())
	h.is(err, nil)
	today := func() string { return clock.Day(h.Clock.Now().UnixMilli(), zone) }
	for was := today(); today() == was; {
		h.later(30 * time.Minute)
	}
}

// fading is a group-buy that four people open on its first day and two on its second, late: its half-life is the second day. It gives the
// team that was opened last.
func (h *house) fading(stop campaign.Stop) (campaign.ID, campaign.InstanceID) {
	i := h.published("groupbuy", three, func(t *campaign.Terms) { t.Stop = stop })
	who := people(6)
	for _, p := range who[:4] {
		h.pay(i, h.do(i, open(p)))
	}
	h.nextDay()
	h.later(22 * time.Hour)
	h.pay(i, h.do(i, open(who[4])))
	last := h.do(i, open(who[5]))
	h.pay(i, last)
	return i, last.Instance
}

// A campaign stops by itself once a whole day tells so, and only when its terms say it may (CAM-14). What is open can be joined until its
// deadline; the audit says why; whoever resumes it is not overruled.
func TestACampaignStopsByItself(t *testing.T) {
	each(t, func(h *house) {
		i, team := h.fading(campaign.StopHalfLife)
		h.is(h.Fade(h.owner), nil)
		c, err := h.Get(h.owner, i)
		h.is(err, nil)
		h.equal(c.State, campaign.Live) // the second day is not over
		h.nextDay()
		h.is(h.Fade(h.owner), nil)
		c, err = h.Get(h.owner, i)
		h.is(err, nil)
		h.equal([]any{c.State, c.Why, c.Faded()}, []any{campaign.Paused, campaign.Faded, true})
		g, err := h.Gathering(h.owner, i, team)
		h.is(err, nil)
		shown, err := h.Show(t.Context(), i)
		h.is(err, nil)
		h.equal(shown.Grace, g.Instance.Deadline)

		late := people(9)[6:]
		h.equal(h.do(i, open(late[0])).Code, campaign.Ended)
		h.equal(h.do(i, join(late[0], team)).Code, campaign.Done)
		audit, err := db.All[string](t.Context(), h.Read(), `SELECT after FROM org_audit WHERE verb = 'campaign.fade' AND object_id = $1`, i)
		h.is(err, nil)
		if len(audit) != 1 || !strings.Contains(audit[0], `"by":"half_life"`) {
			t.Fatalf("audit %q", audit)
		}
		h.later(24 * time.Hour)
		h.equal(h.do(i, join(late[1], team)).Code, campaign.Ended)

		_, err = h.Resume(h.owner, i)
		h.is(err, nil)
		h.is(h.Fade(h.owner), nil)
		c, err = h.Get(h.owner, i)
		h.is(err, nil)
		h.equal(c.State, campaign.Live)
		h.equal(h.do(i, open(late[1])).Code, campaign.Done)
		h.checked()
	})
}

// What a campaign is not told to do it does not do: one whose terms are silent, and one that looks at its payoff and not at its half-life.
func TestNoCampaignStopsUnasked(t *testing.T) {
	each(t, func(h *house) {
		i, _ := h.fading("")
		h.nextDay()
		h.is(h.Fade(h.owner), nil)
		c, err := h.Get(h.owner, i)
		h.is(err, nil)
		h.equal(c.State, campaign.Live)
		m, err := h.Measure(h.owner, i)
		h.is(err, nil)
		h.equal(m.HalfLife, 2) // the board says it all the same
		err = h.publish(i, three, func(t *campaign.Terms) { t.Stop = campaign.StopPayoff })
		h.is(err, campaign.ErrRules) // nobody knows what it brings
	})
}
