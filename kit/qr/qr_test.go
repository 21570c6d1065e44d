package qr

import (
	"bytes"
	"image/png"
	"strings"
	"testing"
)

// TestPicturesSayTheSame: both pictures of a text have a white border of four modules, the three corners by which cameras find a
// code, and the same modules.
func TestPicturesSayTheSame(t *testing.T) {
	const text = "https://example.com/c/0am4c93ar0400"
	m, err := matrix(text)
	if err != nil {
		t.Fatal(err)
	}
	size := m.Bounds().Dx()
	for _, corner := range [][2]int{{0, 0}, {size - 7, 0}, {0, size - 7}} {
		for n := range 7 {
			if !dark(m, corner[0]+n, corner[1]) || !dark(m, corner[0], corner[1]+n) {
				t.Fatalf("no finder at %v", corner)
			}
		}
	}
	picture, err := PNG(text, 400)
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	scale := drawn.Bounds().Dx() / (size + 2*border)
	if drawn.Bounds().Dx() < 400 || scale*(size+2*border) != drawn.Bounds().Dx() {
		t.Fatalf("%v for %d modules", drawn.Bounds(), size)
	}
	svg, err := SVG(text)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Count(string(svg), "M") - 1 // runs of dark modules, less the ground
	runs := 0
	for y := -border; y < size+border; y++ {
		for x := -border; x < size+border; x++ {
			r, _, _, _ := drawn.At((x+border)*scale, (y+border)*scale).RGBA()
			if (r == 0) != dark(m, x, y) {
				t.Fatalf("module %d %d", x, y)
			}
			if dark(m, x, y) && !dark(m, x-1, y) {
				runs++
			}
		}
	}
	if runs != lines {
		t.Errorf("%d runs are drawn, of %d", lines, runs)
	}
	if _, err := SVG(strings.Repeat("x", 4000)); err == nil {
		t.Error("a text that no code holds was drawn")
	}
}

// TestWithin: a code that stands in a larger picture is as large as fits, of whole modules, and the same.
func TestWithin(t *testing.T) {
	const text = "https://example.com/g/cmp_0am4c93ar0400?by=abcdefghijklmnop"
	m, err := matrix(text)
	if err != nil {
		t.Fatal(err)
	}
	modules := m.Bounds().Dx() + 2*border
	got, err := Within(text, 400)
	if err != nil {
		t.Fatal(err)
	}
	side := got.Bounds().Dx()
	if side > 400 || side+modules <= 400 || side%modules != 0 {
		t.Fatalf("%d pixels for %d modules", side, modules)
	}
	for y := range modules {
		for x := range modules {
			if (got.ColorIndexAt(x*side/modules, y*side/modules) == 1) != dark(m, x-border, y-border) {
				t.Fatalf("module %d %d", x, y)
			}
		}
	}
	if _, err := Within(text, modules-1); err == nil {
		t.Error("a code was drawn with less than a pixel a module")
	}
}
