package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"time"
)

// payRefusal is an error of the payment API: a status and a code of the vendor's.
type payRefusal struct {
	status  int
	code    string
	message string
}

func (r payRefusal) Error() string { return r.code + ": " + r.message }

// payCall is one call of the payment API; the lock of the world is held.
type payCall struct {
	w    *World
	m    *Merchant
	now  int64
	r    *http.Request
	body []byte
}

// into reads the body; what cannot be read is the caller's fault.
func (c *payCall) into(v any) error {
	if err := json.Unmarshal(c.body, v); err != nil {
		return payRefusal{http.StatusBadRequest, "PARAM_ERROR", "请求参数不符合JSON格式"}
	}
	return nil
}

// payRoutes are the paths of the payment API.
func (w *World) payRoutes(mux *http.ServeMux) {
	for path, f := range map[string]func(*payCall) (any, error){
		"POST /v3/pay/transactions/jsapi":                                       (*payCall).announce,
		"GET /v3/pay/transactions/out-trade-no/{no}":                            (*payCall).orderByNo,
		"GET /v3/pay/transactions/id/{no}":                                      (*payCall).orderByID,
		"POST /v3/pay/transactions/out-trade-no/{no}/close":                     (*payCall).closeOrder,
		"POST /v3/refund/domestic/refunds":                                      (*payCall).refund,
		"GET /v3/refund/domestic/refunds/{no}":                                  (*payCall).refundByNo,
		"POST /v3/fund-app/mch-transfer/transfer-bills":                         (*payCall).transfer,
		"GET /v3/fund-app/mch-transfer/transfer-bills/out-bill-no/{no}":         (*payCall).transferByNo,
		"POST /v3/fund-app/mch-transfer/transfer-bills/out-bill-no/{no}/cancel": (*payCall).cancelTransfer,
		"GET /v3/bill/tradebill":                                                (*payCall).tradeBill,
		"GET /v3/bill/fundflowbill":                                             (*payCall).fundBill,
		"GET /v3/certificates":                                                  (*payCall).certificates,
	} {
		mux.HandleFunc(path, w.servePay(path, f))
	}
	mux.HandleFunc("GET /v3/billdownload/file", w.serveBill)
}

// servePay checks who calls, carries the call out and signs the reply.
func (w *World) servePay(path string, f func(*payCall) (any, error)) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, 1<<20))
		if err != nil {
			return
		}
		var reply any
		var merchant Merchant
		dropped, byCertificate, at := false, false, time.Time{}
		err = w.do(r.Context(), func(now int64) error {
			m, err := w.merchant()
			if err != nil {
				return err
			}
			merchant, byCertificate, at = *m, w.cfg().PayCertificates, time.UnixMilli(now)
			if err := m.signedBy(r, body, time.UnixMilli(now)); err != nil {
				return payRefusal{http.StatusUnauthorized, "SIGN_ERROR", err.Error()}
			}
			if code := w.payFault(r.URL.Path); code != "" {
				return payRefusal{statusOf(code), code, "沙盒按设置返回的错误"}
			}
			reply, err = f(&payCall{w, m, now, r, body})
			dropped = w.hit(w.cfg().DropReply)
			w.trace.add(Entry{At: now, Kind: "call", What: path, Note: noteOf(err)})
			return err
		})
		if dropped {
			panic(http.ErrAbortHandler) // carried out and not answered
		}
		w.answerPay(rw, &merchant, byCertificate, at, reply, err)
	}
}

func noteOf(err error) string {
	if err != nil {
		return err.Error()
	}
	return ""
}

// statusOf gives the status that goes with an injected code.
func statusOf(code string) int {
	switch code {
	case "SYSTEM_ERROR":
		return http.StatusInternalServerError
	case "RATELIMIT_EXCEEDED", "FREQUENCY_LIMITED":
		return http.StatusTooManyRequests
	case "NOT_ENOUGH":
		return http.StatusForbidden
	}
	return http.StatusBadRequest
}

// payFault takes one failure that the settings ask for, by path; "*" is every path. "" is none.
func (w *World) payFault(path string) string { return takeFault(w, w.cfg().PayFaults, path) }

func (w *World) answerPay(rw http.ResponseWriter, m *Merchant, byCertificate bool, at time.Time, reply any, err error) {
	status, body := http.StatusOK, []byte{}
	var no payRefusal
	switch {
	case errors.As(err, &no):
		status = no.status
		reply = map[string]any{"code": no.code, "message": no.message}
	case err != nil:
		w.log.Error("sandbox: pay", "error", err)
		status, reply = http.StatusInternalServerError, map[string]any{"code": "SYSTEM_ERROR", "message": "系统异常，请稍后重试"}
	case reply == nil:
		status = http.StatusNoContent
	}
	if reply != nil {
		var buffer bytes.Buffer
		if err := json.NewEncoder(&buffer).Encode(reply); err != nil {
			http.Error(rw, err.Error(), http.StatusInternalServerError)
			return
		}
		body = bytes.TrimSpace(buffer.Bytes())
	}
	if m.MchID != "" {
		h, err := m.headersOf(body, at, byCertificate)
		if err != nil {
			http.Error(rw, err.Error(), http.StatusInternalServerError)
			return
		}
		for name, values := range h {
			rw.Header()[name] = values
		}
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	_, _ = rw.Write(body) // fails only when the caller is gone
}

// merchant gives the world's merchant, made when first needed.
func (w *World) merchant() (*Merchant, error) {
	if m := w.merchants.get(""); m != nil {
		return m, nil
	}
	m, err := newMerchant(w.cfg().OAAppID, time.UnixMilli(w.moment()))
	if err == nil {
		w.merchants.put("", m)
	}
	return m, err
}

var tradeNo = regexp.MustCompile(`^[0-9A-Za-z_\-|*]{6,32}$`)

// announced is a payment as a merchant spells it.
type announced struct {
	AppID       string `json:"appid"`
	MchID       string `json:"mchid"`
	Description string `json:"description"`
	No          string `json:"out_trade_no"`
	Expire      string `json:"time_expire"`
	Notify      string `json:"notify_url"`
	Amount      struct {
		Total    int64  `json:"total"`
		Currency string `json:"currency"`
	} `json:"amount"`
	Payer struct {
		OpenID string `json:"openid"`
	} `json:"payer"`
}

// check refuses what the vendor would, and gives until when it can be paid.
func (in *announced) check(c *payCall) (expire int64, err error) {
	bad := func(what string) (int64, error) { return 0, payRefusal{http.StatusBadRequest, "PARAM_ERROR", what} }
	expire = c.now + 2*3600*1000
	if in.Expire != "" {
		at, err := time.Parse(time.RFC3339, in.Expire)
		if err != nil {
			return bad("time_expire 格式错误")
		}
		expire = at.UnixMilli()
	}
	switch {
	case in.AppID != c.m.AppID || in.MchID != c.m.MchID:
		return 0, payRefusal{http.StatusBadRequest, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配"}
	case in.Description == "" || len(in.Description) > 127:
		return bad("description 应为 1 到 127 字节")
	case !tradeNo.MatchString(in.No):
		return bad("out_trade_no 不合规则")
	case in.Amount.Total < 1 || in.Amount.Currency != "" && in.Amount.Currency != "CNY":
		return bad("amount 不合规则")
	case c.w.payer(in.Payer.OpenID) == nil:
		return bad("无效的openid")
	case !notifiable(in.Notify):
		return bad("notify_url 应为不带参数的网址")
	case expire <= c.now:
		return bad("time_expire 已过")
	}
	return expire, nil
}

// announce takes a payment and gives the handle of its sheet; the same again gives the same handle.
func (c *payCall) announce() (any, error) {
	var in announced
	if err := c.into(&in); err != nil {
		return nil, err
	}
	expire, err := in.check(c)
	if err != nil {
		return nil, err
	}
	o := c.w.orders.get(in.No)
	switch {
	case o != nil && len(o.Paid) > 0:
		return nil, payRefusal{http.StatusBadRequest, "ORDERPAID", "该订单已支付"}
	case o != nil && o.Closed:
		return nil, payRefusal{http.StatusBadRequest, "ORDER_CLOSED", "该订单已关闭"}
	case o != nil && (o.Total != in.Amount.Total || o.OpenID != in.Payer.OpenID):
		return nil, payRefusal{http.StatusForbidden, "OUT_TRADE_NO_USED", "商户订单号重复"}
	case o != nil:
		return map[string]any{"prepay_id": o.Prepay}, nil
	}
	made := PayOrder{No: in.No, Prepay: "wx" + plainLetters(34), AppID: in.AppID, OpenID: in.Payer.OpenID, Description: in.Description, Total: in.Amount.Total,
		Expire: expire, Notify: in.Notify, At: c.now}
	c.w.orders.put(in.No, &made)
	return map[string]any{"prepay_id": made.Prepay}, nil
}

func notifiable(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && u.RawQuery == ""
}

// payer finds whose openid of the official account it is.
func (w *World) payer(openID string) *Person {
	var found *Person
	w.people.from(0, func(_ string, _ int64, p *Person) bool {
		if openID != "" && p.OAOpenID == openID {
			found = p
		}
		return found == nil
	})
	return found
}

var payAbsent = payRefusal{http.StatusNotFound, "ORDER_NOT_EXIST", "订单不存在"}

func (c *payCall) orderByNo() (any, error) {
	o := c.w.orders.get(c.r.PathValue("no"))
	if o == nil {
		return nil, payAbsent
	}
	if len(o.Paid) == 0 {
		return c.w.transaction(o, nil, c.m), nil
	}
	return c.w.transaction(o, &o.Paid[0], c.m), nil
}

func (c *payCall) orderByID() (any, error) {
	var reply any
	c.w.orders.each(func(o *PayOrder) {
		for i := range o.Paid {
			if o.Paid[i].ID == c.r.PathValue("no") {
				reply = c.w.transaction(o, &o.Paid[i], c.m)
			}
		}
	})
	if reply == nil {
		return nil, payAbsent
	}
	return reply, nil
}

// transaction is how a payment is spelt in replies and notifications.
func (w *World) transaction(o *PayOrder, paid *PayPaid, m *Merchant) map[string]any {
	out := map[string]any{"appid": o.AppID, "mchid": m.MchID, "out_trade_no": o.No, "payer": map[string]any{"openid": o.OpenID}, "attach": ""}
	amount := map[string]any{"total": o.Total, "currency": "CNY"}
	switch {
	case paid != nil:
		state := "SUCCESS"
		w.refunds.each(func(r *PayRefund) {
			if r.Transaction == paid.ID {
				state = "REFUND"
			}
		})
		out["transaction_id"], out["trade_state"], out["trade_type"], out["bank_type"] = paid.ID, state, "JSAPI", "OTHERS"
		out["success_time"] = w.stamp(paid.At)
		amount["total"], amount["payer_total"], amount["payer_currency"] = paid.Total, paid.Total, "CNY"
	case o.Closed:
		out["trade_state"] = "CLOSED"
	default:
		out["trade_state"] = "NOTPAY"
	}
	out["trade_state_desc"], out["amount"] = out["trade_state"], amount
	return out
}

func (w *World) stamp(ms int64) string { return time.UnixMilli(ms).In(w.zone).Format(time.RFC3339) }

func (c *payCall) closeOrder() (any, error) {
	o := c.w.orders.get(c.r.PathValue("no"))
	switch {
	case o == nil:
		return nil, payAbsent
	case len(o.Paid) > 0:
		return nil, payRefusal{http.StatusBadRequest, "ORDERPAID", "该订单已支付"}
	}
	closed := *o
	closed.Closed = true
	c.w.orders.put(o.No, &closed)
	if closed.Late {
		c.w.paid(c.now, &closed, closed.Total)
	}
	return nil, nil
}

func (c *payCall) certificates() (any, error) {
	nonce := plainLetters(12)
	sealed, err := sealResource(c.m.APIKey, nonce, "certificate", []byte(c.m.Certificate))
	return map[string]any{"data": []any{map[string]any{"serial_no": c.m.CertSerial, "effective_time": c.w.stamp(c.now - dayMS), "expire_time": c.w.stamp(c.now + 365*dayMS),
		"encrypt_certificate": map[string]any{"algorithm": "AEAD_AES_256_GCM", "nonce": nonce, "associated_data": "certificate", "ciphertext": sealed}}}}, err
}
