package insight

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/money"
	"qunli/testkit/data"
)

// cdnowLine is one line of the published sample.
type cdnowLine struct {
	who, day string
	fen      money.Fen
}

func cdnowLines(t testing.TB) (out []cdnowLine) {
	f, err := os.Open(data.File(t, "cdnow", "CDNOW_sample.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		p := strings.Fields(lines.Text())
		dollars, err := strconv.ParseFloat(p[4], 64)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, cdnowLine{p[1], p[2][:4] + "-" + p[2][4:6] + "-" + p[2][6:], money.Fen(math.Round(dollars * 100))})
	}
	return out
}

// cdnow takes the published sample as orders, one a line.
func (s *shop) cdnow() {
	lines := cdnowLines(s)
	var names []string
	for _, l := range lines {
		names = append(names, l.who)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	ids := map[string]customer.ID{}
	for i, id := range s.people("", "", names...) {
		ids[names[i]] = id
	}
	var entries []commerce.Entry
	for i, l := range lines {
		entries = append(entries, s.sale(fmt.Sprint(i), ids[l.who], l.day, 12, l.fen))
	}
	for part := range slices.Chunk(entries, 2000) {
		s.take(part...)
	}
}

// foretold is what the metric adds to its JSON.
type foretold struct {
	Foresight foresight        `json:"foresight"`
	Customers []predictionJSON `json:"customers"`
}

func (s *shop) foretold(p Params) (out foretold, of map[string]predictionJSON) {
	s.Helper()
	body, err := s.JSON(s.root(), "predictions", p)
	if err != nil {
		s.Fatal(err)
	}
	if err := json.Unmarshal(body, &out); err != nil {
		s.Fatal(err)
	}
	of = map[string]predictionJSON{}
	for _, c := range out.Customers {
		of[c.Account] = c
	}
	return out, of
}

func (s *shop) near(what string, got, want, absolute, relative float64) {
	s.Helper()
	if !(math.Abs(got-want) <= absolute+relative*math.Abs(want)) {
		s.Errorf("%s: %.8g, want %.8g", what, got, want)
	}
}

// published are the figures of CLVTools and lifetimes for the sample as of 1997-09-30.
var published = map[string][]float64{
	"bg_nbd": {.2425945, 4.4136019, .7929199, 2.4258881}, "pareto_nbd": {.55315, 10.57633, .60625, 11.67150}, "gamma_gamma": {6.25, 3.74, 15.44},
}

func TestPredictionsOfCDNOW(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.cdnow()
		watch := clock.Stopwatch()
		calendar, of := s.foretold(Params{To: "1997-09-30"})
		s.Logf("fitted in %v, %d of %d people", watch().Round(time.Millisecond), len(calendar.Customers), calendar.Foresight.Buyers)
		for _, m := range calendar.Foresight.Fits {
			s.Logf("%s %v ± %v LL %v", m.Title, m.Value, m.Error, m.Likelihood)
			for i, want := range published[m.Name] {
				s.near(m.Name+" "+m.Parameter[i], float64(m.Value[i]), want, 0, .002)
			}
		}
		for id, want := range map[string]float64{"0001": 24.658619, "0002": 18.911489, "0006": 71.462843} {
			s.near("mean of "+id, *of[id].Mean, want, 1e-2, 0)
		}
		for id, want := range map[string]float64{"0001": 36.30, "0002": 4.64, "0003": 8.35, "0006": 283.7} {
			s.near("calendar months of "+id, float64(*of[id].Value)/100, want, 0, .005)
		}
		_, of = s.foretold(Params{To: "1997-09-30", Options: map[string]string{"month": "30"}})
		for id, want := range map[string]float64{"0001": 140.096211, "0002": 18.943467, "0003": 38.180574, "0006": 1003.868107} {
			s.near("thirty weeks a month of "+id, float64(*of[id].Value)/100, want, 0, .001)
		}
		s.near("customer 1 alive", of["0001"].Alive, .7266, 1e-3, 0)
		s.wholeYear()
	})
}

// wholeYear looks at what is foretold from all days on record: the first half is fitted, the second is compared with it.
func (s *shop) wholeYear() {
	f, _ := s.foretold(Params{})
	c := f.Foresight.Calibration
	if c == nil || c.Split != "1997-09-30" || c.Days != 273 || c.Buyers != 2357 || c.Actual != 1882 {
		s.Fatalf("calibration %+v", c)
	}
	s.near("orders foretold for the 39 weeks", c.Predicted, 1653.4, .1, 0)
	s.near("rhythm", *f.Foresight.Rhythm, 1.2668, 1e-3, 0)
	s.near("cross-check", *f.Foresight.Cross / *f.Foresight.CrossOf, 1.0319, 1e-3, 0)
	if len(f.Foresight.Warnings) != 0 {
		s.Errorf("the data suit, but for %v", f.Foresight.Warnings)
	}
}

// TestPictureOfCDNOW draws docs/img/cdnow-39-weeks.svg. QUNLI_UPDATE=1 writes it.
func TestPictureOfCDNOW(t *testing.T) {
	of := map[string]int{}
	var people []person
	for _, l := range cdnowLines(t) { // by person and day
		i, ok := of[l.who]
		if !ok {
			i = len(people)
			of[l.who], people = i, append(people, person{id: customer.ID(i + 1)})
		}
		d, _ := parseDay(l.day)
		if n := len(people[i].days); n == 0 || people[i].days[n-1].day != d {
			people[i].days = append(people[i].days, purchase{day: d, orders: 1, amount: l.fen})
		}
	}
	from, _ := parseDay("1997-01-01")
	to, _ := parseDay("1998-06-30")
	c := calibrate(people, from, to, .5)
	if c == nil {
		t.Fatal("no calibration")
	}
	const path = "../docs/img/cdnow-39-weeks.svg"
	want := c.picture(Words{"CDNOW 样本：39 周预测与实际，按十分位", "CDNOW sample: 39 weeks foretold and true, by tenths of buyers"})
	if os.Getenv("QUNLI_UPDATE") == "1" {
		if err := os.MkdirAll("../docs/img", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("%s has drifted: run QUNLI_UPDATE=1 go test ./insight -run TestPictureOfCDNOW (%v)", path, err)
	}
}

// TestDeciles: what is foretold alike falls alike, whatever the order; nothing is lost.
func TestDeciles(t *testing.T) {
	cases := []decile{{1, 3, 9}, {1, 1, 0}, {1, 1, 2}, {1, 1, 1}, {1, 2, 5}}
	got := deciles(slices.Clone(cases), 2)
	slices.Reverse(cases)
	again := deciles(cases, 2)
	want := []decile{{2.5, 1, 1}, {2.5, (.5 + 2 + 3) / 2.5, (.5 + 5 + 9) / 2.5}}
	for i := range want {
		if got[i] != again[i] || math.Abs(got[i].Predicted-want[i].Predicted)+math.Abs(got[i].Actual-want[i].Actual)+math.Abs(got[i].Buyers-want[i].Buyers) > 1e-9 {
			t.Errorf("part %d: %v, again %v, want %v", i, got[i], again[i], want[i])
		}
	}
}
