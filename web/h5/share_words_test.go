package h5

import (
	"regexp"
	"testing"
)

// TestTonesAreHonest: for every model there are two tones and more, in both languages the same ones; none of them promises anything for
// passing it on, or hurries (CAM-16, CAM-20).
func TestTonesAreHonest(t *testing.T) {
	wrong := regexp.MustCompile(`(?i)转发|分享[^。]{0,6}(得|领|赚|抽)|最后|马上|赶紧|免费|必|forward|hurry|last chance|share (to|and)|free`)
	models := append([]string{""}, "groupbuy", "flashsale", "redpacket", "invite", ofProduct)
	for _, model := range models {
		zh, en := sharesChinese.Tones[model], sharesEnglish.Tones[model]
		if len(zh) < 2 || len(zh) != len(en) {
			t.Errorf("%q: %d tones in Chinese, %d in English", model, len(zh), len(en))
			continue
		}
		for n := range zh {
			if zh[n].Key != en[n].Key || zh[n].Name == "" || en[n].Name == "" || zh[n].Line == "" || en[n].Line == "" {
				t.Errorf("%q: %v is not %v", model, zh[n], en[n])
			}
			for _, one := range []tone{zh[n], en[n]} {
				if found := wrong.FindString(one.Line); found != "" {
					t.Errorf("%q says %q: %s", model, found, one.Line)
				}
			}
		}
		if got := sharesChinese.toneOf(model, "nothing"); got.Key != zh[0].Key {
			t.Errorf("%q begins with %v", model, got)
		}
	}
	if len(sharesChinese.Tones) != len(models) || len(sharesEnglish.Tones) != len(models) {
		t.Error("a model's tones are not looked at")
	}
}
