package console

import (
	"qunli/community"
	"qunli/customer"
	"qunli/kit/money"
	"qunli/org"
)

// breachView is somebody in a group whose gate does not admit them.
type breachView struct {
	ID          community.BreachID `json:"id"`
	CommunityID community.ID       `json:"community_id"`
	CustomerID  customer.ID        `json:"customer_id"`
	JoinedAt    int64              `json:"joined_at" doc:"Unix ms"`
	At          int64              `json:"at" doc:"Unix ms"`
	DueAt       int64              `json:"due_at" doc:"Unix ms"`
}

func viewBreach(b community.Breach) breachView {
	return breachView{b.ID, b.CommunityID, b.CustomerID, b.JoinedAt, b.At, b.DueAt}
}

// FlowRuleBody says who goes on from which groups to which.
type FlowRuleBody struct {
	Version  int64          `json:"version,omitempty" doc:"The one that the caller saw; of a new rule it is left out"`
	Name     string         `json:"name" minLength:"1" maxLength:"200"`
	Rule     string         `json:"rule" minLength:"1" doc:"Who"`
	From     community.ID   `json:"from_id,omitempty" doc:"Empty: every open group of from_kind"`
	FromKind community.Kind `json:"from_kind,omitempty"`
	To       community.ID   `json:"to_id,omitempty" doc:"Empty: an open group of to_kind with room, of the same store"`
	ToKind   community.Kind `json:"to_kind,omitempty"`
	Days     int64          `json:"days,omitempty" minimum:"0" doc:"A join within so many days is a flow; 0: the setting's"`
	Store    org.StoreID    `json:"store_id,omitempty"`
	Paused   bool           `json:"paused,omitempty"`
}

func (b FlowRuleBody) rule(i community.FlowRuleID) community.FlowRule {
	return community.FlowRule{ID: i, Name: b.Name, Rule: b.Rule, FromID: b.From, FromKind: b.FromKind, ToID: b.To, ToKind: b.ToKind, Days: b.Days,
		StoreID: b.Store, Paused: b.Paused, Version: b.Version}
}

// flowRuleView is a rule of flow.
type flowRuleView struct {
	ID        community.FlowRuleID `json:"id"`
	Name      string               `json:"name"`
	Rule      string               `json:"rule"`
	FromID    community.ID         `json:"from_id"`
	FromKind  community.Kind       `json:"from_kind"`
	ToID      community.ID         `json:"to_id"`
	ToKind    community.Kind       `json:"to_kind"`
	Days      int64                `json:"days"`
	StoreID   org.StoreID          `json:"store_id"`
	StaffID   org.StaffID          `json:"staff_id"`
	Paused    bool                 `json:"paused"`
	RanAt     int64                `json:"ran_at" doc:"Unix ms, 0 never"`
	Version   int64                `json:"version"`
	CreatedAt int64                `json:"created_at" doc:"Unix ms"`
}

func viewFlowRule(r community.FlowRule) flowRuleView { return flowRuleView(r) }

// flowView is one person suggested for another group.
type flowView struct {
	ID          community.FlowID     `json:"id"`
	RuleID      community.FlowRuleID `json:"rule_id"`
	CustomerID  customer.ID          `json:"customer_id"`
	FromID      community.ID         `json:"from_id"`
	ToID        community.ID         `json:"to_id"`
	StoreID     org.StoreID          `json:"store_id"`
	StaffID     org.StaffID          `json:"staff_id"`
	SuggestedAt int64                `json:"suggested_at" doc:"Unix ms"`
	DueAt       int64                `json:"due_at" doc:"Unix ms"`
	InvitedAt   int64                `json:"invited_at" doc:"Unix ms, 0 not yet"`
	InvitedBy   org.StaffID          `json:"invited_by"`
	DroppedAt   int64                `json:"dropped_at" doc:"Unix ms"`
	JoinedAt    int64                `json:"joined_at" doc:"Unix ms, if they joined in time"`
}

func viewFlow(f community.Flow) flowView { return flowView(f) }

// funnelView is what became of the suggestions of a rule.
type funnelView struct {
	Rule      community.FlowRuleID `json:"rule_id"`
	Suggested int64                `json:"suggested"`
	Invited   int64                `json:"invited"`
	Joined    int64                `json:"joined" doc:"Within the days of the rule"`
	Pending   int64                `json:"pending"`
}

// proposalView is what a review proposes about a member.
type proposalView struct {
	ID          community.ProposalID    `json:"id"`
	CommunityID community.ID            `json:"community_id"`
	CustomerID  customer.ID             `json:"customer_id"`
	Kind        community.ProposalKind  `json:"kind" doc:"promote, prune, retire"`
	ToID        community.ID            `json:"to_id"`
	Because     []reasonView            `json:"because"`
	State       community.ProposalState `json:"state" doc:"proposed, approved, refused, done"`
	Reason      string                  `json:"reason"`
	StaffID     org.StaffID             `json:"staff_id" doc:"Who decided"`
	At          int64                   `json:"at" doc:"Unix ms"`
	DecidedAt   int64                   `json:"decided_at" doc:"Unix ms"`
	DoneAt      int64                   `json:"done_at" doc:"Unix ms"`
	Version     int64                   `json:"version"`
}

func viewProposal(p community.Proposal) proposalView {
	return proposalView{p.ID, p.CommunityID, p.CustomerID, p.Kind, p.ToID, viewReasons(p.Explanation()), p.State, p.Reason, p.StaffID, p.At,
		p.DecidedAt, p.DoneAt, p.Version}
}

// effectView compares a group before and after.
type effectView struct {
	Days   int64      `json:"days" doc:"On either side"`
	Before periodView `json:"before"`
	After  periodView `json:"after"`
	Whole  bool       `json:"whole" doc:"All days after it have passed"`
}

type periodView struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Joins  int64  `json:"joins"`
	Leaves int64  `json:"leaves"`
}

func viewEffect(e community.Effect) effectView {
	return effectView{e.Days, periodView(e.Before), periodView(e.After), e.Whole}
}

// harvestedView is one active member of an activity group at its end.
type harvestedView struct {
	CommunityID community.ID           `json:"community_id"`
	CustomerID  customer.ID            `json:"customer_id"`
	Acts        int64                  `json:"acts" doc:"Two-way acts while the group ran"`
	State       community.HarvestState `json:"state" doc:"waiting, handled, waived"`
	ToID        community.ID           `json:"to_id"`
	StaffID     org.StaffID            `json:"staff_id"`
	At          int64                  `json:"at" doc:"Unix ms"`
}

// reportView is what an activity group led to.
type reportView struct {
	Joined       int64 `json:"joined"`
	Participated int64 `json:"participated"`
	Moved        int64 `json:"moved"`
	Left         int64 `json:"left"`
}

// crossingView is a move to another carrier and how far its people are.
type crossingView struct {
	ID          community.CarrierID `json:"id"`
	CommunityID community.ID        `json:"community_id"`
	FromCarrier string              `json:"from_carrier"`
	ToCarrier   string              `json:"to_carrier"`
	ToSource    string              `json:"to_source"`
	ToCode      string              `json:"to_code"`
	StartedAt   int64               `json:"started_at" doc:"Unix ms"`
	EndedAt     int64               `json:"ended_at" doc:"Unix ms, 0: under way"`
	Total       int64               `json:"total"`
	Waiting     int64               `json:"waiting"`
	Reminded    int64               `json:"reminded"`
	Moved       int64               `json:"moved"`
	Lost        int64               `json:"lost"`
}

func viewCrossing(c community.Crossing) crossingView {
	return crossingView{c.ID, c.CommunityID, c.FromCarrier, c.ToCarrier, c.ToSource, c.ToCode, c.StartedAt, c.EndedAt, c.Total, c.Waiting,
		c.Reminded, c.Moved, c.Lost}
}

// newsView is something new that seed users see earlier.
type newsView struct {
	ID       community.NewsID `json:"id"`
	Title    string           `json:"title"`
	Link     string           `json:"link"`
	SeedAt   int64            `json:"seed_at" doc:"Unix ms"`
	PublicAt int64            `json:"public_at" doc:"Unix ms"`
	StaffID  org.StaffID      `json:"staff_id"`
}

func viewNews(n community.News) newsView { return newsView(n) }

// axisBody is one dimension of the matrix.
type axisBody struct {
	Axis   string   `json:"axis" enum:"attribute,spend,need,area,product,level"`
	Values []string `json:"values" minItems:"1" maxItems:"50" nullable:"false"`
}

// matrixView is the grid of groups.
type matrixView struct {
	AsOf
	Axes     []axisBody      `json:"axes"`
	Cells    []cellView      `json:"cells"`
	Gaps     []cellView      `json:"gaps" doc:"Cells without a group"`
	Outside  []communityView `json:"outside" doc:"Open groups that stand in no cell, the first of them"`
	Unplaced int64           `json:"unplaced" doc:"How many those are"`
	Overlaps []overlapView   `json:"overlaps" doc:"People in too many marketing groups, the worst first"`
	Over     int64           `json:"over" doc:"How many there are"`
}

type cellView struct {
	Values  []string       `json:"values" doc:"In the order of the axes"`
	Groups  []community.ID `json:"groups"`
	Members int64          `json:"members" doc:"Distinct people"`
	Topics  []string       `json:"topics"`
}

type overlapView struct {
	Customer customer.ID    `json:"customer_id"`
	Groups   []community.ID `json:"groups"`
}

func viewMatrix(m community.Matrix) matrixView {
	return matrixView{AsOf{}, views(m.Axes, func(a community.Axis) axisBody { return axisBody{a.Axis, some(a.Values)} }), views(m.Cells, viewCell),
		views(m.Gaps, viewCell), views(m.Outside, viewCommunity), m.Unplaced,
		views(m.Overlaps, func(o community.Overlap) overlapView { return overlapView{o.Customer, some(o.Groups)} }), m.Over}
}

func viewCell(c community.Cell) cellView {
	groups := views(c.Groups, func(g community.Community) community.ID { return g.ID })
	return cellView{some(c.Values), groups, c.Members, some(c.Topics)}
}

// adviceView is which kind of group suits goods.
type adviceView struct {
	Kind     community.Kind `json:"kind"`
	LeadsTo  community.Kind `json:"leads_to" doc:"Where its people go on to"`
	Category string         `json:"category" doc:"Whose thresholds were used"`
	DearFrom money.Fen      `json:"dear_from" doc:"Fen: an order of at least so much is dear"`
	Often    int64          `json:"often" doc:"Orders a year: so many or more are frequent"`
	Dear     bool           `json:"dear"`
	Frequent bool           `json:"frequent"`
}

func viewAdvice(a community.Advice) adviceView {
	return adviceView{a.Kind, a.LeadsTo, a.Category.Name, a.Category.Dear, a.Category.Orders, a.Dear, a.Frequent}
}
