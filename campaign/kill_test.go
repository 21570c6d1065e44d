package campaign_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"qunli/campaign"
	"qunli/campaign/flashsale"
	"qunli/campaign/groupbuy"
	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
	"qunli/segment"
	"qunli/testkit/pgtest"
)

// kills is how many processes are killed an engine: five always, 250 once (QUNLI_PROOF=full).
func kills() int {
	if os.Getenv("QUNLI_PROOF") == "full" {
		return 250
	}
	return 5
}

// told is one line of the child: what was asked and what was replied, after it was durable.
type told struct {
	Kind   campaign.Kind
	Person customer.ID
	Seat   campaign.SeatID
	Amount int64
	Reply  campaign.Reply
}

func (a told) command() campaign.Command {
	c := campaign.Command{Kind: a.Kind, Person: a.Person}
	if a.Kind == campaign.Paid {
		c.Seat, c.Amount, c.Ref, c.Person = a.Seat, a.Amount, "W"+a.Seat.String(), 0
	} else {
		c.Lines = []campaign.Line{{Item: "a", N: 1}}
	}
	return c
}

var killRooms = []fs.FS{org.Schema, job.Schema, event.Schema, customer.Schema, segment.Schema, campaign.Schema}

// TestKilled kills a process that sells under load, again and again: what it acknowledged is there, word for word, nothing is
// there twice, and the books balance.
func TestKilled(t *testing.T) {
	for name, address := range map[string]func() string{
		"sqlite":   func() string { return "sqlite://" + t.TempDir() + "/killed.db" },
		"postgres": func() string { return pgtest.Fresh(t) },
	} {
		t.Run(name, func(t *testing.T) {
			at, acknowledged := address(), []told{}
			i := onSale(t, at)
			for round := range kills() {
				acknowledged = append(acknowledged, killOne(t, at, i, round)...)
				if round == kills()-1 || round%25 == 4 {
					judge(t, at, i, acknowledged)
				}
			}
			t.Logf("%d acknowledged", len(acknowledged))
		})
	}
}

// selling is the engine on the database at an address; stop ends it.
func selling(t *testing.T, at string) (s *campaign.Service, d *db.DB, stop func()) {
	t.Helper()
	d, err := db.Open(t.Context(), at, db.Options{Owner: "killed"})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Migrate(t.Context(), killRooms...); err != nil {
		t.Fatal(err)
	}
	if err := d.LeaseNode(t.Context()); err != nil {
		t.Fatal(err)
	}
	bus := event.NewBus(job.New(d, job.Options{}))
	s = campaign.New(d, bus, segment.New(d, bus, customer.Attributes()), campaign.NewModels(flashsale.Model{}, groupbuy.Model{}), slog.New(slog.DiscardHandler), campaign.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	for {
		if _, err := s.Do(org.Owner(ctx, "test"), 1, campaign.Command{}); errors.Is(err, campaign.ErrMissing) {
			break // it runs
		}
	}
	return s, d, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
}

// onSale publishes a sale in a fresh database.
func onSale(t *testing.T, at string) campaign.ID {
	t.Helper()
	s, _, stop := selling(t, at)
	defer stop()
	ctx := org.Owner(t.Context(), "test")
	c, err := s.Draft(ctx, "flashsale", "秒杀", 0)
	if err != nil {
		t.Fatal(err)
	}
	now := clock.System{}.Now().UnixMilli()
	_, err = s.Save(ctx, c.ID, campaign.Edit{Terms: campaign.Terms{From: now, Until: now + 24*time.Hour.Milliseconds(), Goal: "x", Target: 1, Cost: 1},
		Settings: json.RawMessage(`{"items":[{"key":"a","name":"A","price":1990,"stock":100000,"per_person":1}],"hold_minutes":60}`)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Publish(ctx, c.ID); err != nil {
		t.Fatal(err)
	}
	return c.ID
}

// killOne runs a process that sells, kills it after a random while, and gives what it acknowledged.
func killOne(t *testing.T, at string, i campaign.ID, round int) []told {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestThatIsKilled$", "-test.timeout=60s")
	child.Env = append(os.Environ(), "QUNLI_KILLED="+at, fmt.Sprint("QUNLI_KILLED_CAMPAIGN=", int64(i)), fmt.Sprint("QUNLI_KILLED_ROUND=", round))
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var all []told
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		text, ok := strings.CutPrefix(lines.Text(), "told ")
		if !ok {
			continue
		}
		var a told
		if json.Unmarshal([]byte(text), &a) != nil {
			continue // the line that was cut off was not heard
		}
		if len(all) == 0 { // it sells: it has so long to live
			time.AfterFunc(time.Duration(rand.IntN(250))*time.Millisecond, func() { _ = child.Process.Kill() })
		}
		all = append(all, a)
	}
	if err := child.Wait(); err == nil {
		t.Error("the process ended by itself")
	}
	if len(all) == 0 {
		t.Error("the process sold nothing")
	}
	return all
}

// judge compares what was acknowledged with a fresh process and with the tables.
func judge(t *testing.T, at string, i campaign.ID, acknowledged []told) {
	t.Helper()
	s, d, stop := selling(t, at)
	defer stop()
	ctx := org.Owner(t.Context(), "test")
	for _, a := range acknowledged {
		if got, err := s.Do(ctx, i, a.command()); err != nil || got != a.Reply {
			t.Fatalf("%+v was acknowledged; now it is %+v, %v", a, got, err)
		}
	}
	twice, err := db.All[int64](ctx, d.Read(), `SELECT person_id FROM campaign_seat WHERE standing <> '' GROUP BY person_id HAVING COUNT(*) > 1`)
	if err != nil || len(twice) > 0 {
		t.Errorf("bought twice: %v, %v", twice, err)
	}
	found, err := campaign.Check(ctx, d.Read())
	if err != nil || len(found) > 0 {
		t.Errorf("check: %+v, %v", found, err)
	}
}

// TestThatIsKilled is the process: it does nothing unless TestKilled began it.
func TestThatIsKilled(t *testing.T) {
	at := os.Getenv("QUNLI_KILLED")
	if at == "" {
		return
	}
	var number int64
	var round int64
	if _, err := fmt.Sscan(os.Getenv("QUNLI_KILLED_CAMPAIGN")+" "+os.Getenv("QUNLI_KILLED_ROUND"), &number, &round); err != nil {
		t.Fatal(err)
	}
	s, _, stop := selling(t, at)
	defer stop()
	ctx := org.Owner(t.Context(), "test")
	var mu sync.Mutex
	var wg sync.WaitGroup
	for caller := range int64(16) {
		wg.Go(func() {
			for n := int64(0); ; n++ {
				a := told{Kind: campaign.Join, Person: customer.ID(1 + round*1_000_000 + n*16 + caller)}
				for range 2 { // claim, then pay
					r, err := s.Do(ctx, campaign.ID(number), a.command())
					if err != nil || r.Code != campaign.Done {
						fmt.Println("refused", r, err)
						_ = clock.Sleep(ctx, time.Millisecond)
						break
					}
					a.Reply = r
					text, _ := json.Marshal(a)
					mu.Lock()
					fmt.Println("told", string(text))
					mu.Unlock()
					a = told{Kind: campaign.Paid, Seat: r.Seat, Amount: r.Amount}
				}
			}
		})
	}
	wg.Wait()
}
