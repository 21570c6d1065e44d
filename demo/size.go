package demo

import (
	"strings"

	"qunli/kit/fault"
)

// Size is how large the brand is.
type Size string

// The sizes, by people and by facts: records of the files that tell the story.
const (
	Tiny Size = "XS" // 200 people, 7 thousand facts: for tests
	S    Size = "S"  // 2 thousand people, 100 thousand facts
	M    Size = "M"  // 100 thousand people, 2 million facts
	L    Size = "L"  // 1 million people, 15 million facts
)

// ErrSize refuses a size there is not.
var ErrSize = fault.New(fault.Invalid, "demo.size", "没有 %q 这种规模，可选 S、M、L", "There is no size %q; choose S, M or L")

// ParseSize reads a size as a person writes it.
func ParseSize(text string) (Size, error) {
	size := Size(strings.ToUpper(strings.TrimSpace(text)))
	if _, ok := scales[size]; !ok {
		return "", ErrSize.F(text)
	}
	return size, nil
}

// scale is how much of everything a size holds.
type scale struct {
	people  int     // in the whole brand
	block   int     // people of one block: those who are told, and kept in memory, together
	shops   int     // of the chain
	touches float64 // a person and month
	talk    float64 // messages a member and week of a group that lives
}

var scales = map[Size]scale{
	Tiny: {people: 200, block: 200, shops: 2, touches: 6.5, talk: 0.8},
	S:    {people: 2_000, block: 2_000, shops: 6, touches: 7.2, talk: 0.8},
	M:    {people: 100_000, block: 2_000, shops: 24, touches: 2.85, talk: 0.1},
	L:    {people: 1_000_000, block: 2_000, shops: 60, touches: 1.6, talk: 0.06},
}

// shopsOfBlock is in how many shops the people of one block buy.
const shopsOfBlock = 6

// blocks is of how many blocks the brand is made.
func (s scale) blocks() int { return (s.people + s.block - 1) / s.block }
