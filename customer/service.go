package customer

import (
	"context"

	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/org"
)

// EraseHook deletes what a later room holds about people who are being erased, in the erasing transaction.
type EraseHook func(ctx context.Context, tx *db.Tx, people []ID) error

// Service is the room's verbs for people at a screen and callers of the API.
type Service struct {
	db    *db.DB
	bus   *event.Bus
	hooks []EraseHook
}

// New gives the verbs on d, which tell their facts to bus. The hooks run, in order, whenever a person is erased.
func New(d *db.DB, bus *event.Bus, hooks ...EraseHook) *Service {
	return &Service{db: d, bus: bus, hooks: hooks}
}

// peopleLock is shared by whoever adds something to people, and held alone by whoever takes people away: nothing is added to
// somebody who has just gone. It is taken before anything is written.
const peopleLock = "customer.people"

// add is a transaction of a verb that adds something to people.
func (s *Service) add(ctx context.Context, f func(ctx context.Context, tx *db.Tx) error) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := db.Share(ctx, tx, peopleLock); err != nil {
			return err
		}
		return f(ctx, tx)
	})
}

// Hold keeps everybody from being taken away until tx ends: who locks something of a later room before adding facts to
// people calls it first.
func Hold(ctx context.Context, tx *db.Tx) error { return db.Share(ctx, tx, peopleLock) }

// Join lets the transaction add facts to a person, in the caller's transaction: they are here, in the actor's scope and not
// erased, and stay so until it ends.
func Join(ctx context.Context, tx *db.Tx, i ID) error {
	if err := db.Share(ctx, tx, peopleLock); err != nil {
		return err
	}
	_, err := loadOpen(ctx, tx, i)
	return err
}

// load gives a person by id, through aliases, if ctx's actor may see them: otherwise ErrMissing or org.ErrScope.
func load(ctx context.Context, q db.Q, i ID) (row, error) {
	now, err := Canonical(ctx, q, []ID{i})
	if err != nil {
		return row{}, err
	}
	return loadRaw(ctx, q, now[i])
}

// loadRaw is load without reading through aliases.
func loadRaw(ctx context.Context, q db.Q, i ID) (row, error) {
	rows, err := db.All[row](ctx, q, `SELECT `+rowColumns+` FROM customer WHERE id = $1`, i)
	if err != nil {
		return row{}, err
	}
	if len(rows) == 0 {
		return row{}, ErrMissing
	}
	return rows[0], org.Scope(ctx).Check(rows[0].StoreID, rows[0].StaffID)
}

// loadOpen is load for a change: an erased person is refused.
func loadOpen(ctx context.Context, q db.Q, i ID) (row, error) {
	r, err := load(ctx, q, i)
	if err == nil && r.ErasedAt != 0 {
		err = ErrErased
	}
	return r, err
}

// group gives a person and everybody merged into them, the person first.
func group(ctx context.Context, q db.Q, i ID) ([]ID, error) {
	groups, err := groupsOf(ctx, q, []ID{i})
	return groups[i], err
}

// audit records a change of one person.
func audit(ctx context.Context, tx *db.Tx, verb string, i ID, before, after any) error {
	return org.Audit(ctx, tx, org.Change{Verb: verb, Object: "customer", ID: int64(i), Before: before, After: after})
}
