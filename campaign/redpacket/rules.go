package redpacket

import (
	"fmt"
	"strings"
	"time"

	"qunli/campaign"
	"qunli/commerce/pay"
	"qunli/kit/money"
)

// Rules are the settings of a campaign of red packets. Sums are in fen.
type Rules struct {
	Amount    int64           `json:"amount"` // of one packet
	Shares    int64           `json:"shares"`
	Least     int64           `json:"least"`
	Most      int64           `json:"most"`
	Even      bool            `json:"even,omitempty"` // all shares alike
	Hours     int64           `json:"hours"`
	Budget    int64           `json:"budget"` // of all packets
	BudgetDay int64           `json:"budget_day,omitempty"`
	Purpose   string          `json:"purpose,omitempty"` // why; without it none is put out (ENG-04). Old campaigns may have none
	Groups    []string        `json:"groups,omitempty"`  // public ids: whom it is meant for
	Slots     []campaign.Slot `json:"slots,omitempty"`   // when the program puts one out by itself
	Best      *Prize          `json:"best,omitempty"`    // what the largest share of a packet brings besides
}

// Prize is the gift of the largest share (手气最佳).
type Prize struct {
	What  string `json:"what"`  // public id of the gift
	Stock int64  `json:"stock"` // for how many packets
}

// Limits of the settings.
const (
	maxShares  = 500
	maxShare   = 20_000 // fen
	maxHours   = 72
	maxPurpose = 60
	maxGroups  = 50
	maxSlots   = 50
	hour       = 3_600_000
)

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
	if g.Best != nil {
		between("best.stock", g.Best.Stock, 1, 1_000_000)
	}
	return append(out, g.meantProblems()...)
}

// meantProblems names what is wrong with why, for whom and when packets are put out.
func (g *Game) meantProblems() []campaign.Problem {
	var out []campaign.Problem
	bad := func(wrong bool, field, value, zh, en string) {
		if wrong {
			out = append(out, campaign.Problem{Field: field, Value: value, Zh: zh, En: en})
		}
	}
	long := len([]rune(g.Purpose))
	bad(strings.TrimSpace(g.Purpose) == "" || long > maxPurpose, "purpose", g.Purpose, "请写明为什么发这个红包，最多 60 个字；没有目的的红包不能发", "say why it is given, in at most 60 characters; a packet without a purpose cannot be put out")
	bad(len(g.Groups) > maxGroups, "groups", fmt.Sprint(len(g.Groups)), "最多选 50 个群", "choose at most 50 groups")
	bad(len(g.Slots) > maxSlots, "slots", fmt.Sprint(len(g.Slots)), "最多排 50 个时间", "plan at most 50 times")
	seen := map[campaign.Slot]bool{}
	for n, s := range g.Slots {
		_, wrongDay := time.Parse(time.DateOnly, s.Day)
		_, wrongAt := time.Parse("15:04", s.At)
		field := fmt.Sprintf("slots[%d]", n)
		bad(s.Day != "" && wrongDay != nil, field+".day", s.Day, "日期须像 2026-11-23，留空表示每天", "must be a day such as 2026-11-23; empty is every day")
		bad(wrongAt != nil || len(s.At) != 5, field+".at", s.At, "时间须像 20:30", "must be a time such as 20:30")
		bad(seen[s], field+".at", s.At, "和前面的时间重复了：删掉一个，或改一个", "is there twice: take one away, or change it")
		seen[s] = true
	}
	return out
}

// Buckets is the budget, and its day's part; and the gifts of the largest shares.
func (g *Game) Buckets() []campaign.Plan {
	out := []campaign.Plan{{Name: "budget", Total: g.Budget, Daily: g.BudgetDay, Code: campaign.Budget}}
	if g.Best != nil {
		out = append(out, campaign.Plan{Name: bestBucket, Total: g.Best.Stock, Code: campaign.Budget})
	}
	return out
}

// Promises lists the gift of the largest share.
func (g *Game) Promises() []campaign.Promise {
	if g.Best == nil {
		return nil
	}
	return []campaign.Promise{{Field: "best.what", What: g.Best.What, Bucket: bestBucket}}
}

// Meant says why, for whom and when packets are put out.
func (g *Game) Meant() campaign.Meant {
	return campaign.Meant{Purpose: g.Purpose, Groups: g.Groups, Slots: g.Slots}
}

// Worst is the budget: no more is paid out (CAM-12).
func (g *Game) Worst() int64 { return g.Budget }
