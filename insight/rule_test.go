package insight

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/customer"
	"qunli/kit/money"
)

// buyer makes a person who ordered once on each of the days.
func buyer(id int64, days ...day) person {
	p := person{id: customer.ID(id)}
	for _, d := range days {
		p.days = append(p.days, purchase{d, 1, 100})
	}
	return p
}

func near(t *testing.T, what string, got *float64, want float64) {
	t.Helper()
	if got == nil || math.Abs(*got-want) > 1e-9 {
		t.Errorf("%s = %v, want %v", what, show(got), want)
	}
}

func show(f *float64) any {
	if f == nil {
		return "no data"
	}
	return *f
}

// INS-07: 100 buyers, 140 order-days, 25 with two or more → ERR 25 %, frequency 1.4. Two orders of one day are one.
func TestRepurchaseWorked(t *testing.T) {
	var people []person
	for i := range int64(100) {
		switch {
		case i < 10:
			people = append(people, buyer(i+1, 1, 2))
		case i < 25:
			people = append(people, buyer(i+1, 1, 2, 3))
		default:
			people = append(people, buyer(i+1, 1))
		}
	}
	people[99].days[0].orders = 2 // a second order on the same day
	r := repurchaseOf(people)
	if r.orderDays != 140 || r.byDays != 25 || r.byOrders != 26 || r.orders != 141 {
		t.Fatalf("%+v", r)
	}
	near(t, "ERR", ratio(r.byDays, r.buyers), 0.25)
	near(t, "frequency", ratio(r.orderDays, r.buyers), 1.4)
}

// INS-09: closed 2,3,3,4,5 days and five open at 10 days → 5 days, where the closed alone would say 3.
func TestSurvivalWorked(t *testing.T) {
	closed := []wait{{2, true}, {3, true}, {3, true}, {4, true}, {5, true}}
	if m := kaplanMeier(closed).reached(0.5); m == nil || *m != 3 {
		t.Fatalf("closed only: %v, want 3", m)
	}
	s := kaplanMeier(append(slices.Clone(closed), slices.Repeat([]wait{{10, false}}, 5)...))
	if m := s.reached(0.5); m == nil || *m != 5 {
		t.Errorf("median %v, want 5", m)
	}
	if p := s.reached(0.9); p != nil {
		t.Errorf("P90 %d, want not reached", *p)
	}
	if s.closed != 5 || s.open != 5 {
		t.Errorf("closed %d open %d", s.closed, s.open)
	}
	if kaplanMeier(nil).reached(0.5) != nil {
		t.Error("nobody reaches nothing")
	}
}

// Without open cases the estimate is the plain quantile of the waits.
func TestSurvivalWithoutCensoringIsTheQuantile(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		waits := make([]wait, 1+r.IntN(40))
		for i := range waits {
			waits[i] = wait{r.IntN(15), true}
		}
		sorted := slices.SortedFunc(slices.Values(waits), func(a, b wait) int { return a.days - b.days })
		for _, share := range []float64{0.5, 0.9} {
			want := sorted[int(math.Ceil(share*float64(len(waits))-1e-9))-1].days
			if got := kaplanMeier(waits).reached(share); got == nil || *got != want {
				t.Fatalf("%v of %v: got %v want %d", share, sorted, got, want)
			}
		}
	}
}

// INS-12: 1,000 SKUs of which 20 make 80 % → 2 %, zero sellers included.
func TestS80Worked(t *testing.T) {
	amounts := make([]money.Fen, 1000)
	for i := range 20 {
		amounts[i*50] = 400
	}
	for i, sold := 1, 0; sold < 200; i++ {
		if amounts[i] == 0 {
			amounts[i], sold = 10, sold+1
		}
	}
	if n := smallestShare(amounts, 80, 100); n != 20 {
		t.Fatalf("%d SKUs make 80 %%, want 20", n)
	}
	if smallestShare(make([]money.Fen, 3), 80, 100) != 0 {
		t.Error("no sales have no s80")
	}
	if n := smallestShare([]money.Fen{81, 19}, 80, 100); n != 1 {
		t.Errorf("got %d, want 1", n)
	}
}

func TestSKUTrend(t *testing.T) {
	got := skuTrend([]skuMonth{{"2026-01", 80}, {"2026-01", 20}, {"2026-02", 50}, {"2026-02", 50}}, 10)
	want := [][2]float64{{1, 0.1}, {2, 0.2}}
	for i, w := range want {
		if *got.Rows[i][2].Number != w[0] || *got.Rows[i][3].Number != w[1] {
			t.Errorf("month %d: %+v, want %v", i, got.Rows[i], w)
		}
	}
}

// INS-01: R 300 (30 paid-touched), F 200 (20), A 500, natural 100 → 50.0 %, strict 45.0 %, all 1,100.
func TestSubstitutionWorked(t *testing.T) {
	var b basis
	add := func(n int, e Evidence) {
		for range n {
			b.add(classify(e), e.PaidTouch7, 1)
		}
	}
	add(270, Evidence{Earlier: true, Referred: true})
	add(30, Evidence{Earlier: true, PaidTouch30: true, PaidTouch7: true})
	add(180, Evidence{Referred: true})
	add(20, Evidence{Referred: true, PaidTouch30: true, PaidTouch7: true})
	add(500, Evidence{PaidTouch30: true})
	add(100, Evidence{})
	near(t, "SR", b.rate(), 0.5)
	near(t, "strict", b.strict(), 0.45)
	if b.all() != 1100 || b.natural != 100 || b.paid != 50 {
		t.Errorf("%+v", b)
	}
	near(t, "without ads", basis{repurchase: 3, natural: 9}.rate(), 1)
	if got := (basis{natural: 9}).rate(); got != nil {
		t.Errorf("only natural: %v, want no data", *got)
	}
}

func TestContacts(t *testing.T) {
	const now = 100 * dayMS
	cases := []struct {
		name         string
		touches      map[int64]bool // ms → paid
		paid30, week bool
	}{
		{"none", nil, false, false},
		{"unpaid first, paid 31 days ago", map[int64]bool{now - 40*dayMS: false, now - 31*dayMS: true}, false, false},
		{"paid first, long ago", map[int64]bool{now - 90*dayMS: true, now - dayMS: false}, true, false},
		{"paid 30 days ago", map[int64]bool{now - 40*dayMS: false, now - 30*dayMS: true}, true, false},
		{"paid 7 days ago", map[int64]bool{now - 40*dayMS: false, now - 7*dayMS: true}, true, true},
		{"paid after the order", map[int64]bool{now + 1: true}, false, false},
	}
	for _, c := range cases {
		var x contacts
		for at, paid := range c.touches {
			x.note(at, paid)
		}
		if paid30, week := x.evidence(now, 30*dayMS, 7*dayMS); paid30 != c.paid30 || week != c.week {
			t.Errorf("%s: %v %v, want %v %v", c.name, paid30, week, c.paid30, c.week)
		}
	}
}

// CUS-10: 4 orders a year × ¥150 × 3 years = ¥1,800; each lever +10 % → ¥2,395.80; r = 2/3 → 3 years.
func TestLTVWorked(t *testing.T) {
	l := levers{frequency: 4, average: 15000, lifespan: lifespan(2.0/3, 10)}
	if v := l.value(); v != 180000 {
		t.Errorf("LTV %s, want 1800.00", v)
	}
	f, a, life, together := l.whatIf()
	if f != 198000 || a != 198000 || life != 198000 || together != 239580 {
		t.Errorf("what-if %s %s %s %s", f, a, life, together)
	}
	for r, want := range map[float64]float64{0: 1, 0.5: 2, 0.9: 10, 0.95: 10, 1: 10} {
		if got := lifespan(r, 10); math.Abs(got-want) > 1e-9 {
			t.Errorf("lifespan(%v) = %v, want %v", r, got, want)
		}
	}
}

func TestLTVCountsWholePeriodsOnly(t *testing.T) {
	d := func(s string) day { x, _ := parseDay(s); return x }
	people := []person{
		buyer(1, d("2025-01-20"), d("2025-02-03"), d("2025-02-20"), d("2025-03-05"), d("2025-04-01")),
		buyer(2, d("2025-02-10")),
		buyer(3, d("2025-02-10"), d("2025-03-31")),
	}
	got := activityOf(people, d("2025-01-15"), d("2025-04-10"), 1) // February and March are whole
	want := activity{periods: 2, orders: 6, amount: 600, active: 5, of: 3, retained: 2}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(activity{})); diff != "" {
		t.Error(diff)
	}
	if _, ok := activityOf(people, d("2025-02-01"), d("2025-02-28"), 1).levers(10); ok {
		t.Error("one period cannot tell retention")
	}
}

func TestScoresKeepTiesTogether(t *testing.T) {
	if got := scores([]int{1, 1, 1, 1, 1, 1, 2, 3, 4, 5}, true); !slices.Equal(got, []int{1, 1, 1, 1, 1, 1, 4, 4, 5, 5}) {
		t.Errorf("high is better: %v", got)
	}
	if got := scores([]int{1, 2, 3, 4, 5}, false); !slices.Equal(got, []int{5, 4, 3, 2, 1}) {
		t.Errorf("low is better: %v", got)
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range 100 {
		values := make([]int, 1+r.IntN(60))
		for i := range values {
			values[i] = r.IntN(12)
		}
		for _, up := range []bool{true, false} {
			got := scores(values, up)
			for i := range values {
				worse := 0
				for _, v := range values {
					if up && v < values[i] || !up && v > values[i] {
						worse++
					}
				}
				if got[i] != 1+5*worse/len(values) {
					t.Fatalf("%v (up %v): score of %d is %d, %d worse", values, up, values[i], got[i], worse)
				}
			}
		}
	}
}

func TestCohortsOf(t *testing.T) {
	d := func(s string) day { x, _ := parseDay(s); return x }
	people := []person{
		buyer(1, d("2024-12-31"), d("2025-02-01")),                  // older
		buyer(2, d("2025-01-01"), d("2025-01-31"), d("2025-03-01")), // January, back in March
		buyer(3, d("2025-01-05"), d("2025-02-05")),
		buyer(4, d("2025-03-31")),
		buyer(5, d("2024-11-01")), // neither
	}
	cohorts, older := cohortsOf(people, d("2025-01-01"), d("2025-03-31"))
	want := []cohortJSON{{"2025-01", 2, []int{2, 1, 1}}, {"2025-03", 1, []int{1}}}
	var got []cohortJSON
	for _, c := range cohorts {
		got = append(got, cohortJSON{c.month.String(), c.active[0], c.active})
	}
	if diff := cmp.Diff(want, got); diff != "" || older != 1 {
		t.Errorf("older %d\n%s", older, diff)
	}
}

func TestAddLegs(t *testing.T) {
	added := map[customer.ID]day{1: 10, 2: 10, 3: 10, 4: 99, 5: 10}
	people := []person{buyer(1, 13), buyer(2, 5), buyer(3, 25), buyer(9, 1)}
	legs, early := addLegs(added, people, 0, 20)
	want := []leg{{1, 10, wait{3, true}}, {3, 10, wait{10, false}}, {5, 10, wait{10, false}}}
	if diff := cmp.Diff(want, legs, cmp.AllowUnexported(leg{}, wait{})); diff != "" || early != 1 {
		t.Errorf("early %d\n%s", early, diff)
	}
}

func TestUpperMedian(t *testing.T) {
	for _, c := range []struct {
		in   []int
		want int
	}{{[]int{4}, 4}, {[]int{1, 2}, 2}, {[]int{3, 1, 2}, 2}, {[]int{4, 1, 3, 2}, 3}} {
		if got, ok := upperMedian(c.in); !ok || got != c.want {
			t.Errorf("%v: %d, want %d", c.in, got, c.want)
		}
	}
	if _, ok := upperMedian([]int{}); ok {
		t.Error("nothing has no median")
	}
}

func TestChurnOdds(t *testing.T) {
	list := standings([]person{buyer(1, 0, 10, 20), buyer(2, 0, 4), buyer(3, 20)}, 30)
	// gaps 10, 4 and, for the one with a single day, the upper median of those: 10
	for i, want := range []float64{1, 6.5, 1} {
		if list[i].odds != want {
			t.Errorf("person %d: odds %v, want %v", i+1, list[i].odds, want)
		}
	}
}

func TestMonths(t *testing.T) {
	d, err := parseDay("2024-02-29")
	if err != nil || d.String() != "2024-02-29" || d.month().String() != "2024-02" || d.month().first().String() != "2024-02-01" {
		t.Errorf("%v %v %v", d, d.month(), err)
	}
	w := Window{From: "2024-02-10", To: "2024-03-05", Days: 25}.wholeMonths()
	if w.From != "2024-02-01" || w.To != "2024-03-31" || w.Days != 60 || w.Note == nil {
		t.Errorf("%+v", w)
	}
}

func TestShow(t *testing.T) {
	f := func(v float64) *float64 { return &v }
	for _, c := range []struct {
		u    Unit
		n    *float64
		want string
	}{{Count, f(4338), "4,338"}, {Fen, f(67452), "674.52"}, {Share, f(0.7459), "74.59%"}, {Number, f(1.4), "1.40"},
		{Days, f(51), "51"}, {Count, nil, "—"}, {Count, f(-1200), "-1,200"}} {
		if got := c.u.Show(c.n); got != c.want {
			t.Errorf("%s %v: %q, want %q", c.u, show(c.n), got, c.want)
		}
	}
}
