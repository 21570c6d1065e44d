// Package live tells waiting requests that something changed, so that a page need not be reloaded.
//
// A Board holds one version per topic ("campaign/cmp_01h…"). Who changes a thing calls Bump after the commit; a long poll
// calls Wait with the version it saw last. Versions are of one process: another node does not hear a Bump, so a page that
// must be current everywhere polls with a bounded wait and reads again whatever the answer. Nothing here is durable.
package live

import (
	"context"
	"maps"
	"sync"
)

// maxTopics bounds what a board remembers; past it, topics nobody waits for are forgotten.
const maxTopics = 10_000

// Board is a set of topics. The zero value is not ready: use New.
type Board struct {
	mu     sync.Mutex
	last   int64 // the newest version of any topic
	floor  int64 // what a topic that is not remembered reads as: never older than its own last version
	topics map[string]*topic
}

type topic struct {
	version int64
	waiters int
	changed chan struct{} // closed by the next Bump
}

// New gives a board whose versions start after start. A start that grows from run to run (the time in ms) makes
// versions seen before a restart differ from those after it.
func New(start int64) *Board {
	return &Board{last: start, floor: start, topics: map[string]*topic{}}
}

// Bump says that a topic changed and wakes everyone who waits for it.
func (b *Board) Bump(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.topic(name)
	b.last++
	t.version = b.last
	close(t.changed)
	t.changed = make(chan struct{})
}

// Wait gives the version of a topic as soon as it differs from seen; when ctx ends first it gives seen, which means
// "nothing heard". It may answer early without a change, never late.
func (b *Board) Wait(ctx context.Context, name string, seen int64) int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.topic(name)
	t.waiters++
	defer func() { t.waiters-- }()
	for t.version == seen && ctx.Err() == nil {
		changed := t.changed
		b.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
		}
		b.mu.Lock()
	}
	return t.version
}

// topic finds a topic or starts to remember it.
func (b *Board) topic(name string) *topic {
	if t := b.topics[name]; t != nil {
		return t
	}
	if len(b.topics) >= maxTopics { // forget those nobody waits for; the floor keeps their change from going unnoticed
		b.floor = b.last
		maps.DeleteFunc(b.topics, func(_ string, t *topic) bool { return t.waiters == 0 })
	}
	t := &topic{version: b.floor, changed: make(chan struct{})}
	b.topics[name] = t
	return t
}
