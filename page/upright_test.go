package page_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io/fs"
	"testing"

	"qunli/kit/serve"
	"qunli/org"
	"qunli/page"
	"qunli/testkit/dbtest"
)

// The corners of an upright picture of 64 × 32, clockwise from the top left.
var corners = [4]color.RGBA{{200, 0, 0, 255}, {0, 200, 0, 255}, {0, 0, 200, 255}, {0, 0, 0, 255}}

// held gives the picture as a camera keeps it that was held so. The definition is EXIF's: what its row 0 and its column 0 are of the
// upright picture.
func held(orientation int) image.Image {
	// top and left: the sides of the upright picture at which row 0 and column 0 of the kept one stand.
	sides := [9][2]string{1: {"top", "left"}, 2: {"top", "right"}, 3: {"bottom", "right"}, 4: {"bottom", "left"}, 5: {"left", "top"}, 6: {"right", "top"}, 7: {"right", "bottom"}, 8: {"left", "bottom"}}[orientation]
	wide, tall := 64, 32
	if orientation >= 5 {
		wide, tall = tall, wide
	}
	out := image.NewRGBA(image.Rect(0, 0, wide, tall))
	for y := range tall {
		for x := range wide {
			near := map[string]bool{} // the sides of the upright picture to which this pixel is near
			near[sides[0]], near[opposite[sides[0]]] = y < tall/2, y >= tall/2
			near[sides[1]], near[opposite[sides[1]]] = x < wide/2, x >= wide/2
			corner := 0
			switch {
			case near["top"] && near["right"]:
				corner = 1
			case near["bottom"] && near["right"]:
				corner = 2
			case near["bottom"]:
				corner = 3
			}
			out.Set(x, y, corners[corner])
		}
	}
	return out
}

var opposite = map[string]string{"top": "bottom", "bottom": "top", "left": "right", "right": "left"}

// camera gives a picture as the file that a camera makes: with its orientation and the place where it was taken.
func camera(t *testing.T, i image.Image, orientation int, order binary.AppendByteOrder) []byte {
	t.Helper()
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, i, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	mark := "II"
	if order == binary.AppendByteOrder(binary.BigEndian) {
		mark = "MM"
	}
	tiff := order.AppendUint32(order.AppendUint16([]byte(mark), 42), 8)
	tiff = order.AppendUint16(tiff, 2)
	for _, field := range [][4]int{{0x0112, 3, 1, orientation}, {0x8825, 4, 1, 38}} {
		tiff = order.AppendUint32(order.AppendUint16(order.AppendUint16(tiff, uint16(field[0])), uint16(field[1])), uint32(field[2]))
		if field[1] == 3 {
			tiff = order.AppendUint16(order.AppendUint16(tiff, uint16(field[3])), 0)
		} else {
			tiff = order.AppendUint32(tiff, uint32(field[3]))
		}
	}
	tiff = append(order.AppendUint32(tiff, 0), "GPS 30.2741N 120.1551E"...)
	body := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(body)+2))...)
	return append(append(out, body...), plain.Bytes()[2:]...)
}

// TestAPictureStandsAsItsCameraWasHeld: in each of the eight orientations, in either byte order, what is kept is the same upright picture;
// and nothing of what the camera wrote besides is served.
func TestAPictureStandsAsItsCameraWasHeld(t *testing.T) {
	dbtest.Each(t, []fs.FS{serve.Schema, org.Schema, page.Schema}, func(t *testing.T, d dbtest.Fixture) {
		pictures, owner := page.NewPictures(d.DB), org.Owner(t.Context(), "test")
		for orientation := 1; orientation <= 8; orientation++ {
			for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
				name := fmt.Sprint(orientation, " ", order)
				raw := camera(t, held(orientation), orientation, order)
				s, err := pictures.Add(owner, bytes.NewReader(raw))
				if err != nil || s.Width != 64 || s.Height != 32 {
					t.Fatalf("%s: %+v %v", name, s, err)
				}
				body, err := pictures.Body(t.Context(), s.Key)
				if err != nil || bytes.Contains(body, []byte("Exif")) || bytes.Contains(body, []byte("GPS")) || !bytes.Contains(raw, []byte("GPS")) {
					t.Errorf("%s: what the camera wrote is served (%v)", name, err)
				}
				got, err := jpeg.Decode(bytes.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				for n, at := range []image.Point{{8, 8}, {56, 8}, {56, 24}, {8, 24}} {
					r, g, b, _ := got.At(at.X, at.Y).RGBA()
					want := corners[n]
					for m, v := range [][2]uint32{{r >> 8, uint32(want.R)}, {g >> 8, uint32(want.G)}, {b >> 8, uint32(want.B)}} {
						if diff := int(v[0]) - int(v[1]); diff < -24 || diff > 24 {
							t.Errorf("%s: corner %d colour %d is %d, want %d", name, n, m, v[0], v[1])
						}
					}
				}
			}
		}
	})
}

// A file that claims an orientation which there is not, or whose segment is cut short, is taken as it is.
func TestAnOrientationThatCannotBeReadTurnsNothing(t *testing.T) {
	dbtest.Each(t, []fs.FS{serve.Schema, org.Schema, page.Schema}, func(t *testing.T, d dbtest.Fixture) {
		pictures, owner := page.NewPictures(d.DB), org.Owner(t.Context(), "test")
		far := camera(t, held(1), 6, binary.LittleEndian)
		binary.LittleEndian.PutUint32(far[16:], 1<<31) // the directory stands beyond the end
		for name, raw := range map[string][]byte{"none": camera(t, held(1), 0, binary.LittleEndian), "nine": camera(t, held(1), 9, binary.BigEndian), "beyond": far} {
			if s, err := pictures.Add(owner, bytes.NewReader(raw)); err != nil || s.Width != 64 || s.Height != 32 {
				t.Errorf("%s: %+v %v", name, s, err)
			}
		}
	})
}
