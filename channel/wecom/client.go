package wecom

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/fault"
)

// Base is where the server's API is.
const Base = "https://qyapi.weixin.qq.com"

// The limits of one call.
const (
	callTime  = 10 * time.Second
	mostReply = 16 << 20 // bytes
	tries     = 4        // of a call that may be repeated
)

// Client calls the server's API for one application of one company. It is safe for concurrent use.
//
// A call gets a token from Tokens; when the server says that it is worn out (40014, 42001) a fresh one is fetched and the
// call made again. Busy (-1, 6000) and too many at once (45033) are waited out, rate limits (45009) are for the caller: the
// block lasts a minute and longer. Calls of one API run so many at a time and no more (reference §13.1).
type Client struct {
	Base   string // "" is Base
	Corp   string // corp id
	Secret string // of the application
	HTTP   *http.Client
	Tokens Tokens
	Gate   *Gate
}

// Tokens keeps the access token of the application, for all nodes.
type Tokens interface {
	// Token gives a token that is thought to be good. stale is one that the server refused, "" none: it is given out no more.
	Token(ctx context.Context, stale string, fetch Fetch) (string, error)
}

// Fetch asks the server for a new token, which lives so long.
type Fetch func(ctx context.Context) (token string, life time.Duration, err error)

// NewHTTP gives the connections of a client; proxy is the address of a proxy, "" none.
func NewHTTP(proxy string) (*http.Client, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 32
	if transport.Proxy = nil; proxy != "" {
		address, err := url.Parse(proxy)
		if err != nil || address.Host == "" {
			return nil, fault.InvalidField("proxy", proxy, "应是完整的代理地址，例如 http://10.0.0.1:3128", "is no proxy address such as http://10.0.0.1:3128")
		}
		transport.Proxy = http.ProxyURL(address)
	}
	return &http.Client{Transport: transport, Timeout: callTime}, nil
}

// status is what every reply begins with; success is errcode 0 whatever the HTTP status says.
type status struct {
	Code    int    `json:"errcode"`
	Message string `json:"errmsg"`
}

// get calls an API that reads its question from the address.
func (c *Client) get(ctx context.Context, path string, query url.Values, reply any) error {
	return c.call(ctx, http.MethodGet, path, query, nil, reply)
}

// post calls an API that reads its question from a JSON body.
func (c *Client) post(ctx context.Context, path string, body, reply any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return c.call(ctx, http.MethodPost, path, nil, text, reply)
}

var errInside = errors.New("wecom: a call inside a transaction")

// call repeats what may be repeated.
func (c *Client) call(ctx context.Context, method, path string, query url.Values, body []byte, reply any) error {
	if db.Inside(ctx) {
		return errInside
	}
	leave, err := c.Gate.enter(ctx, path)
	if err != nil {
		return err
	}
	defer leave()
	stale := ""
	for attempt := 1; ; attempt++ {
		token, err := c.Tokens.Token(ctx, stale, c.fetch)
		if err != nil {
			return err
		}
		err = c.once(ctx, method, path, token, query, body, reply)
		if err == nil {
			c.Gate.well(path)
			return nil
		}
		var refusal *Refusal
		if !errors.As(err, &refusal) || attempt == tries && refusal.Code != codeRate {
			return err
		}
		switch {
		case refusal.worn():
			stale = token
		case refusal.Code == codeRate:
			refusal.Wait = c.Gate.block(path)
			return refusal
		case refusal.busy():
			c.Gate.slower(path, refusal.Code)
			if err := clock.Sleep(ctx, time.Duration(attempt*attempt)*100*time.Millisecond); err != nil {
				return err
			}
		default:
			return err
		}
	}
}

// fetch asks for a new token; its own limits are strict, so only Tokens calls it.
func (c *Client) fetch(ctx context.Context) (string, time.Duration, error) {
	var reply struct {
		Token string `json:"access_token"`
		Life  int64  `json:"expires_in"` // seconds
	}
	err := c.once(ctx, http.MethodGet, "gettoken", "", url.Values{"corpid": {c.Corp}, "corpsecret": {c.Secret}}, nil, &reply)
	return reply.Token, time.Duration(reply.Life) * time.Second, err
}

// once makes one call.
func (c *Client) once(ctx context.Context, method, path, token string, query url.Values, body []byte, reply any) error {
	q := url.Values{}
	for key, values := range query {
		q[key] = values
	}
	if token != "" {
		q.Set("access_token", token)
	}
	base := strings.TrimSuffix(c.Base, "/")
	if base == "" {
		base = Base
	}
	r, err := http.NewRequestWithContext(ctx, method, base+"/cgi-bin/"+path+"?"+q.Encode(), bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := c.HTTP.Do(r)
	if err != nil {
		return unreachable(path, err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(answer.Body, mostReply))
	if err != nil {
		return unreachable(path, err)
	}
	return read(path, answer.StatusCode, text, reply)
}

// read takes a reply apart.
func read(path string, code int, text []byte, reply any) error {
	var s status
	if err := json.Unmarshal(text, &s); err != nil {
		return ErrUnreachable.Because(fmt.Errorf("wecom: %s: status %d is no JSON: %w", path, code, err))
	}
	if s.Code != 0 {
		return refuse(path, s)
	}
	if reply == nil {
		return nil
	}
	if err := json.Unmarshal(text, reply); err != nil {
		return fmt.Errorf("wecom: %s: %w", path, err)
	}
	return nil
}

// ErrUnreachable means that no reply came: nobody knows whether the call took effect.
var ErrUnreachable = fault.New(fault.Unavailable, "wecom.unreachable", "连不上企业微信：请检查服务器的网络和代理设置",
	"WeCom cannot be reached: check the network of the server and the proxy")

// unreachable hides the address, which holds the token.
func unreachable(path string, err error) error {
	var where *url.Error
	if errors.As(err, &where) {
		err = where.Err
	}
	return ErrUnreachable.Because(fmt.Errorf("wecom: %s: %w", path, err))
}
