package webhook

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"qunli/commerce"
	"qunli/community"
	"qunli/desk"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/org"
)

func TestAFactIsToldSignedAndOnce(t *testing.T) {
	each(t, func(h *house) {
		_, secret := h.subscribe()
		h.publish(h.t.Context(), placed(1, 2), placed(3), community.Opened{Community: 4})
		h.publish(event.History(h.t.Context()), placed(9))
		h.drain()
		got := h.there.taken()
		if len(got) != 1 {
			t.Fatalf("%d were sent, want 1: one kind, one publishing, no history", len(got))
		}
		if !signed(got[0], secret) || signed(got[0], secret+"x") || signed(received{got[0].header, got[0].body + " "}, secret) {
			t.Error("the signature does not hold for this secret and body alone")
		}
		fact, err := db.One[event.Row](h.t.Context(), h.Read(), `SELECT id, kind, payload, at FROM event_fact WHERE kind = 'commerce.orders_placed' AND NOT history`)
		h.is(err, nil)
		h.equal(got[0].body, fmt.Sprintf(`{"id":"%s","fact":"commerce.orders_placed","at":%d,"items":[{"customers":[],"orders":["%s","%s"]},{"customers":[],"orders":["%s"]}]}`,
			fact.ID, fact.At, commerce.OrderID(1), commerce.OrderID(2), commerce.OrderID(3)))
		h.equal(h.deliveries(), []string{"commerce.orders_placed delivered 1 200"})
		h.drain()
		h.equal(len(h.there.taken()), 0)
	})
}

// TestTriesComeLaterAndLater: 30 s, 2 min, 8 min, 30 min, 2 h, 8 h, 16 h after the one before, and after the eighth no more.
func TestTriesComeLaterAndLater(t *testing.T) {
	each(t, func(h *house) {
		_, secret := h.subscribe()
		h.there.answer(500, "call 13812345678")
		h.publish(h.t.Context(), placed(1))
		var gaps []time.Duration
		began := h.Clock.Now()
		tried := began
		h.drain()
		first := h.there.taken()
		for h.Clock.Now().Sub(began) < 30*time.Hour {
			h.Clock.Advance(30 * time.Second)
			h.drain()
			for _, r := range h.there.taken() {
				if r.body != first[0].body || !signed(r, secret) || r.header.Get("X-Qunli-Try") != fmt.Sprint(len(gaps)+2) {
					t.Fatalf("try %d is another letter: %v", len(gaps)+2, r)
				}
				gaps, tried = append(gaps, h.Clock.Now().Sub(tried)), h.Clock.Now()
			}
			if len(gaps) > 3 { // the rest takes hours: go there in larger steps
				h.Clock.Advance(30*time.Minute - 30*time.Second)
			}
		}
		h.equal(gaps[:4], []time.Duration{30 * time.Second, 2 * time.Minute, 8 * time.Minute, 30 * time.Minute})
		h.equal([]float64{gaps[4].Round(time.Hour).Hours(), gaps[5].Round(time.Hour).Hours(), gaps[6].Round(time.Hour).Hours()}, []float64{2, 8, 16})
		h.equal(len(gaps), 7)
		h.equal(h.deliveries(), []string{"commerce.orders_placed given_up 8 500 status"})
		all, err := h.Deliveries(h.owner, Filter{State: GivenUp})
		h.is(err, nil)
		h.equal(all[0].Reply, "call 138****5678")
	})
}

// TestAnsweredButNotWrittenDownIsSentAgain: a process that dies between the answer and the note sends the same again.
func TestAnsweredButNotWrittenDownIsSentAgain(t *testing.T) {
	each(t, func(h *house) {
		h.subscribe()
		h.publish(h.t.Context(), placed(1))
		dying, die := context.WithCancel(h.t.Context())
		inner := h.there.Config.Handler
		h.there.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { inner.ServeHTTP(w, r); die() })
		_ = h.queue.Drain(dying) // ends in the middle
		h.there.Config.Handler = inner
		one := h.there.taken()
		h.equal(len(one), 1)
		h.equal(h.deliveries(), []string{"commerce.orders_placed waiting 0 0"})
		h.restart()
		h.Clock.Advance(time.Minute) // the lease of what died
		h.drain()
		two := h.there.taken()
		if len(two) != 1 || two[0].body != one[0].body || two[0].header.Get("X-Qunli-Delivery") != one[0].header.Get("X-Qunli-Delivery") {
			t.Fatalf("sent again: %v, want the same as %v", two, one)
		}
		h.equal(h.deliveries(), []string{"commerce.orders_placed delivered 1 200"})
	})
}

// TestWhoDoesNotAnswerIsTriedAsOne: ten deliveries to somebody who is away are one try, and all arrive when they are back.
func TestWhoDoesNotAnswerIsTriedAsOne(t *testing.T) {
	each(t, func(h *house) {
		h.loopback()
		s, _, err := h.Save(h.owner, Plan{Name: "ERP", Address: "http://127.0.0.1:1/", Facts: Kinds()})
		h.is(err, nil)
		for n := range 10 {
			h.publish(h.t.Context(), placed(commerce.OrderID(n+1)))
		}
		h.drain()
		tries, err := db.One[int64](h.t.Context(), h.Read(), `SELECT CAST(SUM(tries) AS BIGINT) FROM webhook_delivery`)
		h.is(err, nil)
		h.equal(tries, 1)
		all, err := h.List(h.owner)
		h.is(err, nil)
		if all[0].Waiting != 10 || all[0].FailingSince == 0 || all[0].RetryAt != h.Clock.Now().Add(30*time.Second).UnixMilli() {
			t.Fatalf("%+v", all[0])
		}
		_, _, err = h.Save(h.owner, Plan{ID: s.ID, Name: "ERP", Address: h.there.URL, Facts: Kinds(), Version: all[0].Version})
		h.is(err, nil)
		h.Clock.Advance(time.Minute)
		h.drain()
		h.equal(len(h.there.taken()), 10)
		all, err = h.List(h.owner)
		h.is(err, nil)
		if all[0].Waiting != 0 || all[0].FailingSince != 0 {
			t.Fatalf("%+v", all[0])
		}
	})
}

func TestAWholeDayOfFailuresPausesAndAsks(t *testing.T) {
	each(t, func(h *house) {
		s, _ := h.subscribe()
		h.there.answer(503, "")
		for range 27 {
			h.publish(h.t.Context(), placed(1))
			h.drain()
			h.Clock.Advance(time.Hour)
		}
		one, err := h.List(h.owner)
		h.is(err, nil)
		tasks, err := h.desk.List(h.owner, desk.Filter{Kind: desk.Mend})
		h.is(err, nil)
		if one[0].State != Paused || len(tasks) != 1 || tasks[0].Why != "webhook_paused" {
			t.Fatalf("%s, %v", one[0].State, tasks)
		}
		h.there.taken()
		h.there.answer(200, "")
		h.publish(h.t.Context(), placed(2))
		h.drain()
		h.equal(len(h.there.taken()), 0) // it waits
		h.is(h.Turn(h.owner, s.ID, one[0].Version-1, true), ErrChanged)
		h.is(h.Turn(h.owner, s.ID, one[0].Version, true), nil)
		h.Clock.Advance(24 * time.Hour)
		h.drain()
		one, err = h.List(h.owner)
		h.is(err, nil)
		if n := len(h.there.taken()); int64(n) < 2 || one[0].Waiting != 0 || one[0].State != On {
			t.Fatalf("%d sent, %+v", n, one[0])
		}
		tasks, err = h.desk.List(h.owner, desk.Filter{Kind: desk.Mend})
		h.is(err, nil)
		h.equal(len(tasks), 0)
	})
}

func TestReplay(t *testing.T) {
	each(t, func(h *house) {
		s, _ := h.subscribe()
		h.there.answer(400, "no")
		h.publish(h.t.Context(), placed(1))
		h.publish(h.t.Context(), placed(2))
		for range 4 {
			h.drain()
			h.Clock.Advance(16 * time.Hour)
			h.giveUp()
		}
		first := h.there.taken()[0]
		all, err := h.Deliveries(h.owner, Filter{State: GivenUp})
		h.is(err, nil)
		h.equal(len(all), 2)
		h.there.answer(200, "")
		h.is(h.Replay(h.owner, all[1].ID), nil)
		h.is(h.Replay(h.owner, all[1].ID), ErrWaits)
		h.drain()
		again := h.there.taken()
		if len(again) != 1 || again[0].body != first.body {
			t.Fatalf("replayed %v, want %v", again, first)
		}
		n, err := h.ReplayFailed(h.owner, s.ID)
		h.is(err, nil)
		h.equal(n, 1)
		h.drain()
		h.equal(h.deliveries(), []string{"commerce.orders_placed delivered 1 200", "commerce.orders_placed delivered 1 200"})
		h.is(h.Replay(h.owner, 1), ErrNoDelivery)
		_, err = h.ReplayFailed(h.owner, 1)
		h.is(err, ErrMissing)
		d, text, err := h.Delivery(h.owner, all[1].ID)
		h.is(err, nil)
		if d.Replays != 1 || text != first.body {
			t.Errorf("%+v shows %s", d, text)
		}
		h.is(h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
			_, err := event.ForgetTold(ctx, tx, tx.Now+1, 100)
			return err
		}), nil)
		h.is(h.Replay(h.owner, all[0].ID), event.ErrGone)
	})
}

// giveUp makes what waits its last try.
func (h *house) giveUp() {
	h.t.Helper()
	h.is(h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `UPDATE webhook_delivery SET tries = $1 WHERE state = 'waiting' AND tries > 0`, len(delays))
		return err
	}), nil)
}

func TestANewSecretAndTheOneBefore(t *testing.T) {
	each(t, func(h *house) {
		s, before := h.subscribe()
		fresh, err := h.Rotate(h.owner, s.ID)
		h.is(err, nil)
		h.publish(h.t.Context(), placed(1))
		h.drain()
		h.Clock.Advance(25 * time.Hour)
		h.publish(h.t.Context(), placed(2))
		h.drain()
		got := h.there.taken()
		if len(got) != 2 || !signed(got[0], before) || !signed(got[0], fresh) || signed(got[1], before) || !signed(got[1], fresh) {
			t.Fatalf("%d letters; for a day both secrets hold, then the new one alone", len(got))
		}
		rows, err := subscriptions(h.t.Context(), h.Read())
		h.is(err, nil)
		if strings.Contains(rows[0].Secret+rows[0].OldSecret, fresh) || strings.Contains(rows[0].Secret+rows[0].OldSecret, before) {
			t.Error("a secret lies open in the table")
		}
	})
}

func TestOffAndRemovedAreToldNothing(t *testing.T) {
	each(t, func(h *house) {
		s, _ := h.subscribe()
		h.is(h.Turn(h.owner, s.ID, 1, false), nil)
		h.publish(h.t.Context(), placed(1))
		h.drain()
		h.is(h.Turn(h.owner, s.ID, 2, true), nil)
		h.publish(h.t.Context(), placed(2))
		h.is(h.Remove(h.owner, s.ID), nil)
		h.drain()
		h.equal(len(h.there.taken()), 0)
		h.equal(len(h.deliveries()), 0)
		h.is(h.Remove(h.owner, s.ID), ErrMissing)
	})
}

func TestPermission(t *testing.T) {
	each(t, func(h *house) {
		verbs := map[string]func(ctx context.Context) error{
			"list":        func(ctx context.Context) error { _, err := h.List(ctx); return err },
			"save":        func(ctx context.Context) error { _, _, err := h.Save(ctx, Plan{}); return err },
			"turn":        func(ctx context.Context) error { return h.Turn(ctx, 1, 1, true) },
			"rotate":      func(ctx context.Context) error { _, err := h.Rotate(ctx, 1); return err },
			"remove":      func(ctx context.Context) error { return h.Remove(ctx, 1) },
			"deliveries":  func(ctx context.Context) error { _, err := h.Deliveries(ctx, Filter{}); return err },
			"delivery":    func(ctx context.Context) error { _, _, err := h.Delivery(ctx, 1); return err },
			"replay":      func(ctx context.Context) error { return h.Replay(ctx, 1) },
			"replay all":  func(ctx context.Context) error { _, err := h.ReplayFailed(ctx, 1); return err },
			"networks":    func(ctx context.Context) error { _, err := h.Networks(ctx); return err },
			"set network": func(ctx context.Context) error { return h.SetNetworks(ctx, nil) },
		}
		for name, verb := range verbs {
			for _, role := range org.Roles() {
				err := verb(org.As(t.Context(), org.Actor{Kind: org.ActorStaff, Role: role, Scope: org.ScopeAll}))
				may := slices.Contains([]org.Role{org.RoleOwner, org.RoleAdmin}, role) && (name != "set network" || role == org.RoleOwner)
				if denied := code(err) == org.ErrDenied.Code; denied == may {
					t.Errorf("%s as %s: %v", name, role, err)
				}
			}
			h.is(verb(t.Context()), org.ErrUnauthenticated)
		}
	})
}
