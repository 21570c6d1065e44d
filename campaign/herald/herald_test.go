package herald_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"qunli/campaign"
	"qunli/campaign/flashsale"
	"qunli/campaign/herald"
	"qunli/campaign/redpacket"
	"qunli/commerce"
	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/desk"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/kit/money"
	"qunli/org"
	"qunli/segment"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// house is a group, and campaigns of red packets for it.
type house struct {
	dbtest.Fixture
	t     *testing.T
	owner context.Context
	queue *job.Queue
	bus   *event.Bus
	games *campaign.Service
	*herald.Service
	zone  *time.Location
	group community.ID
	who   customer.ID
}

func each(t *testing.T, f func(h *house)) {
	t.Helper()
	rooms := []fs.FS{org.Schema, job.Schema, event.Schema, customer.Schema, segment.Schema, community.Schema, conversation.Schema, commerce.Schema, campaign.Schema, desk.Schema}
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		h := &house{Fixture: d, t: t, owner: org.Owner(t.Context(), "test"), queue: job.New(d.DB, job.Options{})}
		h.bus = event.NewBus(h.queue)
		h.games = h.node()
		h.Service = herald.New(d.DB, h.bus, h.queue, h.games)
		zone, err := org.Zone(h.owner, d.Read())
		h.is(err)
		h.zone = zone
		h.tx(func(ctx context.Context, tx *db.Tx) error {
			of, err := community.Ensure(ctx, tx, 0, []community.Known{{Source: "test", Code: "g", Name: "一号群"}})
			if err != nil {
				return err
			}
			made, err := customer.Resolve(ctx, tx, 0, []customer.Card{{Keys: []customer.Key{{Kind: customer.UnionID, Value: "u1"}}}})
			if err != nil {
				return err
			}
			h.group, h.who = of["g"], made[0].ID
			_, err = community.Moved(ctx, tx, 0, []community.Movement{{Community: h.group, Customer: h.who, Kind: community.Join, At: h.now() - 60*24*3_600_000}})
			return err
		})
		f(h)
	})
}

// node gives one more engine on the same database.
func (h *house) node() *campaign.Service {
	segments := segment.New(h.DB, h.bus, slices.Concat(customer.Attributes(), community.Attributes()))
	s := campaign.New(h.DB, h.bus, segments, campaign.NewModels(redpacket.Model{}, flashsale.Model{}), slog.New(slog.DiscardHandler), campaign.Options{})
	ctx, cancel := context.WithCancel(h.t.Context())
	var running errgroup.Group
	running.Go(func() error { return s.Run(ctx) })
	h.t.Cleanup(func() { cancel(); h.is(running.Wait()) })
	return s
}

func (h *house) now() int64 { return h.Clock.Now().UnixMilli() }

func (h *house) is(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) tx(f func(ctx context.Context, tx *db.Tx) error) {
	h.t.Helper()
	h.is(h.Tx(h.owner, f))
}

// offered publishes a campaign of packets for the group with a slot in so many minutes from now, every day.
func (h *house) offered(in time.Duration, budget int) campaign.ID {
	h.t.Helper()
	c, err := h.games.Draft(h.owner, "redpacket", "每日红包", 0)
	h.is(err)
	settings := fmt.Sprintf(`{"amount":2000,"shares":20,"least":50,"most":1000,"hours":24,"budget":%d,"purpose":"唤醒","groups":[%q],"slots":[{"at":%q}]}`,
		budget, h.group, h.Clock.Now().In(h.zone).Add(in).Format("15:04"))
	_, err = h.games.Save(h.owner, c.ID, campaign.Edit{Settings: []byte(settings), Terms: campaign.Terms{From: h.now() - 1, Until: h.now() + 30*24*3_600_000, Goal: "唤醒", Target: 10, Cost: 20000}})
	h.is(err)
	_, err = h.games.Publish(h.owner, c.ID)
	h.is(err)
	return c.ID
}

func (h *house) out(i campaign.ID) int {
	h.t.Helper()
	all, err := h.games.PutOuts(h.owner, i, 0)
	h.is(err)
	return len(all)
}

func (h *house) tasks(why string) (n int) {
	h.t.Helper()
	h.is(h.queue.Drain(h.owner))
	all, err := desk.New(h.DB).List(h.owner, desk.Filter{Kind: desk.Post})
	h.is(err)
	for _, t := range all {
		if t.Why == why {
			n++
		}
	}
	return n
}

// A slot is kept once, whoever looks and however often: two nodes, many rounds, and one whose answer was lost. The staff is asked to
// post it once. The next day there is another.
func TestASlotIsKeptOnce(t *testing.T) {
	each(t, func(h *house) {
		i := h.offered(2*time.Minute, 100_000)
		other := herald.New(h.DB, event.NewBus(job.New(h.DB, job.Options{})), job.New(h.DB, job.Options{}), h.node())
		h.is(h.Tick(h.owner))
		if h.out(i) != 0 {
			t.Fatal("put out before its time")
		}
		h.Clock.Advance(2 * time.Minute)
		var all errgroup.Group
		for n := range 8 {
			all.Go(func() error {
				if n%2 == 0 {
					return other.Tick(h.owner)
				}
				return h.Tick(h.owner)
			})
		}
		h.is(all.Wait())
		h.Clock.Advance(time.Minute)
		h.is(h.Tick(h.owner))
		if n := h.out(i); n != 1 {
			t.Errorf("put out %d times", n)
		}
		if n := h.tasks(herald.WhyPost); n != 1 {
			t.Errorf("%d asked to post it", n)
		}
		h.Clock.Advance(24 * time.Hour)
		h.is(h.Tick(h.owner))
		if n := h.out(i); n != 2 {
			t.Errorf("the next day: %d", n)
		}
	})
}

// A campaign that is paused puts out nothing; nor does one whose slot is long over. What its budget refuses is a task, once.
func TestASlotThatIsNotKept(t *testing.T) {
	each(t, func(h *house) {
		paused, late, poor := h.offered(2*time.Minute, 100_000), h.offered(-20*time.Minute, 100_000), h.offered(2*time.Minute, 2000)
		_, err := h.games.Pause(h.owner, paused, "缺人手")
		h.is(err)
		_, err = h.PutOut(h.owner, poor, h.now())
		h.is(err)
		h.Clock.Advance(2 * time.Minute)
		for range 3 {
			h.is(h.Tick(h.owner))
		}
		if a, b, c := h.out(paused), h.out(late), h.out(poor); a != 0 || b != 0 || c != 1 {
			t.Errorf("put out: %d paused, %d late, %d without money", a, b, c)
		}
		if n := h.tasks(herald.WhyRefused); n != 1 {
			t.Errorf("%d tasks about what was refused", n)
		}
		var f *fault.Error
		if _, err := h.PutOut(org.As(t.Context(), org.Actor{}), paused, 1); !errors.As(err, &f) {
			t.Errorf("anybody puts out: %v", err)
		}
	})
}

// The effect is what was written and ordered in the hour after, beside that hour of that weekday in the weeks of which something is
// known; a group without history has nothing to compare with, and says so.
func TestEffectBesideTheSameHour(t *testing.T) {
	each(t, func(h *house) {
		at := h.now() - 2*3_600_000
		week := func(n int) int64 { return time.UnixMilli(at).In(h.zone).AddDate(0, 0, -7*n).UnixMilli() }
		if e, err := h.EffectOf(h.owner, h.group, at); err != nil || e.Weeks != 0 || e.Usual != nil || e.Ordered != nil {
			t.Errorf("without history: %+v, %v", e, err)
		}
		said := map[int64]int{at: 6, at + 3_600_000: 9, week(1): 1, week(1) - 1000: 5, week(2): 3, week(3): 2, week(4): 7, at - 24*3_600_000: 50}
		var list []conversation.Message
		for from, n := range said {
			for k := range n {
				step := int64(k)
				if from == week(1)-1000 {
					step = -step
				}
				list = append(list, conversation.Message{Community: h.group, Name: "王芳", Customer: h.who, At: from + step*1000, Content: conversation.Text, Text: "好", Ref: fmt.Sprint(from, k)})
			}
		}
		list = append(list, conversation.Message{Community: h.group, Name: "王芳", Customer: h.who, At: week(3) - 3_600_000*5, Content: conversation.Text, Text: "好", Ref: "first"})
		for n := range list {
			if list[n].At >= week(4)-10 && list[n].At <= week(4)+3_600_000 { // of the fourth week nothing is known
				list[n].At = week(3) - 3_600_000*4
			}
		}
		h.tx(func(ctx context.Context, tx *db.Tx) error {
			if _, err := conversation.Take(ctx, tx, 0, h.zone, list); err != nil {
				return err
			}
			var entries []commerce.Entry
			for n, when := range []int64{at + 1, at + 3_599_999, at + 3_600_000, week(2) + 5} {
				entries = append(entries, commerce.Entry{Source: "shop", OrderNo: fmt.Sprint("o", n), Kind: commerce.Sale, Customer: h.who, At: when, Name: "面膜", Quantity: money.MicroUnit, Amount: 100, AmountGiven: true})
			}
			_, err := commerce.Take(ctx, tx, 0, h.zone, entries)
			return err
		})
		e, err := h.EffectOf(h.owner, h.group, at)
		h.is(err)
		if e.Messages != 6 || e.Orders != 2 || e.Weeks != 3 || *e.Usual != 2 || *e.Ordered != 1.0/3 || e.Running {
			t.Errorf("%+v, usual %v, ordered %v", e, *e.Usual, *e.Ordered)
		}
	})
}

// Who is in a group as they ask for their place pays its price (CAM-08); the page knows it by the same question.
func TestMembersPayTheGroupsPrice(t *testing.T) {
	each(t, func(h *house) {
		c, err := h.games.Draft(h.owner, "flashsale", "爆品", 0)
		h.is(err)
		settings := fmt.Sprintf(`{"items":[{"key":"a","name":"A","price":1990,"stock":9,"groups":[{"group":%q,"stock":2,"price":990}]}],"hold_minutes":15}`, h.group)
		_, err = h.games.Save(h.owner, c.ID, campaign.Edit{Settings: []byte(settings), Terms: campaign.Terms{From: h.now() - 1, Until: h.now() + 3_600_000, Goal: "唤醒", Target: 10, Cost: 20000}})
		h.is(err)
		_, err = h.games.Publish(h.owner, c.ID)
		h.is(err)
		var other customer.ID
		h.tx(func(ctx context.Context, tx *db.Tx) error {
			made, err := customer.Resolve(ctx, tx, 0, []customer.Card{{Keys: []customer.Key{{Kind: customer.UnionID, Value: "u2"}}}})
			if err == nil {
				other = made[0].ID
			}
			return err
		})
		g, err := flashsale.Model{}.Read([]byte(settings))
		h.is(err)
		for who, want := range map[customer.ID]int64{h.who: 990, other: 1990} {
			r, err := h.games.Do(h.owner, c.ID, campaign.Command{Kind: campaign.Join, Person: who, Number: 1, Lines: []campaign.Line{{Item: "a", N: 1}}})
			meets, e := h.games.Meets(h.owner, g, who)
			h.is(errors.Join(err, e))
			if r.Amount != want || meets[flashsale.Share{Group: h.group.String()}.Rule()] != (want == 990) {
				t.Errorf("%s: %+v, %v", who, r, meets)
			}
		}
	})
}
