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
	Lane     string
	History  bool
}

// claim takes at most n due jobs of the given kinds, oldest first, and leases them to this node. It reads before it
// writes, so that an idle queue never troubles the writer, and so that the writer looks at a few jobs only, however many
// wait.
func (q *Queue) claim(ctx context.Context, kinds []string, n int) ([]claimed, error) {
	candidates, err := q.candidates(ctx, kinds, n)
	if err != nil || len(candidates) == 0 {
		return nil, err
	}
	var jobs []claimed
	err = q.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		c := db.Where("").In("j.id", candidates)
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

// claimText is one conditional statement over the candidates. PostgreSQL reads rows that other nodes are just claiming,
// would wait for them and then find them taken; SKIP LOCKED makes it pass them by, and costs SQLite, which has one writer,
// nothing to miss.
func claimText(engine db.Engine, candidates *db.Cond) string {
	skip := ""
	if engine == db.Postgres {
		skip = `FOR UPDATE OF j SKIP LOCKED`
	}
	now, limit, lease := candidates.Next(1), candidates.Next(2), candidates.Next(3)
	return `
		WITH due AS MATERIALIZED (
			SELECT j.id FROM job j
			WHERE j.state = 'ready' AND j.run_at <= ` + now + ` AND ` + candidates.SQL() + `
			  AND NOT EXISTS (SELECT 1 FROM job o
				WHERE o.lane = j.lane AND o.lane <> '' AND o.state = 'running')
			  AND NOT EXISTS (SELECT 1 FROM job o
				WHERE o.lane = j.lane AND o.lane <> '' AND o.state = 'ready' AND (o.run_at, o.id) < (j.run_at, j.id))
			ORDER BY j.run_at, j.id LIMIT ` + limit + ` ` + skip + `)
		UPDATE job SET state = 'running', attempts = attempts + 1, lease_until = ` + lease + `
		FROM due WHERE job.id = due.id AND job.state = 'ready'
		RETURNING job.id, job.kind, job.payload, job.run_at, job.attempts, job.lane, job.history`
}

// candidate is a job that may be claimed.
type candidate struct {
	ID    ID
	Kind  string
	RunAt int64
}

// candidates gives the jobs of the given kinds that are likely to be next: the first of every free lane, and of every kind
// the oldest without a lane. The work grows with the lanes and kinds that have something to do, never with what waits; so
// lanes are few.
func (q *Queue) candidates(ctx context.Context, kinds []string, n int) ([]ID, error) {
	if len(kinds) == 0 {
		return nil, nil
	}
	now := q.db.Clock().Now().UnixMilli()
	all, err := db.All[candidate](ctx, q.db.Read(), headsText, now)
	if err != nil {
		return nil, err
	}
	present, err := db.All[string](ctx, q.db.Read(), presentText)
	if err != nil {
		return nil, err
	}
	// Other nodes look at the same jobs: a few more than wanted leaves some for each.
	most := 4 * n
	for _, kind := range present {
		if !slices.Contains(kinds, kind) {
			continue
		}
		free, err := db.All[candidate](ctx, q.db.Read(), `SELECT id, kind, run_at FROM job
			WHERE state = 'ready' AND lane = '' AND kind = $1 AND run_at <= $2 ORDER BY run_at, id LIMIT $3`, kind, now, most)
		if err != nil {
			return nil, err
		}
		all = append(all, free...)
	}
	all = slices.DeleteFunc(all, func(c candidate) bool { return !slices.Contains(kinds, c.Kind) })
	slices.SortFunc(all, func(a, b candidate) int { return cmp.Or(cmp.Compare(a.RunAt, b.RunAt), cmp.Compare(a.ID, b.ID)) })
	ids := make([]ID, min(len(all), most))
	for i := range ids {
		ids[i] = all[i].ID
	}
	return ids, nil
}

// headsText gives the first waiting job of every lane in which none runs, if it is due. The lanes are found by leaping from
// one to the next in the index.
const headsText = `
	WITH RECURSIVE lanes(lane) AS (
		SELECT MIN(lane) FROM job WHERE state = 'ready' AND lane <> ''
		UNION ALL
		SELECT (SELECT MIN(j.lane) FROM job j WHERE j.state = 'ready' AND j.lane <> '' AND j.lane > lanes.lane) FROM lanes WHERE lanes.lane IS NOT NULL)
	SELECT h.id, h.kind, h.run_at FROM lanes
	JOIN job h ON h.id = (SELECT j.id FROM job j WHERE j.state = 'ready' AND j.lane <> '' AND j.lane = lanes.lane ORDER BY j.run_at, j.id LIMIT 1)
	WHERE h.run_at <= $1 AND NOT EXISTS (SELECT 1 FROM job o WHERE o.lane = lanes.lane AND o.lane <> '' AND o.state = 'running')`

// presentText gives the kinds of the waiting jobs without a lane, found in the same way.
const presentText = `
	WITH RECURSIVE kinds(kind) AS (
		SELECT MIN(kind) FROM job WHERE state = 'ready' AND lane = ''
		UNION ALL
		SELECT (SELECT MIN(j.kind) FROM job j WHERE j.state = 'ready' AND j.lane = '' AND j.kind > kinds.kind) FROM kinds WHERE kinds.kind IS NOT NULL)
	SELECT kind FROM kinds WHERE kind IS NOT NULL`

// absorb marks done what waits behind a job that begins and would do the same (Absorb). It entered before this statement, so
// that whatever asked for it is there for the handler to read.
func (q *Queue) absorb(ctx context.Context, tx *db.Tx, j claimed) error {
	if !q.absorbing[j.Kind] {
		return nil
	}
	_, err := db.Exec(ctx, tx, `UPDATE job SET state = 'done', finished_at = $1
		WHERE state = 'ready' AND lane <> '' AND lane = $2 AND kind = $3 AND payload = $4 AND history = $5 AND run_at <= $1`,
		tx.Now, j.Lane, j.Kind, j.Payload, j.History)
	return err
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

// sweep takes jobs from nodes that are gone: their lease ended before that time (ms).
func (q *Queue) sweep(ctx context.Context, before int64) error {
	gone, err := db.All[int64](ctx, q.db.Read(), `SELECT 1 FROM job WHERE state = 'running' AND lease_until < $1 LIMIT 1`, before)
	if err != nil || len(gone) == 0 {
		return err
	}
	return q.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `
			UPDATE job SET run_at = $1, last_error = 'lease expired',
				state = CASE WHEN attempts >= $2 THEN 'failed' ELSE 'ready' END,
				finished_at = CASE WHEN attempts >= $2 THEN CAST($1 AS BIGINT) ELSE 0 END
			WHERE state = 'running' AND lease_until < $3`, tx.Now, q.options.Attempts, before)
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
