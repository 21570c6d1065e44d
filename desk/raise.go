package desk

import (
	"context"
	"fmt"
	"slices"

	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
)

// contactWithin is how soon somebody newly in the top tier is to be contacted, ms (CUS-12).
const contactWithin = 24 * 60 * 60 * 1000

// Listen has the facts of earlier rooms raise and close tasks.
func (s *Service) Listen(bus *event.Bus) {
	hear(bus, func(f customer.TierEntered, now int64) Task {
		return Task{Kind: Contact, CustomerID: f.Customer, StaffID: f.Staff, Why: "tier_" + f.Tier, DueAt: now + contactWithin,
			Key: fmt.Sprintf("tier:%s:%s:%d", f.Customer, f.Tier, now)}
	})
	hear(bus, func(f conversation.QuestionWaiting, now int64) Task {
		return Task{Kind: Answer, CustomerID: f.Customer, CommunityID: f.Community, SubjectID: int64(f.Message), Why: "question_waiting",
			StoreID: f.Store, StaffID: f.Staff, DueAt: now, Key: questionKey(f.Message)}
	})
	hear(bus, func(f community.FlowSuggested, now int64) Task {
		return Task{Kind: Invite, CustomerID: f.Customer, CommunityID: f.To, SubjectID: int64(f.Flow), Why: "flow_suggested",
			StoreID: f.Store, StaffID: f.Staff, DueAt: f.Due, Key: "flow:" + f.Flow.String()}
	})
	hear(bus, func(f community.ReviewProposed, now int64) Task {
		return Task{Kind: Review, CustomerID: f.Customer, CommunityID: f.Community, SubjectID: int64(f.Proposal), Why: "review_" + string(f.Kind),
			StoreID: f.Store, StaffID: f.Staff, DueAt: now + contactWithin, Key: "proposal:" + f.Proposal.String()}
	})
	hear(bus, func(f community.GateBreached, now int64) Task {
		return Task{Kind: Remove, CustomerID: f.Customer, CommunityID: f.Community, SubjectID: int64(f.Breach), Why: "gate_breached",
			StoreID: f.Store, StaffID: f.Staff, DueAt: f.Due, Key: breachKey(f.Breach)}
	})
	hear(bus, func(f community.HarvestDue, now int64) Task {
		return Task{Kind: Harvest, CommunityID: f.Community, Why: "harvest_due", StoreID: f.Store, StaffID: f.Staff,
			DueAt: max(f.Due, now), Key: "harvest:" + f.Community.String()}
	})
	hear(bus, func(f community.NameDeviated, now int64) Task {
		return Task{Kind: Rename, CommunityID: f.Community, Why: "name_deviated", DueAt: now + contactWithin, Key: fmt.Sprintf("name:%s:%d", f.Community, now)}
	})
	followUp(bus)
	gone(bus)
	closes(bus, func(f community.BreachExcused) (key, outcome string) { return breachKey(f.Breach), "excused" })
	closes(bus, func(f conversation.QuestionAnswered) (key, outcome string) { return questionKey(f.Message), "answered" })
}

// followUp closes the review of a proposal that was decided and asks for what an approved one says (COM-15): nobody is moved
// or removed without somebody doing it.
func followUp(bus *event.Bus) {
	event.Subscribe(bus, "desk", func(ctx context.Context, tx *db.Tx, facts []community.ReviewDecided) error {
		var tasks []Task
		for _, f := range facts {
			if err := end(ctx, tx, "proposal:"+f.Proposal.String(), string(f.State)); err != nil {
				return err
			}
			if f.State != community.Approved || job.IsHistory(ctx) {
				continue
			}
			t := Task{Kind: Remove, CustomerID: f.Customer, CommunityID: f.Community, SubjectID: int64(f.Proposal), Why: "approved_" + string(f.Kind),
				StoreID: f.Store, StaffID: f.Staff, DueAt: tx.Now + contactWithin, Key: "approved:" + f.Proposal.String()}
			if f.Kind == community.Promote {
				t.Kind = Invite
			}
			tasks = append(tasks, t)
		}
		return raise(ctx, tx, tasks)
	})
}

// gone closes the tasks that somebody's coming or going did: an invitation once they are in the group, a removal once they
// are out. History closes as well: whatever brought it, there is nothing left to do.
func gone(bus *event.Bus) {
	event.Subscribe(bus, "desk", func(ctx context.Context, tx *db.Tx, facts []community.Joined) error {
		return settle(ctx, tx, Invite, "joined", pairsOf(facts, func(f community.Joined) pair { return pair{f.Customer, f.Community} }))
	})
	event.Subscribe(bus, "desk", func(ctx context.Context, tx *db.Tx, facts []community.Left) error {
		return settle(ctx, tx, Remove, "left", pairsOf(facts, func(f community.Left) pair { return pair{f.Customer, f.Community} }))
	})
}

// pair is a person and a group.
type pair struct {
	customer  customer.ID
	community community.ID
}

func pairsOf[F any](facts []F, of func(F) pair) map[pair]bool {
	out := map[pair]bool{}
	for _, f := range facts {
		out[of(f)] = true
	}
	return out
}

// settle closes the open tasks of a kind about those people and groups. There are few open tasks of a kind and many facts.
func settle(ctx context.Context, tx *db.Tx, kind Kind, outcome string, pairs map[pair]bool) error {
	type open struct {
		ID          ID
		CustomerID  customer.ID
		CommunityID community.ID
	}
	all, err := db.All[open](ctx, tx, `SELECT id, customer_id, community_id FROM desk_task WHERE kind = $1 AND state = 'open'`, kind)
	if err != nil {
		return err
	}
	for _, t := range all {
		if !pairs[pair{t.CustomerID, t.CommunityID}] {
			continue
		}
		_, err := db.Exec(ctx, tx, `UPDATE desk_task SET state = 'done', outcome = $1, closed_at = $2 WHERE id = $3 AND state = 'open'`,
			outcome, tx.Now, t.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

func breachKey(i community.BreachID) string { return "breach:" + i.String() }

func questionKey(m conversation.ID) string { return "question:" + m.String() }

// hear raises a task for every fact of a kind that is not history.
func hear[F event.Fact](bus *event.Bus, task func(f F, now int64) Task) {
	event.Subscribe(bus, "desk", func(ctx context.Context, tx *db.Tx, facts []F) error {
		if job.IsHistory(ctx) {
			return nil
		}
		tasks := make([]Task, len(facts))
		for i, f := range facts {
			tasks[i] = task(f, tx.Now)
		}
		return raise(ctx, tx, tasks)
	})
}

// closes ends the open task whose reason a fact takes away.
func closes[F event.Fact](bus *event.Bus, of func(f F) (key, outcome string)) {
	event.Subscribe(bus, "desk", func(ctx context.Context, tx *db.Tx, facts []F) error {
		for _, f := range facts {
			key, outcome := of(f)
			if err := end(ctx, tx, key, outcome); err != nil {
				return err
			}
		}
		return nil
	})
}

// end closes the task of a key, if it is open.
func end(ctx context.Context, tx *db.Tx, key, outcome string) error {
	_, err := db.Exec(ctx, tx, `UPDATE desk_task SET state = 'done', outcome = $1, closed_at = $2 WHERE key = $3 AND state = 'open'`,
		outcome, tx.Now, key)
	return err
}

// Settle closes the open tasks of those keys: what they asked for was done otherwise. It joins the caller's transaction.
func Settle(ctx context.Context, tx *db.Tx, outcome string, keys ...string) error {
	for _, key := range keys {
		if err := end(ctx, tx, key, outcome); err != nil {
			return err
		}
	}
	return nil
}

// Ask adds tasks that are not there yet, by their keys, in the caller's transaction.
func Ask(ctx context.Context, tx *db.Tx, tasks []Task) error {
	if len(tasks) == 0 {
		return nil
	}
	return raise(ctx, tx, tasks)
}

// raise adds the tasks that are not there yet. Those of a group or a customer without a store belong to the store of either.
func raise(ctx context.Context, tx *db.Tx, tasks []Task) error {
	tasks, err := unasked(ctx, tx, tasks)
	if err != nil {
		return err
	}
	for i := range tasks {
		t := &tasks[i]
		t.ID, t.State, t.CreatedAt = ID(tx.NewID()), Open, tx.Now
	}
	if err := homes(ctx, tx, tasks); err != nil {
		return err
	}
	_, err = db.Insert(ctx, tx, "desk_task", tasks, "ON CONFLICT (key) DO NOTHING")
	return err
}

// unasked leaves out what would ask for another new name of a group that is to be named anew already.
func unasked(ctx context.Context, tx *db.Tx, tasks []Task) ([]Task, error) {
	if !slices.ContainsFunc(tasks, func(t Task) bool { return t.Kind == Rename }) {
		return tasks, nil
	}
	asked, err := db.All[community.ID](ctx, tx, `SELECT community_id FROM desk_task WHERE kind = $1 AND state = 'open'`, Rename)
	return slices.DeleteFunc(tasks, func(t Task) bool { return t.Kind == Rename && slices.Contains(asked, t.CommunityID) }), err
}

// homes fills in store and staff of tasks whose facts named none: those of the customer.
func homes(ctx context.Context, tx *db.Tx, tasks []Task) error {
	var people []customer.ID
	for _, t := range tasks {
		if t.StoreID == 0 && t.CustomerID != 0 {
			people = append(people, t.CustomerID)
		}
	}
	known, err := customer.Briefs(ctx, tx, people)
	for i := range tasks {
		t := &tasks[i]
		if home, ok := known[t.CustomerID]; ok && t.StoreID == 0 {
			t.StoreID = home.StoreID
			if t.StaffID == 0 {
				t.StaffID = home.StaffID
			}
		}
	}
	return err
}
