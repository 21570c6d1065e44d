package comply_test

import (
	"testing"

	"qunli/campaign"
	"qunli/campaign/comply"
)

// TestTheStepsOfAPath: from the card to the act, by model and rules; what is longer than three is told how to be less, and then is (CAM-12).
func TestTheStepsOfAPath(t *testing.T) {
	for _, c := range []struct {
		model string
		terms campaign.Terms
		want  string
		long  bool
	}{
		{"groupbuy", campaign.Terms{}, "open team pay ", false},
		{"groupbuy", campaign.Terms{Rule: "friend = yes"}, "open friend team pay ", true},
		{"flashsale", campaign.Terms{}, "open pick pay ", false},
		{"flashsale", campaign.Terms{Rule: "orders >= 1 AND groups >= 1"}, "open group bought pick pay ", true},
		{"redpacket", campaign.Terms{}, "open grab take ", false},
		{"invite", campaign.Terms{Act: "newcomer"}, "open accept add ", false},
		{"invite", campaign.Terms{Act: "registration"}, "open accept number ", false},
		{"invite", campaign.Terms{Act: "order"}, "open accept order pay ", true},
	} {
		path, got := comply.Path(c.model, c.terms), ""
		for _, s := range path {
			got += s.Key + " "
			if s.Zh == "" || s.En == "" {
				t.Errorf("%s: a step without words: %+v", c.model, s)
			}
		}
		zh, en := comply.Easier(c.model, path)
		if got != c.want || (len(path) > comply.MostSteps) != c.long || (zh != "") != c.long || (en != "") != c.long {
			t.Errorf("%s %+v: %s(%s)", c.model, c.terms, got, zh)
		}
	}
}
