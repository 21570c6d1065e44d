package insight

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"context"
	"qunli/customer"
	"qunli/kit/db"
)

// acted counts acts of other rooms' facts, such as a partner's signature or a ceremony.
func (s *shop) acted(kind, day string, people ...customer.ID) {
	s.Helper()
	if k, _ := customer.ActKindOf(kind); k.Room == "" {
		var touches []customer.Touch
		for _, who := range people {
			touches = append(touches, customer.Touch{CustomerID: who, Kind: kind, At: s.at(day, 10)})
		}
		s.touch(touches...)
		return
	}
	var acts []customer.Act
	for _, who := range people {
		acts = append(acts, customer.Act{Customer: who, Day: day, Kind: kind, Acts: 1})
	}
	s.tx(func(ctx context.Context, tx *db.Tx) error { return customer.Acted(ctx, tx, acts) })
}

// INS-02: a cohort of 1,000 walks 1000/600/300/120/40 → 60, 50, 40, 33.3 %; on the activated base 20.0 % and 6.7 %. Who skips
// a stage counts alone, not in the funnel.
func TestAARRRWorked(t *testing.T) {
	eachShop(t, func(s *shop) {
		people := s.people("2026-01-01", "douyin", names("p", 1000)...)
		s.acted(customer.ActClick, "2026-01-08", people[:600]...)    // the seventh day after
		s.acted(customer.ActClick, "2026-01-09", people[600:610]...) // one day late: retained, not activated
		s.acted(customer.ActView, "2026-01-02", people[610:620]...)  // looking is no two-way act
		s.acted(customer.ActView, "2026-01-31", people[:300]...)     // day 30
		s.acted(customer.ActView, "2026-02-01", people[300:320]...)  // day 31
		for i, who := range append(append([]customer.ID{}, people[:120]...), people[990:]...) {
			s.take(s.sale(string(rune('a'+i%26))+who.String(), who, "2026-02-05", 9, 100))
		}
		s.acted(customer.ActReferral, "2026-02-06", people[:40]...)
		a := s.ask(s.root(), "aarrr", Params{})
		nested, alone := map[string]float64{}, map[string]float64{}
		for i, row := range a.Table("funnel").Rows {
			nested[stage(i).name()], alone[stage(i).name()] = *row[1].Number, *row[3].Number
		}
		if d := cmp.Diff(map[string]float64{"acquired": 1000, "activated": 600, "retained": 300, "revenue": 120, "referral": 40}, nested); d != "" {
			s.Error(d)
		}
		if d := cmp.Diff(map[string]float64{"acquired": 1000, "activated": 600, "retained": 310, "revenue": 130, "referral": 40}, alone); d != "" {
			s.Error("alone", d)
		}
		for name, want := range map[string]float64{"activated_rate": 0.6, "retained_rate": 0.5, "revenue_rate": 0.4, "referral_rate": 1.0 / 3,
			"revenue_on_activated": 0.2, "referral_on_activated": 40.0 / 600} {
			if got := s.value(a, name); got != want {
				s.Errorf("%s %v, want %v", name, got, want)
			}
		}
		s.rowsMatch(s.root(), a)
		for _, by := range []string{"channel", "community"} {
			s.rowsMatch(s.root(), s.ask(s.root(), "aarrr", Params{By: by}))
		}
		if s.value(a, "joined_rate") != -1 || s.value(a, "joined") != -1 { // nobody knows: there is no group
			s.Errorf("joined without a group: %+v", a.Values)
		}
		if none := s.ask(s.root(), "aarrr", Params{Where: map[string]string{"channel": "search"}}); s.value(none, "acquired") != 0 || s.value(none, "activated_rate") != -1 {
			s.Errorf("another channel: %+v", none.Values)
		}
		if young := s.leftOut(s.ask(s.root(), "aarrr", Params{}), "young"); young != int64(0) { // it is March
			s.Errorf("young %v", young)
		}
	})
}

// By community a person is in the cohort of every group they ever stayed in, and the filter keeps one group's people.
func TestAARRRByCommunity(t *testing.T) {
	eachVillage(t, func(v *village) {
		p := v.people("2026-02-20", "", names("p", 3)...)
		v.moved("a", p[0], 0, "2026-02-21", "")
		v.moved("a", p[1], 0, "2026-02-21", "")
		v.moved("b", p[1], 0, "2026-02-21", "2026-02-22")
		v.acted(customer.ActVote, "2026-02-21", p[1])
		a := v.ask(v.root(), "aarrr", Params{By: "community"})
		rows := a.Table("cohorts").Rows
		if len(rows) != 2 || rows[0][0].Text.En != "test/a" || *rows[0][1].Number != 2 || *rows[1][1].Number != 1 || *rows[1][2].Number != 1 {
			v.Errorf("%+v", rows)
		}
		v.rowsMatch(v.root(), a)
		if v.value(a, "joined") != 2 || v.value(a, "joined_rate") != 2.0/3 {
			v.Errorf("joined a group: %+v", a.Values)
		}
		one := v.ask(v.root(), "aarrr", Params{Where: map[string]string{"community": "b"}})
		if v.value(one, "acquired") != 1 || v.leftOut(one, "young") != int64(1) {
			v.Errorf("%+v", one)
		}
		v.rowsMatch(v.root(), one)
	})
}

// 100 look, 20 of them favour or cart, 8 of these order; 5 more order without.
func TestFunnelWorked(t *testing.T) {
	eachShop(t, func(s *shop) {
		p := s.people("", "", names("p", 105)...)
		s.acted(customer.ActView, "2026-01-05", p[:100]...)
		s.acted(customer.ActCart, "2026-01-06", p[:15]...)
		s.acted(customer.ActFavorite, "2026-01-06", p[10:20]...)
		for _, who := range append(append([]customer.ID{}, p[:8]...), p[95:100]...) {
			s.take(s.sale(who.String(), who, "2026-01-07", 9, 100))
		}
		a := s.ask(s.root(), "funnel", Params{})
		if s.value(a, "interested_rate") != 0.2 || s.value(a, "ordered_rate") != 0.4 || *a.Table("funnel").Rows[2][3].Number != 13 {
			s.Errorf("%+v %+v", a.Values, a.Table("funnel").Rows)
		}
		acts := a.Table("acts").Rows
		if len(acts) != 4 || *acts[0][1].Number != 100 { // view, favorite, cart, order
			s.Errorf("%+v", acts)
		}
		s.rowsMatch(s.root(), a)
	})
}

// INS-05: ten people come on a day, four act the next day and two on the seventh, where the window ends.
func TestReturningWorked(t *testing.T) {
	eachVillage(t, func(v *village) {
		p := v.people("2026-01-05", "", names("p", 10)...)
		v.acted(customer.ActView, "2026-01-06", p[:4]...)
		v.acted(customer.ActView, "2026-01-12", p[3:5]...)
		v.acted(customer.ActView, "2026-01-20", p[9]) // after the window
		a := v.ask(v.root(), "returning", Params{From: "2026-01-01", To: "2026-01-12"})
		got := [...]float64{v.value(a, "day1"), v.value(a, "day3"), v.value(a, "day7"), v.value(a, "day14"), v.value(a, "day30")}
		if got != [...]float64{0.4, 0, 0.2, -1, -1} {
			v.Errorf("%v", got)
		}
		v.rowsMatch(v.root(), a)
		if rows := v.ask(v.root(), "returning", Params{By: "day"}).Table("cohorts").Rows; len(rows) != 1 || *rows[0][1].Number != 10 {
			v.Errorf("%+v", rows)
		}
		v.moved("a", p[0], 0, "2026-01-05", "")
		v.moved("a", p[5], 0, "2026-01-05", "")
		in := v.ask(v.root(), "returning", Params{From: "2026-01-01", To: "2026-01-12", Where: map[string]string{"community": "a"}})
		if v.value(in, "day1") != 0.5 || in.Denominators[0].Count != 2 {
			v.Errorf("in the group: %+v", in)
		}
	})
}

// A store's person sees what the store's people did and nothing of another's; of merged people every account counts.
func TestActsInScope(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.open("S1", "S2")
		var ids []customer.ID
		s.tx(func(ctx context.Context, tx *db.Tx) error {
			ids = nil
			var cards []customer.Card
			for i, store := range []string{"S1", "S1", "S2", ""} {
				cards = append(cards, customer.Card{Keys: []customer.Key{{Kind: customer.Account, Space: "shop", Value: names("x", 4)[i]}},
					Store: s.stores[store], AddedAt: s.at("2026-01-01", 9)})
			}
			resolved, err := customer.Resolve(ctx, tx, 0, cards)
			for _, r := range resolved {
				ids = append(ids, r.ID)
			}
			return err
		})
		s.acted(customer.ActClick, "2026-01-02", ids[0], ids[2], ids[3])
		for store, want := range map[string][2]float64{"S1": {2, 0.5}, "S2": {1, 1}} {
			a := s.ask(s.keeper(store), "aarrr", Params{})
			if got := [...]float64{s.value(a, "acquired"), s.value(a, "activated_rate")}; got != want {
				s.Errorf("%s: %v, want %v", store, got, want)
			}
			s.rowsMatch(s.keeper(store), a)
			f := s.ask(s.keeper(store), "funnel", Params{})
			if f.Denominators[0].Count != 1 {
				s.Errorf("%s: %d people acted", store, f.Denominators[0].Count)
			}
		}
		s.merge(ids[3], ids[1]) // whose own account is of no store
		if a := s.ask(s.keeper("S1"), "aarrr", Params{}); s.value(a, "activated_rate") != 1 {
			s.Errorf("with the merged account: %+v", a.Values)
		}
	})
}
