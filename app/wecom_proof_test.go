package app_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"qunli/channel"
	"qunli/channel/wecom"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/org"
	"qunli/sandbox"
	"qunli/testkit/crash"
	"qunli/web/hook"
)

// besieged is the real program beside a world of its own, killed and begun again.
type besieged struct {
	*company
	proof
	home *crash.Home
	beat *db.DB // read beside the server
}

// besiege connects a world with an installation; the server does not run yet.
func besiege(t *testing.T, engine crash.Engine) *besieged {
	t.Helper()
	p := thisProof(t, engine)
	home := crash.NewHome(t, engine, p.server)
	b := &besieged{newCompany(t, home.DB, home.Dir), p, home, nil}
	b.begin()
	b.connect(b.outside.URL)
	b.halt()
	return b
}

// serve has the server run, and reads beside it.
func (b *besieged) serve() {
	b.Helper()
	b.home.Serve()
	if b.beat == nil {
		d, err := db.Open(b.Context(), b.home.DB, db.Options{ReadOnly: true, Owner: "test"})
		if err != nil {
			b.Fatal(err)
		}
		b.beat = d
		b.Cleanup(func() { _ = d.Close() })
	}
}

func (b *besieged) count(sql string) int64 {
	b.Helper()
	n, err := db.One[int64](b.Context(), b.beat.Read(), sql)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// reaches waits until a count is at least n.
func (b *besieged) reaches(what, sql string, n int64, patience time.Duration) {
	b.Helper()
	for waited := clock.Stopwatch(); b.count(sql) < n; {
		if waited() > patience {
			b.Fatalf("seed %d: %s: %d of %d", b.seed, what, b.count(sql), n)
		}
		crash.Moment(20 * time.Millisecond)
	}
}

// kill ends the server as kill -9 does and begins it again.
func (b *besieged) kill() {
	b.Helper()
	if !b.home.Server().Kill() {
		b.Error("the server had ended by itself")
	}
	b.serve()
}

// settled stops the server and compares what it knows with the world.
func (b *besieged) settled() {
	b.Helper()
	b.home.Stop()
	b.home.Check()
	b.app = b.open(b.Context())
	defer b.app.Close()
	if got := b.same(); got != "same" {
		b.Errorf("seed %d: %s", b.seed, got)
	}
}

// TestKillsDuringTheFirstSync: a large organisation is read for the first time, the server is killed while it is, and what is
// known in the end is what the world is. QUNLI_PROOF=full: 50,000 customers, 500 groups, 3,000 tags, killed twice.
func TestKillsDuringTheFirstSync(t *testing.T) {
	eachEngine(t, func(t *testing.T, engine crash.Engine) {
		b := besiege(t, engine)
		size, kills, slow := sandbox.Seed{Members: 6, Customers: 1500, Groups: 10, GroupSize: 40, Tags: 100, Marked: 30}, 1, int64(40)
		if os.Getenv("QUNLI_PROOF") == "full" {
			size, kills, slow = sandbox.Seed{Members: 48, Customers: 50_000, Groups: 500, GroupSize: 100, Tags: 3000, Marked: 30}, 2, 0
		}
		b.fill(size)
		b.set(func(s *sandbox.Settings) { s.Slow = slow })
		a := b.open(t.Context())
		if err := a.WeComSync.Begin(org.Owner(t.Context(), "test")); err != nil {
			t.Fatal(err)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		watch := clock.Stopwatch()
		b.serve()
		const read = `SELECT CAST(COALESCE(SUM(done), 0) AS BIGINT) FROM channel_sync_item WHERE step = 'persons'`
		for k := range kills {
			b.reaches("customers read", read, int64(size.Customers*(k+1)/(kills+2)), 5*time.Minute)
			b.kill()
			if n := b.count(read); n == int64(size.Customers) {
				t.Errorf("the server was killed too late: %d were read", n)
			}
		}
		b.reaches("synchronised", `SELECT COUNT(*) FROM channel_sync WHERE state = 'done'`, 1, 30*time.Minute)
		took := watch()
		calls := b.admin("counts")["calls"].(map[string]any)
		pages := calls["externalcontact/batch/get_by_user 0"].(float64)
		if least := float64(size.Customers / 100); pages > least+float64(size.Members)+float64(kills*8) {
			t.Errorf("%v pages of customers were read; %v hold all", pages, least)
		}
		b.home.Quiet()
		b.settled()
		fmt.Printf("first sync %s: %d customers of %d members, %d groups of %d, %d tags; %d kill -9; %v pages of customers; %.0f s in all; equal to the world: %v\n",
			engine, size.Customers, size.Members, size.Groups, size.GroupSize, size.Tags, kills, pages, took.Seconds(), !t.Failed())
	})
}

// toll stands at the callback address: it passes everything on to the server, when one runs, and keeps what was acknowledged.
type toll struct {
	b    *besieged
	seal *wecom.Seal
	http *http.Client

	mu    sync.Mutex
	acked map[string]int // times by the digest of what was inside
}

func (d *toll) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	base := d.b.home.Base()
	body, err := io.ReadAll(r.Body)
	if err != nil || base == "" {
		rw.WriteHeader(http.StatusBadGateway)
		return
	}
	on, err := http.NewRequestWithContext(r.Context(), r.Method, base+hook.WeComPath+"?"+r.URL.RawQuery, strings.NewReader(string(body)))
	if err != nil {
		rw.WriteHeader(http.StatusBadGateway)
		return
	}
	on.Header.Set("Content-Type", r.Header.Get("Content-Type"))
	answer, err := d.http.Do(on)
	if err != nil {
		rw.WriteHeader(http.StatusBadGateway)
		return
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusOK {
		d.note(r.URL.Query(), body)
	}
	rw.WriteHeader(answer.StatusCode)
	_, _ = io.Copy(rw, answer.Body)
}

// note keeps that a payload was acknowledged.
func (d *toll) note(q url.Values, body []byte) {
	e, err := wecom.ReadEnvelope(body)
	if err != nil {
		return
	}
	text, err := d.seal.Open(q.Get("msg_signature"), q.Get("timestamp"), q.Get("nonce"), e.Encrypt)
	if err != nil {
		return
	}
	sum := sha256.Sum256(text)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.acked[hex.EncodeToString(sum[:])]++
}

// TestAStormOfCallbacks: callbacks that come twice and out of order, many of one person in one second, replies of the API that
// get lost, and the server killed: every payload is taken once, none that was acknowledged is lost, and in the end we know
// what the world is. QUNLI_PROOF=full: 100,000 callbacks, killed twice.
func TestAStormOfCallbacks(t *testing.T) {
	eachEngine(t, func(t *testing.T, engine crash.Engine) {
		b := besiege(t, engine)
		events, kills := 1500, 1
		if os.Getenv("QUNLI_PROOF") == "full" {
			events, kills = 83_500, 2
		}
		var settings sandbox.Settings
		err := b.world.Set(t.Context(), func(s *sandbox.Settings) error {
			s.Duplicate, s.Reorder, s.DropReply, s.RetryWait, s.Retries, s.Lanes = 0.2, 0.1, 0.05, 200, 10_000, 16
			return nil
		}, &settings)
		if err != nil {
			t.Fatal(err)
		}
		seal, err := wecom.NewSeal(callbackToken, callbackKey, settings.CorpID)
		if err != nil {
			t.Fatal(err)
		}
		door := &toll{b: b, seal: seal, http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}}, acked: map[string]int{}}
		b.handler.Store(door.ServeHTTP)
		watch := clock.Stopwatch()
		b.serve()
		var acting sync.WaitGroup
		acting.Go(func() { b.storm(events) })
		const taken = `SELECT COUNT(*) FROM channel_inbox`
		for k := range kills {
			b.reaches("callbacks taken", taken, int64(events*(k+1)/(kills+2)), 20*time.Minute)
			b.kill()
		}
		acting.Wait()
		for b.waiting() > 0 {
			crash.Moment(200 * time.Millisecond)
		}
		told := watch()
		for b.count(`SELECT (SELECT COUNT(*) FROM channel_inbox WHERE state = 'new') + (SELECT COUNT(*) FROM channel_stale)`) > 0 {
			if watch() > told+20*time.Minute {
				t.Fatal("what is stale is not read again")
			}
			crash.Moment(200 * time.Millisecond)
		}
		took := watch()
		b.home.Quiet()
		b.settled()
		posts := 0
		for _, n := range door.acked {
			posts += n
		}
		lost, doubled, failed := b.judge(door.acked)
		if lost+doubled+failed > 0 {
			t.Errorf("seed %d: %d acknowledged lost, %d not acknowledged, %d unread", b.seed, lost, doubled, failed)
		}
		fmt.Printf("storm of callbacks %s: seed %d, %d callbacks acknowledged, %d distinct, %d kill -9; told in %.0f s, known in %.0f s; %d acknowledged lost, each once; equal to the world: %v\n",
			engine, b.seed, posts, len(door.acked), kills, told.Seconds(), took.Seconds(), lost, !t.Failed())
	})
}

// judge compares what was acknowledged with the inbox.
func (b *besieged) judge(acked map[string]int) (lost, extra, failed int) {
	b.Helper()
	type kept struct {
		Digest string
		State  channel.State
	}
	list, err := db.All[kept](b.Context(), b.beat.Read(), `SELECT digest, state FROM channel_inbox`)
	if err != nil {
		b.Fatal(err)
	}
	have := map[string]bool{}
	for _, k := range list {
		if have[k.Digest] = true; acked[k.Digest] == 0 {
			extra++
		}
		if k.State != channel.Done {
			failed++
		}
	}
	for digest := range acked {
		if !have[digest] {
			lost++
		}
	}
	return lost, extra, failed
}

// storm has people add, leave, come back, enter groups and leave them; one of them is edited many times in a second.
func (b *besieged) storm(events int) {
	random := rand.New(rand.NewPCG(b.seed, 9))
	staff := []string{"mei", "gang"}
	const each = 250
	groups := []string{}
	for n := 0; n < events; n += each {
		var people []string
		var acts []sandbox.Act
		for k := range each / 5 {
			name := fmt.Sprintf("客%d", n+k)
			people = append(people, name)
			acts = append(acts, sandbox.Act{Verb: "person", Name: name}, sandbox.Act{Verb: "search", Person: name, Staff: staff[k%2], On: true})
		}
		if n%2000 == 0 {
			groups = append(groups, b.act(sandbox.Act{Verb: "group", Staff: "mei", Name: fmt.Sprintf("群%d", n)}).Group)
		}
		group := groups[len(groups)-1]
		for _, name := range people {
			acts = append(acts, sandbox.Act{Verb: "invite", Staff: "mei", Group: group, People: []string{name}})
		}
		one := people[random.IntN(len(people))]
		for k := range each / 5 {
			acts = append(acts, sandbox.Act{Verb: "remark", Person: one, Staff: staff[slices.Index(people, one)%2], Text: fmt.Sprintf("记%d", k)})
		}
		for k, name := range people {
			switch who := staff[k%2]; random.IntN(3) {
			case 0:
				acts = append(acts, sandbox.Act{Verb: "unfriend", Person: name, Staff: who}, sandbox.Act{Verb: "leave", Person: name, Group: group})
			case 1:
				acts = append(acts, sandbox.Act{Verb: "remark", Person: name, Staff: who, Text: "常客"}, sandbox.Act{Verb: "rename", Group: group, Name: fmt.Sprintf("群%d-%d", n, k)})
			default:
				acts = append(acts, sandbox.Act{Verb: "search", Person: name, Staff: staff[(k+1)%2], On: true}, sandbox.Act{Verb: "remark", Person: name, Staff: who, Text: "新客"})
			}
		}
		if _, err := b.world.ActAll(context.Background(), acts); err != nil {
			b.Error(err)
			return
		}
	}
}
