package page_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"qunli/kit/serve"
	"qunli/org"
	"qunli/page"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// noisy is a picture with so much detail that nothing but fewer pixels makes it small.
func noisy(wide, tall int) *image.RGBA {
	r := rand.New(rand.NewPCG(1, 2))
	out := image.NewRGBA(image.Rect(0, 0, wide, tall))
	for n := range out.Pix {
		out.Pix[n] = byte(r.Uint32())
	}
	return out
}

func plain(wide, tall int, c color.Color) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, wide, tall))
	for n := range wide * tall {
		out.Set(n%wide, n/wide, c)
	}
	return out
}

func asPNG(t *testing.T, i image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, i); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestAPictureIsMadeSmallAndKeptOnce: whatever comes is written anew as a JPEG of at most 60 KB and 1,125 pixels across (web.md E).
func TestAPictureIsMadeSmallAndKeptOnce(t *testing.T) {
	dbtest.Each(t, []fs.FS{serve.Schema, org.Schema, page.Schema}, func(t *testing.T, d dbtest.Fixture) {
		pictures, owner := page.NewPictures(d.DB), org.Owner(t.Context(), "test")
		for _, c := range []struct {
			name       string
			from       image.Image
			wide, tall int64
		}{{"a wide one", plain(2250, 300, color.White), 1125, 150}, {"a small one stays", plain(40, 30, color.White), 40, 30}, {"a tall one", plain(900, 9000, color.White), 450, 4500}} {
			s, err := pictures.Add(owner, bytes.NewReader(asPNG(t, c.from)))
			if err != nil || s.Width != c.wide || s.Height != c.tall {
				t.Errorf("%s: %+v %v", c.name, s, err)
			}
		}
		raw := asPNG(t, noisy(1000, 700))
		s, err := pictures.Add(owner, bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		again, err := pictures.Add(owner, bytes.NewReader(raw))
		if err != nil || again != s {
			t.Errorf("the same picture again is %+v, was %+v, %v", again, s, err)
		}
		body, err := pictures.Body(context.Background(), s.Key)
		if err != nil || len(body) > 60<<10 {
			t.Fatalf("%d bytes, %v", len(body), err)
		}
		kept, err := jpeg.DecodeConfig(bytes.NewReader(body))
		if err != nil || int64(kept.Width) != s.Width || int64(kept.Height) != s.Height {
			t.Errorf("%+v %v, said to be %+v", kept, err, s)
		}
		sizes, err := page.Sizes(t.Context(), d.Read(), page.Page{Top: []page.Block{{Picture: s.Key}, {Picture: "pic_none"}}})
		if err != nil || len(sizes) != 1 || sizes[s.Key] != s {
			t.Errorf("%v %v", sizes, err)
		}
	})
}

// Somebody whose upload comes slowly, or never, keeps nobody else from theirs.
func TestASlowPictureKeepsNobodyWaiting(t *testing.T) {
	dbtest.Each(t, []fs.FS{serve.Schema, org.Schema, page.Schema}, func(t *testing.T, d dbtest.Fixture) {
		pictures := page.NewPictures(d.DB)
		slow, begun := io.Pipe()
		ended := make(chan error, 1)
		go func() {
			_, err := pictures.Add(org.Owner(context.Background(), "test"), slow)
			ended <- err
		}()
		if _, err := begun.Write([]byte("\x89PNG")); err != nil { // it is being read
			t.Fatal(err)
		}
		ctx, stop := context.WithTimeout(org.Owner(t.Context(), "test"), 20*time.Second)
		defer stop()
		other := make(chan error, 1)
		go func() {
			_, err := pictures.Add(ctx, bytes.NewReader(asPNG(t, plain(40, 30, color.White))))
			other <- err
		}()
		select {
		case err := <-other:
			if err != nil {
				t.Error(err)
			}
		case <-ctx.Done():
			t.Error("another waits for the slow one")
		}
		_ = begun.Close()
		if err := <-ended; err == nil {
			t.Error("half a picture was taken")
		}
	})
}

// What shows through is white, and what was red stays red: a mean is a mean of colours.
func TestAPictureKeepsItsColours(t *testing.T) {
	dbtest.Each(t, []fs.FS{serve.Schema, org.Schema, page.Schema}, func(t *testing.T, d dbtest.Fixture) {
		pictures := page.NewPictures(d.DB)
		for want, c := range map[[3]int]color.Color{{255, 255, 255}: color.NRGBA{0, 0, 0, 0}, {255, 0, 0}: color.NRGBA{255, 0, 0, 255}, {0, 0, 255}: color.NRGBA{0, 0, 255, 255}} {
			s, err := pictures.Add(org.Owner(t.Context(), "test"), bytes.NewReader(asPNG(t, plain(1500, 20, c))))
			if err != nil {
				t.Fatal(err)
			}
			body, err := pictures.Body(t.Context(), s.Key)
			if err != nil {
				t.Fatal(err)
			}
			got, err := jpeg.Decode(bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			r, g, b, _ := got.At(500, 5).RGBA()
			for n, v := range []uint32{r, g, b} {
				if diff := int(v>>8) - want[n]; diff < -4 || diff > 4 {
					t.Errorf("%v became %d %d %d", want, r>>8, g>>8, b>>8)
				}
			}
		}
	})
}

func TestWhatIsNoPictureIsRefused(t *testing.T) {
	dbtest.Each(t, []fs.FS{serve.Schema, org.Schema, page.Schema}, func(t *testing.T, d dbtest.Fixture) {
		pictures, owner := page.NewPictures(d.DB), org.Owner(t.Context(), "test")
		huge := asPNG(t, image.NewRGBA(image.Rect(0, 0, 10, 10)))
		copy(huge[16:24], []byte{0, 0, 0x40, 0, 0, 0, 0x40, 0}) // its head claims 16,384 × 16,384
		for name, c := range map[string]struct {
			raw  string
			want error
		}{"words": {"hello", page.ErrPicture}, "nothing": {"", page.ErrPicture}, "SVG": {`<svg xmlns="http://www.w3.org/2000/svg"/>`, page.ErrPicture},
			"half": {string(asPNG(t, noisy(40, 40))[:600]), page.ErrPicture}, "over 4 MB": {strings.Repeat("x", page.MostUpload+1), page.ErrLarge},
			"a thread": {string(asPNG(t, image.NewGray(image.Rect(0, 0, 1, 70_000)))), page.ErrLarge}} {
			if _, err := pictures.Add(owner, strings.NewReader(c.raw)); err == nil || err.Error() != c.want.Error() {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := pictures.Add(owner, bytes.NewReader(huge)); err == nil {
			t.Error("a head that claims 16,384 × 16,384 is taken")
		}
		if _, err := pictures.Add(t.Context(), strings.NewReader("")); err == nil || err.Error() == page.ErrPicture.Error() {
			t.Errorf("whoever may not edit is answered %v", err)
		}
		if _, err := pictures.Body(t.Context(), "pic_none"); err == nil || err.Error() != page.ErrNoPicture.Error() {
			t.Error(err)
		}
	})
}
