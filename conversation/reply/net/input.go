package net

import "qunli/conversation/reply/pair"

// Input is one choice as slots of the first layer, for training.
type Input struct {
	Slot  []uint16
	Value []float32
}

// Add appends a sparse vector of the space that begins there.
func (in *Input) Add(space int, s *pair.Sparse) {
	for k, slot := range s.Slot {
		in.Slot = append(in.Slot, uint16(space)+slot)
		in.Value = append(in.Value, s.Value[k])
	}
}

// AddScore appends the linear model's score.
func (in *Input) AddScore(score float32) {
	in.Slot = append(in.Slot, Score)
	in.Value = append(in.Value, score*ScoreScale)
}
