package console

import (
	"context"
	"testing"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
	"qunli/outreach"
)

// outreachCalls lists the routes of broadcasts.
func outreachCalls() []call {
	brc, version := "/api/broadcasts/"+anID("brc"), m{"version": 1}
	body := m{"name": "上新", "channel": "wecom", "topic": "新品", "audience": m{"rule": "adds >= 1"}, "message": m{"text": "上新了"}}
	edit, approve := org.OutreachEdit, org.OutreachApprove
	return []call{
		{"GET /api/broadcasts", nil, edit, ""},
		{"POST /api/broadcasts", body, edit, ""},
		{"POST /api/broadcasts/preview", body, edit, ""},
		{"GET " + brc, nil, edit, ""},
		{"PUT " + brc, with(body, "version", 1), edit, ""},
		{"GET " + brc + "/plan", nil, edit, ""},
		{"GET " + brc + "/candidates", nil, edit, ""},
		{"GET " + brc + "/members", nil, edit, ""},
		{"POST " + brc + "/submit", version, edit, ""},
		{"POST " + brc + "/approve", version, approve, ""},
		{"POST " + brc + "/refuse", with(version, "note", "短一点"), approve, ""},
		{"POST " + brc + "/cancel", version, edit, ""},
		{"GET /api/outreach/policy", nil, edit, ""},
		{"PUT /api/outreach/policy", outreach.DefaultPolicy(), org.SettingEdit, ""},
	}
}

// pigeon is a channel on which everything can be planned and nothing is made.
type pigeon struct{ outreach.Mass }

func (pigeon) Limits() (people, groups int64) { return 100, 100 }

// TestABroadcastOverTheAPI: written, planned with its reasons in the caller's language, submitted, approved by somebody else.
func TestABroadcastOverTheAPI(t *testing.T) {
	each(t, func(h *house) {
		h.c.Outreach.SendBy("wecom", pigeon{})
		boss := h.setUp()
		var stranger, friend customer.ID
		h.must(h.d.Tx(h.owner(), func(ctx context.Context, tx *db.Tx) error {
			found, err := customer.Resolve(ctx, tx, 0, []customer.Card{{Keys: []customer.Key{{Kind: customer.ExternalUserID, Value: "wm1"}}},
				{Keys: []customer.Key{{Kind: customer.ExternalUserID, Value: "wm2"}}}})
			if err != nil {
				return err
			}
			stranger, friend = found[0].ID, found[1].ID
			return customer.KeepBonds(ctx, tx, "wecom", friend, []customer.Bond{{Member: "mei", Since: 1}})
		}))
		body := m{"name": "上新", "channel": "wecom", "topic": "新品", "audience": m{"people": []customer.ID{stranger, friend}}, "message": m{"text": "上新了"}}
		preview := ok[planView](boss, "POST", "/api/broadcasts/preview", body)
		if preview.Recipients != 0 || len(preview.LeftOut) != 2 || preview.LeftOut[0].Reason != outreach.NotAContact || preview.LeftOut[1].Reason != outreach.StaffUnavailable {
			h.Fatalf("%+v", preview)
		}
		_, _, err := h.c.Org.Hire(h.owner(), org.StaffRequest{Login: "mei", Name: "小美", Code: "mei", Role: org.RoleStore, Scope: org.ScopeOwn})
		h.must(err)
		b := ok[broadcastView](boss, "POST", "/api/broadcasts", body)
		if b.State != outreach.Drafted || b.Version != 1 || len(b.Audience.People) != 2 || b.Message.Text != "上新了" {
			h.Fatalf("%+v", b)
		}
		path := "/api/broadcasts/" + b.ID.String()
		plan := ok[planView](boss, "GET", path+"/plan", nil)
		if plan.Recipients != 1 || len(plan.Members) != 1 || plan.Members[0].Member != "mei" || len(plan.LeftOut) != 1 || plan.LeftOut[0].Words == "" {
			h.Fatalf("%+v", plan)
		}
		left := ok[list[reachView]](boss, "GET", path+"/candidates?state=left_out", nil)
		if len(left.Items) != 1 || left.Items[0].Customer != stranger || left.Items[0].Words != "没有员工加了他，或群不在这个渠道上" {
			h.Fatalf("%+v", left)
		}
		first := ok[list[reachView]](boss, "GET", path+"/candidates?limit=1", nil)
		second := ok[list[reachView]](boss, "GET", path+"/candidates?limit=1&after="+first.Next, nil)
		if len(first.Items) != 1 || len(second.Items) != 1 || first.Items[0].Customer == second.Items[0].Customer {
			h.Fatalf("%+v, %+v", first, second)
		}
		b = ok[broadcastView](boss, "POST", path+"/submit", m{"version": b.Version})
		refused(boss, 403, "broadcast.own", "POST", path+"/approve", m{"version": b.Version})
		other := h.bearer(org.RoleAdmin, org.ScopeAll, 0)
		b = ok[broadcastView](other, "POST", path+"/refuse", m{"version": b.Version, "note": "短一点"})
		if b.State != outreach.Refused || b.Note != "短一点" {
			h.Fatalf("%+v", b)
		}
		b = ok[broadcastView](boss, "PUT", path, with(body, "version", b.Version))
		b = ok[broadcastView](boss, "POST", path+"/submit", m{"version": b.Version})
		b = ok[broadcastView](other, "POST", path+"/approve", m{"version": b.Version})
		if b.State != outreach.Approved || b.DueAt == 0 {
			h.Fatalf("%+v", b)
		}
		if waiting := ok[list[broadcastView]](boss, "GET", "/api/broadcasts?state=approved", nil); len(waiting.Items) != 1 {
			h.Fatalf("%+v", waiting)
		}
		b = ok[broadcastView](boss, "POST", path+"/cancel", m{"version": b.Version})
		if b.State != outreach.Cancelled {
			h.Fatalf("%+v", b)
		}
		policy := ok[PolicyBody](boss, "GET", "/api/outreach/policy", nil)
		policy.Most = 0
		refused(boss, 422, "invalid", "PUT", "/api/outreach/policy", policy)
		policy.Most = 3
		ok[none](boss, "PUT", "/api/outreach/policy", policy)
		if now := ok[PolicyBody](boss, "GET", "/api/outreach/policy", nil); now != policy {
			h.Fatalf("%+v", now)
		}
	})
}
