package h5

import (
	"testing"

	"qunli/campaign"
)

// TestStepsKeepTheirPlaces: browsers hold cookies of the day by these bits; a step that moved would be read as another.
func TestStepsKeepTheirPlaces(t *testing.T) {
	want := map[campaign.Step]int64{campaign.Looked: 1, campaign.Pressed: 1 << 2, campaign.Got: 1 << 4, campaign.Sheet: 1 << 6, campaign.Finish: 1 << 8, campaign.Passed: 1 << 10}
	for _, step := range campaign.Steps {
		if bit, known := want[step]; known && bitOf(step) != bit {
			t.Errorf("%s stands at %b, not %b", step, bitOf(step), bit)
		}
		if bitOf(step)<<1 >= toldBit {
			t.Errorf("%s stands where another mark does", step)
		}
	}
	if len(campaign.Steps) < len(want) {
		t.Error("a step is gone")
	}
}
