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
	held   bool               // whether the last bulk writer kept an interactive one waiting
}

const patience = 8

func newGate() *gate { return &gate{} }

// enter waits for the turn and gives the function that ends it.
func (g *gate) enter(ctx context.Context, bulk bool) (leave func(), err error) {
	lane, leave := 0, g.leave
	if bulk {
		lane, leave = 1, g.leaveBulk
	}
	g.mu.Lock()
	if !g.busy {
		g.busy = true
		g.mu.Unlock()
		return leave, nil
	}
	turn := make(chan struct{})
	g.lanes[lane] = append(g.lanes[lane], turn)
	g.mu.Unlock()
	select {
	case <-turn:
		return leave, nil
	case <-ctx.Done():
		g.abandon(lane, turn)
		return nil, ctx.Err()
	}
}

// leaveBulk ends a bulk writer's turn and notes whether it was in somebody's way.
func (g *gate) leaveBulk() {
	g.mu.Lock()
	g.held = len(g.lanes[0]) > 0
	g.mu.Unlock()
	g.leave()
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

// Crowded reports whether the last bulk transaction kept an interactive writer waiting: the next one should be shorter.
func (d *DB) Crowded() bool {
	d.gate.mu.Lock()
	defer d.gate.mu.Unlock()
	return d.gate.held
}
