package gallery

import (
	"bytes"
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"qunli/campaign"
	"qunli/page"
)

// Template is a campaign to begin with.
type Template struct {
	Key      string          `json:"key"` // lasting; the name of its file
	Model    string          `json:"model"`
	Zh       string          `json:"zh"` // its name
	En       string          `json:"en"`
	CaseZh   string          `json:"case_zh"` // whose case it is, and what happens
	CaseEn   string          `json:"case_en"`
	Aim      string          `json:"aim"`      // what it is for, one of Aims
	Rank     int             `json:"rank"`     // where it stands among the others: what most shops can begin with comes first
	Days     int             `json:"days"`     // how long it usually runs
	Terms    campaign.Terms  `json:"terms"`    // without dates
	Settings json.RawMessage `json:"settings"` // of the model
	Page     page.Page       `json:"page"`
}

// Aims are what a campaign can be for: people who never bought, another order of those who did, a group that comes alive, much sold at once.
var Aims = []string{"newcomers", "again", "lively", "sell"}

// Edit gives what to save of a draft of the template's model that runs from a moment to another (ms).
func (t Template) Edit(from, until int64) (campaign.Edit, error) {
	text, err := json.Marshal(t.Page)
	if err != nil {
		return campaign.Edit{}, err
	}
	terms := t.Terms
	terms.From, terms.Until = from, until
	return campaign.Edit{Name: t.Zh, Terms: terms, Settings: t.Settings, Page: text}, nil
}

//go:embed templates/*.json
var files embed.FS

var templates = sync.OnceValue(func() []Template {
	names, err := fs.Glob(files, "templates/*.json")
	if err != nil {
		panic("gallery: " + err.Error())
	}
	var out []Template
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			panic("gallery: " + err.Error())
		}
		t := Template{Key: strings.TrimSuffix(path.Base(name), ".json")}
		in := json.NewDecoder(bytes.NewReader(text))
		in.DisallowUnknownFields()
		if err := in.Decode(&t); err != nil {
			panic(fmt.Sprintf("gallery: %s: %v", name, err))
		}
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b Template) int { return cmp.Compare(a.Rank, b.Rank) })
	return out
})

// All gives the templates, the most useful first. They are for reading.
func All() []Template { return templates() }

// ByKey finds a template.
func ByKey(key string) (Template, bool) {
	for _, t := range All() {
		if t.Key == key {
			return t, true
		}
	}
	return Template{}, false
}
