package sandbox

import (
	"net/http"
	"regexp"
)

// refund takes a refund; it is done when its time comes.
func (c *payCall) refund() (any, error) {
	var in struct {
		Transaction string `json:"transaction_id"`
		Order       string `json:"out_trade_no"`
		No          string `json:"out_refund_no"`
		Notify      string `json:"notify_url"`
		Amount      struct {
			Refund   int64  `json:"refund"`
			Total    int64  `json:"total"`
			Currency string `json:"currency"`
		} `json:"amount"`
	}
	if err := c.into(&in); err != nil {
		return nil, err
	}
	if had := c.w.refunds.get(in.No); had != nil {
		if had.Amount != in.Amount.Refund {
			return nil, payRefusal{http.StatusBadRequest, "PARAM_ERROR", "退款单号已存在，金额不一致"}
		}
		return c.w.refundView(had), nil
	}
	o, paid := c.w.paidAs(in.Transaction, in.Order)
	if o == nil {
		return nil, payRefusal{http.StatusNotFound, "RESOURCE_NOT_EXISTS", "订单不存在"}
	}
	left := paid.Total
	c.w.refunds.each(func(r *PayRefund) {
		if r.Transaction == paid.ID && r.State != "CLOSED" {
			left -= r.Amount
		}
	})
	switch {
	case in.No == "" || len(in.No) > 64 || in.Amount.Currency != "CNY" || in.Amount.Total != paid.Total || in.Amount.Refund < 1:
		return nil, payRefusal{http.StatusBadRequest, "PARAM_ERROR", "退款参数不合规则"}
	case in.Amount.Refund > left:
		return nil, payRefusal{http.StatusBadRequest, "INVALID_REQUEST", "退款金额超过可退金额"}
	}
	r := &PayRefund{No: in.No, ID: "503" + digits(25), Order: o.No, Transaction: paid.ID, Amount: in.Amount.Refund, Total: paid.Total, Notify: in.Notify,
		State: "PROCESSING", At: c.now, Due: c.now + c.w.cfg().PayRefundMS}
	if o.RefundLate {
		r.Due = c.now + dayMS
	}
	c.w.refunds.put(r.No, r)
	c.w.rearm()
	return c.w.refundView(r), nil
}

// paidAs finds a transaction by its id, or the first of an order.
func (w *World) paidAs(id, no string) (*PayOrder, *PayPaid) {
	var order *PayOrder
	var paid *PayPaid
	w.orders.each(func(o *PayOrder) {
		for i := range o.Paid {
			if paid == nil && (o.Paid[i].ID == id || id == "" && o.No == no) {
				order, paid = o, &o.Paid[i]
			}
		}
	})
	return order, paid
}

func (c *payCall) refundByNo() (any, error) {
	r := c.w.refunds.get(c.r.PathValue("no"))
	if r == nil {
		return nil, payRefusal{http.StatusNotFound, "RESOURCE_NOT_EXISTS", "退款单不存在"}
	}
	return c.w.refundView(r), nil
}

func (w *World) refundView(r *PayRefund) map[string]any {
	out := map[string]any{"refund_id": r.ID, "out_refund_no": r.No, "transaction_id": r.Transaction, "out_trade_no": r.Order, "channel": "ORIGINAL",
		"user_received_account": "支付用户零钱", "create_time": w.stamp(r.At), "status": r.State, "funds_account": "AVAILABLE",
		"amount": map[string]any{"total": r.Total, "refund": r.Amount, "payer_total": r.Total, "payer_refund": r.Amount, "settlement_refund": r.Amount,
			"settlement_total": r.Total, "discount_refund": 0, "currency": "CNY"}}
	if r.Done != 0 {
		out["success_time"] = w.stamp(r.Done)
	}
	return out
}

// endRefund brings a refund to its end and tells the merchant.
func (w *World) endRefund(now int64, r *PayRefund, state string) {
	ended := *r
	ended.State, ended.Due = state, 0
	if state == "SUCCESS" {
		ended.Done = now
	}
	w.refunds.put(r.No, &ended)
	if r.Notify == "" {
		return
	}
	v := w.refundView(&ended)
	v["refund_status"] = v["status"]
	delete(v, "status")
	w.notify(now, r.Notify, "REFUND."+state, "refund", r.No, v)
}

var billNo = regexp.MustCompile(`^[0-9A-Za-z]{5,32}$`)

// transfer takes a transfer to a user, who has a day to confirm it.
func (c *payCall) transfer() (any, error) {
	var in struct {
		AppID   string `json:"appid"`
		No      string `json:"out_bill_no"`
		Scene   string `json:"transfer_scene_id"`
		OpenID  string `json:"openid"`
		Amount  int64  `json:"transfer_amount"`
		Remark  string `json:"transfer_remark"`
		Notify  string `json:"notify_url"`
		Reports []struct {
			Type    string `json:"info_type"`
			Content string `json:"info_content"`
		} `json:"transfer_scene_report_infos"`
	}
	if err := c.into(&in); err != nil {
		return nil, err
	}
	if had := c.w.bills.get(in.No); had != nil {
		if had.Amount != in.Amount || had.OpenID != in.OpenID {
			return nil, payRefusal{http.StatusBadRequest, "INVALID_REQUEST", "商户单号已存在，参数不一致"}
		}
		return c.w.billView(had, c.m), nil
	}
	switch {
	case in.AppID != c.m.AppID || !billNo.MatchString(in.No) || in.Scene == "" || in.Amount < 10 || in.Remark == "" || len([]rune(in.Remark)) > 32 || len(in.Reports) == 0:
		return nil, payRefusal{http.StatusBadRequest, "PARAM_ERROR", "转账参数不合规则"}
	case c.w.payer(in.OpenID) == nil:
		return nil, payRefusal{http.StatusBadRequest, "PARAM_ERROR", "无效的openid"}
	}
	b := &PayBill{No: in.No, ID: "1330" + digits(24), OpenID: in.OpenID, Remark: in.Remark, Amount: in.Amount, Package: "affffddafdfafddffda" + plainLetters(20),
		Notify: in.Notify, State: "WAIT_USER_CONFIRM", At: c.now, Updated: c.now}
	c.w.bills.put(b.No, b)
	c.w.rearm()
	return c.w.billView(b, c.m), nil
}

func (c *payCall) transferByNo() (any, error) {
	b := c.w.bills.get(c.r.PathValue("no"))
	if b == nil {
		return nil, payRefusal{http.StatusNotFound, "NOT_FOUND", "记录不存在"}
	}
	return c.w.billView(b, c.m), nil
}

func (c *payCall) cancelTransfer() (any, error) {
	b := c.w.bills.get(c.r.PathValue("no"))
	if b == nil {
		return nil, payRefusal{http.StatusNotFound, "NOT_FOUND", "记录不存在"}
	}
	if b.State == "WAIT_USER_CONFIRM" {
		c.w.endBill(c.now, b, "CANCELLED", "")
		b = c.w.bills.get(b.No)
	}
	return map[string]any{"out_bill_no": b.No, "transfer_bill_no": b.ID, "state": b.State, "update_time": c.w.stamp(b.Updated)}, nil
}

func (w *World) billView(b *PayBill, m *Merchant) map[string]any {
	out := map[string]any{"mch_id": m.MchID, "out_bill_no": b.No, "transfer_bill_no": b.ID, "appid": m.AppID, "state": b.State, "transfer_amount": b.Amount,
		"transfer_remark": b.Remark, "openid": b.OpenID, "create_time": w.stamp(b.At), "update_time": w.stamp(b.Updated)}
	if b.Fail != "" {
		out["fail_reason"] = b.Fail
	}
	if b.State == "WAIT_USER_CONFIRM" {
		out["package_info"] = b.Package
	}
	return out
}

// endBill brings a transfer to its end and tells the merchant.
func (w *World) endBill(now int64, b *PayBill, state, why string) {
	ended := *b
	ended.State, ended.Fail, ended.Updated = state, why, now
	w.bills.put(b.No, &ended)
	if b.Notify == "" {
		return
	}
	m, err := w.merchant()
	if err != nil {
		return // there is one: the transfer was taken by it
	}
	w.notify(now, b.Notify, "MCHTRANSFER.BILL.FINISHED", "mch_payment", b.No, w.billView(&ended, m))
}

// elapsePay lets refunds be done and transfers go back whose time has come.
func (w *World) elapsePay(now int64) {
	w.refunds.each(func(r *PayRefund) {
		if r.Due != 0 && r.Due <= now {
			w.endRefund(r.Due, r, "SUCCESS")
		}
	})
	w.bills.each(func(b *PayBill) {
		if b.State == "WAIT_USER_CONFIRM" && b.At+dayMS <= now {
			w.endBill(b.At+dayMS, b, "FAIL", "OVERDUE_CLOSE")
		}
	})
}

// eachPayDue tells of every moment at which something of money happens by itself.
func (w *World) eachPayDue(f func(due int64)) {
	w.refunds.each(func(r *PayRefund) {
		if r.Due != 0 {
			f(r.Due)
		}
	})
	w.bills.each(func(b *PayBill) {
		if b.State == "WAIT_USER_CONFIRM" {
			f(b.At + dayMS)
		}
	})
}
