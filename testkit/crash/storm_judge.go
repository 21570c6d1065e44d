package crash

import (
	"context"
	"maps"
	"slices"
	"strings"

	"qunli/kit/clock"
	"qunli/kit/db"
)

// read opens the database beside whatever runs.
func (h *Home) read() (context.Context, *db.DB) {
	h.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, h.DB, db.Options{ReadOnly: true})
	if err != nil {
		h.Fatal(err)
	}
	return ctx, d
}

// Quiet waits until the running server has nothing left to do: no job, no change of anybody, no rule that is being built or
// due.
func (h *Home) Quiet() {
	h.Helper()
	ctx, d := h.read()
	defer d.Close()
	type left struct{ Jobs, Failed, Changes, Building, Due, Standing, Imports int64 }
	var now left
	for watch := clock.Stopwatch(); ; {
		var err error
		now, err = db.One[left](ctx, d.Read(), `SELECT
			(SELECT COUNT(*) FROM job WHERE state IN ('ready', 'running')) AS jobs,
			(SELECT COUNT(*) FROM job WHERE state = 'failed') AS failed,
			(SELECT COUNT(*) FROM customer_change) AS changes,
			(SELECT COUNT(*) FROM segment WHERE state = 'building') AS building,
			(SELECT COUNT(*) FROM segment_due WHERE due_at <= $1) AS due,
			(SELECT COUNT(*) FROM customer_standing WHERE due_at <> 0 AND due_at <= $1) AS standing,
			(SELECT COUNT(*) FROM intake_import WHERE state IN ('waiting', 'running', 'undoing')) AS imports`,
			clock.System{}.Now().UnixMilli())
		if err != nil {
			h.Fatal(err)
		}
		if now == (left{Failed: now.Failed}) {
			break
		}
		if watch() > quietLimit {
			h.Fatalf("the server does not come to rest: %+v", now)
		}
		_ = clock.Sleep(ctx, pollStep) // never ends early
	}
	if now.Failed > 0 {
		h.Errorf("%d jobs failed for good", now.Failed)
	}
}

// JudgeStorm compares what is stored with what callers were told and what the files hold that are in: nothing lost, nothing
// doubled, nobody bound to themselves, twice or in a circle. It gives how many claims ended how.
func (h *Home) JudgeStorm(told Deeds, cargo []*Cargo) map[string]int {
	h.Helper()
	ctx, d := h.read()
	defer d.Close()
	j := &judge{Home: h, ctx: ctx, q: d.Read()}
	kept := j.kept(cargo)
	j.till(told)
	j.consents(told.Acknowledged)
	j.facts(told.Acknowledged)
	j.deeds(told)
	j.rules(told)
	var files []*File
	for _, c := range kept {
		if c.Orders != nil {
			files = append(files, c.Orders)
		}
	}
	j.export(files)
	j.cargo(kept)
	j.newcomers(cargo, kept)
	j.bonds()
	return j.verdicts()
}

// verdicts counts claims by how they ended, and members of live rules.
func (j *judge) verdicts() map[string]int {
	j.Helper()
	type ended struct {
		How string
		N   int
	}
	rows, err := db.All[ended](j.ctx, j.q, `SELECT verdict || ' ' || reason AS how, COUNT(*) AS n FROM referral_claim GROUP BY verdict, reason
		UNION ALL SELECT 'members', CAST(COALESCE(SUM(members), 0) AS BIGINT) FROM segment`)
	if err != nil {
		j.Fatal(err)
	}
	out := map[string]int{}
	for _, r := range rows {
		out[strings.TrimSpace(r.How)] = r.N
	}
	return out
}

// kept gives the files that are in by at least one import which was not undone, and looks at the counters of these.
func (j *judge) kept(cargo []*Cargo) []*Cargo {
	j.Helper()
	runs, err := db.All[run](j.ctx, j.q, `SELECT file_name, state, rows, total, added, same, rejected, counts, 0 AS rejects
		FROM intake_import ORDER BY id`)
	if err != nil {
		j.Fatal(err)
	}
	in := map[string]bool{}
	for _, r := range runs {
		switch {
		case r.State == "done" && (r.Rows != r.Total || r.Added+r.Same+r.Rejected != r.Rows):
			j.Errorf("the counters of an import do not add up: %+v", r)
		case r.State == "done":
			in[r.FileName] = true
		case r.State != "undone":
			j.Errorf("an import was left %s: %+v", r.State, r)
		}
	}
	return slices.DeleteFunc(slices.Clone(cargo), func(c *Cargo) bool { return !in[c.name()] })
}

// once compares things that have nothing but a text of their own: each stands once, and no other.
func (j *judge) once(what string, told []string, sql string) {
	j.Helper()
	rows, err := db.All[string](j.ctx, j.q, sql)
	if err != nil {
		j.Fatalf("%s: %v", what, err)
	}
	have, wrongs := map[string]int{}, 0
	for _, r := range rows {
		have[r]++
	}
	for _, t := range told {
		if have[t] != 1 {
			j.wrong(&wrongs, "%s %s stands %d times", what, t, have[t])
		}
	}
	if len(rows) != len(told) {
		j.Errorf("%s: %d stand, %d were acknowledged", what, len(rows), len(told))
	}
}

// deeds compares what callers did, by the audit entries and by what only the idempotency key keeps from happening twice.
func (j *judge) deeds(told Deeds) {
	j.Helper()
	for _, verb := range slices.Sorted(maps.Keys(told.Audited)) {
		j.number("audit entries of "+verb, told.Audited[verb], `SELECT COUNT(*) FROM org_audit WHERE verb = $1`, verb)
	}
	j.once("touch", told.Touches, `SELECT cause FROM customer_touch WHERE cause LIKE 'touch-%'`)
	j.once("message", told.Said, `SELECT text FROM conversation_message WHERE text LIKE 'message-%'`)
	j.once("movement", told.Moved, `SELECT scene FROM community_move WHERE scene LIKE 'move-%'`)
	j.once("cancelled order", told.Cancelled, `SELECT order_no FROM commerce_order WHERE source = 'till' AND state = 'cancelled'`)
	have := j.documents(tillSource)
	for number, amount := range told.Refunds {
		if got, ok := have[number]; !ok || got.Kind != "refund" || got.Head != amount || got.LinkedTo == "" {
			j.Errorf("refund %s of %d: %+v", number, amount, got)
		}
	}
}

// cargo compares what files brought, to the row.
func (j *judge) cargo(kept []*Cargo) {
	j.Helper()
	var want Cargo
	for _, c := range kept {
		want.Messages, want.Presences = want.Messages+c.Messages, want.Presences+c.Presences
		want.Touches, want.Bought = want.Touches+c.Touches, want.Bought+c.Bought
	}
	j.number("messages of files", want.Messages, `SELECT COUNT(*) FROM conversation_message WHERE import_id <> 0`)
	j.number("presences of files", want.Presences, `SELECT COUNT(*) FROM conversation_presence WHERE import_id <> 0`)
	j.number("touches of files", want.Touches, `SELECT COUNT(*) FROM customer_touch t JOIN intake_import i ON i.id = t.import_id
		WHERE i.kind = 'touches' AND t.kind <> 'order'`)
	j.number("orders among touches", want.Bought, `SELECT COUNT(*) FROM commerce_order WHERE source = '`+touchSource+`' AND unpriced`)
}

// newcomers looks at the people whom one file of referrals alone names: they are here as long as it is, each with a claim and
// with no more than the file holds.
func (j *judge) newcomers(cargo, kept []*Cargo) {
	j.Helper()
	type claims struct {
		Value            string
		Claims, Imported int64
	}
	rows, err := db.All[claims](j.ctx, j.q, `SELECT i.value, COUNT(c.id) AS claims,
		COUNT(CASE WHEN c.import_id <> 0 THEN 1 END) AS imported
		FROM customer_identity i LEFT JOIN referral_claim c ON c.customer_id = i.customer_id
		WHERE i.kind = 'account' AND i.space = '`+FileSource+`' GROUP BY i.value`)
	if err != nil {
		j.Fatal(err)
	}
	have, wrongs := map[string]claims{}, 0
	for _, r := range rows {
		have[r.Value] = r
	}
	for _, c := range cargo {
		in := slices.Contains(kept, c)
		for _, who := range slices.Sorted(maps.Keys(c.Newcomers)) {
			got, here := have[who]
			switch most := c.Newcomers[who]; {
			case in && (!here || got.Claims < 1 || got.Imported > most):
				j.wrong(&wrongs, "%s of %s: %+v, want 1 to %d", who, c.name(), got, most)
			case !in && got.Imported > 0:
				j.wrong(&wrongs, "%s of %s, which was undone: %+v", who, c.name(), got)
			}
		}
	}
}

// bonds looks at who is bound to whom: nobody to themselves or twice, and nobody in a circle, neither as booked, unless a
// merge had a hand in it, nor in the forest.
func (j *judge) bonds() {
	j.Helper()
	j.number("people bound to themselves", 0, `SELECT COUNT(*) FROM referral_bond WHERE customer_id = inviter_id`)
	j.number("people bound twice", 0, `SELECT COUNT(*) FROM (SELECT customer_id FROM referral_claim WHERE verdict = 'bound'
		GROUP BY customer_id HAVING COUNT(*) > 1) d`)
	j.number("bonds without their claim", 0, `SELECT COUNT(*) FROM referral_bond b LEFT JOIN referral_claim c ON c.id = b.claim_id
		WHERE c.id IS NULL OR c.verdict <> 'bound' OR c.customer_id <> b.customer_id OR c.inviter_id <> b.inviter_id`)
	type edge struct{ CustomerID, ParentID int64 }
	forest, err := db.All[edge](j.ctx, j.q, `SELECT customer_id, parent_id FROM referral_node`)
	if err != nil {
		j.Fatal(err)
	}
	up := map[int64]int64{}
	for _, e := range forest {
		up[e.CustomerID] = e.ParentID
	}
	wrongs := 0
	for _, e := range forest {
		steps := 0
		for at := e.ParentID; at != 0 && steps <= len(forest); at = up[at] {
			steps++
		}
		if steps > len(forest) {
			j.wrong(&wrongs, "%d is below themselves", e.CustomerID)
		}
	}
}
