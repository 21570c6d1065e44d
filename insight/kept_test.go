package insight

import (
	"context"
	"errors"
	"testing"
	"time"

	"qunli/org"
)

func TestAReportIsStoredOnceItIsSlow(t *testing.T) {
	eachShop(t, func(s *shop) {
		computed := 0
		s.Keep("tally", org.OrderRead, func(context.Context) (any, error) { computed++; return []int{computed}, nil })
		look := func(ctx context.Context, want int, stored bool) {
			s.Helper()
			got, asOf, err := Kept[[]int](ctx, s.Service, "tally")
			if err != nil || len(got) != 1 || got[0] != want || (asOf != 0) != stored {
				s.Errorf("%v as of %d, %v; want %d, stored %v", got, asOf, err, want, stored)
			}
		}
		refresh := func(slow time.Duration) {
			s.Helper()
			s.StoreSlowerThan(slow)
			if err := s.Refresh(s.Context()); err != nil {
				s.Fatal(err)
			}
		}
		look(s.root(), 1, false)
		refresh(-time.Second)
		look(s.root(), 2, true)
		look(s.root(), 2, true)
		look(s.keeper("S1"), 3, false) // a narrower scope has its own
		if err := s.Outdated(s.root(), "tally"); err != nil {
			s.Fatal(err)
		}
		look(s.root(), 4, false)
		refresh(-time.Second)
		refresh(time.Hour)
		look(s.root(), 7, false) // quick again
		nobody := org.As(s.Context(), org.Actor{Kind: org.ActorStaff, Scope: org.ScopeAll})
		if _, _, err := Kept[[]int](nobody, s.Service, "tally"); !errors.Is(err, org.ErrDenied) {
			s.Errorf("without permission: %v", err)
		}
	})
}
