package insight

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/money"
	"qunli/testkit/dbtest"
)

// crowd fills a brand with people some of whom bought, are tagged or were merged.
func (s *shop) crowd(dice *rand.Rand) (people []customer.ID, tag customer.TagID) {
	s.open("S1", "S2")
	var names []string
	for n := range 60 {
		names = append(names, fmt.Sprintf("p%02d", n))
	}
	people = s.people("", "street", names...)
	for n, who := range people {
		for o := range dice.IntN(4) {
			e := s.sale(fmt.Sprint(n, "-", o), who, fmt.Sprintf("2026-0%d-1%d", 1+dice.IntN(5), dice.IntN(10)), 9, money.Fen(100*(1+dice.IntN(5))))
			e.Store = s.stores["S1"]
			s.take([]commerce.Entry{e}...)
		}
	}
	who := customer.New(s.DB, s.bus())
	for range 8 {
		a, b := people[dice.IntN(len(people))], people[dice.IntN(len(people))]
		if err := who.Merge(s.root(), a, b, ""); err != nil && a != b {
			s.Log(err)
		}
	}
	var tagged []customer.ID
	for n := range people {
		if n%3 == 0 {
			tagged = append(tagged, people[n])
		}
	}
	if err := who.Tag(s.root(), tagged, []string{"喜好/茶"}); err != nil {
		s.Fatal(err)
	}
	tags, err := who.Tags(s.root())
	if err != nil || len(tags) != 1 {
		s.Fatal(tags, err)
	}
	return people, tags[0].ID
}

// whole walks all pages of a list one way and back, and gives it.
func (s *shop) whole(ask PeopleQuery) []Listed {
	s.Helper()
	var out []Listed
	for pages := 0; ; pages++ {
		p, err := s.Browse(s.root(), ask)
		if err != nil {
			s.Fatal(err)
		}
		if (p.Previous != nil) != (pages > 0) && len(p.People) > 0 {
			s.Errorf("page %d: a page before: %v", pages, p.Previous)
		}
		if out = append(out, p.People...); p.Next == nil {
			break
		}
		if pages > 100 {
			s.Fatal("no end")
		}
		ask.After = p.Next
	}
	var back []Listed
	ask.After, ask.End = nil, true
	for {
		p, err := s.Browse(s.root(), ask)
		if err != nil {
			s.Fatal(err)
		}
		if back = append(slices.Clone(p.People), back...); p.Previous == nil {
			break
		}
		if len(back) > 200 {
			s.Fatal("no beginning")
		}
		ask.End, ask.Before = false, p.Previous
	}
	if !slices.Equal(out, back) {
		s.Errorf("%+v: forwards %d, backwards %d people, or another order\n%v\n%v", ask, len(out), len(back), ids(out), ids(back))
	}
	return out
}

func ids(list []Listed) []customer.ID {
	out := make([]customer.ID, len(list))
	for i, p := range list {
		out[i] = p.ID
	}
	return out
}

// TestListsAreTheSameHoweverTheyAreFound: a list that is walked along an index and one that is put in order in memory hold
// the same people in the same order, in both directions, with people merged among them; and the export has as many.
func TestListsAreTheSameHoweverTheyAreFound(t *testing.T) {
	eachShop(t, func(s *shop) {
		dice := rand.New(rand.NewPCG(5, 1))
		people, tag := s.crowd(dice)
		two, hundred := int64(2), int64(300)
		from, to := s.at("2026-02-01", 0), s.at("2026-04-01", 0)
		filters := map[string]PeopleFilter{"all": {}, "tag": {Tags: []customer.TagID{tag}}, "bought": {Bought: "yes"}, "not bought": {Bought: "no"},
			"twice": {Orders: Span{From: &two}}, "little": {Spent: Span{To: &hundred}}, "spring": {Last: Span{&from, &to}},
			"first": {First: Span{From: &from}}, "tag and bought": {Tags: []customer.TagID{tag}, Bought: "yes"}, "channel": {Channel: "street"},
			"nobody": {Channel: "none"}, "buyers": {Ladder: "buyer"}, "no level": {Ladder: "none"}, "search": {Query: "p1"},
			"upside down": {Last: Span{&to, &from}}}
		for name, f := range filters {
			all, err := s.People(s.root(), f)
			if err != nil {
				t.Fatal(name, err)
			}
			for _, sort := range []PeopleSort{ByEntry, BySpent, ByLast} {
				for _, up := range []bool{false, true} {
					var found [3][]Listed
					for n, most := range []int64{MostCounted, 3, 1} { // few, some and very many for these lists
						s.most = most
						found[n] = s.whole(PeopleQuery{PeopleFilter: f, Sort: sort, Ascending: up, Limit: 7})
					}
					if !slices.Equal(found[0], found[1]) || !slices.Equal(found[0], found[2]) {
						t.Errorf("%s by %s up %v: in memory %v, walked %v and %v", name, sort, up, ids(found[0]), ids(found[1]), ids(found[2]))
					}
					if len(found[0]) != len(all) {
						t.Errorf("%s by %s: %d listed, %d in the export", name, sort, len(found[0]), len(all))
					}
				}
			}
			s.most = MostCounted
		}
		if n := len(s.whole(PeopleQuery{})); n < 50 || n >= len(people) {
			t.Errorf("%d of %d people", n, len(people))
		}
	})
}

// TestWhatAPersonBoughtIsOfEverybodyTheyAre: the figures of a list are those of a person and of everybody merged into them.
func TestWhatAPersonBoughtIsOfEverybodyTheyAre(t *testing.T) {
	eachShop(t, func(s *shop) {
		a, b, c, d := s.small()
		if err := customer.New(s.DB, s.bus()).Merge(s.root(), b, a, ""); err != nil {
			t.Fatal(err)
		}
		list := s.whole(PeopleQuery{Sort: BySpent})
		if got := ids(list); !slices.Equal(got, []customer.ID{a, c, d}) && !slices.Equal(got, []customer.ID{a, d, c}) {
			t.Errorf("%v, want %v first", got, a)
		}
		if p := list[0]; p.Orders != 4 || p.Spent != 18_000 || p.FirstAt != s.at("2026-01-05", 9) || p.LastAt != s.at("2026-02-03", 9) {
			t.Errorf("%+v", p)
		}
		if _, err := s.Browse(s.root(), PeopleQuery{Sort: "name"}); err == nil {
			t.Error("a list by name")
		}
	})
}

// TestStoreStaffListTheirStore: a list holds people of the actor's scope only.
func TestStoreStaffListTheirStore(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.open("S1", "S2")
		ids := s.people("", "", "a", "b")
		who := customer.New(s.DB, s.bus())
		for n, store := range []string{"S1", "S2"} {
			if err := who.Assign(s.root(), ids[n], 0, s.stores[store], 0); err != nil {
				t.Fatal(err)
			}
		}
		for _, most := range []int64{MostCounted, 0} {
			s.most = most
			p, err := s.Browse(s.keeper("S1"), PeopleQuery{})
			if err != nil || len(p.People) != 1 || p.People[0].ID != ids[0] {
				t.Errorf("%+v, %v", p, err)
			}
		}
	})
}

// TestThoseWhoNeverBoughtAreTheDifferenceOfTwoIndexes: however many people a filter concerns, who of them never bought is found
// without going through everybody, and without putting them all in order.
func TestThoseWhoNeverBoughtAreTheDifferenceOfTwoIndexes(t *testing.T) {
	type asked struct {
		sql  string
		args []any
	}
	var statements []asked
	d := dbtest.OpenTraced(t, rooms(), func(sql string, args []any) { statements = append(statements, asked{sql, args}) })
	s := newShop(t, d)
	_, tag := s.crowd(rand.New(rand.NewPCG(5, 1)))
	type step struct {
		ID, Parent, Notused int64
		Detail              string
	}
	for _, most := range []int64{5, 1} { // the filter concerns some, and very many
		for _, up := range []bool{false, true} {
			s.most, statements = most, nil
			page, err := s.Browse(s.root(), PeopleQuery{PeopleFilter: PeopleFilter{Tags: []customer.TagID{tag}}, Sort: BySpent, Ascending: up, End: true, Limit: 3})
			if err != nil || len(page.People) != 3 || !page.People[2].None {
				t.Fatal(page.People, err)
			}
			merged := 0
			for _, a := range slices.Clone(statements) {
				if strings.Contains(a.sql, "NOT EXISTS (SELECT 1 FROM commerce_buyer") {
					t.Errorf("of everybody it is asked whether they bought: %s", a.sql)
				}
				if !strings.Contains(a.sql, "EXCEPT") {
					continue
				}
				plan, err := db.All[step](t.Context(), d.Read(), "EXPLAIN QUERY PLAN "+a.sql, a.args...)
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range plan {
					if p.Detail == "MERGE (EXCEPT)" {
						merged++
					}
					if strings.HasPrefix(p.Detail, "SCAN customer") || strings.Contains(p.Detail, "TEMP B-TREE") {
						t.Errorf("%s\n%s", p.Detail, a.sql)
					}
				}
			}
			if merged != 1 {
				t.Errorf("most %d up %v: %d differences of indexes, want one", most, up, merged)
			}
		}
	}
}
