package console

import (
	"context"

	"qunli/demo"
	"qunli/kit/fault"
)

// demoView says whether the brand is the demo one, and how far it is from coming or going.
type demoView struct {
	State   string `json:"state" enum:"none,pouring,ready,removing" doc:"none: there has never been one, or it has been removed"`
	Percent int    `json:"percent" doc:"Of what goes on, 0 to 100: how much has come, or while removing how much has gone"`
	Size    string `json:"size" doc:"XS, S, M, L; empty without a demo"`
	LastDay string `json:"last_day" doc:"YYYY-MM-DD on which its story ends; empty without a demo"`
}

// demoNow is for everybody who is signed in: the banner stands on every page.
func (c *Console) demoNow(ctx context.Context, _ *struct{}) (demoView, error) {
	out := demoView{State: "none"}
	if c.Demo == nil {
		return out, nil
	}
	b, err := c.Demo.Progress(ctx)
	if err != nil || !b.There() {
		return out, err
	}
	out = demoView{string(b.State), b.Percent(), string(b.Size), b.LastDay}
	if b.State == demo.Removing {
		out.Percent = b.Gone()
	}
	return out, nil
}

// removeDemo begins to remove the demo brand; where it goes already, or has gone, that is what was asked for.
func (c *Console) removeDemo(ctx context.Context, _ *struct{}) (none, error) {
	if c.Demo == nil {
		return none{}, demo.ErrNone
	}
	_, err := c.Demo.Leave(ctx)
	if err != nil && fault.Of(err).Kind == fault.Missing {
		err = nil
	}
	return none{}, err
}
