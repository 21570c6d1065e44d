package console

import (
	"net/url"
	"strings"
	"testing"

	"qunli/community"
	"qunli/insight"
	"qunli/org"
)

// The list of documents says how many there are, and is narrowed to those that one group guided.
func TestOrdersOfAGroupAreCounted(t *testing.T) {
	each(t, func(h *house) {
		boss := h.bearer(org.RoleAdmin, org.ScopeAll, 0)
		group := h.openGroup("福利", "福利群")
		guided := document("A1", "alice", "")
		guided["community_id"] = group
		ok[list[placedView]](boss, "POST", "/api/orders", m{"documents": []m{guided, document("A2", "bob", ""), document("A3", "bob", "")}})
		if all := ok[ordersView](boss, "GET", "/api/orders?limit=2", nil); all.Total != 3 || all.More || len(all.Items) != 2 || all.Next == "" {
			h.Errorf("%+v", all)
		} else if rest := ok[ordersView](boss, "GET", "/api/orders?limit=2&after="+url.QueryEscape(all.Next), nil); rest.Total != 3 || len(rest.Items) != 1 {
			h.Errorf("page two: %+v", rest)
		}
		of := ok[ordersView](boss, "GET", "/api/orders?community_id="+group.String(), nil)
		if of.Total != 1 || len(of.Items) != 1 || of.Items[0].OrderNo != "A1" {
			h.Errorf("%+v", of)
		}
		w := boss.send("GET", "/api/orders.csv?community_id="+group.String(), nil)
		if rows := strings.Split(strings.TrimSpace(w.Body.String()), "\n"); w.Code != 200 || len(rows) != 2 || !strings.Contains(rows[1], "A1") {
			h.Errorf("the export: %d %q", w.Code, rows)
		}
	})
}

// The list of groups is narrowed by how they were judged, to exactly those behind the number. A group that never moved says so, and
// is no error.
func TestGroupsByTheirHealth(t *testing.T) {
	each(t, func(h *house) {
		v := h.settleVillage()
		h.must(h.c.Insight.Refresh(h.owner()))
		boss := h.bearer(org.RoleAdmin, org.ScopeAll, 0)
		answer := ok[insight.Answer](boss, "GET", "/api/insight/health?stored=true", nil)
		seen, all := 0, map[community.ID]bool{}
		for _, life := range []string{"dead_a", "dead_b", "ad_only", "healthy", "young"} {
			page := ok[communitiesView](boss, "GET", "/api/communities?health="+life, nil)
			value, _ := answer.Value(life)
			if float64(page.Groups) != *value.Number || len(page.Items) != int(page.Groups) {
				h.Errorf("%s: %d groups, %d shown, %v judged so", life, page.Groups, len(page.Items), *value.Number)
			}
			seen += len(page.Items)
			for _, g := range page.Items {
				all[g.ID] = true
			}
		}
		if seen != 2 || !all[v.group] || !all[v.bare] {
			h.Errorf("%d groups in all: %v", seen, all)
		}
		if got := ok[movingView](boss, "GET", "/api/communities/"+v.group.String()+"/carrier", nil); got.Crossing != nil {
			h.Errorf("%+v", got)
		}
	})
}
