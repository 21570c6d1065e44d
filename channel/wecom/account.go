package wecom

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"time"

	"qunli/channel"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/secret"
	"qunli/org"
)

// setting is where the account stands among the organisation's settings, its secrets sealed.
const setting = "channel.wecom"

// The refusals of an account.
var (
	ErrUnset = fault.New(fault.Conflict, "wecom.unset", "还没有连接企业微信：请在“设置 → 企业微信”里填写企业 ID 和 Secret",
		"WeCom is not connected yet: enter the corp id and the secret under Settings → WeCom")
	ErrSandboxed = fault.New(fault.Conflict, "wecom.sandboxed", "现在连接的是沙盒：请先断开，再连接自己的企业", "The sandbox is connected: disconnect it before you connect your company")
	ErrStale     = fault.New(fault.Denied, "wecom.stale", "回调的时间与服务器相差太多：请校准服务器的时钟",
		"The callback's time differs too much from the server's: set the server's clock")
)

// Account is the company and the application by which the program acts there.
type Account struct {
	Corp   string `json:"corp_id"`
	Agent  string `json:"agent_id"`
	Secret string `json:"secret"`  // sealed where it is stored
	Token  string `json:"token"`   // of the callback; sealed where it is stored
	AESKey string `json:"aes_key"` // of the callback; sealed where it is stored
	Base   string `json:"base"`    // of the API, "" WeCom's own
	Proxy  string `json:"proxy"`   // "" none
	Window int64  `json:"window"`  // seconds by which a callback's time may differ, 0 ten minutes

	Sandbox bool `json:"sandbox"` // it is the sandbox's, and no company's
}

// Shown is an account without its secrets: which are set is said, none is told.
type Shown struct {
	Corp, Agent, Base, Proxy    string
	Window                      int64
	HasSecret, HasToken, HasKey bool
	Sandbox                     bool
}

// defaultWindow is by how much a callback's time may differ.
const defaultWindow = 10 * time.Minute

// Office keeps the account, and the client and the seal that follow from it.
type Office struct {
	db     *db.DB
	org    *org.Service
	ring   *secret.Keyring
	tokens *channel.Tokens

	mu     sync.Mutex
	text   string // the setting that client and seal are of
	client *Client
	seal   *Seal
	window time.Duration
}

// NewOffice gives the office of the one company.
func NewOffice(d *db.DB, o *org.Service, ring *secret.Keyring) *Office {
	return &Office{db: d, org: o, ring: ring, tokens: channel.NewTokens(d, ring, Name)}
}

// Account shows what is set.
func (o *Office) Account(ctx context.Context) (Shown, error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return Shown{}, err
	}
	a, err := org.Structured(ctx, o.db.Read(), setting, Account{})
	return Shown{a.Corp, a.Agent, a.Base, a.Proxy, a.Window, a.Secret != "", a.Token != "", a.AESKey != "", a.Sandbox}, err
}

// Save sets the account. A secret that is given as "" stays as it is.
func (o *Office) Save(ctx context.Context, a Account) error {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return err
	}
	if err := a.check(); err != nil {
		return err
	}
	change := org.Change{Verb: "wecom.save", Object: "setting", After: map[string]any{"corp_id": a.Corp, "agent_id": a.Agent, "base": a.Base, "proxy": a.Proxy,
		"secret": a.Secret != "", "token": a.Token != "", "aes_key": a.AESKey != ""}}
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
		}{{"secret", &a.Secret, had.Secret}, {"token", &a.Token, had.Token}, {"aes_key", &a.AESKey, had.AESKey}} {
			if err := o.ring.Keep(setting+"."+s.name, s.now, s.was); err != nil {
				return err
			}
		}
		return org.SetStructured(ctx, tx, setting, a)
	})
}

// check refuses what cannot be right.
func (a *Account) check() error {
	a.Corp, a.Agent = strings.TrimSpace(a.Corp), strings.TrimSpace(a.Agent)
	if !strings.HasPrefix(a.Corp, "ww") && !strings.HasPrefix(a.Corp, "wx") {
		return fault.InvalidField("corp_id", a.Corp, "应以 ww 或 wx 开头：在企业微信后台“我的企业”最下方复制", "begins with ww or wx: copy it from the foot of “My company” in WeCom's console")
	}
	if a.AESKey != "" {
		if _, err := NewSeal("", strings.TrimSpace(a.AESKey), a.Corp); err != nil {
			return fault.InvalidField("aes_key", "", "应为 43 位字母和数字", "is 43 letters and digits")
		}
	}
	if a.Base != "" {
		if u, err := url.Parse(a.Base); err != nil || u.Host == "" {
			return fault.InvalidField("base", a.Base, "应是完整的网址", "is no whole address")
		}
	}
	if a.Window < 0 || a.Window > 86400 {
		return fault.InvalidField("window", "", "应在 0 到 86400 秒之间", "is between 0 and 86,400 seconds")
	}
	_, err := NewHTTP(a.Proxy)
	return err
}

// Client gives the client of the account as it is now; ErrUnset while there is none.
func (o *Office) Client(ctx context.Context) (*Client, error) {
	if err := o.read(ctx); err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.client == nil {
		return nil, ErrUnset
	}
	return o.client, nil
}

// Open opens what came to the callback address, if the account's server sent it, and lately.
func (o *Office) Open(ctx context.Context, signature, timestamp, nonce, encrypted string) ([]byte, error) {
	if err := o.read(ctx); err != nil {
		return nil, err
	}
	o.mu.Lock()
	seal, window := o.seal, o.window
	o.mu.Unlock()
	if seal == nil {
		return nil, ErrUnset
	}
	text, err := seal.Open(signature, timestamp, nonce, encrypted)
	if err != nil {
		return nil, err
	}
	seconds, err := time.ParseDuration(timestamp + "s")
	if err != nil {
		return nil, ErrStale.Because(err)
	}
	if away := time.Duration(o.db.Clock().Now().UnixNano()) - seconds; away.Abs() > window {
		return nil, ErrStale
	}
	return text, nil
}

// read makes client and seal anew when the account was changed, here or by another node.
func (o *Office) read(ctx context.Context) error {
	text, err := org.Setting(ctx, o.db.Read(), setting)
	if err != nil {
		return err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if text == o.text {
		return nil
	}
	a, err := org.Structured(ctx, o.db.Read(), setting, Account{})
	if err != nil {
		return err
	}
	if err := o.unseal(&a); err != nil {
		return err
	}
	connections, err := NewHTTP(a.Proxy)
	if err != nil {
		return err
	}
	o.client, o.seal, o.window = nil, nil, defaultWindow
	if a.Window > 0 {
		o.window = time.Duration(a.Window) * time.Second
	}
	if a.Corp != "" && a.Secret != "" {
		o.client = &Client{Base: a.Base, Corp: a.Corp, Secret: a.Secret, HTTP: connections, Tokens: appTokens{o.tokens, a.Corp + ":" + a.Agent}, Gate: NewGate(o.db.Clock())}
	}
	if a.Token != "" && a.AESKey != "" {
		if o.seal, err = NewSeal(a.Token, a.AESKey, a.Corp); err != nil {
			return err
		}
	}
	o.text = text
	return nil
}

// unseal opens the account's secrets.
func (o *Office) unseal(a *Account) error {
	for name, s := range map[string]*string{"secret": &a.Secret, "token": &a.Token, "aes_key": &a.AESKey} {
		if *s == "" {
			continue
		}
		plain, err := o.ring.Open(setting+"."+name, *s)
		if err != nil {
			return err
		}
		*s = string(plain)
	}
	return nil
}

// appTokens are the tokens of one application.
type appTokens struct {
	tokens *channel.Tokens
	name   string
}

func (t appTokens) Token(ctx context.Context, stale string, fetch Fetch) (string, error) {
	return t.tokens.Of(ctx, t.name, stale, fetch)
}

var _ Tokens = appTokens{}
