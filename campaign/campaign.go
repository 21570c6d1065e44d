package campaign

import (
	"encoding/json"
	"fmt"

	"qunli/kit/fault"
	"qunli/org"
)

// State is where a campaign stands.
type State string

// The states of a campaign. A live one whose time has not come, or is over, takes no entries.
const (
	Draft  State = "draft"
	Live   State = "live"
	Paused State = "paused" // no entries; what is open goes on
	Closed State = "ended"  // for good: what is open is called off and paid back
)

// Campaign is one game that is offered.
type Campaign struct {
	ID        ID
	Model     string
	Name      string
	State     State
	Why       string // why it is paused: "breaker", Faded, or what the one who paused it wrote
	Revision  int64  // whose rules new instances follow, 0 never published
	Draft     int64  // the revision being edited, 0 none
	Version   int64  // one more with every batch: lock, order and fence
	NowAt     int64  // ms: the latest moment any batch has seen
	BurstAt   int64  // the minute of the last entry, ms
	Burst     int64  // entries in that minute
	StoreID   org.StoreID
	StaffID   org.StaffID
	CreatedAt int64
}

// Terms are the rules that every model has.
type Terms struct {
	From        int64  `json:"from"`                   // ms, inclusive
	Until       int64  `json:"until"`                  // ms, exclusive
	Rule        string `json:"rule,omitempty"`         // who may take part (segment); "" everybody
	GuestRule   string `json:"guest_rule,omitempty"`   // who may join what somebody else opened, besides
	PerPerson   int64  `json:"per_person,omitempty"`   // the most seats of one person at a time, 0 any
	PerDay      int64  `json:"per_day,omitempty"`      // the most entries of one person a day, 0 any
	Lapses      int64  `json:"lapses,omitempty"`       // how many seats a person may let lapse before no more are held, 0 any
	PerMinute   int64  `json:"per_minute,omitempty"`   // more entries a minute than this pause the campaign, 0 any
	Goal        string `json:"goal,omitempty"`         // what for, in words (CAM-12)
	Target      int64  `json:"target,omitempty"`       // how many that are done, by then (CAM-12)
	Cost        int64  `json:"cost,omitempty"`         // fen: the most it may cost (CAM-12)
	Margin      int64  `json:"margin,omitempty"`       // per cent of what is sold that is gross profit, 0 unknown (INS-11)
	ReviewAbove int64  `json:"review_above,omitempty"` // fen: rewards of more wait for a review, 0 none do
	ReviewFirst bool   `json:"review_first,omitempty"` // what somebody wins before they were first scored waits until they are
	Act         string `json:"act,omitempty"`          // what is rewarded: "order", "newcomer", "registration", "share", "help", "click"
	Handover    string `json:"handover,omitempty"`     // how what is sold comes to its buyer: "delivery", "pickup", "" nothing is handed over
	Coupons     string `json:"coupons,omitempty"`      // whether coupons may be used: "yes", "no", "" as the model is wont to (TakesCoupons)
	Stop        Stop   `json:"stop,omitempty"`         // when it stops taking entries by itself (CAM-14), "" never
	Planned     *Loop  `json:"planned,omitempty"`      // how it is to spread (REF-05), nil nothing is planned
}

// Revision is one version of a campaign's rules. A published one never changes.
type Revision struct {
	CampaignID  ID
	Number      int64
	Terms       string // JSON
	Settings    string // JSON of the model's
	Page        string // JSON of what the page shows, opaque here
	Edits       int64  // how many times it was saved
	StaffID     org.StaffID
	CreatedAt   int64
	PublishedAt int64 // ms, 0 a draft
}

// rules are a revision made ready.
type rules struct {
	Terms
	Game
	plans []Plan
	daily []string
}

// read makes a revision of a model ready.
func (r Revision) read(m Model) (*rules, error) {
	terms, err := r.terms()
	if err != nil {
		return nil, err
	}
	out := &rules{Terms: terms}
	game, err := m.Read(json.RawMessage(r.Settings))
	if err != nil {
		return nil, fmt.Errorf("campaign: settings of revision %d: %w", r.Number, err)
	}
	out.Game, out.plans = game, game.Buckets()
	for _, p := range out.plans {
		if p.Daily > 0 {
			out.daily = append(out.daily, p.Name)
		}
	}
	return out, nil
}

// terms reads the terms of a revision.
func (r Revision) terms() (Terms, error) {
	var t Terms
	if err := json.Unmarshal([]byte(r.Terms), &t); err != nil {
		return t, fmt.Errorf("campaign: terms of revision %d: %w", r.Number, err)
	}
	return t, nil
}

// plan gives the plan of a bucket, or of the one whose day's part it is.
func (r *rules) plan(bucket string) (p Plan, day bool) {
	for _, p := range r.plans {
		switch {
		case p.Name == bucket:
			return p, false
		case p.Daily > 0 && len(bucket) > len(p.Name) && bucket[:len(p.Name)+1] == p.Name+"/":
			return p, true
		}
	}
	return Plan{}, false
}

// problems names what is wrong with the terms that every model has.
func (t Terms) problems() []Problem {
	var out []Problem
	bad := func(wrong bool, field string, value any, zh, en string) {
		if wrong {
			out = append(out, Problem{Field: field, Value: fmt.Sprint(value), Zh: zh, En: en})
		}
	}
	bad(t.From <= 0, "from", t.From, "请填写开始时间", "give the time it begins")
	bad(t.Until <= t.From, "until", t.Until, "结束时间须晚于开始时间", "must be after the beginning")
	bad(t.Goal == "", "goal", t.Goal, "请写明活动目标", "say what it is for")
	bad(t.Target <= 0, "target", t.Target, "请填写要达成的数量（KPI）", "give the number it is to reach")
	bad(t.Cost <= 0, "cost", t.Cost, "请填写预算", "give the most it may cost")
	bad(t.Margin < 0 || t.Margin > 100, "margin", t.Margin, "须在 0 到 100 之间；0 表示未知", "must lie between 0 and 100; 0 is unknown")
	bad(t.Handover != "" && t.Handover != "delivery" && t.Handover != "pickup", "handover", t.Handover, "须是 delivery 或 pickup；虚拟商品不填", "must be delivery or pickup; empty of what is virtual")
	bad(t.Coupons != "" && t.Coupons != "yes" && t.Coupons != "no", "coupons", t.Coupons, "须是 yes 或 no；不填按玩法默认", "must be yes or no; empty is as the model is wont to")
	for _, n := range []struct {
		field string
		value int64
	}{{"per_person", t.PerPerson}, {"per_day", t.PerDay}, {"lapses", t.Lapses}, {"per_minute", t.PerMinute}, {"review_above", t.ReviewAbove}} {
		bad(n.value < 0, n.field, n.value, "不能是负数；0 表示不限", "must not be negative; 0 is no limit")
	}
	bad(t.Stop != "" && t.Stop != StopPayoff && t.Stop != StopHalfLife, "stop", t.Stop, "须是 payoff（花的比赚的多）或 half_life（过了半衰期）；不自动停就留空", "must be payoff or half_life; empty: it does not stop by itself")
	bad(t.Stop == StopPayoff && t.Margin == 0, "stop", t.Stop, "按“花的比赚的多”自动停，须先填写毛利率", "give the gross margin first: without it nobody knows what it brings")
	return append(out, t.Planned.problems()...)
}

// The refusals of the verbs about campaigns. Those of commands are codes; Reply.Err makes faults of them.
var (
	ErrMissing = fault.New(fault.Missing, "campaign.missing", "没有这个活动", "There is no such campaign")
	ErrChanged = fault.New(fault.Conflict, "campaign.changed", "这个活动刚被别人改过，请刷新后再改", "Somebody else has just changed this campaign; reload it first")
	ErrModel   = fault.New(fault.Invalid, "campaign.model", "没有名为 %s 的玩法", "There is no model named %s")
	ErrRules   = fault.New(fault.Invalid, "campaign.rules", "活动规则有问题，改好后才能发布", "The rules have problems; put them right before publishing")
	ErrState   = fault.New(fault.Conflict, "campaign.state", "活动现在的状态（%s）不能这样做", "A campaign in state %s cannot do that")
	ErrShrunk  = fault.New(fault.Invalid, "campaign.shrunk", "库存或预算 %s 不能少于已用的数量 %d", "Stock or budget %s cannot be less than the %d already taken")
	ErrBroken  = fault.New(fault.Internal, "campaign.broken", "活动的账目对不上，这一步没有执行；请联系管理员", "The campaign's books would not balance; nothing was done. Tell your administrator")
)

// refusals are what people are told of each code.
var refusals = map[Code]*fault.Error{
	NotStarted: fault.New(fault.Conflict, "campaign.not_started", "活动还没有开始", "It has not begun yet"),
	Ended:      fault.New(fault.Conflict, "campaign.ended", "已经结束了", "It is over"),
	SoldOut:    fault.New(fault.Exhausted, "campaign.sold_out", "已抢光", "Sold out"),
	LimitUser:  fault.New(fault.Limited, "campaign.limit_user", "您参加的次数已到上限", "You have taken part as often as you may"),
	LimitDay:   fault.New(fault.Limited, "campaign.limit_day", "您今天参加的次数已到上限，请明天再来", "You have taken part as often as you may today; come again tomorrow"),
	Ineligible: fault.New(fault.Denied, "campaign.ineligible", "您不在这次活动的参与范围内", "This campaign is not for you"),
	Duplicate:  fault.New(fault.Conflict, "campaign.duplicate", "您已经参加过了", "You take part already"),
	Full:       fault.New(fault.Exhausted, "campaign.full", "已经满员", "It is full"),
	Self:       fault.New(fault.Conflict, "campaign.self", "不能给自己助力或邀请自己", "You cannot help or invite yourself"),
	RiskHold:   fault.New(fault.Limited, "campaign.risk_hold", "这次参与需要人工审核，请稍候", "This has to be reviewed first; please wait"),
	Budget:     fault.New(fault.Exhausted, "campaign.budget", "奖励已经发完", "The rewards are used up"),
	Stopped:    fault.New(fault.Unavailable, "campaign.paused", "活动暂停中，请稍后再来", "It is paused; come again later"),
	Unknown:    fault.New(fault.Missing, "campaign.unknown", "没有找到这个团、红包或名额", "There is no such team, packet or seat"),
	Wrong:      fault.New(fault.Invalid, "campaign.wrong", "现在不能这样做", "That cannot be done now"),
}

// Err gives what people are told when nothing was done, nil when it was.
func (r Reply) Err() error {
	if r.Code == Done {
		return nil
	}
	if e := refusals[r.Code]; e != nil {
		return e
	}
	return refusals[Wrong]
}
