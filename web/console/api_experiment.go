package console

import (
	"cmp"
	"context"

	"qunli/customer"
	"qunli/insight"
	"qunli/org"
)

// experimentView is an experiment. Its seed stays inside: with it anybody could tell who is in which arm.
type experimentView struct {
	ID        insight.ExperimentID     `json:"id"`
	Name      string                   `json:"name"`
	Mode      insight.ExperimentMode   `json:"mode" doc:"holdout, or before_after, which is weaker evidence"`
	Metric    insight.ExperimentMetric `json:"metric" doc:"conversion, repurchase, spend"`
	Target    string                   `json:"target" doc:"rule, list, everybody"`
	Rule      string                   `json:"rule" doc:"Of the target, empty without"`
	Holdout   float64                  `json:"holdout" doc:"Share of the control"`
	StartsOn  string                   `json:"starts_on" doc:"YYYY-MM-DD, the first day that counts"`
	EndsOn    string                   `json:"ends_on" doc:"The last one, empty: open"`
	State     insight.ExperimentState  `json:"state" doc:"enrolling, ready"`
	StoppedAt int64                    `json:"stopped_at" doc:"Unix ms, 0: not by hand"`
	StaffID   org.StaffID              `json:"staff_id"`
	CreatedAt int64                    `json:"created_at" doc:"Unix ms"`
}

func viewExperiment(e insight.Experiment) experimentView {
	return experimentView{e.ID, e.Name, e.Mode, e.Metric, e.Target, e.Rule, e.Holdout, e.StartsOn, e.EndsOn, e.State, e.StoppedAt, e.StaffID, e.CreatedAt}
}

type experimentsIn struct {
	Sized
	After ref[insight.ExperimentID] `query:"after"`
}

func (c *Console) experiments(ctx context.Context, in *experimentsIn) (list[experimentView], error) {
	all, err := c.Insight.Experiments(ctx, in.After.ID, cmp.Or(in.Limit, defaultPage))
	next := pageAfter(all, in.Limit, func(e insight.Experiment) string { return e.ID.String() })
	return listOf(views(all, viewExperiment), next), err
}

type beginExperimentIn struct {
	Body struct {
		Name     string        `json:"name" minLength:"1" maxLength:"100"`
		Mode     string        `json:"mode,omitempty" enum:"holdout,before_after" doc:"holdout when left out"`
		Metric   string        `json:"metric,omitempty" enum:"conversion,repurchase,spend" doc:"conversion when left out"`
		Rule     string        `json:"rule,omitempty" maxLength:"8192" doc:"A segment rule; with neither rule nor people, everybody"`
		People   []customer.ID `json:"people,omitempty" maxItems:"5000" nullable:"false" doc:"A list instead of a rule"`
		Holdout  float64       `json:"holdout,omitempty" minimum:"0" maximum:"0.9" doc:"Share of the control, 0.1 when left out"`
		Seed     string        `json:"seed,omitempty" maxLength:"100" doc:"Key of the assignment; a random one when left out"`
		StartsOn string        `json:"starts_on,omitempty" doc:"YYYY-MM-DD, today when left out"`
		EndsOn   string        `json:"ends_on,omitempty" doc:"YYYY-MM-DD, open when left out"`
	}
}

func (c *Console) beginExperiment(ctx context.Context, in *beginExperimentIn) (experimentView, error) {
	b := in.Body
	e, err := c.Insight.Begin(ctx, insight.ExperimentDraft{Name: b.Name, Mode: insight.ExperimentMode(b.Mode), Metric: insight.ExperimentMetric(b.Metric),
		Rule: b.Rule, People: b.People, Holdout: b.Holdout, Seed: b.Seed, StartsOn: b.StartsOn, EndsOn: b.EndsOn})
	return viewExperiment(e), err
}

type experimentIn struct {
	ID ref[insight.ExperimentID] `path:"id"`
}

func (c *Console) experiment(ctx context.Context, in *experimentIn) (experimentView, error) {
	e, err := c.Insight.Experiment(ctx, in.ID.ID)
	return viewExperiment(e), err
}

func (c *Console) experimentReport(ctx context.Context, in *experimentIn) (insight.Answer, error) {
	return c.Insight.Report(ctx, in.ID.ID)
}

func (c *Console) stopExperiment(ctx context.Context, in *experimentIn) (none, error) {
	return none{}, c.Insight.Stop(ctx, in.ID.ID)
}

type armsIn struct {
	ID   ref[insight.ExperimentID] `path:"id"`
	Body struct {
		People []customer.ID `json:"people" minItems:"1" maxItems:"500" nullable:"false"`
	}
}

// armView is the arm of one person.
type armView struct {
	Customer customer.ID `json:"customer_id"`
	Arm      insight.Arm `json:"arm" doc:"treated, control"`
}

func (c *Console) arms(ctx context.Context, in *armsIn) (list[armView], error) {
	arms, err := c.Insight.Arms(ctx, in.ID.ID, in.Body.People)
	out := make([]armView, 0, len(arms))
	for _, who := range in.Body.People {
		if arm, ok := arms[who]; ok {
			out = append(out, armView{who, arm})
		}
	}
	return listOf(out, ""), err
}
