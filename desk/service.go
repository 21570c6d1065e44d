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

// Raise adds tasks that are not there yet, by their keys, for rooms that have no transaction of their own.
func (s *Service) Raise(ctx context.Context, tasks ...Task) error {
	if err := org.Must(ctx, org.TaskEdit); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return Ask(ctx, tx, tasks) })
}

// Filter narrows a list; zero fields do not.
type Filter struct {
	Kind   Kind
	State  State       // open when ""
	Staff  org.StaffID // whose
	Open   bool        // those that are nobody's yet: only these, or with Staff these too
	Due    int64       // due before, ms
	Raised bool        // only those passed on (Escalate)
	ByDue  bool        // the most urgent first, not the newest
	After  ID          // the last id of the page before
	Place  *Place      // with ByDue, in place of After
	Limit  int         // 1 to 200; 50 when 0
}

// Place is a task's place in a list by due time: those passed on come in their turn like all others.
type Place struct {
	Due int64
	ID  ID
}

const taskColumns = `id, kind, customer_id, community_id, subject_id, why, store_id, staff_id, due_at, state, outcome, key, created_at, closed_at, escalated_at, escalated_by`

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
		If(f.Kind != "", "kind = $1", f.Kind).If(f.Staff != 0 && f.Open, "(staff_id = $1 OR staff_id = 0)", f.Staff).
		If(f.Staff != 0 && !f.Open, "staff_id = $1", f.Staff).If(f.Staff == 0 && f.Open, "staff_id = 0").
		If(f.Due != 0, "due_at < $1", f.Due).If(f.Raised, "escalated_at <> 0").If(f.After != 0, "id < $1", f.After)
	order := "id DESC"
	if f.ByDue {
		if order = "due_at, id"; f.Place != nil {
			c.After("due_at, id", false, f.Place.Due, f.Place.ID)
		}
	}
	return db.All[Task](ctx, s.db.Read(), `SELECT `+taskColumns+` FROM desk_task WHERE `+c.SQL()+`
		ORDER BY `+order+` LIMIT `+c.Next(1), c.Args(f.Limit)...)
}

// Tally is how many open tasks of a kind there are.
type Tally struct {
	Kind      Kind
	Tasks     int64
	Overdue   int64 // due before now
	Mine      int64 // the actor's own
	Open      int64 // nobody's yet
	Escalated int64
}

// Count counts the open tasks in the actor's scope, kind by kind.
func (s *Service) Count(ctx context.Context) ([]Tally, error) {
	if err := org.Must(ctx, org.TaskEdit); err != nil {
		return nil, err
	}
	a, _ := org.ActorOf(ctx)
	c := org.Scope(ctx).Cond("store_id", "staff_id").And("state = 'open'")
	now, me := c.Next(1), c.Next(2)
	return db.All[Tally](ctx, s.db.Read(), `SELECT kind, COUNT(*) AS tasks, COUNT(*) FILTER (WHERE due_at < `+now+`) AS overdue,
		COUNT(*) FILTER (WHERE staff_id = `+me+` AND staff_id <> 0) AS mine, COUNT(*) FILTER (WHERE staff_id = 0) AS open,
		COUNT(*) FILTER (WHERE escalated_at <> 0) AS escalated
		FROM desk_task WHERE `+c.SQL()+` GROUP BY kind ORDER BY kind`, c.Args(s.db.Clock().Now().UnixMilli(), a.Staff)...)
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

// Escalate passes an open task on to whoever looks after more: it stays whose it is, and is marked until it ends.
func (s *Service) Escalate(ctx context.Context, i ID) error {
	a, _ := org.ActorOf(ctx)
	return s.change(ctx, i, "task.escalate", func(ctx context.Context, tx *db.Tx) error {
		return db.MustAffect(ctx, tx, ErrClosed, `UPDATE desk_task SET escalated_at = $1, escalated_by = $2 WHERE id = $3 AND state = 'open'`, tx.Now, a.Staff, i)
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
