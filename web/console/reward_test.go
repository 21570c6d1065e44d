package console

import (
	"context"
	"strings"
	"testing"

	"qunli/commerce/pay"
	"qunli/kit/db"
	"qunli/reward"
)

// TestGiftsOverTheAPI: codes are brought in, each twice is named, what was given is listed by gift and by person with its reason, and a
// code is shown by a call of its own that is audited and never kept; the person's export holds it.
func TestGiftsOverTheAPI(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		h.phone("13800138000", "王小明")
		who := ok[peopleView](boss, "GET", "/api/customers?limit=5", nil).Items[0].ID
		gift := ok[GiftView](boss, "POST", "/api/gifts", m{"kind": "code", "name": "视频会员", "cost": 300, "worth": 1500, "tags": []string{"人群/宝妈"}})
		came := ok[codesView](boss, "POST", "/api/gifts/"+gift.ID.String()+"/codes", m{"text": "AAAA-1111-2222\nBBBB-1111-2222\nAAAA-1111-2222"})
		if came.Added != 2 || len(came.Twice) != 1 || came.Twice[0].Line != 3 {
			h.Errorf("%+v", came)
		}
		h.must(h.d.Tx(h.owner(), func(ctx context.Context, tx *db.Tx) error {
			_, err := h.c.Rewards.Give(ctx, tx, reward.Asking{Customer: who, Gift: gift.ID, Cause: pay.Cause{Kind: "test", ID: 1}, Title: "邀请有礼", Reason: "step"})
			return err
		}))
		for _, query := range []string{"", "?gift_id=" + gift.ID.String(), "?customer_id=" + who.String(), "?state=issued"} {
			w := boss.send("GET", "/api/rewards"+query, nil)
			if body := w.Body.String(); !strings.Contains(body, `"title":"邀请有礼"`) || !strings.Contains(body, `"gift":"视频会员"`) || strings.Contains(body, "AAAA") {
				h.Errorf("%q: %s", query, body)
			}
		}
		one := ok[list[RewardView]](boss, "GET", "/api/rewards", nil).Items[0]
		if shown := ok[rewardShown](boss, "POST", "/api/rewards/"+one.ID.String()+"/reveal", nil); shown.Code != "AAAA-1111-2222" {
			h.Errorf("%+v", shown)
		}
		audit := boss.send("GET", "/api/audit", nil).Body.String()
		if !strings.Contains(audit, "reward.reveal") || !strings.Contains(audit, "gift.codes") || strings.Contains(audit, "AAAA") {
			h.Error(audit)
		}
		if held := ok[heldView](boss, "POST", "/api/customers/"+who.String()+"/export", nil); len(held.Rewards) != 1 || held.Rewards[0].Code != "AAAA-1111-2222" {
			h.Errorf("%+v", held.Rewards)
		}
		if now := ok[GiftView](boss, "GET", "/api/gifts/"+gift.ID.String(), nil); now.Total != 2 || now.Issued != 1 || len(now.Tags) != 1 {
			h.Errorf("%+v", now)
		}
		if games := ok[list[PromiseView]](boss, "GET", "/api/gifts/"+gift.ID.String()+"/campaigns", nil); len(games.Items) != 0 {
			h.Errorf("%+v", games)
		}
	})
}
