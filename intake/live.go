package intake

import (
	"cmp"
	"context"
	"slices"

	"qunli/channel"
	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/livecode"
	"qunli/mirror"
	"qunli/org"
	"qunli/succession"
)

// Live takes in what channels know of people and groups, as it happens: the same doors as files, with the channel's name as the
// source. A member of staff is found by his code, which is his key in the channel.
//
// Whoever came by a code of ours is of the channel that the code is for, gets its tags, and is counted there.
type Live struct {
	Bus    *event.Bus
	Codes  *livecode.Service
	Mirror *mirror.Service     // nil: nothing is written in the channel
	Heirs  *succession.Service // nil: nobody is handed on
}

// mirrored has remarks written where bonds have begun, and takes in the tags that bonds carry.
func (l Live) mirrored(ctx context.Context, tx *db.Tx, source string, people []channel.Person, who []customer.Resolved) error {
	if l.Mirror != nil {
		ids := make([]customer.ID, len(who))
		for n, one := range who {
			ids[n] = one.ID
		}
		if err := l.Mirror.Met(ctx, tx, people, ids); err != nil {
			return err
		}
	}
	return mirror.Heard(ctx, tx, source, shown(people, who))
}

// shown gives the tags of the bonds of people as a channel shows them.
func shown(people []channel.Person, who []customer.Resolved) []mirror.Shown {
	var out []mirror.Shown
	for n, p := range people {
		for _, b := range p.Bonds {
			out = append(out, mirror.Shown{Customer: who[n].ID, Member: b.Staff, Tags: b.Tags, Asked: p.Asked})
		}
	}
	return out
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
	if err := customer.KeepBonds(ctx, tx, source, who[0].ID, bonds[0]); err != nil {
		return err
	}
	return l.mirrored(ctx, tx, source, []channel.Person{p}, who)
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
	if err := customer.SeeBonds(ctx, tx, source, seen); err != nil {
		return err
	}
	return l.mirrored(ctx, tx, source, people, who)
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
	if err := l.Codes.Arrived(ctx, tx, arrivals(who, bonds)); err != nil || l.Heirs == nil {
		return who, bonds, err
	}
	ids := make([]customer.ID, len(who))
	for n, one := range who {
		ids[n] = one.ID
	}
	return who, bonds, l.Heirs.Told(ctx, tx, ids)
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
	keys, first := keysOf(p.Key, p.Union), channel.Bond{}
	for _, b := range p.Bonds {
		tags = append(tags, origins[b.State].Tags...)
		for _, phone := range b.Phones { // who left the number somewhere is the same person (LND-05)
			keys = append(keys, customer.Key{Kind: customer.Phone, Value: phone})
		}
		if first.At == 0 || b.At < first.At {
			first = b
		}
	}
	card := customer.Card{Keys: keys, Name: p.Name, Store: staff[first.Staff].StoreID, Staff: staff[first.Staff].ID,
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

// Tagged takes in the company's tags.
func (l Live) Tagged(ctx context.Context, tx *db.Tx, source string, words []channel.Word) error {
	names := make([]string, len(words))
	for n, w := range words {
		names[n] = w.Name
		if w.Family != "" {
			names[n] = w.Family + "/" + w.Name
		}
	}
	if err := customer.KnowTags(ctx, tx, names); err != nil {
		return err
	}
	return mirror.Worded(ctx, tx, source, words)
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

var _ channel.Sink = Live{}
