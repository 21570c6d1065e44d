package referral

import (
	"context"
	"strings"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// Claim enters a claim of a caller of the API or of staff, who give the reason in Note. A claim that does not win is kept and
// is no error: the verdict says why.
func (s *Service) Claim(ctx context.Context, c Claim) (Verdict, error) {
	if err := org.Must(ctx, org.ReferralEdit); err != nil {
		return Verdict{}, err
	}
	if c.Source == SourceHand && strings.TrimSpace(c.Note) == "" {
		return Verdict{}, ErrNoReason
	}
	return s.claim(ctx, c)
}

// Counter is what staff enter at the counter (REF-11).
type Counter struct {
	Customer  customer.ID // the buyer
	Inviter   customer.ID // picked by phone or name (Candidates)
	Confirmed bool        // the buyer confirmed who it was
	Order     string      // number of the receipt, "" none
}

// AtCounter enters an offline referral: the same rules as of a code, and a later scan does not overwrite it.
func (s *Service) AtCounter(ctx context.Context, c Counter) (Verdict, error) {
	if err := org.Must(ctx, org.ReferralEdit); err != nil {
		return Verdict{}, err
	}
	if !c.Confirmed {
		return Verdict{}, ErrUnconfirmed
	}
	return s.claim(ctx, Claim{Customer: c.Customer, Inviter: c.Inviter, Source: SourceCounter, Evidence: tidy(c.Order, maxEvidence)})
}

// Candidates finds who may be the referrer that a buyer names at the counter: by phone, or by name.
func (s *Service) Candidates(ctx context.Context, query string) ([]customer.Summary, error) {
	if err := org.Must(ctx, org.ReferralEdit); err != nil {
		return nil, err
	}
	page, err := s.customers.Search(ctx, query, 0, maxCandidates)
	return page.People, err
}

const (
	maxCandidates = 20
	maxEvidence   = 200
	maxNote       = 500
)

// tidy trims text and cuts it to n characters.
func tidy(text string, n int) string {
	r := []rune(strings.TrimSpace(strings.ToValidUTF8(text, "�")))
	return string(r[:min(n, len(r))])
}

// claim enters a claim by the actor.
func (s *Service) claim(ctx context.Context, c Claim) (Verdict, error) {
	if c.Inviter == 0 {
		return Verdict{}, fault.InvalidField("inviter", "", "请选择推荐人", "pick who brought them")
	}
	if !validSource(c.Source) {
		return Verdict{}, fault.InvalidField("source", string(c.Source), "未知的来源", "is no known source")
	}
	c.Note, c.Evidence = tidy(c.Note, maxNote), tidy(c.Evidence, maxEvidence)
	if a, ok := org.ActorOf(ctx); ok {
		c.Staff = a.Staff
	}
	var v Verdict
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := joinAll(ctx, tx, c.Customer); err != nil {
			return err
		}
		if err := customer.Present(ctx, tx, []customer.ID{c.Inviter}); err != nil {
			return err
		}
		if err := standOn(ctx, tx, c.Community); err != nil {
			return err
		}
		var err error
		if v, err = s.bind(ctx, tx, c); err != nil || !v.Added {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "referral.claim", Object: "customer", ID: int64(c.Customer),
			After: map[string]any{"claim": v.ID, "inviter": c.Inviter, "source": c.Source, "outcome": v.Outcome, "why": v.Reason}})
	})
	return v, err
}

func validSource(s Source) bool {
	for _, known := range Sources() {
		if s == known {
			return true
		}
	}
	return false
}

// bind decides one claim that is nobody's import, and tells.
func (s *Service) bind(ctx context.Context, tx *db.Tx, c Claim) (Verdict, error) {
	verdicts, err := Bind(ctx, tx, 0, []Claim{c})
	if err != nil {
		return Verdict{}, err
	}
	return verdicts[0], s.bus.Publish(ctx, tx, Facts(0, verdicts)...)
}

// joinAll lets the transaction add facts to people in the actor's scope.
func joinAll(ctx context.Context, tx *db.Tx, people ...customer.ID) error {
	for _, i := range people {
		if err := customer.Join(ctx, tx, i); err != nil {
			return err
		}
	}
	return nil
}

// Claims lists everything said about who brought a person, those merged into them included, earliest first.
func (s *Service) Claims(ctx context.Context, i customer.ID) ([]Record, error) {
	if err := org.Must(ctx, org.ReferralRead); err != nil {
		return nil, err
	}
	q := s.db.Read()
	family, _, err := s.family(ctx, q, i)
	if err != nil {
		return nil, err
	}
	c := db.Where("").In("customer_id", family)
	return db.All[Record](ctx, q, `SELECT `+claimColumns+` FROM referral_claim WHERE `+c.SQL()+` ORDER BY at, id`, c.Args()...)
}

// ClaimsByID gives claims by id: what facts speak of. It asks for no permission: handlers call it.
func ClaimsByID(ctx context.Context, q db.Q, ids []ClaimID) ([]Record, error) {
	var out []Record
	err := db.Lists(q, ids, func(part []ClaimID) error {
		c := db.Where("").In("id", part)
		some, err := db.All[Record](ctx, q, `SELECT `+claimColumns+` FROM referral_claim WHERE `+c.SQL()+` ORDER BY id`, c.Args()...)
		out = append(out, some...)
		return err
	})
	return out, err
}

// family gives who a person in the actor's scope is now, and everybody merged into them, the person first.
func (s *Service) family(ctx context.Context, q db.Q, i customer.ID) (members []customer.ID, now customer.ID, err error) {
	f, err := customer.FamiliesOf(ctx, q, []customer.ID{i})
	if err != nil {
		return nil, 0, err
	}
	now = f.Now(i)
	return f.Members(now), now, s.seen(ctx, q, now)
}

// seen refuses a person who does not exist, or lies outside the actor's scope.
func (s *Service) seen(ctx context.Context, q db.Q, i customer.ID) error {
	briefs, err := customer.Briefs(ctx, q, []customer.ID{i})
	if err != nil {
		return err
	}
	b, ok := briefs[i]
	if !ok {
		return customer.ErrMissing
	}
	return org.Scope(ctx).Check(b.StoreID, b.StaffID)
}
