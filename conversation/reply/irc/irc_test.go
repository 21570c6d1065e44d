package irc

import (
	"math/rand/v2"
	"testing"

	"qunli/conversation/reply/pair"
	"qunli/testkit/data"
)

// The data are read as they were published: as many annotated lines and pairs, and the baseline's published 35.7/34.4/35.0.
func TestBaselineOfThePreviousLineIsAsPublished(t *testing.T) {
	chats, err := Read(data.File(t, "chat_irc_ubuntu"), "test")
	if err != nil {
		t.Fatal(err)
	}
	s := Judge(chats, Previous)
	t.Log("previous line:", s)
	if len(chats) != 10 || s.Said != 5000 || s.Gold != 5187 {
		t.Errorf("%d chats, %d annotated lines, %d pairs; want 10, 5000, 5187", len(chats), s.Said, s.Gold)
	}
	for _, f := range []struct {
		name      string
		got, want float64
	}{{"precision", s.Precision(), 35.7}, {"recall", s.Recall(), 34.4}, {"F", s.F(), 35.0}} {
		if f.got < f.want-0.05 || f.got >= f.want+0.05 {
			t.Errorf("%s = %.2f, published %.1f", f.name, f.got, f.want)
		}
	}
}

// What answers a line before the cut begins a conversation; what answers within keeps its link.
func TestCutChatsKeepTheLinksWithin(t *testing.T) {
	c := Chat{Lines: make([]pair.Line, 200), Gold: map[int][]int{}}
	for i := 50; i < 200; i++ {
		c.Gold[i] = []int{i - i%7}
	}
	lines, annotated := 0, 0
	for _, p := range Cut([]Chat{c}, rand.New(rand.NewPCG(1, 1))) {
		from := 50 + lines
		lines += len(p.Lines)
		annotated += len(p.Gold)
		for i, gold := range p.Gold {
			want := from + i - (from+i)%7
			if want < from {
				want = from + i
			}
			if len(gold) != 1 || from+gold[0] != want {
				t.Fatalf("line %d answers %v, want %d", from+i, gold, want)
			}
		}
	}
	if lines != 150 || annotated != 150 {
		t.Errorf("%d lines, %d annotated, want 150", lines, annotated)
	}
}

func TestClocksPassMidnight(t *testing.T) {
	first := clockAfter(1, "23", "58")
	if next := clockAfter(first, "00", "03"); next-first != 5*minute {
		t.Errorf("from 23:58 to 00:03 are %d ms", next-first)
	}
	if next := clockAfter(first, "23", "57"); next-first != -minute {
		t.Errorf("a clock one minute back gives %d ms", next-first)
	}
}
