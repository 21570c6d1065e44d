package comply

import (
	"regexp"

	"qunli/campaign"
)

// Step is one thing that somebody has to do, from the card that they receive to what the campaign is for.
type Step struct {
	Key string `json:"key"`
	Zh  string `json:"zh"`
	En  string `json:"en"`
}

// MostSteps is how many steps a path may have before it is warned of (CAM-12). It is a convention, not a law: the source says only to lower the threshold.
const MostSteps = 3

var steps = map[string]Step{
	"open":   {"open", "点开卡片", "Open the card"},
	"friend": {"friend", "先加好友", "Become a contact first"},
	"group":  {"group", "先进群", "Join a group first"},
	"phone":  {"phone", "先留手机号", "Leave a phone number first"},
	"bought": {"bought", "先下过单", "Have ordered before"},
	"team":   {"team", "开团或参团", "Begin or join a team"},
	"pick":   {"pick", "选商品抢购", "Take an item"},
	"grab":   {"grab", "点开红包", "Open the packet"},
	"accept": {"accept", "接受邀请", "Accept the invitation"},
	"order":  {"order", "下一单", "Place an order"},
	"add":    {"add", "加好友", "Become a contact"},
	"number": {"number", "留手机号注册", "Register with a phone number"},
	"pay":    {"pay", "付款", "Pay"},
	"take":   {"take", "收款", "Take the money"},
}

// asks are what a rule of eligibility asks for, by the names in it.
var asks = []struct {
	says *regexp.Regexp
	step string
}{
	{regexp.MustCompile(`\b(friend|contact|bond|member_of_staff)\w*`), "friend"},
	{regexp.MustCompile(`\b(group|community)\w*`), "group"},
	{regexp.MustCompile(`\b(phone|registered)\w*`), "phone"},
	{regexp.MustCompile(`\b(orders|spent|spend|last_order|paid)\w*`), "bought"},
}

// Path gives what a customer does from the card to the act, in order, and says how it would be less. It is derived of the rules in force; signing in
// within WeChat is silent and no step.
func Path(model string, t campaign.Terms) []Step {
	keys := []string{"open"}
	for _, a := range asks {
		if a.says.MatchString(t.Rule) {
			keys = append(keys, a.step)
		}
	}
	switch model {
	case "groupbuy":
		keys = append(keys, "team", "pay")
	case "flashsale":
		keys = append(keys, "pick", "pay")
	case "redpacket":
		keys = append(keys, "grab", "take")
	case "invite":
		keys = append(keys, "accept")
		switch t.Act {
		case "newcomer":
			keys = append(keys, "add")
		case "registration":
			keys = append(keys, "number")
		default:
			keys = append(keys, "order", "pay")
		}
	}
	out := make([]Step, len(keys))
	for n, k := range keys {
		out[n] = steps[k]
	}
	return out
}

// Easier says the alternative of the lowest effort, where a path is too long.
func Easier(model string, path []Step) (zh, en string) {
	if len(path) <= MostSteps {
		return "", ""
	}
	for _, s := range path {
		switch s.Key {
		case "friend", "group", "phone", "bought":
			return "把“" + s.Zh + "”从参加资格里去掉，改成参加之后再引导", "take “" + s.En + "” out of who may take part, and lead on to it afterwards"
		}
	}
	if model == "invite" {
		return "把奖励的事改成“新客加好友”：接受邀请后一步就成", "reward newcomers who become a contact: one step after the invitation"
	}
	return "少设一道门槛", "ask for less before"
}
