package browser

import (
	"bytes"
	"cmp"
	"context"
	"image"
	"image/color"
	"image/png"
	"os"
	"slices"

	"github.com/chromedp/chromedp"
)

// Picture writes what the window shows into a file, as a PNG of at most 256 colours: a third of the size, and no difference
// that is seen.
func (p *Page) Picture(file string) {
	p.tb.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	shot, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.tb.Fatalf("picture %s: %v", file, err)
	}
	full, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		p.tb.Fatalf("picture %s: %v", file, err)
	}
	var small bytes.Buffer
	packed := png.Encoder{CompressionLevel: png.BestCompression}
	if err := packed.Encode(&small, paletted(full)); err != nil {
		p.tb.Fatalf("picture %s: %v", file, err)
	}
	if err := os.WriteFile(file, small.Bytes(), 0o644); err != nil {
		p.tb.Fatal(err)
	}
}

// shade counts the pixels of one colour.
type shade struct {
	color.RGBA
	pixels int
}

// paletted gives a picture in at most 256 colours of its own, each pixel in the nearest, without a pattern of dots: pages
// are flat, and flat stays small. The same picture gives the same bytes.
func paletted(full image.Image) *image.Paletted {
	all := shades(full)
	out := image.NewPaletted(full.Bounds(), palette(all))
	nearest := make(map[color.RGBA]uint8, len(all))
	for _, s := range all {
		nearest[s.RGBA] = uint8(out.Palette.Index(s.RGBA))
	}
	for y := full.Bounds().Min.Y; y < full.Bounds().Max.Y; y++ {
		for x := full.Bounds().Min.X; x < full.Bounds().Max.X; x++ {
			out.SetColorIndex(x, y, nearest[rgba(full, x, y)])
		}
	}
	return out
}

func rgba(m image.Image, x, y int) color.RGBA {
	return color.RGBAModel.Convert(m.At(x, y)).(color.RGBA)
}

// shades lists the colours of a picture, the most frequent first.
func shades(m image.Image) []shade {
	seen := map[color.RGBA]int{}
	for y := m.Bounds().Min.Y; y < m.Bounds().Max.Y; y++ {
		for x := m.Bounds().Min.X; x < m.Bounds().Max.X; x++ {
			seen[rgba(m, x, y)]++
		}
	}
	out := make([]shade, 0, len(seen))
	for c, n := range seen {
		out = append(out, shade{c, n})
	}
	slices.SortFunc(out, func(a, b shade) int {
		return cmp.Or(b.pixels-a.pixels, int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B), int(a.A)-int(b.A))
	})
	return out
}

// near is how far two colours of a palette lie apart, summed over red, green and blue.
const near = 12

// palette takes 256 of the shades: the most frequent, passing over those that are near to one taken; what room is left goes
// to the ones passed over.
func palette(all []shade) color.Palette {
	out := make(color.Palette, 0, 256)
	var passed []shade
	for _, s := range all {
		if len(out) == cap(out) {
			return out
		}
		if slices.ContainsFunc(out, func(c color.Color) bool { return apart(c.(color.RGBA), s.RGBA) < near }) {
			passed = append(passed, s)
			continue
		}
		out = append(out, s.RGBA)
	}
	for _, s := range passed[:min(len(passed), cap(out)-len(out))] {
		out = append(out, s.RGBA)
	}
	return out
}

func apart(a, b color.RGBA) int {
	return abs(int(a.R)-int(b.R)) + abs(int(a.G)-int(b.G)) + abs(int(a.B)-int(b.B)) + abs(int(a.A)-int(b.A))
}

func abs(n int) int { return max(n, -n) }
