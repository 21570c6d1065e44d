package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"qunli/testkit/browser"
)

// A page is signed with the ticket of the corp, an app's doings with that of the app; what was signed otherwise, for another
// address or with a ticket that is over is told apart.
func TestPagesAreSigned(t *testing.T) {
	r := newRig(t)
	corp := r.get("get_jsapi_ticket")["ticket"].(string)
	agent := r.get("ticket/get", "type", "agent_config")["ticket"].(string)
	apps, err := r.Apps(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	app := apps[0].AgentID
	const page = "http://127.0.0.1/page?a=1"
	check := func(want, ticket, agentID, address string) {
		t.Helper()
		q := url.Values{"appid": {r.cfg().CorpID}, "agentid": {agentID}, "noncestr": {"n"}, "timestamp": {"1"}, "url": {address}, "signature": {pageSignature(ticket, "n", "1", page)}}
		answer, err := http.Get(r.server.URL + "/jssdk/check?" + q.Encode())
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		var said struct{ ErrMsg string }
		if err := json.NewDecoder(answer.Body).Decode(&said); err != nil || said.ErrMsg != want {
			t.Errorf("%q, want %q", said.ErrMsg, want)
		}
	}
	check("config:ok", corp, "", page)
	check("config:ok", corp, "", page+"#below")
	check("config:invalid signature", corp, "", page+"&from=groupmessage")
	check("config:40093, the other ticket was used", agent, "", page)
	check("agentConfig:ok", agent, app, page)
	check("agentConfig:40093, the other ticket was used", corp, app, page)
	check("agentConfig:40093, another app's ticket was used", agent, "another", page)
	r.travel(3 * time.Hour)
	check("config:42012, the ticket is over", corp, "", page)
}

// The official account gets a token and a ticket of its own, the same ones until they are over; its pages are signed with that ticket, not
// with the corp's.
func TestPagesOfTheOfficialAccountAreSigned(t *testing.T) {
	r := newRig(t)
	token := func(app, secret string) m {
		return r.fetchJSON(http.MethodPost, "/cgi-bin/stable_token", m{"grant_type": "client_credential", "appid": app, "secret": secret})
	}
	ticket := func(token any) m {
		return r.fetchJSON(http.MethodGet, fmt.Sprintf("/cgi-bin/ticket/getticket?type=jsapi&access_token=%v", token), nil)
	}
	account := r.cfg()
	if a, b := token("wx0", account.OASecret), token(account.OAAppID, "guess"); code(a) != 40013 || code(b) != 40125 {
		t.Error(a, b)
	}
	one, two := token(account.OAAppID, account.OASecret), token(account.OAAppID, account.OASecret)
	if one["access_token"] == nil || one["access_token"] != two["access_token"] {
		t.Fatal(one, two)
	}
	good := ticket(one["access_token"])
	if code(ticket("guess")) != 40001 || good["ticket"] == nil {
		t.Fatal(good)
	}
	for text, want := range map[string]string{fmt.Sprint(good["ticket"]): "config:ok", fmt.Sprint(r.get("get_jsapi_ticket")["ticket"]): "config:40093, the other ticket was used", "guess": "config:invalid signature"} {
		q := url.Values{"appid": {account.OAAppID}, "noncestr": {"n"}, "timestamp": {"1"}, "url": {"http://a/g/1"}, "signature": {pageSignature(text, "n", "1", "http://a/g/1")}}
		if said := r.fetchJSON(http.MethodGet, "/jssdk/check?"+q.Encode(), nil); said["errMsg"] != want {
			t.Errorf("%v, want %s", said, want)
		}
	}
	r.travel(3 * time.Hour)
	if code(ticket(one["access_token"])) != 42001 {
		t.Error("a token is good for ever")
	}
}

// A page in a browser is ready when it was signed for its address, and told so when it was not.
func TestThePageIsReady(t *testing.T) {
	r := newRig(t)
	ticket := r.get("get_jsapi_ticket")["ticket"].(string)
	var shop *httptest.Server
	shop = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, q *http.Request) {
		signed := pageSignature(ticket, "n", "1", shop.URL+q.URL.String())
		if q.URL.Query().Has("forged") {
			signed = "forged"
		}
		fmt.Fprintf(rw, `<!doctype html><title>店</title><script src="%s/jssdk.js"></script><p id="p"></p><script>
			wx.config({ appId: %q, timestamp: 1, nonceStr: 'n', signature: %q });
			wx.ready(function () { wx.updateAppMessageShareData({ title: '拼团', link: location.href }); p.textContent = 'ready ' + wx.shared.updateAppMessageShareData.title; });
			wx.error(function (e) { p.textContent = e.errMsg; });</script>`, r.server.URL, r.cfg().CorpID, signed)
	}))
	t.Cleanup(shop.Close)
	p := browser.Open(t) // gone before the servers that it looks at
	for address, want := range map[string]string{"/?a=1": "ready 拼团", "/?forged": "config:invalid signature"} {
		p.Go(shop.URL + address)
		p.Wait(fmt.Sprintf(`p.textContent === %q`, want))
	}
}
