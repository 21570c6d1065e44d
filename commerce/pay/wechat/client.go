package wechat

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"qunli/commerce/pay"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/fault"
)

// Base is where the API is.
const Base = "https://api.mch.weixin.qq.com"

// The limits of one call.
const (
	callTime  = 10 * time.Second
	mostReply = 32 << 20 // bytes: a day's bill
	window    = 5 * time.Minute
)

// client calls the API for one merchant. It is safe for concurrent use.
type client struct {
	account Account // unsealed
	key     *rsa.PrivateKey
	http    *http.Client
	clock   clock.Clock

	mu    sync.Mutex
	known map[string]*rsa.PublicKey // of the platform, by serial

	fetching sync.Mutex
	fetched  time.Time // when its certificates were asked for last
}

// fetchEvery is how often certificates are asked for: a serial stands in what anybody may send.
const fetchEvery = time.Minute

// ErrKeys means that the provider does not accept how we sign.
var ErrKeys = fault.New(fault.Conflict, "wechatpay.keys", "微信支付不接受我们的签名：请核对商户号、证书序列号和商户私钥",
	"WeChat Pay refuses our signature: check the merchant's number, the serial of its certificate and its key")

var errInside = errors.New("wechatpay: a call inside a transaction")

// call makes one call; body nil is none, reply nil is not read.
func (c *client) call(ctx context.Context, method, path string, body, reply any) error {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return err
		}
	}
	answer, got, err := c.send(ctx, method, path, text)
	if err != nil {
		return err
	}
	if answer.StatusCode/100 != 2 && answer.Header.Get("Wechatpay-Signature") == "" {
		return unsigned(path, answer.StatusCode, got)
	}
	if err := c.believe(ctx, answer.Header, got); err != nil {
		return pay.ErrNoAnswer.Because(fmt.Errorf("wechatpay: %s: %w", path, err))
	}
	if answer.StatusCode/100 != 2 {
		return refusal(path, answer.StatusCode, got)
	}
	if reply == nil || len(got) == 0 {
		return nil
	}
	if err := json.Unmarshal(got, reply); err != nil {
		return pay.ErrNoAnswer.Because(fmt.Errorf("wechatpay: %s: %w", path, err))
	}
	return nil
}

// send signs a request, makes it and reads the reply.
func (c *client) send(ctx context.Context, method, path string, body []byte) (*http.Response, []byte, error) {
	if db.Inside(ctx) {
		return nil, nil, errInside
	}
	base := strings.TrimSuffix(c.account.Base, "/")
	if base == "" {
		base = Base
	}
	r, err := http.NewRequestWithContext(ctx, method, base+path, bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	stamp, nonce := strconv.FormatInt(c.clock.Now().Unix(), 10), newNonce()
	signature, err := sign(c.key, method, path, stamp, nonce, string(body))
	if err != nil {
		return nil, nil, err
	}
	r.Header.Set("Authorization", fmt.Sprintf(`WECHATPAY2-SHA256-RSA2048 mchid="%s",nonce_str="%s",timestamp="%s",serial_no="%s",signature="%s"`,
		c.account.MchID, nonce, stamp, c.account.Serial, signature))
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "qunli")
	answer, err := c.http.Do(r)
	if err != nil {
		return nil, nil, pay.ErrNoAnswer.Because(fmt.Errorf("wechatpay: %s: %w", path, err))
	}
	defer func() { _ = answer.Body.Close() }()
	got, err := io.ReadAll(io.LimitReader(answer.Body, mostReply))
	if err != nil {
		return nil, nil, pay.ErrNoAnswer.Because(fmt.Errorf("wechatpay: %s: %w", path, err))
	}
	return answer, got, nil
}

func newNonce() string {
	raw := make([]byte, 16)
	_, _ = rand.Read(raw) // never fails
	return hex.EncodeToString(raw)
}

// unsigned reads a refusal that nobody signed. Anybody between us and the provider can have said it, so it answers nothing; only that our
// own signature is refused is told on, since nothing follows from that.
func unsigned(path string, status int, text []byte) error {
	said := refusal(path, status, text)
	if errors.Is(said, ErrKeys) {
		return said
	}
	return pay.ErrNoAnswer.Because(fmt.Errorf("wechatpay: not signed: %v", errors.Unwrap(said)))
}

// refusal reads why the provider refused.
func refusal(path string, status int, text []byte) error {
	var said struct{ Code, Message string }
	_ = json.Unmarshal(text, &said) // a reply without a code is judged by its status
	cause := fmt.Errorf("wechatpay: %s: status %d %s", path, status, said.Code)
	switch said.Code {
	case "ORDERPAID":
		return pay.ErrPaidThere.Because(cause)
	case "ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS", "NOT_FOUND", "NO_STATEMENT_EXIST":
		return pay.ErrAbsent.Because(cause)
	case "NOT_ENOUGH":
		return pay.ErrShort.Because(cause)
	case "SIGN_ERROR":
		return ErrKeys.Because(cause)
	case "", "SYSTEM_ERROR", "BANK_ERROR", "FREQUENCY_LIMITED", "RATELIMIT_EXCEEDED", "FREQUENCY_LIMIT_EXCEED", "STATEMENT_CREATING", "NO_AUTH":
		return pay.ErrNoAnswer.Because(cause)
	}
	if status >= 500 || status == http.StatusTooManyRequests {
		return pay.ErrNoAnswer.Because(cause)
	}
	return pay.ErrRefused.F(said.Code, said.Message).Because(cause)
}

// believe checks that the platform signed a text, lately.
func (c *client) believe(ctx context.Context, h http.Header, text []byte) error {
	if err := c.fresh(h); err != nil {
		return err
	}
	serial := h.Get("Wechatpay-Serial")
	key, err := c.platform(ctx, serial)
	if err != nil {
		return err
	}
	return verify(key, h.Get("Wechatpay-Signature"), h.Get("Wechatpay-Timestamp"), h.Get("Wechatpay-Nonce"), string(text))
}

// fresh refuses what was signed longer ago than a message takes, or is to be signed yet (reference §10.2).
func (c *client) fresh(h http.Header) error {
	seconds, err := strconv.ParseInt(h.Get("Wechatpay-Timestamp"), 10, 64)
	if err != nil {
		return ErrSignature.Because(err)
	}
	if c.clock.Now().Sub(time.Unix(seconds, 0)).Abs() > window {
		return ErrStale
	}
	return nil
}

// platform gives the platform's key of a serial; unknown certificates are fetched.
func (c *client) platform(ctx context.Context, serial string) (*rsa.PublicKey, error) {
	if key := c.knows(serial); key != nil {
		return key, nil
	}
	if serial == "" || strings.HasPrefix(serial, "PUB_KEY_ID_") {
		return nil, ErrSignature
	}
	c.fetching.Lock()
	defer c.fetching.Unlock()
	if key := c.knows(serial); key != nil { // somebody fetched it meanwhile
		return key, nil
	}
	if now := c.clock.Now(); c.fetched.IsZero() || now.Sub(c.fetched).Abs() >= fetchEvery {
		c.fetched = now
		if err := c.fetch(ctx); err != nil {
			return nil, err
		}
	}
	if key := c.knows(serial); key != nil {
		return key, nil
	}
	return nil, ErrSignature
}

func (c *client) knows(serial string) *rsa.PublicKey {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.known[serial]
}

// fetch gets the platform's certificates: only who holds the APIv3 key can have made them.
func (c *client) fetch(ctx context.Context) error {
	const path = "/v3/certificates"
	answer, text, err := c.send(ctx, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return unsigned(path, answer.StatusCode, text) // with what it could be checked is what is asked for
	}
	if err := c.fresh(answer.Header); err != nil {
		return err
	}
	var list struct {
		Data []struct {
			Serial  string `json:"serial_no"`
			Encrypt sealed `json:"encrypt_certificate"`
		} `json:"data"`
	}
	if err := json.Unmarshal(text, &list); err != nil {
		return err
	}
	found := map[string]*rsa.PublicKey{}
	for _, one := range list.Data {
		plain, err := one.Encrypt.open(c.account.APIKey)
		if err != nil {
			return err
		}
		if found[one.Serial], err = ofCertificate(plain); err != nil {
			return err
		}
	}
	key := found[answer.Header.Get("Wechatpay-Serial")]
	if key == nil {
		return ErrSignature
	}
	h := answer.Header
	if err := verify(key, h.Get("Wechatpay-Signature"), h.Get("Wechatpay-Timestamp"), h.Get("Wechatpay-Nonce"), string(text)); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for serial, key := range found {
		c.known[serial] = key
	}
	return nil
}

// ofCertificate gives the key of a certificate.
func ofCertificate(text []byte) (*rsa.PublicKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, ErrPublicKey
	}
	card, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, ErrPublicKey.Because(err)
	}
	key, ok := card.PublicKey.(*rsa.PublicKey)
	if !ok {
		return nil, ErrPublicKey
	}
	return key, nil
}
