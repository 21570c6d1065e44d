package customer

import (
	"context"
	"errors"
	"slices"

	"qunli/kit/db"
	"qunli/org"
)

// Mine is what customers see of themselves (MEM-09).
type Mine struct {
	ID      ID
	Name    string
	Since   int64 // ms of the first contact, 0 unknown
	Answers []Given
}

// Self gives the customer who acts.
func Self(ctx context.Context) (ID, error) {
	i, err := org.Customer(ctx)
	return ID(i), err
}

// Mine gives the customer who acts what is known of them, and their last answer on each channel and topic. Whoever was erased, or
// taken away, is missing: they are to sign in anew.
func (s *Service) Mine(ctx context.Context) (Mine, error) {
	me, err := Self(ctx)
	if err != nil {
		return Mine{}, err
	}
	q := s.db.Read()
	r, err := loadSelf(ctx, q, me)
	if err != nil {
		return Mine{}, err
	}
	family, err := group(ctx, q, r.ID)
	if err != nil {
		return Mine{}, err
	}
	said, err := consentsOf(ctx, q, family)
	return Mine{r.ID, r.Name, r.AddedAt, lastOf(said)}, err
}

// SelfFamily gives the customer who acts and everybody merged into them: whose facts theirs are.
func SelfFamily(ctx context.Context, q db.Q) ([]ID, error) {
	me, err := Self(ctx)
	if err != nil {
		return nil, err
	}
	r, err := loadSelf(ctx, q, me)
	if err != nil {
		return nil, err
	}
	return group(ctx, q, r.ID)
}

// loadSelf reads a customer for themselves, by whichever of their accounts.
func loadSelf(ctx context.Context, q db.Q, i ID) (row, error) {
	now, err := Canonical(ctx, q, []ID{i})
	if err != nil {
		return row{}, err
	}
	r, err := db.One[row](ctx, q, `SELECT `+rowColumns+` FROM customer WHERE id = $1 AND erased_at = 0`, now[i])
	if errors.Is(err, db.ErrNone) {
		err = ErrMissing
	}
	return r, err
}

// lastOf keeps the last answer on each channel and topic of a log in its order.
func lastOf(said []Given) []Given {
	type subject struct{ channel, topic string }
	var out []Given
	at := map[subject]int{}
	for _, g := range said {
		k := subject{g.Channel, g.Topic}
		if n, ok := at[k]; ok {
			out[n] = g
			continue
		}
		at[k] = len(out)
		out = append(out, g)
	}
	return slices.Clip(out)
}

// Answer records what the customer who acts says to being contacted on a channel.
func (s *Service) Answer(ctx context.Context, channel string, agreed bool) error {
	me, err := Self(ctx)
	if err != nil {
		return err
	}
	return s.add(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := loadSelf(ctx, tx, me)
		if err != nil {
			return err
		}
		given := consentRow{ID: ConsentID(tx.NewID()), CustomerID: r.ID, Channel: tidy(channel, maxTag), Agreed: agreed, Evidence: "h5", At: tx.Now}
		if _, err := db.Insert(ctx, tx, "customer_consent", []consentRow{given}, "ON CONFLICT DO NOTHING"); err != nil {
			return err
		}
		return audit(ctx, tx, "customer.consent", r.ID, nil, masked{"channel": given.Channel, "topic": "", "agreed": agreed})
	})
}

// SignIn finds or makes the customer who looks at a page. The caller has seen proof that the keys are theirs; an openid whose owner
// is known needs no more.
func (s *Service) SignIn(ctx context.Context, card Card) (ID, error) {
	var me ID
	err := s.add(ctx, func(ctx context.Context, tx *db.Tx) error {
		people, err := Resolve(ctx, tx, 0, []Card{card})
		if err != nil {
			return err
		}
		if me = people[0].ID; me == 0 {
			return ErrMissing
		}
		return nil
	})
	return me, err
}
