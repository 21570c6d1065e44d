package console

import (
	"context"
	"strings"
	"testing"

	"qunli/community"
	"qunli/customer"
	"qunli/insight"
	"qunli/intake"
	"qunli/kit/db"
	"qunli/kit/serve"
	"qunli/org"
)

// work lets the waiting imports and heavy metrics be done, as the program does in the background.
func (h *house) work() {
	h.Helper()
	ctx, cancel := context.WithCancel(h.Context())
	done := make(chan error, 1)
	go func() { done <- h.c.Intake.Run(ctx) }()
	for busy := true; busy; {
		all, err := h.c.Intake.List(h.owner(), 0, 100)
		if err != nil {
			h.Fatal(err)
		}
		busy = false
		for _, i := range all {
			busy = busy || i.State == intake.Waiting || i.State == intake.Running || i.State == intake.Undoing
		}
	}
	cancel()
	if err := <-done; err != nil {
		h.Fatal(err)
	}
	if err := h.c.Insight.Refresh(h.owner()); err != nil {
		h.Fatal(err)
	}
}

const orderFile = `order_no,customer,time,sku,quantity,price
1001,alice,2026-01-05 10:00:00,A,2,30
1002,bob,2026-01-06 11:00:00,B,1,45.5
1003,alice,2026-02-07 12:00:00,A,1,30
1004,carol,not a time,A,1,30
`

// denominator gives a count of an answer by its name, -1 without.
func denominator(a insight.Answer, name string) int64 {
	for _, d := range a.Denominators {
		if d.Name == name {
			return d.Count
		}
	}
	return -1
}

func TestFileComesInByAPI(t *testing.T) {
	each(t, func(h *house) {
		boss := h.bearer(org.RoleAdmin, org.ScopeAll, 0).with(serve.KeyHeader, "up1")
		path := "/api/imports?kind=orders&source=shop&name=o.csv"
		trial := ok[trialView](h.bearer(org.RoleAdmin, org.ScopeAll, 0), "POST", "/api/imports/try?kind=orders&source=shop&name=o.csv", orderFile)
		if trial.Readable != 3 || trial.Rejected != 1 || len(trial.Rejects) != 1 || trial.Rejects[0].Line != 5 {
			h.Errorf("%+v", trial)
		}
		refused(boss, 422, "import.column.missing", "POST", path, "nonsense,columns\n1,2\n")
		first := ok[importView](boss, "POST", path, orderFile)
		if again := ok[importView](boss, "POST", path, orderFile); again.ID != first.ID {
			h.Errorf("%s, then %s", first.ID, again.ID)
		}
		h.work()
		got := ok[importView](boss, "GET", "/api/imports/"+first.ID.String(), nil)
		if got.State != intake.Done || got.Added != 3 || got.Rejected != 1 || got.Rows != 4 || got.Total != 4 {
			h.Errorf("%+v", got)
		}
		w := boss.send("GET", "/api/imports/"+first.ID.String()+"/rejects", nil)
		if w.Code != 200 || !strings.Contains(w.Body.String(), "carol") || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
			h.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
		}
		if all := ok[list[importView]](boss, "GET", "/api/imports?limit=1", nil); len(all.Items) != 1 {
			h.Errorf("%+v", all)
		}
		second := ok[importView](boss.with(serve.KeyHeader, "up2"), "POST", path, orderFile)
		h.work()
		if got := ok[importView](boss, "GET", "/api/imports/"+second.ID.String(), nil); got.Added != 0 || got.Same != 3 {
			h.Errorf("%+v", got)
		}
		if undone := ok[importView](boss.with(serve.KeyHeader, "un2"), "POST", "/api/imports/"+second.ID.String()+"/undo", nil); undone.State != intake.Undone {
			h.Errorf("%+v", undone)
		}
		if orders := ok[list[OrderView]](boss, "GET", "/api/orders", nil); len(orders.Items) != 3 {
			h.Errorf("%d orders after the undo of a repetition", len(orders.Items))
		}
		if net := denominator(ok[insight.Answer](boss, "GET", "/api/insight/rfm", nil), "amount"); net != 13550 {
			h.Errorf("net amount %d", net)
		}
		if undone := ok[importView](boss.with(serve.KeyHeader, "un1"), "POST", "/api/imports/"+first.ID.String()+"/undo", nil); undone.State != intake.Undone {
			h.Errorf("%+v", undone)
		}
		if orders := ok[list[OrderView]](boss, "GET", "/api/orders", nil); len(orders.Items) != 0 {
			h.Errorf("%d orders after the undo of all", len(orders.Items))
		}
		if none := ok[insight.Answer](boss, "GET", "/api/insight/rfm", nil); none.Window.Days != 0 {
			h.Errorf("%+v", none)
		}
		refused(boss, 404, "import.none", "GET", "/api/imports/"+anID("imp"), nil)
	})
}

func TestPresetsOverTheAPI(t *testing.T) {
	each(t, func(h *house) {
		c := h.bearer(org.RoleAdmin, org.ScopeAll, 0)
		preset := m{"kind": "orders", "source": "till", "columns": m{"order_no": "No"}}
		ok[none](c, "PUT", "/api/presets/till", preset)
		if all := ok[list[presetView]](c, "GET", "/api/presets", nil); len(all.Items) != 1 || !strings.Contains(string(all.Items[0].Mapping), `"No"`) {
			h.Errorf("%+v", all)
		}
		refused(c, 422, "import.map", "PUT", "/api/presets/till", m{"kind": "orders", "colums": m{}})
		ok[none](c, "DELETE", "/api/presets/till", nil)
	})
}

func TestCustomerOverTheAPI(t *testing.T) {
	each(t, func(h *house) {
		c := h.bearer(org.RoleAdmin, org.ScopeAll, 0)
		place := m{"documents": []m{with(document("1", "alice", ""), "buyer", []m{{"kind": "phone", "value": "138 0013 8000"}}), document("2", "bob", "")}}
		placed := ok[list[placedView]](c, "POST", "/api/orders", place)
		alice, bob := placed.Items[0].Buyer, placed.Items[1].Buyer
		at := "/api/customers/" + alice.String()
		p := ok[ProfileView](c, "GET", at, nil)
		if p.Person.Name != "alice" || len(p.Identities) != 1 || strings.Contains(p.Identities[0].Value, "00138") {
			h.Errorf("%+v", p)
		}
		if shown := ok[ProfileView](c, "POST", at+"/reveal", nil); shown.Identities[0].Value != "13800138000" {
			h.Errorf("%+v", shown)
		}
		v := ok[versioned[customer.ID]](c, "PUT", at+"/name", m{"version": p.Person.Version, "name": "王芳"})
		refused(c, 409, "customer.changed", "PUT", at+"/remark", m{"version": p.Person.Version, "remark": "x"})
		ok[versioned[customer.ID]](c, "PUT", at+"/remark", m{"version": v.Version, "remark": "常客"})
		ok[none](c, "POST", "/api/tags/put", m{"people": []customer.ID{alice, bob}, "tags": []string{"层级/铁粉"}})
		if tags := ok[list[tagCount]](c, "GET", "/api/tags", nil); len(tags.Items) != 1 || tags.Items[0].People != 2 {
			h.Errorf("%+v", tags)
		}
		for _, q := range []string{"王芳", "wf", "8000"} {
			if found := ok[peopleView](c, "GET", "/api/customers?q="+q, nil); found.Total != 1 {
				h.Errorf("%s found %d", q, found.Total)
			}
		}
		ok[none](c, "POST", "/api/customers/"+bob.String()+"/merge", m{"into": alice, "reason": "同一人"})
		if got := ok[ProfileView](c, "GET", "/api/customers/"+bob.String(), nil); got.Person.ID != alice {
			h.Errorf("%+v", got)
		}
		if orders := ok[list[OrderView]](c, "GET", "/api/orders?customer_id="+alice.String(), nil); len(orders.Items) != 2 {
			h.Errorf("%+v", orders)
		}
		ok[none](c, "POST", "/api/customers/"+bob.String()+"/unmerge", nil)
		if held := ok[heldView](c, "POST", at+"/export", nil); held.Profile.Person.ID != alice || len(held.Timeline) == 0 {
			h.Errorf("%+v", held)
		}
		ok[none](c.with(serve.KeyHeader, "erase"), "POST", at+"/erase", nil)
		if found := ok[peopleView](c, "GET", "/api/customers?q=8000", nil); found.Total != 0 {
			h.Errorf("%+v", found)
		}
		entries := ok[list[auditEntry]](c, "GET", "/api/audit?object_kind=customer&object_id="+alice.String(), nil)
		if len(entries.Items) < 5 || entries.Items[0].Verb != "customer.erase" || entries.Items[0].ObjectID != alice.String() {
			h.Errorf("%+v", entries)
		}
		for _, e := range entries.Items {
			if text := string(e.Before) + string(e.After); strings.Contains(text, "王芳") || strings.Contains(text, "13800138000") {
				h.Errorf("the audit holds %s", text)
			}
		}
		if strings.Contains(h.log.String(), "王芳") || strings.Contains(h.log.String(), "13800138000") {
			h.Error("the log holds personal data")
		}
	})
}

func TestOrdersOverTheAPI(t *testing.T) {
	each(t, func(h *house) {
		c := h.bearer(org.RoleOperator, org.ScopeAll, 0)
		docs := m{"documents": []m{document("1", "alice", ""), with(document("2", "x", ""), "buyer", []m{})}}
		placed := ok[list[placedView]](c, "POST", "/api/orders", docs)
		if again := ok[list[placedView]](c, "POST", "/api/orders", docs); again.Items[0].Added || again.Items[0].ID != placed.Items[0].ID {
			h.Errorf("%+v", again)
		}
		one := "/api/orders/" + placed.Items[0].ID.String()
		if d := ok[orderDetail](c, "GET", one, nil); d.Order.Amount != 1000 || len(d.Lines) != 1 || d.Lines[0].Price != "10" {
			h.Errorf("%+v", d)
		}
		queue := ok[list[OrderView]](c, "GET", "/api/orders/unmatched", nil)
		if len(queue.Items) != 1 || queue.Items[0].ID != placed.Items[1].ID {
			h.Fatalf("%+v", queue)
		}
		ok[none](c, "POST", "/api/orders/"+queue.Items[0].ID.String()+"/buyer", m{"customer_id": placed.Items[0].Buyer})
		ok[booked](c, "POST", one+"/refund", m{"amount": 400, "refund_no": "R1"})
		refused(c, 409, "commerce.refund.over", "POST", one+"/refund", m{"amount": 700, "refund_no": "R2"})
		page := ok[list[OrderView]](c, "GET", "/api/orders?limit=2", nil)
		rest := ok[list[OrderView]](c, "GET", "/api/orders?limit=2&after="+page.Next, nil)
		if len(page.Items) != 2 || len(rest.Items) != 1 || rest.Items[0].ID == page.Items[1].ID {
			h.Errorf("%d and %d of %+v", len(page.Items), len(rest.Items), page)
		}
		refused(c, 422, "invalid", "GET", "/api/orders?after=nonsense", nil)
		refused(c, 422, "commerce.scene", "POST", "/api/orders", m{"documents": []m{with(document("9", "z", ""), "scene", "moon")}})
		p := ok[versioned[string]](c, "POST", "/api/products", m{"sku": "NEW", "name": "新品", "role": "traffic", "line": "茶", "on_sale": true, "price": 990})
		if p.Version == 0 {
			h.Errorf("%+v", p)
		}
		refused(c, 409, "commerce.product.sku_taken", "POST", "/api/products", m{"sku": "NEW", "name": "新品", "on_sale": true})
		if gaps := ok[list[ladderGap]](c, "GET", "/api/ladder", nil); len(gaps.Items) != 1 || len(gaps.Items[0].Missing) != 3 {
			h.Errorf("%+v", gaps)
		}
		if r := ok[recorded](c, "POST", "/api/spend", m{"items": []m{{"source": "ads", "channel": "douyin", "day": "2026-03-01", "amount": 5000}}}); r.Added != 1 {
			h.Errorf("%+v", r)
		}
		if total := ok[list[channelSpend]](c, "GET", "/api/spend/total", nil); len(total.Items) != 1 || total.Items[0].Amount != 5000 {
			h.Errorf("%+v", total)
		}
	})
}

// An order says which group guided it and whose act of which kind led to it.
func TestAnOrderNamesItsCauses(t *testing.T) {
	each(t, func(h *house) {
		c := h.bearer(org.RoleAdmin, org.ScopeAll, 0)
		group := h.foundGroup()
		caused := with(with(document("1", "ann", ""), "community_id", group.String()), "act", "share")
		caused["by"] = []m{{"kind": "account", "space": "till", "value": "ben"}}
		ok[list[placedView]](c, "POST", "/api/orders", m{"documents": []m{caused, document("2", "ben", "")}})
		type cause struct {
			CommunityID      community.ID
			ByID, CustomerID customer.ID
			Act              string
		}
		got, err := db.All[cause](h.owner(), h.d.Read(), `SELECT community_id, by_id, customer_id, act FROM commerce_order ORDER BY order_no`)
		h.must(err)
		if len(got) != 2 || got[0].CommunityID != group || got[0].Act != "share" || got[0].ByID != got[1].CustomerID || got[0].ByID == 0 {
			h.Errorf("%+v", got)
		}
		caused["community_id"] = "com_0000000000001"
		refused(c, 422, "invalid", "POST", "/api/orders", m{"documents": []m{caused}})
	})
}

func TestMetricsOverTheAPI(t *testing.T) {
	each(t, func(h *house) {
		c := h.bearer(org.RoleOperator, org.ScopeAll, 0)
		ok[list[placedView]](c, "POST", "/api/orders", m{"documents": []m{document("1", "alice", ""), document("2", "bob", "")}})
		book := ok[list[metricView]](c, "GET", "/api/insight", nil)
		if len(book.Items) < 7 {
			h.Errorf("%d metrics", len(book.Items))
		}
		rows := ok[rowsView](c, "GET", "/api/insight/rfm/rows?set=customers&limit=1", nil)
		if rows.Count != 2 || len(rows.Items) != 1 || rows.Next == "" {
			h.Errorf("%+v", rows)
		}
		if last := ok[rowsView](c, "GET", "/api/insight/rfm/rows?set=customers&limit=1&after="+rows.Next, nil); len(last.Items) != 1 || last.Next != "" {
			h.Errorf("%+v", last)
		}
		refused(c, 503, "insight.not_ready", "GET", "/api/insight/predictions?stored=true", nil)
		h.must(h.c.Insight.Refresh(h.owner()))
		if stored := ok[insight.Answer](c, "GET", "/api/insight/predictions?stored=true", nil); !stored.Stored {
			h.Errorf("computed anew: %+v", stored)
		}
		refused(c, 404, "insight.unknown_metric", "GET", "/api/insight/nothing", nil)
		refused(c, 422, "insight.window", "GET", "/api/insight/rfm?from=2026-13-01", nil)
	})
}
