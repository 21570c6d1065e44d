package flashsale

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"qunli/campaign"
)

// Model is the flash sale.
type Model struct{}

// Name is the model's name for ever.
func (Model) Name() string { return "flashsale" }

// Title is its name for people.
func (Model) Title() (zh, en string) { return "限时秒杀", "Flash sale" }

// Example gives one thing, a hundred of it.
func (Model) Example() json.RawMessage {
	return json.RawMessage(`{"items":[{"key":"a","name":"爆品","price":1990,"was":3990,"stock":100,"per_person":1}],"hold_minutes":15}`)
}

// Read gives the game of settings.
func (Model) Read(settings json.RawMessage) (campaign.Game, error) {
	in := json.NewDecoder(bytes.NewReader(settings))
	in.DisallowUnknownFields()
	r := Rules{}
	if err := in.Decode(&r); err != nil {
		return nil, fmt.Errorf("flashsale: settings: %w", err)
	}
	return &Game{r}, nil
}

// Rules are the settings of a flash sale.
type Rules struct {
	Items       []Item `json:"items"`
	HoldMinutes int64  `json:"hold_minutes"`
}

// Item is one thing on sale. Prices are in fen.
type Item struct {
	Key       string `json:"key"` // short and lasting
	Name      string `json:"name"`
	Product   string `json:"product,omitempty"` // public id, "" none of the shop's
	Price     int64  `json:"price"`
	Was       int64  `json:"was,omitempty"` // what it costs otherwise, 0 not told
	Stock     int64  `json:"stock"`
	StockADay int64  `json:"stock_a_day,omitempty"`
	PerPerson int64  `json:"per_person,omitempty"` // pieces of one person in all, 0 any

	Groups     []Share `json:"groups,omitempty"`      // what groups get of it: their part, their price
	GroupsOnly bool    `json:"groups_only,omitempty"` // nobody else gets it
}

// The states of a claim.
const (
	Held      = "held"
	Sold      = "settled"
	Released  = "released"
	Refunding = "refunding"
	Refunded  = "refunded"
)

const (
	minute   = 60_000
	maxItems = 50
	maxLines = 10
	maxHold  = 60
	maxPrice = 10_000_000
)

// Game plays by rules.
type Game struct{ Rules }

// Validate names what is wrong.
func (g *Game) Validate(campaign.Terms) []campaign.Problem {
	var out []campaign.Problem
	check := func(good bool, field string, value any, zh, en string) {
		if !good {
			out = append(out, campaign.Problem{Field: field, Value: fmt.Sprint(value), Zh: zh, En: en})
		}
	}
	check(len(g.Items) > 0 && len(g.Items) <= maxItems, "items", len(g.Items), "须有 1 到 50 种商品", "must be 1 to 50 things")
	check(g.HoldMinutes >= 2 && g.HoldMinutes <= maxHold, "hold_minutes", g.HoldMinutes, "须在 2 到 60 之间", "must lie between 2 and 60")
	seen := map[string]bool{}
	for n, i := range g.Items {
		field := func(name string) string { return fmt.Sprintf("items[%d].%s", n, name) }
		check(i.Key != "" && len(i.Key) <= 32 && !strings.ContainsAny(i.Key, "/=, ") && !seen[i.Key], field("key"), i.Key, "须填写，且不重复，不含空格、斜杠、等号和逗号", "must be given once, without spaces, slashes, equals signs and commas")
		check(i.Name != "", field("name"), i.Name, "请填写名称", "give a name")
		check(i.Price > 0 && i.Price <= maxPrice, field("price"), i.Price, "须大于 0", "must be above 0")
		check(i.Was == 0 || i.Was > i.Price, field("was"), i.Was, "原价须高于秒杀价，且是近期真实成交价", "must be above the price, and really asked lately")
		check(i.Stock > 0 && i.Stock <= 100_000_000, field("stock"), i.Stock, "须大于 0", "must be above 0")
		check(i.StockADay >= 0 && i.PerPerson >= 0, field("per_person"), i.PerPerson, "不能是负数；0 表示不限", "must not be negative; 0 is no limit")
		seen[i.Key] = true
		out = append(out, i.problems(field)...)
	}
	return out
}

// Buckets is the stock of each thing.
func (g *Game) Buckets() []campaign.Plan {
	var out []campaign.Plan
	for _, i := range g.Items {
		out = append(out, campaign.Plan{Name: "stock-" + i.Key, Total: i.Stock, Daily: i.StockADay})
		for _, h := range i.Groups {
			if h.Stock > 0 {
				out = append(out, campaign.Plan{Name: i.bucketOf(h), Total: h.Stock})
			}
		}
	}
	return out
}

// Worst is every piece sold below what it costs otherwise (CAM-12); what is not told of a thing is not known.
func (g *Game) Worst() int64 {
	n := int64(0)
	for _, i := range g.Items {
		n += i.Stock * max(i.Was-i.lowest(), 0)
	}
	return n
}

// Crowd is false: a claim stands by itself.
func (g *Game) Crowd() bool { return false }

func (g *Game) item(key string) (Item, bool) {
	n := slices.IndexFunc(g.Items, func(i Item) bool { return i.Key == key })
	if n < 0 {
		return Item{}, false
	}
	return g.Items[n], true
}

// Bought lists the pieces of each thing.
func (g *Game) Bought(s campaign.Seat) (out []campaign.Good) {
	for _, i := range g.Items {
		if n := s.Takes.Of("stock-" + i.Key); n > 0 {
			out = append(out, campaign.Good{Product: i.Product, Name: i.Name, N: n, Each: i.priceAt(s)})
		}
	}
	return out
}

// Decide answers a command; a hold that is over is released first, whatever the command about it.
func (g *Game) Decide(v campaign.View, c campaign.Command, env campaign.Env) campaign.Decision {
	if c.Kind == campaign.Join {
		return g.claim(v, c, env)
	}
	s := v.Seat
	if s.ID == 0 {
		return campaign.Refuse(campaign.Wrong)
	}
	if s.State == Held && s.DueAt <= env.Now {
		release(&s)
	}
	d := campaign.Decision{}
	switch c.Kind {
	case campaign.Paid:
		d = g.paid(v, s, c, env)
	case campaign.Leave, campaign.PayClosed:
		d = leave(s, c, env)
	case campaign.Refunded:
		if !s.Confirm(c.Amount) {
			return campaign.Refuse(campaign.Wrong)
		}
		if s.State == Refunding && s.Arrived == s.Back {
			s.State = Refunded
		}
		d.Seats = []campaign.Seat{s}
	case campaign.AfterSale: // what was sold stays sold
		if s.State != Sold || !s.Undo(c.Amount) {
			return campaign.Refuse(campaign.Wrong)
		}
		d.Seats = []campaign.Seat{s}
	case campaign.Expire:
		d.Seats = []campaign.Seat{s}
	default:
		return campaign.Refuse(campaign.Wrong)
	}
	if len(d.Seats) == 1 && d.Seats[0] == v.Seat {
		d.Seats = nil
	}
	if len(d.Seats) == 1 {
		s = d.Seats[0]
	}
	d.Reply.Seat, d.Reply.State, d.Reply.Amount = s.ID, s.State, s.Amount
	return d
}

// claim holds all that is asked for, or nothing.
func (g *Game) claim(v campaign.View, c campaign.Command, env campaign.Env) campaign.Decision {
	if c.Instance != 0 || len(c.Lines) == 0 || len(c.Lines) > maxLines {
		return campaign.Refuse(campaign.Wrong)
	}
	s := campaign.Seat{ID: env.NewSeat(), CampaignID: v.Campaign, PersonID: env.Person, Number: max(c.Number, 1), State: Held, Standing: campaign.Held,
		At: env.Now, DueAt: env.Now + g.HoldMinutes*minute, Because: env.Because}
	for n, l := range c.Lines {
		i, ok := g.item(l.Item)
		if !ok || l.N <= 0 || l.N > 1_000_000 || slices.ContainsFunc(c.Lines[:n], func(o campaign.Line) bool { return o.Item == l.Item }) {
			return campaign.Refuse(campaign.Wrong)
		}
		have := int64(0)
		for _, m := range v.Mine {
			if m.State == Held && m.DueAt <= env.Now {
				continue // over, and only not told yet
			}
			if m.Stands() {
				have += m.Takes.Of("stock-" + l.Item)
			}
		}
		if i.PerPerson > 0 && have+l.N > i.PerPerson {
			return campaign.RefuseOver(campaign.LimitUser, i.PerPerson)
		}
		takes, price, code := i.offer(v, env, s.Takes, l.N)
		if code != campaign.Done {
			return campaign.Refuse(code)
		}
		s.Takes, s.Amount = s.Takes.And(takes), s.Amount+price*l.N
	}
	if slices.ContainsFunc(v.Mine, func(m campaign.Seat) bool { return m.Number == s.Number && m.Stands() }) {
		return campaign.Refuse(campaign.Duplicate)
	}
	if !v.Fits(s.Takes) {
		return campaign.Refuse(campaign.SoldOut)
	}
	return campaign.Decision{Reply: campaign.Reply{Seat: s.ID, State: s.State, Amount: s.Amount, Until: s.DueAt},
		Messages: []campaign.Message{s.AskPayment(env)}, Seats: []campaign.Seat{s}}
}

func release(s *campaign.Seat) { s.State, s.Standing, s.DueAt = Released, campaign.None, 0 }

// leave gives a hold up, or hears that nobody will pay for it.
func leave(s campaign.Seat, c campaign.Command, env campaign.Env) campaign.Decision {
	d := campaign.Decision{}
	if s.State == Held {
		if c.Kind == campaign.Leave {
			d.Messages = append(d.Messages, s.AskClose(env))
		}
		release(&s)
	} else if c.Kind == campaign.Leave {
		return campaign.Refuse(campaign.Wrong)
	}
	d.Seats = []campaign.Seat{s}
	return d
}

// paid takes a payment in: for what is held, or for what is still there; else all of it goes back.
func (g *Game) paid(v campaign.View, s campaign.Seat, c campaign.Command, env campaign.Env) campaign.Decision {
	if c.Amount <= 0 {
		return campaign.Refuse(campaign.Wrong)
	}
	first := s.Paid == 0
	s.Receive(c.Amount, env)
	d := campaign.Decision{}
	switch {
	case !first:
		d.Reply.Note = campaign.LatePaid
		d.Messages = append(d.Messages, s.AskRefund(c.Amount, "paid_twice", env))
	case c.Amount == s.Amount && (s.State == Held || s.State == Released && g.again(v, s)):
		s.State, s.Standing, s.DueAt = Sold, campaign.Spent, 0
		d.Messages = append(d.Messages, s.Release(env))
	default:
		d.Reply.Note = campaign.LatePaid
		s.State, s.Standing, s.DueAt = Refunding, campaign.None, 0
		d.Messages = append(d.Messages, s.AskRefund(c.Amount, campaign.LatePaid, env))
	}
	d.Seats = []campaign.Seat{s}
	return d
}

// again tells whether what a seat held once can be had again: it is there, and its person has not come to their limit by now.
func (g *Game) again(v campaign.View, s campaign.Seat) bool {
	for _, i := range g.Items {
		n := s.Takes.Of("stock-" + i.Key)
		for _, m := range v.Mine {
			if m.ID != s.ID && m.Stands() {
				n += m.Takes.Of("stock-" + i.Key)
			}
		}
		if s.Takes.Of("stock-"+i.Key) > 0 && i.PerPerson > 0 && n > i.PerPerson {
			return false
		}
	}
	same := func(m campaign.Seat) bool { return m.ID != s.ID && m.Number == s.Number && m.Stands() }
	ours := v.Seat.State == Held // over by time, and nobody has taken it yet
	return (ours || v.Fits(s.Takes)) && !slices.ContainsFunc(v.Mine, same)
}

// Invariants fails on nothing: what must hold of a claim is held by buckets and limits.
func (g *Game) Invariants(campaign.View) error { return nil }

// Explain says why a claim is as it is.
func (g *Game) Explain(_ campaign.View, s campaign.Seat) []campaign.Sentence {
	said := campaign.Sentence{Zh: "已全额退款", En: "All of it has gone back"}
	switch s.State {
	case Held:
		said = campaign.Sentence{Zh: "已为您保留，请在时限内付款", En: "Held for you; pay in time"}
	case Sold:
		said = campaign.Sentence{Zh: "抢购成功", En: "Bought"}
	case Released:
		said = campaign.Sentence{Zh: "没有在时限内付款，名额已释放", En: "Not paid in time: it went back on sale"}
	case Refunding:
		said = campaign.Sentence{Zh: "付款时已售罄或已超时，全额退款中", En: "Paid too late: all of it is going back"}
	}
	if g.inside(s) {
		return []campaign.Sentence{said, {Zh: "按群内价，价格以占住名额时为准", En: "At the price of the group, as it was when the place was taken"}}
	}
	return []campaign.Sentence{said}
}

var (
	_ campaign.Model  = Model{}
	_ campaign.Game   = (*Game)(nil)
	_ campaign.Costed = (*Game)(nil)
	_ campaign.Asker  = (*Game)(nil)
	_ campaign.Seller = (*Game)(nil)
)
