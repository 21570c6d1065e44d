package console

import (
	"context"

	"qunli/kit/db"
	"qunli/kit/job"
	"qunli/org"
)

// failedJob is a job that used up its attempts.
type failedJob struct {
	ID         job.ID `json:"id"`
	Kind       string `json:"kind"`
	Attempts   int64  `json:"attempts"`
	Lane       string `json:"lane"`
	History    bool   `json:"history" doc:"From an import or a rebuild"`
	LastError  string `json:"last_error"`
	CreatedAt  int64  `json:"created_at" doc:"Unix ms"`
	FinishedAt int64  `json:"finished_at" doc:"Unix ms of the last attempt"`
}

type jobsIn struct {
	Sized
	After ref[job.ID] `query:"after"`
}

func (c *Console) failedJobs(ctx context.Context, in *jobsIn) (list[failedJob], error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return list[failedJob]{}, err
	}
	limit := in.Limit
	if limit == 0 {
		limit = defaultPage
	}
	all, err := job.ListFailed(ctx, c.DB.Read(), in.After.ID, limit)
	next := pageAfter(all, limit, func(f job.Failed) string { return f.ID.String() })
	return listOf(views(all, func(f job.Failed) failedJob { return failedJob(f) }), next), err
}

type jobIn struct {
	ID ref[job.ID] `path:"id"`
}

func (c *Console) retryJob(ctx context.Context, in *jobIn) (none, error) {
	return none{}, c.tendJob(ctx, "job.retry", in.ID.ID, job.Retry)
}

func (c *Console) dropJob(ctx context.Context, in *jobIn) (none, error) {
	return none{}, c.tendJob(ctx, "job.drop", in.ID.ID, job.Drop)
}

// tendJob runs a verb of the queue, which knows no people, for somebody who may, and records it.
func (c *Console) tendJob(ctx context.Context, verb string, id job.ID, do func(context.Context, *db.Tx, job.ID) error) error {
	return c.Org.Record(ctx, org.SettingEdit, org.Change{Verb: verb, Object: "job", ID: int64(id)},
		func(ctx context.Context, tx *db.Tx) error { return do(ctx, tx, id) })
}
