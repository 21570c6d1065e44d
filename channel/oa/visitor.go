package oa

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"qunli/kit/db"
	"qunli/kit/fault"
)

// Where WeChat's own servers are.
const (
	base      = "https://api.weixin.qq.com"
	authorize = "https://open.weixin.qq.com"
)

// The refusals of signing in.
var (
	ErrCode = fault.New(fault.Invalid, "oa.code", "登录没有完成，请重新打开页面", "Signing in did not come to its end; open the page again")
	ErrAway = fault.New(fault.Unavailable, "oa.away", "微信暂时没有回应，请稍后重试", "WeChat does not answer at the moment; try again a little later")
)

// errRefused carries what the server said; it goes to the log, not to the visitor.
var errRefused = errors.New("oa: refused")

// Visitor is who looks at a page.
type Visitor struct {
	App      string // of the account in which OpenID is told
	OpenID   string
	UnionID  string // "" not told
	Snapshot bool   // a stand-in that WeChat made for somebody who only glances: nobody's account
}

// SignInURL gives the address to which a visitor is sent; they come back to back with a code and state. Told is whether they are
// asked to show themselves, which WeChat does not need for those who follow the account: only then is a unionid told.
func (o *Office) SignInURL(ctx context.Context, back, state string, told bool) (string, error) {
	a, err := o.open(ctx)
	if err != nil {
		return "", err
	}
	scope := "snsapi_base"
	if told {
		scope = "snsapi_userinfo"
	}
	q := "appid=" + url.QueryEscape(a.App) + "&redirect_uri=" + url.QueryEscape(back) + "&response_type=code&scope=" + scope + "&state=" + url.QueryEscape(state)
	return cmp.Or(a.Authorize, authorize) + "/connect/oauth2/authorize?" + q + "#wechat_redirect", nil // in the order that WeChat wants
}

// callTime bounds one call, mostReply what is read of its answer.
const (
	callTime  = 8 * time.Second
	mostReply = 64 << 10 // bytes
)

// Visitor changes a code for who has brought it. A code is good once.
func (o *Office) Visitor(ctx context.Context, code string) (Visitor, error) {
	if db.Inside(ctx) {
		return Visitor{}, errors.New("oa: a call inside a transaction")
	}
	a, err := o.open(ctx)
	if err != nil {
		return Visitor{}, err
	}
	ctx, stop := context.WithTimeout(ctx, callTime)
	defer stop()
	q := url.Values{"appid": {a.App}, "secret": {a.Secret}, "code": {code}, "grant_type": {"authorization_code"}}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, cmp.Or(a.Base, base)+"/sns/oauth2/access_token?"+q.Encode(), nil)
	if err != nil {
		return Visitor{}, ErrAway
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return Visitor{}, ErrAway // not Because(err): its address holds the secret
	}
	defer answer.Body.Close()
	var said struct {
		Code     int    `json:"errcode"`
		OpenID   string `json:"openid"`
		UnionID  string `json:"unionid"`
		Snapshot int    `json:"is_snapshotuser"`
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, mostReply)).Decode(&said); err != nil {
		return Visitor{}, ErrAway.Because(err)
	}
	if said.Code != 0 || said.OpenID == "" {
		return Visitor{}, ErrCode.Because(fmt.Errorf("%w: %d", errRefused, said.Code))
	}
	return Visitor{a.App, said.OpenID, said.UnionID, said.Snapshot == 1}, nil
}

// Space is the space of the openids that an account tells.
func Space(app string) string { return "official:" + app }
