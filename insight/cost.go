package insight

import (
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"qunli/kit/fault"
	"qunli/kit/id"
	"qunli/kit/money"
	"qunli/org"
)

type costKind struct{}

func (costKind) Prefix() string { return "cst" }

// CostID identifies a cost.
type CostID = id.Of[costKind]

// CostKind says what a cost was for (INS-11).
type CostKind string

// The kinds of costs.
const (
	CostAd        CostKind = "ad"
	CostScreening CostKind = "screening"
	CostBait      CostKind = "bait"
	CostReward    CostKind = "reward"
	CostSubsidy   CostKind = "subsidy"
	CostRedPacket CostKind = "red_packet"
	CostStaff     CostKind = "staff"
	CostService   CostKind = "service"
	CostDelivery  CostKind = "delivery"
	CostPayment   CostKind = "payment"
	CostRefund    CostKind = "refund"
)

// CostGroup is one of the three costs (广告、搜索、交换成本), or none of them.
type CostGroup string

// The groups of costs. All but exchange are spent to win people (acquisition).
const (
	GroupAd       CostGroup = "ad"
	GroupSearch   CostGroup = "search"
	GroupExchange CostGroup = "exchange"
	GroupOther    CostGroup = "other"
)

// CostSort describes a kind of cost.
type CostSort struct {
	Kind  CostKind
	Group CostGroup
	Title Words
}

// acquires tells whether such a cost is spent to win people rather than to serve orders.
func (s CostSort) acquires() bool { return s.Group != GroupExchange }

// CostKinds lists the kinds in the order in which they are shown.
func CostKinds() []CostSort {
	return []CostSort{
		{CostAd, GroupAd, Words{"广告投放", "advertising"}},
		{CostScreening, GroupSearch, Words{"筛选工时", "screening hours"}},
		{CostBait, GroupSearch, Words{"送给不合适的人的诱饵", "bait given to people who do not fit"}},
		{CostReward, GroupOther, Words{"奖励", "rewards"}},
		{CostSubsidy, GroupOther, Words{"补贴", "subsidies"}},
		{CostRedPacket, GroupOther, Words{"红包", "red packets"}},
		{CostStaff, GroupOther, Words{"人工（工时 × 时薪）", "staff hours × rate"}},
		{CostService, GroupExchange, Words{"客服", "service"}},
		{CostDelivery, GroupExchange, Words{"物流", "delivery"}},
		{CostPayment, GroupExchange, Words{"支付手续费", "payment fees"}},
		{CostRefund, GroupExchange, Words{"退款处理", "handling of refunds"}},
	}
}

// sort describes the kind; ok is false for one that does not exist.
func (k CostKind) sort() (s CostSort, ok bool) {
	all := CostKinds()
	i := slices.IndexFunc(all, func(s CostSort) bool { return s.Kind == k })
	if i < 0 {
		return s, false
	}
	return all[i], true
}

// Cost is money spent for one thing on some days, both included, over which it is spread evenly. Work may be given as Minutes
// at Rate fen an hour: Amount is then their product, rounded half up. An amount of 0 says that there was none, which is not
// the same as no entry.
type Cost struct {
	ID      CostID      `json:"id"`
	Kind    CostKind    `json:"kind"`
	Channel string      `json:"channel"`  // '' of no one channel
	StoreID org.StoreID `json:"store_id"` // 0 of the whole company
	FromDay string      `json:"from_day"` // YYYY-MM-DD
	ToDay   string      `json:"to_day"`
	Amount  money.Fen   `json:"amount"`
	Minutes int64       `json:"minutes"`
	Rate    money.Fen   `json:"rate"`
	Source  string      `json:"source"` // where the figure comes from: a bill, a task log, payroll
	Ref     string      `json:"ref"`    // its number there, '' none: the same again changes nothing
	StaffID org.StaffID `json:"staff_id"`
	At      int64       `json:"at"`
}

// The refusals about costs.
var (
	ErrCostKind = fault.New(fault.Invalid, "insight.cost.kind",
		"没有费用类型 %q；可用的有：%s", "There is no kind of cost %q; there are: %s")
	ErrCostDays = fault.New(fault.Invalid, "insight.cost.days",
		"费用的日期有误：%q 至 %q；请写 YYYY-MM-DD，开始不晚于结束，至多十年",
		"Bad days of a cost, %q to %q: write YYYY-MM-DD, the first not after the last, ten years at most")
	ErrCostAmount = fault.New(fault.Invalid, "insight.cost.amount",
		"费用金额 %s 有误：不能为负或过大；按工时计时请只填分钟和时薪，不填金额",
		"Bad amount of a cost, %s: neither negative nor too large; of work, give minutes and the rate an hour and no amount")
	ErrCostSource = fault.New(fault.Invalid, "insight.cost.source",
		"费用需要来源（账单、工时表、工资表等，1 到 100 字），渠道和凭证号不超过 100 字",
		"A cost needs its source (a bill, a task log, payroll; 1 to 100 characters); channel and number have 100 at most")
	ErrCostDiffers = fault.New(fault.Conflict, "insight.cost.differs",
		"来源 %s 的凭证 %s 已记为 %s，与这里的不同；请先删除原记录", "Number %[2]s of %[1]s is recorded as %[3]s; remove that first")
	ErrNoCost = fault.New(fault.Missing, "insight.cost.missing", "没有这笔费用：%s", "There is no such cost: %s")
)

// mostCost and mostMinutes bound an entry: 10 billion yuan, a hundred person-years.
const (
	mostCost    = money.Fen(1e12)
	mostMinutes = 100 * 366 * 24 * 60
	mostRate    = money.Fen(1e8)
	longestCost = 3660
)

// complete checks a cost and works out the amount of work.
func (c *Cost) complete() error {
	c.Channel, c.Source, c.Ref = strings.TrimSpace(c.Channel), strings.TrimSpace(c.Source), strings.TrimSpace(c.Ref)
	if _, ok := c.Kind.sort(); !ok {
		return ErrCostKind.F(c.Kind, costNames())
	}
	if !c.soundDays() {
		return ErrCostDays.F(c.FromDay, c.ToDay)
	}
	if n := utf8.RuneCountInString(c.Source); n < 1 || n > 100 || utf8.RuneCountInString(c.Channel) > 100 || utf8.RuneCountInString(c.Ref) > 100 {
		return ErrCostSource
	}
	if c.Minutes < 0 || c.Minutes > mostMinutes || c.Rate < 0 || c.Rate > mostRate || (c.Minutes > 0 || c.Rate > 0) && c.Amount != 0 {
		return ErrCostAmount.F(c.Amount)
	}
	if c.Minutes > 0 {
		c.Amount = (money.Fen(c.Minutes)*c.Rate + 30) / 60
	}
	if c.Amount < 0 || c.Amount > mostCost {
		return ErrCostAmount.F(c.Amount)
	}
	return nil
}

func (c *Cost) soundDays() bool {
	if c.ToDay == "" {
		c.ToDay = c.FromDay
	}
	from, err := time.Parse(time.DateOnly, c.FromDay)
	if err != nil {
		return false
	}
	to, err := time.Parse(time.DateOnly, c.ToDay)
	return err == nil && !to.Before(from) && to.Sub(from) <= longestCost*24*time.Hour
}

func costNames() string {
	var names []string
	for _, s := range CostKinds() {
		names = append(names, string(s.Kind))
	}
	return strings.Join(names, ", ")
}

// part gives what of an amount spread evenly over the days from…to falls into the window first…last, rounded half up.
func part(amount money.Fen, from, to, first, last day) money.Fen {
	inside := min(to, last) - max(from, first) + 1
	if inside <= 0 {
		return 0
	}
	return money.Fen(math.Floor(float64(amount)*float64(inside)/float64(to-from+1) + 0.5))
}
