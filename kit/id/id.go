// Package id makes and spells identifiers.
//
// An id is 63 bits: 41 of milliseconds since 2024-01-01, 10 of node and 12 of sequence. Ids grow with time, so rows and
// indexes are appended to rather than scattered. A clock that goes back continues from the last id. Outside the program
// an id is a prefixed string in Crockford base32 ("cus_01h…"), never a JSON number, and never an authorisation.
package id

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"qunli/kit/clock"
)

const (
	sequenceBits = 12
	nodeBits     = 10
	// MaxNode is the largest node number.
	MaxNode = 1<<nodeBits - 1
	digits  = "0123456789abcdefghjkmnpqrstvwxyz"
	width   = 13 // base32 digits for 63 bits
)

var epoch = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()

// Source hands out ids of one node. It is safe for concurrent use.
type Source struct {
	clock clock.Clock
	node  int64
	mu    sync.Mutex
	last  int64 // milliseconds and sequence, without the node
}

// NewSource gives the source of a node; node must lie in 0…MaxNode and be leased to nobody else.
func NewSource(c clock.Clock, node int64) *Source {
	return &Source{clock: c, node: node & MaxNode}
}

// Next gives a new id, larger than every id this source gave before.
func (s *Source) Next() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.next()
}

// Fill gives n new ids in order.
func (s *Source) Fill(n int) []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]int64, n)
	for i := range out {
		out[i] = s.next()
	}
	return out
}

// Last gives the time of the newest id (unix ms): a source of the same node that starts later than this repeats none. It is
// 0 before the first id.
func (s *Source) Last() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last == 0 {
		return 0
	}
	return s.last>>sequenceBits + epoch
}

func (s *Source) next() int64 {
	now := (s.clock.Now().UnixMilli() - epoch) << sequenceBits
	// A burst past 4,096 ids in a millisecond, or a clock gone back, runs ahead of the clock and stays unique.
	s.last = max(now, s.last+1)
	ms, seq := s.last>>sequenceBits, s.last&(1<<sequenceBits-1)
	return ms<<(nodeBits+sequenceBits) | s.node<<sequenceBits | seq
}

// From gives the smallest id that a source hands out at a moment (unix ms): a table by id is a table by time, but for bursts and
// clocks that differ.
func From(ms int64) int64 { return max(0, ms-epoch) << (nodeBits + sequenceBits) }

// Kind names what an id identifies.
type Kind interface {
	// Prefix is the short name in front of the public spelling, e.g. "cus".
	Prefix() string
}

// Of is the id of one kind of thing; the zero value means "none". In the database it is a BIGINT, outside a string.
type Of[K Kind] int64

func (i Of[K]) prefix() string {
	var k K
	return k.Prefix()
}

// String spells the id for the outside; "" for none.
func (i Of[K]) String() string {
	var b [32]byte
	return string(i.append(b[:0]))
}

func (i Of[K]) append(b []byte) []byte {
	if i == 0 {
		return b
	}
	b = append(append(b, i.prefix()...), '_')
	for shift := 5 * (width - 1); shift >= 0; shift -= 5 {
		b = append(b, digits[uint64(i)>>shift&31])
	}
	return b
}

// AppendText appends the public spelling to b.
func (i Of[K]) AppendText(b []byte) ([]byte, error) { return i.append(b), nil }

// Parse reads the public spelling.
func Parse[K Kind](s string) (Of[K], error) {
	var i Of[K]
	err := i.UnmarshalText([]byte(s))
	return i, err
}

// MarshalText gives the public spelling.
func (i Of[K]) MarshalText() ([]byte, error) { return i.append(nil), nil }

// UnmarshalText reads the public spelling; "" is none.
func (i *Of[K]) UnmarshalText(text []byte) error {
	s := string(text)
	if s == "" {
		*i = 0
		return nil
	}
	body, ok := strings.CutPrefix(s, i.prefix()+"_")
	if !ok || len(body) != width {
		return fmt.Errorf("id: %q is not a %s_ id", s, i.prefix())
	}
	var v uint64
	for _, c := range []byte(body) {
		d := strings.IndexByte(digits, c)
		if d < 0 || v>>58 != 0 {
			return fmt.Errorf("id: %q is not a %s_ id", s, i.prefix())
		}
		v = v<<5 | uint64(d)
	}
	*i = Of[K](v)
	return nil
}
