package groupbuy

import (
	"bytes"
	"encoding/json"
	"fmt"

	"qunli/campaign"
)

// Model is the group-buy.
type Model struct{}

// Name is the model's name for ever.
func (Model) Name() string { return "groupbuy" }

// Title is its name for people.
func (Model) Title() (zh, en string) { return "拼团", "Group-buy" }

// Example gives a team of three for a day.
func (Model) Example() json.RawMessage {
	return json.RawMessage(`{"size":3,"minutes":1440,"price":5900,"leader_price":4900,"single_price":7900,"stock":100,"hold_minutes":10}`)
}

// Read gives the game of settings.
func (Model) Read(settings json.RawMessage) (campaign.Game, error) {
	in := json.NewDecoder(bytes.NewReader(settings))
	in.DisallowUnknownFields()
	r := Rules{}
	if err := in.Decode(&r); err != nil {
		return nil, fmt.Errorf("groupbuy: settings: %w", err)
	}
	return &Game{r}, nil
}

// Rules are the settings of a group-buy. Prices are in fen.
type Rules struct {
	Product     string `json:"product,omitempty"` // public id, "" none of the shop's
	Size        int64  `json:"size"`              // paid seats that make a team
	Most        int64  `json:"most,omitempty"`    // of a ladder: the most seats of a team; 0 the size
	Minutes     int64  `json:"minutes"`           // from opening to the deadline
	Price       int64  `json:"price"`             // of a member; of a ladder the first price
	LeaderPrice int64  `json:"leader_price"`      // of who opens the team
	SinglePrice int64  `json:"single_price,omitempty"`
	Stock       int64  `json:"stock"`
	StockADay   int64  `json:"stock_a_day,omitempty"`
	HoldMinutes int64  `json:"hold_minutes"`
	OneTeam     bool   `json:"one_team,omitempty"` // one forming team at a time
	PayFirst    bool   `json:"pay_first,omitempty"`
	Overflow    string `json:"overflow,omitempty"` // of pay-first: join_other, new_team, refund
	Ladder      []Step `json:"ladder,omitempty"`
	Current     bool   `json:"current,omitempty"` // ladder: pay the price current then, not the highest
	FillLeast   int64  `json:"fill_least,omitempty"`
	FillMost    int64  `json:"fill_most,omitempty"`    // how many places the brand fills of a team of at least FillLeast
	Bonus       *Bonus `json:"bonus,omitempty"`        // of the leader of a team that succeeded
	MergeBefore int64  `json:"merge_before,omitempty"` // minutes before the deadline from which teams that are short are merged, 0 never
}

// Step is a price from a number of paid seats on.
type Step struct {
	From  int64 `json:"from"`
	Price int64 `json:"price"` // fen
}

// The ways of who pays when the team is full.
const (
	JoinOther = "join_other" // the team that lacks least, or else a new one
	NewTeam   = "new_team"
	Refund    = "refund"
)

// Limits of the settings.
const (
	maxSize    = 1000
	maxMinutes = 30 * 24 * 60
	maxHold    = 60
	maxPrice   = 10_000_000
)

// Game plays by rules.
type Game struct{ Rules }

// cap is how many seats a team has.
func (r Rules) cap() int64 { return max(r.Most, r.Size) }

// PriceAt gives the price when so many are paid.
func (r Rules) PriceAt(n int64) int64 {
	p := r.Price
	for _, s := range r.Ladder {
		if n >= s.From {
			p = s.Price
		}
	}
	return p
}

// Validate names what is wrong.
func (g *Game) Validate(t campaign.Terms) []campaign.Problem {
	var out []campaign.Problem
	check := func(good bool, field string, value any, zh, en string) {
		if !good {
			out = append(out, campaign.Problem{Field: field, Value: fmt.Sprint(value), Zh: zh, En: en})
		}
	}
	between := func(field string, value, low, high int64) {
		check(value >= low && value <= high, field, value, fmt.Sprintf("须在 %d 到 %d 之间", low, high), fmt.Sprintf("must lie between %d and %d", low, high))
	}
	between("size", g.Size, 2, maxSize)
	between("minutes", g.Minutes, 10, maxMinutes)
	check(g.Price >= 1 && g.Price <= maxPrice, "price", g.Price, "须在 0.01 到 100,000 元之间", "must lie between 0.01 and 100,000 yuan")
	check(g.LeaderPrice >= 1 && g.LeaderPrice <= maxPrice, "leader_price", g.LeaderPrice, "须在 0.01 到 100,000 元之间", "must lie between 0.01 and 100,000 yuan")
	between("stock", g.Stock, g.Size, 100_000_000)
	between("hold_minutes", g.HoldMinutes, 2, maxHold)
	check(g.StockADay >= 0, "stock_a_day", g.StockADay, "不能是负数；0 表示不限", "must not be negative; 0 is no limit")
	check(g.HoldMinutes <= g.Minutes, "hold_minutes", g.HoldMinutes, "付款时限不能比成团时限还长", "must not be longer than a team has")
	check(g.SinglePrice == 0 || g.SinglePrice >= g.Price, "single_price", g.SinglePrice, "单买价不能低于拼团价", "must not be below the price in a team")
	check(!g.PayFirst || g.Overflow == JoinOther || g.Overflow == NewTeam || g.Overflow == Refund, "overflow", g.Overflow, "先付后占须选 join_other、new_team 或 refund", "pay-first needs join_other, new_team or refund")
	check(g.FillMost == 0 || g.FillLeast > 0 && g.FillMost <= g.Size-1, "fill_most", g.FillMost, "补位人数须小于成团人数，并填写至少几人才补", "must be below the size, and fill_least must say from how many on")
	check(g.Most == 0 || len(g.Ladder) > 0 && g.Most >= g.Size && g.Most <= maxSize, "most", g.Most, "只用于阶梯价，且不小于成团人数", "is for ladders only, and not below the size")
	check(g.MergeBefore >= 0 && g.MergeBefore < max(g.Minutes, 1), "merge_before", g.MergeBefore, "须短于成团时限；0 表示不合并", "must be shorter than a team has; 0 is never")
	g.validateLadder(check)
	g.validateBonus(check)
	return out
}

func (g *Game) validateLadder(check func(good bool, field string, value any, zh, en string)) {
	last := Step{1, g.Price}
	for n, s := range g.Ladder {
		field := fmt.Sprintf("ladder[%d]", n)
		check(s.From > last.From && s.From <= g.cap(), field+".from", s.From, "人数须逐档增加，且不超过团的人数上限", "must grow from step to step, up to the seats of a team")
		check(s.Price < last.Price && s.Price > 0, field+".price", s.Price, "价格须逐档降低", "must fall from step to step")
		last = s
	}
	check(len(g.Ladder) == 0 || g.LeaderPrice == g.Price, "leader_price", g.LeaderPrice, "阶梯价时团长价须与起步价相同", "must be the first price when there is a ladder")
	check(len(g.Ladder) == 0 || g.FillMost == 0, "fill_most", g.FillMost, "阶梯价不能补位", "cannot be used with a ladder")
}

// Buckets is the stock, and its day's part, and what leaders are given.
func (g *Game) Buckets() []campaign.Plan {
	out := []campaign.Plan{{Name: "stock", Total: g.Stock, Daily: g.StockADay}}
	if g.Bonus != nil {
		out = append(out, campaign.Plan{Name: g.Bonus.bucket(), Total: max(g.Bonus.Budget, g.Bonus.Stock), Code: campaign.Budget})
	}
	return out
}

// Worst is all stock sold in teams at the lowest price instead of singly, a leader in each of them with the highest bonus, up to its
// budget (CAM-12). What gifts are worth is not told here.
func (g *Game) Worst() int64 {
	low := g.PriceAt(g.cap())
	least := max(g.Size-g.FillMost, 1)
	led, bonus := (g.Stock+least-1)/least, int64(0)
	if g.Bonus != nil {
		bonus = min(led*g.Bonus.worth(g.cap()-1), g.Bonus.Budget)
	}
	return bonus + g.Stock*max(max(g.SinglePrice, g.Price)-low, 0) + led*max(low-g.LeaderPrice, 0)
}

// Bought is one piece; its name is the campaign's.
func (g *Game) Bought(s campaign.Seat) []campaign.Good {
	return []campaign.Good{{Product: g.Product, N: 1, Each: s.Amount}}
}

// Crowd is true: a team is decided by all its seats.
func (g *Game) Crowd() bool { return true }

var (
	_ campaign.Model   = Model{}
	_ campaign.Game    = (*Game)(nil)
	_ campaign.Matcher = (*Game)(nil)
	_ campaign.Rehomer = (*Game)(nil)
	_ campaign.Giver   = (*Game)(nil)
	_ campaign.Costed  = (*Game)(nil)
	_ campaign.Seller  = (*Game)(nil)
)
