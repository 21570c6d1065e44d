package app_test

import (
	"fmt"
	"strings"
	"testing"

	"qunli/commerce"
	"qunli/org"
	"qunli/web/h5"
)

// TestAProductIsPaidInFourTaps (SHP-07): the card in the group, buy, pay, and the sheet's own button.
func TestAProductIsPaidInFourTaps(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.official()
		c.merchant()
		base, owner, taps := c.pages(), org.Owner(c.Context(), "test"), 0
		p, err := c.app.Commerce.PutProduct(owner, commerce.Product{SKU: "F11", Name: "玫瑰花束 11 枝", Price: 3990, OnSale: true})
		if err != nil {
			t.Fatal(err)
		}
		c.offers("flashsale", "今日爆品", fmt.Sprintf(`{"items":[{"key":"a","name":"玫瑰花束","product":%q,"price":1990,"was":3990,"stock":5}],"hold_minutes":15}`, p.ID.String()), "order")
		c.offers("flashsale", "别的", `{"items":[{"key":"a","name":"别的","price":1990,"stock":5}],"hold_minutes":15}`, "order")
		mei := c.phone(base, "韩梅梅")
		mei.get(h5.MePath)
		taps++ // the card
		text := mei.get(h5.ShelfPath + p.ID.String())
		if stateOf(text) != "product" || !strings.Contains(text, "¥19.90") || !strings.Contains(text, "¥39.90") || strings.Contains(text, "别的") {
			t.Fatalf("the page of the product:\n%s", text)
		}
		taps++
		mei.presses(h5.ShelfPath+p.ID.String(), "立即抢购", nil)
		taps += 2 // to the sheet, and there
		mei.pays("pay", "settled")
		if taps > 4 {
			t.Errorf("%d taps", taps)
		}
	})
}
