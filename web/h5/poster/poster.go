package poster

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"qunli/kit/qr"
)

// How large a poster is, in pixels, of which a phone shows two a CSS pixel.
const (
	Width  = 750
	Height = 1334
)

// Poster is what a poster says. Any of its texts may be "".
type Poster struct {
	Skin        string // one of page.Skins
	Brand       string
	Title, Line string
	Price, Was  string
	Name        string // of whoever passes it on, to which they agreed
	Hint        string // below the code
	Link        string // to which the code leads
}

// look is the colours of a skin.
type look struct{ ground, ink, price color.RGBA }

var (
	white = color.RGBA{255, 255, 255, 255}
	black = color.RGBA{0, 0, 0, 255}
	soft  = color.RGBA{85, 97, 92, 255}
	looks = map[string]look{
		"plain": {color.RGBA{15, 118, 110, 255}, white, white},
		"warm":  {color.RGBA{185, 56, 21, 255}, white, white},
		"fresh": {color.RGBA{47, 111, 30, 255}, white, white},
		"night": {color.RGBA{32, 26, 45, 255}, white, color.RGBA{242, 184, 75, 255}},
	}
)

// Where things stand, in pixels.
const (
	edge     = 56  // left and right of words
	cardTop  = 560 // of the white card in which the code stands
	cardEdge = 30
	cardEnd  = Height - 30
	codeMost = 676
	round    = 36 // of the corners of the card
)

// sheet is a poster that is being drawn.
type sheet struct {
	*image.RGBA
	fonts fonts
}

// look gives the colours of a poster; of a skin that has none, those of the first.
func (p Poster) look() look {
	if l, ok := looks[p.Skin]; ok {
		return l
	}
	return looks["plain"]
}

// draw gives the picture of a poster.
func (p Poster) draw() (*image.RGBA, error) {
	code, err := qr.Within(p.Link, codeMost)
	if err != nil {
		return nil, err
	}
	f, err := loaded()
	if err != nil {
		return nil, err
	}
	l := p.look()
	s := &sheet{image.NewRGBA(image.Rect(0, 0, Width, Height)), f}
	draw.Draw(s, s.Bounds(), image.NewUniform(l.ground), image.Point{}, draw.Src)
	s.head(p, l)
	s.card(image.Rect(cardEdge, cardTop, Width-cardEdge, cardEnd))
	side := code.Bounds().Dx()
	at := image.Pt((Width-side)/2, cardTop+4+(codeMost-side)/2)
	draw.Draw(s, code.Bounds().Add(at), code, image.Point{}, draw.Src)
	hint := s.fonts.regular(28)
	text := hint.fit(cmp.Or(p.Hint, p.Brand), Width-2*edge, 1)
	if len(text) > 0 {
		s.write(hint, text[0], (Width-hint.width(text[0]))/2, cardEnd-22, soft)
	}
	return s.RGBA, nil
}

// head writes what stands above the card.
func (s *sheet) head(p Poster, l look) {
	const wide = Width - 2*edge
	brand, title, line := s.fonts.regular(28), s.fonts.bold(60), s.fonts.regular(32)
	y := 84
	if said := brand.fit(p.Name, wide*2/3, 1); len(said) > 0 {
		s.write(brand, said[0], Width-edge-brand.width(said[0]), y, l.ink)
	}
	if said := brand.fit(p.Brand, wide/2, 1); len(said) > 0 {
		s.write(brand, said[0], edge, y, l.ink)
	}
	titles, lines := title.fit(p.Title, wide, 2), line.fit(p.Line, wide, 3)
	end := cardTop - 30
	if p.Price != "" {
		end -= 100
	}
	y += max(0, end-y-80*len(titles)-16-48*len(lines)) / 3 // what is free stands above and, twice as much, below
	for _, said := range titles {
		y += 80
		s.write(title, said, edge, y, l.ink)
	}
	y += 16
	for _, said := range lines {
		y += 48
		s.write(line, said, edge, y, l.ink)
	}
	price := s.fonts.bold(72)
	now := price.fit(p.Price, wide, 1)
	if len(now) == 0 {
		return
	}
	y = cardTop - 40
	s.write(price, now[0], edge, y, l.price)
	if was := line.fit(p.Was, wide-price.width(now[0])-24, 1); len(was) > 0 {
		x := edge + price.width(now[0]) + 24
		s.write(line, was[0], x, y, l.ink)
		draw.Draw(s, image.Rect(x, y-12, x+line.width(was[0]), y-10), image.NewUniform(l.ink), image.Point{}, draw.Over)
	}
}

// write puts a line of words, its ground line at y.
func (s *sheet) write(f face, text string, x, y int, ink color.Color) {
	d := font.Drawer{Dst: s, Src: image.NewUniform(ink), Face: f.Face, Dot: fixed.P(x, y)}
	d.DrawString(text)
}

// card draws a white card with round corners.
func (s *sheet) card(r image.Rectangle) {
	w, h := float32(r.Dx()), float32(r.Dy())
	v := vector.NewRasterizer(r.Dx(), r.Dy())
	v.MoveTo(round, 0)
	for _, c := range [][6]float32{{w - round, 0, w, 0, w, round}, {w, h - round, w, h, w - round, h}, {round, h, 0, h, 0, h - round}, {0, round, 0, 0, round, 0}} {
		v.LineTo(c[0], c[1])
		v.QuadTo(c[2], c[3], c[4], c[5])
	}
	v.ClosePath()
	v.Draw(s, r, image.NewUniform(white), image.Point{})
}

// shades is how many steps of colour lead from what is behind letters to their own.
const shades = 16

// encode gives a picture as PNG. Its colours are few: those of a look and what lies between them at the edges of letters.
func encode(m *image.RGBA, l look) ([]byte, error) {
	var palette color.Palette
	for _, two := range [][2]color.RGBA{{l.ground, l.ink}, {l.ground, l.price}, {white, soft}, {l.ground, white}, {white, black}} {
		for n := range shades {
			palette = append(palette, between(two[0], two[1], n))
		}
	}
	out, known := image.NewPaletted(m.Rect, palette), map[color.RGBA]uint8{}
	for n := range out.Pix {
		c := color.RGBA{m.Pix[4*n], m.Pix[4*n+1], m.Pix[4*n+2], 255}
		at, ok := known[c]
		if !ok {
			at = uint8(palette.Index(c))
			known[c] = at
		}
		out.Pix[n] = at
	}
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, out)
	return b.Bytes(), err
}

// between gives the n-th of the shades from a to b.
func between(a, b color.RGBA, n int) color.RGBA {
	mix := func(a, b uint8) uint8 { return uint8((int(a)*(shades-1-n) + int(b)*n) / (shades - 1)) }
	return color.RGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 255}
}
