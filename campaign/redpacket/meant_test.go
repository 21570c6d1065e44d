package redpacket_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"qunli/campaign"
	"qunli/campaign/campaigntest"
	"qunli/campaign/redpacket"
	"qunli/customer"
)

func game(t *testing.T, settings string) campaign.Game {
	t.Helper()
	g, err := redpacket.Model{}.Read([]byte(settings))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// Without a purpose none is published, and none is put out by rules that were published before one was asked for (ENG-04); a packet
// that is out goes on.
func TestNoPacketWithoutPurpose(t *testing.T) {
	const old = `{"amount":1000,"shares":2,"least":10,"most":990,"hours":24,"budget":1000}`
	problems := game(t, old).Validate(campaign.Terms{})
	if len(problems) != 1 || problems[0].Field != "purpose" || problems[0].Zh == "" || problems[0].En == "" {
		t.Errorf("published without a purpose: %+v", problems)
	}
	if d := game(t, old).Decide(campaign.View{}, campaign.Command{Kind: campaign.Open, Number: 1}, campaign.Env{}); d.Reply.Code != campaign.Wrong || len(d.Instances) != 0 {
		t.Errorf("put out without a purpose: %+v", d)
	}
	out := campaign.View{Instance: campaign.Instance{ID: 1, State: redpacket.Open, Size: 2, Amount: 1000, Deadline: 1, Seed: "x"}}
	if d := game(t, old).Decide(out, campaign.Command{Kind: campaign.Expire}, campaign.Env{Now: 1}); len(d.Instances) != 1 || d.Instances[0].State != redpacket.Expired {
		t.Errorf("a packet that is out does not go on: %+v", d)
	}
}

// Slots that are none are named, each by its place.
func TestSlotsAreNamed(t *testing.T) {
	g := game(t, `{"amount":1000,"shares":2,"least":10,"most":990,"hours":24,"budget":1000,"purpose":"开业","slots":[{"at":"20:00"},{"day":"2026-02-30","at":"20:00"},{"at":"8:00"},{"at":"25:00"},{"at":"20:00"}]}`)
	var fields []string
	for _, p := range g.Validate(campaign.Terms{}) {
		fields = append(fields, p.Field)
	}
	if want := []string{"slots[1].day", "slots[2].at", "slots[3].at", "slots[4].at"}; !slices.Equal(fields, want) {
		t.Errorf("named %v, not %v", fields, want)
	}
}

// Whoever has the largest share gets exactly one gift, of equals the first; a packet that is not emptied gives none, and its gift is
// free again.
func TestTheBestGetsOneGift(t *testing.T) {
	for n, settings := range []string{
		`{"amount":1000,"shares":4,"least":10,"most":970,"hours":1,"budget":3000,"purpose":"开业","best":{"what":"gift","stock":2}}`,
		`{"amount":1000,"shares":4,"least":10,"most":1000,"hours":1,"budget":3000,"purpose":"开业","even":true,"best":{"what":"gift","stock":2}}`,
	} {
		w := campaigntest.NewWorld(t, redpacket.Model{}, settings, campaign.Terms{}, 9, 1)
		p := w.Do(t, campaign.Command{Kind: campaign.Open, Number: 1})
		best, most := int64(0), int64(0)
		for who := range int64(4) {
			if r := w.Do(t, campaign.Command{Kind: campaign.Join, Person: customer.ID(1 + who), Instance: p.Instance}); r.Amount > most {
				best, most = 1+who, r.Amount
			}
		}
		gifts := w.Messages(campaign.Grant, 0)
		if len(gifts) != 1 || gifts[0].What != "gift" || gifts[0].Person != customer.ID(best) {
			t.Fatalf("settings %d: person %d had %d, the gifts are %+v", n, best, most, gifts)
		}
		w.Recount(t)
		if b := w.Bucket("best"); b.Held != 1 || b.Free != 1 {
			t.Errorf("settings %d: %+v", n, b)
		}
		if r := w.Do(t, campaign.Command{Kind: campaign.Sent, Seat: gifts[0].Seat, Ref: gifts[0].Number}); r.State != redpacket.Granted || w.Bucket("best").Spent != 1 {
			t.Errorf("given: %+v, %+v", r, w.Bucket("best"))
		}
		second := w.Do(t, campaign.Command{Kind: campaign.Open, Number: 2})
		if third := w.Do(t, campaign.Command{Kind: campaign.Open, Number: 3}); second.Code != campaign.Done || third.Code != campaign.Budget {
			t.Errorf("two gifts are for two packets: %+v, %+v", second, third)
		}
		w.Do(t, campaign.Command{Kind: campaign.Join, Person: 1, Instance: second.Instance})
		w.Clock += 2 * 3_600_000
		w.Sweep(t)
		if b := w.Bucket("best"); b.Free != 1 || len(w.Messages(campaign.Grant, 0)) != 1 {
			t.Errorf("a packet that was not emptied: %+v", b)
		}
		w.Recount(t)
	}
}

// A packet of a chat is of the budget, and of the day's; what came back is free again, to the fen, whatever was told in between.
func TestByHandTheBudgetComesBack(t *testing.T) {
	w := campaigntest.NewWorld(t, redpacket.Model{}, `{"amount":1000,"shares":2,"least":10,"most":990,"hours":24,"budget":4000,"budget_day":2500,"purpose":"开业"}`, campaign.Terms{}, 5, 1)
	hand := func(n, amount int64) campaign.Reply {
		return w.Do(t, campaign.Command{Kind: campaign.Open, Number: n, Amount: amount, Ref: `{"group":"com_x","purpose":"暖场","shares":4}`})
	}
	first := hand(1, 1200)
	if again := hand(1, 1200); again != first {
		t.Errorf("recorded twice: %+v, %+v", first, again)
	}
	if over := hand(2, 1301); over.Code != campaign.Budget {
		t.Errorf("more than the day has: %+v", over)
	}
	second := hand(3, 1300)
	seat := func(of campaign.Reply) campaign.SeatID { return w.FirstSeat(of.Instance) }
	one, two := seat(first), seat(second)
	for n, step := range []struct {
		c     campaign.Command
		state string
	}{
		{redpacket.Report(one, 1, 300, false), redpacket.HandWaiting},
		{redpacket.Report(one, 0, 0, false), ""}, // counts do not go back
		{redpacket.Report(one, 4, 900, false), ""},
		{redpacket.Report(one, 3, 900, true), redpacket.HandReturned},
		{redpacket.Report(one, 4, 1200, false), ""}, // it is over
		{redpacket.Report(two, 4, 1300, false), redpacket.HandReceived},
	} {
		r := w.Do(t, step.c)
		if r.State != step.state || (step.state == "") != (r.Code == campaign.Wrong) {
			t.Errorf("step %d: %+v", n, r)
		}
	}
	w.Recount(t)
	if b := w.Bucket("budget"); b.Spent != 900+1300 || b.Held != 0 || b.Free != 4000-2200 {
		t.Errorf("%+v", b)
	}
	third := hand(4, 300)
	w.Clock += 25 * 3_600_000
	w.Sweep(t)
	if b := w.Bucket("budget"); b.Held != 0 || b.Spent != 2200+300 {
		t.Errorf("nobody told of it: %+v", b)
	}
	if r := w.Do(t, redpacket.Report(seat(third), 0, 0, true)); r.State != redpacket.HandReturned || w.Bucket("budget").Spent != 2200 {
		t.Errorf("told late: %+v, %+v", r, w.Bucket("budget"))
	}
	w.Recount(t)
	for _, bad := range []string{`{"group":"com_x","shares":4}`, `{"purpose":"x","shares":4}`, `{"group":"com_x","purpose":"x"}`, `x`} {
		if r := w.Do(t, campaign.Command{Kind: campaign.Open, Number: 9, Amount: 100, Ref: bad}); r.Code != campaign.Wrong {
			t.Errorf("recorded %s: %+v", bad, r)
		}
	}
	said := ""
	for _, s := range w.Game.Explain(campaign.View{Instance: campaign.Instance{ID: 1, State: redpacket.HandReturned}}, campaign.Seat{Note: `{"purpose":"暖场"}`}) {
		said += fmt.Sprint(s)
	}
	if !strings.Contains(said, "暖场") || !strings.Contains(said, "退回") {
		t.Errorf("explained as %s", said)
	}
}
