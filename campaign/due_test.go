package campaign_test

import (
	"context"
	"testing"
	"time"

	"qunli/campaign"
	"qunli/kit/db"
)

// What can never be done keeps nothing back that is due later, however much of it there is and wherever: seats of a campaign that is not
// there, and in a campaign itself seats of a team that is not there.
func TestWhatCannotBeDoneKeepsNothingBack(t *testing.T) {
	each(t, func(h *house) {
		i, other, who := h.published("flashsale", sale), h.published("flashsale", sale), people(2)
		gone := func(of campaign.ID, first, n int64) {
			h.is(h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
				_, err := db.Exec(ctx, tx, `INSERT INTO campaign_seat (id, campaign_id, instance_id, person_id, entry, into_id, number, reply, state, standing, takes, note, amount, paid, back, arrived,
					asked, place, at, paid_at, due_at, because)
					WITH RECURSIVE n (id) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT id + 1 FROM n WHERE id < $2)
					SELECT id, $3, 77, 0, '', id, 1, '', 'held', '', '', '', 0, 0, 0, 0, 0, 0, 1, 0, 1, '' FROM n`, first, first+n-1, int64(of))
				return err
			}), nil)
		}
		gone(12345, 1000, 300)
		gone(i, 2000, 600)
		seats := []campaign.SeatID{h.do(i, claim(who[0])).Seat, h.do(other, claim(who[1])).Seat}
		h.later(16 * time.Minute)
		for n, of := range []campaign.ID{i, other} {
			s, err := h.Own(h.owner, of, seats[n], who[n])
			h.is(err, nil)
			h.equal(s.State, "released")
			h.equal(h.bucket(of, "stock-a").Held, 0)
		}
		left, err := db.One[int64](t.Context(), h.Read(), `SELECT COUNT(*) FROM campaign_seat WHERE due_at > 0`)
		h.is(err, nil)
		h.equal(left, 900)
	})
}
