package community

import (
	"context"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// Filter says which groups a list shows; zero fields do not narrow it.
type Filter struct {
	Kind      Kind
	Undecided bool // only those of no kind yet
	State     State
	Store     org.StoreID
	Staff     org.StaffID
	Area      string
	Series    string
	NoBrief   bool // only those without a positioning brief
	Among     []ID // only these; nil: any
	After     ID   // the last of the page before
	Limit     int  // 50 unless told, at most 200
}

func (f Filter) cond(ctx context.Context) *db.Cond {
	c := db.Where("").Join(org.Scope(ctx).Cond("store_id", "staff_id")).If(f.Kind != "", "kind = $1", string(f.Kind)).
		If(f.Undecided, "kind = ''").If(f.State != "", "state = $1", string(f.State)).If(f.Store != 0, "store_id = $1", f.Store).
		If(f.Staff != 0, "staff_id = $1", f.Staff).If(f.Area != "", "area = $1", f.Area).If(f.Series != "", "series = $1", f.Series).
		If(f.NoBrief, "brief = 0")
	if f.Among != nil {
		c.In("id", f.Among)
	}
	return c
}

// List gives a page of the groups in the actor's scope, the latest first.
func (s *Service) List(ctx context.Context, f Filter) ([]Community, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return nil, err
	}
	c := f.cond(ctx).If(f.After != 0, "id < $1", f.After)
	return db.All[Community](ctx, s.db.Read(), `SELECT `+columns+` FROM community WHERE `+c.SQL()+`
		ORDER BY id DESC LIMIT `+c.Next(1), c.Args(pageSize(f.Limit))...)
}

// Totals is what a filter shows in all.
type Totals struct{ Groups, Members int64 }

// Total counts the groups of a filter in the actor's scope, with their open stays.
func (s *Service) Total(ctx context.Context, f Filter) (Totals, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return Totals{}, err
	}
	c := f.cond(ctx)
	return db.One[Totals](ctx, s.db.Read(), `SELECT COUNT(*) AS groups, CAST(COALESCE(SUM(members), 0) AS BIGINT) AS members
		FROM community WHERE `+c.SQL(), c.Args()...)
}

// Detail is a group with what follows from settings and preset.
type Detail struct {
	Community
	Preset   Preset
	Gate     string // the whole gate: of the kind and of its own
	People   int64  // distinct people inside, as who they are now: Members counts their accounts
	Expected string // the name the template gives, "" none
	Deviates bool
}

// Get gives one group.
func (s *Service) Get(ctx context.Context, i ID) (Detail, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return Detail{}, err
	}
	q := s.db.Read()
	c, err := load(ctx, q, i)
	if err != nil {
		return Detail{}, err
	}
	set, err := readSettings(ctx, q)
	if err != nil {
		return Detail{}, err
	}
	gate, err := s.gateOf(set, c)
	if err != nil {
		return Detail{}, err
	}
	people, err := peopleIn(ctx, q, c)
	return Detail{c, set.preset(c.Kind), gate, int64(len(people)), c.Expected(), c.Deviates()}, err
}

// Presets gives what groups of each kind begin with.
func (s *Service) Presets(ctx context.Context) ([]Preset, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return nil, err
	}
	set, err := readSettings(ctx, s.db.Read())
	return presets(set), err
}

// MemberQuery says which stays of a group a list shows.
type MemberQuery struct {
	Gone     bool       // ended ones too
	Entrance EntranceID // 0: all
	After    *Mark      // of the last of the page before
	Limit    int
}

// Mark is a stay's place in lists: the latest first.
type Mark struct {
	JoinedAt int64
	ID       StayID
}

// Members lists the stays of a group, the latest first, with entrance, inviter and scene of each.
func (s *Service) Members(ctx context.Context, i ID, ask MemberQuery) ([]Stay, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return nil, err
	}
	q := s.db.Read()
	if _, err := load(ctx, q, i); err != nil {
		return nil, err
	}
	c := db.Where("community_id = $1", i).If(!ask.Gone, "left_at = 0").If(ask.Entrance != 0, "entrance_id = $1", ask.Entrance)
	if ask.After != nil {
		c.After("joined_at, id", true, ask.After.JoinedAt, ask.After.ID)
	}
	return db.All[Stay](ctx, q, `SELECT `+stayColumns+` FROM community_stay WHERE `+c.SQL()+`
		ORDER BY joined_at DESC, id DESC LIMIT `+c.Next(1), c.Args(pageSize(ask.Limit))...)
}

// StaysOfPerson lists all stays of a person, and of everybody merged into them, in groups of the actor's scope, the latest
// first.
func (s *Service) StaysOfPerson(ctx context.Context, who customer.ID) ([]Stay, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return nil, err
	}
	q := s.db.Read()
	families, err := customer.FamiliesOf(ctx, q, []customer.ID{who})
	if err != nil {
		return nil, err
	}
	scope := org.Scope(ctx).Cond("g.store_id", "g.staff_id")
	c := db.Where("EXISTS (SELECT 1 FROM community g WHERE g.id = community_stay.community_id AND ("+scope.SQL()+"))", scope.Args()...).
		In("customer_id", families.Members(families.Now(who)))
	return db.All[Stay](ctx, q, `SELECT `+stayColumns+` FROM community_stay WHERE `+c.SQL()+` ORDER BY joined_at DESC, id DESC LIMIT 200`, c.Args()...)
}

// maxMoves is how many movements one call over the API or by hand brings.
const maxMoves = 1000

// Record brings movements in by hand or over the API, all or none, for groups and people of the actor's scope, and tells who
// joined and left.
func (s *Service) Record(ctx context.Context, moves []Movement) (Outcome, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Outcome{}, err
	}
	if len(moves) > maxMoves {
		return Outcome{}, ErrTooMany.F(maxMoves)
	}
	var o Outcome
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := customer.Hold(ctx, tx); err != nil {
			return err
		}
		if err := s.reachable(ctx, tx, moves); err != nil {
			return err
		}
		var err error
		if o, err = Take(ctx, tx, 0, moves); err != nil {
			return err
		}
		if err := See(ctx, tx, 0, communitiesOf(moves)); err != nil {
			return err
		}
		return s.bus.Publish(ctx, tx, o.Facts()...)
	})
	return o, err
}

// reachable refuses movements of groups or people outside the actor's scope, and of people or inviters who are not here.
func (s *Service) reachable(ctx context.Context, tx *db.Tx, moves []Movement) error {
	groups := communitiesOf(moves)
	places, err := Places(ctx, tx, groups)
	if err != nil {
		return err
	}
	for _, g := range groups {
		p, ok := places[g]
		if !ok {
			return ErrMissing
		}
		if err := org.Scope(ctx).Check(p.StoreID, p.StaffID); err != nil {
			return err
		}
	}
	var who, inviters []customer.ID
	for _, m := range moves {
		who, inviters = append(who, m.Customer), append(inviters, m.Inviter)
	}
	if err := mayReach(ctx, tx, distinct(who)); err != nil {
		return err
	}
	return customer.Present(ctx, tx, slices.DeleteFunc(distinct(inviters), func(i customer.ID) bool { return i == 0 }))
}

// mayReach refuses people who are not here, are erased, or lie outside the actor's scope.
func mayReach(ctx context.Context, q db.Q, who []customer.ID) error {
	now, err := customer.Canonical(ctx, q, who)
	if err != nil {
		return err
	}
	var people []customer.ID
	for _, i := range now {
		people = append(people, i)
	}
	briefs, err := customer.Briefs(ctx, q, distinct(people))
	if err != nil {
		return err
	}
	for _, i := range people {
		b, ok := briefs[i]
		switch {
		case !ok:
			return customer.ErrMissing
		case b.ErasedAt != 0:
			return customer.ErrErased
		}
		if err := org.Scope(ctx).Check(b.StoreID, b.StaffID); err != nil {
			return err
		}
	}
	return nil
}
