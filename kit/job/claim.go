package job

import (
	"cmp"
	"context"
	"slices"

	"qunli/kit/db"
)

// claimed is a job that this node runs. attempts is its fence: whoever claims it again raises the number.
type claimed struct {
	ID       ID
	Kind     string
	Payload  string
	RunAt    int64
	Attempts int64
	History  bool
}

// claim takes at most n due jobs of the given kinds, oldest first, and leases them to this node. It reads before it
// writes, so that an idle queue never troubles the writer.
func (q *Queue) claim(ctx context.Context, kinds []string, n int) ([]claimed, error) {
	due, err := q.due(ctx, kinds)
	if err != nil || !due {
		return nil, err
	}
	var jobs []claimed
	err = q.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		c := db.Where("").In("j.kind", kinds)
		jobs, err = db.All[claimed](ctx, tx, claimText(tx.Engine(), c), c.Args(tx.Now, n, tx.Now+q.options.Lease.Milliseconds())...)
		return err
	})
	if db.Code(err) == db.CodeUnique {
		return nil, nil // another node took a job of the same lane at the same moment: the next round sees it
	}
	if err != nil {
		return nil, err
	}
	slices.SortFunc(jobs, func(a, b claimed) int {
		return cmp.Or(cmp.Compare(a.RunAt, b.RunAt), cmp.Compare(a.ID, b.ID))
	})
	return jobs, nil
}

// claimText is one conditional statement. PostgreSQL reads rows that other nodes are just claiming, would wait for them
// and then find them taken; SKIP LOCKED makes it pass them by, and costs SQLite, which has one writer, nothing to miss.
func claimText(engine db.Engine, kinds *db.Cond) string {
	skip := ""
	if engine == db.Postgres {
		skip = `FOR UPDATE OF j SKIP LOCKED`
	}
	now, limit, lease := kinds.Next(1), kinds.Next(2), kinds.Next(3)
	return `
		WITH due AS MATERIALIZED (
			SELECT j.id FROM job j
			WHERE j.state = 'ready' AND j.run_at <= ` + now + ` AND ` + kinds.SQL() + `
			  AND NOT EXISTS (SELECT 1 FROM job o
				WHERE o.lane = j.lane AND o.lane <> '' AND o.state = 'running')
			  AND NOT EXISTS (SELECT 1 FROM job o
				WHERE o.lane = j.lane AND o.lane <> '' AND o.state = 'ready' AND (o.run_at, o.id) < (j.run_at, j.id))
			ORDER BY j.run_at, j.id LIMIT ` + limit + ` ` + skip + `)
		UPDATE job SET state = 'running', attempts = attempts + 1, lease_until = ` + lease + `
		FROM due WHERE job.id = due.id AND job.state = 'ready'
		RETURNING job.id, job.kind, job.payload, job.run_at, job.attempts, job.history`
}

// due reports whether anything waits for these kinds.
func (q *Queue) due(ctx context.Context, kinds []string) (bool, error) {
	if len(kinds) == 0 {
		return false, nil
	}
	c := db.Where("state = 'ready' AND run_at <= $1", q.db.Clock().Now().UnixMilli()).In("kind", kinds)
	found, err := db.All[int64](ctx, q.db.Read(), `SELECT 1 FROM job WHERE `+c.SQL()+` LIMIT 1`, c.Args()...)
	return len(found) > 0, err
}

// complete marks a job done inside the transaction of its handler.
func complete(ctx context.Context, tx *db.Tx, j claimed) error {
	return db.MustAffect(ctx, tx, errLost, `
		UPDATE job SET state = 'done', finished_at = $1, last_error = ''
		WHERE id = $2 AND state = 'running' AND attempts = $3`, tx.Now, j.ID, j.Attempts)
}

// fail stores what went wrong and when to try again. A job that is no longer ours is left as it is.
func (q *Queue) fail(ctx context.Context, j claimed, cause error) error {
	return q.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		state, finished := "ready", int64(0)
		if j.Attempts >= q.options.Attempts {
			state, finished = "failed", tx.Now
		}
		_, err := db.Exec(ctx, tx, `
			UPDATE job SET state = $1, run_at = $2, finished_at = $3, last_error = $4
			WHERE id = $5 AND state = 'running' AND attempts = $6`,
			state, tx.Now+backoff(j.Attempts).Milliseconds(), finished, describe(cause), j.ID, j.Attempts)
		return err
	})
}

// giveBack makes an interrupted job ready at once; the attempt does not count.
func (q *Queue) giveBack(ctx context.Context, j claimed) error {
	return q.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `
			UPDATE job SET state = 'ready', run_at = $1, attempts = attempts - 1
			WHERE id = $2 AND state = 'running' AND attempts = $3`, tx.Now, j.ID, j.Attempts)
		return err
	})
}

// sweep takes jobs from nodes that are gone: their lease has ended.
func (q *Queue) sweep(ctx context.Context) error {
	now := q.db.Clock().Now().UnixMilli()
	gone, err := db.All[int64](ctx, q.db.Read(), `SELECT 1 FROM job WHERE state = 'running' AND lease_until < $1 LIMIT 1`, now)
	if err != nil || len(gone) == 0 {
		return err
	}
	return q.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `
			UPDATE job SET run_at = $1, last_error = 'lease expired',
				state = CASE WHEN attempts >= $2 THEN 'failed' ELSE 'ready' END,
				finished_at = CASE WHEN attempts >= $2 THEN CAST($1 AS BIGINT) ELSE 0 END
			WHERE state = 'running' AND lease_until < $1`, tx.Now, q.options.Attempts)
		return err
	})
}

// renew extends the leases of the jobs this node runs and gives those that are no longer its own.
func (q *Queue) renew(ctx context.Context, mine []claimed) (lost []claimed, err error) {
	ids := make([]ID, len(mine))
	for i, j := range mine {
		ids[i] = j.ID
	}
	type held struct {
		ID       ID
		Attempts int64
	}
	var kept []held
	err = q.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		c := db.Where("state = 'running'").In("id", ids)
		kept, err = db.All[held](ctx, tx, `UPDATE job SET lease_until = `+c.Next(1)+` WHERE `+c.SQL()+` RETURNING id, attempts`,
			c.Args(tx.Now+q.options.Lease.Milliseconds())...)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, j := range mine {
		if !slices.Contains(kept, held{j.ID, j.Attempts}) {
			lost = append(lost, j)
		}
	}
	return lost, nil
}
