package browser

import (
	"context"
	"time"

	cdp "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Click presses the mouse at a point of the window.
func (p *Page) Click(x, y float64) {
	p.tb.Helper()
	p.do("click", chromedp.MouseClickXY(x, y))
}

// Type presses keys where the focus is: texts, and the keys of the package kb of chromedp.
func (p *Page) Type(keys string) {
	p.tb.Helper()
	p.do("type "+keys, chromedp.KeyEvent(keys))
}

// Shortcut presses keys while Ctrl is held.
func (p *Page) Shortcut(keys string) {
	p.tb.Helper()
	p.do("Ctrl "+keys, chromedp.KeyEvent(keys, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
}

// Shifted presses keys while Shift is held.
func (p *Page) Shifted(keys string) {
	p.tb.Helper()
	p.do("Shift "+keys, chromedp.KeyEvent(keys, chromedp.KeyModifiers(chromedp.ModifierShift)))
}

// TypeForFile presses keys by which the page opens the chooser of files, and chooses a file there.
func (p *Page) TypeForFile(keys, file string) {
	p.tb.Helper()
	intercept := func(on bool) chromedp.Action[chromedp.Void] {
		return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
			_, err := chromedp.Call(ctx, page.SetInterceptFileChooserDialog, page.SetInterceptFileChooserDialogParams{Enabled: on})
			return err
		})
	}
	p.do("wait for a chooser", intercept(true))
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	opened, err := chromedp.Run(ctx, chromedp.WaitEvent(page.FileChooserOpened, nil, chromedp.KeyEvent(keys)))
	if err != nil {
		p.tb.Fatalf("no chooser of files opened: %v", err)
	}
	p.do("choose "+file, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{file}, BackendNodeID: opened.BackendNodeID})
		return err
	}), intercept(false))
}

// Slow makes every answer of an address pattern that much later; 0 takes that back.
func (p *Page) Slow(pattern string, by time.Duration) {
	p.tb.Helper()
	p.network(pattern, float64(by.Milliseconds()), false)
}

// Offline takes the network of the page away, or gives it back; the page is told, as by a real browser.
func (p *Page) Offline(off bool) {
	p.tb.Helper()
	p.network("", 0, off)
	p.do("tell the network", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: off, DownloadThroughput: -1, UploadThroughput: -1})
		return err
	}))
}

func (p *Page) network(pattern string, latency float64, off bool) {
	p.tb.Helper()
	now := []*network.Conditions{}
	if latency > 0 || off {
		now = append(now, &network.Conditions{URLPattern: pattern, Latency: latency, DownloadThroughput: -1, UploadThroughput: -1, Offline: off})
	}
	p.do("set the network", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: now})
		return err
	}))
}

// Downloads has the browser put files that the page saves into a folder, under their own names.
func (p *Page) Downloads(dir string) {
	p.tb.Helper()
	p.do("take downloads", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.CallBrowser(ctx, cdp.SetDownloadBehavior, cdp.SetDownloadBehaviorParams{
			Behavior: cdp.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir, BrowserContextID: chromedp.FromContext(ctx).BrowserContextID,
		})
		return err
	}))
}
