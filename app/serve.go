package app

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"qunli/campaign/gallery"
	"qunli/insight"
	"qunli/intake"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/kit/serve"
	"qunli/org"
	"qunli/web/console"
	"qunli/web/h5"
	"qunli/web/hook"
)

// portsTried is how many ports after the one asked for are tried when it is taken.
const portsTried = 20

var errProxies = fault.New(fault.Invalid, "app.proxies", "代理地址 %q 无法识别，请写成 10.0.0.0/8 这样的网段", "Cannot read proxy address %q; write a network like 10.0.0.0/8")

func serveCommand(ctx context.Context, c Console, args []string) error {
	fs, config := configFlags("serve", c.Env)
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(words) > 0 {
		return misuse("serve")
	}
	if config.Demo && config.Sandbox == "" {
		config.Sandbox = sandboxDefault
	}
	a, err := Open(ctx, *config, writing, "serve", newLog(c))
	if errors.Is(err, db.ErrLocked) {
		if address, ok := runningAt(*config); ok {
			fmt.Fprintf(c.Out, "已经在运行 · already running: %s\n", address)
			return nil
		}
	}
	if err != nil {
		return err
	}
	return errors.Join(a.Serve(ctx, c), a.Close())
}

// runningAt gives the address of the server that holds the SQLite file.
func runningAt(config Config) (string, bool) {
	path, ok := config.sqlitePath()
	if !ok {
		return "", false
	}
	h, ok := db.HolderOf(path)
	if !ok {
		return "", false
	}
	return strings.CutPrefix(h.Owner, "serve ")
}

// Serve answers until ctx ends, then drains.
func (a *App) Serve(ctx context.Context, c Console) error {
	server, err := a.server(c.Version)
	if err != nil {
		return err
	}
	if err := server.Bind(ctx); err != nil {
		return err
	}
	base := a.baseURL(server.Addresses()[0])
	if err := a.DB.Describe("serve " + base); err != nil {
		return err
	}
	if err := a.greet(ctx, c, base); err != nil {
		return err
	}
	world, err := a.openOutside(ctx)
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	if world != nil {
		a.frame = world.base()
		fmt.Fprintf(c.Out, "  沙盒手机 · phones   %s\n", world.base())
		group.Go(func() error { return world.run(ctx, a, base) })
	}
	for _, part := range []func(context.Context) error{server.Run, a.Jobs.Run, a.Inbox.Run, a.Greeter.Run, a.Intake.Run, a.segments, a.Campaign.Run, a.Risk.Run, a.DB.KeepNode, a.tidy, a.refresh, a.Demo.Run} {
		group.Go(func() error { return part(ctx) })
	}
	return group.Wait()
}

func (a *App) server(version string) (*serve.Server, error) {
	proxies, err := networks(a.Config.Proxies)
	if err != nil {
		return nil, err
	}
	a.version = version
	keys := &hook.Keys{DB: a.DB, Org: a.Org, Ring: a.Keys}
	front, err := console.New(console.Deps{Hooks: keys, DB: a.DB, Org: a.Org, Customers: a.Customer, Segments: a.Segment,
		Communities: a.Community, Talk: a.Conversation, Commerce: a.Commerce, Referrals: a.Referral, Desk: a.Desk, Outreach: a.Outreach, Intake: a.Intake,
		Bulks: a.Bulks, Insight: a.Insight, Demo: a.Demo, Codes: a.Codes, Mirror: a.Mirror, Successions: a.Succession, Retention: keeper{a}, Backups: archiver{a},
		WeCom: a.WeCom, WeComSync: a.WeComSync, Official: a.OA, WeChatPay: a.WeChatPay, Pay: a.Pay, Rewards: a.Reward, Cashier: a.Cashier, Handover: a.Handover, Callback: hook.WeComPath, PublicURL: a.Config.PublicURL, PagesURL: a.Config.pagesURL(), Inbox: a.Inbox, Greeter: a.Greeter, Webhooks: a.Webhooks, Landings: a.Landing, LandingPreview: a.session().LandingPreview, Pictures: a.Pictures, Library: a.Library, GamePath: h5.GamePath, ShelfPath: h5.ShelfPath, Preview: a.session().PreviewPath, PreviewStates: previewStates, Campaigns: a.Campaign, Risk: a.Risk, Herald: a.Herald, Templates: begin})
	if err != nil {
		return nil, err
	}
	hooks := &hook.Hook{Keys: keys, Commerce: a.Commerce, WeCom: a.WeCom, Pay: a.WeChatPay, Inbox: a.Inbox}
	few, routes, pages := serve.NewMux(), serve.NewMux(), a.pages().Handler()
	for _, mux := range []*serve.Mux{few, routes} {
		mux.Handle("/hook/", hooks.Handler())
		for _, path := range h5.Paths() {
			mux.Handle(path, pages)
		}
	}
	few.Handle("/", hooks.DomainFile(serve.NewMux()))
	routes.Handle("/", hooks.DomainFile(front))
	apart, err := h5.Apart(a.Config.H5URL, a.Config.PublicURL, few, routes)
	if err != nil {
		return nil, err
	}
	edge, err := serve.NewEdge(apart, serve.Options{Log: a.Log, Clock: a.DB.Clock(), Proxies: proxies, PublicURL: a.Config.PublicURL,
		Rate: serve.Rate{PerSecond: 100, Burst: 400}, Unhurried: []string{hook.WeComPath, hook.WeChatPayPath}, MetricsToken: a.Config.MetricsToken, Ready: a.DB.Ping, Page: h5.ProblemOr(console.Problem)})
	if err != nil {
		return nil, err
	}
	a.measure(edge.Metrics())
	s := &serve.Server{Handler: edge, Listen: []string{a.Config.Listen}, Next: portsTried, Log: a.Log,
		CertPEM: a.Config.TLSCert, KeyPEM: a.Config.TLSKey}
	s.Socket, _ = a.Config.socket()
	return s, nil
}

// begin lists the named cases that a campaign can begin with.
func begin() []console.Template {
	var out []console.Template
	for _, t := range gallery.All() {
		out = append(out, console.Template{Key: t.Key, Model: t.Model, Title: insight.Words{Zh: t.Zh, En: t.En}, About: insight.Words{Zh: t.CaseZh, En: t.CaseEn}, Aim: t.Aim, Days: t.Days, Terms: t.Terms, Settings: t.Settings, Page: t.Page})
	}
	return out
}

// previewStates are the states in which the page of a campaign can be looked at.
func previewStates(model string) []console.PreviewState {
	var out []console.PreviewState
	for _, s := range h5.Stages(model) {
		out = append(out, console.PreviewState(s))
	}
	return out
}

// session knows customers by the brand's official account.
func (a *App) session() *h5.Session {
	return &h5.Session{Office: a.OA, Customers: a.Customer, Ring: a.Keys, Clock: a.DB.Clock(), PublicURL: a.Config.pagesURL()}
}

// pages are those for customers.
func (a *App) pages() *h5.Pages {
	return &h5.Pages{Codes: a.Codes, Session: a.session(), DB: a.DB, Commerce: a.Commerce, Referrals: a.Referral, Campaigns: a.Campaign, Risk: a.Risk, Pay: a.Pay, Cashier: a.Cashier, Handover: a.Handover, Rewards: a.Reward, Pictures: a.Pictures, Landing: a.Landing, Frame: func() string { return a.frame }}
}

func networks(list string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' }) {
		if !strings.Contains(text, "/") {
			if one, err := netip.ParseAddr(text); err == nil {
				out = append(out, netip.PrefixFrom(one, one.BitLen()))
				continue
			}
		}
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, errProxies.F(text).Because(err)
		}
		out = append(out, p)
	}
	return out, nil
}

func (a *App) baseURL(address string) string {
	if a.Config.PublicURL != "" {
		return strings.TrimSuffix(a.Config.PublicURL, "/")
	}
	if a.Config.TLSCert != "" {
		return "https://" + address
	}
	return "http://" + address
}

// greet prints where to go, and the set-up link while nobody owns this installation.
func (a *App) greet(ctx context.Context, c Console, base string) error {
	fmt.Fprintf(c.Out, "群力 Qunli %s\n  地址 · address      %s\n  数据 · data         %s\n", c.Version, base, a.where())
	if a.Config.H5URL != "" {
		fmt.Fprintf(c.Out, "  顾客页面 · pages    %s\n", a.Config.pagesURL())
	}
	if err := a.greetDemo(ctx, c); err != nil {
		return err
	}
	link, err := a.Org.SetupLink(org.Owner(ctx, "start"))
	if errors.Is(err, org.ErrSetUp) {
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(c.Out, "  首次设置 · set up   %s/setup?token=%s\n  （30 分钟内有效，只能用一次；过期请重启 · valid 30 minutes, once; restart for a new one）\n", base+console.Root, link.Token)
	return nil
}

// where names the database without the secrets of its address.
func (a *App) where() string {
	if path := a.DB.Path(); path != "" {
		return path
	}
	return "PostgreSQL"
}

// tidy forgets who is signed in no more, once an hour; the rest goes by its retention every night (schedulePrune).
func (a *App) tidy(ctx context.Context) error {
	for ctx.Err() == nil {
		if _, err := a.Org.Prune(org.Owner(ctx, "prune")); err != nil && ctx.Err() == nil {
			a.Log.Error("prune sessions", "error", err)
		}
		if err := clock.Sleep(ctx, time.Hour); err != nil {
			return nil
		}
	}
	return nil
}

// refreshEvery is how old a stored answer of the console may grow.
const refreshEvery = time.Minute

func (a *App) refresh(ctx context.Context) error { return a.Insight.Run(ctx, refreshEvery, a.Log) }

// measure shows the state of the queues to /metrics; -1 when it cannot be read.
func (a *App) measure(m *serve.Metrics) {
	gauge := func(name string, read func(job.Metrics) int64) {
		m.Gauge(name, func() float64 {
			now, err := job.Measure(context.Background(), a.DB.Read(), a.DB.Clock().Now().UnixMilli())
			if err != nil {
				return -1
			}
			return float64(read(now))
		})
	}
	gauge("qunli_jobs_ready", func(j job.Metrics) int64 { return j.Ready })
	gauge("qunli_jobs_running", func(j job.Metrics) int64 { return j.Running })
	gauge("qunli_jobs_failed", func(j job.Metrics) int64 { return j.Failed })
	gauge("qunli_jobs_lag_ms", func(j job.Metrics) int64 { return j.Lag })
	m.Gauge("qunli_jobs_dead_age_ms", func() float64 { return a.deadAge() })
	m.Gauge("qunli_imports_open_age_ms", func() float64 { return a.openImportAge() })
}

// deadAge is for how long the oldest dead job has been dead, ms; 0 none.
func (a *App) deadAge() float64 {
	_, since, err := job.Dead(context.Background(), a.DB.Read())
	return a.ageOf(since, err)
}

// openImportAge is for how long the oldest import that has not come to its end has been under way, ms; 0 none.
func (a *App) openImportAge() float64 {
	since, _, err := intake.Unfinished(context.Background(), a.DB.Read())
	return a.ageOf(since, err)
}

func (a *App) ageOf(since int64, err error) float64 {
	switch {
	case err != nil:
		return -1
	case since == 0:
		return 0
	}
	return float64(max(0, a.DB.Clock().Now().UnixMilli()-since))
}
