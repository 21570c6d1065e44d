package console

import (
	"encoding/csv"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"qunli/customer"
	"qunli/org"
)

// TestAListItsExportAndItsTotalAgree: whatever the filter, the file has as many lines as the list has people; phones are
// masked unless somebody who may asks for them, and the audit says so.
func TestAListItsExportAndItsTotalAgree(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		var documents []m
		for n := range 12 {
			documents = append(documents, document(fmt.Sprint("A", n), fmt.Sprint("buyer", n%9), ""))
		}
		ok[list[placedView]](boss, "POST", "/api/orders", m{"documents": documents})
		h.people(0, "=cmd", "wang")
		h.phone("13800138000", "王小明")
		all := ok[peopleView](boss, "GET", "/api/customers?limit=5", nil)
		if all.Total != 12 || all.More || len(all.Items) != 5 || all.Next == "" || all.Previous != "" {
			h.Errorf("%+v", all)
		}
		second := ok[peopleView](boss, "GET", "/api/customers?limit=5&after="+all.Next, nil)
		back := ok[peopleView](boss, "GET", "/api/customers?limit=5&before="+second.Previous, nil)
		last := ok[peopleView](boss, "GET", "/api/customers?limit=5&end=true", nil)
		if len(second.Items) != 5 || back.Items[0].ID != all.Items[0].ID || len(back.Items) != 5 || len(last.Items) != 5 || last.Next != "" {
			h.Errorf("%+v %+v %+v", second, back, last)
		}
		for _, query := range []string{"", "q=王", "q=wxm", "bought=yes", "bought=no", "orders_min=2", "spent_min=1500&sort=value", "last_from=2026-03-02&last_to=2026-03-02",
			"ladder=none", "sort=last_order&order=asc", "lost=true"} {
			page := ok[peopleView](boss, "GET", "/api/customers?limit=200&"+query, nil)
			filters, err := url.ParseQuery(query)
			if err != nil {
				h.Fatal(err)
			}
			filters.Del("sort")
			filters.Del("order")
			w := boss.send("GET", "/api/customers.csv?"+filters.Encode(), nil)
			lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
			if err != nil || w.Code != 200 || int64(len(lines)-1) != page.Total || len(page.Items) != len(lines)-1 {
				h.Errorf("%q: total %d, %d items, %d lines, %d %v", query, page.Total, len(page.Items), len(lines)-1, w.Code, err)
			}
		}
		masked, plain := boss.send("GET", "/api/customers.csv", nil).Body.String(), boss.send("GET", "/api/customers.csv?phones=plain", nil).Body.String()
		if strings.Contains(masked, "13800138000") || !strings.Contains(plain, "13800138000") || !strings.Contains(plain, "'=cmd") {
			h.Errorf("%s\n%s", masked, plain)
		}
		if audit := boss.send("GET", "/api/audit", nil).Body.String(); !strings.Contains(audit, "customer.export_list") || !strings.Contains(audit, `"revealed":true,"rows":12`) || strings.Contains(audit, "王") {
			h.Errorf("%s", audit)
		}
		refused(h.bearer(org.RoleReader, org.ScopeAll, 0), 403, "permission.denied", "GET", "/api/customers.csv", nil)
		refused(boss, 422, "", "GET", "/api/customers?last_from=gestern", nil)
		refused(boss, 422, "", "GET", "/api/customers?after=nonsense", nil)
	})
}

// phone enters somebody by phone.
func (h *house) phone(number, name string) {
	h.Helper()
	h.resolve(customer.Card{Keys: []customer.Key{{Kind: customer.Phone, Value: number}}, Name: name})
}

func TestSearchFindsPeopleGroupsAndOrders(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		ok[list[placedView]](boss, "POST", "/api/orders", m{"documents": []m{document("A-100", "b1", ""), document("A-101", "b1", ""), document("B-100", "b1", "")}})
		h.phone("13800138000", "王小明")
		ok[m](boss, "POST", "/api/communities", m{"name": "徐汇福利群", "kind": "service", "purpose": "福利"})
		for query, want := range map[string][3]int{"王小": {1, 0, 0}, "wxm": {1, 0, 0}, "8000": {1, 0, 0}, "福利": {0, 1, 0}, "xhflq": {0, 1, 0}, "A-10": {0, 0, 2},
			"a-10": {0, 0, 0}, "": {0, 0, 0}, "zzz": {0, 0, 0}} {
			f := ok[foundView](boss, "GET", "/api/search?q="+url.QueryEscape(query), nil)
			if got := [3]int{len(f.People), len(f.Groups), len(f.Orders)}; got != want {
				h.Errorf("%q found %v, want %v", query, f, want)
			}
			if len(f.People) == 1 && (f.People[0].Name != "王小明" || f.People[0].Hint != "138****8000") {
				h.Errorf("%+v", f.People)
			}
		}
		store := ok[versioned[org.StoreID]](boss, "POST", "/api/stores", m{"name": "一店"})
		if f := ok[foundView](h.bearer(org.RoleStore, org.ScopeStore, store.ID), "GET", "/api/search?q=A-10", nil); len(f.Orders)+len(f.People)+len(f.Groups) > 0 {
			h.Errorf("another store's: %+v", f)
		}
	})
}

// TestFirstStepsAreReadFromTheData: no tick is stored; each comes with what it stands for.
func TestFirstStepsAreReadFromTheData(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		done := func() string {
			var names []string
			for _, s := range ok[onboardingView](boss, "GET", "/api/onboarding", nil).Steps {
				if s.Title.Zh == "" || s.Title.En == "" || s.Why.Zh == "" || s.Why.En == "" {
					h.Errorf("%+v", s)
				}
				h.leadsToAPage(s.Href)
				if s.Done {
					names = append(names, s.Name)
				}
			}
			return strings.Join(names, " ")
		}
		for _, step := range []struct {
			do   func()
			want string
		}{
			{func() {}, ""},
			{func() { ok[none](boss, "PUT", "/api/settings/brand", m{"value": "甲"}) }, "name"},
			{func() { ok[m](boss, "POST", "/api/stores", m{"name": "一店", "code": "S1"}) }, "name store"},
			{func() {
				ok[m](boss, "POST", "/api/staff", m{"name": "乙", "role": "reader", "scope": "all", "login": "yi"})
			}, "name store staff"},
			{func() {
				ok[m](boss, "POST", "/api/orders", m{"documents": []m{document("A1", "a", "")}})
			}, "name store staff import"},
			{func() { ok[m](boss, "POST", "/api/segments", m{"name": "s", "rule": "orders >= 1"}) }, "name store staff import segment"},
			{func() {
				ok[m](boss, "POST", "/api/spend", m{"items": []m{{"source": "a", "channel": "b", "day": "2026-01-01", "amount": 1}}})
			}, "name store staff import segment spend"},
			{func() {
				ok[none](boss, "PUT", "/api/wecom", m{"corp_id": "ww1", "agent_id": "7"})
			}, "name store staff import segment spend"}, // no secret yet: nothing can be said to it
			{func() {
				ok[none](boss, "PUT", "/api/wecom", m{"corp_id": "ww1", "agent_id": "7", "secret": "very-secret"})
			}, "name store staff import segment spend wecom"},
			{func() {
				staff := ok[list[m]](boss, "GET", "/api/staff", nil).Items[0]["id"]
				code := ok[m](boss, "POST", "/api/livecodes", m{"kind": "person", "name": "门口", "class": "internal", "medium": "store",
					"promise": m{"who": "a", "now": "b", "later": "c", "quiet": "d"}, "branches": []m{{"seats": []m{{"staff_id": staff}}}}})
				if strings.Contains(done(), "code") {
					h.Error("a draft is no code that was made")
				}
				ok[m](boss, "POST", "/api/livecodes/"+code["id"].(string)+"/publish", m{"version": code["version"]})
			}, "name store staff import segment spend wecom code"},
		} {
			if step.do(); done() != step.want {
				h.Errorf("%q, want %q", done(), step.want)
			}
		}
	})
}

// TestABulkActReachesExactlyItsFilter: as many people as the list of the filter has.
func TestABulkActReachesExactlyItsFilter(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		ok[list[placedView]](boss, "POST", "/api/orders", m{"documents": []m{document("A1", "a", ""), document("A2", "b", ""), document("A3", "b", "")}})
		h.people(0, "c", "d")
		b := ok[bulkView](boss, "POST", "/api/customers/bulk", m{"act": "tag", "tags": []string{"买过"}, "filter": m{"bought": "yes"}})
		if b.Total != 2 || b.Done != 2 || b.State != "done" || b.ID == 0 {
			h.Errorf("%+v", b)
		}
		if again := ok[bulkView](boss, "GET", "/api/bulks/"+b.ID.String(), nil); again.Done != 2 {
			h.Errorf("%+v", again)
		}
		tags := ok[list[tagCount]](boss, "GET", "/api/tags", nil)
		if len(tags.Items) != 1 || tags.Items[0].People != 2 {
			h.Fatalf("%+v", tags)
		}
		with := "/api/customers?tag_id=" + tags.Items[0].ID.String()
		if p := ok[peopleView](boss, "GET", with, nil); p.Total != 2 {
			h.Errorf("%+v", p)
		}
		ok[bulkView](boss, "POST", "/api/customers/bulk", m{"act": "untag", "tags": []string{"买过"}, "filter": m{"tag_id": tags.Items[0].ID, "orders_min": 2}})
		if p := ok[peopleView](boss, "GET", with, nil); p.Total != 1 {
			h.Errorf("%+v", p)
		}
		store := ok[versioned[org.StoreID]](boss, "POST", "/api/stores", m{"name": "一店"})
		ok[bulkView](boss, "POST", "/api/customers/bulk", m{"act": "assign", "store_id": store.ID, "filter": m{}})
		if p := ok[peopleView](boss, "GET", "/api/customers?store_id="+store.ID.String(), nil); p.Total != 4 {
			h.Errorf("%+v", p)
		}
		refused(boss, 422, "bulk.whom", "POST", "/api/customers/bulk", m{"act": "tag", "tags": []string{"a"}})
		if r := ok[list[runningView]](boss, "GET", "/api/jobs/running", nil); len(r.Items) != 0 {
			h.Errorf("%+v", r)
		}
	})
}

func TestViewsAreOnesOwnOrShared(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		save := func(c *caller, name, query string, shared bool) savedView {
			return ok[savedView](c, "POST", "/api/views", m{"page": "customers", "name": name, "query": query, "shared": shared})
		}
		own := save(boss, "高价值", "?tier=A&q=%E7%8E%8B&after=x&sort=value", false)
		if own.Query != "sort=value&tier=A" {
			h.Errorf("%+v", own)
		}
		if again := save(boss, "高价值", "tier=B", false); again.ID != own.ID || again.Query != "tier=B" {
			h.Errorf("%+v, was %+v", again, own)
		}
		save(boss, "沉睡", "last_to=2026-01-01", true)
		other := h.colleague(boss, "yi", org.RoleOperator)
		seen := ok[list[savedView]](other, "GET", "/api/views?page=customers", nil)
		if len(seen.Items) != 1 || seen.Items[0].Name != "沉睡" {
			h.Errorf("%+v", seen)
		}
		refused(other, 404, "view.missing", "DELETE", "/api/views/"+seen.Items[0].ID.String(), nil)
		ok[none](boss, "DELETE", "/api/views/"+own.ID.String(), nil)
		if left := ok[list[savedView]](boss, "GET", "/api/views?page=customers", nil); len(left.Items) != 1 {
			h.Errorf("%+v", left)
		}
	})
}

// colleague takes somebody on and signs them in.
func (h *house) colleague(boss *caller, login string, role org.Role) *caller {
	h.Helper()
	hired := ok[hired](boss, "POST", "/api/staff", m{"name": login, "role": role, "scope": "all", "login": login})
	_, token, _ := strings.Cut(hired.Link.Path, "token=")
	c := h.nobody()
	w := c.send("POST", "/api/password", m{"token": token, "password": password})
	if w.Code != 200 {
		h.Fatalf("%v: %d %s", hired, w.Code, w.Body)
	}
	c.keepCookie(w)
	return c
}

func TestChartsAreAnnotated(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		one := ok[versioned[org.StoreID]](boss, "POST", "/api/stores", m{"name": "一店"})
		two := ok[versioned[org.StoreID]](boss, "POST", "/api/stores", m{"name": "二店"})
		whole := ok[annotationView](boss, "POST", "/api/annotations", m{"day": "2026-02-01", "words": "春节停业"})
		ok[annotationView](boss, "POST", "/api/annotations", m{"day": "2026-02-03", "words": "二店开业", "store_id": two.ID})
		clerk := h.bearer(org.RoleStore, org.ScopeStore, one.ID)
		own := ok[annotationView](clerk, "POST", "/api/annotations", m{"day": "2026-02-02", "words": "换招牌"})
		if own.StoreID != one.ID {
			h.Errorf("%+v", own)
		}
		refused(clerk, 403, "scope.denied", "POST", "/api/annotations", m{"day": "2026-02-02", "words": "x", "store_id": two.ID})
		refused(boss, 422, "", "POST", "/api/annotations", m{"day": "x", "words": "x"})
		for who, want := range map[*caller]int{boss: 3, clerk: 2} {
			if got := ok[list[annotationView]](who, "GET", "/api/annotations?from=2026-02-01&to=2026-02-28", nil); len(got.Items) != want {
				h.Errorf("%+v, want %d", got, want)
			}
		}
		refused(clerk, 404, "annotation.missing", "DELETE", "/api/annotations/"+whole.ID.String(), nil)
		ok[none](boss, "DELETE", "/api/annotations/"+own.ID.String(), nil)
	})
}
