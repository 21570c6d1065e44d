package segment

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
)

// foldLock is held by whoever writes memberships. Before it comes the lock of people, so that nobody is erased meanwhile.
const foldLock = "segment.fold"

func lockFold(ctx context.Context, tx *db.Tx) error {
	if err := customer.Hold(ctx, tx); err != nil {
		return err
	}
	return db.Alone(ctx, tx, foldLock)
}

// finding is what a live rule turned out to say of somebody.
type finding struct {
	rule    *live
	who     customer.ID
	in      bool
	due     int64  // ms, 0 never
	by      string // what made it so
	at      int64  // since when, ms
	history bool
}

// pair is a rule and a person.
type pair struct {
	Segment  ID
	Customer customer.ID
}

// kept is what stands of memberships before findings are applied.
type kept struct {
	stays map[pair]Stay
	due   map[pair]int64
}

const stayColumns = "id, segment_id, customer_id, since, until, entered_by, left_by"

// dueRow is a row of segment_due.
type dueRow struct {
	SegmentID  ID
	CustomerID customer.ID
	DueAt      int64
}

// keptOf reads the open memberships and due moments of people.
func keptOf(ctx context.Context, q db.Q, people []customer.ID) (*kept, error) {
	k := &kept{map[pair]Stay{}, map[pair]int64{}}
	return k, db.Lists(q, people, func(part []customer.ID) error {
		return k.read(ctx, q, db.Where("").In("customer_id", part))
	})
}

func (k *kept) read(ctx context.Context, q db.Q, c *db.Cond) error {
	err := db.Each(ctx, q, func(s Stay) error { k.stays[pair{s.SegmentID, s.CustomerID}] = s; return nil },
		`SELECT `+stayColumns+` FROM segment_stay WHERE until = 0 AND `+c.SQL(), c.Args()...)
	if err != nil {
		return err
	}
	return db.Each(ctx, q, func(d dueRow) error { k.due[pair{d.SegmentID, d.CustomerID}] = d.DueAt; return nil },
		`SELECT segment_id, customer_id, due_at FROM segment_due WHERE `+c.SQL(), c.Args()...)
}

// turnover is what findings change: rows to write, and who came and went.
type turnover struct {
	stays   []Stay
	due     []dueRow
	undue   []pair
	members map[ID]int64
	on, off map[ID][]customer.ID
	told    [2]map[ID]*[2][]customer.ID // present and history: entered and left, by rule
}

// turn works out what findings change, against what stands.
func (k *kept) turn(tx *db.Tx, findings []finding) *turnover {
	t := &turnover{members: map[ID]int64{}, on: map[ID][]customer.ID{}, off: map[ID][]customer.ID{},
		told: [2]map[ID]*[2][]customer.ID{{}, {}}}
	for _, f := range findings {
		at := pair{f.rule.ID, f.who}
		stay, in := k.stays[at]
		switch {
		case f.in && !in:
			t.stays = append(t.stays, Stay{StayID(tx.NewID()), f.rule.ID, f.who, f.at, 0, f.by, ""})
			t.moved(f, 0)
		case !f.in && in:
			stay.Until, stay.LeftBy = max(f.at, stay.Since), f.by
			t.stays = append(t.stays, stay)
			t.moved(f, 1)
		}
		switch due := k.due[at]; {
		case f.due == 0 && due != 0:
			t.undue = append(t.undue, at)
		case f.due != due:
			t.due = append(t.due, dueRow{f.rule.ID, f.who, f.due})
		}
	}
	return t
}

// moved notes that somebody came (0) or went (1).
func (t *turnover) moved(f finding, way int) {
	i := f.rule.ID
	t.members[i] += int64(1 - 2*way)
	if f.rule.Tag != "" && way == 0 {
		t.on[i] = append(t.on[i], f.who)
	} else if f.rule.Tag != "" {
		t.off[i] = append(t.off[i], f.who)
	}
	told := t.told[0]
	if f.history {
		told = t.told[1]
	}
	if told[i] == nil {
		told[i] = &[2][]customer.ID{}
	}
	told[i][way] = append(told[i][way], f.who)
}

// apply writes findings: memberships, due moments, counts and tags, and tells who came and went.
func (s *Service) apply(ctx context.Context, tx *db.Tx, k *kept, findings []finding) error {
	t := k.turn(tx, findings)
	_, err := db.Insert(ctx, tx, "segment_stay", t.stays, `ON CONFLICT (id) DO UPDATE SET until = excluded.until, left_by = excluded.left_by`)
	if err != nil {
		return err
	}
	if err := t.writeDue(ctx, tx); err != nil {
		return err
	}
	if err := addMembers(ctx, tx, t.members); err != nil {
		return err
	}
	tags := map[ID]string{}
	for _, f := range findings {
		tags[f.rule.ID] = f.rule.Tag
	}
	for _, i := range sortedKeys(t.members) {
		if tags[i] == "" {
			continue
		}
		if err := customer.RuleTag(ctx, tx, tags[i], t.on[i], t.off[i]); err != nil {
			return err
		}
	}
	if err := s.tell(ctx, tx, t.told[0]); err != nil {
		return err
	}
	return s.tell(event.History(ctx), tx, t.told[1])
}

func (t *turnover) writeDue(ctx context.Context, tx *db.Tx) error {
	_, err := db.Insert(ctx, tx, "segment_due", t.due, `ON CONFLICT (segment_id, customer_id) DO UPDATE SET due_at = excluded.due_at`)
	if err != nil {
		return err
	}
	return db.Lists(tx, t.undue, func(part []pair) error {
		c := db.Where("").InRows("segment_id, customer_id", part)
		_, err := db.Exec(ctx, tx, `DELETE FROM segment_due WHERE `+c.SQL(), c.Args()...)
		return err
	})
}

// addMembers adds to the counts of members, of all rules by one statement.
func addMembers(ctx context.Context, tx *db.Tx, members map[ID]int64) error {
	w := &writer{}
	for _, i := range sortedKeys(members) {
		if members[i] == 0 {
			continue
		}
		if len(w.args) > 0 {
			w.WriteString(", ")
		}
		w.WriteString("(CAST(")
		w.arg(i)
		w.WriteString(" AS BIGINT), CAST(")
		w.arg(members[i])
		w.WriteString(" AS BIGINT))")
	}
	if len(w.args) == 0 {
		return nil
	}
	_, err := db.Exec(ctx, tx, `UPDATE segment SET members = segment.members + v.column2 FROM (VALUES `+w.String()+`) v
		WHERE segment.id = v.column1`, w.args...)
	return err
}

// tell publishes who came and who went.
func (s *Service) tell(ctx context.Context, tx *db.Tx, told map[ID]*[2][]customer.ID) error {
	var entered []Entered
	var left []Left
	for _, i := range sortedKeys(told) {
		if who := told[i][0]; len(who) > 0 {
			entered = append(entered, Entered{i, who})
		}
		if who := told[i][1]; len(who) > 0 {
			left = append(left, Left{i, who})
		}
	}
	if err := event.PublishAll(ctx, tx, s.bus, entered); err != nil {
		return err
	}
	return event.PublishAll(ctx, tx, s.bus, left)
}

// sortedKeys gives the one order in which rows are written.
func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
