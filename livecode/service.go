package livecode

import (
	"context"
	"errors"
	"slices"
	"strings"

	"qunli/community"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/kit/secret"
	"qunli/org"
	"qunli/outreach"
)

// Service keeps codes and what stands behind them.
type Service struct {
	db   *db.DB
	jobs *job.Queue
	ways Ways
}

// New gives the service; ways puts to the channel what stands behind codes.
func New(d *db.DB, jobs *job.Queue, ways Ways) *Service { return &Service{d, jobs, ways} }

// Plan asks for a code, or for the change of one.
type Plan struct {
	Code
	Invite   string `json:"invite"`    // the word that the page asks for; "" keeps the one there is
	NoInvite bool   `json:"no_invite"` // the page asks for no word any more
}

// Save makes a code as a draft, or changes one whose version the caller saw. Its kind and key never change; the address and the
// picture stay what they are.
func (s *Service) Save(ctx context.Context, p Plan) (Code, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Code{}, err
	}
	c := p.Code
	if err := c.normal(); err != nil {
		return c, err
	}
	if err := org.Scope(ctx).Check(c.StoreID, 0); err != nil {
		return c, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		invite, err := s.prepare(ctx, tx, &c)
		if err != nil {
			return err
		}
		switch word := strings.ToLower(strings.TrimSpace(p.Invite)); {
		case p.NoInvite:
			invite = ""
		case word != "":
			invite = secret.Hash(word)
		}
		if err := s.mustBeHere(ctx, tx, c); err != nil {
			return err
		}
		if err := write(ctx, tx, c, invite, c.Version == 1); err != nil {
			return err
		}
		if c.State == Live {
			if err := bind(ctx, tx, c); err != nil {
				return err
			}
		}
		return errors.Join(s.wake(ctx, tx), org.Audit(ctx, tx, org.Change{Verb: "livecode.save", Object: "livecode", ID: int64(c.ID),
			After: map[string]any{"name": c.Name, "kind": c.Kind, "source": c.Source, "state": c.State}}))
	})
	if err != nil {
		return c, err
	}
	return load(ctx, s.db.Read(), c.ID)
}

// turnOf has those who write a code and what the channel knows of it take turns: a key that the channel gave is never written over.
func turnOf(ctx context.Context, tx *db.Tx, i ID) error {
	return db.Alone(ctx, tx, "livecode:"+i.String())
}

// prepare gives a new code its id and key, or a changed one what it keeps, and gives the hash of the word that is asked for.
func (s *Service) prepare(ctx context.Context, tx *db.Tx, c *Code) (invite string, err error) {
	if c.ID == 0 {
		a, _ := org.ActorOf(ctx)
		c.ID, c.State, c.StaffID, c.CreatedAt, c.Version = ID(tx.NewID()), Draft, a.Staff, tx.Now, 1
		c.Key = strings.TrimPrefix(c.ID.String(), "lcd_")
		return "", nil
	}
	if err := turnOf(ctx, tx, c.ID); err != nil {
		return "", err
	}
	was, err := s.mine(ctx, tx, c.ID)
	if err != nil {
		return "", err
	}
	if err := c.follow(was); err != nil {
		return "", err
	}
	return db.One[string](ctx, tx, `SELECT invite FROM livecode_code WHERE id = $1`, c.ID)
}

// bind has what a code promises hold for everything that is sent to those who come by it (CHN-11).
func bind(ctx context.Context, tx *db.Tx, c Code) error {
	for _, b := range c.Branches {
		if err := outreach.Promise(ctx, tx, c.state(b), c.Weekly); err != nil {
			return err
		}
	}
	return nil
}

// follow takes over from the code as it was what a change leaves alone.
func (c *Code) follow(was Code) error {
	switch {
	case was.State == Closed:
		return ErrClosed
	case was.Version != c.Version:
		return ErrChanged
	}
	c.Key, c.Kind, c.State, c.StaffID, c.CreatedAt, c.Version = was.Key, was.Kind, was.State, was.StaffID, was.CreatedAt, was.Version+1
	for n := range c.Branches {
		b := &c.Branches[n]
		*b = Branch{Number: int64(n), Area: b.Area, Tag: b.Tag, Seats: b.Seats, Groups: b.Groups}
		// The picture of a district is what was printed for it: it goes with whom it serves, not with its place in the list.
		if at := slices.IndexFunc(was.Branches, func(o Branch) bool { return o.Area == b.Area && o.Tag == b.Tag }); at >= 0 {
			old := was.Branches[at]
			b.Picture, b.Behind, b.Trouble, b.PutAt, b.config, b.asked = old.Picture, old.Behind, old.Trouble, old.PutAt, old.config, old.asked
		}
	}
	if c.State == Live {
		return c.Promise.promised()
	}
	return nil
}

// mustBeHere refuses members and groups that are not here, not the actor's, or not known to the channel.
func (s *Service) mustBeHere(ctx context.Context, tx *db.Tx, c Code) error {
	var staff []org.StaffID
	var groups []community.ID
	for _, b := range c.Branches {
		for _, s := range b.Seats {
			staff = append(staff, s.StaffID)
		}
		groups = append(groups, b.Groups...)
	}
	var stores []org.StoreID
	if c.StoreID != 0 {
		stores = append(stores, c.StoreID)
	}
	if err := org.MustKnow(ctx, tx, stores, staff); err != nil {
		return err
	}
	places, err := community.Places(ctx, tx, groups)
	if err != nil || len(groups) == 0 {
		return err
	}
	sizes, err := community.Sizes(ctx, tx, s.ways.Name(), groups)
	if err != nil {
		return err
	}
	for _, g := range groups {
		p, here := places[g]
		if !here {
			return community.ErrMissing
		}
		if err := org.Scope(ctx).Check(p.StoreID, p.StaffID); err != nil {
			return err
		}
		if sizes[g].Code == "" {
			return fault.InvalidField("branches.groups", g.String(), "这个群不在企业微信里，扫码进不去；请选企业微信的群", "is no group of the channel: nobody could join it by a code")
		}
	}
	return nil
}

// mine gives a code that the actor sees.
func (s *Service) mine(ctx context.Context, q db.Q, i ID) (Code, error) {
	c, err := load(ctx, q, i)
	if err == nil && !org.Scope(ctx).Sees(c.StoreID, c.StaffID) {
		err = ErrMissing
	}
	return c, err
}

// Get gives a code.
func (s *Service) Get(ctx context.Context, i ID) (Code, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return Code{}, err
	}
	return s.mine(ctx, s.db.Read(), i)
}

// Filter is which codes a list shows.
type Filter struct {
	State State // "" all but the closed ones
	Kind  Kind  // "" both
	Text  string
	After ID
	Limit int
}

// List gives the codes that the actor sees, the newest first.
func (s *Service) List(ctx context.Context, f Filter) ([]Code, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return nil, err
	}
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	c := db.Where("").If(f.State != "", "state = $1", string(f.State)).If(f.State == "", "state <> 'closed'").If(f.Kind != "", "kind = $1", string(f.Kind)).
		If(f.Text != "", "(name LIKE $1 OR source LIKE $1)", "%"+f.Text+"%").If(f.After != 0, "id < $1", f.After).
		Join(org.Scope(ctx).Cond("store_id", "staff_id"))
	return list(ctx, s.db.Read(), c, f.Limit)
}

// Publish has a draft or a paused code lead on. It answers the four questions first.
func (s *Service) Publish(ctx context.Context, i ID, version int64) (Code, error) {
	return s.turn(ctx, i, version, Live)
}

// Pause has the page of a code say that it rests. A direct code has no page: it goes on leading to who stands behind it.
func (s *Service) Pause(ctx context.Context, i ID, version int64) (Code, error) {
	return s.turn(ctx, i, version, Paused)
}

// Close ends a code for good.
func (s *Service) Close(ctx context.Context, i ID, version int64) (Code, error) {
	return s.turn(ctx, i, version, Closed)
}

func (s *Service) turn(ctx context.Context, i ID, version int64, to State) (Code, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Code{}, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := s.mine(ctx, tx, i)
		if err != nil {
			return err
		}
		if c.State == Closed {
			return ErrClosed
		}
		if to == Live {
			if err := c.Promise.promised(); err != nil {
				return err
			}
			if err := bind(ctx, tx, c); err != nil {
				return err
			}
		}
		err = db.MustAffect(ctx, tx, ErrChanged, `UPDATE livecode_code SET state = $3, version = version + 1 WHERE id = $1 AND version = $2`, i, version, string(to))
		if err != nil {
			return err
		}
		return errors.Join(s.wake(ctx, tx), org.Audit(ctx, tx, org.Change{Verb: "livecode." + string(to), Object: "livecode", ID: int64(i),
			Before: map[string]any{"state": c.State}, After: map[string]any{"state": to}}))
	})
	if err != nil {
		return Code{}, err
	}
	return load(ctx, s.db.Read(), i)
}
