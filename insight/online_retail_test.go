package insight

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/money"
	"qunli/org"
	"qunli/testkit/data"
)

// expected is what was computed independently for a real shop's order log.
type expected struct {
	Customers int                   `json:"customers_clean"`
	Orders    int64                 `json:"invoices_clean"`
	Revenue   float64               `json:"revenue_clean"`
	Repeat    int                   `json:"repeat_customers"`
	RFM       map[string][3]float64 `json:"rfm_sample"`
	Median    [3]float64            `json:"rfm_median"`
	Top20     float64               `json:"top20pct_revenue_share"`
	Retention map[string][]int      `json:"monthly_cohort_retention"`
}

// TestOnlineRetail takes the whole log and compares every published figure to the digit, on both engines.
func TestOnlineRetail(t *testing.T) {
	text, err := os.ReadFile(data.File(t, "online_retail", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want expected
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	eachShop(t, func(s *shop) {
		s.tx(func(ctx context.Context, tx *db.Tx) error {
			return org.SetSetting(ctx, tx, org.SettingZone, "Europe/London")
		})
		watch := clock.Stopwatch()
		s.retail()
		s.Logf("filled in %v", watch().Round(time.Millisecond))
		s.retailRFM(want)
		s.retailCohorts(want)
		s.retailShares(want)
		for _, name := range NewBook().Names() {
			watch := clock.Stopwatch()
			a := s.ask(s.root(), name, Params{})
			s.Logf("%s over %d days in %v", name, a.Window.Days, watch().Round(time.Millisecond))
		}
	})
}

func (s *shop) retail() {
	f, err := os.Open(data.File(s, "online_retail", "online_retail.csv.gz"))
	if err != nil {
		s.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(bufio.NewReaderSize(f, 1<<20))
	if err != nil {
		s.Fatal(err)
	}
	r := csv.NewReader(z)
	if _, err := r.Read(); err != nil {
		s.Fatal(err)
	}
	people := map[string]customer.ID{}
	for done := false; !done; {
		var rows [][]string
		for len(rows) < 5000 {
			row, err := r.Read()
			if done = errors.Is(err, io.EOF); done {
				break
			}
			if err != nil {
				s.Fatal(err)
			}
			rows = append(rows, row)
		}
		s.retailBatch(rows, people)
	}
}

func (s *shop) retailBatch(rows [][]string, people map[string]customer.ID) {
	zone, _ := time.LoadLocation("Europe/London")
	s.tx(func(ctx context.Context, tx *db.Tx) error {
		cards := make([]customer.Card, len(rows))
		for i, row := range rows {
			if row[6] != "" {
				cards[i].Keys = []customer.Key{{Kind: customer.Account, Space: "retail", Value: row[6]}}
			}
		}
		who, err := customer.Resolve(ctx, tx, 7, cards)
		if err != nil {
			return err
		}
		entries := make([]commerce.Entry, len(rows))
		for i, row := range rows {
			entries[i] = s.retailEntry(row, who[i].ID, zone)
		}
		_, err = commerce.Take(ctx, tx, 7, zone, entries)
		return err
	})
}

func (s *shop) retailEntry(row []string, who customer.ID, zone *time.Location) commerce.Entry {
	quantity, err1 := money.ParseMicro(row[3])
	price, err2 := money.ParseMicro(row[5])
	at, err3 := time.ParseInLocation(time.DateTime, row[4], zone)
	if err := errors.Join(err1, err2, err3); err != nil {
		s.Fatal(err)
	}
	kind := commerce.Sale
	switch row[0][0] {
	case 'C':
		kind = commerce.Refund
	case 'A':
		kind = commerce.Adjustment
	}
	return commerce.Entry{Source: "retail", OrderNo: row[0], Kind: kind, Ordinal: -1, Customer: who, At: at.UnixMilli(),
		SKU: row[1], Name: row[2], Quantity: quantity, Price: price}
}

func (s *shop) json(name string, p Params, into any) {
	s.Helper()
	text, err := s.JSON(s.root(), name, p)
	if err != nil {
		s.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		s.Fatal(err)
	}
}

func fen(units float64) money.Fen { return money.Fen(math.Round(units * 100)) }

func (s *shop) retailRFM(want expected) {
	var got struct {
		Customers []struct {
			Customer  string
			Recency   int
			Frequency int64
			Monetary  money.Fen
		}
		Median [3]int64
		Window Window
	}
	s.json("rfm", Params{}, &got)
	if d := cmp.Diff([3]int64{int64(want.Median[0]), int64(want.Median[1]), int64(fen(want.Median[2]))}, got.Median); d != "" {
		s.Error("medians", d)
	}
	if len(got.Customers) != want.Customers || got.Window.To != "2011-12-09" {
		s.Errorf("%d customers to %s", len(got.Customers), got.Window.To)
	}
	found := 0
	orders, revenue := int64(0), money.Fen(0)
	for _, c := range got.Customers {
		orders += c.Frequency
		revenue += c.Monetary
		w, ok := want.RFM[c.Customer+".0"]
		if !ok {
			continue
		}
		found++
		if c.Recency != int(w[0]) || c.Frequency != int64(w[1]) || c.Monetary != fen(w[2]) {
			s.Errorf("%+v, want %v", c, w)
		}
	}
	if found != len(want.RFM) || orders != want.Orders || revenue != fen(want.Revenue) {
		s.Errorf("%d of %d samples, %d orders of %d, revenue %s of %.2f", found, len(want.RFM), orders, want.Orders, revenue, want.Revenue)
	}
}

func (s *shop) retailCohorts(want expected) {
	var got struct{ Cohorts []cohortJSON }
	s.json("cohorts", Params{}, &got)
	have := map[string][]int{}
	for _, c := range got.Cohorts {
		have[c.Month] = c.Active
		if c.Size != c.Active[0] {
			s.Errorf("%s: size %d, active %v", c.Month, c.Size, c.Active)
		}
	}
	if d := cmp.Diff(want.Retention, have); d != "" {
		s.Error(d)
	}
}

func (s *shop) retailShares(want expected) {
	r := s.ask(s.root(), "repurchase", Params{})
	if s.value(r, "repeat_orders") != float64(want.Repeat) || s.value(r, "repeat_days") != 2790 || s.value(r, "buyers") != float64(want.Customers) {
		s.Errorf("repurchase %v", r.Values)
	}
	c := s.ask(s.root(), "concentration", Params{})
	if s.value(c, "top") != 867 || math.Round(s.value(c, "top20_share")*1e4)/1e4 != want.Top20 {
		s.Errorf("concentration %v of %v", s.value(c, "top20_share"), s.value(c, "top"))
	}
	k := s.ask(s.root(), "concentration", Params{By: "sku"})
	if k.Window.From != "2010-12-01" || k.Window.To != "2011-12-31" || !strings.Contains(Text(k, "en"), "whole months") {
		s.Errorf("window by sku: %+v", k.Window)
	}
	l := s.ask(s.root(), "loop", Params{})
	again := s.value(l, "sr_orders") // nothing was paid for: all that is not natural is repurchase
	if again != 1 || l.Denominators[0].Count != want.Orders {
		s.Errorf("loop %v over %d orders", again, l.Denominators[0].Count)
	}
	natural := *l.Table("classes").Rows[3][1].Number
	if natural != float64(want.Customers) {
		s.Errorf("%v first orders, want one a customer", natural)
	}
	s.Logf("s80 %.4f of %v SKUs", s.value(k, "s80"), s.value(k, "skus"))
}
