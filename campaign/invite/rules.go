package invite

import (
	"bytes"
	"encoding/json"
	"fmt"

	"qunli/campaign"
	"qunli/commerce/pay"
)

// Model is the invitation reward.
type Model struct{}

// Name is the model's name for ever.
func (Model) Name() string { return "invite" }

// Title is its name for people.
func (Model) Title() (zh, en string) { return "邀请有礼", "Invitation rewards" }

// Example gives a discount for three and a gift for ten.
func (Model) Example() json.RawMessage {
	return json.RawMessage(`{"steps":[{"need":3,"reward":{"kind":"coupon","what":"满 100 减 20 券","stock":500}},{"need":10,"reward":{"kind":"gift","what":"定制帆布袋","stock":50},` +
		`"fallback":{"kind":"coupon","what":"满 100 减 30 券","stock":500}}],"hold_hours":168,"window_hours":720,"most":100,"budget":0}`)
}

// Read gives the game of settings.
func (Model) Read(settings json.RawMessage) (campaign.Game, error) {
	in := json.NewDecoder(bytes.NewReader(settings))
	in.DisallowUnknownFields()
	r := Rules{}
	if err := in.Decode(&r); err != nil {
		return nil, fmt.Errorf("invite: settings: %w", err)
	}
	return &Game{r}, nil
}

// Rules are the settings of invitation rewards.
type Rules struct {
	Steps       []Step  `json:"steps"`
	Welcome     *Reward `json:"welcome,omitempty"` // of a valid invitee
	HoldHours   int64   `json:"hold_hours"`        // between qualified and valid, 0 none
	WindowHours int64   `json:"window_hours"`      // between bound and qualified
	Most        int64   `json:"most"`              // invitees of one account
	Budget      int64   `json:"budget"`            // fen of all cash rewards
	ClawBack    bool    `json:"claw_back,omitempty"`
}

// Step is a reward for so many valid invitees.
type Step struct {
	Need     int64   `json:"need"`
	Reward   Reward  `json:"reward"`
	Fallback *Reward `json:"fallback,omitempty"` // when the reward has run out
}

// Reward is what is given.
type Reward struct {
	Kind   string `json:"kind"` // cash, coupon, gift
	Amount int64  `json:"amount,omitempty"`
	What   string `json:"what,omitempty"` // public id of the gift or coupon
	Stock  int64  `json:"stock,omitempty"`
}

// Cash is the kind of reward that is transferred; all others are granted.
const Cash = "cash"

// Game plays by rules.
type Game struct{ Rules }

const (
	hour     = 3_600_000
	maxSteps = 10
	maxMost  = 1000
	maxCash  = 20_000 // fen
)

// Validate names what is wrong.
func (g *Game) Validate(campaign.Terms) []campaign.Problem {
	var out []campaign.Problem
	check := func(good bool, field string, value any, zh, en string) {
		if !good {
			out = append(out, campaign.Problem{Field: field, Value: fmt.Sprint(value), Zh: zh, En: en})
		}
	}
	reward := func(field string, r Reward) {
		check(r.Kind == Cash || r.Kind == "coupon" || r.Kind == "gift", field+".kind", r.Kind, "须是 cash、coupon 或 gift", "must be cash, coupon or gift")
		if r.Kind == Cash {
			check(r.Amount >= int64(pay.LeastPayout) && r.Amount <= maxCash, field+".amount", r.Amount,
				fmt.Sprintf("现金奖励须在 %v 到 200 元之间；更少的付不出去", pay.LeastPayout), fmt.Sprintf("cash must lie between %v and 200 yuan; less cannot be paid out", pay.LeastPayout))
			check(g.Budget >= r.Amount, "budget", g.Budget, "现金奖励须有预算", "cash rewards need a budget")
		} else {
			check(r.What != "", field+".what", r.What, "请写明奖品", "say what it is")
			check(r.Stock > 0, field+".stock", r.Stock, "请填写数量", "give how many there are")
		}
	}
	check(len(g.Steps) > 0 && len(g.Steps) <= maxSteps, "steps", len(g.Steps), "须有 1 到 10 个台阶", "must be 1 to 10 steps")
	last := int64(0)
	for n, s := range g.Steps {
		field := fmt.Sprintf("steps[%d]", n)
		check(s.Need > last && s.Need <= g.Most, field+".need", s.Need, "人数须逐级增加，且不超过每人可邀请的人数", "must grow from step to step, up to the most invitees")
		reward(field+".reward", s.Reward)
		if s.Fallback != nil {
			reward(field+".fallback", *s.Fallback)
		}
		last = s.Need
	}
	if g.Welcome != nil {
		reward("welcome", *g.Welcome)
	}
	check(g.HoldHours >= 0 && g.HoldHours <= 90*24, "hold_hours", g.HoldHours, "须在 0 到 2160 之间", "must lie between 0 and 2160")
	check(g.WindowHours >= 1 && g.WindowHours <= 365*24, "window_hours", g.WindowHours, "须在 1 到 8760 之间", "must lie between 1 and 8760")
	check(g.Most >= 1 && g.Most <= maxMost, "most", g.Most, "须在 1 到 1000 之间", "must lie between 1 and 1000")
	return out
}

// bucketOf names the bucket of a reward: cash is of the budget, each other has its own.
func bucketOf(r Reward, place string) string {
	if r.Kind == Cash {
		return "budget"
	}
	return "gift-" + place
}

func (r Reward) takes(place string, env campaign.Env) campaign.Takes {
	n := int64(1)
	if r.Kind == Cash {
		n = r.Amount
	}
	return campaign.Take(env.Leaf(bucketOf(r, place)), n)
}

// Buckets is the budget of cash, and the stock of each gift.
func (g *Game) Buckets() []campaign.Plan {
	out := []campaign.Plan{{Name: "budget", Total: g.Budget, Code: campaign.Budget}}
	add := func(r *Reward, place string) {
		if r != nil && r.Kind != Cash {
			out = append(out, campaign.Plan{Name: bucketOf(*r, place), Total: r.Stock})
		}
	}
	for n, s := range g.Steps {
		add(&s.Reward, fmt.Sprint(n+1))
		add(s.Fallback, fmt.Sprint(n+1, "b"))
	}
	add(g.Welcome, "welcome")
	return out
}

// Promises lists the gifts and coupons of the steps, of what takes their place, and of the welcome.
func (g *Game) Promises() []campaign.Promise {
	var out []campaign.Promise
	add := func(r *Reward, field, place string) {
		if r != nil && r.Kind != Cash {
			out = append(out, campaign.Promise{Field: field + ".what", What: r.What, Bucket: bucketOf(*r, place)})
		}
	}
	for n, s := range g.Steps {
		add(&s.Reward, fmt.Sprintf("steps[%d].reward", n), fmt.Sprint(n+1))
		add(s.Fallback, fmt.Sprintf("steps[%d].fallback", n), fmt.Sprint(n+1, "b"))
	}
	add(g.Welcome, "welcome", "welcome")
	return out
}

// Worst is the budget of cash (CAM-12); what gifts are worth is not told here.
func (g *Game) Worst() int64 { return g.Budget }

// Crowd is true: an account is decided by all that belongs to it.
func (g *Game) Crowd() bool { return true }

var (
	_ campaign.Model  = Model{}
	_ campaign.Game   = (*Game)(nil)
	_ campaign.Giver  = (*Game)(nil)
	_ campaign.Costed = (*Game)(nil)
)
