package console

import (
	"context"

	"qunli/channel"
)

// syncView is the last reading of a whole WeCom, the first one or a nightly one.
type syncView struct {
	State      string          `json:"state" enum:"none,running,done,failed" doc:"none: there has never been one"`
	Step       string          `json:"step" doc:"At which it is, empty: it has ended"`
	BegunAt    int64           `json:"begun_at" doc:"Unix ms"`
	FinishedAt int64           `json:"finished_at" doc:"Unix ms, 0 not yet"`
	RestUntil  int64           `json:"rest_until" doc:"Unix ms until which it rests because WeCom asked for it, 0 not"`
	Why        *channel.Reason `json:"why,omitempty" doc:"Why it rests or has failed"`
	Steps      []syncStepView  `json:"steps"`
	Failed     []syncFailure   `json:"failed" doc:"What cannot be read, the first 200"`
}

// syncStepView is how far one step is.
type syncStepView struct {
	Step   string `json:"step" enum:"tags,members,lists,persons,groups,rosters"`
	Items  int64  `json:"items" doc:"Things to read: members, or groups"`
	Read   int64  `json:"read" doc:"Of these, read to their end"`
	Failed int64  `json:"failed" doc:"Of these, those that cannot be read"`
	Done   int64  `json:"done" doc:"What they brought: customers, groups, tags"`
}

// syncFailure is one thing that cannot be read.
type syncFailure struct {
	Step string          `json:"step"`
	Key  string          `json:"key" doc:"WeCom's account of the member, or key of the group"`
	Why  *channel.Reason `json:"why,omitempty"`
}

func (c *Console) syncState(ctx context.Context, _ *struct{}) (syncView, error) {
	p, err := c.WeComSync.State(ctx)
	out := syncView{State: "none", Steps: []syncStepView{}, Failed: []syncFailure{}}
	if err != nil || p.ID == 0 {
		return out, err
	}
	out.State, out.Step, out.BegunAt, out.FinishedAt, out.RestUntil, out.Why = string(p.State), string(p.Step), p.BegunAt, p.FinishedAt, p.RestUntil, p.Fault()
	for _, step := range channel.Steps() {
		n := p.Counts[step]
		out.Steps = append(out.Steps, syncStepView{string(step), n.Items, n.Read, n.Failed, n.Done})
	}
	for _, f := range p.Failed {
		out.Failed = append(out.Failed, syncFailure{string(f.Step), f.Key, f.Fault()})
	}
	return out, nil
}

func (c *Console) beginSync(ctx context.Context, _ *struct{}) (none, error) {
	return none{}, c.WeComSync.Begin(ctx)
}
