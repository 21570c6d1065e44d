package referral

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/testkit/dbtest"
)

// start is the moment at which tests begin.
var start = dbtest.Start.UnixMilli()

// TestWorkedValue is CUS-09: A 100, A→B 200, B→C 300: 600, 500, 300; C refunded: 300, 200, 0.
func TestWorkedValue(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.crowd(t, 3, 0)
		h.buys(t, p[0], 100, start)
		h.claims(t, 1, brings(p[0], p[1], 0), brings(p[1], p[2], 0))
		h.buys(t, p[1], 200, start)
		order := h.buys(t, p[2], 300, start)
		h.drain(t)
		values := func(want ...int64) {
			t.Helper()
			for n, w := range want {
				if got := h.at(t, p[n]).Value(); int64(got) != w {
					t.Errorf("person %d is worth %d, want %d", n, got, w)
				}
			}
		}
		values(600, 500, 300)
		if err := h.orders.Cancel(h.owner, order, "given back"); err != nil {
			t.Fatal(err)
		}
		h.drain(t)
		values(300, 200, 0)
		if n := h.at(t, p[0]); n.Buyers != 1 || n.Subtree != 2 {
			t.Errorf("above it: %s", n.text())
		}
		h.clean(t)
	})
}

func TestUnknownStaysUnknown(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.crowd(t, 2, 0)
		v := h.claims(t, 1, Claim{Customer: p[0], Source: SourceImport})[0]
		if v != (Verdict{}) || h.count(t, `SELECT COUNT(*) FROM referral_claim`) != 0 {
			t.Errorf("a claim of nobody is kept: %+v", v)
		}
		h.claims(t, 1, brings(p[1], p[0], start))
		if v := h.claims(t, 1, Claim{Customer: p[0], Source: SourceImport})[0]; v.Referrer != p[1] || v.Added {
			t.Errorf("the referrer is not told: %+v", v)
		}
		h.clean(t)
	})
}

func TestSelfCycleAndDoubleAreKeptAndRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.crowd(t, 4, 0)
		got := h.claims(t, 1, brings(p[0], p[0], start), brings(p[0], p[1], start), brings(p[1], p[2], start+1), brings(p[2], p[0], start+2),
			brings(p[3], p[1], start+5), brings(p[3], p[1], start+5), brings(p[0], p[1], start+9))
		type verdict struct {
			added   bool
			outcome Outcome
			why     Reason
		}
		want := []verdict{{true, OutcomeVoid, ReasonSelf}, {true, OutcomeBound, ""}, {true, OutcomeBound, ""}, {true, OutcomeLost, ReasonCycle},
			{true, OutcomeLost, ReasonEarlier}, {false, OutcomeLost, ReasonEarlier}, {false, OutcomeBound, ""}}
		for n, w := range want {
			if g := (verdict{got[n].Added, got[n].Outcome, got[n].Reason}); g != w {
				t.Errorf("claim %d: %+v, want %+v", n, g, w)
			}
		}
		if n := h.count(t, `SELECT COUNT(*) FROM referral_claim`); n != 5 {
			t.Errorf("%d claims are kept, want 5", n)
		}
		if n := h.at(t, p[0]); n.Subtree != 2 || n.Children != 1 {
			t.Errorf("the tree: %s", n.text())
		}
		acts := h.count(t, `SELECT CAST(SUM(acts) AS BIGINT) FROM customer_act_day WHERE kind = 'referral' AND customer_id IN ($1, $2)`, p[0], p[1])
		if acts != 2 {
			t.Errorf("%d acts, want 2", acts)
		}
		h.clean(t)
	})
}

// The same claims in any order and in any batches give the same forest; parents may come after their children.
func TestTheOrderOfClaimsDoesNotMatter(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const people = 40
		r := rand.New(rand.NewPCG(3, 4))
		var parents [people]int
		for i := 1; i < people; i++ {
			parents[i] = r.IntN(i)
		}
		for round := range 4 {
			p := h.crowd(t, people, 0)
			order := r.Perm(people)
			var claims []Claim
			for _, i := range order {
				if i > 0 {
					claims = append(claims, brings(p[parents[i]], p[i], start+int64(i)))
				}
			}
			for len(claims) > 0 {
				n := min(1+r.IntN(8*(round+1)), len(claims))
				h.claims(t, int64(round+1), claims[:n]...)
				claims = claims[n:]
			}
			if n := h.at(t, p[0]); n.Subtree != people-1 {
				t.Errorf("round %d: %s", round, n.text())
			}
		}
		h.clean(t)
	})
}

// TestACustomerAlreadyKeepsTheirReferrer is REF-03: a scan by an existing customer does not change who brought them.
func TestACustomerAlreadyKeepsTheirReferrer(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		owner, known, brought := h.person(t, 0), h.person(t, start-90*day), h.person(t, 0)
		other := h.person(t, 0)
		h.claims(t, 1, brings(other, brought, start-60*day))
		code := must[Code](t)(h.Mint(h.owner, owner, 0, "spring"))
		if len(code.Token) != 32 {
			t.Errorf("the token %q is not of 160 bits", code.Token)
		}
		for _, c := range []struct {
			who      customer.ID
			why      Reason
			referrer customer.ID
		}{{known, ReasonExisting, 0}, {brought, ReasonEarlier, other}} {
			v := must[Verdict](t)(h.Follow(h.owner, code.Token, c.who, SourceCode))
			if v.Outcome != OutcomeLost || v.Reason != c.why || v.Referrer != c.referrer {
				t.Errorf("the scan: %+v, want %s", v, c.why)
			}
		}
		fresh := h.person(t, start)
		if v := must[Verdict](t)(h.Follow(h.owner, " "+code.Token, fresh, SourceLink)); v.Outcome != OutcomeBound || v.Referrer != owner {
			t.Errorf("a newcomer: %+v", v)
		}
		if err := h.EndCode(h.owner, code.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Service.Follow(h.owner, code.Token, h.person(t, 0), SourceCode); !errors.Is(err, ErrEnded) {
			t.Errorf("an ended code: %v", err)
		}
		if _, err := h.Service.Follow(h.owner, "nonsense", fresh, SourceCode); !errors.Is(err, ErrNoCode) {
			t.Errorf("no code: %v", err)
		}
		if codes := must[[]Code](t)(h.Codes(h.owner, owner)); len(codes) != 1 || codes[0].EndedAt != start {
			t.Errorf("codes: %+v", codes)
		}
		h.clean(t)
	})
}

func TestLastTouchReplacesAfterTheProtection(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		rules := DefaultRules()
		rules.Touch, rules.ProtectDays = LastTouch, 7
		if err := h.SetRules(h.owner, rules); err != nil {
			t.Fatal(err)
		}
		p := h.crowd(t, 4, 0)
		below := h.person(t, 0)
		h.claims(t, 1, brings(p[1], p[0], start), brings(p[0], below, start))
		got := h.claims(t, 0, brings(p[2], p[0], start+6*day), brings(p[3], p[0], start+7*day))
		if got[0].Reason != ReasonProtected || got[1].Outcome != OutcomeBound || got[1].Replaced == 0 {
			t.Errorf("verdicts: %+v", got)
		}
		if a, b := h.at(t, p[1]), h.at(t, p[3]); a.Subtree != 0 || b.Subtree != 2 {
			t.Errorf("the tree did not move: %s; %s", a.text(), b.text())
		}
		claims := must[[]Record](t)(h.Claims(h.owner, p[0]))
		if len(claims) != 3 || claims[0].Verdict != OutcomeReplaced || claims[0].Reason != ReasonLater {
			t.Errorf("kept: %+v", claims)
		}
		acts := h.count(t, `SELECT COUNT(*) FROM customer_act_day WHERE kind = 'referral' AND customer_id = $1`, p[1])
		if acts != 0 {
			t.Error("the act was not taken back")
		}
		h.clean(t)
	})
}

// 64 writers try self, cycle and double bindings at once: none enters.
func TestWritersAtOnceMakeNoCircle(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const writers, people = 64, 24
		p := h.crowd(t, people, 0)
		var wg sync.WaitGroup
		errs := make([]error, writers)
		for w := range writers {
			wg.Go(func() {
				r := rand.New(rand.NewPCG(uint64(w), 11))
				for range 6 {
					errs[w] = errors.Join(errs[w], h.DB.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
						var claims []Claim
						for range 1 + r.IntN(4) {
							i := r.IntN(people)
							claims = append(claims, brings(p[i], p[(i+r.IntN(3))%people], start+int64(r.IntN(50))))
						}
						_, err := Bind(ctx, tx, 0, claims)
						return err
					}))
				}
			})
		}
		wg.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		edges := map[customer.ID]customer.ID{}
		type row struct{ CustomerID, InviterID customer.ID }
		for _, b := range must[[]row](t)(db.All[row](h.owner, h.Read(), `SELECT customer_id, inviter_id FROM referral_bond`)) {
			if b.CustomerID == b.InviterID || edges[b.CustomerID] != 0 {
				t.Errorf("%v is bound to themselves or twice", b.CustomerID)
			}
			edges[b.CustomerID] = b.InviterID
		}
		for i := range edges {
			up, steps := i, 0
			for ; edges[up] != 0 && steps <= people; steps++ {
				up = edges[up]
			}
			if steps > people {
				t.Fatalf("%v is below themselves", i)
			}
		}
		refused := h.count(t, `SELECT COUNT(DISTINCT reason) FROM referral_claim WHERE reason IN ('self', 'cycle', 'earlier')`)
		if len(edges) < people/2 || refused != 3 {
			t.Errorf("%d bonds, %d kinds of refusal: the test tries too little", len(edges), refused)
		}
		h.clean(t)
	})
}

func TestBindTellsFactsAndSegments(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.tx(t, func(ctx context.Context, tx *db.Tx) error {
			return customer.Watch(ctx, tx, map[string]int64{attrReferrer: 1, attrReach: 1, attrValid: 1})
		})
		p := h.crowd(t, 3, 0)
		h.claims(t, 1, brings(p[0], p[1], start))
		h.claims(t, 1, brings(p[1], p[2], start))
		h.drain(t)
		told := map[string]bool{}
		for _, c := range must[[]customer.Change](t)(customer.Feed(h.owner, h.Read(), 100)) {
			for _, a := range c.Attributes() {
				told[fmt.Sprint(c.CustomerID, " ", a)] = true
			}
		}
		want := map[string]bool{}
		for _, w := range []struct {
			who  int
			what string
		}{{1, attrReferrer}, {2, attrReferrer}, {0, attrReach}, {1, attrReach}, {0, attrValid}, {1, attrValid}, {0, customer.AttrActs}, {1, customer.AttrActs}} {
			want[fmt.Sprint(p[w.who], " ", w.what)] = true
		}
		for k := range told {
			if !want[k] && k[len(k)-1] != '*' {
				t.Logf("also told: %s", k)
			}
		}
		for k := range want {
			if !told[k] {
				t.Errorf("not told: %s", k)
			}
		}
		facts := must[[]string](t)(db.All[string](h.owner, h.Read(), `SELECT kind FROM event_fact ORDER BY id`))
		if diff := cmp.Diff([]string{"referral.bound", "referral.bound"}, facts); diff != "" {
			t.Error(diff)
		}
	})
}
