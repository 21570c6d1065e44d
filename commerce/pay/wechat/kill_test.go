package wechat_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"qunli/channel"
	"qunli/commerce/pay"
	"qunli/commerce/pay/wechat"
	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/kit/secret"
	"qunli/org"
	"qunli/sandbox"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

// victimOf names the database of the program that is killed, when this binary is run as it.
const victimOf = "PAY_KILLED_DB"

func TestMain(m *testing.M) {
	if address := os.Getenv(victimOf); address != "" {
		victim(address)
	}
	pgtest.Main(m)
}

// rewards and payments that the victim asks for: each is refunded or paid out by its number.
func causeOf(n int64) pay.Cause { return pay.Cause{Kind: "test.order", ID: n} }

// victim is a program that asks for payments, refunds and payouts as fast as it can until it is killed; it prints what is durable.
func victim(address string) {
	ctx := context.Background()
	stop := func(err error) {
		if err != nil {
			fmt.Println("failed:", err)
			os.Exit(1)
		}
	}
	d, err := db.Open(ctx, address, db.Options{Clock: clock.System{}, Owner: "victim"})
	stop(err)
	stop(d.LeaseNode(ctx))
	m := newMachine(d)
	go func() { _ = m.jobs.Run(ctx) }()
	go func() { _ = m.inbox.Run(ctx) }()
	server := httptest.NewServer(http.HandlerFunc(m.notified))
	fmt.Println("notify", server.URL)
	buyer, err := customer.Owners(ctx, d.Read(), []customer.Key{{Kind: customer.OpenID, Space: "official:" + os.Getenv("PAY_KILLED_APP"), Value: "oA-王芳"}})
	stop(err)
	who := customer.ID(0)
	for _, id := range buyer {
		who = id
	}
	for n := int64(1); ; n++ {
		cause := rand.Int64N(1<<40) + 1
		stop(d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			deadline := tx.Now + time.Hour.Milliseconds()
			if n%3 == 0 {
				deadline = tx.Now + 1 // closed at once: what comes is late
			}
			if _, err := m.pay.Ask(ctx, tx, pay.Asking{Customer: who, Cause: causeOf(cause), Title: "阿胶糕", Amount: 100, Deadline: deadline}); err != nil {
				return err
			}
			if _, err := pay.Owe(ctx, tx, pay.Owing{Customer: who, Amount: 50, From: pay.MarketingCost(), Cause: causeOf(cause)}); err != nil {
				return err
			}
			_, err := m.pay.PayOut(ctx, tx, pay.Paying{Customer: who, Amount: 50, Title: "红包", Cause: causeOf(cause)})
			return err
		}))
		fmt.Println("asked", cause)
		_ = clock.Sleep(ctx, 15*time.Millisecond)
	}
}

// machine is the room with all it stands on, as one process has it.
type machine struct {
	jobs   *job.Queue
	inbox  *channel.Inbox
	office *wechat.Office
	pay    *pay.Service
}

func newMachine(d *db.DB) *machine {
	ring, err := secret.NewKeyring(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		panic(err)
	}
	m := &machine{jobs: job.New(d, job.Options{Poll: 20 * time.Millisecond, Lease: time.Second})}
	bus := event.NewBus(m.jobs)
	m.inbox = channel.NewInbox(d, m.jobs)
	m.office = wechat.NewOffice(d, org.New(d, org.Options{}), ring)
	m.pay = pay.New(d, bus, m.jobs, m.office)
	wechat.Attach(m.inbox, m.pay)
	event.Subscribe(bus, "refunds", m.giveBack)
	return m
}

// giveBack refunds every payment once it is paid, as a team that fails does.
func (m *machine) giveBack(ctx context.Context, tx *db.Tx, facts []pay.Paid) error {
	for _, f := range facts {
		if _, err := m.pay.Refund(ctx, tx, f.Payment, f.Amount, "TEAM_FAILED", "failed"); err != nil {
			return err
		}
	}
	return nil
}

func (m *machine) notified(rw http.ResponseWriter, r *http.Request) {
	(&shop{office: m.office, inbox: m.inbox}).notified(rw, r)
}

// TestMoneyIsMovedOnceWhateverIsKilled kills the program again and again while people pay in time, late and twice, replies are lost
// and notifications lost, doubled and out of order. In the end, on both engines: every answer of the program is in the books, the
// books balance at every row, the provider moved each refund and each payout once, and everything that was paid went back whole.
func TestMoneyIsMovedOnceWhateverIsKilled(t *testing.T) {
	kills := 4
	if os.Getenv("QUNLI_PROOF") == "full" {
		kills = 500
	}
	for name, address := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite://" + filepath.Join(t.TempDir(), "qunli.db") },
		"postgres": func(t *testing.T) string { return dbtest.Postgres(t, rooms()) },
	} {
		t.Run(name, func(t *testing.T) { killing(t, address(t), kills) })
	}
}

func killing(t *testing.T, address string, kills int) {
	w := newScene(t, address)
	asked := map[string]bool{}
	for range kills {
		w.kill(asked)
	}
	if len(asked) < kills {
		t.Errorf("only %d asked in %d lives", len(asked), kills)
	}
	w.calm()
	w.finish()
	w.judge(asked)
}

// scene is the world outside a program that is killed.
type scene struct {
	*testing.T
	address string
	world   *sandbox.World
	outside *httptest.Server
	app     string
	mu      sync.Mutex
	at      string // where the program takes notifications
	door    *httptest.Server
}

func newScene(t *testing.T, address string) *scene {
	t.Helper()
	s := &scene{T: t, address: address}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	s.world, err = sandbox.Open(t.Context(), sandbox.Options{DB: filepath.Join(t.TempDir(), "sandbox.db"), Clock: clock.System{}, Settings: func(c *sandbox.Settings) {
		c.RetryWait, c.Retries, c.PayRefundMS = 20, 2, 50
		c.DropReply, c.Loss, c.Duplicate, c.Reorder, c.Lanes = 0.1, 0.2, 0.2, 0.2, 8
	}})
	must(err)
	s.outside = httptest.NewServer(s.world.Handler())
	s.door = httptest.NewServer(http.HandlerFunc(s.pass))
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() { _ = s.world.Run(ctx) })
	t.Cleanup(func() {
		stop()
		all.Wait()
		s.outside.Close()
		s.door.Close()
		must(s.world.Close())
	})
	d, err := db.Open(t.Context(), address, db.Options{Clock: clock.System{}, Owner: "test"})
	must(err)
	must(d.Migrate(t.Context(), rooms()...))
	must(d.LeaseNode(t.Context()))
	buyer := &shop{T: t, d: dbtest.Fixture{DB: d}, world: s.world, outside: s.outside, door: s.door, office: newMachine(d).office, owner: org.Owner(t.Context(), "test")}
	buyer.connect()
	buyer.person("王芳")
	m, err := s.world.Merchant(t.Context())
	must(err)
	s.app = m.AppID
	must(d.Close())
	return s
}

// pass hands a notification to the program that lives now.
func (s *scene) pass(rw http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	at := s.at
	s.mu.Unlock()
	again, err := http.NewRequestWithContext(r.Context(), r.Method, at, r.Body)
	if err == nil {
		again.Header = r.Header
		var answer *http.Response
		if answer, err = http.DefaultClient.Do(again); err == nil {
			rw.WriteHeader(answer.StatusCode)
			_ = answer.Body.Close()
		}
	}
	if err != nil {
		http.Error(rw, "nobody there", http.StatusBadGateway)
	}
}

// kill lets the program live for a while, people pay meanwhile, and kills it.
func (s *scene) kill(asked map[string]bool) {
	s.Helper()
	program := exec.CommandContext(s.Context(), os.Args[0])
	program.Env = append(os.Environ(), victimOf+"="+s.address, "PAY_KILLED_APP="+s.app)
	out, err := program.StdoutPipe()
	if err != nil {
		s.Fatal(err)
	}
	if err := program.Start(); err != nil {
		s.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	until := 8 + rand.IntN(30)
	for n := 0; n < until && lines.Scan(); n++ {
		s.hear(lines.Text(), asked)
		s.people()
	}
	if err := program.Process.Kill(); err != nil {
		s.Fatal(err)
	}
	for lines.Scan() { // what it said before the kill came
		s.hear(lines.Text(), asked)
	}
	_ = program.Wait() // it was killed
}

func (s *scene) hear(line string, asked map[string]bool) {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "notify":
		s.mu.Lock()
		s.at = rest
		s.mu.Unlock()
	case "asked":
		asked[rest] = true
	default:
		s.Errorf("the program says: %s", line)
	}
}

// people do something with the pay sheets that they have, and take some transfers.
func (s *scene) people() {
	now := s.money("?last=60")
	for _, o := range now.Orders {
		if len(o.Paid) > 0 || rand.IntN(3) == 0 {
			continue
		}
		how := []string{"pay", "pay", "late", "twice"}[rand.IntN(4)]
		_, _ = s.world.Act(s.Context(), sandbox.Act{Verb: "pay", ID: o.No, Text: how}) // some are closed meanwhile
	}
	for _, b := range now.Transfers {
		if b.State == "WAIT_USER_CONFIRM" && rand.IntN(4) == 0 {
			_, _ = s.world.Act(s.Context(), sandbox.Act{Verb: "receive", ID: b.No})
		}
	}
}
