package live

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
)

func TestWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := New(100)
		if v := b.Wait(t.Context(), "a", 0); v != 100 {
			t.Errorf("a version never seen answers at once with the start: got %d", v)
		}
		got := make(chan int64)
		go func() { got <- b.Wait(t.Context(), "a", 100) }()
		synctest.Wait()
		b.Bump("b")
		synctest.Wait()
		select {
		case v := <-got:
			t.Fatalf("woken to %d by another topic", v)
		default:
		}
		b.Bump("a")
		if v := <-got; v != 102 {
			t.Errorf("got version %d, want 102", v)
		}
	})
}

func TestWaitEndsWithContext(t *testing.T) {
	b := New(7)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if v := b.Wait(ctx, "a", 7); v != 7 {
		t.Errorf("got %d, want what was seen", v)
	}
}

// Every waiter that follows the versions sees the last one, however bumps and waits interleave.
func TestNoBumpIsMissed(t *testing.T) {
	b := New(0)
	const bumps = 200
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for seen := int64(0); seen < bumps; {
				next := b.Wait(t.Context(), "a", seen)
				if next <= seen {
					t.Errorf("version went from %d to %d", seen, next)
					return
				}
				seen = next
			}
		})
	}
	for range bumps {
		b.Bump("a")
	}
	wg.Wait()
}

func TestForgettingIsNoticed(t *testing.T) {
	b := New(0)
	b.Bump("a")
	seen := b.Wait(t.Context(), "a", 0)
	b.Bump("a")
	for i := range 3 * maxTopics {
		b.Bump(fmt.Sprint("topic ", i))
	}
	if n := len(b.topics); n > maxTopics {
		t.Errorf("%d topics remembered", n)
	}
	if v := b.Wait(t.Context(), "a", seen); v == seen {
		t.Error("the change of a forgotten topic went unnoticed")
	}
}
