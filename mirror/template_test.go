package mirror

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The worked number of CUS-04 as corrected, and what is left of others.
func TestARemarkFits(t *testing.T) {
	all := func(level, name, source, need, date string) Values {
		return Values{{Piece: PieceLevel}: level, {Piece: PieceName}: name, {Piece: PieceSource}: source, {Piece: PieceNeed, Text: "需求"}: need, {Piece: PieceDate}: date}
	}
	long := strings.Repeat("长", 200)
	for name, c := range map[string]struct {
		give Values
		want Rendered
	}{
		"the date is dropped": {all("铁粉", "王小明", "A01门店码", "护肤", "251122"),
			Rendered{"铁粉-王小明-A01门店码-护肤", "铁粉-王小明-A01门店码-护肤-251122", 23, []Piece{PieceDate}, false}},
		"it fits":                     {all("粉丝", "李雷", "A01", "", "251122"), Rendered{"粉丝-李雷-A01-251122", "粉丝-李雷-A01-251122", 16, []Piece{}, false}},
		"what says nothing is not in": {all("", "李雷", "", "", ""), Rendered{"李雷", "李雷", 2, []Piece{}, false}},
		"in the order of dropping": {all("铁粉", "一个有十二个字这么长的名", "A01门店码", "护肤", "251122"),
			Rendered{"铁粉-一个有十二个字这么长的名", "铁粉-一个有十二个字这么长的名-A01门店码-护肤-251122", 32, []Piece{PieceDate, PieceNeed, PieceSource}, false}},
		"a name alone is cut": {all("铁粉", long, "A01门店码", "护肤", "251122"),
			Rendered{long[:20*3], "铁粉-" + long[:147*3], 220, []Piece{PieceDate, PieceNeed, PieceSource, PieceLevel}, true}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, DefaultTemplate().render(c.give)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatIsNoTemplateIsRefused(t *testing.T) {
	for name, spoil := range map[string]func(*Template){
		"nothing":             func(t *Template) { t.Parts = nil },
		"nobody":              func(t *Template) { t.Parts = []Part{{PieceDate, "", 0}} },
		"two dropped at once": func(t *Template) { t.Parts[0].Drop = t.Parts[2].Drop },
		"a need of nothing":   func(t *Template) { t.Parts[3].Text = " " },
	} {
		one := DefaultTemplate()
		if spoil(&one); one.check() == nil {
			t.Errorf("%s passes", name)
		}
	}
	if err := DefaultTemplate().check(); err != nil {
		t.Error(err)
	}
}
