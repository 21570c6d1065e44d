package demo

import (
	"io"
	"testing"
	"time"
)

func lastDay() time.Time { return time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC) }

func testStory(seed uint64, size Size) *Story {
	return NewStory(seed, size, lastDay(), time.FixedZone("CST", 8*3600))
}

func TestFactsOfASize(t *testing.T) {
	for size, want := range map[Size]int{Tiny: 11_000, S: 100_000} {
		total := 0
		for c := range testStory(1, size).Chapters() {
			n, err := c.Write(io.Discard)
			if err != nil {
				t.Fatal(err)
			}
			t.Log(size, c.Kind, n)
			total += n
		}
		if d := float64(total)/float64(want) - 1; d < -0.1 || d > 0.1 {
			t.Errorf("%s: %d facts, not about %d", size, total, want)
		}
	}
}
