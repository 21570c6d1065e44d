// Package qr draws codes that a phone's camera reads. The library gives the modules (ADR 0022); how they are drawn is here.
package qr

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

	code "github.com/boombuler/barcode/qr"
)

// border is the white border that a picture needs, in modules.
const border = 4

// matrix draws a text as modules. A quarter of them may be damaged, as on a table card that is wiped every day.
func matrix(text string) (image.Image, error) {
	m, err := code.Encode(text, code.Q, code.Auto)
	if err != nil {
		return nil, fmt.Errorf("draw a code of %d bytes: %w", len(text), err)
	}
	return m, nil
}

// dark tells the module at a place; those outside are light.
func dark(m image.Image, x, y int) bool {
	if !(image.Point{X: x, Y: y}).In(m.Bounds()) {
		return false
	}
	r, _, _, _ := m.At(x, y).RGBA()
	return r == 0
}

// SVG draws a text as a picture that prints sharp at every size.
func SVG(text string) ([]byte, error) {
	m, err := matrix(text)
	if err != nil {
		return nil, err
	}
	size := m.Bounds().Dx() + 2*border
	var path strings.Builder
	for y := range m.Bounds().Dy() {
		for x := 0; x < m.Bounds().Dx(); x++ {
			from := x
			for dark(m, x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+border, y+border, x-from, x-from)
			}
		}
	}
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%dv%dH0z"/><path d="%s"/></svg>`,
		size, size, size, size, path.String()), nil
}

// PNG draws a text as a picture of at least so many pixels a side.
func PNG(text string, pixels int) ([]byte, error) {
	m, err := matrix(text)
	if err != nil {
		return nil, err
	}
	modules := m.Bounds().Dx() + 2*border
	var b bytes.Buffer
	err = png.Encode(&b, drawn(m, max(1, (pixels+modules-1)/modules)))
	return b.Bytes(), err
}

// Within draws a text as a picture of at most so many pixels a side, with its border, to stand in a larger picture.
func Within(text string, pixels int) (*image.Paletted, error) {
	m, err := matrix(text)
	if err != nil {
		return nil, err
	}
	scale := pixels / (m.Bounds().Dx() + 2*border)
	if scale < 1 {
		return nil, fmt.Errorf("%d pixels are too few for a code of %d bytes", pixels, len(text))
	}
	return drawn(m, scale), nil
}

// drawn draws modules with their border, so many pixels each.
func drawn(m image.Image, scale int) *image.Paletted {
	side := (m.Bounds().Dx() + 2*border) * scale
	out := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range side {
		for x := range side {
			if dark(m, x/scale-border, y/scale-border) {
				out.SetColorIndex(x, y, 1)
			}
		}
	}
	return out
}
