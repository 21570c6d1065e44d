package console

import (
	"context"

	"qunli/kit/fault"
	"qunli/kit/serve"
)

// Hooks keeps the secrets by which other systems sign what they push.
type Hooks interface {
	Issue(ctx context.Context, source string) (string, error)
	Revoke(ctx context.Context, source string) error
}

var errNoHooks = fault.New(fault.Unavailable, "hook.off", "这个程序没有开启推送接口", "This program takes no pushes")

type hookIn struct {
	Source string `path:"source" maxLength:"40"`
}

// hookSecret is the secret of a source, shown this once.
type hookSecret struct {
	Secret string `json:"secret"`
	Path   string `json:"path" doc:"Where the source posts its orders"`
}

func (c *Console) issueHook(ctx context.Context, in *hookIn) (hookSecret, error) {
	serve.Unkept(ctx)
	if c.Hooks == nil {
		return hookSecret{}, errNoHooks
	}
	plain, err := c.Hooks.Issue(ctx, in.Source)
	return hookSecret{plain, "/hook/orders/" + in.Source}, err
}

func (c *Console) revokeHook(ctx context.Context, in *hookIn) (none, error) {
	if c.Hooks == nil {
		return none{}, errNoHooks
	}
	return none{}, c.Hooks.Revoke(ctx, in.Source)
}
