package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"qunli/kit/clock"
)

// rig is a world under test: with an app, two members, and somebody who receives callbacks.
type rig struct {
	*World
	t      *testing.T
	file   string
	clock  *clock.Fake
	server *httptest.Server
	token  string
	inbox  *inbox
	stop   func()
}

// newRig opens a world at 10:00 on 2026-03-02 in Shanghai.
func newRig(t *testing.T, settings ...func(*Settings)) *rig {
	t.Helper()
	r := bareRig(t, settings...)
	r.act(Act{Verb: "hire", Name: "小美", ID: "mei"})
	r.act(Act{Verb: "hire", Name: "小刚", ID: "gang"})
	return r
}

// bareRig opens a world in which nobody is.
func bareRig(t *testing.T, settings ...func(*Settings)) *rig {
	t.Helper()
	r := &rig{t: t, file: filepath.Join(t.TempDir(), "sandbox.db"), clock: clock.NewFake(time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC))}
	r.open(settings...)
	t.Cleanup(func() { r.close() })
	r.login()
	return r
}

func (r *rig) open(settings ...func(*Settings)) {
	r.t.Helper()
	w, err := Open(r.t.Context(), Options{DB: r.file, Clock: r.clock, Settings: func(s *Settings) {
		s.RetryWait, s.Retries, s.EchoTimeout = 10, 3, 20_000
		for _, f := range settings {
			f(s)
		}
	}})
	if err != nil {
		r.t.Fatal(err)
	}
	r.World = w
	r.server = httptest.NewServer(w.Handler())
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); w.Run(ctx) }()
	r.stop = func() { cancel(); <-done }
}

func (r *rig) close() {
	r.stop()
	r.server.Close()
	if err := r.World.Close(); err != nil {
		r.t.Error(err)
	}
}

// reopen ends the world and opens it again from its file.
func (r *rig) reopen() {
	r.t.Helper()
	r.close()
	r.open()
}

func (r *rig) login() {
	r.t.Helper()
	apps, err := r.Apps(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	r.token = r.get("gettoken", "corpid", r.cfg().CorpID, "corpsecret", apps[0].Secret)["access_token"].(string)
}

func (r *rig) act(a Act) Outcome {
	r.t.Helper()
	out, err := r.Act(r.t.Context(), a)
	if err != nil {
		r.t.Fatalf("%+v: %v", a, err)
	}
	return out
}

// refused carries out an act that has to fail.
func (r *rig) refused(a Act, want error) {
	r.t.Helper()
	if _, err := r.Act(r.t.Context(), a); err == nil || !strings.HasPrefix(err.Error(), strings.SplitN(want.Error(), ":", 2)[0]) {
		r.t.Fatalf("%+v: %v, not %v", a, err, want)
	}
}

// people makes customers who are friends of mei.
func (r *rig) people(names ...string) []string {
	r.t.Helper()
	var ids []string
	for _, n := range names {
		ids = append(ids, r.act(Act{Verb: "person", Name: n}).Person)
		r.act(Act{Verb: "search", Person: n, Staff: "mei", On: true})
	}
	return ids
}

func (r *rig) set(f func(s *Settings)) {
	r.t.Helper()
	if err := r.Set(r.t.Context(), func(s *Settings) error { f(s); return nil }, nil); err != nil {
		r.t.Fatal(err)
	}
}

// travel lets time pass; a token that has ended is got anew.
func (r *rig) travel(d time.Duration) {
	r.t.Helper()
	r.clock.Advance(d)
	if r.token != "" && d >= time.Hour {
		r.login()
	}
}

// get calls the API by GET.
func (r *rig) get(path string, pairs ...string) m {
	r.t.Helper()
	q := url.Values{"access_token": {r.token}}
	for i := 0; i < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return r.fetchJSON(http.MethodGet, "/cgi-bin/"+path+"?"+q.Encode(), nil)
}

// call calls the API by POST.
func (r *rig) call(path string, body m) m {
	r.t.Helper()
	return r.fetchJSON(http.MethodPost, "/cgi-bin/"+path+"?access_token="+r.token, body)
}

// ok calls the API and fails when it refuses.
func (r *rig) ok(path string, body m) m {
	r.t.Helper()
	out := r.call(path, body)
	if code(out) != 0 {
		r.t.Fatalf("%s %v: %v", path, body, out)
	}
	return out
}

// wants calls the API and expects a code.
func (r *rig) wants(want int, path string, body m) {
	r.t.Helper()
	if out := r.call(path, body); code(out) != want {
		r.t.Errorf("%s %v: %v, not %d", path, body, out, want)
	}
}

func code(v m) int { return int(v["errcode"].(float64)) }

func (r *rig) fetchJSON(method, path string, body any) m {
	r.t.Helper()
	var send io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			r.t.Fatal(err)
		}
		send = bytes.NewReader(raw)
	}
	req, err := http.NewRequest(method, r.server.URL+path, send)
	if err != nil {
		r.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	out := m{}
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		r.t.Fatalf("%s: %d, %v", path, resp.StatusCode, err)
	}
	return out
}

// heard is one event as a receiver reads it.
type heard struct {
	XMLName xml.Name `xml:"xml"`
	To      string   `xml:"ToUserName"`
	From    string   `xml:"FromUserName"`
	Time    int64    `xml:"CreateTime"`
	Event   string   `xml:"Event"`
	Change  string   `xml:"ChangeType"`
	User    string   `xml:"UserID"`
	Person  string   `xml:"ExternalUserID"`
	State   string   `xml:"State"`
	Welcome string   `xml:"WelcomeCode"`
	Source  string   `xml:"Source"`
	Reason  string   `xml:"FailReason"`
	Chat    string   `xml:"ChatId"`
	Detail  string   `xml:"UpdateDetail"`
	Join    string   `xml:"JoinScene"`
	Quit    string   `xml:"QuitScene"`
	Count   int      `xml:"MemChangeCnt"`
	Changed []string `xml:"MemChangeList>Item"`
	Last    string   `xml:"LastMemVer"`
	Current string   `xml:"CurMemVer"`
	ID      string   `xml:"Id"`
	TagType string   `xml:"TagType"`
}

// inbox receives callbacks.
type inbox struct {
	mu     sync.Mutex
	seal   *sealer
	server *httptest.Server
	got    []heard
	status func(n int) int // of the n-th post; nil: 200
	posts  int
	bad    []string
	word   func(s string) string // changes the answer to a verification
}

const testKey = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"

// listen makes a receiver and has it saved in the console.
func (r *rig) listen() *inbox {
	r.t.Helper()
	seal, err := newSealer("tok", testKey, r.cfg().CorpID)
	if err != nil {
		r.t.Fatal(err)
	}
	in := &inbox{seal: seal}
	in.server = httptest.NewServer(in)
	r.t.Cleanup(in.server.Close)
	r.inbox = in
	if err := r.SetCallback(r.t.Context(), Callback{URL: in.server.URL + "/hook?x=1", Token: "tok", AESKey: testKey}); err != nil {
		r.t.Fatal(err)
	}
	return in
}

func (in *inbox) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if echo := q.Get("echostr"); echo != "" {
		word, err := in.seal.open(echo)
		if err != nil || in.seal.sign(q.Get("timestamp"), q.Get("nonce"), echo) != q.Get("msg_signature") {
			http.Error(rw, "no", http.StatusForbidden)
			return
		}
		answer := string(word)
		if in.word != nil {
			answer = in.word(answer)
		}
		io.WriteString(rw, answer)
		return
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	in.posts++
	var wrapped struct {
		To      string `xml:"ToUserName"`
		Agent   string `xml:"AgentID"`
		Encrypt string `xml:"Encrypt"`
	}
	if err := xml.NewDecoder(r.Body).Decode(&wrapped); err != nil {
		in.bad = append(in.bad, err.Error())
	}
	if in.seal.sign(q.Get("timestamp"), q.Get("nonce"), wrapped.Encrypt) != q.Get("msg_signature") || q.Get("x") != "1" || wrapped.Agent == "" {
		in.bad = append(in.bad, "signature")
	}
	if in.status != nil {
		if s := in.status(in.posts); s != http.StatusOK {
			rw.WriteHeader(s)
			return
		}
	}
	plain, err := in.seal.open(wrapped.Encrypt)
	if err != nil {
		in.bad = append(in.bad, err.Error())
		return
	}
	var e heard
	if err := xml.Unmarshal(plain, &e); err != nil {
		in.bad = append(in.bad, err.Error())
	}
	in.got = append(in.got, e)
}

// wait gives the events once there are n of them.
func (in *inbox) wait(t *testing.T, n int) []heard {
	t.Helper()
	for range 3000 {
		in.mu.Lock()
		got, bad := slices.Clone(in.got), slices.Clone(in.bad)
		in.mu.Unlock()
		if len(bad) > 0 {
			t.Fatal(bad)
		}
		if len(got) >= n {
			return got
		}
		time.Sleep(10 * time.Millisecond)
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	t.Fatalf("only %d of %d events: %+v", len(in.got), n, in.got)
	return nil
}

// last gives the last of n events.
func (in *inbox) last(t *testing.T, n int) heard {
	t.Helper()
	return in.wait(t, n)[n-1]
}

func decode(t *testing.T, raw []byte) m {
	t.Helper()
	out := m{}
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	return out
}
