package app

import (
	"context"
	"errors"
	"log/slog"
	"os"

	"qunli/automation"
	"qunli/campaign"
	"qunli/campaign/cashier"
	"qunli/campaign/handover"
	"qunli/campaign/herald"
	"qunli/campaign/risk"
	"qunli/channel"
	"qunli/channel/oa"
	"qunli/channel/wecom"
	"qunli/commerce"
	"qunli/commerce/pay"
	"qunli/commerce/pay/wechat"
	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/demo"
	"qunli/desk"
	"qunli/insight"
	"qunli/intake"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/kit/secret"
	"qunli/landing"
	"qunli/lead"
	"qunli/livecode"
	"qunli/mirror"
	"qunli/org"
	"qunli/outreach"
	"qunli/page"
	"qunli/referral"
	"qunli/reward"
	"qunli/segment"
	"qunli/succession"
	"qunli/webhook"
)

// App is the program as a value: every part wired by hand. A test builds the same value.
type App struct {
	Config Config
	Log    *slog.Logger
	DB     *db.DB
	Bus    *event.Bus
	Jobs   *job.Queue
	Keys   *secret.Keyring

	Org          *org.Service
	Customer     *customer.Service
	Segment      *segment.Service
	Community    *community.Service
	Conversation *conversation.Service
	Commerce     *commerce.Service
	Referral     *referral.Service
	Campaign     *campaign.Service
	Risk         *risk.Service
	Desk         *desk.Service
	Pictures     *page.Pictures
	Library      *page.Library
	Intake       *intake.Service
	Bulks        *intake.Bulks
	Insight      *insight.Service
	Demo         *demo.Service
	Inbox        *channel.Inbox
	WeCom        *wecom.Office
	OA           *oa.Office
	WeComSync    *wecom.Sync
	Greeter      *automation.Greeter
	Codes        *livecode.Service
	Landing      *landing.Service
	Leads        *lead.Service
	Outreach     *outreach.Service
	Mirror       *mirror.Service
	Succession   *succession.Service
	Webhooks     *webhook.Service
	WeChatPay    *wechat.Office
	Pay          *pay.Service
	Reward       *reward.Service
	Cashier      *cashier.Service
	Handover     *handover.Service
	Herald       *herald.Service

	frame string // address of the sandbox whose phones show our pages in a frame, "" none

	version string // of the program, in archives that the server makes
}

// mode says what a command does with the database.
type mode int

const (
	reading mode = iota // beside a running server, without its lock
	writing             // takes the lock of an SQLite file
)

// The refusals of starting.
var (
	errNoDatabase = fault.New(fault.Missing, "app.no_database", "数据库 %s 还不存在，请先运行 qunli serve 或 qunli import", "There is no database at %s yet; run qunli serve or qunli import first")
	errBehind     = fault.New(fault.Unavailable, "app.behind", "数据库结构比程序旧，请先用新程序运行一次 qunli serve", "The database is older than the program; run qunli serve once with the new program")
)

// OpenForWriting opens the program the way commands that write do.
func OpenForWriting(ctx context.Context, config Config, log *slog.Logger) (*App, error) {
	return Open(ctx, config, writing, "command", log)
}

// Open opens the database and wires the rooms.
func Open(ctx context.Context, config Config, m mode, owner string, log *slog.Logger) (*App, error) {
	d, err := openDB(ctx, config, m, owner)
	if err != nil {
		return nil, err
	}
	jobs := job.New(d, job.Options{Log: log})
	a := &App{Config: config, Log: log, DB: d, Bus: event.NewBus(jobs), Jobs: jobs}
	if err := a.wire(m); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return a, nil
}

func openDB(ctx context.Context, config Config, m mode, owner string) (*db.DB, error) {
	if path, ok := config.sqlitePath(); ok && m == reading {
		if _, err := os.Stat(path); err != nil {
			return nil, errNoDatabase.F(path)
		}
	}
	d, err := db.Open(ctx, config.DB, db.Options{ReadOnly: m == reading, Owner: owner})
	if err != nil {
		return nil, err
	}
	if m == writing {
		if err = d.Migrate(ctx, Rooms()...); err == nil {
			err = d.LeaseNode(ctx)
		}
	} else {
		var pending bool
		if pending, err = d.Pending(ctx, Rooms()...); err == nil && pending {
			err = errBehind
		}
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func (a *App) wire(m mode) error {
	var err error
	if m == writing {
		if a.Keys, err = a.Config.keyring(); err != nil {
			return err
		}
	}
	a.wireRooms()
	return nil
}

// Close ends what Open began.
func (a *App) Close() error { return a.DB.Close() }

// withApp runs a command on the wired program and closes it.
func withApp(ctx context.Context, c Console, config Config, m mode, owner string, f func(context.Context, *App) error) error {
	a, err := Open(ctx, config, m, owner, newLog(c))
	if err != nil {
		return err
	}
	working, done := context.WithCancel(ctx)
	defer done()
	if m == writing {
		go func() { _ = a.DB.KeepNode(working) }() // a long command outlives its lease; a lost number shows on the next write
	}
	return errors.Join(f(ctx, a), a.Close())
}

// newLog writes one line a message to the error output.
func newLog(c Console) *slog.Logger {
	return slog.New(slog.NewTextHandler(c.Err, &slog.HandlerOptions{Level: slog.LevelInfo}))
}
