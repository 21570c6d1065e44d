package insight

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/money"
	"qunli/org"
)

// regulars makes n people who live by the models, in two stores, with orders from September to February, and gives them in
// order.
func (s *shop) regulars(n int) []customer.ID {
	s.open("A01", "B02")
	var cards []customer.Card
	for i := range n {
		cards = append(cards, customer.Card{Keys: []customer.Key{{Kind: customer.Account, Space: "shop", Value: fmt.Sprint("r", i)}},
			Store: s.stores[[]string{"A01", "B02"}[i%2]]})
	}
	var ids []customer.ID
	s.tx(func(ctx context.Context, tx *db.Tx) error {
		ids = nil
		resolved, err := customer.Resolve(ctx, tx, 0, cards)
		for _, r := range resolved {
			ids = append(ids, r.ID)
		}
		return err
	})
	dice := rand.New(rand.NewPCG(7, 7))
	first, _ := parseDay("2025-09-01")
	last, _ := parseDay("2026-02-28")
	var entries []commerce.Entry
	for i, id := range ids {
		gap, leave, spends := 5+60*dice.Float64(), dice.Float64()/3, 2000+dice.IntN(9000)
		for d, k := first+day(dice.IntN(100)), 0; d <= last; d, k = d+1+day(gap*dice.ExpFloat64()), k+1 {
			e := s.sale(fmt.Sprint(i, "-", k), id, d.String(), 12, money.Fen(spends/2+dice.IntN(spends)))
			e.Store = cards[i].Store
			entries = append(entries, e)
			if k > 0 && dice.Float64() < leave {
				break
			}
		}
	}
	s.take(entries...)
	return ids
}

func (s *shop) predict(want int) {
	s.Helper()
	n, err := s.Predict(s.Context())
	if err != nil || n != want {
		s.Fatalf("%d predictions written, want %d: %v", n, want, err)
	}
	found, err := CheckPredictions(s.Context(), s.Read())
	if err != nil || len(found) != 0 {
		s.Fatalf("the check finds %v, %v", found, err)
	}
}

func (s *shop) prediction(ctx context.Context, i customer.ID) Prediction {
	s.Helper()
	p, err := s.Prediction(ctx, i)
	if err != nil {
		s.Fatal(err)
	}
	return p
}

// changedPeople empties the feed and gives who stood in it with the attribute.
func (s *shop) changedPeople(attribute string) map[customer.ID]bool {
	s.Helper()
	out := map[customer.ID]bool{}
	feed, err := customer.Feed(s.Context(), s.Read(), 1_000_000)
	if err != nil {
		s.Fatal(err)
	}
	var ids []int64
	for _, c := range feed {
		ids = append(ids, c.ID)
		if slices.Contains(c.Attributes(), attribute) {
			out[c.CustomerID] = true
		}
	}
	s.tx(func(ctx context.Context, tx *db.Tx) error { return customer.Taken(ctx, tx, ids) })
	return out
}

// TestNightlyPredictions: stored once, left alone while nothing happens, told to segments when they move; merged people are
// one, erased people are gone at once.
func TestNightlyPredictions(t *testing.T) {
	eachShop(t, func(s *shop) {
		people := s.regulars(300)
		s.tx(func(ctx context.Context, tx *db.Tx) error {
			return customer.Watch(ctx, tx, map[string]int64{attrValue: 1})
		})
		s.changedPeople(attrValue)
		if _, err := s.Prediction(s.root(), people[0]); !errors.Is(err, db.ErrNone) {
			t.Errorf("before the first night: %v", err)
		}
		if a := s.ask(s.keeper("A01"), "predictions", Params{}); s.value(a, "clv") != -1 {
			t.Errorf("a store is told %v before the first night", s.value(a, "clv"))
		}
		anew := s.ask(s.root(), "predictions", Params{})
		s.predict(300)
		if told := s.changedPeople(attrValue); len(told) < 290 {
			t.Errorf("only %d people told", len(told))
		}
		stored := s.ask(s.root(), "predictions", Params{})
		for _, v := range anew.Values {
			if got := s.value(stored, v.Name); v.Number == nil || got != *v.Number {
				t.Errorf("%s stored as %v", v.Name, got)
			}
		}
		s.rowsMatch(s.root(), stored)
		s.predict(0)
		if told := s.changedPeople(attrValue); len(told) != 0 {
			t.Errorf("a night without orders told %d people", len(told))
		}
		s.predictionsInScope(stored, people)
		s.predictionsOfRules(people)
		s.predictionsMove(people)
		s.predictionsChecked(people)
	})
}

func (s *shop) predictionsInScope(whole Answer, people []customer.ID) {
	s.Helper()
	a, b := s.ask(s.keeper("A01"), "predictions", Params{}), s.ask(s.keeper("B02"), "predictions", Params{})
	if n := s.value(a, "people"); n != 150 || s.value(a, "clv")+s.value(b, "clv") != s.value(whole, "clv") {
		s.Errorf("%v people of A01, %v + %v fen of %v", n, s.value(a, "clv"), s.value(b, "clv"), s.value(whole, "clv"))
	}
	if _, err := s.Prediction(s.keeper("B02"), people[0]); !errors.Is(err, org.ErrScope) {
		s.Errorf("another store's person: %v", err)
	}
	if p := s.prediction(s.keeper("A01"), people[0]); p.AsOf != "2026-02-28" || p.Months != 12 || p.Alive <= 0 || p.Alive > 1 || p.Orders <= 0 || p.Value == nil {
		s.Errorf("%+v", p)
	}
}

// predictionsOfRules reads every attribute as declared and compares it with what a person is told.
func (s *shop) predictionsOfRules(people []customer.ID) {
	s.Helper()
	for _, a := range Attributes() {
		where := a.Where
		if where == "" {
			where = "TRUE"
		}
		type row struct{ CustomerID, Value int64 }
		rows, err := db.All[row](s.Context(), s.Read(), `SELECT customer_id, `+a.Value+` AS value FROM `+a.Table+` WHERE `+where)
		if err != nil {
			s.Fatal(a.Name, err)
		}
		for _, r := range rows[:20] {
			p := s.prediction(s.root(), customer.ID(r.CustomerID))
			want := map[string]float64{attrAlive: p.Alive * 100, attrExpected: p.Orders}[a.Name]
			switch a.Name {
			case attrValue:
				want = float64(*p.Value)
			case attrNext:
				want = float64(s.at(p.NextOrder, 0))
			}
			s.near(a.Name, float64(r.Value), want, .5001, 0)
		}
	}
}

// predictionsMove: an order, a merge and an erased person each make a new night.
func (s *shop) predictionsMove(people []customer.ID) {
	s.Helper()
	before := s.prediction(s.root(), people[1])
	s.take(s.sale("late", people[1], "2026-02-28", 20, 5000))
	s.predict(300)
	if p := s.prediction(s.root(), people[1]); p.Alive <= before.Alive && p.Orders <= before.Orders {
		s.Errorf("an order changed %+v to %+v", before, p)
	}
	crowd := customer.New(s.DB, s.bus(), ErasePeople)
	if err := crowd.Merge(s.root(), people[2], people[3], "same"); err != nil {
		s.Fatal(err)
	}
	s.predict(299)
	if p := s.prediction(s.root(), people[2]); p.Customer != people[3] {
		s.Errorf("the merged person is told of %v", p.Customer)
	}
	if err := crowd.Erase(s.root(), people[4]); err != nil {
		s.Fatal(err)
	}
	if _, err := s.Prediction(s.root(), people[4]); !errors.Is(err, db.ErrNone) {
		s.Errorf("of an erased person: %v", err)
	}
	if n := s.value(s.ask(s.root(), "predictions", Params{}), "people"); n != 298 {
		s.Errorf("%v people after one was erased", n)
	}
	s.predict(298)
}

// predictionsChecked: what is tampered with is found, and only that; facts that moved on are no difference.
func (s *shop) predictionsChecked(people []customer.ID) {
	s.Helper()
	s.take(s.sale("later", people[5], "2026-03-01", 9, 7000))
	for change, back := range map[string]string{
		`UPDATE insight_prediction SET alive = alive - 100`:     `UPDATE insight_prediction SET alive = alive + 100`,
		`UPDATE insight_prediction SET value = value + 700`:     `UPDATE insight_prediction SET value = value - 700`,
		`UPDATE insight_prediction SET repeats = repeats + 1`:   `UPDATE insight_prediction SET repeats = repeats - 1`,
		`UPDATE insight_prediction SET fit_id = -fit_id`:        `UPDATE insight_prediction SET fit_id = -fit_id`,
		`UPDATE insight_prediction SET next_at = next_at + 1e9`: `UPDATE insight_prediction SET next_at = next_at - 1e9`,
	} {
		only := ` WHERE customer_id = ` + fmt.Sprint(int64(people[5]))
		for i, text := range []string{change, back} {
			text = strings.ReplaceAll(text, "1e9", "1000000000")
			s.tx(func(ctx context.Context, tx *db.Tx) error { _, err := db.Exec(ctx, tx, text+only); return err })
			found, err := CheckPredictions(s.Context(), s.Read())
			if err != nil || len(found) > 0 != (i == 0) {
				s.Errorf("%s: found %v, %v", text, found, err)
			}
		}
	}
}

// TestTooLittleToPredict: nothing is foretold from nothing, and the reasons are told in both languages.
func TestTooLittleToPredict(t *testing.T) {
	eachShop(t, func(s *shop) {
		who := s.people("", "", "one", "two")
		s.take(s.sale("1", who[0], "2026-01-05", 9, 100), s.sale("2", who[1], "2026-01-15", 9, 100))
		s.predict(0)
		out, _ := s.foretold(Params{To: "2026-02-01"})
		var codes []string
		for _, w := range out.Foresight.Warnings {
			codes = append(codes, w.Code)
			if w.Zh == "" || w.En == "" {
				t.Errorf("%+v", w)
			}
		}
		if got := strings.Join(codes, " "); got != "few_repeat_buyers not_converged not_calibrated far_ahead" || len(out.Customers) != 0 {
			t.Errorf("warnings %s, %d predictions", got, len(out.Customers))
		}
		if _, err := s.Prediction(s.root(), who[0]); !errors.Is(err, db.ErrNone) {
			t.Error(err)
		}
		if text := Text(s.ask(s.root(), "predictions", Params{}), "en"); !strings.Contains(text, "nothing is predicted") {
			t.Error(text)
		}
	})
}

func TestFiguresWithoutNumbers(t *testing.T) {
	text, err := json.Marshal(fitted{Value: figures([]float64{1.5}), Likelihood: figure(logOfNothing())})
	if err != nil || !strings.Contains(string(text), `"log_likelihood":null`) {
		t.Fatal(string(text), err)
	}
	var back fitted
	if err := json.Unmarshal(text, &back); err != nil || back.Value[0] != 1.5 || finite(float64(back.Likelihood)) != nil {
		t.Error(back, err)
	}
}

func logOfNothing() float64 { return math.Inf(-1) }
