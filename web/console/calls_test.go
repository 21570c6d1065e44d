package console

import (
	"qunli/community"
	"qunli/conversation"
	"qunli/org"
	"qunli/referral"
)

// groupCalls lists the routes of groups and their talk.
func groupCalls() []call {
	com, cus := "/api/communities/"+anID("com"), "/api/customers/"+anID("cus")
	read, edit := org.CommunityRead, org.CommunityEdit
	version, people := m{"version": 1}, m{"people": []string{anID("cus")}}
	brief := m{"purpose": "a", "goal": "a", "value": "a", "persona": "a", "pains": "a", "advantage": "a", "product": "a"}
	flow := m{"name": "a", "rule": "orders >= 1", "from_kind": "activity", "to_kind": "service"}
	return []call{
		{"GET /api/communities", nil, read, ""},
		{"POST /api/communities", m{"name": "福利群", "kind": "service", "purpose": "福利"}, edit, ""},
		{"GET /api/communities/kinds", nil, read, ""},
		{"GET /api/communities/advice?price=100&orders=2", nil, read, ""},
		{"GET /api/communities/briefs", nil, read, ""},
		{"GET /api/communities/settings", nil, read, ""},
		{"PUT /api/communities/settings", community.Defaults(), org.SettingEdit, ""},
		{"GET /api/communities/matrix", nil, read, ""},
		{"PUT /api/communities/matrix", m{"axes": []m{{"axis": "area", "values": []string{"东", "西"}}}}, edit, ""},
		{"GET " + com, nil, read, ""},
		{"PUT " + com, m{"version": 1, "name": "福利群", "purpose": "福利"}, edit, ""},
		{"PUT " + com + "/kind", m{"version": 1, "kind": "sales"}, edit, ""},
		{"PUT " + com + "/name", m{"version": 1, "name": "a"}, edit, ""},
		{"PUT " + com + "/place", m{"version": 1, "at": m{}}, edit, ""},
		{"PUT " + com + "/brief", with(brief, "version", 1), edit, ""},
		{"GET " + com + "/briefs", nil, read, ""},
		{"POST " + com + "/open", version, edit, ""},
		{"POST " + com + "/close", version, edit, ""},
		{"POST " + com + "/archive", version, edit, ""},
		{"POST " + com + "/reopen", version, edit, ""},
		{"POST " + com + "/next", nil, edit, ""},
		{"GET " + com + "/stays", nil, read, ""},
		{"POST " + com + "/moves", m{"moves": []m{{"customer_id": anID("cus"), "kind": "join", "at": 1772416800000}}}, edit, ""},
		{"GET " + cus + "/communities", nil, read, ""},
		{"GET " + com + "/entrances", nil, read, ""},
		{"POST " + com + "/entrances", m{"gate": "free"}, edit, ""},
		{"PUT /api/entrances/" + anID("ent"), m{"version": 1, "community_id": anID("com"), "gate": "free"}, edit, ""},
		{"POST /api/applications", m{"code": "a", "customer_id": anID("cus")}, edit, ""},
		{"GET " + com + "/applications", nil, read, ""},
		{"POST /api/applications/" + anID("apl") + "/decide", m{"version": 1, "admit": true}, edit, ""},
		{"GET " + com + "/structure", nil, read, ""},
		{"POST " + com + "/roles", m{"customer_id": anID("cus"), "role": "king"}, edit, ""},
		{"DELETE /api/roles/" + anID("rol"), nil, edit, ""},
		{"GET " + com + "/breaches", nil, read, ""},
		{"POST /api/breaches/" + anID("brc") + "/excuse", m{"reason": "a"}, edit, ""},
		{"POST " + com + "/review", nil, edit, ""},
		{"GET " + com + "/proposals", nil, read, ""},
		{"POST /api/proposals/" + anID("prp") + "/decide", m{"version": 1, "agree": true}, edit, ""},
		{"POST /api/proposals/" + anID("prp") + "/carry-out", version, edit, ""},
		{"GET /api/proposals/" + anID("prp") + "/effect", nil, read, ""},
		{"POST " + com + "/harvest", version, edit, ""},
		{"GET " + com + "/harvest", nil, read, ""},
		{"POST " + com + "/harvest/handle", with(people, "to_id", anID("com")), edit, ""},
		{"POST " + com + "/harvest/waive", m{}, edit, ""},
		{"GET " + com + "/report", nil, read, ""},
		{"GET " + com + "/carrier", nil, read, ""},
		{"POST " + com + "/carrier", m{"version": 1, "carrier": "wecom", "source": "wecom", "code": "1"}, edit, ""},
		{"POST /api/carriers/" + anID("car") + "/arrived", people, edit, ""},
		{"POST /api/carriers/" + anID("car") + "/remind", people, edit, ""},
		{"POST /api/carriers/" + anID("car") + "/lose", people, edit, ""},
		{"POST /api/carriers/" + anID("car") + "/finish", nil, edit, ""},
		{"POST " + com + "/events", m{"title": "a", "at": 1772416800000}, edit, ""},
		{"GET " + com + "/news", nil, read, ""},
		{"POST /api/news", m{"title": "a", "public_at": 9772416800000}, edit, ""},
		{"GET /api/flow-rules", nil, read, ""},
		{"POST /api/flow-rules", flow, edit, ""},
		{"PUT /api/flow-rules/" + anID("flr"), with(flow, "version", 1), edit, ""},
		{"POST /api/flow-rules/" + anID("flr") + "/run", nil, edit, ""},
		{"GET /api/flow-rules/" + anID("flr") + "/funnel?to=1", nil, read, ""},
		{"GET /api/flows", nil, read, ""},
		{"POST /api/flows/" + anID("flw") + "/invite", nil, edit, ""},
		{"POST /api/flows/" + anID("flw") + "/drop", nil, edit, ""},

		{"GET " + com + "/messages", nil, read, ""},
		{"POST " + com + "/messages", m{"source": "irc", "messages": []m{{"name": "a", "at": 1772416800000, "text": "hi"}}}, edit, ""},
		{"GET " + cus + "/messages", nil, read, ""},
		{"GET /api/questions", nil, read, ""},
		{"GET /api/messages/settings", nil, read, ""},
		{"PUT /api/messages/settings", conversation.Defaults(), org.SettingEdit, ""},
	}
}

// peopleCalls lists the routes of segments, referrals and tasks.
func peopleCalls() []call {
	cus, seg, tsk := "/api/customers/"+anID("cus"), "/api/segments/"+anID("seg"), "/api/tasks/"+anID("tsk")
	rule := m{"name": "a", "rule": "orders >= 1"}
	return []call{
		{"GET /api/attributes", nil, org.CustomerRead, ""},
		{"POST /api/segments/try", m{"rule": "orders >= 1"}, org.CustomerRead, ""},
		{"GET /api/segments", nil, org.CustomerRead, ""},
		{"POST /api/segments", rule, org.SegmentEdit, ""},
		{"GET " + seg, nil, org.CustomerRead, ""},
		{"PUT " + seg, with(rule, "version", 1), org.SegmentEdit, ""},
		{"DELETE " + seg, nil, org.SegmentEdit, ""},
		{"POST " + seg + "/pause", nil, org.SegmentEdit, ""},
		{"POST " + seg + "/resume", nil, org.SegmentEdit, ""},
		{"GET " + seg + "/count", nil, org.CustomerRead, ""},
		{"GET " + seg + "/members", nil, org.CustomerRead, ""},
		{"GET " + seg + "/why?customer_id=" + anID("cus"), nil, org.CustomerRead, ""},

		{"POST /api/claims", m{"customer_id": anID("cus"), "inviter_id": "cus_0000000000002", "source": "code"}, org.ReferralEdit, ""},
		{"POST /api/claims/counter", m{"customer_id": anID("cus"), "inviter_id": "cus_0000000000002", "confirmed": true}, org.ReferralEdit, ""},
		{"POST /api/claims/follow", m{"token": "a", "customer_id": anID("cus"), "by": "link"}, org.ReferralEdit, ""},
		{"GET /api/claims/candidates?q=a", nil, org.ReferralEdit, ""},
		{"POST /api/claims/" + anID("clm") + "/decide", m{"reason": "a"}, org.ReferralEdit, ""},
		{"POST /api/claims/" + anID("clm") + "/void", m{"reason": "a"}, org.ReferralEdit, ""},
		{"GET " + cus + "/claims", nil, org.ReferralRead, ""},
		{"POST " + cus + "/unbind", m{"reason": "a"}, org.ReferralEdit, ""},
		{"GET " + cus + "/influence", nil, org.ReferralRead, ""},
		{"GET " + cus + "/ancestors", nil, org.ReferralRead, ""},
		{"GET " + cus + "/children", nil, org.ReferralRead, ""},
		{"GET " + cus + "/tree", nil, org.ReferralRead, ""},
		{"GET " + cus + "/codes", nil, org.ReferralRead, ""},
		{"POST " + cus + "/codes", m{}, org.ReferralEdit, ""},
		{"POST /api/codes/" + anID("cod") + "/end", nil, org.ReferralEdit, ""},
		{"GET /api/referrals/board", nil, org.ReferralRead, ""},
		{"GET /api/referrals/board.csv", nil, org.ReferralRead, ""},
		{"GET /api/referrals/shares?cause=cam_0000000000001", nil, org.ReferralRead, ""},
		{"GET /api/referrals/rules", nil, org.ReferralRead, ""},
		{"PUT /api/referrals/rules", referral.DefaultRules(), org.SettingEdit, ""},

		{"GET /api/tasks", nil, org.TaskEdit, ""},
		{"POST " + tsk + "/close", m{"state": "done"}, org.TaskEdit, ""},
		{"POST " + tsk + "/snooze", m{"due_at": 9772416800000}, org.TaskEdit, ""},
		{"GET /api/tasks/counts", nil, org.TaskEdit, ""},
		{"POST " + tsk + "/escalate", nil, org.TaskEdit, ""},
		{"POST " + tsk + "/hand-over", m{"staff_id": ""}, org.TaskEdit, ""},
	}
}

// channelCalls lists the routes of WeCom, of what it told and of greetings.
func channelCalls() []call {
	cin, gre := "/api/inbox/"+anID("cin"), "/api/greetings/"+anID("gre")
	greeting := m{"name": "a", "states": []string{}, "from_minute": 0, "until_minute": 0, "rule": "", "closed": false,
		"variants": []m{{"weight": 1, "text": "你好", "attachments": []m{}}}}
	edit := org.SettingEdit
	return []call{
		{"GET /api/wecom", nil, edit, ""},
		{"PUT /api/wecom", m{"corp_id": "ww1", "agent_id": "1"}, edit, ""},
		{"DELETE /api/wecom", nil, edit, ""},
		{"POST /api/wecom/keys", nil, edit, ""},
		{"POST /api/wecom/examine", m{"address": "http://localhost"}, edit, ""},
		{"GET /api/wecom/sync", nil, edit, ""},
		{"POST /api/wecom/sync", nil, edit, ""},
		{"PUT /api/wecom/domain", m{"name": "WW_verify_a.txt", "content": "a"}, edit, ""},
		{"DELETE /api/wecom/domain", nil, edit, ""},
		{"GET /api/inbox", nil, edit, ""},
		{"GET /api/inbox/counts", nil, edit, ""},
		{"POST /api/inbox/replay", m{}, edit, ""},
		{"POST " + cin + "/open", nil, edit, ""},
		{"POST " + cin + "/replay", nil, edit, ""},
		{"GET /api/greetings", nil, edit, ""},
		{"POST /api/greetings", greeting, edit, ""},
		{"PUT /api/greetings/order", m{"ids": []string{}}, edit, ""},
		{"PUT " + gre, with(greeting, "version", 1), edit, ""},
		{"GET /api/welcomes", nil, edit, ""},
	}
}

// payCalls lists the routes of money.
func payCalls() []call {
	payment := "/api/payments/" + anID("pay")
	return []call{
		{"GET /api/payments", nil, org.PayRead, ""},
		{"GET " + payment, nil, org.PayRead, ""},
		{"POST " + payment + "/refund", m{"amount": 1, "key": "a"}, org.PayRefund, ""},
		{"POST " + payment + "/return", nil, org.PayRefund, ""},
		{"GET /api/pay/refunds", nil, org.PayRead, ""},
		{"POST /api/pay/refunds/" + anID("rfd") + "/again", nil, org.PayRefund, ""},
		{"POST /api/campaigns/" + anID("cam") + "/seats/" + anID("sea") + "/refund", m{"amount": 1, "why": "a", "key": "a"}, org.PayRefund, ""},
		{"GET /api/pay/payouts", nil, org.PayRead, ""},
		{"GET /api/pay/days", nil, org.PayRead, ""},
		{"GET /api/pay/days/2026-03-01", nil, org.PayRead, ""},
		{"POST /api/pay/days/2026-03-01", nil, org.PayRefund, ""},
		{"GET /api/pay/trial", nil, org.PayRead, ""},
		{"GET /api/official-account", nil, org.SettingEdit, ""},
		{"DELETE /api/official-account", nil, org.SettingEdit, ""},
		{"PUT /api/official-account", m{"app_id": "wx1", "secret": "s"}, org.SettingEdit, ""},
		{"GET /api/wechatpay", nil, org.SettingEdit, ""},
		{"DELETE /api/wechatpay", nil, org.SettingEdit, ""},
		{"PUT /api/wechatpay", m{"mch_id": "1900006666", "app_id": "wx1", "serial": "A", "notify": "https://example.com/hook/wechatpay"}, org.SettingEdit, ""},
	}
}

// rewardCalls lists the routes of gifts and of what was given.
func rewardCalls() []call {
	gift, given, parcel := "/api/gifts/"+anID("gft"), "/api/rewards/"+anID("rwd"), "/api/parcels/"+anID("sea")
	coupon := m{"kind": "coupon", "name": "券", "total": 1, "off": 100}
	return []call{
		{"GET /api/gifts", nil, org.CampaignRead, ""},
		{"POST /api/gifts", coupon, org.CampaignEdit, ""},
		{"GET " + gift, nil, org.CampaignRead, ""},
		{"PUT " + gift, with(coupon, "version", 1), org.CampaignEdit, ""},
		{"POST " + gift + "/turn", m{"version": 1, "state": "closed"}, org.CampaignEdit, ""},
		{"POST " + gift + "/codes", m{"text": "a"}, org.CampaignEdit, ""},
		{"GET " + gift + "/campaigns", nil, org.CampaignRead, ""},
		{"GET /api/rewards", nil, org.CampaignRead, ""},
		{"POST " + given + "/reveal", nil, org.PhoneReveal, ""},
		{"POST " + given + "/ship", m{"carrier": "a", "parcel": "b"}, org.CampaignEdit, ""},
		{"POST " + given + "/arrived", nil, org.CampaignEdit, ""},
		{"POST " + given + "/revoke", m{"why": "a"}, org.CampaignEdit, ""},
		{"GET /api/products/" + anID("prd") + "/page", nil, org.OrderRead, ""},
		{"GET /api/products/" + anID("prd") + "/picture", nil, org.OrderRead, ""},
		{"PUT /api/products/" + anID("prd") + "/page", m{"page": m{"top": []m{}, "middle": []m{}, "bottom": []m{}}, "edits": 0}, org.ProductEdit, ""},
		{"GET /api/parcels", nil, org.CampaignRead, ""},
		{"POST " + parcel + "/reveal", nil, org.PhoneReveal, ""},
		{"POST " + parcel + "/ship", m{"carrier": "a", "parcel": "b"}, org.CampaignEdit, ""},
		{"POST " + parcel + "/fetch", m{"code": "1"}, org.CampaignEdit, ""},
	}
}

// landingCalls lists the routes of landing pages and their pictures.
func landingCalls() []call {
	lnd := "/api/landings/" + anID("lnd")
	settings := m{"name": "春茶", "source": "抖音"}
	return []call{
		{"GET /api/landings", nil, org.CampaignRead, ""},
		{"POST /api/landings", settings, org.CampaignEdit, ""},
		{"GET " + lnd, nil, org.CampaignRead, ""},
		{"PUT " + lnd, with(settings, "version", 1), org.CampaignEdit, ""},
		{"PUT " + lnd + "/variants/a", m{"page": m{"top": []m{}, "middle": []m{}, "bottom": []m{}}, "edits": 0}, org.CampaignEdit, ""},
		{"GET " + lnd + "/variants/a/problems", nil, org.CampaignRead, ""},
		{"POST " + lnd + "/variants/a/publish", m{"edits": 0}, org.CampaignEdit, ""},
		{"POST " + lnd + "/divide", m{"version": 1, "on": true}, org.CampaignEdit, ""},
		{"POST " + lnd + "/turn", m{"version": 1, "state": "paused"}, org.CampaignEdit, ""},
		{"GET " + lnd + "/funnel", nil, org.CampaignRead, ""},
		{"GET " + lnd + "/leads", nil, org.CampaignRead, ""},
		{"GET " + lnd + "/picture", nil, org.CampaignRead, ""},
		{"GET /api/proofs", nil, org.CampaignRead, ""},
		{"POST /api/proofs", m{"kind": "expert", "title": "a", "holder": "a", "picture": "pic_1", "alt": "a"}, org.CampaignEdit, ""},
		{"POST /api/proofs/" + anID("prf") + "/approve", nil, org.CampaignWaive, ""},
		{"POST /api/proofs/" + anID("prf") + "/withdraw", m{"why": "a"}, org.CampaignEdit, ""},
		{"POST /api/pictures", "no picture", org.CampaignEdit, ""},
	}
}
