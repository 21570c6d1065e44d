package console

import (
	"encoding/json"

	"qunli/community"
	"qunli/customer"
	"qunli/intake"
	"qunli/kit/money"
	"qunli/org"
	"qunli/segment"
)

// communityView is one group.
type communityView struct {
	ID          community.ID        `json:"id"`
	Source      string              `json:"source" doc:"The system it lives in; qunli when opened here"`
	Code        string              `json:"code" doc:"Its key there"`
	Name        string              `json:"name"`
	Kind        community.Kind      `json:"kind" doc:"activity, service, sales, core, seed; empty: nobody has decided"`
	State       community.State     `json:"state" doc:"draft, open, harvest, closed, archived"`
	Carrier     string              `json:"carrier" doc:"wecom, wechat, qq, irc, other"`
	StoreID     org.StoreID         `json:"store_id"`
	StaffID     org.StaffID         `json:"staff_id" doc:"Group owner"`
	Area        string              `json:"area"`
	Level       string              `json:"level"`
	Topic       string              `json:"topic"`
	Series      string              `json:"series" doc:"Fixed part of the naming template"`
	Purpose     string              `json:"purpose" doc:"The word of the name that says what the group is for"`
	Number      int64               `json:"number" doc:"Within the series, from 1; 0 none"`
	TargetSize  int64               `json:"target_size" doc:"The next of the series opens here"`
	Cap         int64               `json:"cap"`
	StartsOn    string              `json:"starts_on" doc:"YYYY-MM-DD"`
	EndsOn      string              `json:"ends_on" doc:"YYYY-MM-DD"`
	Members     int64               `json:"members" doc:"Open stays"`
	Pause       int64               `json:"pause" doc:"Ms: a leave followed by a return within it is no leave"`
	Gate        string              `json:"gate" doc:"Rule that newcomers have to meet"`
	Threshold   community.Threshold `json:"threshold" doc:"single, cumulative or empty"`
	Price       money.Fen           `json:"price" doc:"Fen, of the threshold"`
	PromoCap    int64               `json:"promo_cap" doc:"Promotional posts in 1,000 at most"`
	Alternative community.ID        `json:"alternative_id" doc:"Offered to those whom the gate refuses"`
	Brief       int64               `json:"brief" doc:"Number of the current brief, 0 none yet"`
	ImportID    intake.ID           `json:"import_id"`
	Version     int64               `json:"version"`
	OpenedAt    int64               `json:"opened_at" doc:"Unix ms"`
	ClosedAt    int64               `json:"closed_at" doc:"Unix ms"`
	CreatedAt   int64               `json:"created_at" doc:"Unix ms"`
}

func viewCommunity(g community.Community) communityView {
	return communityView{g.ID, g.Source, g.Code, g.Name, g.Kind, g.State, g.Carrier, g.StoreID, g.StaffID, g.Area, g.Level, g.Topic,
		g.Series, g.Purpose, g.Number, g.TargetSize, g.Cap, g.StartsOn, g.EndsOn, g.Members, g.Pause, g.Gate, g.Threshold, g.Price,
		g.PromoCap, g.AlternativeID, g.Brief, intake.ID(g.ImportID), g.Version, g.OpenedAt, g.ClosedAt, g.CreatedAt}
}

// communitiesView is a page of groups with the size of the whole list.
type communitiesView struct {
	Items   []communityView `json:"items"`
	Next    string          `json:"next" doc:"Cursor of the next page, empty at the end"`
	Groups  int64           `json:"groups" doc:"Of the whole list"`
	Members int64           `json:"members" doc:"Open stays in all of them"`
}

// communityDetail is a group with what follows from preset and settings.
type communityDetail struct {
	Community communityView `json:"community"`
	Preset    kindView      `json:"preset"`
	Gate      string        `json:"gate" doc:"The whole gate: of the kind and of the group"`
	Expected  string        `json:"expected" doc:"The name that the template gives"`
	Deviates  bool          `json:"deviates" doc:"It is called otherwise"`
}

// kindView is what groups of a kind begin with.
type kindView struct {
	Kind      community.Kind     `json:"kind"`
	Zh        string             `json:"zh"`
	En        string             `json:"en"`
	Entry     community.GateKind `json:"entry" doc:"How people come in"`
	PromoCap  int64              `json:"promo_cap" doc:"Promotional posts in 1,000"`
	Marketing bool               `json:"marketing" doc:"Counts among the marketing groups a person may be in"`
	Promotes  bool               `json:"promotes" doc:"May promote from the first minute"`
	Dated     bool               `json:"dated" doc:"Has a first and a last day"`
	Reply     int64              `json:"reply" doc:"Minutes after which an unanswered question is a task, 0 never"`
	Roles     []community.Role   `json:"roles" doc:"That it wants filled"`
	Playbook  []string           `json:"playbook" doc:"What is done there regularly"`
	Measures  []string           `json:"measures" doc:"Metrics it is judged by"`
}

func viewKind(p community.Preset) kindView {
	p.Roles, p.Playbook, p.Measures = some(p.Roles), some(p.Playbook), some(p.Measures)
	return kindView(p)
}

// BriefBody is the positioning of a group.
type BriefBody struct {
	Purpose   string `json:"purpose" maxLength:"2000" doc:"Why there is this group"`
	Goal      string `json:"goal" maxLength:"2000" doc:"The goal all share"`
	Value     string `json:"value" maxLength:"2000" doc:"Core value proposition"`
	Persona   string `json:"persona" maxLength:"2000" doc:"Who belongs here"`
	Pains     string `json:"pains" maxLength:"2000" doc:"What hurts them"`
	Advantage string `json:"advantage" maxLength:"2000" doc:"Why we"`
	Product   string `json:"product" maxLength:"2000" doc:"Link to the goods behind it"`
}

func (b BriefBody) brief() community.Brief {
	return community.Brief{Purpose: b.Purpose, Goal: b.Goal, Value: b.Value, Persona: b.Persona, Pains: b.Pains, Advantage: b.Advantage,
		Product: b.Product}
}

// briefView is one version of a brief.
type briefView struct {
	CommunityID community.ID `json:"community_id"`
	Number      int64        `json:"number" doc:"Version, from 1"`
	Purpose     string       `json:"purpose"`
	Goal        string       `json:"goal"`
	Value       string       `json:"value"`
	Persona     string       `json:"persona"`
	Pains       string       `json:"pains"`
	Advantage   string       `json:"advantage"`
	Product     string       `json:"product"`
	StaffID     org.StaffID  `json:"staff_id"`
	At          int64        `json:"at" doc:"Unix ms"`
}

// PlanBody is what a group is made with. Fields left out take the preset of the kind and the settings.
type PlanBody struct {
	Name        string              `json:"name,omitempty" maxLength:"200" doc:"By the template when empty"`
	Kind        community.Kind      `json:"kind,omitempty" enum:",activity,service,sales,core,seed"`
	Carrier     string              `json:"carrier,omitempty" doc:"wecom, wechat, qq, irc, other"`
	Store       org.StoreID         `json:"store_id,omitempty"`
	Staff       org.StaffID         `json:"staff_id,omitempty" doc:"Group owner"`
	Area        string              `json:"area,omitempty"`
	Level       string              `json:"level,omitempty"`
	Topic       string              `json:"topic,omitempty"`
	Purpose     string              `json:"purpose,omitempty" doc:"Must stand in the name"`
	Number      int64               `json:"number,omitempty" minimum:"0" doc:"Within the series; 0 is the next"`
	TargetSize  int64               `json:"target_size,omitempty" minimum:"0"`
	Cap         int64               `json:"cap,omitempty" minimum:"0"`
	StartsOn    string              `json:"starts_on,omitempty" doc:"YYYY-MM-DD"`
	EndsOn      string              `json:"ends_on,omitempty" doc:"YYYY-MM-DD"`
	Pause       int64               `json:"pause,omitempty" doc:"Ms"`
	PromoCap    int64               `json:"promo_cap,omitempty" minimum:"0" maximum:"1000"`
	Threshold   community.Threshold `json:"threshold,omitempty" enum:",single,cumulative"`
	Price       money.Fen           `json:"price,omitempty" doc:"Fen"`
	Gate        string              `json:"gate,omitempty" doc:"Rule beside the one of the kind"`
	Alternative community.ID        `json:"alternative_id,omitempty"`
}

// stayView is one stay in a group.
type stayView struct {
	ID          community.StayID     `json:"id"`
	CommunityID community.ID         `json:"community_id"`
	CustomerID  customer.ID          `json:"customer_id"`
	JoinedAt    int64                `json:"joined_at" doc:"Unix ms; of the first sign of life where certain is false"`
	Certain     bool                 `json:"certain" doc:"A join is on record"`
	LeftAt      int64                `json:"left_at" doc:"Unix ms, 0: still here"`
	SeenAt      int64                `json:"seen_at" doc:"Unix ms, the last movement"`
	InviterID   customer.ID          `json:"inviter_id" doc:"Empty: unknown"`
	Scene       string               `json:"scene"`
	LeftScene   string               `json:"left_scene"`
	EntranceID  community.EntranceID `json:"entrance_id"`
	Reconnects  int64                `json:"reconnects" doc:"Leaves followed by a return within the pause"`
	Pause       int64                `json:"pause" doc:"Ms; 0 while open"`
}

func viewStay(s community.Stay) stayView { return stayView(s) }

// entranceView is an entrance with its gate and what came by it.
type entranceView struct {
	ID          community.EntranceID `json:"id"`
	CommunityID community.ID         `json:"community_id"`
	Code        string               `json:"code" doc:"What stands in the link"`
	Name        string               `json:"name" doc:"Where it hangs"`
	Gate        community.GateKind   `json:"gate"`
	Rule        string               `json:"rule"`
	Invite      bool                 `json:"invite" doc:"It has an invite code"`
	Questions   []string             `json:"questions"`
	Approval    bool                 `json:"approval"`
	Rolling     bool                 `json:"rolling"`
	Closed      bool                 `json:"closed"`
	Version     int64                `json:"version"`
	CreatedAt   int64                `json:"created_at" doc:"Unix ms"`
	Waiting     int64                `json:"waiting"`
	Admitted    int64                `json:"admitted"`
	Refused     int64                `json:"refused"`
	Joined      int64                `json:"joined" doc:"Stays begun by it"`
	Here        int64                `json:"here" doc:"Of these, still open"`
}

func viewEntrance(t community.Traffic) entranceView {
	return entranceView{t.ID, t.CommunityID, t.Code, t.Name, t.Gate, t.Rule, t.Secret != "", some(t.Asked()), t.Approval, t.Rolling,
		t.Closed, t.Version, t.CreatedAt, t.Waiting, t.Admitted, t.Refused, t.Joined, t.Here}
}

// reasonView is one clause of a rule and what the person has.
type reasonView struct {
	Clause string `json:"clause" doc:"Canonical text"`
	Zh     string `json:"zh"`
	En     string `json:"en"`
	Value  string `json:"value" doc:"What the person has, spelt as a rule would"`
	Holds  bool   `json:"holds"`
}

func viewReasons(e segment.Explanation) []reasonView {
	return views(e, func(r segment.Reason) reasonView { return reasonView(r) })
}

// applicationView is somebody at an entrance.
type applicationView struct {
	ID          community.ApplicationID `json:"id"`
	EntranceID  community.EntranceID    `json:"entrance_id"`
	CommunityID community.ID            `json:"community_id"`
	CustomerID  customer.ID             `json:"customer_id"`
	State       community.ApplyState    `json:"state" doc:"waiting, admitted, refused"`
	Reason      community.Refusal       `json:"reason" doc:"Why refused"`
	ReasonZh    string                  `json:"reason_zh"`
	ReasonEn    string                  `json:"reason_en"`
	Because     []reasonView            `json:"because"`
	Answers     []string                `json:"answers"`
	Alternative community.ID            `json:"alternative_id" doc:"Offered instead"`
	StaffID     org.StaffID             `json:"staff_id"`
	Version     int64                   `json:"version"`
	At          int64                   `json:"at" doc:"Unix ms"`
	DecidedAt   int64                   `json:"decided_at" doc:"Unix ms"`
}

func viewApplication(a community.Application) applicationView {
	v := applicationView{ID: a.ID, EntranceID: a.EntranceID, CommunityID: a.CommunityID, CustomerID: a.CustomerID, State: a.State,
		Reason: a.Reason, Because: viewReasons(a.Explanation()), Answers: texts(a.Answers), Alternative: a.AlternativeID,
		StaffID: a.StaffID, Version: a.Version, At: a.At, DecidedAt: a.DecidedAt}
	if a.Reason != "" {
		v.ReasonZh, v.ReasonEn = a.Reason.Title()
	}
	return v
}

// texts reads a JSON list of texts; what is none gives an empty list.
func texts(list string) []string {
	var out []string
	if json.Unmarshal([]byte(list), &out) != nil {
		return []string{}
	}
	return some(out)
}

// holdingView is one role held by a member of staff or a customer.
type holdingView struct {
	ID          community.RoleID `json:"id"`
	CommunityID community.ID     `json:"community_id"`
	CustomerID  customer.ID      `json:"customer_id" doc:"Empty: staff"`
	StaffID     org.StaffID      `json:"staff_id" doc:"Empty: a customer"`
	Role        community.Role   `json:"role"`
	Expertise   string           `json:"expertise"`
	Since       int64            `json:"since" doc:"Unix ms"`
	Until       int64            `json:"until" doc:"Unix ms, 0: still"`
}

func viewHolding(h community.Holding) holdingView { return holdingView(h) }

// structureView is who does what in a group, and what it lacks.
type structureView struct {
	Holdings   []holdingView            `json:"holdings"`
	Roles      map[community.Role]int64 `json:"roles" doc:"People by role"`
	Strengths  map[string]int64         `json:"strengths" doc:"Opinion leaders by what they are good at"`
	Missing    []community.Role         `json:"missing"`
	CommonNeed bool                     `json:"common_need" doc:"The brief names whom the group is for and what troubles them"`
	Members    int64                    `json:"members"`
	Staff      int64                    `json:"staff" doc:"Members of staff with a role"`
	PerStaff   float64                  `json:"per_staff" doc:"Members per member of staff, 0: nobody serves"`
	LastEvent  int64                    `json:"last_event" doc:"Unix ms, 0 none"`
	Warnings   []titleView              `json:"warnings"`
}

// titleView is a code with its words.
type titleView struct {
	Code string `json:"code"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

func viewStructure(s community.Structure) structureView {
	return structureView{views(s.Holdings, viewHolding), s.Roles, s.Strengths, some(s.Missing), s.CommonNeed, s.Members, s.Staff, s.PerStaff,
		s.LastEvent, views(s.Warnings, func(w community.Warning) titleView { return titleView(w) })}
}
