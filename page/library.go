package page

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// Library keeps the proofs that pages may show.
type Library struct{ db *db.DB }

// NewLibrary gives the library kept in d.
func NewLibrary(d *db.DB) *Library { return &Library{d} }

const proofColumns = `id, kind, title, text, picture, alt, holder, until, customer_id, order_id, state, added_by, added_at, approved_by, approved_at, ended_by, ended_at, why`

// mostProofs bounds a list: a library is looked through by people.
const mostProofs = 500

// List gives the proofs, the newest first; a state of "" is any.
func (l *Library) List(ctx context.Context, state string) ([]Proof, error) {
	if err := org.Must(ctx, org.CampaignRead); err != nil {
		return nil, err
	}
	c := db.Where("").If(state != "", "state = $1", state)
	return db.All[Proof](ctx, l.db.Read(), `SELECT `+proofColumns+` FROM page_proof WHERE `+c.SQL()+` ORDER BY id DESC LIMIT `+c.Next(1), c.Args(mostProofs)...)
}

// Add takes a proof down; no page shows it before it is approved.
func (l *Library) Add(ctx context.Context, p Proof) (Proof, error) {
	if err := org.Must(ctx, org.CampaignEdit); err != nil {
		return Proof{}, err
	}
	if err := p.normal(); err != nil {
		return Proof{}, err
	}
	a, _ := org.ActorOf(ctx)
	err := l.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p = Proof{ID: ProofID(tx.NewID()), Kind: p.Kind, Title: p.Title, Text: p.Text, Picture: p.Picture, Alt: p.Alt, Holder: p.Holder, Until: p.Until, CustomerID: p.CustomerID,
			OrderID: p.OrderID, State: Waiting, AddedBy: a.Staff, AddedAt: tx.Now}
		if size, err := SizeOf(ctx, tx, p.Picture); err != nil || p.Picture != "" && size.Key == "" {
			return errors.Join(err, fault.InvalidField("picture", p.Picture, "没有这张图片，请上传", "is no picture; upload it"))
		}
		if err := bought(ctx, tx, p); err != nil {
			return err
		}
		if _, err := db.Insert(ctx, tx, "page_proof", []Proof{p}, ""); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "page.proof_add", Object: "proof", ID: int64(p.ID), After: map[string]any{"kind": p.Kind, "until": p.Until}})
	})
	return p, err
}

// bought refuses what somebody said who had not bought what it names.
func bought(ctx context.Context, q db.Q, p Proof) error {
	if p.Kind != "customer" {
		return nil
	}
	o, err := commerce.OrderOf(ctx, q, p.OrderID)
	if errors.Is(err, db.ErrNone) {
		return ErrNotBought
	}
	if err != nil {
		return err
	}
	heads, err := customer.Canonical(ctx, q, []customer.ID{p.CustomerID, o.CustomerID})
	if err == nil && (o.CustomerID == 0 || heads[p.CustomerID] != heads[o.CustomerID] || !o.Stands()) {
		err = ErrNotBought
	}
	return err
}

// Approve has pages show a proof: while it holds and, of what a customer said, while they agree to it.
func (l *Library) Approve(ctx context.Context, i ProofID) (Proof, error) {
	if err := org.Must(ctx, org.CampaignWaive); err != nil {
		return Proof{}, err
	}
	return l.change(ctx, i, "approve", func(ctx context.Context, tx *db.Tx, p *Proof, by org.StaffID) error {
		zone, err := org.Zone(ctx, tx)
		if err != nil {
			return err
		}
		agreed, err := consents(ctx, tx, []Proof{*p})
		switch {
		case err != nil:
			return err
		case p.State != Waiting:
			return ErrProofState.F(p.State)
		case p.Until != "" && p.Until < clock.Day(tx.Now, zone):
			return ErrProofOver.F(p.Until)
		case !agreed[p.ID]:
			return ErrNoConsent
		}
		p.State, p.ApprovedBy, p.ApprovedAt = Approved, by, tx.Now
		return bought(ctx, tx, *p)
	})
}

// Withdraw takes a proof from every page, at once and for good.
func (l *Library) Withdraw(ctx context.Context, i ProofID, why string) (Proof, error) {
	if err := org.Must(ctx, org.CampaignEdit); err != nil {
		return Proof{}, err
	}
	if why = strings.TrimSpace(why); why == "" || utf8.RuneCountInString(why) > 200 {
		return Proof{}, fault.InvalidField("why", why, "请写原因，最多 200 个字", "say why, in at most 200 characters")
	}
	return l.change(ctx, i, "withdraw", func(_ context.Context, tx *db.Tx, p *Proof, by org.StaffID) error {
		if p.State == Withdrawn {
			return ErrProofState.F(p.State)
		}
		p.State, p.EndedBy, p.EndedAt, p.Why = Withdrawn, by, tx.Now, why
		return nil
	})
}

func (l *Library) change(ctx context.Context, i ProofID, verb string, f func(ctx context.Context, tx *db.Tx, p *Proof, by org.StaffID) error) (Proof, error) {
	a, _ := org.ActorOf(ctx)
	var p Proof
	err := l.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		if p, err = db.One[Proof](ctx, tx, `SELECT `+proofColumns+` FROM page_proof WHERE id = $1`, i); errors.Is(err, db.ErrNone) {
			return ErrNoProof
		}
		if err != nil {
			return err
		}
		was := p.State
		if err := f(ctx, tx, &p, a.Staff); err != nil {
			return err
		}
		return errors.Join(db.MustAffect(ctx, tx, ErrProofState.F(was), `UPDATE page_proof SET state = $2, approved_by = $3, approved_at = $4, ended_by = $5, ended_at = $6, why = $7
			WHERE id = $1 AND state = $8`, i, p.State, p.ApprovedBy, p.ApprovedAt, p.EndedBy, p.EndedAt, p.Why, was),
			org.Audit(ctx, tx, org.Change{Verb: "page.proof_" + verb, Object: "proof", ID: int64(i), Before: map[string]any{"state": was}, After: map[string]any{"state": p.State}}))
	})
	return p, err
}

// consents tells which proofs may be shown as far as people have a say: those of customers who agreed and have not taken it back, and all others.
func consents(ctx context.Context, q db.Q, all []Proof) (map[ProofID]bool, error) {
	out := map[ProofID]bool{}
	var people []customer.ID
	for _, p := range all {
		if out[p.ID] = p.CustomerID == 0 && p.Kind != "customer"; p.CustomerID != 0 {
			people = append(people, p.CustomerID)
		}
	}
	if len(people) == 0 {
		return out, nil
	}
	_, agreed, err := customer.Answers(ctx, q, people, ConsentChannel, ConsentTopic)
	for _, p := range all {
		out[p.ID] = out[p.ID] || agreed[p.CustomerID]
	}
	return out, err
}

// Prove has the blocks that refer to the library say what it says now. What is not approved, was withdrawn or lost its consent is not shown by
// Shown, without anything being published again; nor is what has run out (LND-03, SHP-10).
func Prove(ctx context.Context, q db.Q, p Page) (Page, error) {
	var ids []ProofID
	for _, s := range p.Sections() {
		for _, b := range s.Blocks {
			var i ProofID
			if b.Ref != "" && i.UnmarshalText([]byte(b.Ref)) == nil {
				ids = append(ids, i)
			}
		}
	}
	if len(ids) == 0 {
		return p, nil
	}
	c := db.Where("state = 'approved'").In("id", ids)
	all, err := db.All[Proof](ctx, q, `SELECT `+proofColumns+` FROM page_proof WHERE `+c.SQL(), c.Args()...)
	if err != nil {
		return p, err
	}
	agreed, err := consents(ctx, q, all)
	known := map[string]Proof{}
	for _, one := range all {
		if agreed[one.ID] {
			known[one.ID.String()] = one
		}
	}
	for _, blocks := range []*[]Block{&p.Top, &p.Middle, &p.Bottom} {
		*blocks = append([]Block(nil), *blocks...)
		for n, b := range *blocks {
			if one, ok := known[b.Ref]; ok && b.Kind == Trust {
				(*blocks)[n] = one.fill(b)
			}
		}
	}
	return p, err
}

// Dress gives a page as customers see it: Prove, and how large its pictures are, those of its proofs too.
func Dress(ctx context.Context, q db.Q, p Page) (Page, map[string]Size, error) {
	p, err := Prove(ctx, q, p)
	if err != nil {
		return p, nil, err
	}
	sizes, err := Sizes(ctx, q, p)
	return p, sizes, err
}

// Judge is Problems of a page with what the library says of its proofs.
func Judge(ctx context.Context, q db.Q, p Page, day string) ([]Problem, error) {
	proven, err := Prove(ctx, q, p)
	out := proven.Problems(day)
	trusts := 0
	for _, s := range proven.Sections() {
		for n, b := range s.Blocks {
			if b.Kind == Trust && b.Ref != "" && !b.proven {
				out = append(out, Problem{fmt.Sprintf("page.%s[%d].ref", s.Name, n), b.Ref, "这份材料没有批准、已撤下或顾客没有同意，页面上不显示", "is not approved, was withdrawn, or its customer does not agree: it is not shown", true})
			}
		}
	}
	for _, b := range proven.Shown(day).Middle {
		if b.Kind == Trust {
			trusts++
		}
	}
	if (Section{Blocks: p.Middle}).has(Trust) && trusts == 0 {
		out = append(out, noTrust)
	}
	return out, err
}

// ErasePeople empties what people who are being erased had said, and takes it from every page.
func ErasePeople(ctx context.Context, tx *db.Tx, people []customer.ID) error {
	c := db.Where("").In("customer_id", people)
	_, err := db.Exec(ctx, tx, `UPDATE page_proof SET title = '', text = '', holder = '', picture = '', alt = '', state = 'withdrawn' WHERE `+c.SQL(), c.Args()...)
	return err
}

var _ customer.EraseHook = ErasePeople
