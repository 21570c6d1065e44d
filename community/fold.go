package community

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/org"
)

// turn is a row of community_turn: whoever changes movements takes it first, so that stays are derived one writer at a time.
type turn struct {
	CommunityID ID
	Turns       int64
}

// takeTurns keeps other writers of these communities waiting until tx ends. Rows are taken in the order of their keys.
func takeTurns(ctx context.Context, tx *db.Tx, ids []ID) error {
	if err := customer.Hold(ctx, tx); err != nil {
		return err
	}
	rows := make([]turn, len(ids))
	for i, id := range ids {
		rows[i] = turn{id, 1}
	}
	_, err := db.Insert(ctx, tx, "community_turn", rows,
		"ON CONFLICT (community_id) DO UPDATE SET turns = community_turn.turns + 1")
	return err
}

// pair is a person in a community.
type pair struct {
	CommunityID ID
	CustomerID  customer.ID
}

// ground is what folding must know of a community.
type ground struct {
	ID      ID
	Pause   int64
	StoreID org.StoreID
	StaffID org.StaffID
}

type dayKey struct {
	CommunityID ID
	Day         string
}

// dayRow is a row of community_day.
type dayRow struct {
	dayKey
	StoreID   org.StoreID
	StaffID   org.StaffID
	RawJoins  int64
	RawLeaves int64
	Joins     int64
	Seen      int64
	Leaves    int64
}

// fold collects what movements of one transaction change in everything derived from them.
type fold struct {
	importID int64
	zone     *time.Location
	grounds  map[ID]ground
	days     map[dayKey]dayRow
	acts     []customer.Act
	gone     []StayID
	put      []Stay
	members  map[ID]bool // whose number of open stays may have changed
	people   []customer.ID
	touched  map[pair]bool // whose stays changed
	joined   []Joined
	left     []Left
}

// newFold takes the turns of communities and begins a fold of what is changed there.
func newFold(ctx context.Context, tx *db.Tx, importID int64, ids []ID) (*fold, error) {
	if err := takeTurns(ctx, tx, ids); err != nil {
		return nil, err
	}
	f := &fold{importID: importID, grounds: map[ID]ground{}, days: map[dayKey]dayRow{}, members: map[ID]bool{}, touched: map[pair]bool{}}
	var err error
	if f.zone, err = org.Zone(ctx, tx); err != nil {
		return nil, err
	}
	err = db.Lists(tx, ids, func(part []ID) error {
		c := db.Where("").In("id", part)
		return db.Each(ctx, tx, func(g ground) error { f.grounds[g.ID] = g; return nil },
			`SELECT id, pause, store_id, staff_id FROM community WHERE `+c.SQL(), c.Args()...)
	})
	if err == nil && len(f.grounds) < len(ids) {
		err = ErrMissing
	}
	return f, err
}

// day changes the rollup of the day on which at lies.
func (f *fold) day(community ID, at int64, change func(d *dayRow)) string {
	g := f.grounds[community]
	k := dayKey{community, clock.Day(at, f.zone)}
	d, ok := f.days[k]
	if !ok {
		d = dayRow{dayKey: k, StoreID: g.StoreID, StaffID: g.StaffID}
	}
	change(&d)
	f.days[k] = d
	return k.Day
}

// raw counts a movement as it is (sign 1), or takes it back (-1). Who takes a name that is somebody else's has left no group
// as far as the source wrote: such movements end and begin stays, and are neither joins nor leaves of anybody.
func (f *fold) raw(m *Move, sign int64) {
	if m.Scene == SceneRename {
		return
	}
	switch m.Kind {
	case Join:
		f.day(m.CommunityID, m.At, func(d *dayRow) { d.RawJoins += sign })
	case Leave:
		f.day(m.CommunityID, m.At, func(d *dayRow) { d.RawLeaves += sign })
	}
}

// stay counts a stay, or takes it back.
func (f *fold) stay(s *Stay, sign int64) {
	if s.Certain {
		day := f.day(s.CommunityID, s.JoinedAt, func(d *dayRow) { d.Joins += sign })
		f.acts = append(f.acts, customer.Act{Customer: s.CustomerID, Day: day, Kind: customer.ActJoin, Acts: sign})
	} else {
		f.day(s.CommunityID, s.JoinedAt, func(d *dayRow) { d.Seen += sign })
	}
	if s.LeftAt != 0 && s.LeftScene != SceneRename {
		f.day(s.CommunityID, s.LeftAt, func(d *dayRow) { d.Leaves += sign })
	}
}

// change replaces the stays of one pair: before as they are stored, after as the rule has them now.
func (f *fold) change(tx *db.Tx, before, after []Stay) {
	was := map[int64]*Stay{}
	for i := range before {
		was[before[i].JoinedAt] = &before[i]
	}
	for i := range after {
		s := &after[i]
		old := was[s.JoinedAt]
		delete(was, s.JoinedAt)
		if old == nil {
			s.ID = StayID(tx.NewID())
		} else {
			s.ID = old.ID
		}
		f.replace(old, s)
	}
	for _, old := range was {
		f.gone = append(f.gone, old.ID)
		f.touch(old)
		f.stay(old, -1)
	}
}

// replace puts a stay in the place of the one that began at the same moment, if there is any.
func (f *fold) replace(old, s *Stay) {
	if old != nil && *old == *s {
		return
	}
	f.put = append(f.put, *s)
	if old != nil && old.like(s) {
		return
	}
	f.touch(s)
	f.stay(s, 1)
	if old != nil {
		f.stay(old, -1)
	}
	if s.Certain && (old == nil || !old.Certain) {
		f.joined = append(f.joined, Joined{s.CommunityID, s.CustomerID, s.JoinedAt, s.InviterID, s.Scene, s.EntranceID, f.importID})
	}
	if s.LeftAt != 0 && s.LeftScene != SceneRename && (old == nil || old.LeftAt != s.LeftAt) {
		f.left = append(f.left, Left{s.CommunityID, s.CustomerID, s.LeftAt, s.LeftScene, f.importID})
	}
}

// like tells whether two stays differ only in what nobody counts or asks for: the last sign of life, reconnects.
func (s *Stay) like(other *Stay) bool {
	a, b := *s, *other
	a.SeenAt, b.SeenAt, a.Reconnects, b.Reconnects = 0, 0, 0, 0
	return a == b
}

func (f *fold) touch(s *Stay) {
	f.members[s.CommunityID] = true
	f.people = append(f.people, s.CustomerID)
	f.touched[pair{s.CommunityID, s.CustomerID}] = true
}

// shifted gives whose stays changed of which neither Joined nor Left tells.
func (f *fold) shifted() []Shifted {
	told := map[pair]bool{}
	for _, j := range f.joined {
		told[pair{j.Community, j.Customer}] = true
	}
	for _, l := range f.left {
		told[pair{l.Community, l.Customer}] = true
	}
	by := map[ID][]customer.ID{}
	for p := range f.touched {
		if !told[p] {
			by[p.CommunityID] = append(by[p.CommunityID], p.CustomerID)
		}
	}
	out := make([]Shifted, 0, len(by))
	for _, i := range slices.Sorted(maps.Keys(by)) {
		slices.Sort(by[i])
		out = append(out, Shifted{i, by[i]})
	}
	return out
}

// write stores what was collected.
func (f *fold) write(ctx context.Context, tx *db.Tx) error {
	if err := f.writeStays(ctx, tx); err != nil {
		return err
	}
	if err := f.writeDays(ctx, tx); err != nil {
		return err
	}
	if err := countMembers(ctx, tx, f.members); err != nil {
		return err
	}
	if err := customer.Acted(ctx, tx, f.acts); err != nil {
		return err
	}
	return customer.Changed(ctx, tx, distinct(f.people), stayAttributes()...)
}

// writeStays writes ended stays before open ones: a person has at most one open stay in a community at any moment.
func (f *fold) writeStays(ctx context.Context, tx *db.Tx) error {
	err := db.Lists(tx, f.gone, func(part []StayID) error {
		c := db.Where("").In("id", part)
		_, err := db.Exec(ctx, tx, `DELETE FROM community_stay WHERE `+c.SQL(), c.Args()...)
		return err
	})
	if err != nil {
		return err
	}
	slices.SortFunc(f.put, func(a, b Stay) int {
		return cmp.Or(cmp.Compare(open(&a), open(&b)), cmp.Compare(a.CommunityID, b.CommunityID),
			cmp.Compare(a.CustomerID, b.CustomerID), cmp.Compare(a.JoinedAt, b.JoinedAt))
	})
	_, err = db.Insert(ctx, tx, "community_stay", f.put, `
		ON CONFLICT (community_id, customer_id, joined_at) DO UPDATE SET certain = excluded.certain,
			left_at = excluded.left_at, seen_at = excluded.seen_at, inviter_id = excluded.inviter_id,
			scene = excluded.scene, left_scene = excluded.left_scene, entrance_id = excluded.entrance_id,
			reconnects = excluded.reconnects, pause = excluded.pause`)
	if err != nil {
		return fmt.Errorf("write stays: %w", err)
	}
	return nil
}

func open(s *Stay) int {
	if s.LeftAt == 0 {
		return 1
	}
	return 0
}

func (f *fold) writeDays(ctx context.Context, tx *db.Tx) error {
	var rows []dayRow
	var keys []dayKey
	for k, d := range f.days {
		if d.RawJoins|d.RawLeaves|d.Joins|d.Seen|d.Leaves == 0 {
			continue
		}
		rows = append(rows, d)
		if min(d.RawJoins, d.RawLeaves, d.Joins, d.Seen, d.Leaves) < 0 {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(rows, func(a, b dayRow) int {
		return cmp.Or(cmp.Compare(a.CommunityID, b.CommunityID), cmp.Compare(a.Day, b.Day))
	})
	_, err := db.Insert(ctx, tx, "community_day", rows, `
		ON CONFLICT (community_id, day) DO UPDATE SET
			raw_joins = community_day.raw_joins + excluded.raw_joins,
			raw_leaves = community_day.raw_leaves + excluded.raw_leaves,
			joins = community_day.joins + excluded.joins,
			seen = community_day.seen + excluded.seen,
			leaves = community_day.leaves + excluded.leaves`)
	if err != nil {
		return err
	}
	return db.Lists(tx, keys, func(part []dayKey) error {
		c := db.Where("raw_joins = 0 AND raw_leaves = 0 AND joins = 0 AND seen = 0 AND leaves = 0").
			InRows("community_id, day", part)
		_, err := db.Exec(ctx, tx, `DELETE FROM community_day WHERE `+c.SQL(), c.Args()...)
		return err
	})
}

// countMembers counts the open stays of communities anew; their turns are taken.
func countMembers(ctx context.Context, tx *db.Tx, communities map[ID]bool) error {
	ids := make([]ID, 0, len(communities))
	for i := range communities {
		ids = append(ids, i)
	}
	return db.Lists(tx, distinct(ids), func(part []ID) error {
		c := db.Where("").In("id", part)
		_, err := db.Exec(ctx, tx, `UPDATE community SET members = (SELECT COUNT(*) FROM community_stay s
			WHERE s.community_id = community.id AND s.left_at = 0) WHERE `+c.SQL(), c.Args()...)
		return err
	})
}
