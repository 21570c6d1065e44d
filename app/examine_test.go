package app_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"qunli/channel/wecom"
	"qunli/kit/clock"
	"qunli/org"
	"qunli/sandbox"
	"qunli/web/hook"
)

// account is the one that connect saved, with its secrets.
func (c *company) account() wecom.Account {
	c.Helper()
	var settings sandbox.Settings
	if err := c.world.Set(c.Context(), func(*sandbox.Settings) error { return nil }, &settings); err != nil {
		c.Fatal(err)
	}
	return wecom.Account{Corp: settings.CorpID, Agent: c.agent().AgentID, Secret: c.agent().Secret, Token: callbackToken, AESKey: callbackKey, Base: c.outside.URL, Sandbox: true}
}

// agent is the application outside.
func (c *company) agent() sandbox.App {
	c.Helper()
	apps, err := c.world.Apps(c.Context())
	if err != nil {
		c.Fatal(err)
	}
	return apps[0]
}

func (c *company) save(a wecom.Account) {
	c.Helper()
	if err := c.app.WeCom.Save(org.Owner(c.Context(), "test"), a); err != nil {
		c.Fatal(err)
	}
}

// examine gives the lines of an examination by name, and tells which values do not stand well: "name state, …".
func (c *company) examine(address string) (map[string]wecom.Check, string) {
	c.Helper()
	last, err := c.app.Inbox.LastAt(c.Context(), wecom.Name)
	if err != nil {
		c.Fatal(err)
	}
	list, err := c.app.WeCom.Examine(org.Owner(c.Context(), "test"), wecom.Site{Address: address, Path: hook.WeComPath, LastAt: last})
	if err != nil {
		c.Fatal(err)
	}
	all, bad := map[string]wecom.Check{}, []string{}
	for _, one := range list {
		all[one.Name] = one
		if one.State == wecom.Wrong || one.State == wecom.Doubtful {
			bad = append(bad, one.Name+" "+string(one.State))
			if one.FoundZh == "" || one.FoundEn == "" || one.RemedyZh == "" || one.RemedyEn == "" {
				c.Errorf("%s says too little: %+v", one.Name, one)
			}
		}
	}
	if len(all) != 13 {
		c.Errorf("%d values: %v", len(all), all)
	}
	return all, strings.Join(bad, ", ")
}

// elsewhere is a server that is not ours.
func (c *company) elsewhere(f http.HandlerFunc) string {
	s := httptest.NewServer(f)
	c.Cleanup(s.Close)
	return s.URL
}

// TestEachWrongValueIsFoundByItself: every value is wrong once, and its line alone says so, with what to do.
func TestEachWrongValueIsFoundByItself(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.save(c.account())
		c.act(sandbox.Act{Verb: "person", Name: "王小明"})
		c.act(sandbox.Act{Verb: "search", Person: "王小明", Staff: "mei", On: true})
		c.await("王小明 mei", c.bonds)
		ctx := org.Owner(c.Context(), "test")
		if err := c.app.WeCom.SetDomainFile(ctx, wecom.DomainFile{Name: "WW_verify_abcDEF123.txt", Content: "abcDEF123\n"}); err != nil {
			c.Fatal(err)
		}
		if all, bad := c.examine(c.door.URL); bad != "" || all["contact"].State != wecom.Sound || all["domain"].State != wecom.Sound {
			c.Fatalf("of a sound account: %s %+v", bad, all)
		}
		late := c.elsewhere(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", clock.System{}.Now().Add(-20*time.Minute).UTC().Format(http.TimeFormat))
			c.world.Handler().ServeHTTP(w, r)
		})
		shut := httptest.NewServer(http.NotFoundHandler())
		shut.Close()
		hello := c.elsewhere(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") })
		for _, one := range []struct {
			want, says string
			account    func(*wecom.Account)
			app        func(*sandbox.App)
			faults     map[string]int
			address    string
		}{
			{want: "network wrong", account: func(a *wecom.Account) { a.Base = shut.URL }},
			{want: "corp_id wrong", account: func(a *wecom.Account) { a.Corp = "ww00000000" }},
			{want: "secret wrong", account: func(a *wecom.Account) { a.Secret = "no such secret" }},
			{want: "trusted_ip wrong", says: "127.0.0.1", app: func(a *sandbox.App) { a.IPs = []string{"10.9.9.9"} }},
			{want: "trusted_ip wrong", says: "127.0.0.1", faults: map[string]int{"agent/get": 60020}},
			{want: "agent_id wrong", account: func(a *wecom.Account) { a.Agent = "1" }},
			{want: "agent_id wrong", faults: map[string]int{"agent/get": 301002}},
			{want: "contact wrong", app: func(a *sandbox.App) { a.Callable, a.System = false, false }},
			{want: "clock wrong", account: func(a *wecom.Account) { a.Base = late }},
			{want: "network wrong", faults: map[string]int{"gettoken": 45009}},
			{want: "callback wrong, domain wrong", address: hello},
			{want: "callback warning, domain warning", address: shut.URL},
		} {
			account, app := c.account(), c.agent()
			was := app
			if one.account != nil {
				one.account(&account)
			}
			if one.app != nil {
				one.app(&app)
			}
			c.save(account)
			c.arrange(app, one.faults)
			address := c.door.URL
			if one.address != "" {
				address = one.address
			}
			all, bad := c.examine(address)
			name, _, _ := strings.Cut(one.want, " ")
			if bad != one.want || !strings.Contains(all[name].RemedyZh, one.says) || !strings.Contains(all[name].RemedyEn, one.says) {
				c.Errorf("wanted %s (%s), got %s: %+v", one.want, one.says, bad, all[name])
			}
			c.arrange(was, nil)
		}
	})
}

// arrange sets the application outside, and which calls fail how.
func (c *company) arrange(a sandbox.App, faults map[string]int) {
	c.Helper()
	if err := c.world.SaveApp(c.Context(), a); err != nil {
		c.Fatal(err)
	}
	err := c.world.Set(c.Context(), func(s *sandbox.Settings) error {
		s.Faults = map[string]*sandbox.Fault{}
		for path, code := range faults {
			s.Faults[path] = &sandbox.Fault{Code: code, Left: -1}
		}
		return nil
	}, nil)
	if err != nil {
		c.Fatal(err)
	}
}

// TestMembersAreComparedWithStaff: who of the staff lacks the right, and which members nobody here knows, by name.
func TestMembersAreComparedWithStaff(t *testing.T) {
	eachCompany(t, func(c *company) {
		ctx := org.Owner(c.Context(), "test")
		account := c.account()
		account.Sandbox = false
		account.Base = c.outside.URL
		c.save(account)
		if _, _, err := c.app.Org.Hire(ctx, org.StaffRequest{Login: "lan", Name: "阿兰", Code: "lan", Role: org.RoleOperator}); err != nil {
			c.Fatal(err)
		}
		c.act(sandbox.Act{Verb: "hire", Name: "小红", ID: "hong"})
		all, bad := c.examine(c.door.URL)
		if strings.TrimSuffix(bad, ", events warning") != "staff warning, address wrong" { // what was heard by then is not asked here
			c.Errorf("%s", bad)
		}
		if found := all["staff"].FoundZh; !strings.HasPrefix(found, "2 位") || !strings.Contains(found, "阿兰（lan）") || !strings.Contains(found, "hong") {
			c.Error(found)
		}
		if all["domain"].State != wecom.Unasked {
			c.Errorf("%+v", all["domain"])
		}
		if _, bad := c.examine("http://qunli.example.test"); !strings.Contains(bad, "address warning") || !strings.Contains(bad, "callback warning") {
			c.Error(bad)
		}
	})
}

// TestDisconnectedIsAsNew: the account and its secrets are gone; the sandbox's account gives way to no other.
func TestDisconnectedIsAsNew(t *testing.T) {
	eachCompany(t, func(c *company) {
		ctx := org.Owner(c.Context(), "test")
		c.save(c.account())
		real := c.account()
		real.Sandbox = false
		if err := c.app.WeCom.Save(ctx, real); err == nil {
			c.Error("a company stands beside the sandbox")
		}
		if err := c.app.WeCom.Disconnect(ctx); err != nil {
			c.Fatal(err)
		}
		shown, err := c.app.WeCom.Account(ctx)
		if err != nil || shown != (wecom.Shown{}) {
			c.Errorf("%+v %v", shown, err)
		}
		if _, err := c.app.WeCom.Examine(ctx, wecom.Site{Address: c.door.URL}); err == nil {
			c.Error("nothing was examined")
		}
		if _, err := c.app.WeCom.Client(ctx); err == nil {
			c.Error("there is a client")
		}
		c.save(real)
	})
}

// TestTheDomainFileIsServedAtTheRoot: under its own name only, and nothing else can be put there.
func TestTheDomainFileIsServedAtTheRoot(t *testing.T) {
	eachCompany(t, func(c *company) {
		ctx := org.Owner(c.Context(), "test")
		for _, f := range []wecom.DomainFile{{Name: "index.html", Content: "a"}, {Name: "WW_verify_../a.txt", Content: "a"}, {Name: "WW_verify_a.txt", Content: "<script>"},
			{Name: "WW_verify_a.txt"}, {Name: "WW_verify_.txt", Content: "a"}, {Name: "ww_verify_a.txt", Content: "a"}} {
			if err := c.app.WeCom.SetDomainFile(ctx, f); err == nil {
				c.Errorf("%+v was taken", f)
			}
		}
		if err := c.app.WeCom.SetDomainFile(ctx, wecom.DomainFile{Name: "WW_verify_a1.txt", Content: "a1"}); err != nil {
			c.Fatal(err)
		}
		for path, want := range map[string]string{"/WW_verify_a1.txt": "200 a1", "/WW_verify_a2.txt": "404", "/WW_verify_": "404"} {
			if got := c.read(ctx, path); !strings.HasPrefix(got, want) || strings.HasPrefix(want, "200") && got != want {
				c.Errorf("%s: %s", path, got)
			}
		}
		if err := c.app.WeCom.SetDomainFile(ctx, wecom.DomainFile{}); err != nil {
			c.Fatal(err)
		}
		if got := c.read(ctx, "/WW_verify_a1.txt"); !strings.HasPrefix(got, "404") {
			c.Error(got)
		}
	})
}

// read gets a path of ours: "status body".
func (c *company) read(ctx context.Context, path string) string {
	c.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.door.URL+path, nil)
	if err != nil {
		c.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		c.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		c.Fatal(err)
	}
	return answer.Status[:3] + " " + string(text)
}
