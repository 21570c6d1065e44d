package referral

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

func as(ctx context.Context, role org.Role, scope org.ScopeKind, store org.StoreID) context.Context {
	return org.As(ctx, org.Actor{Kind: org.ActorStaff, ID: 5, Staff: 5, Role: role, Scope: scope, Store: store})
}

// TestOfflineReferral is REF-11: a referrer named at the counter is not overwritten by a later scan; a dispute keeps both
// claims and has one winner with a reason, and the people below move along.
func TestOfflineReferral(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		friend, rival, below := h.person(t, 0), h.person(t, 0), h.person(t, 0)
		buyer := h.person(t, start-hour) // added an hour ago, at the counter
		ask := Counter{Customer: buyer, Inviter: friend, Order: "R-17"}
		if _, err := h.AtCounter(h.owner, ask); !errors.Is(err, ErrUnconfirmed) {
			t.Errorf("unconfirmed: %v", err)
		}
		ask.Confirmed = true
		if v := must[Verdict](t)(h.AtCounter(h.owner, ask)); v.Outcome != OutcomeBound {
			t.Fatalf("at the counter: %+v", v)
		}
		h.claims(t, 0, brings(buyer, below, start))
		h.buys(t, below, 700, start)
		h.drain(t)
		h.Clock.Advance(1)
		code := must[Code](t)(h.Mint(h.owner, rival, 0, ""))
		scan := must[Verdict](t)(h.Service.Follow(h.owner, code.Token, buyer, SourceCode))
		if scan.Outcome != OutcomeLost || scan.Reason != ReasonEarlier || scan.Referrer != friend {
			t.Errorf("a later scan: %+v", scan)
		}
		if err := h.Decide(h.owner, scan.ID, " "); !errors.Is(err, ErrNoReason) {
			t.Errorf("without a reason: %v", err)
		}
		if err := h.Decide(h.owner, scan.ID, "the buyer remembers it now"); err != nil {
			t.Fatal(err)
		}
		claims := must[[]Record](t)(h.Claims(h.owner, buyer))
		if len(claims) != 2 || claims[0].Verdict != OutcomeReplaced || claims[0].Reason != ReasonDispute ||
			claims[1].Verdict != OutcomeBound || !claims[1].Forced || claims[1].Note != "the buyer remembers it now" {
			t.Errorf("kept: %+v", claims)
		}
		if a, b := h.at(t, friend), h.at(t, rival); a.Below != 0 || a.Children != 0 || b.Below != 700 || b.Subtree != 2 || b.Buyers != 1 {
			t.Errorf("the tree did not move: %s; %s", a.text(), b.text())
		}
		if v := h.claims(t, 0, brings(friend, buyer, start-30*day))[0]; v.Reason != ReasonDispute {
			t.Errorf("rules replace what was decided: %+v", v)
		}
		h.clean(t)
	})
}

func TestNobodyIsDecidedBelowThemselves(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.crowd(t, 3, 0)
		h.claims(t, 0, brings(p[0], p[1], start), brings(p[1], p[2], start))
		cycle, self := h.claims(t, 0, brings(p[2], p[0], start))[0], h.claims(t, 0, brings(p[0], p[0], start))[0]
		if err := h.Decide(h.owner, cycle.ID, "why not"); !errors.Is(err, ErrCycle) {
			t.Errorf("a circle: %v", err)
		}
		if err := h.Decide(h.owner, self.ID, "why not"); !errors.Is(err, ErrVoid) {
			t.Errorf("oneself: %v", err)
		}
		if err := h.Decide(h.owner, 99, "why not"); !errors.Is(err, ErrMissing) {
			t.Errorf("nothing: %v", err)
		}
		h.clean(t)
	})
}

func TestVoidMovesSumsBackAndLetsTheNextClaimIn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.crowd(t, 4, 0)
		got := h.claims(t, 0, brings(p[0], p[1], start), brings(p[3], p[1], start+1), brings(p[1], p[2], start))
		h.buys(t, p[2], 500, start)
		h.drain(t)
		if n := h.at(t, p[0]); n.Below != 500 || n.Subtree != 2 {
			t.Errorf("before: %s", n.text())
		}
		if err := h.Void(h.owner, got[0].ID, "bought referrals"); err != nil {
			t.Fatal(err)
		}
		if a, b := h.at(t, p[0]), h.at(t, p[3]); a != (Node{CustomerID: p[0]}) || b.Below != 500 || b.Subtree != 2 {
			t.Errorf("after: %s; %s", a.text(), b.text())
		}
		if v := h.claims(t, 0, brings(p[0], p[1], start))[0]; v.Added || v.Outcome != OutcomeVoid {
			t.Errorf("a void claim said again: %+v", v)
		}
		if err := h.Unbind(h.owner, p[1], "nobody knows"); err != nil {
			t.Fatal(err)
		}
		if n := h.at(t, p[3]); n != (Node{CustomerID: p[3]}) {
			t.Errorf("unbound: %s", n.text())
		}
		if err := h.Unbind(h.owner, p[1], "again"); !errors.Is(err, ErrNoBond) {
			t.Errorf("twice: %v", err)
		}
		if n := h.count(t, `SELECT COUNT(*) FROM customer_act_day WHERE kind = 'referral' AND customer_id IN ($1, $2)`, p[0], p[3]); n != 0 {
			t.Error("acts of bonds that are gone")
		}
		voided := h.count(t, `SELECT COUNT(*) FROM event_fact WHERE kind = 'referral.voided'`)
		if voided != 2 {
			t.Errorf("%d facts", voided)
		}
		h.clean(t)
	})
}

// A merge keeps the earlier edge, moves the people below, and of a circle drops the latest edge; its undo restores all.
func TestMergesAndTheirUndo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.crowd(t, 7, 0)
		h.claims(t, 0, brings(p[0], p[1], start+2), brings(p[3], p[2], start+1), brings(p[1], p[4], start), brings(p[2], p[5], start))
		h.buys(t, p[2], 100, start)
		h.buys(t, p[5], 30, start)
		h.drain(t)
		before := must[[]Node](t)(db.All[Node](h.owner, h.Read(), `SELECT `+nodeColumns+` FROM referral_node ORDER BY customer_id`))
		merge := func(from, into customer.ID) {
			t.Helper()
			if err := h.people.Merge(h.owner, from, into, ""); err != nil {
				t.Fatal(err)
			}
			h.clean(t)
		}
		merge(p[1], p[2])
		if n := h.at(t, p[1]); n.CustomerID != p[2] || n.ParentID != p[3] || n.Children != 2 || n.Own != 100 || n.Below != 30 {
			t.Errorf("merged: %s", n.text())
		}
		if n := h.at(t, p[0]); n.Subtree != 0 || n.Children != 0 {
			t.Errorf("the later edge stays: %s", n.text())
		}
		if err := h.people.Unmerge(h.owner, p[1]); err != nil {
			t.Fatal(err)
		}
		h.clean(t)
		after := must[[]Node](t)(db.All[Node](h.owner, h.Read(), `SELECT `+nodeColumns+` FROM referral_node ORDER BY customer_id`))
		if !slices.Equal(before, after) {
			t.Errorf("the undo left %v, before %v", after, before)
		}
		// p[4] is below p[1]; now p[4] and p[0] are one: p[0] → p[1] → p[4]=p[0]. The latest edge is p[0]'s of p[1].
		merge(p[4], p[0])
		if n := h.at(t, p[1]); n.ParentID != 0 || n.DroppedID != p[0] || n.Children != 1 {
			t.Errorf("the circle: %s", n.text())
		}
		if v := h.claims(t, 0, brings(p[6], p[0], start-1))[0]; v.Outcome != OutcomeBound {
			t.Errorf("another referrer: %+v", v)
		}
		if n := h.at(t, p[1]); n.ParentID != p[0] || n.DroppedID != 0 {
			t.Errorf("the circle is gone, its dropped edge is not back: %s", n.text())
		}
		h.clean(t)
	})
}

// Reads equal what a walk over all edges gives.
func TestReadsEqualAWalk(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := rand.New(rand.NewPCG(5, 6))
		p := h.crowd(t, 120, 0)
		parent, children := map[customer.ID]customer.ID{}, map[customer.ID][]customer.ID{}
		var claims []Claim
		for i := 1; i < len(p); i++ {
			up := p[r.IntN(min(i, 20))]
			parent[p[i]] = up
			children[up] = append(children[up], p[i])
			claims = append(claims, brings(up, p[i], start))
		}
		h.claims(t, 1, claims...)
		for _, i := range p {
			var up []customer.ID
			for a := parent[i]; a != 0; a = parent[a] {
				up = append(up, a)
			}
			got := must[[]Node](t)(h.Ancestors(h.owner, i, 0))
			if !slices.EqualFunc(got, up, func(n Node, a customer.ID) bool { return n.CustomerID == a }) {
				t.Errorf("above %v: %v, want %v", i, got, up)
			}
			if two := must[[]Node](t)(h.Ancestors(h.owner, i, 2)); len(two) != min(2, len(up)) {
				t.Errorf("two above %v: %d", i, len(two))
			}
			var all []customer.ID
			for after := customer.ID(0); ; {
				b := must[Branch](t)(h.Children(h.owner, i, after, 3))
				for _, n := range b.Nodes {
					all = append(all, n.CustomerID)
				}
				if after = b.Next; after == 0 {
					break
				}
			}
			if !slices.Equal(all, children[i]) {
				t.Errorf("below %v: %v, want %v", i, all, children[i])
			}
		}
		tree := must[Tree](t)(h.Tree(h.owner, p[0], 2, 3))
		if len(tree.Below) != min(3, len(children[p[0]])) || tree.Subtree != 119 || tree.Below[0].Depth != 1 {
			t.Errorf("the tree: %+v", tree)
		}
		if _, err := h.Node(h.owner, 42); !errors.Is(err, customer.ErrMissing) {
			t.Errorf("nobody: %v", err)
		}
		m := must[Measured](t)(Measure(h.owner, h.Service, 200, 1))
		if m.Nodes != 120 || m.Ancestors.P99 <= 0 || m.Node.Deep <= 0 {
			t.Errorf("measured %+v", m)
		}
	})
}

func TestPermissionAndScope(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var people []customer.Resolved
		h.tx(t, func(ctx context.Context, tx *db.Tx) (err error) {
			people, err = customer.Resolve(ctx, tx, 0, []customer.Card{
				{Keys: card(1, 1).Keys, Store: 1}, {Keys: card(1, 2).Keys, Store: 2}, {Keys: card(1, 3).Keys, Store: 1}})
			return err
		})
		a, b, c := people[0].ID, people[1].ID, people[2].ID
		h.claims(t, 1, brings(a, b, start), brings(a, c, start))
		one := as(t.Context(), org.RoleStore, org.ScopeStore, 1)
		if _, err := h.Node(one, b); !errors.Is(err, org.ErrScope) {
			t.Errorf("another store's person: %v", err)
		}
		if got := must[Branch](t)(h.Children(one, a, 0, 0)); len(got.Nodes) != 1 || got.Nodes[0].CustomerID != c {
			t.Errorf("children in scope: %+v", got)
		}
		if got := must[Tree](t)(h.Tree(one, a, 1, 0)); len(got.Below) != 1 {
			t.Errorf("the tree in scope: %+v", got)
		}
		if got := must[Board](t)(h.Board(one, BoardQuery{})); len(got.Rows) != 1 || got.Rows[0].Invited != 1 {
			t.Errorf("the board in scope: %+v", got)
		}
		if _, err := h.Claims(one, b); !errors.Is(err, org.ErrScope) {
			t.Errorf("claims: %v", err)
		}
		if err := h.Unbind(one, b, "x"); !errors.Is(err, org.ErrScope) {
			t.Errorf("unbind: %v", err)
		}
		if _, err := h.Mint(one, b, 0, ""); !errors.Is(err, org.ErrScope) {
			t.Errorf("mint: %v", err)
		}
		reader := as(t.Context(), org.RoleReader, org.ScopeAll, 0)
		for name, f := range map[string]func() error{
			"claim": func() error {
				_, err := h.Claim(reader, Claim{Customer: a, Inviter: b, Source: SourceHand, Note: "x"})
				return err
			},
			"counter": func() error { _, err := h.AtCounter(reader, Counter{}); return err },
			"find":    func() error { _, err := h.Candidates(reader, "x"); return err },
			"decide":  func() error { return h.Decide(reader, 1, "x") },
			"void":    func() error { return h.Void(reader, 1, "x") },
			"unbind":  func() error { return h.Unbind(reader, a, "x") },
			"mint":    func() error { _, err := h.Mint(reader, a, 0, ""); return err },
			"end":     func() error { return h.EndCode(reader, 1) },
			"follow":  func() error { _, err := h.Service.Follow(reader, "x", a, SourceCode); return err },
			"rules":   func() error { return h.SetRules(reader, DefaultRules()) },
		} {
			if err := f(); !errors.Is(err, org.ErrDenied) {
				t.Errorf("%s by a reader: %v", name, err)
			}
		}
		if _, err := h.Node(t.Context(), a); !errors.Is(err, org.ErrUnauthenticated) {
			t.Errorf("by nobody: %v", err)
		}
	})
}

func TestErasingTakesNotesAndCodes(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.crowd(t, 3, 0)
		v := must[Verdict](t)(h.Claim(h.owner, Claim{Customer: p[1], Inviter: p[0], Source: SourceHand, Note: "Wang of the tea house", Evidence: "note 7"}))
		code := must[Code](t)(h.Mint(h.owner, p[0], 0, ""))
		if err := h.Void(h.owner, v.ID, "Wang says no"); err != nil {
			t.Fatal(err)
		}
		if err := h.people.Erase(h.owner, p[0]); err != nil {
			t.Fatal(err)
		}
		r := must[[]Record](t)(h.Claims(h.owner, p[1]))[0]
		if r.Note != "" || r.Evidence != "" || r.InviterID != p[0] {
			t.Errorf("kept: %+v", r)
		}
		if _, err := h.Service.Follow(h.owner, code.Token, p[2], SourceCode); !errors.Is(err, ErrEnded) {
			t.Errorf("their code: %v", err)
		}
		if _, err := h.Claim(h.owner, Claim{Customer: p[2], Inviter: p[0], Source: SourceHand, Note: "x"}); !errors.Is(err, customer.ErrErased) {
			t.Errorf("an erased inviter: %v", err)
		}
		h.clean(t)
	})
}

func TestRulesAreCheckedAndKept(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		if got := must[Rules](t)(h.Rules(h.owner)); got != DefaultRules() {
			t.Errorf("defaults: %+v", got)
		}
		r := DefaultRules()
		r.Touch = "middle"
		if err := h.SetRules(h.owner, r); err == nil {
			t.Error("a rule that is none")
		}
		r.Touch, r.ValidHours = LastTouch, 48
		if err := h.SetRules(h.owner, r); err != nil {
			t.Fatal(err)
		}
		if got := must[Rules](t)(h.Rules(h.owner)); got != r {
			t.Errorf("kept: %+v", got)
		}
		r.ValidHours = -1
		if err := h.SetRules(h.owner, r); err == nil {
			t.Error("a time below nothing")
		}
	})
}
