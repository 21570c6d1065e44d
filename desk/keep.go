package desk

import (
	"context"

	"qunli/kit/db"
)

// Keep makes the open tasks of a kind follow what a later room found out, in the caller's transaction: those of which still
// says no are closed with the outcome, and of fresh as many are raised as leave at most open of them. A task of the same
// key is raised once.
func Keep(ctx context.Context, tx *db.Tx, kind Kind, most int, still func(Task) bool, fresh []Task, outcome string) (raised int, err error) {
	have, err := db.All[Task](ctx, tx, `SELECT `+taskColumns+` FROM desk_task WHERE kind = $1 AND state = 'open' ORDER BY id`, kind)
	if err != nil {
		return 0, err
	}
	known := map[string]bool{}
	for _, t := range have {
		if known[t.Key] = true; still(t) {
			continue
		}
		if err := end(ctx, tx, t.Key, outcome); err != nil {
			return 0, err
		}
		most++
	}
	var add []Task
	for _, t := range fresh {
		if t.Kind = kind; !known[t.Key] && len(have)+len(add) < most {
			add = append(add, t)
		}
	}
	if len(add) == 0 {
		return 0, nil
	}
	return len(add), raise(ctx, tx, add)
}

// PassOn marks the open tasks of a reason that are late as passed on to whoever looks after more, in the caller's transaction; n
// is how many.
func PassOn(ctx context.Context, tx *db.Tx, why string) (n int64, err error) {
	return db.Exec(ctx, tx, `UPDATE desk_task SET escalated_at = $2 WHERE state = 'open' AND why = $1 AND due_at < $2 AND escalated_at = 0`, why, tx.Now)
}
