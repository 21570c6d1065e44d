package campaign_test

import (
	"math/rand/v2"
	"os"
	"sync"
	"testing"
	"time"

	"qunli/campaign"
	"qunli/customer"
	"qunli/kit/db"
)

// commands is how many a storm has: a sample each time, a million once (QUNLI_PROOF=full).
func commands() int {
	if os.Getenv("QUNLI_PROOF") == "full" {
		return 1_000_000
	}
	return 2_400
}

// storm is what callers were told, counted by themselves.
type storm struct {
	sync.Mutex
	replies map[campaign.Key]campaign.Reply
	paid    map[campaign.SeatID]int64 // by the provider, each transaction once
}

// Crowds at two engines on one database: open, join, pay, pay again, leave, ask again, while holds run out. What they were told
// is what the tables say, nothing is sold twice, and every payment stands for a seat or went back.
func TestAStormOfTeams(t *testing.T) {
	each(t, func(h *house) {
		settings := `{"size":3,"minutes":60,"price":5900,"leader_price":4900,"stock":600,"hold_minutes":10}`
		i, other := h.published("groupbuy", settings), h.node()
		s := &storm{replies: map[campaign.Key]campaign.Reply{}, paid: map[campaign.SeatID]int64{}}
		var wg sync.WaitGroup
		const callers = 24
		for caller := range callers {
			node := h.Service
			if caller%3 == 0 {
				node = other
			}
			wg.Go(func() { s.crowd(h, node, i, uint64(caller), commands()/callers) })
		}
		wg.Wait()
		h.later(2 * time.Hour)
		h.later(time.Hour)
		s.reconcile(h, i)
		h.checked()
	})
}

// crowd is one caller: it acts for people of its own and of others, and remembers what it was told.
func (s *storm) crowd(h *house, node *campaign.Service, i campaign.ID, seed uint64, n int) {
	r := rand.New(rand.NewPCG(seed, 5))
	var teams []campaign.InstanceID
	var seats []campaign.Reply
	for range n {
		c := campaign.Command{Kind: campaign.Open, Person: customer.ID(1 + r.Int64N(800)), Number: 1 + r.Int64N(3)}
		switch k := r.IntN(10); {
		case k < 5 && len(teams) > 0:
			c.Kind, c.Instance = campaign.Join, teams[r.IntN(len(teams))]
		case k < 9 && len(seats) > 0:
			paid := seats[r.IntN(len(seats))]
			c = campaign.Command{Kind: campaign.Paid, Seat: paid.Seat, Amount: paid.Amount, Ref: "W" + paid.Seat.String()}
		}
		reply, err := node.Do(h.owner, i, c)
		if err != nil {
			h.t.Error(err)
			return
		}
		if reply.Code != campaign.Done {
			continue
		}
		s.tell(h, c, reply)
		if c.Kind == campaign.Paid {
			continue
		}
		teams, seats = append(teams, reply.Instance), append(seats, reply)
	}
}

// tell notes a reply; who was told something before must be told the same.
func (s *storm) tell(h *house, c campaign.Command, r campaign.Reply) {
	s.Lock()
	defer s.Unlock()
	key := campaign.Key{Kind: c.Kind, Subject: int64(c.Person), Instance: c.Instance, Number: c.Number}
	if c.Kind == campaign.Paid {
		key = campaign.Key{Kind: c.Kind, Subject: int64(c.Seat)}
		s.paid[c.Seat] = c.Amount
	}
	if told, known := s.replies[key]; known && told != r {
		h.t.Errorf("%+v was told %+v, then %+v", c, told, r)
	}
	s.replies[key] = r
}

// reconcile counts from the tables and compares with what was told.
func (s *storm) reconcile(h *house, i campaign.ID) {
	h.t.Helper()
	type row struct {
		ID                 campaign.SeatID
		State, Standing    string
		Paid, Back, Amount int64
	}
	rows, err := db.All[row](h.t.Context(), h.Read(), `SELECT id, state, standing, paid, back, amount FROM campaign_seat WHERE campaign_id = $1`, i)
	h.is(err, nil)
	stored := map[campaign.SeatID]row{}
	for _, r := range rows {
		stored[r.ID] = r
		switch {
		case r.Paid != s.paid[r.ID]:
			h.t.Errorf("seat %s: the provider took %d, the books say %d", r.ID, s.paid[r.ID], r.Paid)
		case r.Standing == "held", r.Paid != r.Back && r.State != "settled", r.State == "settled" && r.Paid-r.Back != r.Amount:
			h.t.Errorf("in the end %+v", r)
		}
	}
	for key, r := range s.replies {
		if key.Kind != campaign.Paid && stored[r.Seat].ID == 0 {
			h.t.Errorf("%+v was told of seat %s, which is nowhere", key, r.Seat)
		}
	}
	var back int64
	numbers := map[string]bool{}
	for _, m := range h.heard(campaign.Refund) {
		if numbers[m.Number] {
			h.t.Errorf("refund %s is asked for twice", m.Number)
		}
		numbers[m.Number] = true
		back += m.Amount
	}
	sum, err := db.One[int64](h.t.Context(), h.Read(), `SELECT COALESCE(SUM(back), 0) FROM campaign_seat`)
	h.is(err, nil)
	h.equal(back, sum)
	b := h.bucket(i, "stock")
	if settled := int64(len(h.heard(campaign.Fulfil))); b.Spent != settled || b.Held != 0 || settled%3 != 0 || settled == 0 {
		h.t.Errorf("%d were fulfilled; %+v", settled, b)
	}
	h.t.Logf("%d effects, %d seats, %d settled", len(s.replies), len(rows), b.Spent)
}
