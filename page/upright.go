package page

import (
	"bytes"
	"encoding/binary"
	"image"
)

// Cameras keep a picture as their sensor saw it, and how the camera was held in the field Orientation of the EXIF segment.

const (
	tagOrientation = 0x0112
	typeShort      = 3
)

// turned gives the orientation that a JPEG claims, 1 to 8; 1, upright, of whatever claims none that can be read.
func turned(raw []byte) int {
	tiff := exifOf(raw)
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if tiff[0] == 'M' {
		order = binary.BigEndian
	}
	at := uint64(order.Uint32(tiff[4:])) // of the first directory
	if at+2 > uint64(len(tiff)) {
		return 1
	}
	rest := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(rest) < 12 {
			break
		}
		if order.Uint16(rest) == tagOrientation && order.Uint16(rest[2:]) == typeShort {
			if o := order.Uint16(rest[8:]); o >= 1 && o <= 8 {
				return int(o)
			}
			break
		}
		rest = rest[12:]
	}
	return 1
}

// exifOf gives the EXIF data of a JPEG, from its byte order on; nil when it has none.
func exifOf(raw []byte) []byte {
	if !bytes.HasPrefix(raw, []byte{0xff, 0xd8}) {
		return nil
	}
	for raw = raw[2:]; len(raw) >= 4 && raw[0] == 0xff; {
		kind, size := raw[1], int(binary.BigEndian.Uint16(raw[2:]))
		if kind == 0xff { // padding
			raw = raw[1:]
			continue
		}
		if kind == 0xda || size < 2 || size+2 > len(raw) { // the picture itself begins
			return nil
		}
		body, rest := raw[4:2+size], raw[2+size:]
		if tiff, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00")); ok && kind == 0xe1 {
			return tiff
		}
		raw = rest
	}
	return nil
}

// upright turns a picture from the orientation in which it was kept.
func upright(from *image.RGBA, orientation int) *image.RGBA {
	w, h := from.Bounds().Dx(), from.Bounds().Dy()
	wide, tall := w, h
	if orientation >= 5 {
		wide, tall = h, w
	}
	// Where the pixel of the upright picture at x, y stands in the kept one.
	var at func(x, y int) (int, int)
	switch orientation {
	case 2:
		at = func(x, y int) (int, int) { return w - 1 - x, y }
	case 3:
		at = func(x, y int) (int, int) { return w - 1 - x, h - 1 - y }
	case 4:
		at = func(x, y int) (int, int) { return x, h - 1 - y }
	case 5:
		at = func(x, y int) (int, int) { return y, x }
	case 6:
		at = func(x, y int) (int, int) { return y, h - 1 - x }
	case 7:
		at = func(x, y int) (int, int) { return w - 1 - y, h - 1 - x }
	case 8:
		at = func(x, y int) (int, int) { return w - 1 - y, x }
	default:
		return from
	}
	out := image.NewRGBA(image.Rect(0, 0, wide, tall))
	for y := range tall {
		for x := range wide {
			sx, sy := at(x, y)
			copy(out.Pix[out.PixOffset(x, y):][:4], from.Pix[from.PixOffset(sx, sy):])
		}
	}
	return out
}
