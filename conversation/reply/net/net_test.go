package net

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"qunli/conversation/reply/pair"
)

func randomModel(nets int) *Model {
	random := rand.New(rand.NewPCG(1, 1))
	m := &Model{Linear: make(Linear, Slots), Keep: 5, Least: -6.5}
	for range nets {
		m.Nets = append(m.Nets, NewNet(8, 3))
	}
	for _, part := range m.parts() {
		for k := range part {
			part[k] = float32(random.NormFloat64())
		}
	}
	return m
}

func TestTheFileOfAModelIsReadAsWritten(t *testing.T) {
	m := randomModel(2)
	file := Write(m, "how it was made")
	got, how, err := Parse(file)
	if err != nil || how != "how it was made" || got.Keep != 5 || got.Least != -6.5 || len(got.Nets) != 2 {
		t.Fatalf("%v, %q, %+v", err, how, got)
	}
	for p, part := range m.parts() {
		var most float64
		for _, v := range part {
			most = max(most, math.Abs(float64(v)))
		}
		for k, v := range part {
			if diff := math.Abs(float64(v - got.parts()[p][k])); diff > most/math.MaxInt16 {
				t.Fatalf("part %d weight %d: %g read as %g", p, k, v, got.parts()[p][k])
			}
		}
	}
	if !bytes.Equal(Write(got, how), file) {
		t.Error("written again it differs")
	}
}

func TestADamagedFileIsRefused(t *testing.T) {
	file := Write(randomModel(1), "x")
	for name, damaged := range map[string][]byte{
		"nothing": nil, "another file": []byte("PK\x03\x04\n\n"), "cut": file[:len(file)-1], "too long": append(bytes.Clone(file), 0),
		"without sizes": []byte(magic + "x\n"), "other slots": []byte(magic + "x\n7 5 -6 0\n"),
		"a vast net": bytes.Replace(file, []byte(" 1 8 3\n"), []byte(" 1 80000 30000\n"), 1),
	} {
		if _, _, err := Parse(damaged); err == nil {
			t.Errorf("%s: taken for weights", name)
		}
	}
}

func TestOnlyTheBestCandidatesAreKept(t *testing.T) {
	w := &Walk{model: &Model{Keep: 3}, scores: []float32{0}}
	for k, score := range []float32{1, 5, 2, 5, 4} {
		w.scores = append(w.scores, score)
		w.keep(k)
	}
	if len(w.kept) != 3 || w.kept[0] != 1 || w.kept[1] != 3 || w.kept[2] != 4 {
		t.Errorf("kept %v, want 1 3 4: the best first, the nearer of equals before", w.kept)
	}
}

// The nets' first layer is summed from parts that several choices share: the sum is that of all slots.
func TestVotesAreThoseOfTheWholeNet(t *testing.T) {
	m := randomModel(1)
	w := m.Walk()
	for _, text := range []string{"请问几点开门？", "有人拼团吗", "ann: hi", "好的"} {
		w.Draft(pair.Line{At: 1, Author: text[:3], Text: text})
	}
	c, scores, kept := w.Next(pair.Line{At: 120_000, Author: "x", Text: "九点"})
	w.room.odds = make([]float64, 1+len(kept))
	m.Nets[0].vote(c, scores, kept, &w.room)
	var sum float64
	for k, odds := range w.room.odds {
		sum += odds
		var in Input
		bias := m.Nets[0].InBias[:8]
		if k == 0 {
			bias = m.Nets[0].InBias[8:]
			in.Add(Self, &c.Own)
			in.Add(SelfThread, &c.OwnThread)
			in.AddScore(scores[0])
		} else {
			candidate := &c.Candidates[kept[k-1]]
			in.Add(Own, &c.Own)
			in.Add(OwnThread, &c.OwnThread)
			in.Add(Said, candidate.Said)
			in.Add(Pair, &candidate.Pair)
			in.Add(Thread, &candidate.Thread)
			in.AddScore(scores[1+kept[k-1]])
		}
		if got, want := w.room.scores[k], plainScore(m.Nets[0], bias, in); math.Abs(float64(got-want)) > 1e-3*(1+math.Abs(float64(want))) {
			t.Errorf("choice %d scores %g, by all slots %g", k, got, want)
		}
	}
	if len(kept) == 0 || math.Abs(sum-1) > 1e-6 {
		t.Errorf("%d kept, likelihoods add to %g", len(kept), sum)
	}
}

func plainScore(n *Net, bias []float32, in Input) float32 {
	var score float32
	wide := make([]float32, n.Wide)
	for u := range wide {
		wide[u] = bias[u]
		for k, slot := range in.Slot {
			wide[u] += in.Value[k] * n.In[int(slot)*n.Wide+u]
		}
		wide[u] = max(wide[u], 0)
	}
	for o := range n.Narrow {
		sum := n.MidBias[o]
		for u := range wide {
			sum += wide[u] * n.Mid[o*n.Wide+u]
		}
		score += max(sum, 0) * n.Out[o]
	}
	return score
}
