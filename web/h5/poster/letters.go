package poster

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

var (
	//go:embed font/regular.otf
	regularFont []byte
	//go:embed font/bold.otf
	boldFont []byte

	// loaded reads the fonts once; a face of them is one drawing's.
	loaded = sync.OnceValues(func() (fonts, error) {
		thin, err := opentype.Parse(regularFont)
		if err != nil {
			return fonts{}, err
		}
		thick, err := opentype.Parse(boldFont)
		return fonts{thin, thick}, err
	})
)

type fonts struct{ thin, thick *sfnt.Font }

func (f fonts) regular(pixels float64) face { return newFace(f.thin, pixels) }
func (f fonts) bold(pixels float64) face    { return newFace(f.thick, pixels) }

// face is a font in a size.
type face struct {
	font.Face
	font *sfnt.Font
}

func newFace(f *sfnt.Font, pixels float64) face {
	made, _ := opentype.NewFace(f, &opentype.FaceOptions{Size: pixels, DPI: 72}) // fails never: the font was read
	return face{made, f}
}

// has tells whether a font can show a letter.
func has(f *sfnt.Font, r rune) bool {
	i, err := f.GlyphIndex(nil, r)
	return err == nil && i != 0
}

// clean gives a text without what cannot be shown, and with one space where there was any.
func (f face) clean(text string) string {
	var out strings.Builder
	for _, word := range strings.Fields(text) {
		kept := strings.Map(func(r rune) rune {
			if unicode.IsControl(r) || !has(f.font, r) {
				return -1
			}
			return r
		}, word)
		if kept != "" && out.Len() > 0 {
			out.WriteByte(' ')
		}
		out.WriteString(kept)
	}
	return out.String()
}

func (f face) width(text string) int { return font.MeasureString(f, text).Ceil() }

// fit breaks a text into at most so many lines of at most so many pixels, without what cannot be shown; what is too long ends in an
// ellipsis. A text of nothing gives no line.
func (f face) fit(text string, pixels, most int) []string {
	var out []string
	rest := []rune(f.clean(text))
	for len(rest) > 0 && len(out) < most {
		n := f.fits(rest, pixels)
		if n < len(rest) && len(out)+1 == most {
			n = f.fits(rest, pixels-f.width("…"))
			return append(out, strings.TrimRight(string(rest[:n]), " ，、：；,")+"…")
		}
		out = append(out, strings.TrimSpace(string(rest[:n])))
		rest = []rune(strings.TrimLeft(string(rest[n:]), " "))
	}
	return out
}

// closing are the marks that begin no line.
const closing = "，。、；：！？）》」』”’…%,.;:!?)"

// fits tells how many of some letters stand in a line: a word of Latin letters stays whole where it can, and no line begins with a
// closing mark. It is at least one.
func (f face) fits(letters []rune, pixels int) int {
	wide, n := fixed.Int26_6(0), 0
	for ; n < len(letters); n++ {
		step, _ := f.GlyphAdvance(letters[n])
		if wide += step; wide.Ceil() > pixels {
			break
		}
	}
	if n == len(letters) {
		return n
	}
	end := n
	for end > 1 && (strings.ContainsRune(closing, letters[end]) || latin(letters[end]) && latin(letters[end-1])) {
		end--
	}
	if end <= 1 {
		end = n
	}
	return max(end, 1)
}

func latin(r rune) bool { return r < unicode.MaxLatin1 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
