package console

import (
	"cmp"
	"context"

	"qunli/campaign"
	"qunli/commerce/pay"
	"qunli/commerce/pay/wechat"
	"qunli/customer"
	"qunli/kit/money"
)

type paymentsIn struct {
	Sized
	Customer ref[customer.ID] `query:"customer_id"`
	State    string           `query:"state" enum:"created,pending,paid,closed,held"`
	After    ref[pay.ID]      `query:"after"`
}

func (c *Console) payments(ctx context.Context, in *paymentsIn) (list[PaymentView], error) {
	f := pay.Filter{Customer: int64(in.Customer.ID), State: in.State, Before: int64(in.After.ID), Limit: cmp.Or(in.Limit, defaultPage)}
	all, err := c.Pay.Payments(ctx, f)
	next := pageAfter(all, in.Limit, func(p pay.Payment) string { return p.ID.String() })
	return listOf(views(all, viewPayment), next), err
}

type paymentIn struct {
	ID ref[pay.ID] `path:"id"`
}

// paymentDetail is a payment with all that came and went for it.
type paymentDetail struct {
	Payment  PaymentView     `json:"payment"`
	Receipts []ReceiptView   `json:"receipts" nullable:"false"`
	Refunds  []PayRefundView `json:"refunds" nullable:"false"`
}

func (c *Console) payment(ctx context.Context, in *paymentIn) (paymentDetail, error) {
	d, err := c.Pay.One(ctx, in.ID.ID)
	return paymentDetail{viewPayment(d.Payment), views(d.Receipts, viewReceipt), views(d.Refunds, viewPayRefund)}, err
}

type giveBackIn struct {
	ID   ref[pay.ID] `path:"id"`
	Body struct {
		Amount money.Fen `json:"amount" minimum:"1" doc:"Fen"`
		Why    string    `json:"why,omitempty" maxLength:"200"`
		Key    string    `json:"key" minLength:"1" maxLength:"64" doc:"The same key is the same refund"`
	}
}

func (c *Console) giveBack(ctx context.Context, in *giveBackIn) (PayRefundView, error) {
	r, err := c.Pay.GiveBack(ctx, in.ID.ID, in.Body.Amount, in.Body.Why, in.Body.Key)
	return viewPayRefund(r), err
}

type refundSeatIn struct {
	ID   ref[campaign.ID]     `path:"id"`
	Seat ref[campaign.SeatID] `path:"seat"`
	Body struct {
		Amount money.Fen `json:"amount" minimum:"0" doc:"Fen; 0 of what coupons paid whole: they go back"`
		Why    string    `json:"why" minLength:"1" maxLength:"200"`
		Key    string    `json:"key" minLength:"1" maxLength:"64" doc:"The same key is the same refund"`
	}
}

// seatRefunded says what was asked for.
type seatRefunded struct {
	RefundID pay.RefundID `json:"refund_id" doc:"Empty: coupons went back, no money"`
}

func (c *Console) refundSeat(ctx context.Context, in *refundSeatIn) (seatRefunded, error) {
	r, err := c.Cashier.GiveBack(ctx, in.ID.ID, in.Seat.ID, in.Body.Amount, in.Body.Why, in.Body.Key)
	return seatRefunded{r.ID}, err
}

func (c *Console) returnHeld(ctx context.Context, in *paymentIn) (none, error) {
	return none{}, c.Pay.ReturnHeld(ctx, in.ID.ID)
}

type payRefundsIn struct {
	Sized
	State string            `query:"state" enum:"asked,processing,done,failed"`
	After ref[pay.RefundID] `query:"after"`
}

func (c *Console) payRefunds(ctx context.Context, in *payRefundsIn) (list[PayRefundView], error) {
	all, err := c.Pay.Refunds(ctx, pay.Filter{State: in.State, Before: int64(in.After.ID), Limit: cmp.Or(in.Limit, defaultPage)})
	next := pageAfter(all, in.Limit, func(r pay.Refund) string { return r.ID.String() })
	return listOf(views(all, viewPayRefund), next), err
}

type refundAgainIn struct {
	ID ref[pay.RefundID] `path:"id"`
}

func (c *Console) refundAgain(ctx context.Context, in *refundAgainIn) (none, error) {
	return none{}, c.Pay.AskAgain(ctx, in.ID.ID)
}

type payoutsIn struct {
	Sized
	Customer ref[customer.ID]  `query:"customer_id"`
	State    string            `query:"state" enum:"asked,waiting_user,received,returned,failed"`
	After    ref[pay.PayoutID] `query:"after"`
}

func (c *Console) payouts(ctx context.Context, in *payoutsIn) (list[PayoutView], error) {
	f := pay.Filter{Customer: int64(in.Customer.ID), State: in.State, Before: int64(in.After.ID), Limit: cmp.Or(in.Limit, defaultPage)}
	all, err := c.Pay.Payouts(ctx, f)
	next := pageAfter(all, in.Limit, func(p pay.Payout) string { return p.ID.String() })
	return listOf(views(all, viewPayout), next), err
}

type billDaysIn struct {
	Sized
	After string `query:"after" doc:"The last day of the page before"`
}

func (c *Console) billDays(ctx context.Context, in *billDaysIn) (list[BillDayView], error) {
	all, err := c.Pay.Days(ctx, in.After, cmp.Or(in.Limit, defaultPage))
	next := pageAfter(all, in.Limit, func(d pay.Day) string { return d.Day })
	return listOf(views(all, viewBillDay), next), err
}

type billDayIn struct {
	Day string `path:"day" doc:"YYYY-MM-DD, in Shanghai"`
}

func (c *Console) differences(ctx context.Context, in *billDayIn) (list[DifferenceView], error) {
	all, err := c.Pay.Differences(ctx, in.Day)
	return listOf(views(all, viewDifference), ""), err
}

func (c *Console) reconcile(ctx context.Context, in *billDayIn) (none, error) {
	return none{}, c.Pay.Reconcile(ctx, in.Day)
}

func (c *Console) trial(ctx context.Context, _ *struct{}) (list[AccountView], error) {
	all, err := c.Pay.Trial(ctx)
	return listOf(views(all, viewAccount), ""), err
}

// merchantView is the merchant of WeChat Pay without its secrets.
type merchantView struct {
	wechat.Shown
	Connected bool   `json:"connected" doc:"There is an account"`
	PublicURL string `json:"public_url" doc:"Under which others reach this server, as it was told; empty: it does not know"`
	Path      string `json:"path" doc:"Of the address to which notifications go"`
}

func (c *Console) merchant(ctx context.Context, _ *struct{}) (merchantView, error) {
	a, err := c.WeChatPay.Account(ctx)
	return merchantView{a, a.MchID != "", c.PublicURL, wechat.Path}, err
}

func (c *Console) disconnectMerchant(ctx context.Context, _ *struct{}) (none, error) {
	return none{}, c.WeChatPay.Disconnect(ctx)
}

type merchantIn struct {
	Body struct {
		MchID     string `json:"mch_id" maxLength:"32"`
		AppID     string `json:"app_id" maxLength:"64" doc:"Of the official account to which payers' openids belong"`
		Serial    string `json:"serial" maxLength:"64" doc:"Of the merchant's certificate"`
		Key       string `json:"key,omitempty" maxLength:"8000" doc:"PEM; empty: as it is"`
		APIKey    string `json:"api_key,omitempty" maxLength:"64" doc:"Empty: as it is"`
		PublicID  string `json:"public_id,omitempty" maxLength:"100" doc:"PUB_KEY_ID_…; empty: certificates are used"`
		PublicKey string `json:"public_key,omitempty" maxLength:"4000" doc:"PEM; empty: as it is"`
		Scene     string `json:"scene,omitempty" maxLength:"16" doc:"Of transfers to users; empty: 1000"`
		Notify    string `json:"notify" maxLength:"256" doc:"Where notifications go: https, ending in /hook/wechatpay"`
		Base      string `json:"base,omitempty" maxLength:"200"`
		Proxy     string `json:"proxy,omitempty" maxLength:"200"`
	}
}

func (c *Console) saveMerchant(ctx context.Context, in *merchantIn) (none, error) {
	b := in.Body
	return none{}, c.WeChatPay.Save(ctx, wechat.Account{MchID: b.MchID, AppID: b.AppID, Serial: b.Serial, Key: b.Key, APIKey: b.APIKey, PublicID: b.PublicID,
		PublicKey: b.PublicKey, Scene: b.Scene, Notify: b.Notify, Base: b.Base, Proxy: b.Proxy})
}
