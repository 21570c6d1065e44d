package h5

import (
	"context"
	"fmt"

	"qunli/campaign"
	"qunli/campaign/risk"
)

// reviewed adds what became of the visitor's rewards here that somebody looks at before they go out: that they wait, or why they do not go.
func (p *Pages) reviewed(ctx context.Context, s *scene) error {
	for _, m := range s.mine {
		if m.Asked == 0 || s.at.Instance.ID != 0 && !s.here(m) {
			continue
		}
		said, err := p.review(ctx, m)
		if err != nil {
			return err
		}
		if said.Zh != "" {
			s.why = append(s.why, said)
		}
	}
	return nil
}

// review says what becomes of a seat's reward that is looked at before it goes out; nothing of others.
func (p *Pages) review(ctx context.Context, m campaign.Seat) (campaign.Sentence, error) {
	r, ok, err := risk.ReviewOf(ctx, p.DB.Read(), campaign.TransferNumber(m.ID, m.Asked))
	switch {
	case err != nil || !ok || r.Stand == risk.Approved:
		return campaign.Sentence{}, err
	case r.Stand == risk.Waiting:
		return campaign.Sentence{Zh: "奖励正在人工审核，通过后发放", En: "Somebody looks at the reward before it goes out"}, nil
	case r.Note == "":
		return campaign.Sentence{Zh: "奖励没有通过审核", En: "The reward was refused in a review"}, nil
	}
	return campaign.Sentence{Zh: fmt.Sprintf("奖励没有通过审核：%s", r.Note), En: fmt.Sprintf("The reward was refused in a review: %s", r.Note)}, nil
}
