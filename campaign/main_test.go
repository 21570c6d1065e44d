package campaign_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"qunli/campaign"
	"qunli/campaign/flashsale"
	"qunli/campaign/groupbuy"
	"qunli/campaign/invite"
	"qunli/campaign/redpacket"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
	"qunli/segment"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// suspect is somebody whom risk holds.
const suspect customer.ID = 666

// house is the engine on a fresh database, running.
type house struct {
	dbtest.Fixture
	*campaign.Service
	t       *testing.T
	owner   context.Context
	queue   *job.Queue
	bus     *event.Bus
	segs    *segment.Service
	mu      sync.Mutex
	options campaign.Options
	asked   []campaign.Asked // what the world outside was asked for, as it heard it
}

func each(t *testing.T, f func(h *house)) {
	t.Helper()
	rooms := []fs.FS{org.Schema, job.Schema, event.Schema, customer.Schema, segment.Schema, campaign.Schema}
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		h := &house{Fixture: d, t: t, owner: org.Owner(t.Context(), "test"), queue: job.New(d.DB, job.Options{})}
		h.bus = event.NewBus(h.queue)
		h.segs = segment.New(d.DB, h.bus, customer.Attributes())
		h.options.Comply = func(_ string, t campaign.Terms, _ campaign.Revision) []campaign.Problem {
			if t.Act == "click" || t.Act == "heads" {
				return []campaign.Problem{{Field: "act", Value: t.Act, Zh: "不能奖励点击和人头", En: "clicks and heads must not be rewarded", Waivable: t.Act == "click"}}
			}
			return nil
		}
		h.options.Risk = func(_ context.Context, _ db.Q, _ campaign.ID, people []customer.ID) (map[customer.ID]bool, error) {
			return map[customer.ID]bool{suspect: true}, nil
		}
		h.options.Remembered = 25 // so that every test forgets in the middle
		h.Service = h.node()
		campaign.Hear(h.bus, "outside", func(_ context.Context, tx *db.Tx, asked []campaign.Asked) error {
			tx.After(func() { h.mu.Lock(); defer h.mu.Unlock(); h.asked = append(h.asked, asked...) })
			return nil
		})
		f(h)
	})
}

// engine gives one more engine on the same database.
func (h *house) engine() *campaign.Service {
	models := campaign.NewModels(groupbuy.Model{}, flashsale.Model{}, redpacket.Model{}, invite.Model{})
	return campaign.New(h.DB, h.bus, h.segs, models, slog.New(slog.DiscardHandler), h.options)
}

// node runs one more engine until the test ends.
func (h *house) node() *campaign.Service {
	s := h.engine()
	ctx, cancel := context.WithCancel(h.t.Context())
	ended := make(chan error)
	go func() { ended <- s.Run(ctx) }()
	h.t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			h.t.Error(err)
		}
	})
	return s
}

func (h *house) is(err, want error) {
	h.t.Helper()
	if !errors.Is(err, want) {
		h.t.Fatalf("got %v, want %v", err, want)
	}
}

func (h *house) equal(got, want any) {
	h.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		h.t.Fatalf("\ngot  %v\nwant %v", got, want)
	}
}

// published makes a campaign of settings and opens it now, for a week.
func (h *house) published(model, settings string, change ...func(*campaign.Terms)) campaign.ID {
	h.t.Helper()
	c, err := h.Draft(h.owner, model, "测试活动", 0)
	h.is(err, nil)
	h.is(h.publish(c.ID, settings, change...), nil)
	return c.ID
}

func (h *house) publish(i campaign.ID, settings string, change ...func(*campaign.Terms)) error {
	h.t.Helper()
	_, r, err := h.Rules(h.owner, i, 0)
	h.is(err, nil)
	now := h.Clock.Now().UnixMilli()
	terms := campaign.Terms{From: now, Until: now + 7*24*time.Hour.Milliseconds(), Goal: "拉新", Target: 100, Cost: 100_000}
	for _, f := range change {
		f(&terms)
	}
	_, err = h.Save(h.owner, i, campaign.Edit{Terms: terms, Settings: json.RawMessage(settings), Edits: r.Edits})
	h.is(err, nil)
	_, err = h.Publish(h.owner, i)
	return err
}

// do has a command decided and expects no error.
func (h *house) do(i campaign.ID, c campaign.Command) campaign.Reply {
	h.t.Helper()
	r, err := h.Do(h.owner, i, c)
	h.is(err, nil)
	return r
}

// pay pays for a seat.
func (h *house) pay(i campaign.ID, r campaign.Reply) campaign.Reply {
	h.t.Helper()
	return h.do(i, campaign.Command{Kind: campaign.Paid, Seat: r.Seat, Amount: r.Amount, Ref: "W" + r.Seat.String()})
}

// later lets time pass and does what is due.
func (h *house) later(d time.Duration) {
	h.t.Helper()
	h.Clock.Advance(d)
	h.is(h.Remind(h.owner), nil)
}

// heard gives what the world outside was asked for of a kind.
func (h *house) heard(k campaign.MessageKind) []campaign.Message {
	h.t.Helper()
	h.is(h.queue.Drain(h.owner), nil)
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []campaign.Message
	for _, a := range h.asked {
		if a.Kind == k {
			out = append(out, a.Message)
		}
	}
	return out
}

// checked expects that everything derived is what the seats give.
func (h *house) checked() {
	h.t.Helper()
	found, err := campaign.Check(h.t.Context(), h.Read())
	h.is(err, nil)
	if len(found) > 0 {
		h.t.Fatalf("check: %+v", found)
	}
}

// bucket gives a bucket of a campaign.
func (h *house) bucket(i campaign.ID, name string) campaign.Bucket {
	h.t.Helper()
	b, err := h.Board(h.owner, i)
	h.is(err, nil)
	n := slices.IndexFunc(b.Buckets, func(b campaign.Bucket) bool { return b.Name == name })
	if n < 0 {
		h.t.Fatalf("no bucket %s among %+v", name, b.Buckets)
	}
	return b.Buckets[n]
}

// people gives n ids of people.
func people(n int) []customer.ID {
	out := make([]customer.ID, n)
	for i := range out {
		out[i] = customer.ID(9_000_000 + i)
	}
	return out
}

// together has all commands asked at once and gives the replies in their order.
func (h *house) together(on func(n int) *campaign.Service, i campaign.ID, commands []campaign.Command) []campaign.Reply {
	h.t.Helper()
	out := make([]campaign.Reply, len(commands))
	var wg sync.WaitGroup
	for n, c := range commands {
		wg.Go(func() {
			var err error
			if out[n], err = on(n).Do(h.owner, i, c); err != nil {
				h.t.Error(err)
			}
		})
	}
	wg.Wait()
	return out
}

func (h *house) here(int) *campaign.Service { return h.Service }
