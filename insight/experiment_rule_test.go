package insight

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"qunli/customer"
)

// TestUpliftWorkedNumbers is INS-15 as corrected: the interval by log ratio, and "not significant" said plainly.
func TestUpliftWorkedNumbers(t *testing.T) {
	for _, c := range []struct {
		treated, control sample
		want             string
		finding          finding
	}{
		{shareSample(140, 1000), shareSample(100, 1000), "+40.0 [+10.0, +78.2]", risen},
		{shareSample(14, 100), shareSample(10, 100), "+40.0 [-34.7, +200.2]", notSignificant},
		{shareSample(100, 1000), shareSample(140, 1000), "-28.6 [-43.9, -9.1]", fallen},
		{shareSample(100, 100), shareSample(50, 50), "+0.0 [+0.0, +0.0]", notSignificant},
	} {
		u := upliftOf(c.treated, c.control)
		got := fmt.Sprintf("%+.1f [%+.1f, %+.1f]", *u.change*100, *u.low*100, *u.high*100)
		if got != c.want || u.finding != c.finding {
			t.Errorf("%+v against %+v: %s %s, want %s %s", c.treated, c.control, got, u.finding, c.want, c.finding)
		}
	}
	says := notSignificant.says()
	if !strings.Contains(says.Zh, "不显著") || !strings.Contains(says.En, "not significant") {
		t.Errorf("%+v", says)
	}
}

// Counts of nothing are not mended: no ratio to nothing, no interval of nothing.
func TestUpliftOfNothing(t *testing.T) {
	for _, c := range []struct {
		treated, control sample
		finding          finding
		change           bool
	}{
		{shareSample(5, 100), shareSample(0, 100), noData, false},
		{shareSample(0, 100), shareSample(0, 100), noData, false},
		{sample{}, shareSample(5, 100), noData, false},
		{shareSample(5, 100), sample{}, noData, false},
		{shareSample(0, 100), shareSample(5, 100), noInterval, true},
	} {
		u := upliftOf(c.treated, c.control)
		if u.finding != c.finding || (u.change != nil) != c.change || u.low != nil || u.high != nil {
			t.Errorf("%+v against %+v: %+v", c.treated, c.control, u)
		}
	}
}

// TestUpliftCovers draws experiments without and with an effect: the interval holds the truth about 95 times in a hundred.
func TestUpliftCovers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	draw := func(n int, p float64) (s sample) {
		for range n {
			if r.Float64() < p {
				s.add(1)
			} else {
				s.add(0)
			}
		}
		return s
	}
	for _, truth := range []float64{0, 0.4} {
		held := 0
		const runs = 1000
		for range runs {
			if u := upliftOf(draw(500, 0.1*(1+truth)), draw(500, 0.1)); u.low != nil && *u.low <= truth && truth <= *u.high {
				held++
			}
		}
		if share := float64(held) / runs; share < 0.93 || share > 0.975 {
			t.Errorf("uplift %v: %v of the intervals hold it", truth, share)
		}
	}
}

// Of the same people before and after, what they share is no noise: the interval is narrower than of strangers.
func TestPairedUplift(t *testing.T) {
	var s ratioSums
	var after, before sample
	r := rand.New(rand.NewPCG(3, 4))
	for range 400 {
		level := math.Exp(r.NormFloat64())
		y := level * 100
		x := level * 110 * (0.9 + 0.2*r.Float64())
		s.add(x, y)
		after.add(x)
		before.add(y)
	}
	paired, strangers := pairedUplift(s), upliftOf(after, before)
	if math.Abs(*paired.change-*strangers.change) > 1e-12 || paired.finding != risen || strangers.finding != notSignificant {
		t.Errorf("%v %s, as strangers %v %s", *paired.change, paired.finding, *strangers.change, strangers.finding)
	}
	if pairedUplift(ratioSums{}).finding != noData {
		t.Error("nobody")
	}
}

// TestArms: random, near the share that was asked for, the same whenever asked, and independent of another experiment's.
func TestArms(t *testing.T) {
	e, f := Experiment{Seed: "a", Holdout: 0.1, Mode: Holdout}, Experiment{Seed: "b", Holdout: 0.1, Mode: Holdout}
	const n = 100_000
	var one, both int
	for i := range n {
		who := customer.ID(i*4096 + 7)
		arm := e.arm(who)
		if arm != e.arm(who) {
			t.Fatal("an arm changed")
		}
		if arm == Control {
			one++
			if f.arm(who) == Control {
				both++
			}
		}
	}
	if p, ok := sampleRatio(n-one, one, 0.1); !ok || p < badRatio {
		t.Errorf("%d of %d in the control: p %v", one, n, p)
	}
	if share := float64(both) / float64(one); share < 0.08 || share > 0.12 {
		t.Errorf("%v of a control are in another experiment's", share)
	}
	if (Experiment{Mode: BeforeAfter}).arm(1) != Treated {
		t.Error("before and after has a control")
	}
}

func TestSampleRatio(t *testing.T) {
	for _, c := range []struct {
		treated, control int
		ok, fits         bool
	}{{900, 100, true, true}, {800, 200, true, false}, {880, 120, true, true}, {20, 2, false, false}, {0, 0, false, false}} {
		p, ok := sampleRatio(c.treated, c.control, 0.1)
		if ok != c.ok || ok && (p >= badRatio) != c.fits {
			t.Errorf("%d : %d: p %v %v", c.treated, c.control, p, ok)
		}
	}
	if p := chiSquareTail(3.841458820694124); math.Abs(p-0.05) > 1e-12 {
		t.Errorf("the tail beyond 3.84 is %v", p)
	}
}

// A merged person has one arm: that of their own id where it takes part, else of the smallest merged into them.
func TestMergedPeopleKeepOneArm(t *testing.T) {
	e := Experiment{Seed: "x", Holdout: 0.5, Mode: Holdout}
	var control, treated customer.ID
	for i := customer.ID(1); control == 0 || treated == 0; i++ {
		if e.arm(i) == Control {
			control = i
		} else {
			treated = i
		}
	}
	for _, c := range []struct {
		taken []enrolled
		arm   Arm
		mixed bool
	}{
		{[]enrolled{{control, control}}, Control, false},
		{[]enrolled{{min(control, treated), control}, {max(control, treated), control}}, Control, true},
		{[]enrolled{{min(control, treated), treated}, {max(control, treated), treated}}, Treated, true},
		{[]enrolled{{control, 900}}, Control, false},
		{[]enrolled{{min(control, treated), 900}, {max(control, treated), 900}}, e.arm(min(control, treated)), true},
	} {
		got := e.participants(c.taken)
		if len(got) != 1 || got[0].arm != c.arm || got[0].mixed != c.mixed {
			t.Errorf("%+v: %+v, want %s %v", c.taken, got, c.arm, c.mixed)
		}
	}
}

func TestDaysOfAnExperiment(t *testing.T) {
	d := func(s string) day { d, _ := parseDay(s); return d }
	for _, c := range []struct {
		e     Experiment
		today string
		last  string
		ended bool
	}{
		{Experiment{StartsOn: "2026-01-01"}, "2026-01-10", "2026-01-09", false},
		{Experiment{StartsOn: "2026-01-01", EndsOn: "2026-01-05"}, "2026-01-10", "2026-01-05", true},
		{Experiment{StartsOn: "2026-01-01", EndsOn: "2026-01-10"}, "2026-01-10", "2026-01-09", false},
		{Experiment{StartsOn: "2026-01-01", StoppedAt: 1}, "2026-01-10", "2026-01-07", true},
	} {
		if got := c.e.lastDay(d(c.today), d("2026-01-07")); got.String() != c.last || c.e.ended(d(c.today), d("2026-01-07")) != c.ended {
			t.Errorf("%+v on %s: %s %v", c.e, c.today, got, c.e.ended(d(c.today), d("2026-01-07")))
		}
	}
}
