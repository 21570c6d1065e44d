package conversation

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
	"qunli/testkit/dbtest"
)

// house is a Service with all it needs, acting as owner.
type house struct {
	*Service
	ctx   context.Context
	queue *job.Queue
	heard *[]event.Fact
}

func newHouse(t *testing.T, d dbtest.Fixture) house {
	t.Helper()
	queue := job.New(d.DB, job.Options{})
	bus := event.NewBus(queue)
	heard := &[]event.Fact{}
	event.Subscribe(bus, "test", func(_ context.Context, _ *db.Tx, facts []QuestionWaiting) error {
		for _, f := range facts {
			*heard = append(*heard, f)
		}
		return nil
	})
	event.Subscribe(bus, "test", func(_ context.Context, _ *db.Tx, facts []QuestionAnswered) error {
		for _, f := range facts {
			*heard = append(*heard, f)
		}
		return nil
	})
	return house{New(d.DB, bus, queue), org.Owner(t.Context(), "test"), queue, heard}
}

func (h house) say(t *testing.T, lines ...Line) []Fate {
	t.Helper()
	out := must[Taken](t)(h.Append(h.ctx, "wecom", lines))
	for _, f := range out.Fates {
		if f.Refusal != nil {
			t.Fatal(f.Refusal)
		}
	}
	return out.Fates
}

func (h house) drain(t *testing.T) {
	t.Helper()
	if err := h.queue.Drain(h.ctx); err != nil {
		t.Fatal(err)
	}
}

func as(t *testing.T, role org.Role) context.Context {
	t.Helper()
	return org.As(t.Context(), org.Actor{Kind: org.ActorStaff, ID: 5, Staff: 5, Role: role, Scope: org.ScopeAll})
}

// kind decides what a group is for.
func kind(t *testing.T, d dbtest.Fixture, g community.ID, k community.Kind) {
	t.Helper()
	err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return db.MustAffect(ctx, tx, community.ErrMissing, `UPDATE community SET kind = $1 WHERE id = $2`, k, g)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestWaitingQuestions is COM-04's wait: a question that nobody has answered for two hours is told of once; an answer, by
// its source or by staff who name the asker, ends the wait.
func TestWaitingQuestions(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		g, h := group(t, d, 0, "g"), newHouse(t, d)
		kind(t, d, g, community.Serving)
		other := group(t, d, 0, "sales")
		kind(t, d, other, community.Sales)
		fates := h.say(t,
			Line{Community: g, Sort: LineMessage, Name: "王芳", At: at(-3), Text: "请问怎么退货", Key: "m1"},
			Line{Community: g, Sort: LineMessage, Name: "王芳", At: at(-3), Text: "订单是昨天的", Key: "m2", ReplyTo: "m1"},
			Line{Community: g, Sort: LineMessage, Name: "李雷", At: at(-2), Text: "有没有大码？", Key: "m3"},
			Line{Community: g, Sort: LineMessage, Name: "店小二", Staff: 9, At: at(-4), Text: "大家想要哪款？", Key: "m4"})
		h.say(t, Line{Community: other, Sort: LineMessage, Name: "韩梅", At: at(-9), Text: "多少钱"})
		waits := must[[]Said](t)(h.Waiting(h.ctx, WaitingFilter{Community: g}))
		if len(waits) != 2 || waits[0].ID != ID(fates[0].ID) || waits[1].Name != "李雷" {
			t.Errorf("waiting: %+v", waits)
		}
		d.Clock.Advance(2*time.Hour - 3*time.Minute - time.Second)
		h.drain(t)
		if len(*h.heard) != 0 {
			t.Errorf("told before two hours: %v", *h.heard)
		}
		d.Clock.Advance(2 * time.Minute)
		h.drain(t)
		h.drain(t)
		d.Clock.Advance(time.Hour)
		h.drain(t)
		if len(*h.heard) != 2 {
			t.Errorf("told: %v", *h.heard)
		}
		*h.heard = nil
		h.say(t, Line{Community: g, Sort: LineMessage, Name: "店小二", Staff: 9, At: at(185), Text: "七天内都可以", Key: "m5", ReplyTo: "m2"},
			Line{Community: g, Sort: LineMessage, Name: "店小二", Staff: 9, At: at(186), Text: "@李雷 有的", Key: "m6"})
		h.drain(t)
		var told []ID
		for _, f := range *h.heard {
			told = append(told, f.(QuestionAnswered).Message)
		}
		if len(told) != 2 {
			t.Errorf("answers told: %v", *h.heard)
		}
		if waits := must[[]Said](t)(h.Waiting(h.ctx, WaitingFilter{Community: g})); len(waits) != 0 {
			t.Errorf("still waiting: %+v", waits)
		}
		if n := num(t, d.Read(), `SELECT CAST(SUM(answer_ms) AS BIGINT) FROM conversation_day`); n != 376*minute {
			t.Errorf("waited %d min in all, want 188 + 188", n/minute)
		}
		clean(t, d)
	})
}

// A question is not answered by who asked it, nor by a program; nor is history told of.
func TestWhoAnswers(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		g, h := group(t, d, 1, "g"), newHouse(t, d)
		kind(t, d, g, community.Serving)
		takeLog(t, d, 1, options(), number([]Line{
			{Community: g, Sort: LineMessage, Name: "ann", At: at(0), Text: "does it work?", Key: "1"},
			{Community: g, Sort: LineMessage, Name: "ann", At: at(1), Text: "hm", Key: "2", ReplyTo: "1"},
			{Community: g, Sort: LineMessage, Name: "infobot", At: at(2), Text: "see the manual", Key: "3", ReplyTo: "1"},
		}), 100)
		if n := num(t, d.Read(), `SELECT COUNT(*) FROM conversation_message WHERE question = 1`); n != 1 {
			t.Errorf("%d questions wait", n)
		}
		d.Clock.Advance(5 * time.Hour)
		h.drain(t)
		if len(*h.heard) != 0 {
			t.Errorf("told of history: %v", *h.heard)
		}
		takeLog(t, d, 1, options(), number([]Line{
			{Community: g, Sort: LineMessage, Name: "bob", At: at(9), Text: "it does", Key: "5", ReplyTo: "1"},
			{Community: g, Sort: LineMessage, Name: "cat", At: at(7), Text: "yes", Key: "4", ReplyTo: "1"}, // late, and first
		}), 1)
		if n := num(t, d.Read(), `SELECT answered_at FROM conversation_message WHERE question = 2`); n != at(7) {
			t.Errorf("answered after %d min", (n-at(0))/minute)
		}
		clean(t, d)
	})
}

func TestSettings(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		g, h := group(t, d, 0, "g"), newHouse(t, d)
		kind(t, d, g, community.Core)
		err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return org.SetSetting(ctx, tx, "community", `{"reply_minutes": 10}`)
		})
		if err == nil {
			err = h.SetSettings(h.ctx, Settings{Promo: []string{"阿胶", "OFF"}, Asking: []string{"可好"}})
		}
		if err != nil {
			t.Fatal(err)
		}
		if set := must[Settings](t)(h.Settings(h.ctx)); set.Promo[1] != "off" || len(set.AskingLast) != 0 {
			t.Errorf("settings: %+v", set)
		}
		if err := h.SetSettings(h.ctx, Settings{Promo: []string{" "}}); err == nil {
			t.Error("an empty word makes everything promotion")
		}
		if err := h.SetSettings(as(t, org.RoleReader), Settings{}); !errors.Is(err, org.ErrDenied) {
			t.Errorf("a reader changes settings: %v", err)
		}
		h.say(t, Line{Community: g, Sort: LineMessage, Name: "王芳", At: at(0), Text: "阿胶可好"},
			Line{Community: g, Sort: LineMessage, Name: "店", At: at(0), Text: "怎么秒杀"})
		d.Clock.Advance(11 * time.Minute)
		h.drain(t)
		if len(*h.heard) != 1 || num(t, d.Read(), `SELECT promos FROM conversation_day`) != 1 {
			t.Errorf("told %v", *h.heard)
		}
	})
}

// The list shows a group whole, page by page, to those who may see it.
func TestMessages(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		g, h := group(t, d, 0, "g"), newHouse(t, d)
		var lines []Line
		for i := range 25 {
			lines = append(lines, Line{Community: g, Sort: LineMessage, Name: fmt.Sprint("n", i%3), At: at(float64(i / 10)), Text: fmt.Sprint(i)})
		}
		h.say(t, lines...)
		var got []string
		var after *Cursor
		for {
			page := must[[]Said](t)(h.Messages(h.ctx, g, Filter{Limit: 7, After: after}))
			if len(page) == 0 {
				break
			}
			for _, m := range page {
				got = append(got, m.Text)
			}
			last := page[len(page)-1]
			after = &Cursor{last.At, last.Ordinal, last.ID}
		}
		var want []string
		for i := 24; i >= 0; i-- {
			want = append(want, fmt.Sprint(i))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		n1 := must[customer.ID](t)(db.One[customer.ID](t.Context(), d.Read(), `SELECT id FROM customer WHERE name = 'n1'`))
		if by := must[[]Said](t)(h.By(h.ctx, n1, Filter{})); len(by) != 8 || by[0].Text != "22" {
			t.Errorf("by n1: %+v", by)
		}
		store := org.As(t.Context(), org.Actor{Kind: org.ActorStaff, ID: 5, Staff: 5, Role: org.RoleStore, Scope: org.ScopeStore, Store: 77})
		if by := must[[]Said](t)(h.By(store, n1, Filter{})); len(by) != 0 {
			t.Errorf("outside the scope: %v", by)
		}
		if _, err := h.Messages(store, g, Filter{}); !errors.Is(err, org.ErrScope) {
			t.Errorf("outside the scope: %v", err)
		}
		if waits := must[[]Said](t)(h.Waiting(store, WaitingFilter{})); len(waits) != 0 {
			t.Errorf("outside the scope: %v", waits)
		}
		if _, err := h.Append(store, "wecom", lines); err == nil {
			t.Error("a shop may write into groups")
		}
		if _, err := h.Append(h.ctx, "wecom", []Line{{Community: 99, Sort: LineJoin, Name: "x", At: 1}}); !errors.Is(err, community.ErrMissing) {
			t.Errorf("a group that is not there: %v", err)
		}
	})
}

// A group that is given to another store takes its rollups along.
func TestAssigned(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		g, h := group(t, d, 0, "g"), newHouse(t, d)
		h.say(t, Line{Community: g, Sort: LineMessage, Name: "王芳", At: at(0), Text: "在吗"})
		err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return h.bus.Publish(ctx, tx, community.Assigned{Community: g, Store: 77, Staff: 5})
		})
		if err != nil {
			t.Fatal(err)
		}
		h.drain(t)
		store := org.As(t.Context(), org.Actor{Kind: org.ActorStaff, ID: 5, Staff: 5, Role: org.RoleStore, Scope: org.ScopeStore, Store: 77})
		if waits := must[[]Said](t)(h.Waiting(store, WaitingFilter{})); len(waits) != 1 {
			t.Errorf("the new store sees %d", len(waits))
		}
	})
}

// Erasing a person takes their names and words, and their names out of others' words, and keeps every count; the same file
// again does not bring them back.
func TestErase(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		g := group(t, d, 1, "#t")
		takeLog(t, d, 1, options(), twelve(g), 100)
		ann := must[customer.ID](t)(db.One[customer.ID](t.Context(), d.Read(), `SELECT id FROM customer WHERE name = 'ann'`))
		before := facts(t, d, g)
		people := customer.New(d.DB, event.NewBus(job.New(d.DB, job.Options{})), ErasePeople)
		if err := people.Erase(org.Owner(t.Context(), "test"), ann); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, facts(t, d, g)); diff != "" {
			t.Errorf("counts changed:\n%s", diff)
		}
		for _, s := range must[[]string](t)(db.All[string](t.Context(), d.Read(), `SELECT text FROM conversation_message
			UNION ALL SELECT name FROM conversation_author UNION ALL SELECT name FROM conversation_address`)) {
			if strings.Contains(s, "ann") || strings.Contains(s, "make") {
				t.Errorf("left: %q", s)
			}
		}
		clean(t, d)
		if n := takeLog(t, d, 1, options(), twelve(g), 100); n != 0 {
			t.Errorf("%d lines came back", n)
		}
		if n := num(t, d.Read(), `SELECT COUNT(*) FROM customer`); n != 2 {
			t.Errorf("%d people", n)
		}
	})
}

// The same batch by many callers at once enters once.
func TestManyCallers(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		g, h := group(t, d, 0, "g"), newHouse(t, d)
		var wait sync.WaitGroup
		for caller := range 8 {
			wait.Go(func() {
				lines := babble(g, 60, 3)
				if caller%2 == 1 {
					lines = append(lines, Line{Community: g, Sort: LineMessage, Name: "ann0", At: at(1), Text: fmt.Sprint("mine ", caller)})
				}
				if _, err := h.Append(h.ctx, "irc", lines); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if n := num(t, d.Read(), `SELECT COUNT(*) FROM conversation_message`) +
			num(t, d.Read(), `SELECT COUNT(*) FROM conversation_presence`); n != 64 {
			t.Errorf("%d lines", n)
		}
		clean(t, d)
	})
}

// Take is for channels that know who writes: two people of one name stay two.
func TestTake(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		g := group(t, d, 0, "g")
		take := func(messages ...Message) (out Taken) {
			err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				var err error
				out, err = Take(ctx, tx, 0, time.UTC, messages)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		first := Message{Community: g, Name: "王芳", Customer: 11, At: at(0), Text: "怎么退货", Ref: "a"}
		out := take(first, Message{Community: g, Name: "王芳", Customer: 12, At: at(1), Text: "找客服", Ref: "b", ReplyTo: "a"}, first,
			Message{Community: g, Name: "店", Staff: 3, At: at(1), Content: Goods, Text: "阿胶糕", Ref: "c"}, Message{Name: "x"})
		var kinds []string
		for _, f := range out.Fates {
			kinds = append(kinds, fmt.Sprint(f.Added, f.Refusal != nil))
		}
		if diff := cmp.Diff([]string{"true false", "true false", "false false", "true false", "false true"}, kinds); diff != "" {
			t.Error(diff)
		}
		if again := take(first); again.Fates[0].Added || again.Fates[0].ID != out.Fates[0].ID {
			t.Errorf("again: %+v", again)
		}
		if n := num(t, d.Read(), `SELECT COUNT(*) FROM conversation_author WHERE name = '王芳'`); n != 2 {
			t.Errorf("%d people are called so", n)
		}
		if n := num(t, d.Read(), `SELECT COUNT(*) FROM conversation_message WHERE question = 2`); n != 1 {
			t.Errorf("%d questions are answered", n)
		}
		if n := num(t, d.Read(), `SELECT promos FROM conversation_day`); n != 1 {
			t.Errorf("%d promotions", n)
		}
		clean(t, d)
	})
}
