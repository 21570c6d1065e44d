package campaign_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"qunli/campaign"
	"qunli/campaign/redpacket"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
	"qunli/testkit/dbtest"
)

// A packet is opened by a crowd at two engines: the sum is the sum, one share a person, what nobody took or accepted is the
// budget's again. A fresh engine knows all of it.
func TestAPacketIsShared(t *testing.T) {
	each(t, func(h *house) {
		i, who, other := h.published("redpacket", `{"amount":2000,"shares":10,"least":50,"most":900,"hours":24,"budget":5000,"purpose":"开业"}`), people(40), h.node()
		put := campaign.Command{Kind: campaign.Open}
		p := h.do(i, put)
		var commands []campaign.Command
		for _, w := range who {
			commands = append(commands, join(w, p.Instance), join(w, p.Instance))
		}
		sum, shares := int64(0), map[campaign.SeatID]bool{}
		for n, r := range h.together(func(n int) *campaign.Service {
			if n%4 < 2 {
				return other
			}
			return h.Service
		}, i, commands) {
			switch {
			case r.Code == campaign.Done && !shares[r.Seat]:
				sum, shares[r.Seat] = sum+r.Amount, true
			case r.Code != campaign.Done && r.Code != campaign.Full:
				t.Errorf("%d was told %+v", n, r)
			}
		}
		h.equal([]any{sum, len(shares)}, []any{2000, 10})
		h.equal(h.bucket(i, "budget"), campaign.Bucket{CampaignID: i, Name: "budget", Total: 5000, Free: 3000, Held: 2000})
		fresh := h.node()
		again, err := fresh.Do(h.owner, i, put)
		h.is(err, nil)
		h.equal(again, p)
		sent := h.heard(campaign.Transfer)
		h.equal(len(sent), 10)
		returned := int64(0)
		for n, m := range sent {
			c := campaign.Command{Kind: campaign.Sent, Seat: m.Seat, Amount: m.Amount, Ref: m.Number}
			if n == 0 {
				c.Kind, returned = campaign.Returned, m.Amount
			}
			r, err := fresh.Do(h.owner, i, c)
			h.is(err, nil)
			h.equal(h.do(i, c), r)
		}
		h.equal(h.bucket(i, "budget").Spent, 2000-returned)
		put.Number = 2
		second := h.do(i, put)
		h.do(i, join(who[0], second.Instance))
		h.later(24 * time.Hour)
		g, err := h.Gathering(h.owner, i, second.Instance)
		h.is(err, nil)
		h.equal(g.Instance.State, "expired")
		h.checked()
	})
}

// Three who stay bring the gift, once, however often it is told; one who leaves in the hold period does not count.
func TestInvitationsAreRewarded(t *testing.T) {
	each(t, func(h *house) {
		i, who := h.published("invite", `{"steps":[{"need":3,"reward":{"kind":"gift","what":"帆布袋","stock":5}}],"hold_hours":24,"window_hours":72,"most":10,"budget":0}`), people(8)
		link := h.do(i, open(who[0]))
		h.equal(h.do(i, join(who[0], link.Instance)).Code, campaign.Self)
		var seats []campaign.SeatID
		for _, w := range who[1:5] {
			seats = append(seats, h.do(i, join(w, link.Instance)).Seat)
		}
		about := func(k campaign.Kind, s campaign.SeatID) campaign.Reply {
			return h.do(i, campaign.Command{Kind: k, Seat: s})
		}
		for _, s := range seats {
			h.equal(about(campaign.Qualify, s), about(campaign.Qualify, s))
		}
		h.equal(about(campaign.Revoke, seats[0]).State, "revoked")
		h.equal(len(h.heard(campaign.Grant)), 0)
		h.later(24 * time.Hour)
		grants := h.heard(campaign.Grant)
		h.equal(len(grants), 1)
		h.equal([]any{grants[0].Person, grants[0].What}, []any{who[0], "帆布袋"})
		done := campaign.Command{Kind: campaign.Sent, Seat: grants[0].Seat, Ref: grants[0].Number}
		h.equal(h.do(i, done).State, h.do(i, done).State)
		mine, err := h.Mine(h.owner, 0, who[0])
		h.is(err, nil)
		h.equal(len(mine), 2) // the account and the reward
		_, why, err := h.Why(h.owner, i, seats[0])
		h.is(err, nil)
		h.equal(len(why), 1)
		h.equal(h.bucket(i, "gift-1").Spent, 1)
		h.equal(h.do(i, join(customer.ID(77), 12345)).Code, campaign.Unknown)
		h.checked()
	})
}

// A person's page and the batch find what they ask for by an index that knows it, however many seats there are.
func TestSeatsAreFoundByTheirKeys(t *testing.T) {
	for text, index := range map[string]string{
		`campaign_id IN (1, 2, 3) AND person_id IN (4, 5) ORDER BY id`:                                                        "campaign_seat_key (campaign_id=? AND person_id=?)",
		`(campaign_id = 1) AND (instance_id <> 0) AND (instance_id IN (1, 2)) ORDER BY id`:                                    "campaign_seat_instance (campaign_id=? AND instance_id=?)",
		`due_at > 0 AND due_at <= 7 AND +campaign_id = 1 ORDER BY due_at LIMIT 256`:                                           "campaign_seat_due (due_at>? AND due_at<?)",
		`(campaign_id = 1 AND instance_id <> 0 AND person_id = 0 AND standing <> '') AND (instance_id IN (1, 2)) ORDER BY id`: "campaign_seat_instance (campaign_id=? AND instance_id=?)",
		`(id >= 7 AND +campaign_id = 1) AND (state IN ('paid')) AND (id IN (1, 2)) ORDER BY id DESC LIMIT 10`:                 "INTEGER PRIMARY KEY (rowid=?)",
		`id IN (1, 2) AND +campaign_id = 1`:                                                                                   "INTEGER PRIMARY KEY (rowid=?)",
	} {
		d := dbtest.OpenTraced(t, []fs.FS{org.Schema, campaign.Schema}, nil)
		type step struct {
			ID, Parent, Notused int64
			Detail              string
		}
		plan, err := db.All[step](t.Context(), d.Read(), `EXPLAIN QUERY PLAN SELECT * FROM campaign_seat WHERE `+text)
		if err != nil || !strings.Contains(plan[0].Detail, index) || len(plan) > 1 && strings.Contains(text, "DESC LIMIT") {
			t.Errorf("%s\n%+v, %v; want %s", text, plan, err, index)
		}
	}
}

// What staff sent in a chat by hand is cost as much as what was sent to people (CAM-14): what is told to be taken, of what nobody told of in
// time the whole sum, nothing of what came back. Nobody took part by it, and the days before somebody did halve nothing.
func TestWhatIsSentByHandIsCost(t *testing.T) {
	each(t, func(h *house) {
		i := h.published("redpacket", `{"amount":2000,"shares":2,"least":1000,"most":1000,"hours":24,"budget":9000,"purpose":"开业"}`)
		sends := func(number, amount int64) campaign.SeatID {
			at := h.Clock.Now().UnixMilli()
			r := h.do(i, campaign.Command{Kind: campaign.Open, Number: number, Amount: amount, Ref: fmt.Sprintf(`{"group":"com_x","purpose":"暖场","shares":3,"at":%d}`, at)})
			h.is(r.Err(), nil)
			g, err := h.Gathering(h.owner, i, r.Instance)
			h.is(err, nil)
			return g.Seats[0].ID
		}
		cost := func() []any {
			m, err := h.Measure(h.owner, i)
			h.is(err, nil)
			sum := int64(0)
			for _, d := range m.Days {
				sum += d.Cost
			}
			return []any{m.Cost, sum, m.People, m.HalfLife}
		}
		first, second, third := sends(100, 300), sends(101, 500), sends(102, 700)
		h.equal(cost(), []any{0, 0, 0, 0}) // nobody is told to have taken of them
		h.is(h.do(i, redpacket.Report(first, 1, 120, false)).Err(), nil)
		h.equal(cost(), []any{120, 120, 0, 0})
		h.is(h.do(i, redpacket.Report(first, 2, 200, true)).Err(), nil)
		h.is(h.do(i, redpacket.Report(second, 3, 500, false)).Err(), nil)
		h.equal(cost(), []any{700, 700, 0, 0})
		h.later(25 * time.Hour)
		h.equal(cost(), []any{1400, 1400, 0, 0}) // of the third nobody told
		h.is(h.do(i, redpacket.Report(third, 0, 0, true)).Err(), nil)
		h.equal(cost(), []any{700, 700, 0, 0})

		p := h.do(i, campaign.Command{Kind: campaign.Open})
		h.equal(h.do(i, join(people(1)[0], p.Instance)).Code, campaign.Done)
		for _, m := range h.heard(campaign.Transfer) {
			h.is(h.do(i, campaign.Command{Kind: campaign.Sent, Seat: m.Seat, Amount: m.Amount, Ref: m.Number}).Err(), nil)
		}
		h.equal(cost(), []any{1700, 1700, 1, 0})
		m, err := h.Measure(h.owner, i)
		h.is(err, nil)
		last := m.Days[len(m.Days)-1]
		if m.Days[0].Share != nil || last.Share == nil || *last.Share != 1 {
			t.Errorf("shares of the first day on which somebody took part: %+v", m.Days)
		}
		h.checked()
	})
}
