package h5

import (
	"strings"
	"testing"

	"qunli/campaign"
	"qunli/campaign/flashsale"
	"qunli/campaign/groupbuy"
	"qunli/campaign/invite"
	"qunli/campaign/redpacket"
	"qunli/customer"
)

// TestAPreviewNamesNobodyReal: whoever has the address of a preview sees in its crowd the people of the preview, said to be examples;
// nobody is asked who has really taken part.
func TestAPreviewNamesNobodyReal(t *testing.T) {
	for _, m := range []campaign.Model{groupbuy.Model{}, flashsale.Model{}, redpacket.Model{}, invite.Model{}} {
		for _, lang := range []string{"zh", "en"} {
			g, err := m.Read(m.Example())
			if err != nil {
				t.Fatal(err)
			}
			s := &scene{shown: campaign.Shown{Campaign: campaign.Campaign{Model: m.Name()}}, now: 1_700_000_000_000, t: gamesIn(lang), names: map[customer.ID]string{}}
			s.act("open", g)
			rows, err := (&Pages{}).crowd(t.Context(), s) // there is no campaign room to ask
			if err != nil || len(rows) != 2 {
				t.Fatal(rows, err)
			}
			for _, r := range rows {
				if r.Side != s.t.Example || r.Side == "" || !strings.Contains(r.Main, "**") || strings.HasSuffix(r.Main, " ") {
					t.Errorf("%s %s: %+v", m.Name(), lang, r)
				}
			}
		}
	}
}
