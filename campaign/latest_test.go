package campaign_test

import (
	"context"
	"strings"
	"testing"

	"qunli/campaign"
	"qunli/customer"
	"qunli/kit/db"
)

// The last who came are listed first, and never what the brand itself put there; who has just taken part paid. Another node knows
// the same, and so does a database that learnt of the lists later.
func TestTheNewestFirst(t *testing.T) {
	each(t, func(h *house) {
		i, who := h.published("flashsale", sale), people(3)
		var held []campaign.Reply
		for _, p := range who {
			held = append(held, h.do(i, claim(p)))
		}
		h.pay(i, held[1])
		h.pay(i, held[0])
		packets := h.published("redpacket", `{"amount":2000,"shares":10,"least":100,"most":1000,"hours":24,"budget":20000,"purpose":"开业"}`)
		h.is(h.do(packets, campaign.Command{Kind: campaign.Open}).Err(), nil)
		listed := func() (newest, recent []customer.ID) {
			all, err := h.Newest(h.owner, i, 2)
			h.is(err, nil)
			paid, err := h.Recent(h.owner, i, 0, "paid", "settled")
			h.is(err, nil)
			none, err := h.Newest(h.owner, packets, 0)
			h.is(err, nil)
			h.equal(len(none), 0)
			return peopleIn(all), peopleIn(paid)
		}
		newest, recent := listed()
		h.equal(newest, []customer.ID{who[2], who[1]})
		h.equal(recent, []customer.ID{who[1], who[0]})
		early, err := h.Recent(h.owner, i, h.Clock.Now().UnixMilli()+1, "paid")
		h.is(err, nil)
		h.equal(len(early), 0)

		text, err := campaign.Schema.ReadFile("schema/20261123120000_campaign_latest.sql")
		h.is(err, nil)
		_, fill, _ := strings.Cut(string(text), ");\n")
		h.is(h.Tx(h.t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if _, err := db.Exec(ctx, tx, `DELETE FROM campaign_latest WHERE campaign_id <> 0`); err != nil {
				return err
			}
			_, err := db.Exec(ctx, tx, strings.TrimSuffix(strings.TrimSpace(fill), ";"))
			return err
		}), nil)
		newest, recent = listed()
		h.equal(newest, []customer.ID{who[2], who[1]})
		h.equal(recent, []customer.ID{who[1], who[0]})
		_, err = h.node().Do(h.owner, i, claim(people(4)[3]))
		h.is(err, nil)
		newest, _ = listed()
		h.equal(newest, []customer.ID{people(4)[3], who[2]})
	})
}

func peopleIn(seats []campaign.Seat) []customer.ID {
	var out []customer.ID
	for _, s := range seats {
		out = append(out, s.PersonID)
	}
	return out
}
