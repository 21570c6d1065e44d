package console

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"qunli/community"
	"qunli/kit/db"
	"qunli/livecode"
	"qunli/org"
)

// webhookCalls lists the routes of webhooks and of how full accounts are.
func webhookCalls() []call {
	whs, whd, edit := "/api/webhooks/"+anID("whs"), "/api/webhooks/deliveries/"+anID("whd"), org.SettingEdit
	hook := m{"name": "ERP", "address": "https://example.com", "facts": []string{"community.opened"}}
	return []call{
		{"GET /api/webhooks", nil, edit, ""},
		{"POST /api/webhooks", hook, edit, ""},
		{"GET /api/webhooks/facts", nil, edit, ""},
		{"GET /api/webhooks/networks", nil, edit, ""},
		{"PUT /api/webhooks/networks", m{"networks": []string{}}, org.Backup, ""},
		{"GET /api/webhooks/deliveries", nil, edit, ""},
		{"GET " + whd, nil, edit, ""},
		{"POST " + whd + "/replay", nil, edit, ""},
		{"POST /api/webhooks/replay", m{}, edit, ""},
		{"PUT " + whs, with(hook, "version", 1), edit, ""},
		{"POST " + whs + "/turn", m{"on": true, "version": 1}, edit, ""},
		{"POST " + whs + "/secret", nil, edit, ""},
		{"DELETE " + whs, nil, edit, ""},
		{"GET /api/capacity", nil, org.CommunityRead, ""},
		{"PUT /api/capacity/caps", livecode.DefaultCaps(), edit, ""},
	}
}

// TestAWebhookOverTheAPI: made with a secret that is shown once, told a fact, looked at, turned off, ended.
func TestAWebhookOverTheAPI(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		if w := boss.send("PUT", "/api/webhooks/networks", m{"networks": []string{"127.0.0.0/8"}}); w.Code != 204 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		made := boss.send("POST", "/api/webhooks", m{"name": "ERP", "address": "http://127.0.0.1:1/in", "facts": []string{"community.opened"}})
		var got webhookSecret
		h.must(json.Unmarshal(made.Body.Bytes(), &got))
		if made.Code != 200 || !strings.HasPrefix(got.Secret, "qw_") {
			t.Fatalf("%d %s", made.Code, made.Body)
		}
		h.must(h.d.Tx(h.owner(), func(ctx context.Context, tx *db.Tx) error {
			return h.bus.Publish(ctx, tx, community.Opened{Community: 4})
		}))
		h.must(h.queue.Drain(t.Context())) // nobody answers: it waits
		all := boss.send("GET", "/api/webhooks/deliveries?state=waiting&webhook_id="+got.ID.String(), nil)
		var page list[deliveryView]
		h.must(json.Unmarshal(all.Body.Bytes(), &page))
		if len(page.Items) != 1 || page.Items[0].Tries != 1 || page.Items[0].Status != 0 || page.Items[0].Trouble == "" {
			t.Fatalf("%s", all.Body)
		}
		one := boss.send("GET", "/api/webhooks/deliveries/"+page.Items[0].ID.String(), nil)
		if !strings.Contains(one.Body.String(), `\"fact\":\"community.opened\"`) {
			t.Errorf("%s", one.Body)
		}
		if w := boss.send("GET", "/api/webhooks", nil); strings.Contains(w.Body.String(), got.Secret) || !strings.Contains(w.Body.String(), `"waiting":1`) {
			t.Errorf("%s", w.Body)
		}
		if w := boss.send("POST", "/api/webhooks/"+got.ID.String()+"/turn", m{"on": false, "version": 1}); w.Code != 204 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if w := boss.send("DELETE", "/api/webhooks/"+got.ID.String(), nil); w.Code != 204 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}
