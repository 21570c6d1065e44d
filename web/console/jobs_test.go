package console

import (
	"context"
	"errors"
	"strings"
	"testing"

	"qunli/kit/db"
	"qunli/kit/job"
	"qunli/org"
)

// kill puts jobs into the queue and lets each fail for good.
func (h *house) kill(n int, cause error) []job.Failed {
	h.Helper()
	q := job.New(h.d.DB, job.Options{Attempts: 1})
	job.HandleOutside(q, "send", func(context.Context, struct{}) error { return cause })
	h.must(h.d.Tx(h.Context(), func(ctx context.Context, tx *db.Tx) error {
		for range n {
			if _, err := q.Enqueue(ctx, tx, job.Spec{Kind: "send", Payload: struct{}{}}); err != nil {
				return err
			}
		}
		return nil
	}))
	_ = q.Drain(h.Context()) // gives what the handlers gave
	all, err := job.ListFailed(h.Context(), h.d.Read(), 0, 100)
	h.must(err)
	if len(all) != n {
		h.Fatalf("%d of %d jobs failed", len(all), n)
	}
	return all
}

// The list of dead jobs says why each failed, and lets whoever may change settings retry it or give it up, once.
func TestDeadJobsAreRetriedOrGivenUp(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		if none := ok[list[failedJob]](boss, "GET", "/api/jobs/failed", nil); len(none.Items) != 0 {
			h.Errorf("%+v", none)
		}
		dead := h.kill(2, errors.New("the gateway of 王芳 13812345678 did not answer"))
		shown := ok[list[failedJob]](boss, "GET", "/api/jobs/failed", nil)
		if len(shown.Items) != 2 || shown.Items[0].ID != dead[0].ID || shown.Items[1].ID != dead[1].ID {
			h.Fatalf("%+v", shown)
		}
		if cause := shown.Items[0].LastError; !strings.Contains(cause, "did not answer") || strings.Contains(cause, "王芳") || strings.Contains(cause, "13812345678") {
			h.Errorf("the cause is %q", cause)
		}
		for n, act := range []string{"retry", "drop"} {
			at := "/api/jobs/" + dead[n].ID.String() + "/" + act
			refused(h.bearer(org.RoleOperator, org.ScopeAll, 0), 403, "permission.denied", "POST", at, nil)
			ok[none](boss, "POST", at, nil)
			refused(boss, 404, "job.missing", "POST", at, nil)
		}
		m, err := job.Measure(t.Context(), h.d.Read(), h.d.Clock.Now().UnixMilli())
		h.must(err)
		if m.Failed != 0 || m.Ready != 1 {
			t.Errorf("afterwards: %+v", m)
		}
		audits, err := h.c.Org.History(h.owner(), org.HistoryQuery{ObjectKind: "job", ObjectID: int64(dead[0].ID)})
		h.must(err)
		if len(audits.Items) != 1 || audits.Items[0].Verb != "job.retry" {
			t.Errorf("the audit says %+v", audits.Items)
		}
	})
}
