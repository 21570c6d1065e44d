package org_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"qunli/kit/fault"
	"qunli/org"
)

func TestLoginAnswersAlike(t *testing.T) {
	each(t, func(h house) {
		h.setUp()
		_, _, err := h.Hire(h.root(), org.StaffRequest{Login: "fresh", Name: "x", Role: org.RoleReader})
		h.is(err, nil)
		gone := h.hire(org.StaffRequest{Login: "gone", Role: org.RoleReader})
		h.is(h.Leave(h.root(), gone.Staff.ID, 1), nil)
		for i, login := range []string{"boss", "unknown", "fresh", "gone", "\x00\xff"} {
			for _, password := range []string{"", "wrong password"} {
				_, err := h.login(login, password, fmt.Sprintf("10.0.0.%d", i))
				if !errors.Is(err, org.ErrSignIn) || err.Error() != org.ErrSignIn.Error() {
					t.Errorf("%q: %v", login, err)
				}
			}
		}
		in, err := h.login(" BOSS ", goodPassword, "10.0.0.9")
		h.is(err, nil)
		if a, _ := org.ActorOf(h.as(in.Token)); a.Address != "10.0.0.9" {
			t.Errorf("address %q", a.Address)
		}
	})
}

func TestAccountThrottle(t *testing.T) {
	each(t, func(h house) {
		h.setUp()
		for _, login := range []string{"boss", "unknown"} { // both alike
			for i := range 5 {
				_, err := h.login(login, "wrong", fmt.Sprintf("%s-%d", login, i))
				h.is(err, org.ErrSignIn)
			}
			_, err := h.login(login, goodPassword, "elsewhere")
			h.is(err, org.ErrThrottled)
			if fault.Of(err).Kind != fault.Limited {
				t.Error("not limited")
			}
		}
		h.Clock.Advance(15*time.Minute - time.Millisecond)
		_, err := h.login("boss", goodPassword, "elsewhere")
		h.is(err, org.ErrThrottled)
		h.Clock.Advance(time.Millisecond)
		_, err = h.login("boss", goodPassword, "elsewhere")
		h.is(err, nil)
	})
}

func TestSuccessForgivesTheAccount(t *testing.T) {
	each(t, func(h house) {
		h.setUp()
		for range 3 {
			for range 4 {
				_, err := h.login("boss", "wrong", "a")
				h.is(err, org.ErrSignIn)
			}
			_, err := h.login("boss", goodPassword, "a")
			h.is(err, nil)
		}
		for range 4 { // failures age
			_, err := h.login("boss", "wrong", "b")
			h.is(err, org.ErrSignIn)
		}
		h.Clock.Advance(15 * time.Minute)
		for range 4 {
			_, err := h.login("boss", "wrong", "b")
			h.is(err, org.ErrSignIn)
		}
		_, err := h.login("boss", goodPassword, "b")
		h.is(err, nil)
	})
}

func TestAddressThrottle(t *testing.T) {
	eachWith(t, org.Options{Throttle: org.Throttle{Address: 4}}, func(h house) {
		h.setUp()
		for i := range 3 {
			_, err := h.login(fmt.Sprintf("guess%d", i), "wrong", fmt.Sprintf("2001:db8::%d", i)) // one /64
			h.is(err, org.ErrSignIn)
		}
		for range 3 { // a success takes its own attempt back, and no more
			_, err := h.login("boss", goodPassword, "2001:db8::9")
			h.is(err, nil)
		}
		_, err := h.login("guess", "wrong", "2001:db8::9")
		h.is(err, org.ErrSignIn)
		_, err = h.login("boss", goodPassword, "2001:db8::9")
		h.is(err, org.ErrThrottled)
		_, err = h.login("boss", goodPassword, "2001:db8:0:1::9")
		h.is(err, nil)
	})
}

// Counting comes before looking: a burst of guesses gets no more looks than its allowance.
func TestThrottleHoldsAgainstABurst(t *testing.T) {
	each(t, func(h house) {
		h.setUp()
		var wait sync.WaitGroup
		errs := make([]error, 40)
		for i := range errs {
			wait.Go(func() { _, errs[i] = h.login("boss", "wrong", fmt.Sprint(i)) })
		}
		wait.Wait()
		looked := 0
		for _, err := range errs {
			if errors.Is(err, org.ErrSignIn) {
				looked++
			} else if !errors.Is(err, org.ErrThrottled) {
				t.Error(err)
			}
		}
		if looked != 5 {
			t.Errorf("%d guesses were looked at", looked)
		}
	})
}

func TestSessionSlidesAndEnds(t *testing.T) {
	each(t, func(h house) {
		in := h.setUp()
		if want := h.Clock.Now().Add(14 * 24 * time.Hour).UnixMilli(); in.Expires != want {
			t.Errorf("expires %d, want %d", in.Expires, want)
		}
		for range 14*2 + 1 {
			_ = h.as(in.Token)
			h.Clock.Advance(12*time.Hour - time.Minute)
		}
		h.Clock.Advance(time.Hour) // past 14 days
		_, err := h.Authenticate(t.Context(), in.Token)
		h.is(err, org.ErrSession)
		idle, err := h.login("boss", goodPassword, "a")
		h.is(err, nil)
		h.Clock.Advance(12 * time.Hour)
		_, err = h.Authenticate(t.Context(), idle.Token)
		h.is(err, org.ErrSession)
		_, err = h.Authenticate(t.Context(), "")
		h.is(err, org.ErrSession)
	})
}

func TestSeenIsWrittenOnceAMinute(t *testing.T) {
	each(t, func(h house) {
		in := h.setUp()
		seen := func() int64 { return h.count(`SELECT seen_at FROM org_session`) }
		start := seen()
		h.Clock.Advance(59 * time.Second)
		_ = h.as(in.Token)
		if seen() != start {
			t.Error("written within the minute")
		}
		h.Clock.Advance(time.Second)
		_ = h.as(in.Token)
		if seen() != start+60_000 {
			t.Error("not written after a minute")
		}
	})
}

func TestLogoutAndSignOut(t *testing.T) {
	each(t, func(h house) {
		one := h.setUp()
		two, err := h.login("boss", goodPassword, "10.0.0.2")
		h.is(err, nil)
		three, err := h.login("boss", goodPassword, "10.0.0.3")
		h.is(err, nil)
		other := h.hire(org.StaffRequest{Login: "li", Role: org.RoleReader})
		all, err := h.Sessions(h.as(two.Token))
		h.is(err, nil)
		if len(all) != 3 || !all[1].Current || all[0].Current || all[1].Address != "10.0.0.2" || all[1].Agent != "Firefox" {
			t.Fatalf("sessions %+v", all)
		}
		h.is(h.SignOut(h.as(other.Token), all[0].ID), nil) // not theirs: nothing happens
		_ = h.as(three.Token)
		h.is(h.SignOut(h.as(one.Token), all[0].ID), nil)
		_, err = h.Authenticate(t.Context(), three.Token)
		h.is(err, org.ErrSession)
		h.is(h.Logout(h.as(two.Token)), nil)
		_, err = h.Authenticate(t.Context(), two.Token)
		h.is(err, org.ErrSession)
		_ = h.as(one.Token)
	})
}

func TestSignOutEverywhere(t *testing.T) {
	each(t, func(h house) {
		one := h.setUp()
		two, err := h.login("boss", goodPassword, "a")
		h.is(err, nil)
		li := h.hire(org.StaffRequest{Login: "li", Role: org.RoleReader})
		admin := h.hire(org.StaffRequest{Login: "han", Role: org.RoleAdmin})
		h.is(h.SignOutEverywhere(h.as(li.Token), one.Staff.ID), org.ErrDenied)
		h.is(h.SignOutEverywhere(h.as(admin.Token), one.Staff.ID), org.ErrOwnersOnly)
		h.is(h.SignOutEverywhere(h.as(admin.Token), li.Staff.ID), nil)
		_, err = h.Authenticate(t.Context(), li.Token)
		h.is(err, org.ErrSession)
		h.is(h.SignOutEverywhere(h.as(one.Token), 0), nil)
		for _, token := range []string{one.Token, two.Token} {
			_, err := h.Authenticate(t.Context(), token)
			h.is(err, org.ErrSession)
		}
		_ = h.as(admin.Token)
	})
}

func TestChangePassword(t *testing.T) {
	each(t, func(h house) {
		here := h.setUp()
		there, err := h.login("boss", goodPassword, "a")
		h.is(err, nil)
		link, err := h.OwnerReset(h.root(), "")
		h.is(err, nil)
		ctx := h.as(here.Token)
		h.is(h.ChangePassword(ctx, "wrong", "a new long one"), org.ErrPassword)
		if err := h.ChangePassword(ctx, goodPassword, "short"); err == nil {
			t.Error("a short one is taken")
		}
		h.is(h.ChangePassword(ctx, goodPassword, "a new long one"), nil)
		_ = h.as(here.Token)
		_, err = h.Authenticate(t.Context(), there.Token)
		h.is(err, org.ErrSession)
		_, err = h.PeekLink(t.Context(), link.Token)
		h.is(err, org.ErrLink)
		_, err = h.login("boss", "a new long one", "a")
		h.is(err, nil)
		h.is(h.ConfirmPassword(ctx, "a new long one"), nil)
		for range 5 {
			h.is(h.ConfirmPassword(ctx, goodPassword), org.ErrPassword)
		}
		h.is(h.ConfirmPassword(ctx, "a new long one"), org.ErrThrottled)
	})
}

func TestPruneTakesOnlyWhatIsOver(t *testing.T) {
	each(t, func(h house) {
		in := h.setUp()
		_, err := h.login("boss", "wrong", "a")
		h.is(err, org.ErrSignIn)
		n, err := h.Prune(h.root())
		h.is(err, nil)
		if n != 1 { // the used set-up link
			t.Errorf("%d pruned", n)
		}
		_ = h.as(in.Token)
		h.Clock.Advance(13 * time.Hour)
		n, err = h.Prune(h.root())
		h.is(err, nil)
		if n != 3 { // the session and two throttles
			t.Errorf("%d pruned", n)
		}
	})
}

func TestOnlookersAreWhoLookedFromANarrowerScope(t *testing.T) {
	each(t, func(h house) {
		h.setUp()
		shop, quiet := h.openStore("S1"), h.openStore("S2")
		mine := h.hire(org.StaffRequest{Login: "li", Role: org.RoleStore, Scope: org.ScopeOwn, Store: shop.ID})
		h.hire(org.StaffRequest{Login: "wu", Role: org.RoleStore, Scope: org.ScopeStore, Store: shop.ID})
		gone := h.hire(org.StaffRequest{Login: "qi", Role: org.RoleStore, Scope: org.ScopeStore, Store: quiet.ID})
		h.is(h.Leave(h.root(), gone.Staff.ID, 1), nil)
		look := func() []org.Actor {
			found, err := org.Onlookers(t.Context(), h.DB.Read(), h.Clock.Now().Add(-time.Hour).UnixMilli())
			h.is(err, nil)
			return found
		}
		want := []org.Actor{{Scope: org.ScopeOwn, Store: shop.ID, Staff: mine.Staff.ID}, {Scope: org.ScopeStore, Store: shop.ID}}
		if got := look(); !slices.Equal(got, want) {
			t.Errorf("%+v, want %+v", got, want)
		}
		h.Clock.Advance(2 * time.Hour)
		if got := look(); len(got) != 0 {
			t.Errorf("two hours later: %+v", got)
		}
	})
}
