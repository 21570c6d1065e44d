package console

import (
	"context"
	"encoding/json"
	"fmt"

	"qunli/campaign"
	"qunli/campaign/herald"
	"qunli/campaign/redpacket"
	"qunli/community"
	"qunli/kit/fault"
	"qunli/org"
)

// packetsShown is how many packets are listed with their effect.
const packetsShown = 20

// packetView is a packet that the brand put out, or that one of the staff sent in a chat.
type packetView struct {
	InstanceID campaign.InstanceID `json:"instance_id"`
	State      string              `json:"state" doc:"open, empty, expired; sent in a chat: sent, waiting, received, returned"`
	By         string              `json:"by" enum:"slot,console,hand" doc:"hand: sent in a chat and recorded"`
	Path       string              `json:"path" doc:"The page to post; empty: sent in a chat"`
	Purpose    string              `json:"purpose"`
	At         int64               `json:"at" doc:"Unix ms"`
	Amount     int64               `json:"amount" doc:"Fen"`
	Shares     int64               `json:"shares"`
	Taken      int64               `json:"taken" doc:"Shares"`
	Given      int64               `json:"given" doc:"Fen of what was sent in a chat that was taken; 0 of others"`
	Groups     []packetGroupView   `json:"groups" nullable:"false"`
}

// packetGroupView is a group that a packet was for, and what came of it there.
type packetGroupView struct {
	CommunityID community.ID `json:"community_id"`
	Name        string       `json:"name"`
	Running     bool         `json:"running" doc:"The hour is not over"`
	Messages    int64        `json:"messages" doc:"Written by people within 60 minutes"`
	Orders      int64        `json:"orders" doc:"Within 60 minutes, guided by the group or of who was in it"`
	Weeks       int          `json:"weeks" doc:"Of the four weeks before, of how many something is known; 0: nothing to compare with"`
	Usual       *float64     `json:"usual" doc:"Messages in the same hour of the same weekday, the mean of those weeks"`
	Ordered     *float64     `json:"ordered" doc:"Orders likewise"`
}

// campaignPackets lists the packets of a campaign, the latest first, with what came of each.
func (c *Console) campaignPackets(ctx context.Context, in *campaignIn) (list[packetView], error) {
	all, err := c.Campaigns.PutOuts(ctx, in.ID.ID, packetsShown)
	if err != nil {
		return list[packetView]{}, err
	}
	out := make([]packetView, 0, len(all))
	for _, p := range all {
		v, err := c.viewPacket(ctx, in.ID.ID, p)
		if err != nil {
			return list[packetView]{}, err
		}
		out = append(out, v)
	}
	return listOf(out, ""), nil
}

func (c *Console) viewPacket(ctx context.Context, i campaign.ID, p campaign.PutOut) (packetView, error) {
	a, err := c.Campaigns.AnnouncementOf(ctx, c.DB.Read(), i, p.Instance.ID)
	if err != nil {
		return packetView{}, err
	}
	v := packetView{InstanceID: p.Instance.ID, State: p.Instance.State, By: "console", Path: c.GamePath + i.String() + "/" + p.Instance.ID.String(), Purpose: a.Purpose,
		At: p.Instance.At, Amount: p.Instance.Amount, Shares: p.Instance.Size, Taken: p.Instance.Done}
	groups := herald.GroupsOf(a.Groups)
	if herald.BySlot(p.Number) {
		v.By = "slot"
	}
	if redpacket.ByHand(p.Instance) && len(p.Seats) > 0 {
		h, _ := redpacket.ReadHand(p.Seats[0])
		v.By, v.Path, v.Purpose, v.Given, groups = "hand", "", h.Purpose, p.Seats[0].Place, herald.GroupsOf([]string{h.Group})
	}
	v.Groups, err = c.effects(ctx, groups, p.Instance.At)
	return v, err
}

func (c *Console) effects(ctx context.Context, groups []community.ID, at int64) ([]packetGroupView, error) {
	names, err := community.Called(ctx, c.DB.Read(), groups)
	if err != nil {
		return nil, err
	}
	out := make([]packetGroupView, 0, len(groups))
	for _, g := range groups {
		e, err := c.Herald.EffectOf(ctx, g, at)
		if err != nil {
			return nil, err
		}
		out = append(out, packetGroupView{g, names[g], e.Running, e.Messages, e.Orders, e.Weeks, e.Usual, e.Ordered})
	}
	return out, nil
}

type recordPacketIn struct {
	ID   ref[campaign.ID] `path:"id"`
	Body struct {
		Number      int64        `json:"number" minimum:"1000000000000" doc:"Of the wish, such as the moment in ms: the same number again records none"`
		CommunityID community.ID `json:"community_id"`
		Purpose     string       `json:"purpose" minLength:"1" maxLength:"60"`
		Shares      int64        `json:"shares" minimum:"1" maximum:"500"`
		Amount      int64        `json:"amount" minimum:"1" maximum:"2000000" doc:"Fen, of the whole packet"`
		At          int64        `json:"at" doc:"Unix ms when it was sent"`
	}
}

// recordPacket records a packet that one of the staff sent in a chat.
func (c *Console) recordPacket(ctx context.Context, in *recordPacketIn) (openedView, error) {
	if err := org.Must(ctx, org.CampaignEdit); err != nil {
		return openedView{}, err
	}
	if _, err := c.Campaigns.Get(ctx, in.ID.ID); err != nil { // asks for the scope
		return openedView{}, err
	}
	b := in.Body
	if now := c.DB.Clock().Now().UnixMilli(); b.At > now || b.At < now-7*24*3_600_000 {
		return openedView{}, fault.InvalidField("at", fmt.Sprint(b.At), "须是最近 7 天内已经发出的时间", "must lie in the last seven days")
	}
	if b.Amount < b.Shares {
		return openedView{}, fault.InvalidField("amount", fmt.Sprint(b.Amount), "每份至少 1 分：提高总额，或减少份数", "a share is at least a fen: raise the sum, or lower the number of shares")
	}
	names, err := community.Called(ctx, c.DB.Read(), []community.ID{b.CommunityID})
	if err != nil {
		return openedView{}, err
	}
	if _, there := names[b.CommunityID]; !there {
		return openedView{}, fault.InvalidField("community_id", b.CommunityID.String(), "没有这个群，请从列表里选", "is no group: choose one of the list")
	}
	a, _ := org.ActorOf(ctx)
	note, err := json.Marshal(redpacket.Hand{Group: b.CommunityID.String(), Purpose: b.Purpose, Shares: b.Shares, At: b.At, Staff: a.Staff.String()})
	if err != nil {
		return openedView{}, err
	}
	r, err := c.Campaigns.Do(ctx, in.ID.ID, campaign.Command{Kind: campaign.Open, Number: b.Number, Amount: b.Amount, Ref: string(note)})
	if err == nil {
		err = r.Err()
	}
	return openedView{r.Instance, r.Until}, err
}

type reportPacketIn struct {
	ID   ref[campaign.ID] `path:"id"`
	Body struct {
		InstanceID campaign.InstanceID `json:"instance_id"`
		Taken      int64               `json:"taken" minimum:"0" maximum:"500" doc:"How many shares were taken by now"`
		Amount     int64               `json:"amount" minimum:"0" doc:"Fen of them"`
		Returned   bool                `json:"returned,omitempty" doc:"What nobody took came back: it is the budget's again"`
	}
}

// reportPacket tells what became of a packet that was sent in a chat.
func (c *Console) reportPacket(ctx context.Context, in *reportPacketIn) (none, error) {
	if err := org.Must(ctx, org.CampaignEdit); err != nil {
		return none{}, err
	}
	if _, err := c.Campaigns.Get(ctx, in.ID.ID); err != nil { // asks for the scope
		return none{}, err
	}
	g, err := c.Campaigns.Gathering(ctx, in.ID.ID, in.Body.InstanceID)
	if err != nil {
		return none{}, err
	}
	if !redpacket.ByHand(g.Instance) || len(g.Seats) == 0 {
		return none{}, campaign.Reply{Code: campaign.Wrong}.Err()
	}
	p, b := g.Instance, in.Body
	if b.Taken < p.Done || b.Taken > p.Size {
		return none{}, fault.InvalidField("taken", fmt.Sprint(b.Taken), "不能少于已登记的份数，也不能多于总份数", "must be no fewer than recorded before, and no more than there are")
	}
	if b.Amount < g.Seats[0].Place || b.Amount > p.Amount || (b.Taken == p.Size) != (b.Amount == p.Amount) || (b.Taken == 0) != (b.Amount == 0) {
		return none{}, fault.InvalidField("amount", fmt.Sprint(b.Amount), "须和领取份数相符：没人领是 0，领完是总额，其间在两者之间且不减少", "must fit the shares: 0 when none, the whole when all, else between and never less than before")
	}
	r, err := c.Campaigns.Do(ctx, in.ID.ID, redpacket.Report(g.Seats[0].ID, b.Taken, b.Amount, b.Returned && b.Taken < p.Size))
	if err == nil {
		err = r.Err()
	}
	return none{}, err
}
