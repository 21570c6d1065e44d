package page

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	_ "image/png" // decodes what is uploaded
	"io"

	"qunli/kit/fault"
)

// What a picture may be when it comes, and is when it is kept.
const (
	MostUpload = 4 << 20  // bytes
	mostPixels = 25 << 20 // of a picture that comes: a small file can claim a large one
	mostWide   = 1125     // pixels: three for each point of a wide phone
	mostTall   = 4 * mostWide
	mostBytes  = 60 << 10 // web.md E: the largest picture of a first screen
	leastWide  = 320
)

// The refusals of pictures.
var (
	ErrPicture = fault.New(fault.Invalid, "page.picture", "读不出这张图片；请用 PNG 或 JPEG", "The picture cannot be read; use PNG or JPEG")
	ErrLarge   = fault.New(fault.Invalid, "page.picture_large", "图片太大；最大 4 MB、2600 万像素", "The picture is too large; at most 4 MB and 26 million pixels")
	ErrBusy    = fault.New(fault.Invalid, "page.picture_busy", "图片细节太多，压不到 60 KB；请换一张，或裁小一些", "The picture has too much detail to fit 60 KB; take another, or crop it")
)

// shrink decodes a picture and writes it anew as a JPEG of at most mostBytes, at most mostWide wide and mostTall tall: it gives up quality first, then width.
// It stands as its camera says it was held; nothing else of what a camera wrote (place, time, device) comes along.
func shrink(in io.Reader) (body []byte, width, height int, err error) {
	raw, err := io.ReadAll(io.LimitReader(in, MostUpload+1))
	if err != nil {
		return nil, 0, 0, err
	}
	if len(raw) > MostUpload {
		return nil, 0, 0, ErrLarge
	}
	head, kind, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil || kind != "png" && kind != "jpeg" || head.Width < 1 || head.Height < 1 {
		return nil, 0, 0, ErrPicture
	}
	if head.Width > mostPixels/head.Height || head.Height/head.Width > mostTall { // a thread has no width left once it is as tall as may be
		return nil, 0, 0, ErrLarge
	}
	from, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, 0, 0, ErrPicture
	}
	flat := upright(onWhite(from), turned(raw))
	for wide := fit(flat.Bounds().Dx(), flat.Bounds().Dy()); ; wide = wide * 3 / 4 {
		small := scale(flat, wide)
		for quality := 85; quality >= 45; quality -= 10 {
			var out bytes.Buffer
			if err := jpeg.Encode(&out, small, &jpeg.Options{Quality: quality}); err != nil {
				return nil, 0, 0, err
			}
			if out.Len() <= mostBytes {
				return out.Bytes(), small.Bounds().Dx(), small.Bounds().Dy(), nil
			}
		}
		if wide*3/4 < leastWide {
			return nil, 0, 0, ErrBusy
		}
	}
}

// fit gives the width at which a picture is within the bounds.
func fit(wide, tall int) int {
	out := min(wide, mostWide)
	if tall*out/wide > mostTall {
		out = max(wide*mostTall/tall, 1)
	}
	return out
}

// onWhite lays a picture on white: a JPEG has no transparency.
func onWhite(from image.Image) *image.RGBA {
	b := from.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(out, out.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(out, out.Bounds(), from, b.Min, draw.Over)
	return out
}

// scale makes a picture narrower: each pixel is the mean of those that it stands for. The other way it stays as it is.
func scale(from *image.RGBA, wide int) *image.RGBA {
	w, h := from.Bounds().Dx(), from.Bounds().Dy()
	if wide >= w {
		return from
	}
	tall := max(h*wide/w, 1)
	out := image.NewRGBA(image.Rect(0, 0, wide, tall))
	for y := range tall {
		top, bottom := y*h/tall, max((y+1)*h/tall, y*h/tall+1)
		for x := range wide {
			left, right := x*w/wide, max((x+1)*w/wide, x*w/wide+1)
			copy(out.Pix[out.PixOffset(x, y):], mean(from, image.Rect(left, top, right, bottom)))
		}
	}
	return out
}

// mean gives the mean colour of an area.
func mean(from *image.RGBA, area image.Rectangle) []byte {
	var sum [4]int
	for y := area.Min.Y; y < area.Max.Y; y++ {
		row := from.Pix[from.PixOffset(area.Min.X, y):from.PixOffset(area.Max.X, y)]
		for n, v := range row {
			sum[n&3] += int(v)
		}
	}
	n := area.Dx() * area.Dy()
	return []byte{byte(sum[0] / n), byte(sum[1] / n), byte(sum[2] / n), byte(sum[3] / n)}
}
