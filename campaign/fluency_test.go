package campaign

import "testing"

// CAM-19: 1,000 start and 820 finish are 82 %, which is fluent.
func TestFluency(t *testing.T) {
	got := fluent([]StepCount{{Looked, 4000, 0}, {Pressed, 1000, 30}, {Got, 950, 0}, {Sheet, 940, 5}, {Finish, 820, 0}}, nil)
	if *got.Share != .82 || got.Rough || got.Slow || got.Worst != "" || got.P75 != nil {
		t.Errorf("%+v, %v", got, *got.Share)
	}
	if got := fluent(nil, nil); got.Share != nil || got.Rough {
		t.Errorf("of nobody: %+v", got)
	}
}

// Below seven in ten it is rough, and the step is named at which most are lost; three of four first screens above two and a half seconds
// are slow.
func TestTheWorstStepIsNamed(t *testing.T) {
	for _, one := range []struct {
		counts []StepCount
		loads  []Load
		rough  bool
		slow   bool
		worst  Step
	}{
		{[]StepCount{{Pressed, 1000, 0}, {Finish, 699, 0}, {Got, 900, 0}, {Sheet, 850, 0}}, nil, true, false, Finish},
		{[]StepCount{{Pressed, 1000, 0}, {Finish, 699, 0}, {Got, 700, 0}}, nil, true, false, Got}, // nothing is paid
		{[]StepCount{{Pressed, 1000, 0}, {Finish, 500, 0}, {Got, 990, 0}, {Sheet, 510, 0}}, nil, true, false, Sheet},
		{[]StepCount{{Pressed, 10, 0}}, nil, true, false, Got},
		{[]StepCount{{Pressed, 1000, 0}, {Finish, 700, 0}}, []Load{{2500, 75}, {9000, 25}}, false, false, ""},
		{[]StepCount{{Pressed, 1000, 0}, {Finish, 700, 0}}, []Load{{2500, 74}, {2550, 1}, {9000, 25}}, false, true, Looked},
	} {
		got := fluent(one.counts, one.loads)
		if got.Rough != one.rough || got.Slow != one.slow || got.Worst != one.worst {
			t.Errorf("%+v: %+v", one, got)
		}
	}
	if got := fluent(nil, []Load{{100, 3}, {400, 1}}); *got.P75 != 100 || got.Loads != 4 {
		t.Errorf("p75 %d of %d", *got.P75, got.Loads)
	}
}
