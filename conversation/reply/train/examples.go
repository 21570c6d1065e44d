package main

import (
	"maps"
	"slices"

	"qunli/conversation/reply/irc"
	"qunli/conversation/reply/net"
	"qunli/conversation/reply/pair"
)

// example is one annotated line: the slots it brings to every choice, and its choices.
type example struct {
	own     net.Input // own space
	choices []choice  // itself, then the candidates
}

// choice is one line that may be answered.
type choice struct {
	input net.Input
	gold  bool
}

// collect describes every annotated line that is not the system's.
func collect(chats []irc.Chat, model *net.Model) []example {
	var all []example
	for _, c := range chats {
		first := slices.Min(slices.Collect(maps.Keys(c.Gold))) - pair.Window // no draft before is looked at
		w := model.Walk()
		for i, line := range c.Lines {
			gold, ok := c.Gold[i]
			switch {
			case i < first:
				w.Skip(line)
			case !ok || line.System:
				w.Draft(line)
			default:
				all = append(all, newExample(w, line, gold))
			}
		}
	}
	return all
}

func newExample(w *net.Walk, line pair.Line, gold []int) example {
	c, scores, order := w.Next(line)
	var e example
	e.own.Add(net.Own, &c.Own)
	e.own.Add(net.OwnThread, &c.OwnThread)
	self := choice{gold: slices.Contains(gold, c.Line)}
	self.input.Add(net.Self, &c.Own)
	self.input.Add(net.SelfThread, &c.OwnThread)
	self.input.AddScore(scores[0])
	e.choices = append(e.choices, self)
	for _, k := range order {
		candidate := &c.Candidates[k]
		one := choice{gold: slices.Contains(gold, candidate.Line)}
		one.input.Add(net.Said, candidate.Said)
		one.input.Add(net.Pair, &candidate.Pair)
		one.input.Add(net.Thread, &candidate.Thread)
		one.input.AddScore(scores[1+k])
		one.input = compact(one.input)
		e.choices = append(e.choices, one)
	}
	return e
}

// compact gives the input without room to spare.
func compact(in net.Input) net.Input {
	return net.Input{Slot: slices.Clip(slices.Clone(in.Slot)), Value: slices.Clip(slices.Clone(in.Value))}
}

// answerable drops the examples whose gold is out of sight: they teach nothing.
func answerable(all []example) []example {
	return slices.DeleteFunc(all, func(e example) bool {
		return !slices.ContainsFunc(e.choices, func(c choice) bool { return c.gold })
	})
}

// gradient gives the gradient, by the choices' scores, of the loss: minus the logarithm of the likelihood of any gold choice.
// It is the likelihood of each less its share among the gold ones. odds holds the likelihoods.
func (e *example) gradient(odds []float64, into []float32) {
	var gold float64
	for k, c := range e.choices {
		if c.gold {
			gold += odds[k]
		}
	}
	gold = max(gold, 1e-12)
	for k, c := range e.choices {
		into[k] = float32(odds[k])
		if c.gold {
			into[k] -= float32(odds[k] / gold)
		}
	}
}
