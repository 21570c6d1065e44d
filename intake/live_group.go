package intake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"qunli/channel"
	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/livecode"
	"qunli/org"
)

// Gathered takes in a group with all its members: who is new has joined, who is missing has left.
func (l Live) Gathered(ctx context.Context, tx *db.Tx, source string, g channel.Group) error {
	if err := customer.Hold(ctx, tx); err != nil {
		return err
	}
	staff, err := org.WorkingByCode(ctx, tx, []string{g.Owner})
	if err != nil {
		return err
	}
	owner := staff[g.Owner]
	ids, err := community.Ensure(ctx, tx, 0, []community.Known{{Source: source, Code: g.Key, Name: g.Name, Carrier: source, Store: owner.StoreID, Staff: owner.ID}})
	if err != nil {
		return err
	}
	group := ids[g.Key]
	outside := slices.DeleteFunc(slices.Clone(g.Members), func(m channel.Member) bool { return m.Staff })
	cards := make([]customer.Card, len(outside))
	for n, m := range outside {
		cards[n] = customer.Card{Keys: keysOf(m.Key, m.Union), Name: m.Name}
	}
	people, err := customer.Resolve(ctx, tx, 0, cards)
	if err != nil {
		return err
	}
	arrivals := make([]livecode.Arrival, len(outside))
	for n, m := range outside {
		arrivals[n] = livecode.Arrival{State: m.State, Customer: people[n].ID, Community: group, At: m.JoinedAt, Again: !people[n].Fresh}
	}
	if err := l.Codes.Arrived(ctx, tx, arrivals); err != nil {
		return err
	}
	moves, err := movements(ctx, tx, source, group, g.Key, outside, people)
	if err != nil {
		return err
	}
	taken, err := community.Take(ctx, tx, 0, moves)
	if err != nil {
		return err
	}
	named, err := community.NameSeen(ctx, tx, group, g.Name)
	if err != nil {
		return err
	}
	return l.publish(ctx, tx, source, append(taken.Facts(), named...))
}

// lag is how far a list of members may be behind what a payload told: whoever came in since then is missing from it and has
// not left.
const lag = 10 * time.Second

// movements compares who is here with who was.
func movements(ctx context.Context, tx *db.Tx, source string, group community.ID, code string, here []channel.Member, people []customer.Resolved) ([]community.Movement, error) {
	was, err := community.Present(ctx, tx, group)
	if err != nil {
		return nil, err
	}
	inside := map[customer.ID]community.Stay{}
	for _, s := range was {
		inside[s.CustomerID] = s
	}
	over, err := lastLeft(ctx, tx, group, people)
	if err != nil {
		return nil, err
	}
	var out []community.Movement
	for n, m := range here {
		who := people[n].ID
		s, still := inside[who]
		if delete(inside, who); still && s.Certain || !still && over[who] >= m.JoinedAt {
			continue // of the stay that the list shows the end is known already: the list is behind
		}
		out = append(out, community.Movement{Community: group, Customer: who, Kind: community.Join, At: m.JoinedAt, Scene: m.Scene,
			Ref: fmt.Sprintf("%s:%s:%s:%s:%d", source, code, m.Key, community.Join, m.JoinedAt)})
	}
	gone, err := missing(ctx, tx, group, inside)
	if err != nil {
		return nil, err
	}
	for _, s := range gone {
		out = append(out, leave(group, s, "", tx.Now))
	}
	slices.SortFunc(out, func(a, b community.Movement) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Customer, b.Customer))
	})
	return out, nil
}

// missing gives which of the stays that a list does not show are over.
func missing(ctx context.Context, tx *db.Tx, group community.ID, unseen map[customer.ID]community.Stay) ([]community.Stay, error) {
	var over []community.Stay
	var young []customer.ID
	for who, s := range unseen {
		if s.JoinedAt > tx.Now-lag.Milliseconds() {
			young = append(young, who)
		} else {
			over = append(over, s)
		}
	}
	told, err := community.LastTold(ctx, tx, group, young)
	for _, who := range young {
		if s := unseen[who]; told[who] >= s.JoinedAt { // they came and went in one second
			over = append(over, s)
		}
	}
	return over, err
}

// lastLeft gives when each of the people left the group last, ms.
func lastLeft(ctx context.Context, tx *db.Tx, group community.ID, people []customer.Resolved) (map[customer.ID]int64, error) {
	ids := make([]customer.ID, len(people))
	for n, p := range people {
		ids[n] = p.ID
	}
	stays, err := community.StaysOf(ctx, tx, ids, []community.ID{group})
	out := map[customer.ID]int64{}
	for _, s := range stays {
		out[s.CustomerID] = max(out[s.CustomerID], s.LeftAt)
	}
	return out, err
}

// leave ends a stay; told twice it is the same.
func leave(group community.ID, s community.Stay, scene string, at int64) community.Movement {
	return community.Movement{Community: group, Customer: s.CustomerID, Kind: community.Leave, At: max(at, s.JoinedAt), Scene: scene,
		Ref: fmt.Sprintf("leave:%s:%s:%d", group, s.CustomerID, s.JoinedAt)}
}

// Moved notes who came and who left. Stays follow from movements in the order of their times, so that it does not matter in
// which they are told; groups and people whom nobody has read yet enter without names.
func (l Live) Moved(ctx context.Context, tx *db.Tx, source string, list []channel.Move) error {
	if len(list) == 0 {
		return nil
	}
	cards, known := make([]customer.Card, len(list)), make([]community.Known, len(list))
	for n, m := range list {
		cards[n], known[n] = customer.Card{Keys: keysOf(m.Person, "")}, community.Known{Source: source, Code: m.Group, Carrier: source}
	}
	people, err := customer.Resolve(ctx, tx, 0, cards)
	if err != nil {
		return err
	}
	groups, err := community.Ensure(ctx, tx, 0, known)
	if err != nil {
		return err
	}
	moves := make([]community.Movement, len(list))
	for n, m := range list {
		kind := community.Join
		if m.Left {
			kind = community.Leave
		}
		moves[n] = community.Movement{Community: groups[m.Group], Customer: people[n].ID, Kind: kind, At: m.At, Scene: m.Scene,
			Ref: fmt.Sprintf("%s:%s:%s:%s:%d", source, m.Group, m.Person, kind, m.At)}
	}
	taken, err := community.Take(ctx, tx, 0, moves)
	if err != nil {
		return err
	}
	return l.publish(ctx, tx, source, taken.Facts())
}

// Dissolved has everybody leave a group that is no more.
func (l Live) Dissolved(ctx context.Context, tx *db.Tx, source, code string, at int64) error {
	if err := customer.Hold(ctx, tx); err != nil {
		return err
	}
	group, err := community.ByKey(ctx, tx, source, code)
	if err != nil || group == 0 {
		return err
	}
	was, err := community.Present(ctx, tx, group)
	if err != nil {
		return err
	}
	moves := make([]community.Movement, len(was))
	for n, s := range was {
		moves[n] = leave(group, s, "", at)
	}
	taken, err := community.Take(ctx, tx, 0, moves)
	return errors.Join(err, l.publish(ctx, tx, source, taken.Facts()))
}

// publish tells of what happened in groups, on the timelines of the people too.
func (l Live) publish(ctx context.Context, tx *db.Tx, source string, facts []event.Fact) error {
	if len(facts) == 0 {
		return nil
	}
	if err := retell(ctx, tx, source, facts); err != nil {
		return err
	}
	return l.Bus.Publish(ctx, tx, facts...)
}

// retell has timelines tell of people who came into groups or left them; that it is an act is counted by their stays.
func retell(ctx context.Context, tx *db.Tx, source string, facts []event.Fact) error {
	var touches []customer.Touch
	var groups []community.ID
	add := func(kind string, group community.ID, who customer.ID, at int64) {
		groups = append(groups, group)
		touches = append(touches, customer.Touch{CustomerID: who, Kind: kind, At: at, Channel: source, CommunityID: int64(group), RefID: int64(group),
			Ref: fmt.Sprintf("%s:%s:%s:%d", kind, group, who, at)})
	}
	for _, f := range facts {
		switch m := f.(type) {
		case community.Joined:
			add(customer.TouchJoined, m.Community, m.Customer, m.At)
		case community.Left:
			add(customer.TouchLeft, m.Community, m.Customer, m.At)
		}
	}
	if len(touches) == 0 {
		return nil
	}
	called, err := community.Called(ctx, tx, groups)
	if err != nil {
		return err
	}
	for n, g := range groups {
		touches[n].Cause = called[g]
	}
	_, err = customer.TouchAll(ctx, tx, touches)
	return err
}
