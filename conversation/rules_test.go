package conversation

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunli/community"
)

func TestCalls(t *testing.T) {
	for _, c := range []struct {
		text string
		want []called
	}{
		{"zetok: sounds like sqlite", []called{{"zetok", true}}},
		{"@zetok, hello", []called{{"zetok", true}}},
		{"a_b-[c]\\`^{d}|: x", []called{{"a_b-[c]\\`^{d}|", true}}},
		{"zetok:no blank", nil},
		{"well, no", []called{{"well", true}}}, // whether somebody is called so the group knows
		{" zetok: leading blank", nil},
		{"hello @zetok and @tux3!", []called{{"zetok", false}, {"tux3", false}}},
		{"@张三 你好", []called{{"张三", false}}},
		{"@张 三\u2005你好 @李四\u2005", []called{{"张 三", false}, {"张", false}, {"李四", false}}},
		{"张三：在吗", []called{{"张三", true}}},
		{"张三，在吗", []called{{"张三", true}}},
		{"@所有人 开会", nil},
		{"mail me@example.com", nil},
		{"at the end @", nil},
		{"@zetok @zetok", []called{{"zetok", false}}},
	} {
		if diff := cmp.Diff(c.want, calls(c.text), cmp.AllowUnexported(called{})); diff != "" {
			t.Errorf("calls(%q) (-want +got):\n%s", c.text, diff)
		}
	}
}

func TestAsks(t *testing.T) {
	rules := Defaults()
	for text, want := range map[string]bool{
		"does it work?": true, "really? ": true, "真的？": true, "请问怎么退货": true, "这个能退吗": true, "在吗。": true,
		"how do I build it": true, "zetok: how do I build it": true, "@zetok, what is tox": true, "Anyone knows tox": true,
		"it works": false, "我知道了": false, "": false, "?": true, "that is how it goes": false, "好的": false,
	} {
		if got := rules.asks(text); got != want {
			t.Errorf("asks(%q) = %v", text, got)
		}
	}
}

func TestPromotes(t *testing.T) {
	rules := Defaults()
	for _, c := range []struct {
		content Content
		text    string
		want    bool
	}{
		{Text, "今晚八点秒杀，领券下单", true}, {Text, "20% OFF today", true}, {Goods, "阿胶糕", true}, {Notice, "限时特价", false},
		{Text, "谢谢大家", false},
	} {
		if got := rules.promotes(c.content, c.text); got != c.want {
			t.Errorf("promotes(%s, %q) = %v", c.content, c.text, got)
		}
	}
	rules.Promo = nil
	if rules.promotes(Text, "秒杀") {
		t.Error("a word that was taken out still counts")
	}
}

// Equal lines of one file are told apart by how many came before, and lines of one moment by their order; a reader that
// starts over numbers alike.
func TestCounter(t *testing.T) {
	lines := []Line{
		{Community: 1, At: 1000, Sort: LineJoin, Name: "a"}, {Community: 1, At: 1000, Sort: LineJoin, Name: "a"},
		{Community: 1, At: 1000, Sort: LineJoin, Name: "b"}, {Community: 2, At: 1000, Sort: LineJoin, Name: "a"},
		{Community: 1, At: 2000, Sort: LineJoin, Name: "a"}, {Community: 1, At: 1000, Sort: LineJoin, Name: "a"},
	}
	count := NewCounter()
	var got []string
	for i := range lines {
		count.Number(&lines[i])
		got = append(got, fmt.Sprint(lines[i].Repeat, lines[i].Place))
	}
	if diff := cmp.Diff([]string{"0 0", "1 1", "0 2", "0 0", "0 0", "2 3"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheCounterForgetsOnlyWhatIsFarBehind(t *testing.T) {
	count := newTally[int]()
	for i := range 3 * counterLines {
		if n := count.next(i); n != 0 {
			t.Fatalf("%d came %d times", i, n)
		}
	}
	if len(count.count) > counterLines {
		t.Errorf("%d keys are remembered", len(count.count))
	}
	if n := count.next(3*counterLines - 1); n != 1 {
		t.Errorf("the key before is the %d.", n)
	}
	if n := count.next(5); n != 0 {
		t.Errorf("a key far behind is the %d.", n)
	}
}

func TestCalendar(t *testing.T) {
	for _, name := range []string{"Asia/Shanghai", "Asia/Kathmandu", "Europe/Berlin", "Australia/Lord_Howe"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		c := calendar{zone: zone}
		start := time.Date(2026, 3, 28, 20, 0, 0, 0, time.UTC).UnixMilli()
		for at := start; at < start+16*hourMs; at += 7 * 60_000 {
			day, hour := c.of(at)
			want := time.UnixMilli(at).In(zone)
			if day != want.Format(time.DateOnly) || hour != int64(want.Hour()) {
				t.Fatalf("%s %d: %s %d, want %s", name, at, day, hour, want)
			}
		}
	}
	if weekday("2026-03-02") != 1 || weekday("2026-03-08") != 7 {
		t.Error("weekdays do not begin on Monday")
	}
}

// A ref grows with time, names nobody, and is the source's key where there is one.
func TestRef(t *testing.T) {
	base := Line{Community: community.ID(7), Sort: LineMessage, Name: "王芳", Text: "你好", At: 1000}
	refs := map[string]bool{base.ref(): true}
	for _, change := range []func(*Line){
		func(l *Line) { l.Community = 8 }, func(l *Line) { l.At = 1001 }, func(l *Line) { l.Name = "李雷" },
		func(l *Line) { l.Text = "你好！" }, func(l *Line) { l.Repeat = 1 }, func(l *Line) { l.Sort = LineAction },
		func(l *Line) { l.Key = "m1" }, func(l *Line) { l.Key = "m2" },
	} {
		l := base
		change(&l)
		if refs[l.ref()] {
			t.Errorf("%+v has the ref of another", l)
		}
		refs[l.ref()] = true
	}
	same := base
	same.Place, same.ReplyTo = 5, "x"
	if same.ref() != base.ref() {
		t.Error("the place in the file is in the ref")
	}
}
