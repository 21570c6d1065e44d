// Package campaigntest is the suite that every model passes: Run plays a game as a crowd, a slow payment provider, a wandering
// clock and an impatient network would, and holds it to R1–R9 after every command.
package campaigntest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"qunli/campaign"
	"qunli/customer"
)

// Start is the moment at which every world begins: 2026-03-02 10:00 in Shanghai.
const Start = 1772416800000

// World is one campaign in memory, and everything outside of it: people, payment, time.
type World struct {
	*campaign.Memory
	Rand   *rand.Rand
	Clock  int64 // ms, may go back
	Terms  campaign.Terms
	Game   campaign.Game
	people int64
	ids    int64
	said   map[string]campaign.Message // by number and kind: everything ever asked
	owed   []campaign.Message          // asked and not answered
	paid   map[campaign.SeatID]int64   // fen that the provider took
	hand   map[campaign.SeatID]int64   // fen that somebody gave back by hand
	done   []answered
	fold   Fold
	order  []campaign.InstanceID // as they were opened
	taken  []campaign.SeatID     // as they were taken
}

type answered struct {
	campaign.Command
	campaign.Reply
}

// Fold is the state that the writes alone give: what a database would hold.
type Fold struct {
	Instances map[campaign.InstanceID]campaign.Instance
	Seats     map[campaign.SeatID]campaign.Seat
	Buckets   map[string]campaign.Bucket
	Replies   map[campaign.Key]campaign.Reply
	Campaign  campaign.Campaign
}

// NewWorld begins a campaign of settings under terms; so many people want to take part.
func NewWorld(t testing.TB, m campaign.Model, settings string, terms campaign.Terms, people, seed int64) *World {
	t.Helper()
	game, err := m.Read(json.RawMessage(settings))
	if err != nil {
		t.Fatal(err)
	}
	terms = Complete(terms)
	if p := game.Validate(terms); len(p) > 0 {
		t.Fatalf("the settings have problems: %+v", p)
	}
	w := &World{Rand: rand.New(rand.NewPCG(uint64(seed), 7)), Clock: Start, Terms: terms, Game: game, people: people, ids: 1,
		said: map[string]campaign.Message{}, paid: map[campaign.SeatID]int64{}, hand: map[campaign.SeatID]int64{}}
	w.fold = Fold{map[campaign.InstanceID]campaign.Instance{}, map[campaign.SeatID]campaign.Seat{}, map[string]campaign.Bucket{}, map[campaign.Key]campaign.Reply{},
		campaign.Campaign{ID: 1, Model: m.Name(), State: campaign.Live, Revision: 1}}
	for _, p := range game.Buckets() {
		w.fold.Buckets[p.Name] = campaign.Bucket{CampaignID: 1, Name: p.Name, Total: p.Total, Free: p.Total}
	}
	w.Reread()
	return w
}

// Complete gives terms that a campaign may be published under.
func Complete(t campaign.Terms) campaign.Terms {
	if t.From == 0 {
		t.From = Start
	}
	if t.Until == 0 {
		t.Until = t.From + 7*24*time.Hour.Milliseconds()
	}
	return t
}

// Reread forgets everything and remembers what the fold holds, as a node does that was elsewhere.
func (w *World) Reread() {
	seed := fmt.Sprintf("%016x", w.Rand.Uint64())
	w.Memory = campaign.NewMemory(w.fold.Campaign, shanghai, seed, func() int64 { w.ids++; return w.ids })
	w.Rules(1, w.Terms, w.Game)
	var instances []campaign.Instance
	var seats []campaign.Seat
	for _, i := range w.fold.Instances {
		instances = append(instances, i)
	}
	for _, s := range w.fold.Seats {
		seats = append(seats, s)
	}
	w.Hold(instances, seats)
	for _, b := range w.fold.Buckets {
		w.Stock(b)
	}
	w.Recall(w.fold.Replies)
}

var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// Person gives somebody of the crowd.
func (w *World) Person() customer.ID { return customer.ID(1_000_000 + w.Rand.Int64N(w.people)) }

// Instance gives one of those open, or 0.
func (w *World) Instance() campaign.InstanceID {
	if len(w.order) == 0 {
		return 0
	}
	n := w.Rand.IntN(len(w.order))
	if w.Rand.IntN(8) > 0 { // mostly the late ones: the early ones are over
		n = len(w.order) - 1 - w.Rand.IntN(min(8, len(w.order)))
	}
	return w.order[n]
}

// Do has a command decided and folds what it changed.
func (w *World) Do(t testing.TB, c campaign.Command) campaign.Reply {
	t.Helper()
	w.At(w.Clock)
	r, err := w.Decide(c)
	if err != nil {
		t.Fatalf("%+v: %v", c, err)
	}
	w.take(t)
	if c.Kind == campaign.AfterSale && r.Code == campaign.Done {
		w.hand[c.Seat] += c.Amount
	}
	w.done = append(w.done, answered{c, r})
	return r
}

// take folds what the memory decided and hands its messages to the world outside.
func (w *World) take(t testing.TB) {
	t.Helper()
	c := w.Take()
	for _, i := range slices.Concat(c.Opened, c.Instances) {
		if _, known := w.fold.Instances[i.ID]; !known {
			w.order = append(w.order, i.ID)
		}
		w.fold.Instances[i.ID] = i
	}
	for _, s := range slices.Concat(c.Seats, c.Taken) {
		if _, known := w.fold.Seats[s.ID]; !known {
			w.taken = append(w.taken, s.ID)
		}
		w.fold.Seats[s.ID] = s
	}
	for _, b := range c.Buckets {
		w.fold.Buckets[b.Name] = b.Now
	}
	for _, r := range c.Replies {
		if _, twice := w.fold.Replies[r.Key]; twice {
			t.Fatalf("the effect of %+v is kept twice", r.Key)
		}
		w.fold.Replies[r.Key] = r.Reply
	}
	w.fold.Campaign = w.Campaign
	for _, m := range c.Messages {
		key := string(m.Kind) + m.Number
		if _, twice := w.said[key]; twice {
			t.Fatalf("%s %s is asked for twice", m.Kind, m.Number)
		}
		w.said[key] = m
		w.owed = append(w.owed, m)
	}
}
