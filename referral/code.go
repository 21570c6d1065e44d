package referral

import (
	"context"
	"errors"
	"strings"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/secret"
	"qunli/org"
)

// Code is a personal code (REF-03): a row of referral_code. The token stands in a link or picture; whoever follows it is
// brought by the owner. It grants nothing else.
type Code struct {
	ID          CodeID
	Token       string // 160 random bits in base32
	CustomerID  customer.ID
	CommunityID community.ID // the group it invites into, 0 none
	Cause       string       // campaign, "" none
	CreatedAt   int64
	EndedAt     int64  // ms, 0 while it is followed
	Own         bool   // made by its owner (Share)
	Tone        string // of the words on its card
	Named       bool   // its owner agreed to their name on the card
	Regretted   bool   // its owner took it back
}

const codeColumns = `id, token, customer_id, community_id, cause, created_at, ended_at, own, tone, named, regretted`

// Mint makes a personal code of a customer.
func (s *Service) Mint(ctx context.Context, owner customer.ID, group community.ID, cause string) (Code, error) {
	if err := org.Must(ctx, org.ReferralEdit); err != nil {
		return Code{}, err
	}
	var c Code
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := customer.Join(ctx, tx, owner); err != nil {
			return err
		}
		if err := standOn(ctx, tx, group); err != nil {
			return err
		}
		c = Code{ID: CodeID(tx.NewID()), Token: secret.NewToken(""), CustomerID: owner, CommunityID: group, Cause: tidy(cause, maxEvidence), CreatedAt: tx.Now}
		if _, err := db.Insert(ctx, tx, "referral_code", []Code{c}, ""); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "referral.mint", Object: "customer", ID: int64(owner),
			After: map[string]any{"code": c.ID, "community": group, "cause": c.Cause}})
	})
	return c, err
}

// Codes lists the codes of a customer, latest first, ended ones included.
func (s *Service) Codes(ctx context.Context, owner customer.ID) ([]Code, error) {
	if err := org.Must(ctx, org.ReferralRead); err != nil {
		return nil, err
	}
	q := s.db.Read()
	family, _, err := s.family(ctx, q, owner)
	if err != nil {
		return nil, err
	}
	c := db.Where("").In("customer_id", family)
	return db.All[Code](ctx, q, `SELECT `+codeColumns+` FROM referral_code WHERE `+c.SQL()+` ORDER BY id DESC`, c.Args()...)
}

// EndCode makes a code lead nowhere from now on; what it brought stays. Ending twice is ending once.
func (s *Service) EndCode(ctx context.Context, i CodeID) error {
	if err := org.Must(ctx, org.ReferralEdit); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := db.One[Code](ctx, tx, `SELECT `+codeColumns+` FROM referral_code WHERE id = $1`, i)
		if errors.Is(err, db.ErrNone) {
			return ErrNoCode
		}
		if err != nil {
			return err
		}
		if _, _, err := s.family(ctx, tx, c.CustomerID); err != nil {
			return err
		}
		n, err := db.Exec(ctx, tx, `UPDATE referral_code SET ended_at = $2 WHERE id = $1 AND ended_at = 0`, i, tx.Now)
		if err != nil || n == 0 {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "referral.end", Object: "customer", ID: int64(c.CustomerID),
			After: map[string]any{"code": i}})
	})
}

// Find gives the code of a token that is still followed.
func Find(ctx context.Context, q db.Q, token string) (Code, error) {
	c, err := db.One[Code](ctx, q, `SELECT `+codeColumns+` FROM referral_code WHERE token = $1`, strings.ToLower(strings.TrimSpace(token)))
	switch {
	case errors.Is(err, db.ErrNone):
		return Code{}, ErrNoCode
	case err == nil && c.EndedAt != 0:
		return Code{}, ErrEnded
	}
	return c, err
}

// Follow is a visitor following a code, by scan (SourceCode) or link (SourceLink), in the caller's transaction, which has
// resolved the visitor: the token is the leave. The caller publishes Facts(0, …).
func Follow(ctx context.Context, tx *db.Tx, token string, visitor customer.ID, by Source) (Verdict, error) {
	if by != SourceCode && by != SourceLink {
		return Verdict{}, fault.InvalidField("source", string(by), "请填 code（扫码）或 link（打开链接）", "must be code or link")
	}
	c, err := Find(ctx, tx, token)
	if err != nil {
		return Verdict{}, err
	}
	verdicts, err := Bind(ctx, tx, 0, []Claim{{Customer: visitor, Inviter: c.CustomerID, At: tx.Now, Source: by,
		Community: c.CommunityID, Evidence: c.ID.String()}})
	if err != nil {
		return Verdict{}, err
	}
	return verdicts[0], nil
}

// Follow is the package's Follow for a caller of the API who reports a visitor.
func (s *Service) Follow(ctx context.Context, token string, visitor customer.ID, by Source) (Verdict, error) {
	if err := org.Must(ctx, org.ReferralEdit); err != nil {
		return Verdict{}, err
	}
	var v Verdict
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := customer.Join(ctx, tx, visitor); err != nil {
			return err
		}
		var err error
		if v, err = Follow(ctx, tx, token, visitor, by); err != nil {
			return err
		}
		return s.bus.Publish(ctx, tx, Facts(0, []Verdict{v})...)
	})
	return v, err
}
