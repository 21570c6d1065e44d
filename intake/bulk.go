package intake

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"qunli/customer"
	"qunli/insight"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/id"
	"qunli/kit/job"
	"qunli/org"
)

type bulkKind struct{}

func (bulkKind) Prefix() string { return "blk" }

// BulkID identifies one act on many people.
type BulkID = id.Of[bulkKind]

// Cancelled is the state of what somebody stopped: what was done stays. An import is shown in it, and kept as Failed.
const Cancelled State = "cancelled"

// What can be done to many people at once. Doing any of them again changes nothing.
const (
	BulkTag    = "tag"
	BulkUntag  = "untag"
	BulkAssign = "assign"
)

// BulkRequest is an act on the people of a list, or of a filter when the list is nil.
type BulkRequest struct {
	Act    string               `json:"act"`
	Tags   []string             `json:"tags,omitempty"`
	Store  org.StoreID          `json:"store,omitempty"`
	Staff  org.StaffID          `json:"staff,omitempty"`
	People []customer.ID        `json:"people,omitempty"`
	Filter insight.PeopleFilter `json:"filter,omitzero"`
}

// Bulk is how far such an act is.
type Bulk struct {
	ID         BulkID
	Act        string
	Body       string
	Actor      string
	State      State
	Total      int64
	Done       int64
	Missed     int64
	Error      string
	ActorKind  org.ActorKind
	ActorID    int64
	CreatedAt  int64
	StartedAt  int64
	FinishedAt int64
}

// Fault gives what ended the act, nil when nothing did.
func (b Bulk) Fault() *Reason { return Import{Error: b.Error}.Fault() }

// The refusals of bulk acts.
var (
	ErrBulkAct  = fault.New(fault.Invalid, "bulk.act", "不能对多人做 %q；可用 tag、untag、assign", "Cannot do %q to many; there are tag, untag and assign")
	ErrBulkNone = fault.New(fault.Missing, "bulk.none", "没有这次批量操作", "There is no such bulk act")
	ErrBulkOver = fault.New(fault.Conflict, "bulk.over", "这次批量操作已经结束", "The bulk act is over already")
)

const (
	bulkJob  = "intake.bulk"
	bulkStep = 500   // people a transaction
	bulkNow  = 1_000 // a list as long as that is done at once, a longer one in the background
)

// Bulks carries acts on many people out, in the background when they are very many.
type Bulks struct {
	db        *db.DB
	queue     *job.Queue
	customers *customer.Service
	lists     *insight.Service
}

// NewBulks gives the acts on d, and has the queue carry the long ones out.
func NewBulks(d *db.DB, q *job.Queue, customers *customer.Service, lists *insight.Service) *Bulks {
	b := &Bulks{d, q, customers, lists}
	job.HandleOutside(q, bulkJob, b.carryOn)
	return b
}

// Begin does something to people in the actor's scope: at once when they are few, else in the background, as the actor.
// Total says how many.
func (b *Bulks) Begin(ctx context.Context, r BulkRequest) (Bulk, error) {
	if err := org.Must(ctx, org.CustomerEdit); err != nil {
		return Bulk{}, err
	}
	if !slices.Contains([]string{BulkTag, BulkUntag, BulkAssign}, r.Act) {
		return Bulk{}, ErrBulkAct.F(r.Act)
	}
	people, err := b.people(ctx, r)
	if err != nil {
		return Bulk{}, err
	}
	if err := b.try(ctx, r, people); err != nil {
		return Bulk{}, err
	}
	one, err := b.enter(ctx, r, int64(len(people)))
	if err != nil || len(people) > bulkNow {
		return one, err
	}
	err = b.carry(ctx, &one, r, people)
	return one, err
}

// try refuses at once what would be refused of everybody.
func (b *Bulks) try(ctx context.Context, r BulkRequest, people []customer.ID) error {
	return b.act(ctx, r, people[:0:0])
}

func (b *Bulks) people(ctx context.Context, r BulkRequest) ([]customer.ID, error) {
	if r.People != nil {
		return r.People, nil
	}
	return b.lists.People(ctx, r.Filter)
}

// enter writes the act down, with the job that does it when it is long.
func (b *Bulks) enter(ctx context.Context, r BulkRequest, total int64) (Bulk, error) {
	actor, _ := org.ActorOf(ctx)
	who, err := json.Marshal(actor)
	if err != nil {
		return Bulk{}, err
	}
	body, err := json.Marshal(r)
	if err != nil {
		return Bulk{}, err
	}
	one := Bulk{Act: r.Act, Body: string(body), Actor: string(who), State: Waiting, Total: total, ActorKind: actor.Kind, ActorID: actor.ID}
	err = b.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		one.ID, one.CreatedAt = BulkID(tx.NewID()), tx.Now
		if _, err := db.Insert(ctx, tx, "intake_bulk", []Bulk{one}, ""); err != nil {
			return err
		}
		if total > bulkNow {
			if _, err := b.queue.Enqueue(ctx, tx, job.Spec{Kind: bulkJob, Payload: bulkPayload{one.ID}}); err != nil {
				return err
			}
		}
		return org.Audit(ctx, tx, org.Change{Verb: "bulk." + r.Act, Object: "bulk", ID: int64(one.ID),
			After: map[string]any{"people": total, "tags": len(r.Tags), "store": r.Store, "staff": r.Staff}})
	})
	return one, err
}

type bulkPayload struct {
	Bulk BulkID `json:"bulk"`
}

// carryOn is the job: it does the whole again after a crash, which changes nothing of what was done.
func (b *Bulks) carryOn(ctx context.Context, p bulkPayload) error {
	one, err := loadBulk(ctx, b.db.Read(), p.Bulk)
	if err != nil || one.FinishedAt != 0 {
		return err
	}
	var actor org.Actor
	var r BulkRequest
	if err := errors.Join(json.Unmarshal([]byte(one.Actor), &actor), json.Unmarshal([]byte(one.Body), &r)); err != nil {
		return err
	}
	ctx = org.As(ctx, actor)
	people, err := b.people(ctx, r)
	if err != nil {
		return err
	}
	return b.carry(ctx, &one, r, people)
}

// carry does the act in steps and keeps how far it is. What is refused for good ends it as failed and is no failure of the
// job.
func (b *Bulks) carry(ctx context.Context, one *Bulk, r BulkRequest, people []customer.ID) error {
	one.State, one.Total, one.Done, one.Missed = Running, int64(len(people)), 0, 0
	if err := b.keep(ctx, one); err != nil {
		return ended(err)
	}
	for part := range slices.Chunk(people, bulkStep) {
		missed, err := b.step(ctx, r, part)
		if err != nil && interrupted(ctx, err) {
			return err
		}
		one.Done, one.Missed = one.Done+int64(len(part)), one.Missed+missed
		if err != nil {
			one.State, one.Error = Failed, reasonOf(err).json()
		}
		if err := b.keep(ctx, one); err != nil || one.State == Failed {
			return ended(err)
		}
	}
	one.State = Done
	return ended(b.keep(ctx, one))
}

// ended passes over that somebody cancelled the act.
func ended(err error) error {
	if errors.Is(err, ErrBulkOver) {
		return nil
	}
	return err
}

// step does the act to some people. Who was erased, or is out of sight by now, is passed over one by one.
func (b *Bulks) step(ctx context.Context, r BulkRequest, people []customer.ID) (missed int64, err error) {
	err = b.act(ctx, r, people)
	if !gone(err) {
		return 0, err
	}
	for _, i := range people {
		switch err := b.act(ctx, r, []customer.ID{i}); {
		case gone(err):
			missed++
		case err != nil:
			return missed, err
		}
	}
	return missed, nil
}

// gone tells whether a refusal is of single people.
func gone(err error) bool {
	return errors.Is(err, customer.ErrErased) || errors.Is(err, customer.ErrMissing) || errors.Is(err, org.ErrScope)
}

func (b *Bulks) act(ctx context.Context, r BulkRequest, people []customer.ID) error {
	switch r.Act {
	case BulkTag:
		return b.customers.Tag(ctx, people, r.Tags)
	case BulkUntag:
		return b.customers.Untag(ctx, people, r.Tags)
	}
	return b.customers.AssignAll(ctx, people, r.Store, r.Staff)
}

// keep writes how far an act is, and refuses once it is over: somebody cancelled it. The request is forgotten at its end.
func (b *Bulks) keep(ctx context.Context, one *Bulk) error {
	return b.db.Tx(db.Bulk(ctx), func(ctx context.Context, tx *db.Tx) error {
		if one.StartedAt == 0 {
			one.StartedAt = tx.Now
		}
		if one.State != Running {
			one.FinishedAt, one.Body = tx.Now, ""
		}
		return db.MustAffect(ctx, tx, ErrBulkOver, `
			UPDATE intake_bulk SET state = $1, total = $2, done = $3, missed = $4, error = $5, body = $6, started_at = $7, finished_at = $8
			WHERE id = $9 AND finished_at = 0`,
			one.State, one.Total, one.Done, one.Missed, one.Error, one.Body, one.StartedAt, one.FinishedAt, one.ID)
	})
}

const bulkColumns = `id, act, body, actor, state, total, done, missed, error, actor_kind, actor_id, created_at, started_at, finished_at`

func loadBulk(ctx context.Context, q db.Q, i BulkID) (Bulk, error) {
	one, err := db.One[Bulk](ctx, q, `SELECT `+bulkColumns+` FROM intake_bulk WHERE id = $1`, i)
	if errors.Is(err, db.ErrNone) {
		err = ErrBulkNone
	}
	return one, err
}

// mine refuses an act that somebody else asked for, to whoever does not see the whole brand.
func mine(ctx context.Context, one Bulk) error {
	a, _ := org.ActorOf(ctx)
	if org.Scope(ctx).Whole() || a.Kind == one.ActorKind && a.ID == one.ActorID {
		return nil
	}
	return org.ErrScope
}

// Get gives one act.
func (b *Bulks) Get(ctx context.Context, i BulkID) (Bulk, error) {
	if err := org.Must(ctx, org.CustomerEdit); err != nil {
		return Bulk{}, err
	}
	one, err := loadBulk(ctx, b.db.Read(), i)
	if err == nil {
		err = mine(ctx, one)
	}
	return one, err
}

// Open lists the acts that have not ended, those that the actor may see, the oldest first.
func (b *Bulks) Open(ctx context.Context) ([]Bulk, error) {
	if err := org.Must(ctx, org.CustomerEdit); err != nil {
		return nil, err
	}
	all, err := db.All[Bulk](ctx, b.db.Read(), `SELECT `+bulkColumns+` FROM intake_bulk WHERE state IN ('waiting', 'running') ORDER BY id LIMIT 200`)
	return slices.DeleteFunc(all, func(one Bulk) bool { return mine(ctx, one) != nil }), err
}

// Cancel stops an act under way; what it did stays done.
func (b *Bulks) Cancel(ctx context.Context, i BulkID) error {
	one, err := b.Get(ctx, i)
	if err != nil {
		return err
	}
	return b.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := db.MustAffect(ctx, tx, ErrBulkOver, `UPDATE intake_bulk SET state = 'cancelled', body = '', finished_at = $1 WHERE id = $2 AND finished_at = 0`,
			tx.Now, one.ID)
		if err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "bulk.cancel", Object: "bulk", ID: int64(one.ID)})
	})
}
