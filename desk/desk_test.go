package desk

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/org"
)

// asking is one fact of every kind that asks somebody for something, about one person and group. Rescue, Match and Winback
// are kept by a later room.
func asking(c customer.ID, g community.ID) map[Kind]event.Fact {
	return map[Kind]event.Fact{
		Contact: customer.TierEntered{Customer: c, Tier: "A", Staff: 3},
		Answer:  conversation.QuestionWaiting{Message: 11, Community: g, Customer: c, Store: 5, Staff: 4},
		Invite:  community.FlowSuggested{Flow: 12, Customer: c, To: g, Store: 5, Staff: 4, Due: 1 << 50},
		Review:  community.ReviewProposed{Proposal: 13, Community: g, Customer: c, Kind: community.Prune, Store: 5, Staff: 4},
		Remove:  community.GateBreached{Breach: 14, Community: g, Customer: c, Store: 5, Staff: 4, Due: 1 << 50},
		Harvest: community.HarvestDue{Community: g, Waiting: 9, Store: 5, Staff: 4, Due: 1 << 50},
		Rename:  community.NameDeviated{Community: g, Expected: "甲", Found: "乙"},
	}
}

func TestEveryFactRaisesOneTask(t *testing.T) {
	each(t, func(h house) {
		c := h.person(0, 0)
		facts := asking(c, 21)
		for kind, f := range facts {
			h.tell(h.ctx, f)
			all := h.list(Filter{Kind: kind})
			if len(all) != 1 {
				t.Fatalf("%s: %d tasks", kind, len(all))
			}
			task := all[0]
			if task.State != Open || task.Why == "" || task.DueAt < h.Clock.Now().UnixMilli() || task.CreatedAt == 0 || task.ClosedAt != 0 {
				t.Errorf("%s: %+v", kind, task)
			}
			if about := kind == Answer || kind == Invite || kind == Review || kind == Remove; about != (task.Subject() != "") {
				t.Errorf("%s is about %q", kind, task.Subject())
			}
		}
		for kind, f := range facts { // told again
			if kind == Contact {
				continue // that happens again
			}
			h.tell(h.ctx, f)
		}
		if all := h.list(Filter{}); len(all) != len(facts) {
			t.Errorf("%d tasks after telling twice, want %d", len(all), len(facts))
		}
	})
}

func TestAnExcusedBreachAsksNobodyToRemove(t *testing.T) {
	each(t, func(h house) {
		c := h.person(0, 0)
		h.tell(h.ctx, community.GateBreached{Breach: 14, Community: 21, Customer: c})
		h.tell(h.ctx, community.BreachExcused{Breach: 14})
		if all := h.list(Filter{State: Done}); len(all) != 1 || all[0].Outcome != "excused" {
			t.Errorf("%+v", all)
		}
	})
}

func TestContactWithinADay(t *testing.T) {
	each(t, func(h house) {
		h.tell(h.ctx, customer.TierEntered{Customer: h.person(0, 0), Tier: "A", Staff: 3})
		task := h.list(Filter{})[0]
		if task.DueAt-task.CreatedAt != 24*60*60*1000 || task.StaffID != 3 {
			t.Errorf("%+v", task)
		}
	})
}

func TestHistoryAsksNobodyAndStillCloses(t *testing.T) {
	each(t, func(h house) {
		past := job.History(h.ctx)
		c := h.person(0, 0)
		for _, f := range asking(c, 21) {
			h.tell(past, f)
		}
		h.tell(past, community.ReviewDecided{Proposal: 13, Community: 21, Customer: c, Kind: community.Prune, State: community.Approved})
		if all := h.list(Filter{}); len(all) != 0 {
			t.Fatalf("history raised %+v", all)
		}
		h.tell(h.ctx, community.GateBreached{Breach: 14, Community: 21, Customer: c})
		h.tell(past, community.Left{Community: 21, Customer: c})
		if all := h.list(Filter{State: Done}); len(all) != 1 || all[0].Outcome != "left" {
			t.Errorf("a leave that an import told closed %+v", all)
		}
	})
}

func TestFactsCloseTheirTasks(t *testing.T) {
	each(t, func(h house) {
		c, other := h.person(0, 0), h.person(0, 0)
		for _, f := range asking(c, 21) {
			h.tell(h.ctx, f)
		}
		h.tell(h.ctx, community.Joined{Community: 21, Customer: other}, community.Left{Community: 22, Customer: c})
		if all := h.list(Filter{}); len(all) != 7 {
			t.Fatalf("somebody else's coming and going closed something: %d open", len(all))
		}
		h.tell(h.ctx, conversation.QuestionAnswered{Message: 11}, community.Joined{Community: 21, Customer: c}, community.Left{Community: 21, Customer: c},
			community.ReviewDecided{Proposal: 13, Community: 21, Customer: c, Kind: community.Prune, State: community.Refused})
		outcomes := map[Kind]string{}
		for _, task := range h.list(Filter{State: Done}) {
			outcomes[task.Kind] = task.Outcome
			if task.ClosedAt == 0 {
				t.Errorf("closed at no time: %+v", task)
			}
		}
		if want := "map[answer:answered invite:joined remove:left review:refused]"; fmt.Sprint(outcomes) != want {
			t.Errorf("%v, want %s", outcomes, want)
		}
		h.tell(h.ctx, conversation.QuestionWaiting{Message: 11, Community: 21, Customer: c})
		if all := h.list(Filter{Kind: Answer}); len(all) != 0 {
			t.Error("the same question asked again")
		}
	})
}

func TestAnApprovedProposalIsATask(t *testing.T) {
	each(t, func(h house) {
		c := h.person(0, 0)
		decided := func(p community.ProposalID, k community.ProposalKind) community.ReviewDecided {
			return community.ReviewDecided{Proposal: p, Community: 21, Customer: c, Kind: k, State: community.Approved, Store: 5, Staff: 4}
		}
		h.tell(h.ctx, decided(31, community.Prune), decided(32, community.Promote), decided(33, community.Retire))
		if n := len(h.list(Filter{Kind: Remove})); n != 2 {
			t.Errorf("%d removals", n)
		}
		invite := h.list(Filter{Kind: Invite})
		if len(invite) != 1 || invite[0].Subject() != community.ProposalID(32).String() {
			t.Errorf("%+v", invite)
		}
		h.tell(h.ctx, community.Left{Community: 21, Customer: c})
		if n := len(h.list(Filter{Kind: Remove})); n != 0 {
			t.Errorf("%d removals of somebody who left", n)
		}
	})
}

func TestTasksWithoutAStoreAreOfTheCustomers(t *testing.T) {
	each(t, func(h house) {
		one, two := h.store("一店"), h.store("二店")
		h.tell(h.ctx, customer.TierEntered{Customer: h.person(one, 0), Tier: "A"}, customer.TierEntered{Customer: h.person(two, 0), Tier: "A"})
		mine, err := h.List(h.clerk(org.RoleStore, one), Filter{})
		h.is(err, nil)
		if len(mine) != 1 || mine[0].StoreID != one {
			t.Fatalf("a store sees %+v", mine)
		}
		for _, task := range h.list(Filter{}) {
			want := error(nil)
			if task.StoreID != one {
				want = org.ErrScope
			}
			_, err := h.Get(h.clerk(org.RoleStore, one), task.ID)
			h.is(err, want)
			h.is(h.Snooze(h.clerk(org.RoleStore, one), task.ID, 1<<50), want)
			h.is(h.HandOver(h.clerk(org.RoleStore, one), task.ID, 0), want)
			h.is(h.Close(h.clerk(org.RoleStore, one), task.ID, Done, ""), want)
		}
	})
}

func TestClosingSnoozingAndHandingOver(t *testing.T) {
	each(t, func(h house) {
		h.tell(h.ctx, customer.TierEntered{Customer: h.person(0, 0), Tier: "A"})
		i := h.list(Filter{})[0].ID
		h.is(h.Snooze(h.ctx, i, 1), ErrDue)
		h.is(h.Snooze(h.ctx, i, 1<<50), nil)
		h.is(h.HandOver(h.ctx, i, 99), org.ErrNoStaff)
		hired, _, err := h.org.Hire(h.ctx, org.StaffRequest{Name: "小李", Login: "li", Role: org.RoleOperator, Scope: org.ScopeAll})
		h.is(err, nil)
		h.is(h.HandOver(h.ctx, i, hired.ID), nil)
		if got := h.list(Filter{Staff: hired.ID}); len(got) != 1 || got[0].DueAt != 1<<50 {
			t.Errorf("%+v", got)
		}
		h.is(h.Close(h.ctx, i, Open, ""), ErrState)
		h.is(h.Close(h.ctx, i, Dropped, "not_needed"), nil)
		for _, err := range []error{h.Close(h.ctx, i, Done, ""), h.Snooze(h.ctx, i, 1<<51), h.HandOver(h.ctx, i, 0)} {
			h.is(err, ErrClosed)
		}
		h.is(h.Close(h.ctx, 1, Done, ""), ErrMissing)
		if got := h.list(Filter{State: Dropped}); len(got) != 1 || got[0].Outcome != "not_needed" || got[0].ClosedAt == 0 {
			t.Errorf("%+v", got)
		}
	})
}

// TestOneOfManyCloses: of many who close the same task at once one does, and the others are told.
func TestOneOfManyCloses(t *testing.T) {
	each(t, func(h house) {
		h.tell(h.ctx, customer.TierEntered{Customer: h.person(0, 0), Tier: "A"})
		i := h.list(Filter{})[0].ID
		var won atomic.Int64
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() {
				switch err := h.Close(h.ctx, i, Done, ""); {
				case err == nil:
					won.Add(1)
				case !errors.Is(err, ErrClosed):
					t.Error(err)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 {
			t.Errorf("%d closed it", won.Load())
		}
	})
}

func TestPagesOfTasks(t *testing.T) {
	each(t, func(h house) {
		for n := range 5 {
			h.tell(h.ctx, conversation.QuestionWaiting{Message: conversation.ID(n + 1), Community: 21})
		}
		first := h.list(Filter{Limit: 3})
		rest := h.list(Filter{Limit: 3, After: first[2].ID})
		if len(first) != 3 || len(rest) != 2 || rest[0].ID >= first[2].ID {
			t.Errorf("%d and %d", len(first), len(rest))
		}
	})
}

func TestPermission(t *testing.T) {
	each(t, func(h house) {
		verbs := map[string]func(ctx context.Context) error{
			"list":      func(ctx context.Context) error { _, err := h.List(ctx, Filter{}); return err },
			"get":       func(ctx context.Context) error { _, err := h.Get(ctx, 1); return err },
			"close":     func(ctx context.Context) error { return h.Close(ctx, 1, Done, "") },
			"snooze":    func(ctx context.Context) error { return h.Snooze(ctx, 1, 1<<50) },
			"escalate":  func(ctx context.Context) error { return h.Escalate(ctx, 1) },
			"count":     func(ctx context.Context) error { _, err := h.Count(ctx); return err },
			"hand over": func(ctx context.Context) error { return h.HandOver(ctx, 1, 0) },
		}
		for name, verb := range verbs {
			for role, may := range map[org.Role]bool{org.RoleOwner: true, org.RoleAdmin: true, org.RoleOperator: true, org.RoleStore: true, org.RoleReader: false} {
				err := verb(org.As(t.Context(), org.Actor{Kind: org.ActorStaff, Role: role, Scope: org.ScopeAll}))
				if denied := err != nil && fault.Of(err).Code == org.ErrDenied.Code; denied == may {
					t.Errorf("%s as %s: %v", name, role, err)
				}
			}
			h.is(verb(t.Context()), org.ErrUnauthenticated)
		}
	})
}

// TestTasksAreKeptAsALaterRoomFindsThem: what is no more is closed, what is new is raised once and not above the most.
func TestTasksAreKeptAsALaterRoomFindsThem(t *testing.T) {
	each(t, func(h house) {
		one, two := h.person(h.store("一店"), 0), h.person(0, 0)
		keep := func(most int, keys map[string]customer.ID) (raised int) {
			var fresh []Task
			for _, key := range []string{"a", "b", "c"} {
				if i, ok := keys[key]; ok {
					fresh = append(fresh, Task{CustomerID: i, Why: "lapsed", DueAt: 1 << 50, Key: key})
				}
			}
			err := h.Tx(h.ctx, func(ctx context.Context, tx *db.Tx) (err error) {
				raised, err = Keep(ctx, tx, Winback, most, func(t Task) bool { return keys[t.Key] != 0 }, fresh, "back")
				return err
			})
			h.is(err, nil)
			return raised
		}
		if n := keep(2, map[string]customer.ID{"a": one, "b": two, "c": two}); n != 2 || len(h.list(Filter{Kind: Winback})) != 2 {
			t.Errorf("%d raised", n)
		}
		if n := keep(2, map[string]customer.ID{"a": one, "b": two, "c": two}); n != 0 {
			t.Errorf("%d raised again", n)
		}
		if n := keep(2, map[string]customer.ID{"a": one, "c": two}); n != 1 || len(h.list(Filter{Kind: Winback})) != 2 {
			t.Errorf("%d raised in the place of what is no more", n)
		}
		if done := h.list(Filter{State: Done}); len(done) != 1 || done[0].Outcome != "back" || done[0].Key != "b" {
			t.Errorf("%+v", done)
		}
		if home := h.list(Filter{Kind: Winback}); home[1].StoreID == 0 {
			t.Errorf("not of the customer's store: %+v", home)
		}
	})
}

func TestTheMostUrgentFirstAndWhatWasPassedOn(t *testing.T) {
	each(t, func(h house) {
		for n := range 4 {
			h.tell(h.ctx, conversation.QuestionWaiting{Message: conversation.ID(n + 1), Community: 21, Staff: org.StaffID(3 * (n % 2))})
		}
		all := h.list(Filter{})
		h.is(h.Snooze(h.ctx, all[3].ID, 1<<50), nil)
		h.is(h.Escalate(h.ctx, all[0].ID), nil)
		first := h.list(Filter{ByDue: true, Limit: 3})
		rest := h.list(Filter{ByDue: true, Place: &Place{first[2].DueAt, first[2].ID}})
		if len(rest) != 1 || rest[0].ID != all[3].ID || first[0].ID != all[2].ID {
			t.Errorf("%+v then %+v", first, rest)
		}
		if got := h.list(Filter{Raised: true}); len(got) != 1 || got[0].ID != all[0].ID || got[0].EscalatedAt == 0 {
			t.Errorf("%+v", got)
		}
		if got := h.list(Filter{Open: true}); len(got) != 2 {
			t.Errorf("%d are nobody's", len(got))
		}
		if got := h.list(Filter{Staff: 3, Open: true}); len(got) != 4 {
			t.Errorf("%d are somebody's or nobody's", len(got))
		}
		if got := h.list(Filter{Staff: 4, Open: true}); len(got) != 2 {
			t.Errorf("%d are another's or nobody's", len(got))
		}
		tally, err := h.Count(h.ctx)
		h.is(err, nil)
		if len(tally) != 1 || tally[0].Tasks != 4 || tally[0].Open != 2 || tally[0].Escalated != 1 || tally[0].Mine != 0 {
			t.Errorf("%+v", tally)
		}
	})
}
