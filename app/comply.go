package app

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"qunli/campaign"
	"qunli/campaign/comply"
	"qunli/page"
)

// publishable names what of a revision may not be published beside what its model says: what is wrong with its page, and what must not
// be said or done. A revision without a page shows the game and its rules alone.
func publishable(model string, t campaign.Terms, r campaign.Revision) []campaign.Problem {
	return slices.Concat(onPage(r), unfilled(r.Settings), unfilled(r.Terms), comply.Check(model, t, r))
}

// unfilled names every text of a JSON that still says 【待填】: customers would read it. Its field is the path of the text.
func unfilled(text string) []campaign.Problem {
	var v any
	if !strings.Contains(text, page.Open) || json.Unmarshal([]byte(text), &v) != nil { // what cannot be read is said elsewhere
		return nil
	}
	return unfilledIn("", v)
}

func unfilledIn(at string, v any) (out []campaign.Problem) {
	switch v := v.(type) {
	case string:
		if strings.Contains(v, page.Open) {
			out = append(out, campaign.Problem{Field: at, Value: v, Zh: "还写着【待填】，顾客会看到：换成真实的内容", En: "still says 【待填】, and customers would read it: put the real words in its place"})
		}
	case []any:
		for n, one := range v {
			out = append(out, unfilledIn(fmt.Sprintf("%s[%d]", at, n), one)...)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			out = append(out, unfilledIn(strings.TrimPrefix(at+"."+name, "."), v[name])...)
		}
	}
	return out
}

func onPage(r campaign.Revision) []campaign.Problem {
	if r.Page == "{}" {
		return nil
	}
	says, err := page.Read(r.Page)
	if err != nil {
		return []campaign.Problem{{Field: "page", Zh: "页面内容读不出来", En: "the page cannot be read"}}
	}
	var out []campaign.Problem
	for _, p := range says.Problems("") { // what day it is changes only what is warned of
		if !p.Warns {
			out = append(out, campaign.Problem{Field: p.Field, Value: p.Value, Zh: p.Zh, En: p.En})
		}
	}
	return out
}
