package campaigntest

import (
	"fmt"
	"slices"
	"testing"

	"qunli/campaign"
	"qunli/customer"
)

// Answer has the world outside answer one of the messages it was sent, well or badly.
func (w *World) Answer(t testing.TB) {
	t.Helper()
	if len(w.owed) == 0 {
		return
	}
	n := w.Rand.IntN(len(w.owed))
	m := w.owed[n]
	w.owed = slices.Delete(w.owed, n, n+1)
	c := campaign.Command{Seat: m.Seat, Amount: m.Amount, Ref: m.Number}
	switch m.Kind {
	case campaign.RequestPayment:
		w.payment(t, m, c)
	case campaign.ClosePayment:
		if w.paid[m.Seat] == 0 {
			c.Kind = campaign.PayClosed
			w.Do(t, c)
		}
	case campaign.Refund:
		c.Kind = campaign.Refunded
		w.Do(t, c)
	case campaign.Transfer:
		c.Kind = campaign.Sent
		if w.Rand.IntN(4) == 0 {
			c.Kind = campaign.Returned
		}
		w.Do(t, c)
	case campaign.Grant:
		c.Kind = campaign.Sent
		w.Do(t, c)
	}
}

// payment is the provider's: paid, paid late, at the deadline to the millisecond, twice, closed, or no word for now.
func (w *World) payment(t testing.TB, m campaign.Message, c campaign.Command) {
	t.Helper()
	c.Kind = campaign.Paid
	due := w.fold.Seats[m.Seat].DueAt
	switch n := w.Rand.IntN(20); {
	case n < 12:
	case n < 14 && due != 0:
		w.Clock = due + w.Rand.Int64N(3) - 1
	case n < 16:
		c.Kind, c.Amount = campaign.PayClosed, 0
		w.Do(t, c)
		return
	default:
		w.owed = append(w.owed, m) // later
		return
	}
	c.Ref = fmt.Sprintf("W%d", m.Seat)
	w.paid[m.Seat] += c.Amount
	w.Do(t, c)
	if w.Rand.IntN(20) == 0 {
		c.Ref += "b"
		w.paid[m.Seat] += c.Amount
		w.Do(t, c)
	}
}

// Pay pays a seat now.
func (w *World) Pay(t testing.TB, i campaign.SeatID) campaign.Reply {
	t.Helper()
	m, asked := w.said[string(campaign.RequestPayment)+campaign.PaymentNumber(i)]
	if !asked {
		t.Fatalf("no payment was asked for seat %d", i)
	}
	w.owed = slices.DeleteFunc(w.owed, func(o campaign.Message) bool { return o.Kind == m.Kind && o.Number == m.Number })
	w.paid[i] += m.Amount
	return w.Do(t, campaign.Command{Kind: campaign.Paid, Seat: i, Amount: m.Amount, Ref: fmt.Sprintf("W%d", i)})
}

// Sweep reminds the campaign of all that is due, in any order.
func (w *World) Sweep(t testing.TB) {
	t.Helper()
	for {
		var due []campaign.Command
		for _, s := range w.fold.Seats {
			if s.DueAt != 0 && s.DueAt <= w.Clock {
				due = append(due, campaign.Command{Kind: campaign.Expire, Seat: s.ID})
			}
		}
		for _, i := range w.fold.Instances {
			if i.DueAt != 0 && i.DueAt <= w.Clock || i.DueAt != 0 && w.Campaign.State == campaign.Closed {
				due = append(due, campaign.Command{Kind: campaign.Expire, Instance: i.ID})
			}
		}
		if len(due) == 0 {
			return
		}
		slices.SortFunc(due, func(a, b campaign.Command) int {
			return int(int64(a.Seat)-int64(b.Seat)) + int(int64(a.Instance)-int64(b.Instance))
		})
		w.Rand.Shuffle(len(due), func(i, j int) { due[i], due[j] = due[j], due[i] })
		for _, c := range due {
			w.Do(t, c)
		}
	}
}

// Settle lets all time pass and has everything answered, until nothing is open.
func (w *World) Settle(t testing.TB) {
	t.Helper()
	for range 10_000 {
		w.Sweep(t)
		if len(w.owed) > 0 {
			w.Answer(t)
			continue
		}
		next := int64(0)
		for _, s := range w.fold.Seats {
			if s.DueAt > 0 && (next == 0 || s.DueAt < next) {
				next = s.DueAt
			}
		}
		for _, i := range w.fold.Instances {
			if i.DueAt > 0 && (next == 0 || i.DueAt < next) {
				next = i.DueAt
			}
		}
		if next == 0 {
			return
		}
		w.Clock = max(w.Clock, next)
	}
	t.Fatal("the campaign does not come to its end")
}

// GivesBack is somebody who gives a part, or all that is left, of any payment back by hand.
func (w *World) GivesBack() campaign.Command {
	i := w.AnySeat()
	left := w.fold.Seats[i].Paid - w.fold.Seats[i].Back
	if left == 0 {
		return campaign.Command{}
	}
	w.ids++
	c := campaign.Command{Kind: campaign.AfterSale, Seat: i, Amount: left, Ref: fmt.Sprint("hand", w.ids)}
	if w.Rand.IntN(3) == 0 {
		c.Amount = 1 + w.Rand.Int64N(left)
	}
	return c
}

// Seat gives a seat as the writes left it.
func (w *World) Seat(i campaign.SeatID) campaign.Seat { return w.fold.Seats[i] }

// Seats gives all seats as the writes left them.
func (w *World) Seats() map[campaign.SeatID]campaign.Seat { return w.fold.Seats }

// Team gives an instance as the writes left it.
func (w *World) Team(i campaign.InstanceID) campaign.Instance { return w.fold.Instances[i] }

// Messages gives what was asked of a kind about a person, 0 anybody.
func (w *World) Messages(k campaign.MessageKind, who customer.ID) []campaign.Message {
	var out []campaign.Message
	for _, m := range w.said {
		if m.Kind == k && (who == 0 || m.Person == who) {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b campaign.Message) int { return int(a.Seat - b.Seat) })
	return out
}

// FirstSeat gives the seat that was taken first in an instance.
func (w *World) FirstSeat(i campaign.InstanceID) campaign.SeatID {
	for _, s := range w.taken {
		if w.fold.Seats[s].InstanceID == i {
			return s
		}
	}
	return 0
}
