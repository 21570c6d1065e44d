package job

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/id"
)

type idKind struct{}

func (idKind) Prefix() string { return "job" }

// ID is the id of a job.
type ID = id.Of[idKind]

// ErrMissing means that no failed job has that id (any more).
var ErrMissing = fault.New(fault.Missing, "job.missing", "没有这个失败的任务", "There is no such failed job")

// Spec asks for a job.
type Spec struct {
	Kind    string
	Payload any    // made JSON; holds ids, never personal data
	RunAt   int64  // unix ms; 0 is now
	Lane    string // "" or one running job per lane
	Unique  string // "" or at most one job ever, until pruned
}

// row is a job as it enters.
type row struct {
	ID         ID
	Kind       string
	Payload    string
	State      string
	RunAt      int64
	Attempts   int64
	LeaseUntil int64
	Lane       string
	UniqueKey  string
	History    bool
	LastError  string
	CreatedAt  int64
	FinishedAt int64
}

// EnqueueAll puts jobs into the queue by one statement, as part of the caller's transaction, and gives how many entered: those
// whose unique key is taken do not. They are history when ctx is.
func EnqueueAll(ctx context.Context, tx *db.Tx, specs []Spec) (int64, error) {
	rows := make([]row, len(specs))
	for i, id := range tx.NewIDs(len(specs)) {
		payload, err := json.Marshal(specs[i].Payload)
		if err != nil {
			return 0, fmt.Errorf("job: enqueue %s: %w", specs[i].Kind, err)
		}
		at := specs[i].RunAt
		if at == 0 {
			at = tx.Now
		}
		rows[i] = row{ID: ID(id), Kind: specs[i].Kind, Payload: string(payload), State: "ready", RunAt: at,
			Lane: specs[i].Lane, UniqueKey: specs[i].Unique, History: IsHistory(ctx), CreatedAt: tx.Now}
	}
	return db.Insert(ctx, tx, "job", rows, `ON CONFLICT (unique_key) WHERE unique_key <> '' DO NOTHING`)
}

type historyMark struct{}
type currentMark struct{}

// History marks what is done under ctx as the replay of the past: an import, the demo, a rebuild.
func History(ctx context.Context) context.Context { return context.WithValue(ctx, historyMark{}, true) }

// IsHistory reports whether ctx was marked, or belongs to a job that was enqueued under a marked one.
func IsHistory(ctx context.Context) bool { return ctx.Value(historyMark{}) != nil }

// Current gives the job whose handler runs under ctx, 0 outside one. It stays the same over all attempts, which makes it
// the idempotency key of what the handler does outside.
func Current(ctx context.Context) ID {
	id, _ := ctx.Value(currentMark{}).(ID)
	return id
}

// backoff gives the wait after the n-th failed attempt: 2 s, doubled each time, at most an hour.
func backoff(n int64) time.Duration {
	const first, most = 2 * time.Second, time.Hour
	if n > 11 {
		return most
	}
	return min(first<<max(n-1, 0), most)
}
