package campaign_test

import (
	"bufio"
	"context"
	"encoding/json"
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
	Campaign campaign.ID
	Kind     campaign.Kind
	Person   customer.ID
	Instance campaign.InstanceID
	Seat     campaign.SeatID
	Amount   int64
	Reply    campaign.Reply
}

func (a told) command() campaign.Command {
	c := campaign.Command{Kind: a.Kind, Person: a.Person, Instance: a.Instance}
	switch {
	case a.Kind == campaign.Paid:
		c.Seat, c.Amount, c.Ref, c.Person, c.Instance = a.Seat, a.Amount, "W"+a.Seat.String(), 0, 0
	case a.Kind == campaign.Join && a.Instance == 0:
		c.Lines = []campaign.Line{{Item: "a", N: 1}}
	}
	return c
}

var killRooms = []fs.FS{org.Schema, job.Schema, event.Schema, customer.Schema, segment.Schema, campaign.Schema}

// shop are the campaigns that are played: a sale, and teams of two.
type shop struct{ Sale, Teams campaign.ID }

// TestKilled kills a process that sells and gathers teams under load, again and again: what it acknowledged is there, word for
// word, nothing is there twice, and the books balance. In the end time passes, and who paid in a team that failed is paid back once.
func TestKilled(t *testing.T) {
	for name, address := range map[string]func() string{
		"sqlite":   func() string { return "sqlite://" + t.TempDir() + "/killed.db" },
		"postgres": func() string { return pgtest.Fresh(t) },
	} {
		t.Run(name, func(t *testing.T) {
			at, acknowledged := address(), []told{}
			i := opened(t, at)
			for round := range kills() {
				acknowledged = append(acknowledged, killOne(t, at, i, round)...)
				if round == kills()-1 || round%25 == 4 {
					judge(t, at, acknowledged)
				}
			}
			t.Logf("%d killed, %d acknowledged", kills(), len(acknowledged))
			settle(t, at, i, acknowledged)
		})
	}
}

// selling is the engine on the database at an address, by a clock; stop ends it.
func selling(t *testing.T, at string, c clock.Clock) (s *campaign.Service, d *db.DB, stop func()) {
	t.Helper()
	d, err := db.Open(t.Context(), at, db.Options{Owner: "killed", Clock: c})
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

// opened publishes the campaigns in a fresh database.
func opened(t *testing.T, at string) shop {
	t.Helper()
	s, _, stop := selling(t, at, clock.System{})
	defer stop()
	ctx := org.Owner(t.Context(), "test")
	publish := func(model, settings string) campaign.ID {
		c, err := s.Draft(ctx, model, "测试", 0)
		if err != nil {
			t.Fatal(err)
		}
		now := clock.System{}.Now().UnixMilli()
		_, err = s.Save(ctx, c.ID, campaign.Edit{Terms: campaign.Terms{From: now, Until: now + 24*time.Hour.Milliseconds(), Goal: "x", Target: 1, Cost: 1},
			Settings: json.RawMessage(settings)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Publish(ctx, c.ID); err != nil {
			t.Fatal(err)
		}
		return c.ID
	}
	return shop{publish("flashsale", `{"items":[{"key":"a","name":"A","price":1990,"stock":100000000,"per_person":1}],"hold_minutes":60}`),
		publish("groupbuy", `{"size":2,"minutes":600,"price":5900,"leader_price":4900,"stock":100000000,"hold_minutes":60}`)}
}

// played is what a process says once a team is full and another waits, both paid: both ends have been come to.
const played = "played"

// killOne runs a process that sells, kills it a random while after it played, and gives what it acknowledged.
func killOne(t *testing.T, at string, i shop, round int) []told {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestThatIsKilled$", "-test.timeout=60s")
	child.Env = append(os.Environ(), "QUNLI_KILLED="+at, fmt.Sprintf("QUNLI_KILLED_SHOP=%d %d", i.Sale, i.Teams), fmt.Sprint("QUNLI_KILLED_ROUND=", round))
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
		if lines.Text() == played { // it has so long to live
			time.AfterFunc(time.Duration(rand.IntN(250))*time.Millisecond, func() { _ = child.Process.Kill() })
		}
		text, ok := strings.CutPrefix(lines.Text(), "told ")
		if !ok {
			continue
		}
		var a told
		if json.Unmarshal([]byte(text), &a) != nil {
			continue // the line that was cut off was not heard
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
func judge(t *testing.T, at string, acknowledged []told) {
	t.Helper()
	s, d, stop := selling(t, at, clock.System{})
	defer stop()
	ctx := org.Owner(t.Context(), "test")
	var wg sync.WaitGroup
	const askers = 64
	for asker := range askers {
		wg.Go(func() {
			for n := asker; n < len(acknowledged); n += askers {
				a := acknowledged[n]
				if got, err := s.Do(ctx, a.Campaign, a.command()); err != nil || got != a.Reply {
					t.Errorf("%+v was acknowledged; now it is %+v, %v", a, got, err)
					return
				}
			}
		})
	}
	wg.Wait()
	twice, err := db.All[int64](ctx, d.Read(), `SELECT person_id FROM campaign_seat WHERE standing <> '' GROUP BY person_id HAVING COUNT(*) > 1`)
	if err != nil || len(twice) > 0 {
		t.Errorf("bought twice: %v, %v", twice, err)
	}
	found, err := campaign.Check(ctx, d.Read())
	if err != nil || len(found) > 0 {
		t.Errorf("check: %+v, %v", found, err)
	}
}

// settle lets two days pass: no team stands open, and whoever paid has their place or is sent all of it back, once.
func settle(t *testing.T, at string, i shop, acknowledged []told) {
	t.Helper()
	s, d, stop := selling(t, at, clock.NewFake(clock.System{}.Now().Add(48*time.Hour)))
	defer stop()
	ctx := org.Owner(t.Context(), "test")
	if err := s.Remind(ctx); err != nil {
		t.Fatal(err)
	}
	refunds, sent, paid := map[campaign.SeatID]int64{}, map[string]bool{}, map[campaign.SeatID]int64{}
	facts, err := db.All[string](ctx, d.Read(), `SELECT payload FROM event_fact WHERE kind = 'campaign.asked'`)
	if err != nil {
		t.Fatal(err)
	}
	for _, payload := range facts {
		var asked []campaign.Asked
		if err := json.Unmarshal([]byte(payload), &asked); err != nil {
			t.Fatal(err)
		}
		for _, m := range asked {
			if m.Kind != campaign.Refund {
				continue
			}
			if sent[m.Number] {
				t.Errorf("refund %s is asked for twice", m.Number)
			}
			sent[m.Number], refunds[m.Seat] = true, refunds[m.Seat]+m.Amount
		}
	}
	for _, a := range acknowledged {
		if a.Kind == campaign.Paid {
			paid[a.Seat] = a.Amount
		}
	}
	type row struct {
		ID                 campaign.SeatID
		CampaignID         campaign.ID
		State, Standing    string
		Paid, Back, Amount int64
	}
	seats, err := db.All[row](ctx, d.Read(), `SELECT id, campaign_id, state, standing, paid, back, amount FROM campaign_seat`)
	if err != nil {
		t.Fatal(err)
	}
	settled, back := 0, 0
	for _, r := range seats {
		switch {
		case r.Standing == "held", r.Paid < paid[r.ID], r.Back != refunds[r.ID], r.Standing == "spent" && r.Paid-r.Back != r.Amount, r.Standing == "" && r.Back != r.Paid:
			t.Errorf("in the end %+v, %d sent back, %d acknowledged", r, refunds[r.ID], paid[r.ID])
		case r.CampaignID == i.Teams && r.Standing == "spent":
			settled++
		case r.CampaignID == i.Teams && r.Back > 0:
			back++
		}
	}
	if t.Logf("%d seats of teams that were complete, %d paid back of teams that failed", settled, back); settled == 0 || back == 0 {
		t.Error("the teams were not played to both ends")
	}
}

// TestThatIsKilled is the process: it does nothing unless TestKilled began it.
func TestThatIsKilled(t *testing.T) {
	at := os.Getenv("QUNLI_KILLED")
	if at == "" {
		return
	}
	var i shop
	var round int64
	if _, err := fmt.Sscan(os.Getenv("QUNLI_KILLED_SHOP")+" "+os.Getenv("QUNLI_KILLED_ROUND"), &i.Sale, &i.Teams, &round); err != nil {
		t.Fatal(err)
	}
	s, _, stop := selling(t, at, clock.System{})
	defer stop()
	c := crier{Service: s, ctx: org.Owner(t.Context(), "test")}
	var wg, ends sync.WaitGroup
	ends.Add(2)
	full, waits := sync.OnceFunc(ends.Done), sync.OnceFunc(ends.Done)
	go func() {
		ends.Wait()
		c.say(played)
	}()
	const callers, teams = 264, 8 // so many on the sale that a batch is written while it is decided
	for caller := range int64(callers) {
		wg.Go(func() {
			for n := int64(0); ; n++ {
				person := customer.ID(1 + round*1_000_000 + (n*callers+caller)*2)
				if caller >= teams {
					c.buy(told{Campaign: i.Sale, Kind: campaign.Join, Person: person})
					continue
				}
				team, paid := c.buy(told{Campaign: i.Teams, Kind: campaign.Open, Person: person})
				switch {
				case !paid:
				case (n+caller)%2 == 0:
					waits() // for somebody, and fails
				default:
					if _, paid := c.buy(told{Campaign: i.Teams, Kind: campaign.Join, Person: person + 1, Instance: team.Instance}); paid {
						full()
					}
				}
			}
		})
	}
	wg.Wait()
}

// crier tells what was done, a line each, once it is durable.
type crier struct {
	*campaign.Service
	ctx context.Context
	mu  sync.Mutex
}

// say prints a line.
func (c *crier) say(line ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fmt.Println(line...)
}

// buy enters, then pays.
func (c *crier) buy(a told) (entered campaign.Reply, paid bool) {
	for step := range 2 {
		r, err := c.Do(c.ctx, a.Campaign, a.command())
		if err != nil || r.Code != campaign.Done {
			c.say("refused", r, err)
			_ = clock.Sleep(c.ctx, time.Millisecond)
			return entered, false
		}
		a.Reply = r
		text, _ := json.Marshal(a)
		c.say("told", string(text))
		if step == 0 {
			entered = r
		}
		a = told{Campaign: a.Campaign, Kind: campaign.Paid, Seat: r.Seat, Amount: r.Amount}
	}
	return entered, true
}
