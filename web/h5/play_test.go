package h5

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"qunli/campaign"
	"qunli/campaign/groupbuy"
	"qunli/campaign/redpacket"
	"qunli/customer"
	"qunli/page"
)

// acting is a scene of a game in a language, at half past six in the evening of a day in Shanghai.
func acting(t *testing.T, m campaign.Model, settings, lang string) (*scene, campaign.Game) {
	t.Helper()
	g, err := m.Read(json.RawMessage(settings))
	if err != nil {
		t.Fatal(err)
	}
	zone := time.FixedZone("Asia/Shanghai", 8*3600)
	now := time.Date(2026, 11, 23, 18, 30, 0, 0, zone).UnixMilli()
	s := &scene{now: now, zone: zone, t: gamesIn(lang), names: map[customer.ID]string{},
		shown: campaign.Shown{Campaign: campaign.Campaign{Model: m.Name(), Name: "开业红包", State: campaign.Live}, Terms: campaign.Terms{From: now - 3_600_000, Until: now + 48*3_600_000}}}
	for _, b := range g.Buckets() {
		s.shown.Buckets = append(s.shown.Buckets, campaign.Bucket{Name: b.Name, Free: b.Total})
	}
	return s, g
}

// TestWhileNoPacketIsOut: the page says what is waited for, and when, instead of a button to a packet that is not there.
func TestWhileNoPacketIsOut(t *testing.T) {
	const plain = `"amount":2000,"shares":10,"least":100,"most":1000,"hours":24,"budget":20000,"purpose":"谢谢光临"`
	at := func(hour, minute, second int) func(*scene) {
		return func(s *scene) {
			s.now = time.Date(2026, 11, 23, hour, minute, second, 0, s.zone).UnixMilli()
		}
	}
	spent := func(s *scene) {
		s.shown.Buckets = append(s.shown.Buckets, campaign.Bucket{Name: "budget/2026-11-23", Free: 1999})
	}
	for _, c := range []struct {
		name, slots, zh, en string
		change              func(*scene)
		until               string // in which the clock runs out, "" that of the campaign
		live                bool
	}{
		{name: "by hand", zh: "等商家发红包", en: "Waiting for the shop's next packet"},
		{name: "by the clock", slots: `,"slots":[{"at":"21:00"},{"at":"20:30"}]`, zh: "下一个红包 11-23 20:30 发出", en: "Next packet: 11-23 20:30", until: "11-23 20:30"},
		{name: "tomorrow", slots: `,"slots":[{"at":"12:00"}]`, zh: "下一个红包 11-24 12:00 发出", en: "Next packet: 11-24 12:00", until: "11-24 12:00"},
		{name: "a slot after the end", slots: `,"slots":[{"day":"2026-12-01","at":"12:00"}]`, zh: "等商家发红包", en: "Waiting for the shop's next packet"},
		{name: "any moment", slots: `,"slots":[{"at":"20:30"}]`, change: at(20, 30, 9), zh: "红包马上就到", en: "The packet is coming", live: true},
		{name: "it did not come", slots: `,"slots":[{"at":"20:30"}]`, change: at(20, 31, 0), zh: "下一个红包 11-24 20:30 发出", en: "Next packet: 11-24 20:30", until: "11-24 20:30"},
		{name: "nothing is left", slots: `,"slots":[{"at":"20:30"}]`, change: func(s *scene) { s.shown.Buckets[0].Free = 1999 }, zh: "红包都发完了", en: "All packets have been given out"},
		{name: "nothing is left of today", slots: `,"budget_day":4000`, change: spent, zh: "今天的红包发完了，改天再来", en: "Today’s packets have been given out; come another day"},
		{name: "nothing is left of today at a slot", slots: `,"budget_day":4000,"slots":[{"at":"18:30"},{"at":"20:30"}]`, change: spent, zh: "下一个红包 11-24 18:30 发出", en: "Next packet: 11-24 18:30", until: "11-24 18:30"},
		{name: "it has not begun", slots: `,"slots":[{"at":"20:30"}]`, change: func(s *scene) { s.shown.Terms.From = s.now + 1 }, zh: "活动还没有开始", en: "It has not begun yet", until: "11-23 18:30"},
	} {
		for lang, want := range map[string]string{"zh": c.zh, "en": c.en} {
			s, g := acting(t, redpacket.Model{}, "{"+plain+c.slots+"}", lang)
			if c.change != nil {
				c.change(s)
			}
			p := s.play(g)
			if p.Waits != want || len(p.Forms) > 0 || p.Live != c.live || c.until != "" && s.clock(p.Until) != c.until {
				t.Errorf("%s: waits %q, want %q; note %q, live %v, until %s", c.name, p.Waits, want, p.Note, p.Live, s.clock(p.Until))
			}
			sections := blocks(page.Page{Top: []page.Block{{Kind: page.Action, Title: "拆红包", To: "#play"}, {Kind: page.Action, Title: "加我们", To: "/c/x"}}}, "2026-11-23", nil, lang, nil)
			awaiting(sections, p.Waits)
			if text := shownAs(t, sections); strings.Contains(text, "拆红包") || !strings.Contains(text, `href="/c/x"`) || strings.Contains(text, `href="#play"`) {
				t.Errorf("%s: %s", c.name, text)
			}
		}
	}
	s, g := acting(t, redpacket.Model{}, "{"+plain+"}", "zh")
	s.open = []campaign.Instance{{ID: 1, State: redpacket.Open, Size: 10, Amount: 2000, Deadline: s.now + 3_600_000}}
	if p := s.play(g); p.Waits != "" || len(p.Lists) != 1 {
		t.Errorf("a packet is out, and yet %+v", p)
	}
}

func shownAs(t *testing.T, sections []blockSection) string {
	t.Helper()
	var b strings.Builder
	if err := blockPage("own", `{{template "sections" .}}`).Execute(&b, sections); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestThePriceIsThatOfTheButton: the price on top is what the visitor pays who presses the main button, and where another pays something
// else the page names both.
func TestThePriceIsThatOfTheButton(t *testing.T) {
	const two, one = `{"size":3,"minutes":60,"price":4900,"leader_price":3900,"single_price":7900,"stock":10,"hold_minutes":10}`, `{"size":3,"minutes":60,"price":4900,"leader_price":4900,"single_price":7900,"stock":10,"hold_minutes":10}`
	for _, c := range []struct{ settings, state, price, prices, button, en string }{
		{two, "open", "¥39", "团长价 ¥39 · 参团价 ¥49", "¥39", "¥39 to open a team · ¥49 to join one"},
		{two, "forming", "¥49", "参团价 ¥49 · 团长价 ¥39", "¥49", "¥49 to join · ¥39 to open a team"},
		{two, "full", "¥39", "团长价 ¥39 · 参团价 ¥49", "", "¥39 to open a team · ¥49 to join one"}, // what is left to do is to open one's own
		{two, "paid", "¥49", "", "", ""}, // theirs
		{one, "open", "¥49", "", "¥49", ""},
		{one, "forming", "¥49", "", "¥49", ""},
	} {
		for lang, prices := range map[string]string{"zh": c.prices, "en": c.en} {
			s, g := acting(t, groupbuy.Model{}, c.settings, lang)
			s.act(c.state, g)
			p := s.play(g)
			if p.Price != c.price || p.Prices != prices || p.Was != "¥79" {
				t.Errorf("%s: %s, %q, %s; want %s, %q", c.state, p.Price, p.Prices, p.Was, c.price, prices)
			}
			if c.button != "" && !strings.Contains(p.Forms[0].Button, c.button) {
				t.Errorf("%s: the button says %s", c.state, p.Forms[0].Button)
			}
		}
	}
}

// TestWhatOthersSeeOfAName: the first letter, be there a flower before it; of whoever gave no name, nothing, so that the page has a word
// for them that begins a line.
func TestWhatOthersSeeOfAName(t *testing.T) {
	for name, want := range map[string]string{"韩梅梅": "韩**", " Li Lei": "L**", "🌸小花": "小**", "🌸": "🌸**", "": "", "  ": "", "微信用户": ""} {
		if got := masked(name); got != want {
			t.Errorf("%q is seen as %q, want %q", name, got, want)
		}
	}
	for lang, want := range map[string][2]string{"zh": {"一位顾客 刚刚参团", "一位朋友 邀请你参加"}, "en": {"A customer has just joined a team", "A friend invites you"}} {
		w := gamesIn(lang)
		if crowd, invited := spell(w.JustDid, w.Stranger, w.SeatDid["paid"]), spell(w.InvitedBy, w.Somebody); crowd != want[0] || invited != want[1] {
			t.Errorf("%q, %q", crowd, invited)
		}
	}
}
