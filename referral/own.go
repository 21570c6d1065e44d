package referral

import (
	"context"
	"errors"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/secret"
	"qunli/org"
)

// Face is how somebody shows themselves to the friends with whom they share (CAM-20).
type Face struct {
	Tone  string // of the words on the card
	Named bool   // with their name, to which they agreed
}

// Share gives the customer who acts their own code of a cause, as they want friends to see it. There is one at a time: sharing again
// changes its face. After Unshare it is another one.
func (s *Service) Share(ctx context.Context, cause string, f Face) (Code, error) {
	me, err := customer.Self(ctx)
	if err != nil {
		return Code{}, err
	}
	var c Code
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := customer.Hold(ctx, tx); err != nil {
			return err
		}
		family, err := customer.SelfFamily(ctx, tx)
		if err != nil {
			return err
		}
		head, err := customer.Canonical(ctx, tx, []customer.ID{me})
		if err != nil {
			return err
		}
		fresh := Code{ID: CodeID(tx.NewID()), Token: secret.NewToken(""), CustomerID: head[me], Cause: tidy(cause, maxEvidence), CreatedAt: tx.Now, Own: true,
			Tone: tidy(f.Tone, maxEvidence), Named: f.Named}
		there, err := ownCodes(ctx, tx, family, fresh.Cause)
		if err != nil {
			return err
		}
		if len(there) == 0 {
			if _, err := db.Insert(ctx, tx, "referral_code", []Code{fresh}, "ON CONFLICT DO NOTHING"); err != nil {
				return err
			}
			if there, err = ownCodes(ctx, tx, family, fresh.Cause); err != nil { // this one, or the one of whoever was faster
				return err
			}
		}
		if c = there[0]; c.ID == fresh.ID {
			return org.Audit(ctx, tx, org.Change{Verb: "referral.share", Object: "customer", ID: int64(c.CustomerID), After: map[string]any{"code": c.ID, "cause": c.Cause, "named": c.Named}})
		}
		return reface(ctx, tx, &c, Face{fresh.Tone, fresh.Named})
	})
	return c, err
}

// reface changes how friends see a code.
func reface(ctx context.Context, tx *db.Tx, c *Code, f Face) error {
	if (Face{c.Tone, c.Named}) == f {
		return nil
	}
	before := c.Named
	c.Tone, c.Named = f.Tone, f.Named
	n, err := db.Exec(ctx, tx, `UPDATE referral_code SET tone = $2, named = $3 WHERE id = $1 AND ended_at = 0`, c.ID, c.Tone, c.Named)
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrEnded
	}
	if before == c.Named {
		return nil
	}
	return org.Audit(ctx, tx, org.Change{Verb: "referral.share", Object: "customer", ID: int64(c.CustomerID),
		Before: map[string]any{"named": before}, After: map[string]any{"code": c.ID, "named": c.Named}})
}

// ownCodes gives the codes of a cause that people made themselves and that are followed, the first one first.
func ownCodes(ctx context.Context, q db.Q, family []customer.ID, cause string) ([]Code, error) {
	c := db.Where("own AND ended_at = 0 AND cause = $1", cause).In("customer_id", family)
	return db.All[Code](ctx, q, `SELECT `+codeColumns+` FROM referral_code WHERE `+c.SQL()+` ORDER BY id`, c.Args()...)
}

// Shared gives the code by which the customer who acts shares a cause; ok is false when they do not.
func (s *Service) Shared(ctx context.Context, cause string) (c Code, ok bool, err error) {
	q := s.db.Read()
	family, err := customer.SelfFamily(ctx, q)
	if err != nil {
		return Code{}, false, err
	}
	there, err := ownCodes(ctx, q, family, cause)
	if err != nil || len(there) == 0 {
		return Code{}, false, err
	}
	return there[0], true, nil
}

// Opened counts the people who have opened what the customer who acts shares, by their code.
func (s *Service) Opened(ctx context.Context, i CodeID) (int64, error) {
	q := s.db.Read()
	family, err := customer.SelfFamily(ctx, q)
	if err != nil {
		return 0, err
	}
	c := db.Where("evidence = $1", i.String()).In("inviter_id", family)
	return db.One[int64](ctx, q, `SELECT COUNT(DISTINCT customer_id) FROM referral_claim WHERE `+c.SQL(), c.Args()...)
}

// Unshare has the customer who acts take back what they share of a cause: the link leads nowhere from now on, what it brought stays.
func (s *Service) Unshare(ctx context.Context, cause string) error {
	if _, err := customer.Self(ctx); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		family, err := customer.SelfFamily(ctx, tx)
		if err != nil {
			return err
		}
		there, err := ownCodes(ctx, tx, family, cause)
		for _, c := range there {
			n, err := db.Exec(ctx, tx, `UPDATE referral_code SET ended_at = $2, regretted = TRUE WHERE id = $1 AND ended_at = 0`, c.ID, tx.Now)
			if err != nil {
				return err
			}
			if n == 0 {
				continue
			}
			if err := org.Audit(ctx, tx, org.Change{Verb: "referral.unshare", Object: "customer", ID: int64(c.CustomerID), After: map[string]any{"code": c.ID}}); err != nil {
				return err
			}
		}
		return err
	})
}

// Visit notes that the customer who acts opened a link of a cause by somebody's token: once, as a look on their timeline and as a claim
// that the rules decide, so that the first and the last link of everybody are kept (REF-03). A token that is unknown, ended or of another
// cause says nothing, and neither does one's own.
func (s *Service) Visit(ctx context.Context, token, cause string) error {
	me, err := customer.Self(ctx)
	if err != nil {
		return err
	}
	q := s.db.Read()
	c, err := Find(ctx, q, token)
	switch {
	case errors.Is(err, ErrNoCode), errors.Is(err, ErrEnded), err == nil && c.Cause != cause:
		return nil
	case err != nil:
		return err
	}
	family, err := customer.SelfFamily(ctx, q)
	if err != nil || slices.Contains(family, c.CustomerID) {
		return err
	}
	head, err := customer.Canonical(ctx, q, []customer.ID{me})
	if err != nil {
		return err
	}
	ref := "visit:" + c.ID.String() + ":" + head[me].String()
	if known, err := db.All[int64](ctx, q, `SELECT id FROM referral_claim WHERE ref = $1 AND ref <> ''`, ref); err != nil || len(known) > 0 {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return s.visit(ctx, tx, token, head[me], ref) })
}

// visit writes what Visit found, unless the code has ended or the visitor has gone meanwhile.
func (s *Service) visit(ctx context.Context, tx *db.Tx, token string, me customer.ID, ref string) error {
	if err := customer.Hold(ctx, tx); err != nil {
		return err
	}
	if _, err := customer.SelfFamily(ctx, tx); err != nil {
		return err
	}
	c, err := Find(ctx, tx, token)
	if errors.Is(err, ErrEnded) {
		return nil
	}
	if err != nil {
		return err
	}
	look := customer.Touch{CustomerID: me, Kind: customer.ActView, At: tx.Now, Cause: c.Cause, CommunityID: int64(c.CommunityID), ByID: c.CustomerID, Ref: ref}
	if _, err := customer.Record(ctx, tx, look); err != nil {
		return err
	}
	verdicts, err := Bind(ctx, tx, 0, []Claim{{Customer: me, Inviter: c.CustomerID, At: tx.Now, Source: SourceLink, Community: c.CommunityID, Evidence: c.ID.String(), Ref: ref}})
	if err != nil {
		return err
	}
	return s.bus.Publish(ctx, tx, Facts(0, verdicts)...)
}

// Shares counts what people share of a cause themselves.
type Shares struct {
	Made      int64 // links that were made, ended ones included
	Named     int64 // of these, with the name of who shares, to which they agreed
	Regretted int64 // of these, taken back by whoever shared (CAM-20)
}

// Shares counts the codes that people made themselves of a cause.
func (s *Service) Shares(ctx context.Context, cause string) (Shares, error) {
	if err := org.Must(ctx, org.ReferralRead); err != nil {
		return Shares{}, err
	}
	return db.One[Shares](ctx, s.db.Read(), `SELECT COUNT(*) AS made, COUNT(*) FILTER (WHERE named) AS named, COUNT(*) FILTER (WHERE regretted) AS regretted
		FROM referral_code WHERE own AND cause = $1`, cause)
}
