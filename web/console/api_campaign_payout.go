package console

import (
	"context"

	"qunli/campaign"
	"qunli/campaign/risk"
	"qunli/customer"
)

// payoutReview is a reward that waits, or waited, for a review.
type payoutReview struct {
	Number     string           `json:"number"`
	PersonID   customer.ID      `json:"person_id"`
	SeatID     campaign.SeatID  `json:"seat_id"`
	Amount     int64            `json:"amount" doc:"Fen; 0 a gift"`
	Why        risk.Why         `json:"why" enum:"person,amount,unscored"`
	Stand      risk.PayoutStand `json:"stand" enum:"waiting,approved,rejected"`
	At         int64            `json:"at" doc:"Unix ms"`
	ReviewedAt int64            `json:"reviewed_at" doc:"0 not yet"`
	Note       string           `json:"note"`
}

type payoutReviewsIn struct {
	ID    ref[campaign.ID] `path:"id"`
	Stand string           `query:"stand" enum:"waiting,approved,rejected" doc:"Empty: those that wait"`
	Limit int              `query:"limit" minimum:"0" maximum:"200"`
}

// campaignPayouts lists rewards that wait for a review, the first to be asked for first.
func (c *Console) campaignPayouts(ctx context.Context, in *payoutReviewsIn) (list[payoutReview], error) {
	stand := risk.Waiting
	if in.Stand != "" {
		stand = risk.PayoutStand(in.Stand)
	}
	all, err := c.Risk.Payouts(ctx, in.ID.ID, stand, in.Limit)
	return listOf(views(all, func(p risk.Payout) payoutReview {
		return payoutReview{p.Number, p.PersonID, p.SeatID, p.Amount, p.Why, p.Stand, p.At, p.ReviewedAt, p.Note}
	}), ""), err
}

type reviewPayoutIn struct {
	ID   ref[campaign.ID] `path:"id"`
	Body struct {
		Number string `json:"number" minLength:"1" maxLength:"64"`
		Stand  string `json:"stand" enum:"approved,rejected"`
		Note   string `json:"note" minLength:"1" maxLength:"200" doc:"Why; audited, and of what is rejected its person reads it"`
	}
}

// reviewCampaignPayout lets a reward go out, or takes it back.
func (c *Console) reviewCampaignPayout(ctx context.Context, in *reviewPayoutIn) (none, error) {
	if in.Body.Stand == string(risk.Approved) {
		return none{}, c.Risk.Approve(ctx, in.ID.ID, in.Body.Number, in.Body.Note)
	}
	return none{}, c.Risk.Reject(ctx, in.ID.ID, in.Body.Number, in.Body.Note)
}
