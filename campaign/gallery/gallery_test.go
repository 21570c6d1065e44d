package gallery_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"qunli/campaign"
	"qunli/campaign/comply"
	"qunli/campaign/flashsale"
	"qunli/campaign/gallery"
	"qunli/campaign/groupbuy"
	"qunli/campaign/invite"
	"qunli/campaign/redpacket"
	"qunli/commerce"
	"qunli/customer"
	"qunli/page"
	"qunli/segment"
)

// Every template can be published as it stands once it has dates: nothing is wrong with its settings, its rules, its page and its
// words, it keeps within its own budget, and no placeholder is left in it (CAM-15).
func TestEveryTemplateIsHonestOnceItHasDates(t *testing.T) {
	models := campaign.NewModels(groupbuy.Model{}, flashsale.Model{}, redpacket.Model{}, invite.Model{})
	rules := segment.NewBook(slices.Concat(customer.Attributes(), commerce.Attributes()))
	played, ranks := map[string]bool{}, map[int]bool{}
	for _, x := range gallery.All() {
		played[x.Model] = true
		from := time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)
		e, err := x.Edit(from.UnixMilli(), from.AddDate(0, 0, x.Days).UnixMilli())
		if err != nil {
			t.Fatal(err)
		}
		game, err := models[x.Model].Read(e.Settings)
		if err != nil {
			t.Fatalf("%s: %v", x.Key, err)
		}
		problems := append(game.Validate(e.Terms), comply.Check(x.Model, e.Terms, campaign.Revision{Settings: string(e.Settings), Page: string(e.Page)})...)
		if len(problems) > 0 {
			t.Errorf("%s: %+v", x.Key, problems)
		}
		if worst := game.(campaign.Costed).Worst(); worst > e.Terms.Cost {
			t.Errorf("%s can cost %d, over its budget of %d", x.Key, worst, e.Terms.Cost)
		}
		for _, p := range x.Page.Problems("2026-12-01") {
			if !p.Warns {
				t.Errorf("%s: %+v", x.Key, p)
			}
		}
		for _, rule := range []string{e.Terms.Rule, e.Terms.GuestRule} {
			if _, err := rules.Parse(rule); rule != "" && err != nil {
				t.Errorf("%s: %s: %v", x.Key, rule, err)
			}
		}
		if e.Terms.Goal == "" || e.Terms.Target <= 0 || e.Terms.Cost <= 0 || e.Terms.Act == "" || x.Days <= 0 {
			t.Errorf("%s: a plan has a goal, a number, a cost and an act (CAM-12): %+v", x.Key, e.Terms)
		}
		if !slices.Contains(gallery.Aims, x.Aim) || ranks[x.Rank] || x.Rank <= 0 {
			t.Errorf("%s: the gallery finds it by its aim and has a place for it alone: %q %d", x.Key, x.Aim, x.Rank)
		}
		ranks[x.Rank] = true
		if x.Zh == "" || x.En == "" || x.CaseZh == "" || x.CaseEn == "" {
			t.Errorf("%s: lacks a name or a case in a language", x.Key)
		}
		filled(t, x)
	}
	if len(gallery.All()) < 8 || len(played) != len(models) {
		t.Errorf("%d templates of %d models", len(gallery.All()), len(played))
	}
}

// filled wants nothing on the page that has to be filled or that the brand did not claim itself: proofs are added, not brought along.
func filled(t *testing.T, x gallery.Template) {
	t.Helper()
	if x.Page.Has(page.Trust) || strings.Contains(x.Page.Words()+string(x.Settings), page.Open) {
		t.Errorf("%s brings a proof, or words that have to be filled", x.Key)
	}
	if len(x.Page.Middle) == 0 {
		t.Errorf("%s: the middle says nothing", x.Key)
	}
}

// A template is found by its key, and what was found does not change for the next one.
func TestTemplatesAreFoundByKey(t *testing.T) {
	for _, x := range gallery.All() {
		found, ok := gallery.ByKey(x.Key)
		if !ok || found.Zh != x.Zh {
			t.Errorf("%s: %+v", x.Key, found)
		}
		if _, err := found.Edit(1, 2); err != nil || found.Terms.From != 0 || gallery.All()[0].Terms.From != 0 {
			t.Errorf("%s: dates of one edit are in the template (%v)", x.Key, err)
		}
	}
	if _, ok := gallery.ByKey("nothing"); ok {
		t.Error("a template of no name")
	}
}
