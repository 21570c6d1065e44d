package campaign_test

import (
	"context"
	"errors"
	"testing"

	"qunli/campaign"
	"qunli/campaign/invite"
	"qunli/customer"
	"qunli/kit/db"
)

// Whoever has thousands of seats sees the latest, and each of them by its own address; an account of thousands of friends keeps sight of
// what they brought.
func TestTheLatestSeatsAreRead(t *testing.T) {
	each(t, func(h *house) {
		i, who := h.published("invite", `{"steps":[{"need":1,"reward":{"kind":"gift","what":"帆布袋","stock":1}}],"hold_hours":24,"window_hours":48,"most":1000,"budget":0}`), people(3)
		link := h.do(i, open(who[0]))
		many := func(person customer.ID, note string, n int) (first, last campaign.SeatID) {
			h.is(h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
				first = campaign.SeatID(tx.NewID())
				last = first + campaign.SeatID(n) - 1
				_, err := db.Exec(ctx, tx, `INSERT INTO campaign_seat (id, campaign_id, instance_id, person_id, entry, into_id, number, reply, state, standing, takes, note, amount, paid, back, arrived,
					asked, place, at, paid_at, due_at, because)
					WITH RECURSIVE n (id) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT id + 1 FROM n WHERE id < $2)
					SELECT id, $3, $4, $5, '', id, 1, '', 'lapsed', '', '', $6, 0, 0, 0, 0, 0, 0, 1, 0, 0, '' FROM n`, int64(first), int64(last), int64(i), int64(link.Instance), int64(person), note)
				return err
			}), nil)
			return first, last
		}
		step, _ := many(who[0], invite.StepReward, 1)
		oldest, newest := many(who[1], invite.Invitee, 1100)
		friends, err := h.Seats(h.owner, i, link.Instance, 100, invite.Invitee)
		h.is(err, nil)
		h.equal([]any{len(friends), friends[0].ID, friends[99].ID}, []any{100, newest - 99, newest})
		rewards, err := h.Seats(h.owner, i, link.Instance, 1000, invite.StepReward)
		h.is(err, nil)
		h.equal([]any{len(rewards), rewards[0].ID}, []any{1, step})
		g, err := h.Gathering(h.owner, i, link.Instance)
		h.is(err, nil)
		h.equal([]any{len(g.Seats), g.Seats[999].ID}, []any{1000, newest})
		mine, err := h.Mine(h.owner, i, who[1])
		h.is(err, nil)
		h.equal([]any{len(mine), mine[0].ID, mine[999].ID}, []any{1000, newest - 999, newest})
		own, err := h.Own(h.owner, i, oldest, who[1])
		h.is(err, nil)
		h.equal(own.ID, oldest)
		if _, err := h.Own(h.owner, i, oldest, who[0]); !errors.Is(err, campaign.Reply{Code: campaign.Unknown}.Err()) {
			t.Errorf("somebody else's: %v", err)
		}
	})
}
