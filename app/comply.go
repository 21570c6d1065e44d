package app

import (
	"qunli/campaign"
	"qunli/page"
)

// comply names what of a revision may not be published beside what its model says: what is wrong with its page. A revision without a
// page has nothing wrong with it.
func comply(_ string, _ campaign.Terms, r campaign.Revision) []campaign.Problem {
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
