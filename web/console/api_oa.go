package console

import (
	"context"
	"net/url"

	"qunli/channel/oa"
)

// officialView is the official account without its secret.
type officialView struct {
	AppID     string `json:"app_id"`
	HasSecret bool   `json:"has_secret"`
	Sandbox   bool   `json:"sandbox" doc:"It is the sandbox's"`
	Domain    string `json:"domain" doc:"The page domain that the account has to trust; empty: this server does not know its own"`
}

func (c *Console) official(ctx context.Context, _ *struct{}) (officialView, error) {
	a, err := c.Official.Account(ctx)
	return officialView{a.App, a.HasSecret, a.Sandbox, c.pageDomain()}, err
}

// pageDomain is the domain under which customers reach their pages, as the server was told; "" it does not know.
func (c *Console) pageDomain() string {
	u, err := url.Parse(c.PagesURL)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

type officialIn struct {
	Body struct {
		AppID  string `json:"app_id" maxLength:"64"`
		Secret string `json:"secret,omitempty" maxLength:"128" doc:"Empty: as it is"`
	}
}

func (c *Console) saveOfficial(ctx context.Context, in *officialIn) (none, error) {
	return none{}, c.Official.Save(ctx, oa.Account{App: in.Body.AppID, Secret: in.Body.Secret})
}

func (c *Console) disconnectOfficial(ctx context.Context, _ *struct{}) (none, error) {
	return none{}, c.Official.Disconnect(ctx)
}
