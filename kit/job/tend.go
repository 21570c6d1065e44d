package job

import (
	"context"
	"time"

	"qunli/kit/db"
)

// Failed is a job that used up its attempts.
type Failed struct {
	ID         ID
	Kind       string
	Attempts   int64
	Lane       string
	History    bool
	LastError  string
	CreatedAt  int64 // unix ms
	FinishedAt int64 // unix ms of the last attempt
}

// ListFailed gives failed jobs, newest first, those before the id given (0: from the newest).
func ListFailed(ctx context.Context, q db.Q, before ID, limit int) ([]Failed, error) {
	c := db.Where("state = 'failed'").If(before != 0, "id < $1", before)
	return db.All[Failed](ctx, q, `
		SELECT id, kind, attempts, lane, history, last_error, created_at, finished_at
		FROM job WHERE `+c.SQL()+` ORDER BY id DESC LIMIT `+c.Next(1), c.Args(limit)...)
}

// Retry makes a failed job ready, with all its attempts before it. It joins the caller's transaction.
func Retry(ctx context.Context, tx *db.Tx, id ID) error {
	return db.MustAffect(ctx, tx, ErrMissing, `
		UPDATE job SET state = 'ready', attempts = 0, run_at = $1, finished_at = 0
		WHERE id = $2 AND state = 'failed'`, tx.Now, id)
}

// Drop gives a failed job up: it counts as done, and its unique key stays taken. It joins the caller's transaction.
func Drop(ctx context.Context, tx *db.Tx, id ID) error {
	return db.MustAffect(ctx, tx, ErrMissing, `
		UPDATE job SET state = 'done', finished_at = $1 WHERE id = $2 AND state = 'failed'`, tx.Now, id)
}

// Waiting gives the payloads of the jobs of a kind that are still to be done, oldest first; those given up are not among
// them.
func Waiting(ctx context.Context, q db.Q, kind string) ([]string, error) {
	return db.All[string](ctx, q, `SELECT payload FROM job WHERE state IN ('ready', 'running') AND kind = $1 ORDER BY id`, kind)
}

// Metrics says how the queue stands.
type Metrics struct {
	Ready   int64
	Running int64
	Failed  int64
	Lag     int64 // ms for which the oldest due job has waited
}

// Measure reads the metrics; now is unix ms.
func Measure(ctx context.Context, q db.Q, now int64) (Metrics, error) {
	type line struct {
		State          string
		Number, Oldest int64
	}
	lines, err := db.All[line](ctx, q, `
		SELECT 'ready' AS state, COUNT(*) AS number, COALESCE(MIN(run_at), $1) AS oldest FROM job WHERE state = 'ready'
		UNION ALL SELECT 'running', COUNT(*), 0 FROM job WHERE state = 'running'
		UNION ALL SELECT 'failed', COUNT(*), 0 FROM job WHERE state = 'failed'`, now)
	var m Metrics
	for _, l := range lines {
		switch l.State {
		case "ready":
			m.Ready, m.Lag = l.Number, max(0, now-l.Oldest)
		case "running":
			m.Running = l.Number
		case "failed":
			m.Failed = l.Number
		}
	}
	return m, err
}

// Prune deletes jobs done longer ago than age, in transactions of at most 5,000 rows that give way to interactive work,
// and gives how many. The ticks of schedules stay at least two periods, or they would run again.
func (q *Queue) Prune(ctx context.Context, age time.Duration) (int64, error) {
	const step = 5000
	before := q.pruneBefore(age)
	total := int64(0)
	for {
		var n int64
		err := q.db.Tx(db.Bulk(ctx), func(ctx context.Context, tx *db.Tx) error {
			var err error
			n, err = db.Exec(ctx, tx, `
				DELETE FROM job WHERE id IN (
					SELECT id FROM job WHERE state = 'done' AND finished_at < $1 ORDER BY id LIMIT $2)`, before, step)
			return err
		})
		total += n
		if err != nil || n < step {
			return total, err
		}
	}
}
