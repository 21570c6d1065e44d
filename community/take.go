package community

import (
	"context"

	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
)

// The refusals of movements.
var (
	ErrTime = fault.New(fault.Invalid, "community.move.time",
		"时间 %d 超出范围，请用 1970 年以后、2200 年以前的毫秒时间", "The time %d is out of range; give milliseconds after 1970 and before 2200")
	ErrMove = fault.New(fault.Invalid, "community.move.kind",
		"进出记录需要群、客户和类型（join、leave、seen），这里的类型是 %q", "A movement needs a group, a customer and a kind (join, leave, seen); this one is %q")
	ErrTooMany = fault.New(fault.Invalid, "community.too_many", "一次最多 %d 条", "At most %d at a time")
)

// maxTime is the first ms of the year 2200.
const maxTime = 7_258_118_400_000

// Outcome is what movements led to.
type Outcome struct {
	Added   int64     // movements that were not known
	Joined  []Joined  // stays that began by a join
	Left    []Left    // stays that ended
	Shifted []Shifted // whose stays changed otherwise
}

// Facts gives what to publish.
func (o Outcome) Facts() []event.Fact {
	out := make([]event.Fact, 0, len(o.Joined)+len(o.Left)+len(o.Shifted))
	for _, f := range o.Joined {
		out = append(out, f)
	}
	for _, f := range o.Left {
		out = append(out, f)
	}
	for _, f := range o.Shifted {
		out = append(out, f)
	}
	return out
}

// Moved is Take for callers who publish nothing: it gives how many movements were new.
func Moved(ctx context.Context, tx *db.Tx, importID int64, moves []Movement) (added int64, err error) {
	o, err := Take(ctx, tx, importID, moves)
	return o.Added, err
}

// Take appends movements of any people in any communities, at most a few thousand a call, in the caller's transaction, and
// folds them: stays, days, members, acts and the feed of changes are right when it returns. A movement whose Ref is known
// is the Same, whoever brought it. importID 0 is the API or a hand. Late movements give the stays they would have given in
// time. Two writers on one community take turns.
func Take(ctx context.Context, tx *db.Tx, importID int64, moves []Movement) (Outcome, error) {
	if len(moves) == 0 {
		return Outcome{}, nil
	}
	for i := range moves {
		if err := moves[i].check(); err != nil {
			return Outcome{}, err
		}
	}
	f, err := newFold(ctx, tx, importID, communitiesOf(moves))
	if err != nil {
		return Outcome{}, err
	}
	fresh, err := appendMoves(ctx, tx, importID, moves)
	if err != nil || len(fresh) == 0 {
		return Outcome{}, err
	}
	for i := range fresh {
		f.raw(&fresh[i], 1)
	}
	if err := f.derive(ctx, tx, fresh); err != nil {
		return Outcome{}, err
	}
	return Outcome{int64(len(fresh)), f.joined, f.left, f.shifted()}, f.write(ctx, tx)
}

func (m *Movement) check() error {
	if m.At <= 0 || m.At >= maxTime {
		return ErrTime.F(m.At)
	}
	if m.Community == 0 || m.Customer == 0 || m.Kind != Join && m.Kind != Leave && m.Kind != Seen {
		return ErrMove.F(string(m.Kind))
	}
	return nil
}

func communitiesOf(moves []Movement) []ID {
	ids := make([]ID, len(moves))
	for i := range moves {
		ids[i] = moves[i].Community
	}
	return distinct(ids)
}

// appendMoves writes the movements that are not known and gives them.
func appendMoves(ctx context.Context, tx *db.Tx, importID int64, moves []Movement) ([]Move, error) {
	rows := make([]Move, len(moves))
	for i, id := range tx.NewIDs(len(moves)) {
		m := &moves[i]
		rows[i] = Move{MoveID(id), m.Community, m.Customer, m.Kind, m.At, m.Ordinal, m.Inviter, m.Scene, m.Entrance, m.Ref,
			m.Pause, importID}
	}
	n, err := db.Insert(ctx, tx, "community_move", rows, `ON CONFLICT (ref) WHERE ref <> '' DO NOTHING`)
	if err != nil || n == int64(len(rows)) {
		return rows, err
	}
	return newOf(ctx, tx, importID, rows)
}

// newOf gives those rows that entered, and notes that the import brought the others as well.
func newOf(ctx context.Context, tx *db.Tx, importID int64, rows []Move) ([]Move, error) {
	ids := make([]MoveID, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	entered := map[MoveID]bool{}
	err := db.Lists(tx, ids, func(part []MoveID) error {
		c := db.Where("").In("id", part)
		return db.Each(ctx, tx, func(i MoveID) error { entered[i] = true; return nil },
			`SELECT id FROM community_move WHERE `+c.SQL(), c.Args()...)
	})
	if err != nil {
		return nil, err
	}
	var fresh []Move
	var known []string
	for i := range rows {
		if entered[rows[i].ID] {
			fresh = append(fresh, rows[i])
		} else {
			known = append(known, rows[i].Ref)
		}
	}
	return fresh, seeMoves(ctx, tx, importID, known)
}

// moveSeen is a row of community_move_seen.
type moveSeen struct {
	MoveID   MoveID
	ImportID int64
}

// seeMoves notes which movements this import brought though another had brought them already.
func seeMoves(ctx context.Context, tx *db.Tx, importID int64, refs []string) error {
	return db.Lists(tx, refs, func(part []string) error {
		c := db.Where("ref <> '' AND import_id <> 0 AND import_id <> $1", importID).In("ref", part)
		ids, err := db.All[MoveID](ctx, tx, `SELECT id FROM community_move WHERE `+c.SQL(), c.Args()...)
		if err != nil {
			return err
		}
		rows := make([]moveSeen, len(ids))
		for i, id := range ids {
			rows[i] = moveSeen{id, importID}
		}
		_, err = db.Insert(ctx, tx, "community_move_seen", rows, "ON CONFLICT (move_id, import_id) DO NOTHING")
		return err
	})
}

// Attributes of people that change with their stays.
func stayAttributes() []string {
	return []string{"community", "group_kind", "groups", "joined", "left_group", "entrance"}
}
