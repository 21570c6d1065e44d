package outreach

import (
	"cmp"
	"context"
	"slices"
	"time"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// judge decides about candidates of one broadcast at one moment, from what the rooms know of them.
type judge struct {
	b      Broadcast
	policy Policy
	zone   *time.Location
	at     int64
	extra  map[customer.ID]int64 // contacts by groups decided about just now
	but    ID                    // the broadcast whose own sending counts for nothing, 0 none
}

// verdict is what was decided about a candidate.
type verdict struct {
	Target  int64 // a customer, or a community
	Sender  Sender
	Contact string // the channel's key of the target
	Reason  Reason // "" a recipient
	Reached []customer.ID
}

func newJudge(ctx context.Context, q db.Q, b Broadcast, at int64) (*judge, error) {
	p, err := PolicyOf(ctx, q)
	if err != nil {
		return nil, err
	}
	zone, err := org.Zone(ctx, q)
	return &judge{b: b, policy: p, zone: zone, at: at, extra: map[customer.ID]int64{}}, err
}

// judge decides about candidates, in their order.
func (j *judge) judge(ctx context.Context, q db.Q, targets []int64) ([]verdict, error) {
	if j.b.grouped() {
		return j.groups(ctx, q, idsOf[community.ID](targets))
	}
	return j.people(ctx, q, idsOf[customer.ID](targets))
}

func idsOf[T ~int64](targets []int64) []T {
	out := make([]T, len(targets))
	for n, t := range targets {
		out[n] = T(t)
	}
	return out
}

// known is what the rooms know of people as they are now.
type known struct {
	families *customer.Families
	answers  map[customer.ID]Reason
	bonds    map[customer.ID][]customer.Bond // open ones, of who is that person now
	promised map[customer.ID]int64
	all      map[customer.ID]Tally
	alone    map[customer.ID]Tally
	waiting  map[customer.ID]bool
}

// know reads what is known of people; the keys of its maps are those who they are now.
func (j *judge) know(ctx context.Context, q db.Q, people []customer.ID) (*known, error) {
	families, err := customer.FamiliesOf(ctx, q, people)
	if err != nil {
		return nil, err
	}
	k := &known{families: families, answers: map[customer.ID]Reason{}, bonds: map[customer.ID][]customer.Bond{}, promised: map[customer.ID]int64{},
		all: map[customer.ID]Tally{}, alone: map[customer.ID]Tally{}, waiting: map[customer.ID]bool{}}
	var heads, all []customer.ID
	for _, i := range people {
		heads = append(heads, families.Now(i))
	}
	slices.Sort(heads)
	heads = slices.Compact(heads)
	for _, h := range heads {
		all = append(all, families.Members(h)...)
	}
	for _, read := range []func() error{
		func() error { return j.readAnswers(ctx, q, k, heads) },
		func() error { return j.readBonds(ctx, q, k, all) },
		func() error { return j.readTallies(ctx, q, k, all) },
	} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	return k, nil
}

// readAnswers reads what people answered to being contacted. Who was erased refuses everything.
func (j *judge) readAnswers(ctx context.Context, q db.Q, k *known, heads []customer.ID) error {
	never, _, err := customer.Answers(ctx, q, heads, customer.AnyChannel, j.b.Topic)
	if err != nil {
		return err
	}
	refused, agreed, err := customer.Answers(ctx, q, heads, j.b.Channel, j.b.Topic)
	for _, h := range heads {
		switch {
		case refused[h]:
			k.answers[h] = OptedOut
		case never[h]:
			k.answers[h] = DoNotDisturb
		case !agreed[h]:
			k.answers[h] = NoConsent
		}
	}
	return err
}

func (j *judge) readBonds(ctx context.Context, q db.Q, k *known, all []customer.ID) error {
	states := []string{}
	err := db.Lists(q, all, func(part []customer.ID) error {
		list, err := customer.BondsOf(ctx, q, j.b.Channel, part...)
		for _, b := range list {
			if b.Until == 0 {
				h := k.families.Now(b.CustomerID)
				k.bonds[h], states = append(k.bonds[h], b), append(states, b.State)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	promises, err := promisesOf(ctx, q, states)
	for h, list := range k.bonds {
		for _, b := range list {
			if most := promises[b.State]; most > 0 && (k.promised[h] == 0 || most < k.promised[h]) {
				k.promised[h] = most
			}
		}
	}
	return err
}

// promisesOf gives how often codes promise to write at most.
func promisesOf(ctx context.Context, q db.Q, states []string) (map[string]int64, error) {
	slices.Sort(states)
	type promise struct {
		State string
		Most  int64
	}
	out := map[string]int64{}
	return out, db.Lists(q, slices.Compact(states), func(part []string) error {
		c := db.Where("").In("state", part)
		return db.Each(ctx, q, func(p promise) error { out[p.State] = p.Most; return nil }, `SELECT state, most FROM outreach_promise WHERE `+c.SQL(), c.Args()...)
	})
}

// contact is a row of outreach_contact.
type contact struct {
	CustomerID  customer.ID
	BroadcastID ID
	CommunityID community.ID
	State       string // held, spent, freed
	At          int64
}

func (j *judge) readTallies(ctx context.Context, q db.Q, k *known, all []customer.ID) error {
	return db.Lists(q, all, func(part []customer.ID) error {
		c := db.Where("state = 'held' OR state = 'spent' AND at >= $1", j.policy.since(j.at, j.zone)).In("customer_id", part)
		return db.Each(ctx, q, func(one contact) error {
			if one.BroadcastID == j.but {
				return nil
			}
			h := k.families.Now(one.CustomerID)
			k.all[h] = k.all[h].with(one)
			if one.CommunityID == 0 {
				k.alone[h] = k.alone[h].with(one)
				k.waiting[h] = k.waiting[h] || one.State == "held"
			}
			return nil
		}, `SELECT customer_id, broadcast_id, community_id, state, at FROM outreach_contact WHERE `+c.SQL(), c.Args()...)
	})
}

func (t Tally) with(c contact) Tally {
	if c.State == "held" {
		t.Held++
	} else {
		t.Spent = append(t.Spent, c.At)
	}
	return t
}

// people decides about people; they are given as they are now.
func (j *judge) people(ctx context.Context, q db.Q, people []customer.ID) ([]verdict, error) {
	k, err := j.know(ctx, q, people)
	if err != nil {
		return nil, err
	}
	contacts, senders, err := j.senders(ctx, q, k, people)
	if err != nil {
		return nil, err
	}
	out := make([]verdict, len(people))
	for n, i := range people {
		c := candidate{Answer: k.answers[i], Known: contacts[i] != "", Senders: senders[i], Waiting: k.waiting[i], All: k.all[i], Alone: k.alone[i], Most: k.promised[i]}
		out[n] = verdict{Target: int64(i)}
		if out[n].Sender, out[n].Reason = j.policy.person(j.at, j.zone, c); out[n].Reason == "" {
			out[n].Contact, out[n].Reached = contacts[i], []customer.ID{i}
		}
	}
	return out, nil
}

// senders gives the channel's keys of people and who works here and has them as a contact, the one who is to send first.
func (j *judge) senders(ctx context.Context, q db.Q, k *known, people []customer.ID) (map[customer.ID]string, map[customer.ID][]Sender, error) {
	var members []string
	var bonded []customer.ID
	for _, list := range k.bonds {
		for _, b := range list {
			members, bonded = append(members, b.Member), append(bonded, b.CustomerID)
		}
	}
	keys, err := customer.KeysOf(ctx, q, customer.ExternalUserID, "", bonded)
	if err != nil {
		return nil, nil, err
	}
	staff, err := org.WorkingByCode(ctx, q, members)
	if err != nil {
		return nil, nil, err
	}
	homes, err := customer.Briefs(ctx, q, people)
	contacts, senders := map[customer.ID]string{}, map[customer.ID][]Sender{}
	for i, list := range k.bonds {
		j.order(list, homes[i].StaffID)
		for _, b := range list {
			key, who := keys[b.CustomerID], staff[b.Member]
			if key != "" && who.ID != 0 && who.LeftAt == 0 && (contacts[i] == "" || contacts[i] == key) {
				contacts[i], senders[i] = key, append(senders[i], Sender{b.Member, who.ID})
			}
		}
		for _, b := range list {
			contacts[i] = cmp.Or(contacts[i], keys[b.CustomerID]) // all who have them left
		}
	}
	return contacts, senders, err
}

// order puts bonds into the order in which their members are to send.
func (j *judge) order(list []customer.Bond, keeper org.StaffID) {
	first := func(b customer.Bond) int {
		if j.b.Sender == Keeper && b.StaffID != 0 && b.StaffID == keeper {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(list, func(a, b customer.Bond) int {
		return cmp.Or(cmp.Compare(first(a), first(b)), cmp.Compare(b.Since, a.Since), cmp.Compare(a.ID, b.ID))
	})
}

// groups decides about groups one after the other: what the first reaches counts for the next.
func (j *judge) groups(ctx context.Context, q db.Q, groups []community.ID) ([]verdict, error) {
	carried, err := community.CarriedBy(ctx, q, j.b.Channel, groups)
	if err != nil {
		return nil, err
	}
	var owners []org.StaffID
	for _, c := range carried {
		owners = append(owners, c.StaffID)
	}
	staff, err := org.WorkingByID(ctx, q, owners)
	if err != nil {
		return nil, err
	}
	sent, waiting, err := j.sentTo(ctx, q, groups)
	if err != nil {
		return nil, err
	}
	out := make([]verdict, len(groups))
	for n, g := range groups {
		one, owner := carried[g], staff[carried[g].StaffID]
		c := circle{Open: one.State == community.Open || one.State == community.Harvest, Sender: Sender{owner.Code, owner.ID},
			Present: owner.ID != 0 && owner.Code != "" && owner.LeftAt == 0, Waiting: waiting[g], Sent: sent[g]}
		members, err := j.circle(ctx, q, g, &c)
		if err != nil {
			return nil, err
		}
		out[n] = verdict{Target: int64(g), Reason: j.policy.group(j.at, j.zone, c)}
		if out[n].Reason == "" {
			out[n].Sender, out[n].Contact, out[n].Reached = c.Sender, one.Code, members
			for _, i := range members {
				j.extra[i]++
			}
		}
	}
	return out, nil
}

// circle counts a group's members, as they are now, and gives them.
func (j *judge) circle(ctx context.Context, q db.Q, g community.ID, c *circle) ([]customer.ID, error) {
	stays, err := community.Present(ctx, q, g)
	if err != nil {
		return nil, err
	}
	people := make([]customer.ID, len(stays))
	for n, s := range stays {
		people[n] = s.CustomerID
	}
	k, err := j.know(ctx, q, people)
	if err != nil {
		return nil, err
	}
	for n, i := range people {
		people[n] = k.families.Now(i)
	}
	slices.Sort(people)
	people = slices.Compact(people)
	c.Members = int64(len(people))
	for _, i := range people {
		if k.answers[i] == DoNotDisturb || k.answers[i] == OptedOut {
			c.Refuse++
		}
		all := k.all[i]
		if all.Held += j.extra[i]; j.policy.full(j.at, all, k.promised[i]) {
			c.Full++
		}
	}
	return people, nil
}

// sentTo gives what groups were sent, and to which something is on its way.
func (j *judge) sentTo(ctx context.Context, q db.Q, groups []community.ID) (map[community.ID]Tally, map[community.ID]bool, error) {
	type sending struct {
		Target community.ID
		State  Outcome
		At     int64
	}
	sent, waiting := map[community.ID]Tally{}, map[community.ID]bool{}
	return sent, waiting, db.Lists(q, groups, func(part []community.ID) error {
		c := db.Where("batch_id <> 0 AND (state = 'held' OR state = 'sent' AND at >= $1)", j.policy.since(j.at, j.zone)).If(j.but != 0, "broadcast_id <> $1", j.but).In("target", part)
		return db.Each(ctx, q, func(one sending) error {
			t := sent[one.Target]
			if one.State == Held {
				t.Held++
				waiting[one.Target] = true
			} else {
				t.Spent = append(t.Spent, one.At)
			}
			sent[one.Target] = t
			return nil
		}, `SELECT target, state, at FROM outreach_reach WHERE `+c.SQL(), c.Args()...)
	})
}
