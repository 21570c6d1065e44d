package pair

import (
	"slices"
	"strings"
	"testing"
)

func TestWordsOfTextsWithAndWithoutSpaces(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"it's a /dev/sda1!", []string{"it's", "a", "dev", "sda1"}},
		{"阿胶糕发货", []string{"阿胶", "胶糕", "糕发", "发货"}},
		{"好", []string{"好"}},
		{"用vip卡 吗", []string{"用", "vip", "卡", "吗"}},
		{"今天8点，直播", []string{"今天", "8", "点", "直播"}},
		{"", nil},
		{"?!…", nil},
	} {
		var got []string
		eachWord(c.text, func(w string) { got = append(got, w) })
		if !slices.Equal(got, c.want) {
			t.Errorf("words of %q: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestKeysOfNamesDropOrnaments(t *testing.T) {
	for name, want := range map[string]string{
		"|QuaD-": "quad", "Seb128_": "seb128", "小明🌸": "小明", "王 芳": "王芳", "^^": "^^", "^^:": "^^", "@Bob": "bob",
	} {
		if got := key(name); got != want {
			t.Errorf("key of %q = %q, want %q", name, got, want)
		}
	}
}

func TestMisspeltAndShortenedNames(t *testing.T) {
	for _, c := range []struct {
		call, of string
		want     bool
	}{
		{"quad", "quad", false}, // the very name is no abbreviation
		{"kleed", "kleedrac", true},
		{"kleedrac2", "kleedrac", true},
		{"kl", "kleedrac", false},
		{"kleedarc", "kleedrac", true},
		{"kledrac", "kleedrac", true},
		{"kleedrax", "kleedrac", true},
		{"kleexxac", "kleedrac", false},
		{"anna", "anne", false}, // too short to be a slip
		{"小王", "小王老师", true},
		{"王", "王芳", false},
		{"王芳", "王方", false},
	} {
		if got := abbreviates(c.call, c.of); got != c.want {
			t.Errorf("%q for %q: %v, want %v", c.call, c.of, got, c.want)
		}
	}
}

// cueNames are the cues of the tests by name.
var cueNames = map[string]int{
	"mark": cueMark, "last": cueMarkLast, "ask": cueAsk, "first": cueAskFirst, "all": cueAll, "greet": cueGreet,
	"thank": cueThank, "yes": cueYes, "no": cueNo, "good": cueGood, "advise": cueAdvise, "url": cueURL, "code": cueCode,
	"order": cueOrder, "head": cueHead, "quote": cueQuote, "empty": cueEmpty, "bot": cueBot, "shout": cueShout,
	"trail": cueTrail, "stop": cueStop, "upper": cueUpper, "firstYes": cueFirstYes, "laugh": cueLaugh, "need": cueNeed,
}

func TestCuesInBothLanguages(t *testing.T) {
	for _, c := range []struct{ text, on, off string }{
		{"does anybody know how to mount it?", "mark last ask first all", "greet head yes"},
		{"请问怎么退款？", "mark last ask all", "head greet thank"},
		{"能不能便宜一点", "ask first", "mark head"},
		{"bob: yes, try dmesg", "head yes firstYes advise", "mark upper"},
		{"yes, try dmesg", "yes firstYes", "head"},
		{"好的，谢谢", "good thank firstYes", "head ask"},
		{"王芳：可以的", "head yes firstYes", "ask"},
		{"大家早上好！", "greet shout all", "thank"},
		{"see http://example.org/a_b", "url advise", "code"},
		{"sudo ls /etc", "code", "url order"},
		{"!help | bob", "order", "head"},
		{"「王芳：几点」 八点", "quote", "order"},
		{"嗯…", "trail yes", "stop shout"},
		{"Done.", "stop upper", "trail"},
		{"哈哈 :)", "laugh", "need"},
		{"", "empty", "mark last"},
		{"支付报错了，帮帮忙", "need", "greet"},
	} {
		has := read(Line{Author: "ann", Text: c.text}).says
		for _, name := range strings.Fields(c.on) {
			if !has.has(cueNames[name]) {
				t.Errorf("%q has not %s", c.text, name)
			}
		}
		for _, name := range strings.Fields(c.off) {
			if has.has(cueNames[name]) {
				t.Errorf("%q has %s", c.text, name)
			}
		}
	}
	if !read(Line{Author: "ubotu", Text: "x"}).says.has(cueBot) || !read(Line{Author: "客服助手", Text: "x"}).says.has(cueBot) {
		t.Error("a program is not known by its name")
	}
}
