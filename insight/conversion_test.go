package insight

import (
	"strings"
	"testing"

	"qunli/commerce"
	"qunli/community"
	"qunli/customer"
)

// INS-04: 200 members, 80 exposed, 24 guided buyers → 12 % and 30 %; 6 of 40 guided orders by referred newcomers → 15 %.
func TestConversionWorked(t *testing.T) {
	eachVillage(t, func(v *village) {
		p := v.people("", "", names("p", 202)...)
		inviter, outsider := p[200], p[201]
		v.bring("2026-01-02", inviter, p[:6]...)
		for _, who := range p[:200] {
			v.moved("a", who, 0, "2026-01-03", "")
		}
		var views []customer.Touch
		for _, who := range p[:80] {
			views = append(views, customer.Touch{CustomerID: who, Kind: customer.ActView, At: v.at("2026-01-04", 9), CommunityID: int64(v.of["a"])})
		}
		for _, who := range p[:12] { // by link: clicked, and ordered within seven days
			views = append(views, customer.Touch{CustomerID: who, Kind: customer.ActClick, At: v.at("2026-01-04", 10), CommunityID: int64(v.of["a"])})
		}
		v.touch(views...)
		var sales []commerce.Entry
		sale := func(who customer.ID, no, day string, named bool) {
			e := v.sale(no+who.String(), who, day, 9, 1000)
			if named {
				e.Community = v.of["a"]
			}
			sales = append(sales, e)
		}
		for i, who := range p[:24] {
			sale(who, "1", "2026-01-11", i >= 12) // the click was seven days before, to the hour less one
			if i >= 8 {
				sale(who, "2", "2026-01-12", true)
			}
		}
		sale(p[0], "late", "2026-01-20", false) // the click is too long ago
		sale(p[100], "own", "2026-01-11", false)
		sale(outsider, "out", "2026-01-11", true)
		v.take(sales...)
		window := Params{From: "2026-01-01", To: "2026-01-31"}
		a := v.ask(v.root(), "conversion", window)
		for name, want := range map[string]float64{"conv_members": 0.12, "conv_exposed": 0.3, "people_bring_people": 0.15, "buyers": 24, "ever": 0.12, "amount": 40_000} {
			if got := v.value(a, name); got != want {
				v.Errorf("%s %v, want %v", name, got, want)
			}
		}
		if a.Denominators[0].Count != 200 || a.Denominators[1].Count != 80 || a.Denominators[2].Count != 40 || v.leftOut(a, "outsiders") != int64(1) {
			v.Errorf("%+v %+v", a.Denominators, a.LeftOut)
		}
		v.rowsMatch(v.root(), a)
		one := v.ask(v.root(), "conversion", Params{From: window.From, To: window.To, Where: map[string]string{"community": "test/a"}})
		if v.value(one, "conv_members") != 0.12 || len(one.Table("communities").Rows) != 1 {
			v.Errorf("one group: %+v", one.Values)
		}
		none := v.ask(v.keeper("s2"), "conversion", window)
		if v.value(none, "conv_members") != -1 || len(none.Table("communities").Rows) != 1 {
			v.Errorf("another store: %+v", none.Values)
		}
	})
}

// An order is guided by what stands on it, else by the last click within the span; few orders and many clicks ask for a
// look at the path.
func TestGuide(t *testing.T) {
	const hour = 60 * 60 * 1000
	clicks := []click{{1, 10 * hour}, {2, 20 * hour}, {3, 40 * hour}}
	for _, c := range []struct {
		o    guidable
		want community.ID
	}{
		{guidable{at: 30 * hour}, 2}, {guidable{at: 20 * hour}, 2}, {guidable{at: 19 * hour}, 1}, {guidable{at: 30 * hour, explicit: 9}, 9},
		{guidable{at: 5 * hour}, 0}, {guidable{at: 41 * hour}, 3}, {guidable{at: 80 * hour}, 0},
	} {
		if got := guide(c.o, clicks, 24*hour); got != c.want {
			t.Errorf("%+v: %v, want %v", c.o, got, c.want)
		}
	}
	p := Params{Options: map[string]string{"low": "0.1", "clicks": "0.3"}}
	r := newReach()
	if r.hint(p) != nil {
		t.Error("a hint about nobody")
	}
	for i := range customer.ID(10) {
		r.members[i+1], r.exposed[i+1], r.clicked[i+1] = true, true, i < 4
		if i >= 4 {
			delete(r.clicked, i+1)
		}
	}
	if h := r.hint(p); h == nil || !strings.Contains(h.En, "path to buy") {
		t.Errorf("hint %v", h)
	}
	r.buyers[1] = true
	if r.hint(p) != nil {
		t.Error("10 % is not low")
	}
}
