package redpacket

import (
	"bytes"
	"encoding/json"
	"fmt"

	"qunli/campaign"
	"qunli/commerce/pay"
	"qunli/kit/money"
)

// Model is the red packet.
type Model struct{}

// Name is the model's name for ever.
func (Model) Name() string { return "redpacket" }

// Title is its name for people.
func (Model) Title() (zh, en string) { return "随机红包", "Red packet" }

// Example gives a packet of twenty yuan in ten.
func (Model) Example() json.RawMessage {
	return json.RawMessage(`{"amount":2000,"shares":10,"least":100,"most":1000,"hours":24,"budget":20000}`)
}

// Read gives the game of settings.
func (Model) Read(settings json.RawMessage) (campaign.Game, error) {
	in := json.NewDecoder(bytes.NewReader(settings))
	in.DisallowUnknownFields()
	r := Rules{}
	if err := in.Decode(&r); err != nil {
		return nil, fmt.Errorf("redpacket: settings: %w", err)
	}
	return &Game{r}, nil
}

// Rules are the settings of a campaign of red packets. Sums are in fen.
type Rules struct {
	Amount    int64  `json:"amount"` // of one packet
	Shares    int64  `json:"shares"`
	Least     int64  `json:"least"`
	Most      int64  `json:"most"`
	Even      bool   `json:"even,omitempty"` // all shares alike
	Hours     int64  `json:"hours"`
	Budget    int64  `json:"budget"` // of all packets
	BudgetDay int64  `json:"budget_day,omitempty"`
	Purpose   string `json:"purpose,omitempty"` // why (ENG-04)
}

// The states of a packet and of a share.
const (
	Open    = "open"
	Empty   = "empty"
	Expired = "expired"

	Pot      = "pot"
	Emptied  = "emptied"
	Unused   = "unused" // of a pot: what nobody took went back
	Won      = "won"
	Received = "received"
	Returned = "returned"
)

// Limits of the settings.
const (
	maxShares = 500
	maxShare  = 20_000 // fen
	maxHours  = 72
	hour      = 3_600_000
)

// Game plays by rules.
type Game struct{ Rules }

// Validate names what is wrong.
func (g *Game) Validate(campaign.Terms) []campaign.Problem {
	var out []campaign.Problem
	refuse := func(field string, value int64, low, high any, zh, en string) {
		out = append(out, campaign.Problem{Field: field, Value: fmt.Sprint(value), Zh: fmt.Sprintf("须在 %v 到 %v %s之间", low, high, zh), En: fmt.Sprintf("must lie between %v and %v%s", low, high, en)})
	}
	between := func(field string, value, low, high int64) {
		if value < low || value > high {
			refuse(field, value, low, high, "", "")
		}
	}
	yuan := func(field string, value, low, high int64) {
		if value < low || value > high {
			refuse(field, value, money.Fen(low), money.Fen(high), "元", " yuan")
		}
	}
	between("shares", g.Shares, 1, maxShares)
	yuan("least", g.Least, int64(pay.LeastPayout), maxShare)
	yuan("most", g.Most, max(g.Least, int64(pay.LeastPayout)), maxShare)
	yuan("amount", g.Amount, max(g.Shares*g.Least, 1), max(g.Shares*g.Most, 1))
	between("hours", g.Hours, 1, maxHours)
	yuan("budget", g.Budget, max(g.Amount, 1), 1_000_000_000)
	if g.BudgetDay != 0 {
		yuan("budget_day", g.BudgetDay, g.Amount, g.Budget)
	}
	return out
}

// Buckets is the budget, and its day's part.
func (g *Game) Buckets() []campaign.Plan {
	return []campaign.Plan{{Name: "budget", Total: g.Budget, Daily: g.BudgetDay, Code: campaign.Budget}}
}

// Worst is the budget: no more is paid out (CAM-12).
func (g *Game) Worst() int64 { return g.Budget }

// Crowd is false: a share is decided by the packet, its pot, and what its person has.
func (g *Game) Crowd() bool { return false }

// shares gives what a packet was cut into.
func (g *Game) shares(p campaign.Instance) []int64 {
	if g.Even {
		return Even(p.Amount, p.Size)
	}
	return Split(p.Seed, p.Amount, p.Size, g.Least, g.Most)
}

// Decide answers a command.
func (g *Game) Decide(v campaign.View, c campaign.Command, env campaign.Env) campaign.Decision {
	switch c.Kind {
	case campaign.Open:
		return g.open(v, c, env)
	case campaign.Join:
		return g.take(v, env)
	case campaign.Sent, campaign.Returned:
		return sent(v.Seat, c)
	case campaign.Expire:
		if v.Instance.ID != 0 {
			d, _ := expire(v, env)
			return d
		}
	}
	return campaign.Refuse(campaign.Wrong)
}

// open puts a packet out; only the brand does.
func (g *Game) open(v campaign.View, c campaign.Command, env campaign.Env) campaign.Decision {
	if c.Person != 0 {
		return campaign.Refuse(campaign.Wrong)
	}
	p := campaign.Instance{ID: env.NewInstance(), CampaignID: v.Campaign, State: Open, Size: g.Shares, Amount: g.Amount, At: env.Now, Deadline: env.Now + g.Hours*hour}
	p.DueAt, p.Seed = p.Deadline, env.Seed+p.ID.String()
	bucket := env.Leaf("budget")
	pot := campaign.Seat{ID: env.NewSeat(), CampaignID: v.Campaign, InstanceID: p.ID, State: Pot, Standing: campaign.Held, Note: bucket,
		Takes: campaign.Take(bucket, g.Amount), Amount: g.Amount, At: env.Now}
	if !v.Fits(pot.Takes) {
		return campaign.Refuse(campaign.Budget)
	}
	return campaign.Decision{Reply: campaign.Reply{Instance: p.ID, State: p.State, Amount: p.Amount, Until: p.Deadline},
		Instances: []campaign.Instance{p}, Seats: []campaign.Seat{pot}}
}

// expire ends a packet whose time is over, or whose campaign the brand ended: what nobody took goes back to the budget.
func expire(v campaign.View, env campaign.Env) (d campaign.Decision, over bool) {
	p := v.Instance
	if p.State != Open || !v.Stopped && env.Now < p.Deadline {
		return campaign.Decision{}, p.State != Open
	}
	p.State, p.DueAt = Expired, 0
	d.Instances = []campaign.Instance{p}
	for _, pot := range v.Seats {
		if pot.State == Pot {
			pot.State, pot.Standing = Unused, campaign.None
			d.Seats = append(d.Seats, pot)
		}
	}
	return d, true
}

// take gives the person the next share.
func (g *Game) take(v campaign.View, env campaign.Env) campaign.Decision {
	if v.Instance.ID == 0 {
		return campaign.Refuse(campaign.Wrong)
	}
	for _, s := range v.Mine {
		if s.InstanceID == v.Instance.ID {
			return campaign.Decision{Reply: campaign.Reply{Code: campaign.Duplicate, Instance: s.InstanceID, Seat: s.ID, State: s.State, Amount: s.Amount}}
		}
	}
	if d, over := expire(v, env); over {
		d.Reply.Code = campaign.Ended
		if v.Instance.State == Empty {
			d.Reply.Code = campaign.Full
		}
		return d
	}
	p, pot := v.Instance, v.Seats[len(v.Seats)-1]
	x := g.shares(p)[p.Done]
	s := campaign.Seat{ID: env.NewSeat(), CampaignID: v.Campaign, InstanceID: p.ID, PersonID: env.Person, State: Won, Standing: campaign.Held,
		Takes: campaign.Take(pot.Note, x), Amount: x, Place: p.Done + 1, At: env.Now, Because: env.Because}
	p.Done++
	pot.Amount -= x
	pot.Takes = campaign.Take(pot.Note, pot.Amount)
	if p.Done == p.Size {
		p.State, p.DueAt = Empty, 0
		pot.State, pot.Standing = Emptied, campaign.None
	}
	m := s.AskTransfer(x, "red_packet", env)
	return campaign.Decision{Reply: campaign.Reply{Instance: p.ID, Seat: s.ID, State: s.State, Amount: x, Place: s.Place},
		Instances: []campaign.Instance{p}, Seats: []campaign.Seat{pot, s}, Messages: []campaign.Message{m}}
}

// sent hears what became of a transfer. What came back is the budget's again.
func sent(s campaign.Seat, c campaign.Command) campaign.Decision {
	if s.State != Won || c.Ref != campaign.TransferNumber(s.ID, s.Asked) {
		return campaign.Refuse(campaign.Wrong)
	}
	s.State, s.Standing = Received, campaign.Spent
	if c.Kind == campaign.Returned {
		s.State, s.Standing = Returned, campaign.None
	}
	return campaign.Decision{Reply: campaign.Reply{Instance: s.InstanceID, Seat: s.ID, State: s.State, Amount: s.Amount}, Seats: []campaign.Seat{s}}
}

// Invariants fails on a packet whose shares and pot are not its sum.
func (g *Game) Invariants(v campaign.View) error {
	p := v.Instance
	given, whole := int64(0), int64(0)
	for n, x := range g.shares(p) {
		if whole += x; int64(n) < p.Done {
			given += x
		}
		if !g.Even && (x < g.Least || x > g.Most) {
			return fmt.Errorf("redpacket: a share of %d", x)
		}
	}
	if whole != p.Amount {
		return fmt.Errorf("redpacket: the shares are %d of %d", whole, p.Amount)
	}
	for _, pot := range v.Seats {
		if pot.State == Pot && pot.Amount+given != p.Amount || pot.State == Emptied && pot.Amount != 0 {
			return fmt.Errorf("redpacket: %d given, %d in the pot, of %d", given, pot.Amount, p.Amount)
		}
	}
	return nil
}

// Explain says why a share is what it is.
func (g *Game) Explain(v campaign.View, s campaign.Seat) []campaign.Sentence {
	out := []campaign.Sentence{{Zh: fmt.Sprintf("第 %d 个领取；金额在发出红包时已经随机分好", s.Place), En: fmt.Sprintf("Number %d to take; the shares were cut when the packet was put out", s.Place)}}
	if v.Instance.State == Empty {
		best := int64(0)
		for n, x := range g.shares(v.Instance) {
			if x > g.shares(v.Instance)[best] {
				best = int64(n)
			}
		}
		if best+1 == s.Place {
			out = append(out, campaign.Sentence{Zh: "手气最佳", En: "The largest share"})
		}
	}
	switch s.State {
	case Won:
		out = append(out, campaign.Sentence{Zh: "转账处理中，请在微信里确认收款", En: "The transfer is under way; accept it in WeChat"})
	case Received:
		out = append(out, campaign.Sentence{Zh: "已到账", En: "It has arrived"})
	case Returned:
		out = append(out, campaign.Sentence{Zh: "没有在时限内确认收款，已退回", En: "Not accepted in time: it went back"})
	}
	return out
}

var (
	_ campaign.Model  = Model{}
	_ campaign.Game   = (*Game)(nil)
	_ campaign.Costed = (*Game)(nil)
)
