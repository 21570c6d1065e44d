package handover

import (
	"slices"

	"qunli/campaign"
	"qunli/customer"
	"qunli/kit/fault"
	"qunli/org"
)

// How goods come to whoever bought them.
type How string

// The ways. Nothing ("") is handed over of what is virtual.
const (
	Delivery How = "delivery"
	Pickup   How = "pickup"
)

// State is where the goods of a seat stand.
type State string

// The states.
const (
	Waiting   State = "waiting" // the game has not let them go
	Ready     State = "ready"
	Shipped   State = "shipped"
	Received  State = "received"
	Fetched   State = "fetched"
	Withdrawn State = "withdrawn"
)

// Parcel is how the goods of one seat come to whoever bought them.
type Parcel struct {
	SeatID     campaign.SeatID
	CampaignID campaign.ID
	CustomerID customer.ID
	How        How
	State      State
	Title      string
	Address    string // sealed
	StoreID    org.StoreID
	Code       string
	Carrier    string
	Parcel     string
	EndedAt    int64 // unix ms, 0 not yet
	Version    int64
	CreatedAt  int64
}

// The refusals of this room.
var (
	ErrMissing   = fault.New(fault.Missing, "handover.missing", "没有这份货", "There are no such goods")
	ErrState     = fault.New(fault.Conflict, "handover.state", "这份货现在的状态（%s）不能这样做", "Goods in state %s cannot do that")
	ErrNoAddress = fault.New(fault.Conflict, "handover.no_address", "买家还没有填写收货地址，填好后才能发货", "The buyer has not said yet where it goes; it is sent after that")
	ErrChanged   = fault.New(fault.Conflict, "handover.changed", "刚被别人改过，请刷新后再改", "Somebody else has just changed it; reload it first")
	ErrNothing   = fault.New(fault.Conflict, "handover.nothing", "这个活动没有要交付的货", "Nothing is handed over in this campaign")
)

// turn changes the state, where the one it has is among from.
func (p *Parcel) turn(to State, now int64, from ...State) error {
	if !slices.Contains(from, p.State) {
		return ErrState.F(string(p.State))
	}
	if p.State = to; to == Received || to == Fetched || to == Withdrawn {
		p.EndedAt = now
	}
	return nil
}

// Open tells whether the buyer may still say where it goes.
func (p *Parcel) Open() bool { return p.State == Waiting || p.State == Ready }
