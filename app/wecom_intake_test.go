package app_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"qunli/channel/wecom"
	"qunli/kit/clock"
	"qunli/kit/serve"
	"qunli/sandbox"
	"qunli/web/hook"
)

// loaders is from how many connections is posted at a time.
const loaders = 512

// TestIntakeBesideAnEmptyHandler prints how fast callbacks are taken, verified, opened and made durable, beside an empty
// handler of the same server under the same loader. With QUNLI_PROOF=full it is judged: at least a fifth.
func TestIntakeBesideAnEmptyHandler(t *testing.T) {
	eachCompany(t, func(c *company) {
		turn, turns, prepared := 300*time.Millisecond, 1, 6000
		if os.Getenv("QUNLI_PROOF") == "full" {
			turn, turns, prepared = 2*time.Second, 3, 200_000
		}
		routes := serve.NewMux()
		routes.Handle("/hook/", (&hook.Hook{WeCom: c.app.WeCom, Inbox: c.app.Inbox}).Handler())
		routes.HandleFunc("POST /empty", func(http.ResponseWriter, *http.Request) {})
		edge, err := serve.NewEdge(routes, serve.Options{Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			c.Fatal(err)
		}
		server := httptest.NewServer(edge)
		defer server.Close()
		tell := c.teller(server.URL+hook.WeComPath, prepared)
		var empty, taken, ratios []float64
		for range turns {
			e := c.load(turn, func() (string, string) { return server.URL + "/empty", "<xml></xml>" })
			k := c.load(turn, tell)
			empty, taken, ratios = append(empty, e), append(taken, k), append(ratios, k/e)
		}
		slices.Sort(ratios)
		ratio := ratios[len(ratios)/2]
		fmt.Printf("intake %s: %.0f callbacks/s beside %.0f empty requests/s: %.2f (the best turns of %d; the ratio is the median)\n",
			c.app.DB.Engine(), slices.Max(taken), slices.Max(empty), ratio, turns)
		if os.Getenv("QUNLI_PROOF") == "full" && ratio < 0.2 {
			c.Errorf("%.2f of an empty handler", ratio)
		}
		c.await("0", func() string {
			return c.lines(`SELECT CAST(COUNT(*) AS TEXT) AS line FROM channel_inbox WHERE state = 'new'`)
		})
	})
}

// teller gives so many callbacks, each another, of one person who is edited again and again; they are encrypted before.
func (c *company) teller(address string, prepared int) func() (string, string) {
	c.Helper()
	var settings sandbox.Settings
	if err := c.world.Set(c.Context(), func(*sandbox.Settings) error { return nil }, &settings); err != nil {
		c.Fatal(err)
	}
	seal, err := wecom.NewSeal(callbackToken, callbackKey, settings.CorpID)
	if err != nil {
		c.Fatal(err)
	}
	who := c.act(sandbox.Act{Verb: "person", Name: "林晓"}).Person
	now := c.world.Now() / 1000
	type letter struct{ address, body string }
	letters := make([]letter, prepared)
	var told atomic.Int64
	for n := range letters {
		body := seal.Close(fmt.Appendf(nil, `<xml><ToUserName>%s</ToUserName><FromUserName>sys</FromUserName><CreateTime>%d</CreateTime><MsgType>event</MsgType><Event>change_external_contact</Event><ChangeType>edit_external_contact</ChangeType><UserID>mei</UserID><ExternalUserID>%s</ExternalUserID><State>%d</State></xml>`,
			settings.CorpID, now, who, n))
		stamp, nonce := fmt.Sprint(now), fmt.Sprint(n)
		q := url.Values{"msg_signature": {seal.Sign(stamp, nonce, body)}, "timestamp": {stamp}, "nonce": {nonce}}
		letters[n] = letter{address + "?" + q.Encode(), `<xml><ToUserName>` + settings.CorpID + `</ToUserName><Encrypt>` + body + `</Encrypt></xml>`}
	}
	return func() (string, string) {
		one := letters[told.Add(1)-1] // more would have to be prepared
		return one.address, one.body
	}
}

// load posts for a while and gives how many a second were answered 200.
func (c *company) load(d time.Duration, next func() (address, body string)) float64 {
	c.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: loaders}}
	defer client.CloseIdleConnections()
	ctx, stop := context.WithCancel(c.Context())
	defer stop()
	var done atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	watch := clock.Stopwatch()
	for range loaders {
		group.Go(func() error {
			for watch() < d && ctx.Err() == nil {
				address, body := next()
				answer, err := client.Post(address, "text/xml", strings.NewReader(body))
				if err != nil {
					return err
				}
				_, _ = io.Copy(io.Discard, answer.Body)
				_ = answer.Body.Close()
				if answer.StatusCode != http.StatusOK {
					return fmt.Errorf("%s answered %d", address, answer.StatusCode)
				}
				done.Add(1)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		c.Fatal(err)
	}
	return float64(done.Load()) / watch().Seconds()
}
