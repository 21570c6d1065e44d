package app

import (
	"testing"

	"qunli/campaign"
)

// A page that cannot stand keeps its campaign from being published; a campaign without one is no matter of pages.
func TestAPageThatCannotStandIsNotPublished(t *testing.T) {
	for _, c := range []struct {
		page  string
		field string // of the first problem, "" none
	}{
		{"{}", ""},
		{`{"top":[{"kind":"hook","title":"三人成团"},{"kind":"play"}],"middle":[],"bottom":[{"kind":"action","title":"去拼团","to":"#play"}]}`, ""},
		{`{"top":[{"kind":"hook","title":"三人成团"}],"middle":[],"bottom":[{"kind":"action","title":"去拼团","to":"#play"}]}`, "page.top"},
		{`{"top":[{"kind":"hook"},{"kind":"play"}],"middle":[],"bottom":[{"kind":"play"}]}`, "page.top[0].title"},
		{`{"films":[]}`, "page"},
	} {
		got := ""
		if problems := comply("groupbuy", campaign.Terms{}, campaign.Revision{Page: c.page}); len(problems) > 0 {
			got = problems[0].Field
		}
		if got != c.field {
			t.Errorf("%s: problem of %q, want %q", c.page, got, c.field)
		}
	}
}
