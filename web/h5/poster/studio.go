package poster

import (
	"context"
	"runtime"
	"sync"
)

// mostKept is how many posters a studio keeps: 5 MB of them.
const mostKept = 64

// Studio draws posters, as many at a time as there are processors, and keeps the latest.
type Studio struct {
	turns chan struct{}
	mu    sync.Mutex
	kept  map[Poster][]byte
	order []Poster // as they came
}

// New gives a studio.
func New() *Studio {
	return &Studio{turns: make(chan struct{}, runtime.GOMAXPROCS(0)), kept: map[Poster][]byte{}}
}

// PNG gives a poster as a picture.
func (s *Studio) PNG(ctx context.Context, p Poster) ([]byte, error) {
	if body := s.have(p); body != nil {
		return body, nil
	}
	select {
	case s.turns <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-s.turns }()
	if body := s.have(p); body != nil { // drawn while this one waited
		return body, nil
	}
	m, err := p.draw()
	if err != nil {
		return nil, err
	}
	body, err := encode(m, p.look())
	if err != nil {
		return nil, err
	}
	s.keep(p, body)
	return body, nil
}

func (s *Studio) have(p Poster) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept[p]
}

func (s *Studio) keep(p Poster, body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept[p] == nil {
		s.order = append(s.order, p)
	}
	s.kept[p] = body
	for len(s.order) > mostKept {
		delete(s.kept, s.order[0])
		s.order = s.order[1:]
	}
}
