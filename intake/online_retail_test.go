package intake_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/insight"
	"qunli/intake"
	"qunli/org"
	"qunli/testkit/data"
)

// TestOnlineRetail brings a real shop's whole order log in and asks the product what an independent program found out.
func TestOnlineRetail(t *testing.T) {
	file := data.File(t, "online_retail", "online_retail.csv.gz")
	each(t, func(t *testing.T, d desk) {
		imp := d.load(file, intake.Request{Mapping: d.preset("online-retail")})
		if imp.Rows != 541909 || imp.Added != 541909 || imp.Rejected != 0 {
			t.Errorf("read %d, added %d, rejected %d; want all 541,909 added", imp.Rows, imp.Added, imp.Rejected)
		}
		t.Logf("%d records in %d ms: %.0f/s; %s", imp.Rows, imp.WorkMs, imp.RatePerSecond(), imp.Counts)
		matchExpected(t, d, data.File(t, "online_retail", "expected.json"))
		again := d.load(file, intake.Request{Mapping: d.preset("online-retail")})
		if again.Added != 0 || again.Same != 541909 {
			t.Errorf("the same file again: added %d, same %d; want 0 and all", again.Added, again.Same)
		}
		if first, second := imp.Tally()["duplicate_line"], again.Tally()["duplicate_line"]; first != 5268 || second != 5268 {
			t.Errorf("%d exact duplicate lines, and again %d; want 5,268 both times", first, second)
		}
		matchExpected(t, d, data.File(t, "online_retail", "expected.json"))
		d.clean()
	})
}

// expected is what data/online_retail/expected.json says.
type expected struct {
	Customers int                   `json:"customers_clean"`
	Sample    map[string][3]float64 `json:"rfm_sample"`
	Median    [3]float64            `json:"rfm_median"`
	Retention map[string][]int      `json:"monthly_cohort_retention"`
}

func matchExpected(t *testing.T, d desk, path string) {
	t.Helper()
	var want expected
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &want)
	}
	if err != nil {
		t.Fatal(err)
	}
	matchRFM(t, d, want)
	var cohorts struct {
		Cohorts []struct {
			Month  string
			Active []int
		}
	}
	ask(t, d, "cohorts", &cohorts)
	got := map[string][]int{}
	for _, c := range cohorts.Cohorts {
		got[c.Month] = c.Active
	}
	if diff := cmp.Diff(want.Retention, got); diff != "" {
		t.Errorf("cohorts: %s", diff)
	}
}

func matchRFM(t *testing.T, d desk, want expected) {
	t.Helper()
	var rfm struct {
		Customers []struct {
			Customer                     string
			Recency, Frequency, Monetary int64
		}
	}
	ask(t, d, "rfm", &rfm)
	if len(rfm.Customers) != want.Customers {
		t.Errorf("%d buyers, want %d", len(rfm.Customers), want.Customers)
	}
	for _, c := range rfm.Customers {
		w, sampled := want.Sample[c.Customer+".0"]
		if got := [3]float64{float64(c.Recency), float64(c.Frequency), float64(c.Monetary) / 100}; sampled && got != w {
			t.Errorf("customer %s: %v, want %v", c.Customer, got, w)
		}
	}
}

func ask(t *testing.T, d desk, metric string, out any) {
	t.Helper()
	body, err := insight.NewService(d.DB).JSON(org.Owner(t.Context(), "test"), metric, insight.Params{})
	if err == nil {
		err = json.Unmarshal(body, out)
	}
	if err != nil {
		t.Fatal(err)
	}
}
