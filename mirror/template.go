package mirror

import (
	"slices"
	"strconv"
	"strings"

	"qunli/kit/fault"
)

// What WeCom keeps at most, in characters (CUS-04 as corrected; reference §4.3).
const (
	MostRemark      = 20
	MostDescription = 150
)

// Piece is what a part of a remark says.
type Piece string

// The pieces.
const (
	PieceLevel  Piece = "level"  // of the relationship: 铁粉
	PieceName   Piece = "name"   // what the person is called
	PieceSource Piece = "source" // the code, or the channel, by which they came
	PieceNeed   Piece = "need"   // the tag of a family
	PieceStore  Piece = "store"
	PieceDate   Piece = "date" // of the friend-add, YYMMDD
	PieceText   Piece = "text" // always the same
)

// Part is one part of a remark.
type Part struct {
	Piece Piece  `json:"piece" enum:"level,name,source,need,store,date,text"`
	Text  string `json:"text,omitempty" maxLength:"30" doc:"Of need: the group of tags; of text: the text"`
	Drop  int64  `json:"drop,omitempty" doc:"The order in which parts are left out of a remark that is too long, 1 first; 0: never"`
}

// Template says how remarks are written (CUS-04).
type Template struct {
	On        bool   `json:"on" doc:"Whoever adds a member gets a remark from then on"`
	Separator string `json:"separator" maxLength:"3"`
	Parts     []Part `json:"parts" minItems:"1" maxItems:"10"`
	Revision  int64  `json:"revision" doc:"Counts the changes"`
	Since     int64  `json:"since" doc:"Unix ms since when it is on"`
}

// DefaultTemplate is the template of a new brand: off, since it writes into members' own phones.
func DefaultTemplate() Template {
	return Template{Separator: "-", Parts: []Part{{PieceLevel, "", 4}, {PieceName, "", 0}, {PieceSource, "", 3}, {PieceNeed, "需求", 2}, {PieceDate, "", 1}}}
}

// Rendered is a remark with what it left out.
type Rendered struct {
	Remark      string  `json:"remark" doc:"At most 20 characters"`
	Description string  `json:"description" doc:"The whole, at most 150 characters"`
	Characters  int     `json:"characters" doc:"Of the whole"`
	Dropped     []Piece `json:"dropped" doc:"What the remark left out, in order"`
	Cut         bool    `json:"cut" doc:"Even so it was too long, and was cut"`
}

// Values are what pieces say of one person; a piece that says nothing is left out.
type Values map[Part]string

// render spells a remark. Parts go in the order of dropping until it fits; what still does not is cut.
// Worked: 铁粉-王小明-A01门店码-护肤-251122 has 23 characters; without the date 铁粉-王小明-A01门店码-护肤 has 16.
func (t Template) render(v Values) Rendered {
	var parts []Part
	for _, p := range t.Parts {
		if v[p.key()] != "" {
			parts = append(parts, p)
		}
	}
	spell := func() string {
		words := make([]string, len(parts))
		for n, p := range parts {
			words[n] = v[p.key()]
		}
		return strings.Join(words, t.Separator)
	}
	whole := spell()
	out := Rendered{Remark: whole, Description: clip(whole, MostDescription), Characters: runes(whole), Dropped: []Piece{}}
	for runes(out.Remark) > MostRemark {
		next := -1
		for n, p := range parts {
			if p.Drop > 0 && (next < 0 || p.Drop < parts[next].Drop) {
				next = n
			}
		}
		if next < 0 {
			out.Remark, out.Cut = clip(out.Remark, MostRemark), true
			break
		}
		out.Dropped = append(out.Dropped, parts[next].Piece)
		parts = slices.Delete(parts, next, next+1)
		out.Remark = spell()
	}
	return out
}

// key is the part without its place in the order of dropping.
func (p Part) key() Part { return Part{Piece: p.Piece, Text: p.Text} }

func runes(s string) int { return len([]rune(s)) }

func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// check refuses what is no template.
func (t Template) check() error {
	if len(t.Parts) == 0 {
		return fault.InvalidField("parts", "", "至少要有一项", "one part at least")
	}
	if !slices.ContainsFunc(t.Parts, func(p Part) bool { return p.Piece == PieceName }) {
		return fault.InvalidField("parts", "name", "要有“称呼”，否则员工认不出是谁", "the name is one of them: otherwise nobody knows who it is")
	}
	drops := map[int64]bool{}
	for n, p := range t.Parts {
		at := "parts[" + strconv.Itoa(n) + "]"
		if p.Drop != 0 && drops[p.Drop] {
			return fault.InvalidField(at+".drop", strconv.FormatInt(p.Drop, 10), "省略的先后不能重复", "two parts cannot be dropped at once")
		}
		drops[p.Drop] = true
		if (p.Piece == PieceNeed || p.Piece == PieceText) && strings.TrimSpace(p.Text) == "" {
			return fault.InvalidField(at+".text", "", "请填标签组的名字或固定文字", "name the group of tags, or write the text")
		}
	}
	return nil
}
