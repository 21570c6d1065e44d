package clock_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"qunli/kit/clock"
)

func TestAFakeStandsUntilItIsMoved(t *testing.T) {
	at := time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)
	c := clock.NewFake(at)
	if !c.Now().Equal(at) || !c.Now().Equal(at) {
		t.Error("it moved by itself")
	}
	c.Advance(-time.Hour)
	if !c.Now().Equal(at.Add(-time.Hour)) {
		t.Errorf("it stands at %s", c.Now())
	}
}

func TestDayIsTheDayInTheZone(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	midnight := time.Date(2026, 3, 2, 0, 0, 0, 0, zone).UnixMilli()
	for ms, want := range map[int64]string{midnight - 1: "2026-03-01", midnight: "2026-03-02", -1: "1970-01-01"} {
		if got := clock.Day(ms, zone); got != want {
			t.Errorf("Day(%d) = %s, want %s", ms, got, want)
		}
	}
}

func TestSleepEndsWithItsTimeOrItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		passed := clock.Stopwatch()
		if err := clock.Sleep(t.Context(), time.Minute); err != nil || passed() != time.Minute {
			t.Errorf("slept %s, %v", passed(), err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := clock.Sleep(ctx, time.Hour); !errors.Is(err, context.DeadlineExceeded) || passed() != time.Minute+time.Second {
			t.Errorf("slept %s, %v", passed(), err)
		}
	})
}
