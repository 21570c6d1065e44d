package campaigntest

import (
	"fmt"
	"os"
	"strconv"
	"testing"

	"qunli/campaign"
)

// Suite is a model and how people play it.
type Suite struct {
	Model    campaign.Model
	Settings map[string]string // by name: the whole suite is played with each
	Terms    campaign.Terms
	People   int64
	Unit     int64          // the most that one command takes of a bucket; 1 when 0
	Open     func(w *World) // what the brand does at the beginning; nil nothing
	// Enter gives what somebody of the crowd asks for next.
	Enter func(w *World) campaign.Command
	// Fact gives what becomes known of somebody besides payments, or the zero command.
	Fact func(w *World) campaign.Command
	// Holds looks at the state after every command, besides what every game is held to; nil nothing.
	Holds func(t testing.TB, w *World)
}

// Run has a model pass the suite: each play by itself, a few thousand commands long; with QUNLI_PROOF=full, 25 million.
func Run(t *testing.T, s Suite) {
	for name, settings := range s.Settings {
		t.Run(name, func(t *testing.T) {
			t.Run("any sequence", func(t *testing.T) { s.sequences(t, settings) })
			t.Run("ten times, shuffled", func(t *testing.T) { s.tenTimes(t, settings) })
			t.Run("one person, a hundred times", func(t *testing.T) { s.hundred(t, settings) })
			t.Run("paused", func(t *testing.T) { s.paused(t, settings) })
			t.Run("stopped", func(t *testing.T) { s.stopped(t, settings) })
			t.Run("nothing is left over", func(t *testing.T) { s.soldOut(t, settings) })
			t.Run("new rules", func(t *testing.T) { s.newRules(t, settings) })
		})
	}
}

// commands is how many commands the random plays of one setting have in all: a sample, or its part of what QUNLI_PROOF_COMMANDS
// says a model has; with QUNLI_PROOF=full, 25 million.
func (s Suite) commands() int {
	if n, err := strconv.Atoi(os.Getenv("QUNLI_PROOF_COMMANDS")); err == nil {
		return n / len(s.Settings)
	}
	if os.Getenv("QUNLI_PROOF") == "full" {
		return 25_000_000 / len(s.Settings)
	}
	return 12_000
}

func (s Suite) world(t testing.TB, settings string, seed int64) *World {
	t.Helper()
	w := NewWorld(t, s.Model, settings, s.Terms, max(s.People, 40), seed)
	if s.Open != nil {
		s.Open(w)
	}
	return w
}

// sequences plays at random and counts again after every command.
func (s Suite) sequences(t *testing.T, settings string) {
	const length = 1500
	played := 0
	for seed := int64(1); played < s.commands(); seed++ {
		w := s.world(t, settings, seed)
		for len(w.done) < length {
			s.step(t, w)
			w.balanced(t)
			if s.Holds != nil {
				s.Holds(t, w)
			}
			if len(w.done)%97 == 0 {
				w.Recount(t)
			}
		}
		w.Settle(t)
		w.Recount(t)
		w.Final(t)
		played += len(w.done)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	t.Logf("%d commands", played)
}

// step lets one thing happen.
func (s Suite) step(t *testing.T, w *World) {
	switch n := w.Rand.IntN(100); {
	case n < 45:
		w.Do(t, s.Enter(w))
	case n < 70:
		w.Answer(t)
	case n < 78:
		w.Clock += w.Rand.Int64N(240_000)
	case n < 80:
		w.Clock -= 5_000
	case n < 90:
		w.again(t)
	case n < 93:
		w.Sweep(t)
	case n < 94:
		w.Reread()
	case n < 95 && len(w.taken) > 0:
		i := w.AnySeat()
		w.Do(t, campaign.Command{Kind: campaign.Leave, Seat: i, Person: w.fold.Seats[i].PersonID})
	case s.Fact != nil:
		if c := s.Fact(w); c.Kind != "" {
			w.Do(t, c)
		}
	}
}

// AnySeat gives one of those ever taken, 0 when there is none.
func (w *World) AnySeat() campaign.SeatID {
	if len(w.taken) == 0 {
		return 0
	}
	return w.taken[w.Rand.IntN(len(w.taken))]
}

// again asks for something once more that had its effect: the same reply, and nothing else.
func (w *World) again(t testing.TB) {
	t.Helper()
	if len(w.done) == 0 {
		return
	}
	w.repeat(t, w.done[w.Rand.IntN(len(w.done))])
}

func (w *World) repeat(t testing.TB, a answered) {
	t.Helper()
	if a.Code != campaign.Done || a.Kind == campaign.Expire {
		return
	}
	w.At(w.Clock)
	r, err := w.Decide(a.Command)
	if err != nil || r != a.Reply {
		t.Fatalf("%+v asked again: %+v (%v), first %+v", a.Command, r, err, a.Reply)
	}
	if w.Dirty() {
		t.Fatalf("%+v asked again changed %+v", a.Command, w.Take())
	}
}

// tenTimes repeats every command nine more times in any order.
func (s Suite) tenTimes(t *testing.T, settings string) {
	w := s.world(t, settings, 11)
	for len(w.done) < 300 {
		s.step(t, w)
	}
	var all []answered
	for range 9 {
		all = append(all, w.done...)
	}
	w.Rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for n, a := range all {
		if n == len(all)/2 {
			w.Reread()
		}
		w.repeat(t, a)
	}
	w.Recount(t)
}

// hundred has one person ask for the same a hundred times, and then for the next a hundred times.
func (s Suite) hundred(t *testing.T, settings string) {
	w := s.world(t, settings, 12)
	for range 20 {
		w.Do(t, s.Enter(w))
	}
	c := s.Enter(w)
	for c.Person == 0 {
		c = s.Enter(w)
	}
	first := w.Do(t, c)
	seats := len(w.fold.Seats)
	for range 99 {
		if r := w.Do(t, c); first.Code == campaign.Done && r != first {
			t.Fatalf("got %+v, first %+v", r, first)
		}
	}
	if first.Code == campaign.Done && len(w.fold.Seats) != seats {
		t.Errorf("%d seats more", len(w.fold.Seats)-seats)
	}
	for n := range int64(100) {
		c.Number = n + 2
		w.Do(t, c)
	}
	w.Recount(t)
}

// paused lets nobody in, and honours every payment.
func (s Suite) paused(t *testing.T, settings string) {
	w := s.world(t, settings, 13)
	for len(w.done) < 60 {
		s.step(t, w)
	}
	w.fold.Campaign.State = campaign.Paused
	w.Reread()
	for range 50 {
		c := s.Enter(w)
		before, known := w.Replied(keyOf(c))
		if r := w.Do(t, c); r.Code != campaign.Stopped && !(known && r == before) {
			t.Fatalf("while paused: %+v", r)
		}
	}
	w.Settle(t)
	w.Recount(t)
	w.Final(t)
}

// stopped calls off what is open and gives everything back.
func (s Suite) stopped(t *testing.T, settings string) {
	w := s.world(t, settings, 14)
	for len(w.done) < 120 {
		s.step(t, w)
	}
	w.fold.Campaign.State = campaign.Closed
	w.Reread()
	w.Settle(t)
	w.Recount(t)
	w.Final(t)
}

// soldOut has everybody ask: whoever is refused for want of stock is refused with nothing left.
func (s Suite) soldOut(t *testing.T, settings string) {
	w := s.world(t, settings, 15)
	for range 3000 {
		r := w.Do(t, s.Enter(w))
		if (r.Code == campaign.SoldOut || r.Code == campaign.Budget) && !w.empty(max(s.Unit, 1)) {
			t.Fatalf("%s with buckets %+v", r.Code, w.fold.Buckets)
		}
		if w.Rand.IntN(3) == 0 {
			w.Answer(t)
		}
	}
	w.Recount(t)
}

// newRules publishes the same settings again while instances are open: what is open keeps its revision.
func (s Suite) newRules(t *testing.T, settings string) {
	w := s.world(t, settings, 16)
	for len(w.done) < 80 {
		s.step(t, w)
	}
	before := len(w.order)
	w.fold.Campaign.Revision = 2
	w.Reread()
	w.Rules(2, w.Terms, w.Game)
	for len(w.done) < 240 {
		if s.step(t, w); w.Campaign.Revision == 2 {
			w.Rules(2, w.Terms, w.Game)
		}
	}
	for n, i := range w.order {
		if want := int64(1); n < before && w.fold.Instances[i].Revision != want {
			t.Errorf("instance %d was opened under revision 1 and has %d", i, w.fold.Instances[i].Revision)
		}
	}
	w.Settle(t)
	w.Recount(t)
	w.Final(t)
}

func keyOf(c campaign.Command) campaign.Key {
	return campaign.Key{Kind: c.Kind, Subject: int64(c.Person), Instance: c.Instance, Number: max(c.Number, 1)}
}

// shown spells a bucket.
func shown(b campaign.Bucket) string {
	return fmt.Sprintf("%s: %d free + %d held + %d spent of %d", b.Name, b.Free, b.Held, b.Spent, b.Total)
}
