package campaign_test

import (
	"strings"
	"testing"

	"qunli/campaign"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// What may be passed over is published by whoever has the permission, for a reason that is audited; what may not is not, whoever
// asks and however good the reason (CAM-16).
func TestPublishingDespiteAProblem(t *testing.T) {
	each(t, func(h *house) {
		const reason = "小程序渠道内投放，不在微信外链分享"
		i := h.published("groupbuy", three)
		h.is(h.publish(i, three, func(t *campaign.Terms) { t.Act = "click" }), campaign.ErrRules)
		operator := org.As(h.t.Context(), org.Actor{Kind: org.ActorStaff, ID: 7, Staff: 7, Role: org.RoleOperator, Scope: org.ScopeAll})
		_, err := h.PublishDespite(operator, i, reason)
		h.is(err, org.ErrDenied)
		_, err = h.PublishDespite(h.owner, i, " 好 ")
		h.is(err, fault.ErrInvalid)
		audited := func() []string {
			lines, err := db.All[string](h.owner, h.Read(), `SELECT after FROM org_audit WHERE verb = 'campaign.waive'`)
			h.is(err, nil)
			return lines
		}
		h.equal(len(audited()), 0)
		c, err := h.PublishDespite(h.owner, i, reason)
		h.is(err, nil)
		h.equal(c.Revision, 2)
		if lines := audited(); len(lines) != 1 || !strings.Contains(lines[0], reason) || !strings.Contains(lines[0], `"value":"click"`) {
			t.Fatalf("audited: %v", lines)
		}
		h.is(h.publish(i, three, func(t *campaign.Terms) { t.Act = "heads" }), campaign.ErrRules)
		_, err = h.PublishDespite(h.owner, i, reason)
		h.is(err, campaign.ErrRules)
		h.equal(len(audited()), 1)
	})
}
