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

// Live takes in what channels know of people and groups, as it happens: the same doors as files, with the channel's name as the
// source. A member of staff is found by his code, which is his key in the channel.
//
// Whoever came by a code of ours is of the channel that the code is for, gets its tags, and is counted there.
type Live struct {
	Bus   *event.Bus
	Codes *livecode.Service
}

// keysOf are the keys of somebody outside: those by which files name them too.
func keysOf(key, union string) []customer.Key {
	keys := []customer.Key{{Kind: customer.ExternalUserID, Value: key}}
	if union != "" {
		keys = append(keys, customer.Key{Kind: customer.UnionID, Value: union})
	}
	return keys
}

// Met takes in a person with all their bonds.
func (l Live) Met(ctx context.Context, tx *db.Tx, source string, p channel.Person) error {
	who, bonds, err := l.people(ctx, tx, source, []channel.Person{p})
	if err != nil {
		return err
	}
	return customer.KeepBonds(ctx, tx, source, who[0].ID, bonds[0])
}

// Seen takes in people with some of their bonds.
func (l Live) Seen(ctx context.Context, tx *db.Tx, source string, people []channel.Person) error {
	who, bonds, err := l.people(ctx, tx, source, people)
	if err != nil {
		return err
	}
	seen := map[customer.ID][]customer.Bond{}
	for n, one := range who {
		seen[one.ID] = append(seen[one.ID], bonds[n]...)
	}
	return customer.SeeBonds(ctx, tx, source, seen)
}

// people finds or makes the people whom a channel shows, and gives their bonds in our words.
func (l Live) people(ctx context.Context, tx *db.Tx, source string, people []channel.Person) ([]customer.Resolved, [][]customer.Bond, error) {
	var codes, states []string
	for _, p := range people {
		for _, b := range p.Bonds {
			codes, states = append(codes, b.Staff), append(states, b.State)
		}
	}
	staff, err := org.WorkingByCode(ctx, tx, codes)
	if err != nil {
		return nil, nil, err
	}
	origins, err := livecode.Origins(ctx, tx, states)
	if err != nil {
		return nil, nil, err
	}
	cards, bonds := make([]customer.Card, len(people)), make([][]customer.Bond, len(people))
	for n, p := range people {
		cards[n] = cardOf(source, p, staff, origins)
		for _, b := range p.Bonds {
			bonds[n] = append(bonds[n], customer.Bond{Member: b.Staff, StaffID: staff[b.Staff].ID, Since: b.At, State: b.State, Way: b.Way, Remark: b.Remark, Description: b.Description})
		}
	}
	who, err := customer.Resolve(ctx, tx, 0, cards)
	if err != nil {
		return nil, nil, err
	}
	return who, bonds, l.Codes.Arrived(ctx, tx, arrivals(who, bonds))
}

// arrivals are the bonds as the codes count them; whoever was in touch with somebody before comes again.
func arrivals(who []customer.Resolved, bonds [][]customer.Bond) []livecode.Arrival {
	var out []livecode.Arrival
	for n, all := range bonds {
		for _, b := range all {
			earlier := slices.ContainsFunc(all, func(o customer.Bond) bool { return o.Since < b.Since })
			out = append(out, livecode.Arrival{State: b.State, Customer: who[n].ID, Member: b.Member, Staff: b.StaffID, At: b.Since, Again: earlier})
		}
	}
	return out
}

// cardOf says what a channel knows of a person; whose customer they are follows from their first bond.
func cardOf(source string, p channel.Person, staff map[string]org.Working, origins map[string]livecode.Origin) customer.Card {
	var tags []string
	first := channel.Bond{}
	for _, b := range p.Bonds {
		tags = append(append(tags, b.Tags...), origins[b.State].Tags...)
		if first.At == 0 || b.At < first.At {
			first = b
		}
	}
	card := customer.Card{Keys: keysOf(p.Key, p.Union), Name: p.Name, Store: staff[first.Staff].StoreID, Staff: staff[first.Staff].ID,
		Channel: cmp.Or(origins[first.State].Source, first.State, source), AddedAt: first.At, Tags: tags}
	if len(p.Bonds) == 0 {
		card.Channel, card.AddedAt = "", 0
	}
	return card
}

// Parted notes the ends of bonds that a payload told of. Somebody whom nobody has read yet enters without a name: that the
// bond is over may be known from the payload alone.
func (l Live) Parted(ctx context.Context, tx *db.Tx, source string, list []channel.Parting) error {
	if len(list) == 0 {
		return nil
	}
	cards, codes := make([]customer.Card, len(list)), make([]string, len(list))
	for n, p := range list {
		cards[n], codes[n] = customer.Card{Keys: keysOf(p.Person, "")}, p.Staff
	}
	people, err := customer.Resolve(ctx, tx, 0, cards)
	if err != nil {
		return err
	}
	staff, err := org.WorkingByCode(ctx, tx, codes)
	if err != nil {
		return err
	}
	order := make([]int, len(list))
	for n := range order {
		order[n] = n
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(people[a].ID, people[b].ID) })
	for _, n := range order {
		p := list[n]
		if err := customer.EndBond(ctx, tx, source, people[n].ID, p.Staff, staff[p.Staff].ID, string(p.By), p.At); err != nil {
			return err
		}
	}
	return nil
}

// Gone ends all bonds of a person.
func (l Live) Gone(ctx context.Context, tx *db.Tx, source, key string) error {
	known, err := l.known(ctx, tx, []string{key})
	if err != nil || known[key] == 0 {
		return err
	}
	return customer.KeepBonds(ctx, tx, source, known[key], nil)
}

// known finds people by their key in the channel and makes nobody.
func (l Live) known(ctx context.Context, tx *db.Tx, keys []string) (map[string]customer.ID, error) {
	if err := customer.Hold(ctx, tx); err != nil {
		return nil, err
	}
	asked := make([]customer.Key, len(keys))
	for n, k := range keys {
		asked[n] = customer.Key{Kind: customer.ExternalUserID, Value: k}
	}
	found, err := customer.Owners(ctx, tx, asked)
	out := map[string]customer.ID{}
	for n, k := range keys {
		out[k] = found[asked[n]]
	}
	return out, err
}

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
	return l.publish(ctx, tx, append(taken.Facts(), named...))
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
	return l.publish(ctx, tx, taken.Facts())
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
	return errors.Join(err, l.publish(ctx, tx, taken.Facts()))
}

// Tagged takes in the company's tags.
func (l Live) Tagged(ctx context.Context, tx *db.Tx, _ string, words []channel.Word) error {
	names := make([]string, len(words))
	for n, w := range words {
		names[n] = w.Name
		if w.Family != "" {
			names[n] = w.Family + "/" + w.Name
		}
	}
	return customer.KnowTags(ctx, tx, names)
}

// Members gives the members of staff who have bonds.
func (l Live) Members(ctx context.Context, q db.Q, source string) ([]string, error) {
	return customer.BoundMembers(ctx, q, source)
}

// With gives the keys of the people with whom a member has a bond.
func (l Live) With(ctx context.Context, q db.Q, source, member string) ([]string, error) {
	return customer.BoundTo(ctx, q, source, member, customer.ExternalUserID)
}

// Groups gives the keys of the groups in which somebody is.
func (l Live) Groups(ctx context.Context, q db.Q, source string) ([]string, error) {
	return community.Inhabited(ctx, q, source)
}

func (l Live) publish(ctx context.Context, tx *db.Tx, facts []event.Fact) error {
	if len(facts) == 0 {
		return nil
	}
	return l.Bus.Publish(ctx, tx, facts...)
}

var _ channel.Sink = Live{}
