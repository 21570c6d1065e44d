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

// The page of dead jobs says why each failed, and lets whoever may change settings retry it or give it up, once.
func TestDeadJobsAreRetriedOrGivenUp(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		boss.sound(boss.page("/jobs"), 200, "没有失败的任务")
		dead := h.kill(2, errors.New("the gateway of 王芳 13812345678 did not answer"))
		body := boss.sound(boss.page("/jobs"), 200, dead[0].ID.String(), dead[1].ID.String(), "did not answer", "失败 2", `href="/jobs" aria-current="page"`)
		if strings.Contains(body, "王芳") || strings.Contains(body, "13812345678") {
			t.Error("the cause names a person")
		}
		boss.sound(boss.page("/jobs?lang=en"), 200, "Give up")
		for n, act := range []string{"retry", "drop"} {
			if w := boss.form("/jobs/" + dead[n].ID.String() + "/" + act); w.Code != 303 {
				t.Errorf("%s: %d %s", act, w.Code, w.Body)
			}
			if w := boss.form("/jobs/" + dead[n].ID.String() + "/" + act); w.Code != 404 {
				t.Errorf("%s twice: %d", act, w.Code)
			}
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
		if w := h.bearer(org.RoleOperator, org.ScopeAll, 0).page("/jobs"); w.Code != 403 {
			t.Errorf("an operator saw them: %d", w.Code)
		}
	})
}
