package browser

import (
	"image"
	"image/color"
	"testing"
)

// A picture of few colours stays as it is.
func TestPalettedIsExact(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 16, 16))
	for i := range 256 {
		m.SetRGBA(i%16, i/16, color.RGBA{uint8(i), uint8(255 - i), 7, 255})
	}
	small := paletted(m)
	for i := range 256 {
		if got, want := rgba(small, i%16, i/16), m.RGBAAt(i%16, i/16); got != want {
			t.Fatalf("%d is %v, want %v", i, got, want)
		}
	}
}

// One of many colours loses none that stands alone, however rare, and shifts no other far.
func TestPalettedKeepsWhatStandsOut(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 64, 64))
	for i := range 64 * 64 {
		m.SetRGBA(i%64, i/64, color.RGBA{uint8(i / 16), uint8(i / 16), uint8(i/16 + i%4), 255})
	}
	red := color.RGBA{200, 10, 10, 255}
	m.SetRGBA(63, 63, red)
	small := paletted(m)
	if got := rgba(small, 63, 63); got != red {
		t.Errorf("the one red point is %v", got)
	}
	for i := range 64*64 - 1 {
		if far := apart(rgba(small, i%64, i/64), m.RGBAAt(i%64, i/64)); far >= near {
			t.Fatalf("%d is %d off", i, far)
		}
	}
}
