package console

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"qunli/automation"
	"qunli/channel"
	"qunli/kit/db"
	"qunli/org"
)

// tellPayloads has a channel tell things, and has the first of them read and the second fail.
func (h *house) tellPayloads(texts ...string) {
	h.Helper()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.c.Inbox.Run(ctx) }()
	for _, text := range texts {
		_, err := h.c.Inbox.Receive(ctx, channel.Inbound{Channel: "test", Kind: "add", Subject: "person:wm1", Payload: []byte(text)})
		h.must(err)
	}
	stop()
	h.must(<-ended)
	h.c.Inbox.ReadBy("test", func(_ context.Context, _ *db.Tx, list []channel.Payload) ([]error, error) {
		out := make([]error, len(list))
		for n, p := range list {
			if strings.Contains(p.Payload, "bad") {
				out[n] = errors.New("bad")
			}
		}
		return out, nil
	})
	h.must(h.queue.Drain(h.Context()))
}

// What was told is listed without its text; the text is for who may, with phones masked, and that they looked is on record.
func TestToldIsListedOpenedAndReadAgain(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		h.tellPayloads("good 13812345678", "bad")
		all := ok[list[payloadView]](boss, "GET", "/api/inbox", nil)
		if len(all.Items) != 2 || all.Items[0].State != channel.Failed || all.Items[0].Reason != "internal" || all.Items[1].State != channel.Done || all.Items[1].About != "person" {
			h.Fatalf("%+v", all)
		}
		if w := boss.send("GET", "/api/inbox", nil); strings.Contains(w.Body.String(), "138") || strings.Contains(w.Body.String(), "wm1") {
			h.Errorf("the list tells too much: %s", w.Body)
		}
		if page := ok[list[payloadView]](boss, "GET", "/api/inbox?limit=1", nil); len(page.Items) != 1 || page.Next != all.Items[0].ID.String() {
			h.Errorf("%+v", page)
		}
		if page := ok[list[payloadView]](boss, "GET", "/api/inbox?limit=1&after="+all.Items[0].ID.String(), nil); len(page.Items) != 1 || page.Items[0].ID != all.Items[1].ID {
			h.Errorf("%+v", page)
		}
		if n := ok[inboxCounts](boss, "GET", "/api/inbox/counts", nil); n.Done != 1 || n.Failed != 1 || n.New != 0 || n.Oldest != 0 {
			h.Errorf("%+v", n)
		}
		if none := ok[list[payloadView]](boss, "GET", "/api/inbox?state=failed&from=2000-01-01&to=2000-01-02", nil); len(none.Items) != 0 {
			h.Errorf("%+v", none)
		}
		refused(boss, 422, "invalid", "GET", "/api/inbox?from=soon", nil)
		at := "/api/inbox/" + all.Items[1].ID.String()
		if text := ok[payloadText](boss, "POST", at+"/open", nil); text.Payload != "good 138****5678" || text.Subject != "person:wm1" {
			h.Errorf("%+v", text)
		}
		audits, err := h.c.Org.History(h.owner(), org.HistoryQuery{ObjectKind: "payload", ObjectID: int64(all.Items[1].ID)})
		h.must(err)
		if len(audits.Items) != 1 || audits.Items[0].Verb != "payload.open" {
			h.Errorf("the audit says %+v", audits.Items)
		}
		if got := ok[replayed](boss, "POST", "/api/inbox/replay", m{"kind": "add"}); got.Times != 1 || got.More {
			h.Errorf("%+v", got)
		}
		ok[none](boss, "POST", at+"/replay", nil)
		if n := ok[inboxCounts](boss, "GET", "/api/inbox/counts", nil); n.New != 2 || n.Oldest == 0 {
			h.Errorf("%+v", n)
		}
		refused(boss, 404, "channel.payload.missing", "POST", "/api/inbox/"+anID("cin")+"/replay", nil)
	})
}

func greetingOf(name string, variants ...m) m {
	return m{"name": name, "states": []string{}, "from_minute": 0, "until_minute": 0, "rule": "", "closed": false, "variants": variants}
}

// Greetings stand in the order in which they are tried; a new one is the last, and somebody else's change is not written over.
func TestGreetingsAreWrittenAndOrdered(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		text := m{"weight": 1, "text": "你好", "attachments": []m{{"kind": "link", "title": "小程序", "url": "https://example.com/a"}}}
		one := ok[greetingView](boss, "POST", "/api/greetings", greetingOf("一", text))
		two := ok[greetingView](boss, "POST", "/api/greetings", greetingOf("二", text, m{"weight": 2, "text": "欢迎", "attachments": []m{}}))
		names := func() string {
			var out []string
			for _, g := range ok[greetingsView](boss, "GET", "/api/greetings", nil).Items {
				out = append(out, g.Name)
			}
			return strings.Join(out, " ")
		}
		if names() != "一 二" || two.Variants[1].Label != "B" || one.Variants[0].Attachments[0].URL != "https://example.com/a" {
			h.Errorf("%s %+v", names(), two)
		}
		ok[none](boss, "PUT", "/api/greetings/order", m{"ids": []string{two.ID.String(), one.ID.String()}})
		if names() != "二 一" {
			h.Error(names())
		}
		for _, ids := range [][]string{{one.ID.String()}, {one.ID.String(), one.ID.String()}, {one.ID.String(), two.ID.String(), anID("gre")}} {
			refused(boss, 409, "greeting.changed", "PUT", "/api/greetings/order", m{"ids": ids})
		}
		refused(boss, 409, "greeting.changed", "PUT", "/api/greetings/"+one.ID.String(), with(greetingOf("三", text), "version", 1)) // its place was changed since
		shut := with(with(greetingOf("三", text), "version", 2), "closed", true)
		if got := ok[greetingView](boss, "PUT", "/api/greetings/"+one.ID.String(), shut); !got.Closed || names() != "二 三" {
			h.Errorf("%+v %s", got, names())
		}
		refused(boss, 404, "greeting.missing", "PUT", "/api/greetings/"+anID("gre"), shut)
		refused(boss, 422, "invalid", "POST", "/api/greetings", greetingOf("空"))
	})
}

// How greetings went is told by greeting, outcome and reason, and one by one.
func TestGreetingsTellHowTheyWent(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		g := ok[greetingView](boss, "POST", "/api/greetings", greetingOf("一", m{"weight": 1, "text": "你好", "attachments": []m{}}))
		now := h.d.Clock.Now().UnixMilli()
		h.must(h.d.Tx(h.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Insert(ctx, tx, "automation_welcome", []automation.Welcome{
				{PayloadID: 1, Channel: "test", GreetingID: g.ID, Variant: "A", Outcome: automation.Sent, Took: 100, At: now},
				{PayloadID: 2, Channel: "test", GreetingID: g.ID, Variant: "A", Outcome: automation.Sent, Took: 300, At: now},
				{PayloadID: 3, Channel: "test", GreetingID: g.ID, Variant: "A", Outcome: automation.Refused, Reason: "wecom.denied", Took: 50, At: now},
				{PayloadID: 4, Channel: "test", Outcome: automation.None, At: now},
				{PayloadID: 5, Channel: "test", GreetingID: g.ID, Variant: "A", Outcome: automation.Sent, At: now - (resultDays+1)*86_400_000},
			}, "")
			return err
		}))
		got := ok[greetingsView](boss, "GET", "/api/greetings", nil)
		want := []greetingTally{{"A", automation.Refused, "wecom.denied", 1, 50}, {"A", automation.Sent, "", 2, 200}}
		if len(got.Items) != 1 || !slices.Equal(got.Items[0].Results, want) || len(got.None) != 1 || got.None[0].Times != 1 {
			h.Errorf("%+v", got)
		}
		for path, n := range map[string]int{"": 5, "?outcome=sent": 3, "?greeting_id=" + g.ID.String(): 4, "?outcome=sent&limit=1": 1} {
			if list := ok[list[welcomeView]](boss, "GET", "/api/welcomes"+path, nil); len(list.Items) != n {
				h.Errorf("%s: %+v", path, list)
			}
		}
	})
}

// The account's secrets go in and never come out.
func TestSecretsOfTheAccountAreNeverShown(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		keys := ok[callbackKeys](boss, "POST", "/api/wecom/keys", nil)
		ok[none](boss, "PUT", "/api/wecom", m{"corp_id": "ww1", "agent_id": "7", "secret": "very-secret", "token": keys.Token, "aes_key": keys.AESKey})
		w := boss.send("GET", "/api/wecom", nil)
		for _, s := range []string{"very-secret", keys.Token, keys.AESKey} {
			if strings.Contains(w.Body.String(), s) {
				h.Errorf("shown: %s", w.Body)
			}
		}
		ok[none](boss, "PUT", "/api/wecom", m{"corp_id": "ww1", "agent_id": "8"})
		got := ok[wecomView](boss, "GET", "/api/wecom", nil)
		if !got.Connected || !got.HasSecret || !got.HasToken || !got.HasKey || got.Agent != "8" || got.Callback != "/hook/wecom" || got.Sandbox {
			h.Errorf("%+v", got)
		}
		refused(boss, 422, "invalid", "POST", "/api/wecom/examine", m{"address": "ftp://somewhere"})
		ok[none](boss, "DELETE", "/api/wecom", nil)
		if got := ok[wecomView](boss, "GET", "/api/wecom", nil); got.Connected || got.HasSecret || got.HasToken || got.HasKey {
			h.Errorf("%+v", got)
		}
	})
}
