package community

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"strings"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/org"
	"qunli/segment"
)

// ProposalKind is what a review proposes about a member.
type ProposalKind string

// The kinds.
const (
	Promote ProposalKind = "promote" // into the core group: a customer of value (COM-15)
	Prune   ProposalKind = "prune"   // out: takes and never gives (COM-15)
	Retire  ProposalKind = "retire"  // out of the pool of seed users: shares no more (COM-21)
)

// ProposalState is how a proposal stands.
type ProposalState string

// The states.
const (
	Proposed ProposalState = "proposed"
	Approved ProposalState = "approved"
	Refused  ProposalState = "refused"
	Done     ProposalState = "done"
)

// Proposal is what a review proposes about one member: a row of community_proposal.
type Proposal struct {
	ID          ProposalID
	CommunityID ID
	CustomerID  customer.ID
	Kind        ProposalKind
	ToID        ID     // of a promotion: the core group, 0 none is open
	Because     string // JSON of segment.Explanation
	State       ProposalState
	Reason      string
	StaffID     org.StaffID // who decided
	At          int64
	DecidedAt   int64
	DoneAt      int64
	Version     int64
}

// Explanation gives what the rule found, clause by clause.
func (p Proposal) Explanation() segment.Explanation {
	var out segment.Explanation
	_ = json.Unmarshal([]byte(p.Because), &out) // written by Review alone; "" says nothing
	return out
}

// The refusals about proposals.
var (
	ErrNoProposal  = fault.New(fault.Missing, "community.proposal.missing", "没有这条调整建议", "No such proposal")
	ErrSettled     = fault.New(fault.Conflict, "community.proposal.settled", "这条建议已有结果", "The proposal was settled already")
	ErrNotApproved = fault.New(fault.Conflict, "community.proposal.not_approved",
		"未经批准不能执行：请先批准这条建议", "Nobody is moved or removed without approval: approve the proposal first")
)

const proposalColumns = `id, community_id, customer_id, kind, to_id, because, state, reason, staff_id, at, decided_at, done_at, version`

// proposes lists what a review of a group asks: of a seed-user group who retires, of the others who is to be removed and,
// beneath the core group, who is to be promoted.
func proposes(set Settings, k Kind) []struct {
	kind ProposalKind
	rule string
} {
	type ask = struct {
		kind ProposalKind
		rule string
	}
	switch k {
	case Seed:
		return []ask{{Retire, set.RetireRule}}
	case Core:
		return []ask{{Prune, set.PruneRule}}
	}
	return []ask{{Promote, set.PromoteRule}, {Prune, set.PruneRule}}
}

// Review looks through the members of a group and proposes whom to promote, to remove or to retire. Somebody with a proposal
// of the kind that is open gets no second one, nor does one whose last was settled within the days the effect is measured by,
// and who is in a core group of the store already is not promoted. Merged people are one member.
// It gives the new proposals, and tells of them as ReviewProposed. Nothing happens to anybody.
func (s *Service) Review(ctx context.Context, i ID) ([]Proposal, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return nil, err
	}
	out, err := s.lookOver(ctx, i)
	if err != nil || len(out) == 0 {
		return nil, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := takeTurns(ctx, tx, []ID{i}); err != nil {
			return err
		}
		c, err := load(ctx, tx, i)
		if err != nil {
			return err
		}
		if err := c.in(Open); err != nil {
			return err
		}
		if out, err = s.propose(ctx, tx, tx.Now, c); err != nil {
			return err
		}
		for n := range out {
			out[n].ID = ProposalID(tx.NewID())
		}
		if _, err := db.Insert(ctx, tx, "community_proposal", out, ""); err != nil {
			return err
		}
		facts := make([]ReviewProposed, len(out))
		for n, p := range out {
			facts[n] = ReviewProposed{p.ID, i, p.CustomerID, p.Kind, c.StoreID, c.StaffID}
		}
		return event.PublishAll(ctx, tx, s.bus, facts)
	})
	return out, err
}

// lookOver gives what there is to propose without holding anybody up: most groups give nothing, and asking takes long.
func (s *Service) lookOver(ctx context.Context, i ID) (out []Proposal, err error) {
	err = s.db.Snapshot(ctx, func(q db.Q) error {
		c, err := load(ctx, q, i)
		if err == nil {
			err = c.in(Open)
		}
		if err == nil {
			out, err = s.propose(ctx, q, s.db.Clock().Now().UnixMilli(), c)
		}
		return err
	})
	return out, err
}

// propose gives the proposals, without their ids.
func (s *Service) propose(ctx context.Context, q db.Q, now int64, c Community) ([]Proposal, error) {
	set, err := readSettings(ctx, q)
	if err != nil {
		return nil, err
	}
	inside, err := peopleIn(ctx, q, c)
	if err != nil {
		return nil, err
	}
	spared, err := sparedOf(ctx, q, c, inside, now-set.EffectDays*dayMS)
	if err != nil {
		return nil, err
	}
	core, err := coreOf(ctx, q, c)
	if err != nil {
		return nil, err
	}
	var out []Proposal
	for _, ask := range proposes(set, c.Kind) {
		verdicts, err := s.verdicts(ctx, q, ask.rule, pairsIn(inside))
		if err != nil {
			return nil, err
		}
		for _, p := range inside {
			v := verdicts[p.CustomerID]
			if !v.In || spared[sparing{p.now, ask.kind}] {
				continue
			}
			because, err := json.Marshal(v.Because)
			if err != nil {
				return nil, err
			}
			one := Proposal{CommunityID: c.ID, CustomerID: p.CustomerID, Kind: ask.kind, Because: string(because), State: Proposed, At: now}
			if ask.kind == Promote {
				one.ToID = core
			}
			out = append(out, one)
		}
	}
	return out, nil
}

// verdicts asks a rule about people in groups, as who they are now, and answers by who is booked.
func (s *Service) verdicts(ctx context.Context, q db.Q, rule string, inside []pair) (map[customer.ID]segment.Verdict, error) {
	r, err := s.segments.Parse(rule)
	if err != nil {
		return nil, err
	}
	now, err := canonical(ctx, q, inside)
	if err != nil {
		return nil, err
	}
	people := make([]customer.ID, 0, len(now))
	for _, who := range now {
		people = append(people, who)
	}
	asked, err := s.segments.Person(ctx, q, r, distinct(people))
	out := map[customer.ID]segment.Verdict{}
	for booked, who := range now {
		out[booked] = asked[who]
	}
	return out, err
}

// coreOf gives the core group to which a group's people are promoted: open, of the same store, with room; 0 none.
func coreOf(ctx context.Context, q db.Q, c Community) (ID, error) {
	i, err := db.One[ID](ctx, q, `SELECT id FROM community WHERE kind = 'core' AND state = 'open' AND store_id = $1 AND members < cap
		ORDER BY CASE WHEN area = $2 THEN 0 ELSE 1 END, series, number, id LIMIT 1`, c.StoreID, c.Area)
	if errors.Is(err, db.ErrNone) {
		return 0, nil
	}
	return i, err
}

// ProposalQuery is which proposals a list shows.
type ProposalQuery struct {
	Community ID
	Kind      ProposalKind  // "": all
	State     ProposalState // "": all
	After     ProposalID
	Limit     int
}

// Proposals lists proposals about the members of a group, the last first.
func (s *Service) Proposals(ctx context.Context, ask ProposalQuery) ([]Proposal, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return nil, err
	}
	q := s.db.Read()
	if _, err := load(ctx, q, ask.Community); err != nil {
		return nil, err
	}
	c := db.Where("community_id = $1", ask.Community).If(ask.Kind != "", "kind = $1", string(ask.Kind)).
		If(ask.State != "", "state = $1", string(ask.State)).If(ask.After != 0, "id < $1", ask.After)
	return db.All[Proposal](ctx, q, `SELECT `+proposalColumns+` FROM community_proposal WHERE `+c.SQL()+`
		ORDER BY id DESC LIMIT `+c.Next(1), c.Args(pageSize(ask.Limit))...)
}

// settleProposal moves a proposal of the actor's scope on, in one transaction with its audit and its fact.
func (s *Service) settleProposal(ctx context.Context, i ProposalID, version int64, f func(ctx context.Context, tx *db.Tx, c Community, p *Proposal) error) (Proposal, error) {
	var p Proposal
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := customer.Hold(ctx, tx); err != nil {
			return err
		}
		var err error
		p, err = db.One[Proposal](ctx, tx, `SELECT `+proposalColumns+` FROM community_proposal WHERE id = $1`, i)
		if errors.Is(err, db.ErrNone) {
			return ErrNoProposal
		}
		if err != nil {
			return err
		}
		c, err := load(ctx, tx, p.CommunityID)
		if err != nil {
			return err
		}
		if p.Version != version {
			return ErrSettled
		}
		if err := f(ctx, tx, c, &p); err != nil {
			return err
		}
		p.Version++
		err = db.MustAffect(ctx, tx, ErrSettled, `UPDATE community_proposal SET state = $3, reason = $4, staff_id = $5, decided_at = $6,
				done_at = $7, version = version + 1 WHERE id = $1 AND version = $2`,
			i, version, string(p.State), p.Reason, p.StaffID, p.DecidedAt, p.DoneAt)
		if err != nil {
			return err
		}
		if err := s.bus.Publish(ctx, tx, ReviewDecided{i, c.ID, p.CustomerID, p.Kind, p.State, c.StoreID, c.StaffID}); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "proposal." + string(p.State), Object: "proposal", ID: int64(i),
			After: map[string]any{"community": c.ID, "customer": p.CustomerID, "kind": p.Kind}})
	})
	return p, err
}

// Approve agrees to a proposal, or refuses it with a reason. An approved one is carried out by CarryOut.
func (s *Service) Approve(ctx context.Context, i ProposalID, version int64, agree bool, reason string) (Proposal, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Proposal{}, err
	}
	reason = strings.TrimSpace(reason)
	w := &wanted{}
	w.text("reason", reason, 0, 200)
	if err := w.err(); err != nil {
		return Proposal{}, err
	}
	return s.settleProposal(ctx, i, version, func(ctx context.Context, tx *db.Tx, _ Community, p *Proposal) error {
		if p.State != Proposed {
			return ErrSettled
		}
		p.State, p.Reason, p.StaffID, p.DecidedAt = Refused, reason, actingStaff(ctx), tx.Now
		if agree {
			p.State = Approved
		}
		return nil
	})
}

// CarryOut does what an approved proposal says, as far as this house can: a removal is recorded as a leave, a promotion is an
// invitation that somebody has sent, and a seed user leaves group and pool. Nobody is removed without approval.
func (s *Service) CarryOut(ctx context.Context, i ProposalID, version int64) (Proposal, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Proposal{}, err
	}
	p, err := db.One[Proposal](ctx, s.db.Read(), `SELECT `+proposalColumns+` FROM community_proposal WHERE id = $1`, i)
	if errors.Is(err, db.ErrNone) {
		return p, ErrNoProposal
	}
	if err != nil {
		return p, err
	}
	if p.Version != version {
		return p, ErrSettled
	}
	if p.Kind == Retire && p.State == Approved {
		if _, err := load(ctx, s.db.Read(), p.CommunityID); err != nil {
			return p, err
		}
		err := s.customers.Retire(ctx, p.CustomerID, cmp.Or(p.Reason, "seed review"))
		if err != nil && !errors.Is(err, customer.ErrSeedStep) { // retired already: by hand, or by a first try of this
			return p, err
		}
	}
	return s.settleProposal(ctx, i, version, func(ctx context.Context, tx *db.Tx, c Community, p *Proposal) error {
		if p.State != Approved {
			return ErrNotApproved
		}
		p.State, p.DoneAt = Done, tx.Now
		if p.Kind == Promote {
			return nil
		}
		return s.remove(ctx, tx, c, p.CustomerID)
	})
}

// remove records that somebody was taken out of a group, if they are in it.
func (s *Service) remove(ctx context.Context, tx *db.Tx, c Community, who customer.ID) error {
	n, err := db.One[int64](ctx, tx, `SELECT COUNT(*) FROM community_stay WHERE community_id = $1 AND customer_id = $2 AND left_at = 0`, c.ID, who)
	if err != nil || n == 0 {
		return err
	}
	o, err := Take(ctx, tx, 0, []Movement{{Community: c.ID, Customer: who, Kind: Leave, At: tx.Now, Scene: SceneRemoved}})
	if err != nil {
		return err
	}
	return s.bus.Publish(ctx, tx, o.Facts()...)
}
