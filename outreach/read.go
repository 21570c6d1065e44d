package outreach

import (
	"context"

	"qunli/kit/db"
	"qunli/org"
)

// Get gives a broadcast in the actor's scope.
func (s *Service) Get(ctx context.Context, i ID) (Broadcast, error) {
	if err := org.Must(ctx, org.OutreachEdit); err != nil {
		return Broadcast{}, err
	}
	return load(ctx, s.db.Read(), i)
}

// List gives a page of the broadcasts in the actor's scope, the last first; state "" is any, before the last id of the page
// before, 0 none.
func (s *Service) List(ctx context.Context, state State, before ID, limit int) ([]Broadcast, error) {
	if err := org.Must(ctx, org.OutreachEdit); err != nil {
		return nil, err
	}
	if limit <= 0 || limit > 200 {
		limit = 50
	}
	c := org.Scope(ctx).Cond("store_id", "staff_id").If(state != "", "state = $1", state).If(before != 0, "id < $1", before)
	rows, err := db.All[row](ctx, s.db.Read(), `SELECT `+columns+` FROM outreach_broadcast WHERE `+c.SQL()+` ORDER BY id DESC LIMIT `+c.Next(1), c.Args(limit)...)
	if err != nil {
		return nil, err
	}
	out := make([]Broadcast, len(rows))
	for n, r := range rows {
		if out[n], err = r.broadcast(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Task is what one member was asked to send, and how far they have come.
type Task struct {
	ID          BatchID
	Member      string
	StaffID     org.StaffID
	State       string // planned, calling, made, failed, ended
	Recipients  int64
	MadeAt      int64 // ms, 0 not yet
	ConfirmedAt int64
	Reminders   int64
	Reason      string // a fault's code, "" none
	Outcomes    map[Outcome]int64
}

// Tasks lists what every member was asked to send, with what became of it.
func (s *Service) Tasks(ctx context.Context, i ID) ([]Task, error) {
	if err := org.Must(ctx, org.OutreachEdit); err != nil {
		return nil, err
	}
	q := s.db.Read()
	if _, err := load(ctx, q, i); err != nil {
		return nil, err
	}
	list, err := db.All[batch](ctx, q, `SELECT `+batchColumns+` FROM outreach_batch WHERE broadcast_id = $1 ORDER BY member, id`, i)
	if err != nil {
		return nil, err
	}
	type tally struct {
		BatchID BatchID
		State   Outcome
		Count   int64
	}
	outcomes := map[BatchID]map[Outcome]int64{}
	for _, t := range list {
		outcomes[t.ID] = map[Outcome]int64{}
	}
	err = db.Each(ctx, q, func(t tally) error { outcomes[t.BatchID][t.State] = t.Count; return nil },
		`SELECT batch_id, state, COUNT(*) AS count FROM outreach_reach WHERE broadcast_id = $1 AND batch_id <> 0 GROUP BY batch_id, state`, i)
	out := make([]Task, len(list))
	for n, t := range list {
		out[n] = Task{t.ID, t.Member, t.StaffID, t.State, t.Size, t.MadeAt, t.ConfirmedAt, t.Reminders, t.Reason, outcomes[t.ID]}
	}
	return out, err
}
