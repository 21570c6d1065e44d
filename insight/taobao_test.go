package insight

import (
	"encoding/csv"
	"os"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/commerce"
	"qunli/customer"
	"qunli/testkit/data"
)

// TestTaobaoFunnel takes a real log of clicks, carts, favourites and purchases, and compares the funnel with a count by hand.
func TestTaobaoFunnel(t *testing.T) {
	f, err := os.Open(data.File(t, "taobao_behavior_sample", "UserBehavior_sample.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]string{"pv": customer.ActView, "cart": customer.ActCart, "fav": customer.ActFavorite}
	eachShop(t, func(s *shop) {
		id := map[string]customer.ID{}
		did := map[string]map[string]bool{}
		var touches []customer.Touch
		var sales []commerce.Entry
		for i, r := range rows {
			user, behavior := r[0], r[3]
			at, err := strconv.ParseInt(r[4], 10, 64)
			if err != nil {
				continue // a heading
			}
			if id[user] == 0 {
				id[user], did[user] = s.people("", "", user)[0], map[string]bool{}
			}
			did[user][behavior] = true
			if kind := kinds[behavior]; kind != "" {
				touches = append(touches, customer.Touch{CustomerID: id[user], Kind: kind, At: at * 1000, Item: r[1]})
				continue
			}
			sales = append(sales, commerce.Entry{Source: "taobao", OrderNo: strconv.Itoa(i), Kind: commerce.Sale, Customer: id[user], At: at * 1000, SKU: r[1], Unpriced: true})
		}
		s.touch(touches...)
		s.take(sales...)
		a := s.ask(s.root(), "funnel", Params{})
		acts := map[string]float64{}
		for _, row := range a.Table("acts").Rows {
			acts[row[0].Text.En] = *row[1].Number
		}
		if d := cmp.Diff(map[string]float64{"Viewed": 3926, "Put in the cart": 190, "Favoured": 128, "Ordered": 77}, acts); d != "" {
			s.Error(d)
		}
		looked, interested, ordered := 0.0, 0.0, 0.0
		for _, d := range did {
			if !d["pv"] {
				continue
			}
			looked++
			if d["cart"] || d["fav"] {
				interested++
				if d["buy"] {
					ordered++
				}
			}
		}
		rows := a.Table("funnel").Rows
		if got, want := [...]float64{*rows[0][1].Number, *rows[1][1].Number, *rows[2][1].Number}, [...]float64{looked, interested, ordered}; got != want || len(did) != 43 {
			s.Errorf("of %d people %v looked, were interested and ordered; by hand %v", len(did), got, want)
		}
		s.Logf("43 people: %v looked, %v interested, %v ordered", looked, interested, ordered)
		s.rowsMatch(s.root(), a)
		loop := s.ask(s.root(), "loop", Params{})
		if s.leftOut(loop, "unpriced") != int64(77) || s.value(loop, "sr_revenue") != -1 {
			s.Errorf("loop: %+v", loop.LeftOut)
		}
	})
}
