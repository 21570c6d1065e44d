package wechat

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"qunli/commerce/pay"
	"qunli/kit/fault"
	"qunli/kit/money"
)

// zone is the one the provider's times and bills are in.
func zone() *time.Location { return time.FixedZone("Asia/Shanghai", 8*3600) }

type amount struct {
	Total    money.Fen `json:"total"`
	Refund   money.Fen `json:"refund,omitempty"`
	Currency string    `json:"currency"`
}

// clip cuts a text to so many bytes, between characters.
func clip(text string, most int) string {
	for len(text) > most {
		r := []rune(text)
		text = string(r[:len(r)-1])
	}
	return text
}

// Order announces a JSAPI payment.
func (o *Office) Order(ctx context.Context, in pay.Order) (string, error) {
	c, err := o.use(ctx)
	if err != nil {
		return "", err
	}
	body := map[string]any{"appid": c.account.AppID, "mchid": c.account.MchID, "description": clip(in.Title, 127), "out_trade_no": in.Number,
		"time_expire": time.UnixMilli(in.Expire).In(zone()).Format(time.RFC3339), "notify_url": c.account.Notify,
		"amount": amount{Total: in.Amount, Currency: "CNY"}, "payer": map[string]string{"openid": in.OpenID}}
	var reply struct {
		Prepay string `json:"prepay_id"`
	}
	err = c.call(ctx, http.MethodPost, "/v3/pay/transactions/jsapi", body, &reply)
	return reply.Prepay, err
}

// transaction is a payment as the provider spells it.
type transaction struct {
	MchID   string `json:"mchid"`
	Number  string `json:"out_trade_no"`
	ID      string `json:"transaction_id"`
	State   string `json:"trade_state"`
	Success string `json:"success_time"`
	Amount  amount `json:"amount"`
}

func (o *Office) transaction(ctx context.Context, path string) (pay.Standing, error) {
	c, err := o.use(ctx)
	if err != nil {
		return pay.Standing{}, err
	}
	var t transaction
	if err := c.call(ctx, http.MethodGet, path+"?mchid="+c.account.MchID, nil, &t); err != nil {
		return pay.Standing{}, err
	}
	if t.MchID != c.account.MchID || t.Amount.Currency != "" && t.Amount.Currency != "CNY" { // an unpaid one may be told without its amount
		return pay.Standing{}, pay.ErrNoAnswer.Because(fmt.Errorf("wechatpay: %s: told of merchant %q in %q", path, t.MchID, t.Amount.Currency))
	}
	s := pay.Standing{Number: t.Number, ProviderNo: t.ID, Amount: t.Amount.Total, Paid: t.State == "SUCCESS" || t.State == "REFUND", Closed: t.State == "CLOSED" || t.State == "REVOKED"}
	if s.Paid {
		s.PaidAt, err = moment(t.Success)
	}
	return s, err
}

// moment reads a time of the provider's.
func moment(text string) (int64, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return 0, pay.ErrNoAnswer.Because(err)
	}
	return t.UnixMilli(), nil
}

// Payment asks how a payment stands, by our number.
func (o *Office) Payment(ctx context.Context, number string) (pay.Standing, error) {
	return o.transaction(ctx, "/v3/pay/transactions/out-trade-no/"+url.PathEscape(number))
}

// Transaction asks about one transaction.
func (o *Office) Transaction(ctx context.Context, providerNo string) (pay.Standing, error) {
	return o.transaction(ctx, "/v3/pay/transactions/id/"+url.PathEscape(providerNo))
}

// Close ends a payment; one that is closed stays so.
func (o *Office) Close(ctx context.Context, number string) error {
	c, err := o.use(ctx)
	if err != nil {
		return err
	}
	err = c.call(ctx, http.MethodPost, "/v3/pay/transactions/out-trade-no/"+url.PathEscape(number)+"/close", map[string]string{"mchid": c.account.MchID}, nil)
	if errors.Is(err, pay.ErrRefused) {
		if s, asked := o.Payment(ctx, number); asked == nil && s.Closed {
			return nil
		}
	}
	return err
}

// refund is a refund as the provider spells it.
type refund struct {
	ID      string `json:"refund_id"`
	Number  string `json:"out_refund_no"`
	Status  string `json:"status"`
	Created string `json:"create_time"`
}

func (r refund) standing() (pay.RefundStanding, error) {
	at, err := moment(r.Created)
	s := pay.RefundStanding{Number: r.Number, ProviderNo: r.ID, Done: r.Status == "SUCCESS", Failed: r.Status == "CLOSED" || r.Status == "ABNORMAL", TakenAt: at}
	if s.Failed {
		s.Problem = "wechatpay.refund_" + strings.ToLower(r.Status)
	}
	return s, err
}

// Refund asks for a refund.
func (o *Office) Refund(ctx context.Context, in pay.RefundOrder) (pay.RefundStanding, error) {
	c, err := o.use(ctx)
	if err != nil {
		return pay.RefundStanding{}, err
	}
	body := map[string]any{"transaction_id": in.ProviderNo, "out_refund_no": in.Number, "reason": clip(in.Reason, 80), "notify_url": c.account.Notify,
		"amount": amount{Total: in.Total, Refund: in.Amount, Currency: "CNY"}}
	var r refund
	if err := c.call(ctx, http.MethodPost, "/v3/refund/domestic/refunds", body, &r); err != nil {
		return pay.RefundStanding{}, err
	}
	return r.standing()
}

// Refunded asks how a refund stands.
func (o *Office) Refunded(ctx context.Context, number string) (pay.RefundStanding, error) {
	c, err := o.use(ctx)
	if err != nil {
		return pay.RefundStanding{}, err
	}
	var r refund
	if err := c.call(ctx, http.MethodGet, "/v3/refund/domestic/refunds/"+url.PathEscape(number), nil, &r); err != nil {
		return pay.RefundStanding{}, err
	}
	return r.standing()
}

// bill is a transfer to a user as the provider spells it.
type bill struct {
	Number  string `json:"out_bill_no"`
	ID      string `json:"transfer_bill_no"`
	State   string `json:"state"`
	Fail    string `json:"fail_reason"`
	Package string `json:"package_info"`
	Created string `json:"create_time"`
	Updated string `json:"update_time"`
}

const bills = "/v3/fund-app/mch-transfer/transfer-bills"

// standing reads the state: a transfer that its receiver did not take within the day has gone back.
func (b bill) standing() (pay.PayoutStanding, error) {
	s := pay.PayoutStanding{Number: b.Number, ProviderNo: b.ID, Package: b.Package, State: pay.PayoutWaiting}
	switch b.State {
	case "ACCEPTED", "PROCESSING":
		s.State = pay.PayoutAsked
	case "SUCCESS":
		s.State = pay.PayoutReceived
	case "CANCELLED":
		s.State = pay.PayoutReturned
	case "FAIL":
		s.State, s.Problem = pay.PayoutFailed, "wechatpay."+strings.ToLower(b.Fail)
		if strings.HasPrefix(b.Fail, "OVERDUE") {
			s.State = pay.PayoutReturned
		}
	}
	text := b.Updated
	if text == "" {
		text = b.Created
	}
	var err error
	s.At, err = moment(text)
	return s, err
}

// PayOut asks for a transfer to a user.
func (o *Office) PayOut(ctx context.Context, in pay.PayoutOrder) (pay.PayoutStanding, error) {
	c, err := o.use(ctx)
	if err != nil {
		return pay.PayoutStanding{}, err
	}
	scene := c.account.Scene
	if scene == "" {
		scene = "1000"
	}
	title := string([]rune(in.Title)[:min(32, len([]rune(in.Title)))])
	body := map[string]any{"appid": c.account.AppID, "out_bill_no": in.Number, "transfer_scene_id": scene, "openid": in.OpenID, "transfer_amount": in.Amount,
		"transfer_remark": title, "notify_url": c.account.Notify,
		"transfer_scene_report_infos": []map[string]string{{"info_type": "活动名称", "info_content": title}, {"info_type": "奖励说明", "info_content": title}}}
	var b bill
	if err := c.call(ctx, http.MethodPost, bills, body, &b); err != nil {
		return pay.PayoutStanding{}, err
	}
	return b.standing()
}

// PaidOut asks how a transfer stands.
func (o *Office) PaidOut(ctx context.Context, number string) (pay.PayoutStanding, error) {
	c, err := o.use(ctx)
	if err != nil {
		return pay.PayoutStanding{}, err
	}
	var b bill
	if err := c.call(ctx, http.MethodGet, bills+"/out-bill-no/"+url.PathEscape(number), nil, &b); err != nil {
		return pay.PayoutStanding{}, err
	}
	return b.standing()
}

// Sheet signs what a page hands to WeChat; in the sandbox the sheet is a page.
func (o *Office) Sheet(ctx context.Context, prepay string) (pay.Sheet, error) {
	c, err := o.use(ctx)
	if err != nil {
		return pay.Sheet{}, err
	}
	s := pay.Sheet{AppID: c.account.AppID, TimeStamp: strconv.FormatInt(c.clock.Now().Unix(), 10), NonceStr: newNonce(), Package: "prepay_id=" + prepay, SignType: "RSA"}
	if c.account.Sandbox {
		s.Address = strings.TrimSuffix(c.account.Base, "/") + "/pay/sheet"
	}
	s.PaySign, err = sign(c.key, s.AppID, s.TimeStamp, s.NonceStr, s.Package)
	return s, err
}

// Confirm gives what a page hands to WeChat for a transfer to be taken; in the sandbox that is a page.
func (o *Office) Confirm(ctx context.Context, handle string) (pay.Confirmation, error) {
	c, err := o.use(ctx)
	if err != nil {
		return pay.Confirmation{}, err
	}
	out := pay.Confirmation{MchID: c.account.MchID, AppID: c.account.AppID, Package: handle}
	if c.account.Sandbox {
		out.Address = strings.TrimSuffix(c.account.Base, "/") + "/pay/confirm"
	}
	return out, nil
}

// Spaces says where payers' openids stand.
func (o *Office) Spaces(ctx context.Context) ([]string, error) {
	c, err := o.use(ctx)
	if err != nil {
		return nil, err
	}
	return []string{"official:" + c.account.AppID, "official", "mini:" + c.account.AppID}, nil
}

// errBill means that a bill is not what its hash says, or not spelt as known.
var errBill = fault.New(fault.Unavailable, "wechatpay.bill", "账单读不懂或不完整，稍后会自动重试", "The bill is incomplete or cannot be read; it is tried again later")

var (
	_ pay.Provider = (*Office)(nil)
)
