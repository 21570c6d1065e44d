package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"qunli/app"
	"qunli/automation"
	"qunli/channel"
	"qunli/channel/wecom"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/serve"
	"qunli/org"
	"qunli/sandbox"
	"qunli/testkit/pgtest"
	"qunli/web/hook"
)

// company is the program connected with a WeCom of its own.
type company struct {
	*testing.T
	address string // of the database
	dir     string
	app     *app.App
	world   *sandbox.World
	door    *httptest.Server // our callback address, whichever program answers behind it
	outside *httptest.Server // the world's
	handler atomic.Value     // of the program that runs, an http.Handler
	halt    func()           // ends the program
	ill     atomic.Int64     // every so many calls of the API are answered 502; 0 none
	timed   atomic.Pointer[laps]

	mu   sync.Mutex
	hold bool // what is told is kept, and acknowledged
	kept []*http.Request
}

// eachCompany runs a test on both engines.
func eachCompany(t *testing.T, f func(c *company)) {
	t.Parallel() // most of the time both sides wait for each other
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		f(openCompany(t, "sqlite://"+filepath.Join(t.TempDir(), "qunli.db")))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		f(openCompany(t, pgtest.Fresh(t)))
	})
}

const (
	callbackToken = "QDG6eK"
	callbackKey   = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
)

func openCompany(t *testing.T, address string) *company {
	t.Helper()
	c := newCompany(t, address, t.TempDir())
	c.begin()
	c.connect(c.outside.URL)
	return c
}

// newCompany makes the world outside; the program does not run yet.
func newCompany(t *testing.T, address, dir string) *company {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	world, err := sandbox.Open(ctx, sandbox.Options{DB: filepath.Join(dir, "sandbox.db"), Clock: clock.System{}})
	if err != nil {
		t.Fatal(err)
	}
	c := &company{T: t, address: address, dir: dir, world: world, halt: func() {}}
	api, calls := world.Handler(), new(atomic.Int64)
	c.outside = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if every := c.ill.Load(); every > 0 && strings.HasPrefix(r.URL.Path, "/cgi-bin/") && calls.Add(1)%every == 0 {
			http.Error(rw, "bad gateway", http.StatusBadGateway)
			return
		}
		if l := c.timed.Load(); l != nil {
			l.serve(api, rw, r)
			return
		}
		api.ServeHTTP(rw, r)
	}))
	c.handler.Store(http.NotFoundHandler().ServeHTTP)
	c.door = httptest.NewServer(http.HandlerFunc(c.answer))
	var group errgroup.Group
	group.Go(func() error { defer world.Close(); return world.Run(ctx) })
	t.Cleanup(func() {
		stop()
		if err := group.Wait(); err != nil && ctx.Err() == nil {
			t.Error(err)
		}
		c.halt()
		c.door.Close()
		c.outside.Close()
	})
	return c
}

// answer is what answers at our callback address.
func (c *company) answer(rw http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	hold := c.hold && r.Method == http.MethodPost
	if hold {
		body, _ := io.ReadAll(r.Body)
		again := httptest.NewRequest(r.Method, r.URL.String(), bytes.NewReader(body))
		again.Header = r.Header
		c.kept = append(c.kept, again)
	}
	c.mu.Unlock()
	if !hold {
		c.handler.Load().(func(http.ResponseWriter, *http.Request))(rw, r)
	}
}

// open opens the program on the company's database.
func (c *company) open(ctx context.Context) *app.App {
	c.Helper()
	a, err := app.OpenForWriting(ctx, app.Config{DB: c.address, Files: filepath.Join(c.dir, "files"), Key: filepath.Join(c.dir, "qunli.key")}, slog.New(slog.DiscardHandler))
	if err != nil {
		c.Fatal(err)
	}
	return a
}

// begin has the program run, until halt.
func (c *company) begin() {
	c.Helper()
	ctx, stop := context.WithCancel(context.Background())
	a := c.open(ctx)
	hooks := &hook.Hook{WeCom: a.WeCom, Pay: a.WeChatPay, Inbox: a.Inbox}
	edge, err := serve.NewEdge(hooks.DomainFile(hooks.Handler()), serve.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		c.Fatal(err)
	}
	c.app = a
	c.handler.Store(edge.ServeHTTP)
	group, ctx := errgroup.WithContext(ctx)
	for _, part := range []func(context.Context) error{a.Jobs.Run, a.Inbox.Run, a.Greeter.Run, a.Campaign.Run, a.Risk.Run} {
		group.Go(func() error { return part(ctx) })
	}
	c.halt = func() {
		c.halt = func() {}
		stop()
		if err := errors.Join(group.Wait(), a.Close()); err != nil && !errors.Is(err, context.Canceled) {
			c.Error(err)
		}
	}
}

// connect hires people on both sides and exchanges secrets, as an administrator does.
func (c *company) connect(base string) {
	c.Helper()
	ctx := org.Owner(c.Context(), "test")
	c.await("done", func() string { return c.lines(`SELECT state AS line FROM job WHERE kind = 'channel.night.wecom'`) }) // nothing to read yet
	c.act(sandbox.Act{Verb: "hire", Name: "小美", ID: "mei"})
	c.act(sandbox.Act{Verb: "hire", Name: "小刚", ID: "gang"})
	for _, code := range []string{"mei", "gang"} {
		if _, _, err := c.app.Org.Hire(ctx, org.StaffRequest{Login: code, Name: code, Code: code, Role: org.RoleOperator}); err != nil {
			c.Fatal(err)
		}
	}
	apps, err := c.world.Apps(ctx)
	if err != nil {
		c.Fatal(err)
	}
	var settings sandbox.Settings
	if err := c.world.Set(ctx, func(*sandbox.Settings) error { return nil }, &settings); err != nil {
		c.Fatal(err)
	}
	err = c.app.WeCom.Save(ctx, wecom.Account{Corp: settings.CorpID, Agent: apps[0].AgentID, Secret: apps[0].Secret, Token: callbackToken, AESKey: callbackKey, Base: base})
	if err != nil {
		c.Fatal(err)
	}
	if err := c.world.SetCallback(ctx, sandbox.Callback{URL: c.door.URL + hook.WeComPath, Token: callbackToken, AESKey: callbackKey}); err != nil {
		c.Fatal(err)
	}
}

func (c *company) act(a sandbox.Act) sandbox.Outcome {
	c.Helper()
	out, err := c.world.Act(c.Context(), a)
	if err != nil {
		c.Fatalf("%+v: %v", a, err)
	}
	return out
}

// await waits until what we know, told by read, is want.
func (c *company) await(want string, read func() string) {
	c.Helper()
	got := ""
	for waited := clock.Stopwatch(); waited() < 2*time.Minute; {
		if got = read(); got == want {
			return
		}
		if err := clock.Sleep(c.Context(), 20*time.Millisecond); err != nil {
			c.Fatal(err)
		}
	}
	c.Fatalf("got  %s\nwant %s", got, want)
}

// bonds tells who has whom: "person with member, how it ended".
func (c *company) bonds() string {
	return c.lines(`SELECT c.name || ' ' || b.member || CASE WHEN b.until = 0 THEN '' ELSE ' ended' || CASE WHEN b.ended_by = '' THEN '' ELSE ' by ' || b.ended_by END END AS line
		FROM customer_bond b JOIN customer c ON c.id = b.customer_id`)
}

// members tells who is in which group.
func (c *company) members() string {
	return c.lines(`SELECT g.name || ': ' || c.name || CASE WHEN s.left_at = 0 THEN '' ELSE ' left' END AS line
		FROM community_stay s JOIN community g ON g.id = s.community_id JOIN customer c ON c.id = s.customer_id`)
}

func (c *company) lines(sql string) string {
	c.Helper()
	list, err := db.All[string](c.Context(), c.app.DB.Read(), sql)
	if err != nil {
		c.Fatal(err)
	}
	slices.Sort(list)
	return strings.Join(list, "; ")
}

// TestWhatHappensOutsideIsKnown: people add, delete and come back, join groups and leave them; we know it, each once.
func TestWhatHappensOutsideIsKnown(t *testing.T) {
	eachCompany(t, func(c *company) {
		for _, name := range []string{"王小明", "李雷"} {
			c.act(sandbox.Act{Verb: "person", Name: name})
			c.act(sandbox.Act{Verb: "search", Person: name, Staff: "mei", On: true})
		}
		c.await("李雷 mei; 王小明 mei", c.bonds)
		c.act(sandbox.Act{Verb: "unfollow", Person: "李雷", Staff: "mei"})
		c.await("李雷 mei ended by person; 王小明 mei", c.bonds)

		c.act(sandbox.Act{Verb: "group", Staff: "mei", Name: "福利群", People: []string{"王小明"}})
		c.await("福利群: 王小明", c.members)
		c.act(sandbox.Act{Verb: "invite", Person: "王小明", Group: "福利群", People: []string{"李雷"}})
		c.await("福利群: 李雷; 福利群: 王小明", c.members)
		c.act(sandbox.Act{Verb: "leave", Person: "李雷", Group: "福利群"})
		c.await("福利群: 李雷 left; 福利群: 王小明", c.members)
		c.act(sandbox.Act{Verb: "rename", Staff: "mei", Group: "福利群", Name: "尝鲜群"})
		c.await("尝鲜群: 李雷 left; 尝鲜群: 王小明", c.members)
		c.act(sandbox.Act{Verb: "unfriend", Person: "王小明", Staff: "mei"})
		c.await("李雷 mei ended by person; 王小明 mei ended by staff", c.bonds)
	})
}

// TestAStormOutside: events that come twice, out of order and get lost on the way, and answers that never arrive: in the end we
// know what the other side knows.
func TestAStormOutside(t *testing.T) {
	eachCompany(t, func(c *company) {
		err := c.world.Set(c.Context(), func(s *sandbox.Settings) error {
			s.Duplicate, s.Reorder, s.Deaf, s.DropReply, s.RetryWait = 0.2, 0.1, 0.1, 0.05, 10
			return nil
		}, nil)
		if err != nil {
			c.Fatal(err)
		}
		var people []string
		for n := range 40 {
			name := fmt.Sprintf("客%02d", n)
			people = append(people, name)
			c.act(sandbox.Act{Verb: "person", Name: name})
			c.act(sandbox.Act{Verb: "search", Person: name, Staff: []string{"mei", "gang"}[n%2], On: true})
		}
		c.act(sandbox.Act{Verb: "group", Staff: "mei", Name: "群", People: people[:1]})
		var bonds, members []string
		for n, name := range people {
			bond, member := name+" "+[]string{"mei", "gang"}[n%2], "群: "+name
			if n > 0 {
				c.act(sandbox.Act{Verb: "invite", Person: people[0], Group: "群", People: []string{name}})
			}
			if n%4 == 3 {
				c.act(sandbox.Act{Verb: "leave", Person: name, Group: "群"})
				member += " left"
			}
			if n%5 == 4 {
				c.act(sandbox.Act{Verb: "unfollow", Person: name, Staff: []string{"mei", "gang"}[n%2]})
				bond += " ended by person"
			}
			bonds, members = append(bonds, bond), append(members, member)
		}
		slices.Sort(bonds)
		slices.Sort(members)
		c.await(strings.Join(bonds, "; "), c.bonds)
		c.await(strings.Join(members, "; "), c.members)
	})
}

// TestWhoeverIsAddedIsGreeted: by the code's greeting, else the one for all; every deliverable code is answered once, and what
// cannot be sent is recorded with its reason and becomes a task.
func TestWhoeverIsAddedIsGreeted(t *testing.T) {
	eachCompany(t, func(c *company) {
		ctx := org.Owner(c.Context(), "test")
		_, err := c.app.Greeter.Save(ctx, automation.Greeting{Name: "大家", Place: 9, Variants: []automation.Variant{
			{Weight: 1, Message: channel.Message{Text: "你好"}}, {Weight: 1, Message: channel.Message{Text: "欢迎"}}}})
		if err != nil {
			c.Fatal(err)
		}
		const people = 40
		for n := range people {
			name := fmt.Sprintf("客%02d", n)
			c.act(sandbox.Act{Verb: "person", Name: name})
			c.act(sandbox.Act{Verb: "search", Person: name, Staff: "mei", On: true})
		}
		c.await(fmt.Sprintf("sent %d", people), c.welcomes)
		if n := c.counts()["welcomed"]; n != float64(people) {
			c.Errorf("%v were welcomed outside", n)
		}
		variants := c.lines(`SELECT variant || ' ' || CASE WHEN COUNT(*) > 5 THEN 'many' ELSE 'few' END AS line FROM automation_welcome GROUP BY variant`)
		if variants != "A many; B many" {
			c.Error(variants)
		}

		// A console's own greeting leaves none to send; a server that refuses is told of.
		err = c.world.Set(ctx, func(s *sandbox.Settings) error { s.CodeSeconds = 0; return nil }, nil)
		if err != nil {
			c.Fatal(err)
		}
		c.act(sandbox.Act{Verb: "person", Name: "迟"})
		c.act(sandbox.Act{Verb: "search", Person: "迟", Staff: "mei", On: true})
		c.await(fmt.Sprintf("late 1; sent %d", people), c.welcomes)
		c.await("contact welcome_missed 迟", func() string {
			return c.lines(`SELECT t.kind || ' ' || t.why || ' ' || c.name AS line FROM desk_task t JOIN customer c ON c.id = t.customer_id`)
		})
	})
}

// welcomes tells how greetings went.
func (c *company) welcomes() string {
	return c.lines(`SELECT outcome || ' ' || COUNT(*) AS line FROM automation_welcome GROUP BY outcome`)
}

// counts are the world's own.
func (c *company) counts() map[string]any {
	c.Helper()
	return c.admin("counts")["totals"].(map[string]any)
}

// admin asks the world itself.
func (c *company) admin(what string) map[string]any {
	c.Helper()
	answer, err := http.Get(c.outside.URL + "/admin/" + what)
	if err != nil {
		c.Fatal(err)
	}
	defer answer.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(answer.Body).Decode(&out); err != nil {
		c.Fatal(err)
	}
	return out
}
