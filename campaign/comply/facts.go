package comply

import (
	"encoding/json"
	"math"
	"slices"
)

// facts are the numbers of settings, whatever the model: what pages may say. Sums are in fen.
type facts struct {
	prices  []int64 // asked of somebody
	was     []int64 // asked otherwise
	stocks  []int64 // how many of what, and altogether
	sizes   []int64 // people of a team
	minutes []int64 // that a team has, and a payment
	limits  []int64 // pieces of one person
	needs   []int64 // invitees that a reward needs, and may have
	most    int64   // largest share of a packet, 0 none
	least   int64
}

// settings is the union of what models know. Models of one floor do not know each other, so it is read off the JSON.
type settings struct {
	Size, Most, Minutes, Price, Stock, Shares, Amount, Least, Budget int64
	LeaderPrice                                                      int64 `json:"leader_price"`
	SinglePrice                                                      int64 `json:"single_price"`
	StockADay                                                        int64 `json:"stock_a_day"`
	HoldMinutes                                                      int64 `json:"hold_minutes"`
	Hours                                                            int64
	Ladder                                                           []struct{ From, Price int64 }
	Items                                                            []struct {
		Price, Was, Stock int64
		StockADay         int64 `json:"stock_a_day"`
		PerPerson         int64 `json:"per_person"`
		Groups            []struct{ Price, Stock int64 }
	}
	Steps []struct {
		Need             int64
		Reward, Fallback reward
	}
	Welcome reward
	Bonus   struct{ Need, Stock int64 }
}

type reward struct{ Stock int64 }

// read gives the facts of settings; of what cannot be read, none.
func read(text string) facts {
	var s settings
	if json.Unmarshal([]byte(text), &s) != nil {
		return facts{}
	}
	f := facts{prices: []int64{s.Price, s.LeaderPrice, s.SinglePrice}, was: []int64{s.SinglePrice}, stocks: []int64{s.Stock, s.StockADay, s.Shares},
		minutes: []int64{s.Minutes, s.HoldMinutes, s.Hours * 60}}
	if s.Size > 0 {
		f.sizes = []int64{s.Size, s.Most}
	}
	for _, l := range s.Ladder {
		f.prices, f.sizes = append(f.prices, l.Price), append(f.sizes, l.From)
	}
	all := int64(0)
	for _, i := range s.Items {
		f.prices, f.was = append(f.prices, i.Price, i.Was), append(f.was, i.Was)
		f.stocks, f.limits = append(f.stocks, i.Stock, i.StockADay), append(f.limits, i.PerPerson)
		for _, g := range i.Groups {
			f.prices, f.stocks = append(f.prices, g.Price), append(f.stocks, g.Stock)
		}
		all += i.Stock
	}
	for _, step := range s.Steps {
		f.needs = append(f.needs, step.Need)
		f.stocks = append(f.stocks, step.Reward.Stock, step.Fallback.Stock)
	}
	if len(f.needs) > 0 {
		f.needs = append(f.needs, s.Most)
	}
	f.stocks = append(f.stocks, s.Welcome.Stock, s.Bonus.Stock, all)
	if s.Shares > 0 {
		f.most, f.least = s.Most, s.Least
		f.prices, f.sizes = nil, nil
		if s.Amount > 0 {
			f.stocks = append(f.stocks, s.Budget/s.Amount, s.Budget/s.Amount*s.Shares)
		}
	}
	for _, list := range []*[]int64{&f.prices, &f.was, &f.stocks, &f.sizes, &f.minutes, &f.limits, &f.needs} {
		*list = slices.DeleteFunc(*list, func(n int64) bool { return n <= 0 })
	}
	return f
}

// fen gives a sum in yuan as fen.
func fen(yuan float64) int64 { return int64(math.Round(yuan * 100)) }
