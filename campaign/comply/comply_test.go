package comply_test

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"qunli/campaign"
	"qunli/campaign/comply"
	"qunli/page"
)

// trial is a campaign as a table tells it: what is not told is that of a sound one of its model.
type trial struct {
	Key, What, Model, Title string
	Says                    said
	Settings                json.RawMessage
	Terms                   campaign.Terms
	NoRules                 bool `json:"no_rules"`
}

// said is one text or several.
type said []string

func (s *said) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*s = said{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(s))
}

// sound are settings that nothing is wrong with.
var sound = map[string]string{
	"groupbuy":  `{"size":3,"minutes":1440,"price":4900,"leader_price":4900,"single_price":6900,"stock":1000,"hold_minutes":10}`,
	"flashsale": `{"items":[{"key":"a","name":"阿胶糕","price":4900,"was":9900,"stock":1000,"per_person":1}],"hold_minutes":15}`,
	"redpacket": `{"amount":2000,"shares":10,"least":100,"most":1000,"hours":24,"budget":20000}`,
	"invite": `{"steps":[{"need":3,"reward":{"kind":"coupon","what":"满 100 减 20 券","stock":500}},{"need":10,"reward":{"kind":"gift","what":"帆布袋","stock":50}}],
		"hold_hours":168,"window_hours":720,"most":100,"budget":0}`,
}

// judge gives what is wrong with a trial that says so.
func (c trial) judge(t *testing.T, says ...string) []campaign.Problem {
	t.Helper()
	zone := time.FixedZone("China", 8*3600)
	terms := campaign.Terms{From: time.Date(2026, 12, 1, 0, 0, 0, 0, zone).UnixMilli(), Until: time.Date(2026, 12, 16, 0, 0, 0, 0, zone).UnixMilli(), Act: c.Terms.Act}
	title := c.Title
	if title == "" {
		title = "和朋友一起来"
	}
	p := page.Page{Top: []page.Block{{Kind: page.Hook, Title: title}, {Kind: page.Play}}, Bottom: []page.Block{{Kind: page.Action, Title: "参加", To: "#play"}}}
	for _, s := range says {
		p.Middle = append(p.Middle, page.Block{Kind: page.Text, Text: s})
	}
	if !c.NoRules {
		p.Bottom = append(p.Bottom, page.Block{Kind: page.Rules})
	}
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	settings := string(c.Settings)
	if settings == "" {
		settings = sound[c.Model]
	}
	return comply.Check(c.Model, terms, campaign.Revision{Settings: settings, Page: string(text)})
}

func table(t *testing.T, name string) []trial {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var out []trial
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// Each planted violation is found, and nothing else is the matter with its campaign.
func TestPlantedViolationsAreCaught(t *testing.T) {
	planted := table(t, "planted.json")
	if len(planted) < 30 {
		t.Fatalf("only %d violations are planted", len(planted))
	}
	for _, c := range planted {
		found := c.judge(t, c.Says...)
		if len(found) == 0 {
			t.Errorf("%s: nothing is found in %q", c.Key, c.Says)
		}
		for _, p := range found {
			if p.Field == "" || p.Zh == "" || p.En == "" {
				t.Errorf("%s: a problem without field or remedy: %+v", c.Key, p)
			}
		}
		whole := trial{Model: c.Model}
		if rest := whole.judge(t); len(rest) > 0 {
			t.Errorf("%s: its campaign has problems without it: %+v", c.Key, rest)
		}
	}
}

func TestHonestCampaignsPass(t *testing.T) {
	honest := table(t, "honest.json")
	if len(honest) < 30 {
		t.Fatalf("only %d campaigns are honest", len(honest))
	}
	for _, c := range honest {
		for _, p := range c.judge(t, c.Says...) {
			t.Errorf("%s: %s %q: %s", c.Key, p.Field, p.Value, p.Zh)
		}
	}
}

// What is a platform's rule or a condition told elsewhere may be passed over by whoever has the permission; pyramids, lies
// about the settings and what the law forbids may not, whatever the words.
func TestWhatMayBePassedOver(t *testing.T) {
	waivable := map[string]bool{"forced_moments": true, "forced_group": true, "rewarded_likes": true, "rewarded_help": true, "bargain": true, "rewarded_share": true,
		"share_odds": true, "hidden_condition": true, "act_share": true, "act_help": true, "act_click": true, "no_rules": true}
	for _, c := range table(t, "planted.json") {
		all := true
		for _, p := range c.judge(t, c.Says...) {
			all = all && p.Waivable
		}
		if all != waivable[c.Key] {
			t.Errorf("%s: may be passed over: %v", c.Key, all)
		}
	}
}

// What nobody reads to its end is not judged, and not published.
func TestAPageIsNoBook(t *testing.T) {
	says := make([]string, 25)
	for n := range says {
		says[n] = strings.Repeat("花", 1000)
	}
	if found := (trial{Model: "groupbuy"}).judge(t, says...); len(found) != 1 || found[0].Field != "page" || found[0].Waivable {
		t.Errorf("%+v", found)
	}
	if found := (trial{Model: "groupbuy"}).judge(t, says[:15]...); len(found) > 0 {
		t.Errorf("%+v", found)
	}
}

// rewordings gives other ways to say each planted violation.
func rewordings(t *testing.T) map[string][]string {
	t.Helper()
	file, err := os.Open("testdata/rewordings.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	out, key := map[string][]string{}, ""
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if name, ok := strings.CutPrefix(line, "["); ok {
			key, _, _ = strings.Cut(name, "]")
		} else if line != "" && line[0] != '#' {
			out[key] = append(out[key], line)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
