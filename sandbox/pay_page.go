package sandbox

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// paySheet is the pay sheet as a page of a phone: what WeChat shows when a page asks for a payment. It checks the signature of what
// the page hands over, and goes back there when somebody has chosen.
func (w *World) paySheet(rw http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	var o PayOrder
	err := w.do(r.Context(), func(now int64) error {
		m, err := w.merchant()
		if err != nil {
			return err
		}
		key, err := readPrivate(m.Key)
		if err != nil {
			return err
		}
		found := w.orderOf(q.Get("package"))
		if found == nil {
			return ErrNoOrder.F(q.Get("package"))
		}
		if q.Get("signType") != "RSA" || !trueText(&key.PublicKey, q.Get("paySign"), q.Get("appId"), q.Get("timeStamp"), q.Get("nonceStr"), q.Get("package")) {
			return payRefusal{http.StatusBadRequest, "SIGN_ERROR", "支付验证签名失败"}
		}
		o = *found
		return nil
	})
	if err != nil {
		sheetPage(rw, http.StatusBadRequest, html.EscapeString(err.Error()))
		return
	}
	buttons := ""
	for _, b := range [][2]string{{"pay", "支付"}, {"fail", "不付了"}, {"late", "关单后才到账"}, {"twice", "付两次"}, {"wrong", "金额多一分"}, {"refundlate", "支付，退款慢一天"}} {
		class := ""
		if b[0] == "pay" {
			class = ` class="main"`
		}
		buttons += fmt.Sprintf(`<button name="how" value="%s"%s>%s</button> `, b[0], class, b[1])
	}
	sheetPage(rw, http.StatusOK, fmt.Sprintf(`<h1>微信支付（沙盒）</h1><p>%s</p><p class="num" style="font-size:32px">¥%s</p>`+
		`<form method="post" action="/pay/sheet"><input type="hidden" name="no" value="%s"><input type="hidden" name="back" value="%s">%s</form>`,
		html.EscapeString(o.Description), yuan(o.Total), html.EscapeString(o.No), html.EscapeString(q.Get("back")), buttons))
}

// payPressed is a button of the pay sheet.
func (w *World) payPressed(rw http.ResponseWriter, r *http.Request) {
	_, err := w.Act(r.Context(), Act{Verb: "pay", ID: r.PostFormValue("no"), Text: r.PostFormValue("how")})
	w.goBack(rw, r, err)
}

// transferSheet is how a user is asked to take a transfer.
func (w *World) transferSheet(rw http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	var b *PayBill
	err := w.do(r.Context(), func(int64) error {
		w.bills.each(func(one *PayBill) {
			if one.Package == q.Get("package") {
				b = one
			}
		})
		if b == nil {
			return ErrNothing
		}
		return nil
	})
	if err != nil {
		sheetPage(rw, http.StatusNotFound, html.EscapeString(err.Error()))
		return
	}
	sheetPage(rw, http.StatusOK, fmt.Sprintf(`<h1>收款（沙盒）</h1><p>%s</p><p class="num" style="font-size:32px">¥%s</p>`+
		`<form method="post" action="/pay/confirm"><input type="hidden" name="no" value="%s"><input type="hidden" name="back" value="%s">`+
		`<button class="main" name="how" value="take">收下</button> <button name="how" value="leave">以后再说</button></form>`,
		html.EscapeString(b.Remark), yuan(b.Amount), html.EscapeString(b.No), html.EscapeString(q.Get("back"))))
}

// transferPressed is a button of that sheet.
func (w *World) transferPressed(rw http.ResponseWriter, r *http.Request) {
	var err error
	if r.PostFormValue("how") == "take" {
		_, err = w.Act(r.Context(), Act{Verb: "receive", ID: r.PostFormValue("no")})
	}
	w.goBack(rw, r, err)
}

// goBack returns to the page that showed a sheet, or says what went wrong.
func (w *World) goBack(rw http.ResponseWriter, r *http.Request, err error) {
	back, bad := url.Parse(r.PostFormValue("back"))
	switch {
	case err != nil:
		sheetPage(rw, http.StatusConflict, html.EscapeString(err.Error()))
	case bad != nil || !strings.HasPrefix(back.Scheme, "http"):
		sheetPage(rw, http.StatusOK, `<h1>好了 · Done</h1>`)
	default:
		http.Redirect(rw, r, back.String(), http.StatusSeeOther)
	}
}

func sheetPage(rw http.ResponseWriter, status int, body string) {
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	rw.WriteHeader(status)
	fmt.Fprintf(rw, `<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>沙盒支付</title>`+
		`<link rel="stylesheet" href="/style.css"><body class="plain"><main class="sheet">%s</main></body></html>`, body)
}

// payView shows the merchant, and the money that moved or waits: all of it, or the last so many of each sort.
func (w *World) payView(r *http.Request) any {
	m, err := w.merchant()
	if err != nil {
		return nil
	}
	orders, refunds, bills := []*PayOrder{}, []*PayRefund{}, []*PayBill{}
	w.orders.each(func(o *PayOrder) { orders = append(orders, o) })
	w.refunds.each(func(r *PayRefund) { refunds = append(refunds, r) })
	w.bills.each(func(b *PayBill) { bills = append(bills, b) })
	if n, err := strconv.Atoi(r.URL.Query().Get("last")); err == nil && n > 0 {
		orders, refunds, bills = orders[max(0, len(orders)-n):], refunds[max(0, len(refunds)-n):], bills[max(0, len(bills)-n):]
	}
	return map[string]any{"merchant": m, "orders": orders, "refunds": refunds, "transfers": bills}
}

// Merchant gives the merchant and its keys, to connect with.
func (w *World) Merchant(ctx context.Context) (Merchant, error) {
	var out Merchant
	err := w.do(ctx, func(int64) error {
		m, err := w.merchant()
		if err == nil {
			out = *m
		}
		return err
	})
	return out, err
}
