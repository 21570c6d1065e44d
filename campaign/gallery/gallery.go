package gallery

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
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
	Days     int             `json:"days"`     // how long it usually runs
	Terms    campaign.Terms  `json:"terms"`    // without dates
	Settings json.RawMessage `json:"settings"` // of the model
	Page     page.Page       `json:"page"`
}

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
	return out
})

// All gives the templates by key. They are for reading.
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
