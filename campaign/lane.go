package campaign

import (
	"context"
	"slices"

	"qunli/customer"
	"qunli/kit/commit"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/secret"
	"qunli/org"
)

const (
	// swept is how much that is due one batch does before what was asked of it.
	swept = 256
	// alone is after how many batches without another writer it is learnt who took part, counted up to how many people that
	// is done.
	alone   = 4
	counted = 1_000_000
)

// lane decides the commands of one campaign, batch by batch. All its methods run on one goroutine (commit.Decider).
type lane struct {
	*Service
	id     ID
	queue  *commit.Queue[Command, answer]
	known  bool // memory is what its version left
	streak int  // batches since it was read
	memory *Memory

	lateAfter, overAfter dueRow // up to which seats and instances that are due were looked at, when that was a full batch
}

// answer is what a caller gets; a defect concerns nobody else of the batch.
type answer struct {
	Reply
	err error
}

// mark stands for all that the memory has decided and Apply writes.
type mark struct{}

// Begin takes the campaign, makes sure that what is remembered is current, reads what the commands name and is not known, and does
// what is due: a command never meets a hold that is over.
func (l *lane) Begin(ctx context.Context, tx *db.Tx, commands []Command) error {
	c, err := fence(ctx, tx, l.id)
	if err != nil {
		return err
	}
	if l.streak++; !l.known || c.Version != l.memory.Campaign.Version+1 {
		l.streak = 0
		if err := l.remember(ctx, tx, c); err != nil {
			return err
		}
	}
	l.known = true
	m := l.memory
	m.begin(c, secret.NewToken(""), tx.NewID)
	if len(m.seats) > l.most || len(m.heard) > 4*l.most {
		m.drop()
	}
	if l.streak == alone {
		if err := l.census(ctx, tx); err != nil {
			return err
		}
	}
	due, err := l.due(ctx, tx)
	if err != nil {
		return err
	}
	if err := l.read(ctx, tx, slices.Concat(due, commands)); err != nil {
		return err
	}
	for _, c := range due {
		if _, err := m.Decide(c); err != nil {
			l.log.Error("what is due cannot be done", "campaign", l.id, "instance", c.Instance, "seat", c.Seat, "error", err)
		}
	}
	return nil
}

// census learns who ever took part: nothing has to be read of anybody else. It is worth its while once nobody else writes.
func (l *lane) census(ctx context.Context, q db.Q) error {
	all, err := db.All[customer.ID](ctx, q, `SELECT DISTINCT person_id FROM campaign_seat WHERE campaign_id = $1 LIMIT $2`, l.id, counted)
	if err != nil || len(all) == counted {
		return err
	}
	l.memory.took = make(map[customer.ID]bool, len(all))
	for _, i := range all {
		l.memory.took[i] = true
	}
	return nil
}

// remember reads what is kept from batch to batch: rules, buckets, the zone.
func (l *lane) remember(ctx context.Context, q db.Q, c Campaign) error {
	zone, err := org.Zone(ctx, q)
	if err != nil {
		return err
	}
	l.memory = NewMemory(c, zone, "", nil)
	model := l.models[c.Model]
	if model == nil {
		return ErrModel.F(c.Model)
	}
	published, err := revisions(ctx, q, db.Where("campaign_id = $1 AND published_at > 0", l.id))
	if err != nil {
		return err
	}
	for _, r := range published {
		if l.memory.revisions[r.Number], err = r.read(model); err != nil {
			return err
		}
	}
	stock, err := buckets(ctx, q, l.id)
	if err != nil {
		return err
	}
	l.memory.Stock(stock...)
	l.memory.latest, err = readLatest(ctx, q, l.id)
	return err
}

// due lists what time has come for, the longest overdue first; after a full batch it goes on behind it, and begins anew at the end, so
// that what can never be done keeps nothing back. The + keeps planners from reading the whole campaign by an index of
// its own: what is due is few.
func (l *lane) due(ctx context.Context, q db.Q) ([]Command, error) {
	m := l.memory
	if m.nextDue > m.Now {
		return nil, nil
	}
	var out []Command
	late, err := seats(ctx, q, l.dueBehind(l.lateAfter), " ORDER BY due_at, id LIMIT 256")
	if err != nil {
		return nil, err
	}
	for _, s := range late {
		out = append(out, Command{Kind: Expire, Seat: s.ID, Instance: s.InstanceID})
	}
	over, err := instances(ctx, q, l.dueBehind(l.overAfter), " ORDER BY due_at, id LIMIT 256")
	if err != nil {
		return nil, err
	}
	for _, in := range over {
		out = append(out, Command{Kind: Expire, Instance: in.ID})
	}
	l.lateAfter, l.overAfter = dueRow{}, dueRow{}
	if len(late) == swept {
		l.lateAfter = dueRow{DueAt: late[swept-1].DueAt, ID: int64(late[swept-1].ID)}
	}
	if len(over) == swept {
		l.overAfter = dueRow{DueAt: over[swept-1].DueAt, ID: int64(over[swept-1].ID)}
	}
	if m.nextDue = 0; len(over) > 0 {
		pairs, err := l.pairs(ctx, q)
		if err != nil {
			return nil, err
		}
		out = append(out, pairs...)
	}
	if len(out) == 0 {
		type next struct{ Seat, Instance int64 }
		n, err := db.One[next](ctx, q, `
			SELECT COALESCE((SELECT due_at FROM campaign_seat WHERE due_at > 0 AND +campaign_id = $1 ORDER BY due_at LIMIT 1), $2) AS seat,
				COALESCE((SELECT due_at FROM campaign_instance WHERE due_at > 0 AND +campaign_id = $1 ORDER BY due_at LIMIT 1), $2) AS instance`, l.id, int64(never))
		if err != nil {
			return nil, err
		}
		m.nextDue = min(n.Seat, n.Instance)
	}
	return out, nil
}

// dueBehind is of a row of this campaign that is due, behind another.
func (l *lane) dueBehind(last dueRow) *db.Cond {
	return db.Where("due_at > 0 AND due_at <= $1 AND +campaign_id = $2", l.memory.Now, l.id).After("due_at, id", false, last.DueAt, last.ID)
}

// never is a moment that does not come.
const never = 1 << 62

// read puts into the memory all that commands name and it does not know yet: seats, their people and who was merged into them,
// what those have already, instances with those in them, replies given before; and what the rules say of who wants in.
func (l *lane) read(ctx context.Context, q db.Q, commands []Command) error {
	m := l.memory
	var named []SeatID
	for _, c := range commands {
		if c.Seat != 0 && m.seats[c.Seat] == nil {
			named = append(named, c.Seat)
		}
	}
	found, err := seatsBy(ctx, q, l.id, "id", distinct(named))
	if err != nil {
		return err
	}
	var have []Seat
	for _, c := range commands {
		if s := m.seats[c.Seat]; s != nil {
			have = append(have, *s)
		}
	}
	people := peopleOf(commands, slices.Concat(found, have))
	family, err := customer.FamiliesOf(ctx, q, people)
	if err != nil {
		return err
	}
	var all []customer.ID
	for _, i := range people {
		for _, other := range family.Members(family.Now(i)) {
			all = append(all, other)
			if now := family.Now(i); m.same(other) != now {
				if len(m.seats) > 0 { // somebody was merged, or is themselves again: what is indexed by person is wrong
					m.drop()
					return l.read(ctx, q, commands)
				}
				m.canon[other] = now
			}
		}
	}
	m.Hold(nil, found)
	if err := l.readPeople(ctx, q, commands, distinct(all)); err != nil {
		return err
	}
	if err := l.readInstances(ctx, q, commands, slices.Concat(found, have)); err != nil {
		return err
	}
	if err := l.readElsewhere(ctx, q, commands); err != nil {
		return err
	}
	return l.judge(ctx, q, commands)
}

// readPeople reads what people have and were told, and what was told about seats.
func (l *lane) readPeople(ctx context.Context, q db.Q, commands []Command, people []customer.ID) error {
	m := l.memory
	var ask []customer.ID // their entries' replies stand with their seats
	var replied []int64
	for _, i := range people {
		if m.heard[int64(i)] {
			continue
		}
		m.heard[int64(i)] = true
		if m.took == nil || m.took[i] {
			ask = append(ask, i)
		}
	}
	for _, i := range subjects(commands) {
		if !m.heard[i] {
			m.heard[i] = true
			replied = append(replied, i)
		}
	}
	theirs, err := seatsBy(ctx, q, l.id, "person_id", ask)
	if err != nil {
		return err
	}
	m.Hold(nil, theirs)
	kept, err := repliesOf(ctx, q, l.id, replied)
	m.Recall(kept)
	return err
}

func (l *lane) readInstances(ctx context.Context, q db.Q, commands []Command, have []Seat) error {
	m := l.memory
	var ids []InstanceID
	for _, c := range commands {
		ids = append(ids, c.Instance, c.Other)
	}
	for _, s := range have {
		ids = append(ids, s.InstanceID)
	}
	ids = slices.DeleteFunc(distinct(ids), func(i InstanceID) bool { return i == 0 || m.whole[i] })
	crowd := false
	for _, r := range m.revisions {
		crowd = crowd || r.Crowd()
	}
	return db.Lists(q, ids, func(part []InstanceID) error {
		found, err := instances(ctx, q, db.Where("campaign_id = $1", l.id).In("id", part), "")
		if err != nil {
			return err
		}
		var members []Seat
		if crowd {
			members, err = seatsBy(ctx, q, l.id, "instance_id", part)
		} else {
			members, err = seats(ctx, q, db.Where("campaign_id = $1 AND instance_id <> 0 AND person_id = 0 AND standing <> ''", l.id).In("instance_id", part), " ORDER BY id")
		}
		if err != nil {
			return err
		}
		for _, in := range found {
			m.whole[in.ID] = true
		}
		m.Hold(found, members)
		return nil
	})
}

// Decide answers one command of the batch.
func (l *lane) Decide(_ int64, c Command) (answer, []mark, error) {
	r, err := l.memory.Decide(c)
	var writes []mark
	if l.memory.Dirty() {
		writes = []mark{{}}
	}
	return answer{r, err}, writes, nil
}

// Part writes the seats decided so far. What follows from all of the batch waits for Apply.
func (l *lane) Part() func(ctx context.Context, tx *db.Tx) error {
	there, fresh := l.memory.takeSeats()
	if len(there)+len(fresh) == 0 {
		return nil
	}
	return func(ctx context.Context, tx *db.Tx) error { return writeSeats(ctx, tx, there, fresh) }
}

// Apply writes what the batch decided.
func (l *lane) Apply(ctx context.Context, tx *db.Tx, _ []mark) error {
	changes := l.memory.Take()
	if changes.Empty() {
		return nil
	}
	if err := write(ctx, tx, l.memory, changes); err != nil {
		return err
	}
	decided := make([]Decided, len(changes.Effects))
	for n, e := range changes.Effects {
		decided[n] = Decided{l.id, e}
	}
	asked := make([]Asked, len(changes.Messages))
	for n, m := range changes.Messages {
		asked[n] = Asked{m}
	}
	return l.bus.PublishSpelled(ctx, tx, event.Spell(decided), event.Spell(asked))
}

// Forget drops what is remembered.
func (l *lane) Forget() { l.known = false }

// subjects lists the seats and instances whose replies commands may ask for again.
func subjects(commands []Command) []int64 {
	var out []int64
	for _, c := range commands {
		switch {
		case c.Kind == Merge:
			out = append(out, int64(c.Instance))
		case c.Kind.enters() && c.Person == 0:
			out = append(out, 0)
		case c.Kind != Expire && !c.Kind.enters():
			out = append(out, int64(c.Seat))
		}
	}
	return distinct(out)
}

func distinct[T ~int64](all []T) []T {
	slices.Sort(all)
	return slices.Compact(all)
}

var (
	_ commit.Decider[Command, answer, mark] = (*lane)(nil)
	_ commit.Ahead                          = (*lane)(nil)
)
