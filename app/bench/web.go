package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"qunli/campaign"
	"qunli/campaign/flashsale"
	"qunli/campaign/risk"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// Site is the program, serving. Requests of it may say in X-Forwarded-For from where they come.
type Site struct {
	Base      string // http://127.0.0.1:port
	DB        *db.DB
	Campaigns *campaign.Service
	GamePath  string                             // of a campaign's page, its id follows
	SignedIn  func(who customer.ID) *http.Cookie // of a customer's phone
	Close     func() error
}

// Web compares what a campaign's page does for customers with an answer that does nothing, the same loader on the same machine,
// turn by turn: a claim that is durable before it is answered, with what risk keeps of it, and the answer that all is gone (C2).
func Web(open func(ctx context.Context, address string) (*Site, error)) Case {
	return Case{Name: "web", Zh: "活动页（HTTP，512 个连接）：每秒抢购与每秒“抢光了”，与 /healthz 相比", En: "a campaign's page over HTTP, 512 connections: claims and refusals, against /healthz",
		Run: func(ctx context.Context, env Env) (Result, error) { return WebCase(ctx, env, open, time.Second) }}
}

// WebCase is Web with turns of a length.
func WebCase(ctx context.Context, env Env, open func(ctx context.Context, address string) (*Site, error), turn time.Duration) (Result, error) {
	address, err := env.Address(ctx)
	if err != nil {
		return Result{}, err
	}
	s, err := open(ctx, address)
	if err != nil {
		return Result{}, err
	}
	ways, err := onTheWeb(ctx, s, turn)
	engine := s.DB.Engine()
	if err := errors.Join(err, s.Close()); err != nil {
		return Result{}, fmt.Errorf("bench: web: %w", err)
	}
	empty := ways[0].did
	out := Result{Case: "web", Engine: engine}
	for _, w := range ways[1:] {
		out.Rows = append(out.Rows, Row{Name: w.name, Zh: w.zh + " ÷ /healthz", En: w.en + " ÷ /healthz", Value: w.did.Rate() / empty.Rate(), Unit: "×", Least: w.least})
	}
	for _, w := range ways {
		out.Rows = append(out.Rows, figures(w.name, w.zh, w.en, w.did)...)
	}
	return out, nil
}

// onTheWeb has all ways work turn by turn and compares what was answered with the books.
func onTheWeb(ctx context.Context, s *Site, turn time.Duration) ([]*way, error) {
	owner := org.Owner(ctx, "bench")
	var sales [2]campaign.ID
	for n, stock := range []int64{100_000_000, 1} {
		var err error
		if sales[n], err = onShow(owner, s, stock); err != nil {
			return nil, err
		}
	}
	b := newBrowser(s)
	defer b.CloseIdleConnections()
	ways := []*way{
		{name: "healthz", zh: "/healthz", en: "/healthz", claim: b.healthy},
		{name: "accept", zh: "抢到（已落盘）", en: "claims, durable", least: 0.2, claim: func(ctx context.Context, who int64) error { return b.claims(ctx, sales[0], who, "/pay/") }},
		{name: "refuse", zh: "抢光了", en: "sold out", least: 0.5, claim: func(ctx context.Context, who int64) error {
			return b.claims(ctx, sales[1], who, "refused="+string(campaign.SoldOut))
		}},
	}
	if err := b.claims(ctx, sales[1], 1, "/pay/"); err != nil { // the only one
		return nil, err
	}
	var last atomic.Int64
	last.Store(1)
	for range turns {
		for _, w := range ways {
			l, err := drive(ctx, Load{callers, turn}, func(ctx context.Context) error { return w.claim(ctx, last.Add(1)) })
			if err != nil {
				return nil, fmt.Errorf("%s: %w", w.en, err)
			}
			w.did = w.did.join(l)
		}
	}
	return ways, errors.Join(s.audit(owner, sales[0], int64(len(ways[1].did.Each))), s.audit(owner, sales[1], 1))
}

// audit compares what was answered with the buckets, and with whom risk has seen get in.
func (s *Site) audit(ctx context.Context, i campaign.ID, answered int64) error {
	if err := booked(ctx, s.Campaigns, i, answered); err != nil {
		return err
	}
	seen, err := risk.Entries(ctx, s.DB.Read(), i)
	if err == nil && seen != answered {
		err = fmt.Errorf("%d got in, %d were seen", answered, seen)
	}
	return err
}

// onShow publishes a sale of so many things of one kind.
func onShow(ctx context.Context, s *Site, stock int64) (campaign.ID, error) {
	c, err := s.Campaigns.Draft(ctx, flashsale.Model{}.Name(), "秒杀", 0)
	if err != nil {
		return 0, err
	}
	settings := fmt.Sprintf(`{"items":[{"key":"a","name":"A","price":1990,"stock":%d,"per_person":1}],"hold_minutes":60}`, stock)
	now := s.DB.Clock().Now().UnixMilli()
	if _, err := s.Campaigns.Save(ctx, c.ID, campaign.Edit{Settings: json.RawMessage(settings),
		Terms: campaign.Terms{From: now, Until: now + 48*time.Hour.Milliseconds(), Goal: "bench", Target: 1, Cost: 1}}); err != nil {
		return 0, err
	}
	_, err = s.Campaigns.Publish(ctx, c.ID)
	return c.ID, err
}

// browser asks as the phones of many people do, each from an address of its own, over as many connections as there are callers.
type browser struct {
	*http.Client
	site *Site
}

func newBrowser(s *Site) *browser {
	return &browser{&http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: callers},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, s}
}

func (b *browser) healthy(ctx context.Context, who int64) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.site.Base+"/healthz", nil)
	if err != nil {
		return err
	}
	return b.ask(r, who, http.StatusOK, "")
}

// claims has somebody press the button of a sale, and wants to be sent on to an address that has to in it.
func (b *browser) claims(ctx context.Context, i campaign.ID, who int64, to string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, b.site.Base+b.site.GamePath+i.String(), strings.NewReader("act=join&n=1&item.a=1"))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(b.site.SignedIn(customer.ID(who)))
	return b.ask(r, who, http.StatusSeeOther, to)
}

func (b *browser) ask(r *http.Request, who int64, status int, to string) error {
	r.Header.Set("X-Forwarded-For", fmt.Sprintf("10.%d.%d.%d", who>>16&255, who>>8&255, who&255))
	w, err := b.Do(r)
	if err != nil {
		return err
	}
	defer w.Body.Close()
	_, err = io.Copy(io.Discard, w.Body)
	if at := w.Header.Get("Location"); err == nil && (w.StatusCode != status || !strings.Contains(at, to)) {
		err = fmt.Errorf("%s answered %d, to %q", r.URL.Path, w.StatusCode, at)
	}
	return err
}
