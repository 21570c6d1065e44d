package campaigntest

import (
	"testing"

	"qunli/campaign"
)

// balanced holds every bucket to R4.
func (w *World) balanced(t testing.TB) {
	t.Helper()
	for _, b := range w.fold.Buckets {
		if b.Free < 0 || b.Held < 0 || b.Spent < 0 || b.Free+b.Held+b.Spent != b.Total {
			t.Fatal(shown(b))
		}
	}
}

// empty tells whether any bucket has less than unit left.
func (w *World) empty(unit int64) bool {
	for _, b := range w.fold.Buckets {
		if b.Free < unit {
			return true
		}
	}
	return false
}

// Recount counts from the writes alone and compares: buckets with seats, and what is remembered with what is written.
func (w *World) Recount(t testing.TB) {
	t.Helper()
	var seats []campaign.Seat
	for _, s := range w.fold.Seats {
		seats = append(seats, s)
	}
	held, spent := campaign.Count(seats)
	for name, b := range w.fold.Buckets {
		if b.Held != held[name] || b.Spent != spent[name] {
			t.Errorf("%s; the seats hold %d and have spent %d", shown(b), held[name], spent[name])
		}
		if w.Bucket(name) != b {
			t.Errorf("remembered %s, written %s", shown(w.Bucket(name)), shown(b))
		}
	}
	for name := range held {
		if _, there := w.fold.Buckets[name]; !there {
			t.Errorf("the seats take of %s, which is no bucket", name)
		}
	}
	for i, s := range w.fold.Seats {
		if s.Paid != w.paid[i] {
			t.Errorf("seat %d: %d fen booked, the provider took %d", i, s.Paid, w.paid[i])
		}
	}
	back := map[campaign.SeatID]int64{}
	for _, m := range w.said {
		if m.Kind == campaign.Refund {
			back[m.Seat] += m.Amount
		}
	}
	for i, s := range w.fold.Seats {
		if s.Back != back[i]+w.hand[i] || s.Back > s.Paid {
			t.Errorf("seat %d: paid %d, %d fen back in the books, %d asked for, %d by hand", i, s.Paid, s.Back, back[i], w.hand[i])
		}
	}
}

// Final holds of a campaign in which nothing is open any more: nothing is held, and money is kept only of who has something.
func (w *World) Final(t testing.TB) {
	t.Helper()
	for _, b := range w.fold.Buckets {
		if b.Held != 0 {
			t.Errorf("in the end %s", shown(b))
		}
	}
	for _, s := range w.fold.Seats {
		told := w.Game.Explain(campaign.View{Campaign: 1, Instance: w.fold.Instances[s.InstanceID]}, s)
		if len(told) == 0 || told[0].Zh == "" || told[0].En == "" {
			t.Errorf("nothing is said about a seat that is %s, of an instance that is %s", s.State, w.fold.Instances[s.InstanceID].State)
		}
	}
	for i, s := range w.fold.Seats {
		if s.Paid != s.Back && s.Standing != campaign.Spent {
			t.Errorf("seat %d (%s) keeps %d fen for nothing", i, s.State, s.Paid-s.Back)
		}
		if s.Back != s.Arrived {
			t.Errorf("seat %d: %d of %d fen arrived", i, s.Arrived, s.Back)
		}
	}
}
