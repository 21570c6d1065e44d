package referral

import (
	"context"
	"flag"
	"math/rand/v2"
	"slices"
	"testing"

	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/money"
)

var seed = flag.Uint64("storm", 1, "seed of the random storm")

// storm is a house with people to whom everything happens at random.
type storm struct {
	*house
	*rand.Rand
	t      *testing.T
	crowd  []customer.ID
	orders []commerce.OrderID
	said   []Claim // for imports to say again
}

func (s *storm) someone() customer.ID { return s.crowd[s.IntN(len(s.crowd))] }

func (s *storm) when() int64 {
	if s.IntN(5) == 0 {
		return 0
	}
	return start + int64(s.IntN(60))*day
}

// fine lets refusals pass: only defects fail the test.
func (s *storm) fine(err error) {
	s.t.Helper()
	if err != nil && fault.Of(err).Kind == fault.Internal {
		s.t.Fatal(err)
	}
}

func (s *storm) claim(Record) {
	var claims []Claim
	for range 1 + s.IntN(5) {
		claims = append(claims, brings(s.someone(), s.someone(), s.when()))
	}
	if len(s.said) > 0 && s.IntN(3) == 0 {
		claims = append(claims, s.said[s.IntN(len(s.said))])
	}
	s.said = append(s.said, claims...)
	s.claims(s.t, int64(s.IntN(4)), claims...)
}

func (s *storm) scan(Record) {
	_, err := s.Claim(s.owner, Claim{Customer: s.someone(), Inviter: s.someone(), Source: SourceCode})
	s.fine(err)
}

func (s *storm) merge(Record) {
	s.fine(s.people.Merge(s.owner, s.someone(), s.someone(), "one person"))
}
func (s *storm) unmerge(Record) { s.fine(s.people.Unmerge(s.owner, s.someone())) }

func (s *storm) buy(Record) {
	s.orders = append(s.orders, s.buys(s.t, s.someone(), money.Fen(100*(1+s.IntN(9))), start+int64(s.IntN(80))*day))
}

func (s *storm) cancel(Record) {
	if len(s.orders) > 0 {
		s.fine(s.house.orders.Cancel(s.owner, s.orders[s.IntN(len(s.orders))], ""))
	}
}

func (s *storm) void(r Record)   { s.fine(s.Void(s.owner, r.ID, "taken back")) }
func (s *storm) decide(r Record) { s.fine(s.Decide(s.owner, r.ID, "the receipt says so")) }
func (s *storm) unbind(r Record) { s.fine(s.Unbind(s.owner, r.CustomerID, "unclear")) }

func (s *storm) forget(Record) {
	importID := int64(1 + s.IntN(3))
	for more := true; more; {
		s.tx(s.t, func(ctx context.Context, tx *db.Tx) (err error) {
			more, err = ForgetImport(ctx, tx, importID, 1+s.IntN(5))
			return err
		})
	}
}

func (s *storm) rules(Record) {
	r := DefaultRules()
	if s.IntN(2) == 0 {
		r.Touch, r.ProtectDays = LastTouch, int64(s.IntN(20))
	}
	s.fine(s.SetRules(s.owner, r))
}

// step lets one thing happen. Facts are heard late, and sometimes much later.
func (s *storm) step() {
	acts := []func(Record){s.claim, s.claim, s.claim, s.scan, s.merge, s.unmerge, s.buy, s.buy, s.cancel, s.void, s.decide, s.unbind,
		s.forget, s.rules}
	act := acts[s.IntN(len(acts))]
	var r Record
	records, err := db.All[Record](s.owner, s.Read(), `SELECT `+claimColumns+` FROM referral_claim ORDER BY id`)
	if err != nil {
		s.t.Fatal(err)
	}
	if len(records) > 0 {
		r = records[s.IntN(len(records))]
	}
	act(r)
	if s.IntN(3) == 0 {
		s.drain(s.t)
	}
}

// Whatever happens, in whatever order, what is kept from change to change is what is grown from nothing.
func TestAStormLeavesNoDifference(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for round := range uint64(3) {
			s := &storm{house: h, Rand: rand.New(rand.NewPCG(*seed, round)), t: t, crowd: h.house().crowd(t, 12, 0)}
			for n := range 120 {
				s.step()
				if n%10 == 9 {
					s.clean(t)
				}
				if t.Failed() {
					t.Fatalf("seed %d, round %d, step %d", *seed, round, n)
				}
			}
		}
		h.sound(t)
	})
}

func (h *house) house() *house { return h }

// sound checks what Check does not: nobody is below themselves, a rebuild changes nothing.
func (h *house) sound(t *testing.T) {
	t.Helper()
	nodes := must[[]Node](t)(db.All[Node](h.owner, h.Read(), `SELECT `+nodeColumns+` FROM referral_node ORDER BY customer_id`))
	for _, n := range nodes {
		if up := must[[]Node](t)(h.Ancestors(h.owner, n.CustomerID, 0)); len(up) > len(nodes) {
			t.Errorf("%v is below themselves", n.CustomerID)
		}
	}
	h.tx(t, Rebuild)
	again := must[[]Node](t)(db.All[Node](h.owner, h.Read(), `SELECT `+nodeColumns+` FROM referral_node ORDER BY customer_id`))
	if !slices.Equal(nodes, again) {
		t.Error("a rebuild changes nodes")
	}
	h.clean(t)
}
