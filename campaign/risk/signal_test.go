package risk_test

import (
	"fmt"
	"slices"
	"testing"

	"qunli/campaign/risk"
	"qunli/customer"
	"qunli/kit/id"
)

// known makes the n-th of people who became known so long before the campaign begins.
func known(n, before int64) customer.ID { return customer.ID(id.From(begins-before) + n) }

// Each signal has its name, its points and what it rests on; what is a little less gives less, or nothing.
func TestSignals(t *testing.T) {
	for _, c := range []struct {
		what string
		draw func(s *scene)
		want string // of the first person: name points n
	}{
		{"two of a family on one tablet", func(s *scene) { s.device(2, 300*day) }, "device 5 2"},
		{"four", func(s *scene) { s.device(4, 300*day) }, "device 15 4"},
		{"five are a farm", func(s *scene) { s.device(5, 300*day) }, "device 40 5"},
		{"eight", func(s *scene) { s.device(8, 300*day) }, "device 60 8"},
		{"three new ones in one team", func(s *scene) { s.device(3, 2*hour) }, "ring 25 3, device 10 3"},
		{"known for half an hour", func(s *scene) { s.comes(known(1, 30*minute), "", "", begins, minute, 0) }, "fresh 10 60"},
		{"half a second", func(s *scene) { s.comes(known(1, day), "", "", begins, 400*ms, 0) }, "speed 25 400"},
		{"a second", func(s *scene) { s.comes(known(1, day), "", "", begins, second, 0) }, "speed 15 1000"},
		{"two seconds", func(s *scene) { s.comes(known(1, day), "", "", begins, 2*second, 0) }, "speed 5 2000"},
		{"three seconds", func(s *scene) { s.comes(known(1, day), "", "", begins, 3*second, 0) }, ""},
		{"without looking, where all others looked", func(s *scene) {
			s.comes(known(1, day), "", "", begins, -1, 0)
			s.comes(known(2, day), "", "", begins, minute, 0)
			s.comes(known(3, day), "", "", begins, minute, 0)
		}, "unseen 30 1"},
		{"without looking, where nobody is seen to look", func(s *scene) { s.comes(known(1, day), "", "", begins, -1, 0) }, ""},
		{"twenty of an office", func(s *scene) { s.rhythmic(20, 1, 25, 3, 70, 9) }, "network 10 20"},
		{"as a clock", func(s *scene) { s.rhythmic(16, 10, 11, 9) }, "metronome 30 16, network 5 10"},
		{"fifteen as a clock may be chance", func(s *scene) { s.rhythmic(15, 100, 101) }, ""},
		{"ten at once who read nothing", func(s *scene) {
			for n := range int64(10) {
				s.comes(known(n+1, 30*minute), "", "", begins+n, second, 0)
			}
		}, "burst 20 10, speed 15 1000, fresh 10 60"},
		{"five browsers", func(s *scene) {
			for n := range int64(5) {
				s.comes(known(1, day), fmt.Sprint(n), "", begins+n*hour, minute, 0)
			}
		}, "devices 15 5"},
	} {
		s := newScene(1)
		c.draw(s)
		got := ""
		for _, x := range risk.Score(s.sights, nil)[s.sights[0].PersonID] {
			if got += fmt.Sprintf(", %s %d %d", x.Name, x.Points, x.N); risk.Texts[x.Name].Zh == "" || risk.Texts[x.Name].En == "" {
				t.Errorf("%s: no words for %s", c.what, x.Name)
			}
		}
		if got = trim(got); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

func trim(s string) string {
	if s == "" {
		return s
	}
	return s[2:]
}

// device has people of an age share one device in one team, far apart in time.
func (s *scene) device(n, before int64) {
	for i := range n {
		s.comes(known(i+1, before), "tablet", "", begins+i*hour, minute, 7)
	}
}

// rhythmic has people of one network come at gaps in seconds, again and again.
func (s *scene) rhythmic(n int, gaps ...int64) {
	at := begins
	for i := range n {
		s.comes(known(int64(i)+1, day), "", "office", at, 10*minute, 0)
		at += gaps[i%len(gaps)] * second
	}
}

// Scores do not depend on the order in which things were seen, and never on the address alone.
func TestScoresDoNotDependOnOrder(t *testing.T) {
	s := newScene(7)
	s.fraud()
	was := fmt.Sprint(risk.Score(s.sights, nil))
	for range 3 {
		s.Shuffle(len(s.sights), func(i, j int) { s.sights[i], s.sights[j] = s.sights[j], s.sights[i] })
		if now := fmt.Sprint(risk.Score(s.sights, nil)); now != was {
			t.Fatal("the same sights in another order give other scores")
		}
	}
	confirmed := risk.Score(s.sights[:1], map[customer.ID]int64{s.sights[0].PersonID: 2})[s.sights[0].PersonID]
	if !slices.ContainsFunc(confirmed, func(x risk.Signal) bool { return x.Name == risk.Before && x.Points == 70 && x.N == 2 }) {
		t.Errorf("%+v", confirmed)
	}
}
