package console

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"qunli/customer"
	"qunli/insight"
	"qunli/kit/serve"
	"qunli/mirror"
	"qunli/org"
)

// call is a sound request to a route, and what the caller must be allowed.
type call struct {
	route string
	body  any
	need  org.Permission // "" anybody who is signed in
	only  string         // "person": not for tokens
}

func anID(prefix string) string { return prefix + "_0000000000001" }

type m = map[string]any

// calls lists every route that wants somebody signed in.
func calls() []call {
	cus, stf, sto, ord := "/api/customers/"+anID("cus"), "/api/staff/"+anID("stf"), "/api/stores/"+anID("sto"), "/api/orders/"+anID("ord")
	staff, code := m{"name": "甲", "role": "reader", "scope": "all"}, "/api/livecodes/"+anID("lcd")
	aCode := m{"kind": "person", "name": "甲", "class": "internal", "medium": "store", "promise": m{"who": "", "now": "", "later": "", "quiet": ""},
		"branches": []m{{"seats": []m{{"staff_id": anID("stf")}}}}}
	return slices.Concat(groupCalls(), peopleCalls(), channelCalls(), outreachCalls(), webhookCalls(), payCalls(), campaignCalls(), rewardCalls(), landingCalls(), []call{
		{route: "GET /api/session"},
		{route: "DELETE /api/session", only: "person"},
		{route: "PUT /api/session/password", body: m{"old": "a", "new": "b"}, only: "person"},
		{route: "GET /api/sessions", only: "person"},
		{route: "DELETE /api/sessions", only: "person"},
		{route: "DELETE /api/sessions/" + anID("ses"), only: "person"},

		{"GET /api/staff", nil, org.StaffManage, ""},
		{"POST /api/staff", m{"name": "甲", "role": "reader", "scope": "all", "login": "jia"}, org.StaffManage, ""},
		{"GET " + stf, nil, org.StaffManage, ""},
		{"PUT " + stf, with(staff, "version", 1), org.StaffManage, ""},
		{"POST " + stf + "/leave", m{"version": 1}, org.StaffManage, ""},
		{"POST " + stf + "/link", nil, org.StaffManage, ""},
		{"DELETE " + stf + "/sessions", nil, org.StaffManage, ""},

		{route: "GET /api/stores"},
		{"POST /api/stores", m{"name": "店"}, org.StoreManage, ""},
		{"PUT " + sto, m{"name": "店", "version": 1}, org.StoreManage, ""},
		{"POST " + sto + "/close", m{"version": 1}, org.StoreManage, ""},
		{"POST " + sto + "/reopen", m{"version": 1}, org.StoreManage, ""},

		{"GET /api/tokens", nil, org.TokenManage, ""},
		{"POST /api/tokens", m{"name": "t", "role": "reader"}, org.TokenManage, ""},
		{"DELETE /api/tokens/" + anID("tok"), nil, org.TokenManage, ""},
		{"GET /api/settings", nil, org.InsightRead, ""},
		{"PUT /api/settings/brand", m{"value": "甲"}, org.SettingEdit, ""},
		{"GET /api/audit", nil, org.AuditRead, ""},

		{"GET /api/customers", nil, org.CustomerRead, ""},
		{"POST /api/customers/bulk", m{"act": "tag", "tags": []string{"a"}, "people": []string{anID("cus")}}, org.CustomerEdit, ""},
		{"GET /api/bulks/" + anID("blk"), nil, org.CustomerEdit, ""},
		{"POST /api/bulks/" + anID("blk") + "/cancel", nil, org.CustomerEdit, ""},
		{route: "GET /api/views?page=customers", only: "person"},
		{route: "POST /api/views", body: m{"page": "customers", "name": "a", "query": "tier=A"}, only: "person"},
		{route: "DELETE /api/views/" + anID("viw"), only: "person"},
		{"GET /api/annotations", nil, org.InsightRead, ""},
		{"POST /api/annotations", m{"day": "2026-01-01", "words": "开业"}, org.TaskEdit, ""},
		{"DELETE /api/annotations/" + anID("ann"), nil, org.TaskEdit, ""},
		{route: "GET /api/jobs/running"},
		{"GET /api/customers.csv", nil, org.CustomerExport, ""},
		{"GET /api/orders.csv", nil, org.CustomerExport, ""},
		{"GET /api/insight/rfm/rows.csv?set=customers", nil, org.CustomerExport, ""},
		{route: "GET /api/search?q=wx"},
		{route: "GET /api/onboarding"},
		{route: "GET /api/staff/names", only: "person"},
		{route: "GET /api/staff/roles"},
		{route: "GET /api/settings/defaults"},
		{route: "GET /api/demo"},
		{route: "DELETE /api/demo"}, // there is none here, whoever asks
		{"GET /api/backups", nil, org.Backup, ""},
		{"GET /api/backups/qunli-20260101-000000.qunli", nil, org.Backup, ""},
		{"POST /api/backups", m{"password": "a"}, org.Backup, ""},
		{"GET /api/names?customer_id=" + anID("cus"), nil, org.CustomerRead, ""},
		{"GET " + cus, nil, org.CustomerRead, ""},
		{"POST " + cus + "/reveal", nil, org.PhoneReveal, ""},
		{"PUT " + cus + "/name", m{"version": 1, "name": "甲"}, org.CustomerEdit, ""},
		{"PUT " + cus + "/remark", m{"version": 1, "remark": "甲"}, org.CustomerEdit, ""},
		{"PUT " + cus + "/assignment", m{"version": 1, "store_id": "", "staff_id": ""}, org.CustomerEdit, ""},
		{"GET " + cus + "/consents", nil, org.CustomerRead, ""},
		{"GET " + cus + "/prediction", nil, org.CustomerRead, ""},
		{"POST " + cus + "/consents", m{"channel": "sms", "agreed": true}, org.CustomerEdit, ""},
		{"GET " + cus + "/timeline", nil, org.CustomerRead, ""},
		{"POST " + cus + "/merge", m{"into": "cus_0000000000002"}, org.CustomerEdit, ""},
		{"POST " + cus + "/unmerge", nil, org.CustomerEdit, ""},
		{"POST " + cus + "/export", nil, org.CustomerExport, ""},
		{"POST " + cus + "/erase", nil, org.CustomerErase, ""},
		{"GET /api/twins", nil, org.CustomerRead, ""},
		{"GET /api/tags", nil, org.CustomerRead, ""},
		{"POST /api/tags/put", m{"people": []string{anID("cus")}, "tags": []string{"a"}}, org.CustomerEdit, ""},
		{"POST /api/tags/take", m{"people": []string{anID("cus")}, "tags": []string{"a"}}, org.CustomerEdit, ""},

		{"GET /api/successions", nil, org.StaffManage, ""},
		{"POST /api/successions", m{"from_id": anID("stf"), "resigned": false, "heirs": []string{anID("stf")}}, org.StaffManage, ""},
		{"GET /api/successions/survey?staff_id=" + anID("stf"), nil, org.StaffManage, ""},
		{"GET /api/successions/" + anID("suc") + "/objects", nil, org.StaffManage, ""},
		{"POST /api/successions/" + anID("suc") + "/retry", m{}, org.StaffManage, ""},
		{"GET /api/tags/sharing", nil, org.CustomerRead, ""},
		{"PUT /api/tags/sharing", m{"family": "甲", "shared": true}, org.SettingEdit, ""},
		{"GET /api/remarks", nil, org.SettingEdit, ""},
		{"PUT /api/remarks", m{"template": mirror.DefaultTemplate(), "again": false}, org.SettingEdit, ""},
		{"POST /api/remarks/preview", m{"template": mirror.DefaultTemplate(), "sample": m{"level": "", "name": "甲", "source": "", "need": "", "store": "", "date": ""}}, org.SettingEdit, ""},

		{"GET " + cus + "/standing", nil, org.CustomerRead, ""},
		{"POST " + cus + "/climb", m{"to": "fan", "reason": "x"}, org.CustomerEdit, ""},
		{"POST " + cus + "/pin", m{"reason": "x"}, org.CustomerEdit, ""},
		{"POST " + cus + "/unpin", m{"reason": "x"}, org.CustomerEdit, ""},
		{"POST " + cus + "/seed", m{"step": "invite"}, org.CustomerEdit, ""},
		{"GET /api/seeds", nil, org.CustomerRead, ""},
		{"GET /api/standings", nil, org.CustomerRead, ""},
		{"GET /api/standings/rules", nil, org.CustomerRead, ""},
		{"PUT /api/standings/rules", customer.DefaultRules(), org.SettingEdit, ""},
		{"POST /api/touches", m{"source": "h5", "touches": []m{{"kind": "view", "at": 1772416800000, "who": till("a")}}}, org.CustomerEdit, ""},

		{"GET /api/orders", nil, org.OrderRead, ""},
		{"POST /api/orders", m{"documents": []m{document("A1", "1", "")}}, org.OrderEdit, ""},
		{"GET /api/orders/unmatched", nil, org.OrderRead, ""},
		{"GET " + ord, nil, org.OrderRead, ""},
		{"POST " + ord + "/cancel", m{}, org.OrderEdit, ""},
		{"POST " + ord + "/refund", m{"amount": 1, "refund_no": "r"}, org.OrderEdit, ""},
		{"POST " + ord + "/buyer", m{"customer_id": anID("cus")}, org.OrderEdit, ""},
		{"GET /api/scenes", nil, org.OrderRead, ""},
		{"GET /api/products", nil, org.OrderRead, ""},
		{"POST /api/products", m{"sku": "A", "name": "甲", "on_sale": true}, org.ProductEdit, ""},
		{"PUT /api/products/" + anID("prd"), m{"sku": "A", "name": "甲", "on_sale": true, "version": 1}, org.ProductEdit, ""},
		{"GET /api/ladder", nil, org.OrderRead, ""},
		{"GET /api/spend", nil, org.SpendRead, ""},
		{"GET /api/spend/total", nil, org.SpendRead, ""},
		{"POST /api/spend", m{"items": []m{{"source": "a", "channel": "b", "day": "2026-01-01", "amount": 1}}}, org.SpendEdit, ""},

		{"POST /api/imports?kind=orders", "a,b\n", org.ImportRun, ""},
		{"POST /api/imports/try?kind=orders", "a,b\n", org.ImportRun, ""},
		{"GET /api/imports", nil, org.ImportRun, ""},
		{"GET /api/imports/kinds", nil, org.ImportRun, ""},
		{"GET /api/imports/" + anID("imp"), nil, org.ImportRun, ""},
		{"GET /api/imports/" + anID("imp") + "/rejects", nil, org.ImportRun, ""},
		{"POST /api/imports/" + anID("imp") + "/cancel", nil, org.ImportRun, ""},
		{"POST /api/imports/" + anID("imp") + "/undo", nil, org.ImportUndo, ""},
		{"GET /api/presets", nil, org.ImportRun, ""},
		{"PUT /api/presets/p", m{"kind": "orders", "columns": m{}}, org.ImportRun, ""},
		{"DELETE /api/presets/p", nil, org.ImportRun, ""},

		{route: "GET /api/insight"},
		{"GET /api/insight/rfm", nil, org.InsightRead, ""},
		{"GET /api/insight/rfm/rows?set=customers", nil, org.InsightRead, ""},
		{"PUT /api/insight/loop/default", m{"option": "paid_days", "value": ""}, org.SettingEdit, ""},
		{"GET /api/evening", nil, org.InsightRead, ""},
		{"GET /api/experiments", nil, org.InsightRead, ""},
		{"POST /api/experiments", m{"name": "a", "mode": "before_after"}, org.SegmentEdit, ""},
		{"GET /api/experiments/" + anID("exp"), nil, org.InsightRead, ""},
		{"GET /api/experiments/" + anID("exp") + "/report", nil, org.InsightRead, ""},
		{"POST /api/experiments/" + anID("exp") + "/stop", nil, org.SegmentEdit, ""},
		{"POST /api/experiments/" + anID("exp") + "/arms", m{"people": []string{anID("cus")}}, org.CustomerRead, ""},
		{"GET /api/livecodes", nil, org.CommunityRead, ""},
		{"POST /api/livecodes", aCode, org.CommunityEdit, ""},
		{"GET " + code, nil, org.CommunityRead, ""},
		{"PUT " + code, with(aCode, "version", 1), org.CommunityEdit, ""},
		{"GET " + code + "/counts", nil, org.CommunityRead, ""},
		{"GET " + code + "/picture", nil, org.CommunityRead, ""},
		{"POST " + code + "/publish", m{"version": 1}, org.CommunityEdit, ""},
		{"POST " + code + "/pause", m{"version": 1}, org.CommunityEdit, ""},
		{"POST " + code + "/close", m{"version": 1}, org.CommunityEdit, ""},
		{"GET /api/costs", nil, org.SpendRead, ""},
		{"POST /api/costs", m{"items": []m{{"kind": "reward", "from_day": "2026-01-01", "amount": 1, "source": "a"}}}, org.SpendEdit, ""},
		{"DELETE /api/costs/" + anID("cst"), nil, org.SpendEdit, ""},
		{"GET /api/costs/kinds", nil, org.SpendRead, ""},
		{"POST /api/owner/link", m{}, org.Backup, ""},
		{"POST /api/hooks/till", nil, org.SettingEdit, ""},
		{"DELETE /api/hooks/till", nil, org.SettingEdit, ""},
		{"GET /api/jobs/failed", nil, org.SettingEdit, ""},
		{"POST /api/jobs/" + anID("job") + "/retry", nil, org.SettingEdit, ""},
		{"POST /api/jobs/" + anID("job") + "/drop", nil, org.SettingEdit, ""},
		{"GET /api/retention", nil, org.SettingEdit, ""},
		{"PUT /api/retention", m{"days": m{}}, org.SettingEdit, ""},
		{"POST /api/retention/prune", nil, org.SettingEdit, ""},
	})
}

// till names somebody by an account of the till.
func till(value string) []m { return []m{{"kind": "account", "space": "till", "value": value}} }

func with(body m, name string, value any) m {
	out := m{}
	maps.Copy(out, body)
	out[name] = value
	return out
}

// document is a sale of one line at 10.00 in a store.
func document(no, buyer, store string) m {
	return m{"source": "till", "order_no": no, "at": 1772416800000, "store_id": store,
		"buyer": []m{{"kind": "account", "space": "till", "value": buyer}}, "buyer_name": buyer,
		"lines": []m{{"sku": "A", "quantity": "1", "price": "10"}}}
}

// TestCallsCoverEveryRoute keeps the list above whole.
func TestCallsCoverEveryRoute(t *testing.T) {
	api := serve.NewMux()
	described := newTable(api)
	(&Console{}).routes(described)
	public := 0
	have := map[string]bool{}
	for _, c := range calls() {
		method, path, _ := strings.Cut(c.route, " ")
		path, _, _ = strings.Cut(path, "?")
		parts := strings.Split(path, "/")
		for i, p := range parts {
			if strings.HasSuffix(p, "_0000000000001") {
				parts[i] = "{id}"
			}
			if i > 2 && (parts[2] == "settings" || parts[2] == "presets" || parts[2] == "insight") && i == 3 && p != "defaults" {
				parts[i] = "{name}"
			}
			if i == 3 && parts[2] == "backups" {
				parts[i] = "{file}"
			}
			if i == 4 && parts[3] == "days" {
				parts[i] = "{day}"
			}
			if i == 5 && parts[4] == "variants" {
				parts[i] = "{variant}"
			}
			if i == 5 && parts[4] == "seats" {
				parts[i] = "{seat}"
			}
			if i == 3 && parts[2] == "hooks" {
				parts[i] = "{source}"
			}
		}
		have[method+" "+strings.Join(parts, "/")] = true
	}
	for path, item := range described.api.OpenAPI().Paths {
		raw, err := json.Marshal(item)
		if err != nil {
			t.Fatal(err)
		}
		var methods map[string]struct {
			Security []m `json:"security"`
		}
		if err := json.Unmarshal(raw, &methods); err != nil {
			t.Fatal(err)
		}
		for method, op := range methods {
			switch route := strings.ToUpper(method) + " " + path; {
			case len(op.Security) == 0:
				public++
			case !have[route]:
				t.Errorf("no call to %s", route)
			}
		}
	}
	if public != 3 {
		t.Errorf("%d routes are open to everybody", public)
	}
}

func TestEveryRouteWantsSomebody(t *testing.T) {
	each(t, func(h *house) {
		for _, c := range calls() {
			method, path, _ := strings.Cut(c.route, " ")
			refused(h.nobody(), 401, "auth.required", method, path, c.body)
		}
	})
}

func TestEveryVerbIsRefusedToTheWrongRole(t *testing.T) {
	each(t, func(h *house) {
		for _, role := range []org.Role{org.RoleAdmin, org.RoleOperator, org.RoleReader, org.RoleStore} {
			scope, store := org.ScopeAll, org.StoreID(0)
			if role == org.RoleStore {
				s, err := h.c.Org.OpenStore(h.owner(), org.StoreRequest{Name: "店"})
				if err != nil {
					h.Fatal(err)
				}
				scope, store = org.ScopeStore, s.ID
			}
			token := h.bearer(role, scope, store)
			for _, c := range calls() {
				method, path, _ := strings.Cut(c.route, " ")
				what := fmt.Sprintf("%s %s", role, c.route)
				w := token.send(method, path, c.body)
				var p serve.Problem
				if w.Code >= 400 {
					if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
						h.Fatalf("%s: %d %s", what, w.Code, w.Body)
					}
				}
				denied := w.Code == 403 && p.Code == "permission.denied"
				if want := c.only == "person" || c.need != "" && !role.May(c.need); denied != want {
					h.Errorf("%s: %d %s, refused should be %v", what, w.Code, w.Body, want)
				}
				if w.Code >= 500 {
					h.Errorf("%s: %d %s", what, w.Code, w.Body)
				}
				if strings.Contains(w.Body.String(), "EXTRA") {
					h.Errorf("%s: %s", what, w.Body)
				}
			}
		}
	})
}

// TestStoreStaffSeeTheirStoreOnly is acceptance 8: neither another store's customers nor its totals.
func TestStoreStaffSeeTheirStoreOnly(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		one := ok[versioned[org.StoreID]](boss, "POST", "/api/stores", m{"name": "一店", "code": "S1"})
		two := ok[versioned[org.StoreID]](boss, "POST", "/api/stores", m{"name": "二店", "code": "S2"})
		placed := ok[list[placedView]](boss, "POST", "/api/orders", m{"documents": []m{
			document("A1", "alice", one.ID.String()), document("A2", "alice", one.ID.String()), document("B1", "bob", two.ID.String())}})
		mine, theirs := placed.Items[0], placed.Items[2]
		clerk := h.bearer(org.RoleStore, org.ScopeStore, one.ID)

		people := ok[peopleView](clerk, "GET", "/api/customers", nil)
		if people.Total != 1 || len(people.Items) != 1 || people.Items[0].ID != mine.Buyer {
			h.Errorf("customers: %+v", people)
		}
		if found := ok[peopleView](clerk, "GET", "/api/customers?q=bob", nil); found.Total != 0 {
			h.Errorf("search: %+v", found)
		}
		other := "/api/customers/" + theirs.Buyer.String()
		for _, c := range []call{
			{route: "GET " + other}, {route: "GET " + other + "/timeline"}, {route: "PUT " + other + "/name", body: m{"version": 1, "name": "x"}},
			{route: "PUT " + other + "/remark", body: m{"version": 1, "remark": "x"}},
			{route: "POST " + other + "/merge", body: m{"into": mine.Buyer}},
			{route: "POST /api/tags/put", body: m{"people": []string{theirs.Buyer.String()}, "tags": []string{"x"}}},
			{route: "GET /api/orders/" + theirs.ID.String()}, {route: "POST /api/orders/" + theirs.ID.String() + "/cancel", body: m{}},
			{route: "POST /api/orders/" + theirs.ID.String() + "/refund", body: m{"amount": 1, "refund_no": "r1"}},
			{route: "GET /api/orders?customer_id=" + theirs.Buyer.String()},
			{route: "GET /api/insight/rfm?where=store%3DS2"},
			{route: "POST /api/orders", body: m{"documents": []m{document("C1", "carol", two.ID.String())}}},
		} {
			method, path, _ := strings.Cut(c.route, " ")
			refused(clerk, 403, "scope.denied", method, path, c.body)
		}
		if orders := ok[list[OrderView]](clerk, "GET", "/api/orders", nil); len(orders.Items) != 2 {
			h.Errorf("orders: %+v", orders)
		}
		if s := ok[scenesView](clerk, "GET", "/api/scenes", nil); s.Total.Orders != 2 || s.Total.Net != 2000 {
			h.Errorf("scene totals: %+v", s.Total)
		}
		if s := ok[scenesView](clerk, "GET", "/api/scenes?store_id="+two.ID.String(), nil); s.Total.Orders != 0 {
			h.Errorf("totals of another store: %+v", s.Total)
		}
		for _, metric := range []string{"rfm", "cohorts", "repurchase", "concentration", "loop", "cycle", "ltv"} {
			w := clerk.send("GET", "/api/insight/"+metric, nil)
			if w.Code != 200 || strings.Contains(w.Body.String(), theirs.Buyer.String()) {
				h.Errorf("%s: %d %s", metric, w.Code, w.Body)
			}
		}
		rows := ok[rowsView](clerk, "GET", "/api/insight/rfm/rows?set=customers", nil)
		if rows.Count != 1 || rows.Items[0].Key != mine.Buyer.String() {
			h.Errorf("rows: %+v", rows)
		}
		if stores := ok[list[org.Store]](clerk, "GET", "/api/stores", nil); len(stores.Items) != 1 {
			h.Errorf("stores: %+v", stores)
		}
		if net := denominator(ok[insight.Answer](clerk, "GET", "/api/insight/rfm", nil), "amount"); net != 2000 {
			h.Errorf("net amount of the store: %d", net)
		}
	})
}
