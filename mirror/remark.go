package mirror

import (
	"context"
	"errors"
	"slices"
	"time"

	"qunli/channel"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/secret"
)

// remark is a row of mirror_remark.
type remark struct {
	BondID     customer.BondID
	CustomerID customer.ID
	State      string
	Revision   int64
	Remark     string // hash of what was written last, "" nothing
	Asked      string // hash of what the channel was asked to write, "" nothing
	About      string // hash of the description
	Attempts   int64
	Reason     string
	DueAt      int64
	At         int64
}

const remarkColumns = `bond_id, customer_id, state, revision, remark, asked, about, attempts, reason, due_at, at`

// The states of a remark.
const (
	due  = "due"
	done = "done"
	own  = "own"
	over = "over"
)

func hashed(text string) string {
	if text == "" {
		return ""
	}
	return secret.Hash(text)
}

// Met has remarks written at the bonds of people that have begun since the template is on, in the caller's transaction, and notes
// which of those that we wrote somebody changed by hand. The caller has written the bonds.
func (s *Service) Met(ctx context.Context, tx *db.Tx, people []channel.Person, who []customer.ID) error {
	t, err := template(ctx, tx)
	if err != nil {
		return err
	}
	rows, err := remarksOf(ctx, tx, who)
	if err != nil {
		return err
	}
	for n, p := range people {
		for _, r := range rows[who[n]] {
			if err := changedByHand(ctx, tx, s.channel.Name(), r, p); err != nil {
				return err
			}
		}
	}
	if !t.On {
		return nil
	}
	return s.begin(ctx, tx, t, rows, who)
}

// begin has remarks written at the open bonds that have none.
func (s *Service) begin(ctx context.Context, tx *db.Tx, t Template, rows map[customer.ID][]remark, who []customer.ID) error {
	open, err := openBonds(ctx, tx, s.channel.Name(), who)
	if err != nil {
		return err
	}
	var fresh []remark
	for _, list := range open {
		for _, b := range list {
			has := slices.ContainsFunc(rows[b.CustomerID], func(r remark) bool { return r.BondID == b.ID })
			if b.Since >= t.Since-time.Second.Milliseconds() && !has { // the channel counts in seconds
				fresh = append(fresh, remark{BondID: b.ID, CustomerID: b.CustomerID, State: due, DueAt: tx.Now, At: tx.Now})
			}
		}
	}
	n, err := db.Insert(ctx, tx, "mirror_remark", fresh, "ON CONFLICT DO NOTHING")
	if err != nil || n == 0 {
		return err
	}
	return s.Wake(ctx, tx)
}

// changedByHand notes that what stands in the channel is not what we wrote there.
func changedByHand(ctx context.Context, tx *db.Tx, name string, r remark, p channel.Person) error {
	if r.State != done || r.At >= p.Asked {
		return nil
	}
	bonds, err := customer.BondsOf(ctx, tx, name, r.CustomerID)
	if err != nil {
		return err
	}
	for _, b := range bonds {
		for _, shown := range p.Bonds {
			if b.ID != r.BondID || b.Until != 0 || b.Member != shown.Staff || hashed(shown.Remark) == r.Remark {
				continue
			}
			_, err := db.Exec(ctx, tx, `UPDATE mirror_remark SET state = 'own', at = $2 WHERE bond_id = $1 AND state = 'done' AND at = $3`, r.BondID, tx.Now, r.At)
			return err
		}
	}
	return nil
}

func remarksOf(ctx context.Context, q db.Q, people []customer.ID) (map[customer.ID][]remark, error) {
	out := map[customer.ID][]remark{}
	return out, db.Lists(q, people, func(part []customer.ID) error {
		c := db.Where("").In("customer_id", part)
		return db.Each(ctx, q, func(r remark) error { out[r.CustomerID] = append(out[r.CustomerID], r); return nil },
			`SELECT `+remarkColumns+` FROM mirror_remark WHERE `+c.SQL()+` ORDER BY bond_id`, c.Args()...)
	})
}

// tendRemarks writes the remarks that are due.
func (s *Service) tendRemarks(ctx context.Context) error {
	t, err := template(ctx, s.db.Read())
	if err != nil || !t.On {
		return err
	}
	for {
		list, err := db.All[remark](ctx, s.db.Read(), `SELECT `+remarkColumns+` FROM mirror_remark WHERE state = 'due' AND due_at <= $1 ORDER BY due_at, bond_id LIMIT 200`, s.now())
		if err != nil || len(list) == 0 {
			return err
		}
		wait, err := each(ctx, list, func(ctx context.Context, r remark) (time.Duration, error) { return s.write(ctx, t, r) })
		if err != nil {
			return err
		}
		if wait > 0 {
			return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
				_, err := db.Exec(ctx, tx, `UPDATE mirror_remark SET due_at = $1 WHERE state = 'due' AND due_at < $1`, tx.Now+wait.Milliseconds())
				return err
			})
		}
	}
}

// write writes one remark, unless somebody wrote one by hand: what stands there is read first.
func (s *Service) write(ctx context.Context, t Template, r remark) (time.Duration, error) {
	state, failed := s.writing(ctx, t, &r)
	if ctx.Err() != nil {
		return 0, ctx.Err()
	}
	if wait := channel.Wait(failed); wait > 0 {
		return wait, nil
	}
	return 0, s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if failed != nil {
			s.log.Warn("write a remark in the channel", "bond", r.BondID, "attempt", r.Attempts+1, "error", failed)
			_, err := db.Exec(ctx, tx, `UPDATE mirror_remark SET attempts = attempts + 1, due_at = $2, reason = $3 WHERE bond_id = $1`,
				r.BondID, tx.Now+backOff(r.Attempts).Milliseconds(), fault.Of(failed).Code)
			return err
		}
		_, err := db.Exec(ctx, tx, `UPDATE mirror_remark SET state = $2, revision = $3, remark = $4, attempts = 0, reason = '', at = $5 WHERE bond_id = $1`,
			r.BondID, state, r.Revision, r.Remark, tx.Now)
		return err
	})
}

// writing gives the state to which a remark comes.
func (s *Service) writing(ctx context.Context, t Template, r *remark) (string, error) {
	q := s.db.Read()
	bonds, err := customer.BondsOf(ctx, q, s.channel.Name(), r.CustomerID)
	if err != nil {
		return "", err
	}
	n := slices.IndexFunc(bonds, func(b customer.Bond) bool { return b.ID == r.BondID && b.Until == 0 })
	keys, err := customer.KeysOf(ctx, q, customer.ExternalUserID, "", []customer.ID{r.CustomerID})
	if n < 0 || err != nil || keys[r.CustomerID] == "" {
		return over, err
	}
	b, key := bonds[n], keys[r.CustomerID]
	there, err := s.channel.Bond(ctx, b.Member, key)
	if errors.Is(err, ErrApart) {
		return over, nil
	}
	if err != nil {
		return "", err
	}
	mine, err := s.untouched(ctx, *r, there)
	if err != nil || !mine {
		return own, err
	}
	v, err := s.values(ctx, t, b)
	if err != nil {
		return "", err
	}
	text := t.render(v)
	about := text.Description
	if was := hashed(there.Description); was != "" && was != r.About {
		about = there.Description // written by hand: it stays
	}
	if err := s.asked(ctx, r, text.Remark, about); err != nil {
		return "", err
	}
	if there.Remark != text.Remark || there.Description != about {
		err = s.channel.Note(ctx, b.Member, key, text.Remark, about)
	}
	if errors.Is(err, ErrApart) {
		return over, nil
	}
	if err == nil {
		err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return customer.Renote(ctx, tx, b.ID, text.Remark, about) })
	}
	r.Remark, r.Revision = hashed(text.Remark), t.Revision
	return done, err
}

// asked notes what the channel is about to be asked to write: should no answer come, it is known as ours.
func (s *Service) asked(ctx context.Context, r *remark, text, about string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `UPDATE mirror_remark SET asked = $2, about = $3 WHERE bond_id = $1`, r.BondID, hashed(text), hashed(about))
		return err
	})
}

// untouched tells whether nobody wrote a remark by hand: none stands there, or what the person is called, or what we wrote at this
// bond or at one that was handed on to this one.
func (s *Service) untouched(ctx context.Context, r remark, there channel.Bond) (bool, error) {
	at := hashed(there.Remark)
	if at == "" || at == r.Remark || at == r.Asked {
		return true, nil
	}
	faces, err := customer.Faces(ctx, s.db.Read(), []customer.ID{r.CustomerID})
	if err != nil || there.Remark == faces[r.CustomerID].Name {
		return true, err
	}
	rows, err := remarksOf(ctx, s.db.Read(), []customer.ID{r.CustomerID})
	return slices.ContainsFunc(rows[r.CustomerID], func(o remark) bool { return o.Remark == at && o.BondID != r.BondID }), err
}
