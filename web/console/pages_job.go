package console

import (
	"net/http"

	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/kit/serve"
	"qunli/org"
)

// jobsBody is the page of dead jobs: those that used up their attempts.
type jobsBody struct {
	State, Note, None string
	Items             []jobCard
	More              *anchor
}

// jobCard is one dead job: what it was, what ended it, and what can be done.
type jobCard struct {
	ID                  job.ID
	Kind, Cause, Facts  string
	Retry, Drop         string // addresses
	RetryTitle, DropTip string
}

func (c *Console) jobsPage(w http.ResponseWriter, r *http.Request) error {
	return c.showJobs(w, r, nil)
}

func (c *Console) showJobs(w http.ResponseWriter, r *http.Request, refusal error) error {
	see, err := c.visit(r, org.SettingEdit)
	if err != nil {
		return err
	}
	after, err := queryID[job.ID](r, "after")
	if err != nil {
		return err
	}
	ctx := r.Context()
	now, err := job.Measure(ctx, c.DB.Read(), c.DB.Clock().Now().UnixMilli())
	if err != nil {
		return err
	}
	all, err := job.ListFailed(ctx, c.DB.Read(), after, peoplePerPage)
	if err != nil {
		return err
	}
	body := jobsBody{State: see.queue(now), Items: views(all, see.deadJob),
		Note: see.say("任务试过 10 次仍失败就停在这里。先按原因修复，再点“重试”；确定不需要了才点“放弃”。",
			"A job that failed ten times stops here. Mend the cause, then retry it; give it up only when it is not needed any more."),
		None: see.say("没有失败的任务。", "No job has failed.")}
	if len(all) == peoplePerPage {
		body.More = see.further(r, all[len(all)-1].ID.String())
	}
	return c.present(w, r, "jobs", see.say("失败的任务", "Failed jobs"), body, refusal)
}

// queue says how the queue stands.
func (see reader) queue(m job.Metrics) string {
	return see.say("等待 ", "Waiting ") + whole(m.Ready) + see.say("，进行中 ", ", running ") + whole(m.Running) +
		see.say("，失败 ", ", failed ") + whole(m.Failed) + see.say("；最久已等 ", "; the longest has waited ") + whole(m.Lag/1000) +
		see.say(" 秒", " s")
}

func (see reader) deadJob(f job.Failed) jobCard {
	at := "/jobs/" + f.ID.String() + "/"
	facts := f.ID.String() + " · " + see.say("尝试 ", "attempts ") + whole(f.Attempts) + " · " +
		see.say("进入 ", "entered ") + see.minute(f.CreatedAt) + " · " + see.say("最后失败 ", "last failed ") + see.minute(f.FinishedAt)
	if f.History {
		facts += " · " + see.say("导入或重建引起", "of an import or a rebuild")
	}
	return jobCard{ID: f.ID, Kind: f.Kind, Cause: f.LastError, Facts: facts, Retry: at + "retry", Drop: at + "drop",
		RetryTitle: see.say("重试", "Retry"), DropTip: see.say("放弃", "Give up")}
}

// jobForm retries a dead job or gives it up.
func (c *Console) jobForm(w http.ResponseWriter, r *http.Request) error {
	if err := whoAsks(r.Context()); err != nil {
		return err
	}
	var err error
	switch r.PathValue("act") {
	case "retry":
		err = c.tendJob(r.Context(), "job.retry", pathID[job.ID](r), job.Retry)
	case "drop":
		err = c.tendJob(r.Context(), "job.drop", pathID[job.ID](r), job.Drop)
	default:
		err = serve.ErrNoRoute
	}
	if err == nil {
		http.Redirect(w, r, "/jobs", http.StatusSeeOther)
		return nil
	}
	if k := fault.Of(err).Kind; k != fault.Missing && k != fault.Conflict {
		return err
	}
	return c.showJobs(w, r, err)
}
