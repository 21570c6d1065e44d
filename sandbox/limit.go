package sandbox

import "sync"

// limits count the calls of each path. They have a lock of their own: a call waits for the world while it is counted.
type limits struct {
	mu    sync.Mutex
	paths map[string]*pathLimit
}

// pathLimit counts one path, in windows of a minute and of an hour.
type pathLimit struct {
	now     int // under way
	minute  window
	hour    window
	blocked int64 // unix ms until which the path is refused
}

// window counts calls since its beginning.
type window struct {
	start int64
	n     int
}

// add counts one call; false when it is one too many.
func (w *window) add(now, length int64, most int) bool {
	if now-w.start >= length {
		w.start, w.n = now, 0
	}
	w.n++
	return most <= 0 || w.n <= most
}

// enter counts a call until leave is called; code is 45009 or 45033 when it is one too many.
func (l *limits) enter(w *World, path string) (leave func(), code int) {
	w.mu.Lock()
	s := *w.cfg()
	w.mu.Unlock()
	now := w.clock.Now().UnixMilli()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.paths == nil {
		l.paths = map[string]*pathLimit{}
	}
	p := l.paths[path]
	if p == nil {
		p = &pathLimit{}
		l.paths[path] = p
	}
	p.now++
	leave = func() {
		l.mu.Lock()
		p.now--
		l.mu.Unlock()
	}
	switch {
	case now < p.blocked:
		return leave, 45009
	case s.Concurrent > 0 && p.now > s.Concurrent:
		return leave, 45033
	}
	if !p.minute.add(now, 60_000, s.PerMinute) {
		p.blocked = now + 60_000
		return leave, 45009
	}
	if !p.hour.add(now, 3600_000, s.PerHour) {
		p.blocked = now + 3600_000
		return leave, 45009
	}
	return leave, 0
}
