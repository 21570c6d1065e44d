package console

import (
	"context"
	"fmt"
	"strings"

	"qunli/campaign"
	"qunli/campaign/risk"
	"qunli/customer"
	"qunli/insight"
)

// caseView is somebody whom a campaign holds or held, and why.
type caseView struct {
	PersonID   customer.ID     `json:"person_id"`
	Score      int64           `json:"score"`
	Stand      risk.Stand      `json:"stand" enum:"hold,flagged,released,confirmed"`
	Reasons    []insight.Words `json:"reasons" nullable:"false"`
	At         int64           `json:"at" doc:"Unix ms when last scored"`
	ReviewedAt int64           `json:"reviewed_at" doc:"0 not yet"`
	Note       string          `json:"note"`
}

func viewCase(c risk.Case) (caseView, error) {
	signals, err := c.Reasons()
	reasons := views(signals, func(s risk.Signal) insight.Words {
		said := risk.Texts[s.Name]
		return insight.Words{Zh: counted(said.Zh, s.N), En: counted(said.En, s.N)}
	})
	return caseView{c.PersonID, c.Score, c.Stand, reasons, c.At, c.ReviewedAt, c.Note}, err
}

// counted spells a text that may name a number.
func counted(text string, n int64) string {
	if strings.Contains(text, "%d") {
		return fmt.Sprintf(text, n)
	}
	return text
}

type casesIn struct {
	ID    ref[campaign.ID] `path:"id"`
	Stand string           `query:"stand" enum:"hold,flagged,released,confirmed" doc:"Empty: those that wait for a review"`
	Limit int              `query:"limit" minimum:"0" maximum:"200"`
}

// heldPeople lists who waits for a review, the highest score first.
func (c *Console) heldPeople(ctx context.Context, in *casesIn) (list[caseView], error) {
	cases, err := c.Risk.List(ctx, in.ID.ID, risk.Filter{Stand: risk.Stand(in.Stand), Limit: in.Limit})
	if err != nil {
		return list[caseView]{}, err
	}
	out := make([]caseView, 0, len(cases))
	for _, one := range cases {
		v, err := viewCase(one)
		if err != nil {
			return list[caseView]{}, err
		}
		out = append(out, v)
	}
	return listOf(out, ""), nil
}

type reviewIn struct {
	ID   ref[campaign.ID] `path:"id"`
	Body struct {
		PersonID customer.ID `json:"person_id"`
		Stand    string      `json:"stand" enum:"released,confirmed"`
		Note     string      `json:"note" minLength:"1" maxLength:"200" doc:"Why; audited"`
	}
}

// reviewHeld lets somebody in, or keeps them out.
func (c *Console) reviewHeld(ctx context.Context, in *reviewIn) (none, error) {
	if in.Body.Stand == string(risk.Released) {
		return none{}, c.Risk.Release(ctx, in.ID.ID, in.Body.PersonID, in.Body.Note)
	}
	return none{}, c.Risk.Confirm(ctx, in.ID.ID, in.Body.PersonID, in.Body.Note)
}

func (c *Console) campaignThresholds(ctx context.Context, in *campaignIn) (risk.Thresholds, error) {
	return c.Risk.ThresholdsOf(ctx, in.ID.ID)
}

type thresholdsIn struct {
	ID   ref[campaign.ID] `path:"id"`
	Body risk.Thresholds
}

func (c *Console) setThresholds(ctx context.Context, in *thresholdsIn) (none, error) {
	return none{}, c.Risk.SetThresholds(ctx, in.ID.ID, in.Body)
}
