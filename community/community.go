package community

import (
	"qunli/customer"
	"qunli/kit/id"
	"qunli/kit/money"
	"qunli/org"
)

type (
	communityKind   struct{}
	moveKind        struct{}
	stayKind        struct{}
	entranceKind    struct{}
	applicationKind struct{}
	roleKind        struct{}
	flowRuleKind    struct{}
	flowKind        struct{}
	proposalKind    struct{}
	carrierKind     struct{}
	newsKind        struct{}
	breachKind      struct{}
)

func (communityKind) Prefix() string   { return "com" }
func (moveKind) Prefix() string        { return "mov" }
func (stayKind) Prefix() string        { return "sty" }
func (entranceKind) Prefix() string    { return "ent" }
func (applicationKind) Prefix() string { return "apl" }
func (roleKind) Prefix() string        { return "rol" }
func (flowRuleKind) Prefix() string    { return "flr" }
func (flowKind) Prefix() string        { return "flw" }
func (proposalKind) Prefix() string    { return "prp" }
func (carrierKind) Prefix() string     { return "car" }
func (newsKind) Prefix() string        { return "nws" }
func (breachKind) Prefix() string      { return "brc" }

type (
	// ID identifies a community.
	ID = id.Of[communityKind]
	// MoveID identifies one raw movement.
	MoveID = id.Of[moveKind]
	// StayID identifies a stay.
	StayID = id.Of[stayKind]
	// EntranceID identifies an entrance.
	EntranceID = id.Of[entranceKind]
	// ApplicationID identifies one application at an entrance.
	ApplicationID = id.Of[applicationKind]
	// RoleID identifies one holding of a role.
	RoleID = id.Of[roleKind]
	// FlowRuleID identifies a rule by which people go on to another group.
	FlowRuleID = id.Of[flowRuleKind]
	// FlowID identifies one person suggested by such a rule.
	FlowID = id.Of[flowKind]
	// ProposalID identifies a proposal of a review.
	ProposalID = id.Of[proposalKind]
	// CarrierID identifies a move to another carrier.
	CarrierID = id.Of[carrierKind]
	// NewsID identifies an early notice.
	NewsID = id.Of[newsKind]
	// BreachID identifies one breach of a gate.
	BreachID = id.Of[breachKind]
)

// Kind is what a community is for (COM-02, COM-21).
type Kind string

// The kinds. An imported group has none until somebody decides.
const (
	Undecided Kind = ""
	Activity  Kind = "activity" // 活动群
	Serving   Kind = "service"  // 服务群
	Sales     Kind = "sales"    // 销售群
	Core      Kind = "core"     // 核心群
	Seed      Kind = "seed"     // 种子用户群
)

// State is where a community stands in its life.
type State string

// The states. Only an activity group passes through Harvest.
const (
	Draft    State = "draft"
	Open     State = "open"
	Harvest  State = "harvest"
	Closed   State = "closed"
	Archived State = "archived"
)

// Community is one group: a row of the table community. It outlives the carrier it lives on (COM-23).
type Community struct {
	ID            ID
	Source        string // the system it lives in; "qunli" when opened here
	Code          string // its key there
	Name          string
	Kind          Kind
	State         State
	Carrier       string // wecom, wechat, qq, irc, other
	StoreID       org.StoreID
	StaffID       org.StaffID // group owner
	Area          string      // matrix cell, "" none
	Level         string
	Topic         string
	Series        string // the naming template's fixed part, "" none
	Purpose       string // the word of the name that says what the group is for: 福利, 活动, …
	Number        int64  // within the series, from 1; 0 none
	TargetSize    int64  // the next of the series opens here
	Cap           int64
	StartsOn      string // YYYY-MM-DD, "" none
	EndsOn        string
	Members       int64  // open stays: accounts inside, as a cap counts them; two of one merged person are two
	Pause         int64  // ms: a leave followed by a return within it is no leave
	Gate          string // rule newcomers have to meet beside that of the kind, canonical, "" none
	Threshold     Threshold
	Price         money.Fen // of the threshold, 0 none
	PromoCap      int64     // promotional posts in 1,000 at most
	AlternativeID ID        // offered to those whom the gate refuses; 0: one that fits is looked for
	Brief         int64     // number of the current brief, 0 none yet
	ImportID      int64
	Version       int64
	OpenedAt      int64
	ClosedAt      int64
	CreatedAt     int64
}

// Known is what an import says of a group: enough to find it, or to make it.
type Known struct {
	Source  string // the system it lives in; one call names one source
	Code    string // its key there
	Name    string // Code when ""
	Carrier string // "other" when ""
	Store   org.StoreID
	Staff   org.StaffID
	Pause   int64 // ms, of a group made now; 0: the setting's, negative: none
}

// MoveKind is what a source said of a person and a group.
type MoveKind string

// The kinds of movement.
const (
	Join  MoveKind = "join"
	Leave MoveKind = "leave"
	Seen  MoveKind = "seen" // gave a sign of life without a join on record
)

// The scenes of movements, as far as they are known.
const (
	SceneCode    = "code"
	SceneInvite  = "invite"
	SceneLink    = "link"
	SceneImport  = "import"
	SceneRename  = "rename"
	SceneCarrier = "carrier"
	SceneLeft    = "left"
	SceneRemoved = "removed"
	SceneQuit    = "quit"
)

// Movement is one raw movement, as a source gives it. It holds no personal data: Ref is built from ids or hashes.
type Movement struct {
	Community ID
	Customer  customer.ID
	Kind      MoveKind
	At        int64       // ms
	Ordinal   int64       // order among movements of one moment, e.g. the line in the source
	Inviter   customer.ID // 0 unknown: never guessed (REF-01)
	Scene     string      // how: the Scene constants, "" unknown
	Entrance  EntranceID
	Ref       string // natural key in its source: the same again changes nothing; "" is never compared
	Pause     int64  // ms, of a leave: how soon a return is no leave; 0: the community's, negative: none
}

// Stay is the time a person spent in a community without being away longer than the pause: a row of community_stay.
type Stay struct {
	ID          StayID
	CommunityID ID
	CustomerID  customer.ID
	JoinedAt    int64 // ms; of the first sign of life where Certain is false
	Certain     bool  // a join is on record
	LeftAt      int64 // ms, 0: still here
	SeenAt      int64 // ms, the last movement of the stay
	InviterID   customer.ID
	Scene       string
	LeftScene   string // left, removed, quit, "" unknown
	EntranceID  EntranceID
	Reconnects  int64 // leaves followed by a return within the pause
	Pause       int64 // ms, of the leave it ended by: a return within it continues the stay; 0 while open
}
