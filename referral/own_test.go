package referral

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// by gives ctx with a customer acting.
func by(ctx context.Context, i customer.ID) context.Context {
	return org.As(ctx, org.Actor{Kind: org.ActorCustomer, ID: int64(i), Address: "h5"})
}

// TestWhoFollowsALinkIsBroughtOnce: a friend opens a link again and again and is brought once, with one look on their timeline; whoever
// was a customer before keeps the referrer on record; one's own link, one of another cause and one that is none say nothing.
func TestWhoFollowsALinkIsBroughtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		now := h.DB.Clock().Now().UnixMilli()
		p, old := h.crowd(t, 4, 0), h.person(t, now-30*day)
		h.claims(t, 0, brings(p[3], old, now-30*day))
		code := must[Code](t)(h.Share(by(t.Context(), p[0]), "cmp_1", Face{"plain", false}))
		if again := must[Code](t)(h.Share(by(t.Context(), p[0]), "cmp_1", Face{"warm", true})); again.Token != code.Token || !again.Named || again.Tone != "warm" {
			t.Errorf("shared again: %+v", again)
		}
		other := must[Code](t)(h.Share(by(t.Context(), p[0]), "cmp_2", Face{}))
		for range 3 {
			for _, who := range []customer.ID{p[0], p[1], old} {
				for _, token := range []string{code.Token, other.Token, "nobody's", ""} {
					if err := h.Visit(by(t.Context(), who), token, "cmp_1"); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		for who, want := range map[customer.ID]string{
			p[0]: "", p[1]: p[0].String() + " bound ", old: p[3].String() + " bound ; " + p[0].String() + " lost earlier"} {
			got := ""
			for n, r := range must[[]Record](t)(db.All[Record](t.Context(), h.Read(), `SELECT `+claimColumns+` FROM referral_claim WHERE customer_id = $1 ORDER BY id`, who)) {
				if n > 0 {
					got += "; "
				}
				got += fmt.Sprint(r.InviterID, " ", r.Verdict, " ", r.Reason)
			}
			if got != want {
				t.Errorf("%s: %q, want %q", who, got, want)
			}
		}
		if n := h.count(t, `SELECT COUNT(*) FROM customer_touch WHERE kind = 'view' AND cause = 'cmp_1' AND by_id = $1`, p[0]); n != 2 {
			t.Errorf("%d looks", n)
		}
		if opened, err := h.Opened(by(t.Context(), p[0]), code.ID); opened != 2 || err != nil {
			t.Error(opened, err)
		}
		h.clean(t)
	})
}

// TestARegrettedShareLeadsNowhere: whoever takes back what they shared ends the link, once; what they share afterwards is another one.
func TestARegrettedShareLeadsNowhere(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.crowd(t, 3, 0)
		mine := by(t.Context(), p[0])
		first := must[Code](t)(h.Share(mine, "cmp_1", Face{"plain", true}))
		for range 2 {
			if err := h.Unshare(mine, "cmp_1"); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.Visit(by(t.Context(), p[1]), first.Token, "cmp_1"); err != nil {
			t.Fatal(err)
		}
		if n := h.count(t, `SELECT COUNT(*) FROM referral_claim`) + h.count(t, `SELECT COUNT(*) FROM customer_touch`); n != 0 {
			t.Errorf("%d traces of a link that was taken back", n)
		}
		if _, ok, err := h.Shared(mine, "cmp_1"); ok || err != nil {
			t.Error(ok, err)
		}
		second := must[Code](t)(h.Share(mine, "cmp_1", Face{"plain", false}))
		if second.Token == first.Token {
			t.Error("the link is alive again")
		}
		if got := must[Shares](t)(h.Shares(h.owner, "cmp_1")); got != (Shares{2, 1, 1}) {
			t.Errorf("%+v", got)
		}
		if err := h.Unshare(by(t.Context(), p[2]), "cmp_1"); err != nil {
			t.Error(err)
		}
		if _, ok, _ := h.Shared(mine, "cmp_1"); !ok {
			t.Error("somebody else took it back")
		}
		for name, f := range map[string]func(ctx context.Context) error{
			"share":   func(ctx context.Context) error { _, err := h.Share(ctx, "cmp_1", Face{}); return err },
			"shared":  func(ctx context.Context) error { _, _, err := h.Shared(ctx, "cmp_1"); return err },
			"opened":  func(ctx context.Context) error { _, err := h.Opened(ctx, second.ID); return err },
			"unshare": func(ctx context.Context) error { return h.Unshare(ctx, "cmp_1") },
			"visit":   func(ctx context.Context) error { return h.Visit(ctx, second.Token, "cmp_1") }} {
			for _, ctx := range []context.Context{t.Context(), h.owner} {
				if err := f(ctx); !errors.Is(err, org.ErrUnauthenticated) && !errors.Is(err, org.ErrDenied) {
					t.Errorf("%s by nobody or by staff: %v", name, err)
				}
			}
		}
		if _, err := h.Shares(mine, "cmp_1"); !errors.Is(err, org.ErrDenied) {
			t.Errorf("counted by a customer: %v", err)
		}
	})
}

// TestSharedTwiceAtOnceIsOneCode: pressed twice at one moment, there is one code.
func TestSharedTwiceAtOnceIsOneCode(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		i := h.person(t, 0)
		tokens, group := make([]string, 8), sync.WaitGroup{}
		for n := range tokens {
			group.Go(func() {
				c, err := h.Share(by(t.Context(), i), "cmp_1", Face{"plain", false})
				if err != nil {
					t.Error(err)
				}
				tokens[n] = c.Token
			})
		}
		group.Wait()
		for _, token := range tokens {
			if token == "" || token != tokens[0] {
				t.Errorf("%q beside %q", token, tokens[0])
			}
		}
		if n := h.count(t, `SELECT COUNT(*) FROM referral_code`); n != 1 {
			t.Errorf("%d codes", n)
		}
	})
}
