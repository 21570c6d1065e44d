package referral

import (
	"context"
	"strings"
	"testing"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
)

// group makes a group.
func (h *house) group(t *testing.T, code string) community.ID {
	t.Helper()
	var out community.ID
	h.tx(t, func(ctx context.Context, tx *db.Tx) error {
		ids, err := community.Ensure(ctx, tx, 0, []community.Known{{Source: "test", Code: code}})
		out = ids[code]
		return err
	})
	return out
}

func (h *house) referrals(t *testing.T, i customer.ID) int64 {
	t.Helper()
	return h.count(t, `SELECT COALESCE(CAST(SUM(acts) AS BIGINT), 0) FROM customer_act_day WHERE kind = 'referral' AND customer_id = $1`, i)
}

// TestOnlyValidReferralsAreActs: who left at once, or was in the group before, was no valid referral (REF-01), and lifts
// nobody to 铁粉 (CUS-06).
func TestOnlyValidReferralsAreActs(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p, group := h.crowd(t, 4, 0), h.group(t, "g")
		into := func(i customer.ID) Claim {
			c := brings(p[0], i, start)
			c.Community = group
			return c
		}
		h.claims(t, 1, into(p[1]), into(p[2]), brings(p[0], p[3], start))
		if n := h.referrals(t, p[0]); n != 1 {
			t.Errorf("%d referrals before anybody came, want that into no group", n)
		}
		for _, i := range p[1:3] {
			h.moved(t, community.Movement{Community: group, Customer: i, Kind: community.Join, At: start + minute})
		}
		if n := h.referrals(t, p[0]); n != 3 {
			t.Errorf("%d referrals while both are there, want 3", n)
		}
		h.moved(t, community.Movement{Community: group, Customer: p[1], Kind: community.Leave, At: start + hour})
		if n := h.referrals(t, p[0]); n != 2 {
			t.Errorf("%d referrals after one left at once, want 2", n)
		}
		h.clean(t)
	})
}

// TestUnmergeGivesTheReferrerBack: a claim about one of two people who were one takes the other's referrer only as long as
// they are.
func TestUnmergeGivesTheReferrerBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.crowd(t, 5, 0)
		x, y, a, b := p[0], p[1], p[2], p[3]
		h.claims(t, 1, brings(a, x, start))
		if err := h.people.Merge(h.owner, y, x, ""); err != nil {
			t.Fatal(err)
		}
		h.clean(t)
		h.claims(t, 1, brings(b, y, start-day))
		if n := h.at(t, x); n.ParentID != b {
			t.Errorf("as one: %s", n.text())
		}
		if err := h.people.Unmerge(h.owner, y); err != nil {
			t.Fatal(err)
		}
		h.clean(t)
		if n := h.at(t, y); n.ParentID != b {
			t.Errorf("who was merged: %s", n.text())
		}
		if n := h.at(t, x); n.ParentID != a {
			t.Errorf("who they were merged into: %s, want %s", n.text(), a)
		}
	})
}

// TestUndoDecidesOnlyWhatItFreed: taking a lost claim away decides nothing anew.
func TestUndoDecidesOnlyWhatItFreed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.crowd(t, 4, 0)
		h.claims(t, 1, brings(p[1], p[0], start))
		h.claims(t, 2, brings(p[2], p[0], start+60*day))
		h.claims(t, 3, brings(p[3], p[0], start+90*day))
		r := DefaultRules()
		r.Touch = LastTouch
		if err := h.SetRules(h.owner, r); err != nil {
			t.Fatal(err)
		}
		h.forget(t, 3, 10)
		if n := h.at(t, p[0]); n.ParentID != p[1] {
			t.Errorf("the referrer changed: %s", n.text())
		}
	})
}

// TestScanningOnesOwnCodeTwiceIsOneClaim: a public link must not fill the table.
func TestScanningOnesOwnCodeTwiceIsOneClaim(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		i := h.person(t, 0)
		code := must[Code](t)(h.Mint(h.owner, i, 0, ""))
		for n := range 3 {
			h.Clock.Advance(1_000_000_000)
			v := must[Verdict](t)(h.Service.Follow(h.owner, code.Token, i, SourceCode))
			if v.Outcome != OutcomeVoid || v.Reason != ReasonSelf || v.Added != (n == 0) {
				t.Errorf("scan %d: %+v", n, v)
			}
		}
		if n := h.count(t, `SELECT COUNT(*) FROM referral_claim`); n != 1 {
			t.Errorf("%d claims, want 1", n)
		}
		h.clean(t)
	})
}

// TestNoClaimsIntoGroupsThatAreNone: a group that nobody knows is refused, and so is a way of following that is none.
func TestNoClaimsIntoGroupsThatAreNone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.crowd(t, 2, 0)
		if _, err := h.Mint(h.owner, p[0], 77, ""); err == nil || !strings.Contains(err.Error(), "community") {
			t.Errorf("a code into nowhere: %v", err)
		}
		if _, err := h.Claim(h.owner, Claim{Customer: p[1], Inviter: p[0], Community: 77, Source: SourceCode}); err == nil {
			t.Error("a claim into nowhere")
		}
		code := must[Code](t)(h.Mint(h.owner, p[0], h.group(t, "g"), ""))
		if _, err := h.Service.Follow(h.owner, code.Token, p[1], "by"); err == nil || !strings.Contains(err.Error(), "source") {
			t.Errorf("followed by nothing: %v", err)
		}
		if n := h.count(t, `SELECT COUNT(*) FROM referral_claim`); n != 0 {
			t.Errorf("%d claims", n)
		}
	})
}

// TestNoClaimOfAStayThatIsGone: the fact of a stay that an undo took away before it was heard makes no claim.
func TestNoClaimOfAStayThatIsGone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p, group := h.crowd(t, 2, 0), h.group(t, "g")
		h.tx(t, func(ctx context.Context, tx *db.Tx) error {
			o, err := community.Take(ctx, tx, 5, []community.Movement{{Community: group, Customer: p[1], Kind: community.Join, At: start, Inviter: p[0]}})
			if err != nil {
				return err
			}
			return h.bus.Publish(ctx, tx, o.Facts()...)
		})
		h.tx(t, func(ctx context.Context, tx *db.Tx) error {
			for more := true; more; {
				var err error
				if _, more, err = community.ForgetImport(ctx, tx, 5, 100); err != nil {
					return err
				}
			}
			_, err := ForgetImport(ctx, tx, 5, 100)
			return err
		})
		h.clean(t)
		if n := h.count(t, `SELECT COUNT(*) FROM referral_claim`); n != 0 {
			t.Errorf("%d claims of an import that is undone", n)
		}
	})
}

// TestAnInvitationWithoutItsStayIsPending: the undo of the movements that made an invitation valid takes that back; Check
// sees it where nobody was told.
func TestAnInvitationWithoutItsStayIsPending(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p, group := h.crowd(t, 2, 0), h.group(t, "g")
		h.tx(t, func(ctx context.Context, tx *db.Tx) error {
			_, err := community.Take(ctx, tx, 5, []community.Movement{{Community: group, Customer: p[1], Kind: community.Join, At: start}})
			return err
		})
		claim := brings(p[0], p[1], start)
		claim.Community = group
		v := h.claims(t, 0, claim)[0]
		standing := func() string {
			return must[string](t)(db.One[string](t.Context(), h.Read(), `SELECT standing FROM referral_claim WHERE id = $1`, v.ID))
		}
		if got := standing(); got != string(StandingValid) {
			t.Fatalf("standing %q, wanted valid", got)
		}
		var gone []community.Shifted
		h.tx(t, func(ctx context.Context, tx *db.Tx) (err error) {
			gone, _, err = community.ForgetImport(ctx, tx, 5, 100)
			return err
		})
		if diffs := must[[]db.Difference](t)(Check(t.Context(), h.Read())); len(diffs) != 1 {
			t.Errorf("nobody was told, and Check finds %v", diffs)
		}
		h.tx(t, func(ctx context.Context, tx *db.Tx) error { return event.PublishAll(ctx, tx, h.bus, gone) })
		h.clean(t)
		if got := standing(); got != string(StandingPending) {
			t.Errorf("standing %q, wanted none", got)
		}
	})
}

// TestStaysAndInvitationsOfOnePersonMeet: who joined under one record and was invited under another is brought once the two
// are one person, and not when they are two again.
func TestStaysAndInvitationsOfOnePersonMeet(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p, group := h.crowd(t, 3, 0), h.group(t, "g")
		h.tx(t, func(ctx context.Context, tx *db.Tx) error {
			o, err := community.Take(ctx, tx, 0, []community.Movement{{Community: group, Customer: p[1], Kind: community.Join, At: start}})
			if err != nil {
				return err
			}
			return h.bus.Publish(ctx, tx, o.Facts()...)
		})
		claim := brings(p[0], p[2], start)
		claim.Community = group
		v := h.claims(t, 0, claim)[0]
		for _, step := range []struct {
			do   func() error
			want Standing
		}{
			{func() error { return nil }, StandingPending},
			{func() error { return h.people.Merge(h.owner, p[1], p[2], "same") }, StandingValid},
			{func() error { return h.people.Unmerge(h.owner, p[1]) }, StandingPending},
		} {
			if err := step.do(); err != nil {
				t.Fatal(err)
			}
			h.clean(t)
			if got := must[string](t)(db.One[string](t.Context(), h.Read(), `SELECT standing FROM referral_claim WHERE id = $1`, v.ID)); got != string(step.want) {
				t.Errorf("standing %q, wanted %q", got, step.want)
			}
		}
	})
}

// TestErasingTheInviterErasesTheReason: what was said of a decision goes with either person, from the audit too.
func TestErasingTheInviterErasesTheReason(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.crowd(t, 2, 0)
		v := h.claims(t, 0, brings(p[0], p[1], start))[0]
		if err := h.Void(h.owner, v.ID, "王小明认错了"); err != nil {
			t.Fatal(err)
		}
		if err := h.people.Erase(h.owner, p[0]); err != nil {
			t.Fatal(err)
		}
		if n := h.count(t, `SELECT COUNT(*) FROM org_audit WHERE after LIKE '%王小明%'`); n != 0 {
			t.Errorf("%d traces in the audit", n)
		}
	})
}
