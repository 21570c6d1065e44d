package job

import (
	"context"
	"strconv"
	"time"

	"qunli/kit/db"
)

// Tick is the payload of a scheduled job.
type Tick struct {
	At int64 `json:"at"` // unix ms at which the period began
}

// schedule is a job that comes back.
type schedule struct {
	name, kind     string
	period, offset time.Duration
	last           int64 // tick this node inserted last
}

// Every enqueues a job of the kind once a period, counted from 1970 in UTC, whatever the number of nodes. The tick of
// the current period runs at once when it has not run yet; periods in which no node ran are not made up for, and a tick
// is left out while an earlier one of the same name still waits. Payload is a Tick.
func (q *Queue) Every(name string, period time.Duration, kind string) {
	q.EveryAt(name, period, 0, kind)
}

// EveryAt is Every with periods that begin offset later: 24 h and 19 h is every night at 3 in Shanghai.
func (q *Queue) EveryAt(name string, period, offset time.Duration, kind string) {
	q.schedules = append(q.schedules, &schedule{name: name, kind: kind, period: period, offset: offset, last: -1})
}

// tick inserts what became due since the last call. Run and Drain call it, from one goroutine.
func (q *Queue) tick(ctx context.Context) error {
	now := q.db.Clock().Now().UnixMilli()
	for _, s := range q.schedules {
		number := (now - s.offset.Milliseconds()) / s.period.Milliseconds()
		if number == s.last {
			continue
		}
		if err := q.insertTick(ctx, s, number); err != nil {
			return err
		}
		s.last = number
	}
	return nil
}

func (q *Queue) insertTick(ctx context.Context, s *schedule, number int64) error {
	lane := "every:" + s.name
	return q.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		waiting, err := db.All[int64](ctx, tx, `SELECT 1 FROM job WHERE lane = $1 AND lane <> '' AND state = 'ready' LIMIT 1`, lane)
		if err != nil || len(waiting) > 0 {
			return err
		}
		at := number*s.period.Milliseconds() + s.offset.Milliseconds()
		_, err = q.Enqueue(ctx, tx, Spec{Kind: s.kind, Payload: Tick{at}, Lane: lane,
			Unique: lane + ":" + strconv.FormatInt(number, 10)})
		return err
	})
}

// longest gives the longest period of any schedule.
func (q *Queue) longest() time.Duration {
	var longest time.Duration
	for _, s := range q.schedules {
		longest = max(longest, s.period)
	}
	return longest
}
