package wechat

import (
	"context"
	"crypto/rsa"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"qunli/commerce/pay"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/secret"
	"qunli/org"
)

// setting is where the account stands among the organisation's settings, its secrets sealed.
const setting = "pay.wechat"

// Account is the merchant by which the program collects and pays.
type Account struct {
	MchID     string `json:"mch_id"`
	AppID     string `json:"app_id"`     // of the official account to which payers' openids belong
	Serial    string `json:"serial"`     // of the merchant's certificate
	Key       string `json:"key"`        // PEM of the merchant's private key; sealed where it is stored
	APIKey    string `json:"api_key"`    // APIv3 key, 32 characters; sealed where it is stored
	PublicID  string `json:"public_id"`  // PUB_KEY_ID_… of the platform's public key, "" certificates are used
	PublicKey string `json:"public_key"` // PEM of the platform's public key
	Scene     string `json:"scene"`      // of transfers to users, "" 1000 (cash marketing)
	Notify    string `json:"notify"`     // where notifications go
	Base      string `json:"base"`       // of the API, "" WeChat Pay's own
	Proxy     string `json:"proxy"`      // "" none

	Sandbox bool `json:"sandbox"` // it is the sandbox's, and no merchant's
}

// Shown is an account without its secrets: which are set is said, none is told.
type Shown struct {
	MchID        string `json:"mch_id"`
	AppID        string `json:"app_id"`
	Serial       string `json:"serial"`
	PublicID     string `json:"public_id"`
	Scene        string `json:"scene"`
	Notify       string `json:"notify"`
	Base         string `json:"base" doc:"Of the API, empty: WeChat Pay's own"`
	Proxy        string `json:"proxy"`
	HasKey       bool   `json:"has_key"`
	HasAPIKey    bool   `json:"has_api_key"`
	HasPublicKey bool   `json:"has_public_key"`
	Sandbox      bool   `json:"sandbox" doc:"It is the sandbox's, and no merchant's"`
}

// ErrSandboxed keeps an account of the sandbox apart from a merchant's.
var ErrSandboxed = fault.New(fault.Conflict, "wechatpay.sandboxed", "现在接的是沙盒支付：请先断开，再填写自己的商户号",
	"The sandbox's payments are connected: disconnect them before you enter your merchant")

// Office keeps the account, and is the provider that follows from it.
type Office struct {
	db   *db.DB
	org  *org.Service
	ring *secret.Keyring

	mu     sync.Mutex
	text   string // the setting that client is of
	client *client
}

// NewOffice gives the office of the one merchant.
func NewOffice(d *db.DB, o *org.Service, ring *secret.Keyring) *Office {
	return &Office{db: d, org: o, ring: ring}
}

// Account shows what is set.
func (o *Office) Account(ctx context.Context) (Shown, error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return Shown{}, err
	}
	a, err := org.Structured(ctx, o.db.Read(), setting, Account{})
	return Shown{a.MchID, a.AppID, a.Serial, a.PublicID, a.Scene, a.Notify, a.Base, a.Proxy, a.Key != "", a.APIKey != "", a.PublicKey != "", a.Sandbox}, err
}

// Save sets the account. A secret that is given as "" stays as it is.
func (o *Office) Save(ctx context.Context, a Account) error {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return err
	}
	if err := a.check(); err != nil {
		return err
	}
	change := org.Change{Verb: "wechatpay.save", Object: "setting", After: map[string]any{"mch_id": a.MchID, "app_id": a.AppID, "serial": a.Serial,
		"public_id": a.PublicID, "base": a.Base, "key_given": a.Key != "", "api_key_given": a.APIKey != ""}}
	return o.org.Record(ctx, org.SettingEdit, change, func(ctx context.Context, tx *db.Tx) error {
		had, err := org.Structured(ctx, tx, setting, Account{})
		if err != nil {
			return err
		}
		if had.Sandbox && !a.Sandbox {
			return ErrSandboxed
		}
		for _, s := range []struct {
			name string
			now  *string
			was  string
		}{{"key", &a.Key, had.Key}, {"api_key", &a.APIKey, had.APIKey}} {
			if err := o.ring.Keep(setting+"."+s.name, s.now, s.was); err != nil {
				return err
			}
		}
		if a.PublicKey == "" {
			a.PublicKey = had.PublicKey
		}
		return org.SetStructured(ctx, tx, setting, a)
	})
}

// Disconnect forgets the account with its secrets: nothing is asked of WeChat Pay any more, and its notifications are refused. What
// is under way waits until a merchant is set again.
func (o *Office) Disconnect(ctx context.Context) error {
	return o.org.Record(ctx, org.SettingEdit, org.Change{Verb: "wechatpay.disconnect", Object: "setting"}, func(ctx context.Context, tx *db.Tx) error {
		return org.SetStructured(ctx, tx, setting, Account{})
	})
}

var onlyDigits = regexp.MustCompile(`^[0-9]{8,32}$`)

// check refuses what cannot be right.
func (a *Account) check() error {
	a.MchID, a.AppID, a.Serial = strings.TrimSpace(a.MchID), strings.TrimSpace(a.AppID), strings.ToUpper(strings.TrimSpace(a.Serial))
	switch {
	case !onlyDigits.MatchString(a.MchID):
		return fault.InvalidField("mch_id", a.MchID, "应为商户平台首页的一串数字", "is the number on the merchant console's first page")
	case !strings.HasPrefix(a.AppID, "wx") && !strings.HasPrefix(a.AppID, "ww"):
		return fault.InvalidField("app_id", a.AppID, "应以 wx 或 ww 开头", "begins with wx or ww")
	case a.Serial == "":
		return fault.InvalidField("serial", "", "请填写商户证书序列号", "is the serial of the merchant's certificate")
	case a.APIKey != "" && len(strings.TrimSpace(a.APIKey)) != 32:
		return ErrAPIKey
	case a.PublicID != "" && !strings.HasPrefix(a.PublicID, "PUB_KEY_ID_"):
		return fault.InvalidField("public_id", a.PublicID, "应以 PUB_KEY_ID_ 开头", "begins with PUB_KEY_ID_")
	}
	if a.Key != "" {
		if _, err := readKey(a.Key); err != nil {
			return err
		}
	}
	if a.PublicKey != "" {
		if _, err := readPublic(a.PublicKey); err != nil {
			return err
		}
	}
	for name, address := range map[string]string{"base": a.Base, "notify": a.Notify} {
		if u, err := url.Parse(address); address != "" && (err != nil || u.Host == "" || u.RawQuery != "") {
			return fault.InvalidField(name, address, "应是不带参数的完整网址", "is a whole address without parameters")
		}
	}
	_, err := newHTTP(a.Proxy)
	return err
}

// newHTTP gives the connections of a client; proxy is the address of a proxy, "" none.
func newHTTP(proxy string) (*http.Client, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if transport.Proxy = nil; proxy != "" {
		address, err := url.Parse(proxy)
		if err != nil || address.Host == "" {
			return nil, fault.InvalidField("proxy", proxy, "应是完整的代理地址，例如 http://10.0.0.1:3128", "is no proxy address such as http://10.0.0.1:3128")
		}
		transport.Proxy = http.ProxyURL(address)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &http.Client{Transport: transport, Timeout: callTime, CheckRedirect: stay}, nil
}

// use gives the client of the account as it is now, made anew when the account was changed, here or by another node.
func (o *Office) use(ctx context.Context) (*client, error) {
	text, err := org.Setting(ctx, o.db.Read(), setting)
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if text == o.text && o.client != nil {
		return o.client, nil
	}
	a, err := org.Structured(ctx, o.db.Read(), setting, Account{})
	if err != nil {
		return nil, err
	}
	if a.Key == "" || a.APIKey == "" {
		return nil, pay.ErrUnset
	}
	for name, s := range map[string]*string{"key": &a.Key, "api_key": &a.APIKey} {
		plain, err := o.ring.Open(setting+"."+name, *s)
		if err != nil {
			return nil, err
		}
		*s = string(plain)
	}
	c := &client{account: a, clock: o.db.Clock(), known: map[string]*rsa.PublicKey{}}
	if c.key, err = readKey(a.Key); err != nil {
		return nil, err
	}
	if a.PublicID != "" && a.PublicKey != "" {
		if c.known[a.PublicID], err = readPublic(a.PublicKey); err != nil {
			return nil, err
		}
	}
	if c.http, err = newHTTP(a.Proxy); err != nil {
		return nil, err
	}
	o.text, o.client = text, c
	return c, nil
}
