package community

import (
	"context"
	"errors"
	"strings"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// Carrier is a move of a group to another platform (COM-23): the group, its people, history and levels stay what they are.
type Carrier struct {
	ID          CarrierID
	CommunityID ID
	FromCarrier string
	ToCarrier   string
	ToSource    string
	ToCode      string
	StartedAt   int64
	EndedAt     int64 // 0: under way
	StaffID     org.StaffID
	Version     int64
}

// Crossing is how far the people are who were in the group when its move began. Each is in exactly one state.
type Crossing struct {
	Carrier
	Total    int64
	Waiting  int64
	Reminded int64
	Moved    int64
	Lost     int64
}

// The refusals about moves.
var (
	ErrNoCarrier = fault.New(fault.Missing, "community.carrier.missing", "没有这次迁移", "No such move")
	ErrMoving    = fault.New(fault.Conflict, "community.carrier.moving", "这个群正在迁移", "The group is on the move already")
	ErrKeyTaken  = fault.New(fault.Conflict, "community.carrier.key_taken", "新平台上的这个群已属于另一个社群", "That group of the new platform is another community's")
)

const carrierColumns = `id, community_id, from_carrier, to_carrier, to_source, to_code, started_at, ended_at, staff_id, version`

// crossing is a row of community_carrier_member.
type crossing struct {
	CarrierID  CarrierID
	CustomerID customer.ID
	State      string
	At         int64
}

// StartMove begins to move a group to another carrier, where its key is source and code. Whoever is in it now has to cross,
// each person once. From now on the group is known by both keys, so that what comes from either is its own.
func (s *Service) StartMove(ctx context.Context, i ID, version int64, carrier, source, code string) (Crossing, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Crossing{}, err
	}
	w := &wanted{}
	for name, text := range map[string]*string{"carrier": &carrier, "source": &source, "code": &code} {
		*text = strings.TrimSpace(*text)
		w.text(name, *text, 1, 128)
	}
	if err := w.err(); err != nil {
		return Crossing{}, err
	}
	m := Carrier{CommunityID: i, ToCarrier: carrier, ToSource: source, ToCode: code}
	_, err := s.change(ctx, i, version, "community.move", func(ctx context.Context, tx *db.Tx, c *Community) error {
		if err := c.in(Open, Harvest); err != nil {
			return err
		}
		m.ID, m.FromCarrier, m.StartedAt, m.StaffID = CarrierID(tx.NewID()), c.Carrier, tx.Now, actingStaff(ctx)
		n, err := db.Insert(ctx, tx, "community_carrier", []Carrier{m}, "ON CONFLICT (community_id) WHERE ended_at = 0 DO NOTHING")
		if err == nil && n == 0 {
			err = ErrMoving
		}
		if err != nil {
			return err
		}
		if err := claimKey(ctx, tx, keyRow{source, code, i}); err != nil {
			return err
		}
		return enlist(ctx, tx, m, *c)
	})
	if err != nil {
		return Crossing{}, err
	}
	return s.crossing(ctx, s.db.Read(), m.ID)
}

// claimKey makes a group known by a further key.
func claimKey(ctx context.Context, tx *db.Tx, k keyRow) error {
	if _, err := db.Insert(ctx, tx, "community_key", []keyRow{k}, "ON CONFLICT (source, code) DO NOTHING"); err != nil {
		return err
	}
	whose, err := db.One[ID](ctx, tx, `SELECT community_id FROM community_key WHERE source = $1 AND code = $2`, k.Source, k.Code)
	if err == nil && whose != k.CommunityID {
		err = ErrKeyTaken
	}
	return err
}

// enlist lists who has to cross: everybody inside, merged people once.
func enlist(ctx context.Context, tx *db.Tx, m Carrier, c Community) error {
	inside, err := peopleIn(ctx, tx, c)
	if err != nil {
		return err
	}
	rows := make([]crossing, len(inside))
	for n, p := range inside {
		rows[n] = crossing{m.ID, p.CustomerID, "waiting", tx.Now}
	}
	_, err = db.Insert(ctx, tx, "community_carrier_member", rows, "")
	return err
}

// Remind notes that people who have not crossed were reminded; nil people are all who wait.
func (s *Service) Remind(ctx context.Context, i CarrierID, people []customer.ID) (Crossing, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Crossing{}, err
	}
	return s.cross(ctx, i, people, "reminded", []string{"waiting"})
}

// Arrived notes that people are in the group on its new carrier. They have been in it all along: no stay begins.
func (s *Service) Arrived(ctx context.Context, i CarrierID, people []customer.ID) (Crossing, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Crossing{}, err
	}
	return s.cross(ctx, i, people, "moved", []string{"waiting", "reminded"})
}

// Lose notes that people will not come along: their stay ends.
func (s *Service) Lose(ctx context.Context, i CarrierID, people []customer.ID) (Crossing, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Crossing{}, err
	}
	return s.cross(ctx, i, people, "lost", []string{"waiting", "reminded"})
}

// FinishMove ends a move: from now on the group lives on its new carrier. Who was never reminded is lost; who was may still
// arrive.
func (s *Service) FinishMove(ctx context.Context, i CarrierID) (Crossing, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Crossing{}, err
	}
	var out Crossing
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, c, err := s.onTheMove(ctx, tx, i)
		if err != nil {
			return err
		}
		if m.EndedAt != 0 {
			return ErrNoCarrier
		}
		if err := s.shift(ctx, tx, m, nil, "lost", []string{"waiting"}); err != nil {
			return err
		}
		err = db.MustAffect(ctx, tx, ErrChanged, `UPDATE community_carrier SET ended_at = $2, version = version + 1 WHERE id = $1 AND ended_at = 0`, i, tx.Now)
		if err != nil {
			return err
		}
		before := c
		c.Carrier, c.Source, c.Code = m.ToCarrier, m.ToSource, m.ToCode
		if err := save(ctx, tx, &c); err != nil {
			return err
		}
		if err := org.Audit(ctx, tx, org.Change{Verb: "community.moved", Object: "community", ID: int64(c.ID), Before: before.masked(), After: c.masked()}); err != nil {
			return err
		}
		out, err = s.crossing(ctx, tx, i)
		return err
	})
	return out, err
}

// onTheMove gives a move and its group, whose turn it takes.
func (s *Service) onTheMove(ctx context.Context, tx *db.Tx, i CarrierID) (Carrier, Community, error) {
	m, err := db.One[Carrier](ctx, tx, `SELECT `+carrierColumns+` FROM community_carrier WHERE id = $1`, i)
	if errors.Is(err, db.ErrNone) {
		err = ErrNoCarrier
	}
	if err != nil {
		return m, Community{}, err
	}
	if err := takeTurns(ctx, tx, []ID{m.CommunityID}); err != nil {
		return m, Community{}, err
	}
	c, err := load(ctx, tx, m.CommunityID)
	return m, c, err
}

// cross moves people of the list from some states to another and gives where everybody is.
func (s *Service) cross(ctx context.Context, i CarrierID, people []customer.ID, to string, from []string) (Crossing, error) {
	var out Crossing
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, c, err := s.onTheMove(ctx, tx, i)
		if err != nil {
			return err
		}
		if err := s.shift(ctx, tx, m, people, to, from); err != nil {
			return err
		}
		if out, err = s.crossing(ctx, tx, i); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "community.move_" + to, Object: "community", ID: int64(c.ID),
			After: map[string]any{"waiting": out.Waiting, "reminded": out.Reminded, "moved": out.Moved, "lost": out.Lost}})
	})
	return out, err
}

// shift changes the states of people of the list; the stays of those who are lost end.
func (s *Service) shift(ctx context.Context, tx *db.Tx, m Carrier, people []customer.ID, to string, from []string) error {
	on, err := db.All[customer.ID](ctx, tx, `SELECT customer_id FROM community_carrier_member WHERE carrier_id = $1 AND state IN ($2, $3)`,
		m.ID, from[0], from[len(from)-1])
	if err != nil {
		return err
	}
	if people != nil {
		if on, err = meant(ctx, tx, on, people); err != nil {
			return err
		}
	}
	err = db.Lists(tx, on, func(part []customer.ID) error {
		c := db.Where("carrier_id = $1", m.ID).In("customer_id", part)
		_, err := db.Exec(ctx, tx, `UPDATE community_carrier_member SET state = `+c.Next(1)+`, at = `+c.Next(2)+` WHERE `+c.SQL(), c.Args(to, tx.Now)...)
		return err
	})
	if err != nil || to != "lost" {
		return err
	}
	return s.farewell(ctx, tx, m.CommunityID, on)
}

// meant gives those of the listed people who are among people, whoever they are merged with.
func meant(ctx context.Context, q db.Q, listed, people []customer.ID) ([]customer.ID, error) {
	now, err := customer.Canonical(ctx, q, append(append([]customer.ID(nil), listed...), people...))
	if err != nil {
		return nil, err
	}
	want := map[customer.ID]bool{}
	for _, p := range people {
		want[now[p]] = true
	}
	var out []customer.ID
	for _, p := range listed {
		if want[now[p]] {
			out = append(out, p)
		}
	}
	return out, nil
}

// farewell ends the stays of the lost, under whichever of their accounts they are in.
func (s *Service) farewell(ctx context.Context, tx *db.Tx, i ID, lost []customer.ID) error {
	families, err := customer.FamiliesOf(ctx, tx, lost)
	if err != nil {
		return err
	}
	var all []customer.ID
	for _, p := range lost {
		all = append(all, families.Members(families.Now(p))...)
	}
	var moves []Movement
	err = db.Lists(tx, distinct(all), func(part []customer.ID) error {
		c := db.Where("community_id = $1 AND left_at = 0", i).In("customer_id", part)
		return db.Each(ctx, tx, func(who customer.ID) error {
			moves = append(moves, Movement{Community: i, Customer: who, Kind: Leave, At: tx.Now, Scene: SceneCarrier})
			return nil
		}, `SELECT customer_id FROM community_stay WHERE `+c.SQL(), c.Args()...)
	})
	if err != nil {
		return err
	}
	o, err := Take(ctx, tx, 0, moves)
	if err != nil {
		return err
	}
	return s.bus.Publish(ctx, tx, o.Facts()...)
}

// Moving gives how far the last move of a group is.
func (s *Service) Moving(ctx context.Context, i ID) (Crossing, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return Crossing{}, err
	}
	q := s.db.Read()
	if _, err := load(ctx, q, i); err != nil {
		return Crossing{}, err
	}
	last, err := db.One[CarrierID](ctx, q, `SELECT id FROM community_carrier WHERE community_id = $1 ORDER BY id DESC LIMIT 1`, i)
	if errors.Is(err, db.ErrNone) {
		return Crossing{}, ErrNoCarrier
	}
	if err != nil {
		return Crossing{}, err
	}
	return s.crossing(ctx, q, last)
}

func (s *Service) crossing(ctx context.Context, q db.Q, i CarrierID) (Crossing, error) {
	var out Crossing
	var err error
	if out.Carrier, err = db.One[Carrier](ctx, q, `SELECT `+carrierColumns+` FROM community_carrier WHERE id = $1`, i); err != nil {
		return out, err
	}
	type count struct {
		State string
		N     int64
	}
	return out, db.Each(ctx, q, func(c count) error {
		out.Total += c.N
		switch c.State {
		case "waiting":
			out.Waiting = c.N
		case "reminded":
			out.Reminded = c.N
		case "moved":
			out.Moved = c.N
		case "lost":
			out.Lost = c.N
		}
		return nil
	}, `SELECT state, COUNT(*) AS n FROM community_carrier_member WHERE carrier_id = $1 GROUP BY state`, i)
}
