package main

import (
	"math"
	"math/rand/v2"
	"testing"

	"qunli/conversation/reply/irc"
	"qunli/conversation/reply/net"
	"qunli/conversation/reply/pair"
)

// small is a recipe that learns in a moment.
var small = recipe{Seed: 1, LinearEpochs: 30, LinearRate: 0.1, Nets: 1, Wide: 8, Narrow: 4, Keep: 5, Least: -20, Epochs: 60, Batch: 4, Rate: 0.01}

// toy is a chat in which whoever is named by a line is answered by it, and a line that names nobody begins.
func toy(lines int) irc.Chat {
	random := rand.New(rand.NewPCG(5, 5))
	c := irc.Chat{Gold: map[int][]int{}}
	names := []string{"王芳", "李雷", "韩梅", "赵敏"}
	last := map[string]int{}
	for i := range lines {
		me, to := names[i%4], names[random.IntN(4)]
		line := pair.Line{At: int64(1 + i*60_000), Author: me, Text: "有什么新货"}
		c.Gold[i] = []int{i}
		if at, ok := last[to]; ok && to != me {
			line.Text, c.Gold[i] = "@"+to+" 到了", []int{at}
		}
		c.Lines = append(c.Lines, line)
		last[me] = i
	}
	return c
}

func TestAToyChatIsLearnt(t *testing.T) {
	chats := []irc.Chat{toy(200)}
	var steps []string
	m := small.make(chats, func(step string, m *net.Model) {
		steps = append(steps, step)
		if s := irc.Judge(chats, m.Link); s.F() < 97 {
			t.Errorf("%s: %v", step, s)
		}
	})
	if len(steps) != 3 || len(m.Nets) != 1 {
		t.Errorf("steps %q", steps)
	}
	again := small.make(chats, func(string, *net.Model) {})
	if string(net.Write(m, "")) != string(net.Write(again, "")) {
		t.Error("the same chats gave other weights")
	}
}

func TestTheGradientIsTheSlopeOfTheLoss(t *testing.T) {
	m := &net.Model{Linear: make(net.Linear, net.Slots), Keep: 4, Least: -20}
	all := answerable(collect([]irc.Chat{toy(30)}, m))
	e := &all[len(all)-1]
	p := small.newPupil(rand.New(rand.NewPCG(2, 2)))
	loss := func() float64 {
		p.forward(e)
		var gold float64
		for k, c := range e.choices {
			if c.gold {
				gold += p.odds[k]
			}
		}
		return -math.Log(gold)
	}
	p.learn(e, 1)
	checked := 0
	for part := range p.parts {
		a := &p.parts[part]
		for k, gradient := range a.gradient {
			if math.Abs(float64(gradient)) < 0.02 {
				continue
			}
			const step = 1e-2
			kept := a.weights[k]
			a.weights[k] = kept + step
			up := loss()
			a.weights[k] = kept - step
			down := loss()
			a.weights[k] = kept
			if slope := (up - down) / (2 * step); math.Abs(slope-float64(gradient)) > 0.05*math.Abs(slope)+0.01 {
				t.Errorf("part %d weight %d: gradient %g, slope %g", part, k, gradient, slope)
			}
			checked++
		}
	}
	if checked < 20 {
		t.Errorf("only %d weights had a gradient to check", checked)
	}
}
