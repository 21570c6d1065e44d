package browser

import (
	"context"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Throttle slows the page's network and processor down, as on a cheap phone on a slow line: latency in ms, throughput in bytes a second
// (0 no limit), and how many times slower the processor is. Zero, 0 and 1 take it back.
func (p *Page) Throttle(latency, throughput, slower float64) {
	p.tb.Helper()
	rules := []*network.Conditions{}
	if latency > 0 {
		rules = append(rules, &network.Conditions{Latency: latency, DownloadThroughput: throughput, UploadThroughput: throughput})
	}
	p.do("throttle", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		if _, err := chromedp.Call(ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: rules}); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: slower})
		return err
	}))
}

// Vitals is how a page came up.
type Vitals struct {
	FCP      float64 // ms to the first picture
	CLS      float64 // how much moved by itself
	Requests int     // with that of the page itself
	Bytes    int     // on the line, heads left out
	Scripts  int     // bytes of scripts on the line
}

// Vitals measures the page that stands there.
func (p *Page) Vitals() Vitals {
	p.tb.Helper()
	return Eval[Vitals](p, `new Promise(done => {
		let moved = 0
		new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) moved += e.value })).observe({type: 'layout-shift', buffered: true})
		setTimeout(() => {
			const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
			const size = list => list.reduce((n, e) => n + e.encodedBodySize, 0)
			done({FCP: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0, CLS: moved, Requests: all.length, Bytes: size(all),
				Scripts: size(all.filter(e => e.initiatorType === 'script'))})
		}, 300)
	})`)
}
