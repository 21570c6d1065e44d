package app_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"qunli/app"
	"qunli/commerce/pay"
	"qunli/commerce/pay/wechat"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
	"qunli/web/hook"
)

// merchant connects the program with the world's merchant, and gives a buyer whom both know.
func (c *company) merchant() customer.ID {
	c.Helper()
	m, err := c.world.Merchant(c.Context())
	if err != nil {
		c.Fatal(err)
	}
	err = c.app.WeChatPay.Save(org.Owner(c.Context(), "test"), wechat.Account{MchID: m.MchID, AppID: m.AppID, Serial: m.Serial, Key: m.Key, APIKey: m.APIKey,
		PublicID: m.PublicKeyID, PublicKey: m.PublicKey, Notify: c.door.URL + hook.WeChatPayPath, Base: c.outside.URL, Sandbox: true})
	if err != nil {
		c.Fatal(err)
	}
	return c.payer(0)
}

var hidden = regexp.MustCompile(`name="no" value="([^"]+)"`)

// press opens a page that a phone shows for money and presses one of its buttons.
func (c *company) press(page string, how string) {
	c.Helper()
	answer, err := http.Get(page)
	if err != nil {
		c.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	no := hidden.FindStringSubmatch(string(text))
	if err != nil || no == nil {
		c.Fatalf("%s: %v\n%s", page, err, text)
	}
	address, _, _ := strings.Cut(page, "?")
	answer, err = http.PostForm(address, url.Values{"no": {no[1]}, "how": {how}})
	if err != nil {
		c.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		c.Fatalf("%s %s: %d", page, how, answer.StatusCode)
	}
}

// TestMoneyByTheSheetsOfThePhone: what is asked for is paid by the sheet of the phone, a reward is taken by another, and the books
// balance; as the program is wired.
func TestMoneyByTheSheetsOfThePhone(t *testing.T) {
	eachCompany(t, func(c *company) {
		buyer := c.merchant()
		var payment pay.Payment
		var payout pay.Payout
		err := c.app.DB.Tx(c.Context(), func(ctx context.Context, tx *db.Tx) error {
			cause := pay.Cause{Kind: "test.order", ID: 1}
			var err error
			payment, err = c.app.Pay.Ask(ctx, tx, pay.Asking{Customer: buyer, Cause: cause, Title: "阿胶糕", Amount: 5900, Deadline: tx.Now + time.Hour.Milliseconds()})
			if err != nil {
				return err
			}
			if _, err := pay.Owe(ctx, tx, pay.Owing{Customer: buyer, Amount: 800, From: pay.MarketingCost(), Cause: cause}); err != nil {
				return err
			}
			payout, err = c.app.Pay.PayOut(ctx, tx, pay.Paying{Customer: buyer, Amount: 800, Title: "邀请奖励", Cause: cause})
			return err
		})
		if err != nil {
			c.Fatal(err)
		}
		c.await("pending waiting_user", func() string {
			return c.lines(`SELECT p.state || ' ' || o.state AS line FROM commerce_pay p JOIN commerce_pay_payout o ON o.cause_id = p.cause_id`)
		})
		sheet, err := c.app.Pay.SheetOf(c.Context(), payment.ID)
		if err != nil {
			c.Fatal(err)
		}
		c.press(sheet.Address+"?"+url.Values{"appId": {sheet.AppID}, "timeStamp": {sheet.TimeStamp}, "nonceStr": {sheet.NonceStr}, "package": {sheet.Package},
			"signType": {sheet.SignType}, "paySign": {sheet.PaySign}}.Encode(), "pay")
		confirm, err := c.app.Pay.ConfirmOf(c.Context(), payout.ID)
		if err != nil {
			c.Fatal(err)
		}
		c.press(confirm.Address+"?"+url.Values{"package": {confirm.Package}}.Encode(), "take")
		c.await("paid received", func() string {
			return c.lines(`SELECT p.state || ' ' || o.state AS line FROM commerce_pay p JOIN commerce_pay_payout o ON o.cause_id = p.cause_id`)
		})
		if found, err := app.Check(c.Context(), c.app.DB); err != nil || len(found) > 0 {
			c.Errorf("%v, %v", found, err)
		}
	})
}
