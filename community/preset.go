package community

import "qunli/kit/money"

// Preset is what a group of a kind begins with (COM-02 … COM-06, COM-21): every value may be changed in the group.
type Preset struct {
	Kind      Kind
	Zh, En    string
	Entry     GateKind // how people come in
	PromoCap  int64    // promotional posts in 1,000
	Marketing bool     // counts among the marketing groups a person may be in (COM-08)
	Promotes  bool     // may promote from the first minute
	Dated     bool     // has a first and a last day
	Reply     int64    // minutes after which an unanswered question is a task, 0 never
	Roles     []Role   // that it wants filled
	Playbook  []string // codes of what is done there regularly
	Measures  []string // names of the metrics it is judged by
}

// presets gives the kinds in the order in which people choose them.
func presets(s Settings) []Preset {
	return []Preset{
		{Kind: Activity, Zh: "活动群", En: "Activity group", Entry: GateFree, PromoCap: s.PromoCaps.Activity, Marketing: true,
			Promotes: true, Dated: true, Roles: []Role{RoleOwner, RoleAssistant},
			Playbook: []string{"welcome", "campaign_post", "countdown", "harvest"}, Measures: []string{"joined", "participated", "moved"}},
		{Kind: Serving, Zh: "服务群", En: "Service group", Entry: GatePurchase, PromoCap: s.PromoCaps.Service,
			Reply: s.ReplyMinutes, Roles: []Role{RoleOwner, RoleService, RoleLeader},
			Playbook: []string{"welcome", "expert_answer", "service_schedule", "care_call"}, Measures: []string{"answer_time", "unanswered", "repurchase"}},
		{Kind: Sales, Zh: "销售群", En: "Sales group", Entry: GateFree, PromoCap: s.PromoCaps.Sales, Marketing: true,
			Promotes: true, Roles: []Role{RoleOwner, RoleAssistant, RoleStarter},
			Playbook: []string{"promo_post", "quick_order", "show_off", "stock_note"}, Measures: []string{"orders", "conversion", "frequency"}},
		{Kind: Core, Zh: "核心群", En: "Core group", Entry: GateLevel, PromoCap: s.PromoCaps.Core,
			Reply: s.ReplyMinutes, Roles: []Role{RoleOwner, RoleService, RoleLeader, RoleKing},
			Playbook: []string{"personal_service", "member_event", "private_offer"}, Measures: []string{"staff_ratio", "events", "repurchase", "referrals"}},
		{Kind: Seed, Zh: "种子用户群", En: "Seed users", Entry: GateLevel, PromoCap: s.PromoCaps.Seed,
			Roles: []Role{RoleOwner, RoleSeed, RoleLeader}, Playbook: []string{"early_news", "trial_kit", "share_kit", "store_help"},
			Measures: []string{"shares", "second_spread", "retired"}},
	}
}

// preset gives what a group of that kind begins with; the zero Preset for one that nobody decided.
func (s Settings) preset(k Kind) Preset {
	for _, p := range presets(s) {
		if p.Kind == k {
			return p
		}
	}
	return Preset{}
}

// Valid tells whether k is a kind one can choose.
func (k Kind) Valid() bool { return Settings{}.preset(k).Kind != Undecided }

// marketing lists the kinds whose groups are marketing groups.
func marketing() []Kind {
	var out []Kind
	for _, p := range presets(Settings{}) {
		if p.Marketing {
			out = append(out, p.Kind)
		}
	}
	return out
}

// Category says for one kind of goods what is dear and what is bought often.
type Category struct {
	Name   string    `json:"name"`
	Dear   money.Fen `json:"dear"`   // fen: an order of at least so much is dear
	Orders int64     `json:"orders"` // orders a year: so many or more are frequent
}

// categories are the thresholds until somebody changes them. The first holds where no other does.
func categories() []Category {
	return []Category{
		{"其他", 30_000, 6}, {"护肤", 50_000, 6}, {"水果", 15_000, 24}, {"家居日用", 20_000, 12}, {"课程", 100_000, 4},
	}
}

// Advice is which kind of group suits goods (COM-02), with the thresholds it was measured by.
type Advice struct {
	Kind     Kind
	LeadsTo  Kind // where its people go on to, "" nowhere in particular
	Category Category
	Dear     bool
	Frequent bool
}

// Advise chooses the kind of group from the price of an order and the orders a year of one buyer, by the thresholds of the
// category: seldom and dear is a service group, often and cheap a sales group, often and dear a sales group that leads to a
// core group, seldom and cheap an activity group.
func (s Settings) Advise(category string, price money.Fen, ordersAYear int64) Advice {
	c := s.category(category)
	a := Advice{Category: c, Dear: price >= c.Dear, Frequent: ordersAYear >= c.Orders}
	switch {
	case a.Dear && a.Frequent:
		a.Kind, a.LeadsTo = Sales, Core
	case a.Dear:
		a.Kind = Serving
	case a.Frequent:
		a.Kind = Sales
	default:
		a.Kind = Activity
	}
	return a
}

func (s Settings) category(name string) Category {
	for _, c := range s.Categories {
		if c.Name == name {
			return c
		}
	}
	if len(s.Categories) == 0 {
		return categories()[0]
	}
	return s.Categories[0]
}

// Threshold is how the threshold of a core group is measured (COM-06).
type Threshold string

// The thresholds.
const (
	NoThreshold Threshold = ""
	Single      Threshold = "single"     // the dearest single order
	Cumulative  Threshold = "cumulative" // all kept orders
)

// Rule gives the rule a threshold stands for, in the attributes of the order book.
func (t Threshold) Rule(price money.Fen) string {
	switch t {
	case Single:
		return "order_max >= " + price.String()
	case Cumulative:
		return "spent >= " + price.String()
	}
	return ""
}
