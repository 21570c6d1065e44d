package app

import (
	"context"
	"io/fs"
	"slices"

	"qunli/automation"
	"qunli/campaign"
	"qunli/campaign/cashier"
	"qunli/campaign/circle"
	"qunli/campaign/flashsale"
	"qunli/campaign/groupbuy"
	"qunli/campaign/handover"
	"qunli/campaign/herald"
	"qunli/campaign/invite"
	"qunli/campaign/redpacket"
	"qunli/campaign/risk"
	"qunli/channel"
	"qunli/channel/oa"
	"qunli/channel/wecom"
	"qunli/commerce"
	"qunli/commerce/pay"
	"qunli/commerce/pay/wechat"
	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/demo"
	"qunli/desk"
	"qunli/insight"
	"qunli/intake"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/kit/ledger"
	"qunli/kit/serve"
	"qunli/landing"
	"qunli/lead"
	"qunli/livecode"
	"qunli/mirror"
	"qunli/org"
	"qunli/outreach"
	"qunli/page"
	"qunli/referral"
	"qunli/reward"
	"qunli/segment"
	"qunli/succession"
	"qunli/webhook"
)

// Rooms lists the schemas of all rooms, in their order.
func Rooms() []fs.FS {
	return []fs.FS{job.Schema, event.Schema, ledger.Schema, serve.Schema, channel.Schema, org.Schema, customer.Schema, segment.Schema, community.Schema,
		conversation.Schema, commerce.Schema, pay.Schema, referral.Schema, page.Schema, reward.Schema, campaign.Schema, risk.Schema, cashier.Schema, handover.Schema, desk.Schema, outreach.Schema, lead.Schema, livecode.Schema, landing.Schema, mirror.Schema, succession.Schema, automation.Schema, insight.Schema, intake.Schema, demo.Schema, webhook.Schema}
}

// Attributes lists what rules may ask about, over all rooms.
func Attributes() []customer.Attribute {
	return slices.Concat(customer.Attributes(), community.Attributes(), conversation.Attributes(), commerce.Attributes(),
		referral.Attributes(), insight.Attributes())
}

// Models lists the games that campaigns may play.
func Models() campaign.Models {
	return campaign.NewModels(groupbuy.Model{}, flashsale.Model{}, redpacket.Model{}, invite.Model{})
}

// wireRooms makes the rooms and lets them hear each other.
func (a *App) wireRooms() {
	a.Org = org.New(a.DB, org.Options{InUse: inUse, Leaves: outreach.Abandon})
	a.Customer = customer.New(a.DB, a.Bus, risk.ErasePeople, handover.ErasePeople, campaign.ErasePeople, reward.ErasePeople, lead.ErasePeople, page.ErasePeople, outreach.ErasePeople, intake.ErasePeople, intake.ErasePayloads, insight.ErasePeople, referral.ErasePeople, commerce.ErasePeople,
		conversation.ErasePeople, community.ErasePeople, segment.ErasePeople)
	a.Segment = segment.New(a.DB, a.Bus, Attributes())
	a.Community = community.New(a.DB, a.Bus, a.Customer, a.Segment)
	a.Conversation = conversation.New(a.DB, a.Bus, a.Jobs)
	a.Commerce = commerce.New(a.DB, a.Bus, a.Customer)
	a.Referral = referral.New(a.DB, a.Bus, a.Customer)
	a.Campaign = campaign.New(a.DB, a.Bus, a.Segment, Models(), a.Log, campaign.Options{Comply: publishable, Risk: risk.Held, Known: cashier.Known})
	a.Campaign.Schedule(a.Jobs)
	a.Risk = risk.New(a.DB, a.Jobs, a.Campaign)
	a.Pictures, a.Library = page.NewPictures(a.DB), page.NewLibrary(a.DB)
	a.Desk = desk.New(a.DB)
	a.Intake = intake.New(a.DB, a.Bus, a.Config.filesDir(), a.Log)
	a.Insight = insight.NewService(a.DB)
	a.Insight.AskRules(a.Segment)
	a.Bulks = intake.NewBulks(a.DB, a.Jobs, a.Customer, a.Insight)
	a.Demo = demo.New(demo.Rooms{DB: a.DB, Log: a.Log, Org: a.Org, Customers: a.Customer, Segments: a.Segment, Groups: a.Community,
		Commerce: a.Commerce, Insight: a.Insight, Intake: a.Intake, Dir: a.Config.filesDir()})
	a.Inbox = channel.NewInbox(a.DB, a.Jobs)
	a.WeCom = wecom.NewOffice(a.DB, a.Org, a.Keys)
	a.OA = oa.NewOffice(a.DB, a.Org, a.Keys)
	a.Codes = livecode.New(a.DB, a.Jobs, wecom.Ways{Office: a.WeCom})
	a.Codes.Schedule()
	a.Landing = landing.New(a.DB)
	a.Leads = lead.New(a.DB, a.Jobs)
	a.Leads.Schedule()
	a.Mirror = mirror.New(a.DB, a.Jobs, a.Org, wecom.Mirror{Office: a.WeCom}, a.Log)
	a.Mirror.Schedule()
	refresher := channel.NewRefresher(a.DB, a.Jobs, a.Log)
	a.Succession = succession.New(a.DB, a.Jobs, a.Community, wecom.Succession{Office: a.WeCom}, refresher, a.Log)
	a.Succession.Schedule()
	sink := intake.Live{Bus: a.Bus, Codes: a.Codes, Mirror: a.Mirror, Heirs: a.Succession}
	syncer := channel.NewSyncer(a.DB, a.Jobs, refresher, sink, a.Log)
	(&wecom.Connection{Client: a.WeCom.Client, Refresher: refresher, Syncer: syncer, Sink: sink}).Attach(a.Inbox)
	a.WeComSync = wecom.NewSync(a.WeCom, syncer)
	a.Greeter = automation.NewGreeter(a.DB, a.Segment, a.Inbox, a.Log)
	a.Greeter.SendBy(wecom.Name, a.WeCom.Greet)
	a.Outreach = outreach.New(a.DB, a.Jobs, a.Segment, a.Log)
	a.Outreach.SendBy(wecom.Name, a.WeCom.Mass())
	a.Webhooks = webhook.New(a.DB, a.Jobs, a.Bus, a.Keys)
	a.WeChatPay = wechat.NewOffice(a.DB, a.Org, a.Keys)
	a.Pay = pay.New(a.DB, a.Bus, a.Jobs, a.WeChatPay)
	a.Pay.Schedule()
	wechat.Attach(a.Inbox, a.Pay)
	a.Reward = reward.New(a.DB, a.Bus, a.Jobs, a.Segment, a.Keys)
	a.Reward.Schedule()
	a.Cashier = cashier.New(a.DB, a.Bus, a.Jobs, a.Campaign, a.Pay, a.Reward)
	a.Cashier.ReviewBy(a.Risk.Waits)
	a.Cashier.WithdrawBy(handover.Withdraw)
	a.Risk.HandBy(a.Cashier)
	a.Handover = handover.New(a.DB, a.Bus, a.Campaign.Models(), a.Keys)
	circle.New(a.DB, a.Bus, a.Jobs, a.Campaign).Schedule()
	a.Herald = herald.New(a.DB, a.Bus, a.Jobs, a.Campaign)
	a.Herald.Schedule()
	a.Community.Subscribe(a.Bus)
	a.Community.Schedule(a.Jobs)
	a.Referral.Hear()
	a.Desk.Listen(a.Bus)
	a.Desk.Schedule(a.Jobs)
	a.Insight.Listen(a.Bus)
	a.Insight.Schedule(a.Jobs, a.Bus)
	a.schedulePrune()
	a.scheduleBackups()
}

// inUse tells whether anything has been booked on a calendar day: from then on the zone of days must not change.
func inUse(ctx context.Context, q db.Q) (bool, error) {
	for _, booked := range []func(context.Context, db.Q) (bool, error){customer.HasActs, commerce.HasFacts} {
		if yes, err := booked(ctx, q); yes || err != nil {
			return yes, err
		}
	}
	return false, nil
}

// segments folds what changed of people into the members of live rules.
func (a *App) segments(ctx context.Context) error { return a.Segment.Run(ctx, a.Log) }

// Check rebuilds everything derived on one snapshot and gives what differs.
func Check(ctx context.Context, d *db.DB) ([]db.Difference, error) {
	out := []db.Difference{}
	segments := segment.New(d, nil, Attributes())
	err := d.Snapshot(ctx, func(q db.Q) error {
		for _, check := range []func(context.Context, db.Q) ([]db.Difference, error){customer.Check, segments.Check, community.Check,
			conversation.Check, commerce.Check, ledger.Check, pay.Check, referral.Check, reward.Check, campaign.Check, cashier.Check, outreach.Check, insight.CheckPredictions} {
			found, err := check(ctx, q)
			if err != nil {
				return err
			}
			out = append(out, found...)
		}
		return nil
	})
	return out, err
}
