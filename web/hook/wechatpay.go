package hook

import (
	"io"
	"net/http"

	"qunli/commerce/pay/wechat"
	"qunli/kit/serve"
)

// WeChatPayPath is where WeChat Pay sends its notifications: the address stands in every order.
const WeChatPayPath = wechat.Path

// takeWeChatPay takes a notification in: verified, decrypted, durable, then answered 200 with nothing. The same again is answered
// alike; a signature that is no good, as the platform's own probes have, is refused.
func (h *Hook) takeWeChatPay(w http.ResponseWriter, r *http.Request) error {
	body, err := io.ReadAll(serve.Body(w, r, maxCallback))
	if err != nil {
		return serve.ErrLarge.Because(err)
	}
	in, err := h.Pay.Open(r.Context(), r.Header, body)
	if err != nil {
		return err
	}
	_, err = h.Inbox.Receive(r.Context(), in)
	return err
}
