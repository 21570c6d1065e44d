package wecom

import (
	"context"
	"sync"
	"time"

	"qunli/kit/clock"
)

// mostAtOnce is how many calls of one API run at a time at first; the company's own limit is not published (reference §13.1).
const mostAtOnce = 16

// Gate keeps the calls of every API within what the server bears: so many at a time, and none while it said to wait. It is
// shared by all clients of a company in this process.
type Gate struct {
	Clock clock.Clock
	mu    sync.Mutex
	lanes map[string]*lane
}

// lane is the calls of one API.
type lane struct {
	running int
	most    int
	calm    int           // calls in a row that went well
	free    chan struct{} // closed when a place is left
	until   int64         // ms; none begins before
	blocks  int           // in a row, with no call in between that went well
}

// NewGate gives a gate.
func NewGate(c clock.Clock) *Gate { return &Gate{Clock: c, lanes: map[string]*lane{}} }

// of gives the lane of an API; the caller holds mu.
func (g *Gate) of(path string) *lane {
	l := g.lanes[path]
	if l == nil {
		l = &lane{most: mostAtOnce, free: make(chan struct{})}
		g.lanes[path] = l
	}
	return l
}

// enter waits for a place among the calls of an API; leave gives it back. While the API is blocked (45009) it refuses at
// once with when the block ends.
func (g *Gate) enter(ctx context.Context, path string) (leave func(), err error) {
	for {
		g.mu.Lock()
		l := g.of(path)
		now := g.Clock.Now().UnixMilli()
		if l.until > now {
			g.mu.Unlock()
			return nil, &Refusal{API: path, Code: codeRate, Wait: time.Duration(l.until-now) * time.Millisecond}
		}
		if l.running < l.most && (l.blocks == 0 || l.running == 0) { // after a block one call tries
			l.running++
			g.mu.Unlock()
			return func() { g.leave(path) }, nil
		}
		free := l.free
		g.mu.Unlock()
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-free:
		}
	}
}

// calmAfter is how many calls in a row go well before one more may run at a time.
const calmAfter = 200

func (g *Gate) leave(path string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	l := g.of(path)
	l.running--
	if l.calm++; l.calm >= calmAfter && l.most < mostAtOnce {
		l.most, l.calm = l.most+1, 0
	}
	close(l.free)
	l.free = make(chan struct{})
}

// slower halves the calls at a time when the server said that there were too many.
func (g *Gate) slower(path string, code int) {
	if code != codeMany {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	l := g.of(path)
	l.most, l.calm = max(1, l.most/2), 0
}

// The server blocks an API for as long as the window that was used up: a minute, or an hour (reference §13.1). It does not say
// which.
const (
	firstBlock = time.Minute
	mostBlock  = time.Hour
)

// block has no call of an API begin for a time, since the server said that there were too many: a minute at first, twice as
// long each time that the first call afterwards is refused too. It gives how long.
func (g *Gate) block(path string) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	l := g.of(path)
	now := g.Clock.Now().UnixMilli()
	if l.until > now { // another call of the same burst
		return time.Duration(l.until-now) * time.Millisecond
	}
	wait := min(firstBlock<<min(l.blocks, 6), mostBlock)
	l.blocks, l.until = l.blocks+1, now+wait.Milliseconds()
	return wait
}

// well notes that a call of an API was answered.
func (g *Gate) well(path string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if l := g.of(path); l.until <= g.Clock.Now().UnixMilli() {
		l.blocks = 0
	}
}
