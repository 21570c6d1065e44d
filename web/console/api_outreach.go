package console

import (
	"context"

	"qunli/channel"
	"qunli/community"
	"qunli/customer"
	"qunli/org"
	"qunli/outreach"
)

// AudienceBody is whom a broadcast is for: exactly one of the three.
type AudienceBody struct {
	Rule   string         `json:"rule,omitempty" doc:"As of segments"`
	People []customer.ID  `json:"people,omitempty" maxItems:"10000" nullable:"false"`
	Groups []community.ID `json:"groups,omitempty" maxItems:"2000" nullable:"false"`
}

// AttachmentBody is a picture, a link, a mini program or a file of a message.
type AttachmentBody channel.Attachment

// LetterBody is a message to send.
type LetterBody struct {
	Text        string           `json:"text,omitempty" maxLength:"4000" doc:"4,000 bytes at most"`
	Attachments []AttachmentBody `json:"attachments,omitempty" maxItems:"9" nullable:"false"`
}

// BroadcastBody is what an author writes.
type BroadcastBody struct {
	Version   int64           `json:"version,omitempty" doc:"The one that the caller saw; of a new one it is left out"`
	Name      string          `json:"name" minLength:"1" maxLength:"60"`
	Channel   string          `json:"channel" minLength:"1" doc:"wecom"`
	Topic     string          `json:"topic" minLength:"1" maxLength:"60" doc:"People agree to topics or decline them"`
	Audience  AudienceBody    `json:"audience"`
	Message   LetterBody      `json:"message"`
	Sender    outreach.Choice `json:"sender,omitempty" enum:",newest,keeper" doc:"Which of the members who have somebody as a contact sends to them: newest when empty"`
	PlannedAt int64           `json:"planned_at,omitempty" minimum:"0" doc:"Unix ms, 0 as soon as it is approved"`
}

func (b BroadcastBody) draft(i outreach.ID) outreach.Draft {
	m := channel.Message{Text: b.Message.Text}
	for _, a := range b.Message.Attachments {
		m.Attachments = append(m.Attachments, channel.Attachment(a))
	}
	return outreach.Draft{ID: i, Version: b.Version, Name: b.Name, Channel: b.Channel, Topic: b.Topic, Audience: outreach.Audience(b.Audience), Message: m,
		Sender: b.Sender, PlannedAt: b.PlannedAt}
}

// broadcastView is a broadcast and how far it has come.
type broadcastView struct {
	ID        outreach.ID    `json:"id"`
	Name      string         `json:"name"`
	Channel   string         `json:"channel"`
	Topic     string         `json:"topic"`
	Audience  AudienceBody   `json:"audience"`
	Message   LetterBody     `json:"message"`
	Sender    string         `json:"sender" doc:"newest, keeper"`
	PlannedAt int64          `json:"planned_at" doc:"Unix ms, 0 as soon as it is approved"`
	State     outreach.State `json:"state" doc:"draft, waiting, refused, approved, deciding, sending, done, cancelled"`
	Note      string         `json:"note" doc:"What whoever refused it wrote"`
	StoreID   org.StoreID    `json:"store_id"`
	StaffID   org.StaffID    `json:"staff_id" doc:"The author"`
	DecidedBy org.StaffID    `json:"decided_by" doc:"Who approved or refused it"`
	DueAt     int64          `json:"due_at" doc:"Unix ms when it is sent, 0 not approved"`
	Version   int64          `json:"version"`
	CreatedAt int64          `json:"created_at" doc:"Unix ms"`
	EndedAt   int64          `json:"ended_at" doc:"Unix ms, 0 not yet"`
}

func viewBroadcast(b outreach.Broadcast) broadcastView {
	letter := LetterBody{Text: b.Message.Text}
	for _, a := range b.Message.Attachments {
		letter.Attachments = append(letter.Attachments, AttachmentBody(a))
	}
	return broadcastView{b.ID, b.Name, b.Channel, b.Topic, AudienceBody(b.Audience), letter, string(b.Sender), b.PlannedAt, b.State, b.Note, b.StoreID, b.StaffID,
		b.DecidedBy, b.DueAt, b.Version, b.CreatedAt, b.EndedAt}
}

type broadcastsIn struct {
	Sized
	State string           `query:"state" enum:"draft,waiting,refused,approved,deciding,sending,done,cancelled"`
	After ref[outreach.ID] `query:"after"`
}

func (c *Console) broadcasts(ctx context.Context, in *broadcastsIn) (list[broadcastView], error) {
	all, err := c.Outreach.List(ctx, outreach.State(in.State), in.After.ID, in.Limit)
	next := pageAfter(all, in.Limit, func(b outreach.Broadcast) string { return b.ID.String() })
	return listOf(views(all, viewBroadcast), next), err
}

type broadcastIn struct {
	ID ref[outreach.ID] `path:"id"`
}

func (c *Console) broadcast(ctx context.Context, in *broadcastIn) (broadcastView, error) {
	b, err := c.Outreach.Get(ctx, in.ID.ID)
	return viewBroadcast(b), err
}

type draftIn struct{ Body BroadcastBody }

func (c *Console) draftBroadcast(ctx context.Context, in *draftIn) (broadcastView, error) {
	b, err := c.Outreach.Draft(ctx, in.Body.draft(0))
	return viewBroadcast(b), err
}

type redraftIn struct {
	ID   ref[outreach.ID] `path:"id"`
	Body BroadcastBody
}

func (c *Console) redraftBroadcast(ctx context.Context, in *redraftIn) (broadcastView, error) {
	b, err := c.Outreach.Draft(ctx, in.Body.draft(in.ID.ID))
	return viewBroadcast(b), err
}

// planView is whom a broadcast reaches and whom not, and why.
type planView struct {
	At         int64       `json:"at" doc:"Unix ms, the moment it is worked out for"`
	Candidates int64       `json:"candidates"`
	Recipients int64       `json:"recipients" doc:"People, or groups"`
	People     int64       `json:"people" doc:"Contacts that it takes out of the reach budget: recipients, or the members of groups"`
	Members    []shareView `json:"members" nullable:"false" doc:"Who sends to how many"`
	LeftOut    []leftView  `json:"left_out" nullable:"false"`
	Policy     PolicyBody  `json:"policy" doc:"By which it is worked out"`
}

type shareView struct {
	Member     string      `json:"member" doc:"Of the channel"`
	StaffID    org.StaffID `json:"staff_id"`
	Recipients int64       `json:"recipients"`
}

type leftView struct {
	Reason outreach.Reason `json:"reason" doc:"opted_out, do_not_disturb, no_consent, not_a_contact, staff_unavailable, quiet_hours, already_in_another_send, frequency_cap, platform_quota"`
	Words  string          `json:"words" doc:"In the caller's language"`
	Count  int64           `json:"count"`
}

func viewPlan(lang string, p outreach.Plan) planView {
	v := planView{p.At, p.Candidates, p.Recipients, p.People, views(p.Members, func(s outreach.Share) shareView { return shareView(s) }), []leftView{}, PolicyBody(p.Policy)}
	for _, t := range p.LeftOut {
		v.LeftOut = append(v.LeftOut, leftView{t.Reason, reasonWords(lang, t.Reason), t.Count})
	}
	return v
}

func reasonWords(lang string, r outreach.Reason) string {
	for _, w := range outreach.Reasons() {
		if w.Code == string(r) {
			return pick(lang, w.Zh, w.En)
		}
	}
	return ""
}

func (c *Console) planBroadcast(ctx context.Context, in *broadcastIn) (planView, error) {
	p, err := c.Outreach.Plan(ctx, in.ID.ID)
	return viewPlan(langOf(ctx), p), err
}

func (c *Console) previewBroadcast(ctx context.Context, in *draftIn) (planView, error) {
	p, err := c.Outreach.Preview(ctx, in.Body.draft(0))
	return viewPlan(langOf(ctx), p), err
}

// reachView is one candidate and what was, or would be, decided about them.
type reachView struct {
	Customer  customer.ID      `json:"customer_id" doc:"Empty where the broadcast is to groups"`
	Community community.ID     `json:"community_id" doc:"Empty where it is to people"`
	Member    string           `json:"member" doc:"Who sends, empty: left out"`
	StaffID   org.StaffID      `json:"staff_id"`
	State     outreach.Outcome `json:"state" doc:"left_out, held (on its way), sent, not_contact, over_limit, failed, lapsed, cancelled"`
	Reason    outreach.Reason  `json:"reason" doc:"Why left out"`
	Words     string           `json:"words" doc:"The reason in the caller's language"`
	At        int64            `json:"at" doc:"Unix ms it arrived or was decided, 0 not decided yet"`
}

type reachIn struct {
	Sized
	ID     ref[outreach.ID] `path:"id"`
	State  string           `query:"state" enum:"left_out,held,sent,not_contact,over_limit,failed,lapsed,cancelled"`
	Reason string           `query:"reason"`
	Member string           `query:"member"`
	After  string           `query:"after" doc:"next of the page before"`
}

func (c *Console) reach(ctx context.Context, in *reachIn) (list[reachView], error) {
	at, err := readCursor(in.After, 1)
	if err != nil {
		return list[reachView]{}, err
	}
	f := outreach.Filter{State: outreach.Outcome(in.State), Reason: outreach.Reason(in.Reason), Member: in.Member, Limit: in.Limit}
	if at != nil {
		f.After = at[0]
	}
	b, err := c.Outreach.Get(ctx, in.ID.ID)
	if err != nil {
		return list[reachView]{}, err
	}
	all, err := c.Outreach.Lines(ctx, in.ID.ID, f)
	next := pageAfter(all, in.Limit, func(l outreach.Line) string { return cursorOf(l.Target) })
	return listOf(views(all, func(l outreach.Line) reachView {
		v := reachView{Member: l.Member, StaffID: l.StaffID, State: l.State, Reason: l.Reason, Words: reasonWords(langOf(ctx), l.Reason), At: l.At}
		if len(b.Audience.Groups) > 0 {
			v.Community = community.ID(l.Target)
		} else {
			v.Customer = l.Customer()
		}
		return v
	}), next), err
}

// memberView is what one member was asked to send, and how far they have come.
type memberView struct {
	ID          outreach.BatchID `json:"id"`
	Member      string           `json:"member" doc:"Of the channel"`
	StaffID     org.StaffID      `json:"staff_id"`
	State       string           `json:"state" doc:"planned, calling, made, failed, ended"`
	Recipients  int64            `json:"recipients"`
	MadeAt      int64            `json:"made_at" doc:"Unix ms, 0 not yet"`
	ConfirmedAt int64            `json:"confirmed_at" doc:"Unix ms, 0 not yet"`
	Reminders   int64            `json:"reminders"`
	Reason      string           `json:"reason" doc:"Code of what failed last, empty nothing"`
	Held        int64            `json:"held" doc:"Of whom nothing is known yet"`
	Sent        int64            `json:"sent"`
	NotContact  int64            `json:"not_contact"`
	OverLimit   int64            `json:"over_limit"`
	Failed      int64            `json:"failed"`
	Lapsed      int64            `json:"lapsed" doc:"Not confirmed in time, or withdrawn"`
}

func viewMember(t outreach.Task) memberView {
	return memberView{t.ID, t.Member, t.StaffID, t.State, t.Recipients, t.MadeAt, t.ConfirmedAt, t.Reminders, t.Reason, t.Outcomes[outreach.Held],
		t.Outcomes[outreach.Sent], t.Outcomes[outreach.NotContact], t.Outcomes[outreach.OverLimit], t.Outcomes[outreach.Failed],
		t.Outcomes[outreach.Lapsed] + t.Outcomes[outreach.Withdrawn]}
}

func (c *Console) broadcastMembers(ctx context.Context, in *broadcastIn) (list[memberView], error) {
	all, err := c.Outreach.Tasks(ctx, in.ID.ID)
	return listOf(views(all, viewMember), ""), err
}

type moveBroadcastIn struct {
	ID   ref[outreach.ID] `path:"id"`
	Body VersionBody
}

func (c *Console) submitBroadcast(ctx context.Context, in *moveBroadcastIn) (broadcastView, error) {
	b, err := c.Outreach.Submit(ctx, in.ID.ID, in.Body.Version)
	return viewBroadcast(b), err
}

func (c *Console) approveBroadcast(ctx context.Context, in *moveBroadcastIn) (broadcastView, error) {
	b, err := c.Outreach.Approve(ctx, in.ID.ID, in.Body.Version)
	return viewBroadcast(b), err
}

func (c *Console) cancelBroadcast(ctx context.Context, in *moveBroadcastIn) (broadcastView, error) {
	b, err := c.Outreach.Cancel(ctx, in.ID.ID, in.Body.Version)
	return viewBroadcast(b), err
}

type refuseBroadcastIn struct {
	ID   ref[outreach.ID] `path:"id"`
	Body struct {
		VersionBody
		Note string `json:"note" maxLength:"200" doc:"What to change"`
	}
}

func (c *Console) refuseBroadcast(ctx context.Context, in *refuseBroadcastIn) (broadcastView, error) {
	b, err := c.Outreach.Refuse(ctx, in.ID.ID, in.Body.Version, in.Body.Note)
	return viewBroadcast(b), err
}

// PolicyBody is what the brand sets about reaching people.
type PolicyBody outreach.Policy

func (c *Console) outreachPolicy(ctx context.Context, _ *struct{}) (PolicyBody, error) {
	p, err := c.Outreach.Policy(ctx)
	return PolicyBody(p), err
}

type outreachPolicyIn struct{ Body PolicyBody }

func (c *Console) setOutreachPolicy(ctx context.Context, in *outreachPolicyIn) (none, error) {
	return none{}, c.Outreach.SetPolicy(ctx, outreach.Policy(in.Body))
}
