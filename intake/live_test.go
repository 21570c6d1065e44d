package intake_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"qunli/channel"
	"qunli/community"
	"qunli/customer"
	"qunli/intake"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/livecode"
)

// wire is a live channel on a fresh database.
type wire struct {
	desk
	live intake.Live
}

func eachWire(t *testing.T, f func(w wire)) {
	each(t, func(t *testing.T, d desk) {
		queue := job.New(d.DB, job.Options{})
		f(wire{d, intake.Live{Bus: event.NewBus(queue), Codes: livecode.New(d.DB, queue, nil)}})
	})
}

// do takes something in, in a transaction of its own.
func (w wire) do(f func(ctx context.Context, tx *db.Tx) error) {
	w.t.Helper()
	if err := w.Tx(w.t.Context(), f); err != nil {
		w.t.Fatal(err)
	}
}

func (w wire) met(p channel.Person) {
	w.t.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) error { return w.live.Met(ctx, tx, "wecom", p) })
}

func (w wire) gathered(g channel.Group) {
	w.t.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) error { return w.live.Gathered(ctx, tx, "wecom", g) })
}

// bonds gives "member since-until by" of everybody, oldest first.
func (w wire) bonds() string {
	w.t.Helper()
	list, err := db.All[customer.Bond](w.t.Context(), w.Read(), `SELECT id, customer_id, channel, member, staff_id, since, until, ended_by, state, way, remark, description
		FROM customer_bond ORDER BY since, id`)
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, b := range list {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %d-%d %s", b.Member, b.Since, b.Until, b.EndedBy)))
	}
	return strings.Join(out, "; ")
}

// touches counts what stands on timelines by kind.
func (w wire) touches(kind string) int64 {
	w.t.Helper()
	n, err := db.One[int64](w.t.Context(), w.Read(), `SELECT COUNT(*) FROM customer_touch WHERE kind = $1`, kind)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w wire) is(got, want any) {
	w.t.Helper()
	if got != want {
		w.t.Errorf("got  %v\nwant %v", got, want)
	}
}

// TestBondsFollowTheChannel: what is read is taken once; who deleted whom is known from the payload, whichever comes first.
func TestBondsFollowTheChannel(t *testing.T) {
	eachWire(t, func(w wire) {
		anna, ben := channel.Bond{Staff: "anna", At: 1000, State: "A01"}, channel.Bond{Staff: "ben", At: 2000}
		person := channel.Person{Key: "wm1", Name: "王小明", Bonds: []channel.Bond{anna, ben}}
		for range 2 {
			w.met(person)
			w.is(w.bonds(), "anna 1000-0; ben 2000-0")
			w.is(w.touches("add"), int64(2))
		}
		part := func(staff string, by channel.Ending, at int64) {
			w.do(func(ctx context.Context, tx *db.Tx) error {
				return w.live.Parted(ctx, tx, "wecom", []channel.Parting{{Person: "wm1", Staff: staff, By: by, At: at}})
			})
		}
		part("ben", channel.EndedByPerson, 3000)
		part("ben", channel.EndedByPerson, 3000) // told twice
		w.is(w.bonds(), "anna 1000-0; ben 2000-3000 person")

		// Found gone first, told by whom afterwards.
		w.met(channel.Person{Key: "wm1", Name: "王小明"})
		now := w.Clock.Now().UnixMilli()
		w.is(w.bonds(), fmt.Sprintf("anna 1000-%d; ben 2000-3000 person", now))
		part("anna", channel.EndedByStaff, 4000)
		w.is(w.bonds(), "anna 1000-4000 staff; ben 2000-3000 person")

		// Added again: another bond; a late word of the first end changes nothing.
		again := channel.Bond{Staff: "anna", At: now + 1000}
		w.met(channel.Person{Key: "wm1", Name: "王小明", Bonds: []channel.Bond{again}})
		part("anna", channel.EndedByStaff, 4000)
		w.is(w.bonds(), fmt.Sprintf("anna 1000-4000 staff; ben 2000-3000 person; anna %d-0", now+1000))
		w.is(w.touches("drop"), int64(2))
	})
}

// TestWhoIsSeenHasNotLeft: a page of a list shows some bonds of people and says nothing of the others; one that had only not been
// seen for a while goes on, one of whose end was told does not.
func TestWhoIsSeenHasNotLeft(t *testing.T) {
	eachWire(t, func(w wire) {
		see := func(people ...channel.Person) {
			w.t.Helper()
			w.do(func(ctx context.Context, tx *db.Tx) error { return w.live.Seen(ctx, tx, "wecom", people) })
		}
		anna, ben := channel.Bond{Staff: "anna", At: 1000}, channel.Bond{Staff: "ben", At: 2000}
		with := func(b ...channel.Bond) channel.Person { return channel.Person{Key: "wm1", Name: "王小明", Bonds: b} }
		for range 2 {
			see(with(anna), channel.Person{Key: "wm2", Name: "李雷", Bonds: []channel.Bond{{Staff: "anna", At: 1500}}}, with(ben))
			w.is(w.bonds(), "anna 1000-0; anna 1500-0; ben 2000-0")
		}
		see(with(anna))
		w.is(w.bonds(), "anna 1000-0; anna 1500-0; ben 2000-0")
		w.do(func(ctx context.Context, tx *db.Tx) error {
			return w.live.Parted(ctx, tx, "wecom", []channel.Parting{{Person: "wm1", Staff: "ben", By: channel.EndedByPerson, At: 3000}})
		})
		w.met(with())
		now := w.Clock.Now().UnixMilli()
		w.is(w.bonds(), fmt.Sprintf("anna 1000-%d; anna 1500-0; ben 2000-3000 person", now))
		see(with(anna), with(ben))
		w.is(w.bonds(), "anna 1000-0; anna 1500-0; ben 2000-3000 person")
		w.is(w.touches("add"), int64(3))

		q := w.Read()
		members, err := w.live.Members(t.Context(), q, "wecom")
		people, err2 := w.live.With(t.Context(), q, "wecom", "anna")
		w.is(fmt.Sprint(members, people, err, err2), "[anna] [wm1 wm2] <nil> <nil>")
	})
}

// TestAListMayBeBehind: whoever came in a moment ago and is not on the list yet has not left; later they have.
func TestAListMayBeBehind(t *testing.T) {
	eachWire(t, func(w wire) {
		at := w.Clock.Now().UnixMilli()
		w.do(func(ctx context.Context, tx *db.Tx) error {
			return w.live.Moved(ctx, tx, "wecom", []channel.Move{{Group: "wr1", Person: "wm1", Scene: community.SceneCode, At: at}})
		})
		empty := channel.Group{Key: "wr1", Name: "群"}
		w.gathered(empty)
		w.is(w.stays(), fmt.Sprintf("%d-0 code", at))
		groups, err := w.live.Groups(t.Context(), w.Read(), "wecom")
		w.is(fmt.Sprint(groups, err), "[wr1] <nil>")
		w.Clock.Advance(time.Minute)
		w.gathered(empty)
		w.is(w.stays(), fmt.Sprintf("%d-%d code", at, at+60_000))
		groups, err = w.live.Groups(t.Context(), w.Read(), "wecom")
		w.is(fmt.Sprint(groups, err), "[] <nil>")
	})
}

// TestAnEndMayBeToldFirst: the end of a bond is told of before it was ever read, and the channel still shows the bond.
func TestAnEndMayBeToldFirst(t *testing.T) {
	eachWire(t, func(w wire) {
		for range 2 {
			w.do(func(ctx context.Context, tx *db.Tx) error {
				return w.live.Parted(ctx, tx, "wecom", []channel.Parting{{Person: "wm1", Staff: "anna", By: channel.EndedByPerson, At: 3000}})
			})
			w.is(w.bonds(), "anna 0-3000 person")
		}
		for range 2 {
			w.met(channel.Person{Key: "wm1", Name: "王小明", Bonds: []channel.Bond{{Staff: "anna", At: 1000, State: "A01"}}})
			w.is(w.bonds(), "anna 1000-3000 person")
		}
		w.met(channel.Person{Key: "wm1", Name: "王小明", Bonds: []channel.Bond{{Staff: "anna", At: 5000}}})
		w.is(w.bonds(), "anna 1000-3000 person; anna 5000-0")
		w.is(w.touches("add"), int64(2))
		w.is(w.touches("drop"), int64(1))
		w.is(w.people(), int64(1))
	})
}

// TestARosterIsTheTruth: who is on it has joined once, who is missing has left once, staff are no customers, and a person known
// from a file is the same person.
func TestARosterIsTheTruth(t *testing.T) {
	eachWire(t, func(w wire) {
		w.load(w.file("people.csv", "external_userid,name\nwm1,甲\n"), intake.Request{Kind: "customers", Source: "old"})
		group := channel.Group{Key: "wr1", Name: "福利1群", Owner: "anna", Members: []channel.Member{
			{Key: "anna", Staff: true, JoinedAt: 1000}, {Key: "wm1", JoinedAt: 2000, Scene: community.SceneCode}, {Key: "wm2", JoinedAt: 3000, Scene: community.SceneInvite}}}
		for range 2 {
			w.gathered(group)
			w.is(w.people(), int64(2))
			w.is(w.stays(), "2000-0 code; 3000-0 invite")
		}
		left := func(at int64) {
			w.do(func(ctx context.Context, tx *db.Tx) error {
				return w.live.Moved(ctx, tx, "wecom", []channel.Move{{Group: "wr1", Person: "wm2", Left: true, Scene: community.SceneRemoved, At: at}})
			})
		}
		left(9_000_000)
		left(9_000_000)
		group.Members = group.Members[:2]
		w.gathered(group)
		w.is(w.stays(), "2000-0 code; 3000-9000000 invite")

		group.Members = append(group.Members, channel.Member{Key: "wm2", JoinedAt: 90_000_000, Scene: community.SceneCode})
		w.gathered(group)
		left(9_000_000) // read again later: it speaks of the first stay
		w.is(w.stays(), "2000-0 code; 3000-9000000 invite; 90000000-0 code")

		w.do(func(ctx context.Context, tx *db.Tx) error {
			return w.live.Dissolved(ctx, tx, "wecom", "wr1", 95_000_000)
		})
		w.is(w.stays(), "2000-95000000 code; 3000-9000000 invite; 90000000-95000000 code")
	})
}

// TestMovesInAnyOrder: somebody comes and goes before any list is read, and the leaving is told first.
func TestMovesInAnyOrder(t *testing.T) {
	eachWire(t, func(w wire) {
		in := channel.Move{Group: "wr1", Person: "wm1", Scene: community.SceneCode, At: 1_000}
		out := channel.Move{Group: "wr1", Person: "wm1", Left: true, Scene: community.SceneLeft, At: 9_000}
		for _, m := range []channel.Move{out, in, out, in} {
			w.do(func(ctx context.Context, tx *db.Tx) error { return w.live.Moved(ctx, tx, "wecom", []channel.Move{m}) })
		}
		w.is(w.stays(), "1000-9000 code")
		// The list is behind: it still shows the stay that is over.
		w.gathered(channel.Group{Key: "wr1", Name: "群", Members: []channel.Member{{Key: "wm1", JoinedAt: 1_000, Scene: community.SceneCode}}})
		w.is(w.stays(), "1000-9000 code")
	})
}

func (w wire) people() int64 {
	w.t.Helper()
	n, err := db.One[int64](w.t.Context(), w.Read(), `SELECT COUNT(*) FROM customer`)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// stays gives "joined-left scene" of all stays, oldest first.
func (w wire) stays() string {
	w.t.Helper()
	list, err := db.All[struct {
		JoinedAt, LeftAt int64
		Scene            string
	}](w.t.Context(), w.Read(), `SELECT joined_at, left_at, scene FROM community_stay ORDER BY joined_at, customer_id`)
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, s := range list {
		out = append(out, fmt.Sprintf("%d-%d %s", s.JoinedAt, s.LeftAt, s.Scene))
	}
	return strings.Join(out, "; ")
}
