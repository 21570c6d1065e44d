package app

import (
	"fmt"
	"strings"
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
		{`{"top":[{"kind":"hook","title":"三人成团"},{"kind":"play"}],"middle":[],"bottom":[{"kind":"rules"},{"kind":"action","title":"去拼团","to":"#play"}]}`, ""},
		{`{"top":[{"kind":"hook","title":"三人成团"}],"middle":[],"bottom":[{"kind":"action","title":"去拼团","to":"#play"}]}`, "page.top"},
		{`{"top":[{"kind":"hook"},{"kind":"play"}],"middle":[],"bottom":[{"kind":"play"}]}`, "page.top[0].title"},
		{`{"films":[]}`, "page"},
	} {
		got := ""
		if problems := publishable("groupbuy", campaign.Terms{}, campaign.Revision{Page: c.page}); len(problems) > 0 {
			got = problems[0].Field
		}
		if got != c.field {
			t.Errorf("%s: problem of %q, want %q", c.page, got, c.field)
		}
	}
}

// What still says 【待填】 is never published and never passed over, wherever on the page or in the settings it stands: customers would
// read it. Its field says where.
func TestWhatIsStillToBeFilledIsNotPublished(t *testing.T) {
	sound := `{"top":[{"kind":"hook","title":"三人成团"},{"kind":"play"}],"middle":[%s],"bottom":[{"kind":"rules"},{"kind":"action","title":"去拼团","to":"#play"}]}`
	for _, c := range []struct{ block, settings, terms, field string }{
		{`{"kind":"trust","title":"【待填】经营资质","text":"x","proof":"qualification"}`, "{}", "{}", "page.middle[0].title"},
		{`{"kind":"text","title":"花材","text":"当天采摘\n【待填】写明产地"}`, "{}", "{}", "page.middle[0].text"},
		{`{"kind":"picture","picture":"k","alt":"【待填】"}`, "{}", "{}", "page.middle[0].alt"},
		{`{"kind":"crowd"}`, `{"items":[{"name":"花"},{"name":"【待填】爆品二"}]}`, "{}", "items[1].name"},
		{`{"kind":"crowd"}`, `{"purpose":"【待填】"}`, "{}", "purpose"},
		{`{"kind":"crowd"}`, "{}", `{"goal":"【待填】"}`, "goal"},
	} {
		found := publishable("groupbuy", campaign.Terms{}, campaign.Revision{Page: fmt.Sprintf(sound, c.block), Settings: c.settings, Terms: c.terms})
		if len(found) != 1 || found[0].Field != c.field || found[0].Waivable || !strings.Contains(found[0].Value, "【待填】") {
			t.Errorf("%+v: %+v", c, found)
		}
	}
}
