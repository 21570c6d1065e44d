package db

import (
	"context"
	"sync"
)

// gate lets one writer in at a time. Interactive writers go first; a bulk writer enters when none of them waits, or when
// patience of them have passed it: bulk transactions are short while others wait, and an import must come to its end.
// Within a lane the order is first come, first served.
type gate struct {
	mu     sync.Mutex
	busy   bool
	lanes  [2][]chan struct{} // interactive, bulk
	passed int                // interactive writers that went in while a bulk one waited
}

const patience = 8

func newGate() *gate { return &gate{} }

// enter waits for the turn and gives the function that ends it.
func (g *gate) enter(ctx context.Context, bulk bool) (leave func(), err error) {
	g.mu.Lock()
	if !g.busy {
		g.busy = true
		g.mu.Unlock()
		return g.leave, nil
	}
	lane := 0
	if bulk {
		lane = 1
	}
	turn := make(chan struct{})
	g.lanes[lane] = append(g.lanes[lane], turn)
	g.mu.Unlock()
	select {
	case <-turn:
		return g.leave, nil
	case <-ctx.Done():
		g.abandon(lane, turn)
		return nil, ctx.Err()
	}
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	lane := g.next()
	if waiting := g.lanes[lane]; len(waiting) > 0 {
		g.lanes[lane] = waiting[1:]
		close(waiting[0])
		return
	}
	g.busy = false
}

// next chooses the lane whose turn it is.
func (g *gate) next() (lane int) {
	switch interactive, bulk := len(g.lanes[0]) > 0, len(g.lanes[1]) > 0; {
	case interactive && bulk && g.passed < patience:
		g.passed++
		return 0
	case bulk:
		g.passed = 0
		return 1
	}
	g.passed = 0
	return 0
}

// abandon leaves the queue, or passes the turn on if it was given meanwhile.
func (g *gate) abandon(lane int, turn chan struct{}) {
	g.mu.Lock()
	for i, t := range g.lanes[lane] {
		if t == turn {
			g.lanes[lane] = append(g.lanes[lane][:i:i], g.lanes[lane][i+1:]...)
			g.mu.Unlock()
			return
		}
	}
	g.mu.Unlock()
	g.leave()
}

// Crowded reports whether an interactive writer waits: bulk work then ends its transaction early.
func (d *DB) Crowded() bool {
	d.gate.mu.Lock()
	defer d.gate.mu.Unlock()
	return len(d.gate.lanes[0]) > 0
}
