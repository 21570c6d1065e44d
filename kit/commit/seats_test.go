package commit

import (
	"context"
	"errors"
	"testing"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// seats is a hot verb small enough to see through: people take seats of one hall. It remembers the hall between
// batches and checks by the version that it may.
type seats struct {
	known  bool
	hall   hall
	forgot int
	reread int
	fail   error // what the next Apply answers
}

type hall struct{ Version, Free, Next int64 }

type taken struct {
	Person int64 // unique
	Amount int64 // CHECK: positive
	Place  int64 // order of decision
}

var errFull = fault.New(fault.Exhausted, "test.full", "满", "full")

const (
	nastyDecide = -7 // panics
	nastyApply  = -8 // breaks Apply in a way that names no constraint
	nastyPart   = -9 // panics while it is written
)

func makeHall(t *testing.T, d *db.DB, free int64) {
	t.Helper()
	err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err1 := db.Exec(ctx, tx, `CREATE TABLE hall (id BIGINT PRIMARY KEY, version BIGINT NOT NULL, free BIGINT NOT NULL CHECK (free >= 0), next BIGINT NOT NULL)`)
		_, err2 := db.Exec(ctx, tx, `CREATE TABLE seat (person BIGINT PRIMARY KEY, amount BIGINT NOT NULL CHECK (amount > 0), place BIGINT NOT NULL UNIQUE)`)
		_, err3 := db.Exec(ctx, tx, `INSERT INTO hall (id, version, free, next) VALUES (1, 0, $1, 0)`, free)
		return errors.Join(err1, err2, err3)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (s *seats) Begin(ctx context.Context, tx *db.Tx, _ []taken) error {
	h, err := db.One[hall](ctx, tx, `UPDATE hall SET version = version + 1 WHERE id = 1 RETURNING version, free, next`)
	if err != nil {
		return err
	}
	if !s.known || h.Version != s.hall.Version+1 {
		s.known, s.hall = true, h
		s.reread++
	}
	s.hall.Version = h.Version
	return nil
}

func (s *seats) Decide(_ int64, r taken) (int64, []taken, error) {
	if r.Amount == nastyDecide {
		panic("cannot decide")
	}
	if s.hall.Free == 0 {
		return 0, []taken{r}, errFull // the writes of a refusal count for nothing
	}
	s.hall.Free--
	s.hall.Next++
	r.Place = s.hall.Next
	return r.Place, []taken{r}, nil
}

func (s *seats) Apply(ctx context.Context, tx *db.Tx, writes []taken) error {
	if err := s.fail; err != nil {
		s.fail = nil
		return err
	}
	if err := insertSeats(ctx, tx, writes); err != nil {
		return err
	}
	return emptyHall(ctx, tx, writes)
}

func insertSeats(ctx context.Context, tx *db.Tx, writes []taken) error {
	for _, w := range writes {
		if w.Amount == nastyApply {
			return errors.New("cannot write")
		}
		if w.Amount == nastyPart {
			panic("cannot write")
		}
	}
	_, err := db.Insert(ctx, tx, "seat", writes, "")
	return err
}

func emptyHall(ctx context.Context, tx *db.Tx, writes []taken) error {
	n := int64(len(writes))
	return db.MustAffect(ctx, tx, errFull, `UPDATE hall SET free = free - $1, next = next + $1 WHERE id = 1 AND free >= $1`, n)
}

// eager is the same verb, writing seats while it decides.
type eager struct {
	seats
	unwritten []taken
	parts     int
}

func (e *eager) Begin(ctx context.Context, tx *db.Tx, requests []taken) error {
	e.unwritten = nil
	return e.seats.Begin(ctx, tx, requests)
}

func (e *eager) Decide(now int64, r taken) (int64, []taken, error) {
	reply, writes, err := e.seats.Decide(now, r)
	if err == nil {
		e.unwritten = append(e.unwritten, writes...)
	}
	return reply, writes, err
}

func (e *eager) Part() func(ctx context.Context, tx *db.Tx) error {
	part := e.unwritten
	if e.unwritten = nil; len(part) == 0 {
		return nil
	}
	e.parts++
	return func(ctx context.Context, tx *db.Tx) error { return insertSeats(ctx, tx, part) }
}

func (e *eager) Apply(ctx context.Context, tx *db.Tx, writes []taken) error {
	if err := insertSeats(ctx, tx, e.unwritten); err != nil {
		return err
	}
	return emptyHall(ctx, tx, writes)
}

func (s *seats) Forget() { s.known, s.forgot = false, s.forgot+1 }

// rows gives the seats in the order of decision.
func rows(t *testing.T, d dbtest.Fixture) []taken {
	t.Helper()
	all, err := db.All[taken](t.Context(), d.Read(), `SELECT person, amount, place FROM seat ORDER BY place`)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var (
	_ Decider[taken, int64, taken] = (*seats)(nil)
	_ Ahead                        = (*eager)(nil)
)
