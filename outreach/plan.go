package outreach

import (
	"cmp"
	"context"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// Plan is whom a broadcast reaches and whom it does not: while it is not decided, as it would be at its time; afterwards, as it
// was.
type Plan struct {
	At         int64 // ms, the moment it is worked out for
	Candidates int64
	Recipients int64
	People     int64 // contacts it takes out of the budget: recipients, or the members of the groups
	Members    []Share
	LeftOut    []Tallied
	Policy     Policy
}

// Share is what falls to one member of staff.
type Share struct {
	Member     string
	StaffID    org.StaffID
	Recipients int64
}

// Tallied is a reason and how many it leaves out.
type Tallied struct {
	Reason Reason
	Count  int64
}

// planStep is how many candidates are looked at in one go.
const planStep = 1000

// Plan works out the exact reach of a broadcast in the actor's scope, and writes nothing.
func (s *Service) Plan(ctx context.Context, i ID) (Plan, error) {
	if err := org.Must(ctx, org.OutreachEdit); err != nil {
		return Plan{}, err
	}
	b, err := load(ctx, s.db.Read(), i)
	if err != nil {
		return Plan{}, err
	}
	return s.plan(ctx, b)
}

// Preview is Plan of something that is not written down yet.
func (s *Service) Preview(ctx context.Context, d Draft) (Plan, error) {
	if err := org.Must(ctx, org.OutreachEdit); err != nil {
		return Plan{}, err
	}
	if err := s.checkDraft(&d); err != nil {
		return Plan{}, err
	}
	a, _ := org.ActorOf(ctx)
	return s.plan(ctx, Broadcast{Draft: d, State: Drafted, Scope: a.Scope, StoreID: a.Store, StaffID: a.Staff})
}

func (s *Service) plan(ctx context.Context, b Broadcast) (Plan, error) {
	if b.decided() {
		return s.outcome(ctx, b)
	}
	p := Plan{}
	members, reasons := map[Sender]int64{}, map[Reason]int64{}
	err := s.rehearse(ctx, b, 0, func(j *judge, list []verdict) (bool, error) {
		p.Policy, p.At = j.policy, j.at
		for _, v := range list {
			if p.Candidates++; v.Reason != "" {
				reasons[v.Reason]++
				continue
			}
			p.Recipients++
			p.People += int64(len(v.Reached))
			members[v.Sender]++
		}
		return true, nil
	})
	for who, n := range members {
		p.Members = append(p.Members, Share{who.Member, who.StaffID, n})
	}
	p.tally(reasons)
	return p, err
}

// tally puts members and reasons into their order.
func (p *Plan) tally(reasons map[Reason]int64) {
	slices.SortFunc(p.Members, func(a, b Share) int { return cmp.Compare(a.Member, b.Member) })
	for _, r := range Reasons() {
		if n := reasons[Reason(r.Code)]; n > 0 {
			p.LeftOut = append(p.LeftOut, Tallied{Reason(r.Code), n})
		}
	}
}

// decided tells that candidates have been, or are being, decided about.
func (b Broadcast) decided() bool {
	return b.State == Deciding || b.State == Sending || b.State == Done || b.State == Cancelled && b.DecidedTo != 0
}

// rehearse decides about all candidates after one, without writing, and shows each page to f until it says stop.
func (s *Service) rehearse(ctx context.Context, b Broadcast, after int64, f func(j *judge, list []verdict) (more bool, err error)) error {
	q := s.db.Read()
	j, err := newJudge(ctx, q, b, max(b.PlannedAt, b.DueAt, s.now()))
	if err != nil {
		return err
	}
	j.but = b.ID // it may be decided about meanwhile
	if b.PlannedAt < j.at {
		j.at = j.policy.open(j.at, j.zone) // what is not planned for a time waits for a fit one
	}
	ctx = org.As(ctx, b.author())
	for {
		page, err := s.candidates(ctx, q, b, after, planStep)
		if err != nil {
			return err
		}
		list, err := j.judge(ctx, q, page)
		if err != nil {
			return err
		}
		if more, err := f(j, list); err != nil || !more || len(page) == 0 {
			return err
		}
		after = page[len(page)-1]
	}
}

// Line is one candidate and what was, or would be, decided about them.
type Line struct {
	Target  int64 // a customer, or a community where the broadcast is to groups
	Member  string
	StaffID org.StaffID
	State   Outcome
	Reason  Reason
	At      int64 // ms it arrived or was decided, 0 not decided yet
}

// Customer gives the person, where the broadcast is to people.
func (l Line) Customer() customer.ID { return customer.ID(l.Target) }

// Filter narrows a list of candidates; zero fields do not.
type Filter struct {
	State  Outcome
	Reason Reason
	Member string
	After  int64 // the last target of the page before
	Limit  int   // 1 to 200; 50 when 0
}

// Lines gives a page of the candidates of a broadcast, by id: whom it reaches, and whom not and why.
func (s *Service) Lines(ctx context.Context, i ID, f Filter) ([]Line, error) {
	if err := org.Must(ctx, org.OutreachEdit); err != nil {
		return nil, err
	}
	b, err := load(ctx, s.db.Read(), i)
	if err != nil {
		return nil, err
	}
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	if b.decided() {
		return s.lines(ctx, b, f)
	}
	from := f.After
	if b.grouped() {
		from = 0 // what a group reaches counts for the next
	}
	var out []Line
	err = s.rehearse(ctx, b, from, func(_ *judge, list []verdict) (bool, error) {
		for _, v := range list {
			l := Line{Target: v.Target, Member: v.Sender.Member, StaffID: v.Sender.StaffID, State: Held, Reason: v.Reason}
			if v.Reason != "" {
				l.State = LeftOut
			}
			if f.takes(l) && len(out) < f.Limit {
				out = append(out, l)
			}
		}
		return len(out) < f.Limit, nil
	})
	return out, err
}

func (f Filter) takes(l Line) bool {
	return l.Target > f.After && (f.State == "" || f.State == l.State) && (f.Reason == "" || f.Reason == l.Reason) && (f.Member == "" || f.Member == l.Member)
}

// lines reads what was decided.
func (s *Service) lines(ctx context.Context, b Broadcast, f Filter) ([]Line, error) {
	c := db.Where("r.broadcast_id = $1 AND r.target > $2", b.ID, f.After).If(f.State != "", "r.state = $1", f.State).
		If(f.Reason != "", "r.reason = $1", f.Reason).If(f.Member != "", "t.member = $1", f.Member)
	return db.All[Line](ctx, s.db.Read(), `SELECT r.target, COALESCE(t.member, '') AS member, COALESCE(t.staff_id, 0) AS staff_id, r.state, r.reason, r.at
		FROM outreach_reach r LEFT JOIN outreach_batch t ON t.id = r.batch_id WHERE `+c.SQL()+` ORDER BY r.target LIMIT `+c.Next(1), c.Args(f.Limit)...)
}

// outcome gives the plan as it was decided.
func (s *Service) outcome(ctx context.Context, b Broadcast) (Plan, error) {
	q := s.db.Read()
	p := Plan{At: b.DueAt}
	var err error
	if p.Policy, err = PolicyOf(ctx, q); err != nil {
		return p, err
	}
	reasons := map[Reason]int64{}
	left, err := db.All[Tallied](ctx, q, `SELECT reason, COUNT(*) AS count FROM outreach_reach WHERE broadcast_id = $1 GROUP BY reason`, b.ID)
	if err != nil {
		return p, err
	}
	for _, t := range left {
		if p.Candidates += t.Count; t.Reason == "" {
			p.Recipients = t.Count
		} else {
			reasons[t.Reason] = t.Count
		}
	}
	p.People, err = db.One[int64](ctx, q, `SELECT COUNT(*) FROM outreach_contact WHERE broadcast_id = $1`, b.ID)
	if err != nil {
		return p, err
	}
	p.Members, err = db.All[Share](ctx, q, `SELECT member, staff_id, CAST(SUM(size) AS BIGINT) AS recipients FROM outreach_batch WHERE broadcast_id = $1
		GROUP BY member, staff_id`, b.ID)
	p.tally(reasons)
	return p, err
}
