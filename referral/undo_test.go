package referral

import (
	"context"
	"slices"
	"testing"

	"qunli/customer"
	"qunli/kit/db"
)

func (h *house) forget(t *testing.T, importID int64, step int) {
	t.Helper()
	for more := true; more; {
		h.tx(t, func(ctx context.Context, tx *db.Tx) (err error) {
			more, err = ForgetImport(ctx, tx, importID, step)
			return err
		})
		h.clean(t)
	}
}

// An undo takes what only its import brought, gives what others said too to them, and lets the next claim in.
func TestUndoLeavesWhatOthersSay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.crowd(t, 6, 0)
		h.claims(t, 2, brings(p[5], p[3], start+9))
		nodes := func() []Node {
			return must[[]Node](t)(db.All[Node](h.owner, h.Read(), `SELECT `+nodeColumns+` FROM referral_node ORDER BY customer_id`))
		}
		before := nodes()
		h.claims(t, 1, brings(p[0], p[1], start), brings(p[1], p[2], start), brings(p[0], p[3], start), brings(p[2], p[4], start))
		h.claims(t, 3, brings(p[1], p[2], start))
		if n := h.at(t, p[0]); n.Subtree != 4 {
			t.Errorf("before the undo: %s", n.text())
		}
		h.forget(t, 1, 2)
		if n := h.at(t, p[1]); n.ParentID != 0 || n.Subtree != 1 {
			t.Errorf("what another import said too: %s", n.text())
		}
		if n := h.at(t, p[3]); n.ParentID != p[5] {
			t.Errorf("the next claim is not let in: %s", n.text())
		}
		h.forget(t, 3, 100)
		if after := nodes(); !slices.Equal(before, after) {
			t.Errorf("left: %v, want %v", after, before)
		}
		if n := h.count(t, `SELECT COUNT(*) FROM referral_claim`) + h.count(t, `SELECT COUNT(*) FROM referral_seen`); n != 1 {
			t.Errorf("%d rows are left, want 1", n)
		}
	})
}

func TestAnUndoIsRefusedWhereAHandDecided(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.crowd(t, 3, 0)
		h.claims(t, 0, brings(p[0], p[1], start))
		v := h.claims(t, 1, brings(p[2], p[1], start+1))[0]
		if err := h.Decide(h.owner, v.ID, "so it was"); err != nil {
			t.Fatal(err)
		}
		deps := must[[]customer.Dependent](t)(ImportDependents(h.owner, h.Read(), 1))
		if len(deps) != 1 || deps[0].ID != p[1].String() {
			t.Errorf("dependents: %+v", deps)
		}
		if deps := must[[]customer.Dependent](t)(ImportDependents(h.owner, h.Read(), 2)); len(deps) != 0 {
			t.Errorf("of another import: %+v", deps)
		}
		h.tx(t, func(ctx context.Context, tx *db.Tx) error {
			used, err := StillUsed(ctx, tx, append(p, 77))
			if len(used) != 3 || used[77] {
				t.Errorf("still used: %v", used)
			}
			return err
		})
	})
}
