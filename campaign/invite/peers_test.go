package invite_test

import (
	"testing"

	"qunli/campaign"
	"qunli/campaign/campaigntest"
	"qunli/campaign/invite"
	"qunli/customer"
)

// Each test below is a defect of other invitation rewards (§2.18, §5): their way goes wrong in a fixed order, ours does not.

func world(t *testing.T, need string) (*campaigntest.World, campaign.InstanceID) {
	t.Helper()
	w := campaigntest.NewWorld(t, invite.Model{}, `{"steps":[{"need":`+need+`,"reward":{"kind":"cash","amount":500}}],"hold_hours":0,"window_hours":1,"most":50,"budget":5000}`,
		campaign.Terms{}, 50, 1)
	return w, w.Do(t, campaign.Command{Kind: campaign.Open, Person: 1}).Instance
}

func bind(t *testing.T, w *campaigntest.World, account campaign.InstanceID, who int64) campaign.Reply {
	t.Helper()
	return w.Do(t, campaign.Command{Kind: campaign.Join, Person: customer.ID(who), Instance: account})
}

// The reward is for "count == need": two who come at once are both counted before either looks, the count is need + 1, and the
// reward never comes.
func TestTheStepIsSteppedOver(t *testing.T) {
	count, rewards := 2, 0
	count++
	count++
	for range 2 {
		if count == 3 {
			rewards++
		}
	}
	if rewards == 1 {
		t.Fatal("the peer's way does not show its defect")
	}
	w, account := world(t, "3")
	for who := range int64(4) {
		w.Do(t, campaign.Command{Kind: campaign.Qualify, Seat: bind(t, w, account, 10+who).Seat})
	}
	if got := w.Messages(campaign.Transfer, 1); len(got) != 1 {
		t.Errorf("ours: %+v", got)
	}
}

// Grasscutter-CDKey #3: the button is pressed again before the first press is written down, and the reward multiplies.
func TestPressedAgain(t *testing.T) {
	rewards, rewarded := 0, false
	a, b := rewarded, rewarded
	for _, seen := range []bool{a, b} {
		if !seen {
			rewarded = true
			rewards++
		}
	}
	if rewards == 1 || !rewarded {
		t.Fatal("the peer's way does not show its defect")
	}
	w, account := world(t, "1")
	s := bind(t, w, account, 10).Seat
	for range 3 {
		w.Do(t, campaign.Command{Kind: campaign.Qualify, Seat: s})
		bind(t, w, account, 10)
	}
	if got := w.Messages(campaign.Transfer, 1); len(got) != 1 || w.Team(account).Done != 1 {
		t.Errorf("ours: %+v", got)
	}
}

// OpenIsle #1079: the reward for inviting oneself; and two who invite each other are each the other's invitee.
func TestInvitingOneself(t *testing.T) {
	inviter := map[int]int{1: 1, 2: 3, 3: 2} // nobody looks
	if inviter[1] != 1 || inviter[inviter[2]] != 2 {
		t.Fatal("the peer's way does not show its defect")
	}
	w, account := world(t, "1")
	if r := bind(t, w, account, 1); r.Code != campaign.Self {
		t.Errorf("ours: %+v", r)
	}
	bind(t, w, account, 2)
	other := w.Do(t, campaign.Command{Kind: campaign.Open, Person: 2})
	if r := bind(t, w, other.Instance, 1); r.Code != campaign.Duplicate {
		t.Errorf("ours, the other way round: %+v", r)
	}
}
