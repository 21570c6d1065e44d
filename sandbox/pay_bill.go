package sandbox

import (
	"bytes"
	"crypto/sha1" // the vendor's word for what it hashes bills with
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// bill checks what is asked for and gives where the bill is.
func (c *payCall) bill(kind string, text func(day string) string) (any, error) {
	day := c.r.URL.Query().Get("bill_date")
	at, err := time.ParseInLocation(time.DateOnly, day, c.w.zone)
	if err != nil || at.AddDate(0, 0, 1).UnixMilli() > c.now {
		return nil, payRefusal{http.StatusBadRequest, "PARAM_ERROR", "bill_date 不合规则"}
	}
	body := text(day)
	if body == "" {
		return nil, payRefusal{http.StatusBadRequest, "NO_STATEMENT_EXIST", "账单文件不存在"}
	}
	sum := sha1.Sum([]byte(body))
	return map[string]any{"hash_type": "SHA1", "hash_value": hex.EncodeToString(sum[:]),
		"download_url": c.w.base(c.r) + "/v3/billdownload/file?token=" + kind + "-" + day}, nil
}

func (c *payCall) tradeBill() (any, error) { return c.bill("trade", c.w.tradeText) }

func (c *payCall) fundBill() (any, error) { return c.bill("fund", c.w.fundText) }

// serveBill gives a bill; the request is signed, the reply is not.
func (w *World) serveBill(rw http.ResponseWriter, r *http.Request) {
	kind, day, _ := strings.Cut(r.URL.Query().Get("token"), "-")
	text := ""
	err := w.do(r.Context(), func(now int64) error {
		m, err := w.merchant()
		if err != nil {
			return err
		}
		if err := m.signedBy(r, nil, time.UnixMilli(now)); err != nil {
			return err
		}
		if kind == "fund" {
			text = w.fundText(day)
		} else {
			text = w.tradeText(day)
		}
		return nil
	})
	if err != nil {
		http.Error(rw, err.Error(), http.StatusUnauthorized)
		return
	}
	rw.Header().Set("Content-Type", "text/plain")
	_, _ = rw.Write([]byte(text)) // fails only when the caller is gone
}

const tradeHead = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"

// tradeText is the bill of payments and refunds of a day, "" when there were none.
func (w *World) tradeText(day string) string {
	m := w.merchants.get("")
	if m == nil {
		return ""
	}
	var rows [][]string
	row := func(at int64, o *PayOrder, id, state string, refund *PayRefund, total int64) {
		c := []string{time.UnixMilli(at).In(w.zone).Format(time.DateTime), m.AppID, m.MchID, "0", "", id, o.No, o.OpenID, "JSAPI", state, "OTHERS", "CNY", yuan(total), "0.00",
			"0", "0", "0.00", "0.00", "", "", o.Description, "", "0.00000", "0.60%", yuan(total), "0.00", ""}
		if refund != nil {
			c[12], c[24] = "0.00", yuan(refund.Total)
			c[14], c[15], c[16], c[18], c[19], c[25] = refund.ID, refund.No, yuan(total), "ORIGINAL", refund.State, yuan(total)
		}
		rows = append(rows, c)
	}
	w.orders.each(func(o *PayOrder) {
		for _, p := range o.Paid {
			if at := w.planted(day, o.No); w.day(p.At) == day && at != nil {
				row(p.At, o, p.ID, "SUCCESS", nil, p.Total+*at)
			}
		}
	})
	w.refunds.each(func(r *PayRefund) {
		if at := w.planted(day, r.No); w.day(r.At) == day && at != nil {
			row(r.At, w.orders.get(r.Order), r.Transaction, "REFUND", r, r.Amount+*at)
		}
	})
	w.plants.each(func(p *PayPlant) {
		if p.Day == day && p.What == "extra" {
			row(w.begins(day), &PayOrder{No: p.No, Description: "?"}, "4200000000"+p.No, "SUCCESS", nil, p.Fen)
		}
	})
	return billText(tradeHead, rows, "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额", 7)
}

// planted says by how much a row of a day's bill is wrong; nil leaves it out.
func (w *World) planted(day, no string) *int64 {
	var by int64
	out := &by
	w.plants.each(func(p *PayPlant) {
		switch {
		case p.Day != day || p.No != no:
		case p.What == "missing":
			out = nil
		case p.What == "amount":
			by = p.Fen
		}
	})
	return out
}

func (w *World) begins(day string) int64 {
	at, err := time.ParseInLocation(time.DateOnly, day, w.zone)
	if err != nil {
		return 0
	}
	return at.UnixMilli()
}

// fundText is the bill of how the merchant's money moved on a day: of it, transfers that users took.
func (w *World) fundText(day string) string {
	var rows [][]string
	w.bills.each(func(b *PayBill) {
		at := w.planted(day, b.No)
		if b.State != "SUCCESS" || w.day(b.Updated) != day || at == nil {
			return
		}
		rows = append(rows, []string{time.UnixMilli(b.Updated).In(w.zone).Format(time.DateTime), b.ID, "1" + b.ID, "商家转账", "商家转账", "支出", yuan(b.Amount + *at), "0.00",
			"system", b.Remark, b.No})
	})
	return billText("记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号", rows,
		"资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额", 5)
}

// billText writes a bill as the vendor does: every cell behind a backtick, the sums last.
func billText(head string, rows [][]string, foot string, sums int) string {
	if len(rows) == 0 {
		return ""
	}
	var b bytes.Buffer
	b.WriteString("\ufeff" + head + "\r\n")
	for _, r := range rows {
		for i, cell := range r {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString("`" + strings.ReplaceAll(cell, ",", " "))
		}
		b.WriteString("\r\n")
	}
	b.WriteString(foot + "\r\n" + fmt.Sprintf("`%d", len(rows)) + strings.Repeat(",`0.00", sums-1) + "\r\n")
	return b.String()
}

func yuan(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }
