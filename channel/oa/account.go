package oa

import (
	"context"
	"net/url"
	"strings"
	"sync"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/secret"
	"qunli/org"
)

// setting is where the account stands among the organisation's settings, its secret sealed.
const setting = "channel.oa"

// The refusals of an account. ErrUnset: nobody can be known on a page.
var (
	ErrUnset = fault.New(fault.Conflict, "oa.unset", "还没有连接公众号：请在“设置 → 公众号”里填写 AppID 和 AppSecret",
		"No official account is connected yet: enter its AppID and AppSecret under Settings → Official account")
	ErrSandboxed = fault.New(fault.Conflict, "oa.sandboxed", "现在连接的是沙盒：请先断开，再填写自己的公众号", "The sandbox is connected: disconnect it before you enter your own account")
)

// Account is the brand's official account.
type Account struct {
	App       string `json:"app_id"`
	Secret    string `json:"secret"`    // sealed where it is stored
	Base      string `json:"base"`      // of the API, "" WeChat's own
	Authorize string `json:"authorize"` // where visitors are sent, "" WeChat's own
	Sandbox   bool   `json:"sandbox"`   // it is the sandbox's
}

// Shown is an account without its secret.
type Shown struct {
	App       string
	HasSecret bool
	Sandbox   bool
}

// Office keeps the account.
type Office struct {
	db     *db.DB
	org    *org.Service
	ring   *secret.Keyring
	mu     sync.Mutex
	ticket ticket
}

// NewOffice gives the office of the one account.
func NewOffice(d *db.DB, o *org.Service, ring *secret.Keyring) *Office {
	return &Office{db: d, org: o, ring: ring}
}

// Account shows what is set.
func (o *Office) Account(ctx context.Context) (Shown, error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return Shown{}, err
	}
	a, err := org.Structured(ctx, o.db.Read(), setting, Account{})
	return Shown{a.App, a.Secret != "", a.Sandbox}, err
}

// Save sets the account. A secret that is given as "" stays as it is.
func (o *Office) Save(ctx context.Context, a Account) error {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return err
	}
	a.App = strings.TrimSpace(a.App)
	if !strings.HasPrefix(a.App, "wx") {
		return fault.InvalidField("app_id", a.App, "应以 wx 开头：在公众平台“设置与开发 → 基本配置”里复制", "begins with wx: copy it under Settings → Basic configuration of the official account")
	}
	for name, address := range map[string]string{"base": a.Base, "authorize": a.Authorize} {
		if u, err := url.Parse(address); address != "" && (err != nil || u.Host == "") {
			return fault.InvalidField(name, address, "应是完整的网址", "is no whole address")
		}
	}
	change := org.Change{Verb: "oa.save", Object: "setting", After: map[string]any{"app_id": a.App, "secret": a.Secret != ""}}
	return o.org.Record(ctx, org.SettingEdit, change, func(ctx context.Context, tx *db.Tx) error {
		had, err := org.Structured(ctx, tx, setting, Account{})
		if err != nil {
			return err
		}
		if had.Sandbox && !a.Sandbox {
			return ErrSandboxed
		}
		if err := o.ring.Keep(setting, &a.Secret, had.Secret); err != nil {
			return err
		}
		return org.SetStructured(ctx, tx, setting, a)
	})
}

// Disconnect forgets the account and its secret. Who is signed in stays so until their cookie ends.
func (o *Office) Disconnect(ctx context.Context) error {
	return o.org.Record(ctx, org.SettingEdit, org.Change{Verb: "oa.disconnect", Object: "setting"}, func(ctx context.Context, tx *db.Tx) error {
		return org.SetSetting(ctx, tx, setting, "")
	})
}

// open gives the account with its secret; ErrUnset where there is none.
func (o *Office) open(ctx context.Context) (Account, error) {
	a, err := org.Structured(ctx, o.db.Read(), setting, Account{})
	if err != nil {
		return a, err
	}
	if a.App == "" || a.Secret == "" {
		return a, ErrUnset
	}
	plain, err := o.ring.Open(setting, a.Secret)
	a.Secret = string(plain)
	return a, err
}
