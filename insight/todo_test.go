package insight

import (
	"slices"
	"testing"

	"qunli/commerce"
	"qunli/customer"
	"qunli/desk"
)

// open lists the open tasks of a kind.
func (s *shop) todo(kind desk.Kind) []desk.Task {
	s.Helper()
	all, err := desk.New(s.DB).List(s.root(), desk.Filter{Kind: kind, Limit: 200})
	if err != nil {
		s.Fatal(err)
	}
	return all
}

func (s *shop) askForWork(want int) {
	s.Helper()
	if n, err := s.AskForWork(s.root()); err != nil || n != want {
		s.Errorf("%d tasks raised, %v; want %d", n, err, want)
	}
}

// TestANightAsksForWorkOnce: orders without a buyer and buyers out of reach become tasks, once, and end with their reason.
func TestANightAsksForWorkOnce(t *testing.T) {
	eachShop(t, func(s *shop) {
		a, b, c, d := s.small()
		s.askForWork(5)
		s.askForWork(0)
		if match := s.todo(desk.Match); len(match) != 1 || match[0].StoreID != s.stores["S1"] || match[0].Why != "unmatched_orders" {
			t.Errorf("%+v", match)
		}
		friends := s.todo(desk.Winback)
		if len(friends) != 4 {
			t.Fatalf("%+v", friends)
		}
		for _, f := range friends {
			if f.Why != "lost" || f.DueAt <= s.Clock.Now().UnixMilli() {
				t.Errorf("%+v", f)
			}
		}
		best := friends[len(friends)-1] // raised first
		if best.CustomerID != a || !slices.ContainsFunc(friends, func(f desk.Task) bool { return f.CustomerID == d }) || b == c {
			t.Errorf("the best first: %+v", friends)
		}
		orders := commerce.New(s.DB, s.bus(), customer.New(s.DB, s.bus()))
		queue, err := orders.Unmatched(s.root(), commerce.Filter{})
		if err != nil || len(queue) != 1 {
			t.Fatal(queue, err)
		}
		if err := orders.Assign(s.root(), queue[0].ID, c); err != nil {
			t.Fatal(err)
		}
		s.askForWork(0)
		if match := s.todo(desk.Match); len(match) != 0 {
			t.Errorf("matched by now: %+v", match)
		}
	})
}
