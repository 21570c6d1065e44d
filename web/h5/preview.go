package h5

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"qunli/campaign"
	"qunli/campaign/flashsale"
	"qunli/campaign/groupbuy"
	"qunli/campaign/invite"
	"qunli/campaign/redpacket"
	"qunli/customer"
	"qunli/kit/serve"
	"qunli/org"
)

// previewLife is how long the address of a preview can be opened.
const previewLife = 15 * time.Minute

// Stage is a state in which a page can be looked at before anybody is in it.
type Stage struct{ Name, Zh, En string }

var (
	stagesBefore = []Stage{{"before", "未开始", "Before"}, {"open", "进行中", "Open"}}
	stagesAfter  = []Stage{{"paused", "已暂停", "Paused"}, {"faded", "不再接受参加", "No more entries"}, {"over", "已结束", "Over"}}
	stagesOf     = map[string][]Stage{
		"groupbuy": {{"forming", "朋友的团", "A friend's team"}, {"checkout", "确认订单", "Checkout"}, {"held", "待付款", "To pay"}, {"paid", "已付款", "Paid"}, {"full", "名额占满", "Full"}, {"settled", "已成团", "Complete"},
			{"refunding", "退款中", "Being paid back"}, {"refunded", "已退款", "Paid back"}, {"failed", "未成团", "Not complete"}, {"soldout", "已抢光", "Sold out"}},
		"flashsale": {{"checkout", "确认订单", "Checkout"}, {"held", "待付款", "To pay"}, {"released", "超时未付", "Not paid in time"}, {"settled", "已买到", "Bought"}, {"refunding", "退款中", "Being paid back"},
			{"refunded", "已退款", "Paid back"}, {"soldout", "已抢光", "Sold out"}},
		"redpacket": {{"waiting", "等红包", "Waiting"}, {"packet", "一个红包", "A packet"}, {"won", "待收款", "To take"}, {"received", "已到账", "Arrived"}, {"returned", "已退回", "Went back"}, {"empty", "已领完", "Empty"}, {"expired", "已过期", "Expired"}},
		"invite":    {{"account", "我的邀请", "My invitations"}, {"invited", "收到邀请", "Invited"}, {"bound", "已接受", "Accepted"}, {"qualified", "观察期", "Hold period"}, {"valid", "已生效", "Counts"}, {"elsewhere", "已有邀请", "Invited elsewhere"}},
	}
)

// Stages lists the states in which the page of a model can be looked at.
func Stages(model string) []Stage { return slices.Concat(stagesBefore, stagesOf[model], stagesAfter) }

const previewMark = "h5.preview"

// PreviewPath gives the address under which the page of a campaign's draft can be looked at, by whoever has it, for a quarter of an
// hour. Who asks has asked for permission.
func (s *Session) PreviewPath(i campaign.ID) string {
	return s.pass(GamePath+i.String()+"/preview", i.String())
}

// pass gives the address of a preview of something, and the key to it.
func (s *Session) pass(path, of string) string {
	until := strconv.FormatInt(s.Clock.Now().Add(previewLife).UnixMilli(), 36)
	return path + "?until=" + until + "&key=" + s.Ring.Sign(previewMark, []byte(of+" "+until))
}

// passed tells whether a request brings the key to the preview of something, in time.
func (s *Session) passed(r *http.Request, of string) bool {
	until := r.URL.Query().Get("until")
	at, err := strconv.ParseInt(until, 36, 64)
	return err == nil && at >= s.Clock.Now().UnixMilli() && s.Ring.Verify(previewMark, []byte(of+" "+until), r.URL.Query().Get("key"))
}

// preview shows the page of a draft in one of its states, with people who do not exist. Nothing can be sent from it.
func (p *Pages) preview(w http.ResponseWriter, r *http.Request) error {
	i, err := campaignOf(r)
	if err != nil {
		return err
	}
	if !p.Session.passed(r, i.String()) {
		return campaign.ErrMissing
	}
	ctx := org.Owner(r.Context(), "preview")
	s := &scene{now: p.DB.Clock().Now().UnixMilli(), t: gamesIn(serve.Lang(r)), names: map[customer.ID]string{}, share: p.Session.open(r) + GamePath + i.String()}
	if s.shown, err = p.Campaigns.Drafted(ctx, i); err != nil {
		return err
	}
	if s.zone, err = org.Zone(ctx, p.DB.Read()); err != nil {
		return err
	}
	if r.URL.Query().Get("state") == "checkout" {
		return p.previewCheckout(w, s)
	}
	s.act(cmp.Or(r.URL.Query().Get("state"), "open"), p.gameOf(s))
	v, err := p.gameView(ctx, s)
	if err != nil {
		return err
	}
	v.Play.Live, v.Path = false, "#" // nothing goes anywhere
	measured(r, v.Sections)
	return p.showIn(w, gamePage, "", "", "'self'", v)
}

// players are the people of a preview: the visitor is the first.
const (
	visiting customer.ID = 1 + iota
	leading
	joining
)

// act puts a scene into a state.
func (s *scene) act(state string, g campaign.Game) {
	s.acted = true
	s.names = map[customer.ID]string{leading: masked("林晓"), joining: masked("陈晨")}
	if s.t.Lang == "en" {
		s.names = map[customer.ID]string{leading: masked("Lin"), joining: masked("Chen")}
	}
	c, t := &s.shown.Campaign, &s.shown.Terms
	c.State, t.From, t.Until = campaign.Live, s.now-3_600_000, max(t.Until, s.now+24*3_600_000)
	switch state {
	case "before":
		t.From = s.now + 3_600_000
	case "over":
		c.State = campaign.Closed
	case "paused":
		c.State = campaign.Paused
	case "faded":
		c.State, c.Why, s.shown.Grace = campaign.Paused, campaign.Faded, s.now+18*3_600_000
	case "soldout":
		for n := range s.shown.Buckets {
			s.shown.Buckets[n].Free = 0
		}
	}
	switch g := g.(type) {
	case *groupbuy.Game:
		s.actTeam(state, g)
	case *flashsale.Game:
		s.actSale(state, g)
	case *redpacket.Game:
		s.actPacket(state, g)
	case *invite.Game:
		s.actInvite(state, g)
	}
	if m, ok := s.own(func(campaign.Seat) bool { return true }); ok && g != nil {
		s.why = g.Explain(campaign.View{Instance: s.at.Instance, Seats: s.at.Seats}, m)
	}
}

// seat adds a seat to the instance that is looked at, or to the visitor's when there is none.
func (s *scene) seat(of customer.ID, state, note string, amount int64) *campaign.Seat {
	m := campaign.Seat{ID: campaign.SeatID(len(s.at.Seats) + 1), CampaignID: s.shown.Campaign.ID, InstanceID: s.at.Instance.ID, PersonID: of, State: state, Note: note,
		Standing: campaign.Held, Amount: amount, Place: int64(len(s.at.Seats) + 1), At: s.now - 60_000, DueAt: s.now + 9*60_000}
	switch state {
	case "refunding", "refunded":
		m.Paid, m.Back, m.Standing = amount, amount, campaign.None
		if state == "refunded" {
			m.Arrived = amount
		}
	case "released":
		m.Standing = campaign.None
	}
	s.at.Seats = append(s.at.Seats, m)
	if of == visiting {
		s.mine = append(s.mine, m)
	}
	return &s.at.Seats[len(s.at.Seats)-1]
}

func (s *scene) actTeam(state string, g *groupbuy.Game) {
	s.open = []campaign.Instance{{ID: 2, State: groupbuy.Forming, Size: g.Size, Done: g.Size - 1, Deadline: s.now + 7_200_000}}
	if !slices.ContainsFunc(stagesOf["groupbuy"], func(st Stage) bool { return st.Name == state && state != "soldout" && state != "checkout" }) {
		return
	}
	s.at.Instance = campaign.Instance{ID: 1, State: groupbuy.Forming, Size: max(g.Most, g.Size), Deadline: s.now + g.Minutes*60_000, OwnerID: leading}
	in := &s.at.Instance
	others := map[string]string{"settled": groupbuy.Settled, "refunding": "refunding", "refunded": "refunded", "failed": "refunded"}
	s.seat(leading, cmp.Or(others[state], groupbuy.PaidSeat), groupbuy.Leader, g.LeaderPrice)
	in.Done = 1
	switch state {
	case "full":
		s.seat(joining, groupbuy.Held, "", g.Price)
		in.Held = in.Size - 1
	case "held", "paid":
		s.seat(visiting, state, "", g.Price)
		in.Done, in.Held = 1+int64(strings.Count(state, "paid")), int64(strings.Count(state, "held"))
	case "settled":
		s.seat(joining, groupbuy.Settled, "", g.Price)
		s.seat(visiting, groupbuy.Settled, "", g.Price)
		in.State, in.Done = groupbuy.Succeeded, g.Size
	case "refunding", "refunded":
		s.seat(visiting, state, "", g.Price)
		in.State, in.Done = groupbuy.Failed, 0
	case "failed":
		in.State, in.Done = groupbuy.Failed, 0
	}
}

func (s *scene) actSale(state string, g *flashsale.Game) {
	if len(g.Items) == 0 || !slices.ContainsFunc(stagesOf["flashsale"], func(st Stage) bool { return st.Name == state && state != "soldout" && state != "checkout" }) {
		return
	}
	m := s.seat(visiting, state, "", g.Items[0].Price)
	m.Takes = campaign.Take("stock-"+g.Items[0].Key, 1)
	s.mine[0] = *m
}

func (s *scene) actPacket(state string, g *redpacket.Game) {
	in := campaign.Instance{ID: 1, State: redpacket.Open, Size: g.Shares, Amount: g.Amount, Done: min(2, g.Shares), At: s.now - 600_000, Deadline: s.now + g.Hours*3_600_000}
	if state == "before" || state == "waiting" {
		return
	}
	s.open = []campaign.Instance{in}
	if !slices.ContainsFunc(stagesOf["redpacket"], func(st Stage) bool { return st.Name == state }) {
		return
	}
	s.at.Instance = in
	s.seat(leading, redpacket.Received, "", g.Least)
	s.seat(joining, redpacket.Received, "", min(g.Most, g.Least+66))
	switch state {
	case "won", "received", "returned":
		s.seat(visiting, state, "", min(g.Most, g.Least+88))
	case "empty":
		s.at.Instance.State, s.at.Instance.Done = redpacket.Empty, g.Shares
	case "expired":
		s.at.Instance.State = redpacket.Expired
	}
}

func (s *scene) actInvite(state string, g *invite.Game) {
	if len(g.Steps) == 0 || !slices.ContainsFunc(stagesOf["invite"], func(st Stage) bool { return st.Name == state }) {
		return
	}
	s.at.Instance = campaign.Instance{ID: 1, State: invite.Open, OwnerID: leading}
	switch state {
	case "account":
		s.at.Instance.OwnerID, s.at.Instance.Done, s.at.Instance.Held = visiting, 1, 1
		s.seat(visiting, invite.Account, invite.Account, 0)
		s.seat(leading, invite.Valid, invite.Invitee, 0)
		s.seat(joining, invite.Bound, invite.Invitee, 0)
	case "elsewhere":
		s.seat(visiting, invite.Bound, invite.Invitee, 0).InstanceID = 2
		s.mine[0].InstanceID = 2
	case "invited":
	default:
		s.seat(visiting, state, invite.Invitee, 0)
	}
}
