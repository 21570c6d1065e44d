package oa

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"qunli/kit/db"
	"qunli/kit/secret"
	"qunli/org"
)

// sdk is where WeChat's JS-SDK is.
const sdk = "https://res.wx.qq.com/open/js/jweixin-1.6.0.js"

const (
	ticketEarly = 5 * time.Minute  // a ticket is got anew so long before it ends
	ticketRest  = 30 * time.Second // WeChat is left alone so long after it refused one
)

// ticket is what pages are signed with: one for all pages of an account, for two hours.
type ticket struct {
	app, text string
	until     int64 // ms
	err       error // it was refused
}

// SDK gives the address of the JS-SDK that pages of the account load: that of a sandbox is its own.
func (o *Office) SDK(ctx context.Context) (string, error) {
	a, err := org.Structured(ctx, o.db.Read(), setting, Account{})
	switch {
	case err != nil:
		return "", err
	case a.App == "" || a.Secret == "":
		return "", ErrUnset
	case a.Authorize != "":
		return strings.TrimSuffix(a.Authorize, "/") + "/jssdk.js", nil
	}
	return sdk, nil
}

// Signed is what a page tells the JS-SDK, so that it is heard.
type Signed struct {
	App       string `json:"appId"`
	Timestamp int64  `json:"timestamp"` // s
	Nonce     string `json:"nonceStr"`
	Signature string `json:"signature"`
}

// Sign signs a page of ours by its address, of which what stands behind # does not count (reference wecom.md §6.3 and §8).
func (o *Office) Sign(ctx context.Context, address string) (Signed, error) {
	if db.Inside(ctx) {
		return Signed{}, errors.New("oa: a call inside a transaction")
	}
	a, err := o.open(ctx)
	if err != nil {
		return Signed{}, err
	}
	with, err := o.ticketOf(ctx, a)
	if err != nil {
		return Signed{}, err
	}
	out := Signed{App: a.App, Timestamp: o.db.Clock().Now().Unix(), Nonce: secret.NewToken("")[:16]}
	address, _, _ = strings.Cut(address, "#")
	sum := sha1.Sum([]byte("jsapi_ticket=" + with + "&noncestr=" + out.Nonce + "&timestamp=" + strconv.FormatInt(out.Timestamp, 10) + "&url=" + address))
	out.Signature = hex.EncodeToString(sum[:])
	return out, nil
}

// ticketOf gives the ticket of an account, asking for one at a time.
func (o *Office) ticketOf(ctx context.Context, a Account) (string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := o.db.Clock().Now()
	if o.ticket.app == a.App && now.UnixMilli() < o.ticket.until {
		return o.ticket.text, o.ticket.err
	}
	text, life, err := askTicket(ctx, a)
	if o.ticket = (ticket{a.App, text, now.Add(life - ticketEarly).UnixMilli(), err}); err != nil {
		o.ticket.until = now.Add(ticketRest).UnixMilli()
	}
	return text, err
}

// askTicket has WeChat give a ticket, and tells how long it is good.
func askTicket(ctx context.Context, a Account) (text string, life time.Duration, err error) {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), callTime) // whoever asked may go, the ticket is everybody's
	defer stop()
	wish, err := json.Marshal(map[string]string{"grant_type": "client_credential", "appid": a.App, "secret": a.Secret})
	if err != nil {
		return "", 0, err
	}
	var said struct {
		Code   int    `json:"errcode"`
		Token  string `json:"access_token"`
		Ticket string `json:"ticket"`
		Life   int64  `json:"expires_in"` // s
	}
	where := cmp.Or(a.Base, base) + "/cgi-bin/"
	if err := ask(ctx, http.MethodPost, where+"stable_token", wish, &said); err != nil || said.Token == "" {
		return "", 0, ErrAway.Because(cmp.Or(err, fmt.Errorf("%w: %d", errRefused, said.Code)))
	}
	if err := ask(ctx, http.MethodGet, where+"ticket/getticket?type=jsapi&access_token="+url.QueryEscape(said.Token), nil, &said); err != nil || said.Ticket == "" {
		return "", 0, ErrAway.Because(cmp.Or(err, fmt.Errorf("%w: %d", errRefused, said.Code)))
	}
	return said.Ticket, time.Duration(said.Life) * time.Second, nil
}

// ask makes one call. Its error tells no address: that holds the token.
func ask(ctx context.Context, method, address string, body []byte, said any) error {
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return errRefused
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return errRefused
	}
	defer answer.Body.Close()
	return json.NewDecoder(io.LimitReader(answer.Body, mostReply)).Decode(said)
}
