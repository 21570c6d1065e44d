package campaign

import (
	"context"

	"qunli/customer"
	"qunli/kit/db"
)

// Invitee is a seat of somebody who has still to do something, or to stay, and what it is that counts (Terms.Act).
type Invitee struct {
	Seat Seat
	Act  string
}

// Playing lists the campaigns of a model that are published and not ended.
func Playing(ctx context.Context, q db.Q, model string) ([]ID, error) {
	return db.All[ID](ctx, q, `SELECT id FROM campaign WHERE model = $1 AND revision > 0 AND state <> $2 ORDER BY id`, model, Closed)
}

// Invitees gives the seats in one of states of people, as booked, in the campaigns of a model that go on; of nobody in particular (nil),
// those that wait for something: whose time runs.
func Invitees(ctx context.Context, q db.Q, model string, people []customer.ID, states ...string) ([]Invitee, error) {
	on, err := Playing(ctx, q, model)
	if err != nil || len(on) == 0 {
		return nil, err
	}
	acts := map[ID]string{}
	for _, i := range on {
		if acts[i], err = actOf(ctx, q, i); err != nil {
			return nil, err
		}
	}
	c := db.Where("").In("campaign_id", on).In("state", states)
	if people != nil {
		c = c.In("person_id", people)
	} else {
		c = c.If(true, "due_at > $1", 0)
	}
	found, err := seats(ctx, q, c, " ORDER BY id LIMIT 5000")
	var out []Invitee
	for _, s := range found {
		out = append(out, Invitee{s, acts[s.CampaignID]})
	}
	return out, err
}

// actOf gives what a campaign rewards now.
func actOf(ctx context.Context, q db.Q, i ID) (string, error) {
	c, err := load(ctx, q, i)
	if err != nil {
		return "", err
	}
	r, err := revision(ctx, q, i, c.Revision)
	if err != nil {
		return "", err
	}
	t, err := r.terms()
	return t.Act, err
}
