package customer

import (
	"context"
	"slices"

	"qunli/kit/db"
	"qunli/org"
)

// Profile is what a screen shows of one person.
type Profile struct {
	Summary
	ErasedAt   int64
	Identities []Identity
	Merged     []ID // people merged into this one
}

// Identity is one account of a person, its value masked unless it was asked for by Reveal.
type Identity struct {
	ID    IdentityID
	Owner ID // the person, or the one merged into them, who has it
	Kind  Kind
	Space string
	Value string
	Badge Badge
}

// Get gives a person; an id that was merged gives the one it was merged into.
func (s *Service) Get(ctx context.Context, i ID) (Profile, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return Profile{}, err
	}
	return profile(ctx, s.db.Read(), i, true)
}

// Reveal is Get with the identities as they are. It is audited.
func (s *Service) Reveal(ctx context.Context, i ID) (Profile, error) {
	if err := org.Must(ctx, org.PhoneReveal); err != nil {
		return Profile{}, err
	}
	var p Profile
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		if p, err = profile(ctx, tx, i, false); err != nil {
			return err
		}
		return audit(ctx, tx, "customer.reveal", p.ID, nil, masked{"identities": len(p.Identities)})
	})
	return p, err
}

func profile(ctx context.Context, q db.Q, i ID, hide bool) (Profile, error) {
	r, err := load(ctx, q, i)
	if err != nil {
		return Profile{}, err
	}
	some, err := summaries(ctx, q, []row{r})
	if err != nil {
		return Profile{}, err
	}
	people, err := group(ctx, q, r.ID)
	if err != nil {
		return Profile{}, err
	}
	p := Profile{Summary: some[0], ErasedAt: r.ErasedAt, Merged: people[1:]}
	p.Identities, err = identitiesOf(ctx, q, people, hide)
	return p, err
}

func identitiesOf(ctx context.Context, q db.Q, people []ID, hide bool) ([]Identity, error) {
	c := db.Where("").In("customer_id", people)
	out, err := db.All[Identity](ctx, q, `SELECT id, customer_id AS owner, kind, space, value, badge
		FROM customer_identity WHERE `+c.SQL()+` ORDER BY id`, c.Args()...)
	slices.SortStableFunc(out, func(x, y Identity) int { return x.Kind.rank() - y.Kind.rank() })
	for n := range out {
		if hide {
			out[n].Value = mask(out[n].Value)
		}
	}
	return out, err
}

// Moment is where a page of the timeline ends.
type Moment struct {
	At int64
	ID TouchID
}

// touchesSeen is the condition on touches: what happened in another store is not for who sees one store, even of a person of
// theirs; what happened in none is.
func touchesSeen(ctx context.Context) *db.Cond {
	view := org.Scope(ctx)
	if view.Whole() {
		return db.Where("")
	}
	seen := view.Cond("store_id", "staff_id")
	return db.Where("store_id = 0 OR "+seen.SQL(), seen.Args()...)
}

// Timeline gives a page of a person's touches in the actor's scope, those of people merged into them included, latest first.
// after is the last touch of the page before.
func (s *Service) Timeline(ctx context.Context, i ID, after *Moment, limit int) ([]Touch, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return nil, err
	}
	q := s.db.Read()
	r, err := load(ctx, q, i)
	if err != nil {
		return nil, err
	}
	people, err := group(ctx, q, r.ID)
	if err != nil {
		return nil, err
	}
	c := db.Where("").In("customer_id", people).Join(touchesSeen(ctx))
	if after != nil {
		c.After("at, id", true, after.At, after.ID)
	}
	return db.All[Touch](ctx, q, `SELECT `+touchColumns+` FROM customer_touch WHERE `+c.SQL()+`
		ORDER BY at DESC, id DESC LIMIT `+c.Next(1), c.Args(pageSize(limit))...)
}

const touchColumns = `id, customer_id, kind, at, day, channel, cost, cause, ref_id, store_id, staff_id, ref, import_id,
	community_id, item, by_id`
