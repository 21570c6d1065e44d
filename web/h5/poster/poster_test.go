package poster

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"

	"qunli/kit/qr"
	"qunli/page"
)

const link = "https://h5.example.com/g/cmp_0am4c93ar0400/ins_0am4c93ar0400?by=abcdefghijklmnopqrstuvwxyz234567"

var full = Poster{Skin: "plain", Brand: "花满楼", Title: "三人成团：当季鲜花束，一束只要半价", Line: "这里有一个拼团：凑满人数按拼团价成交，没凑满全额退款。不合适就不用理。", Price: "¥59", Was: "¥79",
	Name: "韩梅梅 分享", Hint: "长按识别，看清规则再决定", Link: link}

func dim(m image.Image, x, y int) bool {
	r, g, b, _ := m.At(x, y).RGBA()
	return (r+g+b)/3 < 0x7000
}

// read gives the modules of the code in a picture, found as a camera finds them: by the corner that is seven modules wide.
func read(t *testing.T, m image.Image) (modules [][]bool, pixels int) {
	t.Helper()
	y := cardTop + 8
	x := 0
	for ; y < cardEnd; y++ {
		for x = cardEdge + 28; x < Width-cardEdge-28 && !dim(m, x, y); x++ {
		}
		if x < Width-cardEdge-28 {
			break
		}
	}
	corner := 0
	for dim(m, x+corner, y+2) {
		corner++
	}
	one := corner / 7
	side := 0
	for at := Width - cardEdge - 28; at > x; at-- { // the other corner above ends the code
		if dim(m, at, y+one/2) {
			side = (at + 1 - x + one/2) / one
			break
		}
	}
	for row := range side {
		line := make([]bool, side)
		for column := range line {
			line[column] = dim(m, x+column*one+one/2, y+row*one+one/2)
		}
		modules = append(modules, line)
	}
	return modules, side * one
}

// TestAPosterIsSmallAndItsCodeIsRead: in every skin, with short words and with long ones, a poster is 750×1334 in at most 80 KB, and the
// modules of its code, read from the finished picture, are those of the link; with its border it is 300 CSS pixels wide and more, where a phone shows two pixels as one.
func TestAPosterIsSmallAndItsCodeIsRead(t *testing.T) {
	long := full
	long.Title, long.Line, long.Name = strings.Repeat("一二三四五 Sixseven ", 12), strings.Repeat("没凑满全额退款，", 30), strings.Repeat("阿", 60)
	all := []Poster{{Link: link}, {Link: "http://h5.localhost:8080/g/cmp_1?by=x", Title: "红包"}, long}
	for _, skin := range page.Skins {
		one := full
		one.Skin = skin
		all = append(all, one)
	}
	for _, p := range all {
		body, err := New().PNG(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		m, err := png.Decode(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if m.Bounds() != image.Rect(0, 0, 750, 1334) || len(body) > 80<<10 {
			t.Errorf("%v in %d bytes", m.Bounds(), len(body))
		}
		want := pure(t, p.Link)
		got, pixels := read(t, m)
		if !slices.EqualFunc(got, want, slices.Equal[[]bool]) {
			t.Errorf("%s: the code reads otherwise: %d modules a side, want %d", p.Skin, len(got), len(want))
		}
		if border := pixels / len(got) * 8; pixels+border < 600 {
			t.Errorf("the code of %d modules is %d pixels wide", len(got), pixels)
		}
	}
}

// pure gives the modules of a text.
func pure(t *testing.T, text string) [][]bool {
	t.Helper()
	body, err := qr.PNG(text, 1)
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	side := m.Bounds().Dx() - 8
	out := make([][]bool, side)
	for y := range out {
		for x := range side {
			out[y] = append(out[y], dim(m, x+4, y+4))
		}
	}
	return out
}

// TestWhatHasNoLetterIsLeftOut: emoji, and letters that the fonts do not have, leave nothing behind, no box either.
func TestWhatHasNoLetterIsLeftOut(t *testing.T) {
	f, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	for said, want := range map[string]string{"王😀明": "王明", "👨‍👩‍👧 一家  人\n": "一家 人", "\U0002A6A5": "", "ok\u200b❤️": "ok", "¥59 · 囍": "¥59 · 囍"} {
		for _, one := range []face{f.regular(32), f.bold(32)} {
			if got := one.clean(said); got != want {
				t.Errorf("%q: %q, want %q", said, got, want)
			}
		}
	}
	with, without := full, full
	with.Title, without.Title = "鲜花🌹束", "鲜花束"
	a, err := with.draw()
	if err != nil {
		t.Fatal(err)
	}
	b, err := without.draw()
	if err != nil || !bytes.Equal(a.Pix, b.Pix) {
		t.Errorf("a rose is drawn, %v", err)
	}
}

// TestLinesBreakWhereTheyMay: no line begins with a closing mark, words stay whole, and what is too long ends in an ellipsis.
func TestLinesBreakWhereTheyMay(t *testing.T) {
	f, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	one := f.regular(20) // a Chinese letter is 20 pixels wide
	for _, c := range []struct {
		text string
		wide int
		most int
		want string
	}{
		{"一二三四五", 100, 2, "一二三四五"},
		{"一二三四五，六", 100, 2, "一二三四/五，六"},
		{"一二三四五六七八九十", 100, 2, "一二三四五/六七八九十"},
		{"一二三四五六七八九十一", 100, 2, "一二三四五/六七八九…"},
		{"在线 hello", 70, 2, "在线/hello"},
		{"", 100, 2, ""},
		{"😀", 100, 2, ""},
		{"一二", 10, 2, "一/二"},
	} {
		got := one.fit(c.text, c.wide, c.most)
		if strings.Join(got, "/") != c.want {
			t.Errorf("%q in %d: %q, want %q", c.text, c.wide, got, c.want)
		}
	}
}

// TestAStudioKeepsTheLatest: what was drawn is not drawn again, and only so much is kept.
func TestAStudioKeepsTheLatest(t *testing.T) {
	s := New()
	a, err := s.PNG(t.Context(), full)
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.PNG(t.Context(), full)
	if err != nil || &a[0] != &b[0] {
		t.Errorf("drawn twice, %v", err)
	}
	for n := range mostKept {
		s.keep(Poster{Title: fmt.Sprint(n)}, []byte("x"))
	}
	if len(s.kept) != mostKept || len(s.order) != mostKept || s.have(full) != nil {
		t.Errorf("%d are kept", len(s.kept))
	}
}

func BenchmarkDraw(b *testing.B) {
	for b.Loop() {
		m, err := full.draw()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := encode(m, full.look()); err != nil {
			b.Fatal(err)
		}
	}
}
