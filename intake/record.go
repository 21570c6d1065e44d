package intake

import (
	"context"
	"fmt"
	"slices"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// maxRecord bounds the touches of one call.
const maxRecord = 500

var errManyTouches = fault.New(fault.Invalid, "intake.touches.too_many", "一次最多 %d 条触点，这里有 %d 条", "At most %d touches at a time; here are %d")

// Happened is one dated contact as a caller of the API tells it: a scan, view, share, click, vote, check-in or the like.
type Happened struct {
	Who   customer.Card  // by their accounts; not read when Touch.CustomerID names them
	By    []customer.Key // whose share, link or code led here; not read when Touch.ByID names them
	Touch customer.Touch // Ref is the caller's own number of it, "" it has none
}

// Record brings touches in as they happen, all or none, and tells how many were new: the same Source and Ref again change
// nothing. People named by an account are found or made, in the actor's scope; a group is one of the actor's scope. Orders,
// joins, messages and referrals have verbs of their own.
func (s *Service) Record(ctx context.Context, source string, happened []Happened) (added int64, err error) {
	if err := org.Must(ctx, org.CustomerEdit); err != nil {
		return 0, err
	}
	if len(happened) > maxRecord {
		return 0, errManyTouches.F(maxRecord, len(happened))
	}
	told, err := tellable(source, happened)
	if err != nil {
		return 0, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := customer.Hold(ctx, tx); err != nil {
			return err
		}
		touches := slices.Clone(told) // who is made by an attempt that fails is not there for the next
		if err := named(ctx, tx, happened, touches); err != nil {
			return err
		}
		if err := inReach(ctx, tx, touches); err != nil {
			return err
		}
		added, err = customer.TouchAll(ctx, tx, touches)
		return err
	})
	return added, err
}

// tellable copies the touches and refuses what cannot be told this way.
func tellable(source string, happened []Happened) ([]customer.Touch, error) {
	out := make([]customer.Touch, len(happened))
	bad := fault.ErrInvalid
	for i, h := range happened {
		t, at := h.Touch, fmt.Sprintf("touches[%d].", i)
		if t.Kind == customer.ActOrder || !slices.ContainsFunc(touchKinds(), func(k customer.ActKind) bool { return k.Kind == t.Kind }) {
			bad = bad.At(at+"kind", t.Kind, "不是触点类型，可写 "+joined(touchCodes()), "is no kind of touch; write one of "+joined(touchCodes()))
		}
		if t.At <= 0 || t.At >= latestTouch {
			bad = bad.At(at+"at", fmt.Sprint(t.At), "应为 1970 到 2100 年之间的毫秒时间", "must be milliseconds between 1970 and 2100")
		}
		if t.Cost < 0 {
			bad = bad.At(at+"cost", fmt.Sprint(int64(t.Cost)), "花费不能为负", "a cost cannot be negative")
		}
		if t.CustomerID == 0 && len(h.Who.Keys) == 0 {
			bad = bad.At(at+"customer_id", "", "缺少客户：请给 customer_id 或 who", "nobody is named; give customer_id or who")
		}
		if t.Ref != "" {
			t.Ref = source + ":" + digest(t.Ref)
		}
		out[i] = t
	}
	if len(bad.Fields) > 0 {
		return nil, bad
	}
	return out, nil
}

// latestTouch is the year 2100, ms.
const latestTouch = 4102444800000

// named fills in the people whom accounts name.
func named(ctx context.Context, tx *db.Tx, happened []Happened, touches []customer.Touch) error {
	var cards []customer.Card
	var to []*customer.ID
	for i, h := range happened {
		t := &touches[i]
		if t.CustomerID == 0 {
			card := h.Who
			card.Store, card.Staff, card.Channel = t.StoreID, t.StaffID, t.Channel
			cards, to = append(cards, card), append(to, &t.CustomerID)
		}
		if t.ByID == 0 && len(h.By) > 0 {
			cards, to = append(cards, customer.Card{Keys: h.By, Store: t.StoreID}), append(to, &t.ByID)
		}
	}
	if len(cards) == 0 {
		return nil
	}
	people, err := customer.Resolve(ctx, tx, 0, cards)
	for k := range people {
		*to[k] = people[k].ID
	}
	return err
}

// inReach refuses touches of people or groups who are not here or outside the actor's scope, notes that something stands on
// the groups, and gives every touch the store and staff of its person where it names none.
func inReach(ctx context.Context, tx *db.Tx, touches []customer.Touch) error {
	var people, by []customer.ID
	var groups []community.ID
	var stores []org.StoreID
	var staff []org.StaffID
	for _, t := range touches {
		people = append(people, t.CustomerID)
		if t.ByID != 0 {
			by = append(by, t.ByID)
		}
		if t.CommunityID != 0 {
			groups = append(groups, community.ID(t.CommunityID))
		}
		if t.StoreID != 0 {
			stores = append(stores, t.StoreID)
		}
		if t.StaffID != 0 {
			staff = append(staff, t.StaffID)
		}
	}
	if err := org.MustKnow(ctx, tx, stores, staff); err != nil {
		return err
	}
	briefs, err := customer.Briefs(ctx, tx, slices.Concat(people, by))
	if err != nil {
		return err
	}
	for i := range touches {
		if err := reach(ctx, &touches[i], briefs); err != nil {
			return err
		}
	}
	return groupsInReach(ctx, tx, groups)
}

// reach checks the people of one touch.
func reach(ctx context.Context, t *customer.Touch, briefs map[customer.ID]customer.Brief) error {
	b, ok := briefs[t.CustomerID]
	if !ok || b.ErasedAt != 0 {
		return customer.ErrMissing
	}
	if err := org.Scope(ctx).Check(b.StoreID, b.StaffID); err != nil {
		return err
	}
	if _, ok := briefs[t.ByID]; t.ByID != 0 && !ok {
		return customer.ErrMissing
	}
	if t.StoreID == 0 {
		t.StoreID = b.StoreID
	}
	if t.StaffID == 0 && t.StoreID == b.StoreID {
		t.StaffID = b.StaffID
	}
	return org.Scope(ctx).Check(t.StoreID, t.StaffID)
}

func groupsInReach(ctx context.Context, tx *db.Tx, groups []community.ID) error {
	places, err := community.Places(ctx, tx, groups)
	if err != nil || len(groups) == 0 {
		return err
	}
	for _, g := range groups {
		p, ok := places[g]
		if !ok {
			return community.ErrMissing
		}
		if err := org.Scope(ctx).Check(p.StoreID, p.StaffID); err != nil {
			return err
		}
	}
	return community.See(ctx, tx, 0, groups)
}
