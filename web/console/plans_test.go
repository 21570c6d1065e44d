package console

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"qunli/kit/db"
	"qunli/org"
	"qunli/testkit/dbtest"
)

// many are the tables that grow with what happens: no page may read one from end to end.
var many = regexp.MustCompile(`^(commerce_(order|line|seen|buyer_day)|customer(_identity|_touch|_act_day|_timeline|_tagging|_move|_standing|_consent)?|` +
	`community_(move|stay|flow)|conversation_(message|presence|author|mention|day)|referral_(claim|bond|node|inviter_day)|campaign_(seat|instance|reply|day)|event_fact|job|org_audit|segment_(stay|due)|` +
	`insight_prediction|intake_reject|channel_inbox|automation_welcome|landing_visitor|lead|serve_idempotency)$`)

// readWhole says why a page may read one of those from end to end.
var readWhole = map[string]string{
	"GET /api/customers.csv":       "an export reads all of its list",
	"GET /api/orders.csv":          "likewise",
	"GET /api/referrals/board.csv": "likewise",
	"GET /api/seeds":               "reads the index of seed users, who are few",
}

type asked struct {
	sql  string
	args []any
}

// Every address that is read answers without going through a table of facts from end to end: not by a scan, and not by an
// index unless the statement ends after some rows that come in order.
func TestPagesScanNoFacts(t *testing.T) {
	var statements []asked
	var guard sync.Mutex
	d := dbtest.OpenTraced(t, rooms(), func(sql string, args []any) {
		guard.Lock()
		defer guard.Unlock()
		statements = append(statements, asked{sql, args})
	})
	h := newHouse(t, d)
	h.setUp()
	v := h.settleVillage()
	h.c.Insight.StoreSlowerThan(-1) // as on a brand so large that everything is slow
	h.must(h.c.Insight.Refresh(h.owner()))
	c := h.bearer(org.RoleAdmin, org.ScopeAll, 0)
	names := strings.NewReplacer(anID("com"), v.group.String(), anID("cus"), v.people[0].String(), anID("seg"), v.segment.String())
	pages := 0
	for _, call := range calls() {
		method, path, _ := strings.Cut(call.route, " ")
		if method != "GET" || strings.HasPrefix(path, "/api/insight/") { // metrics have a test of their own
			continue
		}
		pages++
		statements = nil
		if w := c.send("GET", names.Replace(path), nil); w.Code >= 500 {
			h.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
		for _, a := range statements {
			if readWhole[call.route] == "" {
				h.readsPart(call.route, a)
			}
		}
	}
	if pages < 50 {
		h.Errorf("only %d pages", pages)
	}
}

// readsPart complains about a statement whose plan goes through a table of facts.
func (h *house) readsPart(page string, a asked) {
	h.Helper()
	type step struct {
		ID, Parent, Notused int64
		Detail              string
	}
	if !strings.HasPrefix(strings.TrimSpace(a.sql), "SELECT") && !strings.HasPrefix(strings.TrimSpace(a.sql), "WITH") {
		return
	}
	plan, err := db.All[step](h.Context(), h.d.Read(), "EXPLAIN QUERY PLAN "+a.sql, a.args...)
	if err != nil {
		h.Fatal(err)
	}
	if strings.Contains(a.sql, "(FALSE)") || strings.Contains(a.sql, "LIMIT") && !slices.ContainsFunc(plan, func(p step) bool { return strings.HasPrefix(p.Detail, "USE TEMP B-TREE") }) {
		return
	}
	for _, p := range plan {
		words := strings.Fields(p.Detail)
		if len(words) < 2 || words[0] != "SCAN" {
			continue
		}
		table := h.meant(a.sql, words[1])
		if many.MatchString(table) {
			h.Errorf("%s reads %s from end to end: %s\n%s", page, table, p.Detail, a.sql)
		}
	}
}

// meant gives the table that a name in a plan stands for.
func (h *house) meant(sql, name string) string {
	if at := regexp.MustCompile(`(?i)\b(?:FROM|JOIN)\s+([a-z_0-9]+)(?:\s+AS)?\s+` + regexp.QuoteMeta(name) + `\b`).FindStringSubmatch(sql); at != nil {
		return at[1]
	}
	return name
}
