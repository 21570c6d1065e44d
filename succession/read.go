package succession

import (
	"context"
	"errors"

	"qunli/kit/db"
	"qunli/org"
)

// Counts is how many objects of a succession came to what.
type Counts struct {
	Customers, Groups int64
	Waiting           int64 // planned, asked or waiting
	Done              int64
	Undone            int64 // refused, full or failed
}

// Overview is a succession with how far it is.
type Overview struct {
	Succession
	Counts
}

func load(ctx context.Context, q db.Q, i ID) (Succession, error) {
	one, err := db.One[Succession](ctx, q, `SELECT `+columns+` FROM succession WHERE id = $1`, i)
	if errors.Is(err, db.ErrNone) {
		err = ErrMissing
	}
	return one, err
}

// List gives the successions, the last first.
func (s *Service) List(ctx context.Context, after ID, limit int) ([]Overview, error) {
	if err := org.Must(ctx, org.StaffManage); err != nil {
		return nil, err
	}
	if limit <= 0 || limit > 200 {
		limit = 50
	}
	c := db.Where("").If(after != 0, "s.id < $1", after)
	return db.All[Overview](ctx, s.db.Read(), `SELECT s.id, s.channel, s.from_id, s.member, s.resigned, s.message, s.tasks, s.staff_id, s.at, s.ended_at,
		COUNT(*) FILTER (WHERE o.kind = 'customer') AS customers, COUNT(*) FILTER (WHERE o.kind = 'group') AS groups,
		COUNT(*) FILTER (WHERE o.state IN ('planned', 'asked', 'waiting')) AS waiting, COUNT(*) FILTER (WHERE o.state = 'done') AS done,
		COUNT(*) FILTER (WHERE o.state IN ('refused', 'full', 'failed')) AS undone
		FROM succession s LEFT JOIN succession_object o ON o.succession_id = s.id WHERE `+c.SQL()+`
		GROUP BY s.id, s.channel, s.from_id, s.member, s.resigned, s.message, s.tasks, s.staff_id, s.at, s.ended_at
		ORDER BY s.id DESC LIMIT `+c.Next(1), c.Args(limit)...)
}

// Filter narrows the objects of a succession; zero fields do not.
type Filter struct {
	State State
	Open  bool   // only those without a result
	After Object // the last one of the page before
	Limit int    // 50 when 0
}

// Objects gives what is handed on, with the result of each.
func (s *Service) Objects(ctx context.Context, i ID, f Filter) ([]Object, error) {
	if err := org.Must(ctx, org.StaffManage); err != nil {
		return nil, err
	}
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	c := db.Where("succession_id = $1", i).If(f.State != "", "state = $1", f.State).If(f.Open, "state IN ('planned', 'asked', 'waiting')")
	if f.After.ObjectID != 0 {
		c.After("kind, object_id", false, f.After.Kind, f.After.ObjectID)
	}
	return db.All[Object](ctx, s.db.Read(), `SELECT `+objectColumns+` FROM succession_object WHERE `+c.SQL()+` ORDER BY kind, object_id LIMIT `+c.Next(1), c.Args(f.Limit)...)
}
