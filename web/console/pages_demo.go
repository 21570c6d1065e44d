package console

import (
	"context"
	"net/http"

	"qunli/demo"
	"qunli/kit/fault"
	"qunli/org"
)

// demoBanner says on every page that the brand is not a real one.
type demoBanner struct {
	Pouring, Removing bool
	Percent           int
	MayRemove         bool
}

// banner puts the banner on a page of a database that holds the demo brand. While it is being poured in or removed, the
// overview shows how far that is.
func (c *Console) banner(ctx context.Context, p *page, a org.Actor) error {
	if c.Demo == nil {
		return nil
	}
	b, err := c.Demo.Progress(ctx)
	if err != nil || !b.There() {
		return err
	}
	p.Demo = &demoBanner{b.State == demo.Pouring, b.State == demo.Removing, b.Percent(), mayImport(a, org.ImportUndo) && b.State != demo.Removing}
	if b.State != demo.Ready && p.Path == "/" && p.Refresh == 0 {
		p.Refresh = 3
	}
	return nil
}

// removeDemoForm begins to remove the demo brand.
func (c *Console) removeDemoForm(w http.ResponseWriter, r *http.Request) error {
	if err := whoAsks(r.Context()); err != nil {
		return err
	}
	if c.Demo == nil {
		return demo.ErrNone
	}
	if _, err := c.Demo.Leave(r.Context()); err != nil && fault.Of(err).Kind != fault.Missing {
		return err
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}
