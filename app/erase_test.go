package app_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/app"
	"qunli/campaign"
	"qunli/campaign/flashsale"
	"qunli/channel/wecom"
	"qunli/customer"
	"qunli/insight"
	"qunli/intake"
	"qunli/org"
	"qunli/testkit/pgtest"
)

// The person who asks to be forgotten, by everything that can name her.
var herTraces = []string{"赵小棠", "13987654321", "wm_zhao_tang", "爱喝普洱的赵姐", "vip-zhao-778899"}

// TestErasedPersonIsNowhere lets a person leave traces in every room, erases her, and looks for her in every byte that the
// program has written: database, journal, uploads, log, a backup and an export. Every total stays.
func TestErasedPersonIsNowhere(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			dir := t.TempDir()
			address := "sqlite://" + filepath.Join(dir, "qunli.db")
			if engine == "postgres" {
				address = pgtest.Fresh(t)
			}
			var log bytes.Buffer
			config := app.Config{DB: address, Files: filepath.Join(dir, "files"), Key: filepath.Join(dir, "qunli.key")}
			a, err := app.OpenForWriting(t.Context(), config, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
			if err != nil {
				t.Fatal(err)
			}
			defer a.Close()
			ctx := org.Owner(t.Context(), "test")
			her := leaveTraces(ctx, t, a)
			before := totals(ctx, t, a)
			if err := a.Customer.Erase(ctx, her); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(before, totals(ctx, t, a)); diff != "" {
				t.Errorf("erasing changed a total: %s", diff)
			}
			var backup bytes.Buffer
			if _, err := a.DB.Dump(ctx, &backup, "test", nil); err != nil {
				t.Fatal(err)
			}
			look(t, "log", log.Bytes())
			lookInArchive(t, backup.Bytes())
			lookInFolder(t, dir)
			found, err := app.Check(ctx, a.DB)
			if err != nil || len(found) > 0 {
				t.Errorf("check: %v %v", found, err)
			}
		})
	}
}

// leaveTraces brings people in by file, some lines refused, edits one by hand and gives her id.
func leaveTraces(ctx context.Context, t *testing.T, a *app.App) customer.ID {
	t.Helper()
	dir := t.TempDir() // the caller's own files are not the program's
	load := func(kind, text string) {
		path := filepath.Join(dir, kind+".csv")
		write(t, path, text)
		if _, err := a.Intake.Load(ctx, path, intake.Request{Kind: kind, Source: "till"}, func(intake.Import) {}); err != nil {
			t.Fatal(err)
		}
	}
	load("customers", "客户编号,姓名,手机号,企微外部联系人,标签\nvip-zhao-778899,赵小棠,13987654321,wm_zhao_tang,爱喝普洱的赵姐\nother,李雷,13900000000,wm_li,茶友\n")
	load("orders", "订单号,下单时间,手机号,客户姓名,商品编码,数量,单价\nO1,2026-01-01,13987654321,赵小棠,S,1,9.99\nO2,2026-01-02,13900000000,李雷,S,1,5\n"+
		"O3,2026-02-30,13987654321,赵小棠,S,1,9.99\n")
	load("touches", "客户编号,姓名,行为类型,时间,商品ID,推荐人手机号\nvip-zhao-778899,赵小棠,浏览,2026-01-03,S,\nvip-zhao-778899,赵小棠,购买,2026-01-03,S,\n"+
		"other,李雷,点击,2026-01-04,S,13987654321\nvip-zhao-778899,赵小棠,跳舞,2026-01-03,S,\n")
	load("referrals", "被邀请人手机号,邀请人手机号,邀请人姓名,邀请时间\n13900000000,13987654321,赵小棠,2026-01-02\n,13987654321,赵小棠,2026-01-02\n")
	load("chat", "群,时间,类型,成员,手机号,内容,新昵称\n茶友群,2026-01-05 10:00:00,进群,李雷,13900000000,,\n"+
		"茶友群,2026-01-05 10:00:00,进群,爱喝普洱的赵姐,13987654321,,\n茶友群,2026-01-05 10:01:00,消息,爱喝普洱的赵姐,13987654321,我是赵小棠,\n"+
		"茶友群,2026-01-05 10:02:00,改名,爱喝普洱的赵姐,13987654321,,赵小棠\n茶友群,2026-01-05 10:03:00,消息,赵小棠,13987654321,电话 13987654321？,\n"+
		"茶友群,2026-01-05 10:04:00,消息,李雷,13900000000,好的,\n茶友群,从前,消息,赵小棠,13987654321,在吗,\n")
	tell(ctx, t, a)
	page, err := a.Customer.List(ctx, customer.Filter{Query: "赵小棠"})
	if err != nil || len(page.People) != 1 {
		t.Fatalf("found %+v, %v", page, err)
	}
	her := page.People[0]
	if err := a.Customer.SetRemark(ctx, her.ID, her.Version, "爱喝普洱的赵姐"); err != nil {
		t.Fatal(err)
	}
	play(ctx, t, a, her.ID)
	if _, err := a.Customer.Reveal(ctx, her.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Customer.Export(ctx, her.ID); err != nil {
		t.Fatal(err)
	}
	return her.ID
}

// play has her take part in a campaign whose rule asks for her tags: what it saw of them is kept with what she has.
func play(ctx context.Context, t *testing.T, a *app.App, her customer.ID) {
	t.Helper()
	run, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- a.Campaign.Run(run) }()
	made, err := a.Campaign.Draft(ctx, "flashsale", "秒杀", 0)
	if err != nil {
		t.Fatal(err)
	}
	now := a.DB.Clock().Now().UnixMilli()
	_, err = a.Campaign.Save(ctx, made.ID, campaign.Edit{Settings: flashsale.Model{}.Example(), Terms: campaign.Terms{From: now - 1, Until: now + 3_600_000, Goal: "老带新",
		Target: 10, Cost: 1000, Act: "order", Rule: "not tag = 茶友"}})
	if err == nil {
		_, err = a.Campaign.Publish(ctx, made.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	claim := campaign.Command{Kind: campaign.Join, Person: her, Lines: []campaign.Line{{Item: "a", N: 1}}}
	r, err := a.Campaign.Do(ctx, made.ID, claim)
	if err != nil || r.Err() != nil {
		t.Fatal(r, err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}

// tell has a chat channel tell of her: alone and among others.
func tell(ctx context.Context, t *testing.T, a *app.App) {
	t.Helper()
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- a.Inbox.Run(ctx) }()
	for _, text := range []string{
		"<xml><MsgType>event</MsgType><Event>change_external_contact</Event><ChangeType>del_follow_user</ChangeType><UserID>mei</UserID><ExternalUserID>wm_zhao_tang</ExternalUserID></xml>",
		"<xml><MsgType>event</MsgType><Event>change_external_contact</Event><ChangeType>add_external_contact</ChangeType><UserID>mei</UserID><ExternalUserID>wm_zhao_tang</ExternalUserID><WelcomeCode>a</WelcomeCode></xml>",
		"<xml><MsgType>event</MsgType><Event>change_external_chat</Event><ChatId>wr1</ChatId><ChangeType>update</ChangeType><MemChangeList><Item>wm_zhao_tang</Item><Item>wm_li</Item></MemChangeList></xml>",
		"wm_zhao_tang cannot be read",
	} {
		if _, err := a.Inbox.Receive(ctx, wecom.Inbound([]byte(text))); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}

func totals(ctx context.Context, t *testing.T, a *app.App) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, metric := range []string{"rfm", "repurchase", "cohorts", "concentration", "loop"} {
		answer, err := a.Insight.Ask(ctx, metric, insight.Params{})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range answer.Values {
			if v.Number != nil {
				out[metric+"."+v.Name] = v.Show("zh")
			}
		}
	}
	return out
}

func look(t *testing.T, where string, b []byte) {
	t.Helper()
	for _, trace := range herTraces {
		if bytes.Contains(b, []byte(trace)) {
			t.Errorf("%s still holds %q", where, trace)
		}
	}
}

func lookInFolder(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		look(t, strings.TrimPrefix(path, dir), b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func lookInArchive(t *testing.T, archive []byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		look(t, f.Name, b)
	}
}
