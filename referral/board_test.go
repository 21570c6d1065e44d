package referral

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
)

// moved brings movements in and tells the facts of the stays.
func (h *house) moved(t *testing.T, moves ...community.Movement) {
	t.Helper()
	h.tx(t, func(ctx context.Context, tx *db.Tx) error {
		o, err := community.Take(ctx, tx, 0, moves)
		if err != nil {
			return err
		}
		return h.bus.Publish(ctx, tx, o.Facts()...)
	})
	h.drain(t)
}

// TestWorkedBoard is REF-01: 5 by A's code, 1 left in 24 h, 1 a member already, 2 joined by chat pull → 3 valid, 2 unknown.
func TestWorkedBoard(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var group community.ID
		h.tx(t, func(ctx context.Context, tx *db.Tx) error {
			ids, err := community.Ensure(ctx, tx, 0, []community.Known{{Source: "test", Code: "g"}})
			group = ids["g"]
			return err
		})
		a, p := h.person(t, 0), h.crowd(t, 7, 0)
		join := func(i customer.ID, at int64) community.Movement {
			return community.Movement{Community: group, Customer: i, Kind: community.Join, At: at}
		}
		h.moved(t, join(p[1], start-30*day))
		code := must[Code](t)(h.Mint(h.owner, a, group, ""))
		for _, i := range p[:5] {
			must[Verdict](t)(h.Service.Follow(h.owner, code.Token, i, SourceCode))
			must[Verdict](t)(h.Service.Follow(h.owner, code.Token, i, SourceCode)) // twice is once
		}
		board := func() Board { return must[Board](t)(h.Board(h.owner, BoardQuery{Community: group})) }
		if b := board(); b.Total != (Rank{Invited: 5, Invalid: 1, Pending: 4}) {
			t.Errorf("before anybody came: %+v", b.Total)
		}
		for _, i := range []int{0, 2, 3, 4, 5, 6} {
			h.moved(t, join(p[i], start+minute))
		}
		h.moved(t, community.Movement{Community: group, Customer: p[0], Kind: community.Leave, At: start + 3*hour})
		b := board()
		if diff := cmp.Diff([]Rank{{Inviter: a, Invited: 5, Valid: 3, Invalid: 2}}, b.Rows); diff != "" {
			t.Error(diff)
		}
		if b.Unknown == nil || *b.Unknown != 2 {
			t.Errorf("unknown: %v, want 2", b.Unknown)
		}
		var out bytes.Buffer
		if err := h.BoardCSV(h.owner, BoardQuery{Community: group, From: "2026-03-01", To: "2026-03-31"}, &out); err != nil {
			t.Fatal(err)
		}
		want := "inviter,invited,valid,invalid,pending\n" + a.String() + ",5,3,2,0\ntotal,5,3,2,0\nunknown,2,,,\n"
		if diff := cmp.Diff(want, out.String()); diff != "" {
			t.Error(diff)
		}
		if b := must[Board](t)(h.Board(h.owner, BoardQuery{From: "2026-03-03"})); len(b.Rows) != 0 || b.Unknown != nil {
			t.Errorf("another period: %+v", b)
		}
		if _, err := h.Board(h.owner, BoardQuery{From: "yesterday"}); err == nil || !strings.Contains(err.Error(), "from") {
			t.Errorf("no day: %v", err)
		}
		h.clean(t)
	})
}

// An inviter whom the channel names makes a claim by themselves; merged inviters rank as one.
func TestTheChannelNamesInviters(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var group community.ID
		h.tx(t, func(ctx context.Context, tx *db.Tx) error {
			ids, err := community.Ensure(ctx, tx, 0, []community.Known{{Source: "test", Code: "g"}})
			group = ids["g"]
			return err
		})
		p := h.crowd(t, 4, 0)
		h.moved(t, community.Movement{Community: group, Customer: p[2], Kind: community.Join, At: start, Inviter: p[0]},
			community.Movement{Community: group, Customer: p[3], Kind: community.Join, At: start, Inviter: p[1]})
		if n := h.at(t, p[2]); n.ParentID != p[0] {
			t.Errorf("the referrer: %s", n.text())
		}
		if err := h.people.Merge(h.owner, p[1], p[0], ""); err != nil {
			t.Fatal(err)
		}
		h.drain(t)
		b := must[Board](t)(h.Board(h.owner, BoardQuery{}))
		if diff := cmp.Diff([]Rank{{Inviter: p[0], Invited: 2, Valid: 2}}, b.Rows); diff != "" || b.Inviters != 1 {
			t.Error(diff, b.Inviters)
		}
		h.clean(t)
	})
}
