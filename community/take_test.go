package community

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/customer"
	"qunli/kit/db"
)

// movements gives raw movements as a source would, of community c and people as.
func movements(c ID, as map[customer.ID]customer.ID, moves []Move) []Movement {
	out := make([]Movement, len(moves))
	for i, m := range moves {
		out[i] = Movement{Community: c, Customer: as[m.CustomerID], Kind: m.Kind, At: m.At, Ordinal: m.Ordinal, Scene: m.Scene,
			Pause: m.Pause, Ref: fmt.Sprint("line ", m.Ordinal)}
	}
	return out
}

// TestTwelveEventsTaken: the same twelve events, taken at once, one by one, backwards and in any order, give the same stays,
// days, members and acts; the raw figure stands beside the debounced one.
func TestTwelveEventsTaken(t *testing.T) {
	each(t, func(h house) {
		who := h.people("ann", "ben")
		as := map[customer.ID]customer.ID{ann: who[0], ben: who[1]}
		for round := range 12 {
			c := h.ensure(0, fmt.Sprint("group", round))
			moves := movements(c, as, twelve())
			for i := range moves {
				moves[i].Ref = fmt.Sprint(round, " ", moves[i].Ref)
			}
			size := 1 + round%4*4
			if round > 0 {
				rand.Shuffle(len(moves), func(i, j int) { moves[i], moves[j] = moves[j], moves[i] })
			} else {
				size = 12
			}
			for part := range slices.Chunk(moves, size) {
				h.moved(0, part...)
			}
			want := wantTwelve()
			for i := range want {
				want[i].CommunityID, want[i].CustomerID = c, as[want[i].CustomerID]
			}
			if diff := cmp.Diff(want, h.stays(c)); diff != "" {
				t.Fatalf("round %d (-want +got):\n%s", round, diff)
			}
			if n := h.moved(3, moves...); n != 0 {
				t.Errorf("%d of the same movements entered again", n)
			}
			day := must[dayRow](t)(db.One[dayRow](h.ctx, h.Read(), `SELECT community_id, day, store_id, staff_id, raw_joins,
				raw_leaves, joins, seen, leaves FROM community_day WHERE community_id = $1`, c))
			if day.RawJoins != 5 || day.RawLeaves != 5 || day.Joins != 2 || day.Seen != 1 || day.Leaves != 2 {
				t.Errorf("raw 5 joins and 5 leaves, debounced 2 joins, 1 seen, 2 leaves: %+v", day)
			}
			if n := h.count(`SELECT members FROM community WHERE id = $1`, c); n != 1 {
				t.Errorf("%d members, want 1", n)
			}
		}
		h.clean()
	})
}

// TestStorm: random movements in random batches, some late, some again, with undos between: everything derived equals a
// rebuild.
func TestStorm(t *testing.T) {
	each(t, func(h house) {
		groups := []ID{h.ensure(0, "a"), h.ensure(0, "b"), h.ensure(0, "c")}
		people := h.crowd(8)
		rng := rand.New(rand.NewPCG(7, 7))
		kinds := []MoveKind{Join, Leave, Seen}
		for round := range 40 {
			var batch []Movement
			for range 1 + rng.IntN(60) {
				m := Movement{Community: groups[rng.IntN(3)], Customer: people[rng.IntN(8)], Kind: kinds[rng.IntN(3)],
					At: noon + int64(round)*40*minute + rng.Int64N(4*half), Ordinal: rng.Int64N(2), Inviter: people[rng.IntN(8)]}
				if rng.IntN(8) == 0 {
					m.At -= rng.Int64N(200 * half) // late
				}
				m.Ref = fmt.Sprint(m.Community, m.Customer, m.Kind, m.At, m.Ordinal)
				batch = append(batch, m)
			}
			h.moved(int64(round%5), batch...)
			if round%4 == 3 {
				h.moved(int64(1+round%4), batch[:len(batch)/2]...) // another import brings some of it too
			}
			if round%7 == 6 {
				h.forget(int64(1 + rng.IntN(4)))
			}
			if round%10 == 9 {
				h.clean()
			}
		}
		h.clean()
	})
}

func (h house) forget(importID int64) { h.forgetBy(importID, 25) }

func (h house) forgetBy(importID int64, limit int) {
	h.t.Helper()
	for more := true; more; {
		h.tx(func(ctx context.Context, tx *db.Tx) (err error) {
			_, more, err = ForgetImport(ctx, tx, importID, limit)
			return err
		})
	}
}

// TestTwoWritersOfOnePair: whoever comes second sees what the first wrote.
func TestTwoWritersOfOnePair(t *testing.T) {
	each(t, func(h house) {
		c, who := h.ensure(0, "a"), h.person("ann")
		var all sync.WaitGroup
		for writer := range int64(2) {
			all.Go(func() {
				for n := range int64(40) {
					kind := []MoveKind{Join, Leave}[writer]
					if _, err := h.takeAlone(Movement{Community: c, Customer: who, Kind: kind, At: noon + n*40*minute + writer*minute}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		h.clean()
		if n := h.count(`SELECT COUNT(*) FROM community_stay`); n != 40 {
			t.Errorf("%d stays, want 40", n)
		}
	})
}

func (h house) takeAlone(m Movement) (o Outcome, err error) {
	err = h.Tx(h.ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		o, err = Take(ctx, tx, 0, []Movement{m})
		return err
	})
	return o, err
}

// TestEnsureBesideItself: two imports that name the same new group make one.
func TestEnsureBesideItself(t *testing.T) {
	each(t, func(h house) {
		for n := range 20 {
			var both sync.WaitGroup
			for by := range int64(2) {
				both.Go(func() { h.ensure(by+1, fmt.Sprint("g", n)) })
			}
			both.Wait()
		}
		if n := h.count(`SELECT COUNT(*) FROM community`); n != 20 {
			t.Errorf("%d groups, want 20", n)
		}
	})
}

// TestUndoBesideAnImport: a group that one import is losing while another names it too is there afterwards.
func TestUndoBesideAnImport(t *testing.T) {
	each(t, func(h house) {
		who := h.person("ann")
		for round := range int64(15) {
			first, second := 2*round+1, 2*round+2
			code := fmt.Sprint("g", round)
			c := h.ensure(first, code)
			h.moved(first, Movement{Community: c, Customer: who, Kind: Join, At: noon})
			var both sync.WaitGroup
			both.Go(func() { h.forget(first) })
			both.Go(func() {
				h.tx(func(ctx context.Context, tx *db.Tx) error {
					known, err := Ensure(ctx, tx, second, []Known{{Source: "irc", Code: code}})
					if err != nil {
						return err
					}
					_, err = Moved(ctx, tx, second, []Movement{{Community: known[code], Customer: who, Kind: Join, At: noon + minute}})
					return err
				})
			})
			both.Wait()
			if n := h.count(`SELECT COUNT(*) FROM community WHERE code = $1 AND members = 1`, code); n != 1 {
				t.Errorf("round %d: %d groups", round, n)
			}
		}
		h.clean()
	})
}

// TestUndoOfAnImport: what only it brought goes; a group and a movement that another brought too pass to that one.
func TestUndoOfAnImport(t *testing.T) {
	each(t, func(h house) {
		who := h.people("ann", "ben")
		shared, own := h.ensure(1, "shared"), h.ensure(1, "own")
		h.ensure(2, "shared")
		both := Movement{Community: shared, Customer: who[0], Kind: Join, At: noon, Ref: "both"}
		h.moved(1, both, Movement{Community: shared, Customer: who[0], Kind: Leave, At: noon + half, Ref: "mine"},
			Movement{Community: own, Customer: who[1], Kind: Join, At: noon, Ref: "own"})
		h.moved(2, both)
		h.forget(1)
		if stays := h.stays(shared); len(stays) != 1 || stays[0].LeftAt != 0 {
			t.Errorf("the shared group keeps the join, without the leave: %+v", stays)
		}
		if n := h.count(`SELECT COUNT(*) FROM community`); n != 1 {
			t.Errorf("%d groups, want the shared one", n)
		}
		h.clean()
		h.forget(2)
		if n := h.count(`SELECT COUNT(*) FROM community`) + h.count(`SELECT COUNT(*) FROM community_day`) +
			h.count(`SELECT COUNT(*) FROM customer_act_day`) + h.count(`SELECT COUNT(*) FROM community_key`); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}

// TestUndoIsRefused while something by hand stands on the group.
func TestUndoIsRefused(t *testing.T) {
	each(t, func(h house) {
		c, who := h.ensure(1, "a"), h.person("ann")
		if deps := must[[]customer.Dependent](t)(ImportDependents(h.ctx, h.Read(), 1)); len(deps) != 0 {
			t.Errorf("nothing stands on it: %+v", deps)
		}
		h.moved(0, Movement{Community: c, Customer: who, Kind: Join, At: noon})
		if deps := must[[]customer.Dependent](t)(ImportDependents(h.ctx, h.Read(), 1)); len(deps) != 1 {
			t.Errorf("a movement by hand stands on it: %+v", deps)
		}
	})
}

// TestWrongMovements are refused before anything is written.
func TestWrongMovements(t *testing.T) {
	each(t, func(h house) {
		c, who := h.ensure(0, "a"), h.person("ann")
		for _, m := range []struct {
			m    Movement
			want error
		}{
			{Movement{Community: c, Customer: who, Kind: Join}, ErrTime},
			{Movement{Community: c, Customer: who, Kind: Join, At: 1 << 60}, ErrTime},
			{Movement{Community: c, Customer: who, Kind: "wave", At: noon}, ErrMove},
			{Movement{Community: c, Kind: Join, At: noon}, ErrMove},
			{Movement{Community: 99, Customer: who, Kind: Join, At: noon}, ErrMissing},
		} {
			_, err := h.takeAlone(m.m)
			h.is(err, m.want)
		}
	})
}

// TestInvitersAreHere: a movement over the API names an inviter who is here. One who was taken away by an undo just now would be
// given acts and claims that are nobody's.
func TestInvitersAreHere(t *testing.T) {
	each(t, func(h house) {
		who := h.people("ann", "ben", "cat")
		c := h.ensure(0, "a")
		h.is(h.customers.Erase(h.ctx, who[2]), nil)
		for inviter, want := range map[customer.ID]error{0: nil, who[1]: nil, who[2]: customer.ErrErased, 99: customer.ErrMissing} {
			h.is(drop(h.Record(h.ctx, []Movement{{Community: c, Customer: who[0], Kind: Join, At: noon, Inviter: inviter}})), want)
		}
		if stays := h.stays(c); len(stays) != 1 || stays[0].InviterID == 99 {
			t.Errorf("%+v", stays)
		}
	})
}

// TestWhatIsOnlyProposedGoesToo: a proposal that nobody has decided keeps neither the group nor its people; a decided one does.
func TestWhatIsOnlyProposedGoesToo(t *testing.T) {
	each(t, func(h house) {
		c, who := h.ensure(1, "a"), h.person("ann")
		h.moved(1, Movement{Community: c, Customer: who, Kind: Join, At: noon})
		h.acts(who, customer.ActGrab, 5, 20)
		if got := must[[]Proposal](t)(h.Review(h.ctx, c)); len(got) != 1 {
			t.Fatalf("%+v", got)
		}
		if deps := must[[]customer.Dependent](t)(ImportDependents(h.ctx, h.Read(), 1)); len(deps) != 0 {
			t.Errorf("what is only proposed stands on it: %+v", deps)
		}
		h.forget(1)
		if n := h.count(`SELECT COUNT(*) FROM community_proposal`); n != 0 {
			t.Errorf("%d proposals are left of a group that is gone", n)
		}

		c = h.ensure(2, "b")
		h.moved(2, Movement{Community: c, Customer: who, Kind: Join, At: noon})
		p := must[[]Proposal](t)(h.Review(h.ctx, c))[0]
		must[Proposal](t)(h.Approve(h.ctx, p.ID, p.Version, true, ""))
		if deps := must[[]customer.Dependent](t)(ImportDependents(h.ctx, h.Read(), 2)); len(deps) != 1 {
			t.Errorf("somebody decided: %+v", deps)
		}
	})
}
