package irc

import "math/rand/v2"

// Cut cuts the annotated part of each chat into chats of 2 to 60 lines, as if they began there: what answers a line before
// the cut begins a conversation. A chat is young only once, so that the annotated lines, which all have a thousand lines
// before them, show nothing of it.
func Cut(chats []Chat, random *rand.Rand) []Chat {
	var pieces []Chat
	for _, c := range chats {
		for i := c.first(); i < len(c.Lines); {
			to := min(i+2+random.IntN(59), len(c.Lines))
			pieces = append(pieces, c.piece(i, to))
			i = to
		}
	}
	return pieces
}

// first gives the first annotated line.
func (c Chat) first() int {
	first := len(c.Lines)
	for i := range c.Gold {
		first = min(first, i)
	}
	return first
}

func (c Chat) piece(from, to int) Chat {
	p := Chat{Name: c.Name, Split: c.Split, Lines: c.Lines[from:to], Gold: map[int][]int{}}
	for i := from; i < to; i++ {
		var within []int
		for _, g := range c.Gold[i] {
			if g >= from {
				within = append(within, g-from)
			}
		}
		if len(c.Gold[i]) > 0 && len(within) == 0 {
			within = []int{i - from}
		}
		if len(within) > 0 {
			p.Gold[i-from] = within
		}
	}
	return p
}
