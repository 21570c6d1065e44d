package community

import (
	"cmp"
	"slices"

	"qunli/customer"
)

// Move is one raw movement as it is kept: a row of community_move, append-only.
type Move struct {
	ID          MoveID
	CommunityID ID
	CustomerID  customer.ID
	Kind        MoveKind
	At          int64 // ms
	Ordinal     int64
	InviterID   customer.ID
	Scene       string
	EntranceID  EntranceID
	Ref         string
	Pause       int64 // ms, of a leave: 0 the community's, negative none
	ImportID    int64
}

// Stays is the rule by which movements of one person in one community become stays; pause, in ms, is the community's.
//
//   - A join, a sign of life or a leave of somebody who is away begins a stay; only one begun by a join is certain. A leave
//     without anything before it is a stay of that moment: they were there, since when nobody knows.
//   - A leave ends it. A return at most a pause later continues it, as if nobody had left: at 30:00 of 30 minutes they
//     never left, at 30:01 they have come back to a second stay.
//   - A join or sign of life of somebody who is there changes nothing.
//   - Inviter, scene and entrance are those of the first join of the stay that tells any; how they left is that of the
//     last leave.
//
// The order of moves does not matter: they are taken by time, ordinal, then leaves first.
func Stays(moves []Move, pause int64) []Stay {
	w := walk{pause: pause}
	return w.all(moves)
}

// inOrder compares movements of one person in one community. It looks at what they say, never at when they arrived.
func inOrder(a, b Move) int {
	return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Ordinal, b.Ordinal), cmp.Compare(a.Kind.rank(), b.Kind.rank()),
		cmp.Compare(a.Ref, b.Ref), cmp.Compare(a.InviterID, b.InviterID), cmp.Compare(a.Scene, b.Scene),
		cmp.Compare(a.EntranceID, b.EntranceID))
}

// rank orders movements of one moment of which the source gives no order.
func (k MoveKind) rank() int {
	switch k {
	case Leave:
		return 0
	case Join:
		return 1
	}
	return 2
}

// walk goes through the movements of one pair in their order. It may begin with the latest stay, where all movements left
// to go are later than its SeenAt.
type walk struct {
	pause int64
	stays []Stay
}

// all takes movements in their order and gives the stays, those it began with included.
func (w *walk) all(moves []Move) []Stay {
	sorted := slices.Clone(moves)
	slices.SortFunc(sorted, inOrder)
	for i := range sorted {
		w.step(&sorted[i])
	}
	return w.stays
}

func (w *walk) step(m *Move) {
	s := w.present(m)
	s.SeenAt = m.At
	if m.Kind == Join && s.InviterID == 0 && s.Scene == "" && s.EntranceID == 0 {
		s.InviterID, s.Scene, s.EntranceID = m.InviterID, m.Scene, m.EntranceID
	}
	if m.Kind == Leave {
		s.LeftAt, s.LeftScene, s.Pause = m.At, m.Scene, cmp.Or(m.Pause, w.pause)
		s.Pause = max(s.Pause, 0)
	}
}

// present gives the stay in which the movement happens, open: the latest one, or a new one.
func (w *walk) present(m *Move) *Stay {
	if n := len(w.stays); n > 0 {
		s := &w.stays[n-1]
		if s.LeftAt == 0 {
			return s
		}
		if m.At-s.LeftAt <= s.Pause {
			if m.Kind != Leave {
				s.Reconnects++
			}
			s.LeftAt, s.LeftScene, s.Pause = 0, "", 0
			return s
		}
	}
	w.stays = append(w.stays, Stay{CommunityID: m.CommunityID, CustomerID: m.CustomerID, JoinedAt: m.At,
		Certain: m.Kind == Join})
	return &w.stays[len(w.stays)-1]
}
