package db_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"qunli/kit/db"
)

// queue waits until as many stand in the lanes.
func queue(t *testing.T, g *db.Gate, interactive, bulk int) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); runtime.Gosched() {
		if i, b, _ := g.Waiting(); i == interactive && b == bulk {
			return
		}
	}
	t.Fatalf("the lanes never held %d and %d", interactive, bulk)
}

func TestInteractiveWritersGoFirstEachLaneInOrder(t *testing.T) {
	g := db.NewGate()
	leave, err := g.Enter(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	var order []int // guarded by the gate
	var wg sync.WaitGroup
	waiting := [2]int{}
	for n, bulk := range []bool{true, false, true, false, false, true} {
		wg.Go(func() {
			leave, err := g.Enter(context.Background(), bulk)
			if err != nil {
				t.Error(err)
				return
			}
			order = append(order, n)
			leave()
		})
		if bulk {
			waiting[1]++
		} else {
			waiting[0]++
		}
		queue(t, g, waiting[0], waiting[1])
	}
	leave()
	wg.Wait()
	if want := []int{1, 3, 4, 0, 2, 5}; !slices.Equal(order, want) {
		t.Errorf("entered in the order %v, want %v", order, want)
	}
}

func TestLeavingTheQueueKeepsTheOthersInOrder(t *testing.T) {
	g := db.NewGate()
	leave, _ := g.Enter(t.Context(), false)
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error, 1)
	go func() { _, err := g.Enter(ctx, false); gone <- err }()
	queue(t, g, 1, 0)
	entered := make(chan func(), 1)
	go func() { leave, _ := g.Enter(context.Background(), false); entered <- leave }()
	queue(t, g, 2, 0)
	cancel()
	wantErr(t, wait(t, gone), context.Canceled)
	leave()
	wait(t, entered)()
	if i, b, busy := g.Waiting(); i+b != 0 || busy {
		t.Errorf("%d and %d wait, busy %t", i, b, busy)
	}
}

// One writer is in at a time whatever is cancelled when, and the gate is free when all have gone.
func TestTheGateLetsOneInAndNeverSticks(t *testing.T) {
	for seed := range uint64(20) {
		g := db.NewGate()
		inside, entered := 0, 0 // guarded by the gate
		var wg sync.WaitGroup
		for w := range uint64(16) {
			random := rand.New(rand.NewPCG(seed, w))
			wg.Go(func() {
				for range 60 {
					ctx, cancel := context.WithCancel(context.Background())
					if random.IntN(3) == 0 {
						go cancel()
					}
					leave, err := g.Enter(ctx, random.IntN(2) == 0)
					if err == nil {
						if inside++; inside != 1 {
							t.Error("two are inside")
						}
						if random.IntN(2) == 0 {
							runtime.Gosched()
						}
						entered++
						inside--
						leave()
					} else if !errors.Is(err, context.Canceled) {
						t.Error(err)
					}
					cancel()
				}
			})
		}
		wg.Wait()
		if i, b, busy := g.Waiting(); i+b != 0 || busy || entered == 0 {
			t.Fatalf("seed %d: %d and %d wait, busy %t, %d entered", seed, i, b, busy, entered)
		}
	}
}

// TestBulkIsNotStarved: whoever saturates the interactive lane, a bulk writer gets its turn after eight of theirs.
func TestBulkIsNotStarved(t *testing.T) {
	g := db.NewGate()
	leave, err := g.Enter(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	const interactive = 20
	before := -1 // interactive writers that went in before the bulk one; guarded by the gate
	entered := 0
	var wg sync.WaitGroup
	enter := func(bulk bool) {
		wg.Go(func() {
			leave, err := g.Enter(context.Background(), bulk)
			if err != nil {
				t.Error(err)
				return
			}
			if bulk {
				before = entered
			} else {
				entered++
			}
			leave()
		})
	}
	enter(true)
	for range interactive {
		enter(false)
	}
	queue(t, g, interactive, 1)
	leave()
	wg.Wait()
	if before != 8 {
		t.Errorf("the bulk writer entered after %d interactive ones, want 8", before)
	}
}
