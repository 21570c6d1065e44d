package pair

import (
	"fmt"
	"slices"
	"testing"
)

// readAll reads lines and gives the reader behind them.
func readAll(lines ...Line) *Reader {
	r := NewReader()
	for _, l := range lines {
		r.Read(l)
	}
	return r
}

func say(author, text string) Line { return Line{At: 60_000, Author: author, Text: text} }

func TestWhomALineNames(t *testing.T) {
	others := []Line{say("王芳", "在"), say("小王老师", "在"), say("ann", "hi"), say("Quad_", "hi"), say("will", "hi"), say("妈妈🌸", "在")}
	for _, c := range []struct {
		text, name string
		want       level
	}{
		{"ann: look", "ann", addressed},
		{"ann:look", "ann", addressed},
		{"ann, will: look", "will", addressed},
		{"look @ann", "ann", addressed},
		{"thanks ann", "ann", likely},
		{"ann look", "ann", likely},
		{"so ann said it", "ann", inPassing},
		{"annual report", "ann", notNamed},
		{"quad: look", "Quad_", addressed},
		{"qua: look", "Quad_", likely},
		{"that will do", "will", inPassing},
		{"@王芳 发了", "王芳", addressed},
		{"@王芳\u2005发了", "王芳", addressed},
		{"发给@王芳了", "王芳", addressed},
		{"王芳，发了", "王芳", addressed},
		{"王芳你好", "王芳", likely},
		{"我问过王芳了", "王芳", inPassing},
		{"小王：发了", "小王老师", likely},
		{"「王芳：在吗」 在", "王芳", addressed},
		{"@妈妈🌸 吃饭", "妈妈🌸", addressed},
		{"http://ann", "ann", notNamed},
	} {
		// before and after the named one is known: a name is found in the lines that were there first, too
		for _, lines := range [][]Line{append(slices.Clone(others), say("x", c.text)), append([]Line{say("x", c.text)}, others...)} {
			r := readAll(lines...)
			at := slices.IndexFunc(lines, func(l Line) bool { return l.Author == "x" })
			if got := r.namesAuthor(&r.entries[at], r.authors[c.name]); got != c.want {
				t.Errorf("%q at %d names %s %d, want %d", c.text, at, c.name, got, c.want)
			}
		}
	}
}

func TestARenamedAuthorIsKnownByBothNames(t *testing.T) {
	r := readAll(Line{Author: "7", Name: "王芳", Text: "在"}, Line{Author: "7", Name: "芳芳", Text: "在"}, say("x", "@芳芳 好"), say("y", "@王芳 好"))
	for _, k := range []int{2, 3} {
		if to := r.addressee(&r.entries[k]); to != r.authors["7"] {
			t.Errorf("%q addresses %d, want %d", r.entries[k].line.Text, to, r.authors["7"])
		}
	}
}

func TestANameLeavesWithItsLastLine(t *testing.T) {
	r := readAll(say("ann", "hi"))
	for k := range Window {
		r.Read(say("bob", fmt.Sprint("line ", k)))
	}
	r.Read(say("carl", "ann: hi"))
	if to := r.addressee(&r.entries[len(r.entries)-1]); to != -1 {
		t.Errorf("ann, whose line left the window, is addressed as %d", to)
	}
	if n := len(r.entries); n != Window+1 {
		t.Errorf("the window and the line are %d lines, want %d", n, Window+1)
	}
}

func TestCandidatesAreTheLinesOfPeopleNearestFirst(t *testing.T) {
	r := readAll(say("ann", "one"), Line{System: true}, say("bob", "two"))
	c := r.Next(say("ann", "three"))
	if c.Line != 3 || len(c.Candidates) != 2 || c.Candidates[0].Line != 2 || c.Candidates[1].Line != 0 {
		t.Errorf("line %d with candidates %+v; want 3 with 2 and 0", c.Line, c.Candidates)
	}
	if r.Next(Line{System: true}) != nil {
		t.Error("a line of the system has a case")
	}
}

// on tells whether a sparse vector has a slot set.
func on(s Sparse, slot int) bool { return slices.Contains(s.Slot, uint16(slot)) }

func TestWhatLiesBetween(t *testing.T) {
	lines := []Line{
		say("王芳", "请问几点开门？"),
		say("李雷", "有人拼团吗"),
		say("王芳", "急"),
		{At: 60_000, System: true},
		{At: 6 * 60_000, Author: "店长", Text: "@王芳 九点开门"},
	}
	r := readAll(lines[:4]...)
	c := r.Next(lines[4])
	urgent, team, question := c.Candidates[0].Pair, c.Candidates[1].Pair, c.Candidates[2].Pair
	for _, x := range []struct {
		what string
		is   bool
	}{
		{"the last line is one back", on(urgent, pairLines)},
		{"the question is three back, the system's line not counted", on(question, pairLines+2)},
		{"five minutes lie between", on(question, pairMinutes+4)},
		{"the question's author is named at the head", on(question, pairCalls+2)},
		{"and said one thing since", on(question, pairCallsNth+1)},
		{"the other's author is not named", !on(team, pairCalls+2) && on(team, pairCallsThird+2)},
		{"the question is open", on(question, pairOpen)},
		{"it shares a word with the answer", !on(question, pairShared) && on(question, pairSharedBest)},
		{"the other shares none", on(team, pairShared)},
		{"nobody is the same", !on(question, pairSame) && on(question, pairOther)},
	} {
		if !x.is {
			t.Errorf("not so: %s", x.what)
		}
	}
	own := c.Own
	if !on(own, ownSince) || !on(own, ownCalls+2) || on(own, ownCallsNone) || !on(own, ownPartner+2) {
		t.Errorf("own slots %v", own.Slot)
	}
}

func TestThreadsFollowTheDrafts(t *testing.T) {
	r := NewReader()
	for _, l := range []struct {
		line Line
		to   int // candidate, nearest first; -1 begins
	}{
		{say("王芳", "请问几点开门？"), -1}, {say("李雷", "有人拼团吗"), -1}, {say("店长", "九点"), 1}, {say("韩梅", "我拼"), 1},
	} {
		r.Next(l.line)
		r.Settle(l.to)
	}
	c := r.Next(say("王芳", "好的"))
	r.Weave([]int{0, 1})
	team, answer := c.Candidates[0].Thread, c.Candidates[1].Thread
	if !on(answer, threadToMe) || !on(answer, threadWithMe) || !on(answer, threadLast) {
		t.Errorf("the answer to my question: %v", answer.Slot)
	}
	if on(team, threadWithMe) || !on(team, threadAway) || !on(team, threadVoices+1) {
		t.Errorf("the line of another conversation: %v", team.Slot)
	}
	if !on(c.OwnThread, ownDrafts+1) || !on(c.OwnThread, ownDraftBegan) {
		t.Errorf("own: %v", c.OwnThread.Slot)
	}
}

func TestNoSlotIsSetTwiceOrOutOfItsSpace(t *testing.T) {
	r := NewReader()
	texts := []string{"@王芳 好的", "ann: yes?", "!x | ann", "http://a.b", "好", "", "王芳，谢谢"}
	authors := []string{"王芳", "ann", "bot", "李雷"}
	for k := range 300 {
		c := r.Next(Line{At: int64(1 + k*k*1000), Author: authors[k*7%4], Text: texts[k*5%7]})
		r.Settle(min(k%5, len(c.Candidates)) - 1)
		r.Weave([]int{0, 1, 2}[:min(3, len(c.Candidates))])
		inSpace(t, c.Own, OwnSlots)
		inSpace(t, c.OwnThread, OwnThreadSlots)
		for _, candidate := range c.Candidates {
			inSpace(t, *candidate.Said, SaidSlots)
			inSpace(t, candidate.Pair, PairSlots)
			inSpace(t, candidate.Thread, ThreadSlots)
		}
	}
}

func inSpace(t *testing.T, s Sparse, size int) {
	t.Helper()
	seen := map[uint16]bool{}
	for _, slot := range s.Slot {
		if int(slot) >= size || seen[slot] {
			t.Fatalf("slot %d of a space of %d: %v", slot, size, s.Slot)
		}
		seen[slot] = true
	}
}
