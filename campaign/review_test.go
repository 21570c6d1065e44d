package campaign_test

import (
	"testing"
	"time"

	"qunli/campaign"
	"qunli/kit/fault"
)

// What was learnt is written once a campaign is over (CAM-12), by time or by somebody who ended it; until then it is owed.
func TestACampaignIsReviewed(t *testing.T) {
	each(t, func(h *house) {
		i, other := h.published("flashsale", sale), h.published("flashsale", sale)
		draft, err := h.Draft(h.owner, "flashsale", "没有发布", 0)
		h.is(err, nil)
		says := campaign.Review{Well: " 老客带新客 ", Badly: "库存备少了", Next: "提前两天预热"}
		listed := func(l campaign.Learnt) (out []campaign.ID) {
			t.Helper()
			all, err := h.List(h.owner, campaign.Filter{Learnt: l})
			h.is(err, nil)
			for _, c := range all {
				out = append(out, c.ID)
			}
			return out
		}
		_, err = h.Review(h.owner, i, says)
		h.is(err, campaign.ErrRuns)
		_, err = h.Review(h.owner, draft.ID, says)
		h.is(err, campaign.ErrRuns)
		h.equal(len(listed(campaign.Owing)), 0)
		_, err = h.End(h.owner, other, "")
		h.is(err, nil)
		h.equal(listed(campaign.Owing), []campaign.ID{other})
		h.Clock.Advance(8 * 24 * time.Hour)
		h.equal(listed(campaign.Owing), []campaign.ID{other, i})

		over, r, err := h.Reviewed(h.owner, i)
		h.is(err, nil)
		h.equal([]any{over > 0, r.At}, []any{true, 0})
		_, err = h.Review(h.owner, i, campaign.Review{Well: "好", Badly: " ", Next: "无"})
		if f := fault.Of(err); f == nil || f.Kind != fault.Invalid {
			t.Fatalf("a review with nothing that went badly: %v", err)
		}
		for range 2 { // again takes the first one's place
			_, err = h.Review(h.owner, i, says)
			h.is(err, nil)
		}
		_, r, err = h.Reviewed(h.owner, i)
		h.is(err, nil)
		h.equal([]any{r.Well, r.Badly, r.Next, r.At}, []any{"老客带新客", "库存备少了", "提前两天预热", h.Clock.Now().UnixMilli()})
		h.equal(listed(campaign.Owing), []campaign.ID{other})
		h.equal(listed(campaign.Written), []campaign.ID{i})
	})
}
