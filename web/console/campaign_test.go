package console

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"qunli/campaign"
	"qunli/campaign/risk"
	"qunli/org"
)

// campaignCalls lists the routes of campaigns.
func campaignCalls() []call {
	cam, read, edit := "/api/campaigns/"+anID("cam"), org.CampaignRead, org.CampaignEdit
	terms, says := m{"from": 1, "until": 2}, m{"top": []m{}, "middle": []m{}, "bottom": []m{}}
	return []call{
		{"GET /api/campaign-templates", nil, read, ""},
		{"GET /api/campaigns", nil, read, ""},
		{"POST /api/campaigns", m{"template": "groupbuy", "name": "三人团"}, edit, ""},
		{"GET /api/campaigns/models", nil, read, ""},
		{"POST /api/campaigns/import", m{"kind": campaignFileKind, "model": "groupbuy", "name": "三人团", "terms": terms, "settings": m{"size": 3}, "page": says}, edit, ""},
		{"GET " + cam, nil, read, ""},
		{"PUT " + cam, m{"name": "三人团", "terms": terms, "settings": m{}, "page": says, "edits": 0}, edit, ""},
		{"GET " + cam + "/outlook", nil, read, ""},
		{"POST " + cam + "/publish", nil, edit, ""},
		{"POST " + cam + "/waive", m{"why": "门店要求保留这句话，已请法务看过"}, org.CampaignWaive, ""},
		{"POST " + cam + "/instances", m{"number": 1}, edit, ""},
		{"GET " + cam + "/packets", nil, read, ""},
		{"POST " + cam + "/packets", m{"number": 1_700_000_000_000, "community_id": anID("com"), "purpose": "暖场", "shares": 5, "amount": 500, "at": 1}, edit, ""},
		{"POST " + cam + "/packet-reports", m{"instance_id": anID("ins"), "taken": 0, "amount": 0}, edit, ""},
		{"GET " + cam + "/held", nil, read, ""},
		{"GET " + cam + "/thresholds", nil, read, ""},
		{"PUT " + cam + "/thresholds", m{"hold": 30, "flag": 70}, edit, ""},
		{"GET " + cam + "/payouts", nil, read, ""},
		{"POST " + cam + "/payouts", m{"number": "T1N1", "stand": "rejected", "note": "问过了"}, edit, ""},
		{"POST " + cam + "/held", m{"person_id": anID("cus"), "stand": "released", "note": "问过了"}, edit, ""},
		{"POST " + cam + "/pause", m{"why": "缺货"}, edit, ""},
		{"POST " + cam + "/resume", nil, edit, ""},
		{"POST " + cam + "/end", m{}, edit, ""},
		{"GET " + cam + "/revisions", nil, read, ""},
		{"POST " + cam + "/restore", m{"number": 1, "edits": 0}, edit, ""},
		{"GET " + cam + "/board", nil, read, ""},
		{"GET " + cam + "/measure", nil, read, ""},
		{"GET " + cam + "/fluency", nil, read, ""},
		{"GET " + cam + "/review", nil, read, ""},
		{"PUT " + cam + "/review", m{"well": "老客带新客", "badly": "无", "next": "提前预热"}, edit, ""},
		{"GET " + cam + "/instances?state=forming", nil, read, ""},
		{"GET " + cam + "/why?seat_id=" + anID("sea"), nil, read, ""},
		{"GET " + cam + "/file", nil, read, ""},
		{"GET " + cam + "/preview", nil, read, ""},
		{"GET " + cam + "/picture", nil, read, ""},
	}
}

// drafted begins a group-buy of the model's own template and gives where it is.
func (h *house) drafted(c *caller) (at string, made campaignRules) {
	h.Helper()
	at = "/api/campaigns/" + ok[campaignView](c, "POST", "/api/campaigns", m{"template": "groupbuy", "name": "三人成团"}).ID.String()
	return at, ok[campaignRules](c, "GET", at, nil)
}

// planned are terms with which a campaign can be published: open now, for a week.
func (h *house) planned() campaign.Terms {
	now := h.d.Clock.Now().UnixMilli()
	return campaign.Terms{From: now, Until: now + 7*dayMs, Goal: "老带新", Target: 100, Cost: 300_000, PerPerson: 1}
}

// A campaign is begun with a template, planned, published, paused, resumed and ended; two who edit are told of each other.
func TestACampaignOverTheAPI(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		at, made := h.drafted(boss)
		if now := h.d.Clock.Now().UnixMilli(); made.Terms.From > now || made.Terms.From <= now-60_000 || made.Terms.Until != made.Terms.From+7*dayMs {
			h.Errorf("a draft is made with its dates: %+v", made.Terms)
		}
		o := ok[outlookView](boss, "GET", at+"/outlook", nil)
		if fields := problemFields(o); !strings.Contains(fields, "goal! target! cost! page.middle?") || o.Worst != 100*2000+34*1000 || len(o.Plans) != 1 || o.Plans[0].Total != 100 {
			h.Errorf("%s %+v", fields, o)
		}
		refused(boss, 422, "campaign.rules", "POST", at+"/publish", nil)
		save := m{"name": "三人成团", "terms": h.planned(), "settings": made.Settings, "page": made.Page, "edits": 0}
		if saved := ok[campaignRules](boss, "PUT", at, save); saved.Edits != 1 || saved.Terms.Goal != "老带新" {
			h.Errorf("%+v", saved)
		}
		refused(boss, 409, "campaign.changed", "PUT", at, save)
		if w := boss.send("PUT", at, with(with(save, "edits", 1), "settings", m{"prize": 1})); w.Code != 422 || !strings.Contains(w.Body.String(), `"settings"`) {
			h.Errorf("settings of another model: %d %s", w.Code, w.Body)
		}
		for _, step := range []struct{ verb, state, revision string }{{"publish", "live", "1"}, {"pause", "paused", "1"}, {"resume", "live", "1"}, {"end", "ended", "1"}} {
			got := ok[campaignView](boss, "POST", at+"/"+step.verb, m{"why": "缺货"})
			if string(got.State) != step.state || got.Revision != 1 || step.verb == "pause" && got.Why != "缺货" {
				h.Errorf("%s: %+v", step.verb, got)
			}
		}
		refused(boss, 409, "campaign.state", "POST", at+"/resume", nil)
		if ended := ok[list[campaignView]](boss, "GET", "/api/campaigns?state=ended&model=groupbuy", nil); len(ended.Items) != 1 {
			h.Errorf("%+v", ended)
		}
		if other := ok[list[campaignView]](boss, "GET", "/api/campaigns?model=flashsale", nil); len(other.Items) != 0 {
			h.Errorf("%+v", other)
		}
	})
}

// problemFields spells what is wrong: field by field, ! what keeps from publishing, ? what only warns.
func problemFields(o outlookView) string {
	var out []string
	for _, p := range o.Problems {
		mark := "!"
		if p.Warns {
			mark = "?"
		}
		out = append(out, p.Field+mark)
	}
	return strings.Join(out, " ")
}

// What was published can be edited again, goes into a file and out of it, and comes back as it was.
func TestVersionsAndFilesOfACampaign(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		at, made := h.drafted(boss)
		save := m{"name": "三人成团", "terms": h.planned(), "settings": made.Settings, "page": made.Page, "edits": 0}
		ok[campaignRules](boss, "PUT", at, save)
		ok[campaignView](boss, "POST", at+"/publish", nil)
		next := ok[campaignRules](boss, "PUT", at, with(with(save, "edits", 1), "terms", campaign.Terms{Goal: "另一个目标"}))
		if next.Number != 2 || next.Terms.Goal != "另一个目标" {
			h.Errorf("%+v", next)
		}
		all := ok[list[revisionView]](boss, "GET", at+"/revisions", nil)
		if len(all.Items) != 2 || all.Items[0].PublishedAt == 0 || all.Items[1].PublishedAt != 0 {
			h.Errorf("%+v", all)
		}
		refused(boss, 409, "campaign.changed", "POST", at+"/restore", m{"number": 1, "edits": 1})
		back := ok[campaignRules](boss, "POST", at+"/restore", m{"number": 1, "edits": next.Edits})
		if back.Number != 2 || back.Terms.Goal != "老带新" || back.Campaign.Name != "三人成团" {
			h.Errorf("%+v", back)
		}
		file := ok[CampaignFile](boss, "GET", at+"/file", nil)
		if file.Terms.From != 0 || file.Terms.Goal != "老带新" || string(file.Settings) == "" {
			h.Errorf("%+v", file)
		}
		copied := ok[campaignView](boss, "POST", "/api/campaigns/import", file)
		got := ok[campaignRules](boss, "GET", "/api/campaigns/"+copied.ID.String(), nil)
		if copied.State != campaign.Draft || got.Terms != file.Terms || !sameJSON(h, got.Settings, file.Settings) || !sameJSON(h, got.Page, made.Page) {
			h.Errorf("%+v, of %+v", got, file)
		}
		refused(boss, 422, "campaign.model", "POST", "/api/campaigns/import", CampaignFile{campaignFileKind, "roulette", "x", campaign.Terms{}, json.RawMessage("{}"), made.Page})
		refused(boss, 404, "campaign.no_template", "POST", "/api/campaigns", m{"template": "roulette", "name": "x"})
	})
}

func sameJSON(h *house, a, b any) bool {
	h.Helper()
	one, err := json.Marshal(a)
	h.must(err)
	two, err := json.Marshal(b)
	h.must(err)
	return string(one) == string(two)
}

// The board tells what is held, who came and why, and follows them.
func TestTheBoardOfACampaign(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		at, made := h.drafted(boss)
		ok[campaignRules](boss, "PUT", at, m{"name": "三人成团", "terms": h.planned(), "settings": made.Settings, "page": made.Page, "edits": 0})
		ok[campaignView](boss, "POST", at+"/publish", nil)
		if empty := ok[campaignBoardView](boss, "GET", at+"/board", nil); len(empty.Newest) != 0 || empty.Buckets[0] != (bucketView{"stock", 100, 100, 0, 0}) {
			h.Errorf("%+v", empty)
		}
		h.run()
		who := h.people(0, "王芳", "李雷")
		team := h.plays(made.Campaign.ID, campaign.Command{Kind: campaign.Open, Person: who[0]})
		h.plays(made.Campaign.ID, campaign.Command{Kind: campaign.Paid, Seat: team.Seat, Amount: team.Amount, Ref: "W1"})
		h.plays(made.Campaign.ID, campaign.Command{Kind: campaign.Join, Person: who[1], Instance: team.Instance})
		b := ok[campaignBoardView](boss, "GET", at+"/board", nil)
		if b.Buckets[0] != (bucketView{"stock", 100, 98, 2, 0}) || len(b.Newest) != 2 || b.Newest[0].PersonID != who[1] || b.Newest[1].State != "paid" {
			h.Errorf("%+v", b)
		}
		if b.Seats[0].State != "held" || b.Seats[0].N != 2 || b.Seats[1] != (enteredView{"paid", 1, 4900}) || len(b.Instances) != 1 || b.Instances[0].N != 1 || b.Terms.Target != 100 || b.Path != "/g/"+made.Campaign.ID.String() {
			h.Errorf("%+v", b)
		}
		teams := ok[list[instanceView]](boss, "GET", at+"/instances?state=forming", nil)
		if len(teams.Items) != 1 || teams.Items[0].OwnerID != who[0] || teams.Items[0].Held != 1 || teams.Items[0].Done != 1 || teams.Items[0].Size != 3 {
			h.Errorf("%+v", teams)
		}
		if got := ok[measuredView](boss, "GET", at+"/measure", nil); got.People != 2 || got.Brought != 1 || got.K == nil || *got.K != 0.5 || !got.Early || len(got.Days) != 1 || got.ROI != nil {
			h.Errorf("%+v", got)
		}
		why := ok[whySeatView](boss, "GET", at+"/why?seat_id="+team.Seat.String(), nil)
		if why.Seat.PersonID != who[0] || len(why.Sentences) == 0 || why.Sentences[0].En == "" {
			h.Errorf("%+v", why)
		}
		ok[campaignView](boss, "POST", at+"/pause", m{"why": "缺货"})
		if r, err := h.c.Campaigns.Do(h.owner(), made.Campaign.ID, campaign.Command{Kind: campaign.Open, Person: who[1], Number: 2}); err != nil || r.Code != campaign.Stopped {
			h.Errorf("after the pause: %+v %v", r, err)
		}
	})
}

// From which points on a campaign holds people is read and changed; lines that contradict each other are refused and change nothing.
func TestTheThresholdsOfACampaign(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		at, _ := h.drafted(boss)
		first := ok[risk.Thresholds](boss, "GET", at+"/thresholds", nil)
		ok[none](boss, "PUT", at+"/thresholds", m{"hold": first.Hold + 5, "flag": first.Flag + 5})
		if p := refused(boss, 422, "", "PUT", at+"/thresholds", m{"hold": 60, "flag": 59}); len(p.Fields) != 1 || p.Fields[0].Name != "hold" {
			h.Errorf("%+v", p)
		}
		if got := ok[risk.Thresholds](boss, "GET", at+"/thresholds", nil); got != (risk.Thresholds{Hold: first.Hold + 5, Flag: first.Flag + 5}) {
			h.Errorf("%+v after %+v", got, first)
		}
	})
}

// run runs the engine until the test ends.
func (h *house) run() {
	h.Helper()
	ended := make(chan error)
	go func() { ended <- h.c.Campaigns.Run(h.Context()) }()
	h.Cleanup(func() { h.must(<-ended) })
}

func (h *house) plays(i campaign.ID, c campaign.Command) campaign.Reply {
	h.Helper()
	r, err := h.c.Campaigns.Do(h.owner(), i, c)
	h.must(errors.Join(err, r.Err()))
	return r
}

// A draft can be looked at in each state, and its code leads a phone there; whoever does not see the campaign gets no code of it.
func TestThePreviewOfACampaign(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		at, made := h.drafted(boss)
		p := ok[previewView](boss, "GET", at+"/preview", nil)
		if p.Path != "/g/"+made.Campaign.ID.String()+"/preview?pass=1" || len(p.States) != 2 || p.States[1].Title.Zh != "进行中" {
			h.Errorf("%+v", p)
		}
		whole := boss.send("GET", at+"/picture", nil)
		open := boss.send("GET", at+"/picture?state=open", nil)
		if whole.Code != 200 || !strings.HasPrefix(open.Body.String(), "<svg") || open.Body.String() == whole.Body.String() {
			h.Errorf("%d %.60s", open.Code, open.Body)
		}
		if got := inState(p.Path, "open"); !strings.HasSuffix(got, "/preview?pass=1&state=open") {
			h.Error(got)
		}
		s, err := h.c.Org.OpenStore(h.owner(), org.StoreRequest{Name: "别的店"})
		h.must(err)
		clerk := h.bearer(org.RoleStore, org.ScopeStore, s.ID)
		for _, of := range []string{"", "/board", "/measure", "/outlook", "/file", "/preview", "/revisions", "/picture", "/instances?state=forming"} {
			refused(clerk, 404, "campaign.missing", "GET", at+of, nil)
		}
	})
}
