package irc

import (
	"fmt"
	"slices"

	"qunli/conversation/reply/pair"
)

// Score counts pairs (earlier line, answering line), a line with itself where it begins a conversation.
type Score struct {
	Gold, Said, Right int
}

// Precision, Recall and F are in percent.
func (s Score) Precision() float64 { return percent(s.Right, s.Said) }
func (s Score) Recall() float64    { return percent(s.Right, s.Gold) }
func (s Score) F() float64         { return percent(2*s.Right, s.Said+s.Gold) }

func (s Score) String() string {
	return fmt.Sprintf("P %.1f R %.1f F %.1f (%d gold, %d said, %d right)", s.Precision(), s.Recall(), s.F(), s.Gold, s.Said, s.Right)
}

func percent(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return 100 * float64(a) / float64(b)
}

// Judge scores the links of the annotated lines: link gives for a whole chat the line each line answers, or itself.
func Judge(chats []Chat, link func(lines []pair.Line) []int) Score {
	var s Score
	for _, c := range chats {
		links := link(c.Lines)
		for to, gold := range c.Gold {
			s.Gold += len(gold)
			s.Said++
			if slices.Contains(gold, links[to]) {
				s.Right++
			}
		}
	}
	return s
}

// Previous is the baseline: each line answers the line before that is not the system's.
func Previous(lines []pair.Line) []int {
	links, last := make([]int, len(lines)), -1
	for i, l := range lines {
		links[i] = i
		if l.System {
			continue
		}
		if last >= 0 {
			links[i] = last
		}
		last = i
	}
	return links
}
