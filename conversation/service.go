package conversation

import (
	"context"
	"math"
	"time"

	"qunli/community"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/org"
)

// Service is the room's verbs for people at a screen and callers of the API.
type Service struct {
	db  *db.DB
	bus *event.Bus
}

// New gives the verbs on d. On queue it looks every minute for questions that have waited too long; on bus it hears
// which store and owner a group has been given to.
func New(d *db.DB, bus *event.Bus, queue *job.Queue) *Service {
	s := &Service{d, bus}
	job.Handle(queue, waitingJob, func(ctx context.Context, tx *db.Tx, _ job.Tick) error { return s.tellWaiting(ctx, tx) })
	queue.Every(waitingJob, time.Minute, waitingJob)
	event.SubscribeSerial(bus, "conversation", assign)
	return s
}

// waitingJob is the kind of the job that looks for waiting questions, and the name of its schedule.
const waitingJob = "conversation:waiting"

// maxAppend bounds one call of Append.
const maxAppend = 5000

// ErrTooMany refuses too many lines at once.
var ErrTooMany = fault.New(fault.Invalid, "conversation.too_many", "一次最多 %d 条", "At most %d lines at a time")

// Append brings lines of groups of the actor's scope in as they happen, for webhooks and callers of the API; source names
// the system whose names they bear. Lines come in their order; Repeat and Place are filled in.
func (s *Service) Append(ctx context.Context, source string, lines []Line) (Taken, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Taken{}, err
	}
	if len(lines) > maxAppend {
		return Taken{}, ErrTooMany.F(maxAppend)
	}
	groups := map[community.ID]bool{}
	count := NewCounter()
	for i := range lines {
		count.Number(&lines[i])
		if lines[i].Community != 0 {
			groups[lines[i].Community] = true
		}
	}
	var out Taken
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := inScope(ctx, tx, sortedKeys(groups)...); err != nil {
			return err
		}
		zone, err := org.Zone(ctx, tx)
		if err != nil {
			return err
		}
		if out, err = TakeLog(ctx, tx, 0, zone, Options{Source: source}, lines); err != nil {
			return err
		}
		return s.bus.Publish(ctx, tx, out.Facts()...)
	})
	return out, err
}

// maxTold bounds how many questions one look tells of: the next look tells of the others.
const maxTold = 500

// tellWaiting publishes the questions that have waited longer than groups of their kind allow. Of those in other groups
// nobody is told, now or later.
func (s *Service) tellWaiting(ctx context.Context, tx *db.Tx) error {
	patience, err := community.ReplyMinutes(ctx, tx)
	if err != nil {
		return err
	}
	shortest := int64(math.MaxInt64)
	for _, minutes := range patience {
		shortest = min(shortest, minutes*60_000)
	}
	rows, err := db.All[messageRow](ctx, tx, `SELECT id, community_id, customer_id, at FROM conversation_message
		WHERE question = 1 AND told = FALSE AND at <= $1 ORDER BY at LIMIT $2`, tx.Now-shortest, maxTold)
	if err != nil || len(rows) == 0 {
		return err
	}
	groups := map[community.ID]bool{}
	for _, m := range rows {
		groups[m.CommunityID] = true
	}
	places, err := community.Places(ctx, tx, sortedKeys(groups))
	if err != nil {
		return err
	}
	var facts []QuestionWaiting
	for _, m := range rows {
		p := places[m.CommunityID]
		minutes := patience[p.Kind]
		if m.At > tx.Now-minutes*60_000 {
			continue
		}
		n, err := db.Exec(ctx, tx, `UPDATE conversation_message SET told = TRUE WHERE id = $1 AND question = 1 AND told = FALSE`, m.ID)
		if err != nil {
			return err
		}
		if n == 1 && minutes > 0 {
			facts = append(facts, QuestionWaiting{m.ID, m.CommunityID, m.CustomerID, p.StoreID, p.StaffID, m.At})
		}
	}
	return event.PublishAll(ctx, tx, s.bus, facts)
}

// assign lets the rollups of a group follow it to another store or owner.
func assign(ctx context.Context, tx *db.Tx, facts []community.Assigned) error {
	for _, f := range facts {
		_, err := db.Exec(ctx, tx, `UPDATE conversation_day SET store_id = $1, staff_id = $2 WHERE community_id = $3`,
			f.Store, f.Staff, f.Community)
		if err != nil {
			return err
		}
	}
	return nil
}
