package console

import (
	"strings"
	"testing"
)

// TestAPacketIsChecked: without a purpose it cannot be published, and a gift that suits few of those it is for is warned of (CAM-11).
func TestAPacketIsChecked(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		h.phone("13800138000", "王小明")
		gift := ok[GiftView](boss, "POST", "/api/gifts", m{"kind": "thing", "name": "婴儿润肤霜", "cost": 300, "worth": 1500, "total": 9, "tags": []string{"人群/宝妈"}})
		at := "/api/campaigns/" + ok[campaignView](boss, "POST", "/api/campaigns", m{"template": "redpacket", "name": "每日红包"}).ID.String()
		rules := ok[campaignRules](boss, "GET", at, nil)
		settings := m{"amount": 2000, "shares": 10, "least": 100, "most": 1000, "hours": 24, "budget": 20000, "best": m{"what": gift.ID.String(), "stock": 3}}
		ok[campaignRules](boss, "PUT", at, m{"name": "每日红包", "terms": rules.Terms, "settings": settings, "page": rules.Page, "edits": rules.Edits})
		purpose, poor := false, false
		for _, p := range ok[outlookView](boss, "GET", at+"/outlook", nil).Problems {
			purpose = purpose || p.Field == "purpose" && !p.Warns
			poor = poor || p.Field == "best.what" && p.Warns && strings.Contains(p.Says.Zh, "0 人符合")
		}
		if !purpose || !poor {
			h.Errorf("no purpose %v, poor gift %v", purpose, poor)
		}
		if none := ok[list[packetView]](boss, "GET", at+"/packets", nil); len(none.Items) != 0 {
			h.Errorf("%+v", none)
		}
	})
}
