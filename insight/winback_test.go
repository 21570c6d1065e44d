package insight

import (
	"context"
	"fmt"
	"testing"
	"time"

	"qunli/commerce"
	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/money"
)

// link gives people a badge: what lets us reach them.
func (s *shop) link(people ...customer.ID) {
	s.Helper()
	for _, who := range people {
		s.tx(func(ctx context.Context, tx *db.Tx) error {
			_, err := customer.Resolve(ctx, tx, 0, []customer.Card{{Keys: []customer.Key{{Kind: customer.Account, Space: "shop", Value: s.accountOf(who)},
				{Kind: customer.ExternalUserID, Value: "wm" + who.String()}}}})
			return err
		})
	}
}

func (s *shop) accountOf(who customer.ID) string {
	name, err := db.One[string](s.Context(), s.Read(), `SELECT value FROM customer_identity WHERE customer_id = $1 AND kind = 'account'`, who)
	if err != nil {
		s.Fatal(err)
	}
	return name
}

// CUS-15: 1,000 imported, 400 linked → a list of 600; 500 contacted, 125 linked since → 25.0 %. Who refuses gets no attempt.
func TestWinbackWorked(t *testing.T) {
	eachShop(t, func(s *shop) {
		p := s.people("", "", names("p", 1000)...)
		var sales []commerce.Entry
		for i, who := range p {
			sales = append(sales, s.sale(fmt.Sprint(i), who, "2024-01-05", 9, 100))
		}
		s.take(sales...)
		s.link(p[:400]...)
		a := s.ask(s.root(), "winback", Params{})
		if s.value(a, "list") != 600 || s.value(a, "reconnect_rate") != -1 || s.value(a, "lapsed") != 400 {
			s.Errorf("%+v", a.Values)
		}
		s.Clock.Advance(time.Hour)
		contacted := s.Clock.Now().UnixMilli()
		var touches []customer.Touch
		for i, who := range p[400:900] {
			touches = append(touches, customer.Touch{CustomerID: who, Kind: []string{"sms", "call"}[i%2], At: contacted, Cause: causeWinback})
		}
		touches = append(touches, customer.Touch{CustomerID: p[0], Kind: "sms", At: contacted, Cause: causeWinback}, // linked, and lapsed
			customer.Touch{CustomerID: p[950], Kind: "sms", At: contacted, Cause: "spring"}) // something else
		s.touch(touches...)
		s.Clock.Advance(time.Hour)
		s.link(p[400:525]...)
		if err := customer.New(s.DB, s.bus()).Consent(s.root(), p[999], customer.Consent{Channel: "sms", Agreed: false}); err != nil {
			s.Fatal(err)
		}
		s.take(s.sale("back", p[0], "2026-03-05", 9, 100))
		a = s.ask(s.root(), "winback", Params{})
		for name, want := range map[string]float64{"reconnect_rate": 0.25, "linked": 125, "list": 474, "winback_rate": 1, "lapsed-ordered": 1} {
			if got := s.value(a, name); got != want {
				s.Errorf("%s %v, want %v", name, got, want)
			}
		}
		if s.leftOut(a, "refused") != int64(1) || a.Denominators[1].Count != 500 {
			s.Errorf("%+v %+v", a.Denominators, a.LeftOut)
		}
		if ways := a.Table("ways").Rows; len(ways) != 2 || *ways[0][1].Number+*ways[1][1].Number != 500 {
			s.Errorf("%+v", ways)
		}
		s.rowsMatch(s.root(), a)
		once := s.ask(s.root(), "winback", Params{Options: map[string]string{"attempts": "1"}})
		if s.leftOut(once, "spent") != int64(375) || s.value(once, "list") != 99 {
			s.Errorf("one attempt at most: %+v %+v", once.Values, once.LeftOut)
		}
	})
}

// SVC-07: 20 leaves → 20 rows with a cause or unknown; 3 back within 30 days → 17 losses and 3 gaps, each one relation.
func TestLossesWorked(t *testing.T) {
	eachVillage(t, func(v *village) {
		p := v.people("", "", names("p", 20)...)
		var moves []community.Movement
		for i, who := range p {
			moves = append(moves, community.Movement{Community: v.of["a"], Customer: who, Kind: community.Join, At: v.at("2026-01-02", 9)},
				community.Movement{Community: v.of["a"], Customer: who, Kind: community.Leave, At: v.at("2026-01-10", 9),
					Scene: []string{community.SceneLeft, community.SceneRemoved, ""}[i%3]})
		}
		for i, day := range []string{"2026-01-11", "2026-01-31", "2026-02-09", "2026-02-10"} { // the last is 31 days later
			moves = append(moves, community.Movement{Community: v.of["a"], Customer: p[i], Kind: community.Join, At: v.at(day, 9)})
		}
		v.tx(func(ctx context.Context, tx *db.Tx) error { _, err := community.Moved(ctx, tx, 0, moves); return err })
		a := v.ask(v.root(), "losses", Params{})
		if v.value(a, "losses") != 17 || v.value(a, "gaps") != 3 || a.Denominators[0].Count != 20 {
			v.Errorf("%+v %+v", a.Values, a.Denominators)
		}
		v.rowsMatch(v.root(), a)
		l, err := v.Rows(v.root(), "losses", Params{}, "leaves", Page{})
		if err != nil || l.Count != 20 {
			v.Fatalf("%d rows: %v", l.Count, err)
		}
		causes := map[string]int{}
		for _, r := range l.Rows {
			causes[r.Cells[6].Text.En]++
		}
		if causes["unknown"] != 6 || causes["left"] != 7 || causes["removed"] != 7 {
			v.Errorf("causes %v", causes)
		}
		for _, by := range []string{"staff", "entrance"} {
			b := v.ask(v.root(), "losses", Params{By: by})
			if b.Tables[1].Name != by {
				v.Errorf("%s leads by %s", b.Tables[1].Name, by)
			}
			v.rowsMatch(v.root(), b)
		}
		if other := v.ask(v.keeper("s2"), "losses", Params{From: "2026-01-01", To: "2026-01-31"}); v.value(other, "losses") != 0 {
			v.Errorf("another store: %+v", other.Values)
		}
	})
}

// INS-17: activation 30 %, conversion 10 %, repurchase 40 %, referral 2 % → scores 100, 50, 100, 20 %: refer is weakest, and
// names a template. A stage without data is not called weak.
func TestLoopcheckWorked(t *testing.T) {
	p, err := Params{}.check(loopcheckMetric())
	if err != nil {
		t.Fatal(err)
	}
	all := stations(p)
	for i, actual := range []float64{.3, .1, .4, .02} {
		all[i].actual = &actual
	}
	for i, want := range []float64{1, .5, 1, .2} {
		near(t, all[i].name, all[i].score(), want)
	}
	if w, ok := weakest(all); !ok || w.name != "refer" || w.template.Zh == "" {
		t.Errorf("weakest %+v", w)
	}
	all[3].actual = nil
	if w, ok := weakest(all); !ok || w.name != "convert" {
		t.Errorf("without data of referrals: %s", w.name)
	}
	if _, ok := weakest(stations(p)); ok {
		t.Error("nothing is known, and something is weakest")
	}
}

// The card is computed from INS-02, INS-01 and INS-09, and its wholes open to their rows.
func TestLoopcheckReadsTheMetrics(t *testing.T) {
	eachShop(t, func(s *shop) {
		p := s.people("2026-01-01", "", names("p", 10)...)
		s.acted(customer.ActClick, "2026-01-02", p[:3]...)
		s.take(s.sale("1", p[0], "2026-01-05", 9, money.Fen(100)), s.sale("2", p[0], "2026-01-09", 9, 100))
		a := s.ask(s.root(), "loopcheck", Params{})
		rows := a.Table("stages").Rows
		for i, want := range []float64{.3, .1, .5, 0} {
			if got := rows[i][2].Number; got == nil || *got != want {
				s.Errorf("stage %d: %v, want %v", i, show(got), want)
			}
		}
		if rows[3][5].Text == nil || s.value(a, "closed") != 2 {
			s.Errorf("%+v", a.Values)
		}
		s.rowsMatch(s.root(), a)
	})
}

// Partners: from the first order to signing, open ones waiting; who signed before buying is counted apart.
func TestCycleToPartner(t *testing.T) {
	eachShop(t, func(s *shop) {
		p := s.people("2026-01-01", "", names("p", 4)...)
		for _, who := range p {
			s.take(s.sale(who.String(), who, "2026-01-05", 9, 100))
		}
		s.acted(customer.ActPartner, "2026-01-25", p[0], p[1])
		s.acted(customer.ActPartner, "2026-01-02", p[2])
		a := s.ask(s.root(), "cycle", Params{To: "2026-02-05"})
		if s.value(a, "partner_median") != 20 || s.value(a, "partner_p90") != -1 || s.leftOut(a, "partner_before_order") != int64(1) {
			s.Errorf("%+v", a.Values)
		}
		if m := a.Table("partner").Rows; len(m) != 1 || m[0][0].Text.En != "2026-01" || *m[0][3].Number != 20 {
			s.Errorf("by month: %+v", m)
		}
		s.rowsMatch(s.root(), a)
	})
}
