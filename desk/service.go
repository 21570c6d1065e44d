package desk

import (
	"context"
	"errors"

	"qunli/kit/db"
	"qunli/org"
)

// Service is the room's verbs.
type Service struct{ db *db.DB }

// New gives the verbs on d.
func New(d *db.DB) *Service { return &Service{d} }

// Filter narrows a list; zero fields do not.
type Filter struct {
	Kind  Kind
	State State       // open when ""
	Staff org.StaffID // whose
	After ID          // the last id of the page before
	Limit int         // 1 to 200; 50 when 0
}

const taskColumns = `id, kind, customer_id, community_id, subject_id, why, store_id, staff_id, due_at, state, outcome, key, created_at, closed_at`

// List gives a page of the tasks in the actor's scope, newest first.
func (s *Service) List(ctx context.Context, f Filter) ([]Task, error) {
	if err := org.Must(ctx, org.TaskEdit); err != nil {
		return nil, err
	}
	if f.State == "" {
		f.State = Open
	}
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	c := org.Scope(ctx).Cond("store_id", "staff_id").And("state = $1", f.State).
		If(f.Kind != "", "kind = $1", f.Kind).If(f.Staff != 0, "staff_id = $1", f.Staff).If(f.After != 0, "id < $1", f.After)
	return db.All[Task](ctx, s.db.Read(), `SELECT `+taskColumns+` FROM desk_task WHERE `+c.SQL()+`
		ORDER BY id DESC LIMIT `+c.Next(1), c.Args(f.Limit)...)
}

// Get gives one task in the actor's scope.
func (s *Service) Get(ctx context.Context, i ID) (Task, error) {
	if err := org.Must(ctx, org.TaskEdit); err != nil {
		return Task{}, err
	}
	return load(ctx, s.db.Read(), i)
}

// load gives a task, if the actor may see it.
func load(ctx context.Context, q db.Q, i ID) (Task, error) {
	t, err := db.One[Task](ctx, q, `SELECT `+taskColumns+` FROM desk_task WHERE id = $1`, i)
	if errors.Is(err, db.ErrNone) {
		return t, ErrMissing
	}
	if err != nil {
		return t, err
	}
	return t, org.Scope(ctx).Check(t.StoreID, t.StaffID)
}

// Close ends an open task: Done, or Dropped because it need not be done. The outcome is a code and holds no personal data.
func (s *Service) Close(ctx context.Context, i ID, state State, outcome string) error {
	if state != Done && state != Dropped {
		return ErrState.F(state)
	}
	return s.change(ctx, i, "task."+string(state), func(ctx context.Context, tx *db.Tx) error {
		return db.MustAffect(ctx, tx, ErrClosed, `UPDATE desk_task SET state = $1, outcome = $2, closed_at = $3 WHERE id = $4 AND state = 'open'`,
			state, outcome, tx.Now, i)
	})
}

// Snooze moves the due time of an open task, ms.
func (s *Service) Snooze(ctx context.Context, i ID, due int64) error {
	return s.change(ctx, i, "task.snooze", func(ctx context.Context, tx *db.Tx) error {
		if due <= tx.Now {
			return ErrDue.F(due)
		}
		return db.MustAffect(ctx, tx, ErrClosed, `UPDATE desk_task SET due_at = $1 WHERE id = $2 AND state = 'open'`, due, i)
	})
}

// HandOver gives an open task to a member of staff; 0 gives it back to everybody.
func (s *Service) HandOver(ctx context.Context, i ID, to org.StaffID) error {
	return s.change(ctx, i, "task.hand_over", func(ctx context.Context, tx *db.Tx) error {
		if to != 0 {
			if err := org.MustKnow(ctx, tx, nil, []org.StaffID{to}); err != nil {
				return err
			}
		}
		return db.MustAffect(ctx, tx, ErrClosed, `UPDATE desk_task SET staff_id = $1 WHERE id = $2 AND state = 'open'`, to, i)
	})
}

// change does one thing with a task in the actor's scope, and audits it.
func (s *Service) change(ctx context.Context, i ID, verb string, do func(ctx context.Context, tx *db.Tx) error) error {
	if err := org.Must(ctx, org.TaskEdit); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		was, err := load(ctx, tx, i)
		if err != nil {
			return err
		}
		if err := do(ctx, tx); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: verb, Object: "task", ID: int64(i), Before: map[string]any{"state": was.State, "due": was.DueAt}})
	})
}
