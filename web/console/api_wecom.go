package console

import (
	"cmp"
	"context"

	"qunli/channel/wecom"
	"qunli/insight"
	"qunli/kit/serve"
	"qunli/org"
)

// wecomView is the account of WeCom without its secrets.
type wecomView struct {
	Connected bool   `json:"connected" doc:"There is an account"`
	Sandbox   bool   `json:"sandbox" doc:"It is the sandbox's, and no company's"`
	Corp      string `json:"corp_id"`
	Agent     string `json:"agent_id"`
	HasSecret bool   `json:"has_secret"`
	HasToken  bool   `json:"has_token"`
	HasKey    bool   `json:"has_aes_key"`
	Base      string `json:"base" doc:"Of the API, empty: WeCom's own"`
	Proxy     string `json:"proxy" doc:"Empty: none"`
	Window    int64  `json:"window" doc:"Seconds by which the time of a callback may differ; 0: ten minutes"`
	PublicURL string `json:"public_url" doc:"Under which others reach this server, as it was told; empty: it does not know"`
	Callback  string `json:"callback" doc:"Path of the callback address"`
	Domain    string `json:"domain_file" doc:"Name of the file by which the domain is verified, empty: none"`
	LastAt    int64  `json:"last_at" doc:"Unix ms of the last callback, 0 none"`
}

func (c *Console) wecomAccount(ctx context.Context, _ *struct{}) (wecomView, error) {
	a, err := c.WeCom.Account(ctx)
	if err != nil {
		return wecomView{}, err
	}
	f, err := c.WeCom.DomainFile(ctx)
	if err != nil {
		return wecomView{}, err
	}
	last, err := c.Inbox.LastAt(ctx, wecom.Name)
	return wecomView{Connected: a.Corp != "", Sandbox: a.Sandbox, Corp: a.Corp, Agent: a.Agent, HasSecret: a.HasSecret, HasToken: a.HasToken, HasKey: a.HasKey,
		Base: a.Base, Proxy: a.Proxy, Window: a.Window, PublicURL: c.PublicURL, Callback: c.Callback, Domain: f.Name, LastAt: last}, err
}

type wecomIn struct {
	Body struct {
		Corp   string `json:"corp_id" maxLength:"64"`
		Agent  string `json:"agent_id" maxLength:"32"`
		Secret string `json:"secret,omitempty" maxLength:"200" doc:"Empty: as it is"`
		Token  string `json:"token,omitempty" maxLength:"64" doc:"Empty: as it is"`
		AESKey string `json:"aes_key,omitempty" maxLength:"64" doc:"Empty: as it is"`
		Base   string `json:"base,omitempty" maxLength:"200"`
		Proxy  string `json:"proxy,omitempty" maxLength:"200"`
		Window int64  `json:"window,omitempty"`
	}
}

func (c *Console) saveWeCom(ctx context.Context, in *wecomIn) (none, error) {
	b := in.Body
	return none{}, c.WeCom.Save(ctx, wecom.Account{Corp: b.Corp, Agent: b.Agent, Secret: b.Secret, Token: b.Token, AESKey: b.AESKey, Base: b.Base, Proxy: b.Proxy, Window: b.Window})
}

func (c *Console) disconnectWeCom(ctx context.Context, _ *struct{}) (none, error) {
	return none{}, c.WeCom.Disconnect(ctx)
}

// callbackKeys are a new token and key.
type callbackKeys struct {
	Token  string `json:"token"`
	AESKey string `json:"aes_key"`
}

func (c *Console) wecomKeys(ctx context.Context, _ *struct{}) (callbackKeys, error) {
	serve.Unkept(ctx)
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return callbackKeys{}, err
	}
	return callbackKeys(wecom.NewKeys()), nil
}

type examineIn struct {
	Body struct {
		Address string `json:"address" maxLength:"200" doc:"Under which the browser reaches this server; what the server was told counts before it"`
	}
}

// wecomCheck is one line of an examination.
type wecomCheck struct {
	Name   string         `json:"name" doc:"Of the value: corp_id, secret, trusted_ip, …"`
	State  wecom.Standing `json:"state" enum:"ok,wrong,warning,skipped"`
	Found  insight.Words  `json:"found"`
	Remedy insight.Words  `json:"remedy" doc:"Empty: nothing is to be done"`
}

func (c *Console) examineWeCom(ctx context.Context, in *examineIn) (list[wecomCheck], error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return list[wecomCheck]{}, err
	}
	last, err := c.Inbox.LastAt(ctx, wecom.Name)
	if err != nil {
		return list[wecomCheck]{}, err
	}
	all, err := c.WeCom.Examine(ctx, wecom.Site{Address: cmp.Or(c.PublicURL, in.Body.Address), Path: c.Callback, LastAt: last})
	return listOf(views(all, func(k wecom.Check) wecomCheck {
		return wecomCheck{k.Name, k.State, insight.Words{Zh: k.FoundZh, En: k.FoundEn}, insight.Words{Zh: k.RemedyZh, En: k.RemedyEn}}
	}), ""), err
}

type domainIn struct {
	Body struct {
		Name    string `json:"name" maxLength:"100"`
		Content string `json:"content" maxLength:"1000"`
	}
}

func (c *Console) setDomainFile(ctx context.Context, in *domainIn) (none, error) {
	return none{}, c.WeCom.SetDomainFile(ctx, wecom.DomainFile{Name: in.Body.Name, Content: in.Body.Content})
}

func (c *Console) dropDomainFile(ctx context.Context, _ *struct{}) (none, error) {
	return none{}, c.WeCom.SetDomainFile(ctx, wecom.DomainFile{})
}
