package app_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"

	"qunli/commerce"
	"qunli/org"
	"qunli/page"
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

// TestAProofOfTheLibraryStandsOnAProduct: from its approval until it is withdrawn, with its picture; nothing is published again.
func TestAProofOfTheLibraryStandsOnAProduct(t *testing.T) {
	eachCompany(t, func(c *company) {
		base, owner := c.pages(), org.Owner(c.Context(), "test")
		made, err := c.app.Commerce.PutProduct(owner, commerce.Product{SKU: "F11", Name: "玫瑰花束 11 枝", Price: 3990, OnSale: true})
		if err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		if err := png.Encode(&file, image.NewRGBA(image.Rect(0, 0, 40, 30))); err != nil {
			t.Fatal(err)
		}
		picture, err := c.app.Pictures.Add(owner, &file)
		if err != nil {
			t.Fatal(err)
		}
		proof, err := c.app.Library.Add(owner, page.Proof{Kind: "qualification", Title: "植物检疫合格", Text: "编号 0917", Picture: picture.Key, Alt: "合格证", Holder: "花满楼"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.app.Commerce.PutPage(owner, commerce.ProductPage{ProductID: made.ID, Page: `{"top":[],"middle":[{"kind":"trust","ref":"` + proof.ID.String() + `"}],"bottom":[]}`}); err != nil {
			t.Fatal(err)
		}
		shows := func(want bool) {
			t.Helper()
			text := c.phone(base, "韩梅梅").get(h5.ShelfPath + made.ID.String())
			for _, says := range []string{"植物检疫合格", "编号 0917", `src="/p/` + picture.Key + `" alt="合格证" width="40" height="30"`} {
				if strings.Contains(text, says) != want {
					t.Errorf("%q shows: %v, want %v\n%s", says, !want, want, text)
				}
			}
		}
		shows(false)
		if _, err := c.app.Library.Approve(owner, proof.ID); err != nil {
			t.Fatal(err)
		}
		shows(true)
		if _, err := c.app.Library.Withdraw(owner, proof.ID, "换新证"); err != nil {
			t.Fatal(err)
		}
		shows(false)
	})
}
