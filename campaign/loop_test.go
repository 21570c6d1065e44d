package campaign

import (
	"slices"
	"testing"
)

// The worked numbers of REF-05 as corrected: i=5, c=0.25 is 1.25 and keeps itself going; i=3, c=0.2 is 0.6 and needs seed flow; 100
// people become 100, 160, 196 … 250, or 100, 225, 381 …
func TestTheMinimalLoop(t *testing.T) {
	grows, ends := Loop{Invites: 5, Conversion: .25, Seeds: 100}, Loop{Invites: 3, Conversion: .2, Seeds: 100}
	if grows.K() != 1.25 || !grows.Sustains() {
		t.Errorf("K %v", grows.K())
	}
	if got := grows.Users(3); !slices.Equal(got, []int64{100, 225, 381}) {
		t.Errorf("grows %v", got)
	}
	if limit, ok := grows.Limit(); ok {
		t.Errorf("what keeps itself going ends at %d", limit)
	}
	if ends.Sustains() {
		t.Errorf("K %v", ends.K())
	}
	if got := ends.Users(3); !slices.Equal(got, []int64{100, 160, 196}) {
		t.Errorf("ends %v", got)
	}
	if limit, ok := ends.Limit(); !ok || limit != 250 {
		t.Errorf("limit %d %v", limit, ok)
	}
	if exactly := (Loop{Invites: 2, Conversion: .5, Seeds: 10}); !exactly.Sustains() {
		t.Error("each brings one, and it does not keep itself going")
	}
	last := ends.Users(60)
	if last[59] > 250 || last[59] < 249 {
		t.Errorf("after sixty generations %d", last[59])
	}
}

// A plan that cannot be is named by its field.
func TestAPlanThatCannotBe(t *testing.T) {
	if got := (&Loop{Invites: -1, Conversion: 1.5, Seeds: -1}).problems(); len(got) != 3 || got[1].Field != "planned.conversion" || got[1].Value != "1.5" {
		t.Errorf("%+v", got)
	}
	var none *Loop
	if got := append(none.problems(), (&Loop{5, .25, 100}).problems()...); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}
