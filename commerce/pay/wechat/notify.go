package wechat

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"qunli/channel"
	"qunli/commerce/pay"
	"qunli/kit/db"
	"qunli/kit/fault"
)

// Name is that of the channel by which notifications come.
const Name = "wechatpay"

// Path is where notifications go, under the address of this server.
const Path = "/hook/wechatpay"

// notice is a notification as it is kept: what was inside, in clear.
type notice struct {
	Type     string          `json:"event_type"`
	Resource json.RawMessage `json:"resource"`
}

// ErrNotice means that what came is no notification.
var ErrNotice = fault.New(fault.Invalid, "wechatpay.notice", "这不是微信支付的通知", "This is no notification of WeChat Pay")

// Open checks that the platform sent a notification, lately, and gives what it says, to be received.
func (o *Office) Open(ctx context.Context, h http.Header, body []byte) (channel.Inbound, error) {
	c, err := o.use(ctx)
	if err != nil {
		return channel.Inbound{}, err
	}
	if err := c.believe(ctx, h, body); err != nil {
		return channel.Inbound{}, err
	}
	var in struct {
		Type     string `json:"event_type"`
		Resource sealed `json:"resource"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return channel.Inbound{}, ErrNotice.Because(err)
	}
	plain, err := in.Resource.open(c.account.APIKey)
	if err != nil {
		return channel.Inbound{}, err
	}
	text, err := json.Marshal(notice{in.Type, plain})
	if err != nil {
		return channel.Inbound{}, ErrNotice.Because(err)
	}
	return channel.Inbound{Channel: Name, Kind: in.Type, Payload: text}, nil
}

// hint says what a kept notification is about.
func hint(payload string) (pay.Hint, error) {
	var n notice
	var about struct {
		Trade    string `json:"out_trade_no"`
		ID       string `json:"transaction_id"`
		Refund   string `json:"out_refund_no"`
		Transfer string `json:"out_bill_no"`
	}
	if err := json.Unmarshal([]byte(payload), &n); err != nil {
		return pay.Hint{}, ErrNotice.Because(err)
	}
	if err := json.Unmarshal(n.Resource, &about); err != nil {
		return pay.Hint{}, ErrNotice.Because(err)
	}
	switch {
	case strings.HasPrefix(n.Type, "TRANSACTION.") && about.Trade != "":
		return pay.Hint{Kind: pay.BillPayment, Number: about.Trade, ProviderNo: about.ID}, nil
	case strings.HasPrefix(n.Type, "REFUND.") && about.Refund != "":
		return pay.Hint{Kind: pay.BillRefund, Number: about.Refund}, nil
	case strings.HasPrefix(n.Type, "MCHTRANSFER.") && about.Transfer != "":
		return pay.Hint{Kind: pay.BillPayout, Number: about.Transfer}, nil
	}
	return pay.Hint{}, ErrNotice
}

// Attach has notifications read: each has what it is about asked for.
func Attach(inbox *channel.Inbox, s *pay.Service) {
	inbox.ReadBy(Name, func(ctx context.Context, tx *db.Tx, payloads []channel.Payload) ([]error, error) {
		faults, hints := make([]error, len(payloads)), []pay.Hint{}
		for i, p := range payloads {
			h, err := hint(p.Payload)
			if faults[i] = err; err == nil {
				hints = append(hints, h)
			}
		}
		return faults, s.Look(ctx, tx, hints...)
	})
}
