package flashsale_test

import (
	"testing"

	"qunli/campaign"
	"qunli/campaign/campaigntest"
	"qunli/campaign/flashsale"
	"qunli/customer"
)

// Each test below is a defect of other flash sales (§2.8, §5): their way, told again here, goes wrong when two people come at once
// in a fixed order, and the same order is played to ours.

func world(t *testing.T, stock string) *campaigntest.World {
	t.Helper()
	settings := `{"items":[{"key":"a","name":"A","price":1990,"stock":` + stock + `,"per_person":1}],"hold_minutes":15}`
	return campaigntest.NewWorld(t, flashsale.Model{}, settings, campaign.Terms{}, 50, 1)
}

func claim(t *testing.T, w *campaigntest.World, who, number int64) campaign.Reply {
	t.Helper()
	return w.Do(t, campaign.Command{Kind: campaign.Join, Person: customer.ID(who), Number: number, Lines: []campaign.Line{{Item: "a", N: 1}}})
}

// newbee-go, newbee-plus before its procedure, macrozheng at first: the stock is read, one less is written back. Two read 1,
// both write 0, two are sold.
func TestReadAndWriteBackSellsTwice(t *testing.T) {
	stock, sold := 1, 0
	a, b := stock, stock
	for _, seen := range []int{a, b} {
		if seen > 0 {
			stock = seen - 1
			sold++
		}
	}
	if sold == 1 {
		t.Fatal("the peer's way does not show its defect")
	}
	w := world(t, "1")
	first, second := claim(t, w, 1, 1), claim(t, w, 2, 1)
	if first.Code != campaign.Done || second.Code != campaign.SoldOut {
		t.Errorf("ours: %+v, %+v", first, second)
	}
	w.Recount(t)
}

// likeshop: stock = stock - n on a signed column, without a guard.
func TestStockBelowNothing(t *testing.T) {
	stock := 1
	stock--
	stock--
	if stock >= 0 {
		t.Fatal("the peer's way does not show its defect")
	}
	w := world(t, "1")
	claim(t, w, 1, 1)
	claim(t, w, 2, 1)
	if b := w.Bucket("stock-a"); b.Free != 0 || b.Held != 1 {
		t.Errorf("ours: %+v", b)
	}
}

// ShopXO, shopper #510: the update says "and stock >= n", and what it says about how many rows it hit is not looked at (=== false
// is never so): the second order stands without goods.
func TestNoRowsPassForDone(t *testing.T) {
	stock, orders := 1, 0
	for range 2 {
		rows := 0
		if stock >= 1 {
			stock, rows = stock-1, 1
		}
		if failed := false; !failed && rows >= 0 {
			orders++
		}
	}
	if orders == 1 {
		t.Fatal("the peer's way does not show its defect")
	}
	w := world(t, "1")
	claim(t, w, 1, 1)
	if r := claim(t, w, 2, 1); r.Seat != 0 || len(w.Messages(campaign.RequestPayment, 0)) != 1 {
		t.Errorf("ours: %+v", r)
	}
}

// newbee-plus #17, #97, hfbin PR #11: one is taken from the counter first, then time and duplicate are looked at; who is refused
// there gives nothing back, and the thing is lost for sale (少买).
func TestTakenFirstAndNeverGivenBack(t *testing.T) {
	stock, sold := 2, 0
	bought := map[int]bool{}
	for _, who := range []int{1, 1, 2} {
		if stock--; stock < 0 || bought[who] {
			continue
		}
		bought[who] = true
		sold++
	}
	if sold == 2 {
		t.Fatal("the peer's way does not show its defect")
	}
	w := world(t, "2")
	claim(t, w, 1, 1)
	if r := claim(t, w, 1, 2); r.Code != campaign.LimitUser {
		t.Errorf("ours: %+v", r)
	}
	if r := claim(t, w, 2, 1); r.Code != campaign.Done || w.Bucket("stock-a").Free != 0 {
		t.Errorf("ours: %+v", r)
	}
}

// newbee-plus, sanjiOP #2, codingXiaxw #48: the index on (sale, person) is not unique, and the look before it is not locked: one
// person wins twice.
func TestOnePersonWinsTwice(t *testing.T) {
	var rows []int
	has := func(who int) bool {
		for _, r := range rows {
			if r == who {
				return true
			}
		}
		return false
	}
	a, b := has(1), has(1)
	for _, seen := range []bool{a, b} {
		if !seen {
			rows = append(rows, 1)
		}
	}
	if len(rows) == 1 {
		t.Fatal("the peer's way does not show its defect")
	}
	w := world(t, "10")
	first, again := claim(t, w, 1, 1), claim(t, w, 1, 1)
	if other := claim(t, w, 1, 2); first != again || other.Code != campaign.LimitUser {
		t.Errorf("ours: %+v, %+v, %+v", first, again, other)
	}
}

// codingXiaxw #41, dujiao-next #108: who pays after the hold is over is sold what another has by now, or keeps neither goods nor
// money.
func TestPaidAfterTheHold(t *testing.T) {
	stock, sold, kept := 1, 0, 0
	stock--                        // held for the first
	stock++                        // its time is over
	stock--                        // held for the second
	sold++                         // the second pays
	sold, kept = sold+1, kept+1990 // the first pays: "order paid"
	if sold == 1 && kept == 0 {
		t.Fatal("the peer's way does not show its defect")
	}
	w := world(t, "1")
	first := claim(t, w, 1, 1)
	w.Clock += 15 * 60_000
	w.Sweep(t)
	second := claim(t, w, 2, 1)
	if late := w.Pay(t, first.Seat); late.Note != campaign.LatePaid || w.Seat(first.Seat).Back != 1990 {
		t.Errorf("ours: %+v", late)
	}
	if r := w.Pay(t, second.Seat); r.State != flashsale.Sold {
		t.Errorf("ours: %+v", r)
	}
	w.Recount(t)
}
