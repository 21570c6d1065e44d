package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"qunli/automation"
	"qunli/channel"
	"qunli/channel/oa"
	"qunli/channel/wecom"
	"qunli/commerce/pay/wechat"
	"qunli/demo"
	"qunli/kit/clock"
	"qunli/kit/fault"
	"qunli/kit/serve"
	"qunli/org"
	"qunli/outreach"
	"qunli/sandbox"
	"qunli/web/hook"
)

// errSandbox keeps invented people out of real books.
var errSandbox = fault.New(fault.Conflict, "app.sandbox", "沙盒只能和演示品牌放在一起：请换一个新数据库并加上 --demo",
	"The sandbox stands beside the demo brand only: use a new database and --demo")

// sandboxDefault is where the world outside of the demo brand is.
const sandboxDefault = "127.0.0.1:8090"

// phones is how many members of staff of the demo brand have a phone in the sandbox, and strangers how many people do.
const (
	phones    = 4
	strangers = 6
)

// outside is the sandbox beside a demo brand.
type outside struct {
	world  *sandbox.World
	server *serve.Server
}

// openOutside opens the world outside of a demo brand; nil where there is none.
func (a *App) openOutside(ctx context.Context) (*outside, error) {
	listen := a.Config.Sandbox
	b, err := demo.Of(ctx, a.DB.Read())
	if err != nil || listen == "" || listen == "off" {
		return nil, err
	}
	if b.State == "" {
		if a.Config.Demo {
			return nil, nil // data of one's own: greetDemo has said so
		}
		return nil, errSandbox
	}
	world, err := sandbox.Open(ctx, sandbox.Options{DB: a.Config.beside("sandbox.db"), Clock: a.DB.Clock(), Log: a.Log})
	if err != nil {
		return nil, err
	}
	o := &outside{world, &serve.Server{Handler: world.Handler(), Listen: []string{listen}, Next: portsTried, Log: a.Log}}
	if err := o.server.Bind(ctx); err != nil {
		return nil, errors.Join(err, world.Close())
	}
	return o, nil
}

func (o *outside) base() string { return "http://" + o.server.Addresses()[0] }

// run serves the world and connects it, once the brand is there and we answer at base.
func (o *outside) run(ctx context.Context, a *App, base string) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return o.server.Run(ctx) })
	group.Go(func() error { return o.world.Run(ctx) })
	group.Go(func() error {
		if err := o.connect(ctx, a, base); err != nil && ctx.Err() == nil {
			a.Log.Error("connect the sandbox", "error", err)
		}
		return nil
	})
	return errors.Join(group.Wait(), o.world.Close())
}

// connect gives members of staff and some strangers a phone, and has both sides know each other's address and secrets. An
// account of a real company is left as it is.
func (o *outside) connect(ctx context.Context, a *App, base string) error {
	ctx = org.Owner(ctx, "sandbox")
	for {
		b, err := demo.Of(ctx, a.DB.Read())
		if err != nil || b.State == demo.Ready {
			if err != nil {
				return err
			}
			break
		}
		if err := clock.Sleep(ctx, time.Second); err != nil {
			return nil
		}
	}
	had, err := a.WeCom.Account(ctx)
	if err != nil || had.Corp != "" && !had.Sandbox {
		return err
	}
	if err := errors.Join(o.people(ctx, a), a.greeting(ctx), a.freely(ctx)); err != nil {
		return err
	}
	apps, err := o.world.Apps(ctx)
	if err != nil || len(apps) == 0 {
		return err
	}
	var settings sandbox.Settings
	if err := o.world.Set(ctx, func(*sandbox.Settings) error { return nil }, &settings); err != nil {
		return err
	}
	keys := wecom.NewKeys()
	account := wecom.Account{Corp: settings.CorpID, Agent: apps[0].AgentID, Secret: apps[0].Secret, Token: keys.Token, AESKey: keys.AESKey, Base: o.base(), Sandbox: true}
	if err := a.WeCom.Save(ctx, account); err != nil {
		return err
	}
	if err := o.connectOA(ctx, a, settings); err != nil {
		return err
	}
	if err := o.connectPay(ctx, a, base); err != nil {
		return err
	}
	return o.world.SetCallback(ctx, sandbox.Callback{URL: base + hook.WeComPath, Token: account.Token, AESKey: account.AESKey})
}

// connectPay has the demo brand collect and pay by the sandbox's merchant. An account of a real merchant is left as it is.
func (o *outside) connectPay(ctx context.Context, a *App, base string) error {
	had, err := a.WeChatPay.Account(ctx)
	if err != nil || had.MchID != "" && !had.Sandbox {
		return err
	}
	m, err := o.world.Merchant(ctx)
	if err != nil {
		return err
	}
	return a.WeChatPay.Save(ctx, wechat.Account{MchID: m.MchID, AppID: m.AppID, Serial: m.Serial, Key: m.Key, APIKey: m.APIKey, PublicID: m.PublicKeyID,
		PublicKey: m.PublicKey, Notify: base + hook.WeChatPayPath, Base: o.base(), Sandbox: true})
}

// people fills a new world: members by the codes of the brand's own staff, and people who know nobody yet.
func (o *outside) people(ctx context.Context, a *App) error {
	staff, err := a.Org.ListStaff(ctx, org.StaffQuery{})
	if err != nil {
		return err
	}
	given := 0
	for _, s := range staff.Items {
		if s.Code == "" || s.LeftAt != 0 || given == phones {
			continue
		}
		given++
		if _, err := o.world.Act(ctx, sandbox.Act{Verb: "hire", Name: s.Name, ID: s.Code}); err != nil && !errors.Is(err, sandbox.ErrTaken) {
			return err
		}
	}
	if len(o.world.State()["customers"].([]map[string]any)) > 0 {
		return nil
	}
	for _, name := range []string{"林晓", "周宁", "陈佳", "何川", "许诺", "沈一"}[:strangers] {
		if _, err := o.world.Act(ctx, sandbox.Act{Verb: "person", Name: name}); err != nil && !errors.Is(err, sandbox.ErrTaken) {
			return err
		}
	}
	return nil
}

// greeting gives a brand that says nothing yet something to say to whoever is added.
func (a *App) greeting(ctx context.Context) error {
	if have, err := a.Greeter.Greetings(ctx); err != nil || len(have) > 0 {
		return err
	}
	_, err := a.Greeter.Save(ctx, automation.Greeting{Name: "新朋友", Variants: []automation.Variant{
		{Message: channel.Message{Text: "你好呀，我是店里的小伙伴。想吃什么、怎么吃，随时问我；群里每周有一次好价，想进群跟我说一声～"}}}})
	return err
}

// freely lets the one person who tries a demo brand approve what they write, at any hour; rules that somebody set stay.
func (a *App) freely(ctx context.Context) error {
	p, err := a.Outreach.Policy(ctx)
	if err != nil || p != outreach.DefaultPolicy() {
		return err
	}
	p.OwnApproval, p.QuietFrom, p.QuietUntil = true, 0, 0
	return a.Outreach.SetPolicy(ctx, p)
}

// sandboxCommand carries out a scenario in a world of its own, which is gone afterwards.
func sandboxCommand(ctx context.Context, c Console, args []string) error {
	if len(args) != 2 || args[0] != "run" {
		return misuse("sandbox")
	}
	file, err := os.Open(args[1])
	if err != nil {
		return errFile.F(args[1]).Because(err)
	}
	defer file.Close()
	dir, err := os.MkdirTemp("", "qunli-sandbox-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	world, err := sandbox.Open(ctx, sandbox.Options{DB: strings.TrimSuffix(dir, "/") + "/sandbox.db", Clock: clock.System{}})
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return world.Run(ctx) })
	ran := sandbox.Run(ctx, world, file)
	stop()
	if err := errors.Join(ran, group.Wait(), world.Close()); err != nil {
		return err
	}
	fmt.Fprintln(c.Out, "每一行都成立 · every line holds")
	return nil
}

// connectOA has the world's official account say who looks at pages; one of a real brand is left as it is.
func (o *outside) connectOA(ctx context.Context, a *App, settings sandbox.Settings) error {
	had, err := a.OA.Account(ctx)
	if err != nil || had.App != "" && !had.Sandbox {
		return err
	}
	return a.OA.Save(ctx, oa.Account{App: settings.OAAppID, Secret: settings.OASecret, Base: o.base(), Authorize: o.base(), Sandbox: true})
}
