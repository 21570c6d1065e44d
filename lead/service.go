package lead

import (
	"context"
	"encoding/json"
	"time"

	"qunli/customer"
	"qunli/desk"
	"qunli/kit/db"
	"qunli/kit/job"
	"qunli/org"
)

const columns = `id, origin, origin_id, customer_id, day, source, campaign, place, store_id, staff_id, visitor, address, at`

// Service sees that leads are called.
type Service struct {
	db   *db.DB
	jobs *job.Queue
}

// New gives the service.
func New(d *db.DB, jobs *job.Queue) *Service { return &Service{d, jobs} }

const tendJob = "lead.tend"

// Schedule looks every minute for leads that nobody called in time.
func (s *Service) Schedule() {
	s.jobs.HandleOutside(tendJob, func(ctx context.Context, _ json.RawMessage) error { return s.Tend(ctx) })
	s.jobs.Every(tendJob, time.Minute, tendJob)
}

// Tend passes on what is late to whoever looks after more.
func (s *Service) Tend(ctx context.Context) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := desk.PassOn(ctx, tx, Why)
		return err
	})
}

// Filter is which leads a list shows.
type Filter struct {
	Origin   Origin
	OriginID int64 // 0 any
	Staff    org.StaffID
	After    ID
	Limit    int // 1 to 200; 50 when 0
}

// List gives the leads that the actor sees, the newest first. Whoever calls it asked whether the actor may.
func List(ctx context.Context, q db.Q, f Filter) ([]Lead, error) {
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	c := org.Scope(ctx).Cond("store_id", "staff_id").And("origin = $1", f.Origin).If(f.OriginID != 0, "origin_id = $1", f.OriginID).
		If(f.Staff != 0, "staff_id = $1", f.Staff).If(f.After != 0, "id < $1", f.After)
	return db.All[Lead](ctx, q, `SELECT `+columns+` FROM lead WHERE `+c.SQL()+` ORDER BY id DESC LIMIT `+c.Next(1), c.Args(f.Limit)...)
}

// ErasePeople empties what people who are being erased said of where they are. That they left a number stays.
func ErasePeople(ctx context.Context, tx *db.Tx, people []customer.ID) error {
	c := db.Where("").In("customer_id", people)
	_, err := db.Exec(ctx, tx, `UPDATE lead SET place = '' WHERE `+c.SQL(), c.Args()...)
	return err
}

var _ customer.EraseHook = ErasePeople
