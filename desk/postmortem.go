package desk

import (
	"context"
	"time"

	"qunli/campaign"
	"qunli/kit/db"
	"qunli/kit/job"
)

const (
	postmortemJob   = "desk.postmortem"
	postmortemEvery = 10 * time.Minute
	reviewWithin    = 3 * 24 * time.Hour  // of a campaign's end (CAM-12)
	reviewAsked     = 60 * 24 * time.Hour // whatever ended longer ago is asked about no more
)

// Schedule has campaigns asked for that are over and that nobody reviewed.
func (s *Service) Schedule(jobs *job.Queue) {
	job.Handle(jobs, postmortemJob, func(ctx context.Context, tx *db.Tx, _ job.Tick) error { return Postmortems(ctx, tx) })
	jobs.Every(postmortemJob, postmortemEvery, postmortemJob)
}

// Postmortems asks the owners of campaigns that ended three days ago what was learnt, and closes what was answered. A campaign makes one
// task, ever.
func Postmortems(ctx context.Context, tx *db.Tx) error {
	late := tx.Now - reviewWithin.Milliseconds()
	missing, err := campaign.Unreviewed(ctx, tx, late)
	if err != nil {
		return err
	}
	var tasks []Task
	for _, o := range missing {
		if o.Since < tx.Now-reviewAsked.Milliseconds() {
			continue
		}
		c := o.Campaign
		tasks = append(tasks, Task{Kind: Postmortem, SubjectID: int64(c.ID), Why: "campaign_over", StoreID: c.StoreID, StaffID: c.StaffID,
			DueAt: tx.Now + contactWithin, Key: postmortemKey(c.ID)})
	}
	if err := Ask(ctx, tx, tasks); err != nil {
		return err
	}
	reviewed, err := campaign.ReviewedSince(ctx, tx, tx.Now-reviewAsked.Milliseconds())
	for _, i := range reviewed {
		if err := Settle(ctx, tx, "reviewed", postmortemKey(i)); err != nil {
			return err
		}
	}
	return err
}

func postmortemKey(i campaign.ID) string { return "postmortem:" + i.String() }
